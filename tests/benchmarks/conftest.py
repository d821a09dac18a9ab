"""The table of measurements that is printed at the end of a run, whichever process measured."""

from collections.abc import Callable

import pytest

ROW = "benchmark"
Note = Callable[[str, str, str], None]


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Add a row (task, limit, measured) to the table."""
    return lambda *row: request.node.user_properties.append((ROW, row))
