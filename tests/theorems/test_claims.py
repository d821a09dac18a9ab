"""Claims: translation to core's JSON, hypotheses from assumptions, misuse."""

import pytest
from sympy import Eq, Ne, Symbol, symbols

import symcrit as sc
from symcrit.claims import Claim
from symcrit.search.relations import of_relation

x, y = symbols("x y", real=True)
t = Symbol("t", positive=True)
k = Symbol("k", integer=True)


def test_assumptions_of_symbols_are_hypotheses() -> None:
    claim = sc.less(t, k + x)
    assert claim.core["symbols"] == {"k": "integer", "t": "real", "x": "real"}
    assert claim.core["where"] == [[">", "t", "0"]]


def test_names_in_text_are_the_symbols_of_the_other_side() -> None:
    assert sc.less("t", t + 1).core["where"] == [[">", "t", "0"]]


def test_positive_is_less_than() -> None:
    assert sc.positive(x).core == sc.less(0, x).core


@pytest.mark.parametrize(
    ("relation", "kind"),
    [(Eq(x, y), "equal"), (x < y, "less"), (x >= y, "at_most"), (x > y, "less"), (x <= y, "at_most")],
)
def test_relations_become_claims(relation: object, kind: str) -> None:
    assert of_relation(relation).kind == kind


def test_greater_is_less_the_other_way_round() -> None:
    assert of_relation(x > y).core["lhs"] == "y"


@pytest.mark.parametrize("wrong", [Ne(x, y), x + y, "x < y"])
def test_what_is_no_relation_is_refused(wrong: object) -> None:
    with pytest.raises(sc.InputError, match="no claim"):
        of_relation(wrong)


@pytest.mark.parametrize(
    "make", [lambda: sc.equal(0.5, x), lambda: sc.less(x, float("nan")), lambda: sc.positive(1e-3)]
)
def test_floats_are_refused(make: object) -> None:
    with pytest.raises(sc.InputError):
        make()


def test_a_power_of_minus_one_is_a_cosine() -> None:
    assert sc.equal((-1) ** k, 1).core["lhs"] == ["cos", ["*", "pi", "k"]]


def test_the_variable_of_a_function_must_be_a_symbol() -> None:
    with pytest.raises(sc.InputError, match="no symbol"):
        sc.increasing(x**2, x + 1)


def test_the_default_minimum_is_one_average_and_copies() -> None:
    core = sc.best_partition(sc.CopyAverage.symbolic("erf")).core
    assert (core["n"], core["k"], core["where"]) == ("n", "k", [[">=", "l", "1"]])


def test_a_minimum_may_depend_on_n_and_k_only() -> None:
    with pytest.raises(sc.InputError, match="n and k only"):
        sc.best_partition(sc.CopyAverage.symbolic("erf"), minimum=x)


def test_best_partition_needs_open_groups() -> None:
    with pytest.raises(sc.InputError, match="any number of groups"):
        sc.best_partition(sc.OneNeuron("erf"))


def test_what_is_no_configuration_is_refused() -> None:
    with pytest.raises(sc.InputError, match=r"no configuration; write Point\(problem, network\)"):
        sc.critical(sc.Network([[1]]))
    with pytest.raises(sc.InputError, match="negative"):
        sc.not_critical(sc.OneNeuron("erf"), -1)


@pytest.mark.parametrize(
    ("where", "hypotheses"),
    [
        ("x > 1", [[">", "x", "1"]]),
        (["0 < x <= 1/2", Ne(x, 1)], [["<", "0", "x"], ["<=", "x", "1/2"], ["!=", "x", "1"]]),
        ("x ≥ 0", [[">=", "x", "0"]]),
        ("x = 2", [["=", "x", "2"]]),
    ],
)
def test_hypotheses_may_be_text(where: object, hypotheses: list) -> None:
    assert sc.less("x", "x + 1", where=where).core["where"] == hypotheses


def test_names_in_the_text_of_a_hypothesis_are_the_symbols_of_the_claim() -> None:
    k = Symbol("k", integer=True, positive=True)
    assert sc.less(k, "2*k", where="k > 3").core["symbols"] == {"k": "integer"}
    assert sc.critical(sc.OneNeuron("erf"), where="k >= 2").core["where"][-1] == [">=", "k", "2"]


@pytest.mark.parametrize("where", ["x", "x <", "", "x < 1/0"])
def test_text_that_is_no_relation_is_refused(where: str) -> None:
    with pytest.raises(sc.InputError, match=r"no relation|division by zero"):
        sc.less("x", "x + 1", where=where)


def test_the_loss_of_any_number_of_groups_is_about_the_group_size() -> None:
    claim = sc.loss_is(sc.CopyAverage.symbolic("erf"), Symbol("l", real=True))
    assert claim.core["symbols"] == {"l": "integer"}


def test_claims_print_what_core_read_and_hash_by_their_json() -> None:
    claim = sc.less("1/3", "1/2")
    assert repr(claim) == "Claim(1/3 < 1/2)"
    assert hash(claim) == hash(Claim(dict(claim.core)))
    assert "<" in claim._repr_latex_()


def test_json_that_is_no_claim_is_refused() -> None:
    with pytest.raises(sc.InputError):
        Claim({"kind": "conjecture"})


@pytest.mark.parametrize("change", [{"rhs": "1/4"}, {"kind": "equal"}, {"where": [["<", 0, 1]]}])
def test_a_claim_whose_json_was_changed_is_refused(change: dict) -> None:
    """Its statement, and what core judges, are those of before; a certificate would speak of something else."""
    claim = sc.less("1/3", "1/2")
    claim.core.update(change)
    with pytest.raises(sc.InputError, match="was changed"):
        sc.decide(claim)
    with pytest.raises(sc.InputError, match="was changed"):
        claim.need_unchanged()
