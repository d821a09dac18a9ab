"""The rules by which a step of a derivation may be said to go: the closed list, and how they are written.

A reason is the name of a rule; behind `stein` there may stand the variables that it is used on.  x ~ N(m, C), y is an
affine function of x, F what else stands inside of an expectation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from symcrit.core.reading import name, need, text

# Formulas stand between dollar signs, for `symcrit.words.plain.prose`.
REASONS = {
    "linearity": "$𝔼[a F + b G] = a 𝔼[F] + b 𝔼[G]$ for parameters $a, b$; products inside of $𝔼$ are multiplied out,"
    " those of signs that jump along parallel planes too; an expectation depends on the law of what stands in it, whose"
    " means and covariances are known, and is 0 for odd functions of centred variables",
    "stein": "$𝔼[x_i F] = m_i 𝔼[F] + Σ_j C_{ij} 𝔼[∂_j F]$, for the variables $x_i$ that are named (all, where none is)",
    "tilt": "$𝔼[exp(b·x) F(x)] = exp(b·m + bᵀ C b/2) 𝔼[F(x + C b)]$, and $𝔼[exp(−h y²/2) F]$ is"
    " $d^{−1/2} exp(−h μ²/(2 d))$ times a mean of $F$ under another law, $d = 1 + h s²$, $y ∼ N(μ, s²)$",
    "condition": "$𝔼[δ(y) F]$ is $p(0)$, the density of $y$ at 0, times the mean of $F$ given $y = 0$",
    "adjoin": "$erf(y)$ is the mean of the sign of $y − Z$ given $y$, $Z ∼ N(0, 1/2)$ independent",
    "independence": "$𝔼[F G] = 𝔼[F] 𝔼[G]$ for functions of uncorrelated parts",
    "orthant": "means of products of at most 4 signs: $erf(μ/√(2 s²))$ of one, $(2/π) arcsin(ρ)$ of two with mean 0",
    "characteristic": "$𝔼[cos(y)] = exp(−s²/2) cos(μ)$, $𝔼[sin(y)] = exp(−s²/2) sin(μ)$, $y ∼ N(μ, s²)$",
    "price": "$∂_p 𝔼[F] = Σ_i (∂_p m_i) 𝔼[∂_i F] + Σ_{i,j} (∂_p C_{ij}) 𝔼[∂_i ∂_j F]/2$ for parameters $p$ of the law",
}


class Reason(NamedTuple):
    """A rule by its name; variables: those that Stein's formula is used on, all where there are none."""

    rule: str
    variables: tuple[str, ...] = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """From JSON, a text such as "tilt" or "stein u v"; raises `Malformed`."""
        rule, *variables = text(value).split(" ")
        need(rule in REASONS, "{} is no rule; known: " + ", ".join(REASONS), rule)
        need(rule == "stein" or not variables, "the rule {} is used on everything; no variables stand behind it", rule)
        need(len(set(variables)) == len(variables), "a variable stands twice behind {}", rule)
        return cls(rule, tuple(map(name, variables)))

    def __str__(self) -> str:
        return " ".join((self.rule, *self.variables))


def are_used(reasons: Iterable[Reason], rule: str) -> bool:
    """Whether a rule is among the reasons."""
    return any(reason.rule == rule for reason in reasons)
