"""An attempt to decide a claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from symcrit.core import Grounds, Witness
from symcrit.search.search import Search

Find = Callable[[Search, Any], Grounds | Witness | None]


class Attempt(NamedTuple):
    """What is tried on a claim: its name, the share of the work left that it may take, and what it does.

    find: from a search and the claim to a proof (a witness proves the goal "claim"), a refutation, or None.
    """

    name: str
    share: float
    find: Find
