"""For pytest: the theorems and mutants of a folder of proofs are tests.  Nothing is done unless it is asked for.

In the configuration (`symcrit_proofs = proofs`, paths from the folder of the configuration) or on the command line:

    pytest --symcrit-proofs proofs

A theorem passes if core proves it, a mutant if core refutes it; the judge is that of `symcrit verify`.  Files in these
folders that declare no theorem are left to others.  `pytest proofs/lemma.py::my.lemma` runs one theorem with its
mutants, `pytest tests/test_x.py` none.  Before it is asked, this module has imported pytest and nothing heavy.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from symcrit.theorems.listed import Listed
    from symcrit.theorems.one_by_one import Sitting
    from symcrit.theorems.rows import Outcome

_FOLDERS = pytest.StashKey[tuple[Path, ...]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which folders, and how much work."""
    parser.addini("symcrit_proofs", "files and folders of theorems that are tests", type="args", default=[])
    group = parser.getgroup("symcrit", "theorems as tests")
    group.addoption(
        "--symcrit-proofs", metavar="PATH", action="append", default=[], help="a file or folder of theorems to run"
    )
    group.addoption(
        "--symcrit-effort", metavar="X", type=float, default=1.0, help="work of each search, as for `symcrit verify`"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Note the folders, and have them visited; register the profile of hypothesis where it is asked for."""
    if config.getoption("--hypothesis-profile", None) == "symcrit":
        importlib.import_module("symcrit.testing")
    root = config.rootpath if config.inipath is None else config.inipath.parent
    stated = [root / path for path in config.getini("symcrit_proofs")]
    asked = [config.invocation_params.dir / path for path in config.getoption("--symcrit-proofs")]
    config.stash[_FOLDERS] = tuple(path.resolve() for path in [*stated, *asked])
    for path in [*asked, *stated]:
        if not path.exists():
            raise pytest.UsageError(f"symcrit-proofs: there is no {path}")
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        asked = [*asked, *stated]
    config.args += [str(path) for path in asked if not _is_visited(path, config)]


def _is_visited(path: Path, config: pytest.Config) -> bool:
    """Whether pytest goes there anyway."""
    starts = [(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in map(str, config.args)]
    return any(path.resolve().is_relative_to(start) for start in starts)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of proofs, if it lies in one of the folders and seems to declare a theorem."""
    folders = parent.config.stash.get(_FOLDERS, ())
    if file_path.suffix != ".py" or not any(file_path.resolve().is_relative_to(folder) for folder in folders):
        return None
    from symcrit.theorems.collect import may_declare

    return ProofFile.from_parent(parent, path=file_path) if may_declare(file_path) else None


class ProofFile(pytest.File):
    """A file of theorems.  Its processes live from its first test to its last."""

    sitting: Sitting

    def setup(self) -> None:
        """Begin."""
        self.sitting = self._sitting()

    def teardown(self) -> None:
        """End all processes."""
        self.sitting.close()

    def collect(self) -> Iterator[pytest.Item]:
        """The theorems by line, each with its mutants."""
        sitting = self._sitting()
        try:
            theorems = sitting.theorems(self.path.resolve())
        finally:
            sitting.close()
        for theorem in theorems:
            yield TheoremItem.from_parent(self, name=theorem.name, theorem=theorem)
            for mutant in theorem.mutants:
                yield MutantItem.from_parent(self, name=f"{theorem.name}[{mutant}]", theorem=theorem, mutant=mutant)

    def _sitting(self) -> Sitting:
        from symcrit.errors import InputError
        from symcrit.theorems.one_by_one import Sitting

        try:
            return Sitting(effort=self.config.getoption("--symcrit-effort"))
        except InputError as error:
            raise pytest.UsageError(f"symcrit: {error}") from None


class NotAsClaimed(Exception):
    """A theorem that is not PROVED, or a mutant that is not REFUTED; the message has it in full."""


class TheoremItem(pytest.Item):
    """A theorem: all of its instances that are not large are PROVED."""

    wanted = "PROVED"

    def __init__(self, *, theorem: Listed, mutant: str | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self.theorem = theorem
        self.mutant = mutant

    def runtest(self) -> None:
        """Have it judged."""
        if all(self.theorem.large):
            pytest.skip("every instance is marked large; `symcrit verify --all` runs them")
        self._need(self._outcomes(self.parent.sitting))

    def _outcomes(self, sitting: Sitting) -> Sequence[Outcome]:
        return sitting.instances(self.theorem)

    def _need(self, outcomes: Sequence[Outcome]) -> None:
        """Raises `NotAsClaimed` unless each has the verdict that is wanted."""
        from symcrit.core import Verdict
        from symcrit.testing import report

        wanted = Verdict[self.wanted]
        for outcome in outcomes:
            if outcome.error or outcome.cut:
                raise NotAsClaimed(f"{self.name}: {outcome.error or outcome.cut}")
            if outcome.verdict is not wanted:
                raise NotAsClaimed(f"{self.name}: {report(outcome.answers, wanted)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message alone."""
        if isinstance(excinfo.value, NotAsClaimed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the theorem stands."""
        return self.path, max(self.theorem.line - 1, 0), self.name


class MutantItem(TheoremItem):
    """A near miss: REFUTED."""

    wanted = "REFUTED"

    def _outcomes(self, sitting: Sitting) -> Sequence[Outcome]:
        return [sitting.mutant(self.theorem, str(self.mutant))]
