"""`gradient`: every component of the gradient, for groups in any number."""

from collections.abc import Iterator, Sequence

from symcrit.core import Expr
from symcrit.core.claims.gradient import Gradient
from symcrit.words.boxes import THIN, Box, expression, fenced, listed, plain, row, sign, symbol
from symcrit.words.claims._network import GRADIENT, LAW, of_group
from symcrit.words.claims._network import idea as idea
from symcrit.words.claims._network import opening as opening
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

__all__ = ["KEYS", "LETTERS", "idea", "opening", "says", "setting"]
KEYS = {key: f"{component} − value" for key, component in GRADIENT.items()} | LAW
LETTERS = "m p D E"


def says(claim: Gradient) -> Prose:
    """Along the outgoing weight, along the teachers of the own group and of another, and orthogonal to all."""
    if claim.values:
        return prose("There@", Display(tuple(_components(claim)), "."))
    outgoing = row(plain("∂L/∂a_m ="), *_linear(claim, claim.outgoing))
    along = row(plain("D ="), *_linear(claim, claim.along))
    own, other = claim.across
    across = row(plain("E ="), _of(claim, own, "m"), THIN, _of(claim, other, "p"))
    size = symbol(f"{claim.configuration.size}_m")
    return prose("There, with @ the size of the group of student $m$,@and $∇_{w_m} L$ has the component $D$"
                 " along $v_j$ for $j$ in that group, $E$ for $j$ in group $p ≠ m$, and none outside their span. ",
                 size, Display((outgoing, along, across), ","))  # fmt: skip


def _components(claim: Gradient) -> Iterator[Box]:
    """``∂L/∂w_1 = (1, 0)``, a line each."""
    for name, rows in claim.values.items():
        for i, own in enumerate(rows, start=1):
            value = listed(map(expression, own))
            head = plain(f"∂L/∂{_LETTERS[name]}_{i} =")
            yield row(head, value if len(own) == 1 and name != "W" else fenced(value))


_LETTERS = {"W": "w", "a": "a", "biases": "β"}


def _linear(claim: Gradient, parts: Sequence[Expr]) -> tuple[Box, ...]:
    """``A(l_m) + B(l_m) Σ_{p≠m} C(l_p)``"""
    own, before, behind = parts
    total = plain("Σ_{p ≠ m}")
    return _of(claim, own, "m"), sign("+"), _of(claim, before, "m"), THIN, total, _of(claim, behind, "p")


def _of(claim: Gradient, value: Expr, letter: str) -> Box:
    """An expression in the size of a group, for the group of this index, in parentheses."""
    return fenced(expression(of_group(claim, value, letter)))
