"""Effort: what a search or a check may cost, as people say it; work is what it is counted in (`symcrit.core.work`)."""

from __future__ import annotations

from typing import Any

from symcrit.arguments import MOST_EFFORT
from symcrit.core import CHECK, SECOND
from symcrit.errors import InputError, shown

__all__ = ["EFFORT", "allowance", "allowed_is_too_little", "work_of"]

EFFORT = 5 * SECOND  # the work of effort 1: some 3 to 8 s of one core of a machine of 2025


def work_of(effort: object) -> int:
    """The work that an effort stands for; raises InputError for what is no effort.

    >>> work_of(1), work_of(0.5)
    (5000000, 2500000)
    """
    good = isinstance(effort, int | float) and not isinstance(effort, bool) and 0 < effort <= MOST_EFFORT
    if not good:
        raise InputError(f"effort = {shown(effort)} must be a number > 0, at most {MOST_EFFORT}; 1 is the default")
    return max(1, int(effort * EFFORT))


def allowance(certificate: dict[str, Any], effort: float | None = None) -> int:
    """The work that the check of a certificate may take.

    What `effort` stands for, if it is given.  Else what the certificate states, with room for other versions: twice
    that and a second; at most `CHECK`, and `CHECK` where the certificate states nothing.

    >>> allowance({"work": 10}), allowance({}), allowance({"work": 10}, effort=2)
    (1000020, 600000000, 10000000)
    """
    if effort is not None:
        return work_of(effort)
    stated = certificate.get("work")
    return CHECK if stated is None else min(_with_room(stated), CHECK)


def allowed_is_too_little(certificate: dict[str, Any], allowed: int) -> tuple[str, str]:
    """Why a check was not finished within what it was allowed, and what to give."""
    stated = certificate.get("work")
    says = "does not state what it takes" if stated is None else f"states {_units(stated)}"
    needed = max(2 * allowed, 0 if stated is None else _with_room(stated))
    more = min(-(-needed // EFFORT), MOST_EFFORT)
    why = f"not finished: the check was allowed {_units(allowed)}, and the certificate {says}"
    return why, f"allow more: symcrit check --effort {more}, or check(…, effort={more})"


def _with_room(stated: int) -> int:
    return 2 * stated + SECOND


def _units(work: int) -> str:
    """Work as effort and in units: "effort 120 (600000000 units of work)"."""
    return f"effort {work / EFFORT:.3g} ({work} units of work)"
