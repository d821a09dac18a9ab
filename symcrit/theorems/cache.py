"""A folder of certificates, so that what was found once need not be searched again.

It holds certificates, never verdicts: on every hit core re-checks the certificate, and the claim in it must be the one
that was asked for.  A file that is damaged, or that proves something else, is as good as no file.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from symcrit.certificate import FORMAT, digest, loads
from symcrit.core.check import Malformed, Verdict, check
from symcrit.theorems.answer import Answer, of_finding


def cache_folder() -> Path:
    """Where certificates are kept: ``SYMCRIT_CACHE``, or the user's cache folder."""
    if chosen := os.environ.get("SYMCRIT_CACHE"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("symcrit", appauthor=False))


class Cache:
    """Certificates by claim in ``folder``; no folder, or one that cannot be written, only costs time."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def path(self, claim: dict[str, Any]) -> Path | None:
        """The file of a claim, named by the sha256 of its canonical JSON and of the certificate format."""
        return self.folder / f"{digest({'format': FORMAT, 'claim': claim})}.json" if self.folder else None

    def answer(self, claim: dict[str, Any]) -> Answer | None:
        """What core says, now, about the certificate kept for exactly this claim; None if it decides nothing."""
        path = self.path(claim)
        if path is None:
            return None
        try:
            certificate = loads(path.read_text(encoding="utf-8"))
            if not is_about(certificate, claim):
                return None
            answer = of_finding(check(certificate), certificate)
        except (OSError, UnicodeDecodeError, Malformed):
            return None
        return None if answer.verdict is Verdict.UNDECIDED else answer

    def keep(self, certificate: dict[str, Any]) -> None:
        """Store a certificate in one step, so that no reader ever sees half of it."""
        path = self.path(certificate["claim"])
        if path is None:
            return
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(certificate), encoding="utf-8")
            draft.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)


def is_about(certificate: dict[str, Any], claim: dict[str, Any]) -> bool:
    """Whether the certificate is about this claim, literally; compared as JSON, because Python holds True == 1."""
    return json.dumps(certificate.get("claim"), sort_keys=True) == json.dumps(claim, sort_keys=True)
