r"""Gradient flows tend to copy averages: from the very numbers that a seed draws, σ(z) = erf(z/√2).

x = (W, a), every entry drawn from N(0, 1/100) in float64, as by `gradient_flow(problem, rng=seed)`, and taken as the
binary fraction that it is; the teacher has k orthonormal neurons.  The solution of x′ = −∇L(x) exists for all t ≥ 0 and
tends to a strict minimum: for (n, k) = (1, 2) the one neuron that is best (`one_neuron.minimum`), for (2, 3) a copy
average, in which one student copies a teacher and the other is best for the two others (`copy_average.critical`), up to
the signs of (a_i, w_i).  Of a flow in floats that is stopped at ‖∇L‖ < 5·10⁻⁸ this is known nowhere else: its gradient
is as small near a saddle, and what floats follow is another flow.
References: beyond arXiv:2311.01644.   Tags: erf, teacher-student, gradient flow, convergence.
"""

import numpy as np
from sympy import Rational, sqrt

from symcrit import Network, Problem, converges, mutant, theorem

# By seed: the teacher that is copied, the student that copies it, and the signs of both students.
COPIES = {
    0: (1, 0, 1, 1), 1: (0, 0, 1, 1), 2: (0, 0, -1, 1), 3: (0, 1, -1, -1), 4: (0, 0, -1, -1), 5: (1, 1, -1, 1),
    6: (1, 0, 1, 1), 7: (2, 1, 1, -1), 8: (1, 1, -1, -1), 9: (2, 0, -1, 1), 10: (2, 1, -1, 1), 11: (0, 1, 1, -1),
    12: (1, 0, 1, -1), 13: (1, 1, 1, 1), 14: (0, 1, -1, -1), 15: (2, 1, -1, 1), 16: (2, 0, 1, 1),
    17: (2, 0, -1, -1), 18: (0, 0, -1, 1), 19: (1, 0, 1, -1),
}  # fmt: skip
INSTANCES = [(1, 2, 0), *((2, 3, seed) for seed in COPIES)]


def start(n, k, seed):
    """What `gradient_flow` draws."""
    numbers = np.random.default_rng(seed).normal(scale=0.1, size=n * (k + 1))
    return Network(numbers[: n * k].reshape(n, k), numbers[n * k :])


def best(teachers, k, sign=1):
    """w and a of the neuron that is best for these teachers."""
    size = len(teachers)
    length = sign / sqrt(Rational(size * (2 * size - 1)))
    return [length if j in teachers else 0 for j in range(k)], sign * size


def copy_average(copied, student, first, second):
    """The two students."""
    groups = {student: [copied], 1 - student: [j for j in range(3) if j != copied]}
    neurons = [best(groups[i], 3, sign) for i, sign in enumerate((first, second))]
    return Network([w for w, _ in neurons], [a for _, a in neurons])


def flow(n, k, seed, end, radius="4e-5"):
    return converges(Problem.orthonormal("erf", n=n, k=k), start(n, k, seed), end=end, radius=radius)


@theorem("flow.threshold", source="symcrit", instances=INSTANCES, large=lambda n, k, seed: n > 1, effort=20)
def the_flow_from_a_seed_tends_to_a_copy_average(n, k, seed):
    if n == 1:
        w, a = best([0, 1], 2)
        return flow(n, k, seed, Network([w], [a]))
    return flow(n, k, seed, copy_average(*COPIES[seed]))


@mutant(the_flow_from_a_seed_tends_to_a_copy_average)
def the_mirrored_neuron():
    w, a = best([0, 1], 2, -1)
    return flow(1, 2, 0, Network([w], [a]))
