r"""What n neurons of any kind leave of k: at least k − n times the part of σ beyond degree 1, for every activation.

With orthonormal v_j, σ = Σ c_m h_m, f* = Σ_{j≤k} σ(v_j·x), for all 1 ≤ n < k and d ≥ k, every measurable g and all p, c

    E[(g(Ux) + p·x + c − f*)²] ≥ (k − n)·Σ_{m≥2} c_m²,    U ∈ R^{n×d},

also for weights b_j: the sum of all but the n largest b_j² in place of k − n.  Proof: |P_ij|^m ≤ P_ij² for m ≥ 2, and
Σ P_ij² = n.  n copies with the linear part of the others attain it.  For erf the factor is 1/3 − 1/π.

So copy-average students (n − 1 copies and one average of l = k − n + 1 teachers), whose loss is
ℓ(l) = l·V(1) − l²·V(1/l), are within the factor l/(l − 1), and within the constant 1/3 − 1/π, of the best function of n
projections.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Rational, Symbol, asin, pi, symbols

from symcrit import Problem, at_most, bound_for_all, mutant, theorem
from symcrit.sympy_functions import kernel_function

n, k = symbols("n k", integer=True, positive=True)
l = Symbol("l", integer=True, positive=True)  # noqa: E741
BEYOND_DEGREE_ONE = Rational(1, 3) - 1 / pi


def copy_average(size):
    """The loss of one group of erf neurons."""
    return size / 3 - 2 * size**2 * asin(1 / (2 * size)) / pi


def of_any_activation():
    from symcrit import Kernel

    mean = kernel_function("M0")(1, 0, 0)
    beyond = kernel_function("kappa")(1, 1, 1) - mean**2 - kernel_function("kappa", 0, 1, 0)(1, 0, 1)
    return bound_for_all(Kernel.uninterpreted("kappa"), (k - n) * beyond, "skip", n=n, k=k, where=[n < k])


def of_erf(value=(k - n) * BEYOND_DEGREE_ONE, among="skip"):
    return bound_for_all("erf", value, among, n=n, k=k, where=[n < k])


@theorem("optimal.eckart_young", source="symcrit")
def for_every_activation():
    yield of_any_activation()
    yield of_erf()
    yield of_erf(among="projections")


@theorem("optimal.eckart_young.copy_average", source="symcrit")
def copy_average_is_close():
    best = (l - 1) * BEYOND_DEGREE_ONE
    yield at_most(copy_average(l), l / (l - 1) * best, where=[l >= 2])
    yield at_most(copy_average(l), best + BEYOND_DEGREE_ONE, where=[l >= 2])


@mutant(for_every_activation)
def with_the_degree_one():
    """(k − n)·V(1): more than the average of all teachers leaves."""
    return of_erf((k - n) / Integer(3), among="projections")


@mutant(for_every_activation)
def with_one_neuron_less():
    return of_erf((k - n + 1) * BEYOND_DEGREE_ONE, among="projections")


@mutant(for_every_activation)
def copy_average_with_a_linear_function():
    """Copies and the linear part of the others are better: 0.01502… < 0.02322…"""
    return bound_for_all(Problem.orthonormal("erf", n=1, k=2), copy_average(Integer(2)), "skip")


@mutant(copy_average_is_close)
def copy_average_is_the_bound():
    return at_most(copy_average(l), (l - 1) * BEYOND_DEGREE_ONE, where=[l >= 2])
