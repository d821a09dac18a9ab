r"""When the perturbed n-copy has lower loss than every copy-average point, for 2 ≤ n < k ≤ 12, σ(z) = erf(z/√2).

The least loss of copy-average points is L*(k − n + 1) with L*(l) = l/3 − (2l²/π)·asin(1/(2l)), by
`copy_average.best_partition`.
The perturbed copy is below it from n = 5, 6, 7, 7, 8, 9, 10 on for k = 6 … 12, and never for k ≤ 5.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, asin, pi

from symcrit import PerturbedCopy, isolated, mutant, theorem

FIRST = {6: 5, 7: 6, 8: 7, 9: 7, 10: 8, 11: 9, 12: 10}
PAIRS = [(n, k) for k in range(3, 13) for n in range(2, k)]


def least_copy_average_loss(n, k):
    size = Integer(k - n + 1)
    return size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))


def compared(n, k, below, loss=least_copy_average_loss):
    """0 < L < L*(k − n + 1), or L*(k − n + 1) < L < 1."""
    return isolated(PerturbedCopy(n, k), loss=(0, loss(n, k)) if below else (loss(n, k), 1))


def is_large(n, k):
    return k not in (5, 6, 7, 12) or n not in (FIRST.get(k, k) - 1, FIRST.get(k, k))


@theorem("perturbed_copy.beats_copy_average", source="symcrit", instances=PAIRS, large=is_large)
def from_these_n_on(n, k):
    return compared(n, k, below=n >= FIRST.get(k, k))


@mutant(from_these_n_on)
def already_at_four_of_six():
    return compared(4, 6, below=True)


@mutant(from_these_n_on)
def not_yet_at_five_of_six():
    return compared(5, 6, below=False)


@mutant(from_these_n_on)
def with_one_teacher_less():
    return compared(4, 6, below=False, loss=lambda n, k: least_copy_average_loss(n, k + 1))
