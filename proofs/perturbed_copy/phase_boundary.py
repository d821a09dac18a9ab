r"""Above which share n/k of students an explicit network beats every copy average, σ(z) = erf(z/√2).

n students with a_i = 1 and w_i = e_i + (1/n)·Σ_{m>n} e_m, k = n + r teachers; q = r/n².  By `loss`

    L = (2/π)·[n·asin((1+q)/(2+q)) + n(n−1)·asin(q/(2+q)) − 2n·(asin(1/√(4+2q)) + r·asin(1/(n·√(4+2q))))] + k/3,

and the least loss of copy averages is ℓ(r + 1), ℓ(l) = l/3 − (2l²/π)·asin(1/(2l)) (`copy_average.best_partition`).
With W = 1/3 − 1/π = Σ_{m≥3} c_m², D = (2/√3 − 1)/π = Σ_{m≥3} m·c_m² and p = r/n = qn

    L ≤ rW + Dp + (p²/(2πn))·(1 + 7p/12)    and    ℓ(r + 1) ≥ (r + 1)·W − W/(r + 1),

so that L < ℓ(r + 1) as soon as W/(r + 1) + (p²/(2πn))·(1 + 7p/12) < W − Dp.  For p < W/D this holds for all
n ≥ (W/p + (p²/(2π))·(1 + 7p/12))/(W − Dp); and with γ = n/k, p = (1 − γ)/γ, p < W/D says

    γ > γ_c = D/(D + W) = (2√3 − 3)/(2√3 + π − 6) = 0.76623…

So for every γ > γ_c and all large k no copy average is optimal.  For n = k − 1 this is so for every k ≥ 9, and in
numbers for k = 7 and 8; for n/k = 4/5 from k = 30 on, and in numbers from k = 20 on.  Between
γ_E = (2√3 − π)/(2√3 − 3) = 0.69491… and γ_c the bound of `optimal.projections` cannot decide: there other projectors
are better than those of copy averages, for large k (`optimal.ratio`), and whether networks attain them is open.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Rational, asin, pi, sqrt, symbols

from symcrit import Member, SymmetricNetwork, at_most, equal, less, loss_is, mutant, theorem

n, r, j = symbols("n r j", integer=True, positive=True)
q, u, p = symbols("q u p", positive=True)
W = Rational(1, 3) - 1 / pi
D = (2 / sqrt(3) - 1) / pi
SMALL = [q <= 1]

# Bounds of the four arcsines, for 0 < q ≤ 1, and of that in the loss of copy averages.
STEPS = [
    at_most(asin((1 + q) / (2 + q)), pi / 6 + q / (2 * sqrt(3)), where=SMALL),
    at_most(asin(q / (2 + q)), q / 2 - q**2 / 4 + 7 * q**3 / 48, where=SMALL),
    at_most(pi / 6 - q / (4 * sqrt(3)), asin(1 / sqrt(4 + 2 * q)), where=SMALL),
    at_most((Rational(1, 2) - q / 8) / n, asin(1 / (n * sqrt(4 + 2 * q))), where=SMALL),
]
CUBIC = at_most(asin(u), u + 4 * (pi / 3 - 1) * u**3, where=[u <= Rational(1, 2)])


def loss(n, q):
    """L of the explicit network, r = q·n²."""
    pairs = n * asin((1 + q) / (2 + q)) + n * (n - 1) * asin(q / (2 + q))
    pulls = 2 * n * (asin(1 / sqrt(4 + 2 * q)) + q * n**2 * asin(1 / (n * sqrt(4 + 2 * q))))
    return 2 / pi * (pairs - pulls) + (n + q * n**2) / 3


def copy_average(size):
    """ℓ(l)."""
    return size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))


def correction(p):
    """(p²/(2π))·(1 + 7p/12)."""
    return p**2 * (1 + 7 * p / 12) / (2 * pi)


def enough(n, q):
    """The sides of the inequality that suffices."""
    return W / (q * n**2 + 1) + correction(q * n) / n, W - D * q * n


def above():
    bound = q * n**2 * W + D * q * n + correction(q * n) / n
    return at_most(loss(n, q), bound, where=SMALL).using(*STEPS)


def below():
    l = q * n**2 + 1  # noqa: E741
    return at_most(l * W - W / l, copy_average(l), where=SMALL).using(CUBIC)


def beats():
    left, right = enough(n, q)
    return less(loss(n, q), copy_average(q * n**2 + 1), where=[*SMALL, left < right]).using(above(), below())


@theorem("perturbed_copy.loss", source="symcrit")
def the_loss_of_the_explicit_network():
    member = Member(w=[0, 1 / n], at=0, diagonal=1, a=1)
    return loss_is(SymmetricNetwork([n, r], [member]), loss(n, r / n**2), where=[n >= 2])


@mutant(the_loss_of_the_explicit_network)
def with_copies():
    member = Member(w=[0, 0], at=0, diagonal=1, a=1)
    return loss_is(SymmetricNetwork([n, r], [member]), loss(n, r / n**2), where=[n >= 2])


@theorem("perturbed_copy.phase_boundary", source="symcrit", effort=3)
def no_copy_average_is_optimal():
    """First for all n and r = q·n² where the inequality holds; then that it does for n large, and what γ_c is."""
    least = W / p + correction(p)
    yield beats()
    yield less(W / (p * n + 1) + correction(p) / n, least / n)
    yield at_most(least / n, W - D * p, where=[least <= n * (W - D * p)])
    yield equal(D / (D + W), (2 * sqrt(3) - 3) / (2 * sqrt(3) + pi - 6))


@theorem("perturbed_copy.phase_boundary.instances", source="symcrit")
def one_student_less_and_four_fifths():
    yield less(*enough(n, 1 / n**2), where=[n >= 8])
    for count in (6, 7):
        yield less(loss(Integer(count), Rational(1, count**2)), copy_average(Integer(2)))
    yield less(*enough(4 * j, 1 / (16 * j)), where=[j >= 6])
    for count in (4, 5):
        yield less(loss(Integer(4 * count), Rational(1, 16 * count)), copy_average(Integer(count + 1)))


@mutant(no_copy_average_is_optimal)
def below_the_boundary():
    """p = 1/2, n = 1000: W − Dp is negative."""
    return less(loss(Integer(1000), Rational(1, 2000)), copy_average(Integer(501)))


@mutant(no_copy_average_is_optimal)
def with_the_degree_two_in_the_threshold():
    return equal(D / (D + W), (2 * sqrt(3) - 2) / (2 * sqrt(3) + pi - 6))


@mutant(one_student_less_and_four_fifths)
def five_of_six():
    return less(loss(Integer(5), Rational(1, 25)), copy_average(Integer(2)))


@mutant(one_student_less_and_four_fifths)
def three_quarters():
    return less(loss(Integer(300), Rational(1, 900)), copy_average(Integer(101)))
