"""The theory that comes with symcrit: all of it is accepted, and says what core says where core says it, too."""

import json

import pytest

from symcrit import verify
from symcrit.formal.join import with_formal
from symcrit.formal.pins import read_pins
from symcrit.formal.theory import theory_folder

pytestmark = pytest.mark.formal

PINS = read_pins(theory_folder())
SHARED = [pin.name for pin in PINS.pins if pin.core]


@pytest.fixture(scope="module")
def ledger(coq, builds):
    """What Coq says of every theorem, beside what core says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMCRIT_CACHE", str(builds))
        return with_formal(verify(SHARED, jobs=1), jobs=2)


@pytest.mark.slow
def test_every_theorem_is_accepted(ledger):
    assert {row.name: row.formal.why for row in ledger.rows if row.formal} == dict.fromkeys(PINS.names, "")
    assert all(row.outcome == "PROVED" and row.evidence[-1] == "formal" for row in ledger.rows if row.formal)
    assert len(PINS.names) >= 12


@pytest.mark.slow
def test_nothing_rests_on_more_than_the_axioms_of_the_reals(ledger):
    allowed = {line.partition(" ")[0] for line in PINS.axioms}
    assert {axiom for one in ledger.formal for axiom in one.axioms} == allowed


@pytest.mark.slow
def test_what_is_given_is_named_wherever_a_theorem_is_about_a_loss(ledger):
    given = {one.pin.name: one.hypotheses for one in ledger.formal}
    without = {name for name in given if name.startswith(("specialisation.", "isolated."))}
    without |= {"copy_average.concave", "loss.arcsine_law"}
    assert {name for name, words in given.items() if not words} == without
    assert len(given["loss.expectation"]) == 2


@pytest.mark.slow
def test_the_command_says_so(symcrit, builds, ledger):
    assert {row.name for row in ledger.rows} >= set(PINS.names)
    done = symcrit("verify", "optimal.every_erf_student", "--formal", "--json", "-q", SYMCRIT_CACHE=str(builds))
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = json.loads(done.stdout)["theorems"]
    assert (row["verdict"], row["evidence"]) == ("PROVED", ["formal"])
    assert row["formal"]["statement"] == PINS.statements["LossTheorems.lower_bound_for_every_student"]
