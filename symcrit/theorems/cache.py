"""A folder of certificates, so that what was found once need not be searched again.

It holds certificates, never verdicts: on every hit core re-checks the certificate, and the claim in it must be the one
that was asked for.  Beside the certificate stand the work and the effort of the search that found it, so that the
answer is the same as from a search.  What is damaged, unfinished, of an older symcrit, no file at all (a pipe, a
device), larger than certificates are, or proves something else, is as good as no file.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symcrit.certificate import FORMAT, decode, digest, envelope
from symcrit.core import Malformed
from symcrit.core.reading import index, read, record, text
from symcrit.opening import bytes_of

_LARGEST = 64 * 2**20  # bytes of a file
_FILE = {"certificate": record, "work": index, "effort": text}


def cache_folder() -> Path:
    """Where certificates are kept: ``SYMCRIT_CACHE``, or the user's cache folder."""
    if chosen := os.environ.get("SYMCRIT_CACHE"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("symcrit", appauthor=False))


@dataclass(frozen=True)
class Kept:
    """A certificate, the work of the search that found it, and the effort that this search was allowed."""

    certificate: dict[str, Any]
    work: int
    effort: float


class Cache:
    """Certificates by claim in ``folder``; no folder, or one that cannot be written, only costs time."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def path(self, claim: dict[str, Any]) -> Path | None:
        """The file of a claim, named by the sha256 of its canonical JSON and of the certificate format."""
        return self.folder / f"{digest({'format': FORMAT, 'claim': claim})}.json" if self.folder else None

    def kept(self, claim: dict[str, Any]) -> Kept | None:
        """What is kept for exactly this claim, if it is well formed; whether it proves anything is for core to say."""
        try:
            path = self.path(claim)
            if path is None:
                return None
            kept = _kept(bytes_of(path, _LARGEST).decode("utf-8"))
        except (OSError, ValueError, RecursionError):  # `Malformed`, and what is no UTF-8, are ValueErrors
            return None
        return kept if is_about(kept.certificate, claim) else None

    def keep(self, kept: Kept) -> None:
        """Store a certificate in one step, so that no reader ever sees half of it."""
        path = self.path(kept.certificate["claim"])
        if path is None or (path.exists() and not path.is_file()):
            return
        value = {"certificate": kept.certificate, "work": kept.work, "effort": repr(kept.effort)}
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")  # that nobody else has made, as a pipe perhaps
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("x", encoding="utf-8") as file:
                file.write(json.dumps(value))
            draft.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)


def _kept(words: str) -> Kept:
    """What a file holds; raises `Malformed`, or ValueError for an effort that is no number."""
    value = read(decode(words), _FILE)
    effort = float(value["effort"])
    if not 0 < effort < float("inf"):
        raise Malformed("the effort is no positive number")
    return Kept(envelope(value["certificate"]), value["work"], effort)


def is_about(certificate: dict[str, Any], claim: dict[str, Any]) -> bool:
    """Whether the certificate is about this claim, literally; compared as JSON, because Python holds True == 1."""
    return json.dumps(certificate.get("claim"), sort_keys=True) == json.dumps(claim, sort_keys=True)
