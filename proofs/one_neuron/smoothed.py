r"""One student, k orthonormal teachers, σ a smoothed rectifier or a Gaussian: a critical point and its loss, for all k.

With V(t) = κ(1, t, 1) − κ(1, 0, 1), the covariance of σ at correlation t, the loss is k·V(1) − k²·V(1/k).
σ(z) = zΦ(z/s) + sφ(z/s), that is max(z, 0) smoothed by a Gaussian of width s > 0: with s′² = s² + 1 − 1/k,
a = k·s′/s, |w| = s/(√k·s′).  σ(z) = exp(−cz²), c > 0: with q = 1 + 2c(1 − 1/k), a = k/√q, |w| = 1/√(kq).
For every s and c: σ is s·S(z/s) with S(z) = zΦ(z) + φ(z), and exp(−(√c·z)²), so the teachers have length 1/s and √c;
L is s² times the loss of S, by `scale`.
"""

from sympy import Rational, Symbol, acos, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

width, slope = Symbol("s", positive=True), Symbol("c", positive=True)


def wider(size):
    """s′/s."""
    return sqrt(width**2 + 1 - 1 / size) / width


def share(size):
    """q."""
    return 1 + 2 * slope * (1 - 1 / size)


def rectifier(name="smoothed_relu", a=lambda size: size * wider(size)):
    norm = lambda size: 1 / (sqrt(size) * wider(size) * width)  # noqa: E731
    return OneNeuron.symbolic(name, a=a, norm=norm, length=1 / width, scale=width**2)


bell = OneNeuron.symbolic(
    "gaussian",
    a=lambda size: size / sqrt(share(size)),
    norm=lambda size: sqrt(slope) / sqrt(size * share(size)),
    length=sqrt(slope),
)
k = bell.symbols["k"]


def h(rho):
    return (sqrt(1 - rho**2) + rho * (pi - acos(rho))) / (2 * pi)


def loss(covariance):
    return k * covariance(Rational(1)) - k**2 * covariance(1 / k)


def of_rectifier(t, width=width):
    scale = 1 + width**2
    return scale * (h(t / scale) - h(Rational(0)))


def of_bell(t):
    return 1 / sqrt((1 + 2 * slope) ** 2 - 4 * slope**2 * t**2) - 1 / (1 + 2 * slope)


@theorem("one_neuron.smoothed")
def closed_form():
    yield critical(rectifier())
    yield loss_is(rectifier(), loss(of_rectifier))
    yield critical(bell)
    yield loss_is(bell, loss(of_bell))


@mutant(closed_form)
def without_smoothing():
    return critical(rectifier("relu"))


@mutant(closed_form)
def of_another_width():
    return loss_is(rectifier(), loss(lambda t: of_rectifier(t, 2 * width)))


@mutant(closed_form)
def outgoing_weight_k():
    return critical(rectifier(a=lambda size: size))


@mutant(closed_form)
def without_the_mean():
    return loss_is(bell, loss(lambda t: of_bell(t) + 1 / (1 + 2 * slope)))
