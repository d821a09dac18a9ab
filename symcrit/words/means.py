"""Functions in claims: what M_0, M_1 and M_2 stand for, what is known of any σ, and what is left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from flint import fmpq

from symcrit.core import ZERO, Claim, Explicit, Expr, Groups, Kernel, Species, nodes
from symcrit.core.expectation.kernels import OF_ANY
from symcrit.core.gaussian.language import functions_in
from symcrit.words.boxes import THIN, Box, call, name, number, plain, row, sign, symbol
from symcrit.words.plain import Prose, prose

SMOOTH = "a differentiable kernel"
_BEYOND = "equal to no polynomial of a degree ≤ @ almost everywhere"
_SIMILAR = "for which @ for all real $z$ and integers $l ≥ 1$, where @ and @"
_OFTEN = {0: "", 1: "", 2: "twice "}


def activation(kernel: Kernel, asked: str = SMOOTH) -> Prose:
    """``σ(z) = erf(z/√2)``; of any σ, what is asked of it and its kernel, and what else is known."""
    if kernel.activation is None:
        known = [*_beyond(kernel), *_similar(kernel)]
        end = "," if known else ""
        return prose(f"$σ$ be any activation with {asked} @@{end}", symbol(_kappa(kernel)), known)
    own = row(plain("σ(z) ="), Box("expression", (kernel.activation,)))
    if kernel.teacher is None:
        return [own]
    return [own, ", ", row(plain("τ(z) ="), Box("expression", (kernel.teacher,)))]


def _kappa(kernel: Kernel) -> str:
    """The name of the kernel of any σ."""
    return str(kernel.forms[0].args[0])


def _beyond(kernel: Kernel) -> Prose:
    return prose(f", {_BEYOND}", number(kernel.beyond)) if kernel.beyond is not None else []


def _similar(kernel: Kernel) -> Prose:
    """That smoothing only rescales σ."""
    if not kernel.similar:
        return []
    height, norm = (call(symbol(key), symbol("l")) for key in kernel.similar)
    scaled = (sign("="), height, THIN, call(name("σ"), row(norm, THIN, name("z"))))
    smooth = row(plain("𝔼_{ξ ∼ N(0, 1)}[σ(z/√l + √(1 − 1/l) ξ)]"), *scaled)
    return prose(f", {_SIMILAR}", smooth, row(height, plain("≠ 0")), row(norm, plain("> 0")))


def explained(claim: Claim) -> Prose:
    """What M_0, M_1 and M_2 stand for, where they occur."""
    if not occur(claim):
        return []
    own = (call(symbol(mean), name("q")) for mean in OF_ANY)
    return prose("@, @ and @ are the means of $σ(u)$, $σ′(u)$ and $σ″(u)$ with Gaussian $u$ of mean 0 and variance"
                 " $q$. ", *own)  # fmt: skip


def occur(claim: Claim) -> bool:
    """Whether M_0, M_1 or M_2 occur in a claim about any σ."""
    kernel = claim.of_kernel
    any_sigma = kernel is not None and kernel.activation is None
    return any_sigma and any(node.op == "kernel" and node.args[0] in OF_ANY for node in nodes(*expressions(claim)))


def functions(claim: Claim) -> list[tuple[str, bool]]:
    """The functions that a claim leaves open, apart from σ's own: each with whether it is one of x, at (x, 0, 0)."""
    kernel = claim.of_kernel
    own: tuple[str, ...] = ()
    if kernel is not None and kernel.activation is None:
        own = (*kernel.similar, _kappa(kernel), *OF_ANY)
    found = dict[str, bool]()
    for node in nodes(*expressions(claim)):
        if node.op == "kernel" and node.args[0] not in own:
            single = not any(node.args[1:4]) and node.args[5:] == (ZERO, ZERO)
            found[node.args[0]] = found.get(node.args[0], True) and single
    return sorted(found.items())


def inside(claim: Claim) -> dict[str, int]:
    """{name: highest order} of the functions of which nothing is known that stand inside of expectations."""
    return dict(sorted(functions_in(*expressions(claim)).items()))


def any_function(claim: Claim, name: str) -> str:
    """What a function that is left open is asked to be: it has the derivatives that occur in the claim."""
    own = nodes(*expressions(claim))
    order = max((sum(node.args[1:4]) for node in own if node.op == "kernel" and node.args[0] == name), default=0)
    return f"{_OFTEN.get(order, f'{order} times ')}differentiable function"


def expressions(claim: Claim) -> list[Expr]:
    """The expressions in a claim: those of its fields and of its hypotheses."""
    values = (getattr(claim, own.name) for own in fields(claim) if own.name != "domain")
    return [*_inside(list(values)), *_inside(claim.domain.where)]


def _inside(value: Any) -> Iterator[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, Groups | Explicit | Species):  # where a thousand vectors share few expressions
        yield from (value.scale, *(value.sizes or ()), *value.exprs)
    elif isinstance(value, Mapping):
        yield from _inside(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            if type(part) is not fmpq:  # of which data have millions
                yield from _inside(part)
    elif hasattr(value, "__dataclass_fields__"):  # the parts of a claim
        yield from _inside([getattr(value, own.name) for own in fields(value)])
