r"""Copy-average points of σ = sign are not critical: the loss has a slope on two pairs, a kink on a copy and a triple.

Four orthonormal teachers; the student of a group of l of them is a = l·(2/π)·asin(1/√l), w along the sum, of any
length.  The loss has no gradient where a student equals a teacher, and the derivatives of the closed form are infinite
where the two arguments are the same neuron; so what is shown is the loss itself, on a segment of networks.

Groups {2, 2}: the first student moves to w_1 + t·v_3.  The loss is the stated function of t, it falls strictly for
abs(t) ≤ 1/10, and its slope at t = 0, which is a component of ∇L, is below −0.26.
Groups {1, 3}: the copy moves to ((1 − t²)v_1 + 2t·v_2)/(1 + t²).  To the right the loss rises at a rate of at least
1.6, to the left at least of 3: the copy is a strict minimum along this curve, and no gradient exists.
"""

from sympy import Rational, Symbol, asin, pi, sqrt

from symcrit import Network, Point, Problem, critical, increasing, less, loss_is, mutant, theorem

t, END = Symbol("t", real=True), Rational(1, 10)
NEAR, RIGHT, LEFT = [t >= -END, t <= END], [t >= 0, t <= END], [t >= -END, t <= 0]
COSINE, SINE = (1 - t**2) / (1 + t**2), 2 * t / (1 + t**2)


def g(rho):
    """E[sign(u)·sign(v)] at correlation ρ."""
    return 2 / pi * asin(rho)


def average(size):
    """The best outgoing weight of one student for `size` teachers."""
    return size * g(1 / sqrt(size))


def network(rows, outgoing):
    return Point(Problem.orthonormal("sign", n=2, k=4), Network(rows, outgoing))


A = average(2)


def pairs():
    """Groups {2, 2}, the first student displaced by t·v_3."""
    return network([[1, 1, t, 0], [0, 0, 1, 1]], [A, A])


def loss_of_pairs():
    norm = sqrt(2 + t**2)
    students = 2 * A**2 * (1 + g(t / (sqrt(2) * norm)))
    return students - 2 * A * (2 * g(1 / norm) + g(t / norm) + 2 * g(1 / sqrt(2))) + 4


def copy():
    """Groups {1, 3}, the copy turned towards v_2."""
    return network([[COSINE, SINE, 0, 0], [0, 1, 1, 1]], [1, average(3)])


def loss_of_copy():
    a = average(3)
    return 5 + a**2 + 2 * a * g(SINE / sqrt(3)) - 2 * (g(COSINE) + g(SINE)) - 2 * a**2


@theorem("negative.copy_average.sign")
def a_slope_or_a_kink():
    yield loss_is(pairs(), loss_of_pairs(), where=NEAR)
    yield increasing(-loss_of_pairs(), t, where=NEAR)
    yield less(loss_of_pairs().diff(t).subs(t, 0), "-0.26")
    yield loss_is(copy(), loss_of_copy(), where=NEAR)
    yield increasing(loss_of_copy() - Rational(8, 5) * t, t, where=RIGHT)
    yield increasing(-loss_of_copy() - 3 * t, t, where=LEFT)


@mutant(a_slope_or_a_kink)
def a_steeper_slope():
    return less(loss_of_pairs().diff(t).subs(t, 0), "-0.27")


@mutant(a_slope_or_a_kink)
def a_critical_copy():
    return critical(network([[1, 0, 0, 0], [0, 1, 1, 1]], [1, average(3)]))


@mutant(a_slope_or_a_kink)
def a_minimum_on_pairs():
    return increasing(loss_of_pairs(), t, where=RIGHT)


@mutant(a_slope_or_a_kink)
def without_the_pull_of_the_average():
    return loss_is(copy(), loss_of_copy() - 2 * average(3) * g(SINE / sqrt(3)), where=NEAR)
