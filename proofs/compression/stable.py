r"""The equiangular student is a strict local minimum, up to rotations: the second derivative, for every M ≥ 3.

∂²L by w_j = s_j u_j at the equiangular student of `compression.equiangular_critical` (outgoing weights 1), on the
complement of the rotations that fix v, is positive definite at the simplex (τ = 0) and at orthonormal neurons, for all
M ≥ 3 in every dimension that holds them, d ≥ M − 1 and d ≥ M (`--all`; stated with the length r in place of c).  For
M = 3, …, 8, c = 1 and the least such d its least eigenvalue is enclosed to 6 decimals, at the cosines −1/(M − 1), 0 and
1/4 (M = 3 and 8; the others with `--all`).  It belongs to perturbations of the kind diag x, x·1ᵀ, 1·xᵀ, Σx = 0.
References: beyond arXiv:2205.08199.
"""

from sympy import Rational, Symbol, acos, pi, sqrt

from symcrit import compression, mutant, theorem

m, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
r = Symbol("r", positive=True)

# M: the least eigenvalue at the simplex, at cosine 0, at cosine 1/4, rounded down to 6 decimals
LEAST = {
    3: ("0.563541", "0.099425", "0.078900"),
    4: ("0.394132", "0.110915", "0.086270"),
    5: ("0.327673", "0.119363", "0.091162"),
    6: ("0.292629", "0.125876", "0.094585"),
    7: ("0.271066", "0.131075", "0.097084"),
    8: ("0.256486", "0.135333", "0.098975"),
}
STEP = Rational(1, 10**6)


def student(M, cosine, mean=1, **options):
    """At the mean c = 1 or, with `mean` None, stated with the length r in place of c."""
    X = acos(cosine) + (M - 1) * sqrt(1 - cosine**2)
    length = r if mean is None else sqrt(2 * pi) * mean / X
    mean = r * X / sqrt(2 * pi) if mean is None else mean
    tau = sqrt(M * (1 + (M - 1) * cosine)) * length * acos(-cosine) / pi
    return compression.stable(M, mean, tau, cosine=cosine, length=length, **options)


def at(M, cosine, least):
    room = M if cosine != -Rational(1, M - 1) else M - 1
    return student(M, cosine, d=room, above=least, below=least + STEP)


def orthonormal(**options):
    return student(m, Rational(0), mean=None, d=d, where=[m >= 3, d >= m], **options)


def simplex():
    return student(m, -1 / (m - 1), mean=None, d=d, where=[m >= 3, d + 1 >= m])


EVERY = {"orthonormal": orthonormal, "simplex": simplex}


@theorem(
    "compression.stable",
    source="symcrit",
    instances=[*LEAST, *EVERY],
    large=lambda which: which not in (3, 8),
    effort=4,
)
def strict_minimum_off_the_rotations(which):
    if which in EVERY:
        yield EVERY[which]()
        return
    for cosine, least in zip((-Rational(1, which - 1), Rational(0), Rational(1, 4)), LEAST[which], strict=True):
        yield at(which, cosine, Rational(least))


@mutant(strict_minimum_off_the_rotations)
def with_more_than_the_least_eigenvalue():
    return student(3, -Rational(1, 2), d=2, above=Rational(LEAST[3][0]) + STEP)


@mutant(strict_minimum_off_the_rotations)
def at_another_length():
    return compression.stable(3, 1, 0, cosine=-Rational(1, 2), length=1, d=2)


@mutant(strict_minimum_off_the_rotations)
def orthonormal_by_a_margin():
    return orthonormal(above=Rational(1, 9))
