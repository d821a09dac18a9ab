r"""Zero *population* gradient without alignment, for every number of teachers and students.

k orthonormal teachers, n ≥ 1 ReLU students that all point along Σ_j v_j: w_i = r_i·Σ_j v_j/√k with r_i > 0,
Σ_i a_i·r_i = 2k·h(1/√k), h(ρ) = (√(1 − ρ²) + ρ(π − acos ρ))/(2π). Their function is that of the one critical neuron.
Stated: for every k, ∇L = 0 at the one neuron of any length, and at every network that has any number of neurons in its
place; the cosine with each teacher is 1/√k < 1 for all k ≥ 2. Written out, by a claim that knows nothing of this: k = 2
with two students of any shares s and 1 − s, k = 3 with six equal ones, and two of different lengths. The mean of the
gradients vanishes, those of the samples do not: hypotheses about samples are essential.
References: beyond arXiv:1909.13458.
"""

from sympy import Rational, Symbol, acos, pi, sqrt

from symcrit import (
    Network,
    OneNeuron,
    Point,
    Problem,
    critical,
    critical_embedding,
    less,
    mutant,
    theorem,
)

s = Symbol("s", real=True)
t = Symbol("t", positive=True)
size = Symbol("k", integer=True, positive=True)


def length(k):
    """a·t of the one critical neuron, t its length."""
    rho = 1 / sqrt(k)
    return (sqrt(1 - rho**2) + rho * (pi - acos(rho))) * k / pi


def copies(k, shares, lengths=None):
    """Students i along the sum of the teachers, |w_i| = lengths_i, a_i·|w_i| = shares_i·2k·h(1/√k)."""
    lengths = [1] * len(shares) if lengths is None else lengths
    problem = Problem.orthonormal("relu", n=len(shares), k=k)
    W = [[norm / sqrt(k)] * k for norm in lengths]
    a = [share * length(k) / norm for share, norm in zip(shares, lengths, strict=True)]
    return Point(problem, Network(W, a))


def one_neuron(factor=1):
    """a·t as above, for every k and t > 0."""
    return OneNeuron.symbolic("relu", a=lambda k: factor * length(k) / t, norm=t)


@theorem("specialisation.population", source="symcrit")
def every_over_realisation_of_the_average_is_critical():
    yield critical_embedding(one_neuron(), lengths="any")
    yield less(1 / sqrt(size), 1, where=[size >= 2])
    yield critical(copies(2, [s, 1 - s]))
    yield critical(copies(3, [Rational(1, 6)] * 6))
    yield critical(copies(2, [Rational(1, 3), Rational(2, 3)], [2, Rational(1, 5)]))


@mutant(every_over_realisation_of_the_average_is_critical)
def with_too_many_shares():
    return critical(copies(2, [Rational(1, 2), Rational(1, 2), Rational(1, 2)]))


@mutant(every_over_realisation_of_the_average_is_critical)
def with_half_the_weight_for_every_k():
    return critical_embedding(one_neuron(Rational(1, 2)))


@mutant(every_over_realisation_of_the_average_is_critical)
def without_the_length():
    return critical(Point(Problem.orthonormal("relu", n=1, k=2), Network([[1, 1]], [length(2)])))
