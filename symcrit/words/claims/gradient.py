"""`gradient`: every component of the gradient, for groups in any number."""

from symcrit.core.kinds import Claim
from symcrit.words.boxes import THIN, Box, expression, fenced, plain, row, sign, symbol
from symcrit.words.claims._network import GRADIENT as KEYS
from symcrit.words.claims._network import idea as idea
from symcrit.words.claims._network import of_group
from symcrit.words.claims._network import opening as opening
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

__all__ = ["KEYS", "LETTERS", "idea", "opening", "says", "setting"]
LETTERS = "m p D E"


def says(claim: Claim) -> Prose:
    """Along the outgoing weight, along the teachers of the own group and of another, and orthogonal to all."""

    def of(value: object, letter: str) -> Box:
        return fenced(expression(of_group(claim, value, letter)))

    def linear(parts: tuple[object, object, object]) -> tuple[Box, ...]:
        own, before, behind = parts
        return of(own, "m"), sign("+"), of(before, "m"), THIN, plain("Σ_{p ≠ m}"), of(behind, "p")

    outgoing, along = row(plain("∂L/∂a_m ="), *linear(claim.outgoing)), row(plain("D ="), *linear(claim.along))
    D, E = claim.across
    across = row(plain("E ="), of(D, "m"), THIN, of(E, "p"))
    size = symbol(f"{claim.configuration.size}_m")
    return prose("There, with @ the size of the group of student $m$,@and $∇_{w_m} L$ has the component $D$"
                 " along $v_j$ for $j$ in that group, $E$ for $j$ in group $p ≠ m$, and none outside their span. ",
                 size, Display((outgoing, along, across), ","))  # fmt: skip
