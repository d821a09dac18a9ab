"""Students on groups of teachers, for documents: their sizes and letters, and a formula as LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Symbol, sqrt

from symcrit.core import parse
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation
from symcrit.model.configurations import CopyAverage
from symcrit.model.groups import Groups
from symcrit.report.tidy import tidied
from symcrit.translate import as_expr, to_json
from symcrit.words.boxes import SPACE, Box, row, sign
from symcrit.words.formulas import box
from symcrit.words.latex import display, latex
from symcrit.words.plain import Display, formula

__all__ = ["Grouped", "equations", "latex_of"]

_LETTERS = ("i", "m", "p")
_MOST = 4  # groups whose entries are written one by one


@dataclass(frozen=True)
class Grouped:
    """Copy averages of some groups: `names` are the indices of the groups, `sizes` their sizes.

    any_number: the groups are three of any number; an entry that involves fewer indices does not depend on the others,
    because an odd σ has κ(q11, 0, q22) = 0.
    """

    family: CopyAverage
    sizes: tuple[Expr, ...]
    names: tuple[str, ...]
    any_number: bool

    @classmethod
    def of(cls, sigma: str | Activation, sizes: Sequence[object] | None) -> Grouped:
        """The best known student of every group, for `sizes`, or for any number of groups.

        Raises InputError where no closed form is known, for any number of groups of a σ that is not odd, and for more
        sizes than can be written out.
        """
        family = CopyAverage.symbolic(sigma)
        if sizes is None:
            if family.kernel.pair[0].parity != "odd":
                raise InputError(
                    f"{family.kernel} is not odd, so that every entry depends on all groups; give their sizes, such as "
                    "--sizes l,m"
                )
            symbols = tuple(Symbol(f"l_{letter}", integer=True, positive=True) for letter in _LETTERS)
            return cls(family, symbols, _LETTERS, True)
        if len(sizes) > _MOST:
            raise InputError(f"{len(sizes)} groups have too many entries to be written out; at most {_MOST}")
        own = tuple(as_expr(size) for size in sizes)
        family.parameters(own)  # refuses what is no size
        return cls(family, own, tuple(str(i + 1) for i in range(len(own))), False)

    @property
    def groups(self) -> Groups:
        """Sizes, a, c and lengths."""
        return self.family.parameters(self.sizes)

    @property
    def where(self) -> list[Expr]:
        """The hypotheses: every size is at least 1."""
        symbols = sorted(set().union(*(size.free_symbols for size in self.sizes)), key=str)
        return [symbol >= 1 for symbol in symbols]

    def tidy(self, expr: Expr) -> Expr:
        """The expression as a person would write it, which core has decided to be equal."""
        return tidied(expr, self.where)

    def setting(self) -> str:
        """What the configuration is, with its order parameters."""
        groups = self.groups
        shown = range(1) if self.any_number else range(len(self.sizes))
        lines = []
        for p in shown:
            index = self.names[p]
            factor = self.tidy(1 / sqrt(1 / groups.c[p] ** 2))
            scale = [] if factor == 1 else [box(core(factor))]
            lines += [
                equation(f"a_{index}", groups.a[p]),
                row(formula(f"w_{index}"), sign("="), *scale, formula(f"Σ_{{j ∈ G_{index}}} v_j")),
                equation(f"Q_{{{index}{index}}}", self.tidy(groups.norms[p])),
                row(equation(f"R_{{{index}j}}", self.tidy(groups.c[p])), SPACE, formula(f"(j ∈ G_{index})")),
            ]
        if self.any_number:
            which = "any number $n$ of groups $G_i$ of any sizes $l_i = \\lvert G_i \\rvert \\ge 1$"
            rest = " All other $Q_{im}$ and $R_{ij}$ are $0$; $i$, $m$ and $p$ are different groups."
        else:
            sizes = ", ".join(f"$\\lvert G_{i} \\rvert = {latex_of(size)}$" for i, size in enumerate(self.sizes, 1))
            which = f"groups with {sizes}"
            rest = " All other $Q_{im}$ and $R_{ij}$ are $0$."
        if len(self.sizes) == 1:
            rest = ""
        head = f"The $k$ teachers $v_j$ are orthonormal with $b_j = 1$, in {which}. The student of a group has"
        return f"{head}\n{equations(lines)}\n{rest.strip()}\n"


def core(form: object) -> object:
    """An expression of sympy as core reads it."""
    return parse(to_json(form))


def equation(left: str, right: object) -> Box:
    """left = right, which may be broken into lines."""
    return row(formula(left), sign("="), box(core(right)))


def equations(lines: Sequence[Box], end: str = ".") -> str:
    """Displayed formulas."""
    return display(Display(tuple(lines), end))


def latex_of(form: object) -> str:
    """A formula without dollar signs."""
    return latex(box(core(form)))
