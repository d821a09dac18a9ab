r"""Copy-average points of self-similar activations are critical, for any number of groups of any sizes.

σ is self-similar if smoothing by a Gaussian only rescales it: E[σ(ρz + √(1 − ρ²)ξ)] = λσ(μz), ξ ~ N(0, 1).  With
ρ = 1/√l, the student of a group of l teachers has a = lλ and |w| = μ.  The members of the class, here one by one:
erf(cz), Φ and a sigmoid h·erf(cz) + m (with q = 2c²: λ = 1, μ = ρ/√(1 + q(1 − ρ²))); a smoothed max(z, 0),
max(z, z/10), |z| or max(z, 0)² (λ = (2 − 1/l)^(p/2) at degree p, μ = ρ/√(2 − 1/l)); exp(−z²) or z·exp(−z²) (with
q = 3 − 2/l: λ = 1/√q and 1/q, μ = ρ/√q); He_m(z) (λ = ρᵐ, μ = 1) and He_m(z/2) (with s = 1 − (1 − ρ²)/4: λ = s^(m/2),
μ = ρ/√s); z² + b (λ = 1 + (1 − ρ²)/b, μ = ρ/√λ); sin(z + φ), cos z, exp z and sinh z (λ = exp(∓(1 − ρ²)/2), μ = ρ);
linear (λ = ρ/μ).
References: arXiv:2311.01644 for erf.
"""

from sympy import Integer, Rational, Symbol, exp, expand, sqrt

from symcrit import Activation, CopyAverage, activation, critical, mutant, theorem

z = Symbol("z", real=True)
SIGMOID = 2 / Rational("2.4020563531719796") ** 2  # 2c² of sigmoid_like
RELU_SQUARE = Activation("smoothed_relu_square", "(z^2 + 1)*(1 + erf(z/sqrt(2)))/2 + z*exp(-z^2/2)/sqrt(2*pi)")


def averaged(name, height, width):
    """The students with λ = height(l) and μ = 1/√(l·width(l))."""
    return CopyAverage.symbolic(
        name, a=lambda size: size * height(size), norm=lambda size: 1 / sqrt(size) / sqrt(width(size))
    )


def sigmoid(name, q):
    return averaged(name, lambda size: Integer(1), lambda size: 1 + q * (1 - 1 / size))


def smooth(name, degree=1):
    """A Gaussian-smoothed function that is homogeneous of this degree."""
    return averaged(name, lambda size: sqrt(2 - 1 / size) ** degree, lambda size: 2 - 1 / size)


def gaussian(name, power):
    return averaged(name, lambda size: sqrt(3 - 2 / size) ** -power, lambda size: 3 - 2 / size)


def hermite(m):
    return CopyAverage.symbolic(f"hermite:m={m}", a=lambda size: size / sqrt(size) ** m, norm=1)


def half_hermite(m):
    """He_m(z/2)."""
    sigma = Activation(f"half_hermite_{m}", expand(activation(f"hermite:m={m}").expr.subs(z, z / 2)))
    return averaged(sigma, lambda size: sqrt(s(size)) ** m, lambda size: s(size))


def s(size):
    return 1 - (1 - 1 / size) / 4


def shifted_square(b):
    """z² + b."""
    height = lambda size: 1 + (1 - 1 / size) / b  # noqa: E731
    return averaged(Activation("shifted_square", z**2 + b), height, height)


def wave(name, sign):
    return averaged(name, lambda size: exp(sign * (1 - 1 / size) / 2), lambda size: Integer(1))


@theorem("copy_average.self_similar", source="arXiv:2311.01644")
def self_similar():
    yield critical(sigmoid("erf:slope=2", 8))
    yield critical(sigmoid("probit", 1))
    yield critical(sigmoid("sigmoid_like", SIGMOID))
    for name in ("smoothed_relu", "smoothed_leaky_relu", "smoothed_abs"):
        yield critical(smooth(name))
    yield critical(smooth(RELU_SQUARE, degree=2))
    yield critical(gaussian("gaussian", 1))
    yield critical(gaussian("gaussian_slope", 2))
    for m in (1, 2, 3, 4):
        yield critical(hermite(m))
    for m in (3, 4):
        yield critical(half_hermite(m))
    yield critical(shifted_square(2))
    yield critical(CopyAverage.symbolic("linear", a=lambda size: size, norm=lambda size: 1 / sqrt(size)))


WAVES = (("sin", -1), ("exp", 1), ("sin:omega=1,phase=1", -1), ("cos", -1), ("sinh", 1))


@theorem(
    "copy_average.self_similar.waves",
    source="symcrit",
    instances=WAVES,
    large=lambda name, sign: name not in ("sin", "exp"),
    timeout=20,
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
    return critical(
        CopyAverage.symbolic(
            "smoothed_relu", a=lambda size: size * sqrt(2 - 1 / size), norm=lambda size: 1 / sqrt(size)
        )
    )


@mutant(self_similar)
def a_gaussian_with_the_height_of_its_slope():
    return critical(gaussian("gaussian", 2))


@mutant(self_similar)
def a_sharper_sigmoid():
    return critical(sigmoid("erf:slope=2", 1))


@mutant(waves)
def waves_that_grow():
    return critical(wave("sin", 1))


@mutant(waves)
def exponentials_that_decay():
    return critical(wave("exp", -1))
