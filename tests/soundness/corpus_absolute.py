"""Absolute values, minimum, maximum and the ReLU: what case distinctions decide."""

from sympy import Abs, Lt, Ne, Rational, exp, log, sqrt, symbols

from .statement import at_most, equal, less, positive, times

x, y, z, w = symbols("x y z w", real=True)
HALF = Rational(1, 2)
TRIANGLE, CASES = "triangle inequality", "cases of the sign"


def maximum(u, v):
    return (u + v + Abs(u - v)) / 2


def minimum(u, v):
    return (u + v - Abs(u - v)) / 2


def relu(u):
    return (u + Abs(u)) / 2


TRUE = (
    at_most("abs-reverse-triangle", Abs(Abs(x) - Abs(y)), Abs(x - y), TRIANGLE),
    at_most("abs-reverse-one-side", Abs(y) - Abs(x), Abs(x - y), TRIANGLE),
    at_most("abs-triangle-of-three", Abs(x + y + z), Abs(x) + Abs(y) + Abs(z), TRIANGLE),
    at_most("abs-distance", Abs(x - z), Abs(x - y) + Abs(y - z), TRIANGLE),
    at_most("abs-distance-scaled", Abs(2 * x - z), Abs(2 * x - y) + Abs(y - z), TRIANGLE),
    at_most("abs-upper-end", x, 3, [Abs(x) <= 3], CASES),
    less("abs-lower-end", -3, x, [Abs(x) < 3], CASES),
    less("abs-box-product", Abs(x * y), 6, [Abs(x) < 2, Abs(y) < 3], CASES),
    less("abs-box-sum", Abs(x + 2 * y), 8, [Abs(x) < 2, Abs(y) < 3], CASES),
    less("abs-linear", Abs(3 * x + 2 * y + 5), 4 * Abs(x) + 3 * y + 6, [y > 0], TRIANGLE),
    at_most("abs-below-square", Abs(x), (1 + x**2) / 2, "(|x| − 1)² ≥ 0"),
    at_most("abs-mean", Abs(x) + Abs(y), sqrt(2 * (x**2 + y**2)), "Cauchy–Schwarz"),
    at_most("abs-chebyshev", Abs(4 * x**3 - 3 * x), 1, [Abs(x) <= 1], "|T₃| ≤ 1"),
    at_most("abs-square-ends", (x - 1) * (x + 1), 0, [Abs(x) <= 1], CASES),
    equal("abs-of-square-bound", Abs(x**2 - 1), 1 - x**2, [Abs(x) <= 1], CASES),
    equal("abs-two-sums", Abs(x + y) + Abs(x - y), 2 * maximum(Abs(x), Abs(y)), CASES),
    equal("abs-negative", Abs(x - 2), 2 - x, [x < 1], CASES),
    positive("abs-away-from-0", Abs(x), [Ne(x, 0)], "definition of |x|"),
    at_most(
        "abs-ratio", Abs(x + y) / (1 + Abs(x + y)), Abs(x) / (1 + Abs(x)) + Abs(y) / (1 + Abs(y)), "metric d/(1 + d)"
    ),
    at_most("abs-exp", Abs(exp(x) - 1), exp(Abs(x)) - 1, CASES),
    at_most("abs-log", Abs(log(1 + x)), -log(1 - Abs(x)), [Abs(x) < 1], "−log(1 − |x|) is the larger side"),
    equal("max-of-ordered", maximum(x, y), y, [x <= y], CASES),
    at_most("max-of-sums", maximum(x + z, y + w), maximum(x, y) + maximum(z, w), CASES),
    less("max-below-both", maximum(x, y), z, [x < z, y < z], CASES),
    less("max-below-min", maximum(x, y), minimum(z, w), [x < z, x < w, y < z, y < w], CASES),
    at_most("min-below-mean", minimum(x, y), (x + y) / 2, CASES),
    equal("min-times-max", minimum(x, y) * maximum(x, y), x * y, "both orders"),
    at_most("clamp-above", minimum(maximum(x, 0), 1), 1, CASES),
    at_most("clamp-below", 0, minimum(maximum(x, 0), 1), CASES),
    at_most("relu-nonnegative", 0, relu(x), CASES),
    at_most("relu-subadditive", relu(x + y), relu(x) + relu(y), CASES),
    at_most("relu-lipschitz", Abs(relu(x) - relu(y)), Abs(x - y), CASES),
    equal("relu-idempotent", relu(relu(x)), relu(x), CASES),
    equal("relu-homogeneous", relu(z * x), z * relu(x), [z > 0], CASES),
    equal("relu-difference", relu(x) - relu(-x), x, CASES),
    at_most("relu-mean", relu((x + y) / 2), (relu(x) + relu(y)) / 2, "relu is convex"),
    at_most("relu-of-unit", relu(x) * relu(1 - x), Rational(1, 4), "0 outside [0, 1]"),
    at_most("hat", Abs(1 - Abs(x)), 1, [Abs(x) <= 2], CASES),
    positive("abs-sum-from-point", Abs(x - 1) + Abs(x - 2), "at least 1"),
    at_most("abs-sum-least", 3, Abs(x) + Abs(x - 1) + Abs(x - 3), "median 1"),
)

FALSE = (
    less("abs-reverse-strict", Abs(Abs(x) - Abs(y)), Abs(x - y), "at x = y", at={x: 1, y: 1}),
    at_most("abs-reverse-sum", Abs(x) + Abs(y), Abs(x - y), "reverse triangle with +"),
    less("abs-triangle-strict", Abs(x + y), Abs(x) + Abs(y), "same signs", at={x: 1, y: 1}),
    at_most("abs-triangle-difference", Abs(x + y + z), Abs(x) + Abs(y) - Abs(z), "a sign changed"),
    at_most("abs-distance-half", Abs(x - z), (Abs(x - y) + Abs(y - z)) / 2, "½"),
    less("abs-upper-end-strict", x, 3, [Abs(x) <= 3], "at 3", at={x: 3}),
    at_most("abs-lower-end-far", -2, x, [Abs(x) < 3], "at −5/2", at={x: Rational(-5, 2)}),
    less(
        "abs-box-product-5",
        x * y,
        6 - Rational(1, 10**6),
        [Abs(x) < 2, Abs(y) < 3],
        "1e-6 inside the corner",
        at={x: 2 - Rational(1, 10**8), y: 3 - Rational(1, 10**8)},
    ),
    less("abs-box-product-closed", Abs(x * y), 6, [Abs(x) <= 2, Abs(y) <= 3], "corner", at={x: 2, y: 3}),
    less("abs-linear-4", Abs(3 * x + 2 * y + 5), 4 * Abs(x) + 3 * y + 5, [y >= 0], "at the origin", at={x: 0, y: 0}),
    less("abs-below-square-strict", Abs(x), (1 + x**2) / 2, "at −1", at={x: -1}),
    at_most("abs-mean-reversed", sqrt(x**2 + y**2), (Abs(x) + Abs(y)) / sqrt(2), "abs-mean, reversed"),
    less("abs-chebyshev-strict", Abs(4 * x**3 - 3 * x), 1, [Abs(x) < 1], "at −½", at={x: -HALF}),
    at_most(
        "abs-chebyshev-wide",
        Abs(4 * x**3 - 3 * x),
        1,
        [Abs(x) <= 1 + Rational(1, 1000)],
        "past 1",
        at={x: 1 + Rational(1, 2000)},
    ),
    equal("abs-of-square", Abs(x**2 - 1), 1 - x**2, [Abs(x) <= 2], "past 1"),
    equal("abs-negative-past", Abs(x - 2), 2 - x, [x < 3], "past 2"),
    positive("abs-at-0", Abs(x), "at 0", at={x: 0}),
    positive("abs-at-third", Abs(3 * x - 1), "at ⅓", at={x: Rational(1, 3)}),
    equal("abs-over-abs", times(Abs(x), 1 / Abs(x)), 1, "0/0 at 0", at={x: 0}),
    at_most("abs-exp-below", exp(Abs(x)) - 1, Abs(exp(x) - 1), "abs-exp, reversed"),
    at_most("abs-log-other", -log(1 - Abs(x)), Abs(log(1 + x)), [Abs(x) < 1], "abs-log, reversed"),
    at_most("abs-log-closed", Abs(log(1 + x)), -log(1 - Abs(x)), [Abs(x) <= 1], "log 0", at={x: 1}),
    equal("max-of-unordered", maximum(x, y), y, "max-of-ordered without the order"),
    at_most("max-of-sums-reversed", maximum(x, y) + maximum(z, w), maximum(x + z, y + w), "max-of-sums, reversed"),
    less("max-below-one", maximum(x, y), z, [x < z, y <= z], "at y = z", at={x: 0, y: 1, z: 1}),
    at_most("max-below-mean", maximum(x, y), (x + y) / 2, "min-below-mean with max"),
    less("clamp-strict", minimum(maximum(x, 0), 1), 1, "past 1", at={x: 1}),
    equal("clamp-is-identity", minimum(maximum(x, 0), 1), x, [x >= 0], "past 1"),
    positive("relu-positive", relu(x), [x >= 0], "at 0", at={x: 0}),
    equal("relu-additive", relu(x + y), relu(x) + relu(y), "relu-subadditive as an equation"),
    equal("relu-homogeneous-sign", relu(z * x), z * relu(x), "negative z"),
    at_most("relu-contraction", Abs(relu(x) - relu(y)), Abs(x - y) / 2, "½"),
    equal("relu-sum", relu(x) + relu(-x), x, "it is |x|"),
    at_most("relu-mean-reversed", (relu(x) + relu(y)) / 2, relu((x + y) / 2), "relu-mean, reversed"),
    at_most("hat-wide", Abs(1 - Abs(x)), 1, [Abs(x) <= Rational(21, 10)], "past 2", at={x: Rational(21, 10)}),
    less("abs-sum-least-strict", 3, Abs(x) + Abs(x - 1) + Abs(x - 3), "at 1", at={x: 1}),
    at_most("abs-sum-least-more", 3 + Rational(1, 10**9), Abs(x) + Abs(x - 1) + Abs(x - 3), "1e-9 at 1", at={x: 1}),
)

VACUOUS = (
    positive("vacuous-abs", x, [Lt(Abs(x), 0, evaluate=False)], "|x| ≥ 0"),
    less("vacuous-abs-interval", x, 0, [Abs(x) < 1, x > 2], "|x| < 1 means x < 1"),
    less("vacuous-triangle", x, 0, [Abs(x) < 1, Abs(y) < 1, x + y > 2], TRIANGLE),
    equal("vacuous-relu", x, 0, [Lt(relu(x), 0, evaluate=False)], "relu ≥ 0"),
)
