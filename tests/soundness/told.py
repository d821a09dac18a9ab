"""Claims of every kind and what symcrit says of them, as lines of text; a program: `python -m tests.soundness.told`.

Each line holds name, verdict, work, digest of the certificate, counterexample and reason: all that must not depend on
the process, the order, the seed of hashes or the number of threads.
"""

import json
import os
import sys
from collections.abc import Callable

import sympy
from sympy import Rational, Symbol, asin, atan, exp, log, pi, sin, sqrt, symbols

import symcrit as sc
from symcrit.theorems.decide import decide

x, y, z = symbols("x y z", real=True)
t = Symbol("t", positive=True)
size = Symbol("l", integer=True, positive=True)
MOTZKIN = x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2
HOPELESS = sum(sin(i * x + y) * exp(sin(i * z)) for i in range(1, 9))


def isolated() -> object:
    """The claim that `certify` makes of a small network."""
    point = sc.CopyAverage([[0], [1, 2]]).at(sc.Problem.orthonormal("erf", n=2, k=3))
    answer = sc.certify(sc.Problem.orthonormal("erf", n=2, k=3), point.network)
    return sc.claims.Claim(answer.certificate["claim"])


CLAIMS: dict[str, tuple[Callable[[], object], float]] = {
    "roots": (lambda: sc.equal(sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)), 1),
    "addition theorem": (lambda: sc.equal("sin(x + y)", "sin(x)*cos(y) + cos(x)*sin(y)"), 1),
    "Machin": (lambda: sc.equal(16 * atan(Rational(1, 5)) - 4 * atan(Rational(1, 239)), pi), 1),
    "logarithm": (lambda: sc.equal(log(t**2), 2 * log(t)), 1),
    "not equal": (lambda: sc.equal("sin(2*x)", "2*sin(x)"), 1),
    "square": (lambda: sc.at_most(2 * x * y, x**2 + y**2), 1),
    "Motzkin": (lambda: sc.at_most(0, MOTZKIN), 1),
    "three squares": (lambda: sc.at_most(x * y + y * z + z * x, x**2 + y**2 + z**2), 1),
    "exponential": (lambda: sc.at_most(1 + x, exp(x)), 1),
    "arctangent": (lambda: sc.less(atan(t), t), 1),
    "power of a bound": (lambda: sc.less("exp(X)", "(1 + X/15)^16", where=["X > 0", "X < 1"]), 1),
    "touching": (lambda: sc.less(2 * x, x**2 + 1), 1),
    "deep hole": (lambda: sc.positive((3 * x - 1) ** 2 - Rational(1, 10**12)), 1),
    "hopeless": (lambda: sc.less(HOPELESS, 40), 0.1),
    "touching at an irrational point": (lambda: sc.positive((x**3 - x - 1) ** 2), 1),
    "on a curve": (lambda: sc.less(0, "y", where=["x^2*y = 1"]), 1),
    "monotone": (lambda: sc.increasing(x**3 + x, x), 1),
    "concave": (lambda: sc.concave(size / 3 - 2 * size**2 / pi * asin(1 / (2 * size)), size), 1),
    "not monotone": (lambda: sc.increasing(x**3 - x / 10**4, x), 1),
    "critical": (lambda: sc.critical(sc.CopyAverage.symbolic("erf")), 1),
    "explicit": (lambda: sc.critical(sc.CopyAverage([[0], [1, 2]])), 1),
    "wrong loss": (lambda: sc.loss_is(sc.OneNeuron("erf"), Symbol("k", integer=True, positive=True)), 1),
    "bound": (lambda: sc.compression.dual_bound(2, 1, sqrt(4 * pi) / (pi + 2), cosine=0, value=(pi - 2) / (pi + 2)), 1),
    "onto": (lambda: sc.compression.onto(x, 1 - x, x, where=[x >= 0, x < 1]), 1),
    "isolated": (isolated, 1),
}


def told(name: str) -> str:
    """What symcrit says of one claim."""
    make, effort = CLAIMS[name]
    answer = decide(make(), effort=effort)
    digest = None if answer.certificate is None else answer.certificate["digest"]
    return json.dumps(
        [name, answer.verdict.name, answer.work, digest, answer.counterexample, answer.why, answer.remedy]
    )


def fresh(name: str) -> None:
    """The same in a process in which nothing was decided before."""
    child = os.fork()
    if child == 0:
        print(told(name), flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    how, *names = sys.argv[1:]
    sympy.core.cache.clear_cache()
    for own in names:
        if how == "fresh":
            fresh(own)
        else:
            print(told(own), flush=True)
