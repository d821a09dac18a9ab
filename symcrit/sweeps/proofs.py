"""The proof that a run tends to its minimum, as a store keeps it: its verdict, and the certificate with its digest."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symcrit.certificate import MAX_CHARACTERS
from symcrit.errors import InputError, shorten
from symcrit.sweeps.store import Store

if TYPE_CHECKING:
    from symcrit.flow.trajectory import Trajectory

__all__ = ["COLUMNS", "VERDICTS", "certificate_text", "kept_text", "proof_of", "proved_runs"]

COLUMNS = {"verdict": "TEXT NOT NULL", "radius": "TEXT", "why": "TEXT", "digest": "TEXT", "certificate": "BLOB"}
VERDICTS = ("PROVED", "UNDECIDED")
_KEY = ("n", "k", "d", "seed")


def proof_of(run: Trajectory) -> dict[str, Any]:
    """The columns for a run: `Trajectory.prove`.

    verdict: PROVED, or UNDECIDED with `why`: also where the flow comes near no minimum, so that there is no claim.
    radius: of the ball where it ends, in which there is no other critical point.  digest: that of the certificate.
    """
    try:
        answer = run.prove()
    except InputError as error:  # activations of which no flow is proved were refused before the first run
        return {"verdict": "UNDECIDED", "radius": None, "why": str(error), "digest": None, "certificate": None}
    certificate = answer.certificate
    if answer.verdict.name != "PROVED" or certificate is None:
        why = answer.why or answer.statement
        return {"verdict": "UNDECIDED", "radius": None, "why": why, "digest": None, "certificate": None}
    return {
        "verdict": "PROVED",
        "radius": certificate["claim"]["radius"],
        "why": None,
        "digest": certificate["digest"],
        "certificate": zlib.compress(json.dumps(certificate, ensure_ascii=False).encode()),
    }


def certificate_text(row: Mapping[str, Any]) -> str:
    """The certificate of a run, of which the verdict, digest and certificate are given, as `symcrit check` reads it.

    Raises InputError where it is damaged, or is not the one whose digest the run has.
    """
    packed = row["certificate"]
    if not isinstance(packed, bytes):
        raise InputError(f"the store says {shorten(row['verdict'])}, and has no certificate of it")
    unpacking = zlib.decompressobj()
    try:
        raw = unpacking.decompress(packed, MAX_CHARACTERS + 1)  # a few bytes may stand for many
        if len(raw) > MAX_CHARACTERS or not unpacking.eof:
            raise ValueError
        text = raw.decode("utf-8")
        stated = json.loads(text)["digest"]
    except (zlib.error, ValueError, TypeError, KeyError, RecursionError):
        raise InputError("the certificate in the store is damaged") from None
    if stated != row["digest"]:
        raise InputError("the certificate in the store is not the one whose digest the run has")
    return text


def proved_runs(path: str) -> tuple[list[tuple[int, ...]], int]:
    """The keys n, k, d, seed of the runs that a store says are proved, and how many others it has.

    Raises InputError for other databases, damaged stores, and those of sweeps without proofs.
    """
    with Store(path) as store:
        if store.facts.get("prove") is not True:
            raise InputError(f"{shorten(path)} has no certificates; `symcrit sweep … --prove -o FILE` keeps them")
        rows = store.rows(blobs=False)
    keys = [tuple(row.get(name) for name in _KEY) for row in rows if row.get("verdict") == "PROVED"]
    whole = [key for key in keys if all(isinstance(number, int) for number in key)]
    if len(whole) < len(keys):
        raise InputError(f"the store {shorten(path)} is damaged: a run has no numbers n, k, d, seed")
    return whole, len(rows) - len(whole)


def kept_text(path: str, key: tuple[int, ...]) -> str:
    """The certificate of one run in a store, as text; raises InputError."""
    with Store(path) as store:
        return certificate_text(store.row(key, ("verdict", "digest", "certificate")))
