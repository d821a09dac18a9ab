r"""When groups of students are critical: the exact criterion, for every activation σ and groups in any number.

The student of a group of l teachers has a = a(l) and w = (r(l)/√l)·Σ_j v_j, any functions of l.  Write q = r²,
c = r/√l, M_i(q) = E[σ⁽ⁱ⁾(u)] for u ~ N(0, q), and R_m = a_m M_0(q_m) − l_m M_0(1), the mean that group m leaves over.
For every σ with a differentiable kernel

    ∂L/∂a_m = 2(aκ(q, q, q) − lκ(q, c, 1)) + 2M_0(q_m)·Σ_{p≠m} R_p
    ∂L/∂w_m along a teacher of group m = 2a(2c(aκ₁(q, q, q) − lκ₁(q, c, 1)) + acκ₂(q, q, q) − κ₂(q, c, 1))
                                         + 2a_m c_m M_2(q_m)·Σ_{p≠m} R_p
    ∂L/∂w_m along a teacher of group p ≠ m = 2a_m M_1(q_m)·(a_p c_p M_1(q_p) − M_1(1)).

So ∇L = 0 iff these vanish for all m and p.  The last says: for each p, either group p leaves no linear part over,
√l·c₁(1) = a·c₁(r) with c₁(r) = rM_1(r²), or a_m M_1(q_m) = 0 for every other student m.
`square` is one case in numbers: σ(z) = z² with a = r = 1, whose groups leave a mean over.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Symbol, sqrt

from symcrit import CopyAverage, Kernel, gradient_is, mutant, theorem
from symcrit.sympy_functions import kernel_function

l = Symbol("l", integer=True, positive=True)  # noqa: E741
a, r = (kernel_function(name)(l, 0, 0) for name in "ar")
q, c = r**2, r / sqrt(l)


def kappa(i, j, *order_parameters):
    """∂^(i+j)κ/∂q11^i ∂q12^j of an arbitrary kernel."""
    return kernel_function("kappa", i, j, 0)(*order_parameters)


def mean(i, variance):
    """M_i."""
    return kernel_function(f"M{i}")(variance, 0, 0)


@theorem("copy_average.criterion", source="symcrit")
def criterion():
    left_over = a * mean(0, q) - l * mean(0, 1)
    scale = 2 * c * (a * kappa(1, 0, q, q, q) - l * kappa(1, 0, q, c, 1))
    turn = a * c * kappa(0, 1, q, q, q) - kappa(0, 1, q, c, 1)
    return gradient_is(
        CopyAverage.symbolic(Kernel.uninterpreted("kappa"), a=a, norm=r),
        outgoing=(2 * (a * kappa(0, 0, q, q, q) - l * kappa(0, 0, q, c, 1)), 2 * mean(0, q), left_over),
        along=(2 * a * (scale + turn), 2 * a * c * mean(2, q), left_over),
        across=(2 * a * mean(1, q), a * c * mean(1, q) - mean(1, 1)),
    )


def of_square(left_over=1 - l, across=0):
    """The gradient for σ(z) = z², a = r = 1."""
    return gradient_is(
        CopyAverage.symbolic("square", a=1, norm=1),
        outgoing=(2 * (1 - l), 2, left_over),
        along=(4 * (1 - l) / sqrt(l), 4 / sqrt(l), left_over),
        across=(across, 1),
    )


@theorem("copy_average.criterion.square", source="symcrit")
def square():
    return of_square()


@mutant(criterion)
def zero_for_every_mean():
    nothing = (Integer(0),) * 3
    return gradient_is(CopyAverage.symbolic("erf", a=1), outgoing=nothing, along=nothing, across=(0, 0))


@mutant(square)
def with_the_other_sign():
    return of_square(left_over=l - 1)


@mutant(square)
def with_a_linear_part():
    return of_square(across=1)
