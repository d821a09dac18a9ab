r"""The slope τ_c(M) above which outgoing weights of both signs win, to 12 digits, for M = 2, …, 8.

At two rational cosines ρ₁ < ρ₂ the loss of the equiangular family is below and above that of the antipodal pair; both
the loss and τ increase in ρ ≥ 0 (`compression.free_signs`, `compression.etf_optimal`), so τ(ρ₁) < τ_c < τ(ρ₂).
Moreover τ(ρ₁) exceeds c√(2π(M − 1))/(2(M − 1) + π − 2), from where on the pair reaches its loss.  Here c = 1.
References: beyond arXiv:2205.08199.
"""

from sympy import Rational, acos, asin, pi, sqrt

from symcrit import less, mutant, theorem

# M: (ρ, τ_c), both rounded down to 12 decimals
CRITICAL = {
    2: ("0.390156313809", "1.254597444688"),
    3: ("0.289331438273", "1.014241402275"),
    4: ("0.229713668561", "0.877832240128"),
    5: ("0.190246043429", "0.786259717164"),
    6: ("0.162207682484", "0.71904661277"),
    7: ("0.141282947297", "0.666881569629"),
    8: ("0.12508397864", "0.624812985473"),
}
STEP = Rational(1, 10**12)


def slope(M, rho):
    return sqrt(2 * M * (1 + (M - 1) * rho) / pi) * acos(-rho) / (acos(rho) + (M - 1) * sqrt(1 - rho**2))


def loss(M, rho):
    X = acos(rho) + (M - 1) * sqrt(1 - rho**2)
    return 1 - M / X + 2 * M / pi * (1 + (M - 1) * rho) * acos(-rho) * asin(rho) / X**2


def pair(M):
    return (pi - 2) / (2 * (M - 1) + pi - 2)


@theorem("compression.transition", source="symcrit", instances=list(CRITICAL))
def slope_of_the_transition(M):
    rho, tau = (Rational(number) for number in CRITICAL[M])
    yield less(loss(M, rho), pair(M))
    yield less(pair(M), loss(M, rho + STEP))
    yield less(tau, slope(M, rho))
    yield less(slope(M, rho + STEP), tau + 4 * STEP)
    yield less(sqrt(2 * pi * (M - 1)) / (2 * (M - 1) + pi - 2), tau)


@mutant(slope_of_the_transition)
def a_little_higher():
    return less(loss(2, Rational(CRITICAL[2][0]) + STEP), pair(2))


@mutant(slope_of_the_transition)
def of_one_neuron_less():
    return less(pair(3), loss(3, Rational(CRITICAL[2][0]) / 2))
