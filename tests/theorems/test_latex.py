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
    one = sc.OneNeuron.symbolic("erf", a=sqrt)
    assert r"a = \sqrt{k}" in sc.critical(one)._repr_latex_()
    assert r"\sum_{j=1}^{k} v_j" in sc.critical(one)._repr_latex_()
    anything = sc.CopyAverage.symbolic("erf")
    assert r"\sum_{j \in G} v_j" in sc.critical(anything)._repr_latex_()
    assert r"L = \sum_G l^{2}" in sc.loss_is(anything, "l^2")._repr_latex_()
    assert r"\text{ iff n − 1 groups are singletons}" in sc.best_partition(anything)._repr_latex_()
    assert r"W = \left[\begin{matrix}1 & 0\\0 & 1" in sc.critical(sc.CopyAverage([[0], [1]]))._repr_latex_()
    large = sc.not_critical(sc.CopyAverage.sizes([1] * 9), "1/3")._repr_latex_()
    assert r"\lVert\nabla L\rVert > \frac{1}{3}" in large
    assert r"\mathbb{R}^{9 \times 9}" in large
    x = Symbol("x", positive=True)
    assert sc.concave(x**2, x)._repr_latex_().endswith(r"\text{ is strictly concave} \quad \text{for } x > 0$")


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
    assert table[-1].startswith("assumptions: cited: for σ(z) = erf(z/√2)")
    assert repr(Ledger(())).endswith("assumptions: none")
    assert "seconds" not in ledger._repr_html_()


def test_a_script_without_a_main_guard_can_verify(tmp_path):
    """Processes must not run the user's script again, whichever way they are started."""
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy, threading\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()  # so that processes are spawned\n"
        "import symcrit as sc\nprint('once')\nprint(sc.verify('one_neuron', jobs=2).verdict.name)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (["once", "PROVED"], "")
