r"""The equations of online learning: drift for any σ, and all of them for one student and erf.

Fields (λ, ν) ~ N(0, C) of students and teachers, C = [[Q, R], [Rᵀ, T]].  One step w_i ← w_i − (η/N)·a_i σ′(λ_i) e x,
e = f − f* − ςξ, changes λ_p-overlaps of w_i by −(η/N)·a_i E[σ′(λ_i) e λ_p] in the mean, and Q_ik by that for both and
(η²/N)·a_i a_k E[σ′(λ_i)σ′(λ_k)e²], as |x|²/N → 1.  For every σ, with κ(C_uu, C_uw, C_ww) = E[σ(u)σ(w)],

    E[σ′(u) v σ(w)] = 2C_uv ∂κ/∂C_uu + C_vw ∂κ/∂C_uw        and        E[σ′(u)σ′(w)] = ∂κ/∂C_uw,

so that the drift needs κ alone.  For σ(z) = erf(z/√2) the means are those of Saad and Solla (`expectation.erf_I4`).
References: Saad and Solla, Phys. Rev. E 52 (1995) 4225; Biehl and Schwarze, J. Phys. A 28 (1995) 643.
"""

from sympy import asin, erf, exp, pi, sqrt, symbols

from symcrit import E, equal, functions, gaussian, mutant, order_parameters, theorem

C11, C12, C13, C22, C23, C33 = symbols("C11 C12 C13 C22 C23 C33", real=True)
u, v, w = gaussian("u v w", cov="C")
f, h = functions("f h")
eta, a, b, s, Q, R, T = symbols("eta a b sigma Q R T", real=True)
noise = gaussian("xi")


@theorem("online.drift", source="Saad and Solla 1995; Stein 1972")
def drift_of_any_activation():
    """E[f′(u) v h(w)] and E[f′(u)h′(w)] by κ = E[f(u)h(w)]."""
    kappa = E(f(u) * h(w))
    yield equal(E(f(u).diff(u) * v * h(w)), 2 * C12 * kappa.diff(C11) + C23 * kappa.diff(C13))
    yield equal(E(f(u).diff(u) * h(w).diff(w)), kappa.diff(C13))


def sigma(z):
    return erf(z / sqrt(2))


def slope(z):
    return sqrt(2 / pi) * exp(-(z**2) / 2)


# What fails for every activation fails for erf.


@mutant(drift_of_any_activation)
def without_the_part_along_the_student():
    kappa = E(sigma(u) * sigma(w))
    return equal(E(slope(u) * v * sigma(w)), C23 * kappa.diff(C13))


@mutant(drift_of_any_activation)
def with_half_of_the_part_along_the_student():
    kappa = E(sigma(u) * sigma(w))
    return equal(E(slope(u) * v * sigma(w)), C12 * kappa.diff(C11) + C23 * kappa.diff(C13))


def one_step():
    """The mean changes of R, Q and a in one step, times N, for one student and one teacher."""
    (student,), (teacher,) = order_parameters([[Q]], [[R]], [[T]])
    error = a * sigma(student) - b * sigma(teacher) - s * noise
    move = -eta * a * slope(student) * error
    return E(move * teacher), E(2 * move * student) + E(move**2), -eta * E(sigma(student) * error)


def published(cross=2, spread=1):
    """The right sides of the equations for R, Q and a."""
    both = sqrt((1 + Q) * (1 + T) - R**2)
    to_teacher = a * R / sqrt(1 + 2 * Q) - b * (T * (1 + Q) - R**2) / both
    to_student = a * Q / sqrt(1 + 2 * Q) - b * R / both
    factor = 2 / pi / (1 + Q)
    drift = -2 * eta * a * factor * to_student
    rest = 1 + T + 2 * (Q + Q * T - R**2)
    own = asin(Q / (1 + 3 * Q))
    mixed = asin(R / sqrt((1 + 3 * Q) * rest))
    teachers = asin((T + 2 * (Q * T - R**2)) / rest)
    squares = 2 / pi * (a**2 * own - cross * a * b * mixed + b**2 * teachers) + spread * s**2
    diffusion = eta**2 * a**2 * 2 / (pi * sqrt(1 + 2 * Q)) * squares
    error = 2 / pi * (a * asin(Q / (1 + Q)) - b * asin(R / sqrt((1 + Q) * (1 + T))))
    return -eta * a * factor * to_teacher, drift + diffusion, -eta * error


@theorem("online.one_student", source="Biehl and Schwarze 1995")
def one_student_and_one_teacher():
    """dR/dα, dQ/dα and da/dα, with noise ς·ξ on the labels."""
    for mean, value in zip(one_step(), published(), strict=True):
        yield equal(mean, value)


@mutant(one_student_and_one_teacher)
def with_the_mixed_term_once():
    return equal(one_step()[1], published(cross=1)[1])


@mutant(one_student_and_one_teacher)
def with_noise_that_does_not_spread():
    return equal(one_step()[1], published(spread=0)[1])
