"""`pieces`: polynomials near a critical point along pieces of t that cover every value of a symbol."""

from symcrit.core.algebra.expr import Expr, constant
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof, part
from symcrit.core.networks.branch import Piece, Scaling


@frozen
class PieceUpTo(Piece):
    """A piece from the end of the one before (the first: from 0) up to t = `to`."""

    to: Expr = part(constant)


@frozen
class Pieces(Scaling, Proof):
    """The pieces, in order, with the exponents of t that belong to all of them; see `networks.branch`."""

    kind = "pieces"
    pieces: tuple[PieceUpTo, ...] = part(PieceUpTo.read, shape="list")
