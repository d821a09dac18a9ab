"""Kernels by the reduction of expectations: equations that make closed forms E[σ(u)τ(v)], with kinks anywhere.

σ is given by breakpoints b_1 < … < b_k and pieces σ_0, …, σ_k, σ = σ_i for b_i < z < b_{i+1}; so, off the breakpoints,

    σ(z) = (σ_0(z) + σ_k(z))/2 + Σ_i (σ_i(z) − σ_{i−1}(z))/2 · sign(z − b_i),

and a Gaussian variable with a variance meets a breakpoint with probability 0, whatever σ is there, and however it is
written.  For (u, v) ~ N(m, [[s², rst], [rst, t²]]), |r| < 1 and s, t > 0, the reduction computes E[σ(u)τ(v)]
(`gaussian.reduction`); κ is equal to that, and its slopes are its derivatives.

What is integrated grows at most exponentially, and σ, τ are continuous but at finitely many points: so E[σ(u)τ(v)] is
continuous where q11, q22 > 0, |ρ| = 1 included, and without kinks and jumps it is, with its derivatives, for
q11, q22 ≥ 0.  A form is continuous where it is defined: there it has the right value, too.

Rules `gaussian-parts` and `continuity`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, diff, nodes, num, parse, substitute, sym, symbols
from symcrit.core.expectation.kernels import MEANS, Kernel, Z
from symcrit.core.gaussian.exponentials import merged
from symcrit.core.gaussian.language import bound
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.reading import Pattern, flag, need, read, require
from symcrit.core.work import Work

MOST_BREAKS = 12
POINT = Domain({})
M = (sym(MEANS[0]), sym(MEANS[1]))
R, S, T = map(sym, "rst")
POLAR = {"q11": S * S, "q12": R * S * T, "q22": T * T}


class Pieces(NamedTuple):
    """A function of z: its breakpoints, and what it is between them."""

    breaks: list[Expr]
    pieces: list[Expr]

    def increasing(self, work: Work) -> bool:
        """Whether the breakpoints are shown to be numbers, each above the one before it."""
        point = Context(POINT, work)
        pairs = zip(self.breaks, self.breaks[1:], strict=False)
        numbers = point.undefined(*self.breaks) is None
        return numbers and all(point.holds(Relation("<", low, high)) for low, high in pairs)

    def parts(self) -> Iterator[tuple[Domain, Expr]]:
        """The intervals between the breakpoints, each with its piece."""
        for i, piece in enumerate(self.pieces):
            above = [Relation("<", self.breaks[i - 1], Z)] if i else []
            below = [Relation("<", Z, self.breaks[i])] if i < len(self.breaks) else []
            yield Domain({"z": "real"}, [*above, *below]), piece

    def at(self, variable: Expr, work: Work) -> Expr:
        """The function of a Gaussian variable, by signs."""
        if not self.breaks:
            return substitute(self.pieces[0], {"z": variable})
        context = Context(Domain({"z": "real"}), work)
        total = _halved(self.pieces[0] + self.pieces[-1], context)
        for i, place in enumerate(self.breaks):
            step = _halved(self.pieces[i + 1] - self.pieces[i], context)
            total = total + step * Expr("sign", Z - place)
        return substitute(total, {"z": variable})


def _halved(double: Expr, context: Context) -> Expr:
    """Half of a function of z, collected where it is a polynomial."""
    plain = all(node.op in ("num", "sym", "add", "mul") or node.op == "pow" for node in nodes(double))
    half = double / TWO
    return context.normal.expr_of(context.nf(half)) if plain else half


class ByReduction(NamedTuple):
    """σ and τ in pieces, or one for both; where κ is defined: for |ρ| = 1 (`edge`), and with both slopes for
    q11, q22 ≥ 0 (`smooth`)."""

    sides: list[Pieces]
    edge: bool
    smooth: bool

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which the equations make the forms right."""
        return ("gaussian-parts", "continuity")

    @property
    def bent(self) -> bool:
        """Whether σ or τ may have a kink or a jump."""
        return any(side.breaks or any(node.op == "abs" for node in nodes(*side.pieces)) for side in self.sides)

    def kink(self, work: Work) -> tuple[Expr, Expr] | None:
        """(c, α) where σ(z) = c·|z| + α·z off 0, given by its two pieces; None where σ is not seen to be that."""
        if len(self.sides) != 1 or len(self.sides[0].breaks) != 1:
            return None
        (side,) = self.sides
        point = Context(POINT, work)
        line = Context(Domain({"z": "real"}), work)
        left, right = (substitute(diff(piece, "z"), {"z": ZERO}) for piece in side.pieces)
        linear = all(line.is_zero(piece - slope * Z) for piece, slope in zip(side.pieces, (left, right), strict=True))
        return ((right - left) / TWO, (right + left) / TWO) if linear and point.is_zero(side.breaks[0]) else None

    def goals(self, kernel: Kernel, work: Work) -> Iterator[Goal]:
        """What makes κ right where q11, q22 > 0 (`smooth`: ≥ 0) and q12² ≤ q11·q22, its slopes where they are defined.

        For q12² = q11·q22 κ, too, only where it is defined, which `edge` shows.  Raises `Malformed` and `Reject`.
        """
        need(len(self.sides) == 2 or kernel.teacher is None, "two activations need two sides")
        require(not self.bent or not self.smooth, "a kink needs norms that are not 0")
        sigma = ZERO if kernel.activation is None else kernel.activation
        tau = kernel.teacher or sigma
        for name, own, side in zip(("sigma", "tau"), (sigma, tau), self.sides, strict=False):
            require(side.increasing(work), "the breakpoints are not shown to increase")
            for i, (domain, piece) in enumerate(side.parts()):
                yield Goal(domain, Relation("=", own, piece), (), f"{name}/piece/{i}").with_sides()
        yield from self._of_kernel(kernel, work)

    def _of_kernel(self, kernel: Kernel, work: Work) -> Iterator[Goal]:
        """κ, both slopes, and where they are defined."""
        inside = _without_zeros(_closed(kernel)).ends("r", shut=False)
        value, facts = self._expectation(kernel, inside, work)
        there = Domain(inside.kinds, inside.stated, implied=facts)
        kappa, by_q11, by_q12 = kernel.forms
        polar = [substitute(form, POLAR) for form in kernel.forms]
        yield Goal(there, _equation(polar[0], value, work), (), "value").with_sides()
        for name, slope in (("q12", by_q12), ("q11", by_q11)):
            left, right = (substitute(side, POLAR) for side in (diff(kappa, name), slope))
            yield Goal(there, _equation(left, right, work), (), f"by-{name}").with_sides()
        if self.edge or self.smooth:
            yield self.edge_goal(kernel)

    def edge_goal(self, kernel: Kernel) -> Goal:
        """That κ is defined for |ρ| = 1, or, if `smooth`, κ and both slopes where q11 = 0 or q22 = 0, too."""
        closed = _closed(kernel)
        polar = [substitute(form, POLAR) for form in kernel.forms]
        domain, entries = (closed, polar) if self.smooth else (_without_zeros(closed), polar[:1])
        return Goal(domain, Relation("=", ZERO, ZERO), tuple(entries), "edge")

    def _expectation(self, kernel: Kernel, inside: Domain, work: Work) -> tuple[Expr, tuple[Relation, ...]]:
        """E[σ(u)τ(v)], and what is known of r, s, t beside, from its law."""
        from symcrit.core.gaussian.reduction import Reduction  # for this alone

        context = Context(inside, work)
        numbers = Numbers(context)
        means = M if kernel.biased else (ZERO, ZERO)
        off = R * S * T
        law = Law(
            numbers,
            tuple(numbers.of(mean) for mean in means),
            tuple(tuple(numbers.of(entry) for entry in row) for row in ((S * S, off), (off, T * T))),
        )
        names = (bound(0), bound(1))
        function = self.sides[0].at(sym(names[0]), work) * self.sides[-1].at(sym(names[1]), work)
        found = Reduction(context, names).reduced(function, law)
        return found.value, found.facts


def _equation(left: Expr, right: Expr, work: Work) -> Relation:
    """left = right, with one exponential in each product."""
    return Relation("=", merged(left, work), merged(right, work))


def _closed(kernel: Kernel) -> Domain:
    """−1 ≤ r ≤ 1 and s, t ≥ 0, with all means if there are any."""
    means = dict.fromkeys(MEANS, "real") if kernel.biased else {}
    ends = [Relation("<=", num(-1), R), Relation("<=", R, ONE), Relation("<=", ZERO, S), Relation("<=", ZERO, T)]
    return Domain({**dict.fromkeys("rst", "real"), **means}, ends)


def _without_zeros(closed: Domain) -> Domain:
    """The same for s, t > 0."""
    return closed.ends("s", shut=False).ends("t", shut=False)


SIDE: dict[str, Pattern] = {"breaks?": [parse], "pieces": [parse]}


def read_reduction(value: object) -> ByReduction:
    """From JSON {"pieces": [side] or [side of σ, side of τ], "edge", "smooth"}; raises `Malformed`.

    A side is {"breaks"?: [b_1, …, b_k], "pieces": [σ_0, …, σ_k]}.
    """
    parts = read(value, {"pieces": [SIDE], "edge": flag, "smooth": flag})
    sides = [Pieces(side["breaks"] or [], side["pieces"]) for side in parts["pieces"]]
    good = len(sides) <= 2 and all(map(_fits, sides))
    need(good, f"for one or two activations up to {MOST_BREAKS} breakpoints, and pieces in z, one more than these")
    return ByReduction(sides, parts["edge"], parts["smooth"])


def _fits(side: Pieces) -> bool:
    """Whether there is a piece for each interval, and only the symbols that there may be."""
    counts = len(side.pieces) == len(side.breaks) + 1 <= MOST_BREAKS + 1
    return counts and not symbols(*side.breaks) and symbols(*side.pieces) <= {"z"}
