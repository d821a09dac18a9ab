r"""The slope τ_c(M) above which outgoing weights of both signs win, to 12 digits, for M = 2, …, 8 and every d ≥ M.

Here c = 1; L and so τ_c scale with c.  At rational cosines ρ₁ < ρ₂ the loss of the equiangular family is below and
above that of the antipodal pair, and τ(ρ₁) ≤ τ_c ≤ τ(ρ₂), as both increase: see `compression.free_signs`.
References: beyond arXiv:2205.08199.
"""

from sympy import Rational, Symbol, pi

from symcrit import compression, mutant, theorem

d = Symbol("d", integer=True, positive=True)

# M: τ_c, rounded down to 12 decimals
CRITICAL = {
    2: "1.254597444690",
    3: "1.014241402277",
    4: "0.877832240128",
    5: "0.786259717166",
    6: "0.719046612771",
    7: "0.666881569629",
    8: "0.624812985474",
}
STEP = Rational(1, 10**12)


def transition(M, low, high, loss=None):
    pair = (pi - 2) / (2 * (M - 1) + pi - 2)
    return compression.free_signs(M, 1, loss=loss or pair, d=d, low=low, high=high, where=[d >= M])


@theorem("compression.transition", source="symcrit", instances=list(CRITICAL))
def slope_of_the_transition(M):
    tau = Rational(CRITICAL[M])
    return transition(M, tau, tau + STEP)


@mutant(slope_of_the_transition)
def a_little_higher():
    tau = Rational(CRITICAL[2])
    return transition(2, tau + STEP, tau + 2 * STEP)


@mutant(slope_of_the_transition)
def a_little_lower():
    tau = Rational(CRITICAL[3])
    return transition(3, tau - STEP, tau)


@mutant(slope_of_the_transition)
def of_one_neuron_more():
    tau = Rational(CRITICAL[4])
    return transition(3, tau, tau + STEP)
