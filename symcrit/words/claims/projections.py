"""`projections`: the least loss among all functions of n projections, as a maximum over projectors."""

from symcrit.core import Goals
from symcrit.core.claims.projections import Projections
from symcrit.words import means
from symcrit.words.boxes import expression, factor, fenced, plain, row
from symcrit.words.plain import Display, Prose, prose

KEYS = {"scale": "the factor before the mean", "covariance": "$V$", "value": "the least loss that is claimed"}
LETTERS = "L f g U V P p n k d x z i j v b sigma"
INDEXED = "v b P"


def setting(claim: Projections) -> Prose:
    """The loss and the target."""
    loss = row(plain("L ="), *factor(claim.scale), plain("𝔼[(f − f^*)²]"))
    return prose("Let @, @ and $f^*(x) = Σ_{j = 1}^k b_j σ(v_j·x)$, with orthonormal $v_j ∈ R^d$ and any real $b_j$. @",
                 means.activation(claim.kernel), loss, means.explained(claim))  # fmt: skip


def says(claim: Projections) -> Prose:
    """The minimum, and that it is attained."""
    inside = fenced(plain("V(1) Σ_j b_j² − Σ_{i,j} b_i b_j V(P_{ij})"))
    least = row(plain("min L = min_P"), *factor(claim.scale), inside)
    return prose("For all $1 ≤ n ≤ k ≤ d$, the loss attains its minimum over all functions $f(x) = g(U x)$, with any"
                 " real matrix $U$ of $n$ rows and $d$ columns, measurable $g$ and $𝔼[f²] < ∞$: with @ it is@"
                 "where $P$ runs through the orthogonal projectors of rank $n$ in $R^k$. ",
                 row(plain("V(t) ="), expression(claim.covariance)), Display((least,), ","))  # fmt: skip


def idea(claim: Projections) -> str:
    """The rule."""
    return "a conditional expectation given the projections, and Schur's product theorem"


def opening(claim: Projections, goals: Goals) -> list[Prose]:
    """The rule."""
    words = "The best function of given projections is the conditional expectation of $f^*$, and the best projections"
    return [prose(f"{words} belong to an orthogonal projector of rank $n$ (conditional-expectation). ")]
