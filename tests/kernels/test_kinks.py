"""Kernels with kinks and jumps anywhere: closed form by core's reduction, certified quadrature and floats agree."""

from itertools import product

import numpy as np
import pytest
import sympy
from flint import arb
from sympy import Rational

import symcrit as sc
from symcrit.core import check
from symcrit.core.algebra import balls
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.kernel import kernel
from symcrit.kernels.pieces import pieces_of
from symcrit.kernels.quadrature.expectation import expectation

STEPPED = Activation("stepped", z * (1 + (z - 1) / abs(z - 1)) / 2)  # z·1[z > 1]
NAMES = ["hard_tanh", "relu6", "shifted_relu", "elu", STEPPED]
MORE = ["hard_sigmoid", "selu", "shifted_relu:shift=-1/2", Activation("folded", abs(abs(z) - 1))]
PLACES = [(1, "1/2", 2), ("1/4", "-1/5", "1/3"), (4, 0, 9)]
EDGES = [(1, 1, 1), (4, -2, 1), (0, 0, 1), (1, 0, 0)]
MOVED = [("1/3", -1), (1, "1/2")]


def named(sigma):
    return sigma.name if isinstance(sigma, Activation) else sigma


def agree(own, place, means=(0, 0), digits=12):
    """That three roads meet."""
    given = dict(zip(("m1", "m2"), means, strict=True)) if own.biased else {}
    ball, quadrature = own.ball(*place, **given, digits=digits), own.quadrature(*place, **given, digits=digits)
    assert ball.overlaps(quadrature), (place, means, ball, quadrature)
    assert max(ball.rad(), quadrature.rad()) < 1e-11
    number = float(own.numeric(*map(float, map(Rational, place)), **{m: float(Rational(x)) for m, x in given.items()}))
    assert abs(number - float(ball)) < 1e-11 * (1 + abs(number)), (place, means, number, ball)


@pytest.mark.parametrize("sigma", NAMES, ids=named)
def test_three_roads_meet(sigma):
    own = kernel(sigma)
    assert own.kind == "closed"
    for place in [*PLACES[:2], *EDGES]:
        agree(own, place)


@pytest.mark.parametrize("sigma", NAMES[2:3], ids=named)
def test_three_roads_meet_with_means(sigma):
    own = kernel(sigma, bias=True)
    for place, means in [*product(PLACES[:1], MOVED[:1]), *product(EDGES[:2], MOVED[1:])]:
        agree(own, place, means)


@pytest.mark.slow
@pytest.mark.parametrize("sigma", ["gabor", "rbf_features:rate=1/3"])
def test_waves(sigma):
    own = kernel(sigma)
    for place in [*PLACES, *EDGES]:
        agree(own, place)
    assert sc.decide(sc.kernel_of(sigma)).verdict is sc.Verdict.PROVED


@pytest.mark.slow
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sigma", [*NAMES, *MORE], ids=named)
def test_three_roads_meet_on_the_grid(sigma, bias):
    own = kernel(sigma, bias=bias)
    for place, means in product([*PLACES, *EDGES], MOVED if bias else [(0, 0)]):
        agree(own, place, means)


@pytest.mark.slow
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sigma", [*NAMES, *MORE], ids=named)
def test_core_accepts_the_derivation(sigma, bias):
    assert kernel(sigma, bias=bias).derivation is not None


@pytest.mark.slow
@pytest.mark.parametrize("pair", [("hard_tanh", "relu"), ("erf", "relu6"), ("elu", "shifted_relu"), ("gelu", STEPPED)])
def test_two_activations(pair):
    own = kernel(*pair)
    for place in PLACES:
        agree(own, place)
    assert own.derivation is not None


@pytest.mark.parametrize("sigma", ["shifted_relu", "elu"])
def test_a_claim_is_proved_and_a_wrong_constant_refuted(sigma):
    own = kernel(sigma)
    answer = sc.decide(sc.kernel_of(sigma))
    assert answer.verdict is sc.Verdict.PROVED
    assert "gaussian-parts" in answer.rules
    assert check(answer.certificate).verdict is sc.Verdict.PROVED
    wrong = sc.decide(sc.kernel_of(sigma, own.expr + Rational(1, 10**6)))
    assert wrong.verdict is sc.Verdict.REFUTED


def test_where_a_claim_holds_is_said():
    """The form for a kink off 0 has no value at q12² = q11·q22, that of an ELU has."""
    answer = sc.decide(sc.kernel_of("shifted_relu"))
    assert "all three where the right side is defined" in str(answer.statement)
    claim, witness = answer.certificate["claim"], answer.certificate["witness"]
    everywhere = {key: value for key, value in claim.items() if key != "inside"}
    how = witness["kernel"]
    edge = {**how, "edge": True, "steps": [*how["steps"], {"kind": "zero"}]}
    assert "not shown to be defined" in check({"claim": everywhere, "witness": witness}).why
    assert "not shown to be defined" in check({"claim": everywhere, "witness": {**witness, "kernel": edge}}).why
    assert check({"claim": claim, "witness": witness}).verdict is sc.Verdict.PROVED
    assert sc.kernel_of("shifted_relu").core["inside"] is True
    assert "inside" not in sc.kernel_of("elu").core


def test_slopes():
    """Derivatives by differences of the closed form at 60 digits."""
    h = Rational(1, 10**15)
    for sigma, by in product((STEPPED, "hard_tanh"), ("q11", "q12")):
        own = kernel(sigma)
        at = {"q11": Rational(1), "q12": Rational(1, 3), "q22": Rational(2)}
        ends = [own.ball(**{**at, by: at[by] + way * h}, digits=60) for way in (1, -1)]
        with balls.precision(300):
            difference = (ends[0] - ends[1]) * arb(10**15) / 2
            assert abs(difference - own.diff(by).ball(1, "1/3", 2, digits=60)) < 1e-25


def test_the_square_of_erf():
    own = kernel("erf_squared")
    assert own.kind == "closed"
    for place in ((1, "1/2", 2), (1, 1, 1), (0, 0, 1)):
        assert own.ball(*place, digits=15).overlaps(own.quadrature(*place, digits=15))
    values = own.numeric(1, np.array([0.5, 1.0]), 1)
    assert np.allclose(values, [float(own.ball(1, x, 1)) for x in ("1/2", 1)], rtol=1e-13, atol=0)
    assert kernel("erf_squared", bias=True).kind == "certified"  # means of four signs have no balls


def test_pieces():
    clipped = sympy.Min(sympy.Max(z, -1), 1)
    cases = sympy.Piecewise((-1, z < -1), (z, z < 1), (1, True))
    for own in (Activation("a", clipped), Activation("b", cases), activation("hard_tanh")):
        assert pieces_of(own.expr) == ((-1, 1), (-1, z, 1))
    assert Activation("hard_tanh", clipped).expr.has(abs(z + 1))
    assert (STEPPED.smoothness, activation("relu6").smoothness) == (-1, 0)
    assert Activation("smooth", abs(z - 1) ** 3).smoothness == 2
    jumps = Activation("jumps", sympy.Piecewise((0, z <= sympy.sqrt(2)), (z, True)))
    assert pieces_of(jumps.expr) == ((sympy.sqrt(2),), (0, z))
    with pytest.raises(InputError, match="only cases"):
        Activation("odd", sympy.Piecewise((0, sympy.sin(z) < 0), (1, True)))


@pytest.mark.parametrize("name", ["mish", "isru"])
def test_certified_quadrature_takes(name):
    own = kernel(name)
    assert own.kind == "certified"
    value = own.ball(1, "1/2", 1, digits=15)
    assert value.overlaps(expectation(name, None, 1, "1/2", 1, digits=20))
    x, w = np.polynomial.hermite_e.hermegauss(120)
    f = sympy.lambdify(z, activation(name).expr, "numpy")
    square = f(x)[:, None] * f(0.5 * x[:, None] + np.sqrt(0.75) * x[None, :])
    assert float(value) == pytest.approx(float(w @ square @ w) / (2 * np.pi), abs=1e-7)
