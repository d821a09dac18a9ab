r"""Compression with an explicit rate: the loss against *every* wide target is that against its affine part.

Target f* = Σ_i β_i σ(b_i·x) = c + v·x + h, c its mean and v·x its linear part; λ the largest eigenvalue of
Σ_i |β_i||b_i| b̂_i b̂_iᵀ. For every M and every student f = Σ_j s_j σ(u_j·x), |u_j| = 1, Σ_j |s_j| ≤ S:

    |E[(f − f*)²] − E[(f − c − v·x)²] − E[h²]| ≤ 2(¼ − 1/(2π))·S·λ,

so the least losses over such students differ by E[h²] up to as much. No weight is random: N random neurons on the
sphere have Σ|β_i||b_i| = 1, say, and then λ is about 1/d. Stated for all targets; for erf with |b_i| = 1, where the
constant is 2(⅓ − 1/π); and for a target with numbers, of which the eigenvalue is certified.
References: arXiv:2205.08199 (the limit N → ∞); the rate and its constant are proved here.
"""

from sympy import Rational, pi, symbols

from symcrit import compression, mutant, theorem

S, size = symbols("S lambda", positive=True)
RELU = 2 * (Rational(1, 4) - 1 / (2 * pi))
ERF = 2 * (Rational(1, 3) - 1 / pi)
FRAME = ([[3, 4], [5, 0], [-3, 4], [0, -5]], ["1/20", "1/20", "-1/20", "1/20"])


@theorem("compression.rate", source="arXiv:2205.08199")
def the_loss_against_the_affine_part():
    yield compression.rate(S, RELU * S * size, spread=size)
    yield compression.rate(S, ERF * S * size, spread=size, activation="erf", lengths="unit")
    yield compression.rate(2, target=FRAME)
    yield compression.rate(S, RELU * S, spread=1, target=FRAME)


@mutant(the_loss_against_the_affine_part)
def without_the_factor_two():
    return compression.rate(S, RELU / 2 * S * size, spread=size)


@mutant(the_loss_against_the_affine_part)
def with_a_smaller_constant():
    return compression.rate(S, 2 * Rational(9, 100) * S * size, spread=size)


@mutant(the_loss_against_the_affine_part)
def of_erf_as_of_relu():
    """1/3 − 1/π < 1/4 − 1/(2π), but not the other way round."""
    return compression.rate(S, ERF * S * size, spread=size)
