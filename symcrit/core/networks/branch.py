r"""A critical point for every value of an integer symbol k, with its inertia.

With t = k^(−1/power), the configuration x_c(k) and D = diag(t^d_i), a parameter is x = x_c + t^gain·D·(m(t) + δ), with
polynomials m.  For fixed t > 0 the map Φ(δ) = t^(−gain)·D·∇L(x) has the derivative D·∇²L·D.  Balls for it and for Φ(0),
for all t of an interval that may begin at 0, show that Φ has a zero with |δ| ≤ `radius` (`frames.reach_of_zero`), and
balls for D·∇²L·D in every sector the inertia there, which D does not change.  The intervals cover the t of every k.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from flint import arb, arb_mat

from symcrit.core.algebra.balls import ball
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Relation, whole_number
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, constant, nodes, num, substitute, symbols
from symcrit.core.algebra.points import Point
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.bent import Bent, Shared
from symcrit.core.networks.curvature import Jet, derivatives
from symcrit.core.networks.expansions import Expansion, Stretch
from symcrit.core.networks.family import Direction, Family
from symcrit.core.networks.family import Shared as Known
from symcrit.core.networks.frames import Inertia, checked_precision, column, framed, reach_of_zero, read_frame
from symcrit.core.networks.species import TAKEN, TRIVIAL, Layout, Sector, Species, Student, copies, sectors
from symcrit.core.reading import index, items, need, only, read, require, text, within_limits
from symcrit.core.records import Record
from symcrit.core.work import Work

EXPANSION = 30  # the work of a product of expansions
EXACT = 3  # how much dearer it is with exact coefficients; at most ten times that, where they are as long as can be
MANY = 9  # a size of a species with every kind of sector
STEEPEST = 20  # the largest exponent of t
MOST = 8  # students, and species
KNOWN = {"num", "pi", "sym", "add", "mul", "pow", "sqrt", "asin", "acos", "atan"}  # functions of expansions
Inertias = dict[Sector, Inertia]


def read_exponents(value: object) -> tuple[int, ...]:
    """Exponents of t, of any sign; raises `Malformed`."""
    return tuple(map(_exponent, items(value)))


def _exponent(value: object) -> int:
    need(type(value) is int, "not an integer: {}", value)
    return int(str(value))


def read_polynomials(value: object) -> tuple[tuple[Expr, ...], ...]:
    """The coefficients of polynomials, constants, the lowest first; raises `Malformed`."""
    return tuple(map(tuple, read(value, [[constant]])))


@frozen
class Scaling:
    """The bits of the balls, k = t^(−power), and the exponents of t: `gain`, and d by the label of the sector."""

    precision: int = part(index)
    power: int = part(index)
    gain: int = part(index)
    scales: Mapping[str, tuple[int, ...]] = part(read_exponents, shape="names")

    def check(self, place: Species) -> None:
        """Raises `Malformed` or `TooLarge` where it does not fit the family, or the numbers are too large."""
        checked_precision(self.precision)
        good = 1 <= self.power <= STEEPEST and self.gain <= STEEPEST
        need(good, f"power and gain are at most {STEEPEST}, and power at least 1")
        small = max(len(place.students), len(place.sizes)) <= MOST
        within_limits(small, f"more than {MOST} students or species")
        many = [MANY] * len(place.sizes)
        labels = [sector.label for outside in (False, True) for sector, _ in sectors(many, outside)]
        only(dict(self.scales), *labels)
        good = all(abs(d) <= STEEPEST for own in self.scales.values() for d in own)
        need(good, f"scales are exponents of t, at most {STEEPEST}")
        own = self.scales.get(TRIVIAL.label, ())
        need(all(d >= 0 for d in own), f"exponents of the sector {TRIVIAL.label}, by which entries move, are ≥ 0")

    def exponents(self, sector: Sector, size: int) -> tuple[int, ...]:
        """The exponents d of a sector with so many patterns; raises `Malformed` and `Reject`."""
        found = self.scales.get(sector.label, ())
        need(found, f"no exponents of t for the sector {sector.label}")
        require(len(found) == size, f"{size} exponents of t for the sector {sector.label}")
        return found


@frozen
class Piece(Record):
    """The polynomials m and the radii of δ, by entries, and frames by the labels of the sectors."""

    centre: tuple[tuple[Expr, ...], ...] = part(read_polynomials)
    radius: tuple[Expr, ...] = part(constant, shape="list")
    frames: Mapping[str, str] = part(text, shape="names")


class Curve(NamedTuple):
    """The configuration of a claim as a function of the symbol, and how far its entries may be from it.

    outgoing: whether the outgoing weights are free, too.
    """

    symbol: str
    place: Species
    radii: tuple[Expr, ...]
    outgoing: bool = False


def entries_of(place: Species, outgoing: bool = False) -> list[Expr]:
    """The entries of W (and the outgoing weights), in the order of the patterns of the trivial sector."""
    each = [(s.diagonal, *s.w, s.a if outgoing else None) for s in place.students]
    return [entry for own in each for entry in own if entry is not None]


class Deviations(list[Expansion]):
    """How far every entry of W is from the claim's, and what the sectors have in common there."""

    shared: Shared | None = None
    known: Known[Expansion] | None = None
    students: list[Student[Expansion]] | None = None


class Along:
    """A curve of configurations along a stretch of t; kink is (c, α) for σ = c·|z| + α·z, None for a smooth kernel."""

    def __init__(
        self, curve: Curve, scaling: Scaling, kink: tuple[Expr, Expr] | None, stretch: Stretch, work: Work
    ) -> None:
        require(kink is None or not curve.outgoing, "outgoing weights are free for smooth kernels only")
        self.free_outgoing = curve.outgoing
        self.work = work
        self.stretch = stretch
        self.scaling = scaling
        self.place = place = curve.place
        k = stretch.number(1)
        for _ in range(scaling.power):
            k = k / stretch.t
        self.k = {curve.symbol: k}
        self.sizes = self._values(place.sizes)
        self.b = self._values(place.b)
        self.scale = self._value(place.scale)
        self.centre = self._values(entries_of(place, curve.outgoing))
        self.radii = self._values(curve.radii)
        self.outgoing = self._values(s.a for s in place.students)
        self.kink = None if kink is None else (self._value(kink[0]), self._value(kink[1]))
        self.forms = derivatives(*place.kernel.forms) if kink is None else ()
        require({node.op for node in nodes(*self.forms)} <= KNOWN, "the kernel has other functions than expansions")

    def _value(self, entry: Expr) -> Expansion:
        """An expression in the symbol, in terms of t."""
        require({node.op for node in nodes(entry)} <= KNOWN, "entries are made by + * ^ sqrt asin acos atan")
        self.work.charge(self._price * _products([entry]))
        (value,) = self.stretch.values([entry], self.k)
        return value

    def _values(self, entries: Iterable[Expr]) -> list[Expansion]:
        return [self._value(entry) for entry in entries]

    def charge(self, patterns: int) -> None:
        """Charges the work of derivatives along so many patterns: products of expansions over pairs of neurons."""
        students = len(self.place.students)
        species = len(self.place.sizes)
        pairs = students * (students + species) * (1 + species)
        self.work.charge(self._price * pairs * (2 + species) * patterns)

    @property
    def _price(self) -> int:
        """Of a product."""
        return EXPANSION * EXACT if self.stretch.at_zero else EXPANSION

    def deviations(self, centre: Sequence[Sequence[Expr]], radius: Sequence[Expr] | None = None) -> Deviations:
        """t^gain·D·(m(t) + δ) for all δ within `radius`, or for δ = 0; raises `Reject`."""
        t = self.stretch.t
        size = len(self.centre)
        reach = [arb(0)] * size if radius is None else [arb(r.value) for r in radius]
        require(len(centre) == size == len(reach), f"{size} polynomials, and as many radii")
        found = Deviations()
        for polynomial, r, d in zip(centre, reach, self.scaling.exponents(TRIVIAL, size), strict=True):
            move = self.stretch.polynomial([c.value for c in polynomial])
            if not r.is_zero():
                move = move + arb(0, r)
            for _ in range(d + self.scaling.gain):
                move = move * t
            found.append(move)
        return found

    def family(
        self, sector: Sector, moves: Sequence[Expansion]
    ) -> tuple[Family[Expansion], list[Direction[Expansion]]]:
        """The family near the configuration moved by these, and the patterns of a sector."""
        near = moves if isinstance(moves, Deviations) else Deviations(moves)
        if near.students is None:
            near.students = self.students(near)
        two = [p for p, m in enumerate(self.place.sizes) if m is TWO]
        layout = Layout(self.sizes, near.students, sector, self.stretch.number, two)
        patterns: list[Direction[Expansion]] = [pattern for _, pattern in layout.patterns(self.free_outgoing)]
        if self.kink is None:
            smooth = Family(layout, self.b, self.scale, self._jet, None, near.known)
            near.known = smooth.known
            return smooth, patterns
        bent = Bent(layout, self.b, self.scale, self.kink, near.shared)
        near.shared = bent.shared
        return bent, patterns

    def _jet(self, q11: Expansion, q12: Expansion, q22: Expansion) -> Jet[Expansion]:
        """Of a smooth kernel, from its forms; raises `Reject` where they may have no value."""
        self.work.charge(self._price * _products(self.forms))
        return Jet(*self.stretch.values(self.forms, {"q11": q11, "q12": q12, "q22": q22}))

    def students(self, moves: Sequence[Expansion]) -> list[Student[Expansion]]:
        """The students of the configuration moved by these."""
        values = iter([centre + move for centre, move in zip(self.centre, moves, strict=True)])
        found = []
        for s, a in zip(self.place.students, self.outgoing, strict=True):
            diagonal = None if s.diagonal is None else next(values)
            w = tuple(None if entry is None else next(values) for entry in s.w)
            found.append(Student(s.at, diagonal, w, next(values) if self.free_outgoing else a))
        return found

    def gradient(self, moves: Sequence[Expansion]) -> list[arb]:
        """t^(−gain)·D·∇L."""
        self.charge(1)
        family, patterns = self.family(TRIVIAL, moves)
        exponents = self.scaling.exponents(TRIVIAL, len(patterns))
        slopes = family.gradient(patterns)
        return [slope.ball(d - self.scaling.gain) for slope, d in zip(slopes, exponents, strict=True)]

    def hessian(self, sector: Sector, moves: Sequence[Expansion]) -> arb_mat:
        """D·∇²L·D in a sector."""
        family, patterns = self.family(sector, moves)
        self.charge(1 + len(patterns))
        if not patterns:
            return arb_mat(0, 0)
        d = self.scaling.exponents(sector, len(patterns))
        rows = family.hessian(patterns)
        return arb_mat([[x.ball(d[i] + d[j]) for j, x in enumerate(row)] for i, row in enumerate(rows)])

    def nowhere_critical(self) -> bool:
        """Whether some component of ∇L is certain to be nowhere 0 within the radii of the curve."""
        slopes = self.gradient([radius * arb(0, 1) for radius in self.radii])
        return any(slope.is_finite() and (slope > 0 or slope < 0) for slope in slopes)

    def critical_point(self, piece: Piece, wanted: Sequence[Sector], *, only_one: bool = False) -> Inertias:
        """The inertia in every sector at a critical point that is shown to lie in the piece; raises `Reject`.

        only_one: shows also that there is no other within the radii of the curve.
        """
        near = self.deviations(piece.centre, piece.radius)
        shares = [(move / radius).ball() for move, radius in zip(near, self.radii, strict=True)]
        require(all(-1 < share < 1 for share in shares), "the piece leaves the radii")
        forms = {sector: self.hessian(sector, near) for sector in wanted}
        wide = forms[TRIVIAL]
        if only_one:
            wide = self.hessian(TRIVIAL, [radius * arb(0, 1) for radius in self.radii])
        size = len(near)
        first = read_frame(piece.frames.get(TRIVIAL.label), size)
        fixed = framed(wide, None, first, arb_mat(size, size))
        reach = reach_of_zero(fixed, first, self.gradient(self.deviations(piece.centre)))
        inside = all(r < arb(radius.value) for r, radius in zip(reach, piece.radius, strict=True))
        require(inside, "the critical point may leave the piece")
        moving = {sector: form for sector, form in forms.items() if form.nrows()}
        found = dict.fromkeys(wanted, (0, 0))
        for sector, form in moving.items():
            frame = read_frame(piece.frames.get(sector.label), form.nrows())
            found[sector] = framed(form, None, frame).inertia()
        only(dict(piece.frames), *(sector.label for sector in moving))
        return found

    def loss(self, piece: Piece) -> Expansion:
        """L at a critical point x + t^gain·D·δ in the piece, of which x is the centre.

        By Taylor's formula round that point L(x) = L + ½ t^(2·gain) δᵀ·D∇²L·D·δ, with ∇²L at a point in between.
        """
        require(self.kink is None, "the loss near a kink is not looked at")
        self.charge(1)
        family, _ = self.family(TRIVIAL, self.deviations(piece.centre))
        form = self.hessian(TRIVIAL, self.deviations(piece.centre, piece.radius))
        reach = column([arb(0, arb(r.value)) for r in piece.radius])
        (bend,) = (reach.transpose() * form * reach).entries()
        require(bend.is_finite(), "the Hessian is not finite")
        rest = self.stretch.number(bend / 2)
        for _ in range(2 * self.scaling.gain):
            rest = rest * self.stretch.t
        return family.loss() - rest

    def between(self, loss: Expansion, low: Expr, high: Expr) -> bool | None:
        """Whether low < loss < high for all t of the stretch; None where that is not decided."""
        above = loss - self._value(low)
        below = self._value(high) - loss
        if above.is_positive() and below.is_positive():
            return True
        return False if (-above).is_positive() or (-below).is_positive() else None


def _products(roots: Sequence[Expr]) -> int:
    """How many products of expansions the values of these take, or more."""
    return sum(_products_at(node) for node in nodes(*roots))


def _products_at(node: Expr) -> int:
    if node.op == "pow":
        return 1 + 2 * abs(int(node.args[0])).bit_length()
    return max(1, len(node.children))


def occurring(context: Context, sizes: Sequence[Expr], outside: bool) -> Iterator[tuple[Sector, Expr]]:
    """The sectors for these sizes, and how often each occurs; raises `Reject`."""
    many = [MANY if symbols(m) or ball(m) > MANY else round(float(ball(m))) for m in sizes]
    for sector, _ in sectors(many, outside):
        room = [Relation("<=", num(TAKEN[sector.kind]), sizes[p]) for p in sector.species]
        require(all(map(context.holds, room)), "a sector needs more directions than the hypotheses give")
        yield sector, copies(sector, sizes)


def sizes_at(context: Context, place: Species, point: Point) -> list[Expr]:
    """The sizes at a point, or for all values of the symbols; raises `Reject`."""
    sizes = [substitute(m, point) for m in place.sizes]
    whole = all(whole_number(m, context.domain) and context.holds(Relation("<=", ONE, m)) for m in sizes)
    require(whole, "sizes must be integers ≥ 1, by the hypotheses")
    return sizes


class Count:
    """How the sectors at some sizes add up, for all values of the symbols or for numbers in `point`."""

    def __init__(self, context: Context, place: Species, point: Point, outgoing: bool = False) -> None:
        self.context = context
        self.own = ONE if outgoing else ZERO
        self.sizes = sizes_at(context, place, point)
        self.inside = dict(occurring(context, self.sizes, outside=False))
        self.outside = dict(occurring(context, self.sizes, outside=True))
        self.neurons = add(*(ONE if s.at is None else self.sizes[s.at] for s in place.students))

    @property
    def sectors(self) -> list[Sector]:
        """All sectors, those in the span of the teachers first."""
        return [*self.inside, *self.outside]

    def inertia_inside(self, found: Inertias) -> tuple[Expr, Expr]:
        """The inertia of all sectors in the span of the teachers."""
        return self._total(self.inside, found, self.neurons * add(self.own, *self.sizes))

    def inertia_outside(self, found: Inertias) -> tuple[Expr, Expr]:
        """The inertia of all sectors of a direction orthogonal to the teachers."""
        return self._total(self.outside, found, self.neurons)

    def _total(self, own: Mapping[Sector, Expr], found: Inertias, directions: Expr) -> tuple[Expr, Expr]:
        """The inertia of these sectors, each as often as it occurs; they must be all directions."""
        each = [(often, *found[sector]) for sector, often in own.items()]
        missing = add(*(often * num(p + q) for often, p, q in each)) - directions
        require(self.context.is_zero(missing), "the sectors do not add up")
        positive = add(*(often * num(p) for often, p, _ in each))
        negative = add(*(often * num(q) for often, _, q in each))
        return positive, negative
