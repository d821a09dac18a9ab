"""Activations: σ as an expression in `z`, and the facts about it that proofs use.

The registry below is a list of declarations, one block per activation; `activation(name)` builds and checks them.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from functools import cache
from itertools import product
from typing import Any, Literal

import sympy
from sympy import Expr, Integer, Pow, Rational, Symbol, exp

from symcrit.arguments import integer, listed, one_of
from symcrit.errors import InputError, shorten, shown, unknown
from symcrit.kernels.edges import normal_form, z
from symcrit.kernels.gram import as_real
from symcrit.kernels.pieces import by_absolutes, canonical, smoothness
from symcrit.parse import NAME
from symcrit.translate import as_expr, is_total, renamed

__all__ = ["Activation", "activation", "activation_names", "same_function", "z"]


@dataclass(frozen=True)
class Activation:
    """An activation function σ(z).

    name: letters, digits and _; a registered name only for the function that is registered under it.
    expr: σ(z), an exact sympy expression or string in the symbol `z`.
    parity: "odd", "even" or None (neither, or unknown).
    homogeneity: p if σ(tz) = t^p σ(z) for all t > 0, else None.
    smoothness: "analytic", or the number of continuous derivatives (0: continuous with a kink, −1: with jumps).
        By default it is found from the expression.
    growth: (C, p) with |σ(z)| ≤ C(1 + |z|^p) for all z, or None if no such bound is known.
    parameters: {name: value} of a parametrised activation; kept as a tuple of pairs.

    Max, Min, sign, Heaviside and Piecewise with cases z < b are written by abs(z − b). Parity and homogeneity that are
    evident are found. Stated facts are tested at a few points, which finds slips and proves nothing.
    Raises InputError for an expression in another symbol, with floats, with cases that do not part at numbers, or that
    contradicts a stated fact or the registered function of this name.

    >>> Activation("cubic", "z^3 - 3*z", parity="odd").expr
    z**3 - 3*z
    >>> selu = sympy.Piecewise((sympy.exp(z) - 1, z < 0), (2 * z, True))
    >>> mine = Activation("mine", selu)
    >>> mine.expr, mine.smoothness
    (z + exp(z/2 - Abs(z)/2) + Abs(z) - 1, 0)
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
    smoothness: int | Literal["analytic"] | None = None
    growth: tuple[Expr, Expr] | None = None
    parameters: tuple[tuple[str, Expr], ...] = ()
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not NAME.fullmatch(self.name):
            raise InputError(f"{shorten(self.name)!r} is not a name for an activation: letters, digits and _ only")
        set_field = object.__setattr__
        set_field(self, "expr", _in_z(self.name, as_expr(self.expr, {"z": z})))
        set_field(self, "parameters", _pairs(self.parameters))
        set_field(self, "references", tuple(map(str, listed("references", self.references, "texts"))))
        if self.growth is not None:
            set_field(self, "growth", _growth(self.growth))
        if self.parity is not None:
            one_of("parity", self.parity, ("odd", "even"))
        if self.homogeneity is not None:
            set_field(self, "homogeneity", integer("homogeneity", self.homogeneity, 0, _MOST_DEGREE))
        if self.smoothness is not None and not isinstance(self.smoothness, str):
            set_field(self, "smoothness", integer("smoothness", self.smoothness, -1))
        found = smoothness(self.expr)
        if self.smoothness not in (found, None):
            raise InputError(f"activation {self.name!r} has smoothness {found!r}, not {shown(self.smoothness)}")
        set_field(self, "smoothness", found)
        set_field(self, "parity", self.parity or _evident_parity(self.expr))
        if self.homogeneity is None:
            set_field(self, "homogeneity", _evident_homogeneity(self.expr))
        _check_registered(self)
        _test_facts(self)

    def __call__(self, value: object) -> Expr:
        """σ(value), exactly.

        >>> activation("relu")(-2), activation("relu")("1/3")
        (0, 1/3)
        """
        return self.expr.xreplace({z: as_expr(value)})

    @property
    def label(self) -> str:
        """The name, with the parameters that are not the default ones.

        >>> activation("leaky_relu", slope="1/5").label
        'leaky_relu:slope=1/5'
        """
        defaults = _DECLARED.get(self.name, {}).get("parameters", {})
        own = [
            f"{p}={str(value).replace(' ', '')}"
            for p, value in self.parameters
            if p in defaults and value != as_expr(defaults[p])
        ]
        return self.name + (":" + ",".join(own) if own else "")

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle \sigma(z) = {sympy.latex(self.expr)}$"


_MOST_DEGREE = 1000


def _pairs(parameters: object) -> tuple[tuple[str, Expr], ...]:
    """Parameters as pairs (name, value), from a mapping or from pairs."""
    pairs = [*parameters.items()] if isinstance(parameters, Mapping) else listed("parameters", parameters, "pairs")
    if not all(isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs):
        raise InputError(f"parameters = {shown(parameters)} are no pairs of a name and a value")
    return tuple((name, as_expr(value)) for name, value in pairs)


def _growth(given: object) -> tuple[Expr, Expr]:
    """(C, p) as exact numbers."""
    found = tuple(map(as_expr, listed("growth", given, "two numbers C, p")))
    if len(found) != 2 or any(number.free_symbols for number in found):
        raise InputError(f"growth = {shown(given)} is not a pair of numbers C, p with |σ(z)| <= C(1 + |z|^p)")
    return found


def same_function(sigma: Activation, tau: Activation) -> bool:
    """Whether two activations are seen to be one function, whatever their names: their expressions, multiplied out.

    >>> same_function(activation("relu"), activation("leaky_relu", slope=0))
    True
    """
    return canonical(sigma.expr) == canonical(tau.expr)


def _in_z(name: str, expr: Expr) -> Expr:
    """`expr` in the module's symbol `z`, whatever the assumptions of the user's symbol of that name."""
    others = sorted({symbol.name for symbol in expr.free_symbols} - {"z"})
    if others:
        raise InputError(
            f"activation {name!r} is written in {shorten(', '.join(others))}; write it as an expression in z"
        )
    own = dict.fromkeys(expr.free_symbols, z)
    return by_absolutes(name, expr.xreplace(own) if is_total(expr) else renamed(expr, own))


_OPERATIONS = 30  # of the value of a parameter, at most
_EXPONENT = 1000  # numerator and denominator of a number in an exponent there
_POINTS = (Rational(1, 3), Integer(2), Integer(9))


def _evident_parity(expr: Expr) -> Literal["odd", "even"] | None:
    mirrored = expr.xreplace({z: -z})
    return "even" if sympy.expand(expr - mirrored) == 0 else "odd" if sympy.expand(expr + mirrored) == 0 else None


def _evident_homogeneity(expr: Expr) -> int | None:
    """p if σ is left·z^p for z < 0 and right·z^p for z > 0, not both 0."""
    powers = set()
    for side in normal_form(expr):
        factor, power = side.as_coeff_exponent(z)
        if factor.has(z) or not power.is_Integer or power < 0:
            return None
        if factor != 0:
            powers.add(int(power))
    return powers.pop() if len(powers) == 1 else None


def _check_registered(sigma: Activation) -> None:
    """Raises InputError for a registered name with another function."""
    if sigma.name not in _DECLARED:
        return
    registered = _expression(sigma.name, _values(sigma.name, dict(sigma.parameters)))
    if canonical(registered) != canonical(sigma.expr):
        raise InputError(
            f"{sigma.name!r} is the registered activation {shorten(registered, 40)}, not {shorten(sigma.expr, 40)}; "
            "give yours another name"
        )


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


# The declarations. `parameters` are defaults, and symbols of `expr`; if they are natural, `expr` is a function of them.
_CHO_SAUL = "Cho and Saul, Kernel methods for deep learning, NIPS 2009"
_DECLARED: Mapping[str, Mapping[str, Any]] = {
    "linear": {
        "expr": "z",
        "parity": "odd",
        "homogeneity": 1,
        "growth": (1, 1),
    },
    "square": {
        "expr": "z^2",
        "parity": "even",
        "homogeneity": 2,
        "growth": (1, 2),
    },
    "monomial": {
        "expr": lambda m: z**m,
        "homogeneity": "m",
        "parameters": {"m": 3},
        "natural": True,
    },
    "polynomial": {
        "expr": "c0 + c1*z + c2*z^2 + c3*z^3 + c4*z^4 + c5*z^5 + c6*z^6",
        "parameters": {"c0": 0, "c1": 1, "c2": 0, "c3": 0, "c4": 0, "c5": 0, "c6": 0},
    },
    "hermite": {  # He_m, orthogonal under N(0, 1), leading coefficient 1
        "expr": lambda m: sympy.expand(sympy.hermite_prob(m, z)),
        "parameters": {"m": 3},
        "natural": True,
    },
    "erf": {
        "expr": "erf(slope*z)",
        "parity": "odd",
        "growth": (1, 0),
        "parameters": {"slope": "sqrt(2)/2"},
        "references": ("Saad and Solla, Phys. Rev. Lett. 74 (1995) 4337", "arXiv:2311.01644"),
    },
    "probit": {  # Φ, the distribution function of N(0, 1)
        "expr": "(1 + erf(z/sqrt(2)))/2",
        "growth": (1, 0),
    },
    "sigmoid_like": {
        "expr": "middle + height*erf(slope*z)",
        "parameters": {"height": "1/2", "slope": "1/2.4020563531719796", "middle": "1/2"},
        "references": ("neural-tangents, stax.Sigmoid_like",),
    },
    "relu": {
        "expr": "(z + abs(z))/2",
        "homogeneity": 1,
        "growth": (1, 1),
        "references": (_CHO_SAUL,),
    },
    "leaky_relu": {
        "expr": "((1 + slope)*z + (1 - slope)*abs(z))/2",
        "homogeneity": 1,
        "parameters": {"slope": "1/10"},
    },
    "abrelu": {  # left·z for z < 0, right·z for z > 0
        "expr": "((right + left)*z + (right - left)*abs(z))/2",
        "homogeneity": 1,
        "parameters": {"left": "-1/2", "right": 1},
        "references": ("neural-tangents, stax.ABRelu",),
    },
    "abs": {
        "expr": "abs(z)",
        "parity": "even",
        "homogeneity": 1,
        "growth": (1, 1),
    },
    "rectified_monomial": {  # z^n for z > 0, else 0
        "expr": lambda n: z ** (n - 1) * (z + abs(z)) / 2,
        "homogeneity": "n",
        "parameters": {"n": 2},
        "natural": True,
        "references": (_CHO_SAUL,),
    },
    "step": {  # without a value at 0
        "expr": "(1 + z/abs(z))/2",
        "homogeneity": 0,
        "growth": (1, 0),
        "references": (_CHO_SAUL,),
    },
    "sign": {  # without a value at 0
        "expr": "z/abs(z)",
        "parity": "odd",
        "homogeneity": 0,
        "growth": (1, 0),
    },
    "sin": {
        "expr": "sin(omega*z + phase)",
        "parameters": {"omega": 1, "phase": 0},
        "growth": (1, 0),
    },
    "cos": {
        "expr": "cos(omega*z + phase)",
        "parameters": {"omega": 1, "phase": 0},
        "growth": (1, 0),
    },
    "exp": {
        "expr": "exp(omega*z)",
        "parameters": {"omega": 1},
    },
    "sinh": {
        "expr": "sinh(omega*z)",
        "parity": "odd",
        "parameters": {"omega": 1},
    },
    "gaussian": {
        "expr": "exp(-rate*z^2)",
        "parity": "even",
        "parameters": {"rate": 1},
        "growth": (1, 0),
    },
    "gaussian_slope": {
        "expr": "z*exp(-rate*z^2)",
        "parity": "odd",
        "parameters": {"rate": 1},
        "growth": (1, 1),
    },
    "gelu": {
        "expr": "z*(1 + erf(z/sqrt(2)))/2",
        "growth": (1, 1),
        "references": ("Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415",),
    },
    "smoothed_relu": {  # E[max(z + s·ξ, 0)], ξ ~ N(0, 1)
        "expr": "z*(1 + erf(z/(s*sqrt(2))))/2 + s*exp(-(z/s)^2/2)/sqrt(2*pi)",
        "parameters": {"s": 1},
    },
    "smoothed_leaky_relu": {
        "expr": "z*(1 + slope + (1 - slope)*erf(z/(s*sqrt(2))))/2 + (1 - slope)*s*exp(-(z/s)^2/2)/sqrt(2*pi)",
        "parameters": {"slope": "1/10", "s": 1},
    },
    "smoothed_abs": {
        "expr": "z*erf(z/(s*sqrt(2))) + 2*s*exp(-(z/s)^2/2)/sqrt(2*pi)",
        "parity": "even",
        "parameters": {"s": 1},
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
        "growth": (1, 1),
        "references": ("Clevert, Unterthiner and Hochreiter, ICLR 2016", "arXiv:1511.07289"),
    },
    "selu": {
        "expr": "scale*((z + abs(z))/2 + alpha*exp((z - abs(z))/2) - alpha)",
        "parameters": {"scale": "1.0507009873554805", "alpha": "1.6732632423543772"},
        "references": ("Klambauer, Unterthiner, Mayr and Hochreiter, NIPS 2017", "arXiv:1706.02515"),
    },
    "shifted_relu": {  # z − shift for z > shift, else 0
        "expr": "(z - shift + abs(z - shift))/2",
        "parameters": {"shift": 1},
    },
    "hard_tanh": {  # z for |z| < 1, else the sign of z
        "expr": "(abs(z + 1) - abs(z - 1))/2",
        "parity": "odd",
        "growth": (1, 0),
    },
    "hard_sigmoid": {  # (z + 3)/6 for |z| < 3, else 0 or 1
        "expr": "(6 + abs(z + 3) - abs(z - 3))/12",
        "growth": (1, 0),
    },
    "relu6": {  # z for 0 < z < 6, else 0 or 6
        "expr": "(6 + abs(z) - abs(z - 6))/2",
        "growth": (6, 0),
    },
    "erf_squared": {
        "expr": "erf(slope*z)^2",
        "parity": "even",
        "growth": (1, 0),
        "parameters": {"slope": "sqrt(2)/2"},
    },
    "gabor": {
        "expr": "exp(-z^2)*sin(z)",
        "parity": "odd",
        "growth": (1, 0),
        "references": ("neural-tangents, stax.Gabor",),
    },
    "rbf_features": {  # √2·sin(√(2·rate)·z + π/4), with the kernel exp(−rate·(q11 + q22 − 2·q12))
        "expr": "sin(sqrt(2*rate)*z) + cos(sqrt(2*rate)*z)",
        "growth": ("3/2", 0),
        "parameters": {"rate": 1},
        "references": ("Rahimi and Recht, NIPS 2007", "neural-tangents, stax.Rbf"),
    },
    "mish": {
        "expr": "z*tanh(log(1 + exp(z)))",
        "growth": (1, 1),
        "references": ("arXiv:1908.08681",),
    },
    "isru": {
        "expr": "z/sqrt(1 + z^2)",
        "parity": "odd",
        "growth": (1, 0),
        "references": ("Carlile, Delamarter, Kinney, Marti and Whitney, arXiv:1710.09967",),
    },
    "gelu_tanh": {  # the approximation of gelu that frameworks call approximate="tanh"
        "expr": "z*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z^3)))/2",
        "growth": (1, 1),
        "references": ("Hendrycks and Gimpel, Gaussian error linear units, arXiv:1606.08415",),
    },
    "arctan": {
        "expr": "atan(z)",
        "parity": "odd",
        "growth": (2, 0),
    },
    "softsign": {  # the derivative is continuous, the second one jumps
        "expr": "z/(1 + abs(z))",
        "parity": "odd",
        "growth": (1, 0),
    },
}
_NO_ACTIVATIONS: Mapping[str, str] = {  # names that people look up and that belong to no function
    "exp_normalized": (
        "is the kernel sqrt(q11*q22)*exp(gamma*(q12/sqrt(q11*q22) - 1)) of neural-tangents, and E[σ(u)σ(v)] for no "
        "fixed σ: it is homogeneous of degree 1, and only the kernels of a*z + b*abs(z) are; write it as an expression "
        "in q11, q12, q22"
    ),
}
_MAX_ORDER = 12  # of parameters that are natural numbers


def activation_names() -> tuple[str, ...]:
    """The names that `activation` knows, sorted."""
    return tuple(sorted(_DECLARED))


def activation(name: str, **parameters: object) -> Activation:
    """The registered activation called `name`, with its parameters (exact values) where it has any.

    The name may carry the parameters: "leaky_relu:slope=1/5".
    Raises InputError for an unknown name or parameter, with the nearest known one.

    >>> activation("erf").expr
    erf(sqrt(2)*z/2)
    >>> activation("leaky_relu", slope="1/5")(-1)
    -1/5
    >>> activation("hermite:m=4").expr
    z**4 - 6*z**2 + 3
    >>> activation("erff")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: unknown activation 'erff'; did you mean 'erf'? known: abrelu, abs, ...
    """
    if not isinstance(name, str):
        raise InputError(f"{shorten(name)} is not the name of an activation; write for example 'erf'")
    name, *written = name.split(":", 1)
    for pair in written[0].split(",") if written else ():
        parameter, equals, value = pair.partition("=")
        if not (parameter and equals and value):
            raise InputError(f"parameters are written name:parameter=value,…, not {shorten(pair)!r}")
        parameters = {**parameters, parameter.strip(): value}
    if name in _NO_ACTIVATIONS:
        raise InputError(f"{name!r} {_NO_ACTIVATIONS[name]}")
    if name not in _DECLARED:
        raise unknown("activation", name, _DECLARED)
    return _declared(name, tuple(_values(name, parameters).items()))


def _values(name: str, parameters: Mapping[str, object]) -> dict[str, Expr]:
    """All parameters of a registered activation; raises InputError for one that it does not have."""
    defaults = _DECLARED[name].get("parameters", {})
    for parameter in parameters:
        if not defaults:
            raise InputError(f"activation {name!r} takes no parameters, got {shorten(parameter)!r}")
        if parameter not in defaults:
            raise unknown(f"parameter of {name!r}", parameter, defaults)
    read = {parameter: _parameter(parameter, value) for parameter, value in parameters.items()}
    return {**{parameter: as_expr(value) for parameter, value in defaults.items()}, **read}


def _parameter(name: str, value: object) -> Expr:
    """A parameter; one that is given as text is a number.

    Normal forms with a sum of many roots take for ever, and a polynomial in exp(1) with 1/exp(10^9) fits nowhere.
    """
    found = as_real(name, value, 100) if isinstance(value, str) else as_expr(value)
    if found.count_ops() > _OPERATIONS:
        raise InputError(f"{name} = {shown(value)} has more than {_OPERATIONS} operations; take a simpler number")
    exponents = [power.as_base_exp()[1] for power in found.atoms(Pow, exp)]
    if any(max(abs(number.p), number.q) > _EXPONENT for own in exponents for number in own.atoms(Rational)):
        raise InputError(f"{name} = {shown(value)} has a number above {_EXPONENT} in an exponent; take a simpler one")
    return found


@cache
def _declared(name: str, parameters: tuple[tuple[str, Expr], ...]) -> Activation:
    """A declared activation with these parameters, whose facts are tested once."""
    left_out = ("expr", "parameters", "natural")
    facts = {key: fact for key, fact in _DECLARED[name].items() if key not in left_out}
    if isinstance(degree := facts.get("homogeneity"), str):
        facts["homogeneity"] = int(dict(parameters)[degree])
    return Activation(name, _expression(name, dict(parameters)), parameters=parameters, **facts)


def _expression(name: str, parameters: Mapping[str, Expr]) -> Expr:
    """σ(z) of a declared activation; raises InputError for values of its parameters that it is not defined for."""
    for parameter, value in parameters.items():
        if value.free_symbols or not value.is_real:
            raise InputError(f"{parameter} = {shorten(value)} of {name!r} is not a real number")
        if _DECLARED[name].get("natural") and not (value.is_Integer and 1 <= value <= _MAX_ORDER):
            raise InputError(f"{parameter} = {shorten(value)} of {name!r} is not an integer from 1 to {_MAX_ORDER}")
    if callable(build := _DECLARED[name]["expr"]):
        expr = build(**parameters)
    else:
        symbols = {parameter: Symbol(parameter, real=True) for parameter in parameters}
        own = {symbols[parameter]: value for parameter, value in parameters.items()}
        expr = as_expr(build, {"z": z, **symbols}).xreplace({**own, z: z})  # evaluated: these are our own
    if expr.has(sympy.nan, sympy.zoo, sympy.oo):
        given = ", ".join(f"{parameter} = {value}" for parameter, value in parameters.items())
        raise InputError(f"activation {name!r} is not defined for {given}")
    return expr
