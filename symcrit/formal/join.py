"""The two ledgers joined: what Coq accepts beside what core proves, one row per theorem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from symcrit.core import Verdict
from symcrit.formal.pins import Pin, Pins, read_pins
from symcrit.formal.theory import theory_folder, theory_in
from symcrit.formal.verdicts import Examined, Status, examined
from symcrit.theorems.cache import cache_folder
from symcrit.theorems.collect import names_in, packaged_proofs
from symcrit.theorems.ledger import Ledger, Row

__all__ = ["EVIDENCE", "asked_of_coq", "digest_of", "joined", "only_in_coq", "with_formal"]

EVIDENCE = "formal"


def digest_of(statements: Iterable[str]) -> str:
    """A digest of the statements of a row: what a pin was compared with."""
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def belongs(name: str, asked: str) -> bool:
    """Whether a theorem is called so, or its name begins so with whole components."""
    return name == asked or name.startswith(f"{asked}.")


def asked_of_coq(pins: Pins, names_or_paths: Sequence[str]) -> list[Pin]:
    """The theorems that are asked for; paths are files of proofs, and ask for none in Coq.

    Without arguments all, but none where ./proofs is somebody's own.
    """
    if not names_or_paths:
        here = Path("proofs")
        return [] if here.is_dir() and here.resolve() != packaged_proofs().resolve() else list(pins.pins)
    return [pin for pin in pins.pins if any(belongs(pin.name, asked) for asked in names_or_paths)]


def only_in_coq(pins: Pins, asked: str) -> bool:
    """Whether a name asks for theorems of the theory and for none of the proofs at hand."""
    if not any(belongs(pin.name, asked) for pin in pins.pins):
        return False
    folders = dict.fromkeys((Path("proofs").resolve(), packaged_proofs()))
    files = (path for folder in folders if folder.is_dir() for path in folder.rglob("*.py"))
    return not any(belongs(name, asked) for path in files for name in names_in(path) or [])


def with_formal(
    ledger: Ledger,
    names_or_paths: Sequence[str] = (),
    *,
    cache: bool = True,
    jobs: int = 1,
    coqchk: bool = False,
    progress: Callable[[str], None] = lambda words: None,
) -> Ledger:
    """The ledger with what Coq says: of its theorems, and a row for each theorem that only Coq has.

    Without arguments all theorems of the theory are examined, else those that the arguments name.
    """
    folder = theory_folder()
    pins = read_pins(folder)
    chosen = asked_of_coq(pins, names_or_paths)
    if not chosen:
        return ledger
    folder_of_builds = cache_folder() if cache else None
    found = examined(
        theory_in(folder), pins, chosen, cache=folder_of_builds, jobs=jobs, coqchk=coqchk, progress=progress
    )
    return joined(ledger, found)


def joined(ledger: Ledger, found: Iterable[Examined]) -> Ledger:
    """Rows of core with what Coq says of them, then the rows that only Coq has."""
    by_name = {one.pin.name: one for one in found}
    rows = [_beside(row, by_name.pop(row.name)) if row.name in by_name else row for row in ledger.rows]
    rows += [_alone(one) for one in by_name.values() if one.pin.core is None]
    return replace(ledger, rows=tuple(rows))


def _beside(row: Row, one: Examined) -> Row:
    """A row of core: joined where core says what Coq's statement was compared with."""
    if one.pin.core != digest_of(row.statements):
        note = "formal: core's statement is not the one that was compared with Coq's, so the two are not joined"
        return replace(row, notes=(*row.notes, note))
    if one.status is Status.NOT_RUN:
        return replace(row, notes=(*row.notes, f"formal: not run: {one.why}"), formal=one)
    if one.status is Status.REFUSED:
        return replace(row, verdict=None, error=row.error or f"formal: not accepted: {one.why}", formal=one)
    return replace(row, evidence=(*row.evidence, EVIDENCE), formal=one)


def _alone(one: Examined) -> Row:
    """A row of its own; not run is UNDECIDED."""
    accepted, refused = one.status is Status.ACCEPTED, one.status is Status.REFUSED
    verdict = Verdict.PROVED if accepted else Verdict.UNDECIDED
    return Row(
        name=one.pin.name,
        statements=(one.pin.words,),
        verdict=None if refused else verdict,
        why=(f"accepted by Coq {one.version}" if accepted else f"{one.status.value}: {one.why}",),
        evidence=(EVIDENCE,) if accepted else (),
        rules=(),
        assumptions=(),
        instances=(int(accepted), 1),
        mutants=(0, 0),
        seconds=0.0,
        error=f"formal: not accepted: {one.why}" if refused else None,
        source=one.pin.source,
        formal=one,
    )
