"""Activations: σ as an expression in `z`, and the facts about it that proofs use.

The registry below is a list of declarations, one block per activation; `activation(name)` builds and checks them.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cache
from itertools import product
from typing import Any, Literal

import sympy
from sympy import Expr, Integer, Rational, Symbol

from symcrit.errors import InputError, shorten, unknown
from symcrit.parse import NAME
from symcrit.translate import as_expr

__all__ = ["Activation", "activation", "activation_names", "z"]

z = Symbol("z", real=True)


@dataclass(frozen=True)
class Activation:
    """An activation function σ(z).

    name: letters, digits and _.
    expr: σ(z), an exact sympy expression or string in the symbol `z`.
    parity: "odd", "even" or None (neither, or unknown).
    homogeneity: p if σ(tz) = t^p σ(z) for all t > 0, else None.
    smoothness: "analytic", or the number of continuous derivatives (0: continuous with a kink, −1: with jumps).
    growth: (C, p) with |σ(z)| ≤ C(1 + |z|^p) for all z, or None if no such bound is known.
    parameters: {name: value} of a parametrised activation; kept as a tuple of pairs.

    Stated facts are tested at a few points, which finds slips and proves nothing.
    Raises InputError for an expression in another symbol, with floats, or that contradicts a stated fact.

    >>> Activation("cubic", "z^3 - 3*z", parity="odd").expr
    z**3 - 3*z
    >>> Activation("cubic", "z^3 - 3*z", parity="even")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: activation 'cubic' is not even: σ(1/3) = -26/27, σ(-1/3) = 26/27
    """

    name: str
    expr: Expr
    _: KW_ONLY
    parity: Literal["odd", "even"] | None = None
    homogeneity: int | None = None
    smoothness: int | Literal["analytic"] = "analytic"
    growth: tuple[Expr, Expr] | None = None
    parameters: tuple[tuple[str, Expr], ...] = ()
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not NAME.fullmatch(self.name):
            raise InputError(f"{shorten(self.name)!r} is not a name for an activation: letters, digits and _ only")
        set_field = object.__setattr__
        set_field(self, "expr", _in_z(self.name, as_expr(self.expr, {"z": z})))
        set_field(self, "parameters", tuple((p, as_expr(value)) for p, value in dict(self.parameters).items()))
        set_field(self, "references", tuple(self.references))
        if self.growth is not None:
            set_field(self, "growth", tuple(map(as_expr, self.growth)))
        if self.parity not in ("odd", "even", None):
            raise InputError(f"parity {shorten(self.parity)!r} is not 'odd', 'even' or None")
        if self.smoothness != "analytic" and (not isinstance(self.smoothness, int) or self.smoothness < -1):
            raise InputError(f"smoothness {shorten(self.smoothness)!r} is neither 'analytic' nor an integer >= -1")
        _test_facts(self)

    def __call__(self, value: object) -> Expr:
        """σ(value), exactly.

        >>> activation("relu")(-2), activation("relu")("1/3")
        (0, 1/3)
        """
        return self.expr.xreplace({z: as_expr(value)})

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle \sigma(z) = {sympy.latex(self.expr)}$"


def _in_z(name: str, expr: Expr) -> Expr:
    """`expr` in the module's symbol `z`, whatever the assumptions of the user's symbol of that name."""
    others = sorted({symbol.name for symbol in expr.free_symbols} - {"z"})
    if others:
        raise InputError(f"activation {name!r} is written in {', '.join(others)}; write it as an expression in z")
    return expr.xreplace(dict.fromkeys(expr.free_symbols, z))


_POINTS = (Rational(1, 3), Integer(2), Integer(9))


def _test_facts(sigma: Activation) -> None:
    def differ(left: Expr, right: Expr) -> bool:
        return bool(abs(sympy.N(left - right, 30)) > Rational(1, 10**20) * (1 + abs(sympy.N(left, 30))))

    sign = {"odd": -1, "even": 1, None: None}[sigma.parity]
    for point in _POINTS:
        if sign is not None and differ(sigma(-point), sign * sigma(point)):
            raise InputError(
                f"activation {sigma.name!r} is not {sigma.parity}: "
                f"σ({point}) = {shorten(sigma(point), 30)}, σ(-{point}) = {shorten(sigma(-point), 30)}"
            )
    for side, point in product((1, -1), _POINTS):
        at = side * point
        if sigma.homogeneity is not None and differ(sigma(2 * at), 2**sigma.homogeneity * sigma(at)):
            raise InputError(f"activation {sigma.name!r} is not homogeneous of degree {sigma.homogeneity} (at {at})")
        if sigma.growth is not None:
            factor, power = sigma.growth
            if sympy.N(abs(sigma(at)) - factor * (1 + point**power), 30) > 0:
                raise InputError(
                    f"activation {sigma.name!r} exceeds its growth bound {factor}(1 + |z|^{power}) at {at}"
                )


# The declarations. `parameters` are defaults, and symbols of `expr`.
_DECLARED: Mapping[str, Mapping[str, Any]] = {
    "linear": {
        "expr": "z",
        "parity": "odd",
        "homogeneity": 1,
        "growth": (1, 1),
    },
    "erf": {
        "expr": "erf(z/sqrt(2))",
        "parity": "odd",
        "growth": (1, 0),
        "references": ("Saad and Solla, Phys. Rev. Lett. 74 (1995) 4337", "arXiv:2311.01644"),
    },
    "probit": {  # Φ, the distribution function of N(0, 1)
        "expr": "(1 + erf(z/sqrt(2)))/2",
        "growth": (1, 0),
    },
    "sigmoid_like": {
        "expr": "erf(z/2.4020563531719796)/2 + 1/2",
        "growth": (1, 0),
        "references": ("neural-tangents, stax.Sigmoid_like",),
    },
    "relu": {
        "expr": "(z + abs(z))/2",
        "homogeneity": 1,
        "smoothness": 0,
        "growth": (1, 1),
        "references": ("Cho and Saul, Kernel methods for deep learning, NIPS 2009",),
    },
    "leaky_relu": {
        "expr": "((1 + slope)*z + (1 - slope)*abs(z))/2",
        "homogeneity": 1,
        "smoothness": 0,
        "parameters": {"slope": "1/10"},
    },
    "tanh": {
        "expr": "tanh(z)",
        "parity": "odd",
        "growth": (1, 0),
    },
    "logistic": {
        "expr": "1/(1 + exp(-z))",
        "growth": (1, 0),
    },
    "softplus": {
        "expr": "log(1 + exp(z))",
        "growth": (1, 1),
    },
    "silu": {
        "expr": "z/(1 + exp(-z))",
        "growth": (1, 1),
        "references": ("Elfwing, Uchibe and Doya, Neural Networks 107 (2018) 3", "arXiv:1702.03118"),
    },
    "elu": {
        "expr": "(z + abs(z))/2 + exp((z - abs(z))/2) - 1",
        "smoothness": 1,
        "growth": (1, 1),
        "references": ("Clevert, Unterthiner and Hochreiter, ICLR 2016", "arXiv:1511.07289"),
    },
    "arctan": {
        "expr": "atan(z)",
        "parity": "odd",
        "growth": (2, 0),
    },
}


def activation_names() -> tuple[str, ...]:
    """The names that `activation` knows, sorted."""
    return tuple(sorted(_DECLARED))


def activation(name: str, **parameters: object) -> Activation:
    """The registered activation called `name`, with its parameters (exact values) where it has any.

    Raises InputError for an unknown name or parameter, with the nearest known one.

    >>> activation("erf").expr
    erf(sqrt(2)*z/2)
    >>> activation("leaky_relu", slope="1/5")(-1)
    -1/5
    >>> activation("erff")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: unknown activation 'erff'; did you mean 'erf'? known: ...
    """
    if name not in _DECLARED:
        raise unknown("activation", name, _DECLARED)
    defaults = _DECLARED[name].get("parameters", {})
    for parameter in parameters:
        if not defaults:
            raise InputError(f"activation {name!r} takes no parameters, got {parameter!r}")
        if parameter not in defaults:
            raise unknown(f"parameter of {name!r}", parameter, defaults)
    values = {parameter: as_expr(value) for parameter, value in {**defaults, **parameters}.items()}
    return _declared(name, tuple(values.items()))


@cache
def _declared(name: str, parameters: tuple[tuple[str, Expr], ...]) -> Activation:
    """A declared activation with these parameters, whose facts are tested once."""
    facts = {key: fact for key, fact in _DECLARED[name].items() if key != "parameters"}
    symbols = {parameter: Symbol(parameter, real=True) for parameter, _ in parameters}
    expr = as_expr(facts.pop("expr"), {"z": z, **symbols}).xreplace({symbols[p]: value for p, value in parameters})
    return Activation(name, expr, parameters=parameters, **facts)
