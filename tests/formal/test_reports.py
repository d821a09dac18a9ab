"""What Coq says, in the table, on the page and in the document."""

import io
import re
import shutil
import subprocess

import pytest

from symcrit.formal.join import joined
from symcrit.formal.pins import read_pins
from symcrit.formal.theory import theory_folder
from symcrit.formal.verdicts import Examined, Status
from symcrit.report.document import document
from symcrit.report.page import page
from symcrit.report.table import print_ledger
from symcrit.theorems.ledger import Ledger

PINS = read_pins(theory_folder())
GIVEN = "L is the closed form"


@pytest.fixture(scope="module")
def ledger():
    """A ledger of theorems that Coq alone has, as if all were accepted but one, and one not run."""
    alone = [pin for pin in PINS.pins if pin.core is None]
    status = dict.fromkeys((pin.name for pin in alone), Status.ACCEPTED)
    status[alone[1].name], status[alone[2].name] = Status.REFUSED, Status.NOT_RUN
    return joined(
        Ledger(()),
        [
            Examined(pin, status[pin.name], "because" if status[pin.name] is not Status.ACCEPTED else "",
                     PINS.statements[pin.coq], ("Classical_Prop.classic",), (GIVEN,), "8.16.1")
            for pin in alone
        ],
    )  # fmt: skip


def test_the_table_shows_translation_text_axioms_and_hypotheses(ledger):
    file = io.StringIO()
    print_ledger(ledger, verbose=True, file=file, width=100)
    told = " ".join(file.getvalue().split())
    assert PINS.pins[0].words[:60] in told
    assert "formal Symcrit.LossTheorems.expected_loss accepted by Coq 8.16.1" in told
    assert "axioms Classical_Prop.classic" in told
    assert f"given {GIVEN}" in told
    assert "1 not accepted, 1 not run by Coq 8.16.1" in told
    assert "formal: not accepted: because" in told


def test_the_page_shows_both_beside_each_other(ledger):
    text = page(ledger)
    assert "Σ<sub>i</sub> a<sub>i</sub> σ(w<sub>i</sub>·x)" in text
    assert '<pre class="coq">LossTheorems.expected_loss\n     : forall' in text
    assert "any_depth" in text
    assert re.search(r"Symcrit\.\w+\.\w+ not run: because", text)


def test_what_is_not_accepted_is_not_stated_as_a_theorem(ledger):
    text, _ = document(ledger, "theorems")
    accepted = sum(row.verdict is not None and row.evidence == ("formal",) for row in ledger.rows)
    assert text.count(r"\begin{theorem}") == accepted == len(ledger.rows) - 2


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="not run: needs pdflatex")
def test_latex_compiles_every_translation(ledger, tmp_path):
    (tmp_path / "formal.tex").write_text(document(ledger, "formal")[0], encoding="utf-8")
    blocks = "\n\n".join(pin.latex for pin in PINS.pins)
    head = "\\documentclass{article}\\usepackage{amsmath,amssymb}\\begin{document}\n"
    (tmp_path / "words.tex").write_text(f"{head}{blocks}\n\\end{{document}}\n", encoding="utf-8")
    for name in ("formal", "words"):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=100)
        assert done.returncode == 0, done.stdout[-1500:]
