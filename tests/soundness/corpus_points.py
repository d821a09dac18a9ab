"""Critical points and losses: copy-average points for the erf activation, concrete and symbolic, with mutants."""

from sympy import Integer, Lt, Rational, Symbol, asin, pi, sqrt

from .statement import Shape, best_partition, best_partition_value, critical, loss_is, not_critical, shape_loss

n = Symbol("n", integer=True)
k = Symbol("k", integer=True, positive=True)
SOURCE = "arXiv:2311.01644, copy-average points"
ANY = Shape(None)


def norm_2l(ell):
    return 1 / sqrt(2 * ell**2)


def norm_plus(ell):
    return 1 / sqrt(ell * (2 * ell + 1))


def displaced(ell):
    return 1 / sqrt(ell * (2 * ell - 1)) + Rational(1, 10**9)


def one(size, **changes):
    return Shape((size,), one_neuron=True, **changes)


def total(*sizes):
    return sum(shape_loss(Integer(ell)) for ell in sizes)


TRUE = (
    critical("ca-any", ANY, SOURCE),
    critical("ca-1-2", Shape((1, 2)), SOURCE),
    critical("ca-2-2", Shape((2, 2)), SOURCE),
    critical("ca-3-1-1", Shape((3, 1, 1)), SOURCE),
    critical("ca-copies", Shape((1, 1, 1)), SOURCE + ", n = k"),
    critical("ca-half-scale", Shape((1, 3), scale=Rational(1, 2)), SOURCE + ", loss with ½"),
    critical("one-neuron-4", one(4), SOURCE + ", n = 1"),
    critical("one-neuron-any", one(k), SOURCE + ", n = 1"),
    loss_is("loss-1-2", Shape((1, 2)), Rational(2, 3) - 8 * asin(Rational(1, 4)) / pi, SOURCE),
    loss_is("loss-2-3", Shape((2, 3)), total(2, 3), SOURCE),
    loss_is("loss-copies", Shape((1, 1)), Integer(0), SOURCE),
    loss_is("loss-any", ANY, shape_loss(Symbol("l", integer=True, positive=True)), SOURCE + ", loss of each group"),
    loss_is("loss-half", Shape((1, 2), scale=Rational(1, 2)), total(2) / 2, SOURCE + ", loss with ½"),
    loss_is("loss-one-neuron", one(k), shape_loss(k), SOURCE + ", one-neuron loss"),
    not_critical("not-critical-norm", Shape((1, 2), c=norm_2l), Rational(1, 100), "ca-1-2 with 2l for 2l − 1"),
    not_critical("not-critical-displaced", Shape((2,), c=displaced), Integer(0), "ca-2 moved by 1e-9"),
    best_partition("optimal-partition", ANY, SOURCE + ", optimal partition"),
)

FALSE = (
    critical("ca-norm", Shape(None, c=norm_2l), "ca-any with 2l for 2l − 1"),
    critical("ca-norm-plus", Shape(None, c=norm_plus), "ca-any with 2l + 1 for 2l − 1"),
    critical("ca-outgoing-root", Shape(None, a=sqrt), "ca-any with a = √l"),
    critical("ca-outgoing-1", Shape((1, 2), a=lambda ell: Integer(1)), "ca-1-2 with a = 1"),
    critical("ca-sign", Shape((1, 2), a=lambda ell: -ell), "one sign flipped without the other"),
    critical("ca-displaced", Shape((1, 2), c=displaced), "ca-1-2 moved by 1e-9"),
    critical("one-neuron-norm", one(k, c=norm_2l), "one-neuron-any with 2k for 2k − 1"),
    critical(
        "one-neuron-rescaled",
        one(3, c=lambda ell: 1 / sqrt(2 * ell * (2 * ell - 1))),
        "the norm for erf(x), not erf(x/√2)",
    ),
    loss_is("loss-1-2-half", Shape((1, 2)), total(2) / 2, "loss-1-2 with the ½ of another convention"),
    loss_is("loss-1-2-off-by-one", Shape((1, 2)), total(1, 3), "loss-1-2 with an off-by-one partition"),
    loss_is("loss-2-3-merged", Shape((2, 3)), total(1, 4), "loss-2-3 with another partition of 5"),
    loss_is("loss-one-neuron-k", one(k), k * Rational(1, 3) - 2 * k * asin(1 / (2 * k)) / pi, "k for k²"),
    loss_is("loss-decimal", Shape((1, 2)), Rational(23184, 10**6), "a rounded loss"),
    not_critical("not-critical-ca", Shape((1, 2)), Integer(0), "ca-1-2 denied"),
    not_critical("not-critical-bound", Shape((1, 2), c=norm_2l), Integer(10), "the gradient is not that large"),
    best_partition_value("optimal-off-by-one", ANY, shape_loss(k - n), "optimal-partition, off by one"),
    best_partition_value("optimal-swapped", ANY, shape_loss(n - k + 1), "optimal-partition, n and k swapped"),
    best_partition_value("optimal-average", ANY, n * shape_loss(k / n), "equal groups are the worst, not the best"),
)

VACUOUS = (critical("vacuous-critical", one(k), [Lt(k, 1, evaluate=False)], "contradictory sizes"),)
