"""The same questions put to SymPy, with a time limit: `python -m pytest tests/benchmarks -m slow`.

What is asserted is about symcrit: that it is never wrong, answers nine in ten, and more than SymPy by a factor.  What
SymPy answers is recorded, not asserted; it may improve.  An equality is true if both sides are defined and equal
wherever its hypotheses hold, so x/x = 1 for all real x is false; SymPy computes generically, and is told no hypotheses
but the assumptions of the symbols, which is why the equalities that have no others are counted apart.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mpmath import mp

import symcrit as sc
from tests.soundness.decided import decided

from .conftest import Note
from .equalities import EQUALITIES, Equality

SECONDS = 5  # for each question to SymPy, which has no budget of work

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="time limits by signals")]


def ask_sympy(tasks: dict[str, str], seconds: float) -> dict[str, Any]:
    """What the script says to each task, side by side; "time-out" where it takes too long."""

    def ask(task: str) -> Any:
        command = [sys.executable, str(HERE / "sympy_answers.py"), task, str(seconds)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1000)
        killed = done.returncode in (-signal.SIGKILL, -signal.SIGXCPU)
        assert killed or done.returncode == 0, done.stderr
        return "time-out" if killed else json.loads(done.stdout)

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(tasks, pool.map(ask, tasks.values()), strict=True))


def graded(answers: dict[str, Any], equalities: list[Equality]) -> Counter[str]:
    """How many answers are right and wrong; and how many are none, for whatever reason."""

    def grade(equality: Equality) -> str:
        answer = answers[equality.name]
        return ("right" if answer is equality.truth else "wrong") if isinstance(answer, bool) else str(answer or "none")

    return Counter(grade(equality) for equality in equalities)


def by_symcrit() -> dict[str, bool | None]:
    verdicts = {sc.Verdict.PROVED: True, sc.Verdict.REFUTED: False, sc.Verdict.UNDECIDED: None}
    return {equality.name: verdicts[decided(equality.name).verdict] for equality in EQUALITIES}


def in_words(counts: Counter[str]) -> str:
    words = [f"{counts['right']} right, {counts['wrong']} wrong, {counts['none']} without answer"]
    return ", ".join(words + [f"{counts[key]} {key}" for key in ("time-out", "error") if counts[key]])


def test_equalities_of_the_corpus(note: Note) -> None:
    answers = {"symcrit": by_symcrit()}
    asked = ask_sympy({"simplify": "simplify", "equals": "equals"}, SECONDS)
    answers |= {f"SymPy `{method}`": given for method, given in asked.items()}
    told = [equality for equality in EQUALITIES if equality.told]
    for what, equalities in (("equalities of the corpus", EQUALITIES), ("of them without hypotheses", told)):
        counts = {who: graded(given, equalities) for who, given in answers.items()}
        for who, count in counts.items():
            note(f"{len(equalities)} {what}: {who}", "≥ 90 %, 0 wrong" if who == "symcrit" else "", in_words(count))
        ours = counts.pop("symcrit")
        assert ours["wrong"] == 0
        assert ours["right"] >= 0.9 * len(equalities)
        assert all(ours["right"] > 1.1 * theirs["right"] for theirs in counts.values())
        assert all(theirs["right"] > 0.2 * len(equalities) for theirs in counts.values()), "SymPy was asked wrongly"


def test_the_erf_kernel(note: Note) -> None:
    """κ(1, ½, 1) = (2/π) asin(1/4) by quadrature in one variable: E[σ(u) E[σ(v) | u]], σ(v) averaged is erf again."""
    with mp.workdps(20):
        # v | u ~ N(u/2, 3/4), and E erf(v/√2) = erf(m/√(2(1 + s²))) for v ~ N(m, s²)
        weight = lambda u: mp.npdf(u) * mp.erf(u / mp.sqrt(2)) * mp.erf(u / 2 / mp.sqrt(2 * (1 + mp.mpf(3) / 4)))  # noqa: E731
        value = mp.quad(weight, [-mp.inf, 0, mp.inf])
    ball = sc.kernel("erf").ball(1, "1/2", 1)
    assert abs(float(ball.mid()) - float(value)) < 1e-14
    note(
        "E[σ(u)σ(v)] for erf, (q11, q12, q22) = (1, ½, 1): symcrit",
        "",
        f"(2/π)·asin(1/4) = {ball.str(12, radius=False)} (derived)",
    )
    tasks = {"`integrate`, symbolic": "integrate", "`stats.E` there": "stats", "`integrate` there": "at-half"}
    for name, answer in ask_sympy(tasks, 90).items():
        note(f"the same: SymPy {name}, 90 s", "", answer)
