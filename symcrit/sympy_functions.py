"""Sympy functions for arbitrary kernels, expectations without a closed form, and the bivariate normal distribution."""

from functools import cache

import sympy
from sympy import Expr, Symbol
from sympy.core.function import ArgumentIndexError
from sympy.printing.precedence import PRECEDENCE

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten
from symcrit.exact import as_expr
from symcrit.parse import NAME
from symcrit.sympy_json import to_json

__all__ = ["binormal", "kernel_function", "mean_function"]


@cache
def kernel_function(name: str, i: int = 0, j: int = 0, m: int = 0) -> type[sympy.Function]:
    """The sympy function ∂^{i+j+m} κ / ∂q11^i ∂q12^j ∂q22^m of an arbitrary kernel κ called `name`.

    sympy's `diff` applies the chain rule to it, raising the orders.

    >>> x = Symbol("x", real=True)
    >>> kernel_function("kappa")(1, x**2, 1).diff(x)
    2*x*kappa_010(1, x**2, 1)
    """
    if not NAME.fullmatch(name):
        raise InputError(f"{shorten(name)!r} is not a name: letters, digits and _ only")

    def fdiff(self, argindex=1):
        raised = [i, j, m]
        if not 1 <= argindex <= 3:
            raise ArgumentIndexError(self, argindex)
        raised[argindex - 1] += 1
        return kernel_function(name, *raised)(*self.args)

    def latex(self, printer, exp=None):
        order = "" if not any((i, j, m)) else f"^{{({i},{j},{m})}}"
        body = rf"\{name}{order}" if name in _GREEK else rf"\mathrm{{{name}}}{order}"
        text = rf"{body}\left({', '.join(map(printer._print, self.args))}\right)"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    suffix = "" if not any((i, j, m)) else f"_{i}{j}{m}"
    body = {"nargs": 3, "is_real": True, "kernel": (name, i, j, m), "fdiff": fdiff, "_latex": latex}
    return type(name + suffix, (sympy.Function,), body)


@cache
def mean_function(f: Expr, g: Expr) -> type[sympy.Function]:
    """The sympy function E[f(u) g(v)] of the covariances q11, q12, q22 of centred Gaussian u, v; f and g in real z.

    sympy's `diff` follows Price's theorem, `evalf` gives up to 50 digits.

    >>> z, q = Symbol("z", real=True), Symbol("q", real=True)
    >>> mean_function(sympy.tanh(z), z)(1, q, 1).diff(q)
    E[1 - tanh(z)**2, 1](1, q, 1)
    """
    z = Symbol("z", real=True)

    def fdiff(self, argindex=1):
        if not 1 <= argindex <= 3:
            raise ArgumentIndexError(self, argindex)
        orders = {1: (2, 0), 2: (1, 1), 3: (0, 2)}[argindex]
        parts = (part.diff(z, order) if order else part for part, order in zip((f, g), orders, strict=True))
        return mean_function(*parts)(*self.args) / (1 if argindex == 2 else 2)

    def latex(self, printer, exp=None):
        own = (part.xreplace({z: Symbol(name, real=True)}) for part, name in zip((f, g), "uv", strict=True))
        u, v = (printer.parenthesize(part, PRECEDENCE["Mul"]) for part in own)
        index = ", ".join(map(printer._print, self.args))
        text = rf"\operatorname{{E}}_{{{index}}}\left[{u} \cdot {v}\right]"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    body = {"nargs": 3, "is_real": True, "mean": (f, g), "fdiff": fdiff, "_eval_evalf": _evaluated, "_latex": latex}
    return type(f"E[{f}, {g}]", (sympy.Function,), body)


def _evaluated(self, prec):
    """`_eval_evalf` by core's balls."""
    if not self.is_number:
        return None
    with balls.precision(prec + 10):
        value = balls.evaluate(core.parse(to_json(self)), {})
    return sympy.Float(value.mid().str(prec, radius=False), precision=prec) if value.is_finite() else None


def _exact(value: object) -> Expr:
    """An exact value as a sympy expression; what sympy itself hands over stays as it is."""
    return value if isinstance(value, Expr) else as_expr(value)


class binormal(sympy.Function):
    """Φ₂(h, k; ρ) = P(X ≤ h, Y ≤ k) for standard normal X, Y with correlation ρ, −1 ≤ ρ ≤ 1.

    ∂Φ₂/∂h = φ(h)Φ((k − ρh)/√(1 − ρ²)), and ∂Φ₂/∂ρ is the density of (X, Y) at (h, k), for |ρ| < 1.

    >>> binormal(0, 0, sympy.Rational(1, 2)), binormal(1, 2, 0)
    (1/3, (erf(sqrt(2)/2)/2 + 1/2)*(erf(sqrt(2))/2 + 1/2))
    >>> binormal(1, sympy.Rational(2, 5), sympy.Rational(1, 3)).evalf(15)
    0.583215504589428
    """

    nargs = 3
    is_real = True
    is_binormal = True

    def __new__(cls, h, k, rho, **options):
        """Arguments are exact values, text too; raises InputError for others, as `as_expr` does."""
        return super().__new__(cls, *map(_exact, (h, k, rho)), **options)

    @classmethod
    def eval(cls, h, k, rho):
        """Φ(h)Φ(k) at ρ = 0, and 1/4 + asin(ρ)/(2π) at h = k = 0."""
        if sympy.nan in (h, k, rho):
            return sympy.nan
        if rho.is_zero:
            first, second = ((1 + sympy.erf(x / sympy.sqrt(2))) / 2 for x in (h, k))
            return first * second
        return sympy.S.One / 4 + sympy.asin(rho) / (2 * sympy.pi) if h.is_zero and k.is_zero else None

    def fdiff(self, argindex=1):
        """The derivative by h, k or ρ."""
        if not 1 <= argindex <= 3:
            raise ArgumentIndexError(self, argindex)
        h, k, rho = self.args
        rest = 1 - rho**2
        if argindex == 3:
            return sympy.exp(-(h**2 - 2 * rho * h * k + k**2) / (2 * rest)) / (2 * sympy.pi * sympy.sqrt(rest))
        x, y = (h, k) if argindex == 1 else (k, h)
        inside = (y - rho * x) / (sympy.sqrt(2) * sympy.sqrt(rest))
        return sympy.exp(-(x**2) / 2) * (1 + sympy.erf(inside)) / (2 * sympy.sqrt(2 * sympy.pi))

    _eval_evalf = _evaluated

    def _latex(self, printer, exp=None):
        text = r"\Phi_2\left({}, {}; {}\right)".format(*map(printer._print, self.args))
        return text if exp is None else rf"{text}^{{{exp}}}"


_GREEK = frozenset(["kappa", "phi", "psi", "chi", "gamma", "lambda", "mu", "theta"])
