"""Frames: a matrix V whose columns are new directions, in which a Hessian is nearly diag(±1).

Rule `sylvester-gershgorin`: for symmetric H and nonsingular V, VᵀHV has the inertia of H; where every Gershgorin disc
of it is on one side of 0, the inertia is the number of discs on either side.  V comes from the witness, and is not
believed.
"""

from array import array
from base64 import b64decode
from collections.abc import Sequence
from contextlib import nullcontext
from functools import reduce
from math import isfinite
from sys import byteorder
from typing import NamedTuple

from flint import arb, arb_mat

from symcrit.core.algebra.balls import precision, sign
from symcrit.core.reading import need, require

PRODUCTS = 64  # bits for matrices with more rows than FEW
FEW = 40
MAX_PRECISION = 4096
Inertia = tuple[int, int]  # numbers of positive and of negative directions


def checked_precision(bits: int) -> int:
    """A number of bits that a witness may ask for; raises `Malformed`."""
    need(32 <= bits <= MAX_PRECISION, f"precision is a number of bits, 32 … {MAX_PRECISION}")
    return bits


class Frame(NamedTuple):
    """V, and the absolute values of its entries."""

    V: arb_mat
    reach: arb_mat


def product_cost(size: int) -> int:
    """The work of a Hessian of so many rows in a frame: a few products of matrices, and loops over their entries."""
    return 50 + 6 * size**2 + size**3 // 100


def read_frame(value: object, size: int) -> Frame:
    """A square matrix of float64 numbers, row by row, little-endian, in base64; raises `Malformed` and `Reject`."""
    need(isinstance(value, str), "a frame is a string: float64 numbers, little-endian, in base64")
    try:
        numbers = array("d", b64decode(str(value), validate=True))
    except ValueError as error:
        need(False, f"a frame is not float64 numbers in base64: {error}")
    if byteorder == "big":
        numbers.byteswap()
    require(len(numbers) == size * size, f"a frame has {len(numbers)} numbers; {size}² are needed")
    require(all(map(isfinite, numbers)), "a frame holds a number that is not finite")
    return Frame(arb_mat(size, size, numbers.tolist()), arb_mat(size, size, [abs(x) for x in numbers]))


def magnitudes(matrix: arb_mat) -> arb_mat:
    """The absolute values of the entries."""
    return arb_mat(matrix.nrows(), matrix.ncols(), [abs(x) for x in matrix.entries()])


def column(entries: Sequence[arb]) -> arb_mat:
    """A column vector."""
    return arb_mat(len(entries), 1, list(entries))


class Framed:
    """A Hessian in a frame: M = VᵀHV and N = VᵀGV (G the Gram matrix of the coordinates).

    `blur` bounds the row sums of what M leaves out, `slack` those of what M moves by over a larger box.
    """

    def __init__(self, form: arb_mat, gram: arb_mat, blur: Sequence[arb], slack: Sequence[arb]) -> None:
        self.form = form
        self.gram = gram
        self.blur = blur
        self.slack = slack
        self.own = self.discs()

    def discs(self, shift: arb | int = 0) -> list[tuple[arb, arb]]:
        """Centres and radii of discs that hold those of Gershgorin for M − shift·N, with weights that make them small.

        With t > 0, diag(t)⁻¹·M·diag(t) has the same eigenvalues; t_i is large where the centre is small.
        """
        matrix = self.form - self.gram * shift if shift else self.form
        size = matrix.nrows()
        sizes = magnitudes(matrix)
        blur = column(self.blur)
        centres = [matrix[i, i] for i in range(size)]
        for i in range(size):
            sizes[i, i] = 0
        plain = (sizes * column([arb(1)] * size) + blur).entries()
        if not shift:
            return list(zip(centres, plain, strict=True))
        weights = [(2 * off / abs(centre)).mid().max(arb(1)) for off, centre in zip(plain, centres, strict=True)]
        sums = (sizes * column(weights) + blur * reduce(arb.max, weights)).entries()
        return [(c, off / t) for c, off, t in zip(centres, sums, weights, strict=True)]

    def inertia(self) -> Inertia:
        """Numbers of positive and negative directions; raises `Reject` where a disc holds 0."""
        signs = [sign(centre) if abs(centre) > radius else None for centre, radius in self.own]
        require(None not in signs, "the Hessian is not shown to be nonsingular")
        return signs.count(1), signs.count(-1)

    def above(self, bound: arb) -> bool:
        """Whether every eigenvalue of H (relative to G) is shown to be larger."""
        return all(centre > radius for centre, radius in self.discs(bound))

    def below(self, bound: arb) -> bool:
        """Whether the smallest eigenvalue is shown to be smaller, by the Rayleigh quotient of the first direction."""
        return bool(self.form[0, 0] + self.blur[0] < bound * self.gram[0, 0])


def framed(hessian: arb_mat, gram: arb_mat | None, frame: Frame, moves: arb_mat | None = None) -> Framed:
    """H (and what it may move by, entry by entry) in a frame.

    With H = A + E and A·V = P + e, VᵀHV = VᵀP + Vᵀ(E·V + e), and the row sums of the last are at most
    |V|ᵀ(|E|·|V|·1 + |e|·1).  Of large matrices A and P are exact multiples of one small number, which makes the
    products fast; small ones, whose entries may differ by orders of magnitude, keep the precision of the caller.
    """
    V, reach = frame
    size = V.nrows()
    across = V.transpose()
    ones = column([arb(1)] * size)
    with precision(PRODUCTS) if size > FEW else nullcontext():
        largest = max(float(abs(hessian[i, i]).upper()) for i in range(size))
        coarse = arb_mat(size, size, [64 * largest * (size > FEW)] * size**2)
        short = (hessian + coarse) - coarse
        product = (short.mid() * V + coarse) - coarse
        spread = (short - short.mid()) * (reach * ones) + (product - product.mid()) * ones
        blur = reach.transpose() * magnitudes(spread)
        slack = blur if moves is None else reach.transpose() * (magnitudes(moves) * (reach * ones))
        turned = V if gram is None else gram * V
        blur_bounds, slack_bounds = ([x.upper() for x in sums.entries()] for sums in (blur, slack))
        return Framed(across * product.mid(), across * turned, blur_bounds, slack_bounds)


def reach_of_zero(framed: Framed, frame: Frame, gradient: Sequence[arb]) -> list[arb]:
    """How far from the centre m, entry by entry, the critical point is at most.

    With D = diag(1/M_ii), y ↦ y − D·Vᵀ∇L(m + Vy) maps |y| ≤ ρ into itself, and has a fixed point (Brouwer), when every
    |(D·Vᵀ∇L(m))_i| + c_i·ρ ≤ ρ, c_i = |1 − D_i·M_ii| + |D_i|·(off-diagonal sum) < 1.

    Raises `Reject` where that is not shown.
    """
    pull = (frame.V.transpose() * column(gradient)).entries()
    rho = arb(0)
    for g, (centre, radius), slack in zip(pull, framed.own, framed.slack, strict=True):
        scale = 1 / centre.mid()
        shrink = abs(1 - scale * centre) + abs(scale) * (radius + slack)
        require(shrink < 1, "not a contraction: the Hessian varies too much over the box `unique`")
        rho = rho.max((abs(scale * g) / (1 - shrink)).upper())
    require(rho.is_finite(), "the gradient at the centre is not finite")
    return (frame.reach * column([rho] * len(pull))).entries()
