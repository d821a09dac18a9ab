"""The README does what it says; the wheel has what it needs."""

import doctest
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import symcrit
from symcrit.theorems.collect import collect

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_examples(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = "".join(blocks("pycon"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README.md", "README.md", 0)
    report = []
    results = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test, out=report.append)
    assert results.attempted >= 10
    assert results.failed == 0, "".join(report)


def test_the_theorem_of_the_readme_is_proved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "proofs").mkdir()
    (body,) = blocks("python")
    (tmp_path / "proofs" / "mine.py").write_text(body, encoding="utf-8")
    ledger = symcrit.verify(jobs=1)
    assert [(row.name, row.outcome, row.mutants) for row in ledger.rows] == [("my.copy_average", "PROVED", (1, 1))]


def test_ci_runs_the_test_command_of_the_readme():
    (command,) = [block.strip() for block in blocks("sh") if "pytest" in block]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_ledger_shown_has_the_present_columns_and_theorems(symcrit):
    (shown,) = [block.splitlines() for block in blocks("text")]
    header = symcrit("verify", "one_neuron.symmetric_direction").stdout.splitlines()[0]
    assert shown[0].split() == header.split()
    names = {line.split()[0] for line in shown if re.match(r"\w+\.\w+ ", line)}
    assert names <= {theorem.name for theorem in collect()}
    assert names


def test_exit_status_is_documented():
    assert re.findall(r"^\| (\d+) \|", README, re.MULTILINE) == ["0", "1", "2", "3", "4", "130"]


def test_the_wheel_brings_the_proofs(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("symcrit-*.whl")
    assert symcrit.__version__ in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    assert "symcrit/__init__.pyi" in names
    assert "symcrit/py.typed" in names
    assert {"symcrit/report/page.css", "symcrit/_proofs/references.bib"} <= set(names)
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "symcrit/report/templates").iterdir()}
    assert "symcrit/report/templates/page.html" in templates <= set(names)
    proofs = {path.relative_to(ROOT / "proofs") for path in (ROOT / "proofs").rglob("*.py")}
    proofs |= {path.relative_to(ROOT / "proofs") for path in (ROOT / "proofs" / "coq").iterdir()}
    assert {f"symcrit/_proofs/{path.as_posix()}" for path in proofs} <= set(names)
