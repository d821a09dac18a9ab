"""`tube`: piecewise polynomials along which a gradient flow runs, and bounds of the Hessian around them."""

from symcrit.core.algebra.expr import Expr, constant
from symcrit.core.flow.pieces import Piece
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof, part
from symcrit.core.reading import index


@frozen
class Tube(Proof):
    """Polynomials of one degree for the free parameters, one piece after another in time, in balls of `precision` bits.

    order: of the coefficient that bounds what Taylor's formula leaves out.  bound: below the eigenvalues of the Hessian
    in the ball where the flow ends.
    """

    kind = "tube"
    precision: int = part(index)
    degree: int = part(index)
    order: int = part(index)
    bound: Expr = part(constant)
    pieces: tuple[Piece, ...] = part(Piece.read, shape="list")
