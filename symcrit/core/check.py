"""The verdict: a claim and a witness go in, a finding comes out."""

import time
from enum import StrEnum
from typing import Any, NamedTuple, NoReturn

from symcrit.core.claims import Claim
from symcrit.core.context import read_point, satisfied
from symcrit.core.reading import Malformed as Malformed
from symcrit.core.reading import Reject, record, require
from symcrit.core.refute import refute
from symcrit.core.witness import Proof


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


def check(certificate: dict[str, Any], *, seconds: float = 0) -> Finding:
    """Whether the witness of `certificate` proves (or refutes) its claim; `seconds` > 0 limits the time.

    PROVED: the claim holds at every point of its domain, which is not empty.  REFUTED: it fails at the point given.
    UNDECIDED: the witness does not establish that ("rejected: …") or a limit of core was met.  Raises `Malformed` for
    input that is not a well-formed certificate.
    """
    proof, witness = Proof(time.monotonic() + seconds if seconds else 0), record(certificate.get("witness"))
    claim = Claim.read(certificate.get("claim"))
    try:
        if witness.get("kind") == "refute":
            verdict, why = Verdict.REFUTED, refute(proof, claim, witness)
        else:
            sampled = satisfied(claim.domain, read_point(witness.get("sample", {})))
            require(sampled, "the sample is missing or does not satisfy the hypotheses (vacuous?)")
            if witness.get("kind") != "angle":  # which has a sample of its own
                witness.pop("sample", None)
            verdict, why = Verdict.PROVED, proof.check(claim, witness)
    except (Reject, RecursionError, MemoryError, OverflowError) as error:
        return Finding(Verdict.UNDECIDED, f"rejected: {error or type(error).__name__}", claim)
    return Finding(verdict, why, claim, tuple(sorted(proof.evidence)), tuple(sorted(proof.rules)))
