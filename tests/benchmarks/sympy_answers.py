"""What SymPy says, as a script: one JSON document on standard output.  Nothing of symcrit is imported.

python sympy_answers.py simplify|equals SECONDS             the equalities of the soundness corpus, SECONDS for each
python sympy_answers.py integrate|at-half|stats SECONDS     the erf kernel

Seconds are of the processor, so that other work on the machine does not change the answers.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import sympy
from sympy import Rational, erf, exp, oo, pi, sqrt, symbols

ROOT = Path(__file__).parents[2]


def by_simplify(lhs: sympy.Expr, rhs: sympy.Expr) -> bool | None:
    """True if the difference simplifies to 0, False if to a number that is not 0."""
    rest = sympy.simplify(lhs - rhs)
    return True if rest == 0 else False if rest.is_number and rest.is_zero is False else None


def by_equals(lhs: sympy.Expr, rhs: sympy.Expr) -> bool | None:
    """The answer of `Expr.equals`."""
    return (lhs - rhs).equals(0)


class TimeIsUp(Exception):
    """Raised by the alarm."""


def out_of_time(*_: object) -> NoReturn:
    raise TimeIsUp


def corpus(method: Callable[..., bool | None], seconds: float) -> dict[str, Any]:
    """name ↦ true, false, null (no answer), "time-out" or "error"."""
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks.equalities import EQUALITIES

    signal.signal(signal.SIGPROF, out_of_time)
    answers: dict[str, Any] = {}
    for equality in EQUALITIES:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            answers[equality.name] = method(*equality.sides)
        except TimeIsUp:
            answers[equality.name] = "time-out"
        except Exception:
            answers[equality.name] = "error"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return answers


def density(x: sympy.Symbol, y: sympy.Symbol, q11: Any, q12: Any, q22: Any) -> sympy.Expr:
    """Of N(0, [[q11, q12], [q12, q22]])."""
    det = q11 * q22 - q12**2
    return exp(-(q22 * x**2 - 2 * q12 * x * y + q11 * y**2) / (2 * det)) / (2 * pi * sqrt(det))


def kernel_by_integrate(q11: Any, q12: Any, q22: Any) -> sympy.Expr:
    """E[σ(u)σ(v)] as a double integral."""
    x, y = symbols("x y", real=True)
    integrand = erf(x / sqrt(2)) * erf(y / sqrt(2)) * density(x, y, q11, q12, q22)
    return sympy.integrate(integrand, (x, -oo, oo), (y, -oo, oo))


def kernel_by_stats() -> sympy.Expr:
    """E[σ(u)σ(v)] at q11 = q22 = 1, q12 = 1/2."""
    from sympy.stats import E, Normal

    half = Rational(1, 2)
    u = Normal("u", [0, 0], [[1, half], [half, 1]])
    return E(erf(u[0] / sqrt(2)) * erf(u[1] / sqrt(2)))


def main(task: str, seconds: float) -> Any:
    """The answer to one task."""
    if task in ("simplify", "equals"):
        return corpus(by_simplify if task == "simplify" else by_equals, seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))  # then the process is killed
    if task == "integrate":
        q11, q22 = symbols("q11 q22", positive=True)
        value = kernel_by_integrate(q11, symbols("q12", real=True), q22)
    else:
        value = kernel_by_integrate(1, Rational(1, 2), 1) if task == "at-half" else kernel_by_stats()
    return "unevaluated" if value.has(sympy.Integral) else str(value)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]))))
