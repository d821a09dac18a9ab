"""The closed list of what core uses beyond computing.  No rule mentions a theorem's constants.

`OF_KIND` names the rule of analysis by which a kind of claim comes down to an inequality; the other rules are named
where their hypotheses are discharged (`witness`).  All are stated in words, with references, in `symcrit/statement.py`.
`IDENTITIES` are the equations that functions satisfy; core uses no others, beside the parities,
sin² + cos² = 1, values at 0 and asin √(m/4), which are in `normal`.
"""

from collections.abc import Callable
from functools import partial

from symcrit.core.expr import ONE, PI, ZERO, Expr
from symcrit.core.reading import need

OF_KIND = {"increasing": "mean-value", "concave": "second-derivative", "best_partition": "concave-exchange"}

exp, log, sin, cos, asin, atan = (partial(Expr, op) for op in ("exp", "log", "sin", "cos", "asin", "atan"))
IDENTITIES: dict[str, Callable[..., tuple[Expr, Expr]]] = {  # hold wherever both sides are defined
    "exp-sum": lambda x, y: (exp(x + y), exp(x) * exp(y)),
    "exp-multiple": lambda n, x: (exp(n * x), exp(x) ** whole(n)),
    "exp-log": lambda x: (exp(log(x)), x),
    "log-exp": lambda x: (log(exp(x)), x),
    "log-product": lambda x, y: (log(x * y), log(x) + log(y)),
    "log-power": lambda n, x: (log(x ** whole(n)), n * log(x)),
    "sin-sum": lambda x, y: (sin(x + y), sin(x) * cos(y) + cos(x) * sin(y)),
    "cos-sum": lambda x, y: (cos(x + y), cos(x) * cos(y) - sin(x) * sin(y)),
    "sin-asin": lambda x: (sin(asin(x)), x),
    "cos-asin": lambda x: (cos(asin(x)), Expr("sqrt", ONE - x * x)),
    "sin-atan": lambda x: (sin(atan(x)), x / Expr("sqrt", ONE + x * x)),
    "cos-atan": lambda x: (cos(atan(x)), ONE / Expr("sqrt", ONE + x * x)),
    "sin-whole": lambda k: (sin(PI * k), ZERO),  # k an integer, as for the next
    "cos-whole": lambda k: (cos(PI * k) ** 2, ONE),
}


def whole(n: Expr) -> int:
    """A literal integer of size ≤ 64."""
    need(n.op == "num" and n.args[1] == 1 and abs(n.args[0]) <= 64, "an identity needs a literal integer ≤ 64")
    return int(n.args[0])
