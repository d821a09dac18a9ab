r"""Copy-average points are critical.

Teacher: k orthonormal neurons with unit outgoing weights, σ(z) = erf(z/√2), split into n groups of any sizes.
The student neuron of a group of size l has a = l and w = c·Σ_{j∈group} v_j with c = 1/√(l(2l−1)), so |w|² = 1/(2l−1).
Every component of ∇L is 0, for all n, k, d ≥ k and every partition.
References: Şimşek, Bendjeddou, Gerstner, Brea, arXiv:2311.01644.
"""

from sympy import sqrt

from symcrit import CopyAverage, critical, mutant, theorem


@theorem("copy_average.critical", source="arXiv:2311.01644")
def copy_average_is_critical():
    return critical(CopyAverage.symbolic("erf"))


@mutant(copy_average_is_critical)
def norm_without_the_minus_one():
    return critical(CopyAverage.symbolic("erf", norm=lambda size: 1 / sqrt(2 * size)))


@mutant(copy_average_is_critical)
def outgoing_weight_of_a_copy():
    return critical(CopyAverage.symbolic("erf", a=lambda size: 1))


@mutant(copy_average_is_critical)
def outgoing_weight_root():
    return critical(CopyAverage.symbolic("erf", a=sqrt))
