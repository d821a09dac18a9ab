r"""The loss of the equiangular family in closed form.

With X = θ + (M − 1) sin θ and r = √(2π)c/X, τ = Mγr(π − θ)/π as in `compression.equiangular_critical`:

    L = c²(1 − M/X) + τ²(1 − π/(2(π − θ)))                                      (γ > 0)
    L = c²(1 − M/(acos(−1/(M − 1)) + √(M(M − 2))))                              (the simplex, τ = 0)
    L = c²(π − 2)/(2M + π − 2)     at τ = √(2πM) c/(π + 2(M − 1))               (orthonormal, θ = π/2)

The first is stated with r in place of c, c = rX/√(2π).
References: arXiv:2205.08199; the closed form is not there.
"""

from sympy import Symbol, acos, pi, sqrt

from symcrit import compression, mutant, theorem

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c, r, gamma = Symbol("c", positive=True), Symbol("r", positive=True), Symbol("gamma", real=True)
RHO = (M * gamma**2 - 1) / (M - 1)
ANGLE, REST = acos(RHO), acos(-RHO)
X = ANGLE + (M - 1) * sqrt(1 - RHO**2)
MEAN, SLOPE = r * X / sqrt(2 * pi), M * gamma * r * REST / pi
SIMPLEX = acos(-1 / (M - 1)) + sqrt(M * (M - 2))


def family(loss):
    where = [M >= 2, gamma > 0, gamma < 1, d >= M]
    return compression.optimal(M, MEAN, SLOPE, cosine=RHO, length=r, loss=loss, d=d, where=where)


def simplex(loss):
    length, where = sqrt(2 * pi) * c / SIMPLEX, [M >= 2, d + 1 >= M]
    return compression.optimal(M, c, 0, cosine=-1 / (M - 1), length=length, loss=loss, d=d, where=where)


def orthonormal(loss):
    length, tau = sqrt(2 * pi) * c / (pi / 2 + M - 1), sqrt(2 * pi * M) * c / (pi + 2 * (M - 1))
    return compression.optimal(M, c, tau, cosine=0, length=length, loss=loss, d=d, where=[M >= 2, d >= M])


@theorem("compression.closed_form", source="symcrit")
def loss_of_the_family():
    yield family(MEAN**2 * (1 - M / X) + SLOPE**2 * (1 - pi / (2 * REST)))
    yield simplex(c**2 * (1 - M / SIMPLEX))
    yield orthonormal(c**2 * (pi - 2) / (2 * M + pi - 2))


@mutant(loss_of_the_family)
def without_the_slope():
    return family(MEAN**2 * (1 - M / X))


@mutant(loss_of_the_family)
def one_neuron_less():
    return simplex(c**2 * (1 - (M - 1) / SIMPLEX))


@mutant(loss_of_the_family)
def orthonormal_with_one_more():
    return orthonormal(c**2 * (pi - 2) / (2 * M + pi))
