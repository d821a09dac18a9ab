r"""A critical point for every value of an integer symbol k, with its inertia.

With t = k^(−1/power), the configuration x_c(k) and D = diag(t^d_i), a parameter is x = x_c + t^gain·D·(m(t) + δ), with
polynomials m.  For fixed t > 0 the map Φ(δ) = t^(−gain)·D·∇L(x) has the derivative D·∇²L·D.  Balls for it and for Φ(0),
for all t of an interval that may begin at 0, show that Φ has a zero with |δ| ≤ `radius` (`frames.reach_of_zero`), and
balls for D·∇²L·D in every sector the inertia there, which D does not change.  The intervals cover the t of every k.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flint import arb, arb_mat

from symcrit.core.algebra.balls import ball, evaluate, precision
from symcrit.core.algebra.context import Context, read_point, satisfied
from symcrit.core.algebra.domain import Domain, Relation, whole_number
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, constant, nodes, num, parse, substitute, symbols
from symcrit.core.expectation.derivation import read_derivation
from symcrit.core.networks.bent import Bent, Shared
from symcrit.core.networks.expansions import Expansion, Stretch
from symcrit.core.networks.family import Direction
from symcrit.core.networks.frames import framed, reach_of_zero, read_frame
from symcrit.core.networks.isolated import MAX_PRECISION
from symcrit.core.networks.species import TAKEN, Layout, Sector, Species, Student, bare_names, sectors
from symcrit.core.networks.whole import copies
from symcrit.core.reading import index, items, need, only, read, record, require, text, within_limits
from symcrit.core.work import Work

EXPANSION = 30  # the work of a product of expansions
MANY, STEEPEST, MOST = 9, 20, 8  # a size with every kind of sector; largest exponent of t; of students and species
TRIVIAL = Sector("trivial")
FIELDS = {"free": text, "radii": [parse], "inertia": [parse], "outside": [parse]}
PIECE = {"centre": [[constant]], "radius": [constant], "frames": record}
WITNESS = {"kind": text, "kernel": record, "precision": index, "power": index, "gain": index, "scales": record}
PROOF = {**WITNESS, "pieces": [{"to": constant, **PIECE}]}
REFUTATION = {**WITNESS, "at": record, "piece?": PIECE}
KNOWN = {"num", "pi", "sym", "add", "mul", "pow", "sqrt", "asin", "acos", "atan"}  # functions of expansions
Inertias = dict[Sector, tuple[int, int]]


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    place = parts["configuration"]
    need(isinstance(place, Species) and parts["free"] == "W", "branch speaks about species, and free is 'W'")
    need([*domain.kinds.values()] == ["integer"], "branch speaks about the values of one integer")
    bare_names(domain.kinds)
    need(len(parts["radii"]) == len(_entries(place)), f"radii of the {len(_entries(place))} entries of the students")
    need(len(parts["inertia"]) == 2 == len(parts["outside"]), "inertia and outside are pairs")
    domain.declares(*place.sizes, *parts["radii"], *parts["inertia"], *parts["outside"])


def _entries(place: Species) -> list[Expr]:
    """The entries of W, in the order of the patterns of the trivial sector."""
    return [e for s in place.students for e in (s.diagonal, *s.w) if e is not None]


class Deviations(list[Expansion]):
    """How far every entry of W is from the claim's, and what the sectors have in common there."""

    shared: Shared | None = None
    students: list[Student] | None = None


class Along:
    """The family of a claim along a stretch of t."""

    def __init__(self, claim: Any, how: dict[str, Any], kink: tuple[Expr, Expr], stretch: Stretch, work: Work) -> None:
        self.work = work
        self.stretch, self.how, self.place = stretch, how, claim.parts["configuration"]
        (symbol,), place, k = claim.domain.kinds, self.place, stretch.number(1)
        for _ in range(how["power"]):
            k = k / stretch.t

        def value(e: Expr) -> Any:
            require({node.op for node in nodes(e)} <= KNOWN, "entries are made by + * ^ sqrt asin acos atan")
            return stretch.number(evaluate(e, {symbol: k}))

        self.sizes, self.b, self.scale = [*map(value, place.sizes)], [*map(value, place.b)], value(place.scale)
        self.centre, self.radii = [*map(value, _entries(place))], [*map(value, claim.parts["radii"])]
        self.outgoing, self.kink = [value(s.a) for s in place.students], (evaluate(kink[0], {}), evaluate(kink[1], {}))

    def charge(self, patterns: int) -> None:
        """Charges the work of derivatives along so many patterns: products of expansions over pairs of neurons."""
        students, species = len(self.place.students), len(self.place.sizes)
        pairs = students * (students + species) * (1 + species)
        self.work.charge(EXPANSION * pairs * (2 + species) * patterns)

    def exponents(self, sector: Sector, size: int) -> list[int]:
        """The exponents d of a sector."""
        found = read(self.how["scales"].get(sector.label), [index])
        require(len(found) == size and max(found) <= STEEPEST, f"{size} exponents of t for the sector {sector.label}")
        return list(found)

    def deviations(self, centre: list[list[Expr]], radius: list[Expr] | None = None) -> Deviations:
        """t^gain·D·(m(t) + δ) for all δ within `radius`, or for δ = 0."""
        t, size = self.stretch.t, len(self.centre)
        reach = [arb(r.value) for r in radius] if radius else [arb(0)] * size
        require(len(centre) == size == len(reach), f"{size} polynomials, and as many radii")
        found = Deviations()
        for c, r, d in zip(centre, reach, self.exponents(TRIVIAL, size), strict=True):
            move = self.stretch.polynomial([arb(x.value) for x in c]) + arb(0, r)
            for _ in range(d + self.how["gain"]):
                move = move * t
            found.append(move)
        return found

    def family(self, sector: Sector, moves: Sequence[Expansion]) -> tuple[Bent, list[Direction]]:
        """The family near the configuration moved by these, and the patterns of a sector."""
        number, near = self.stretch.number, moves if isinstance(moves, Deviations) else Deviations(moves)
        near.students = near.students or self.students(near)
        two = [p for p, m in enumerate(self.place.sizes) if m is TWO]
        layout = Layout(self.sizes, near.students, sector, number, two)
        family = Bent(layout, self.b, self.scale, self.kink, near.shared)
        near.shared = family.shared
        return family, [pattern for _, pattern in layout.patterns(False)]

    def students(self, moves: Sequence[Expansion]) -> list[Student]:
        """The students of the configuration moved by these."""
        values, found = iter(map(Expansion.__add__, self.centre, moves)), []
        for s, a in zip(self.place.students, self.outgoing, strict=True):
            diagonal = None if s.diagonal is None else next(values)
            found.append(Student(s.at, diagonal, tuple(None if e is None else next(values) for e in s.w), a))
        return found

    def gradient(self, moves: Sequence[Expansion]) -> list[Any]:
        """t^(−gain)·D·∇L."""
        self.charge(1)
        family, patterns = self.family(TRIVIAL, moves)
        scales, gain = self.exponents(TRIVIAL, len(patterns)), self.how["gain"]
        return [g.ball(d - gain) for g, d in zip(family.gradient(patterns), scales, strict=True)]

    def hessian(self, sector: Sector, moves: Sequence[Expansion]) -> arb_mat:
        """D·∇²L·D in a sector."""
        family, patterns = self.family(sector, moves)
        self.charge(1 + len(patterns))
        if not patterns:
            return arb_mat(0, 0)
        d, rows = self.exponents(sector, len(patterns)), family.hessian(patterns)
        return arb_mat([[x.ball(d[i] + d[j]) for j, x in enumerate(row)] for i, row in enumerate(rows)])

    def find(
        self, piece: dict[str, Any], found: Sequence[Sector], unique: Sequence[Expansion] | None = None
    ) -> Inertias:
        """The inertia by sector at a critical point that is shown to lie in the piece, the only one in `unique`."""
        near, frames = self.deviations(piece["centre"], piece["radius"]), piece["frames"]
        shares = [(move / radius).ball() for move, radius in zip(near, self.radii, strict=True)]
        require(all(-1 < share < 1 for share in shares), "the piece leaves the radii")
        size, forms = len(near), {sector: self.hessian(sector, near) for sector in found}
        first, still = read_frame(frames.get(TRIVIAL.label), size), arb_mat(size, size)
        wide = framed(forms[TRIVIAL] if unique is None else self.hessian(TRIVIAL, unique), None, first, still)
        reach = reach_of_zero(wide, first, self.gradient(self.deviations(piece["centre"])))
        inside = all(r < arb(radius.value) for r, radius in zip(reach, piece["radius"], strict=True))
        require(inside, "the critical point may leave the piece")
        inertias = dict.fromkeys(found, (0, 0))
        for sector, form in forms.items():
            if form.nrows():
                inertias[sector] = framed(form, None, read_frame(frames.get(sector.label), form.nrows())).inertia()
        only(frames, *(sector.label for sector, form in forms.items() if form.nrows()))
        return inertias


def occurring(context: Context, sizes: Sequence[Expr], outside: bool) -> Iterator[tuple[Sector, Expr]]:
    """The sectors for these sizes, and how often each occurs."""
    many = [MANY if symbols(m) else round(float(ball(m))) for m in sizes]
    for sector, _ in sectors(many, outside):
        room = [Relation("<=", num(TAKEN[sector.kind]), sizes[p]) for p in sector.species]
        require(all(map(context.holds, room)), "a sector needs more directions than the hypotheses give")
        yield sector, copies(sector, tuple(sizes))


def sizes_at(context: Context, place: Species, point: dict[str, Expr]) -> list[Expr]:
    """The sizes at a point, or for all values of the symbols."""
    sizes = [substitute(m, point) for m in place.sizes]
    whole = all(whole_number(m, context.domain) and context.holds(Relation("<=", ONE, m)) for m in sizes)
    require(whole, "sizes must be integers ≥ 1, by the hypotheses")
    return sizes


class Count:
    """How the sectors at some sizes add up, for all values of the symbols or for numbers in `point`."""

    def __init__(self, context: Context, parts: dict[str, Any], point: dict[str, Expr]) -> None:
        self.context, self.parts, self.point, place = context, parts, point, parts["configuration"]
        self.sizes = sizes_at(context, place, point)
        self.occurring = {outside: dict(occurring(context, self.sizes, outside)) for outside in (False, True)}
        self.neurons = add(*(ONE if s.at is None else self.sizes[s.at] for s in place.students))

    def of(self, found: Inertias, outside: bool) -> tuple[Expr, Expr]:
        """The inertia of all sectors inside the span of the teachers, or outside; they must be all directions."""
        each = [(often, found[sector]) for sector, often in self.occurring[outside].items()]
        total = self.neurons if outside else self.neurons * add(*self.sizes)
        missing = add(*(often * num(p + q) for often, (p, q) in each)) - total
        require(self.context.is_zero(missing), "the sectors do not add up")
        return add(*(often * num(p) for often, (p, _) in each)), add(*(often * num(q) for often, (_, q) in each))

    def differs(self, found: Inertias) -> Iterator[Expr]:
        """What is 0 iff the claim says the inertia that was found."""
        for key, outside in (("inertia", False), ("outside", True)):
            pairs = zip(self.of(found, outside), self.parts[key], strict=True)
            yield from (is_so - substitute(said, self.point) for is_so, said in pairs)


def judge(proof: Any, claim: Any, witness: dict[str, Any], smooth: bool, *, refuting: bool) -> str:
    """Says what was found, when it is what the claim says, or certainly is not (`refuting`); raises `Reject`."""
    proof.evidence.add("ball")
    proof.rules |= {"krawczyk", "sylvester-gershgorin", "schur", "taylor"}
    how = read(witness, REFUTATION if refuting else PROOF)
    require(how["kind"] == ("refute" if refuting else "pieces"), "the witness for this claim is pieces")
    kink = (None if smooth else read_derivation(how["kernel"]).kink(proof.work)) or (ZERO, ZERO)
    require(kink[0] is not ZERO, "a branch is of an activation c·|z| + α·z")
    good = 32 <= how["precision"] <= MAX_PRECISION and 1 <= how["power"] <= STEEPEST >= how["gain"]
    need(good, f"precision is 32 … {MAX_PRECISION} bits, power and gain are at most {STEEPEST}")
    place = claim.parts["configuration"]
    within_limits(max(len(place.students), len(place.sizes)) <= MOST, f"more than {MOST} students or species")
    many = [MANY] * len(place.sizes)
    only(how["scales"], *(sector.label for outside in (False, True) for sector, _ in sectors(many, outside)))
    need(all(index(d) <= STEEPEST for own in how["scales"].values() for d in items(own)), "scales are exponents of t")
    with precision(how["precision"]):
        return (_refuted if refuting else _proved)(proof, claim, how, kink)


def _proved(proof: Any, claim: Any, how: dict[str, Any], kink: tuple[Expr, Expr]) -> str:
    """Every piece, one after the other, and that they cover all values of the symbol."""
    context, (symbol,), low, found = proof.context(claim.domain), claim.domain.kinds, arb(0), dict[Sector, Any]()
    radii, place, least = claim.parts["radii"], claim.parts["configuration"], claim.domain.lower.get(symbol)
    require(least and least.value.op == "num" and least.value.value > 0, "the hypotheses give no positive lower bound")
    given = context.undefined(*place.exprs, *place.sizes, place.scale, *radii) is None
    require(given and all(context.holds(Relation("<", ZERO, r)) for r in radii), "defined entries, and radii > 0")
    count = Count(context, claim.parts, {})
    for piece in how["pieces"]:
        high = arb(piece["to"].value)
        require(low < high, "the pieces are not in order")
        along = Along(claim, how, kink, Stretch(low, high), proof.work)
        own = along.find(piece, [*count.occurring[False], *count.occurring[True]])
        require((found or own) == own, f"the inertia changes at t = {low.str(5)}")
        low, found = high, own
    covered = how["pieces"][-1]["to"].value ** how["power"] * least.value.value >= 1
    require(covered, "the pieces do not cover all values of the symbol")
    require(all(map(context.is_zero, count.differs(found))), "not the inertia that is claimed")
    return f"a critical point in each of {len(how['pieces'])} pieces, of one and the same inertia in every sector"


def _refuted(proof: Any, claim: Any, how: dict[str, Any], kink: tuple[Expr, Expr]) -> str:
    """At one value of the symbol there is no critical point within the radii, or just one, of another inertia."""
    point, context = read_point(how["at"]), proof.context(Domain({}))
    require(satisfied(claim.domain, point, proof.work), "the point does not satisfy the hypotheses")
    sizes_at(context, claim.parts["configuration"], point)
    ((symbol, value),) = point.items()
    t = 1 / arb(value.value).root(how["power"])
    along = Along(claim, how, kink, Stretch(t, t), proof.work)
    box = [radius * arb(0, 1) for radius in along.radii]
    if how["piece"] is None:
        away = any(g.is_finite() and (g > 0 or g < 0) for g in along.gradient(box))
        require(away, "a critical point within the radii is not excluded")
        return f"{symbol} = {value.value}: ∇L is nowhere 0 within the radii"
    count = Count(context, claim.parts, point)
    found = along.find(how["piece"], [*count.occurring[False], *count.occurring[True]], box)
    other = any(context.holds(Relation("!=", gap, ZERO)) for gap in count.differs(found))
    require(other, "it has the inertia that is claimed")
    p, q = (round(float(ball(part))) for part in count.of(found, outside=False))
    return f"{symbol} = {value.value}: the inertia is ({p}, {q})"
