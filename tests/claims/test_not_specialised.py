"""The claim `not_specialised`; what it shares with `specialised` is tested there."""

import symcrit as sc
from symcrit import specialisation
from symcrit.core import Verdict
from tests.claims.test_specialised import COARSE, COPY, DATA, TEACHER

EXAMPLE = specialisation.not_specialised(COARSE, TEACHER, 0, DATA, eps=70, sine2="1/10", ray=True).core


def test_rays_are_not_lines():
    """A neuron along −w* lies on the line of w*, and not on its ray."""
    student = specialisation.ReluNetwork([[[-1, 0], [0, 1]], [[0, 1]]])
    own = {"student": student, "teacher": TEACHER, "node": 0, "data": [[-1, 2], [-2, -3]], "sine2": "1/2"}
    assert sc.decide(specialisation.not_specialised(**own, ray=True)).verdict is Verdict.PROVED
    assert sc.decide(specialisation.not_specialised(**own)).verdict is Verdict.REFUTED


def test_the_sentence_says_what_is_meant():
    along = specialisation.not_specialised(COPY, TEACHER, 1, DATA, sine2="1/2", ray=True).statement
    line = specialisation.not_specialised(COPY, TEACHER, 1, DATA, sine2="1/2").statement
    assert "with w_u · w*_j > 0, j = 2," in along.replace("w_u·w*_j", "w_u · w*_j")
    assert "> 0, j" not in line
