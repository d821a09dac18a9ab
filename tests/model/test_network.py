"""Networks keep what they are given, exactly or as floats or balls, and refuse shapes that do not fit."""

from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy

from symcrit.errors import InputError
from symcrit.model.network import Network


def test_exact_entries_of_every_spelling():
    network = Network([[1, "1/2"], [Fraction(1, 3), sympy.sqrt(2)]], ["0.25", sympy.pi])
    assert ((1, sympy.Rational(1, 2)), (sympy.Rational(1, 3), sympy.sqrt(2))) == network.W
    assert network.a == (sympy.Rational(1, 4), sympy.pi)
    assert (network.n, network.d, network.outputs, network.kind) == (2, 2, 1, "exact")
    assert network == Network([["1", "0.5"], ["1/3", "sqrt(2)"]], ["1/4", "pi"])
    assert network != Network(network.W, [1, 1])
    assert "sqrt{2}" in network._repr_latex_()


def test_floats_are_kept_and_cannot_be_changed():
    W = np.array([[0.1, 0.2]])
    network = Network(W)
    assert network.kind == "float"
    assert (network.W == W).all()
    with pytest.raises(ValueError, match="read-only"):
        network.W[0, 0] = 1
    W[0, 0] = 5
    assert network.W[0, 0] == 0.1
    assert network == Network(np.array([[0.1, 0.2]]), [1])


def test_balls():
    network = Network([[flint.arb("0.1"), Fraction(1, 3)]])
    assert network.kind == "ball"
    assert network == Network([[flint.arb("0.1"), Fraction(1, 3)]])
    assert network != Network([[flint.arb("0.2"), Fraction(1, 3)]])


def test_several_outputs():
    network = Network([[1, 2]], [[1, 2, 3]])
    assert network.outputs == 3
    assert Network([[1]], [[5]]) == Network([[1]], [5])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Network([[1, 0.5]]), "write '1/2'"),
        (lambda: Network([[1, 2], [3]]), r"lengths \[2, 1\]"),
        (lambda: Network([]), "non-empty"),
        (lambda: Network([1, 2]), "list of rows"),
        (lambda: Network(np.zeros((2, 2, 2))), "two deep"),
        (lambda: Network([[1, 0]], [1, 2]), r"a has 2 entries but W has shape \(1, 2\)"),
        (lambda: Network([[1, 0]], [1], [1, 2]), "biases has 2 entries"),
        (lambda: Network(np.array([[np.nan]])), "finite"),
        (lambda: Network(np.array([[np.inf]])), "finite"),
        (lambda: Network([[sympy.oo]]), "finite"),
        (lambda: Network([[flint.arb("nan")]]), "not finite"),
        (lambda: Network([[flint.arb(1), np.float64(1)]]), "balls and floats"),
        (lambda: Network(np.eye(2, dtype=complex)), "complex"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()
