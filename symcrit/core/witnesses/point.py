"""`point`: frames in which the Hessian at an isolated critical point is nearly diagonal."""

from collections.abc import Mapping

from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof, part
from symcrit.core.reading import index, text


@frozen
class Point(Proof):
    """For every block of the Hessian, by its label, a frame (see `networks.frames`), and the bits of the balls."""

    kind = "point"
    precision: int = part(index)
    frames: Mapping[str, str] = part(text, shape="names")
