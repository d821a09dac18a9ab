r"""What noise on the labels leaves of the error of online learning, for every K ≥ 2, and with idle students.

Labels y = f*(x) + ςξ, ξ ~ N(0, 1); σ(z) = erf(z/√2), M orthonormal teachers, L further students of length 0.  Near
perfect learning D_ik = x_i·x_k, x_i = w_i − v_i (w_i for the others), and e = Σ_j g(λ_j)y_j, g = σ′, y ~ N(0, D):

    dD_ik/dα = −η(E[g_i e y_k] + E[g_k e y_i]) + η²(E[g_i g_k e²] + ς² E[g_i g_k]),     ε = ½E[e²].

As η → 0, D = (ης²/2)·1 is stationary without the term e², and ε = ης²/(2π)·(M/√3 + L).  For M = K, L = 0 and every
η < η_c the stationary D is p·1 + q(11ᵀ − 1) with J·(p, q) = −ης²(E[g²], E[g_1 g_2]), J as in `critical_rate`: so ε/ς²
is a rational function of η.
References: Saad and Solla, NIPS 1996 (noise); Goldt et al., NeurIPS 2019, equation for ε* as η → 0.
"""

from itertools import product

from sympy import Integer, Matrix, Mul, Rational, Symbol, exp, expand, eye, pi, sqrt, symbols

from symcrit import E, equal, gaussian, mutant, theorem

eta, s = symbols("eta sigma", positive=True)
CASES = ((2, 0), (2, 1), (2, 2))  # M and L; two students of each kind meet in every way there is
HALF = Rational(1, 2)
P, Q = symbols("p q", real=True)


def g(z):
    """σ′."""
    return sqrt(2 / pi) * exp(-(z**2) / 2)


def students(M, L, D):
    """g of every student's field, and the moves y."""
    size = M + L
    fields, moves = gaussian(f"n1:{M + 1}"), gaussian(f"y1:{size + 1}", cov=D)
    return [*map(g, fields), *[g(Integer(0))] * L], moves


def mean(factor, *sums):
    """E[factor·(the product of the sums)], term by term."""
    return sum(E(factor * Mul(*terms)) for terms in product(*sums))


def terms_of(slopes, moves):
    """Those of e."""
    return [slope * move for slope, move in zip(slopes, moves, strict=True)]


def error(slopes, moves):
    """ε."""
    e = terms_of(slopes, moves)
    return HALF * mean(1, e, e)


def change(slopes, moves, i, k, second=True):
    """dD_ik/dα; without the term in e² for small η."""
    e = terms_of(slopes, moves)
    pulls = mean(slopes[i] * moves[k], e) + mean(slopes[k] * moves[i], e)
    squares = mean(slopes[i] * slopes[k], e, e) if second else 0
    return -eta * pulls + eta**2 * (squares + s**2 * E(slopes[i] * slopes[k]))


def limit(M, L):
    """ης²/(2π)·(M/√3 + L)."""
    return eta * s**2 / (2 * pi) * (M / sqrt(3) + L)


@theorem("online.noise.small_rate", source="Goldt et al. 2019", instances=CASES)
def the_error_for_small_rates(M, L):
    """dD/dα = 0 at D = (ης²/2)·1, and ε there; an entry of dD/dα sees two students at most, ε is linear in M and L."""
    slopes, moves = students(M, L, eta * s**2 / 2 * eye(M + L))
    for i in range(M + L):
        for k in range(i + 1):
            yield equal(change(slopes, moves, i, k, second=False), 0)
    yield equal(error(slopes, moves), limit(M, L))


@mutant(the_error_for_small_rates)
def as_if_idle_students_cost_what_others_do():
    slopes, moves = students(2, 1, eta * s**2 / 2 * eye(3))
    return equal(error(slopes, moves), limit(3, 0))


K = Symbol("K", integer=True, positive=True)
ONE, TWO = 2 / (sqrt(3) * pi), 1 / pi  # E[g²] and E[g_1 g_2]
FOUR, THREE, PAIRS, SPREAD, ALL = (
    value / pi**2 for value in (4 / sqrt(5), sqrt(2), Rational(4, 3), 2 / sqrt(3), Integer(1))
)  # E[g⁴], E[g_1³ g_2], E[g_1² g_2²], E[g_1² g_2 g_3] and E[g_1 g_2 g_3 g_4]: theorem `online.linear.means`


def matrix(count=K):
    """J."""
    across = -2 * TWO + eta * (2 * THREE + (count - 2) * SPREAD)
    last = -2 * ONE - 2 * (count - 2) * TWO
    squares = 2 * PAIRS + 4 * (count - 2) * SPREAD + (count - 2) * (count - 3) * ALL
    return Matrix(
        [[-2 * ONE + eta * (FOUR + (count - 1) * PAIRS), (count - 1) * across], [across, last + eta * squares]]
    )


def stationary(count=K):
    """p and q, by Cramer's rule, over det J."""
    J, (first, second) = matrix(count), (-eta * s**2 * ONE, -eta * s**2 * TWO)
    below = expand(J.det())
    return (
        expand(J[1, 1] * first - J[0, 1] * second) / below,
        expand(J[0, 0] * second - J[1, 0] * first) / below,
    )


@theorem("online.noise.rate", source="symcrit")
def the_stationary_state_at_every_rate():
    """Of formulas in K, η and ς: p, q by Cramer's rule solve J·(p, q) = −ης²(E[g²], E[g_1 g_2]) where det J > 0 (see
    `online.critical_rate`); that this is dD/dα = 0 is `online.noise.equations`."""
    J, (p, q) = matrix(), stationary()
    learns = [K >= 2, expand(J.det()) > 0]
    yield equal(J[0, 0] * p + J[0, 1] * q, -eta * s**2 * ONE, where=learns)
    yield equal(J[1, 0] * p + J[1, 1] * q, -eta * s**2 * TWO, where=learns)


@theorem("online.noise.equations", source="symcrit", instances=(2, 3))
def the_equations_with_noise(count):
    """dD/dα and ε in full at p·1 + q(11ᵀ − 1), by J; dD/dα = 0 at `stationary`, where ε is rational in η."""
    J, (p, q) = matrix(Integer(count)), (P, Q)
    slopes, moves = students(count, 0, Matrix(count, count, lambda i, k: p if i == k else q))
    yield equal(change(slopes, moves, 0, 0), eta * (J[0, 0] * p + J[0, 1] * q) + eta**2 * s**2 * ONE)
    yield equal(change(slopes, moves, 0, 1), eta * (J[1, 0] * p + J[1, 1] * q) + eta**2 * s**2 * TWO)
    yield equal(error(slopes, moves), Rational(count, 2) * (ONE * p + (count - 1) * TWO * q))


@mutant(the_stationary_state_at_every_rate)
def without_a_mean_over_two_fields():
    J, (p, q) = matrix(), stationary()
    return equal(J[1, 0] * p + J[1, 1] * q, 0, where=[K >= 2, expand(J.det()) > 0])


@mutant(the_equations_with_noise)
def with_noise_on_the_diagonal_alone():
    J = matrix(Integer(2))
    slopes, moves = students(2, 0, Matrix([[P, Q], [Q, P]]))
    return equal(change(slopes, moves, 0, 1), eta * (J[1, 0] * P + J[1, 1] * Q))
