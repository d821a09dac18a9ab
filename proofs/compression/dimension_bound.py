r"""A lower bound of the loss in a given dimension, for every number of students: degrees 0, 1 and 2.

For L = E[(Σ_{j≤M} s_j σ(u_j·x) − c − v·x)²], |u_j| = 1 in R^d, σ = ReLU, and every v:

    L ≥ c²/(2d + 1)                                                             s_j of any sign
    L ≥ c²(1 − 1/(A + C/d + (π/2 − A − C)/M))                                   s_j ≥ 0, every 0 < ρ ≤ 1
    A = √(1 − ρ²) + ρ asin(ρ)/2,  C = asin(ρ)/(2ρ)

since Σ s_i s_j (u_i·u_j)² = ‖Σ s_j u_j u_jᵀ‖² ≥ (Σs_j)²/d. Stated for all M, d, c, τ with signs, and for s_j ≥ 0 at
ρ = ½; for M = 7 and 20 in three dimensions at the best ρ, to 3 decimals. Where M > d + 1 no equiangular student fits,
and the bound of `compression.dual_bound`, which knows no dimension, tends to 0 with M, while this one does not; at the
simplex of three in the plane they agree. No number of neurons represents a mean.
References: beyond arXiv:2205.08199.
"""

from sympy import Rational, Symbol, asin, pi, sqrt

from symcrit import compression, mutant, theorem

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c, tau = Symbol("c", positive=True), Symbol("tau", nonnegative=True)
BEST = [(7, "47/100", "0.151"), (20, "11/20", "0.148")]


def of_any_sign(value):
    return compression.dimension_bound(M, c, tau, d=d, value=value)


def nonnegative(count=M, dimension=d, shift=0):
    cosine = Rational(1, 2)
    start = sqrt(1 - cosine**2) + cosine * asin(cosine) / 2
    bend = asin(cosine) / (2 * cosine)
    total = start + bend / dimension + (pi / 2 - start - bend) / (count + shift)
    return compression.dimension_bound(count, c, tau, d=dimension, cosine=cosine, value=c**2 * (1 - 1 / total))


@theorem("compression.dimension_bound", source="symcrit")
def every_student_in_this_dimension_is_above():
    yield of_any_sign(c**2 / (2 * d + 1))
    yield nonnegative()
    for count, cosine, value in BEST:
        yield compression.dimension_bound(count, 1, tau, d=3, cosine=cosine, value=value)


@mutant(every_student_in_this_dimension_is_above)
def without_the_one():
    return of_any_sign(c**2 / (2 * d))


@mutant(every_student_in_this_dimension_is_above)
def with_one_neuron_less():
    """At the simplex of three in the plane the bound is attained."""
    return nonnegative(3, 2, shift=-1)


@mutant(every_student_in_this_dimension_is_above)
def of_one_dimension_in_two():
    """The bound in fewer dimensions is larger."""
    value = c**2 * (1 - 1 / (sqrt(3) / 2 + pi / 24 + pi / 6 + (pi / 2 - sqrt(3) / 2 - 5 * pi / 24) / 3))
    return compression.dimension_bound(3, c, tau, d=2, cosine=Rational(1, 2), value=value)
