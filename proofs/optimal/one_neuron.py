r"""One neuron: the average of all teachers is the global minimum over all functions of one projection, for every k ≥ 2.

f* = Σ_{j≤k} σ(v_j·x), v_j orthonormal in R^d.  With V(t) = κ(1, t, 1) − κ(1, 0, 1) every f(x) = g(u·x) has

    E[(f − f*)²] ≥ k·V(1) − k²·V(1/k),

if the tangent of V as a function of t² is above it at 1/k, which for all k ≥ k_0 follows from k_0: t·V″ − V′ grows.  It
is so for erf, Φ, sin, exp and ReLU from k = 2 on, for sin(√2·z) and sign from 3 on, for exp(√2·z) from 4 on; false for
|z| and He_3, of which a copy is better.  For erf and Φ the neuron a = k, w = Σ_j v_j/√(k(2k − 1)) attains it: it is the
global minimum over all (a, w, bias), and over all activations.  ReLU is not self-similar; of its single neurons the
best has a·|w| = 2k·h(1/√k), h(t) = κ(1, t, 1), along the sum of the teachers.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Rational, acos, asin, exp, pi, sinh, sqrt, symbols

from symcrit import Activation, OneNeuron, Problem, bound_for_all, kernel, mutant, theorem

k = symbols("k", integer=True, positive=True)


def average(sigma, size=k):
    """k·V(1) − k²·V(1/k)."""
    kappa = kernel(sigma)
    V = lambda t: kappa(1, t, 1) - kappa(1, 0, 1)  # noqa: E731
    return size * V(Integer(1)) - size**2 * V(1 / size)


def ridge(sigma, value=None, least=2, **how):
    """The bound for all functions of one projection, for k ≥ `least`."""
    return bound_for_all(
        sigma, average(sigma) if value is None else value, "ridge", n=1, k=k, where=[k >= least], **how
    )


@theorem("optimal.one_neuron", source="symcrit")
def the_average_is_the_global_minimum():
    """For all k, all (a, w, bias), and all ridge functions."""
    yield ridge("erf", k / 3 - 2 * k**2 * asin(1 / (2 * k)) / pi, attained=OneNeuron("erf", k=k))
    yield ridge("probit", k / 12 - k**2 * asin(1 / (2 * k)) / (2 * pi), attained=OneNeuron("probit", k=k))
    yield ridge("sin", exp(-1) * (k * sinh(1) - k**2 * sinh(1 / k)))
    yield ridge("exp", exp(1) * (k * (exp(1) - 1) - k**2 * (exp(1 / k) - 1)))


@theorem("optimal.one_neuron.others", source="symcrit")
def for_other_activations():
    yield ridge("relu")
    yield ridge("sign", least=3)
    yield ridge(Activation("fast_sine", "sin(sqrt(2)*z)"), least=3)
    yield ridge(Activation("fast_exp", "exp(sqrt(2)*z)"), least=4)


def h(t):
    """κ(1, t, 1) of ReLU."""
    return (sqrt(1 - t**2) + t * (pi - acos(t))) / (2 * pi)


def relu_neuron(factor=2):
    """The best of all ReLU neurons."""
    height = lambda size: factor * size * h(1 / sqrt(size))  # noqa: E731
    value = k / 2 + k * (k - 1) / (2 * pi) - height(k) ** 2 / 2
    student = OneNeuron("relu", k=k, a=height, norm=1)
    return bound_for_all("relu", value, "neurons", n=1, k=k, where=[k >= 2], attained=student)


@theorem("optimal.one_neuron.relu", source="symcrit")
def the_best_relu_neuron():
    return relu_neuron()


@mutant(the_average_is_the_global_minimum)
def with_a_thousandth_more():
    return ridge("erf", Rational(1001, 1000) * (k / 3 - 2 * k**2 * asin(1 / (2 * k)) / pi))


@mutant(the_average_is_the_global_minimum)
def with_another_length():
    """|w| = 1/√(2k): the loss there is larger."""
    student = OneNeuron("erf", k=k, norm=lambda size: 1 / sqrt(2 * size))
    return ridge("erf", k / 3 - 2 * k**2 * asin(1 / (2 * k)) / pi, attained=student)


@mutant(for_other_activations)
def of_the_absolute_value():
    return ridge("abs")


@mutant(for_other_activations)
def of_the_third_hermite_polynomial():
    return ridge("hermite:m=3")


@mutant(for_other_activations)
def of_a_fast_sine_at_two():
    """sin 2z, k = 2: a copy leaves less than the average."""
    sigma = Activation("faster_sine", "sin(2*z)")
    return bound_for_all(Problem.orthonormal(sigma, n=1, k=2), average(sigma, Integer(2)))


@mutant(the_best_relu_neuron)
def with_half_the_height():
    return relu_neuron(factor=1)


@mutant(the_best_relu_neuron)
def for_all_functions_of_one_projection():
    """The best ridge function is better than the best ReLU neuron."""
    value = k / 2 + k * (k - 1) / (2 * pi) - 2 * (k * h(1 / sqrt(k))) ** 2
    return ridge("relu", value)
