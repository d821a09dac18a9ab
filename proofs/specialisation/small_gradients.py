r"""The triple lemma with small gradients: large fan-out first.

g_k(x) = F_k(x) where the student node k is active. Stated:
* |F| ≤ ε at x_0 and x_0 ± tq bounds the second difference: −4ε ≤ F(x_0 + tq) + F(x_0 − tq) − 2F(x_0) ≤ 4ε, and by
  the triple lemma this second difference is t·α_kj·|w*_j·q| where no other boundary is crossed.
Coq accepts the same bound; what follows from both, for any network, is its specialisation.any_depth:
if t·|α_kj|·|w*_j·q| > 4ε, something else than teacher j is crossed by the segment; the larger α, the sooner.
References: beyond arXiv:1909.13458.
"""

from sympy import symbols

from symcrit import at_most, mutant, theorem

F_plus, F_minus, F_zero, epsilon = symbols("F_plus F_minus F_zero epsilon", real=True)
DIFFERENCE = F_plus + F_minus - 2 * F_zero


def small(*values):
    return [h for value in values for h in (-epsilon <= value, value <= epsilon)]


@theorem("specialisation.small_gradients", source="symcrit")
def three_small_values_bound_the_kink():
    yield at_most(DIFFERENCE, 4 * epsilon, where=small(F_plus, F_minus, F_zero))
    yield at_most(-DIFFERENCE, 4 * epsilon, where=small(F_plus, F_minus, F_zero))


@mutant(three_small_values_bound_the_kink)
def with_three_times_epsilon():
    return at_most(DIFFERENCE, 3 * epsilon, where=small(F_plus, F_minus, F_zero))


@mutant(three_small_values_bound_the_kink)
def with_two_small_values():
    return at_most(DIFFERENCE, 4 * epsilon, where=small(F_plus, F_minus))
