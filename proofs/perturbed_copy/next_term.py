r"""The limit of the difference between the explicit network of `phase_boundary` and copy averages, with its next term.

n students a_i = 1, w_i = e_i + (1/n)·Σ_{m>n} e_m and k = n + r teachers, σ(z) = erf(z/√2); L is their loss
(`perturbed_copy.loss`), ℓ(r + 1) the least loss of copy averages (`copy_average.best_partition`).  Along n = γk, that
is for a fixed ratio p = r/n = (1 − γ)/γ, and with W = 1/3 − 1/π, D = (2/√3 − 1)/π

    L − ℓ(r + 1) = Dp − W + c(p)/n + R,    |R| ≤ C(p)/n²,
    C(p) = (2/π)·(3p⁴/32 + 7p³/48 + p²/32 + p/160) + 1/(24πp²),
    c(p) = (2/π)·(5p³/96 − 5√3·p²/36 + p²/4 − p/24) + 1/(24πp),

for all n ≥ 1 and 0 < p ≤ n, so that for every rational γ the difference tends to Dp − W as k → ∞, and k times the rest
to c(p)/γ.  At γ_c, where Dp = W, the next term is positive: there copy averages are better for all large k.
As claims are about q = p/n ≤ 1, p is written as q·n.
References: beyond arXiv:2311.01644.
"""

from sympy import Rational, asin, pi, sqrt, symbols

from symcrit import at_most, less, mutant, theorem

n = symbols("n", integer=True, positive=True)
q, u = symbols("q u", positive=True)
W = Rational(1, 3) - 1 / pi
D = (2 / sqrt(3) - 1) / pi
ROOT = sqrt(3)
SMALL = [q <= 1]
AVERAGED = q * n**2 + 1  # r + 1

# The four arcsines of L, as far as the next term needs them.
OWN = pi / 6 + q / (2 * ROOT) - 5 * ROOT * q**2 / 72
OTHERS = q / 2 - q**2 / 4 + 7 * q**3 / 48 - 3 * q**4 / 32
TEACHER = pi / 6 - q / (4 * ROOT) + 5 * ROOT * q**2 / 144 - 7 * ROOT * q**3 / 432
FAR = Rational(1, 2) - q / 8 + 3 * q**2 / 64
OWN_ARC, OTHERS_ARC = asin((1 + q) / (2 + q)), asin(q / (2 + q))
TEACHER_ARC, FAR_ARC = asin(1 / sqrt(4 + 2 * q)), asin(1 / (n * sqrt(4 + 2 * q)))

FROM_ABOVE = [
    at_most(OWN_ARC, OWN + 7 * ROOT * q**3 / 216, where=SMALL),
    at_most(OTHERS_ARC, OTHERS + 3 * q**4 / 32, where=SMALL),
    at_most(TEACHER, TEACHER_ARC, where=SMALL),
    at_most((FAR - 5 * q**3 / 256) / n + (Rational(1, 48) - q / 64) / n**3, FAR_ARC, where=SMALL),
]
FROM_BELOW = [
    at_most(OWN, OWN_ARC, where=SMALL),
    at_most(OTHERS, OTHERS_ARC, where=SMALL),
    at_most(TEACHER_ARC, TEACHER + 7 * ROOT * q**3 / 432, where=SMALL),
    at_most(FAR_ARC, FAR / n + 1 / (48 * n**3) + 1 / (320 * n**5), where=SMALL),
]
LOW_ARC = at_most(u + u**3 / 6, asin(u), where=[u <= Rational(1, 2)])
HIGH_ARC = at_most(asin(u), u + u**3 / 6 + u**5 / 10, where=[u <= Rational(1, 2)])


def loss():
    """L of the explicit network, r = q·n²."""
    pairs = n * OWN_ARC + n * (n - 1) * OTHERS_ARC
    pulls = 2 * n * (TEACHER_ARC + q * n**2 * FAR_ARC)
    return 2 / pi * (pairs - pulls) + (n + q * n**2) / 3


def copy_average(size):
    """ℓ(l)."""
    return size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))


def of_network(p):
    """The part of c(p) that belongs to L."""
    return 2 / pi * (5 * p**3 / 96 - 5 * ROOT * p**2 / 36 + p**2 / 4 - p / 24)


def next_term(p):
    """c(p)."""
    return of_network(p) + 1 / (24 * pi * p)


def rest(p):
    """C(p)/n²."""
    bound = 2 / pi * (3 * p**4 / 32 + 7 * p**3 / 48 + p**2 / 32 + p / 160) + 1 / (24 * pi * p**2)
    return bound / n**2


def main():
    """rW + Dp and the next term of L."""
    return q * n**2 * W + D * q * n + of_network(q * n) / n


def steps_above():
    """L is at most this, and ℓ at least that."""
    least = 1 / (24 * pi * q * n**2) + 1 / (160 * pi * q**2 * n**4)
    short = at_most(1 / (24 * pi * AVERAGED) + 1 / (160 * pi * AVERAGED**3), least)
    yield at_most(loss(), main() + rest(q * n) - 1 / (24 * pi * q**2 * n**4), where=SMALL).using(*FROM_ABOVE)
    yield at_most(AVERAGED * W - least, copy_average(AVERAGED), where=SMALL).using(HIGH_ARC, short)


def steps_below():
    """L is at least this, and ℓ at most that."""
    least = 1 / (24 * pi * q * n**2) - 1 / (24 * pi * q**2 * n**4)
    short = at_most(least, 1 / (24 * pi * AVERAGED))
    yield at_most(main() - rest(q * n) + 1 / (24 * pi * q**2 * n**4), loss(), where=SMALL).using(*FROM_BELOW)
    yield at_most(copy_average(AVERAGED), AVERAGED * W - least, where=SMALL).using(LOW_ARC, short)


def difference(term=next_term):
    """R."""
    return loss() - copy_average(AVERAGED) - (D * q * n - W) - term(q * n) / n


@theorem("perturbed_copy.next_term", source="symcrit", instances=["above", "below"], large=True, effort=6)
def with_the_next_term(side):
    """R ≤ C(p)/n², and −C(p)/n² ≤ R."""
    if side == "above":
        return at_most(difference(), rest(q * n), where=SMALL).using(*steps_above())
    return at_most(-rest(q * n), difference(), where=SMALL).using(*steps_below())


@theorem("perturbed_copy.next_term.sign", source="symcrit")
def at_the_boundary_copy_averages_are_better():
    return less(0, next_term(W / D))


@mutant(with_the_next_term)
def without_the_next_term():
    return at_most(difference(term=lambda p: 0 * p), rest(q * n), where=SMALL)


@mutant(with_the_next_term)
def without_what_copy_averages_add():
    return at_most(difference(term=of_network), rest(q * n), where=SMALL)


@mutant(at_the_boundary_copy_averages_are_better)
def with_another_sign():
    return less(next_term(W / D), 0)
