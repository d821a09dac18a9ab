"""False statements about networks of any σ, and about copies with jumps, that core once accepted."""

from typing import Any

import pytest

import symcrit as sc
from symcrit.core.algebra.balls import ball
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import Expr, add, num
from symcrit.core.networks import loss
from symcrit.core.networks.loss import read_configuration
from symcrit.core.verdict import Malformed, Verdict, check

from .kernels import derived

ANY = {"uninterpreted": "kappa"}


def kappa(q11: Any, q12: Any, q22: Any) -> list[Any]:
    return ["kernel", "kappa", 0, 0, 0, q11, q12, q22]


def one_teacher(value: Any, kernel: dict[str, Any] | None = None) -> dict[str, Any]:
    """L ≥ value for a dead student and one unit teacher, where L = κ(1, 1, 1)."""
    groups = {"size": "l", "sizes": [1], "students": [{"a": 0, "c": 0}]}
    return {"kind": "loss_bound", "configuration": {"kernel": kernel or ANY, "groups": groups}, "value": value}


def series(*kinds: str, base: Any = 1) -> dict[str, Any]:
    return {"kind": "series", "base": base, "steps": [{"kind": kind} for kind in kinds]}


def from_lemmas(form: Any, witness: dict[str, Any], *signs: Any) -> dict[str, Any]:
    """The sign of a form that is evident when those of some expressions are known to be ≥ 0."""
    lemmas = [{"relation": ["<=", 0, part], "witness": witness} for part in signs]
    return {"kind": "positive", "form": form, "lemmas": lemmas}


def as_bound(witness: dict[str, Any]) -> dict[str, Any]:
    """The proof of a bound of the loss by this witness."""
    return {"kind": "goals", "proofs": {"loss": witness}}


def captured_value() -> tuple[dict[str, Any], dict[str, Any]]:
    """κ(1, 1, 1) ≥ κ(4, 4, 4), false for σ(z) = z, through a symbol y called like the letter for a value of κ."""
    y = "hermite_value0"
    down, up = ["-", kappa(1, 1, 1), y], ["-", y, kappa(4, 4, 4)]
    return one_teacher(kappa(4, 4, 4)), as_bound(from_lemmas(["+", down, up], series("zero", "zero"), down, up))


def captured_coefficients() -> tuple[dict[str, Any], dict[str, Any]]:
    """κ(1, 1, 4)·κ(1, 1/2, 4) ≥ 0, false in general, in four cases, by the signs of the coefficients c_m(1), c_m(4)."""
    near, far = kappa(1, 1, 4), kappa(1, "1/2", 4)
    minus = [["*", -1, part] for part in (near, far)]
    steps = series("positive", "positive", base="1/2")
    same, other = (from_lemmas(["*", *parts], steps, *parts) for parts in ([near, far], minus))

    def split(symbol: str, below: Any, above: Any) -> dict[str, Any]:
        return {"kind": "split", "symbol": symbol, "at": 0, "below": below, "above": above}

    cases = split("hermite_c0", split("hermite_c1", same, other), split("hermite_c1", other, same))
    return one_teacher(["-", kappa(1, 1, 1), ["*", near, far]]), as_bound(cases)


CAPTURED = [captured_value, captured_coefficients]


@pytest.mark.parametrize("cheat", CAPTURED)
def test_the_names_of_the_series_are_new(cheat: Any) -> None:
    claim, witness = cheat()
    with pytest.raises(Malformed, match="undeclared symbol"):
        check({"claim": claim, "witness": witness})


@pytest.mark.parametrize("cheat", CAPTURED)
def test_a_core_that_takes_undeclared_symbols_is_noticed(cheat: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, witness = cheat()
    monkeypatch.setattr(Domain, "declares", lambda self, *roots: self)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED


def test_the_names_of_the_series_may_not_be_declared() -> None:
    claim, witness = captured_value()
    found = check({"claim": {**claim, "symbols": {"hermite_value0": "real"}}, "witness": {**witness, "sample": {
        "hermite_value0": 0}}})  # fmt: skip
    assert found.verdict is Verdict.UNDECIDED


def copy(sigma: str, length: Any = 1, c: Any = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    """∇L = 0 at a student that is its teacher."""
    kernel = sc.kernel(sigma)
    groups = {"size": "l", "sizes": [1], "students": [{"a": 1, "c": c}], "length": length}
    claim = {"kind": "critical", "configuration": {"kernel": kernel.core, "groups": groups}}
    return claim, {"kind": "goals", **derived(kernel.core)}


# L = 2 − (4/π) asin cos θ has a corner at an exact copy with jumps (`negative.copy_average.sign`), and for w = v = 0
# it is 0 at w = 0 only.
CORNERS = [("sign", 1, 1), ("step", 1, 1), ("sign", 0, 1), ("step", 0, 0), ("relu", 0, 1)]


@pytest.mark.parametrize(("sigma", "length", "c"), CORNERS)
def test_slopes_that_cancel_must_exist(sigma: str, length: int, c: int) -> None:
    claim, witness = copy(sigma, length, c)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("sigma", ["relu", "abs", "erf"])
@pytest.mark.parametrize("length", [1, -2, "1/3"])
def test_copies_without_jumps_are_critical(sigma: str, length: Any) -> None:
    claim, witness = copy(sigma, length)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED


@pytest.mark.parametrize(("sigma", "length", "c"), CORNERS)
def test_a_core_that_drops_what_cancels_is_noticed(
    sigma: str, length: int, c: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, witness = copy(sigma, length, c)
    honest = loss.total

    def careless(terms: Any) -> Any:
        found = honest(terms)
        parts = found.args if found.op == "add" else (found,)
        return add(*(part for part in parts if not (part.op == "mul" and part.args[0] is num(0))))

    monkeypatch.setattr(loss, "total", careless)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED


STUDENTS = [{"a": ["+", "l", 1], "c": ["/", 1, ["+", "l", 2]]}, {"a": -2, "c": "1/3"}]


@pytest.mark.parametrize("sizes", [[1], [1, 3], [2, 1, 2]], ids=str)
@pytest.mark.parametrize("length", [0, -2, ["-", "l", 1], ["*", -1, ["sqrt", "l"]]], ids=str)
def test_lengths_of_any_sign_against_explicit_vectors(length: Any, sizes: list[int]) -> None:
    """Loss, every component of the gradient, and the blocks outside the span; b and the length vary with the size."""
    kernel, k = sc.kernel("erf").core, sum(sizes)
    groups = {"size": "l", "sizes": sizes, "students": STUDENTS, "b": ["/", 3, "l"], "length": length}
    reduced, _ = read_configuration({"kernel": kernel, "scale": "1/2", "groups": groups}).model([*map(num, sizes)])
    pool: list[Any] = [0]
    V: list[list[int]] = []
    W: list[list[int]] = []
    a: list[int] = []
    b: list[int] = []

    def entry(value: Any, size: int) -> int:
        pool.append(written(value, size))
        return len(pool) - 1

    def row(value: Any, size: int, where: range) -> list[int]:
        at = entry(value, size)
        return [at if j in where else 0 for j in range(k + 1)]

    leaders = [sum(sizes[:g]) for g in range(len(sizes))]
    for size, first in zip(sizes, leaders, strict=True):
        for student in STUDENTS:
            W.append(row(["*", student["c"], length], size, range(first, first + size)))
            a.append(entry(student["a"], size))
        V += [row(length, size, range(j, j + 1)) for j in range(first, first + size)]
        b += [entry(["/", 3, "l"], size)] * size
    network = {"pool": pool, "W": W, "a": a, "V": V, "b": b}
    full, _ = read_configuration({"kernel": kernel, "scale": "1/2", "network": network}).model()
    assert agree(reduced.loss(), full.loss())
    entries = list(full.gradient())
    for i in range(len(a)):
        own = [part.value for part in reduced.gradient() if part.neuron == i]
        other = [part.value for part in entries if part.neuron == i]
        assert len(own) == len(sizes) + 2
        assert all(map(agree, own, [other[0], *(other[1 + j] for j in (*leaders, k))]))
        assert all(map(agree, reduced.outside(i), full.outside(i)))


def written(value: Any, size: int) -> Any:
    """JSON with the size put in."""
    return [written(part, size) for part in value] if isinstance(value, list) else size if value == "l" else value


def agree(x: Expr, y: Expr) -> bool:
    gap = ball(x - y)
    return bool(gap.contains(0) and gap.rad() < 1e-40)


L, D = "l", ["-", "l", 1]
MEAN = [["kernel", "M0", 0, 0, 0, q, 0, 0] for q in (0, 1)]
HEIGHT = ["kernel", "a", 0, 0, 0, L, 0, 0]
# One student a(l)·σ(0) for the group: E[R²] and E[R] of R = a(l)σ(0) − Σ σ(x_j)
SQUARES = ["+", ["^", ["*", HEIGHT, MEAN[0]], 2], ["*", -2, HEIGHT, L, *MEAN], ["*", L, kappa(1, 1, 1)],
           ["*", ["-", ["^", L, 2], L], ["^", MEAN[1], 2]]]  # fmt: skip
VARIANCE = ["-", SQUARES, ["^", ["-", ["*", HEIGHT, MEAN[0]], ["*", L, MEAN[1]]], 2]]
ZERO_BY = {"kind": "zero"}
BY_SERIES = series("positive", "positive", "positive", base="1/2")


def any_number(value: Any, variance: dict[str, Any], *, a: Any = HEIGHT, scale: int = 1) -> Verdict:
    """The verdict on L ≥ Σ value(l) over the groups, with a student w = 0 in each."""
    groups = {"size": L, "sizes": None, "students": [{"a": a, "c": 0}]}
    claim = {"kind": "loss_bound", "symbols": {L: "integer"}, "where": [[">=", L, 1]], "value": value}
    claim["configuration"] = {"kernel": ANY, "scale": scale, "groups": groups}
    return check(
        {"claim": claim, "witness": {"kind": "goals", "sample": {L: 1}, "proofs": {"variance": variance}}}
    ).verdict


def test_a_bound_for_any_number_of_groups_is_one_by_variances() -> None:
    """Not by the mean squares, for the means of two groups may differ in sign; nor by what is undefined at l = 1."""
    assert any_number(VARIANCE, ZERO_BY) is Verdict.PROVED
    assert any_number(SQUARES, ZERO_BY) is Verdict.UNDECIDED
    assert any_number(["+", VARIANCE, ["/", D, D], -1], ZERO_BY) is Verdict.UNDECIDED


def test_a_bound_for_any_number_of_groups_needs_a_scale() -> None:
    """−E[(Σ σ(x_j))²] ≥ −l·E[σ²] is false for l = 2 and σ = 1; that the variance is below is true."""
    bound = ["*", L, kappa(1, 1, 1)]
    assert any_number(["*", -1, bound], BY_SERIES, a=0, scale=-1) is Verdict.UNDECIDED
    assert any_number(["*", -1, bound], BY_SERIES, a=0) is Verdict.PROVED


def test_a_core_with_another_loss_of_two_groups_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = loss.Model.loss
    monkeypatch.setattr(loss.Model, "loss", lambda self: honest(self) * num(1 if len(self.out) == 2 else 2))
    assert any_number(VARIANCE, ZERO_BY) is Verdict.UNDECIDED


def test_a_length_is_defined() -> None:
    """Copies of teachers that there are not, of length √−1, and 1/(l − 1) for l = 1."""
    for undefined in (["sqrt", -1], ["/", 1, D]):
        claim, witness = copy("erf", undefined)
        assert "not shown to be defined" in check({"claim": claim, "witness": witness}).why
    claim["configuration"]["groups"]["sizes"] = [2]
    claim["configuration"]["groups"]["students"] = [{"a": 0, "c": 1}]
    claim |= {"kind": "loss", "value": ["*", 2, ["/", 2, "pi"], ["asin", "1/2"]]}  # at l = 2 the length is 1
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED


@pytest.mark.parametrize("where", ["lemma", "case"])
def test_a_witness_speaks_of_the_symbols_of_its_claim(where: str) -> None:
    claim = {"kind": "equal", "symbols": {"x": "real"}, "lhs": "x", "rhs": "x"}
    lemma = {"relation": [">=", ["^", "y", 2], 0], "witness": {"kind": "positive"}}
    case = {"kind": "split", "symbol": "y", "at": 0, "below": ZERO_BY, "above": ZERO_BY}
    witness = {"lemma": {**ZERO_BY, "lemmas": [lemma]}, "case": case}[where]
    with pytest.raises(Malformed, match="undeclared symbol"):
        check({"claim": claim, "witness": {**witness, "sample": {"x": 0}}})
    declared = {**claim, "symbols": {"x": "real", "y": "real"}}
    found = check({"claim": declared, "witness": {**witness, "sample": {"x": 0, "y": 0}}})
    assert found.verdict is Verdict.PROVED
