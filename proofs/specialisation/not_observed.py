r"""A boundary that the data do not meet: zero gradients on a whole cone, and no student aligned with that teacher.

Teacher σ(x) + σ(y), data in the cone y > |x|, which the boundary of the second teacher does not meet. The students
(1, 0), (1, 1), (−1, 1) with outgoing weights 1, ½, ½ agree with the teacher there. Stated for all points p·(1, 1) +
m·(−1, 1) of the cone, p, m > 0; and no student is collinear with (0, 1). References: arXiv:1909.13458.
"""

from sympy import symbols

from symcrit import equal, less, mutant, specialisation, theorem

p, m = symbols("p m", real=True)
STUDENTS = [[1, 0], [1, 1], [-1, 1]]
teacher = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
student = specialisation.ReluNetwork([STUDENTS, [[1, "1/2", "1/2"]]])


def agree(where):
    x = [p - m, p + m]
    return equal(student.outputs(x)[0], teacher.outputs(x)[0], where=where)


@theorem("specialisation.not_observed", source="arXiv:1909.13458")
def zero_gradients_on_a_cone():
    yield agree([p > 0, m > 0])
    for u in STUDENTS:
        yield less(0, u[0] ** 2)  # det(u, (0, 1))²


@mutant(zero_gradients_on_a_cone)
def beyond_the_cone():
    return agree([p > 0])


@mutant(zero_gradients_on_a_cone)
def where_the_boundary_is_met():
    return agree([p > 0, m < 0])
