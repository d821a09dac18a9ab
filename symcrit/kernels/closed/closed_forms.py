"""Closed forms of kernels κ(q11, q12, q22) = E[σ(u)σ(v)] with their first derivatives, as they stand in the literature.

Nothing here is believed: each is derived anew, and core checks that, before anything is said about a network.
The derivatives are written so that they stay defined at ρ = q12/√(q11·q22) = ±1 wherever they exist there.
"""

from collections.abc import Mapping
from typing import NamedTuple

import sympy
from sympy import Expr, Integer, Rational, acos, asin, pi, sqrt

q11, q12, q22 = sympy.symbols("q11 q12 q22", real=True)
_DET = q11 * q22 - q12**2
_WILLIAMS = "Williams, Computation with infinite neural networks, Neural Computation 10 (1998) 1203"
_CHO_SAUL = "Cho and Saul, Kernel methods for deep learning, NIPS 2009"


class ClosedForm(NamedTuple):
    """κ, ∂κ/∂q11, ∂κ/∂q12 and where they are published."""

    forms: tuple[Expr, Expr, Expr]
    source: str


def _erf_family(height: Expr, slope: Expr, middle: Expr) -> tuple[Expr, Expr, Expr]:
    """The kernel of height·erf(slope·z) + middle."""
    p, factor = 2 * slope**2, 2 * height**2 / pi
    norms, root = (1 + p * q11) * (1 + p * q22), sqrt(1 + p * q11 + p * q22 + p**2 * _DET)
    kappa = middle**2 + factor * asin(p * q12 / sqrt(norms))
    return kappa, -factor * p**2 * q12 / (2 * (1 + p * q11) * root), factor * p / root


def _relu() -> tuple[Expr, Expr, Expr]:
    turn = (pi - acos(q12 / sqrt(q11 * q22))) / (2 * pi)
    return (sqrt(_DET) / (2 * pi) + q12 * turn), sqrt(_DET) / (4 * pi * q11), turn


_HALF, _PROBIT = Rational(1, 2), 1 / sqrt(2)
CLOSED: Mapping[tuple[str, str], ClosedForm] = {
    ("erf", "erf"): ClosedForm(_erf_family(Integer(1), _PROBIT, Integer(0)), _WILLIAMS),
    ("probit", "probit"): ClosedForm(_erf_family(_HALF, _PROBIT, _HALF), _WILLIAMS),
    ("sigmoid_like", "sigmoid_like"): ClosedForm(
        _erf_family(_HALF, 1 / Rational("2.4020563531719796"), _HALF), _WILLIAMS
    ),
    ("relu", "relu"): ClosedForm(_relu(), _CHO_SAUL),
}
