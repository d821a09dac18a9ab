r"""Kernels of activations with oscillations: random features, Gabor, sine.

For (u, v) ~ N(0, C): E[r(u)r(v)] = exp(−γ(C11 + C22 − 2·C12)) for r(z) = √2·sin(√(2γ)·z + π/4), and
E[g(u)g(v)] = exp(−(C11 + C22 + 4·det C)/(2D))·sinh(C12/D)/√D for g(z) = exp(−z²)·sin z, where D = det(1 + 2C).
References: Rahimi and Recht, Random features for large-scale kernel machines, NIPS 2007; Novak et al., Neural Tangents,
ICLR 2020, activations Rbf, Gabor and Sin.
"""

from sympy import cos, cosh, exp, sin, sinh, sqrt, symbols

from symcrit import E, equal, gaussian, mutant, theorem

C11, C12, C22, b, m1, m2 = symbols("C11 C12 C22 b m1 m2", real=True)
frequency = symbols("omega", real=True)
u, v = gaussian("u v", cov="C")
x, y = gaussian("x y", cov="C", mean="m")


@theorem("expectation.sine", source="Novak et al. 2020; Rahimi and Recht 2007")
def sines():
    """E[sin(ωx + b) sin(ωy + b)] with means."""
    yield equal(E(sin(frequency * x + b) * sin(frequency * y + b)), of_sines())


def of_sines(way=1):
    """½Re of two characteristic functions."""
    apart = exp(-(frequency**2) * (C11 + C22 - 2 * C12) / 2) * cos(frequency * (m1 - m2))
    together = exp(-(frequency**2) * (C11 + C22 + 2 * C12) / 2) * cos(frequency * (m1 + m2) + 2 * b)
    return (apart - way * together) / 2


@mutant(sines)
def cosines():
    return equal(E(sin(frequency * x + b) * sin(frequency * y + b)), of_sines(way=-1))


def rbf(z):
    """√2·sin(ωz + π/4)."""
    return sin(frequency * z) + cos(frequency * z)


@theorem("expectation.rbf", source="Rahimi and Recht 2007; Novak et al. 2020, Rbf with ω² = 2γ")
def random_features():
    return equal(E(rbf(u) * rbf(v)), exp(-(frequency**2) * (C11 + C22 - 2 * C12) / 2))


@mutant(random_features)
def with_twice_the_exponent():
    return equal(E(rbf(u) * rbf(v)), exp(-(frequency**2) * (C11 + C22 - 2 * C12)))


def gabor(z):
    return exp(-(z**2)) * sin(z)


def of_gabor(function=sinh):
    det = C11 * C22 - C12**2
    D = 1 + 2 * C11 + 2 * C22 + 4 * det
    return exp(-(C11 + C22 + 4 * det) / (2 * D)) * function(C12 / D) / sqrt(D)


@theorem("expectation.gabor", source="Novak et al. 2020, Gabor")
def gabor_functions():
    return equal(E(gabor(u) * gabor(v)), of_gabor())


@mutant(gabor_functions)
def with_the_even_function():
    return equal(E(gabor(u) * gabor(v)), of_gabor(function=cosh))


@theorem("expectation.gaussian_bumps", source="Williams 1998, Gaussian kernel")
def bumps():
    """E[exp(−(x − y)²/2)] with means."""
    spread = 1 + C11 + C22 - 2 * C12
    return equal(E(exp(-((x - y) ** 2) / 2)), exp(-((m1 - m2) ** 2) / (2 * spread)) / sqrt(spread))


@mutant(bumps)
def without_the_root():
    spread = 1 + C11 + C22 - 2 * C12
    return equal(E(exp(-((x - y) ** 2) / 2)), exp(-((m1 - m2) ** 2) / (2 * spread)))
