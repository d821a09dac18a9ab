"""Each deliberate break of how core reduces expectations lets its own lie through; core as it is proves none."""

from typing import Any, NamedTuple

import pytest
from flint import fmpq

from symcrit.core.algebra.expr import ONE, Expr, num, substitute
from symcrit.core.gaussian import atoms, exponentials, laws, numbers, plain, reduction, signs, squares, terms
from tests.soundness import forgery
from tests.soundness.breaks import Patch, unless

LINE = [["u"], ["0"], [["1"]]]
PLANE = [["u", "v"], ["0", "0"], [["1", "0"], ["0", "1"]]]


class Lie(NamedTuple):
    """A break, and an equation that core proves then."""

    break_it: Patch
    lhs: Any
    rhs: Any
    where: tuple[Any, ...] = ()
    symbols: tuple[str, ...] = ()  # real numbers


def replaced(owner: Any, name: str, value: Any) -> Patch:
    """Something else in place of a part of core."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(owner, name, value)

    patch_it.__name__ = f"{owner.__name__.rpartition('.')[2]}.{name}"
    return patch_it


def a_jump_counts_half(patch: pytest.MonkeyPatch) -> None:
    honest = reduction.Reduction._jump
    patch.setattr(reduction.Reduction, "_jump", lambda self, *given: honest(self, *given) / num(2))


def a_product_of_waves_is_that_of_the_sum(patch: pytest.MonkeyPatch) -> None:
    honest = terms.Terms._product_of_waves
    patch.setattr(terms.Terms, "_product_of_waves", lambda self, *given: list(honest(self, *given))[:1])


def a_square_in_an_exponent_leaves_the_law(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reduction.Reduction, "_observed", lambda self, weight, law, form: law)


def a_condition_leaves_the_law(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(laws.Law, "fixed", lambda self, form: self)


def mixed_terms_of_an_exponent_count_half(patch: pytest.MonkeyPatch) -> None:
    honest = squares._entry
    patch.setattr(
        squares,
        "_entry",
        lambda numbers, polynomial, i, j, size: numbers.scaled(
            honest(numbers, polynomial, i, j, size), fmpq(1) if i == j else fmpq(1, 2)
        ),
    )


def a_logarithm_in_an_exponent_is_0(patch: pytest.MonkeyPatch) -> None:
    honest = terms.Terms._polynomial

    def careless(self: Any, root: Expr, degree: int) -> Any:
        return {} if root.op == "log" else honest(self, root, degree)

    patch.setattr(terms.Terms, "_polynomial", careless)


def a_kink_in_an_exponent_is_none(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(terms, "_by_sides", lambda root, kink: substitute(root, {kink: kink.children[0]}))


def a_step_by_a_quotient_is_1(patch: pytest.MonkeyPatch) -> None:
    honest = terms.Terms._with_signs

    def careless(self: Any, factors: Any) -> Any:
        return [x for x in honest(self, factors) if x.op != "sign"]

    patch.setattr(terms.Terms, "_with_signs", careless)


def a_power_of_an_exponential_is_one(patch: pytest.MonkeyPatch) -> None:
    honest = exponentials._exponent
    patch.setattr(exponentials, "_exponent", lambda root: honest(root.children[0] if root.op == "pow" else root))


def all_terms_are_of_a_kind(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(terms, "_kind", lambda term: 0)


def mean(function: Any, law: list[Any] = LINE) -> list[Any]:
    return ["expect", function, *law]


def f(order: int, argument: Any, name: str = "f") -> list[Any]:
    return ["f", name, order, argument]


GROWS = ["exp", ["^", "u", 2]]
LIES = (
    Lie(a_jump_counts_half, mean(["abs", "u"]), ["/", 1, ["sqrt", ["*", 2, "pi"]]]),
    Lie(
        replaced(numbers.Numbers, "sign_of", lambda self, x: ONE),
        mean(["*", ["sign", "u"], ["sign", ["-", "u", 1]]]),
        ["+", 1, ["erf", ["/", 1, ["sqrt", 2]]]],
    ),
    Lie(replaced(laws.Law, "shifted", lambda self, by: self), mean(["exp", "u"]), 1),
    Lie(
        a_square_in_an_exponent_leaves_the_law,
        mean(["*", ["^", "u", 2], ["exp", ["/", ["^", "u", 2], -2]]]),
        ["/", 1, ["sqrt", 2]],
    ),
    Lie(mixed_terms_of_an_exponent_count_half, mean(["exp", ["/", ["*", "u", "v"], 2]], PLANE), ["/", 4, ["sqrt", 15]]),
    Lie(unless(reduction, "grows too fast"), mean(["*", 0, GROWS]), 0),
    Lie(replaced(laws, "fmpq", lambda *_: fmpq(1)), mean(["^", ["erf", "u"], 2]), "1/3"),
    Lie(
        replaced(plain, "positive_definite", lambda law: True),
        mean(["*", "u", "v"], [["u", "v"], ["0", "0"], [["1", "2"], ["2", "1"]]]),
        2,
    ),
    Lie(
        replaced(laws.Law, "has_variance", lambda self, form: True),
        mean(["*", "v", f(1, ["*", "a", "u"])], PLANE),
        0,
        symbols=("a",),
    ),
    Lie(
        replaced(reduction.Reduction, "_need_density", lambda self, law, term: None),
        mean(["*", "v", f(1, "u"), f(0, "u", "g")], PLANE),
        0,
    ),
    Lie(
        replaced(plain, "_interior", lambda domain: domain),
        ["d", ["expect", ["exp", ["*", "a", "u"]], ["u"], ["1"], [["1"]]], "a"],
        0,
        where=(["=", "a", 0],),
        symbols=("a",),
    ),
    Lie(
        unless(plain, "what is differentiated"),
        ["d", ["+", mean(["*", "a", "u", "u"]), ["log", "b"]], "a"],
        1,
        symbols=("a", "b"),
    ),
    Lie(unless(plain, "a parameter of an expectation"), mean(["*", 0, ["log", "b"], "u"]), 0, symbols=("b",)),
    Lie(
        replaced(signs, "TWO", ONE),
        mean(["*", ["sign", "u"], ["sign", "v"]], [["u", "v"], ["0", "0"], [["1", "1/2"], ["1/2", "1"]]]),
        "1/6",
    ),
    Lie(
        replaced(atoms, "HALF", ONE),
        ["d", ["expect", f(0, "u"), ["u"], ["0"], [["a"]]], "a"],
        ["expect", f(2, "u"), ["u"], ["0"], [["a"]]],
        where=([">", "a", 0],),
        symbols=("a",),
    ),
    Lie(a_product_of_waves_is_that_of_the_sum, mean(["^", ["cos", "u"], 2]), ["/", ["exp", -2], 2]),
    Lie(a_condition_leaves_the_law, mean(["*", ["abs", "u"], ["^", "u", 2]]), ["*", 3, ["sqrt", ["/", 2, "pi"]]]),
    Lie(a_power_of_an_exponential_is_one, ["+", ["^", ["exp", 1], 2], mean("u")], ["exp", 1]),
    Lie(all_terms_are_of_a_kind, mean(["^", ["+", "u", ["sign", "u"]], 2]), 2),
    Lie(
        replaced(plain, "_edges", lambda inside, parameter: []),
        ["d", ["+", mean(["*", "a", "u", "u"]), ["*", 0, ["sqrt", "a"]]], "a"],
        1,
        where=([">=", "a", 0],),
        symbols=("a",),
    ),
    Lie(a_kink_in_an_exponent_is_none, mean(["exp", ["-", ["abs", "u"]]]), ["exp", "1/2"]),
    Lie(a_step_by_a_quotient_is_1, mean(["/", "u", ["abs", "u"]]), 1),
    Lie(
        replaced(laws.Law, "has_variance", lambda self, form: True),
        mean(["/", ["*", "a", "u"], ["abs", ["*", "a", "u"]]]),
        0,
        symbols=("a",),
    ),
    Lie(
        replaced(laws.Law, "has_variance", lambda self, form: True),
        mean(["^", ["sign", ["*", "a", "u"]], 2]),
        1,
        symbols=("a",),
    ),
    Lie(
        replaced(reduction.Reduction, "_need_nonzero", lambda self, law, form: None),
        mean(["*", "u", ["/", ["*", "a", "v"], ["abs", ["*", "a", "v"]]]], PLANE),
        0,
        symbols=("a",),
    ),
    Lie(a_logarithm_in_an_exponent_is_0, mean(["exp", ["*", 0, ["log", "u"]]]), 1),
)


def verdict(lie: Lie) -> str:
    symbols = dict.fromkeys(lie.symbols, "real")
    claim = {"kind": "equal", "lhs": lie.lhs, "rhs": lie.rhs, "symbols": symbols, "where": list(lie.where)}
    value = "0" if ["=", "a", 0] in lie.where else "1"
    sample = {"sample": dict.fromkeys(lie.symbols, value)} if symbols else {}
    return forgery.verdict({"claim": claim, "witness": {"kind": "zero", **sample}})


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.break_it.__name__)
def test_a_broken_reduction_proves_a_lie(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> None:
    monkeypatch.setattr(plain, "_KNOWN", {})
    assert verdict(lie) == "UNDECIDED"
    lie.break_it(monkeypatch)
    monkeypatch.setattr(plain, "_KNOWN", {})
    assert verdict(lie) == "PROVED"


def test_forms_that_may_be_parallel_have_no_derivative(monkeypatch: pytest.MonkeyPatch) -> None:
    """E[sign(u + v) sign(u + av)] falls on both sides of a = 1, as asin ρ does from ρ = 1."""
    signs_of = ["*", ["sign", ["+", "u", "v"]], ["sign", ["+", "u", ["*", "a", "v"]]]]
    slope = ["d", mean(signs_of, PLANE), "a"]
    monkeypatch.setattr(plain, "_KNOWN", {})
    lie = Lie(replaced(laws.Law, "not_parallel", lambda self, one, other: True), slope, slope, symbols=("a",))
    assert verdict(lie) == "UNDECIDED"
    lie.break_it(monkeypatch)
    monkeypatch.setattr(plain, "_KNOWN", {})
    assert verdict(lie) == "PROVED"


class Careless(dict[Any, Any]):
    """What is remembered of expectations, without the domain."""

    def __contains__(self, key: Any) -> bool:
        return super().__contains__(key[1])

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key[1])

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1], value)


def test_what_is_remembered_of_expectations_holds_on_its_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    positive = Lie(
        a_jump_counts_half, mean(["sign", ["+", "b", "u", ["-", "u"]]]), 1, where=([">", "b", 0],), symbols=("b",)
    )
    everywhere = positive._replace(where=())
    monkeypatch.setattr(plain, "_KNOWN", {})
    assert [verdict(positive), verdict(everywhere)] == ["PROVED", "UNDECIDED"]
    monkeypatch.setattr(plain, "_KNOWN", Careless())
    assert [verdict(positive), verdict(everywhere)] == ["PROVED", "PROVED"]
