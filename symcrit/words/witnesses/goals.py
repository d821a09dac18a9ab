"""`goals`: a claim, goal by goal."""

from collections.abc import Sequence

from symcrit.core import Claim, Goal, Goals, Work
from symcrit.core.claims._goals import GoalClaim
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.words.keys import described
from symcrit.words.registry import words_of
from symcrit.words.telling import Telling, displayed_relation, generic


def idea(claim: GoalClaim, witness: Goals) -> str:
    """What the goals of this kind show."""
    words = words_of(claim)
    return words.by(witness) or words.idea(claim)


def steps(proof: Telling, claim: GoalClaim, witness: Goals) -> None:
    """The kernel, how the goals imply the claim, and the proof of each."""
    proof.kernel(claim, witness)
    words = words_of(claim)
    goals = list(claim.goals(Work(), witness.given))
    for told in words.opening(claim, witness):
        proof.told(told)
    if len(goals) == 1 and goals[0].key in witness.proofs:
        proof.goal(witness.proofs[goals[0].key])
    else:
        told_goals(proof, claim, witness, goals)
    for told in words.closing(claim, witness):
        proof.told(told)


def told_goals(proof: Telling, claim: Claim, witness: Goals, goals: Sequence[Goal]) -> None:
    """The equations that are left to one witness, the goals with proofs of their own, and the inequalities left."""
    left = [goal for goal in goals if goal.key not in witness.proofs and goal.relation.lhs is not goal.relation.rhs]
    equations = [goal for goal in left if goal.relation.op == "="]
    if equations:
        with proof.about("the difference of the two sides in every equation" if len(equations) > 1 else ""):
            proof.goal(witness.equations or Zero())
    _one_by_one(proof, claim, witness, goals)
    if len(left) > len(equations):
        with proof.about("the difference of the two sides in every inequality that is left" if len(left) > 1 else ""):
            proof.goal(witness.inequalities or Positive())


def _one_by_one(proof: Telling, claim: Claim, witness: Goals, goals: Sequence[Goal]) -> None:
    """The goals that have proofs of their own; those of equal groups once."""
    told = set[object]()
    for goal in goals:
        relation = goal.relation.at(generic(claim))
        if goal.key in witness.proofs and relation not in told:
            told.add(relation)
            proof.step("Next (@):@", described(claim, goal.key), displayed_relation(relation))
            proof.below(witness.proofs[goal.key])
