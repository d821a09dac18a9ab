"""Which rows of a table of tests are in the ordinary run."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def one_in(step: int, rows: Iterable[Any], kind: Callable[[Any], object] = lambda row: None, **given: Any) -> list[Any]:
    """Parameters: of the rows of each kind the first and every `step`-th after it; the others are marked as slow.

    `given`: `ids` as for `pytest.mark.parametrize`, a function of the row.
    """
    seen: Counter[object] = Counter()
    parameters = []
    for row in rows:
        marks = pytest.mark.slow if seen[kind(row)] % step else ()
        seen[kind(row)] += 1
        own = {"id": given["ids"](row)} if "ids" in given else {}
        parameters.append(pytest.param(row, marks=marks, **own))
    return parameters
