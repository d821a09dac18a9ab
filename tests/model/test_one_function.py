"""The formula of σ decides, on every road, and never its name."""

import numpy as np
import pytest

import symcrit as sc
from symcrit.flow.endpoints import pattern
from symcrit.flow.landscape import States
from symcrit.kernels.activations import Activation, activation, same_function
from symcrit.kernels.kernel import kernel

# σ as it is registered, and the same function under other names and in other spellings
SPELLINGS = {
    "relu": [
        "leaky_relu:slope=0",
        "abrelu:left=0",
        "rectified_monomial:n=1",
        Activation("mine", "(z + abs(z))/2"),
        Activation("ramp", "z*(1 + z/abs(z))/2"),
    ],
    "abs": ["abrelu:left=-1,right=1", "leaky_relu:slope=-1", Activation("mine", "sqrt(z^2)")],
    "erf": ["erf:slope=1/sqrt(2)", Activation("mine", "1 - erfc(z/sqrt(2))"), Activation("erf", "erf(z/sqrt(2))")],
    "erf:slope=1": [Activation("mine", "erf(z)"), "sigmoid_like:height=1,middle=0,slope=1"],
    "probit": ["sigmoid_like:slope=1/sqrt(2)", Activation("mine", "1/2 + erf(z*sqrt(2)/2)/2")],
}
PAIRS = [(name, other) for name, others in SPELLINGS.items() for other in others]
ORTHONORMAL = {"n": 2, "k": 3}


def _start(seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(scale=0.5, size=8)


@pytest.mark.parametrize(("name", "other"), PAIRS, ids=str)
def test_spellings_of_one_function_have_one_kernel_and_one_flow(name, other):
    first, second = (sc.Problem.orthonormal(sigma, **ORTHONORMAL) for sigma in (name, other))
    assert kernel(name).ball(1, "1/3", 2).overlaps(kernel(other).ball(1, "1/3", 2))
    assert States(first).family is not None
    assert States(first).family == States(second).family
    runs = [sc.gradient_flow(problem, _start(), t_max=20) for problem in (first, second)]
    assert np.array_equal(runs[0].states, runs[1].states)
    drifts = [run.drift for run in runs]
    assert drifts[0] == drifts[1]
    assert (drifts[0] is None) == (name not in ("relu", "abs"))


@pytest.mark.parametrize(
    "sigma", ["leaky_relu:slope=0", "abs", "erf:slope=1", Activation("mine", "erf(2*z)/3 + 1")], ids=str
)
def test_high_precision_has_the_forms_of_float64(sigma):
    problem = sc.Problem.orthonormal(sigma, n=1, k=2)
    start = sc.Network([["0.3", "0.5"]], ["0.7"])
    runs = [sc.gradient_flow(problem, start, t_max=1, digits=digits) for digits in (None, 20)]
    exact = problem.gradient(start).vector
    assert np.allclose(runs[0].states[-1], runs[1].states[-1].astype(float), rtol=1e-6)
    assert abs(float(runs[1].gradient_norms[0]) - float(exact.norm())) < 1e-14


@pytest.mark.parametrize(
    "sigma", ["relu", "abs", "leaky_relu", "erf:slope=1", Activation("mine", "3*erf(z) - 2*z*0")], ids=str
)
def test_compiled_forms_are_the_kernels(sigma):
    from symcrit.flow.compiled import gradient

    problem, x = sc.Problem.orthonormal(sigma, **ORTHONORMAL), _start()
    states, out = States(problem), np.empty(8)
    _, loss = gradient(x, states.landscape(), out)
    network = states.network(x)
    assert np.allclose(out, problem.gradient(network).vector, rtol=1e-11, atol=1e-13)
    assert abs(loss - problem.loss(network)) < 1e-12


def test_a_false_candidate_does_not_borrow_the_compiled_form():
    false = sc.Kernel.candidate("erf", "q12")
    assert States(sc.Problem.orthonormal(false, **ORTHONORMAL)).family is None


@pytest.mark.parametrize(
    "sigma", ["erf:slope=1", Activation("mine", "erf(z)"), Activation("own", "2*erf(3*z) - 1")], ids=str
)
def test_symmetric_networks_are_certified_with_their_own_function(sigma):
    point = sc.CopyAverage([[0], [1, 2]], sigma)
    answers = [sc.certify(point, symmetry=symmetry, digits=12) for symmetry in (True, False)]
    assert [answer.verdict.name for answer in answers] == ["PROVED", "PROVED"]
    assert all(answer.loss.contains(point.loss()) for answer in answers)

    assert point.c.free_symbols  # the weights below are those of groups of 1 and 2
    written = [point.c.xreplace({next(iter(point.c.free_symbols)): size}) for size in (1, 2)]
    members = [sc.Member(w=[written[0], 0]), sc.Member(w=[0, written[1]], a=2)]
    network = sc.SymmetricNetwork([1, 2], members, sigma)
    again = sc.certify(network, symmetry=False, digits=12)
    assert again.verdict.name == "PROVED"
    assert again.loss.contains(point.loss())


def test_a_configuration_fits_a_problem_of_the_same_function():
    point = sc.CopyAverage([[0], [1, 2]], "erf:slope=1").at(sc.Problem.orthonormal(Activation("mine", "erf(z)"), 2, 3))
    assert pattern(point.problem, point.network) == "copy-average 2,1"
    with pytest.raises(sc.InputError, match="the configuration is about"):
        sc.CopyAverage([[0], [1, 2]], "erf").at(sc.Problem.orthonormal("erf:slope=1", 2, 3))


def test_student_and_teacher_of_one_function_are_no_two_activations():
    teacher = sc.Network([[1, 0], [0, 1]])
    problem = sc.Problem(teacher, "relu", n=1, teacher_activation=activation("leaky_relu", slope=0))
    assert len(set(problem.kernels)) == 1
    end = sc.gradient_flow(problem, rng=0).network
    assert sc.certify(problem, end).verdict.name == "PROVED"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Activation("erf", "erf(z)"), "registered activation"),
        (lambda: Activation("relu", "abs(z)"), "another name"),
        (lambda: Activation("erf", "z^3"), "another name"),
        (lambda: Activation("erf", "erf(z)", parameters={"slope": 2}), "another name"),
        (lambda: Activation("erf", "erf(z)", parameters={"steep": 2}), "unknown parameter"),
        (lambda: kernel(Activation("mine", "z^3"), Activation("mine", "z^2")), "two activations are called 'mine'"),
    ],
)
def test_a_name_stands_for_one_function(call, words):
    with pytest.raises(sc.InputError, match=words):
        call()


def test_a_registered_name_may_be_written_out():
    assert Activation("erf", "erf(z)", parameters={"slope": 1}).label == "erf:slope=1"
    assert same_function(Activation("erf", "erf(z/sqrt(2))"), activation("erf"))
    assert not same_function(activation("erf"), activation("erf", slope=1))


def test_what_is_evident_is_found():
    assert Activation("mine", "3*z*abs(z)").homogeneity == 2
    assert Activation("mine", "z + abs(z)/2").homogeneity == 1
    assert Activation("mine", "z + z^2").homogeneity is None
    assert Activation("mine", "z^2*erf(z)").homogeneity is None
