r"""Only −w*: a student that equals the teacher everywhere without a node along w*.

σ(w·x) = σ(−w·x) + w·x, and a linear function is Σ_i w_i·(σ(x_i) − σ(−x_i)): so −w* and ± the unit vectors, 2d + 1
students, make every gradient 0 at every x. ReLU knows a boundary up to sign: |cos| = 1 is what can be concluded,
not cos = 1. Stated for all w and x in 2 and 3 dimensions; and cos(−w*, w*) = −1. References: beyond
arXiv:1909.13458.
"""

from sympy import sqrt, symbols

from symcrit import equal, mutant, specialisation, theorem

relu = specialisation.relu


def vectors(d):
    return symbols(f"w_1:{d + 1}", real=True), symbols(f"x_1:{d + 1}", real=True)


def dot(u, v):
    return sum(a * b for a, b in zip(u, v, strict=True))


def agree(d, linear=1):
    w, x = vectors(d)
    rest = sum(weight * (relu(entry) - relu(-entry)) for weight, entry in zip(w, x, strict=True))
    return equal(relu(dot(w, x)), relu(-dot(w, x)) + linear * rest)


def cosine(value):
    w, _ = vectors(2)
    return equal(-dot(w, w) / sqrt(dot(w, w)) / sqrt(dot(w, w)), value, where=["w_1 != 0"])


@theorem("specialisation.sign_ambiguity", source="symcrit")
def the_antiparallel_student_suffices():
    for d in (2, 3):
        yield agree(d)
    yield cosine(-1)


@mutant(the_antiparallel_student_suffices)
def without_the_linear_part():
    return agree(2, linear=0)


@mutant(the_antiparallel_student_suffices)
def with_cosine_one():
    return cosine(1)
