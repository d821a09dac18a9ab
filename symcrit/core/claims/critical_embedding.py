"""`critical_embedding`: the gradient of the loss vanishes, and so it does at all wider networks of one function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, substitute, sym
from symcrit.core.claims._goals import NOTHING
from symcrit.core.claims.critical import Critical, vanishing
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.loss import Explicit, Model, Row
from symcrit.core.reading import need, text
from symcrit.core.work import Work

LENGTHS = ("any", "equal")
BY_Q11 = 1
BY_Q12 = 2
Z = sym("z")
FACTOR = sym("r")


@frozen
class CriticalEmbedding(Critical):
    """∇L = 0 at the configuration, as in `critical`, and at every network that has in place of each student (a_i, w_i)
    any number m_i ≥ 1 of students (γ_q a_i, r_q w_i), r_q > 0, Σ_q γ_q r_q = 1; `lengths` "equal": all r_q = 1.

    Theorem (rule `embedding`).  The wider network has the same f.  With e = f − f*, σ(rz) = rσ(z) for r > 0 (the goal
    "activation"; nothing is asked where r = 1),

        ∂L/∂(γ_q a_i) = 2 E[e σ(r_q w_i·x)] = r_q ∂L/∂a_i,   ∂L/∂(r_q w_i) = 2γ_q a_i·E[e σ′(r_q w_i·x)x] = γ_q ∂L/∂w_i.

    L is differentiable there: the slopes of κ at pairs of parallel students are those at (q, q, q), q = |w_i|², which
    are defined with every component, and continuous (see `critical`).  Of a given activation, without means.
    """

    kind = "critical_embedding"
    rules = ("embedding",)
    lengths: str = part(text)

    def well_formed(self) -> None:
        """Raises `Malformed` for other lengths, activations that are not given, and neurons with means."""
        super().well_formed()
        place = self.configuration
        need(self.lengths in LENGTHS, "lengths are one of " + ", ".join(LENGTHS))
        need(place.kernel.activation is not None, "this takes the kernel of an activation")
        need(not (isinstance(place, Explicit) and place.is_biased), "this is about neurons without biases and means")

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """Those of `critical`, and where lengths differ that σ is positively homogeneous."""
        if self.lengths == "any":
            yield self.homogeneous()
        yield from super().goals(work, given)

    def homogeneous(self) -> Goal:
        """σ(rz) = rσ(z) for all real z and r > 0."""
        sigma = self.configuration.kernel.activation
        assert sigma is not None  # well_formed
        domain = Domain({"z": "real", "r": "real"}, [Relation("<", ZERO, FACTOR)])
        scaled = substitute(sigma, {"z": FACTOR * Z})
        return Goal(domain, Relation("=", scaled, FACTOR * sigma), (scaled, sigma), "activation")

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """Every component, with the slopes of κ at each student."""
        slopes = [model.kappa(order, i, i) for i in range(len(model.a)) for order in (BY_Q11, BY_Q12)]
        yield from vanishing(domain, self.components(model), (*entries, *slopes))
