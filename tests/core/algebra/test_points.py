"""Points whose values are irrational numbers: what is accepted as a sample and as a counterexample."""

import pytest

from symcrit.core import check

ROOT_2 = ["sqrt", 2]


def verdict(symbols, where, sample, kind="positive", lhs="0", rhs="1"):
    key = "at" if kind == "refute" else "sample"
    claim = {"kind": "less", "symbols": symbols, "where": where, "lhs": lhs, "rhs": rhs}
    return check({"claim": claim, "witness": {"kind": kind, key: sample}}).verdict.name


EQUATION = [["=", ["^", "s", 2], 2], [">=", "s", 0]]


def test_a_root_as_sample():
    assert verdict({"s": "real"}, EQUATION, {"s": ROOT_2}) == "PROVED"


@pytest.mark.parametrize(
    ("symbols", "sample"),
    [
        ({"s": "real"}, {"s": ["-", ROOT_2]}),
        ({"s": "real"}, {"s": ["sqrt", 3]}),
        ({"s": "real"}, {"s": "14142/10000"}),
        ({"s": "real", "t": "real"}, {"s": ROOT_2, "t": ["sqrt", -1]}),
        ({"s": "real", "t": "real"}, {"s": ROOT_2, "t": ["/", 1, 0]}),
        ({"s": "real", "t": "integer"}, {"s": ROOT_2, "t": ROOT_2}),
        ({"s": "real", "t": "integer"}, {"s": ROOT_2, "t": ["*", ROOT_2, ROOT_2]}),
    ],
)
def test_no_sample(symbols, sample):
    assert verdict(symbols, EQUATION, sample) == "UNDECIDED"


def test_a_counterexample():
    assert verdict({"s": "real"}, EQUATION, {"s": ROOT_2}, "refute", "s", "7/5") == "REFUTED"
    assert verdict({"s": "real"}, EQUATION, {"s": ROOT_2}, "refute", "s", "3/2") == "UNDECIDED"
    assert verdict({"s": "real"}, EQUATION, {"s": ["-", ROOT_2]}, "refute", "s", "-2") == "UNDECIDED"
