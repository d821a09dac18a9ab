r"""Data too coarse: the gradients vanish at all of them, and no student neuron is aligned.

d = 2, teacher σ(x_1) + σ(x_2), four students. The data are all points of four rays; between neighbouring rays there is
always a boundary of a student, and never that of a teacher alone. On the rays f = f*. Stated: at every point of the
rays all gradients of the first layer are 0, and every student neuron has an angle of sin² ≥ 1/10 with teacher neuron 1,
and of sin² ≥ 1/10 with teacher neuron 2. References: beyond arXiv:1909.13458.
"""

from symcrit import mutant, specialisation, theorem

TEACHER = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
STUDENTS = [[-3, 1], [-1, 2], [1, 1], [-2, -1]]
RAYS = [[[2, 1]], [[-1, 3]], [[-3, -1]], [[1, -3]]]


def unaligned(node, rays=RAYS, outgoing=(-1, 1, 1, 1)):
    student = specialisation.ReluNetwork([STUDENTS, [list(outgoing)]])
    return specialisation.not_specialised(student, TEACHER, node, cones=rays, sine2="1/10")


@theorem("specialisation.coarse_data", source="symcrit")
def zero_gradients_without_alignment():
    yield unaligned(0)
    yield unaligned(1)


@mutant(zero_gradients_without_alignment)
def on_a_ray_between():
    """One more ray of data, and the gradients are seen."""
    return unaligned(0, rays=[*RAYS, [[1, 4]]])


@mutant(zero_gradients_without_alignment)
def with_another_outgoing_weight():
    return unaligned(0, outgoing=(-1, 1, 1, 2))


@mutant(zero_gradients_without_alignment)
def as_if_they_were_aligned():
    student = specialisation.ReluNetwork([STUDENTS, [[-1, 1, 1, 1]]])
    return specialisation.specialised(student, TEACHER, cones=RAYS)
