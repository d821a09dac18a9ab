"""What M_0, M_1 and M_2 stand for in a claim about a network with an arbitrary activation."""

from collections.abc import Iterator
from typing import Any

from symcrit.core.claims import Claim
from symcrit.core.expectation.kernels import OF_ANY
from symcrit.core.expr import Expr, nodes

PLAIN = "; Mi(q) is E[σ⁽ⁱ⁾(u)], u ~ N(0, q)"
SENTENCE = "For $i = 0, 1, 2$, $M_i(q)$ is the mean of the derivative $σ^{(i)}(u)$ with $u$ of variance $q$. "


def occur(claim: Claim) -> bool:
    """Whether they occur in the claim."""
    place = claim.parts.get("configuration")
    own = _expressions([claim.parts, claim.domain.where]) if place and place.kernel.activation is None else ()
    return any(node.op == "kernel" and node.args[0] in OF_ANY for node in nodes(*own))


def _expressions(value: Any) -> Iterator[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _expressions(part)
