"""`substitute`: another claim, at values of its symbols."""

from symcrit.core import RelationClaim, sym
from symcrit.core.witnesses.substitute import Substitute
from symcrit.words.boxes import expression, row, sign, symbol
from symcrit.words.formulas import relation
from symcrit.words.hypotheses import conditions, joined
from symcrit.words.plain import Prose
from symcrit.words.statement import says
from symcrit.words.telling import Telling, displayed
from symcrit.words.text import text


def idea(witness: Substitute) -> str:
    """The values."""
    return f"a statement about {', '.join(map(text, witness.values.values()))} in place of its symbols"


def step(proof: Telling, witness: Substitute) -> None:
    """The claim, where it holds, and its proof."""
    inner = witness.claim
    others = {key: value for key, value in witness.values.items() if value != sym(key)}
    values = joined(row(symbol(key), sign("="), expression(value)) for key, value in others.items())
    side: Prose = [displayed(relation(inner.relation), "")] if isinstance(inner, RelationClaim) else says(inner)
    if others:
        proof.step("With @ this is@for @. ", values, side, conditions(inner.domain))
    else:
        proof.step("This is@for @. ", side, conditions(inner.domain))
    with proof.about(f"the difference of the two sides in {proof.number}"):
        proof.claim(inner, witness.witness)
