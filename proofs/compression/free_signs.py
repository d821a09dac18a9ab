r"""With outgoing weights of any sign the equiangular student is optimal iff τ ≤ τ_c(M); above, an antipodal pair wins.

L as in `compression.etf_optimal`, τ = |v|, s_j of any sign, 2 ≤ M ≤ d.  Where τ > τ_c the least L is

    L_pair = c²(π − 2)/(2(M − 1) + π − 2),

attained by M − 1 orthonormal lines of which one carries two opposite vectors, and
τ_c ≥ t = c√(2π(M − 1))/(2(M − 1) + π − 2), from where on they reach it; to 12 digits: `compression.transition`.
References: beyond arXiv:2205.08199.
"""

from sympy import Symbol, pi, sqrt

from symcrit import compression, mutant, theorem

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c = Symbol("c", positive=True)
PAIR = c**2 * (pi - 2) / (2 * (M - 1) + pi - 2)
THRESHOLD = c * sqrt(2 * pi * (M - 1)) / (2 * (M - 1) + pi - 2)


def transition(loss=PAIR, low=THRESHOLD, room=0):
    return compression.free_signs(M, c, loss=loss, d=d, low=low, where=[M >= 2, d + room >= M])


@theorem("compression.free_signs", source="symcrit")
def optimal_up_to_a_slope():
    return transition()


@mutant(optimal_up_to_a_slope)
def with_one_line_more():
    return transition(loss=c**2 * (pi - 2) / (2 * M + pi - 2))


@mutant(optimal_up_to_a_slope)
def up_to_twice_the_slope():
    return transition(low=2 * THRESHOLD)


@mutant(optimal_up_to_a_slope)
def in_too_few_dimensions():
    return transition(room=1)
