"""The claim `fixed_point`: one state and its spectrum are proved, other ones refuted, and nothing else is accepted."""

import copy
import json
from base64 import b64encode
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

import symcrit as sc
from symcrit.core import Malformed, Verdict, Work, check, read_claim
from symcrit.core.algebra import balls
from symcrit.core.claims import fixed_point as kind
from symcrit.core.online import discs, equations, zeros
from symcrit.core.online.equations import Field
from symcrit.core.online.means import Means
from symcrit.learning import plain
from symcrit.learning.setting import Setting
from symcrit.search.claims.fixed_point import setting_of
from symcrit.words.statement import statement

TWO = sc.Problem.orthonormal("erf", n=2, k=2, scale="1/2")
CENTRE = {"q": "0.367719699077605279812726608", "c": "0.325385547924031966868890693",
          "r": "0.414394150852478982244474627"}  # fmt: skip
RADII = {"unique": "1e-5", "within": "1e-26"}
EXAMPLE = {
    "kind": "fixed_point",
    "activation": ["erf", ["/", "z", ["sqrt", 2]]],
    "scale": "1/2",
    "eta": "1/2",
    "a": ["1", "1"],
    "b": ["1", "1"],
    "T": [["1", "0"], ["0", "1"]],
    "Q": [["q", "c"], ["c", "q"]],
    "R": [["r", "r"], ["r", "r"]],
    "centre": CENTRE,
    "spectrum": [1, 6],
    **RADII,
}
APART = {"Q": [["q", "c"], ["c", "q"]], "R": [["r", "s"], ["s", "r"]]}  # a student for each teacher
NOISY = {"q": "1.021019069678368", "c": "-0.006323835885781", "r": "1.008901883451316", "s": "-0.003172603297418"}


def plateau(**more):
    """The plateau at eta = 1/2."""
    return sc.fixed_point(TWO, eta="1/2", centre=CENTRE, **RADII, **more)


TRUE = {
    "spectrum": lambda: plateau(spectrum=(1, 6)),
    "rate and loss": lambda: plateau(spectrum=(1, 6), rate=("0.0316", "0.0317"), loss=("0.014644", "0.014645")),
    "noise": lambda: sc.fixed_point(TWO, eta="1/2", noise="1/10", centre=NOISY, **APART),
}
FALSE = {
    "spectrum": (lambda: plateau(spectrum=(0, 7)), "1 eigenvalues right of 0, 6 left"),
    "rate": (lambda: plateau(spectrum=(1, 6), rate=("0.0317", "0.0318")), "largest real part is between [0.0316"),
    "loss": (lambda: plateau(spectrum=(1, 6), loss=("0.0147", "0.0148")), "the loss is"),
    "place": (
        lambda: sc.fixed_point(TWO, eta="1/2", centre=CENTRE | {"q": "0.36771"}, spectrum=(1, 6), unique="2e-5",
                               within="1e-7"),
        "within",
    ),
    "no state": (
        lambda: sc.fixed_point(TWO, eta="1/2", centre=CENTRE | {"q": "0.38"}, spectrum=(1, 6), **RADII),
        "nowhere 0",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def proof():
    """The certificate of a true claim."""
    return sc.decide(TRUE["rate and loss"]()).certificate


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name]())
    assert answer.verdict is Verdict.PROVED, answer
    assert {"contraction", "exchange", "gaussian-parts", "gershgorin"} == set(answer.rules)
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    claim, why = FALSE[name]
    answer = sc.decide(claim())
    assert answer.verdict is Verdict.REFUTED, answer
    assert why in answer.why
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_a_box_that_is_too_large_is_not_decided():
    claim = sc.fixed_point(TWO, eta="1/2", centre=CENTRE, spectrum=(1, 6), unique="1/10", within="1/100")
    assert sc.decide(claim).verdict is Verdict.UNDECIDED


# ------------------------------------------------------------------------------------ two roads to the equations

Q, R = [[0.5, 0.1], [0.1, 0.7]], [[0.3, 0.05], [-0.1, 0.4]]


def everything(sigma, **learned):
    """A claim in which no two order parameters are one, at Q and R."""
    core = setting_of(sc.Problem.orthonormal(sigma, n=2, k=2, scale=learned.pop("scale", "1/2")), **learned)
    core["Q"] = [["q11", "q21"], ["q21", "q22"]]
    core["R"] = [["r11", "r12"], ["r21", "r22"]]
    values = [Q[0][0], Q[1][0], Q[1][1], *R[0], *R[1]]
    core["centre"] = dict(zip(["q11", "q21", "q22", "r11", "r12", "r21", "r22"], map(str, values), strict=True))
    return read_claim(core | {"unique": "1", "within": "1", "spectrum": [0, 7]})


def moved(claim, means, name="", by=0):
    """The velocities with one order parameter moved."""
    box = {label: arb(claim.centre[label].value) + (by if label == name else 0) for label in claim.learning.names}
    return Field(claim.learning, means, box).velocities()


@pytest.mark.parametrize(
    ("sigma", "learned"),
    [
        ("erf", {"eta": "1/3", "noise": "1/4", "batch": 3, "decay": "1/7", "scale": "2"}),
        pytest.param("sin", {"eta": "1/2", "noise": "1/10"}, marks=pytest.mark.slow),
        pytest.param("probit", {"eta": "1/2", "noise": "1/10"}, marks=pytest.mark.slow),
    ],
)
def test_velocities_are_those_of_the_formulas_in_floats(sigma, learned):
    problem = sc.Problem.orthonormal(sigma, n=2, k=2, scale=learned.get("scale", "1/2"))
    given = {key: learned.get(key, usual) for key, usual in {"noise": 0, "batch": 1, "decay": 0}.items()}
    setting = Setting.of(problem, learned["eta"], 0, *given.values(), None)
    floats, loss = plain.Field(setting)(np.concatenate([np.ravel(Q), np.ravel(R), [1, 1]]))
    claim = everything(sigma, **learned)
    with balls.precision(128):
        field = claim.field(Means(claim.activation, Work()), arb(0))
        found = [float(x) for x in field.velocities()]
        assert np.allclose(found, floats[[0, 2, 3, 4, 5, 6, 7]], rtol=0, atol=1e-14)
        assert float(field.loss()) == pytest.approx(setting.scale * loss, abs=1e-14)


def test_numbers_of_the_literature():
    """At Q, R above with eta = ½ and noise² = 1/100, by mpmath from the closed forms of Saad and Solla."""
    claim = everything("erf", eta="1/2", noise="1/10")
    with balls.precision(128):
        found = claim.field(Means(claim.activation, Work()), arb(0)).velocities()
    wanted = ["-0.00410328939773230428", "-0.0825931756175455337", "-0.0555822747225265102", "0.152513467608257502",
              "0.0949534936421460826", "0.127020049182630148", "0.11063069288341036"]  # fmt: skip
    with balls.precision(128):
        assert all(abs(x - arb(text)) < arb("1e-17") for x, text in zip(found, wanted, strict=True))


def test_the_jacobian_is_that_of_differences():
    claim = everything("erf", eta="1/2", noise="1/10", batch=2, decay="1/7", a=["1", "2/3"])
    with balls.precision(128):
        step = arb("1e-12")
        means = Means(claim.activation, Work())
        jacobian = claim.field(means, arb(0)).jacobian()
        for column, entry in enumerate(claim.learning.entries):
            name = claim.learning.name(entry)
            above, below = moved(claim, means, name, step), moved(claim, means, name, -step)
            for line, (x, y) in enumerate(zip(above, below, strict=True)):
                assert abs(jacobian[line, column] - (x - y) / (2 * step)) < arb("1e-20")


def test_velocities_are_those_of_quadrature():
    """By their definition, not by kernels: one student, two teachers that differ and are correlated, all rates."""
    core = EXAMPLE | {"activation": ["+", ["sin", "z"], ["/", ["^", "z", 2], 5]], "scale": "3/2", "eta": "1/3"}
    core |= {"noise": "1/4", "batch": 2, "decay": "1/7", "a": ["-2/3"], "b": ["1/2", "2"]}
    core |= {"T": [["1", "1/5"], ["1/5", "1/2"]], "Q": [["q"]], "R": [["r", "s"]], "spectrum": [0, 3]}
    claim = read_claim(core | {"centre": {"q": "1/2", "r": "3/10", "s": "-1/10"}})
    with balls.precision(128):
        field = claim.field(Means(claim.activation, Work()), arb(0))
        found = [float(x) for x in [*field.velocities(), field.loss()]]
    place, weight = np.polynomial.hermite_e.hermegauss(40)
    C = np.array([[0.5, 0.3, -0.1], [0.3, 1, 0.2], [-0.1, 0.2, 0.5]])
    z = np.linalg.cholesky(C) @ np.reshape(np.meshgrid(place, place, place, indexing="ij"), (3, -1))
    p = np.einsum("i,j,k->ijk", weight, weight, weight).ravel() / weight.sum() ** 3
    out = np.sin(z) + z**2 / 5
    error = -2 / 3 * out[0] - out[1] / 2 - 2 * out[2]
    pull = -2 / 3 * (np.cos(z[0]) + 2 * z[0] / 5) * error  # a σ′(λ) e
    noise = 4 / 9 * (np.cos(z[0]) + 2 * z[0] / 5) ** 2 / 16
    drift = z @ (p * pull)  # 2·scale·eta = 1
    wanted = [-2 * drift[0] - 1 / 7 + p @ (pull**2 + noise) / 2, -drift[1] - 0.3 / 7, -drift[2] + 0.1 / 7]
    assert np.allclose(found, [*wanted, 1.5 * p @ error**2], rtol=0, atol=1e-12)


@pytest.mark.parametrize("eta", [Fraction(1, 10), Fraction(1), Fraction(3, 2)], ids=str)
def test_of_a_linear_student_everything_is_known(eta):
    """σ = z, scale = ½: R′ = η(T − R) − γR, Q′ = 2η(R − Q) − 2γQ + ½η²(Q − 2R + T + noise²), decay γ, batches of 2."""
    T, noise, decay = Fraction(3, 2), Fraction(1, 4), Fraction(1, 7)
    R = eta * T / (eta + decay)
    Q = (2 * eta * R + eta**2 / 2 * (T - 2 * R + noise**2)) / (2 * eta + 2 * decay - eta**2 / 2)
    values = (-2 * eta - 2 * decay + eta**2 / 2, -eta - decay)
    slope = float(2 * eta - eta**2) / float(values[1] - values[0])
    V = frame(2, lambda V: V.__setitem__((0, 1), slope))
    between = {"rate": max(values), "loss": (Q - 2 * R + T) / 2}
    near = {key: [str(x - Fraction(1, 10**9)), str(x + Fraction(1, 10**9))] for key, x in between.items()}
    claim = EXAMPLE | {"activation": "z", "eta": str(eta), "noise": str(noise), "batch": 2, "decay": str(decay), **near}
    claim |= {"a": ["1"], "b": ["1"], "T": [[str(T)]], "Q": [["q"]], "R": [["r"]]}
    claim |= {"centre": {"q": str(Q), "r": str(R)}}
    given = {"precision": 128, "real": V}
    for spectrum in ([0, 2], [1, 1], [2, 0]):
        proved = check({"claim": claim | {"spectrum": spectrum}, "witness": {"kind": "spectrum", **given}})
        refuted = check({"claim": claim | {"spectrum": spectrum}, "witness": {"kind": "refute", **given}})
        right = spectrum == [0, 2]
        assert proved.verdict is (Verdict.PROVED if right else Verdict.UNDECIDED)
        assert refuted.verdict is (Verdict.UNDECIDED if right else Verdict.REFUTED)


# ------------------------------------------------------------------------------------------------------- forgeries


def frame(size, change=lambda V: None):
    """A frame that is the identity, changed."""
    V = np.eye(size)
    change(V)
    return b64encode(V.astype("<f8").tobytes()).decode()


FORGED = {
    "more rate": lambda claim, witness: claim.update(rate=["0.0317", "0.0318"]),
    "less rate": lambda claim, witness: claim.update(rate=["0.0315", "0.0316"]),
    "more loss": lambda claim, witness: claim.update(loss=["0.015", "0.016"]),
    "another spectrum": lambda claim, witness: claim.update(spectrum=[2, 5]),
    "stable": lambda claim, witness: claim.update(spectrum=[0, 7]),
    "larger unique": lambda claim, witness: claim.update(unique="1/2"),
    "smaller within": lambda claim, witness: claim.update(within="1e-29"),
    "another centre": lambda claim, witness: claim["centre"].update(r="0.41"),
    "another rate of learning": lambda claim, witness: claim.update(eta="0.500001"),
    "noise": lambda claim, witness: claim.update(noise="1/10"),
    "decay": lambda claim, witness: claim.update(decay="1/1000"),
    "a batch": lambda claim, witness: claim.update(batch=2),
    "another scale": lambda claim, witness: claim.update(scale="1"),
    "another student": lambda claim, witness: claim.update(a=["1", "1.001"]),
    "another teacher": lambda claim, witness: claim.update(b=["1", "1.001"]),
    "teachers that are no pair": lambda claim, witness: claim.update(T=[["1", "0"], ["0", "2"]]),
    "another activation": lambda claim, witness: claim.update(activation=["erf", "z"]),
    "a frame that is no frame": lambda claim, witness: witness.update(real=frame(7)),
    "a singular frame": lambda claim, witness: witness.update(real=frame(7, lambda V: V.__setitem__((0, 0), 0))),
    "few bits": lambda claim, witness: witness.update(precision=32),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_certificates_are_not_accepted(name, proof):
    forged = copy.deepcopy(dict(proof))
    claim, witness = json.loads(json.dumps(forged["claim"])), dict(forged["witness"])
    FORGED[name](claim, witness)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "change",
    [
        {"Q": [["q", "c"], ["d", "q"]]},
        {"T": [["1", "0"], ["1", "1"]]},
        {"R": [["r", "r"]]},
        {"a": ["1", "x"]},
        {"centre": {"q": "1", "c": "0"}},
        {"centre": {"q": "1", "c": "0", "r": "0", "s": "0"}},
        {"within": "1"},
        {"unique": "0"},
        {"spectrum": [1, 5]},
        {"batch": 0},
        {"activation": ["erf", "y"]},
        {"symbols": {"x": "real"}},
        {"a": ["1"] * 9},
        {"eta_a": "1"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_does_not_fit_is_malformed(change):
    with pytest.raises(Malformed):
        read_claim(EXAMPLE | change)


@pytest.mark.parametrize("name", ["L", "e", "sigma", "T", "R_11", "a1", "lambda_1", "nu2"])
def test_names_that_could_be_read_in_two_ways_are_refused(name):
    named = {"Q": [[name, "c"], ["c", name]], "centre": {name: CENTRE["q"], "c": CENTRE["c"], "r": CENTRE["r"]}}
    with pytest.raises(Malformed, match="statement"):
        statement(EXAMPLE | named)


@pytest.mark.parametrize("field", ["kernel", "mixed", "frames"])
def test_fields_that_nothing_reads_are_malformed(field, proof):
    with pytest.raises(Malformed):
        check({"claim": proof["claim"], "witness": {**proof["witness"], field: {}}})


# ------------------------------------------------------------------------------------------- cores that are broken


def verdict(claim, proof):
    return check({"claim": claim, "witness": proof["witness"]}).verdict


def test_a_core_without_a_contraction_is_noticed(proof, monkeypatch):
    claim = EXAMPLE | {"unique": "1e-4"}
    assert verdict(claim, proof) is Verdict.UNDECIDED
    own = zeros.only_zero
    monkeypatch.setattr(kind, "only_zero", lambda centre, slopes, over, radius: own(centre, slopes, slopes, radius))
    assert verdict(claim, proof) is Verdict.PROVED


def test_a_core_that_does_not_ask_where_the_zero_is_is_noticed(proof, monkeypatch):
    claim = EXAMPLE | {"centre": CENTRE | {"q": "0.36771"}}
    assert verdict(claim, proof) is Verdict.UNDECIDED
    own = zeros.only_zero
    monkeypatch.setattr(kind, "only_zero", lambda centre, *rest: own([0 * x for x in centre], *rest))
    assert verdict(claim, proof) is Verdict.PROVED


def test_a_core_that_looks_at_the_centre_for_the_zero_is_noticed(proof, monkeypatch):
    """Bounds that hold the loss at the centre, 7e-7 from the zero, and not that of the zero."""
    place = EXAMPLE | {"centre": CENTRE | {"q": "0.367719"}, "within": "1e-5"}
    with balls.precision(128):
        own = read_claim(place)
        there = own.field(Means(own.activation, Work()), arb(0)).loss()
    claim = place | {"loss": [str(Fraction(float(there)) + side * Fraction(1, 10**12)) for side in (-1, 1)]}
    assert verdict(place, proof) is Verdict.PROVED
    assert verdict(claim, proof) is Verdict.UNDECIDED
    honest = zeros.only_zero
    monkeypatch.setattr(kind, "only_zero", lambda *given: honest(*given)._replace(reach=arb(0)))
    assert verdict(claim, proof) is Verdict.PROVED


@pytest.mark.parametrize(("field", "value"), [("eta", "0"), ("eta", "-1/2"), ("scale", "-1/2"), ("noise", "-1/10")])
def test_rates_are_positive(field, value, proof):
    found = check({"claim": EXAMPLE | {field: value}, "witness": proof["witness"]})
    assert found.verdict is Verdict.UNDECIDED
    assert f"{field} is not shown to be" in found.why


def test_a_core_without_radii_of_discs_is_noticed(proof, monkeypatch):
    """The diagonal of the Jacobian itself has another number of positive entries than it has eigenvalues."""
    witness = dict(proof["witness"]) | {"real": frame(7)}
    claim = EXAMPLE | {"spectrum": [0, 7]}
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(discs, "row_sum", lambda matrix, row: arb(0))
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED


def test_a_core_that_believes_frames_is_noticed(proof, monkeypatch):
    singular = dict(proof) | {"witness": dict(proof["witness"]) | {"real": frame(7, lambda V: V.fill(1.0))}}
    assert verdict(EXAMPLE, singular) is Verdict.UNDECIDED
    monkeypatch.setattr(kind, "intervals", lambda *_: [discs.Interval(arb(k), arb(k)) for k in (-1,) * 6 + (1,)])
    assert verdict(EXAMPLE, singular) is Verdict.PROVED


def test_a_core_that_takes_any_form_is_noticed(proof, monkeypatch):
    """Of teachers with weights 1 and 2 the students' overlaps differ: a zero for three numbers is none of all seven."""
    centre = {"q": "2.166859895533834", "c": "0.468835362233624", "r": "0.628384417862563"}
    claim = EXAMPLE | {"b": ["1", "2"], "centre": centre, "unique": "1e-3", "within": "1e-10"}
    assert "not shown to be exchanged" in check({"claim": claim, "witness": proof["witness"]}).why
    monkeypatch.setattr(kind, "need_form", lambda learning: None)
    assert "exchanged" not in check({"claim": claim, "witness": proof["witness"]}).why
    with balls.precision(128):
        parsed = read_claim(claim)
        zero = parsed.state(Means(parsed.activation, Work()), proof["witness"]["real"], None).zero
        field = parsed.field(Means(parsed.activation, Work()), zero.reach)
        first, second = (field.equation(entry).value for entry in parsed.learning.entries[3:5])
    assert first.contains(0)  # R_11 stands still there
    assert not second.contains(0)  # R_12 does not


def test_a_core_that_takes_any_covariance_is_noticed(monkeypatch):
    """Order parameters that no weights have."""
    claim = EXAMPLE | {"centre": {"q": "0.3", "c": "0.3", "r": "0.4"}}
    witness = {"kind": "spectrum", "precision": 128, "real": frame(7)}
    assert "positive definite" in check({"claim": claim, "witness": witness}).why
    monkeypatch.setattr(equations, "is_positive_definite", lambda rows: True)
    assert "positive definite" not in check({"claim": claim, "witness": witness}).why


@pytest.mark.parametrize(("sigma", "why"), [("relu", "kink"), ("tanh", "no rule"), ("softplus", "no rule")])
def test_what_has_no_equations_is_refused_with_a_reason(sigma, why):
    problem = sc.Problem.orthonormal(sigma, n=2, k=2, scale="1/2")
    with pytest.raises(sc.InputError, match=why):
        sc.fixed_point(problem, eta="1/2", centre=CENTRE)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"eta": 0.5}, "float"),
        ({"eta": "1/2", "Q": [["q", "1"], ["1", "q"]]}, "names"),
        ({"eta": "1/2", "spectrum": (1,)}, "pair"),
        ({"eta": "1/2", "a": [1]}, "2 students"),
        ({"eta": "1/2", "Q": [["q", "c"], ["c", "p"]]}, "centre"),
        ({"eta": "1/2", "noise": "-1"}, "noise"),
    ],
    ids=str,
)
def test_misuse(given, why):
    with pytest.raises(sc.InputError, match=why):
        sc.fixed_point(TWO, centre=CENTRE, **given)
