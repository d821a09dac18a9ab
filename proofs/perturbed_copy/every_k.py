r"""Perturbed copies at a fixed share n/k of students: a strict local minimum for all large k, with its loss.

σ(z) = erf(z/√2), all weights free, n/k = γ = 4/5 and 3/4 for every k ≥ 1000, 1/2 for every k ≥ 6000 (k a multiple of
5, 4, 2), p = (1 − γ)/γ.  The critical point has a_i = a and
w_i = x·e_i + y·Σ_{j≤n, j≠i} e_j + z·Σ_{m>n} e_m, where x − 1 and a − 1 are of order 1/k, y and z − 1/n of order 1/k².
With ℓ(l) = l/3 − (2l²/π)·asin(1/(2l)), the least loss of copy averages for l = k − n + 1

    L − ℓ(l) = Dp − W + A/k + R,    |R| < 1/(1000k) + C/k²,

D = (2/√3 − 1)/π, W = 1/3 − 1/π, with A = −0.1671…, −0.0525… and C = 20 at γ = 3/4, 4/5, and L > ℓ(l) at γ = 1/2.  So
at 4/5 the perturbed copies are better than all copy averages, for every such k, and at 1/2 and 3/4 they are worse: 4/5
is above γ_c = 0.76623… of `phase_boundary`.
With t = 1/√r, r = k − n, everything is analytic up to t = 0; core takes t as an interval.  `onset` has single k.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Rational, Symbol, asin, pi, sqrt

from symcrit import Member, SymmetricNetwork, branch, less, mutant, theorem

r = Symbol("r", integer=True, positive=True)  # k − n
W = Rational(1, 3) - 1 / pi
D = (2 / sqrt(3) - 1) / pi
LEAST = {1: 3000, 3: 250, 4: 200}  # of r, by n/r
NEXT = {3: "-0.16712", 4: "-0.05255"}  # A
REST = 20  # C
# of x and a times r, of y and z times r²: x − 1, y, z − 1/n, a − 1, and how far the critical point may be from these.
CENTRE = {1: ("-22.7", "-26.1", "-49", "38.4"), 3: ("-2.511", "-0.969", "-1.822", "4.2325"),
          4: ("-1.417", "-0.4105", "-0.774", "2.383")}  # fmt: skip
REACH = {1: ("0.7", "1.1", "1.9", "0.6"), 3: ("0.07", "0.04", "0.06", "0.09"), 4: ("0.04", "0.02", "0.03", "0.05")}
POWERS = (1, 2, 2, 1)


def copy_average():
    """ℓ(r + 1)."""
    return (r + 1) / Integer(3) - 2 * (r + 1) ** 2 / pi * asin(1 / (2 * (r + 1)))


def by_powers(numbers):
    """Numbers over the powers of r that belong to x, y, z, a."""
    return [Rational(number) / r**power for number, power in zip(numbers, POWERS, strict=True)]


def perturbed(times, negative=0, loss=None, least=None):
    """n = times·r students of k = n + r teachers."""
    n = times * r
    x, y, z, a = by_powers(CENTRE[times])
    network = SymmetricNetwork([n, r], [Member(w=[y, 1 / n + z], at=0, diagonal=1 + x, a=1 + a)])
    directions = n * (n + r + 1)
    return branch(
        network,
        free="all",
        radii=by_powers(REACH[times]),
        inertia=(directions - negative, negative),
        outside=(n, 0),
        loss=loss,
        where=[r >= (least or LEAST[times])],
    )


def expansion(times, following=None):
    """Bounds of L with the next term."""
    k = (times + 1) * r
    middle = copy_average() + D / times - W + Rational(NEXT[times] if following is None else following) / k
    room = 1 / (1000 * k) + REST / k**2
    return middle - room, middle + room


@theorem("perturbed_copy.every_k", source="symcrit", instances=[4, 3, 1], large=True, effort=12)
def a_minimum_with_this_loss(times):
    return perturbed(times, loss=expansion(times) if times in NEXT else (copy_average(), r))


def excess(times, end):
    """The lower or the upper bound of L, less the least loss of copy averages."""
    return expansion(times)[end] - copy_average()


@theorem("perturbed_copy.every_k.compared", source="symcrit")
def better_above_the_boundary_only():
    """By the bounds of L: L < ℓ at 4/5, ℓ < L at 3/4."""
    yield less(excess(4, end=1), 0, where=[r >= LEAST[4]])
    yield less(0, excess(3, end=0), where=[r >= LEAST[3]])


@mutant(a_minimum_with_this_loss)
def with_another_next_term():
    return perturbed(4, loss=expansion(4, following="-0.02"))


@mutant(a_minimum_with_this_loss)
def a_saddle_at_four_fifths():
    return perturbed(4, negative=1)


@mutant(a_minimum_with_this_loss)
def a_minimum_from_two_averaged_teachers_on():
    """No critical point is so near."""
    return perturbed(1, least=10)


@mutant(better_above_the_boundary_only)
def better_at_three_quarters():
    return less(excess(3, end=1), 0, where=[r >= LEAST[3]])
