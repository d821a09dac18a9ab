r"""The perturbed n-copy: a second kind of critical point, for every 2 ≤ n < k ≤ 12, σ(z) = erf(z/√2).

a_i = a, w_i = x v_i + y Σ_{j≤n, j≠i} v_j + z Σ_{j>n} v_j: four numbers that solve four equations, without closed form.
Exactly one critical point of this form lies within the radii of the claim; its Hessian (by all n(k + 1) weights) has
n − 1 negative directions while n is small against k, and none beyond: it becomes a strict local minimum.
References: beyond arXiv:2311.01644.
"""

from symcrit import PerturbedCopy, isolated, mutant, theorem

FIRST_MINIMUM = {3: 3, 4: 4, 5: 4, 6: 4, 7: 5, 8: 5, 9: 6, 10: 6, 11: 6, 12: 7}  # the least n; n = k at k = 3, 4: none
PAIRS = [(n, k) for k in range(3, 13) for n in range(2, k)]


def perturbed(n, k, negative):
    return isolated(PerturbedCopy(n, k), inertia=(n * (k + 1) - negative, negative), outside=(n, 0))


def is_large(n, k):
    return k > 5 and (k not in (6, 12) or n not in (FIRST_MINIMUM[k] - 1, FIRST_MINIMUM[k]))


@theorem("perturbed_copy.exists", source="symcrit", instances=PAIRS, large=is_large)
def one_critical_point_of_this_form(n, k):
    return perturbed(n, k, negative=0 if n >= FIRST_MINIMUM[k] else n - 1)


@mutant(one_critical_point_of_this_form)
def a_minimum_at_two_of_three():
    return perturbed(2, 3, negative=0)


@mutant(one_critical_point_of_this_form)
def a_saddle_at_four_of_five():
    return perturbed(4, 5, negative=1)
