r"""With outgoing weights of any sign the equiangular family is optimal iff τ ≤ τ_c(M); above, an antipodal pair wins.

L as in `compression.etf_optimal`, s_j of any sign, 2 ≤ M ≤ d.  Among the students with some s_j ≤ 0 the least L is

    L_pair = c²(π − 2)/(2(M − 1) + π − 2),

attained, once τ ≥ t = c√(2π(M − 1))/(2(M − 1) + π − 2), by M − 1 orthonormal lines of which one carries two opposite
vectors.  The others are above the equiangular family.  Its loss over c², with φ = π/2 − θ, increases from that of the
orthonormal family, below L_pair, to infinity over 0 ≤ φ < π/2: it crosses L_pair exactly once, and there τ_c ≥ t,
because at τ = t the pair has no negative weight.  For φ ≤ 0 it is at most L_pair: its slope term is ≤ 0, and
X = θ + (M − 1) sin θ is concave in cos θ and stationary at cos θ = −y, y = 1/(M − 1), where 1 − M/X ≤ L_pair/c².
References: beyond arXiv:2205.08199.
"""

from sympy import Symbol, acos, asin, cos, pi, sin, sqrt

from symcrit import at_most, compression, concave, less, mutant, theorem

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c, e = Symbol("c", positive=True), Symbol("e", nonnegative=True)
phi, rho, y = (Symbol(name, real=True) for name in ("phi", "rho", "y"))
PAIR = c**2 * (pi - 2) / (2 * (M - 1) + pi - 2)
THRESHOLD = c * sqrt(2 * pi * (M - 1)) / (2 * (M - 1) + pi - 2)


def with_a_weight_of_the_other_sign(loss=PAIR, tau=THRESHOLD + e, room=1):
    return compression.signed_minimum(M, c, tau, loss=loss, d=d, where=[M >= 2, d + room >= M])


def loss_of_the_family_less_one(share=1):
    """L/c² − 1 = −M/X + (2M/π)(1 + (M − 1) sin φ)(π/2 + φ)φ/X²."""
    X = pi / 2 - phi + (M - 1) * cos(phi)
    slope = 2 * M / pi * (1 + (M - 1) * sin(phi)) * (pi / 2 + phi) * phi
    return compression.onto(share * slope - M * X, X**2, phi, where=[M >= 2, phi >= 0, phi < pi / 2])


@theorem("compression.free_signs", source="symcrit")
def optimal_up_to_a_slope():
    yield with_a_weight_of_the_other_sign()
    yield loss_of_the_family_less_one()
    yield less((pi - 2) / (2 * M + pi - 2), PAIR / c**2, where=[M >= 2])
    yield concave(acos(rho) + (M - 1) * sqrt(1 - rho**2), rho, where=[M >= 2, rho >= -1, rho <= 1])
    yield at_most(asin(y) + sqrt(1 - y**2) / y, 1 / y + (pi - 2) * y / 2, where=[y > 0, y <= 1])


@mutant(optimal_up_to_a_slope)
def with_one_line_more():
    return with_a_weight_of_the_other_sign(loss=c**2 * (pi - 2) / (2 * M + pi - 2))


@mutant(optimal_up_to_a_slope)
def already_at_half_the_slope():
    return with_a_weight_of_the_other_sign(tau=THRESHOLD / 2 + e)


@mutant(optimal_up_to_a_slope)
def in_too_few_dimensions():
    return with_a_weight_of_the_other_sign(room=2)


@mutant(optimal_up_to_a_slope)
def simplex_with_less():
    return at_most(asin(y) + sqrt(1 - y**2) / y, 1 / y + (pi - 3) * y / 2, where=[y > 0, y <= 1])
