"""Claims about networks in core's JSON: small ones of every kind that are proved, refused and refuted.

Most are about σ = z: the loss is |Σ a w − Σ v|², for groups Σ l·(a·c − 1)², and its gradient is elementary.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from symcrit.core.reading import Malformed
from symcrit.core.registry import read_claim
from symcrit.core.verdict import Finding, Verdict, check
from symcrit.core.work import Work

JSON = Any
ZERO = {"kind": "zero"}
LINE = {"activation": "z", "forms": ["q12", 0, 1]}
OF_LINE = {
    "pieces": [{"pieces": ["z"]}],
    "edge": True,
    "smooth": True,
    "steps": [ZERO] * 5,
}
SQUARE = {
    "activation": ["^", "z", 2],
    "forms": [["+", ["*", "q11", "q22"], ["*", 2, ["^", "q12", 2]]], "q22", ["*", 4, "q12"]],
}
OF_SQUARE = {
    "pieces": [{"pieces": [["^", "z", 2]]}],
    "edge": True,
    "smooth": True,
    "steps": [ZERO] * 5,
}
ANY_SIGMA = {"uninterpreted": "kappa"}
SIZE: JSON = {"symbols": {"l": "integer"}, "where": [[">=", "l", 1]]}
NUMBERS: JSON = {"symbols": {}, "where": []}
COUNT: JSON = {"symbols": {"k": "integer"}, "where": [[">=", "k", 1]]}


def groups(a: JSON, c: JSON, *, sizes: JSON = None, kernel: JSON = LINE, **others: JSON) -> JSON:
    """One student for every group."""
    own = {"size": "l", "sizes": sizes, "students": [{"a": a, "c": c}], **others}
    return {"kernel": kernel, "groups": own}


def network(w: list[int], v: list[int], *, kernel: JSON = LINE) -> JSON:
    """One student w and one teacher v, both with outgoing weight 1."""
    pool = ["0", "1", "2"]
    return {"kernel": kernel, "network": {"pool": pool, "W": [w], "a": [1], "V": [v], "b": [1]}}


def mean(size: JSON) -> JSON:
    """E[σ(u)] at a variance."""
    return ["kernel", "M0", 0, 0, 0, size, 0, 0]


SQUARED_NORM = ["kernel", "kappa", 0, 0, 0, 1, 1, 1]
VARIANCE = ["*", "l", ["-", SQUARED_NORM, ["^", mean(1), 2]]]  # of the teachers of a group
RAY = ["/", ["exp", ["kernel", "rho", 0, 0, 0, "l", 0, 0]], ["sqrt", "l"]]
ANY_STUDENTS = groups(["kernel", "a", 0, 0, 0, "l", 0, 0], RAY, kernel=ANY_SIGMA)
AVERAGE = ["-", ["kernel", "kappa", 0, 0, 0, 1, ["/", 1, "l"], 1], ["^", mean(1), 2]]
BEST = ["-", VARIANCE, ["*", ["^", "l", 2], AVERAGE]]
ROOTS = ["-", 1, ["/", 1, ["sqrt", ["sqrt", "l"]]]]  # with a = 1 the loss of a group is √l
REST = ["+", "k", ["*", -1, "n"], 1]  # k − n + 1
LEAST = ["+", "n", -1, ["sqrt", REST]]
POSITIVE_REST = {"kind": "positive", "form": ["+", ["-", "k", "n"], 1]}
MINIMUM = {"kind": "zero", "lemmas": [{"relation": ["<", 0, REST], "witness": POSITIVE_REST}]}
BEND = {"kind": "positive", "form": ["/", ["sqrt", "l"], ["*", 4, ["^", "l", 2]]]}

CLAIMS: dict[str, JSON] = {
    "critical": {**SIZE, "configuration": groups(1, 1)},
    "critical for any activation": {"configuration": groups(1, 1, sizes=[1], kernel=ANY_SIGMA)},
    "critical for explicit vectors": {"configuration": network([0, 1], [0, 1])},
    "direction": {**COUNT, "configuration": groups(2, 3, sizes=["k"], kernel=ANY_SIGMA)},
    "not_critical": {"configuration": groups(2, 3, sizes=[1]), "bound": 30},
    "loss": {**SIZE, "configuration": groups(0, 1), "value": "l"},
    "loss of given groups": {**COUNT, "configuration": groups(2, 3, sizes=["k"]), "value": ["*", 25, "k"]},
    "loss of explicit vectors": {"configuration": network([1, 2], [1, 0]), "value": 4},
    "loss_bound": {**SIZE, "configuration": groups(0, 0, kernel=ANY_SIGMA), "value": VARIANCE},
    "loss_bound of any students": {**SIZE, "configuration": ANY_STUDENTS, "value": BEST},
    "loss_bound of a given group": {"configuration": groups(2, 3, sizes=[1]), "value": 24},
    "gradient": {
        **SIZE,
        "configuration": groups(2, 3),
        "outgoing": [["*", 30, "l"], 0, 0],
        "along": [20, 0, 0],
        "across": [20, 1],
    },
    "outside_span": {
        "configuration": groups(1, 2, sizes=[1], kernel=SQUARE),
        "factor": 2,
        "diagonal": 6,
        "vector": 4,
    },
    "best_partition": {**SIZE, "configuration": groups(1, ROOTS), "n": "n", "k": "k", "value": LEAST},
}
PROOFS: dict[str, JSON] = {
    "critical": {"sample": {"l": 1}, "kernel": OF_LINE},
    "critical for any activation": {},
    "critical for explicit vectors": {"kernel": OF_LINE},
    "direction": {"sample": {"k": 1}},
    "not_critical": {"kernel": OF_LINE},
    "loss": {"sample": {"l": 1}, "kernel": OF_LINE},
    "loss of given groups": {"sample": {"k": 1}, "kernel": OF_LINE},
    "loss of explicit vectors": {"kernel": OF_LINE},
    "loss_bound": {"sample": {"l": 1}},
    "loss_bound of any students": {
        "sample": {"l": 1},
        "proofs": {
            "variance": {"kind": "series", "base": ["/", 1, ["sqrt", "l_0"]], "steps": [ZERO, {"kind": "positive"}]}
        },
    },
    "loss_bound of a given group": {"kernel": OF_LINE},
    "gradient": {"sample": {"l": 1}, "kernel": OF_LINE},
    "outside_span": {"kernel": OF_SQUARE},
    "best_partition": {
        "sample": {"l": 1},
        "kernel": OF_LINE,
        "given": {"function": ["sqrt", "l"]},
        "proofs": {"minimum": MINIMUM, "bend": BEND},
    },
}
RULES: dict[str, set[str]] = {
    "critical": {"groups"},
    "loss": {"groups"},
    "loss_bound": {"groups", "independence"},
    "loss_bound of any students": {"groups", "independence", "hermite-series"},
    "gradient": {"groups"},
    "outside_span": {"rank-one"},
    "best_partition": {"groups", "concave-exchange", "second-derivative"},
}
KERNEL_RULES = {"gaussian-parts", "continuity"}


def of(name: str) -> JSON:
    """A claim that is true."""
    return {"kind": name.split(maxsplit=1)[0], **deepcopy(CLAIMS[name])}


def by_goals(claim: JSON, **proof: JSON) -> Finding:
    return check({"claim": claim, "witness": {"kind": "goals", **proof}})


def refuted(claim: JSON, **refutation: JSON) -> Finding:
    return check({"claim": claim, "witness": {"kind": "refute", **refutation}})


def keys(claim: JSON, **given: JSON) -> list[str]:
    """The keys of the goals of a claim, each once."""
    return list(dict.fromkeys(goal.key for goal in read_claim(claim).goals(Work(), **given)))


# ------------------------------------------------------------------------------------------------------------ proved


@pytest.mark.parametrize("name", CLAIMS)
def test_true_claims_are_proved(name: str) -> None:
    finding = by_goals(of(name), **PROOFS[name])
    assert finding.verdict is Verdict.PROVED, finding.why
    assert {*finding.rules} - KERNEL_RULES == RULES.get(name, set())


def test_the_only_critical_point_of_an_erf_student() -> None:
    certificate = json.loads(Path(__file__).with_name("unique.json").read_text("utf-8"))
    finding = check(certificate)
    assert finding.verdict is Verdict.PROVED, finding.why
    assert "one-direction" in finding.rules
    critical = ["gradient/a/1", "gradient/w/1"]
    assert keys(certificate["claim"]) == [*critical, "pull", "odd", "falls", "size", "outgoing"]
    for key in ("pull", "odd", "falls", "size", "outgoing"):
        less = deepcopy(certificate)
        del less["witness"]["proofs"][key]
        assert check(less).verdict is Verdict.UNDECIDED


def test_keys_of_goals() -> None:
    two = {"size": "l", "sizes": [1, 1], "students": [{"a": 1, "c": 1}]}
    pair = {"kernel": LINE, "groups": two}
    assert keys({"kind": "direction", "configuration": pair}) == [
        *("norm/1", "gradient/1", "turn/1", "norm/2", "gradient/2", "turn/2")
    ]
    assert keys(of("not_critical")) == ["bound", "norm"]
    assert keys(of("gradient"))[:4] == ["n=1/gradient/a/1", "n=1/gradient/w/1", "n=2/gradient/a/1", "n=2/gradient/w/1"]
    assert keys(of("loss")) == ["n=1/loss", "n=2/loss", "n=3/loss"]
    assert keys(of("loss_bound")) == ["pair", "scale", "variance"]
    assert keys(of("loss_bound of a given group")) == ["loss"]
    assert keys({**of("outside_span"), "configuration": pair}) == [
        *("block/1/1", "block/1/2", "block/2/2", "factor", "diagonal/1", "diagonal/2")
    ]
    function = read_claim({"kind": "equal", "symbols": {"l": "integer"}, "lhs": ["sqrt", "l"], "rhs": 0}).lhs
    assert keys(of("best_partition"), given={"function": function}) == [
        *("n=1/loss", "n=2/loss", "n=3/loss", "minimum", "function", "bend")
    ]


# ----------------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(("name", "missing"), [(name, missing) for name in CLAIMS for missing in PROOFS[name]])
def test_without_a_part_of_the_proof_nothing_is_proved(name: str, missing: str) -> None:
    proof = {key: value for key, value in PROOFS[name].items() if key != missing}
    assert by_goals(of(name), **proof).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("critical", {"configuration": groups(2, 1)}),
        ("critical for any activation", {"configuration": groups(2, 1, sizes=[1], kernel=ANY_SIGMA)}),
        ("direction", {"configuration": groups(2, 0, sizes=["k"], kernel=ANY_SIGMA)}),
        ("not_critical", {"bound": 100}),
        ("not_critical", {"bound": -1}),
        ("loss", {"value": ["+", "l", 1]}),
        ("loss_bound", {"value": ["*", 2, VARIANCE]}),
        ("loss_bound", {"configuration": {**groups(0, 0, kernel=ANY_SIGMA), "scale": -1}}),
        ("loss_bound of a given group", {"value": 26}),
        ("gradient", {"across": [20, 2]}),
        ("outside_span", {"factor": -2, "diagonal": -6}),
        ("outside_span", {"factor": 1, "diagonal": 44, "vector": 1}),
        ("best_partition", {"value": ["+", LEAST, 1]}),
        ("best_partition", {"where": [[">=", "l", 2]]}),
        ("best_partition", {"where": [[">=", "l", 1], ["<=", "l", 9]]}),
    ],
)
def test_other_claims_are_not_proved_so(name: str, wrong: JSON) -> None:
    claim = {**of(name), **wrong}
    sample = {"sample": {"l": 2}} if "l" in claim.get("symbols", {}) else {}
    assert by_goals(claim, **{**PROOFS[name], **sample}).verdict is Verdict.UNDECIDED


def test_a_bound_for_groups_in_any_number_is_one_for_any_activation() -> None:
    claim = {**of("loss_bound"), "configuration": groups(0, 0), "value": "l"}
    finding = by_goals(claim, sample={"l": 1}, kernel=OF_LINE)
    assert finding.verdict is Verdict.UNDECIDED
    assert "any σ" in finding.why


def test_not_critical_for_groups_in_any_number_is_not_proved() -> None:
    claim = {**SIZE, **of("not_critical"), "configuration": groups(2, 3)}
    finding = by_goals(claim, sample={"l": 1}, kernel=OF_LINE)
    assert finding.verdict is Verdict.UNDECIDED
    assert "give the sizes" in finding.why


@pytest.mark.parametrize(
    ("configuration", "says"),
    [
        (groups(1, 1, sizes=[1, 1]), "one group"),
        (groups(1, 1, sizes=[1], b=2), "one student"),
        (groups(1, 1, sizes=[1], length=2), "one student"),
        (groups(1, 1), "given size"),
        (network([0, 1], [0, 1]), "given size"),
    ],
)
def test_unique_is_about_one_student_and_one_group(configuration: JSON, says: str) -> None:
    finding = by_goals({**SIZE, "kind": "unique", "configuration": configuration}, sample={"l": 1}, kernel=OF_LINE)
    assert finding.verdict is Verdict.UNDECIDED
    assert says in finding.why


@pytest.mark.parametrize("name", ["a_0", "c_0"])
def test_names_of_the_proof_are_not_those_of_the_claim(name: str) -> None:
    claim = {"kind": "unique", "symbols": {name: "real"}, "configuration": groups(1, 1, sizes=[1])}
    finding = by_goals(claim, sample={name: 1}, kernel=OF_LINE)
    assert finding.verdict is Verdict.UNDECIDED
    assert "names of the proof" in finding.why


def test_a_line_has_more_than_one_critical_point() -> None:
    claim = {"kind": "unique", "configuration": groups(1, 1, sizes=[1])}
    falls = {"kind": "positive", "form": ["/", 1, ["^", "r", 2]]}
    finding = by_goals(claim, kernel=OF_LINE, proofs={"falls": falls})
    assert finding.verdict is Verdict.UNDECIDED
    assert finding.goal == "size"


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("critical", {"proofs": {"gradient/a/1": ZERO}}, "gradient/a/1"),
        ("critical", {"inequalities": {"kind": "positive"}}, "inequalities"),
        ("critical", {"given": {"function": "l"}}, "function"),
        ("critical", {"sizes": [1]}, "sizes"),
        ("loss", {"proofs": {"loss": ZERO}}, "loss"),
        ("not_critical", {"equations": ZERO}, "equations"),
        ("best_partition", {"given": {"function": ["sqrt", "l"], "other": "l"}}, "other"),
        ("critical for any activation", {"kernel": OF_LINE}, "no closed form"),
    ],
)
def test_what_nothing_reads_is_malformed(name: str, more: JSON, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        by_goals(of(name), **{**PROOFS[name], **more})


SPECIES = {"kernel": LINE, "species": {"sizes": [1], "b": [1], "students": [{"at": None, "w": [1], "a": 1}]}}


@pytest.mark.parametrize(
    ("name", "wrong", "says"),
    [
        *[
            (name, {"configuration": SPECIES}, "does not speak about species")
            for name in CLAIMS
            if name.split()[0] != "loss"
        ],
        ("critical", {"value": 1}, "value"),
        ("critical", {"symbols": {}, "where": []}, "declare the group size l"),
        ("critical", {"symbols": {"l": "real"}}, "declare the group size l"),
        ("critical", {"configuration": groups("x", 1)}, "undeclared"),
        ("critical", {"configuration": {**groups(1, 1), "scale": "l"}}, "undeclared"),
        ("direction", {"configuration": groups(2, 3, sizes=["m"])}, "undeclared"),
        ("not_critical", {**SIZE, "configuration": groups(2, 3), "bound": "l"}, "undeclared"),
        ("loss", {"value": "x"}, "undeclared"),
        ("gradient", {"along": [20, 0]}, "gradient needs"),
        ("gradient", {"along": [20, 0, "x"]}, "undeclared"),
        ("gradient", {"configuration": network([0, 1], [0, 1])}, "explicit vectors have values"),
        ("gradient", {"values": {"W": [[1]]}}, "groups have outgoing"),
        ("gradient", {"configuration": groups(2, 3, length=2)}, "length 1"),
        ("outside_span", {"configuration": network([0, 1], [0, 1])}, "one student each"),
        ("outside_span", {**SIZE, "configuration": groups(1, 2, kernel=SQUARE), "factor": "l"}, "undeclared"),
        ("best_partition", {"n": "k", "value": "k"}, "two new names"),
        ("best_partition", {"n": "l", "value": "k"}, "two new names"),
        ("best_partition", {"value": "l"}, "undeclared"),
        ("best_partition", {"configuration": groups(1, ROOTS, sizes=[1])}, "groups in any number"),
        ("best_partition", {"n": 1}, "not a name"),
    ],
)
def test_malformed_claims(name: str, wrong: JSON, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        read_claim({**of(name), **wrong})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"network": None}, "JSON object"),
        ({"groups": {}}, "needs one of"),
        ({"scales": 1}, "keys"),
        ({"network": {"pool": ["1"], "W": [[0, 0]], "a": [0], "V": [[0]], "b": [0]}}, "shapes do not fit"),
        ({"network": {"pool": ["1"], "W": [[0]], "a": [0], "V": [[0]], "b": [0, 0]}}, "shapes do not fit"),
        ({"network": {"pool": ["1"], "W": [[1]], "a": [0], "V": [[0]], "b": [0]}}, "indices"),
        ({"network": {"pool": ["1", "pi"], "W": [[0]], "a": [0], "V": [[0]], "b": [0]}}, "no entry of the network"),
    ],
)
def test_malformed_configurations(change: JSON, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        read_claim({"kind": "critical", "configuration": {**network([0, 1], [0, 1]), **change}})


# ----------------------------------------------------------------------------------------------------------- refuted


@pytest.mark.parametrize(
    ("name", "wrong", "refutation", "key"),
    [
        ("critical", {"configuration": groups(2, 1)}, {"sizes": [1, 2]}, "gradient/a/1"),
        ("critical for explicit vectors", {"configuration": network([1, 1], [0, 1])}, {}, "gradient/a/1"),
        ("direction", {**NUMBERS, "configuration": network([1, 1], [0, 1])}, {}, "turn/1"),
        ("not_critical", {"bound": 40}, {}, "norm"),
        ("not_critical", {**SIZE, "configuration": groups(2, 3), "bound": 40}, {"sizes": [1]}, "norm"),
        ("loss", {"value": ["*", 2, "l"]}, {"sizes": [2]}, "loss"),
        ("loss_bound", {"configuration": groups(2, 3), "value": ["*", 26, "l"]}, {"sizes": [1, 1]}, "loss"),
        ("loss_bound of a given group", {"value": 26}, {}, "loss"),
        ("gradient", {"across": [20, 2]}, {"sizes": [1, 1]}, "gradient/w/1"),
        ("outside_span", {"diagonal": 5}, {}, "block/1/1"),
        ("best_partition", {"value": ["+", LEAST, 1]}, {"sizes": [1, 2]}, "loss"),
        ("best_partition", {"value": ["*", 2, LEAST]}, {"sizes": [2, 2]}, "loss"),
    ],
)
def test_false_claims_are_refuted(name: str, wrong: JSON, refutation: JSON, key: str) -> None:
    claim = {**of(name), **wrong}
    kernel = OF_SQUARE if name == "outside_span" else OF_LINE
    finding = refuted(claim, kernel=kernel, **refutation)
    assert finding.verdict is Verdict.REFUTED, finding.why
    assert finding.failure is not None
    assert finding.failure.key == key


def test_a_point_that_is_not_critical_is_not_the_only_one() -> None:
    finding = refuted({"kind": "unique", "configuration": groups(2, 3, sizes=[1])}, kernel=OF_LINE)
    assert finding.verdict is Verdict.REFUTED
    assert finding.failure is not None
    assert finding.failure.key == "gradient/a/1"


@pytest.mark.parametrize(
    ("name", "refutation"),
    [
        ("critical", {"sizes": [1, 2]}),
        ("critical", {}),
        ("critical", {"sizes": [0]}),
        ("critical", {"sizes": ["1/2"]}),
        ("critical", {"sizes": [1] * 51}),
        ("critical", {"at": {"x": 1}, "sizes": [1]}),
        ("not_critical", {}),
        ("loss", {"sizes": [1, 2]}),
        ("loss_bound of a given group", {}),
        ("gradient", {"sizes": [1, 1]}),
        ("best_partition", {"sizes": [2, 2]}),
        ("best_partition", {"sizes": [1, 2]}),
    ],
)
def test_true_claims_are_not_refuted(name: str, refutation: JSON) -> None:
    assert refuted(of(name), kernel=OF_LINE, **refutation).verdict is Verdict.UNDECIDED


def test_a_negative_bound_is_no_refutation() -> None:
    finding = refuted({**of("not_critical"), "configuration": groups(1, 1, sizes=[1]), "bound": -1}, kernel=OF_LINE)
    assert finding.verdict is Verdict.UNDECIDED
    assert "bound" in finding.why


def test_sizes_of_groups_that_are_given_are_not_read() -> None:
    with pytest.raises(Malformed, match="sizes"):
        refuted(of("not_critical"), kernel=OF_LINE, sizes=[1])
