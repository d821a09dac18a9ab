r"""Symmetric networks with concrete or symbolic multiplicities, for orthonormal teachers in species.

A species p is m_p teachers e_(p,1), …, e_(p,m_p) of outgoing weight b_p.  A `Member` is a student that stands alone, or
one student per teacher of a species:

    w_i = diagonal·e_(p,i) + w[p] Σ_{j≠i} e_(p,j) + Σ_{q≠p} w[q] Σ_j e_(q,j).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr, Symbol
from sympy.core.relational import Relational

from symcrit.arguments import instance, integer, listed
from symcrit.errors import InputError, shorten, shown
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import Kernel, as_kernel
from symcrit.model.order import also_in_order
from symcrit.translate import as_expr, by_name, exact_json

__all__ = ["Member", "SymmetricNetwork"]


@dataclass(frozen=True)
class Member:
    """Students of one kind: w per species, outgoing weight a, and where they sit.

    at: the species (counted from 0) with one such student per teacher, or None for a single student.
    diagonal: the entry on the own teacher, for students at a species; w[at] is None where that has one teacher.

    >>> Member(w=["1/2"], a=2)
    Member(w=(1/2,), a=2, at=None, diagonal=None)
    """

    w: Sequence[Any]
    a: Any = 1
    at: int | None = None
    diagonal: Any = None

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        set_field(self, "w", tuple(None if e is None else as_expr(e) for e in listed("w", self.w, "numbers")))
        set_field(self, "at", None if self.at is None else integer("at", self.at, 0))
        set_field(self, "a", as_expr(self.a))
        set_field(self, "diagonal", None if self.diagonal is None else as_expr(self.diagonal))
        if (self.at is None) != (self.diagonal is None):
            raise InputError("a student at a species has a diagonal entry, a single one has none; give both or neither")


@also_in_order("sizes", "members", "activation", "b", "scale")
@dataclass(frozen=True)
class SymmetricNetwork:
    """Students that look alike under permutations inside species of teachers; sizes are numbers or integer symbols.

    sizes: numbers of teachers by species. members: the students. b: outgoing weights of the teachers by species, 1 by
    default.  Raises InputError for shapes that do not fit.

    >>> from sympy import sqrt, symbols
    >>> l, m = symbols("l m", integer=True, positive=True)
    >>> copies, average = Member(w=[0, 0], at=0, diagonal=1), Member(w=[0, 1 / sqrt(l * (2 * l - 1))], a=l)
    >>> SymmetricNetwork("erf", [m, l], [copies, average]).to_core()["species"]["sizes"]
    ['m', 'l']
    """

    activation: str | Activation | Kernel = "erf"
    sizes: Sequence[Any] | None = None
    members: Sequence[Member] | None = None
    b: Sequence[Any] | None = None
    scale: Any = 1

    def __post_init__(self) -> None:
        set_field, sizes = object.__setattr__, tuple(map(as_expr, listed("sizes", self.sizes)))
        b = (sympy.S.One,) * len(sizes) if self.b is None else tuple(map(as_expr, listed("b", self.b)))
        for member in (members := listed("members", self.members, "students")):
            instance("a member", member, Member, "write Member(w=[…], a=…)")
        set_field(self, "sizes", sizes)
        set_field(self, "members", tuple(members))
        set_field(self, "b", b)
        set_field(self, "scale", as_expr(self.scale))
        good = [size.is_integer and (size.is_positive or (size.args and size.is_positive is None)) for size in sizes]
        if not all(good):
            remedy = "a symbol needs integer=True, positive=True"
            raise InputError(f"sizes = {shorten([*sizes])} are no positive integers; {remedy}")
        if len(b) != len(sizes):
            raise InputError(f"b has {len(b)} entries for {len(sizes)} species; give one outgoing weight per species")
        for member in self.members:
            if len(member.w) != len(sizes) or not (member.at is None or 0 <= member.at < len(sizes)):
                raise InputError(f"{shown(member)} does not fit {len(sizes)} species; w has an entry for each")

    @property
    def kernel(self) -> Kernel:
        """The kernel of the activation."""
        return as_kernel(self.activation)

    @property
    def symbols(self) -> dict[str, Symbol]:
        """The free symbols by name."""
        entries = [e for s in self.members for e in (s.diagonal, *s.w, s.a) if e is not None]
        free = {symbol for e in (*self.sizes, *self.b, self.scale, *entries) for symbol in e.free_symbols}
        return by_name(sorted(free, key=str))

    @property
    def where(self) -> list[Relational]:
        """The hypotheses on symbolic sizes: each is at least 1."""
        return [sympy.Ge(size, 1, evaluate=False) for size in self.sizes if size.is_Symbol]

    def to_core(self) -> dict[str, Any]:
        """The configuration JSON that core reads."""

        def entry(value: Expr | None) -> Any:
            return None if value is None else exact_json(value)

        students = [
            {"at": s.at, "diagonal": entry(s.diagonal), "w": [*map(entry, s.w)], "a": exact_json(s.a)}
            for s in self.members
        ]
        species = {"sizes": [*map(exact_json, self.sizes)], "b": [*map(exact_json, self.b)], "students": students}
        return {"kernel": self.kernel.core, "scale": exact_json(self.scale), "species": species}
