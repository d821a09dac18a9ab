"""What must not be accepted: statements, definitions and proofs that were tampered with, each with its reason."""

import dataclasses
import functools
import shutil

import pytest

from symcrit.formal import verdicts
from symcrit.formal.build import Build, built
from symcrit.formal.questions import said_by_coq
from symcrit.formal.theory import Theory
from symcrit.formal.verdicts import Status, examined
from tests.formal.theories import BAD, OTHER, pins_of, theory

pytestmark = pytest.mark.formal

WHOLE = theory(**{name: text for name, (text, _) in BAD.items()}, **OTHER)


@pytest.fixture(scope="module", autouse=True)
def _everything_is_compiled():
    """Without the first look for forbidden words: what is asked of Coq must suffice."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Theory, "forbidden", lambda self, name: None)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def asked(coq, builds):
    """What Coq says of the theorem that is right; and what it is made of."""
    with built(theory(), coq, builds, 2) as build:
        said, _ = said_by_coq(coq, build, ["Facts.grows"])
        _, printed = said_by_coq(coq, build, [], ["Numbers.double"])
    return said["Facts.grows"], printed


@pytest.fixture(scope="module")
def pins(asked):
    """The pins of FILE.grows."""
    said, printed = asked

    def of(file, **names):
        return pins_of(said, printed, file, names)

    return of


@pytest.fixture(scope="module")
def answers(coq, pins, builds):
    """What is said of all of them, from one build."""
    several = [pins(file) for file in BAD] + [pins("OfTripled", Numbers="Tripled")]
    together = functools.reduce(_united, several)
    with built(WHOLE, coq, builds, 2) as build:
        found = verdicts._examined(coq, build, WHOLE, together, list(together.pins), False, lambda words: None)
    return {one.pin.file: one for one in found}


def _united(one, other):
    """The pins of two."""
    texts = ("statements", "kernel", "definitions")
    return dataclasses.replace(
        one, pins=one.pins + other.pins, **{text: getattr(one, text) | getattr(other, text) for text in texts}
    )


def test_the_right_one_is_accepted(pins, builds):
    own = pins("Facts")
    (one,) = examined(theory(), own, list(own.pins), cache=builds)
    assert (one.status, one.why) == (Status.ACCEPTED, "")
    assert one.hypotheses == ("double is what it is",)
    assert one.axioms == ()


@pytest.mark.parametrize("file", BAD)
def test_nothing_else_is_accepted(answers, file):
    one = answers[file]
    assert one.status is Status.REFUSED
    assert BAD[file][1] in one.why


def test_another_definition_is_not_accepted(answers):
    one = answers["OfTripled"]
    assert one.status is Status.REFUSED
    assert one.why.startswith("the definition of Tripled.double is not the pinned one")


def test_a_definition_that_is_not_pinned_is_not_accepted(pins, builds):
    own = dataclasses.replace(pins("Facts"), definitions={})
    (one,) = examined(theory(), own, list(own.pins), cache=builds)
    assert one.why == "its statement speaks of Numbers.double, whose definition is not pinned"


def test_an_axiom_that_is_allowed_is_named(answers, pins):
    said = "Axioms:\nAssuming.all : forall P : Prop, P"
    own = pins("Facts")
    right = dataclasses.replace(own, axioms=("Assuming.all : forall P : Prop, P",))
    assert answers["Assuming"].why == "it rests on Assuming.all : forall P : Prop, P"
    assert verdicts._axioms(said) == list(right.axioms)
    assert verdicts._axioms("Closed under the global context") == []


def test_an_edited_file_is_not_what_is_kept(pins, builds):
    own = pins("Facts")
    (one,) = examined(theory(Facts=BAD["Edited"][0]), own, list(own.pins), cache=builds)
    assert one.status is Status.REFUSED
    assert "it states something else" in one.why


def test_compiled_files_that_were_exchanged_are_not_used(pins, coq, tmp_path):
    own = pins("Facts")
    with built(theory(), coq, tmp_path) as build:
        place = build.folder
    forged = (place / "Numbers.vo").read_bytes()
    (place / "Facts.vo").write_bytes(forged)
    (one,) = examined(theory(), own, list(own.pins), cache=tmp_path)
    assert one.status is Status.ACCEPTED
    assert (place / "Facts.vo").read_bytes() != forged


def test_settings_of_the_user_are_not_seen(pins, builds, monkeypatch, tmp_path):
    (tmp_path / ".coqrc").write_text("Axiom surprise : False.", encoding="utf-8")
    for name in ("COQPATH", "COQLIB", "OCAMLPATH", "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    own = pins("Facts")
    (one,) = examined(theory(), own, list(own.pins), cache=builds)
    assert one.status is Status.ACCEPTED


def test_what_is_stopped_is_not_run(pins, coq, monkeypatch):
    monkeypatch.setattr("symcrit.formal.coq.GIGABYTES", 0.02)
    own = pins("Facts")
    (one,) = examined(theory(), own, list(own.pins), cache=None)
    assert one.status is Status.NOT_RUN
    assert "was not compiled to the end: it" in one.why


def test_a_theorem_of_a_file_that_is_not_there_is_not_accepted(pins, builds):
    own = pins("Nowhere")
    (one,) = examined(theory(), own, list(own.pins), cache=builds, coqchk=True)
    assert one.status is Status.REFUSED
    assert one.why.startswith("Coq does not say what Nowhere.grows is")


def test_coqchk_is_asked(pins, coq, builds, tmp_path):
    own = pins("Facts")
    (one,) = examined(theory(), own, list(own.pins), cache=builds, coqchk=True)
    assert (one.status, one.coqchk) == (Status.ACCEPTED, True)
    with built(theory(), coq, builds) as build:
        shutil.copytree(build.folder, tmp_path / "copy")
    data = bytearray((tmp_path / "copy" / "Facts.vo").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "copy" / "Facts.vo").write_bytes(data)
    assert verdicts._coqchk(coq, Build(tmp_path / "copy"), ["Facts"]).startswith("coqchk does not accept")
