"""The table of measurements that is printed at the end of a run, whichever process measured."""

from collections.abc import Callable

import pytest

ROW = "benchmark"
Note = Callable[[str, str, str], None]


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Add a row (task, limit, measured) to the table."""
    return lambda *row: request.node.user_properties.append((ROW, row))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, in the form in which README.md keeps it."""
    reports = [
        report for part in terminalreporter.stats.values() for report in part if hasattr(report, "user_properties")
    ]
    rows = [row for report in reports if report.when == "call" for name, row in report.user_properties if name == ROW]
    if rows:
        terminalreporter.section("benchmarks")
        for task, limit, measured in (("task", "must hold", "measured"), ("---", "---", "---"), *rows):
            terminalreporter.write_line(f"| {task} | {limit} | {measured} |")
