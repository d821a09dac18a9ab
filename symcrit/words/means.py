"""Functions in claims: what is said of any activation, what M_0, M_1 and M_2 stand for, and what is left open."""

from collections.abc import Iterator
from typing import Any

from symcrit.core.algebra.expr import ZERO, Expr, nodes
from symcrit.core.claims import Claim
from symcrit.core.expectation.kernels import OF_ANY, Kernel

PLAIN = "; Mi(q) is E[σ⁽ⁱ⁾(u)], u ~ N(0, q)"
SENTENCE = "For $i = 0, 1, 2$, $M_i(q)$ is the mean of the derivative $σ^{(i)}(u)$ with $u$ of variance $q$. "

BEYOND = "equal to no polynomial of a degree ≤ @ almost everywhere"
SYMMETRIC = " with {0}(x, y, z) = {0}(z, y, x) for all x, y, z"
SIMILAR = "for which @ for all real $z$ and integers $l ≥ 1$, where @ and @"


def smoothness(kind: str) -> str:
    """What a claim of this kind asks of the kernel of any σ: sectors are made of its second derivatives."""
    return "twice differentiable" if kind in ("sector", "sectors") else "differentiable"


def told(kernel: Kernel) -> str:
    """What is known of σ, with formulas between dollar signs, and @ for the degree, and the equations of `SIMILAR`."""
    words = [BEYOND] if kernel.beyond is not None else []
    return "".join(f", {part}" for part in [*words, *([SIMILAR] if kernel.similar else [])])


def in_words(kernel: Kernel) -> str:
    """The same as plain text."""
    inserts = [] if kernel.beyond is None else [str(kernel.beyond)]
    if kernel.similar:
        height, norm = kernel.similar
        smooth = "E[σ(z/√l + √(1 − 1/l)·ξ)], ξ ~ N(0, 1),"
        inserts += [f"{smooth} = {height}(l)·σ({norm}(l)·z)", f"{height}(l) ≠ 0", f"{norm}(l) > 0"]
    pieces = told(kernel).replace("$", "").split("@")
    return "".join(piece + value for piece, value in zip(pieces, [*inserts, ""], strict=True))


def occur(claim: Claim) -> bool:
    """Whether they occur in the claim."""
    place = claim.parts.get("configuration")
    own = expressions([claim.parts, claim.domain.where]) if place and place.kernel.activation is None else ()
    return any(node.op == "kernel" and node.args[0] in OF_ANY for node in nodes(*own))


def functions(claim: Claim) -> list[tuple[str, bool]]:
    """The functions that a claim leaves open, apart from σ's own: each with whether it is one of x, at (x, 0, 0)."""
    kernel, found = getattr(claim.parts.get("configuration"), "kernel", None), dict[str, bool]()
    own = () if kernel is None or kernel.activation else (*kernel.similar, kernel.forms[0].args[0], *OF_ANY)
    for node in nodes(*expressions([claim.parts, claim.domain.where])):
        if node.op == "kernel" and node.args[0] not in own:
            single = not any(node.args[1:4]) and node.args[5:] == (ZERO, ZERO)
            found[node.args[0]] = found.get(node.args[0], True) and single
    return sorted(found.items())


def any_function(claim: Claim, name: str) -> str:
    """What a function that is left open is asked to be: it has the derivatives that occur in the claim."""
    own = nodes(*expressions([claim.parts, claim.domain.where]))
    order = max((sum(node.args[1:4]) for node in own if node.op == "kernel" and node.args[0] == name), default=0)
    often = {0: "", 1: "", 2: "twice "}.get(order, f"{order} times ")
    return f"{often}differentiable function"


def arbitrary(claim: Claim) -> str:
    """What stands for any function, as plain text."""
    own = ((name, "" if single else SYMMETRIC.format(name)) for name, single in functions(claim))
    return "".join(f"; {name} is any {any_function(claim, name)}{symmetric}" for name, symmetric in own)


def expressions(value: Any) -> Iterator[Expr]:
    """The expressions in the parts of a claim."""
    if isinstance(value, Expr):
        yield value
    elif hasattr(value, "exprs"):  # a configuration, where a thousand vectors share few expressions
        yield from (value.scale, *(value.sizes or ()), *value.exprs)
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from expressions(part)
