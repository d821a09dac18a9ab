r"""The inertia of the Hessian at the copy average of every partition, for all n, k, d and every self-similar σ.

σ self-similar, E[σ(z/√l + √(1 − 1/l)·ξ)] = λ(l)·σ(μ(l)·z), λ(l) ≠ 0 < μ(l), not equal to a polynomial of degree ≤ 2,
E[σ(u)²] < ∞ for u ~ N(0, q) and all q; orthonormal teachers in groups of sizes l_1, …, l_n, students a_i = l_i·λ(l_i)
and w_i = (μ(l_i)/√l_i)·Σ_{j∈G_i} v_j.  With V(t) = κ(1, t, 1) − κ(1, 0, 1) = Σ c_m² t^m and

    c = V′(0) = c_1²,   D(l) = lV′(1/l) − lV′(0) − V″(0) = Σ_{m≥3} m·c_m²·l^(2−m),
    e(l) = lV′(0) − lV′(1/l) + V″(1/l) = Σ_{m≥3} m(m − 2)·c_m²·l^(2−m)

the number of negative eigenvalues of ∂²L by all a_i and w_i, in R^d for every d ≥ k, is

    Σ_{l_r≥2} (l_r − 1)·[1 + c·Σ_{i≠r} l_i/D(l_i) > c·l_r/e(l_r)],

for even σ, where c = 0, all of them: an average of two teachers or more is then never stable.

Proof: L differs from −Σ V(P_ij), P the projector onto the weights, by the square of what is not the conditional
expectation; along rotations of the weights only the first part counts, along all other directions only the second,
which is positive definite.  No more is asked of σ: smoothing makes it entire, and if 1, σ, zσ′ were dependent it would
be s_0 + s_m·zᵐ with m ≥ 3, which is not self-similar.  Then with D and e in closed form for erf, Φ, sin, exp,
sin(√3·z) and cos; the sectors of erf one by one: `optimal_sectors`.

Consequences for erf.  n − 1 copies and one average of l = k − n + 1 teachers: a strict local minimum iff n < n*(l),
with l − 1 negative directions if n > n*(l) = 1 + D(1)·(l/e(l) − 1/c).  Two groups or more of at least 2: D falls and
D ≤ e, so l/D(l) ≥ m/e(m) for l ≥ m, and all such groups but a largest one have negative directions: always a strict
saddle.
References: beyond arXiv:2311.01644.
"""

from sympy import Rational, Symbol, asin, cosh, diff, exp, pi, sinh, sqrt, symbols

from symcrit import (
    Activation,
    CopyAverage,
    Kernel,
    at_most,
    decreasing,
    equal,
    inertia_of_partitions,
    less,
    mutant,
    theorem,
)
from symcrit.sympy_functions import kernel_function

l = Symbol("l", integer=True, positive=True)  # noqa: E741
x, t = symbols("x t", positive=True)
ARCSINE = 2 * asin(t / 2) / pi
SLOW = Activation("slow_exp", "exp(sqrt(3/10)*z)")
FAST = Activation("fast_sine", "sin(sqrt(3)*z)")


def stiffness(V, size=l):
    """c, D and e from V(t)."""
    slope, bend = diff(V, t), diff(V, t, 2)
    c, pull = slope.subs(t, 0), size * slope.subs(t, 1 / size)
    return {"slope": c, "stiff": pull - size * c - bend.subs(t, 0), "soft": size * c - pull + bend.subs(t, 1 / size)}


def waves(sigma, rate, V, sign=-1, **changes):
    """sin and exp of √rate·z: λ = exp(∓rate·(1 − 1/l)/2), μ = 1/√l."""
    points = CopyAverage.symbolic(sigma, a=l * exp(sign * rate * (1 - 1 / l) / 2), norm=1 / sqrt(l))
    return inertia_of_partitions(points, **{**stiffness(V), **changes})


def of_erf(sigma="erf", V=ARCSINE, **changes):
    return inertia_of_partitions(CopyAverage.symbolic(sigma), **{**stiffness(V), **changes})


def of_any_self_similar():
    """c, D and e by the derivatives of κ."""
    slope, bend = (kernel_function("kappa", 0, order, 0) for order in (1, 2))
    c, pull = slope(1, 0, 1), l * slope(1, 1 / l, 1)
    any_sigma = Kernel.uninterpreted("kappa", self_similar=("lambda", "mu"), beyond=2)
    known = {"slope": c, "stiff": pull - l * c - bend(1, 0, 1), "soft": l * c - pull + bend(1, 1 / l, 1)}
    return inertia_of_partitions(CopyAverage.symbolic(any_sigma), **known)


@theorem("copy_average.inertia_all", source="symcrit")
def every_partition():
    yield of_any_self_similar()
    yield of_erf()
    yield of_erf("probit", ARCSINE / 4)
    yield waves("sin", 1, exp(-1) * sinh(t))
    yield waves("exp", 1, exp(1) * (exp(t) - 1), sign=1)
    yield waves(FAST, 3, exp(-3) * sinh(3 * t))
    yield waves("cos", 1, exp(-1) * (cosh(t) - 1))


@mutant(every_partition)
def without_the_degree_two():
    """D without −2c_2²: two pairs are a saddle."""
    V, rate = exp(Rational(3, 10)) * (exp(3 * t / 10) - 1), Rational(3, 10)
    wrong = stiffness(V)["stiff"] + diff(V, t, 2).subs(t, 0)
    return waves(SLOW, rate, V, sign=1, stiff=wrong)


@mutant(every_partition)
def with_m_minus_one_in_the_softness():
    """e with m(m − 1): three copies and a pair are no saddle."""
    return of_erf(soft=diff(ARCSINE, t, 2).subs(t, 1 / l))


@mutant(every_partition)
def with_half_the_slope():
    return of_erf(slope=1 / (2 * pi))


# ------------------------------------------------------------------------------------------------------- consequences

ERF = stiffness(ARCSINE)
M = 4 * l**2 * (2 * l**2 - 1) / (sqrt(2 * l - 1) * sqrt(2 * l + 1) ** 3)
THRESHOLD = (l * (2 * l - 1) - (2 - 2 / sqrt(3)) * M) / (l * (2 * l - 1) - M)


def largest(size):
    """n*(l) = 1 + D(1)·(l/e(l) − 1/c)."""
    at = {key: value.subs(l, size) for key, value in ERF.items()}
    return 1 + ERF["stiff"].subs(l, 1) * (size / at["soft"] - 1 / ERF["slope"])


def of_real_sizes(key):
    return ERF[key].subs(l, x)


@theorem("copy_average.inertia_all.threshold", source="symcrit")
def threshold_of_copies():
    yield equal(largest(l), THRESHOLD, where=[l >= 2])
    for size, below in ((2, 5), (3, 11), (4, 19), (5, 31)):
        yield less(below, largest(size))
        yield less(largest(size), below + 1)


@theorem("copy_average.inertia_all.two_groups", source="symcrit")
def two_groups_are_a_saddle():
    yield decreasing(of_real_sizes("stiff"), x, where=[x >= 1])
    yield at_most(of_real_sizes("stiff"), of_real_sizes("soft"), where=[x >= 1])


@mutant(threshold_of_copies)
def with_one_copy_more():
    return equal(largest(l) + 1, THRESHOLD, where=[l >= 2])


@mutant(threshold_of_copies)
def six_copies_and_a_pair():
    return less(6, largest(2))


@mutant(two_groups_are_a_saddle)
def also_the_largest_group():
    """Twice D is not ≤ e."""
    return at_most(2 * of_real_sizes("stiff"), of_real_sizes("soft"), where=[x >= 1])
