r"""Of a wide ReLU network with isotropic weights a student sees only the mean and the linear part.

Target f* = Σ_i β_i σ(b_i·x) with mean c and linear part v·x, student f = Σ_j s_j σ(u_j·x), |u_j| = 1.  Exactly

    E[(f − f*)²] = E[(f − c − v·x)²] + E[(f* − c − v·x)²] − 2 Σ_ij s_j β_i |b_i| R(ρ_ij),   0 ≤ R(ρ) ≤ (¼ − 1/(2π)) ρ²,

ρ_ij the cosine of u_j and b_i.  For isotropic weights E[ρ²] = 1/d, so the last sum is O(1/d), and for N independent
weights its deviation from its mean is O(1/(d√N)).  For rotation-invariant weights its mean is known: in the mean over
the sphere in R^d, h(ρ) = E[σ(u·x)σ(b·x)] is d/(2π(E|x|)²), that is c_eff = c·d/(E|x|)² in place of c in what depends
on the student: c times 4/π, 3π/8, … for d = 2, 3, …, and between 1 + 1/(2d) and 1 + 1/(2d − 1) times c for every d.
For other activations, erf and GELU, the same with |b_i| = 1 and |R(ρ)| ≤ R(1)ρ².
References: Amani, Bombari, Mondelli, Pukdee, Rini, arXiv:2205.08199 (the reduction); the constants are proved here.
"""

from sympy import Rational, Symbol, pi, sqrt

from symcrit import compression, mutant, theorem

d = Symbol("d", integer=True, positive=True)
BOUND = Rational(1, 4) - 1 / (2 * pi)
MEANS = {1: Rational(1, 4), 2: 2 / pi**2, 3: Rational(3, 16), 4: 16 / (9 * pi**2), 5: Rational(45, 256)}


@theorem("compression.simplified_objective", source="arXiv:2205.08199")
def mean_and_linear_part():
    yield compression.reduction(BOUND)
    yield from (compression.sphere_mean(d, value) for d, value in MEANS.items())
    yield compression.sphere_mean(100, mean(100))
    yield compression.sphere_bounds(effective(2 * d), effective(2 * d - 1))
    yield compression.reduction(Rational(1, 3) - 1 / pi, activation="erf")
    yield compression.reduction(Rational(1, 12) + sqrt(3) / (6 * pi) - 1 / (4 * pi), activation="gelu")


def effective(order):
    """The mean as if c were c·(1 + 1/order)."""
    return (1 + 1 / order) / (2 * pi)


def mean(d):
    """d/(2π(E|x|)²) with (E|x|)² = 2(Γ((d+1)/2)/Γ(d/2))², d even: by the recursion E|x|_d·E|x|_{d+1} = d from 2."""
    square = pi / 2
    for k in range(2, d, 2):
        square *= Rational(k + 1, k) ** 2
    return d / (2 * pi * square)


@mutant(mean_and_linear_part)
def with_a_smaller_rest():
    return compression.reduction(Rational(9, 100))


@mutant(mean_and_linear_part)
def with_a_smaller_rest_of_erf():
    return compression.reduction(Rational(1, 4) - 1 / pi, activation="erf")


@mutant(mean_and_linear_part)
def without_the_one():
    return compression.sphere_bounds(effective(2 * d), effective(2 * d))


@mutant(mean_and_linear_part)
def as_in_infinite_dimension():
    return compression.sphere_mean(3, 1 / (2 * pi))


@mutant(mean_and_linear_part)
def of_the_next_dimension():
    return compression.sphere_mean(4, MEANS[5])
