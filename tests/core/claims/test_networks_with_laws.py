"""Claims about networks with biases, inputs x ~ N(m, C), two activations and free parameters: true, false, in words."""

import pytest
import sympy

import symcrit as sc
from symcrit import InputError, Network, Point, Problem, Verdict
from symcrit.report.answers import as_text

LAW = {"covariance": [[2, 1], [1, 3]], "mean": [1, 0]}
SQUARE = Problem(Network([[1, 0]], [1], ["1/2"]), "square", 1, **LAW)
STUDENT = Point(SQUARE, Network([[1, "1/2"]], [1], ["1/3"]))
SLOPES = STUDENT.gradient
TANH = Problem(Network([[1, 0]], [1], ["1/2"]), "tanh", 1, **LAW)
LINE = Problem(Network([[1, 0]]), "linear", 1, teacher_activation="erf")


def verdict(claim):
    return sc.decide(claim).verdict


def rows(matrix):
    return [list(matrix.row(i)) for i in range(matrix.rows)]


TRUE = {
    "gradient": sc.gradient_is(STUDENT, W=rows(SLOPES.W), a=list(SLOPES.a), biases=list(SLOPES.biases)),
    "gradient by biases": sc.gradient_is(STUDENT, biases=list(SLOPES.biases)),
    "loss": sc.loss_is(STUDENT, STUDENT.loss),
    "loss_bound": sc.loss_at_least(STUDENT, STUDENT.loss - sympy.Rational(1, 100)),
    "not_critical": sc.not_critical(STUDENT, "100"),
    "not critical without a closed form": sc.not_critical(Point(TANH, Network([[1, "1/2"]], [1], ["1/3"])), "1/100"),
    "critical without a closed form": sc.critical(Point(TANH, TANH.teacher)),
    "critical by W": sc.critical(Point(Problem(LINE.teacher, "linear", 1, teacher_activation="erf", free=["W"]),
                                       Network([["1/sqrt(pi)", 0]]))),
    "critical by W and a": sc.critical(Point(LINE, Network([["1/sqrt(pi)", 0]]))),
    "direction": sc.critical_direction(Point(LINE, Network([[3, 0]]))),
}  # fmt: skip
FALSE = {
    "gradient": sc.gradient_is(STUDENT, W=rows(2 * SLOPES.W)),
    "gradient by biases": sc.gradient_is(STUDENT, biases=[-SLOPES.biases[0]]),
    "loss": sc.loss_is(STUDENT, STUDENT.loss + sympy.Rational(1, 10**9)),
    "loss_bound": sc.loss_at_least(STUDENT, STUDENT.loss + sympy.Rational(1, 100)),
    "not_critical": sc.not_critical(STUDENT, "1000"),
    "critical": sc.critical(STUDENT),
    "critical without a closed form": sc.critical(Point(TANH, Network([[1, 0]], [1], ["1/3"]))),
    "critical by W and a": sc.critical(Point(LINE, Network([["1/sqrt(pi)", "1/100"]]))),
    "direction": sc.critical_direction(Point(LINE, Network([[3, 1]]))),
}


@pytest.mark.parametrize("claim", TRUE.values(), ids=TRUE)
def test_true(claim):
    assert verdict(claim) is Verdict.PROVED


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_false(claim):
    assert verdict(claim) is Verdict.REFUTED


def test_what_is_free():
    """A student on the line of best fit of another length: critical by a, not by W; and so on for the biases."""
    teacher = Network([[1, 0]], [1], ["1/2"])
    half = Network([["1/2", 0]], [2], ["1/4"])  # the same function as one of length 1
    moved = Network([["1/2", 0]], [1], ["1/4"])
    for student, answers in ((half, {"a": True, "W": True, "biases": True}), (moved, dict.fromkeys("aW", False))):
        for name, answer in answers.items():
            point = Point(Problem(teacher, "linear", 1, free=(name,)), student)
            assert verdict(sc.critical(point)) is (Verdict.PROVED if answer else Verdict.REFUTED)
    mean = Network([[0, 0]], [1], ["1/2"])  # E f = E f*, w = 0
    by_bias = Point(Problem(teacher, "linear", 1, free=("biases",)), mean)
    assert verdict(sc.critical(by_bias)) is Verdict.PROVED
    assert verdict(sc.critical(Point(Problem(teacher, "linear", 1), mean))) is Verdict.REFUTED


def test_the_statement_says_what_is_claimed():
    text = sc.critical(STUDENT).statement
    for part in (
        "f(x) = Σ_i a_i σ(w_i·x + β_i)",
        "f*(x) = Σ_j b_j σ(v_j·x + γ_j)",
        "inputs x ∼ N(m, C)",
        "β_1 = 1/3, γ_1 = 1/2, m = (1, 0), C = ((2, 1), (1, 3))",
        "with respect to every a_i, w_i and β_i",
    ):
        assert part in text
    assert "input dimension" not in text.rpartition("There")[2]  # the inputs have the law that is given, in R²
    both = sc.critical(Point(LINE, Network([[1, 0]]))).statement
    assert "σ(z) = z, τ(z) = erf(z·√(2)/2)" in both
    assert "f*(x) = Σ_j b_j τ(v_j·x), with inputs x ∼ N(0, I)" in both
    only = Problem(SQUARE.teacher, "square", 1, free=("W", "biases"), **LAW)
    assert "by every" not in text
    assert "with respect to every w_i and β_i" in sc.not_critical(Point(only, STUDENT.network)).statement


def test_a_plain_network_reads_as_before():
    point = Point(Problem.orthonormal("erf", n=1, k=1), Network([[1]]))
    assert sc.critical(point).statement == (
        "Let σ(z) = erf(z·√(2)/2) and L = E[(f − f*)²]. In dimension 1, the student has 1 neuron and the teacher 1: "
        "w_1 = (1), a_1 = 1, v_j = e_j, b_j = 1. There the gradient of the loss vanishes, ∇L = 0, with respect to "
        "every a_i and w_i, in every input dimension that holds the teacher"
    )
    assert "free" not in sc.critical(point).core


def test_large_networks_differ_by_every_field():
    """The fingerprint of a network that is not written out depends on biases, covariance and mean."""
    W = sympy.eye(9).tolist()
    found = set()
    for biases, covariance, mean in (("0", 1, 0), ("1", 1, 0), ("0", 2, 0), ("0", 1, 1)):
        network = Network(W, [1] * 9, [biases] * 9)
        problem = Problem(Network(W), "linear", 9, covariance=(covariance * sympy.eye(9)).tolist(), mean=[mean] * 9)
        text = sc.critical(Point(problem, network)).statement
        assert "the fingerprint of (W, a, V, b, β, m, C) is" in text
        found.add(text)
    assert len(found) == 4


@pytest.mark.parametrize("name", ["C", "m", "x", "x_1", "beta", "gamma_1", "m_1", "I"])
def test_letters_of_the_statement_are_no_symbols(name):
    symbol = sympy.Symbol(name, real=True)
    with pytest.raises(InputError, match="call the symbol otherwise"):
        sc.critical(Point(SQUARE, Network([[symbol, 0]], [1], ["1/3"])))


def test_a_bias_may_bear_its_own_name():
    beta, gamma = sympy.symbols("beta_1 gamma_1", real=True)
    problem = Problem(Network([[1]], [1], [gamma]), "linear", 1)
    claim = sc.loss_is(Point(problem, Network([[1]], [1], [beta])), (beta - gamma) ** 2)
    assert verdict(claim) is Verdict.PROVED


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sc.gradient_is(STUDENT, W=[[1]]), "W has a row of 2"),
        (lambda: sc.gradient_is(STUDENT, W=[[1, 2], [3, 4]]), "for each of 1 students"),
        (lambda: sc.gradient_is(STUDENT), "at a point gradient_is takes W="),
        (lambda: sc.gradient_is(STUDENT, W=[[1, 2]], outgoing=[1]), "W is for a Point, outgoing for groups"),
        (lambda: sc.gradient_is(sc.CopyAverage.symbolic("erf"), W=[[1, 2]]), "are for a Point"),
        (lambda: sc.gradient_is(STUDENT, W=[[0.5, 1]]), "0.5 is a float"),
        (lambda: sc.gradient_is(Point(LINE, Network([[1, 0]])), biases=[0]), "values are some of W, a"),
        (lambda: sc.OneNeuron().at(Problem.orthonormal("erf", 1, 2, mean=[0, 1])), r"x ~ N\(0, I\)"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


def test_the_proof_tells_the_kernels_apart():
    """κ_σσ, κ_στ and κ_ττ, each of its own activations."""
    problem = Problem(Network([[1, 0]]), "erf", 1, teacher_activation="relu", covariance=[[2, 1], [1, 3]])
    claim = sc.not_critical(Point(problem, Network([[1, "1/2"]])))
    text = as_text(claim.parsed, sc.decide(claim), verbose=True)
    proof = text.partition("proof:")[2]
    for first, second in ("σσ", "στ", "ττ"):
        told, _, form = proof.partition(f"κ_({first} {second}) (q_11")
        assert f"𝔼 [{first} (u) {second} (v)] gives" in told
        assert form
    assert "κ (q_11" not in proof


def test_the_rule_of_squares_is_named():
    copied = Network([[1, 0]], [1], ["1/2"])
    for sigma, used in (("relu", True), ("tanh", False)):
        answer = sc.decide(sc.loss_is(Point(Problem(copied, sigma, 1), copied), 0))
        assert (answer.verdict is Verdict.PROVED, "gaussian-parts" in answer.rules) == (True, used)


def test_an_exact_copy_of_an_elu_is_critical():
    """Its kernel has no form where two neurons are equal, but E[σ(u)²] has; a step has a corner there."""
    copied = Network([[1, 0], [0, 1]], [1, 1], ["1/2", -1])
    doubled = Network([[1, 0], [0, 1]], [1, 2], ["1/2", -1])
    elu = Problem(copied, "elu", 2)
    assert verdict(sc.critical(Point(elu, copied))) is Verdict.PROVED
    assert verdict(sc.loss_is(Point(elu, copied), 0)) is Verdict.PROVED
    assert verdict(sc.critical(Point(elu, doubled))) is not Verdict.PROVED
    answer = sc.decide(sc.critical(Point(Problem(copied, "step", 2), copied)))
    assert answer.verdict is Verdict.UNDECIDED
    assert "1/√(" in answer.why  # written as statements are
    assert "pow" not in answer.why
