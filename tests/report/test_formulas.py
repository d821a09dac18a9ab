"""Kernel, loss and gradient as LaTeX: what is written is what core accepts, and it compiles."""

import re
import shutil
import subprocess

import pytest
from sympy import Symbol, asin, pi, sqrt

import symcrit as sc
from symcrit.report import formulas, tidy
from symcrit.report.formulas import formula_document
from symcrit.report.tidy import tidied

k = Symbol("k", integer=True, positive=True)


def test_the_loss_of_one_neuron_as_a_person_would_write_it():
    point = sc.OneNeuron("erf")
    assert tidied(point.loss(), point.where) == k / 3 - 2 * k**2 * asin(1 / (2 * k)) / pi
    text = formula_document("erf", "loss", at="one-neuron")
    assert r"at $a = k$" in text
    assert r"$w = c \sum_{j=1}^k v_j$ with $\Vert w \Vert = \frac{1}{\sqrt{2k - 1}}$" in text


def test_what_core_does_not_accept_stays_as_it_was(monkeypatch):
    expr = asin(1 / ((1 + 1 / (2 * k - 1)) * (2 * k - 1)))
    assert tidied(expr, [k >= 1]) == asin(1 / (2 * k))
    monkeypatch.setattr(tidy, "_root", lambda product: product)
    assert tidied(expr, [k >= 1]) == expr


def test_a_root_of_the_wrong_sign_stays_as_it_was():
    x = Symbol("x", real=True)
    assert tidied(asin((x - 1) / sqrt((x - 1) ** 2 + 1))).subs(x, 0) == -asin(sqrt(2) / 2)


def test_a_kernel_that_core_refuses_is_not_written(monkeypatch):
    wrong = sc.Kernel.candidate("erf", "2*asin(q12/sqrt((q11+1)*(q22+2)))/pi")
    monkeypatch.setattr(formulas, "kernel", lambda sigma: wrong)
    with pytest.raises(sc.InputError, match="was not accepted"):
        formula_document("erf")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("tanh",), "has no closed form"),
        (("linear", "loss", "one-neuron"), "no closed form in k"),
        (("erf", "kernel", "one-neuron"), "is for the loss"),
    ],
)
def test_refused(arguments, says):
    with pytest.raises(sc.InputError, match=says):
        formula_document(*arguments)


@pytest.mark.parametrize("name", ["gelu", *(pytest.param(name, marks=pytest.mark.slow) for name in ("erf", "relu"))])
def test_latex_compiles_it(name, tmp_path):
    if not shutil.which("pdflatex"):
        pytest.skip("not run: pdflatex is absent")
    (tmp_path / "file.tex").write_text(formula_document(name, "gradient"), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "file"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]
    log = (tmp_path / "file.log").read_text(encoding="latin-1")
    assert [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(points) > 20] == []
    assert "undefined" not in log


def test_the_command(symcrit):
    assert r"\kappa(q_{11}, q_{12}, q_{22}) = " in symcrit("export", "latex", "--kernel", "relu").stdout
    wrong = symcrit("export", "latex", "--kernel", "relu", "--loss", "erf")
    assert (wrong.returncode, wrong.stdout) == (3, "")
