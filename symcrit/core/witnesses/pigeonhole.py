"""`pigeonhole`: of so many triples one student neuron crosses p; whichever they are, it is near."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

from flint import fmpq

from symcrit.core.deep.angles import spans_more
from symcrit.core.deep.network import Vector, bits_of, price
from symcrit.core.deep.triples import Networks, Triple, spread
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof, part
from symcrit.core.reading import index, need, require
from symcrit.core.work import Work


@frozen
class Pigeonhole(Proof):
    """How many triples, `p`, one student neuron crosses, out of (n − 1)(p − 1) + 1.

    networks: some that satisfy the hypotheses, so that the claim is not vacuous.
    """

    kind = "pigeonhole"
    p: int = part(index)
    networks: Networks = part(Networks.read)

    def check(self, triples: Sequence[Triple], w: Vector, n: int, bound: fmpq, work: Work) -> None:
        """A neuron that crosses any p of these triples has sin² ≤ bound with w; raises `Reject`.

        With R = Σ r_i² over p of them (see `core.deep.triples`) and Σ(x_i·y)² > (R/bound)|y|² for all y orthogonal to
        w, sin² = |y|² < bound.
        """
        need(self.p >= 1, "p is at least 1")
        enough = len(triples) >= (n - 1) * (self.p - 1) + 1
        require(enough, "{} usable triples are too few: one neuron need not cross {}", len(triples), self.p)
        require(bound > 0, "triples have a width: no angle is forced to be 0")
        d = len(w)
        bits = self.p * max(triple.bits for triple in triples) + bits_of([w])
        work.charge(comb(len(triples), self.p) * d * d * (self.p + d) * price(d * bits))
        for chosen in combinations(triples, self.p):
            points = tuple(triple.x for triple in chosen)
            require(spans_more(points, w, spread(chosen, w) / bound), "some triples do not span enough for this angle")
