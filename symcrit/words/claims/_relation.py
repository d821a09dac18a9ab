"""Equations and inequalities between two expressions."""

from symcrit.core import RelationClaim
from symcrit.words.formulas import relation
from symcrit.words.plain import Display, Prose

EQUATION = {"claim": "left − right"}
INEQUALITY = {"claim": "right − left"}
ONE_LINE = True


def says(claim: RelationClaim) -> Prose:
    """The relation."""
    return [Display((relation(claim.relation),), ".")]
