r"""Two dimensions: three samples around a boundary that carry no other one cannot all have zero gradient.

F(x) = α σ(w·x) − β_1 σ(u·x) − β_2 σ(v·x) in the plane, σ(z) = z for z ≥ 0 and c·z below; rays x_1, x_2, x_3 in this
order, x_2 = a·x_1 + b·x_3 with a, b > 0, w·x_1 = −p < 0 < m = w·x_3, and no boundary but that of w among them: u >
0 and v < 0 at x_1 and x_3, so at x_2. The claims are about the pre-activations at x_1 and x_3, which are any
numbers. Stated:
* b·F(x_3) − F(x_2) + a·F(x_1) is (1 − c)·α·b·m if w·x_2 ≤ 0, and (1 − c)·α·a·p if w·x_2 ≥ 0;
* the squares of these are positive if α ≠ 0: F is not 0 at all three;
* two directions y, y′ between x_1 and x_3, if these are at most 90° apart, enclose no larger angle:
  det(y, y′)²·|x_1|²|x_3|² ≤ det(x_1, x_3)²·|y|²|y′|², so a student whose boundary is there is aligned that well.
Where F = 0 on the data, then, a student's boundary lies within two gaps of data around the teacher's. A further
neuron on either side adds a term like those of u and v; stated is one on either side.
References: beyond arXiv:1909.13458.
"""

from sympy import symbols

from symcrit import at_most, equal, less, mutant, specialisation, theorem

relu = specialisation.relu
alpha, beta_1, beta_2, a, b, c, m, p = symbols("alpha beta_1 beta_2 a b c m p", real=True)
g = symbols("g", real=True)
u_1, u_3, v_1, v_3 = symbols("u_1 u_3 v_1 v_3", real=True)


def F(first, third):
    """At first·x_1 + third·x_3."""
    teacher = alpha * relu(third * m - first * p, c)
    on, off = first * u_1 + third * u_3, first * v_1 + third * v_3
    return teacher - beta_1 * relu(on, c) - beta_2 * relu(off, c)


def angle(acute):
    """y = a·x_1 + b·x_3, y′ = a′·x_1 + b′·x_3; p, g, m: |x_1|², x_1·x_3, |x_3|²; divided by det²(x_1, x_3)."""
    a_1, b_1 = symbols("a_1 b_1", real=True)
    first, second = (s**2 * p + 2 * s * t * g + t**2 * m for s, t in ((a, b), (a_1, b_1)))
    known = [a >= 0, b >= 0, a_1 >= 0, b_1 >= 0, p > 0, m > 0]
    return at_most((a * b_1 - b * a_1) ** 2 * p * m, first * second, where=[*known, acute])


JUMP = b * F(0, 1) - F(a, b) + a * F(1, 0)
RAYS = [a > 0, b > 0, p > 0, m > 0, c < 1]
STRAIGHT = [u_1 >= 0, u_3 >= 0, v_1 <= 0, v_3 <= 0]
SIDES = {b * m: a * p >= b * m, a * p: b * m >= a * p}  # which side of the boundary x_2 is on


@theorem("specialisation.window_2d", source="symcrit")
def three_rays_show_the_kink():
    for value, side in SIDES.items():
        yield equal(JUMP, (1 - c) * alpha * value, where=[*RAYS, *STRAIGHT, side])
        yield less(0, ((1 - c) * alpha * value) ** 2, where=[*RAYS, "alpha != 0"])
    yield angle(g >= 0)


@mutant(three_rays_show_the_kink)
def with_the_other_side():
    return equal(JUMP, (1 - c) * alpha * a * p, where=[*RAYS, *STRAIGHT, a * p >= b * m])


@mutant(three_rays_show_the_kink)
def with_a_student_among_the_rays():
    return less(0, JUMP**2, where=[*RAYS, u_1 >= 0, u_3 <= 0, v_1 <= 0, v_3 <= 0, a * p >= b * m, "alpha != 0"])


@mutant(three_rays_show_the_kink)
def with_a_linear_activation():
    return less(0, JUMP**2, where=[*RAYS[:4], c <= 1, *STRAIGHT, a * p >= b * m, "alpha != 0"])


@mutant(three_rays_show_the_kink)
def the_angle_between_rays_that_are_too_far_apart():
    return angle(g >= -1)
