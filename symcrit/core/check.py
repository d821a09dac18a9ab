"""The verdict: a claim and a witness go in, a finding comes out."""

from enum import StrEnum
from typing import Any, NamedTuple, NoReturn

from symcrit.core.algebra.context import read_point, satisfied
from symcrit.core.claims import Claim
from symcrit.core.reading import Malformed as Malformed
from symcrit.core.reading import Reject, record, require
from symcrit.core.refute import refute
from symcrit.core.witness import Derived, Proof
from symcrit.core.work import CHECK, UNBOUNDED, OutOfWork, Work


class Verdict(StrEnum):
    """The three answers."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a verdict is not a truth value; write `verdict is Verdict.{self.name}`")


class Finding(NamedTuple):
    """What core says of a certificate, and what the answer rests on; `claim` is what core parsed."""

    verdict: Verdict
    why: str
    claim: Claim
    evidence: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()  # what is taken on faith: nothing, so far
    work: int = 0  # what the check cost
    spent: bool = False  # whether it ended because its work was spent


def check(certificate: dict[str, Any], *, work: Work | None = None, paid: Derived | None = None) -> Finding:
    """Whether the witness of `certificate` proves (or refutes) its claim, within `work` (`work.CHECK` by default).

    PROVED: the claim holds at every point of its domain, which is not empty.  REFUTED: it fails at the point given.
    paid: derivations of kernels for which `work` has been charged before, by the same caller; new ones are added.
    UNDECIDED: the witness does not establish that ("rejected: …"), a limit of core was met, or the work is spent.
    Raises `Malformed` for input that is not a well-formed certificate.
    """
    budget = (work or Work(CHECK)).at_most(UNBOUNDED)
    proof, witness = Proof(budget, paid), record(certificate.get("witness"))
    claim = Claim.read(certificate.get("claim"))
    try:
        if witness.get("kind") == "refute":
            verdict, why = Verdict.REFUTED, refute(proof, claim, witness)
        else:
            sampled = satisfied(claim.domain, read_point(witness.get("sample", {})), budget)
            require(sampled, "the sample is missing or does not satisfy the hypotheses (vacuous?)")
            if witness.get("kind") != "angle":  # which has a sample of its own
                witness.pop("sample", None)
            verdict, why = Verdict.PROVED, proof.check(claim, witness)
    except OutOfWork as error:
        return Finding(Verdict.UNDECIDED, f"not finished: {error}", claim, work=budget.spent, spent=True)
    except (Reject, RecursionError, MemoryError, OverflowError) as error:
        return Finding(Verdict.UNDECIDED, f"rejected: {str(error) or type(error).__name__}", claim, work=budget.spent)
    evidence, rules = tuple(sorted(proof.evidence)), tuple(sorted(proof.rules))
    return Finding(verdict, why, claim, evidence, rules, work=budget.spent)
