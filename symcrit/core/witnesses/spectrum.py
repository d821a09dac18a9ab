"""`spectrum`: a frame in which the Jacobian at a zero of the equations of online learning is nearly diagonal."""

from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof, part
from symcrit.core.reading import index, text


@frozen
class Spectrum(Proof):
    """The real and the imaginary part of a matrix of nearly eigenvectors (see `online.discs`), and the balls' bits.

    imaginary: missing where all of them are real.
    """

    kind = "spectrum"
    precision: int = part(index)
    real: str = part(text)
    imaginary: str | None = part(text, optional=True)
