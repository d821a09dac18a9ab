r"""For every self-similar activation, n − 1 copies and one average is the best partition of k teachers, and only that.

With V(t) = κ(1, t, 1) − κ(1, 0, 1) the loss at a copy-average point is Σ ℓ(l) over the groups, ℓ(l) = lV(1) − l²V(1/l).
The Hermite series V(t) = Σ_{m≥1} c_m² tᵐ makes it Σ_{m≥2} c_m²(l − l^(2−m)), ℓ(1) = 0.

`terms`: l − l^(2−m) is l − 1 for m = 2, and strictly concave on l ≥ 1 for every real m > 2, so for integers m ≥ 3.
`best_partition.members`: for the members of the class one by one, ℓ as stated is the loss of a group and strictly
concave, so that among all partitions of k teachers into n groups the loss is least, ℓ(k − n + 1), iff at least
n − 1 groups are singletons.  For linear σ, He_2 and z² + b, where c_m = 0 for m ≥ 3, all partitions have
the same loss: they are mutants.
That the series is strictly concave whatever the c_m are, and so the same for every member of the class without naming
it, is `copy_average.best_partition.universal`.
"""

from sympy import Integer, Rational, Symbol, acos, asin, cosh, exp, log, pi, sinh, sqrt

from symcrit import Activation, CopyAverage, best_partition, concave, mutant, theorem

m = Symbol("m", integer=True)
real = Symbol("m", real=True)
l = Symbol("l", real=True)  # noqa: E741
ABOUT = {"sin": -1, "cos": -1, "exp": 1, "sinh": 1}


def term(order):
    return l - exp((2 - order) * log(l))


def averaged(name, height, width):
    """The students with a = l·height(l) and |w| = 1/√(l·width(l))."""
    return CopyAverage.symbolic(
        name, a=lambda size: size * height(size), norm=lambda size: 1 / sqrt(size) / sqrt(width(size))
    )


def students(name):
    """The copy-average points of a member of the class."""
    if name in ABOUT:
        return averaged(name, lambda size: exp(ABOUT[name] * (1 - 1 / size) / 2), lambda size: Integer(1))
    if name.startswith("hermite"):
        order = int(name[-1])
        return CopyAverage.symbolic(name, a=lambda size: size / sqrt(size) ** order, norm=1)
    if name.startswith("gaussian"):
        power = 2 if name == "gaussian_slope" else 1
        return averaged(name, lambda size: sqrt(3 - 2 / size) ** -power, lambda size: 3 - 2 / size)
    if name.startswith("smoothed"):
        return averaged(name, lambda size: sqrt(2 - 1 / size), lambda size: 2 - 1 / size)
    q = 2 if name == "erf:slope=1" else 1
    return averaged(name, lambda size: Integer(1), lambda size: 1 + q * (1 - 1 / size))


def right(size):
    """l²·(h(1/(2l)) − h(0)) for h(ρ) = (√(1 − ρ²) + ρ(π − acos ρ))/(2π)."""
    return (size * sqrt(4 * size**2 - 1) + size * (pi - acos(1 / (2 * size))) - 2 * size**2) / (4 * pi)


def left(size):
    """l²·(h(−1/(2l)) − h(0))."""
    return right(size) - size / 4


def of_covariance(V):
    return lambda size: size * V(Integer(1)) - size**2 * V(1 / size)


def of_square(W):
    """ℓ for W(l) = l²V(1/l)."""
    return lambda size: size * W(Integer(1)) - W(size)


SLOPE = Rational(1, 10)  # of smoothed_leaky_relu


def slanted(size):
    """l²V(1/l) of the smoothed max(z, z/10)."""
    return 2 * (1 + SLOPE**2) * right(size) - 4 * SLOPE * left(size)


LOSS = {
    "erf:slope=1": of_covariance(lambda t: 2 / pi * asin(2 * t / 3)),
    "probit": of_covariance(lambda t: asin(t / 2) / (2 * pi)),
    "smoothed_relu": of_square(lambda size: 2 * right(size)),
    "smoothed_leaky_relu": of_square(slanted),
    "smoothed_abs": of_square(lambda size: 4 * (right(size) + left(size))),
    "gaussian": of_square(lambda size: size**3 / sqrt(9 * size**2 - 4) - size**2 / 3),
    "gaussian_slope": of_square(lambda size: size**4 / sqrt(9 * size**2 - 4) ** 3),
    "hermite:m=3": lambda size: 6 * (size - 1 / size),
    "hermite:m=4": lambda size: 24 * (size - 1 / size**2),
    "sin": of_covariance(lambda t: exp(-1) * sinh(t)),
    "exp": of_covariance(lambda t: exp(1) * (exp(t) - 1)),
    "cos": of_covariance(lambda t: exp(-1) * (cosh(t) - 1)),
    "sinh": of_covariance(lambda t: exp(1) * sinh(t)),
}


def one_average_is_best(name, group_loss, of):
    def minimum(n, k):
        return (n - 1) * group_loss(Integer(1)) + group_loss(k - n + 1)

    return best_partition(of, minimum=minimum)


@theorem("copy_average.best_partition.terms", source="symcrit")
def terms():
    yield concave(term(m), l, where=[l >= 1, m >= 3])
    yield concave(term(real), l, where=[l >= 1, real > 2])


@theorem(
    "copy_average.best_partition.members",
    source="symcrit",
    instances=tuple(LOSS),
    large=lambda name: name not in ("erf:slope=1", "smoothed_relu", "gaussian", "hermite:m=3", "sin", "exp"),
    effort=4,
)
def universal(name):
    return one_average_is_best(name, LOSS[name], students(name))


@mutant(terms)
def of_every_order():
    return concave(term(m), l, where=[l >= 1, m >= 2])


@mutant(universal)
def strictly_for_a_quadratic_polynomial():
    height = lambda size: 1 + (1 - 1 / size) / 2  # noqa: E731
    shifted = averaged(Activation("shifted_square", "z^2 + 2"), height, height)
    return one_average_is_best("shifted_square", lambda size: 2 * (size - 1), shifted)


@mutant(universal)
def strictly_for_a_line():
    line = CopyAverage.symbolic("linear", a=lambda size: size, norm=lambda size: 1 / sqrt(size))
    return one_average_is_best("linear", lambda size: Integer(0), line)


@mutant(universal)
def for_the_loss_of_another_activation():
    return one_average_is_best("exp", LOSS["sinh"], students("exp"))
