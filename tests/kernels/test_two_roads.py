"""The reduction of E[σ(u)τ(v)] and the derivation by Price's theorem accept the same forms, and no wrong one."""

import pytest

from symcrit.core import ZERO, Work, parse, read_kernel, substitute
from symcrit.core.algebra import expr
from symcrit.core.gaussian import kernels, reduction
from symcrit.kernels.closed.derivations import derive
from symcrit.kernels.closed.terms import NoClosedForm
from symcrit.kernels.kernel import kernel
from tests.kernels.names import NAMES
from tests.kernels.old_derivation import is_derived

PAIRS = [("erf", "relu"), ("relu", "gelu"), ("step", "relu"), ("sign", "relu"), ("sin", "exp"), ("erf", "exp")]
ALL = [*((name,) for name in NAMES), *PAIRS]
QUICK = [("erf",), ("relu",), ("hermite",), ("sin", "exp"), ("step", "relu")]


def both_roads(names, bias=False):
    """That both accept the forms of a kernel, and neither accepts κ + ∂κ/∂q12/1000 in place of κ, nor a wrong slope."""
    own = read_kernel(kernel(*names, bias=bias).core)
    assert derive(own) is not None
    assert is_derived(own)
    kappa, by_q11, by_q12 = own.forms
    little = by_q12 / parse(1000)
    for forms in ([kappa + little, by_q11, by_q12], [kappa, by_q11 + little, by_q12], [kappa, by_q11, by_q12 + little]):
        wrong = own._replace(forms=forms)
        assert derive(wrong) is None
        assert not is_derived(wrong)


@pytest.mark.parametrize("names", QUICK, ids=" ".join)
def test_two_roads_meet(names):
    both_roads(names)


def test_two_roads_meet_with_means():
    both_roads(("hermite",), bias=True)


@pytest.mark.slow
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("names", [*ALL, ("gabor",)], ids=" ".join)
def test_two_roads_meet_over_the_registry(names, bias):
    both_roads(names, bias)


def test_the_old_road_ends_at_kinks_off_0():
    with pytest.raises(NoClosedForm):
        is_derived(read_kernel(kernel("shifted_relu").core))


def jumps_count_once(patch):
    patch.setattr(reduction, "TWO", expr.ONE)


def orthants_are_twice_as_large(patch):
    from symcrit.core.gaussian import signs

    patch.setattr(signs, "TWO", expr.parse(4))


def means_are_forgotten(patch):
    patch.setattr(kernels, "M", (ZERO, ZERO))


@pytest.mark.parametrize(
    ("break_it", "name", "bias"),
    [
        (jumps_count_once, "relu", False),
        (orthants_are_twice_as_large, "erf", False),
        (means_are_forgotten, "erf", True),
    ],
)
def test_a_broken_reduction_parts_them(monkeypatch, break_it, name, bias):
    """What a broken reduction calls the kernel is none by Price's theorem."""
    own = read_kernel(kernel(name, bias=bias).core)
    assert derive(own) is not None
    break_it(monkeypatch)
    how = derive(own).derived.derivation
    goal = next(goal for goal in how.goals(own, Work()) if goal.key == "value")
    back = {"r": parse(["/", "q12", ["sqrt", ["*", "q11", "q22"]]]), "s": parse(["sqrt", "q11"]),
            "t": parse(["sqrt", "q22"])}  # fmt: skip
    assert not is_derived(own._replace(forms=[substitute(goal.relation.rhs, back), *own.forms[1:]]))
