r"""One student erf(cz) and k orthonormal teachers: a critical point and its loss.

With q = 2c²/(1 + 2c²): a = k, |w| = 1/√((1 + 2c²)k − 2c²), and the loss is (2/π)(k·asin q − k²·asin(q/k)).  For all k
at c = ½ and 2; and for every c > 0 (teachers of length c·√2, σ(z) = erf(z/√2)) at k = 2 and 3, with full vectors.
"""

from sympy import Integer, Rational, Symbol, asin, pi, sqrt

from symcrit import Network, OneNeuron, Point, Problem, critical, loss_is, mutant, theorem

SLOPES = (Rational(1, 2), Integer(2))
t = Symbol("t", positive=True)


def student(slope, q):
    """q: 2c²."""
    return OneNeuron.symbolic(f"erf:slope={slope}", a=lambda size: size, norm=lambda size: 1 / sqrt((1 + q) * size - q))


k = student(1, 2).symbols["k"]


def loss(q):
    share = q / (1 + q)
    return 2 / pi * (k * asin(share) - k**2 * asin(share / k))


def any_slope(size, a):
    """The network for all c, t = c·√2: `size` teachers of length t."""
    teacher = Network([[t if i == j else 0 for i in range(size)] for j in range(size)])
    entry = t / sqrt(size * ((1 + t**2) * size - t**2))
    return Point(Problem(teacher=teacher, activation="erf", n=1), Network([[entry] * size], [a]))


@theorem("one_neuron.erf.slope")
def closed_form():
    for slope in SLOPES:
        yield critical(student(slope, 2 * slope**2))
        yield loss_is(student(slope, 2 * slope**2), loss(2 * slope**2))
    for size in (2, 3):
        yield critical(any_slope(size, size))


@mutant(closed_form)
def the_length_of_another_slope():
    return critical(student(2, 2))


@mutant(closed_form)
def the_loss_of_another_slope():
    return loss_is(student(2, 8), loss(Integer(2)))


@mutant(closed_form)
def outgoing_weight_one():
    return critical(any_slope(2, 1))
