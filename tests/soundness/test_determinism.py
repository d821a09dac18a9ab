"""The same claim and effort give the same answer: in any process, in any order, for any seed of hashes, on any threads.

What must agree is verdict, work, certificate (by its digest), counterexample and the words; see `told`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import symcrit as sc
from symcrit.certificate import digest

from . import told

ROOT = Path(__file__).parents[2]
NAMES = list(told.CLAIMS)
HALVES = pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.slow)])  # every second claim
DEARER = {"Machin", "Motzkin", "power of a bound", "isolated"}  # left out where a few must do


def said(how: str, names: list[str], *, seed: int, threads: int) -> dict[str, str]:
    """What a process of its own says of each claim."""
    own = {"PYTHONHASHSEED": str(seed), "OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, "-m", "tests.soundness.told", how, *names]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return {json.loads(line)[0]: line for line in done.stdout.splitlines()}


@pytest.fixture(scope="module")
def forward() -> dict[str, str]:
    """All claims, one after the other."""
    return said("long", NAMES, seed=1, threads=1)


def test_every_claim_is_told(forward: dict[str, str]) -> None:
    verdicts = {json.loads(line)[1] for line in forward.values()}
    assert list(forward) == NAMES
    assert verdicts == {"PROVED", "REFUTED", "UNDECIDED"}


@HALVES
def test_the_order_the_seed_of_hashes_and_the_threads_do_not_matter(forward: dict[str, str], half: int) -> None:
    """What was last comes first, and the other way round."""
    names = [name for name in NAMES[half::2][::-1] if name not in DEARER]
    assert said("long", names, seed=2, threads=2) == {name: forward[name] for name in names}


@HALVES
@pytest.mark.skipif(not hasattr(os, "fork"), reason="fresh processes are forked")
def test_a_fresh_process_says_the_same(forward: dict[str, str], half: int) -> None:
    names = [name for name in NAMES[1 - half :: 2] if name not in DEARER]
    assert said("fresh", names, seed=3, threads=1) == {name: forward[name] for name in names}


@HALVES
def test_this_process_says_the_same(forward: dict[str, str], half: int) -> None:
    """Whatever other tests have left behind in it."""
    names = [name for name in NAMES[half::2] if name not in DEARER]
    assert {name: told.told(name) for name in names} == {name: forward[name] for name in names}


THEOREMS = """
    from sympy import Symbol, exp, sqrt, symbols

    import symcrit as sc

    x, y = symbols("x y", real=True)


    @sc.theorem("a.square")
    def square():
        return sc.at_most(2 * x * y, x**2 + y**2)


    @sc.mutant(square)
    def strictly():
        return sc.less(2 * x * y, x**2 + y**2)


    @sc.theorem("a.exponential")
    def exponential():
        return sc.at_most(1 + x, exp(x))


    @sc.mutant(exponential)
    def with_more():
        return sc.at_most(2 + x, exp(x))


    @sc.theorem("a.critical")
    def critical():
        return sc.critical(sc.CopyAverage.symbolic("erf"))


    @sc.mutant(critical)
    def without_the_minus_one():
        return sc.critical(sc.CopyAverage.symbolic("erf", norm=lambda l: 1 / sqrt(2 * l)))


    @sc.theorem("a.neuron")
    def neuron():
        return sc.critical(sc.OneNeuron("erf"))


    @sc.mutant(neuron)
    def longer():
        return sc.critical(sc.OneNeuron("erf", norm=lambda k: 1 / sqrt(k)))
"""


def ledger(folder: Path, *, jobs: int, cache: bool) -> dict[str, list[tuple[object, ...]]]:
    """Verdict, work and digest of every part of every theorem."""
    rows = sc.verify(str(folder), jobs=jobs, cache=cache, keep=True).rows
    answers = {row.name: [(part.mutant, part.answer) for part in row.parts] for row in rows}
    return {
        name: [(mutant, answer.verdict, answer.work, digest(answer.certificate or {})) for mutant, answer in parts]
        for name, parts in answers.items()
    }


def test_one_job_or_two_cold_or_kept_the_certificates_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMCRIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "theorems.py").write_text(dedent(THEOREMS), encoding="utf-8")
    cold = ledger(tmp_path / "proofs", jobs=1, cache=False)
    assert {verdict for parts in cold.values() for _, verdict, _, _ in parts} == {sc.Verdict.PROVED, sc.Verdict.REFUTED}
    assert [len(parts) for parts in cold.values()] == [2, 2, 2, 2]
    for jobs, cache in ((2, False), (2, True), (1, True)):
        assert ledger(tmp_path / "proofs", jobs=jobs, cache=cache) == cold


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4, 5])
def test_every_order_of_the_corpus(seed: int) -> None:
    """All statements of the corpus, shuffled: the same as in the order in which they stand."""
    program = """
        import json, random, sys
        from symcrit.errors import InputError
        from symcrit.theorems.decide import decide
        from tests.soundness.corpus import FALSE, TRUE

        seed, statements = int(sys.argv[1]), [*TRUE, *FALSE]
        random.Random(seed).shuffle(statements) if seed else None
        for statement in statements:
            try:
                answer = decide(statement.claim())
            except InputError:
                continue
            own = answer.certificate and answer.certificate["digest"]
            print(json.dumps([statement.name, answer.verdict.name, answer.work, own]))
    """

    def run(order: int) -> list[str]:
        command = [sys.executable, "-c", dedent(program), str(order)]
        environment = os.environ | {"PYTHONHASHSEED": str(order)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return sorted(done.stdout.splitlines())

    assert run(seed) == run(0)
