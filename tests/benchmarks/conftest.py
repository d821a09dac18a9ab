"""The table of measurements that is printed at the end of a run."""

from collections.abc import Callable

import pytest

ROWS = pytest.StashKey[list[tuple[str, str, str]]]()
Note = Callable[[str, str, str], None]


@pytest.fixture
def note(pytestconfig: pytest.Config) -> Note:
    """Add a row (task, limit, measured) to the table."""
    rows = pytestconfig.stash.setdefault(ROWS, [])
    return lambda *row: rows.append(row)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table, in the form in which README.md keeps it."""
    rows = config.stash.get(ROWS, [])
    if rows:
        terminalreporter.section("benchmarks")
        for task, limit, measured in (("task", "must hold", "measured"), ("---", "---", "---"), *rows):
            terminalreporter.write_line(f"| {task} | {limit} | {measured} |")
