"""`not_specialised`: gradients are small at all data, and yet no student neuron lies along a teacher neuron."""

from __future__ import annotations

from flint import fmpq

from symcrit.core.claims._trained import TrainedClaim
from symcrit.core.deep.angles import dot, sine2
from symcrit.core.deep.network import shown
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import flag, index, need
from symcrit.core.work import Work


@frozen
class NotSpecialised(TrainedClaim):
    """At all points x of `data` ½|f*(x) − f(x)|² is differentiable by the pre-activations of the student's first layer,
    with |g_k(x)| ≤ `eps` for all its neurons k, g_k minus the derivative; and the line along the weights of teacher
    neuron `node` (from 0) has an angle of sin² ≥ `sine2` > 0 with that along the weights w_u of every student neuron of
    the first layer; where `ray` is true, of every one with w_u·w* > 0.
    """

    kind = "not_specialised"
    node: int = part(index)
    ray: bool | None = part(flag, optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` as the other kind does, for a teacher neuron that is not there, and for sine2 = 0."""
        super().well_formed()
        need(self.node < len(self.teacher.neurons), "no such neuron of the teacher")
        need(self.sine2 > 0, "sin² ≥ 0 is so of every angle")

    def wrong_angle(self, work: Work) -> str:
        """A student neuron that is near."""
        work.charge(len(self.student.neurons) * self.student.inputs * self.angle_price())
        own = self.teacher.neurons[self.node]
        found = min(
            (sine2(own, row) for row in self.student.neurons if not self.ray or dot(own, row) > 0), default=fmpq(1)
        )
        return "" if found >= self.sine2 else f"a student has sin² = {shown(found)} with teacher neuron {self.node + 1}"
