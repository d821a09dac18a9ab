"""Which order parameters may be taken for one number."""

import pytest

from symcrit.core import ONE, TWO, ZERO
from symcrit.core.online.equations import Learning
from symcrit.core.online.exchange import need_form
from symcrit.core.reading import Reject

ALIKE = {"Q": (("q", "c"), ("c", "q")), "R": (("r", "r"), ("r", "r"))}


def learning(**changed):
    given = {"a": [ONE, ONE], "b": [ONE, ONE], "T": [[ONE, ZERO], [ZERO, ONE]], **ALIKE}
    rates = {"scale": ONE, "eta": ONE, "noise": ZERO, "batch": 1, "decay": ZERO}
    return Learning(**(given | rates | changed))


def test_students_that_are_alike():
    need_form(learning())


def test_a_student_for_each_teacher():
    need_form(learning(R=(("r", "s"), ("s", "r"))))


def test_order_parameters_that_all_differ():
    need_form(learning(b=[ONE, TWO], Q=(("q", "c"), ("c", "p")), R=(("r", "s"), ("t", "u"))))


@pytest.mark.parametrize(
    "changed",
    [
        {"a": [ONE, TWO]},
        {"b": [ONE, TWO]},
        {"T": [[ONE, ZERO], [ZERO, TWO]]},
        {"R": (("r", "r"), ("r", "s"))},
        {"Q": (("q", "c"), ("c", "p"))},
        {"Q": (("q", "q"), ("q", "q"))},
        {"Q": (("r", "c"), ("c", "r"))},
    ],
    ids=str,
)
def test_weights_that_differ_are_not_exchanged(changed):
    with pytest.raises(Reject, match="exchanged"):
        need_form(learning(**changed))
