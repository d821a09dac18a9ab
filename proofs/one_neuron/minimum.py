r"""The one-neuron point is a strict local minimum, for every k ≥ 2 and every input dimension, σ(z) = erf(z/√2).

a = k, w = Σ_j v_j/√(k(2k−1)).  ∂²L in the sectors of S_k: the symmetric directions (w along Σ_j v_j, and a), those of
u = e_1 − e_2 (k − 1 of them), and input directions outside the span of the teachers.  Here D > 0 needs a bound of asin:
the determinant of the symmetric sector is as small as k⁻⁴.
References: beyond arXiv:2311.01644.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import Member, SymmetricNetwork, all_sectors, less, mutant, sector, theorem

k = symbols("k", integer=True, positive=True)
u = symbols("u", positive=True)
ODD, EVEN = sqrt(2 * k - 1), sqrt(2 * k + 1)
SQUEEZE = less(u, asin(u), where=[u < 1])


def hessian(length=k**3 * ODD**3 / EVEN**3, split=4 * k**2 * (2 * k**2 - 1) / (ODD * EVEN**3), last=1):
    network = SymmetricNetwork([k], [Member(w=[1 / (sqrt(k) * ODD)], a=k)])
    mixed = sqrt(k) * (2 * k - 1) / (2 * EVEN)
    rows = [[4 / pi * length, 4 / pi * mixed], [4 / pi * mixed, 4 / pi * asin(1 / (2 * k))]]
    symmetric = sector(network, "trivial", matrix=rows, signs=[1, last]).using(SQUEEZE)
    standard = sector(network, "standard", 0, matrix=[[4 / pi * split]], signs=[1], where=[k >= 2])
    outside = sector(network, "trivial", matrix=[[4 / pi * k**2 * ODD / EVEN]], signs=[1], outside=True)
    return all_sectors(symmetric, standard, outside, where=[k >= 2])


@theorem("one_neuron.erf.minimum", source="symcrit")
def strict_local_minimum():
    return hessian()


@mutant(strict_local_minimum)
def with_half_the_stiffness():
    return hessian(split=2 * k**2 * (2 * k**2 - 1) / (ODD * EVEN**3))


@mutant(strict_local_minimum)
def a_saddle_in_the_symmetric_sector():
    return hessian(last=-1)
