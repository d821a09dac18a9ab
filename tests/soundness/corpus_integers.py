"""Integer symbols: what is true for integers only, shifts, and what fails at one integer."""

from sympy import Eq, Rational, cos, exp, log, pi, sin, sqrt, symbols

from .statement import at_most, equal, increasing, less, positive

n, m, k = symbols("n m k", integer=True)
x = symbols("x", real=True)
HALF = Rational(1, 2)
ONLY, SHIFT, INDUCTION = "true for integers only", "n < m means n + 1 ≤ m", "induction"

TRUE = (
    at_most("integer-shift", n + 1, m, [n < m], SHIFT),
    at_most("integer-positive", 1, n, [n > 0], SHIFT),
    equal("integer-between", n, 1, [n > 0, n < 2], ONLY),
    at_most("integer-rounded", n, 3, [2 * n < 7], "n ≤ 3 as n < 3.5"),
    at_most("integer-quadratic", 0, n**2 - 5 * n + 6, "no integer between 2 and 3"),
    at_most("integer-large-roots", 0, (n - 1000) * (n - 1001), "no integer between them"),
    positive("integer-not-half", (2 * n - 3) ** 2, "an odd number is not 0"),
    positive("integer-not-third", (3 * n - 1) ** 2, "3 does not divide 1"),
    positive("integer-root-2", (n**2 - 2) ** 2, "√2 is irrational"),
    at_most("integer-odd-square", 1, (2 * n - 1) ** 2, "an odd number is at least 1 in size"),
    at_most("integer-cube", n, n**3, [n >= 0], "n³ − n = (n − 1)n(n + 1)"),
    at_most("integer-double", n + 1, 2 * n, [n >= 1], SHIFT),
    at_most("integer-sum-square", n + m, n**2 + m**2, "n ≤ n²"),
    at_most("integer-inverse", 1 / n, 1, [n >= 1], "1/n"),
    less("integer-inverse-order", 1 / (n + 1), 1 / n, [n >= 1], "1/n decreases"),
    equal("integer-telescope", 1 / (n * (n + 1)), 1 / n - 1 / (n + 1), [n >= 1], "partial fractions"),
    equal("integer-turn", cos(2 * pi * n + x, evaluate=False), cos(x), "period 2π"),
    equal("integer-sine-turn", sin(x + 2 * pi * n, evaluate=False), sin(x), "period 2π"),
    less("integer-compound", n * log(1 + 1 / n), 1, [n >= 1], "(1 + 1/n)^n < e"),
    less("integer-harmonic", 1 / (n + 1), log(1 + 1 / n), [n >= 1], "log-above at 1/n"),
    at_most("integer-power-of-2", n + 1, exp(n * log(2)), [n >= 0], INDUCTION),
    at_most("integer-power-of-2-square", n**2, exp(n * log(2)), [n >= 4], INDUCTION),
    less("integer-root-step", sqrt(n + 1) - sqrt(n), 1 / (2 * sqrt(n)), [n >= 1], "√ is concave"),
    positive("group-norm", n * (2 * n - 1), [n >= 1], "arXiv:2311.01644, group sizes"),
    at_most("group-sizes", n, k - m + 1, [n <= k, m <= 1], "k − m + 1 ≥ k"),
    positive("gap-of-sizes", k - n - m + 1, [k >= n + m], SHIFT),
    at_most("sizes-product", n + m, n * m + 1, [n >= 1, m >= 1], "(n − 1)(m − 1) ≥ 0"),
    at_most("sizes-product-2", n + m, n * m, [n >= 2, m >= 2], "(n − 1)(m − 1) ≥ 1"),
    increasing("integer-square-increasing", n**2, n, [n >= 0], "2n + 1 > 0"),
)

FALSE = (
    at_most("integer-shift-2", n + 2, m, [n < m], "integer-shift, off by one", at={n: 0, m: 1}),
    at_most("integer-positive-closed", 1, n, [n >= 0], "at 0", at={n: 0}),
    at_most("real-positive", 1, x, [x > 0], "integer-positive for reals"),
    equal("integer-between-wide", n, 1, [n > 0, n < 3], "2", at={n: 2}),
    equal("real-between", x, 1, [x > 0, x < 2], "integer-between for reals"),
    at_most("integer-rounded-down", n, 2, [2 * n < 7], "3", at={n: 3}),
    positive("integer-quadratic-strict", n**2 - 5 * n + 6, "at 2", at={n: 2}),
    at_most("integer-quadratic-5", 0, n**2 - 5 * n + 5, "at 2", at={n: 2}),
    at_most("real-quadratic", 0, x**2 - 5 * x + 6, "integer-quadratic for reals", at={x: Rational(5, 2)}),
    at_most("integer-large-roots-apart", 0, (n - 1000) * (n - 1002), "at 1001", at={n: 1001}),
    positive("integer-far", (n - 123456) ** 2, "at 123456", at={n: 123456}),
    positive("integer-square-9", (n**2 - 9) ** 2, "at 3", at={n: 3}),
    at_most("integer-odd-square-2", 2, (2 * n - 1) ** 2, "at 0", at={n: 0}),
    at_most("integer-cube-signs", n, n**3, "at −2", at={n: -2}),
    at_most("real-cube", x, x**3, [x >= 0], "integer-cube for reals"),
    less("integer-double-strict", n + 1, 2 * n, [n >= 1], "at 1", at={n: 1}),
    at_most("integer-inverse-0", 1 / n, 1, [n >= 0], "1/0", at={n: 0}),
    less("integer-inverse-signs", 1 / (n + 1), 1 / n, [n >= -1], "undefined at −1 and 0", at={n: 0}),
    equal("integer-half-turn", cos(pi * n + x, evaluate=False), cos(x), "odd n", at={n: 1, x: 0}),
    less("integer-compound-less", n * log(1 + 1 / n), Rational(99, 100), [n >= 1], "tends to 1", at={n: 100}),
    less("integer-harmonic-swapped", log(1 + 1 / n), 1 / (n + 1), [n >= 1], "integer-harmonic, reversed"),
    at_most("real-power-of-2", x + 1, exp(x * log(2)), [x >= 0], "integer-power-of-2 for reals", at={x: HALF}),
    at_most("integer-power-of-2-square-3", n**2, exp(n * log(2)), [n >= 2], "9 > 8", at={n: 3}),
    at_most("integer-exp-cube", exp(n), n**3, [n >= 2], "e² = 7.39 ≤ 8, but e⁵ = 148.4 > 125", at={n: 5}),
    less("integer-root-step-3", sqrt(n + 1) - sqrt(n), 1 / (3 * sqrt(n)), [n >= 1], "3 for 2", at={n: 1}),
    positive("group-norm-0", n * (2 * n - 1), [n >= 0], "at 0", at={n: 0}),
    positive("gap-of-sizes-2", k - n - m, [k >= n + m], "at equality", at={k: 2, n: 1, m: 1}),
    less("sizes-product-strict", n + m, n * m + 1, [n >= 1, m >= 1], "at 1", at={n: 1, m: 5}),
    at_most("sizes-product-1", n + m, n * m, [n >= 1, m >= 1], "at 1", at={n: 1, m: 1}),
    increasing("integer-square-both-sides", n**2, n, "decreasing on the left", at={n: -3}),
)

VACUOUS = (
    positive("vacuous-integer-half", n, [Eq(2 * n, 1, evaluate=False)], "2n is even"),
    at_most("vacuous-integer-root", n, 0, [Eq(n**2, 2, evaluate=False)], "√2 is irrational"),
    less("vacuous-integer-gap", n, 0, [n > m, n < m + 1], "no integer between"),
)
