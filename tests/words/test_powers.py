"""Powers of a base and of its root together: the same number, as a person would write it."""

import math
from itertools import product

import pytest
from flint import arb

from symcrit.core import parse
from symcrit.core.algebra import balls
from symcrit.words.powers import with_powers_together
from symcrit.words.text import text

NORM = ["-", ["*", 2, "l"], 1]
WRITTEN = {
    "1/(2·l - 1)": ["/", "l", ["*", ["^", ["sqrt", "l"], 2], ["^", ["sqrt", NORM], 2]]],
    "1/(√(l)·√(2·l - 1))": ["/", 1, ["*", ["sqrt", "l"], ["sqrt", NORM]]],
    "1": ["/", "l", "l"],
    "l + 1": ["+", "l", 1],
}


@pytest.mark.parametrize("written", WRITTEN)
def test_order_parameters_are_written_so(written):
    assert text(with_powers_together(parse(WRITTEN[written]))) == written


@pytest.mark.parametrize(("first", "second"), [*product((-3, -2, -1, 1, 2, 3), repeat=2)])
def test_the_number_is_the_same(first, second):
    given = parse(["*", "3/2", ["^", "l", first], ["^", ["sqrt", "l"], second], ["sqrt", ["*", "l", NORM]]])
    values = [balls.evaluate(form, {"l": arb(5)}) for form in (given, with_powers_together(given))]
    assert math.isclose(*map(float, values), rel_tol=1e-14)
