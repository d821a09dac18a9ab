"""`unique`: the only critical point of one student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, diff, substitute, sym
from symcrit.core.claims._goals import NOTHING
from symcrit.core.claims._network import NetworkClaim
from symcrit.core.claims.critical import vanishing
from symcrit.core.frozen import frozen
from symcrit.core.networks.loss import Groups, GroupStudent, Model, Row
from symcrit.core.reading import Reject, require
from symcrit.core.work import Work

OUTGOING = "a_0"  # the a of another critical point
SIZE = "c_0"  # its c


@frozen
class Unique(NetworkClaim):
    """∇L = 0 for one student at one group of orthonormal teachers, and with a, w ≠ 0 only there and at (−a, −w).

    Theorem (rule `one-direction`).  ∂L/∂w_j = 0 reads Λ·w_j = a·∂κ/∂q12(|w|², w_j, 1) with one Λ for all teachers j,
    and Λ·w = 0 outside their span.  ∂κ/∂q12 is > 0, and even in q12 as κ is odd: so all w_j ≠ 0, of one sign, and w
    lies in the span; and ∂κ/∂q12 over w_j falls: so all w_j are equal.

    Goals: those of `critical`; with p = |w| and q12 = r·p, "pull", ∂κ/∂q12 > 0, "odd", that κ is, "falls", the
    derivative of ∂κ/∂q12 over r is < 0; and for any a_0 ≠ 0 and c_0 > 0 at which ∇L = 0, "size", c_0 is the claim's c,
    and "outgoing", a_0 is its a.
    """

    kind = "unique"
    rules = ("one-direction",)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """That it is a critical point, and that there is no other."""
        place = self.configuration
        if not isinstance(place, Groups) or place.sizes is None:
            raise Reject("unique speaks about one group of a given size")
        single = len(place.sizes) == 1 == len(place.students)
        require(single and place.b is ONE is place.length, "one group of unit teachers, one student")
        own_names = {*self.domain.kinds, place.size}
        require(not {OUTGOING, SIZE} & own_names, "a_0 and c_0 are names of the proof")
        yield from super().goals(work, given)
        yield from _one_direction(place)
        yield from self._one_point(place, place.sizes[0])

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """It is a critical point."""
        yield from vanishing(domain, model.gradient(), entries)

    def _one_point(self, place: Groups, size: Expr) -> Iterator[Goal]:
        """Along Σ v_j, any critical point a_0, c_0 is the claim's."""
        a = sym(OUTGOING)
        c = sym(SIZE)
        own_a, own_c = (substitute(expr, {place.size: size}) for expr in place.students[0])
        model, _ = place._replace(students=[GroupStudent(a, c)]).model([size])
        gradient = [component.value for component in model.gradient()]
        critical = [Relation("=", value, ZERO) for value in gradient if value is not ZERO]
        where = [*self.domain.where, Relation("!=", a, ZERO), Relation("<", ZERO, c), *critical]
        domain = Domain({**self.domain.kinds, OUTGOING: "real", SIZE: "real"}, where)
        yield Goal(domain, Relation("=", c, own_c), (own_c,), "size")
        yield Goal(domain, Relation("=", a, own_a), (own_a,), "outgoing")


def _one_direction(place: Groups) -> Iterator[Goal]:
    """What makes all w_j equal, at every norm p > 0 and correlation r of w with a teacher."""
    p = sym("p")
    r = sym("r")
    ray = Domain.read({"p": "real", "r": "real"}, [["<", 0, "p"], ["<=", 0, "r"], ["<=", "r", 1]])
    kappa = place.kernel.at
    pull = kappa(2, p * p, r * p, ONE)
    yield Goal(ray, Relation("<", ZERO, pull), (pull,), "pull")
    value = kappa(0, p * p, r * p, ONE)
    mirrored = -kappa(0, p * p, -(r * p), ONE)
    yield Goal(ray, Relation("=", value, mirrored), (value, mirrored), "odd")
    falls = diff(pull / r, "r")
    inside = ray.ends("r", shut=False, way=1)
    yield Goal(inside, Relation("<", falls, ZERO), (falls,), "falls")
