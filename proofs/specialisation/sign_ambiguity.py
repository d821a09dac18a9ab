r"""Only −w*: a student that equals the teacher everywhere without a neuron that points along w*.

σ(w·x) = σ(−w·x) + w·x, and a linear function is Σ_i w_i·(σ(x_i) − σ(−x_i)): so −w* and ± the unit vectors, 2d + 1
students, make every gradient 0 at every x. ReLU knows a boundary up to sign: that lines agree can be concluded, not
that vectors do. Stated for w* = (1, 1) and w* = (2, −1): at every x ≠ 0 of the plane, which the boundaries cut into
six cones and six rays, all gradients of the first layer are 0, and the neurons that point to the side of w* have an
angle of sin² ≥ 1/5 with it. References: beyond arXiv:1909.13458.
"""

from symcrit import mutant, specialisation, theorem

UNITS = [[1, 0], [-1, 0], [0, 1], [0, -1]]


def unaligned(w, ray=True, linear=1):
    """A student with −w and ± the unit vectors, a teacher with w."""
    teacher = specialisation.ReluNetwork([[w], [[1]]])
    outgoing = [1, linear * w[0], -linear * w[0], linear * w[1], -linear * w[1]]
    student = specialisation.ReluNetwork([[[-w[0], -w[1]], *UNITS], [outgoing]])
    return specialisation.not_specialised(student, teacher, 0, cones=cones(w), sine2="1/5", ray=ray)


def cones(w):
    """The plane without 0, cut along the boundaries: in every case in the order of the angle."""
    rays = [[1, 0], [0, 1], [-w[1], w[0]], [-1, 0], [0, -1], [w[1], -w[0]]]
    if w[0] * w[1] < 0:
        rays = [[1, 0], [-w[1], w[0]], [0, 1], [-1, 0], [w[1], -w[0]], [0, -1]]
    return [[ray] for ray in rays] + [[ray, after] for ray, after in zip(rays, rays[1:] + rays[:1], strict=True)]


@theorem("specialisation.sign_ambiguity", source="symcrit")
def the_antiparallel_student_suffices():
    yield unaligned([1, 1])
    yield unaligned([2, -1])


@mutant(the_antiparallel_student_suffices)
def without_the_linear_part():
    return unaligned([1, 1], linear=0)


@mutant(the_antiparallel_student_suffices)
def as_lines():
    return unaligned([1, 1], ray=False)
