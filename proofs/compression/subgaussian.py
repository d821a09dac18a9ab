r"""The compression of networks with sub-Gaussian weights: the rate with a probability, without a limit.

Target f* = Σ_{i≤N} β_i σ(b_i·x), σ = ReLU, |β_i| ≤ A/N, b_i = X_i/√d in R^d with independent coordinates,
E[X] = 0, E[X²] = 1, E[exp(rX)] ≤ exp(K²r²/2), E[X⁴] ≤ m. Except with a probability of e^(−t) + N·exp(−d/(8m)), the loss
of *every* student with Σ|s_j| ≤ S is that against the mean and the linear part of f*, plus a constant, up to

    2(¼ − 1/(2π))·S·√2·A·(8K²/d)·(½log 2 + (d log 9 + t)/N),

by a net of 1/4 and Chernoff for the largest eigenvalue, and Chernoff for short b_i. Stated for all A, K, m, N, S, d, t;
for 10⁵ normal weights in 1000 dimensions, where the shortest b_i is estimated better; and for signs, X = ±1.
References: arXiv:2205.08199 (the limit N → ∞); the constants are proved here.
"""

from sympy import Rational, Symbol, exp, log, pi, sqrt, symbols

from symcrit import compression, mutant, theorem

RELU = 2 * (Rational(1, 4) - 1 / (2 * pi))
A, S, m, t = symbols("A S m t", positive=True)
square = Symbol("K_2", positive=True)  # K²
N, d = Symbol("N", integer=True, positive=True), Symbol("d", integer=True, positive=True)


def for_all_sizes():
    value = RELU * S * sqrt(2) * A * (8 * square / d) * (log(2) / 2 + (d * log(9) + t) / N)
    own = {"count": N, "dimension": d, "largest": A, "proxy": square, "fourth": m}
    return compression.subgaussian_rate(
        S, value, **own, risk=exp(-t) + N * exp(-d / (8 * m)), where=[square >= 1, m >= 1]
    )


def numbers(fourth, factor, count=10**5, dimension=1000):
    own = {"count": count, "dimension": dimension, "largest": 1, "proxy": 1, "fourth": fourth}
    return compression.subgaussian_rate(S, RELU * factor * S / dimension, **own, risk=Rational(1, 100))


@theorem("compression.subgaussian", source="arXiv:2205.08199")
def with_a_probability():
    yield for_all_sizes()
    yield numbers(3, Rational(18, 5))
    yield numbers(1, Rational(33, 10))


@mutant(with_a_probability)
def of_one_neuron():
    """Where there is one neuron alone, a student along it sees all of it."""
    return numbers(3, Rational(18, 5), count=1)


@mutant(with_a_probability)
def without_the_number_of_neurons():
    """As if 300 neurons in 1000 dimensions were enough for a bound near 1/d: each of them is seen by 1/300."""
    return numbers(1, Rational(33, 10), count=300)
