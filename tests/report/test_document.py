"""The LaTeX document: what is in it, and that LaTeX accepts it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symcrit.core.verdict import Verdict
from symcrit.errors import InputError
from symcrit.report.bibliography import bibliography, entries
from symcrit.report.document import document, write
from symcrit.theorems.collect import collect
from symcrit.theorems.ledger import Ledger, Part, Row
from symcrit.theorems.runner import verify

PROOFS = Path(__file__).parents[2] / "proofs"
FEW = (  # of several shapes of statement; the others where there is time
    r"copy_average\.(critical|loss|outside_span)$|one_neuron\.(erf|symmetric_direction)$|loss\.order_parameters$|kernel\.erf$"
)
LONG = (  # theorems whose search takes long, and kernels beyond a few
    r"copy_average\.(inertia|optimal|minimum|saddle$|saddle_pairs|self_similar|best_partition\.members|concave)"
    r"|flipped_copy\.(two_)?minimum|perturbed_copy|inputs|expectation\.(arc_cosine|relu_I4|owen|greatest|product)"
    r"|bounds\.(exp|log|sin_cos|acos|asin)|optimal\.(?!eckart_young)|specialisation\.(?!forced|small|coarse)"
    r"|one_neuron\.(certified|hermite|smoothed|erf\.minimum)|kernel\.(?!(erf|relu|gelu|sin)$)|compression\.(?!rate|dual)"
    r"|negative\.copy_average\.(logistic|softplus|arctan|silu)"
)
HOSTILE = r"\input{x} $ % & # _ ^ ~ { } < > \end{document} σ 好"


@pytest.fixture(scope="module", params=["few", pytest.param("many", marks=pytest.mark.slow)])
def ledger(tmp_path_factory, request):
    """Theorems that come with symcrit, and rows of every other outcome."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMCRIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        folder = tmp_path_factory.mktemp("more")
        (folder / "file.py").write_text(
            "from symcrit import equal, less, mutant, theorem\n"
            '@theorem("other.refuted", source="folklore, 50%")\ndef refuted():\n    return less(2, 1)\n'
            '@theorem("other.undecided")\ndef undecided():\n    return equal("x", "x", where="1 < x < 0")\n'
            '@theorem("other.broken")\ndef broken():\n    return 1 / 0\n'
            '@theorem("other.spared")\ndef spared():\n    return less(1, 2)\n'
            "@mutant(spared)\ndef also_true():\n    return less(1, 3)\n"
            '@theorem("other.many", instances=range(9))\ndef many(i):\n    return less(i, i + 1)\n',
            encoding="utf-8",
        )
        known = [theorem.name for theorem in collect()]
        few = [name for name in known if re.match(FEW, name)]
        names = few if request.param == "few" else [name for name in known if not re.match(LONG, name)]
        return verify([*names, str(folder)], keep=True)


@pytest.fixture(scope="module")
def text(ledger):
    return document(ledger, "theorems")[0]


def test_every_theorem_is_a_section_with_its_statement(ledger, text):
    assert len(ledger.rows) >= 9
    sections = re.findall(r"\\section\{\\texttt\{(.*?)\}\}\n", text)
    plain = [re.sub(r"\\allowbreak\{\}|\\", "", section) for section in sections]
    assert plain == [row.name for row in ledger.rows]
    proved = [row for row in ledger.rows if row.verdict is Verdict.PROVED]
    assert text.count(r"\begin{theorem}") >= len(proved) > 4
    assert text.count(r"\begin{proof}") == text.count(r"\begin{theorem}")


def test_statements_are_in_the_notation_of_the_paper(text):
    for formula in (
        r"\sigma(z) = \operatorname{erf}(z / \sqrt{2})",
        r"L = \mathbb{E}[(f - f^{*})^{2}]",
        r"a_{i} = l_{i}, \quad w_{i} = \frac{1}{\sqrt{l_{i}}\, \sqrt{2l_{i} - 1}}\, \sum_{j \in G_{i}} v_{j}",
        r"L = \frac{k}{3} - \frac{2k^{2}}{\pi}\arcsin\mathopen{}\left( \frac{1}{2k} \right)\mathclose{}",
        r"\nabla L = 0",
    ):
        assert formula in text.replace("  ", " ")


def test_what_failed_says_why(text):
    assert r"\begin{refuted}[{\texttt{other.\allowbreak{}refuted}, folklore, 50\%}]" in text
    assert "hypotheses contradict each other" in text
    assert r"\textbf{Error.}" in text
    assert "ZeroDivisionError" in text
    assert r"\emph{Proved}" in text  # the mutant that is true
    assert "3 more claims of this theorem are not written out" in text


def test_mutants_are_told_with_the_point_where_they_fail(ledger, text):
    mutants = [part.mutant for row in ledger.rows for part in row.parts if part.mutant]
    assert text.count(r"\item \texttt{") == len(mutants) > 10
    assert r"\item \texttt{norm\_\allowbreak{}without\_\allowbreak{}the\_\allowbreak{}minus\_\allowbreak{}one}" in text
    assert text.count(r"\emph{Refuted}:") == len(mutants) - 1


def test_sources_are_cited_and_the_entries_written_beside(ledger, tmp_path):
    files = write(ledger, tmp_path / "theorems.tex")
    assert [file.name for file in files] == ["theorems.tex", "theorems.bib"]
    cited = set(re.findall(r"\\cite\{(.*?)\}", files[0].read_text(encoding="utf-8")))
    written = {entry.key for entry in entries(files[1].read_text(encoding="utf-8"))}
    assert "SimsekBendjeddouGerstnerBrea2023" in cited == written
    assert write(ledger, tmp_path / "theorems.tex") == files  # again, over what it wrote


def test_a_file_of_somebody_else_is_not_overwritten(ledger, tmp_path):
    (tmp_path / "theorems.bib").write_text("@book{mine,}")
    with pytest.raises(InputError, match=r"theorems\.bib is there and was not written by symcrit"):
        write(ledger, tmp_path / "theorems.tex")
    assert not (tmp_path / "theorems.tex").exists()


def test_every_arxiv_number_in_proofs_has_an_entry():
    known = bibliography()
    numbers = {n for path in PROOFS.rglob("*.py") for n in re.findall(r"arXiv:([\d.]+\d)", path.read_text("utf-8"))}
    assert numbers
    for number in numbers:
        assert [entry.key for entry in known if entry.is_named(f"arXiv:{number}")] != []
    assert [entry.key for entry in known if entry.is_named("Williams 1998")] == ["Williams1998"]
    written = (PROOFS / "references.bib").read_text("utf-8")
    assert len({entry.key for entry in known}) == len(known) == len(re.findall(r"^@", written, re.MULTILINE))


def test_hostile_names_stay_text():
    row = Row(HOSTILE, (HOSTILE,), None, (), (), (HOSTILE,), (HOSTILE,), (0, 1), (0, 0), 0.1, HOSTILE, source=HOSTILE)
    text = document(Ledger((row,)), "x")[0]
    body = text.partition(r"\begin{document}")[2]
    assert r"\input" not in body
    assert body.count(r"\end{document}") == 1
    assert body.endswith("\\end{document}\n")
    assert text.isascii()


def test_a_mutant_that_is_undecided_is_told():
    row = Row("a.b", (), Verdict.PROVED, (), (), (), (), (1, 1), (0, 1), 0.1, open_mutants=(("near", "work 100%"),),
              notes=("kept from effort 4",))  # fmt: skip
    text = document(Ledger((row,)), "x")[0]
    assert r"\textbf{Note.} mutant near is UNDECIDED: work 100\%; kept from effort 4." in text


def test_one_theorem_is_a_document_of_its_own(ledger):
    rows = tuple(row for row in ledger.rows if row.name == "copy_average.critical")
    text, cited = document(Ledger(rows), "critical", alone=True)
    assert r"\title{\texttt{copy\_\allowbreak{}average.\allowbreak{}critical}}" in text
    assert r"\section{" not in text
    assert text.index(r"\begin{filecontents}[overwrite]{critical.bib}") < text.index(r"\documentclass")
    assert [entry.eprint for entry in cited] == ["2311.01644"]


@pytest.mark.parametrize("which", ["all", "hostile", "one"])
def test_latex_compiles_it(ledger, tmp_path, which):
    if not (shutil.which("pdflatex") and shutil.which("bibtex")):
        pytest.skip("not run: pdflatex is absent")
    rows = ledger.rows
    if which == "one":
        rows = tuple(row for row in rows if row.name == "copy_average.critical")
    if which == "hostile":
        row = next(row for row in rows if row.name == "other.refuted")
        parts = tuple(Part(part.claim, part.answer, HOSTILE) for part in row.parts)
        rows = (Row(HOSTILE, (), None, (), (), (HOSTILE,), (HOSTILE,), (0, 1), (0, 0), 0.1, HOSTILE, parts=parts),)
    write(Ledger(rows), tmp_path / "file.tex")
    for command in (["pdflatex"], ["bibtex"], ["pdflatex"], ["pdflatex"]):
        options = [] if command == ["bibtex"] else ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
        done = subprocess.run([*command, *options, "file"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        if command == ["pdflatex"]:
            assert done.returncode == 0, done.stdout[-3000:]
    log = (tmp_path / "file.log").read_text(encoding="latin-1")
    assert (tmp_path / "file.pdf").stat().st_size > 10_000
    assert re.findall(r"^!.*|(?:Reference|Citation) .* undefined", log, re.MULTILINE) == []
    assert [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(points) > 20] == []
