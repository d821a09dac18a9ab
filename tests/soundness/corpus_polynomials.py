"""Polynomials and rational functions in one to five variables: sums of squares, boxes, constraints."""

from sympy import Abs, Eq, Ne, Rational, Symbol, sqrt, symbols

from .statement import at_most, equal, less, positive, times

x, y, z, w = symbols("x y z w", real=True)
a, b, c = symbols("a b c", positive=True)
p, q, r = symbols("p q r", nonnegative=True)
eps = Symbol("epsilon", positive=True)
HALF = Rational(1, 2)
UNIT = [x >= 0, x <= 1, y >= 0, y <= 1]
DISC = [x**2 + y**2 <= 1]
AMGM, SQUARES, SCHUR, BERNOULLI = "AM–GM", "sum of squares", "Schur 1909", "Bernoulli's inequality"
CHEBYSHEV, CALCULUS, REARRANGED = "Chebyshev polynomial", "calculus textbook", "rearrangement inequality"
CHOI_LAM = 1 + x**2 * y**2 + y**2 * z**2 + z**2 * x**2 - 4 * x * y * z
CAMEL = 2 * x**2 - Rational(21, 20) * x**4 + x**6 / 6 + x * y + y**2
SCHUR_1 = p * (p - q) * (p - r) + q * (q - p) * (q - r) + r * (r - p) * (r - q)
SCHUR_2 = x**2 * (x - y) * (x - z) + y**2 * (y - x) * (y - z) + z**2 * (z - x) * (z - y)

TRUE = (
    at_most("quartic-touching", 4 * x, x**4 + 3, "(x − 1)²(x² + 2x + 3)"),
    at_most("sextic-am-gm", 3 * x**2, x**6 + 2, AMGM),
    positive("octic", x**8 - x**5 + x**2 - x + 1, "x ≤ 0, 0 < x < 1, x ≥ 1 apart"),
    positive("quartic-lean", x**4 - x**2 - 2 * x + Rational(21, 10), "x⁴ − x² − 2x + 2 = (x − 1)²(x² + 2x + 2)"),
    at_most("cubic-tangent", 3 * x, x**3 + 2, [x >= -2], "(x − 1)²(x + 2)"),
    at_most("cubic-factored", x**2 + x, x**3 + 1, [x >= -1], "(x + 1)(x − 1)²"),
    positive("cubic-on-ray", x**3 - 3 * x + 3, [x >= -2], "values 1 at −2 and at 1"),
    at_most("chebyshev-3", 4 * x**3 - 3 * x, 1, [x >= -1, x <= 1], CHEBYSHEV),
    at_most("chebyshev-4", -1, 8 * x**4 - 8 * x**2 + 1, "8x⁴ − 8x² + 2 = 2(2x² − 1)²"),
    at_most("chebyshev-5", 16 * x**5 - 20 * x**3 + 5 * x, 1, [x >= -1, x <= 1], CHEBYSHEV),
    at_most("parabola", x * (1 - x), Rational(1, 4), SQUARES),
    at_most("cubic-bump", x**2 * (1 - x), Rational(4, 27), [x >= 0], "(3x − 2)²(3x + 1) ≥ 0"),
    at_most("quartic-bump", x * (1 - x) ** 3, Rational(27, 256), "maximum at ¼"),
    at_most("four-roots", -1, (x - 1) * (x - 2) * (x - 3) * (x - 4), "(x² − 5x + 5)² − 1"),
    at_most("irrational-square", 0, x**2 - 2 * sqrt(2) * x + 2, "(x − √2)²"),
    at_most("bernoulli-10", 1 + 10 * x, (1 + x) ** 10, [x >= -1], BERNOULLI),
    at_most("bernoulli-100", 100 * x - 99, x**100, [x >= 0], BERNOULLI),
    positive("even-power", x**12, [x >= -9, x**4 > 0], "x ≠ 0"),
    positive("two-double-roots-away", (x - HALF) ** 2 * (x - 9) ** 4, [x > 1, x < 9], "no root inside"),
    at_most("tarski", 0, (x - 2) ** 2 * (4 - x) + x**3, [x >= 0], "16 − 20x + 8x² > 0"),
    less("odd-power", x**101, -x, [x < 0], "both sides by sign"),
    at_most("square-of-sum", 3 * (x * y + y * z + z * x), (x + y + z) ** 2, SQUARES),
    at_most("three-sums", 8 * a * b * c, (a + b) * (b + c) * (c + a), AMGM),
    at_most("cubes-two", a**2 * b + a * b**2, a**3 + b**3, "(a + b)(a − b)² ≥ 0"),
    at_most("cubes-cyclic", p**2 * q + q**2 * r + r**2 * p, p**3 + q**3 + r**3, REARRANGED),
    at_most("fourth-powers", x * y * z * (x + y + z), x**4 + y**4 + z**4, REARRANGED),
    at_most("powers-4-8", (x**4 + y**4) ** 2 / 2, x**8 + y**8, SQUARES),
    at_most("sum-times-inverses", 9, (a + b + c) * (1 / a + 1 / b + 1 / c), "harmonic mean"),
    at_most("harmonic-two", 4 / (a + b), 1 / a + 1 / b, "harmonic mean"),
    at_most("cyclic-ratios", 3, a / b + b / c + c / a, AMGM),
    at_most("titu", a + b, a**2 / b + b**2 / a, "Titu's lemma"),
    at_most("two-fractions", 1 / (1 + a * b), 1 / (1 + a) ** 2 + 1 / (1 + b) ** 2, "numerator ab(a − b)² + (1 − ab)²"),
    at_most("schur-1", 0, SCHUR_1, SCHUR),
    at_most("schur-2", 0, SCHUR_2, SCHUR),
    at_most("choi-lam", 0, CHOI_LAM, "Choi–Lam 1977: AM–GM, not a sum of squares"),
    at_most("camel", 0, CAMEL, "three-hump camel function"),
    at_most("rosenbrock", -Rational(1, 1000), 100 * (y - x**2) ** 2 + (1 - x) ** 2, SQUARES),
    positive("discriminant", a * x**2 + y * x + c, [y**2 < 4 * a * c], "negative discriminant"),
    at_most("young-parameter", (x + y) ** 2, (1 + eps) * x**2 + (1 + 1 / eps) * y**2, "Young with ε"),
    at_most("product-parameter", x * y, eps * x**2 + y**2 / (4 * eps), "Young with ε"),
    at_most("cauchy-3", (x + 2 * y + 3 * z) ** 2, 14 * (x**2 + y**2 + z**2), "Cauchy–Schwarz"),
    at_most(
        "lagrange", (x * z + y * w) ** 2 + (x * w - y * z) ** 2, (x**2 + y**2) * (z**2 + w**2), "Lagrange identity"
    ),
    at_most("sum-on-disc", x + y, sqrt(2), DISC, "Cauchy–Schwarz"),
    at_most("product-on-disc", x * y, HALF, DISC, "2xy ≤ x² + y²"),
    at_most("quartic-on-line", Rational(1, 8), x**4 + y**4, [Eq(y, 1 - x)], "power means"),
    at_most("product-on-line", x * y, Rational(1, 4), [Eq(y, 1 - x)], AMGM),
    at_most("simplex-product", p * q * r, Rational(1, 27), [Eq(r, 1 - p - q)], AMGM),
    at_most("simplex-squares", Rational(1, 3), x**2 + y**2 + z**2, [Eq(z, 1 - x - y)], SQUARES),
    at_most("pairs-on-plane", a * b + b * c + c * a, 3, [Eq(c, 3 - a - b)], SQUARES),
    at_most("product-one", 3, a + b + c, [Eq(c, 1 / (a * b))], AMGM),
    at_most("vieta", 3 * q, p**2, [Eq(p, x + y + z), Eq(q, x * y + y * z + z * x)], SQUARES),
    at_most("box-bilinear", x + y - 2 * x * y, 1, UNIT, "x(1−y) + y(1−x), vertices"),
    at_most("box-bumps", x * y * (1 - x) * (1 - y), Rational(1, 16), UNIT, AMGM),
    at_most("box-cubes", x**3 + y**3, 1 + x * y, UNIT, "x³ + y³ ≤ x + y ≤ 1 + xy"),
    less("box-crespo", 2 * x * y**3 - x**2 * y + x / 2, Rational(26, 10), UNIT, "2 + ½ < 2.6"),
    at_most("ratio-of-means", x * y / (x**2 + y**2), HALF, [Ne(x, 0)], AMGM),
    less("homogeneous", a / (a + b) + b / (b + c) + c / (c + a), 2, "a/(a+b) < (a+c)/(a+b+c)"),
    positive("homogeneous-below", a / (a + b) + b / (b + c) + c / (c + a) - 1, "a/(a+b) > a/(a+b+c)"),
    equal("common-root", x, 1, [Eq(x**2 - 3 * x + 2, 0, evaluate=False), x < Rational(3, 2)], "roots 1 and 2"),
)

FALSE = (
    less("quartic-touching-strict", 4 * x, x**4 + 3, "at 1", at={x: 1}),
    at_most("quartic-touching-5", 5 * x, x**4 + 3, "quartic-touching with 5 for 4"),
    less("sextic-am-gm-strict", 3 * x**2, x**6 + 2, "at −1", at={x: -1}),
    positive("octic-changed", x**8 - x**5 + x**2 - 2 * x + HALF, "at 9/10", at={x: Rational(9, 10)}),
    positive("quartic-lean-2", x**4 - x**2 - 2 * x + 2, "at 1", at={x: 1}),
    at_most("cubic-tangent-all", 3 * x, x**3 + 2, "cubic-tangent left of −2"),
    at_most("cubic-tangent-wide", 3 * x, x**3 + 2, [x >= Rational(-21, 10)], "0.1 too wide", at={x: Rational(-21, 10)}),
    less("cubic-factored-strict", x**2 + x, x**3 + 1, [x > -1], "at 1", at={x: 1}),
    positive("cubic-on-ray-2", x**3 - 3 * x + 2, [x > -2], "at 1", at={x: 1}),
    at_most(
        "chebyshev-3-wide",
        4 * x**3 - 3 * x,
        1,
        [x >= -1, x <= 1 + Rational(1, 10**6)],
        "past 1",
        at={x: 1 + Rational(1, 10**6)},
    ),
    less("chebyshev-3-strict", 4 * x**3 - 3 * x, 1, [x >= -1, x < 1], "at −½", at={x: -HALF}),
    at_most("chebyshev-4-less", -1 + Rational(1, 10**9), 8 * x**4 - 8 * x**2 + 1, "1e-9 at 1/√2", at={x: 1 / sqrt(2)}),
    less("chebyshev-4-strict", -1, 8 * x**4 - 8 * x**2 + 1, "at 1/√2", at={x: 1 / sqrt(2)}),
    less("parabola-strict", x * (1 - x), Rational(1, 4), "at ½", at={x: HALF}),
    less("cubic-bump-strict", x**2 * (1 - x), Rational(4, 27), [x >= 0], "at ⅔", at={x: Rational(2, 3)}),
    at_most("cubic-bump-all", x**2 * (1 - x), Rational(4, 27), "negative x"),
    at_most(
        "quartic-bump-less",
        x * (1 - x) ** 3,
        Rational(27, 256) - Rational(1, 10**8),
        "1e-8 at ¼",
        at={x: Rational(1, 4)},
    ),
    less("four-roots-strict", -1, (x - 1) * (x - 2) * (x - 3) * (x - 4), "at (5 ± √5)/2", at={x: (5 + sqrt(5)) / 2}),
    positive("irrational-square-strict", x**2 - 2 * sqrt(2) * x + 2, "at √2", at={x: sqrt(2)}),
    positive("square-of-irrational", (x**2 - 2) ** 2, "at √2", at={x: sqrt(2)}),
    at_most("bernoulli-all", 1 + 3 * x, (1 + x) ** 3, "left of −3"),
    less("bernoulli-strict", 1 + 10 * x, (1 + x) ** 10, [x >= -1], "at 0", at={x: 0}),
    positive("even-power-at-0", x**12, [x >= -9], "even-power at 0", at={x: 0}),
    positive("two-double-roots", (x - HALF) ** 2 * (x - 9) ** 4, "at ½", at={x: HALF}),
    less("square-of-sum-strict", 3 * (x * y + y * z + z * x), (x + y + z) ** 2, "diagonal", at={x: 1, y: 1, z: 1}),
    at_most("square-of-sum-4", 4 * (x * y + y * z + z * x), (x + y + z) ** 2, "with 4 for 3", at={x: 1, y: 1, z: 1}),
    at_most("three-sums-9", 9 * a * b * c, (a + b) * (b + c) * (c + a), "with 9 for 8", at={a: 1, b: 1, c: 1}),
    at_most("three-sums-signs", 8 * x * y * z, (x + y) * (y + z) * (z + x), "without the signs"),
    less("cubes-two-strict", a**2 * b + a * b**2, a**3 + b**3, "at a = b", at={a: 1, b: 1}),
    at_most("cubes-two-signs", x**2 * y + x * y**2, x**3 + y**3, "negative x + y", at={x: -2, y: 1}),
    at_most("cubes-cyclic-signs", x**2 * y + y**2 * z + z**2 * x, x**3 + y**3 + z**3, "without the signs"),
    at_most("powers-4-8-whole", (x**4 + y**4) ** 2, x**8 + y**8, "without the ½", at={x: 1, y: 1}),
    at_most("sum-times-inverses-10", 10, (a + b + c) * (1 / a + 1 / b + 1 / c), "10 for 9", at={a: 1, b: 1, c: 1}),
    less("harmonic-two-strict", 4 / (a + b), 1 / a + 1 / b, "at a = b", at={a: 1, b: 1}),
    at_most("harmonic-two-signs", 4 / (x + y), 1 / x + 1 / y, [Ne(x, 0), Ne(y, 0), Ne(x + y, 0)], "without the signs"),
    at_most("cyclic-ratios-signs", 3, x / y + y / x + 1, [Ne(x, 0), Ne(y, 0)], "without the signs"),
    at_most("schur-1-signs", 0, SCHUR_1.subs({p: x, q: y, r: z}), "negative values", at={x: -1, y: 0, z: 0}),
    positive("choi-lam-strict", CHOI_LAM, "at (1, 1, 1)", at={x: 1, y: 1, z: 1}),
    positive("choi-lam-nudged", CHOI_LAM - Rational(1, 10**6), "1e-6 at (1, 1, 1)", at={x: 1, y: 1, z: 1}),
    positive("camel-strict", CAMEL, "at the origin", at={x: 0, y: 0}),
    at_most("camel-changed", 0, CAMEL - x**2, "x² for 2x²", at={x: Rational(9, 5), y: Rational(-9, 10)}),
    positive("rosenbrock-strict", 100 * (y - x**2) ** 2 + (1 - x) ** 2, "at (1, 1)", at={x: 1, y: 1}),
    positive(
        "discriminant-closed", a * x**2 + y * x + c, [y**2 <= 4 * a * c], "double root", at={a: 1, c: 1, x: 1, y: -2}
    ),
    at_most(
        "young-parameter-1", (x + y) ** 2, (1 + eps) * x**2 + (1 + eps) * y**2, "ε for 1/ε", at={x: 1, y: 1, eps: HALF}
    ),
    at_most("product-parameter-8", x * y, eps * x**2 + y**2 / (8 * eps), "8 for 4", at={x: 1, y: 2, eps: 1}),
    at_most("cauchy-3-short", (x + 2 * y + 3 * z) ** 2, 13 * (x**2 + y**2 + z**2), "13 for 14", at={x: 1, y: 2, z: 3}),
    less("sum-on-disc-strict", x + y, sqrt(2), DISC, "at (1, 1)/√2", at={x: 1 / sqrt(2), y: 1 / sqrt(2)}),
    at_most(
        "sum-on-disc-short",
        x + y,
        Rational(14142, 10000),
        DISC,
        "√2 = 1.41421…",
        at={x: Rational(2378, 3363), y: Rational(2378, 3363)},
    ),
    less("product-on-disc-strict", x * y, HALF, DISC, "at (1, 1)/√2", at={x: 1 / sqrt(2), y: 1 / sqrt(2)}),
    less("product-on-line-strict", x * y, Rational(1, 4), [Eq(y, 1 - x)], "at ½", at={x: HALF, y: HALF}),
    at_most("simplex-product-signs", x * y * z, Rational(1, 27), [Eq(z, 1 - x - y)], "without the signs"),
    at_most("product-one-signs", 3, x + y + z, [Eq(z, 1 / (x * y)), Ne(x, 0), Ne(y, 0)], "without the signs"),
    at_most(
        "pairs-on-plane-short",
        a * b + b * c + c * a,
        3 - Rational(1, 10**7),
        [Eq(c, 3 - a - b)],
        "1e-7",
        at={a: 1, b: 1, c: 1},
    ),
    less("box-bilinear-strict", x + y - 2 * x * y, 1, UNIT, "vertex", at={x: 1, y: 0}),
    at_most("box-bumps-17", x * y * (1 - x) * (1 - y), Rational(1, 17), UNIT, "17 for 16", at={x: HALF, y: HALF}),
    less("box-crespo-strict", 2 * x * y**3 - x**2 * y + x / 2, Rational(3, 2), UNIT, "vertex", at={x: 1, y: 1}),
    at_most("ratio-of-means-origin", times(x * y, 1 / (x**2 + y**2)), HALF, "0/0", at={x: 0, y: 0}),
    less(
        "homogeneous-3/2",
        a / (a + b) + b / (b + c) + c / (c + a),
        Rational(3, 2),
        "at a = b = c",
        at={a: 1, b: 1, c: 1},
    ),
    equal("common-root-two", x, 1, [Eq(x**2 - 3 * x + 2, 0, evaluate=False)], "the root 2", at={x: 2}),
    at_most("symmetric-wide", Abs(x**3 - x), HALF, [x >= -1, x <= Rational(6, 5)], "at 6/5", at={x: Rational(6, 5)}),
)

VACUOUS = (
    positive("vacuous-discriminant", x, [x**2 + x + 1 <= 0], "discriminant −3"),
    less("vacuous-am-gm", x, 0, [x**2 + y**2 <= 1, x * y > HALF], AMGM),
    positive("vacuous-plane", a, [Eq(c, 3 - a - b), a * b + b * c + c * a > 3], SQUARES),
    positive("vacuous-motzkin", x, [x**4 * y**2 + x**2 * y**4 + 1 < 3 * x**2 * y**2], "Motzkin 1967"),
)
