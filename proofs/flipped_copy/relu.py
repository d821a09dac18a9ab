r"""One flipped neuron among k ReLU neurons: a saddle for k = 4, 5, a strict local minimum from k = 6 on.

n = k, outgoing weights fixed to 1, k orthonormal teachers: k − 1 students near their own teacher and one that points
backwards, symmetric under S_{k−1}; five numbers for any k.  These are bad local minima of the expected loss.
Certified in the coordinates W; every further input direction has k positive directions.
References: Safran and Shamir, ICML 2018, arXiv:1712.08968 (k ≤ 20, loss with ½); larger k are beyond it.
"""

from symcrit import FlippedCopy, isolated, mutant, theorem

NEGATIVE = {4: 2, 5: 3}
SIZES = [*range(6, 21), 50, 100, 1000, 10**6]


def flipped(k, negative=0, **more):
    return isolated(FlippedCopy(k), inertia=(k * k - negative, negative), outside=(k, 0), **more)


@theorem("flipped_copy.minimum", source="arXiv:1712.08968", instances=SIZES, large=lambda k: k not in (6, 7, 20, 10**6))
def strict_local_minimum(k):
    return flipped(k)


@mutant(strict_local_minimum)
def already_at_five():
    return flipped(5)


@mutant(strict_local_minimum)
def with_half_the_loss():
    return flipped(6, loss=("0.0250", "0.0251"))


@mutant(strict_local_minimum)
def with_a_larger_eigenvalue():
    return flipped(6, eigenvalue=("0.0095", "0.0100"))


@theorem("flipped_copy.saddle", source="symcrit", instances=NEGATIVE)
def strict_saddle(k):
    return flipped(k, NEGATIVE[k])


@mutant(strict_saddle)
def with_one_direction_less():
    return flipped(4, negative=1)


@mutant(strict_saddle)
def still_at_six():
    return flipped(6, negative=4)
