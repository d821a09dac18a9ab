"""`specialised`: gradients are small at all data, and every teacher neuron has a student neuron along it."""

from __future__ import annotations

from symcrit.core.claims._trained import TrainedClaim
from symcrit.core.deep.network import shown
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import index, need
from symcrit.core.work import Work


@frozen
class Specialised(TrainedClaim):
    """At all points x of `data` ½|f*(x) − f(x)|² is differentiable by the pre-activations of the student's first layer,
    with |g_k(x)| ≤ `eps` for all its neurons k, g_k minus the derivative; and for every teacher neuron of the first
    layer (or those in `nodes`, from 0) the line along its weights has an angle of sin² ≤ `sine2` with that along the
    weights of some student neuron of the first layer.
    """

    kind = "specialised"
    nodes: tuple[int, ...] = part(index, shape="list", optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` as the other kind does, and for teacher neurons that are not there."""
        super().well_formed()
        good = all(node < len(self.teacher.neurons) for node in self.nodes) and len({*self.nodes}) == len(self.nodes)
        need(good, "no such neurons of the teacher")

    def wrong_angle(self, work: Work) -> str:
        """A teacher neuron that is far from all student neurons."""
        work.charge(len(self.teacher.neurons) * len(self.student.neurons) * self.student.inputs * self.angle_price())
        for node in self.nodes or range(len(self.teacher.neurons)):
            found = self.nearest(node)
            if found > self.sine2:
                return f"the student nearest to teacher neuron {node + 1} has sin² = {shown(found)}"
        return ""
