"""The two ledgers joined; none of this asks Coq."""

import re

import pytest

from symcrit import verify
from symcrit.core import Verdict
from symcrit.errors import InputError
from symcrit.formal.build import _key
from symcrit.formal.coq import Coq, NotThere, find_coq
from symcrit.formal.join import asked_of_coq, digest_of, joined, only_in_coq, with_formal
from symcrit.formal.pins import Pin, read_pins
from symcrit.formal.theory import Theory, theory_folder, theory_in, without_comments
from symcrit.formal.verdicts import Examined, Status, names_in, reached
from symcrit.theorems.collect import collect, packaged_proofs
from symcrit.theorems.collect import names_in as names_of_file
from symcrit.theorems.ledger import Ledger

PINS = read_pins(theory_folder())
THEORY = theory_in(theory_folder())


@pytest.fixture
def ledger(proof_file):
    """A ledger of one row."""
    path = proof_file('@theorem("small.third", source="folklore")\ndef f():\n    return less("1/3", "1/2")\n')
    return verify([str(path)], jobs=1)


def answer(ledger, status=Status.ACCEPTED, *, core=True, name="small.third", why=""):
    """What Coq says of a theorem, compared with what core says here."""
    digest = digest_of(ledger.rows[0].statements) if core is True else core
    pin = Pin(name, "Facts.third", "1/3 < 1/2", r"$\frac13 < \frac12$", "folklore", digest)
    return Examined(pin, status, why, "third : 1 / 3 < 1 / 2", version="8.16.1")


def test_what_coq_accepts_too_is_evidence(ledger):
    (row,) = joined(ledger, [answer(ledger)]).rows
    assert (row.verdict, row.evidence[-1]) == (Verdict.PROVED, "formal")
    assert row.to_json()["formal"]["coq"] == "Symcrit.Facts.third"


def test_another_statement_of_core_is_not_joined(ledger):
    (row,) = joined(ledger, [answer(ledger, core="0" * 64)]).rows
    assert "formal" not in row.evidence
    assert "not the one that was compared" in row.notes[0]


def test_what_coq_does_not_accept_is_an_error(ledger):
    told = joined(ledger, [answer(ledger, Status.REFUSED, why="it states something else")])
    assert told.rows[0].error == "formal: not accepted: it states something else"
    assert told.exit_status == 4


def test_what_is_not_run_is_not_proved(ledger):
    alone = answer(ledger, Status.NOT_RUN, core=None, name="small.other", why="coqc is not installed")
    told = joined(ledger, [answer(ledger, Status.NOT_RUN, why="coqc is not installed"), alone])
    assert [row.outcome for row in told.rows] == ["PROVED", "UNDECIDED"]
    assert [row.evidence.count("formal") for row in told.rows] == [0, 0]
    assert told.rows[0].notes == ("formal: not run: coqc is not installed",)
    assert told.exit_status == 2


def test_a_theorem_of_coq_alone_is_a_row(ledger):
    told = joined(ledger, [answer(ledger, core=None, name="small.other")])
    assert told.rows[1].statements == ("1/3 < 1/2",)
    assert (told.rows[1].verdict, told.rows[1].evidence) == (Verdict.PROVED, ("formal",))


def test_without_coq_nothing_is_run(monkeypatch):
    monkeypatch.setenv("PATH", "")
    told = with_formal(Ledger(()), ["optimal.every_erf_student"])
    assert told.rows[0].outcome == "UNDECIDED"
    assert "coqc is not installed (on Debian or Ubuntu: apt-get install coq" in told.rows[0].why[0]


def test_another_version_is_not_run(monkeypatch, tmp_path):
    program = tmp_path / "coqc"
    program.write_text("#!/bin/sh\necho The Coq Proof Assistant, version 8.20.1\n", encoding="ascii")
    program.chmod(0o755)
    for name in ("coqtop", "coqchk"):
        (tmp_path / name).touch()
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    told = with_formal(Ledger(()), ["optimal.every_erf_student"])
    assert told.rows[0].why == ("not run: this is Coq 8.20.1, and the statements are pinned for 8.16",)


def test_what_is_no_coq_is_not_run(monkeypatch, tmp_path):
    program = tmp_path / "coqc"
    program.write_text("#!/bin/sh\necho hello\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(NotThere, match="does not say which version"):
        find_coq()


def test_proofs_of_ones_own_ask_for_nothing_in_coq(tmp_path, monkeypatch, ledger):
    monkeypatch.chdir(tmp_path)
    assert asked_of_coq(PINS, []) == []
    assert with_formal(ledger) is ledger


def test_names_choose_theorems():
    assert [pin.name for pin in asked_of_coq(PINS, ["copy_average.critical"])] == ["copy_average.critical"]
    assert len(asked_of_coq(PINS, ["specialisation"])) > 5
    assert asked_of_coq(PINS, ["proofs/file.py"]) == []
    assert only_in_coq(PINS, "optimal.every_erf_student")
    assert not only_in_coq(PINS, "copy_average.critical")
    assert not only_in_coq(PINS, "copy_average.nothing")
    assert only_in_coq(PINS, "loss.expectation")
    assert not only_in_coq(PINS, "loss")


def test_pins_name_what_core_proves_exactly_where_it_does():
    ours = {name for path in packaged_proofs().rglob("*.py") for name in names_of_file(path)}
    for pin in PINS.pins:
        assert (pin.core is not None) == (pin.name in ours), pin.name
    assert collect("copy_average.critical")


def test_every_statement_is_pinned_with_all_that_it_reaches():
    for pin in PINS.pins:
        assert PINS.kernel[pin.coq].startswith(f"{pin.coq}\n")
        assert set(reached(PINS, pin.coq, set(THEORY.files))) <= set(PINS.definitions)
    used = {name for pin in PINS.pins for name in reached(PINS, pin.coq, set(THEORY.files))}
    assert used == set(PINS.definitions)


def test_visible_hypotheses_are_definitions_that_statements_reach():
    assert set(PINS.visible) <= set(PINS.definitions)
    assert "Expectation.arcsine_law" in reached(PINS, "LossTheorems.expected_loss", set(THEORY.files))


def conditions(statement):
    """What a statement asks of natural numbers and of the slope, as words write it: "p ≥ 1", "c < 1"."""
    given = {f"{name} ≥ 1" for name in re.findall(r"\((?:1 <=|0 <) (\w+)\)%nat", statement)}
    return given | set(re.findall(r"\bc < 1", statement))


def test_translations_name_the_conditions_of_their_statements():
    """For p = 0, d = 1 and no triples, say, the theorems on specialisation are false."""
    lacking = {}
    for pin in PINS.pins:
        by_name = [other for other in PINS.pins if f"hypotheses of {other.name}" in pin.words]
        for words in (pin.words, re.sub(r"\\ge\b", "≥", pin.latex).replace("$", "")):
            told = words + "".join(other.words for other in by_name)
            lacking |= {(pin.name, one): words for one in conditions(PINS.statements[pin.coq]) if one not in told}
    assert not lacking
    asked = {pin.name: conditions(PINS.statements[pin.coq]) for pin in PINS.pins}
    assert asked["specialisation.two_layers"] == {"p ≥ 1", "c < 1"}
    assert asked["optimal.every_erf_student"] == {"d ≥ 1"}


def test_the_glossary_has_every_definition_that_statements_reach():
    text = (theory_folder() / "README.md").read_text(encoding="utf-8")
    glossary = set(re.findall(r"[\w']+", text[text.index("## Names") : text.index("## Files")]))
    base = {name.rpartition(".")[2] for name in PINS.definitions}
    assert base - glossary == {"Build_arcsine_law"}  # Coq's own name for making one


def test_names_are_found_wherever_they_stand():
    text = "forall x' : Sums.vec, Symcrit.Networks.loss (Sums.dot x' x') = Rtrigo1.PI /\\ (Programs.I.add a)"
    assert names_in(text, set(THEORY.files), ("Programs.I.",)) == ["Sums.vec", "Networks.loss", "Sums.dot"]


def test_the_theory_says_no_forbidden_word():
    assert [THEORY.forbidden(name) for name in THEORY.files if THEORY.forbidden(name)] == []


FORBIDDEN = {
    "Axiom a : True.": "Axiom",
    "Lemma a : True.\nProof. Admitted.": "Admitted",
    "Unset  Guard Checking.": "Unset Guard Checking",
    "#[bypass_check(universes)] Definition a := Type.": "bypass_check",
    'Declare ML Module "x".': "Declare ML Module",
    'Add LoadPath "/tmp" as Coq.': "Add LoadPath",
    'Redirect "x" Print nat.': "Redirect",
    "Lemma a : True.\nProof. native_compute. easy. Qed.": "native_compute",
}


@pytest.mark.parametrize("text", FORBIDDEN)
def test_forbidden_words_are_found(text):
    said = Theory({"A": b"(* Axiom *)\n" + text.encode()}).forbidden("A")
    assert said.startswith("A.v, line ")
    assert said.endswith(f"says {FORBIDDEN[text]}")


def test_comments_and_strings_are_no_words():
    assert Theory({"A": b'(* Axiom (* admit *) Admitted. *) Definition a := "Axiom".'}).forbidden("A") is None
    assert without_comments('a "(*" Axiom') == "a      Axiom"


def test_files_that_require_each_other_are_refused():
    files = {"A": b"From Symcrit Require Import B.\n", "B": b"From Symcrit Require Import A.\n"}
    with pytest.raises(InputError, match="requires itself: A -> B -> A"):
        Theory(files).needed(["A"])


def test_a_build_is_not_that_of_other_libraries(tmp_path):
    (tmp_path / "coqc").touch()
    compiled = tmp_path / "user-contrib" / "Coquelicot" / "Hierarchy.vo"
    compiled.parent.mkdir(parents=True)
    compiled.write_text("one", encoding="ascii")
    coq = Coq(tmp_path / "coqc", "8.16.1", tmp_path)
    before = _key(THEORY, coq)
    assert _key(THEORY, coq) == before
    compiled.write_text("another", encoding="ascii")
    assert _key(THEORY, coq) != before


def test_the_theory_is_compiled_in_an_order():
    order = THEORY.needed(THEORY.files)
    assert sorted(order) == sorted(THEORY.files)
    assert all(order.index(other) < order.index(name) for name in order for other in THEORY.required[name])
    assert THEORY.libraries("Krawczyk") >= {"Interval", "Coquelicot"}
    assert "Interval" not in THEORY.libraries("CopyAverageTheorems")


SPOILT = [
    lambda text: text.replace('coq = "8.16"\n', ""),
    lambda text: text + "\nx = ",
    lambda text: 'theorem = ["x"]\n' + text.replace("[[theorem]]", "[[other]]"),
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_spoilt_pins_are_bad_input(tmp_path, spoil):
    for name in ("pins.toml", "pinned.toml"):
        (tmp_path / name).write_text((theory_folder() / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pins.toml").write_text(spoil((tmp_path / "pins.toml").read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError):
        read_pins(tmp_path)


def test_an_exported_theorem_is_complete(symcrit, tmp_path):
    done = symcrit("export", "coq", "optimal.every_erf_student", "-o", "bound")
    assert (done.returncode, done.stdout) == (0, "")
    written = theory_in(tmp_path / "bound")
    assert set(written.needed(["LossTheorems"])) | {"Statement"} == set(written.files)
    assert "L ≥ (k − n)(1/3 − 1/π)" in (tmp_path / "bound" / "README.md").read_text(encoding="utf-8")


def test_an_unknown_theorem_is_not_exported(symcrit):
    done = symcrit("export", "coq", "no.such")
    assert done.returncode == 3
    assert "no theorem called 'no.such' is proved in Coq" in done.stderr


def test_a_theorem_of_coq_alone_needs_formal(symcrit):
    done = symcrit("verify", "optimal.every_erf_student")
    assert done.returncode == 3
    assert "optimal.every_erf_student is proved in Coq alone; add --formal" in done.stderr


def test_coqchk_needs_formal(symcrit):
    done = symcrit("verify", "copy_average.loss", "--coqchk")
    assert done.returncode == 3
    assert "add --formal" in done.stderr
