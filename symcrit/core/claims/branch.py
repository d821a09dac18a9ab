"""`branch`: a critical point for every value of an integer symbol, with its inertia."""

from __future__ import annotations

from typing import NamedTuple

from flint import arb

from symcrit.core.algebra.balls import ball, precision
from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import ZERO, Expr, parse, substitute
from symcrit.core.algebra.points import Point, read_point
from symcrit.core.claims._species import read_family, read_free
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Derived, Failure, Refutation, part
from symcrit.core.networks.branch import Along, Count, Curve, Inertias, Piece, Scaling, entries_of, sizes_at
from symcrit.core.networks.expansions import Stretch
from symcrit.core.networks.species import Sector, Species, bare_names
from symcrit.core.reading import Reject, items, need, require
from symcrit.core.refuting import POINT, at
from symcrit.core.witnesses.pieces import Pieces

Kink = tuple[Expr, Expr] | None


def read_pair(value: object) -> tuple[Expr, Expr]:
    """Numbers of positive and of negative directions, expressions in the symbol; raises `Malformed`."""
    counts = items(value)
    need(len(counts) == 2, "inertia and outside are pairs")
    return parse(counts[0]), parse(counts[1])


@frozen
class AtNumber(Scaling, Refutation):
    """One value of the symbol, and the piece that holds its critical point; without it there is none."""

    at: Point = part(read_point)
    piece: Piece | None = part(Piece.read, optional=True)


class Compared(NamedTuple):
    """An inertia that was found, and what the claim says that it is."""

    words: str
    found: tuple[Expr, Expr]
    claimed: tuple[Expr, Expr]

    def gaps(self, point: Point) -> list[Expr]:
        """What is 0 iff both are the same at a point, or everywhere."""
        return [is_so - substitute(said, point) for is_so, said in zip(self.found, self.claimed, strict=True)]


def _written(number: Expr) -> str:
    """A whole number, or the first digits of a long one."""
    found = ball(number)
    whole = found.unique_fmpz()
    return found.str(10, radius=False) if whole is None else str(whole)


@frozen
class Branch(Claim):
    """For every value of an integer symbol there is a critical point of the loss near a symmetric family.

    `free`: the loss as a function of W, or of W and a ("all").  Every entry of W (and every a, after the entries of its
    student) is less than its one of the `radii` from that of the configuration.  Its Hessian has the inertia `inertia`,
    (positive, negative), by the weights in the span of the teachers (and a), and `outside` by those of a direction
    orthogonal to them: expressions in the symbol.  The loss lies between the two of `loss`, if they are given.  The
    activation is c·|z| + α·z with free W, or it has a kernel that is smooth, made of roots and arcsines.

    Theorems: see `networks.branch`; Krawczyk, Sylvester and Gershgorin, Schur, Taylor.
    """

    kind = "branch"
    proof = Pieces
    refutation = AtNumber
    configuration: Species = part(read_family)
    free: str = part(read_free)
    radii: tuple[Expr, ...] = part(parse, shape="list")
    inertia: tuple[Expr, Expr] = part(read_pair)
    outside: tuple[Expr, Expr] = part(read_pair)
    loss: tuple[Expr, Expr] | None = part(read_pair, optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` where the fields do not fit together, or speak of symbols that are not declared."""
        place = self.configuration
        need(list(self.domain.kinds.values()) == ["integer"], "branch speaks about the values of one integer")
        bare_names(self.domain.kinds)
        size = len(entries_of(place, self.outgoing))
        need(len(self.radii) == size, f"radii of the {size} entries of the students")
        self.domain.declares(*(self.loss or ()))
        self.domain.declares(place.scale, *place.sizes, *place.exprs)
        self.domain.declares(*self.radii, *self.inertia, *self.outside)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of the network."""
        return self.configuration.kernel

    @property
    def symbol(self) -> str:
        """The integer whose values the claim is about."""
        (symbol,) = self.domain.kinds
        return symbol

    @property
    def curve(self) -> Curve:
        """The configuration as a function of the symbol, and the radii around it."""
        return Curve(self.symbol, self.configuration, self.radii, self.outgoing)

    @property
    def outgoing(self) -> bool:
        """Whether the outgoing weights are free, too."""
        return self.free == "all"

    @property
    def least(self) -> Expr | None:
        """A number > 0 that the hypotheses give as a lower bound of the symbol."""
        bound = self.domain.lower.get(self.symbol)
        if bound is None or bound.value.op != "num" or bound.value.value <= 0:
            return None
        return bound.value

    def prove(self, checker: Checker, proof: Pieces) -> str:
        """Every piece, one after the other, and that they cover all values of the symbol."""
        kink = self._kink(checker, proof.kernel)
        proof.check(self.configuration)
        with precision(proof.precision):
            return self._prove(checker, proof, kink)

    def _prove(self, checker: Checker, proof: Pieces, kink: Kink) -> str:
        context = checker.context(self.domain)
        least = self.least
        if least is None:
            raise Reject("the hypotheses give no positive lower bound")
        self._defined(context)
        count = Count(context, self.configuration, {}, self.outgoing)
        inertias = self._common_inertias(checker, proof, kink, count.sectors)
        end = proof.pieces[-1].to.value
        require(end**proof.power * least.value >= 1, "the pieces do not cover all values of the symbol")
        gaps = [gap for compared in self._compared(count, inertias) for gap in compared.gaps({})]
        require(all(map(context.is_zero, gaps)), "not the inertia that is claimed")
        return f"a critical point in each of {len(proof.pieces)} pieces, of one and the same inertia in every sector"

    def _common_inertias(self, checker: Checker, proof: Pieces, kink: Kink, sectors: list[Sector]) -> Inertias:
        """The inertias in these sectors at a critical point that lies in every piece, the same in all of them."""
        low = arb(0)
        inertias: Inertias | None = None
        for piece in proof.pieces:
            high = arb(piece.to.value)
            require(low < high, "the pieces are not in order")
            along = Along(self.curve, proof, kink, Stretch(low, high), checker.work)
            own = along.critical_point(piece, sectors)
            require(inertias is None or inertias == own, f"the inertia changes at t = {low.str(5)}")
            if self.loss is not None:
                require(along.between(along.loss(piece), *self.loss), f"the loss from t = {low.str(5)} on")
            low = high
            inertias = own
        if inertias is None:
            raise Reject("there are no pieces")
        return inertias

    def refute(self, checker: Checker, refutation: AtNumber) -> Failure:
        """At one value of the symbol there is no critical point within the radii, or just one, of another inertia."""
        kink = self._kink(checker, refutation.kernel)
        refutation.check(self.configuration)
        with precision(refutation.precision):
            return self._refute(checker, refutation, kink)

    def _refute(self, checker: Checker, refutation: AtNumber, kink: Kink) -> Failure:
        point = refutation.at
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        context = checker.context(POINT)
        sizes_at(context, self.configuration, point)
        t = 1 / arb(point[self.symbol].value).root(refutation.power)
        along = Along(self.curve, refutation, kink, Stretch(t, t), checker.work)
        if refutation.piece is None:
            require(along.nowhere_critical(), "a critical point within the radii is not excluded")
            return Failure(at(point), "", "∇L is nowhere 0 within the radii")
        count = Count(context, self.configuration, point, self.outgoing)
        found = along.critical_point(refutation.piece, count.sectors, only_one=True)
        for compared in self._compared(count, found):
            if any(context.holds(Relation("!=", gap, ZERO)) for gap in compared.gaps(point)):
                p, q = map(_written, compared.found)
                return Failure(at(point), "", f"{compared.words} is ({p}, {q})")
        if self.loss is not None and along.between(along.loss(refutation.piece), *self.loss) is False:
            return Failure(at(point), "", "the loss is not between its bounds")
        raise Reject("it has the inertia that is claimed")

    def _kink(self, checker: Checker, derived: Derived | None) -> Kink:
        """(c, α) of the activation c·|z| + α·z, None for a smooth kernel; raises `Reject` for others."""
        smooth = checker.derive(self.of_kernel, derived)
        checker.evidence.add("ball")
        checker.rules.update(("krawczyk", "sylvester-gershgorin", "schur", "taylor"))
        kink = None
        if derived is not None and not smooth:
            kink = derived.derivation.kink(checker.work)
        if derived is not None and smooth:
            return None
        if kink is None or kink[0] is ZERO:
            raise Reject("a branch is of an activation c·|z| + α·z, or of one with a smooth kernel")
        return kink

    def _defined(self, context: Context) -> None:
        """Raises `Reject` unless the entries are defined for all values of the symbol, and the radii are > 0."""
        place = self.configuration
        undefined = context.undefined(*place.exprs, *place.sizes, place.scale, *self.radii, *(self.loss or ()))
        good = undefined is None and all(context.holds(Relation("<", ZERO, radius)) for radius in self.radii)
        require(good, "defined entries, and radii > 0")

    def _compared(self, count: Count, found: Inertias) -> list[Compared]:
        """The inertias that were found beside those of the claim."""
        return [
            Compared("the inertia", count.inertia_inside(found), self.inertia),
            Compared("the inertia outside", count.inertia_outside(found), self.outside),
        ]
