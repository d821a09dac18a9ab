"""Kernels by the reduction: what core asks of pieces and forms, and that each deliberate break lets a lie through."""

from typing import Any, NamedTuple

import pytest
from flint import arb

from symcrit.core import Malformed, Verdict, check
from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ZERO, parse
from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.gaussian import kernels
from symcrit.core.gaussian.kernels import read_reduction
from symcrit.core.reading import Reject
from symcrit.core.work import Work
from tests.soundness.breaks import Patch

STEP: dict[str, Any] = {"kind": "zero"}
LINE: dict[str, Any] = {"pieces": ["z"]}
PRODUCT = ["q12", 0, 1]


def certificate(
    sigma: Any, forms: list[Any], side: dict[str, Any], steps: list[Any] | int = 4, **how: Any
) -> dict[str, Any]:
    """The claim that these are the forms of the kernel of σ, and what proves it."""
    own = {"activation": sigma, "forms": forms} | ({"biased": True} if how.pop("biased", False) else {})
    claim = {"kind": "kernel", "kernel": own} | ({"inside": True} if how.pop("inside", False) else {})
    listed = [STEP] * steps if isinstance(steps, int) else steps
    derivation = {"pieces": [side], "edge": False, "smooth": False, "steps": listed} | how
    return {"claim": claim, "witness": {"kind": "goals", "kernel": derivation}}


def test_what_is_true_is_proved() -> None:
    for how in ({"inside": True}, {"edge": True, "steps": 5}, {"smooth": True, "steps": 5}, {"biased": True}):
        forms = [["+", "q12", ["*", "m1", "m2"]], 0, 1] if "biased" in how else PRODUCT
        given = certificate("z", forms, LINE, **{"steps": 4, **how})
        assert check(given).verdict is Verdict.PROVED, how


def test_a_claim_at_the_edge_asks_for_it() -> None:
    assert "not shown to be defined" in check(certificate("z", PRODUCT, LINE)).why


def test_a_kink_is_not_smooth() -> None:
    kink = {"breaks": [0], "pieces": [["-", "z"], "z"]}
    for side in (kink, {"pieces": [["abs", "z"]]}):
        how = read_reduction({"pieces": [side], "edge": False, "smooth": True})
        with pytest.raises(Reject, match="norms that are not 0"):
            list(how.goals(read_kernel({"activation": ["abs", "z"], "forms": PRODUCT}), Work()))


def test_what_is_no_derivation() -> None:
    for side in ({"breaks": [0], "pieces": ["z"]}, {"pieces": ["x"]}, {"breaks": ["z"], "pieces": ["z", "z"]}):
        with pytest.raises(Malformed):
            read_reduction({"pieces": [side], "edge": False, "smooth": False})
    with pytest.raises(Malformed):
        read_reduction({"pieces": [LINE, LINE, LINE], "edge": False, "smooth": False})


UNDEFINED = ["*", 0, ["/", 1, ["-", ["*", "q11", "q22"], ["^", "q12", 2]]]]  # 0, and nothing for |ρ| = 1
NOTHING_AT_0 = ["*", 0, ["/", 1, "q11"]]


@pytest.mark.parametrize(
    ("forms", "edge", "smooth"),
    [
        (PRODUCT, True, True),
        ([["+", "q12", UNDEFINED], 0, 1], False, False),
        (["q12", UNDEFINED, 1], True, False),
        ([["+", "q12", NOTHING_AT_0], 0, 1], True, False),
        (["q12", NOTHING_AT_0, 1], True, False),
    ],
)
def test_where_forms_are_defined(forms: list[Any], edge: bool, smooth: bool) -> None:
    """`edge` asks for κ at |ρ| = 1, `smooth` for all three forms there, and where variances are 0."""
    for how, expected in (({"edge": True}, edge), ({"smooth": True}, smooth), ({"edge": True, "smooth": True}, smooth)):
        found = check(certificate("z", forms, LINE, 5, **how)).verdict
        assert (found is Verdict.PROVED) == expected, how


def test_growth_is_asked_for() -> None:
    bell = ["exp", ["^", "z", 2]]
    given = certificate(bell, PRODUCT, {"pieces": [bell]}, inside=True)
    assert "grows too fast" in check(given).why


def test_values_at_breakpoints_do_not_matter() -> None:
    """z/|z| has no value at 0; the kernel of the sign is (2/π) asin ρ."""
    rho = ["/", "q12", ["*", ["sqrt", "q11"], ["sqrt", "q22"]]]
    kappa = ["/", ["*", 2, ["asin", rho]], "pi"]
    det = ["sqrt", ["-", ["*", "q11", "q22"], ["^", "q12", 2]]]
    forms = [kappa, ["/", ["-", "q12"], ["*", "pi", "q11", det]], ["/", 2, ["*", "pi", det]]]
    side = {"breaks": [0], "pieces": [-1, 1]}
    given = certificate(["/", "z", ["abs", "z"]], forms, side, steps=6, edge=True)
    assert check(given).verdict is Verdict.PROVED


class Lie(NamedTuple):
    """A break, and a certificate that passes then."""

    break_it: Patch
    certificate: dict[str, Any]


def replaced(owner: Any, name: str, value: Any) -> Patch:
    """Something else in place of a part of core."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(owner, name, value)

    patch_it.__name__ = f"{owner.__name__.rpartition('.')[2]}.{name}"
    return patch_it


def pieces_are_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(kernels.Pieces, "parts", lambda self: iter(()))


def slopes_are_not_asked_for(patch: pytest.MonkeyPatch) -> None:
    honest = kernels.ByReduction._of_kernel

    def careless(self: Any, *given: Any) -> Any:
        for goal in honest(self, *given):
            yield goal if goal.key == "value" else Goal(Domain({}), goal.relation._replace(lhs=ZERO, rhs=ZERO))

    patch.setattr(kernels.ByReduction, "_of_kernel", careless)


# z for |z| > 1, −3z for |z| < 1, where σ(z) = z: its pieces overlap if 1 is taken for a number below −1
EMPTY = {"kind": "absurd", "form": ["+", ["-", "z", 1], ["-", -1, "z"], 2]}
OVERLAPPING = {"breaks": [1, -1], "pieces": ["z", ["*", 5, "z"], "z"]}


TWICE = {"breaks": [0], "pieces": ["z", "z"]}  # the same left and right


def times(factor: int) -> list[Any]:
    return [["*", factor, "q12"], 0, factor]


LIES = [
    Lie(pieces_are_believed, certificate("z", times(4), {"pieces": [["*", 2, "z"]]}, steps=3, inside=True)),
    Lie(slopes_are_not_asked_for, certificate("z", ["q12", 1, 7], LINE, inside=True)),
    Lie(replaced(kernels, "M", (ZERO, ZERO)), certificate("z", PRODUCT, LINE, biased=True)),
    Lie(
        replaced(kernels, "_halved", lambda double, context: double), certificate("z", times(4), TWICE, 5, inside=True)
    ),
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.break_it.__name__)
def test_a_broken_core_proves_a_lie(lie: Lie, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(lie.certificate).verdict is Verdict.UNDECIDED
    lie.break_it(monkeypatch)
    assert check(lie.certificate).verdict is Verdict.PROVED


def test_breakpoints_out_of_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between 1 and −1 there is nothing, so any piece is right there; without their order the sum of steps is wrong."""
    how = read_reduction({"pieces": [OVERLAPPING], "edge": False, "smooth": False})
    own = read_kernel({"activation": "z", "forms": PRODUCT})
    with pytest.raises(Reject, match="increase"):
        list(how.goals(own, Work()))
    given = certificate("z", PRODUCT, OVERLAPPING, [STEP, EMPTY, STEP, STEP, STEP, STEP], inside=True)
    assert "increase" in check(given).why
    monkeypatch.setattr(kernels.Pieces, "increasing", lambda self, work: True)
    assert "increase" not in check(given).why
    value = next(goal for goal in how.goals(own, Work()) if goal.key == "value").relation.rhs
    with balls.precision(100):
        wrong = balls.evaluate(value, {"r": arb("0.5"), "s": arb(1), "t": arb(1)})
    assert wrong < 0.2  # that of the kernel of z is 1/2


@pytest.mark.parametrize("place", [["log", -1], ["/", 1, 0], ["sqrt", -1], ["/", 0, ["-", "pi", "pi"]]])
def test_a_breakpoint_is_a_number(place: Any) -> None:
    """Beside one that is none there is no z, so any piece would be right there."""
    how = read_reduction({"pieces": [{"breaks": [place], "pieces": ["z", "z"]}], "edge": False, "smooth": False})
    with pytest.raises(Reject, match="increase"):
        list(how.goals(read_kernel({"activation": "z", "forms": PRODUCT}), Work()))


def lost(norm: int, value: int) -> dict[str, Any]:
    """The claim that the loss of a student of this norm is this, σ = z²/z, the teacher being the first unit vector."""
    given = certificate(["/", ["^", "z", 2], "z"], PRODUCT, {"breaks": [0], "pieces": ["z", "z"]}, 6, edge=True)
    network = {"pool": [0, 1, norm], "W": [[2, 0]], "a": [1], "V": [[1, 0]], "b": [1]}
    place = {"kernel": given["claim"]["kernel"], "scale": 1, "network": network}
    return {**given, "claim": {"kind": "loss", "configuration": place, "value": value}}


def test_a_constant_neuron_needs_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """E[σ(u)²] → 0 for variances → 0, but σ has no value at 0."""
    assert check(lost(3, 4)).verdict is Verdict.PROVED
    assert check(lost(0, 1)).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(read_kernel.__module__ + ".has_values", lambda activation: True)
    assert check(lost(0, 1)).verdict is Verdict.PROVED


def kink(*sides: dict[str, Any]) -> Any:
    return read_reduction({"pieces": list(sides), "edge": True, "smooth": False}).kink(Work())


def bent(left: Any, right: Any, at: Any = 0) -> dict[str, Any]:
    return {"breaks": [at], "pieces": [left, right]}


def test_kinks_of_two_lines_through_0() -> None:
    """c·|z| + α·z for z·left, z·right: c = (right − left)/2, α = (right + left)/2."""
    for left, right, expected in ((0, 1, ("1/2", "1/2")), (-1, 1, (1, 0)), (["/", 1, 3], 1, ("1/3", "2/3"))):
        found = kink(bent(["*", left, "z"], ["*", "z", right]))
        point = Context(Domain({}), Work())
        assert all(point.is_zero(own - parse(value)) for own, value in zip(found, expected, strict=True)), left


NO_KINKS = {
    "no breakpoint": (LINE,),
    "two activations": (bent(0, "z"), bent(0, "z")),
    "a breakpoint off 0": (bent(0, "z", at=1),),
    "two breakpoints": ({"breaks": [0, 1], "pieces": [0, "z", "z"]},),
    "a jump": (bent(0, 1),),
    "a jump beside a kink": (bent(0, ["+", "z", 1]),),
    "a square": (bent(0, ["^", "z", 2]),),
    "an exponential": (bent(["-", ["exp", "z"], 1], "z"),),
    "a line that is not defined everywhere": (bent(0, ["*", "z", ["/", "z", "z"]]),),
}


@pytest.mark.parametrize("name", NO_KINKS)
def test_what_is_no_kink(name: str) -> None:
    assert kink(*NO_KINKS[name]) is None


def test_a_kink_that_is_believed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a zero test that sees zero everywhere, everything with one breakpoint is a kink."""
    monkeypatch.setattr(kernels.Context, "is_zero", lambda self, root: True)
    assert [name for name in NO_KINKS if kink(*NO_KINKS[name]) is not None] == [
        "a breakpoint off 0",
        "a jump",
        "a jump beside a kink",
        "a square",
        "an exponential",
        "a line that is not defined everywhere",
    ]
