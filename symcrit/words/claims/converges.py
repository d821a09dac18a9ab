"""`converges`: where a gradient flow ends."""

from collections.abc import Iterator

from symcrit.core.claims.converges import Converges
from symcrit.words import places
from symcrit.words.boxes import Box, fenced, index, listed, name, number, row, sign
from symcrit.words.decimals import bound, decimal
from symcrit.words.plain import Display, Prose, prose

KEYS: dict[str, str] = {}
SHOWN = 64  # numbers of an end that are still worth reading
SYMBOLS = {"W": "W", "a": "a", "biases": "β"}
LETTERS = "m R r t x"


def setting(claim: Converges) -> Prose:
    """The loss, and where the flow starts."""
    return places.setting(claim, claim.configuration)


def says(claim: Converges) -> Prose:
    """The end, and that the flow tends to the critical point there."""
    free = claim.parameters
    names = ", ".join(SYMBOLS[one] for one in free)
    what = f"$x = ({names})$" if len(free) > 1 else f"$x = {names}$"
    there = SYMBOLS if claim.configuration.biases else ("W", "a")
    fixed = [f"${SYMBOLS[one]}$" for one in there if one not in free]
    still = f" ({' and '.join(fixed)} {'does' if len(fixed) == 1 else 'do'} not move)" if fixed else ""
    radius = decimal(claim.radius)
    if claim.within is None:
        flow = "The solution of $x′ = −∇L(x)$ with $x(0) = x_0$ exists for all $t ≥ 0$ and tends"
    else:
        near = decimal(claim.within)
        flow = f"Every solution of $x′ = −∇L(x)$ with $‖x(0) − x_0‖ ≤ {near}$ exists for all $t ≥ 0$ and tends"
    return prose(f"Of {what}{still} let $x_0$ be these numbers, and $m$@{flow} to the only critical point of $L$ with"
                 f" $‖x − m‖ ≤ {radius}$, where the Hessian by $x$ is positive definite. ", _end(claim))  # fmt: skip


def _end(claim: Converges) -> Prose:
    """The numbers of m, or what tells them from others."""
    place = claim.configuration._replace(**claim.end)
    if sum(len(own) for rows in claim.end.values() for own in rows) <= SHOWN:
        return prose(" those with@", Display(tuple(_lines(claim)), "."))
    return [f" those whose fingerprint, with the rest of the network, is {places.fingerprint(place)}. "]


def _lines(claim: Converges) -> Iterator[Box]:
    """``w_1 = (0.5, 0)``, a line each; scalars share one."""
    for what, rows in claim.end.items():
        letter = {"W": "w", "a": "a", "biases": "β"}[what]
        heads = [row(index(name(letter), number(i)), sign("=")) for i in range(1, len(rows) + 1)]
        if what != "W" and len(rows[0]) == 1:
            yield listed(row(head, bound(own[0])) for head, own in zip(heads, rows, strict=True))
        else:
            yield from (row(head, fenced(listed(map(bound, own)))) for head, own in zip(heads, rows, strict=True))
