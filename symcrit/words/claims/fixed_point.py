"""`fixed_point`: one stationary state of online learning in a box, and the spectrum there."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from flint import fmpq

from symcrit.core import TWO, Expr, mul, num, sym
from symcrit.core.claims.fixed_point import FixedPoint
from symcrit.words.boxes import Box, expression, factor, fenced, listed, plain, row, sign
from symcrit.words.decimals import bound, decimal
from symcrit.words.formulas import matrix
from symcrit.words.plain import Display, Prose, prose

KEYS: dict[str, str] = {}
LETTERS = "Q R V W a b e f i k m x z E L N alpha sigma lambda nu xi lambda_max"
INDEXED = "Q R a b lambda nu"


def new_names(claim: FixedPoint) -> list[str]:
    """Those of the order parameters."""
    return claim.learning.names


def setting(claim: FixedPoint) -> Prose:
    """What is learned, and the equations of the order parameters."""
    sigma = row(plain("σ(z) ="), expression(claim.activation))
    weights = [_given("a", claim.a), _given("b", claim.b)]
    teachers = row(plain("V Vᵀ ="), matrix(claim.T))
    error = plain("e = f(x) − f^*(x)")
    if claim.noise is not None:
        error = row(error, sign("−"), *factor(claim.noise), plain("ξ"))
    noise = ", $ξ ∼ N(0, 1)$" if claim.noise is not None else ""
    told = prose("Let @, $f(x) = Σ_i a_i σ(λ_i)$ and $f^*(x) = Σ_m b_m σ(ν_m)$, $λ = W x$, $ν = V x$, $x ∼ N(0, 1)$,"
                 f" with @, @ and @; let @{noise}. ", sigma, *weights, teachers, error)  # fmt: skip
    shown = Display(_equations(claim), ".")
    return [*told, *prose("Online learning of $W$ has over $α$, steps by inputs, the equations@", shown)]


def _equations(claim: FixedPoint) -> tuple[Box, ...]:
    """R′ and Q′ over α, the number of steps by the number of inputs."""
    drift = _product(TWO, claim.scale, claim.eta)
    spread = _product(drift, drift, *([num(fmpq(1, claim.batch))] if claim.batch else []))
    pull = [sign("−"), *factor(drift), plain("a_i 𝔼[σ′(λ_i) e ν_m]")]
    first = [sign("−"), *factor(drift), plain("𝔼[(a_i σ′(λ_i) λ_k + a_k σ′(λ_k) λ_i) e]")]
    last = [sign("+"), *factor(spread), plain("a_i a_k 𝔼[σ′(λ_i) σ′(λ_k) e²]")]
    if claim.decay is not None:
        pull += [sign("−"), *factor(claim.decay), plain("R_{im}")]
        last += [sign("−"), *factor(_product(TWO, claim.decay)), plain("Q_{ik}")]
    return (
        row(plain("R_{im}′ ="), *pull),
        row(plain("Q_{ik}′ ="), *first, *last),
        plain("Q = W Wᵀ, R = W Vᵀ"),
    )


def _product(*factors: Expr) -> Expr:
    """A product, as one number if all factors are rational."""
    if all(own.op == "num" for own in factors):
        return num(prod((own.value for own in factors), start=fmpq(1)))
    return mul(*factors)


def _given(letter: str, weights: Sequence[Expr]) -> Box:
    """``a = (1, 1)``"""
    return row(plain(f"{letter} ="), fenced(listed(map(bound, weights))))


def says(claim: FixedPoint) -> Prose:
    """The form, the state, and what holds there."""
    names = claim.learning.names
    form = row(plain("Q ="), matrix([[sym(name) for name in own] for own in claim.Q]))
    across = row(plain("R ="), matrix([[sym(name) for name in own] for own in claim.R]))
    centre = listed(row(expression(sym(name)), sign("="), bound(claim.centre[name])) for name in names)
    count = len(claim.learning.entries)
    right, left = claim.spectrum
    told = prose(f"For @ and @ with every number within {decimal(claim.unique)} of@exactly one zero of these equations"
                 f" exists; it lies within {decimal(claim.within)}. There their Jacobian by all {count} order"
                 f" parameters has {_counted(right, 'positive')} and {_counted(left, 'negative')} real part",
                 form, across, Display((centre,)))  # fmt: skip
    rate = "the largest real part"
    bounds = {"λ_{max}": claim.rate, "L": claim.loss}
    lines = tuple(_between(ends, letter) for letter, ends in bounds.items() if ends)
    what = [f"$λ_{{max}}$ {rate}"] if claim.rate else []
    loss = row(plain("L ="), *factor(claim.scale), plain("𝔼[(f − f^*)²]"))
    if claim.loss:
        what.append("@")
    if not lines:
        return [*told, ". "]
    more = prose(f", and with {' and '.join(what)}@", *([loss] if claim.loss else []), Display(lines, "."))
    return [*told, *more]


def _counted(count: int, side: str) -> str:
    """``1 eigenvalue with positive``"""
    return f"{count} eigenvalue{'' if count == 1 else 's'} with {side}"


def _between(ends: Sequence[Expr], letter: str) -> Box:
    low, high = map(bound, ends)
    return row(low, sign("<"), plain(letter), sign("<"), high)
