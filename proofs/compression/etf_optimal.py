r"""The equiangular family is the global minimum over non-negative outgoing weights, and the only one.

L = E[(Σ_{j≤M} s_j σ(u_j·x) − c − v·x)²], c > 0, τ = |v|, s_j ≥ 0, |u_j| = 1 in R^d, 2 ≤ M ≤ d (M ≤ d + 1 at τ = 0).
For every γ ∈ [0, 1) the equiangular student with u_j·v̂ = γ is the minimum at its τ, unique up to permutations and
rotations that fix v; and for every c > 0 and τ ≥ 0 there is exactly one γ.  (Stated with its length r in place of c.)
References: conjectured in arXiv:2205.08199; the proof is not there.
"""

from sympy import Symbol, acos, pi, sqrt

from symcrit import compression, mutant, theorem

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c, r, gamma = Symbol("c", positive=True), Symbol("r", positive=True), Symbol("gamma", real=True)
RANGE = [M >= 2, gamma >= 0, gamma < 1]
RHO = (M * gamma**2 - 1) / (M - 1)
REST, X = acos(-RHO), acos(RHO) + (M - 1) * sqrt(1 - RHO**2)
MEAN, SLOPE = r * X / sqrt(2 * pi), M * gamma * r * REST / pi
LOSS = MEAN**2 + SLOPE**2 - r * M * (MEAN / sqrt(2 * pi) + gamma * SLOPE / 2)


def family(slope=SLOPE, loss=LOSS, where=(d >= M,)):
    return compression.optimal(M, MEAN, slope, cosine=RHO, length=r, loss=loss, d=d, where=[*RANGE, *where])


def simplex(room=1):
    X = acos(-1 / (M - 1)) + sqrt(M * (M - 2))
    length, loss, where = sqrt(2 * pi) * c / X, c**2 * (1 - M / X), [M >= 2, d + room >= M]
    return compression.optimal(M, c, 0, cosine=-1 / (M - 1), length=length, loss=loss, d=d, where=where)


def slope_onto(numerator=REST):
    return compression.onto(M * gamma * sqrt(2) * c * numerator / sqrt(pi), X, gamma, where=RANGE)


@theorem("compression.etf_optimal", source="symcrit")
def the_conjecture_for_positive_weights():
    yield family()
    yield simplex()
    yield slope_onto()


@mutant(the_conjecture_for_positive_weights)
def without_room():
    return family(where=())


@mutant(the_conjecture_for_positive_weights)
def three_in_the_plane():
    """M = 3 and d = 2 with τ > 0: three equiangular vectors of a common angle with v need a third dimension."""
    values = {M: 3}
    parts = {"cosine": RHO.subs(values), "length": r, "loss": LOSS.subs(values), "d": 2}
    return compression.optimal(3, MEAN.subs(values), SLOPE.subs(values), where=[gamma > 0, gamma < 1], **parts)


@mutant(the_conjecture_for_positive_weights)
def simplex_with_less_room():
    return simplex(room=2)


@mutant(the_conjecture_for_positive_weights)
def at_twice_the_slope():
    return family(slope=2 * SLOPE)
