r"""Copy-average points of self-similar activations are critical, for any number of groups of any sizes.

σ is self-similar if smoothing by a Gaussian only rescales it: E[σ(ρz + √(1 − ρ²)ξ)] = λσ(μz), ξ ~ N(0, 1).  With
ρ = 1/√l, the student of a group of l teachers has a = lλ and |w| = μ.  For every member at once, without naming it:
`copy_average.self_similar.universal`.  The members of the class, here one by one, with every c > 0:

    erf(cz), Φ(cz), h·erf(cz) + m                            λ = 1, μ = ρ/√s, s = 1 + 2c²(1 − ρ²)
    |z|ᵖ and max(z, 0)ᵖ, max(z, z/10), smoothed, width 1/c   λ = s^(p/2), μ = ρ/√s, s = 1 + c²(1 − ρ²)
    exp(−c²z²), z·exp(−c²z²)                                 λ = 1/√s and 1/s, μ = ρ/√s        , s = 1 + 2c²(1 − ρ²)
    He_m(cz), c ≤ 1                                          λ = s^(m/2), μ = ρ/√s, s = 1 − c²(1 − ρ²)
    z² + b, b = 1/c²                                         λ = s, μ = ρ/√s, s = 1 + c²(1 − ρ²)
    sin(cz + φ), cos cz; exp cz, sinh cz                     λ = exp(∓c²(1 − ρ²)/2), μ = ρ
    linear                                                   any λμ = ρ

σ(cz) with teachers v_j and students w is σ(z) with cv_j and cw; a factor of σ is one of f and f*.
References: arXiv:2311.01644 for erf.
"""

from sympy import Integer, Symbol, exp, sqrt

from symcrit import Activation, CopyAverage, critical, mutant, theorem

c, z = Symbol("c", positive=True), Symbol("z", real=True)
tau = Symbol("tau", nonnegative=True)
RELU_SQUARE = Activation("smoothed_relu_square", "(z^2 + 1)*(1 + erf(z/sqrt(2)))/2 + z*exp(-z^2/2)/sqrt(2*pi)")
SHIFTED_SQUARE = Activation("shifted_square", z**2 + 1)


def wider(factor):
    """s = 1 + factor·c²(1 − 1/l)."""
    return lambda size: 1 + factor * c**2 * (1 - 1 / size)


def averaged(sigma, height, s):
    """The students for σ(cz) with λ = height(l) and μ = 1/√(l·s(l))."""
    return CopyAverage.symbolic(
        sigma, a=lambda size: size * height(size), norm=lambda size: c / sqrt(size) / sqrt(s(size)), length=c
    )


def sigmoid(sigma, factor):
    return averaged(sigma, lambda size: Integer(1), wider(factor))


def smooth(sigma, degree=1):
    """A Gaussian-smoothed function that is homogeneous of this degree."""
    return averaged(sigma, lambda size: sqrt(wider(1)(size)) ** degree, wider(1))


def gaussian(sigma, power):
    return averaged(sigma, lambda size: sqrt(wider(2)(size)) ** -power, wider(2))


def hermite(m):
    """He_m(cz) for c = 1/√(1 + τ²), where s = (τ² + 1/l)·c² is positive."""
    narrower = lambda size: sqrt((tau**2 + 1 / size) / (1 + tau**2))  # noqa: E731
    return CopyAverage.symbolic(
        f"hermite:m={m}",
        a=lambda size: size * narrower(size) ** m,
        norm=lambda size: 1 / sqrt(1 + size * tau**2),
        length=1 / sqrt(1 + tau**2),
    )


def wave(sigma, sign):
    return averaged(sigma, lambda size: exp(sign * c**2 * (1 - 1 / size) / 2), lambda size: Integer(1))


@theorem("copy_average.self_similar", source="arXiv:2311.01644")
def self_similar():
    for sigma in ("erf", "probit"):
        yield critical(sigmoid(sigma, 1))
    yield critical(sigmoid(Activation("sigmoid", "3*erf(z) + 1/2"), 2))
    for sigma in ("smoothed_relu", "smoothed_leaky_relu", "smoothed_abs"):
        yield critical(smooth(sigma))
    yield critical(smooth(RELU_SQUARE, degree=2))
    yield critical(gaussian("gaussian", 1))
    yield critical(gaussian("gaussian_slope", 2))
    for m in (1, 2, 3, 4):
        yield critical(hermite(m))
    yield critical(averaged(SHIFTED_SQUARE, wider(1), wider(1)))
    yield critical(CopyAverage.symbolic("linear", a=lambda size: size, norm=lambda size: 1 / sqrt(size)))


WAVES = (("sin", -1), ("exp", 1), ("sin:phase=1", -1), ("cos", -1), ("sinh", 1))


@theorem(
    "copy_average.self_similar.waves",
    source="symcrit",
    instances=WAVES,
    large=lambda name, sign: name not in ("sin", "exp"),
    effort=4,
)
def waves(name, sign):
    return critical(wave(name, sign))


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
    """μ = ρ."""
    return critical(averaged("smoothed_relu", lambda size: sqrt(wider(1)(size)), lambda size: Integer(1)))


@mutant(self_similar)
def a_gaussian_with_the_height_of_its_slope():
    return critical(gaussian("gaussian", 2))


@mutant(self_similar)
def a_sharper_sigmoid():
    return critical(sigmoid("erf", 2))


@mutant(waves)
def waves_that_grow():
    return critical(wave("sin", 1))


@mutant(waves)
def exponentials_that_decay():
    return critical(wave("exp", -1))
