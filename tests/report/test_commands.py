"""`symcrit export latex` and `symcrit verify --report`, as a user runs them."""

import json

from symcrit.cli import run

TRUE = '@theorem("good.third")\ndef third():\n    return less("1/3", "1/2")\n'
FALSE = '@theorem("bad.false")\ndef false():\n    return less(2, 1)\n'


def test_export_writes_a_document_and_what_it_cites(symcrit, proof_file, tmp_path):
    proof_file(TRUE.replace('third")', 'third", source="arXiv:1909.13458")'))
    done = symcrit("export", "latex", "good.third", "-o", "third.tex")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrote third.tex and third.bib\n")
    assert r"\frac{1}{3} < \frac{1}{2}." in (tmp_path / "third.tex").read_text(encoding="utf-8")
    assert "Tian, Yuandong" in (tmp_path / "third.bib").read_text(encoding="utf-8")


def test_export_to_standard_output_contains_its_references(symcrit, proof_file):
    proof_file(TRUE + FALSE)
    done = symcrit("export", "latex", "--all")
    assert done.returncode == 1
    assert done.stdout.count(r"\section{") == 2
    assert done.stdout.endswith("\\end{document}\n")
    assert done.stderr == "symcrit: not proved: bad.false (REFUTED)\n"


def test_export_needs_names_or_all(proof_file, tmp_path, monkeypatch, capsys):
    proof_file(TRUE)
    monkeypatch.chdir(tmp_path)
    for arguments in ([], ["good", "--all"]):
        assert run(["export", "latex", *arguments]) == 3
        assert "Name theorems, or give --all" in capsys.readouterr().err


def test_verify_writes_a_report_beside_what_it_prints(symcrit, proof_file, tmp_path):
    proof_file(TRUE + FALSE)
    done = symcrit("verify", "--json", "--report", "ledger.html")
    assert done.returncode == 1
    page = (tmp_path / "ledger.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<mfrac><mn>1</mn><mn>3</mn></mfrac>" in page
    records = {record["name"]: record["verdict"] for record in json.loads(done.stdout)["theorems"]}
    assert records == {"good.third": "PROVED", "bad.false": "REFUTED"}


def test_a_report_that_cannot_be_written_is_bad_input(proof_file, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    proof_file('import pathlib\npathlib.Path("ran").touch()\n' + TRUE)
    for option in (["verify", "--report", "none/a.html"], ["export", "latex", "--all", "-o", "none/a.tex"]):
        assert run(option) == 3
        assert "there is no folder none" in capsys.readouterr().err
    assert run(["verify", "--report", "."]) == 3
    assert "it is a folder" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()  # known before the work is done


def test_help_names_both(capsys):
    for words, arguments in (
        ("--report F.html", ["verify", "--help"]),
        ("export", ["--help"]),
        ("latex", ["export"]),
        ("F.tex", ["export", "latex", "--help"]),
    ):
        run(arguments)
        assert words in "".join(capsys.readouterr())
