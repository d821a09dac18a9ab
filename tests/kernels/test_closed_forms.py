"""Closed forms that symcrit derives: they are the expectation, core accepts the derivation, identities hold."""

from functools import cache
from itertools import product

import flint
import numpy as np
import pytest
import sympy
from sympy import Rational, lambdify, sqrt

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.algebra import expr as core
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, activation_names, z
from symcrit.kernels.closed.integrals import closed_form
from symcrit.kernels.closed.terms import NoClosedForm, is_self_similar, terms
from symcrit.kernels.kernel import kernel, q11, q12, q22
from symcrit.translate import to_json
from tests.kernels.names import NAMES
from tests.speed import at_most

VARIANTS = [
    "abrelu:left=2,right=-1/3",
    "cos:omega=1/2,phase=1/3",
    "erf:slope=2",
    "exp:omega=-1/2",
    "gaussian:rate=3",
    "gaussian_slope:rate=1/3",
    "hermite:m=6",
    "monomial:m=5",
    "polynomial:c0=1,c1=-1/2,c2=1/3,c3=2",
    "rectified_monomial:n=3",
    "sigmoid_like:height=2,slope=1/3,middle=-1",
    "sin:omega=2,phase=1",
    "smoothed_relu:s=1/3",
]
CROSS = [
    ("erf", "relu"), ("relu", "erf"), ("relu", "gelu"), ("step", "relu"), ("sign", "erf"), ("abs", "square"),
    ("erf", "probit"), ("relu", "hermite"), ("gelu", "gaussian_slope"), ("sin", "exp"), ("sin", "gaussian_slope"),
    ("smoothed_relu", "relu"), ("linear", "sinh"), ("relu", "gaussian"), ("step", "gelu"), ("square", "cos"),
    ("rectified_monomial", "relu"), ("leaky_relu", "erf"), ("erf", "exp"), ("relu", "exp"), ("gelu", "sinh"),
]  # fmt: skip
COSINES = ["-1", "-0.999999", "-1/2", "0", "1/3", "0.999999", "1"]
NORMS = [("1", "1"), ("1/4", "4"), ("9/4", "1/100")]
STEPS, WEIGHTS = np.polynomial.legendre.leggauss(16)
GEOMETRIC = 2.0 ** np.arange(-16, 0)


OUTER = np.unique(np.concatenate([[0], GEOMETRIC, np.linspace(0, 1, 9)]))  # ends of panels; E[σ(u)τ(v) | u] may bend
INNER = np.linspace(0, 1, 13)  # τ is smooth but for its kink


def nodes(kink, near, reach=12.0):
    """Nodes and weights of N(0, 1) on panels that meet at `kink`: a row for each kink."""
    kink = np.clip(np.atleast_1d(kink), -reach, reach)[:, None]
    ends = np.concatenate([kink - (kink + reach) * near[::-1], kink + (reach - kink) * near[1:]], axis=1)
    half, middle = np.diff(ends) / 2, (ends[:, 1:] + ends[:, :-1]) / 2
    x = (middle[..., None] + half[..., None] * STEPS).reshape(len(kink), -1)
    return x, (half[..., None] * WEIGHTS).reshape(len(kink), -1) * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def definition(sigma, tau, a, b, c, means=(0.0, 0.0)):
    """E[σ(u)τ(v)] in float64 from the definition: Gauss-Legendre on panels that end at the kinks of σ and τ at 0."""
    f, g = (lambdify(z, one.expr, ["scipy", "numpy"]) for one in (sigma, tau))
    alpha = np.sqrt(a)
    beta, gamma = b / alpha, np.sqrt(max(c - b * b / a, 0.0))
    gamma = 0.0 if gamma < 1e-9 * np.sqrt(c) else gamma
    (x,), (weights,) = nodes(-means[0] / alpha, OUTER)
    mean = means[1] + beta * x
    y, v = nodes(-mean / gamma, INNER) if gamma else (np.zeros((len(x), 1)), np.ones((len(x), 1)))
    values = g(mean[:, None] + gamma * y) * np.ones_like(y)
    return float(np.sum(weights * f(means[0] + alpha * x) * np.sum(v * values, axis=1)))


def pairs():
    return [(one, one) for one in [*NAMES, *VARIANTS]] + CROSS


@pytest.mark.parametrize("names", pairs(), ids=" ".join)
def test_the_closed_form_is_the_expectation(names):
    own, pair = kernel(*names), tuple(map(activation, names))
    size = cache(lambda one, q: np.sqrt(definition(one, one, *[float(Rational(q))] * 3)))
    for (a, c), rho in [*product(NORMS[:1], COSINES), (NORMS[1], "1/3"), (NORMS[2], "-1/2")]:
        b = Rational(rho) * sqrt(Rational(a) * Rational(c))
        scale = size(pair[0], a) * size(pair[1], c)
        expected = definition(*pair, float(Rational(a)), float(b), float(Rational(c)))
        assert abs(float(own.ball(a, b, c)) - expected) < 1e-9 * scale, (a, rho, c)


@pytest.mark.parametrize("names", pairs(), ids=" ".join)
def test_core_accepts_the_derivation_quickly(names):
    with at_most(120):
        closed_form(*(activation(name).expr for name in names))
        assert kernel(*names).derivation is not None


@pytest.mark.parametrize("names", pairs(), ids=" ".join)
def test_slopes_are_the_jets_of_the_closed_form(names):
    """First and second derivatives against power series of κ along the line."""
    own = kernel(*names)
    form = core.parse(to_json(own.expr))
    with balls.precision(150):
        at = {"q11": flint.arb(2), "q12": flint.arb(1) / 3, "q22": flint.arb(3) / 2}
        for by in at:
            line = {**at, by: flint.arb_series([at[by], 1], prec=3)}
            jet = balls.evaluate(form, line)
            coefficients = list(jet.coeffs()) if isinstance(jet, flint.arb_series) else [jet]
            coefficients += [flint.arb(0)] * (3 - len(coefficients))
            first, second = own.diff(by), own.diff(by).diff(by)
            for order, slope in ((1, first), (2, second)):
                value = balls.evaluate(core.parse(to_json(slope.expr)), at)
                assert value.overlaps(order * coefficients[order]), (by, order)
                assert value.rad() < 1e-20


@pytest.mark.parametrize("name", [*NAMES, *VARIANTS])
def test_symmetry_and_homogeneity(name):
    own, degree = kernel(name), activation(name).homogeneity
    assert own.ball(2, "1/3", 5).overlaps(own.ball(5, "1/3", 2))
    if degree is not None:
        large, small = own.ball(200, "100/3", 500), own.ball(2, "1/3", 5)
        assert large.overlaps(flint.arb(100) ** degree * small)


@pytest.mark.parametrize("names", [("relu", "erf"), ("step", "gelu"), ("sin", "exp")], ids=" ".join)
def test_cross_kernels_swap(names):
    assert kernel(*names).ball(2, "1/3", 5).overlaps(kernel(*reversed(names)).ball(5, "1/3", 2))


BIASED = ["linear", "square", "hermite", "exp", "sinh", "sin", "cos:phase=1/3", "gaussian", "gaussian_slope"]


@pytest.mark.parametrize("name", BIASED)
def test_biases(name):
    own, sigma = kernel(name, bias=True), activation(name)
    for rho, m1, m2 in product(("-1", "-1/2", "0", "1"), ("-2", "0", "2/5"), ("2/5",)):
        b = 2 * Rational(rho)
        expected = definition(sigma, sigma, 1.0, float(b), 4.0, (float(Rational(m1)), float(Rational(m2))))
        assert float(own.ball(1, b, 4, m1=m1, m2=m2)) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert own.ball(1, "1/2", 2).overlaps(kernel(name).ball(1, "1/2", 2))
    assert own.derivation is not None


def test_biases_of_one_side():
    """erf and max(z, 0) with a mean, against a polynomial."""
    for name in ("erf", "relu"):
        forms = closed_form(activation(name).expr, z**2, biased=True)
        at = dict(
            zip(
                [q11, q12, q22, *sympy.symbols("m1 m2", real=True)],
                map(Rational, (2, 1, 3, "1/3", "-1/2")),
                strict=True,
            )
        )
        expected = definition(activation(name), activation("square"), 2.0, 1.0, 3.0, (1 / 3, -0.5))
        assert float(forms[0].subs(at)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("sigma", "kappa"),
    [
        ("z^2 + exp(z)", None),
        pytest.param("z*erf(z)^1 - 2*abs(z)", None, marks=pytest.mark.slow),
        ("(z^2 - 1)*exp(-z^2/2)", None),
        ("abs(z)^3", "2/pi*(sqrt(q11*q22 - q12^2)*(4*q11*q22 + 11*q12^2) + 3*q12*(3*q11*q22 + 2*q12^2)"
         "*asin(q12/sqrt(q11*q22)))"),
        ("cosh(z) - z", None),
        ("erfc(z)", None),
        ("sin(z)*cos(z)", None),
    ],
)  # fmt: skip
def test_ones_own_activation(sigma, kappa):
    mine = Activation("mine", sigma)
    own = kernel(mine)
    assert float(own.ball(1, "1/3", 2)) == pytest.approx(definition(mine, mine, 1.0, 1 / 3, 2.0), rel=1e-9)
    if kappa is not None:
        assert sc.Kernel.candidate(mine, kappa).ball(1, "1/3", 2).overlaps(own.ball(1, "1/3", 2))
    if "cos(z)" not in sigma:  # core has no product-to-sum formula
        assert own.derivation is not None
        assert sc.decide(sc.kernel_of(mine)).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize(
    ("sigma", "says"),
    [
        ("tanh(z)", "no rule for the factor tanh"),
        ("erf(z)^3", "no rule for the factor erf(z)**3"),
        ("erf(z)*sin(z)", "complex arguments"),
        ("log(1 + z^2)", "no rule"),
    ],
)
def test_without_a_closed_form_the_definition_is_left(sigma, says):
    mine = Activation("mine", sigma)
    own = kernel(mine)
    assert (own.kind, own.rules, own.derivation) == ("certified", ("definition", "price", "trapezoid"), None)
    assert says in own.fallback
    assert "certified" in str(own)
    expected = definition(mine, mine, 1.0, 1 / 3, 2.0)
    assert float(own.ball(1, "1/3", 2, digits=12)) == pytest.approx(expected, rel=1e-9)
    assert float(kernel(mine, bias=True).ball(1, "1/3", 2, m1="1/2", digits=12)) == pytest.approx(
        definition(mine, mine, 1.0, 1 / 3, 2.0, (0.5, 0.0)), rel=1e-9
    )


@pytest.mark.parametrize(("sigma", "says"), [("exp(z^2)", "not square-integrable"), ("exp(z^3)", "no rule")])
def test_neither_a_closed_form_nor_the_definition(sigma, says):
    with pytest.raises(InputError, match=says):
        kernel(Activation("mine", sigma))


SELU = sympy.Piecewise((Rational(7, 4) * (sympy.exp(z) - 1), z < 0), (Rational(21, 20) * z, True))


@pytest.mark.parametrize(
    "sigma",
    [activation("elu"), pytest.param(Activation("my_selu", SELU), marks=pytest.mark.slow)],
    ids=lambda sigma: sigma.name,
)
def test_analytic_pieces_left_and_right_of_a_kink(sigma):
    """Kernels by Φ₂: closed form, certified quadrature and floats agree."""
    own, biased = kernel(sigma), kernel(sigma, bias=True)
    assert own.kind == "closed"
    for b, c in (("-2", 4), ("-1/2", 2), ("0", 1), ("1/3", 1), ("1", 1)):
        closed, quadrature = own.ball(1, b, c, digits=20), own.quadrature(1, b, c, digits=20)
        assert closed.overlaps(quadrature)
        assert max(closed.rad(), quadrature.rad()) < 1e-17
        assert float(closed) == pytest.approx(float(own.numeric(1, float(Rational(b)), c)), rel=1e-8)
        moved = [way(1, b, c, m1="2/5", m2=-2, digits=15) for way in (biased.ball, biased.quadrature)]
        assert moved[0].overlaps(moved[1])
    expected = definition(sigma, sigma, 1.0, 1 / 3, 2.0)
    assert float(own.ball(1, "1/3", 2)) == pytest.approx(expected, rel=1e-9)
    h = Rational(1, 10**10)
    for by in ("q11", "q12"):
        at = {"q11": Rational(1), "q12": Rational(1, 3), "q22": 2}
        ends = [own.ball(**{**at, by: at[by] + way * h}, digits=40) for way in (1, -1)]
        with balls.precision(200):
            assert abs((ends[0] - ends[1]) / (2 * float(h)) - own.diff(by).ball(1, "1/3", 2)) < 1e-6


def test_of_one_name():
    """A registered name stands for the registered function."""
    with pytest.raises(InputError, match="give yours another name"):
        Activation("erf", z**3)
    assert kernel(Activation("erf", "erf(z/sqrt(2))")).expr == kernel("erf").expr


def test_parameters_are_named():
    assert str(kernel("leaky_relu:slope=1/5", "erf")) == "kernel leaky_relu:slope=1/5, erf"
    assert activation("sin:omega=2,phase=1/3").label == "sin:omega=2,phase=1/3"
    for wrong, says in (("erf:slope", "name:parameter=value"), ("hermite:m=1/2", "not an integer"),
                        ("hermite:m=99", "from 1 to 12"), ("erf:slope=x", "is not a number"),
                        ("smoothed_relu:s=0", "not defined")):  # fmt: skip
        with pytest.raises(InputError, match=says):
            activation(wrong)


def test_self_similar():
    """MATH: Gaussian-smoothed homogeneous functions, Hermite polynomials, exponentials, sines; not relu, gelu, tanh."""
    similar = {name for name in activation_names() if is_self_similar(activation(name))}
    assert {"erf", "probit", "exp", "sinh", "sin", "hermite", "gaussian", "gaussian_slope", "smoothed_abs"} <= similar
    assert not {"relu", "abs", "square", "monomial", "sign", "gelu", "tanh", "logistic", "softplus", "silu"} & similar
    assert is_self_similar(Activation("mine", "z^2 + 3"))
    assert not is_self_similar(Activation("mine", "z^3 - z"))


def test_terms_are_those_of_the_expression():
    with pytest.raises(NoClosedForm):
        terms(sympy.exp(z**2))
    assert {(term.c, term.n, term.e) for term in terms(z * abs(z) / 2 + 1)} == {
        (Rational(1, 2), 2, (1, 0)),
        (1, 0, None),
    }
