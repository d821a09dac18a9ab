"""Profiles of hypothesis, and what the tests of the command share."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import HealthCheck, settings

from tests.speed import without_progress

ROOT = Path(__file__).parents[1]

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci", max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("nightly", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") == "true" else "dev"))

PROCESSES = 2  # of a run of many files

BENCHMARK = "benchmark"  # the property of a test that measured something
Symcrit = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """What `-n auto` means: the whole suite, or folders, in two processes; files that are named, in this one."""
    named = [argument.partition("::")[0] for argument in config.args]
    return 0 if all(name.endswith(".py") for name in named) else PROCESSES


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Iterator[None]:
    """A file without an example is not loaded for its examples: what the tests share may take seconds to load."""
    collectors = yield
    bare = file_path.suffix == ".py" and ">>>" not in file_path.read_text(encoding="utf-8")
    return [one for one in collectors if not (bare and isinstance(one, DoctestModule))]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's certificates."""
    monkeypatch.setenv("SYMCRIT_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def symcrit(tmp_path: Path) -> Symcrit:
    """Run the command in the temporary folder, in a process of its own, as a user would.

    Lines of progress are taken out of `stderr`: they are there only if the machine is slow or busy.
    """

    def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "symcrit", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )
        done.stderr = without_progress(done.stderr)
        return done

    return run


@pytest.fixture
def symcrit_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Symcrit:
    """As `symcrit`, in this process, which is quicker by a second; what its processes write is seen, too."""
    from symcrit.cli import run

    monkeypatch.chdir(tmp_path)

    def here(*arguments: str) -> subprocess.CompletedProcess[str]:
        status = run([*arguments])
        said = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, status, said.out, without_progress(said.err))

    return here


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start the command in the temporary folder, in a session of its own, and do not wait for it."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "symcrit", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell in the background ignores it
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream and not stream.closed:
                stream.close()


@pytest.fixture
def proof_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of theorems into ``proofs/`` of the temporary folder; the public names are imported for it."""

    def write(body: str, name: str = "file.py") -> Path:
        path = tmp_path / "proofs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"from symcrit import equal, less, mutant, theorem\n{body}", encoding="utf-8")
        return path

    return write


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, in the form in which README.md keeps it."""
    reports = [
        report for part in terminalreporter.stats.values() for report in part if isinstance(report, pytest.TestReport)
    ]
    rows = [
        row for report in reports if report.when == "call" for name, row in report.user_properties if name == BENCHMARK
    ]
    if rows:
        terminalreporter.section("benchmarks")
        for task, limit, measured in (("task", "must hold", "measured"), ("---", "---", "---"), *rows):
            terminalreporter.write_line(f"| {task} | {limit} | {measured} |")
