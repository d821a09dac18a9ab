r"""The blocks of the Hessian at copy averages, as LaTeX; see `model/hessian.py` for what they are.

For any number of groups an entry is written for each pattern of indices.  A second derivative by w_i·e_h and w_m·e_g
with four different indices is 0: e_h and e_g are orthogonal to each other and to w_i and w_m.  One of at most three
indices is that of three groups, because neurons of other groups are orthogonal to all that occurs, and κ(q11, 0, q22)
is 0 with all its derivatives by q11 and q22 and the second by q12.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, ImmutableDenseMatrix

from symcrit.model.hessian import GroupHessian, group_hessian
from symcrit.report.grouped import Grouped, core, equations
from symcrit.words.boxes import Box, fraction, row, sign
from symcrit.words.formulas import box
from symcrit.words.plain import formula

__all__ = ["Entries", "hessian_section", "pattern_of"]

Parameter = tuple[str, ...]  # ("w", i, h) is w_i·e_h, ("a", i) is a_i
_FIXED = r"""With $e_i = \sum_{j \in G_i} v_j / \sqrt{\lvert G_i \rvert}$ the Hessian of $L$ in all $w_i$ and $a_i$ is
the direct sum of three kinds of blocks (Schur's lemma, for permutations of the teachers inside a group and rotations
of the complement of their span). \emph{Symmetric directions}, once: the second derivatives by
$w_i \cdot e_h$ and $a_i$ are
"""
_WITHIN = r"""\emph{Within a group $G_h$}, $\lvert G_h \rvert - 1$ times: for every unit vector $u$ in the span of its
$v_j$ with $u \perp e_h$ the matrix $A^{(h)}_{im} = u^\top \nabla^2_{w_i w_m} L\, u$ has the entries
"""
_OUTSIDE = r"""\emph{Orthogonal to all teachers}, $d - k$ times: for every unit vector $u$ there the matrix
$O_{im} = u^\top \nabla^2_{w_i w_m} L\, u$ has the entries
"""
_END = r"""%s

The entries are second derivatives of the loss by the closed form of $\kappa$; those shown are equal to them for all
sizes, which the core of symcrit decided for each of them (%d equations).
"""


def hessian_section(of: Grouped) -> str:
    """Every entry that is not 0, once for each pattern of indices; each equal to the derivative, as core decides."""
    found = Entries(of)
    parts = [_FIXED, equations([_line(_second(*pair), value) for pair, value in found.fixed.items()], ",")]
    parts.append("and all others are $0$.\n")
    if any(size != 1 for size in of.sizes):
        parts += [_WITHIN, equations([_line(formula(left), value) for left, value in found.within.items()])]
        if of.any_number:
            parts.append("All other $A^{(h)}_{im}$ are $O_{im}$.\n")
    parts += [_OUTSIDE, equations([_line(formula(left), value) for left, value in found.outside.items()])]
    last = "All other entries are $0$." if len(of.sizes) > 1 and not of.any_number else ""
    return "\n".join([*parts, _END % (last, found.decided)])


class Entries:
    """The entries of the blocks that are not 0, as a person would write them, and how many equations core decided.

    fixed: by two parameters.  within, outside: by the name of the entry.
    """

    def __init__(self, of: Grouped) -> None:
        self.of = of
        self.decided = 0
        hessian = group_hessian(of.family.kernel, of.groups, of.family.scale)
        self.fixed = self._fixed(hessian)
        self.within = self._within(hessian)
        self.outside = self._matrix("O", hessian.outside)

    def _entry(self, expr: Expr) -> Expr:
        found = self.of.tidy(expr)
        self.decided += found != expr
        return found

    def _fixed(self, hessian: GroupHessian) -> dict[tuple[Parameter, Parameter], Expr]:
        """∂²L by the parameters of the symmetric directions."""
        names = self.of.names
        parameters: list[Parameter] = [("w", i, h) for i in names for h in names]
        parameters += [("a", i) for i in names]
        seen: set[tuple[Parameter, Parameter]] = set()
        found = {}
        for x, one in enumerate(parameters):
            for y, other in enumerate(parameters[x:], start=x):
                pattern = pattern_of(one, other) if self.of.any_number else (one, other)
                if pattern not in seen:
                    seen.add(pattern)
                    found[one, other] = self._entry(hessian.fixed[x, y])
        return {pair: value for pair, value in found.items() if value != 0}

    def _within(self, hessian: GroupHessian) -> dict[str, Expr]:
        """The entries of A^(h): for any number of groups that of its own student, the others being those of O."""
        if self.of.any_number:
            return {"A_{ii}^{(i)}": self._entry(hessian.within[0][0, 0])}
        blocks = zip(self.of.names, self.of.sizes, hessian.within, strict=True)
        found = [self._matrix("A", block, f"^{{({h})}}") for h, size, block in blocks if size != 1]
        return {name: value for part in found for name, value in part.items()}

    def _matrix(self, letter: str, block: ImmutableDenseMatrix, above: str = "") -> dict[str, Expr]:
        """The upper triangle of a block that is indexed by the students, but for zeros."""
        names = self.of.names
        pairs = [(0, 0), (0, 1)] if self.of.any_number else _upper(len(names))
        found = {f"{letter}_{{{names[i]}{names[m]}}}{above}": self._entry(block[i, m]) for i, m in pairs}
        return {name: value for name, value in found.items() if value != 0}


def _line(left: Box, value: Expr) -> Box:
    return row(left, sign("="), box(core(value)))


def _upper(size: int) -> Iterator[tuple[int, int]]:
    return ((i, m) for i in range(size) for m in range(i, size))


def pattern_of(one: Parameter, other: Parameter) -> tuple[Parameter, Parameter]:
    """Two parameters up to their order and the names of the groups.

    >>> pattern_of(("a", "m"), ("w", "i", "m")) == pattern_of(("w", "m", "p"), ("a", "p"))
    True
    """
    return min(_renamed(one, other), _renamed(other, one))


def _renamed(one: Parameter, other: Parameter) -> tuple[Parameter, Parameter]:
    """The pair with the groups called 0, 1, … in the order in which they occur."""
    order: dict[str, str] = {}
    for _, *indices in (one, other):
        for index in indices:
            order.setdefault(index, str(len(order)))
    first, second = ((kind, *(order[index] for index in indices)) for kind, *indices in (one, other))
    return first, second


def _second(one: Parameter, other: Parameter) -> Box:
    """∂²L/∂x∂y."""
    below = f"{_by(one)}^2" if one == other else f"{_by(one)} {_by(other)}"
    return fraction(formula("∂^2 L"), formula(below))


def _by(parameter: Parameter) -> str:
    kind, *indices = parameter
    return f"∂a_{indices[0]}" if kind == "a" else f"∂(w_{indices[0]} · e_{indices[1]})"
