r"""The compression of networks with random weights: the rate with a probability, without a limit.

Target f* = Σ_{i≤N} β_i σ(b_i·x), N neurons of weights |β_i||b_i| ≤ 1/N, their directions independent and uniform on the
sphere of R^d. With probability ≥ 1 − δ the loss of *every* student with Σ|s_j| ≤ S is that against the mean and the
linear part of f*, plus a constant, up to 2(¼ − 1/(2π))·S·(1 + ε)/d, where d·(e^ε/(1 + ε)^(1 + ε))^(N/d) ≤ δ (matrix
Chernoff). Stated for all weights and dimensions with ε = 1; for (d, N) = (50, 2000) and (100, 10⁵) with δ = 1/100; for
erf. References: arXiv:2205.08199 (the limit N → ∞); the constants are proved here.
"""

from sympy import Rational, Symbol, exp, log, pi, symbols

from symcrit import compression, mutant, theorem

RELU = 2 * (Rational(1, 4) - 1 / (2 * pi))
S, W, m = symbols("S W m", positive=True)
d = Symbol("d", integer=True, positive=True)


def random(N, dimension, value, **changed):
    own = {"dimension": dimension, "weight": 1, "largest": 1 / Rational(N), "risk": Rational(1, 100)} | changed
    return compression.random_rate(S, value * S, **own)


def for_all_sizes(factor=2):
    """ε = 1: twice the mean, but with a probability of at most d·(e/4)^(W/(d·m))."""
    risk = d * exp((1 - 2 * log(2)) * W / (d * m))
    own = {"dimension": d, "weight": W, "largest": m, "risk": risk}
    return compression.random_rate(S, factor * RELU * S * W / d, **own, where=[risk < 1])


@theorem("compression.random_rate", source="arXiv:2205.08199")
def with_a_probability():
    yield for_all_sizes()
    yield random(2000, 50, RELU * Rational(7, 4) / 50)
    yield random(10**5, 100, RELU * Rational(6, 5) / 100)
    yield random(2000, 50, 2 * (Rational(1, 3) - 1 / pi) * Rational(7, 4) / 50, activation="erf", lengths="unit")


@mutant(with_a_probability)
def of_one_neuron():
    """Where one neuron may have the whole weight, a student along it sees all of it."""
    return random(1, 50, RELU * Rational(7, 4) / 50)


@mutant(with_a_probability)
def with_the_mean_itself():
    """Without the factor 1 + ε, and in all dimensions: in one λ is the whole weight, and half of it is too little."""
    return for_all_sizes(factor=Rational(1, 2))
