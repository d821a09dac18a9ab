r"""A lower bound for every student with non-negative outgoing weights, at every angle.

For L = E[(Σ_{j≤M} s_j σ(u_j·x) − c − v·x)²], |u_j| = 1, s_j ≥ 0, τ = |v|, in any dimension, and every 0 < θ < π

    D_θ = c² + τ² − M c²/(θ + (M − 1) sin θ) − τ² π/(2(π − θ)) ≤ L,

by the supporting line of the convex h(ρ) = E[σ(u·x)σ(u′·x)] at cos θ, and Σs_j² ≥ (Σs_j)²/M.  At τ = 0 also for θ = π.
References: this bound is not in arXiv:2205.08199.
"""

from sympy import Symbol, acos, pi, sqrt

from symcrit import compression, mutant, theorem

M = Symbol("M", integer=True, positive=True)
c, tau, rho = Symbol("c", real=True), Symbol("tau", nonnegative=True), Symbol("rho", real=True)
THETA = acos(rho)


def bound(slope=tau, constant=M, share=2, where=(rho > -1,)):
    value = c**2 + slope**2 - constant * c**2 / (THETA + (M - 1) * sqrt(1 - rho**2))
    value -= slope**2 * pi / (share * acos(-rho)) if slope else 0
    return compression.dual_bound(M, c, slope, cosine=rho, value=value, where=[*where, rho < 1])


@theorem("compression.dual_bound", source="symcrit")
def every_student_is_above():
    yield bound()
    yield bound(slope=0, where=[rho >= -1])


@mutant(every_student_is_above)
def with_one_neuron_more():
    """The bound for M − 1 neurons is larger."""
    return bound(constant=M - 1)


@mutant(every_student_is_above)
def with_a_third_of_the_slope():
    return bound(share=3)
