r"""No function of n projections does better than what belongs to the best orthogonal projector of rank n.

f* = Σ_j b_j σ(v_j·x), v_j orthonormal, σ any activation, V(t) = κ(1, t, 1) − κ(1, 0, 1) = Σ_{m≥1} c_m² t^m.  For every
d and f(x) = g(Ux), U ∈ R^{n×d} (a network of any depth whose first layer has n neurons, any activations and biases)

    E[(f − f*)²] ≥ V(1)·Σ b_j² − max_P Σ_ij b_i b_j V(P_ij)    over the orthogonal projectors P of rank n in R^k,

and E[f* | Px] attains it.  Proof: conditional expectation given Ux, Mehler's formula, and Schur's product theorem, by
which a projector of rank n is better than what a subspace of R^d leaves in the span of the v_j.  As Σ P_ij² = n, the
maximum is at most V′(0)·Σ b_j² + (V(1) − V′(0))·(the n largest b_j²): for every σ, and with weights of any signs.
With b = (1, 2) and n = 1 the minimum is 0.04129898755103620584655…, at v_1 + 2.1285…·v_2, by a cover of two charts.
References: beyond arXiv:2311.01644.
"""

from sympy import Rational, Symbol, acos, asin, pi, sqrt

from symcrit import Kernel, Network, Problem, best_projections, bound_for_all, mutant, theorem
from symcrit.sympy_functions import kernel_function

t = Symbol("t", real=True)
ANY = Kernel.uninterpreted("kappa")
BEYOND_DEGREE_ONE = (
    kernel_function("kappa")(1, 1, 1) - kernel_function("M0")(1, 0, 0) ** 2 - kernel_function("kappa", 0, 1, 0)(1, 0, 1)
)


def weighted(b, activation, n):
    """Orthonormal teachers with outgoing weights b."""
    k = len(b)
    teachers = Network([[int(i == j) for j in range(k)] for i in range(k)], b)
    return Problem(teacher=teachers, activation=activation, n=n, d=k)


def of_two(value, b=(1, 2), **how):
    return bound_for_all(weighted(b, "erf", 1), value, **how)


@theorem("optimal.projections", source="symcrit")
def for_weights_of_any_signs():
    yield bound_for_all(weighted((3, -2, 1), ANY, 1), 5 * BEYOND_DEGREE_ONE)
    yield bound_for_all(weighted((3, -2, 1), ANY, 2), BEYOND_DEGREE_ONE)
    yield of_two(Rational("0.0412989875"))


@theorem("optimal.projections.minimum", source="symcrit")
def the_minimum_over_projectors():
    """For all 1 ≤ n ≤ k ≤ d, all weights, and every activation; then with the V of some."""
    kappa, mean = kernel_function("kappa"), kernel_function("M0")(1, 0, 0)
    yield best_projections(ANY, kappa(1, t, 1) - mean**2)
    yield best_projections("erf", 2 * asin(t / 2) / pi)
    yield best_projections("probit", asin(t / 2) / (2 * pi))
    yield best_projections("relu", (sqrt(1 - t**2) + t * (pi - acos(t)) - 1) / (2 * pi))


@mutant(the_minimum_over_projectors)
def with_the_mean():
    """κ(1, t, 1) in place of V: Φ has the mean 1/2."""
    return best_projections("probit", Rational(1, 4) + asin(t / 2) / (2 * pi))


@mutant(for_weights_of_any_signs)
def a_billionth_more():
    return of_two(Rational("0.0412989876"))


@mutant(for_weights_of_any_signs)
def as_if_the_weights_were_equal():
    """The bound for b = (1, 2) is smaller with b = (1, 1)."""
    return of_two(Rational("0.0412989875"), b=(1, 1))


@mutant(for_weights_of_any_signs)
def with_projections_onto_teachers_only():
    """The best of these two copies the second teacher: (1/3)·1²."""
    return of_two(Rational(1, 3))


@mutant(for_weights_of_any_signs)
def with_one_projection_less():
    """What belongs to n = 1 of three teachers."""
    return bound_for_all(Problem.orthonormal("erf", n=2, k=3), Rational("0.0405"))


@mutant(for_weights_of_any_signs)
def with_the_mean_in_the_variance():
    """κ(1, 1, 1) in place of V(1): Φ has the mean 1/2."""
    return bound_for_all(Problem.orthonormal("probit", n=1, k=2), Rational("0.25"))
