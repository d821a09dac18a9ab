r"""Data too coarse: the gradients of all samples vanish and no student is aligned (d = 2, two teachers, four students).

Teacher σ(x) + σ(y); four rays of data between which every student boundary lies. Stated: student and teacher agree
at r·x for every r > 0 and each of the four rays, so every per-sample gradient D_l J_lᵀ(f* − f) is 0; no student is
collinear with a teacher. References: beyond arXiv:1909.13458.
"""

from sympy import Symbol

from symcrit import equal, less, mutant, specialisation, theorem

TEACHERS, STUDENTS = [[1, 0], [0, 1]], [[-3, 1], [-1, 2], [1, 1], [-2, -1]]
RAYS = [[2, 1], [-1, 3], [-3, -1], [1, -3]]
OUTGOING = [-1, 1, 1, 1]
teacher = specialisation.ReluNetwork([TEACHERS, [[1, 1]]])
r = Symbol("r", real=True)


def agree(ray, outgoing=OUTGOING):
    x = [r * entry for entry in ray]
    student = specialisation.ReluNetwork([STUDENTS, [outgoing]])
    return equal(student.outputs(x)[0], teacher.outputs(x)[0], where=[r > 0])


@theorem("specialisation.coarse_data", source="symcrit")
def zero_gradients_without_alignment():
    for ray in RAYS:
        yield agree(ray)
    for u in STUDENTS:
        for w in TEACHERS:
            yield less(0, (u[0] * w[1] - u[1] * w[0]) ** 2)


@mutant(zero_gradients_without_alignment)
def on_a_ray_between():
    """One more ray of data, and the gradients are seen."""
    return agree([1, 3])


@mutant(zero_gradients_without_alignment)
def with_another_outgoing_weight():
    return agree(RAYS[2], outgoing=[-1, 1, 1, 2])
