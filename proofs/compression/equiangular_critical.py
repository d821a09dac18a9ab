r"""Equiangular students are critical for exactly one length and one slope of the target.

M ≥ 2 unit vectors u_j in R^d, M ≤ d, with u_j·v̂ = γ ∈ [0, 1) have mutual cosine cos θ = (Mγ² − 1)/(M − 1) if their
other parts form a regular simplex.  For L = E[(Σ_j r σ(u_j·x) − c − v·x)²] with c > 0, ∇L = 0 iff

    r = √(2π) c / (θ + (M − 1) sin θ)   and   |v| = Mγr (π − θ)/π.

γ = 0 is the simplex, v = 0, where M ≤ d + 1 is enough; for M = 2 it is the antipodal pair, θ = π.
References: arXiv:2205.08199 (conjectured to be optimal there).
"""

from sympy import Symbol, acos, pi, sqrt

from symcrit import compression, mutant, theorem

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c, gamma = Symbol("c", positive=True), Symbol("gamma", real=True)
RANGE = [M >= 2, gamma >= 0, gamma < 1]
RHO = (M * gamma**2 - 1) / (M - 1)
LENGTH = sqrt(2 * pi) * c / (acos(RHO) + (M - 1) * sqrt(1 - RHO**2))
SLOPE = M * gamma * LENGTH * acos(-RHO) / pi


def family(length=LENGTH, angle=-RHO, where=(d >= M,)):
    """acos(−cos θ) is π − θ."""
    tau = M * gamma * length * acos(angle) / pi
    return compression.equiangular(M, c, tau, cosine=RHO, length=length, d=d, where=[*RANGE, *where])


@theorem("compression.equiangular_critical", source="arXiv:2205.08199")
def equiangular_students_are_critical():
    yield family()
    simplex = LENGTH.subs(gamma, 0)
    yield compression.equiangular(M, c, 0, cosine=-1 / (M - 1), length=simplex, d=d, where=[M >= 2, d + 1 >= M])


@mutant(equiangular_students_are_critical)
def without_room():
    """M ≤ d is left out: at M = 2, d = 1 the two vectors are antipodal or equal."""
    return family(where=())


@mutant(equiangular_students_are_critical)
def three_in_the_plane():
    return compression.equiangular(
        3, c, SLOPE.subs(M, 3), cosine=RHO.subs(M, 3), length=LENGTH.subs(M, 3), d=2, where=[gamma > 0, gamma < 1]
    )


@mutant(equiangular_students_are_critical)
def half_the_length():
    return family(length=LENGTH / 2)


@mutant(equiangular_students_are_critical)
def slope_of_the_angle_itself():
    return family(angle=RHO)
