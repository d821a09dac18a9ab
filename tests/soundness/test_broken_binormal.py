"""A wrong derivative, ball or value of Φ₂ is noticed."""

from typing import Any

import pytest
from flint import arb

from symcrit.core.algebra import context, derivatives, expr, normal
from symcrit.core.expectation import atoms

from .cheats_binormal import FALSE_CLAIMS
from .slips import accepted
from .test_broken_core import Patch
from .tricks import armed


def slips() -> list[str]:
    return [name for name, cheat in armed(FALSE_CLAIMS).items() if accepted(*cheat, "PROVED")]


def the_density_is_twice_as_large(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(derivatives, "DENSITY", expr.TWO * derivatives.DENSITY)


def the_slope_by_h_has_the_other_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(derivatives, "BY_H", -derivatives.BY_H)


def slopes_are_in_another_order(patch: pytest.MonkeyPatch) -> None:
    honest = derivatives.PARTIAL["binormal"]
    patch.setitem(derivatives.PARTIAL, "binormal", lambda node: honest(node)[::-1])


def balls_are_too_low(patch: pytest.MonkeyPatch) -> None:
    honest = atoms._at
    patch.setattr(atoms, "_at", lambda *part: honest(*part) - arb("0.001"))


def balls_are_too_high(patch: pytest.MonkeyPatch) -> None:
    honest = atoms._at
    patch.setattr(atoms, "_at", lambda *part: honest(*part) + arb("0.001"))


def the_lower_corner_stands_for_the_box(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(atoms, "binormal", lambda *part: atoms._at(*(x.lower() for x in part)))


def the_upper_corner_stands_for_the_box(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(atoms, "binormal", lambda *part: atoms._at(*(x.upper() for x in part)))


def triangles_count_twice(patch: pytest.MonkeyPatch) -> None:
    honest = atoms._owen
    patch.setattr(atoms, "_owen", lambda *part: honest(*part) * 2)


def independence_forgets_a_variable(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(normal, "INDEPENDENT", expr.parse(["*", "1/2", ["+", 1, ["erf", ["/", "x", ["sqrt", 2]]]]]))


def a_correlation_may_be_anything(patch: pytest.MonkeyPatch) -> None:
    honest = context.obligations

    def careless(node: Any) -> Any:
        return [] if node.op == "binormal" else honest(node)

    patch.setattr(context, "obligations", careless)


BREAKS: tuple[Patch, ...] = (
    the_density_is_twice_as_large,
    the_slope_by_h_has_the_other_sign,
    slopes_are_in_another_order,
    balls_are_too_low,
    balls_are_too_high,
    the_lower_corner_stands_for_the_box,
    the_upper_corner_stands_for_the_box,
    triangles_count_twice,
    independence_forgets_a_variable,
    a_correlation_may_be_anything,
)


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda patch: patch.__name__)
def test_a_broken_binormal_is_noticed(monkeypatch: pytest.MonkeyPatch, break_it: Patch) -> None:
    assert slips() == []
    break_it(monkeypatch)
    assert slips()
