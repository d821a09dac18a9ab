r"""Near copies of ReLU neurons, for few students of many teachers: minima, and of three also saddles.

n < k students σ(z) = max(z, 0), k orthonormal teachers with outgoing weights 1: n − 1 students near a teacher each, one
near the average of the others, symmetric under S_{n−1} × S_{k−n+1}.  Certified in the u_i = |a_i|w_i; outside the span
of the teachers all directions are positive.  For n = 2 they are strict local minima at k = 3, 10, 100, 1000, for n = 3
at k = 5, 30 and 93, but saddles with one negative direction at k = 94, 100, 1000.

Why there is no theorem for every k: most of f* is its mean, k/√(2π).  So for large k the weights grow like k, and f is
near the best multiple of |e_1·x| (n = 2), or of Σ max(u_i·x, 0) with u_i at 120° in a plane (n = 3, all lengths
3k/(2π + 3√3)); only terms of lower order tell how that line or plane lies.  For n = 3 rotations leave the limit as it
is, so that its Hessian is singular in whatever scales single entries are measured, as `branch` does; for n = 2 both
weights come near one line, where the kernel of ReLU is not smooth; as far as numbers tell, at an angle like k^(−1/4).
References: beyond arXiv:2311.01644; `symcrit families -k 2:8` has all n < k ≤ 8.
"""

from symcrit import NearCopies, isolated, mutant, theorem

MINIMA = [(2, 3), (2, 10), (2, 100), (2, 1000), (3, 5), (3, 30), (3, 93)]
SADDLES = [(3, 94), (3, 100), (3, 1000)]


def near(n, k, negative=0):
    return isolated(NearCopies(n, k), inertia=(n * k - negative, negative), outside=(n, 0))


@theorem("near_copies.minimum", source="symcrit", instances=MINIMA, large=lambda n, k: 5 < k < 93 or k == 100)
def strict_local_minimum(n, k):
    return near(n, k)


@theorem("near_copies.saddle", source="symcrit", instances=SADDLES, large=lambda n, k: k == 100)
def strict_saddle(n, k):
    return near(n, k, negative=1)


@mutant(strict_local_minimum)
def of_three_for_every_k():
    return near(3, 100)


@mutant(strict_saddle)
def already_at_ninety_three():
    return near(3, 93, negative=1)
