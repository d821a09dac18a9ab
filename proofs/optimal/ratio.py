r"""Above which share n/k of projections copy averages are not the best functions of them, σ(z) = erf(z/√2).

With orthonormal v_j, f* = Σ_{j≤k} σ(v_j·x) and V(t) = 2·asin(t/2)/π, the least loss of all functions of n projections
is k/3 − max_P Σ_ij V(P_ij) over the orthogonal projectors P of rank n in R^k (`optimal.projections.minimum`).  Take P
onto the vectors whose last r = k − n entries are 0 and whose sum is 0, and onto (1, …, 1): its entries are 1 − r/(nk)
n times, −r/(nk) n(n − 1) times, and 1/k elsewhere, r(2n + r) times.  So some function of n projections has the loss

    L = k/3 − n·V(1 − r/(nk)) + n(n − 1)·V(r/(nk)) − r(2n + r)·V(1/k),

and the least loss of copy averages is ℓ(r + 1), ℓ(l) = l/3 − (2l²/π)·asin(1/(2l)) (`copy_average.best_partition`).
With W = 1/3 − 1/π = Σ_{m≥3} c_m², D = (2/√3 − 1)/π = Σ_{m≥3} m·c_m²

    L ≤ rW + D·r/k + W·r³/(nk³)    and    ℓ(r + 1) ≥ (r + 1)·W − W/(r + 1),

so that L < ℓ(r + 1) as soon as D·r/k + W·r³/(nk³) + W/(r + 1) < W.  For a fixed ratio γ = n/k, 1 − γ = r/k, the second
and third term are at most (W·(1 − γ)³ + W·γ/(1 − γ))/n, so that this holds for all large n if D·(1 − γ) < W, that is
for

    γ > γ_E = 1 − W/D = (2√3 − π)/(2√3 − 3) = 0.69491…

As claims are about s = r/(nk), r is written as n²s/(1 − ns) and k as n/(1 − ns).

So no theorem says, for all n, that copy averages are best among functions of n projections if only k is large enough.
The threshold of `perturbed_copy.phase_boundary`, above which some *network* is better, is γ_c = 0.76623…: between γ_E
and γ_c the bound of `optimal.projections` is below the loss of copy averages, and cannot decide whether they are the
best networks; that is open.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Rational, asin, pi, sqrt, symbols

from symcrit import at_most, equal, less, mutant, theorem

n, j = symbols("n j", integer=True, positive=True)
s, u, g = symbols("s u g", positive=True)  # g = r/k = ns
W = Rational(1, 3) - 1 / pi
D = (2 / sqrt(3) - 1) / pi
SHARE = [s <= 1, n * s < 1]  # s = r/(nk): the share r/k of the teachers that have no neuron is ns


def V(t):
    return 2 * asin(t / 2) / pi


# Bounds of V: by its tangents at 1 and at 0, and by the cubic with the same value at 1.
TANGENT = at_most(Rational(1, 3) - (D + 1 / pi) * s, V(1 - s), where=[s <= 1])
CUBIC = at_most(V(s), s / pi + W * s**3, where=[s <= 1])
LINEAR = at_most(s / pi, V(s), where=[s <= 1])
OF_AVERAGE = at_most(asin(u), u + 4 * (pi / 3 - 1) * u**3, where=[u <= Rational(1, 2)])


def loss(n, s):
    """L of the projector, k = n/(1 − ns)."""
    k = n / (1 - n * s)
    return k / 3 - n * V(1 - s) + n * (n - 1) * V(s) - (k**2 - n**2) * V(1 / k)


def copy_average(l):  # noqa: E741
    """ℓ(l)."""
    return l / 3 - 2 * l**2 / pi * asin(1 / (2 * l))


def left_out(n, s):
    """r."""
    return n**2 * s / (1 - n * s)


def enough(n, s):
    """The sides of the inequality that suffices."""
    return D * n * s + W * n**2 * s**3 + W / (left_out(n, s) + 1), W


def above():
    far = at_most((1 / n - s) / pi, V(1 / n - s), where=SHARE).using(LINEAR)
    bound = left_out(n, s) * W + D * n * s + W * n**2 * s**3
    return at_most(loss(n, s), bound, where=SHARE).using(TANGENT, CUBIC, far)


def below():
    l = left_out(n, s) + 1  # noqa: E741
    return at_most(l * W - W / l, copy_average(l), where=SHARE).using(OF_AVERAGE)


def beats():
    left, right = enough(n, s)
    return less(loss(n, s), copy_average(left_out(n, s) + 1), where=[*SHARE, left < right]).using(above(), below())


@theorem("optimal.ratio", source="symcrit")
def copy_averages_are_not_the_best_functions():
    """First for all n and s where the inequality holds; then that it does for n large, and what γ_E is."""
    least = W * g**3 + W * (1 - g) / g
    yield beats()
    yield less(W * g**3 / n + W / (n * g / (1 - g) + 1), least / n, where=[g < 1])
    yield at_most(least / n, W - D * g, where=[g < 1, least <= n * (W - D * g)])
    yield equal(1 - W / D, (2 * sqrt(3) - pi) / (2 * sqrt(3) - 3))


@theorem("optimal.ratio.instances", source="symcrit")
def seven_tenths_and_three_quarters():
    """For every such k: n/k = 7/10, above γ_E and below γ_c, from k = 240 on, and 3/4, from k = 24 on."""
    yield less(*enough(7 * j, 3 / (70 * j)), where=[j >= 24])
    yield less(*enough(3 * j, 1 / (12 * j)), where=[j >= 6])


@mutant(copy_averages_are_not_the_best_functions)
def with_the_degree_one():
    """D + 1/π in place of D."""
    return equal(1 - W / (D + 1 / pi), (2 * sqrt(3) - pi) / (2 * sqrt(3) - 3))


@mutant(copy_averages_are_not_the_best_functions)
def two_thirds():
    """Below γ_E this projector is worse: n = 2000, k = 3000."""
    return less(loss(Integer(2000), Rational(1, 6000)), copy_average(Integer(1001)))


@mutant(seven_tenths_and_three_quarters)
def seven_tenths_of_ten():
    return less(*enough(7 * j, 3 / (70 * j)), where=[j >= 1])
