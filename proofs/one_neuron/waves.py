r"""One student, k orthonormal teachers, σ = sin(ωz + φ), cos ωz, exp(ωz) or sinh(ωz): a critical point and its loss.

w = Σ_j v_j/k, so |w| = 1/√k, and a = k·exp(∓ω²(1 − 1/k)/2), with − for the waves and + for the exponentials.  With
V(t) = κ(1, t, 1) − κ(1, 0, 1) the loss is k·V(1) − k²·V(1/k).  For all k at ω = 1, and for sin and exp at ω = 2, too.
A kernel has no free parameter; but σ(ωz) is a network with teachers of length ω.  So the same is shown for every
ω > 0 at once, there for k = 2 and 3, with full vectors.
"""

from sympy import Integer, Rational, Symbol, cos, cosh, exp, sinh

from symcrit import Network, OneNeuron, Point, Problem, critical, loss_is, mutant, theorem

RATES = {"sin": (1, 2), "cos": (1,), "exp": (1, 2), "sinh": (1,)}
SIGN = {"sin": -1, "cos": -1, "exp": 1, "sinh": 1}
COVARIANCE = {
    "sin": lambda q, t: exp(-q) * sinh(q * t),
    "cos": lambda q, t: exp(-q) * (cosh(q * t) - 1),
    "exp": lambda q, t: exp(q) * (exp(q * t) - 1),
    "sinh": lambda q, t: exp(q) * sinh(q * t),
}
omega = Symbol("omega", positive=True)


def outgoing(name, q):
    """a as a function of the number of teachers, q = ω²."""
    return lambda size: size * exp(SIGN[name] * q * (1 - 1 / size) / 2)


def student(name, rate, parameters=""):
    return OneNeuron.symbolic(
        f"{name}:omega={rate}{parameters}", a=outgoing(name, rate**2), norm=lambda size: size ** -Rational(1, 2)
    )


k = student("sin", 1).symbols["k"]


def loss(V):
    return k * V(1) - k**2 * V(1 / k)


def shifted(t):
    """V of sin(z + 1)."""
    return exp(-1) * (exp(t) - 1 - cos(2) * (exp(-t) - 1)) / 2


def any_rate(name, size, q=omega**2):
    """The network for all ω: σ at ω = 1, `size` teachers of length ω."""
    teacher = Network([[omega if i == j else 0 for i in range(size)] for j in range(size)])
    problem = Problem(teacher=teacher, activation=name, n=1)
    return Point(problem, Network([[omega / size] * size], [outgoing(name, q)(Integer(size))]))


@theorem("one_neuron.waves")
def closed_form():
    for name, V in COVARIANCE.items():
        for rate in RATES[name]:
            yield critical(student(name, rate))
            yield loss_is(student(name, rate), loss(lambda t, q=rate**2, V=V: V(q, t)))
    yield critical(student("sin", 1, ",phase=1"))
    yield loss_is(student("sin", 1, ",phase=1"), loss(shifted))


@theorem("one_neuron.waves.any_rate")
def for_all_rates():
    for name in ("sin", "exp"):
        for size in (2, 3):
            yield critical(any_rate(name, size))


@mutant(closed_form)
def outgoing_weight_k():
    return critical(OneNeuron.symbolic("sin", a=lambda size: size, norm=lambda size: size ** -Rational(1, 2)))


@mutant(closed_form)
def the_height_of_exp_for_sin():
    return critical(OneNeuron.symbolic("sin", a=outgoing("exp", 1), norm=lambda size: size ** -Rational(1, 2)))


@mutant(closed_form)
def with_the_mean_of_exp():
    return loss_is(student("exp", 1), loss(lambda t: exp(1 + t)))


@mutant(for_all_rates)
def half_the_rate():
    return critical(any_rate("sin", 2, q=omega**2 / 2))
