"""Copy-average and one-neuron configurations: critical, with the certified values, in every form they can take."""

import json

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational, Symbol, asin, pi, sqrt

from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.networks.loss import read_configuration
from symcrit.errors import InputError
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.model.configurations import CopyAverage, OneNeuron
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.strategies import partitions
from symcrit.testing import PROFILE
from symcrit.translate import from_json
from tests.speed import at_most

first, second = sympy.symbols("first second", integer=True, positive=True)

# Group sizes, loss, positive and negative Hessian eigenvalues, the smallest one; L = E[(f − f*)²], d = k.
# Computed in ball arithmetic at 50 digits, independently of symcrit.
CERTIFIED = [
    ([2], "0.0232216806253367164990651200388", (3, 0), 0.0119556436491),
    ([2, 1], "0.0232216806253367164990651200388", (8, 0), 0.00753477558012),
    ([3, 1], "0.0405931773139538555561472159301", (10, 0), 0.00303940322927),
    ([2, 2], "0.0464433612506734329981302400776", (8, 2), -0.00849267363295),
    ([1, 1, 1], "0", (12, 0), 0.0125748376905),
]


def best_loss(size):
    """L*(l) = l/3 − (2l²/π) asin(1/(2l))."""
    return Rational(size, 3) - 2 * size**2 / pi * asin(Rational(1, 2 * size))


@pytest.mark.parametrize(("sizes", "loss", "inertia", "smallest"), CERTIFIED)
def test_certified_values(sizes, loss, inertia, smallest):
    problem = Problem.orthonormal("erf", n=len(sizes), k=sum(sizes))
    point = CopyAverage.sizes(sizes).at(problem)
    assert abs(point.loss.evalf(40) - sympy.Float(loss, 40)) < 1e-29
    eigenvalues = np.linalg.eigvalsh(problem.hessian(point.network.to_float()))
    assert ((eigenvalues > 1e-10).sum(), (eigenvalues < -1e-10).sum()) == inertia
    assert eigenvalues[0] == pytest.approx(smallest, rel=1e-9)


@PROFILE
@given(partitions(1, 8), st.integers(0, 1))
def test_critical_in_floats_at_every_partition_and_the_loss_is_the_sum(groups, extra):
    sizes = [len(group) for group in groups]
    k = sum(sizes)
    problem = Problem.orthonormal("erf", n=len(sizes), k=k, d=k + extra)
    point = CopyAverage(groups, d=k + extra).at(problem)
    network = point.network.to_float()
    assert abs(problem.gradient(network).vector).max() < 1e-12
    assert problem.loss(network) == pytest.approx(float(sum(map(best_loss, sizes))), abs=1e-12)
    assert resolved(CopyAverage(groups, d=k + extra).to_core()) == resolved(point.to_core())


def resolved(configuration):
    """The explicit vectors of core JSON as numbers."""
    network = configuration["network"]
    values = [float(from_json(entry)) for entry in network["pool"]]
    return [np.round(np.array(values)[np.array(network[key])], 12).tolist() for key in ("W", "a", "V", "b")]


def test_symbolic_loss_and_gradient_against_full_vectors():
    """Wrong profiles on purpose: nothing vanishes, so nothing agrees by accident."""
    family = CopyAverage.symbolic("erf", a=lambda size: size + 1, norm=lambda size: 1 / sqrt(size + 3))
    loss, gradient = family.loss([first, second]), family.gradient([first, second])
    for sizes in ([1, 2], [3, 2]):
        values = dict(zip((first, second), sizes, strict=True))
        point = family.instance(sizes).at(Problem.orthonormal("erf", n=2, k=sum(sizes)))
        assert abs((loss.subs(values) - point.loss).evalf(40)) < 1e-35
        assert abs(point.loss.evalf()) > 1e-2
        leaders = [0, sizes[0]]  # the first teacher of each group stands for the group
        for student, part in enumerate(gradient):
            assert abs((part.a.subs(values) - point.gradient.a[student]).evalf(40)) < 1e-35
            for group, along in enumerate(part.along):
                assert abs((along.subs(values) - point.gradient.W[student, leaders[group]]).evalf(40)) < 1e-35
                assert abs(along.subs(values).evalf()) > 1e-3


def test_loss_for_an_arbitrary_kernel_against_full_vectors():
    """Term by term: nothing vanishes for an arbitrary κ, not even κ(1, 0, 1)."""
    kappa = Kernel.uninterpreted("kappa")
    family = CopyAverage.symbolic(kappa, a=lambda size: size + 1, norm=lambda size: 1 / sqrt(size + 3))
    point = family.instance([1, 2]).at(Problem.orthonormal(kappa, n=2, k=3))
    assert (family.loss([1, 2]) - point.loss).expand() == 0
    assert point.loss.has(kappa(1, 0, 1))


def test_one_neuron_is_the_known_solution():
    loss = OneNeuron().loss()
    assert loss.free_symbols == {OneNeuron().k}
    for size in (1, 2, 7):
        assert OneNeuron(k=size).loss() == best_loss(size)
        assert abs((loss.subs(OneNeuron().k, size) - best_loss(size)).evalf(30)) < 1e-25
        (part,) = OneNeuron(k=size).gradient()
        assert abs(part.a.evalf(30, chop=True)) < 1e-25
        assert abs(part.along[0].evalf(30, chop=True)) < 1e-25
    (wrong,) = OneNeuron.symbolic(norm=lambda size: 1 / sqrt(2 * size)).instance([3]).gradient()
    assert abs(wrong.along[0].evalf()) > 1e-3


def test_scale():
    assert OneNeuron(k=3, scale="1/2").loss() == best_loss(3) / 2
    assert OneNeuron(k=3, scale="1/2").to_core()["scale"] == "1/2"


def test_forms_for_core():
    open_sizes = CopyAverage.symbolic("erf").to_core()
    students = [{"a": "l", "c": ["*", ["^", ["sqrt", "l"], -1], ["^", ["sqrt", ["+", ["*", "2", "l"], "-1"]], -1]]}]
    groups = {"size": "l", "sizes": None, "students": students, "b": "1"}
    assert open_sizes == {"kernel": kernel("erf").core, "scale": "1", "groups": groups}
    assert OneNeuron().to_core()["groups"] == {**groups, "sizes": ["k"]}
    assert OneNeuron(k=5).to_core()["groups"]["sizes"] == ["5"]
    kappa = Kernel.uninterpreted("kappa")
    arbitrary = CopyAverage.symbolic(kappa, a="l*p", norm=lambda size: 1 / size)
    assert arbitrary.to_core()["kernel"] == {"uninterpreted": "kappa"}
    assert set(arbitrary.symbols) == {"l", "p"}
    assert list(OneNeuron().symbols) == ["k"]
    assert not OneNeuron(k=5).symbols


def test_core_accepts_every_form():
    for configuration in (OneNeuron(), OneNeuron(k=4), CopyAverage.symbolic(), CopyAverage([[2], [0, 1]], d=5)):
        assert read_configuration(configuration.to_core()).kernel == read_kernel(kernel("erf").core)


def test_a_thousand_teachers():
    with at_most(40):
        configuration = CopyAverage.sizes([10] * 100, d=1000).to_core()
    network = configuration["network"]
    assert len(network["W"]) == 100
    assert len(network["V"]) == len(network["V"][0]) == 1000
    assert len(network["pool"]) == 4
    assert len(json.dumps(configuration)) < 5_000_000


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: CopyAverage([[0], [2]]), "teacher 1 is in no group"),
        (lambda: CopyAverage([[0], [0, 1]]), "teacher 0 is in two groups"),
        (lambda: CopyAverage([[0], []]), "empty group"),
        (lambda: CopyAverage([]), "no groups"),
        (lambda: CopyAverage([[0.5]]), "integers"),
        (lambda: CopyAverage([[0, 1]], d=1), "d >= k"),
        (lambda: CopyAverage([[0, 1]], "tanh"), r"for kernel tanh \(certified quadrature\); give a="),
        (lambda: CopyAverage.symbolic(Kernel.uninterpreted("kappa")), "no known closed form"),
        (lambda: CopyAverage.symbolic().loss(), "number of groups is open"),
        (lambda: CopyAverage.symbolic().at(Problem.orthonormal("erf", n=1, k=1)), "sizes are open"),
        (lambda: CopyAverage.sizes([0, 1]), "integers >= 1"),
        (lambda: CopyAverage.sizes(3), "integers >= 1"),
        (lambda: CopyAverage([[0, 1]]).at(Problem.orthonormal("erf", n=2, k=2)), "n = 1, k = 2; the problem n = 2"),
        (lambda: OneNeuron().at(Problem(teacher=Network([[2]]), activation="erf", n=1)), "not unit-orthonormal"),
        (lambda: OneNeuron(k=0), "positive integer"),
        (lambda: OneNeuron(k=Symbol("k")), "positive integer"),
        (lambda: OneNeuron(a=lambda size: 0.5 * size), "is a float"),
        (lambda: OneNeuron().instance([1, 2]), "exactly one group"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()
