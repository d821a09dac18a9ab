"""`direction`: the gradient by every student's vector points along that vector."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.claims._network import NetworkClaim
from symcrit.core.frozen import frozen
from symcrit.core.networks.loss import Model, Row


@frozen
class Direction(NetworkClaim):
    """w ≠ 0 for every student, and ∂L/∂w is a multiple of w: its direction is a critical point of L on the sphere.

    Biases are fixed.

    Goals, for student 1, …: "norm/1", |w|² > 0; "gradient/1", every component of g = ∂L/∂w is defined; "turn/1",
    g_c·w_d = g_d·w_c for every pair of coordinates.
    """

    kind = "direction"

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """Student by student."""
        components = list(model.gradient())
        for i, w in enumerate(model.W):
            own = [part.value for part in components if part.parameter == "w" and part.neuron == i]
            yield Goal(domain, Relation("<", ZERO, model.norm(i)), entries, f"norm/{i + 1}")
            for value in own:
                yield Goal(domain, Relation("=", value, value), entries, f"gradient/{i + 1}")
            for c, d in combinations(range(len(own)), 2):  # the coordinates of x, without that of a bias
                turn = own[c] * w.get(d, ZERO) - own[d] * w.get(c, ZERO)
                yield Goal(domain, Relation("=", turn, ZERO), entries, f"turn/{i + 1}")
