"""Lemmas put to symcrit, Z3, SymPy and a plain Arb bisection in one run.

    python -m pytest tests/benchmarks/test_lemma_peers.py -m peers

Asserted is that symcrit is never wrong, and that on lemmas with special functions it decides the most.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from tests.rows import one_in
from tests.soundness import oracle

from .conftest import Note
from .lemmas import LEMMAS, Lemma, claim

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
PEERS = {"z3": "Z3", "sympy": "SymPy", "bisection": "Arb bisection"}
MUST = {"symcrit": "0 wrong"}
pytestmark = [pytest.mark.peers, pytest.mark.skipif(sys.platform == "win32", reason="time limits by signals")]


class Said(NamedTuple):
    """An answer, which is true, false, or neither (null or the reason), and what it took of the processor."""

    answer: bool | str | None
    seconds: float

    @property
    def decided(self) -> bool:
        return isinstance(self.answer, bool)


Answers = dict[str, Said]


def ask(prover: str) -> Answers:
    """What a prover says of every lemma, in a process of its own."""
    command = [sys.executable, str(HERE / "lemma_answers.py"), prover]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=3000)
    return {name: Said(*said) for name, said in json.loads(done.stdout).items()}


@pytest.fixture(scope="module")
def answers() -> dict[str, Answers]:
    pytest.importorskip("z3", reason="not run: no z3-solver")
    return {prover: ask(prover) for prover in ("symcrit", *PEERS)}


def groups() -> Iterator[tuple[str, list[Lemma]]]:
    for group in dict.fromkeys(lemma.group for lemma in LEMMAS):
        yield group, [lemma for lemma in LEMMAS if lemma.group == group]
    yield "all lemmas", list(LEMMAS)


def wrong(answers: Answers, lemmas: list[Lemma]) -> list[str]:
    return [lemma.name for lemma in lemmas if answers[lemma.name].answer is (not lemma.truth)]


def right(answers: Answers, lemmas: list[Lemma]) -> int:
    return sum(answers[lemma.name].answer is lemma.truth for lemma in lemmas)


def in_words(theirs: Answers, ours: Answers, lemmas: list[Lemma]) -> str:
    """Decided, wrong, and the time: ours as a median, theirs by the median of the ratios where both decide."""
    counts = f"{right(theirs, lemmas)} right, {len(wrong(theirs, lemmas))} wrong"
    both = [lemma.name for lemma in lemmas if theirs[lemma.name].decided and ours[lemma.name].decided]
    if not both:
        return counts
    if theirs is ours:
        return f"{counts}, median {1000 * median(ours[name].seconds for name in both):.0f} ms"
    ratio = median(theirs[name].seconds / max(ours[name].seconds, 1e-6) for name in both)
    return f"{counts}, time × {ratio:.2g}"


def test_lemmas_beside_peers(answers: dict[str, Answers], note: Note) -> None:
    ours = answers["symcrit"]
    for group, lemmas in groups():
        for prover, name in {"symcrit": "symcrit", **PEERS}.items():
            said = in_words(answers[prover], ours, lemmas)
            note(f"{group} ({len(lemmas)}): {name}", MUST.get(prover, ""), said)
    assert wrong(ours, list(LEMMAS)) == []
    assert not [name for name, said in ours.items() if isinstance(said.answer, str)], "symcrit raised"


def test_symcrit_decides_the_most_special_functions(answers: dict[str, Answers]) -> None:
    lemmas = [lemma for lemma in LEMMAS if lemma.group.startswith("special")]
    assert all(right(answers["symcrit"], lemmas) > right(answers[peer], lemmas) for peer in PEERS)


def test_every_lemma_has_a_name_of_its_own() -> None:
    assert len({lemma.name for lemma in LEMMAS}) == len(LEMMAS)


@pytest.mark.parametrize("lemma", one_in(4, [lemma for lemma in LEMMAS if lemma.truth], ids=lambda lemma: lemma.name))
def test_true_lemmas_hold_at_random_points(lemma: Lemma) -> None:
    assert oracle.violation(claim(lemma), random.Random(lemma.name), count=20) is None
