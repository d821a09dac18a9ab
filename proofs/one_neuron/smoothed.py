r"""One student, k orthonormal teachers, σ a smoothed rectifier or a Gaussian: a critical point and its loss, for all k.

With V(t) = κ(1, t, 1) − κ(1, 0, 1), the covariance of σ at correlation t, the loss is k·V(1) − k²·V(1/k).
σ(z) = zΦ(z) + φ(z), that is max(z, 0) smoothed: a = k·√(2 − 1/k), |w| = 1/√(2k − 1).  More generally, with width
s = ½ and 1: σ(z) = zΦ(z/s) + sφ(z/s), s′² = s² + 1 − 1/k, a = k·s′/s, |w| = s/(√k·s′).
σ(z) = exp(−z²): a = k/√(3 − 2/k), |w| = 1/√(3k − 2).
"""

from sympy import Integer, Rational, acos, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem


def smoothed(width):
    """max(z, 0) smoothed by a Gaussian of this width."""

    def wider(size):
        return sqrt(width**2 + 1 - 1 / size) / width

    return OneNeuron.symbolic(
        f"smoothed_relu:s={width}", a=lambda size: size * wider(size), norm=lambda size: 1 / (sqrt(size) * wider(size))
    )


rectifier = smoothed(Integer(1))
bell = OneNeuron.symbolic(
    "gaussian", a=lambda size: size / sqrt(3 - 2 / size), norm=lambda size: 1 / sqrt(3 * size - 2)
)
k = rectifier.symbols["k"]


def h(rho):
    return (sqrt(1 - rho**2) + rho * (pi - acos(rho))) / (2 * pi)


def loss(covariance):
    return k * covariance(Rational(1)) - k**2 * covariance(1 / k)


def of_rectifier(t, width=1):
    scale = Integer(1) + width**2
    return scale * (h(t / scale) - h(Rational(0)))


def of_bell(t):
    return 1 / sqrt(9 - 4 * t**2) - Rational(1, 3)


@theorem("one_neuron.smoothed")
def closed_form():
    for width in (Rational(1, 2), Integer(1)):
        yield critical(smoothed(width))
        yield loss_is(smoothed(width), loss(lambda t, width=width: of_rectifier(t, width)))
    yield critical(bell)
    yield loss_is(bell, loss(of_bell))


@mutant(closed_form)
def without_smoothing():
    return critical(OneNeuron.symbolic("relu", a=rectifier.a, norm=rectifier.norm))


@mutant(closed_form)
def of_another_width():
    return loss_is(rectifier, loss(lambda t: of_rectifier(t, Integer(2))))


@mutant(closed_form)
def outgoing_weight_k():
    return critical(OneNeuron.symbolic("smoothed_relu", a=lambda size: size, norm=rectifier.norm))


@mutant(closed_form)
def without_the_mean():
    return loss_is(bell, loss(lambda t: 1 / sqrt(9 - 4 * t**2)))
