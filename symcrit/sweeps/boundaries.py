"""What is proved about ends of flows, as numbers for pictures: boundaries in (n, k) and bounds of the loss.

All of it is for orthonormal teachers.  The theorems stand in `proofs/`: `optimal.eckart_young`, `copy_average.loss`,
`copy_average.inertia_all`, `perturbed_copy.phase_boundary` and `perturbed_copy.onset`.
"""

from __future__ import annotations

import math

from symcrit.certification.families import PerturbedCopy
from symcrit.errors import InputError
from symcrit.kernels.kernel import as_kernel
from symcrit.model.configurations import CopyAverage
from symcrit.theorems.certifying import certify

__all__ = ["BEATEN", "UNBOUNDED", "best_copy_average", "first_minimum", "least_per_missing", "saddle_from"]

# of n/k, for erf and large k: above BEATEN perturbed copies have a lower loss than all copy averages; above UNBOUNDED
# some function of n projections has
BEATEN = (2 * math.sqrt(3) - 3) / (2 * math.sqrt(3) + math.pi - 6)
UNBOUNDED = (2 * math.sqrt(3) - math.pi) / (2 * math.sqrt(3) - 3)


def least_per_missing(activation: str) -> float | None:
    """V(1) − V′(0): L is at least k − n times that, for every student and every σ; None for a kernel without balls.

    >>> round(least_per_missing("erf"), 6)
    0.015023
    """
    kernel = as_kernel(activation)
    try:
        whole = float(kernel.numeric(1.0, 1.0, 1.0)) - float(kernel.numeric(1.0, 0.0, 1.0))
        return whole - float(kernel.diff("q12").numeric(1.0, 0.0, 1.0))
    except InputError:
        return None


def best_copy_average(activation: str, n: int, k: int) -> float | None:
    """The loss of n − 1 copies and one average, which no other partition is below; None without a closed form.

    >>> round(best_copy_average("erf", 2, 3), 6)
    0.023222
    """
    try:
        return float(CopyAverage.symbolic(activation).loss([1] * (n - 1) + [k - n + 1]))
    except InputError:
        return None


def saddle_from(size: int) -> float:
    """n*(l) for erf: n − 1 copies and one average of l ≥ 2 teachers are a minimum for n < n*(l), a saddle above.

    n*(l) = [x² − (2 − 2/√3)M]/[x² − M] in the notation of `copy_average.saddle_threshold`, here by 1 + D(l/e − 1/c).

    >>> round(saddle_from(2), 4), round(saddle_from(3), 4)
    (5.1357, 11.304)
    """
    c = 1 / math.pi
    root = math.sqrt(1 - 1 / (4 * size * size))
    soft = size * c - size * c / root + c / (4 * size * root**3)
    return 1 + (2 / math.sqrt(3) - 1) * c * (size / soft - 1 / c)


def first_minimum(k: int) -> int | None:
    """The least n from which on perturbed copies of k teachers are minima, for erf; None where none is.

    That they are a minimum there and none at n − 1 is certified; that it is one n, and not several, is not.

    >>> first_minimum(5)
    4
    """
    low, high = 1, k - 1  # no minimum at low; at high, if at all
    if k < 3 or not _is_minimum(high, k):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_minimum(middle, k) else (middle, high)
    return high


def _is_minimum(n: int, k: int) -> bool:
    return certify(PerturbedCopy(n, k), digits=6).kind == "minimum"
