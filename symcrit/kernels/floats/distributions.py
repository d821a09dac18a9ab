"""Derivatives of activations as distributions: a function between breakpoints, and peaks w·δ⁽ʲ⁾ at these, in floats."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import lazy_loader
import sympy
from sympy import Add, Expr, Mul
from sympy.codegen.rewriting import expm1_opt, optimize

from symcrit.kernels.edges import z
from symcrit.kernels.pieces import Pieces, jump, pieces_of, slope

np = lazy_loader.load("numpy")

__all__ = ["Distribution", "Peak", "compiled", "derivative", "tail", "with_complements"]


class tail(sympy.Function):
    """erfc, which sympy writes as 2 − erfc(−x) where the sign of x is to be seen."""

    nargs = 1
    is_real = True


class Peak(NamedTuple):
    """weight·δ⁽ᵒʳᵈᵉʳ⁾(z − place)."""

    place: float
    order: int
    weight: float


class Distribution(NamedTuple):
    """A function that is smooth between its breaks, and peaks.

    values: the function at an array.
    polynomials: its coefficients from the lowest power on between breaks; None where it is no piecewise polynomial.
    changing: for each piece whether it is no polynomial.
    unit: the length on which those change.
    oscillates: whether it has waves.
    rate: it grows like exp(rate·|z|) at most.
    exponential: whether all pieces are sums of zᵏ·exp(cz), so that none is tiny around 0 and not farther out.
    """

    breaks: Any
    values: Callable[[Any], Any]
    peaks: tuple[Peak, ...]
    polynomials: tuple[tuple[float, ...], ...] | None
    changing: tuple[bool, ...]
    unit: float
    oscillates: bool
    rate: float
    exponential: bool


@cache
def derivative(sigma: Expr, order: int) -> Distribution | None:
    """σ⁽ᵒʳᵈᵉʳ⁾; None where |…| in σ has no polynomial of degree ≤ 2 inside.

    >>> found = derivative(z * abs(z), 3)
    >>> found.breaks.tolist(), found.values(np.array([-1.0, 2.0])).tolist(), found.peaks
    ([0.0], [0.0, 0.0], (Peak(place=0.0, order=0, weight=4.0),))
    """
    own = pieces_of(sigma)
    if own is None:
        return None
    peaks = []
    for i in range(order):
        for place, at in enumerate(own.breaks):
            if weight := float(jump(own, place)):
                peaks.append(Peak(float(at), order - 1 - i, weight))
        own = slope(own)
    polynomials = None
    if all(piece.is_polynomial(z) for piece in own.pieces):
        polynomials = tuple(tuple(map(float, reversed(sympy.Poly(piece, z).all_coeffs()))) for piece in own.pieces)
    slopes, rates = zip(*map(_speeds, own.pieces), strict=True)
    return Distribution(
        breaks=np.array([float(place) for place in own.breaks]),
        values=_values(own),
        peaks=tuple(peaks),
        polynomials=polynomials,
        changing=tuple(not piece.is_polynomial(z) for piece in own.pieces),
        unit=1 / max(slopes) if any(slopes) else np.inf,
        oscillates=any(piece.has(sympy.sin, sympy.cos) for piece in own.pieces),
        rate=max(rates),
        exponential=all(map(_is_exponential, own.pieces)),
    )


def _is_exponential(piece: Expr) -> bool:
    """Whether a piece is a sum of zᵏ·exp(cz)."""
    powers = [function.args[0] for function in piece.atoms(sympy.exp)]
    plain = piece.xreplace({sympy.exp(power): sympy.Dummy() for power in powers})
    return plain.is_polynomial() and all(power.is_polynomial(z) and sympy.degree(power, z) < 2 for power in powers)


def _speeds(piece: Expr) -> tuple[float, float]:
    """The largest factor of z in functions, and the largest rate of exponentials that grow."""
    slopes, rates = [0.0], [0.0]
    for function in piece.atoms(sympy.Function, sympy.exp):
        if not function.args[0].is_polynomial(z):
            continue
        poly = sympy.Poly(function.args[0], z)
        linear, square = float(abs(poly.coeff_monomial(z))), float(abs(poly.coeff_monomial(z**2)))
        slopes += [linear, square**0.5]
        rates.append(linear if isinstance(function, sympy.exp) and not square else 0.0)
    return max(slopes), max(rates)


def _values(own: Pieces) -> Callable[[Any], Any]:
    """The function off its breaks."""
    pieces = [compiled(piece) for piece in own.pieces]
    breaks = [float(place) for place in own.breaks]

    def values(points: Any) -> Any:
        with np.errstate(all="ignore"):
            found = pieces[0](points)
            for place, piece in zip(breaks, pieces[1:], strict=True):
                found = np.where(points < place, found, piece(points))
        return found

    return values


@cache
def compiled(function: Expr) -> Callable[[Any], Any]:
    """A function of z at arrays, with erfc for 1 ± erf, and expm1 for exp − 1."""
    from scipy import special

    function = function.replace(lambda part: isinstance(part, Add) and part.has(sympy.erf), with_complements)
    own = {"tail": special.erfc}
    if any(total.has(sympy.exp) for total in function.atoms(Add)):  # sympy takes long over powers such as 1e30·z²
        function = optimize(function, [expm1_opt])
    values = sympy.lambdify(z, function, modules=[own, "scipy", "numpy"], cse=True)
    return lambda points: np.broadcast_to(np.asarray(values(points), dtype=float), points.shape)


def with_complements(total: Expr) -> Expr:
    """B ∓ B·erf x as B·tail(±x), for terms of a sum."""
    left, found = list(total.args), []
    for term in total.args:
        part = next((factor for factor in Mul.make_args(term) if isinstance(factor, sympy.erf)), None)
        if part is None:
            continue
        height = term / part
        for other, way in ((-height, 1), (height, -1)):
            if other in left and term in left:
                left.remove(other)
                left.remove(term)
                found.append(other * tail(way * part.args[0]))
    return Add(*left, *found)
