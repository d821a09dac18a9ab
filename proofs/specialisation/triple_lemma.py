r"""The triple lemma: a boundary that nobody cancels shows in three samples.

F(x) = Σ_j α_j σ(w*_j·x) − Σ_i β_i σ(w_i·x), σ(z) = z for z ≥ 0 and c·z below. Along x_0 + r·q a neuron has the
pre-activation u + r·s, u = w·x_0 and s = w·q, in any dimension; so the claims are about pre-activations. Stated,
for t > 0:
* of one neuron whose boundary holds x_0 (u = 0), σ(t·s) + σ(−t·s) − 2σ(0) = (1 − c)·t·|s|;
* of one neuron with pre-activations p, m of the same sign at x_0 ± tq, σ(p) + σ(m) − 2σ((p + m)/2) = 0;
* a further neuron of this kind leaves the second difference D of F as it is: the step of an induction over neurons;
* both together, for the crossed teacher, another teacher and two students in every pattern of signs:
  F(x_0 + tq) + F(x_0 − tq) − 2F(x_0) = t·α·|w*·q|;
* for networks with rational weights in 3, 4 and 5 dimensions, the same with t in an interval.
For any number of units and any dimension it is accepted by Coq: specialisation.second_difference.
References: beyond arXiv:1909.13458.
"""

from fractions import Fraction
from itertools import product

from sympy import Abs, Symbol, symbols

from symcrit import equal, mutant, specialisation, theorem

relu = specialisation.relu
t, s, c, p, m, D = symbols("t s c p m D", real=True)
alpha, beta = symbols("alpha_1:3", real=True), symbols("beta_1:3", real=True)


def second_difference(at_plus, at_minus, at_zero):
    return at_plus + at_minus - 2 * at_zero


def kink(slope=0):
    return second_difference(relu(t * s, slope), relu(-t * s, slope), relu(0, slope))


def straight(plus, minus, slope=0):
    return second_difference(relu(plus, slope), relu(minus, slope), relu((plus + minus) / 2, slope))


def network(others):
    """The second difference of F when the first teacher is crossed and `others` = [(coefficient, x_+, x_-)] are not."""
    return alpha[0] * kink() + sum(factor * straight(plus, minus) for factor, plus, minus in others)


def same_sign(plus, minus, on):
    return [plus >= 0, minus >= 0] if on else [plus <= 0, minus <= 0]


PLUS, MINUS = symbols("p_1:4", real=True), symbols("m_1:4", real=True)
OTHERS = list(zip((alpha[1], -beta[0], -beta[1]), PLUS, MINUS, strict=True))


@theorem("specialisation.triple_lemma", source="symcrit")
def second_difference_is_the_kink():
    yield equal(kink(c), (1 - c) * t * Abs(s), where=[t > 0])
    for on in (True, False):
        yield equal(straight(p, m, c), 0, where=same_sign(p, m, on))
        yield equal(D - beta[0] * straight(p, m, c), D, where=same_sign(p, m, on))
    for signs in product((True, False), repeat=3):
        known = [h for (_, plus, minus), on in zip(OTHERS, signs, strict=True) for h in same_sign(plus, minus, on)]
        yield equal(network(OTHERS), t * alpha[0] * Abs(s), where=[t > 0, *known])
    for student, teacher, x, q, node, limit in EXAMPLES:
        yield along(student, teacher, x, q, node, limit)


# Student and teacher as (W, v), x_0 on the boundary of teacher node 0, q, the student node whose F is taken, largest t.
EXAMPLES = [
    (([[1, 2, 0], [2, -1, 3]], [2, -1]), ([[1, 1, -1], [0, 1, 2]], [3, 1]), [1, 1, 2], [1, 0, "1/3"], 0, "1/2"),
    (
        ([[1, 2, 0, 1], [2, 1, 3, -1]], ["1/2", 1]),
        ([[1, 1, -1, 0], [1, 0, 0, 1]], [1, 2]),
        *([1, 0, 1, 2], [0, 3, 1, 1], 1, "1/4"),
    ),
    (
        ([[1, 0, 0, 1, 1]], [-3]),
        ([[2, 0, -1, 0, 1], [1, 1, 1, 1, 1]], [1, -1]),
        *([1, 3, 2, 1, 0], [-2, 1, 0, 1, 1], 0, "1"),
    ),
]


def along(student, teacher, x, q, node, limit, kink=Abs):
    """F_node(x + tq) + F_node(x − tq) − 2F_node(x) = t·α·|w*·q| for all t in (0, limit]."""
    (W, v), (V, a) = student, teacher
    v, q = [*map(Fraction, v)], [*map(Fraction, q)]
    r = Symbol("t", real=True)
    # F is the difference of two networks whose outgoing weights are α_j = v_node·a_j and β_i = v_node·v_i.
    F = specialisation.ReluNetwork([[*V, *W], [[v[node] * b for b in a] + [-v[node] * b for b in v]]])

    def value(way):
        return F.outputs([entry + way * r * step for entry, step in zip(x, q, strict=True)])[0]

    slope = sum(w * step for w, step in zip(V[0], q, strict=True))
    return equal(
        second_difference(value(1), value(-1), value(0)), r * v[node] * a[0] * kink(slope), where=[f"0 < t <= {limit}"]
    )


@mutant(second_difference_is_the_kink)
def without_the_absolute_value():
    return equal(
        network(OTHERS), t * alpha[0] * s, where=[t > 0, *(h for o in OTHERS for h in same_sign(*o[1:], True))]
    )


@mutant(second_difference_is_the_kink)
def without_the_factor_t():
    return equal(kink(c), (1 - c) * Abs(s), where=[t > 0])


@mutant(second_difference_is_the_kink)
def twice_the_factor():
    return equal(kink(c), 2 * (1 - c) * t * Abs(s), where=[t > 0])


@mutant(second_difference_is_the_kink)
def of_a_leaky_neuron_as_of_relu():
    return equal(kink(c), t * Abs(s), where=[t > 0])


@mutant(second_difference_is_the_kink)
def with_a_student_that_is_crossed():
    return equal(straight(p, m), 0, where=[p >= 0, m <= 0])


@mutant(second_difference_is_the_kink)
def of_a_network_in_five_dimensions_without_the_absolute_value():
    return along(*EXAMPLES[2], kink=lambda slope: slope)
