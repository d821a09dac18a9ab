"""`bound_for_all`: a lower bound of the loss for all students of a class."""

from symcrit.core import ONE, Groups
from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.words import means, places
from symcrit.words.boxes import Box, expression, factor, fenced, listed, plain, row
from symcrit.words.hypotheses import hypotheses, let_functions
from symcrit.words.plain import Display, Prose, prose

KEYS = {
    "rank": "the number of projections", "fewer": "the number of teachers", "scale": "the factor before the mean",
    "point": "the place of the tangent", "inside": "the last place",
    "bend": "$t V″ − V′$ at the last place", "end": "the tangent at 1",
    "star/*": "the value at critical point {}", "value": "the bound", "size/*": "the size of group {}",
    "activation": "$σ(z) = a|z| + α z$", "kink": "$a²$",
    "students": "the number of neurons", "teachers": "the number of their teachers", "attained": "$L$ − value",
}  # fmt: skip
LETTERS = "L f g u U V P p c d t x z i j v w a b e G sigma"
INDEXED = "a v w b G e l"


def setting(claim: BoundForAll) -> Prose:
    """The hypotheses, the loss and the target."""
    loss = row(plain("L ="), *factor(claim.scale), plain("𝔼[(f − f^*)²]"))
    term = plain("b_j σ(v_j·x)" if claim.b else "σ(v_j·x)")
    target = row(plain("f^*(x) ="), Box("sum", (plain("j = 1"), expression(claim.k))), term)
    told = prose("Let @, @ and @, with orthonormal $v_j ∈ R^d$@. @",
                 means.activation(claim.kernel), loss, target, _weights(claim), means.explained(claim))  # fmt: skip
    return [*hypotheses(claim.domain), *let_functions(claim), *told]


def _weights(claim: BoundForAll) -> Prose:
    """`` and b = (1, 2)``"""
    return prose(" and @", row(plain("b ="), fenced(listed(map(expression, claim.b))))) if claim.b else []


def says(claim: BoundForAll) -> Prose:
    """Who the competitors are, the bound, and by whom it is attained."""
    dimensions = row(plain("d ≥"), expression(claim.k))
    bound = Display((row(plain("L ≥"), expression(claim.value)),), ".")
    told = prose("For every @ and @,@", dimensions, _competitors(claim), bound)
    return [*told, *_attained(claim)]


def _competitors(claim: BoundForAll) -> Prose:
    """Whom the bound holds for."""
    n = expression(claim.n)
    if claim.among == "ridge":
        return prose("every function $f(x) = g(u·x)$ of one projection, with any $u ∈ R^d$, measurable $g$ and"
                     " $𝔼[f²] < ∞$")  # fmt: skip
    if claim.among == "neurons" and claim.n is ONE:
        return prose("every student $f(x) = a σ(w·x)$ with any real $a$ and any $w ∈ R^d$")
    if claim.among == "neurons":
        total = Box("sum", (plain("i = 1"), n))
        return prose("every student @ with any real $a_i$ and any $w_i ∈ R^d$",
                     row(plain("f(x) ="), total, plain("a_i σ(w_i·x)")))  # fmt: skip
    form = "$f(x) = g(U x) + p·x + c$" if claim.among == "skip" else "$f(x) = g(U x)$"
    linear = ", $p ∈ R^d$ and real $c$" if claim.among == "skip" else ""
    rows = "one row" if claim.n is ONE else "@ rows"
    return prose(f"every function {form}, with any real matrix $U$ of {rows} and $d$ columns{linear}, measurable $g$"
                 " and $𝔼[f²] < ∞$", *([] if claim.n is ONE else [n]))  # fmt: skip


def _attained(claim: BoundForAll) -> Prose:
    """The network that attains the bound."""
    place = claim.attained
    if place is None:
        return []
    if isinstance(place, Groups):
        own = places.groups(place, claim.domain, places.letters(claim.domain))
    else:
        own = places.network(place)
    return prose("Equality holds for the following student. @", own)
