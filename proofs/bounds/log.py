r"""Bounds of log: the convergents of log x = z/(1 + z/(2 + z/(3 + 4z/(4 + …)))), z = x − 1, and (x − 1)/√x.

Odd convergents are above log for all x > 0, and minus those at 1/x below it.  Even ones, 2(x − 1)/(x + 1) first, are
below log for x ≥ 1 and above it for x ≤ 1; (x − 1)/√x is the other way round.
References: B. Akbarpour and L. Paulson, MetiTarski (2010); E. R. Love (1980).   Tags: bounds, log.
"""

from sympy import Symbol, cancel, log, sqrt

from symcrit import at_most, mutant, theorem

x = Symbol("x", real=True)
ABOVE, BELOW, ALL = [x >= 1], [x > 0, x <= 1], [x > 0]


def convergent(k):
    """The k-th one, from the innermost term on."""
    z, tail = x - 1, 0
    for i in range(k, 0, -1):
        tail = max(1, i // 2) ** 2 * z / (i + tail)
    return cancel(tail)


@theorem("bounds.log.odd")
def odd_convergents():
    for k in (1, 3, 5, 7):
        yield at_most(log(x), convergent(k), where=ALL)
        yield at_most(cancel(-convergent(k).subs(x, 1 / x)), log(x), where=ALL)


@theorem("bounds.log.even")
def even_convergents():
    for k in (2, 4, 6):
        yield at_most(convergent(k), log(x), where=ABOVE)
        yield at_most(log(x), convergent(k), where=BELOW)


@theorem("bounds.log.root")
def with_a_root():
    yield at_most(log(x), (x - 1) / sqrt(x), where=ABOVE)
    yield at_most((x - 1) / sqrt(x), log(x), where=BELOW)


@mutant(odd_convergents)
def the_second_one_everywhere():
    return at_most(convergent(2), log(x), where=ALL)


@mutant(even_convergents)
def on_the_other_side():
    return at_most(convergent(4), log(x), where=BELOW)


@mutant(even_convergents)
def a_wrong_coefficient():
    return at_most(2 * (x - 1) / (x + 1) + (x - 1) ** 3 / 10, log(x), where=ABOVE)


@mutant(with_a_root)
def everywhere():
    return at_most(log(x), (x - 1) / sqrt(x), where=ALL)
