r"""A boundary that the data do not meet: zero gradients on a whole cone, and no student aligned with that teacher.

Teacher σ(x_1) + σ(x_2), data in the cone x_2 > |x_1|, which the boundary of the second teacher neuron does not meet.
The students (1, 0), (1, 1), (−1, 1) with outgoing weights 1, ½, ½ agree with the teacher there. Stated: at every point
of the cone, which the boundary of the first student cuts into two and a ray, all gradients of the first layer are 0;
and every student neuron has an angle of sin² ≥ ½ with teacher neuron 2. References: arXiv:1909.13458.
"""

from symcrit import mutant, specialisation, theorem

TEACHER = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
STUDENT = specialisation.ReluNetwork([[[1, 0], [1, 1], [-1, 1]], [[1, "1/2", "1/2"]]])
CONE = [[[1, 1], [0, 1]], [[0, 1], [-1, 1]], [[0, 1]]]


def unaligned(cones, student=STUDENT, sine2="1/2"):
    return specialisation.not_specialised(student, TEACHER, 1, cones=cones, sine2=sine2)


@theorem("specialisation.not_observed", source="arXiv:1909.13458")
def zero_gradients_on_a_cone():
    return unaligned(CONE)


@mutant(zero_gradients_on_a_cone)
def beyond_the_cone():
    return unaligned([*CONE, [[1, 1], [1, 0]]])


@mutant(zero_gradients_on_a_cone)
def where_the_boundary_is_met():
    return unaligned([*CONE, [[3, -1]]])


@mutant(zero_gradients_on_a_cone)
def with_a_larger_angle():
    return unaligned(CONE, sine2="51/100")
