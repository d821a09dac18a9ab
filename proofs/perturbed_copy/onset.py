r"""From which n on the perturbed n-copy is a minimum, and has the lower loss, for many teachers, σ(z) = erf(z/√2).

For k = 25, 50, 100, 200 and 1000 it is a saddle with n − 1 negative directions at n = 11, 21, 41, 73 and 223, and a
strict local minimum at n = 12, 22, 42, 74 and 224.  For k = 50 its loss is above that of every copy average at n = 37
and below at n = 38.  Three thresholds are not one: where it becomes a minimum, where it has the lower loss, and what
gradient flow prefers.  For the second one, in the limit of large k: `phase_boundary`.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, asin, pi

from symcrit import PerturbedCopy, isolated, mutant, theorem

FIRST_MINIMUM = {25: 12, 50: 22, 100: 42, 200: 74, 1000: 224}
PAIRS = [(n, k) for k, first in FIRST_MINIMUM.items() for n in (first - 1, first)]


def perturbed(n, k, negative):
    return isolated(PerturbedCopy(n, k), inertia=(n * (k + 1) - negative, negative), outside=(n, 0))


def compared(n, k, below):
    """0 < L < ℓ(k − n + 1), or ℓ(k − n + 1) < L < 1."""
    size = Integer(k - n + 1)
    least = size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))
    return isolated(PerturbedCopy(n, k), loss=(0, least) if below else (least, 1))


@theorem("perturbed_copy.onset", source="symcrit", instances=PAIRS, large=lambda n, k: k > 50)
def a_minimum_from_here_on(n, k):
    return perturbed(n, k, negative=0 if n >= FIRST_MINIMUM[k] else n - 1)


@theorem("perturbed_copy.onset.loss", source="symcrit")
def the_lower_loss_from_here_on():
    yield compared(37, 50, below=False)
    yield compared(38, 50, below=True)


@mutant(a_minimum_from_here_on)
def a_minimum_at_twenty_one_of_fifty():
    return perturbed(21, 50, negative=0)


@mutant(a_minimum_from_here_on)
def a_saddle_at_twenty_two_of_fifty():
    return perturbed(22, 50, negative=21)


@mutant(the_lower_loss_from_here_on)
def already_at_thirty_seven():
    return compared(37, 50, below=True)
