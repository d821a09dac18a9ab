"""The languages that kernels are written in: what code there begins with, and its helpers, in each of them.

A helper is written where a formula uses it.  All of them work elementwise, in `python` for numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symcrit.kernels.floats.arctangent import COEFFICIENTS, EDGE

__all__ = ["DIALECTS", "Dialect"]


@dataclass(frozen=True)
class Dialect:
    """A language: modules that are always imported, names of functions of a formula, helpers, and its own words.

    functions: name in a formula → what it is imported as.  helpers: name → source.  header: how arguments are read.
    wrapper: how κ is told its slopes, where derivatives are taken by the library.  remark: for the docstring of a file.
    """

    name: str
    modules: str
    functions: Mapping[str, str]
    helpers: Mapping[str, str]
    header: str
    remark: str
    wrapper: str = ""


_DETERMINANT = '''
def determinant(q11, q12, q22):
    """q11·q22 − q12² to 2 ulp, and 0 where rounding has put it below (Dekker, Numer. Math. 18 (1971) 224)."""
    norms, rest = _product(q11, q22)
    square, other = _product(q12, q12)
    return {maximum}


def _product(x, y):
    """p + e = x·y exactly, as long as nothing overflows or underflows."""
    x1, x2 = _halves(x)
    y1, y2 = _halves(y)
    p = x * y
    return p, x1 * y1 - p + x1 * y2 + x2 * y1 + x2 * y2


def _halves(x):
    """A floating-point number as the sum of two with half of the bits."""
    t = {split} * x
    high = t - (t - x)
    return high, x - high
'''
_DIFFERENCE = "norms - square + (rest - other)"

_EXP_COSH = '''
def exp_cosh(s, t):
    """exp(s)·cosh(t), finite as long as s + |t| is not too large."""
    t = abs(t)
    return 0.5 * exp(s + t) * (1 + exp(-2 * t))
'''

_EXP_SINH = '''
def exp_sinh(s, t):
    """exp(s)·sinh(t), finite as long as s + |t| is not too large, and 0 at t = 0."""
    size = abs(t)
    return {copysign}(0.5 * exp(s + size) * -{expm1}(-2 * size), t)
'''

_OVER_NORM = '''
def over_norm(q):
    """1/q, and 0 where q = 0: there κ has no derivative by q, and 0 stands for it."""
    return {}
'''

_OVER_SIDE = '''
def over_side(s):
    """1/s, infinite at s = 0, which is ρ = ±1: there the derivative of κ is infinite."""
    return {}
'''

_JAX_EXPM1 = '''

def _expm1(x):
    """exp(x) − 1 for x ≤ 0, of many numbers at once, which `jnp.expm1` takes one after another."""
    near = jnp.maximum(x, -0.35)
    series = 0.0
    for n in range(14, 0, -1):
        series = (1 / n) * near * (1 + series)  # exp(x) − 1 = x(1 + x(1 + …)/2)
    return jnp.where(x > -0.35, series, exp(x) - 1)
'''
_ON_LINES = ",\n    ".join(map(str, COEFFICIENTS))
_JAX_ATAN2 = f'''
_EDGE = {EDGE}  # tan π/8
_SERIES = (  # atan s = s + s³·(c_0·s²⁰ + c_1·s¹⁸ + … + c_10) for |s| ≤ tan π/8
    {_ON_LINES},
)


@jax.custom_jvp
def atan2(y, x):
    """The angle of (x, y), x ≥ 0, to 4 ulp: of many numbers at once, where `jnp.arctan2` takes one after another."""
    size = abs(y)
    low, high = size <= _EDGE * x, x <= _EDGE * size
    top = jnp.where(low, size, jnp.where(high, -x, size - x))
    bottom = jnp.where(low, x, jnp.where(high, size, size + x))
    s = top / jnp.where(bottom == 0, 1.0, bottom)
    series = 0.0
    for coefficient in _SERIES:
        series = series * (s * s) + coefficient
    turned = jnp.where(low, 0.0, jnp.where(high, jnp.pi / 2, jnp.pi / 4))
    return jnp.copysign(turned + (s + s * (s * s) * series), y)


@atan2.defjvp
def _turn(at, moved):
    """(x·dy − y·dx)/(x² + y²)."""
    (y, x), (dy, dx) = at, moved
    return atan2(y, x), (x * dy - y * dx) / (x * x + y * y)
'''


def _helpers(maximum: str, split: str, copysign: str, expm1: str, over_norm: str, over_side: str) -> dict[str, str]:
    return {
        "det": _DETERMINANT.format(maximum=maximum.format(_DIFFERENCE), split=split),
        "exp_cosh": _EXP_COSH,
        "exp_sinh": _EXP_SINH.format(copysign=copysign, expm1=expm1),
        "over_norm": _OVER_NORM.format(over_norm),
        "over_side": _OVER_SIDE.format(over_side),
    }


_DOUBLE = "134217729.0"  # 2²⁷ + 1
_TORCH_WRAPPER = '''
class _Kernel(torch.autograd.Function):
    """κ with its own slopes: differentiated step by step it would be nan at ρ = ±1."""

    @staticmethod
    def forward(context, q11, q12, q22):
        context.save_for_backward(q11, q12, q22)
        return _value(q11, q12, q22)

    @staticmethod
    def backward(context, above):
        q = context.saved_tensors
        return above * kernel_dq11(*q), above * kernel_dq12(*q), above * kernel_dq22(*q)


def kernel(q11, q12, q22):
    """{doc}"""
    return _Kernel.apply(*_read(q11, q12, q22))
'''
_JAX_WRAPPER = '''
@jax.custom_jvp
def kernel(q11, q12, q22):
    """{doc}"""
    return _value(q11, q12, q22)


@kernel.defjvp
def _slopes(q, moved):
    """κ with its own slopes: differentiated step by step it would be nan at ρ = ±1."""
    by11, by12, by22 = kernel_dq11(*q) * moved[0], kernel_dq12(*q) * moved[1], kernel_dq22(*q) * moved[2]
    return kernel(*q), by11 + by12 + by22
'''

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            name="python",
            modules="import math",
            functions={
                "atan2": "from math import atan2",
                "exp": "from math import exp",
                "sqrt": "from math import sqrt",
                "pi": "from math import pi",
            },
            helpers=_helpers(
                "max({}, 0.0)", _DOUBLE, "math.copysign", "math.expm1", "1 / q if q else 0.0",
                "1 / s if s else math.inf",
            ),
            header='''
def _read(*numbers):
    """The arguments as floats."""
    return [float(number) for number in numbers]
''',
            remark="Arguments are numbers; the standard library is all that is needed.",
        ),
        Dialect(
            name="numpy",
            modules="import numpy as np",
            functions={
                "atan2": "from numpy import arctan2 as atan2",
                "exp": "from numpy import exp",
                "sqrt": "from numpy import sqrt",
                "pi": "from numpy import pi",
            },
            helpers=_helpers(
                "np.maximum({}, 0.0)", _DOUBLE, "np.copysign", "np.expm1",
                "(q != 0) / np.where(q == 0, 1.0, q)", "np.where(s == 0, np.inf, 1 / np.where(s == 0, 1.0, s))",
            ),
            header='''
def _read(*arrays):
    """The arguments as arrays of floats."""
    return [np.asarray(array, dtype=float) for array in arrays]
''',
            remark="Arguments are numbers or arrays, which broadcast.",
        ),
        Dialect(
            name="torch",
            modules="import torch",
            functions={
                "atan2": "from torch import atan2",
                "exp": "from torch import exp",
                "sqrt": "from torch import sqrt",
                "pi": "from math import pi",
            },
            helpers=_helpers(
                "torch.clamp({}, min=0.0)", "(4097.0 if x.dtype == torch.float32 else 134217729.0)", "torch.copysign",
                "torch.expm1", "torch.where(q == 0, 0.0, 1 / torch.where(q == 0, 1.0, q))", "1 / s",
            ),
            header='''
def _read(*tensors):
    """The arguments as tensors of one shape; numbers become float64."""
    tensors = [torch.as_tensor(x, dtype=None if torch.is_tensor(x) else torch.float64) for x in tensors]
    return torch.broadcast_tensors(*tensors)
''',
            remark="Arguments are tensors of float32 or float64, or numbers, and broadcast; κ knows its own gradient.",
            wrapper=_TORCH_WRAPPER,
        ),
        Dialect(
            name="jax",
            modules="import jax\nimport jax.numpy as jnp",
            functions={
                "exp": "from jax.numpy import exp",
                "sqrt": "from jax.numpy import sqrt",
                "pi": "from jax.numpy import pi",
            },
            helpers=_helpers(
                "jnp.maximum({}, 0.0)", "(4097.0 if x.dtype == jnp.float32 else 134217729.0)", "jnp.copysign",
                "jnp.expm1", "jnp.where(q == 0, 0.0, 1 / jnp.where(q == 0, 1.0, q))", "1 / s",
            ) | {
                "atan2": _JAX_ATAN2,
                "exp_sinh": _EXP_SINH.format(copysign="jnp.copysign", expm1="_expm1") + _JAX_EXPM1,
            },
            header='''
def _read(*arrays):
    """The arguments as arrays of floats."""
    return [jnp.asarray(array, dtype=float) for array in arrays]
''',
            remark="Arguments are numbers or arrays, which broadcast; κ knows its own derivative.\n"
            'Digits beyond float32 need jax.config.update("jax_enable_x64", True).',
            wrapper=_JAX_WRAPPER,
        ),
    )
}  # fmt: skip
