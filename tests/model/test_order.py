"""The activation comes first, as in all constructors; the order of 0.1 is read as it was meant."""

import pytest

import symcrit as sc

MEMBER = sc.Member(w=[1], a=1)
SAME = {
    "copies": (sc.CopyAverage("relu", [[0], [1, 2]], a=1, norm=1), sc.CopyAverage([[0], [1, 2]], "relu", a=1, norm=1)),
    "by name": (sc.CopyAverage("erf", groups=[[0, 1]]), sc.CopyAverage([[0, 1]], activation="erf")),
    "one dimension more": (sc.CopyAverage("erf", [[0]], 3), sc.CopyAverage([[0]], "erf", 3)),
    "any groups": (sc.CopyAverage("erf"), sc.CopyAverage(None, "erf")),
    "sizes": (sc.CopyAverage.sizes("erf", [1, 2]), sc.CopyAverage.sizes([1, 2])),
    "perturbed": (sc.PerturbedCopy("erf", 2, 3), sc.PerturbedCopy(2, 3)),
    "perturbed by name": (sc.PerturbedCopy("relu", n=2, k=3), sc.PerturbedCopy(2, 3, activation="relu")),
    "near": (sc.NearCopies("erf", 2, 5), sc.NearCopies(2, 5, "erf")),
    "flipped": (sc.FlippedCopy("relu", 5), sc.FlippedCopy(5)),
    "two flipped": (sc.FlippedCopy("relu", 5, 2), sc.FlippedCopy(5, 2, "relu")),
    "symmetric": (sc.SymmetricNetwork("relu", [2], [MEMBER]), sc.SymmetricNetwork([2], [MEMBER], "relu")),
}


@pytest.mark.parametrize("name", SAME)
def test_both_orders_say_the_same(name):
    one, other = SAME[name]
    assert one == other
    assert repr(one) == repr(other)


@pytest.mark.parametrize(
    "wrong", [lambda: sc.CopyAverage([[0]], groups=[[0]]), lambda: sc.FlippedCopy(5, 1, "relu", 7)]
)
def test_what_is_given_twice_is_an_error(wrong):
    with pytest.raises(TypeError, match=r"two values|at most"):
        wrong()


@pytest.mark.parametrize(
    "made", [sc.PerturbedCopy, sc.NearCopies, sc.FlippedCopy, sc.SymmetricNetwork, sc.CopyAverage.sizes]
)
def test_sizes_are_needed(made):
    with pytest.raises(sc.InputError):
        made("erf")
