r"""Bounds of sin, cos, tan and atan.

Taylor polynomials of sin and cos are above and below them by turns, for x ≥ 0.  The convergents of
tan x = x/(1 − x²/(3 − x²/(5 − …))) are below tan on [0, π/2); those of atan x = x/(1 + x²/(3 + 4x²/(5 + …))) are above
and below atan by turns, for x ≥ 0, and π/2 minus those at 1/x below and above it.
Chords: 2x/π ≤ sin x and 1 − 2x/π ≤ cos x on [0, π/2], cos x ≤ 1 − 2x/π on [π/2, π] (Jordan).
References: B. Akbarpour and L. Paulson, MetiTarski (2010).   Tags: bounds, sin, cos, tan, atan.
"""

from sympy import Symbol, atan, cancel, cos, factorial, pi, sin, tan

from symcrit import at_most, less, mutant, theorem

x = Symbol("x", real=True)
UP, POSITIVE, QUARTER = [x >= 0], [x > 0], [x >= 0, x < pi / 2]


def taylor(n):
    """Of sin for odd n, of cos for even n."""
    return sum((-1) ** (k // 2) * x**k / factorial(k) for k in range(n % 2, n + 1, 2))


def convergent(k, numerator):
    """x/(1 + a_2/(3 + a_3/(5 + …)))."""
    tail = 0
    for i in range(k, 1, -1):
        tail = numerator(i) / (2 * i - 1 + tail)
    return cancel(x / (1 + tail))


def of_tan(k):
    return convergent(k, lambda i: -(x**2))


def of_atan(k):
    return convergent(k, lambda i: ((i - 1) * x) ** 2)


@theorem("bounds.sin_cos.taylor")
def taylor_polynomials():
    for n in range(1, 16):
        function = sin(x) if n % 2 else cos(x)
        if n % 4 in (0, 1):
            yield at_most(function, taylor(n), where=UP)
        else:
            yield at_most(taylor(n), function, where=UP)


@theorem("bounds.sin_cos.chords")
def chords():
    yield at_most(2 * x / pi, sin(x), where=[x >= 0, x <= pi / 2])
    yield at_most(1 - 2 * x / pi, cos(x), where=[x >= 0, x <= pi / 2])
    yield at_most(cos(x), 1 - 2 * x / pi, where=[x >= pi / 2, x <= pi])


@theorem("bounds.tan.convergents")
def convergents_of_tan():
    for k in (1, 2, 3):
        yield at_most(of_tan(k), tan(x), where=QUARTER)


@theorem("bounds.atan.convergents")
def convergents_of_atan():
    for k in range(1, 7):
        yield at_most(atan(x), of_atan(k), where=UP) if k % 2 else at_most(of_atan(k), atan(x), where=UP)


@theorem("bounds.atan.infinity")
def atan_from_infinity():
    for k in range(1, 5):
        far = pi / 2 - cancel(of_atan(k).subs(x, 1 / x))
        yield at_most(far, atan(x), where=POSITIVE) if k % 2 else at_most(atan(x), far, where=POSITIVE)


@mutant(taylor_polynomials)
def the_sign_turned():
    return at_most(taylor(7), -sin(x), where=UP)


@mutant(taylor_polynomials)
def for_negative_x():
    return at_most(taylor(3), sin(x))


@mutant(taylor_polynomials)
def strictly_with_the_end():
    return less(taylor(6), cos(x), where=UP)


@mutant(chords)
def a_steeper_chord():
    return at_most(2 * x / 3, sin(x), where=[x >= 0, x <= pi / 2])


@mutant(chords)
def beyond_the_end():
    return at_most(1 - 2 * x / pi, cos(x), where=[x >= 0, x <= pi])


@mutant(convergents_of_tan)
def an_upper_bound():
    return at_most(tan(x), of_tan(2), where=QUARTER)


@mutant(convergents_of_atan)
def a_wrong_coefficient():
    return at_most(3 * x / (3 + x**2) + x**5 / 100, atan(x), where=UP)


@mutant(atan_from_infinity)
def a_smaller_limit():
    return at_most(atan(x), pi / 2 - 4 * x / (3 * x**2 + 1), where=POSITIVE)
