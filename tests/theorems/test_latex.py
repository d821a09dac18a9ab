"""What a notebook shows of claims, answers and ledgers."""

import os
import subprocess
import sys
from pathlib import Path

from sympy import Symbol, sqrt

import symcrit as sc
from symcrit.theorems.ledger import Ledger

ROOT = Path(__file__).parents[2]


def test_claims_show_what_they_are_about():
    one = sc.critical(sc.OneNeuron.symbolic("erf", a=sqrt))._repr_latex_()
    assert r"a_{1} = \sqrt{k}" in one
    assert r"\sum_{j = 1}^{k} v_{j}" in one
    anything = sc.CopyAverage.symbolic("erf")
    assert r"\sum_{j \in G_{i}} v_{j}" in sc.critical(anything)._repr_latex_()
    assert r"L = \sum_{i = 1}^{n} l_{i}^{2}." in sc.loss_is(anything, "l^2")._repr_latex_()
    assert "at least $n - 1$ groups have a single member" in sc.best_partition(anything)._repr_latex_()
    explicit = sc.not_critical(sc.CopyAverage([[0], [1]]), "1/3")._repr_latex_()
    assert r"w_{1} = (1, 0)" in explicit
    assert r"\lVert \nabla L\rVert  > \frac{1}{3}" in explicit
    x = Symbol("x", positive=True)
    assert sc.concave(x**2, x)._repr_latex_() == (
        "Let $x$ be a real number with $x > 0$. \n\\[\nx^{2}\n\\]\nis strictly concave in $x$."
    )


def test_a_refutation_shows_its_counterexample():
    x = Symbol("x", positive=True)
    answer = sc.decide(x**2 < x)
    assert "counterexample: x = " in repr(answer)
    assert "<td>counterexample</td><td>x = " in answer._repr_html_()
    assert "counterexample" not in repr(sc.decide(sc.less(x, x + 1)))


def test_a_ledger_shows_what_it_rests_on():
    ledger = sc.verify("one_neuron.erf", jobs=1)
    table = repr(ledger).splitlines()
    assert table[0].split() == ["theorem", "verdict", "instances", "mutants", "evidence"]
    assert table[1].split()[:4] == ["one_neuron.erf", "PROVED", "2/2", "3/3"]
    assert table[-1] == "assumptions: none"
    assert repr(Ledger(())).endswith("assumptions: none")
    assert "seconds" not in ledger._repr_html_()


def test_a_script_without_a_main_guard_can_verify(tmp_path):
    """Processes must not run the user's script again, whichever way they are started."""
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy, threading\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()  # so that processes are spawned\n"
        "import symcrit as sc\nprint('once')\nprint(sc.verify('one_neuron.erf', jobs=2, timeout=30).verdict.name)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (["once", "PROVED"], "")
