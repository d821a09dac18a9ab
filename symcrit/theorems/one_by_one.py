"""Theorems of files of proofs, one after the other, where somebody else says which: for pytest.

Processes and judge are those of `verify`: proofs are run in a process of their own, and verdicts come from one that
has imported core and no proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from symcrit.memory import default_limit
from symcrit.theorems.bench import Asked, Bench, Hearing, hearings
from symcrit.theorems.cache import Cache, cache_folder
from symcrit.theorems.listed import Listed
from symcrit.theorems.processes import Court, hidden
from symcrit.theorems.prover import preload
from symcrit.theorems.rows import Outcome, Task

__all__ = ["Sitting"]

Result = TypeVar("Result")


class Sitting:
    """What is asked of one file: open it, ask, close it.

    Meanwhile this process is hidden from those of proofs, as it is during `verify`; after `close` there are none.

    >>> from symcrit.theorems.collect import packaged_proofs
    >>> sitting = Sitting()
    >>> try:
    ...     (theorem,) = sitting.theorems(packaged_proofs() / "one_neuron" / "symmetric_direction.py")
    ...     (proved,) = sitting.instances(theorem)
    ...     refuted = sitting.mutant(theorem, theorem.mutants[0])
    ...     theorem.name, proved.verdict.name, refuted.verdict.name
    ... finally:
    ...     sitting.close()
    ('one_neuron.symmetric_direction', 'PROVED', 'REFUTED')
    """

    def __init__(self, *, effort: float = 1, memory: float | None = None) -> None:
        self.effort = effort
        self._open = ExitStack()
        asked = Asked(Cache(cache_folder()), effort, None, default_limit(1) if memory is None else memory)
        court = Court()
        self._open.callback(court.close)
        self._open.enter_context(hidden())
        preload()
        court.open()
        self._bench = Bench(asked, court)
        self._open.callback(self._bench.close)
        self._bench.start()  # before any proof is run

    def close(self) -> None:
        """End the processes."""
        self._open.close()

    def theorems(self, path: Path) -> list[Listed]:
        """The theorems that a file declares; one that cannot be loaded says why in `error`."""
        return self._asked(path, Bench.listing)

    def instances(self, theorem: Listed) -> list[Outcome]:
        """What becomes of the instances that are not large; none where all of them are."""
        numbers = [i for i, large in enumerate(theorem.large) if not large]
        return [self._heard(Task(theorem.path, theorem.name, i), theorem) for i in numbers]

    def mutant(self, theorem: Listed, name: str) -> Outcome:
        """What becomes of a mutant."""
        return self._heard(Task(theorem.path, theorem.name, theorem.mutants.index(name), name), theorem)

    def _heard(self, task: Task, theorem: Listed) -> Outcome:
        return self._asked(task, lambda bench, task: bench.hear(task, theorem, self.effort * theorem.effort))

    def _asked(self, task: object, hear: Callable[..., Hearing[Result]]) -> Result:
        """What one question comes to."""
        found: Sequence[tuple[object, Result]] = list(hearings([self._bench], [task], hear))
        ((_, result),) = found
        return result
