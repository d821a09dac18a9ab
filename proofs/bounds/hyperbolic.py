r"""Bounds of sinh, cosh and tanh for x ≥ 0.

Taylor polynomials are below sinh and cosh; the convergents of tanh x = x/(1 + x²/(3 + x²/(5 + …))) are above and below
tanh by turns.
References: B. Akbarpour and L. Paulson, MetiTarski (2010).   Tags: bounds, sinh, cosh, tanh.
"""

from sympy import Symbol, cancel, cosh, factorial, sinh, tanh

from symcrit import at_most, less, mutant, theorem

x = Symbol("x", real=True)
UP = [x >= 0]


def taylor(n):
    """Of sinh for odd n, of cosh for even n."""
    return sum(x**k / factorial(k) for k in range(n % 2, n + 1, 2))


def of_tanh(k):
    tail = 0
    for i in range(k, 1, -1):
        tail = x**2 / (2 * i - 1 + tail)
    return cancel(x / (1 + tail))


@theorem("bounds.sinh_cosh.taylor")
def taylor_polynomials():
    for n in range(10):
        yield at_most(taylor(n), sinh(x) if n % 2 else cosh(x), where=UP)


@theorem("bounds.tanh.convergents")
def convergents_of_tanh():
    for k in range(1, 7):
        yield at_most(tanh(x), of_tanh(k), where=UP) if k % 2 else at_most(of_tanh(k), tanh(x), where=UP)


@mutant(taylor_polynomials)
def for_negative_x():
    return at_most(taylor(3), sinh(x))


@mutant(taylor_polynomials)
def a_larger_coefficient():
    return at_most(taylor(4) + x**4 / 100, cosh(x), where=UP)


@mutant(convergents_of_tanh)
def strictly_with_the_end():
    return less(of_tanh(2), tanh(x), where=UP)


@mutant(convergents_of_tanh)
def the_sign_turned():
    return at_most(of_tanh(3), tanh(x), where=UP)
