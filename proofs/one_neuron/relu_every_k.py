r"""One ReLU neuron: the average of all teachers is a strict local minimum, for every k ≥ 4.

n = 1, outgoing weight 1, k orthonormal teachers.  The critical point is w = z·Σ_j v_j with z = 2√k·h(1/√k),
h(t) = (√(1 − t²) + t·(π/2 + asin t))/(2π), that is z = √k/π + 1/2 + 1/(2π√k) + 1/(24π·k^(3/2)) + …: with t = 1/√k its
entry has 1/π in the leading term, and the gradient vanishes there only because powers of π cancel.  `relu` has this
minimum among all neurons; by every other function of one projection: `optimal.one_neuron`.
References: beyond arXiv:2311.01644.
"""

from sympy import Rational, Symbol, pi, sqrt

from symcrit import Member, SymmetricNetwork, branch, mutant, theorem

k = Symbol("k", integer=True, positive=True)


def average(negative=0, constant="1/2", least=4):
    """w within 1/(4k) of its first three terms."""
    entry = sqrt(k) / pi + Rational(constant) + 1 / (2 * pi * sqrt(k))
    network = SymmetricNetwork([k], [Member(w=[entry])], "relu")
    inertia = (k - negative, negative)
    return branch(network, radii=[1 / (4 * k)], inertia=inertia, outside=(1, 0), where=[k >= least])


@theorem("one_neuron.relu_every_k", source="symcrit")
def a_strict_minimum_for_every_k():
    return average()


@mutant(a_strict_minimum_for_every_k)
def a_saddle():
    return average(negative=1)


@mutant(a_strict_minimum_for_every_k)
def without_the_second_term():
    return average(constant="0")
