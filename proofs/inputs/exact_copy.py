r"""An exact copy of the teacher is critical: with biases, for inputs N(m, Σ) and with neurons that are split.

f = f* gives L = 0, its minimum. Stated with L and its gradient by all a_i, w_i and biases, for erf and any weights, any
bias, any mean and every positive definite 2×2 covariance; for a ReLU neuron that is split into two with shares s and
1 − s of its outgoing weight, w ≠ 0; and for tanh, which has no closed form, at numbers. Another bias is not critical.
References: f = f* is a minimum.
"""

from sympy import symbols

from symcrit import Network, Point, Problem, critical, loss_is, mutant, theorem

a, g, h, p, q, r, s, t = symbols("a_1 g h p q r s t", real=True)
COVARIANCE = ((s, r), (r, t))
MEAN = symbols("d_1 d_2", real=True)
SHARE = symbols("c", real=True)


def copy(activation, student, teacher, **inputs):
    return Point(Problem(teacher, activation, n=student.n, **inputs), student)


def erf(bias=h):
    neuron = Network([[p, q]], [a], [h])
    return copy("erf", Network([[p, q]], [a], [bias]), neuron, covariance=COVARIANCE, mean=MEAN)


def split_relu(rest=1 - SHARE, bias="1/2"):
    """A ReLU neuron with bias 1/2 as two, of outgoing weights c and `rest`, beside another neuron."""
    teacher = Network([[1, 2], [0, 1]], [1, -2], ["1/2", 1])
    student = Network([[1, 2], [1, 2], [0, 1]], [SHARE, rest, -2], ["1/2", bias, 1])
    return copy("relu", student, teacher, covariance=((2, 1), (1, 3)), mean=(1, "-1/3"))


def tanh(bias="-1/4"):
    teacher = Network([[1, "1/2"], ["1/3", -1]], [1, 2], ["1/5", "-1/4"])
    student = Network(teacher.W, teacher.a, ["1/5", bias])
    return copy("tanh", student, teacher, covariance=((2, 1), (1, 3)), mean=(1, 0))


@theorem("inputs.exact_copy", source="symcrit")
def copies_are_critical():
    for point in (erf(), split_relu(), tanh()):
        yield loss_is(point, 0)
        yield critical(point)


@mutant(copies_are_critical)
def with_another_bias():
    return critical(erf(bias=g))


@mutant(copies_are_critical)
def with_shares_that_add_up_to_less():
    return critical(split_relu(rest=-SHARE))


@mutant(copies_are_critical)
def with_another_bias_of_tanh():
    return critical(tanh(bias="1/4"))


@mutant(copies_are_critical)
def with_another_bias_the_loss_is_not_0():
    return loss_is(erf(bias=g), 0)
