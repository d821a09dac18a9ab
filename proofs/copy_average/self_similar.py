r"""Copy-average points of self-similar activations are critical, for any number of groups of any sizes.

σ is self-similar if smoothing by a Gaussian only rescales it: E[σ(ρz + √(1 − ρ²)ξ)] = λσ(μz), ξ ~ N(0, 1).  With
ρ = 1/√l, the student of a group of l teachers has a = lλ and |w| = μ.  Here σ is linear; a smoothed max(z, 0),
max(z, z/10) or |z| (λ = √(2 − 1/l), μ = 1/(√l·λ)); exp(−z²) or z·exp(−z²) (with q = 3 − 2/l: λ = 1/√q and 1/q,
μ = 1/√(lq)); or a Hermite polynomial of degree m (λ = l^(−m/2), μ = 1).
References: arXiv:2311.01644 for erf.
"""

from sympy import sqrt

from symcrit import CopyAverage, critical, mutant, theorem


def smoothed(size):
    return sqrt(2 - 1 / size)


def spread(size):
    return sqrt(3 - 2 / size)


def smooth(name):
    """A Gaussian-smoothed function that is homogeneous of degree 1."""
    return CopyAverage.symbolic(
        name, a=lambda size: size * smoothed(size), norm=lambda size: 1 / (sqrt(size) * smoothed(size))
    )


def gaussian(name, power):
    return CopyAverage.symbolic(
        name, a=lambda size: size / spread(size) ** power, norm=lambda size: 1 / (sqrt(size) * spread(size))
    )


def hermite(m):
    return CopyAverage.symbolic(f"hermite:m={m}", a=lambda size: size / sqrt(size) ** m, norm=1)


@theorem("copy_average.self_similar", source="arXiv:2311.01644")
def self_similar():
    for name in ("smoothed_relu", "smoothed_leaky_relu", "smoothed_abs"):
        yield critical(smooth(name))
    yield critical(gaussian("gaussian", 1))
    yield critical(gaussian("gaussian_slope", 2))
    for m in (1, 2, 3, 4):
        yield critical(hermite(m))


@mutant(self_similar)
def gelu_for_a_smoothed_rectifier():
    return critical(smooth("gelu"))


@mutant(self_similar)
def a_square_without_its_mean():
    return critical(CopyAverage.symbolic("square", a=1, norm=1))


@mutant(self_similar)
def a_cube():
    return critical(CopyAverage.symbolic("monomial", a=lambda size: 1 / sqrt(size), norm=1))


@mutant(self_similar)
def the_norm_of_a_mean():
    return critical(
        CopyAverage.symbolic("smoothed_relu", a=lambda size: size * smoothed(size), norm=lambda size: 1 / sqrt(size))
    )


@mutant(self_similar)
def a_gaussian_with_the_height_of_its_slope():
    return critical(gaussian("gaussian", 2))
