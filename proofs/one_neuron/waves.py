r"""One student, k orthonormal teachers, σ = sin(ωz + φ), cos ωz, exp(ωz) or sinh(ωz): a critical point and its loss.

w = Σ_j v_j/k, so |w| = 1/√k, and a = k·exp(∓ω²(1 − 1/k)/2), with − for the waves and + for the exponentials.  With
V(t) = κ(1, t, 1) − κ(1, 0, 1) the loss is k·V(1) − k²·V(1/k).  For every ω > 0 and all k: σ(ωz) with teachers v_j is
σ(z) with teachers ωv_j.
"""

from sympy import Rational, Symbol, cos, cosh, exp, sinh

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

omega = Symbol("omega", positive=True)
SIGN = {"sin": -1, "cos": -1, "exp": 1, "sinh": 1}
COVARIANCE = {
    "sin": lambda q, t: exp(-q) * sinh(q * t),
    "cos": lambda q, t: exp(-q) * (cosh(q * t) - 1),
    "exp": lambda q, t: exp(q) * (exp(q * t) - 1),
    "sinh": lambda q, t: exp(q) * sinh(q * t),
}


def outgoing(name, rate=omega):
    return lambda size: size * exp(SIGN[name] * rate**2 * (1 - 1 / size) / 2)


def student(name, a=None):
    """The student for σ(ωz); `name` is σ."""
    a = a or outgoing(name)
    return OneNeuron.symbolic(name, a=a, norm=lambda size: omega * size ** -Rational(1, 2), length=omega)


k = student("sin").symbols["k"]


def loss(V, rate=omega):
    return k * V(rate**2, 1) - k**2 * V(rate**2, 1 / k)


def shifted(q, t):
    """V of sin(ωz + 1)."""
    return exp(-q) * (exp(q * t) - 1 - cos(2) * (exp(-q * t) - 1)) / 2


@theorem("one_neuron.waves")
def closed_form():
    for name, V in COVARIANCE.items():
        yield critical(student(name))
        yield loss_is(student(name), loss(V))
    with_phase = student("sin:phase=1", outgoing("sin"))
    yield critical(with_phase)
    yield loss_is(with_phase, loss(shifted))


@mutant(closed_form)
def outgoing_weight_k():
    return critical(student("sin", a=lambda size: size))


@mutant(closed_form)
def the_height_of_exp_for_sin():
    return critical(student("sin", a=outgoing("exp")))


@mutant(closed_form)
def half_the_rate():
    return critical(student("sin", a=outgoing("sin", omega / 2)))


@mutant(closed_form)
def with_the_mean_of_exp():
    return loss_is(student("exp"), loss(lambda q, t: exp(q + q * t)))


@mutant(closed_form)
def the_loss_at_rate_one():
    return loss_is(student("sinh"), loss(COVARIANCE["sinh"], 1))
