"""One neuron without closed form: certified roots against values found otherwise, and what must be refused."""

import pytest
from flint import arb
from sympy import Rational

from symcrit import Activation, InputError, one_neuron
from symcrit.core.algebra import balls
from symcrit.kernels.activations import activation
from symcrit.model.one_neuron import _Equation, _only_root

# Roots of the scalar equation by high-precision quadrature, agreeing on two grids to 2e-31 (not computed by symcrit):
# activation, k, r, a, loss, linear defect √k c₁(1) − a c₁(r), for L = E[(student − teacher)²].
REFERENCE = [
    "tanh 2 0.49394842173883368105646037016454 2.0907760013846971324794172558081 "
    "0.043297210151276479453536917093807 -6.24550435143e-5",
    "tanh 3 0.3696417686667414823423926213533 3.1860519328552982559542483641121 "
    "0.074755525738611586874441126843612 -2.15333171372e-5",
    "logistic 2 0.6387103949523593591369808444405 2.0000727889090910083560327237359 "
    "0.0010458075492360050059791688876996 0.000187765304743",
    "logistic 3 0.5057914300349020689961464404416 3.0000462081149663686021727047988 "
    "0.0018441616255110696154602215280604 0.000146397660661",
    "softplus 2 0.65149496917222653683643548523883 2.1679182888958131442011451330685 "
    "0.021647936862940899417912594298576 0.000912851790506",
    "softplus 3 0.51915935045357027209859157754481 3.3320424423852011980187657220227 "
    "0.04319103319847419610224780073238 0.00109490874822",
]
QUICK = {"tanh 2"}


@pytest.mark.parametrize(
    "row", [row if row.startswith(tuple(QUICK)) else pytest.param(row, marks=pytest.mark.slow) for row in REFERENCE]
)
def test_values_found_otherwise(row):
    """Every ball has 30 digits and meets the reference within the error that the reference states."""
    name, k, *numbers = row.split()
    found = one_neuron(name, int(k), digits=30)
    with balls.precision(160):
        for ball, number, error in zip(
            (found.r, found.a, found.loss, found.linear_defect),
            numbers,
            ("2e-31", "2e-31", "2e-31", "1e-14"),
            strict=True,
        ):
            assert ball.rad() < 1e-29
            assert ball.overlaps(arb(number, error))
            assert not ball.overlaps(arb(number) + arb("1e-12"))
        assert found.linear_defect < 0 or found.linear_defect > 0
        low, high = found.interval
        assert float(low) < float(found.r) < float(high)


@pytest.mark.slow
def test_erf_has_its_closed_form():
    """a = k, r = 1/√(2k − 1), no linear defect: the same equation, solved for an activation where all is known."""
    found = one_neuron("erf", 3, digits=25)
    with balls.precision(120):
        assert found.a.overlaps(arb(3))
        assert found.r.overlaps(1 / arb(5).sqrt())
        assert found.linear_defect.contains(0)
        assert found.loss.overlaps(1 - 18 * (1 / arb(6)).asin() / arb.pi())
        assert found.r.rad() < 1e-25


def test_without_digits_to_spare():
    found = one_neuron("tanh", 2, digits=5)
    assert found.r.overlaps(arb("0.49394842173883368"))
    assert found.configuration.a == Rational(found.a.mid().str(30, radius=False))
    assert "r is the only root in [" in str(found)


def test_the_derivative_of_the_equation():
    """Φ(r + h) − Φ(r) lies in h times the enclosure of dΦ/dr over the segment."""
    with balls.precision(60):
        equation = _Equation(activation("softplus").expr, 2, 1.0)
        left, right = arb("0.625"), arb("0.6328125")
        slope = equation.over(left.union(right))[1]
        assert slope.overlaps((equation.phi(right) - equation.phi(left)) / (right - left))
        assert slope.is_finite()


@pytest.mark.parametrize("guess", [0.4, 0.45, 0.6])
def test_no_root_is_invented(guess):
    """At 0.45 the derivative has one sign nearby, too, but Φ does not change its own."""
    with balls.precision(40):
        equation = _Equation(activation("tanh").expr, 2, 1.0)
        with pytest.raises(InputError, match=r"no certified root near|not excluded"):
            _only_root(equation, guess, (arb("0.25"), arb(1)))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: one_neuron("tanh", 1), "integer >= 2"),
        (lambda: one_neuron("relu", 2), "no bound for"),
        (lambda: one_neuron("tanh", 2, interval=(1, "1/2")), "0 < low < high"),
        (lambda: one_neuron("tanh", 2, interval=("3/5", 1)), "at the end r = 0.6"),
        (lambda: one_neuron(Activation("gelu_own", "z*(1 + erf(z/sqrt(2)))/2"), 2), "no root is in sight"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()
