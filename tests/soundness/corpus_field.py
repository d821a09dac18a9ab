"""Identities and inequalities of the field: kernels, Hermite, ReLU, one-neuron loss, sectors, equiangular frames."""

from sympy import Rational, acos, asin, cos, diff, erf, exp, log, pi, sin, sinh, sqrt, symbols, tan, tanh

from .statement import at_most, concave, equal, increasing, less, positive, shape_loss

x, z, rho, theta = symbols("x z rho theta", real=True)
q11, q22 = symbols("q11 q22", nonnegative=True)
q12, ell, s = symbols("q12 l s", real=True)
q, c, omega = symbols("q c omega", positive=True)
k, M = symbols("k M", integer=True)
HALF, PSD = Rational(1, 2), [q12**2 <= q11 * q22]
NEURIPS, ITW = "arXiv:2311.01644", "arXiv:2205.08199"
PRICE, CHO = "Price's theorem 1958", "Cho–Saul 2009, arc-cosine kernel of degree 1"


def erf_kernel(p, r, s):
    return 2 / pi * asin(r / sqrt((1 + p) * (1 + s)))


def relu(r):
    """h(ρ) = E[relu(u)relu(v)] at unit variances."""
    return (sqrt(1 - r**2) + r * (pi - acos(r))) / (2 * pi)


def hermite(m):
    """Probabilists' He_m, by He_{m+1} = z He_m − m He_{m−1}."""
    return 1 if m == 0 else z if m == 1 else (z * hermite(m - 1) - (m - 1) * hermite(m - 2)).expand()


def saddle_M(ell):
    return 4 * ell**2 * (2 * ell**2 - 1) / (sqrt(2 * ell - 1) * (2 * ell + 1) * sqrt(2 * ell + 1))


def n_star(ell):
    """The size beyond which the copy-average optimum is a saddle (sector formula)."""
    size = ell * (2 * ell - 1)
    return (size - (2 - 2 / sqrt(3)) * saddle_M(ell)) / (size - saddle_M(ell))


def equiangular_loss(m):
    return 1 - m / (acos(-1 / (m - 1)) + sqrt(m * (m - 2)))


KAPPA = erf_kernel(q11, q12, q22)
DET = (1 + q11) * (1 + q22) - q12**2
PHI = (1 + erf(z / sqrt(2))) / 2
DENSITY = exp(-(z**2) / 2) / sqrt(2 * pi)
F = 2 * x - 2 * tan(x) + tan(x) ** 3
LSTAR = shape_loss(ell)
OUTSIDE = 1 / sqrt(2 * ell + 1) - sqrt(2 * ell - 1) / (2 * ell)
COS_SIMPLEX = -1 / (M - 1)
TRIG = [x > 0, x < pi / 2]
OPEN = [rho > -1, rho < 1]
SIN_SUM = k * sinh(omega**2) - k**2 * sinh(omega**2 / k)

TRUE = (
    equal("erf-kernel-diagonal", erf_kernel(q, q, q), 2 / pi * asin(q / (1 + q)), "Williams 1997"),
    equal("erf-kernel-teacher", erf_kernel(1, 1, 1), Rational(1, 3), NEURIPS + ", unit teacher"),
    equal("erf-kernel-price", diff(KAPPA, q12), 2 / (pi * sqrt(DET)), PSD, PRICE),
    equal("erf-kernel-q11", diff(KAPPA, q11), -q12 / (pi * (1 + q11) * sqrt(DET)), PSD, PRICE),
    equal("erf-kernel-second", diff(KAPPA, q12, 2), 4 * diff(KAPPA, q11, q22), PSD, PRICE),
    equal("erf-kernel-odd", erf_kernel(q11, -q12, q22), -KAPPA, PSD, "erf is odd"),
    equal("erf-slope", diff(erf(z / sqrt(2)), z), 2 * DENSITY, "definition of erf"),
    equal(
        "erf-scaled",
        2 * c**2 / ((1 + 2 * c**2) * k),
        2 * c**2 / ((1 + 2 * c**2) * k - 2 * c**2) / (1 + 2 * c**2 / ((1 + 2 * c**2) * k - 2 * c**2)),
        [k >= 1],
        NEURIPS + ", one neuron with erf(cz)",
    ),
    equal("probit-reflection", PHI + PHI.subs(z, -z), 1, "Φ(z) + Φ(−z) = 1"),
    equal("probit-slope", diff(PHI, z), DENSITY, "Φ′ = φ"),
    equal(
        "probit-kernel",
        Rational(1, 4) + erf_kernel(1, HALF, 1) / 4,
        Rational(1, 4) + asin(Rational(1, 4)) / (2 * pi),
        "probit kernel is ¼ + ¼ of the erf kernel",
    ),
    equal("gelu-odd-part", z * PHI - (-z) * PHI.subs(z, -z), z, "gelu(z) − gelu(−z) = z"),
    equal("gaussian-second", diff(DENSITY, z, 2), (z**2 - 1) * DENSITY, "φ″ = He₂ φ"),
    equal("gaussian-third", diff(DENSITY, z, 3), -hermite(3) * DENSITY, "Rodrigues' formula"),
    equal("hermite-3", z * (z**2 - 1) - 2 * z, z**3 - 3 * z, "He₃ by the recurrence"),
    equal("hermite-derivative", diff(hermite(5), z), 5 * hermite(4), "He_m′ = m He_{m−1}"),
    equal("hermite-equation", diff(hermite(4), z, 2) - z * diff(hermite(4), z), -4 * hermite(4), "Hermite's equation"),
    equal("relu-at-0", relu(Rational(0)), 1 / (2 * pi), CHO),
    equal("relu-at-1", relu(Rational(1)), HALF, CHO),
    equal("relu-slope", diff(relu(rho), rho), (pi - acos(rho)) / (2 * pi), OPEN, CHO),
    equal("relu-curvature", diff(relu(rho), rho, 2), 1 / (2 * pi * sqrt(1 - rho**2)), OPEN, CHO),
    equal("relu-odd-part", relu(rho) - relu(-rho), rho / 2, [rho >= -1, rho <= 1], "relu(z) − relu(−z) = z"),
    equal(
        "abs-kernel",
        2 * relu(rho) + 2 * relu(-rho),
        2 / pi * (sqrt(1 - rho**2) + rho * asin(rho)),
        [rho >= -1, rho <= 1],
        "|z| = relu(z) + relu(−z)",
    ),
    increasing("relu-increasing", relu(rho), rho, OPEN, CHO),
    concave("relu-convex", -relu(rho), rho, OPEN, CHO),
    at_most("relu-supporting-line", 1 / (2 * pi) + rho / 4, relu(rho), [rho >= -1, rho <= 1], ITW + ", θ = π/2"),
    less("relu-stable", x / sqrt(1 - x**2), pi - acos(x), [x > 0, x <= 1 / sqrt(2)], "u h″ < h′, one ReLU neuron"),
    less("abs-unstable", asin(x), x / sqrt(1 - x**2), [x > 0, x < 1], "u g″ > g′, one |z| neuron"),
    positive("relu-no-rays", sqrt(ell - 1) - acos(1 / sqrt(ell)), [ell > 1], "ReLU has no copy-average points"),
    equal("one-neuron-1", shape_loss(Rational(1)), 0, NEURIPS + ", one-neuron loss"),
    equal("one-neuron-2", shape_loss(Rational(2)), Rational(2, 3) - 8 * asin(Rational(1, 4)) / pi, NEURIPS),
    equal(
        "one-neuron-overlap",
        1 / sqrt(ell * (2 * ell - 1)) / sqrt(2 * (1 + 1 / (2 * ell - 1))),
        1 / (2 * ell),
        [ell > HALF],
        NEURIPS + ", argument of the asin",
    ),
    equal(
        "one-neuron-value",
        ell**2 * erf_kernel(1 / (2 * ell - 1), 1 / (2 * ell - 1), 1 / (2 * ell - 1))
        - 2 * ell**2 * erf_kernel(1 / (2 * ell - 1), 1 / sqrt(ell * (2 * ell - 1)), 1)
        + ell / 3,
        LSTAR,
        [ell > HALF],
        NEURIPS,
    ),
    positive("one-neuron-positive", LSTAR, [ell > 1], NEURIPS),
    increasing("one-neuron-increasing", LSTAR, ell, [ell > HALF], NEURIPS),
    concave("one-neuron-concave", LSTAR, ell, [ell > HALF], NEURIPS),
    less("one-neuron-bound", LSTAR, ell * (Rational(1, 3) - 1 / pi), [ell > HALF], "asin x > x"),
    less("exchange-2-2", shape_loss(Rational(3)), 2 * shape_loss(Rational(2)), NEURIPS + ", optimal partition"),
    equal("F-slope", diff(F, x), tan(x) ** 2 * (1 + 3 * tan(x) ** 2), TRIG, NEURIPS + ", concavity of L*"),
    positive("F-positive", F, TRIG, NEURIPS + ", concavity of L*"),
    equal(
        "F-is-curvature",
        diff(ell**2 * asin(1 / (2 * ell)), ell, 2),
        2 * asin(1 / (2 * ell)) - 2 / sqrt(4 * ell**2 - 1) + 1 / (sqrt(4 * ell**2 - 1) * (4 * ell**2 - 1)),
        [ell > HALF],
        NEURIPS + ", F at sin u = 1/(2l)",
    ),
    positive("outside-span", OUTSIDE, [ell > HALF], NEURIPS + ", Hessian outside the teacher span"),
    less("sector-lemma", saddle_M(ell), ell * (2 * ell - 1), [ell >= 1], "sector formula of the copy-average saddle"),
    less("saddle-2-low", 5, n_star(Rational(2)), "copy-average saddle, n*(2) = 5.1357"),
    less("saddle-2-high", n_star(Rational(2)), 6, "copy-average saddle, n*(2) = 5.1357"),
    less("saddle-3", n_star(Rational(3)), Rational(1131, 100), "copy-average saddle, n*(3) = 11.304"),
    less("saddle-5", 31, n_star(Rational(5)), "copy-average saddle, n*(5) = 31.095"),
    equal("simplex-sine", (M - 1) * sin(acos(COS_SIMPLEX)), sqrt(M * (M - 2)), [M >= 2], ITW + ", equiangular frame"),
    equal("equiangular-2", equiangular_loss(Rational(2)), 1 - 2 / pi, ITW),
    equal("equiangular-3", equiangular_loss(Rational(3)), 1 - 3 / (2 * pi / 3 + sqrt(3)), ITW),
    equal("equiangular-overlap", x - (1 - x) / (M - 1) - (M * x - 1) / (M - 1), 0, [M >= 2], ITW + ", u_i·u_j"),
    equal("orthonormal-loss", 1 - M / (pi / 2 + M - 1), (pi - 2) / (2 * M + pi - 2), [M >= 2], ITW + ", θ = π/2"),
    less("etf-beats-pair", equiangular_loss(Rational(3)), (pi - 2) / (pi + 2), ITW + ", M = 3, τ = 0"),
    positive("sin-row", SIN_SUM, [k >= 2], "one neuron, sin(ωz)"),
    less("sin-threshold", 1, Rational(119968, 10**5) * tanh(Rational(119968, 10**5)), "root of y tanh y = 1"),
)

FALSE = (
    equal(
        "erf-kernel-rescaled",
        erf_kernel(q, q, q),
        2 / pi * asin(2 * q / (1 + 2 * q)),
        "kernel of erf(z), not erf(z/√2)",
    ),
    equal("erf-kernel-half", erf_kernel(1, 1, 1), Rational(1, 6), "erf-kernel-teacher with a ½"),
    equal("erf-kernel-price-half", diff(KAPPA, q12), 1 / (pi * sqrt(DET)), PSD, "erf-kernel-price with the 2 dropped"),
    equal("erf-kernel-price-sign", diff(KAPPA, q12), 2 / (pi * sqrt(DET + 2 * q12**2)), PSD, "erf-kernel-price, sign"),
    equal("erf-kernel-q11-half", diff(KAPPA, q11), -2 * q12 / (pi * (1 + q11) * sqrt(DET)), PSD, "½ dropped"),
    equal("erf-kernel-q11-q22", diff(KAPPA, q11), -q12 / (pi * (1 + q22) * sqrt(DET)), PSD, "q11 and q22 swapped"),
    equal("erf-kernel-second-2", diff(KAPPA, q12, 2), 2 * diff(KAPPA, q11, q22), PSD, "erf-kernel-second, 2 for 4"),
    equal(
        "erf-slope-rescaled", diff(erf(z / sqrt(2)), z), 2 / sqrt(pi) * exp(-(z**2)), "erf-slope, erf(z) for erf(z/√2)"
    ),
    equal("erf-slope-half", diff(erf(z / sqrt(2)), z), DENSITY, "erf-slope with the 2 dropped"),
    equal("probit-reflection-0", PHI - PHI.subs(z, -z), 0, "probit-reflection with a sign"),
    equal("probit-unscaled", diff((1 + erf(z)) / 2, z), DENSITY, "probit-slope with erf(z)"),
    equal(
        "probit-kernel-half",
        HALF + erf_kernel(1, HALF, 1) / 2,
        Rational(1, 4) + asin(Rational(1, 4)) / (2 * pi),
        "probit-kernel with ½ for ¼",
    ),
    equal("gelu-abs", z * PHI + (-z) * PHI.subs(z, -z), z, "gelu-odd-part with a sign"),
    equal("gaussian-second-sign", diff(DENSITY, z, 2), (1 - z**2) * DENSITY, "gaussian-second with a sign"),
    equal("gaussian-third-sign", diff(DENSITY, z, 3), hermite(3) * DENSITY, "gaussian-third, (−1)^m dropped"),
    equal("hermite-physicists", 8 * z**3 - 12 * z, hermite(3), "physicists' H₃ for He₃"),
    equal("hermite-derivative-swapped", diff(hermite(5), z), 4 * hermite(4), "hermite-derivative, off by one"),
    equal("hermite-4", z * hermite(3) - 4 * hermite(2), hermite(4), "recurrence with m + 1 for m"),
    equal("relu-at-0-twice", relu(Rational(0)), 1 / pi, "relu-at-0 with the ½ dropped"),
    equal("relu-slope-branch", diff(relu(rho), rho), acos(rho) / (2 * pi), OPEN, "relu-slope, acos ρ for π − acos ρ"),
    equal(
        "relu-slope-closed",
        diff(relu(rho), rho, 2),
        1 / (2 * pi * sqrt(1 - rho**2)),
        [rho >= -1, rho <= 1],
        "relu-curvature at ρ = ±1",
        at={rho: 1},
    ),
    equal("relu-odd-part-twice", relu(rho) - relu(-rho), rho, [rho >= -1, rho <= 1], "relu-odd-part, ½ dropped"),
    equal(
        "abs-kernel-half",
        relu(rho) + relu(-rho),
        2 / pi * (sqrt(1 - rho**2) + rho * asin(rho)),
        [rho >= -1, rho <= 1],
        "abs-kernel with the 2 dropped",
    ),
    concave("relu-concave", relu(rho), rho, OPEN, "relu-convex with a sign"),
    less("relu-line-strict", 1 / (2 * pi) + rho / 4, relu(rho), [rho >= -1, rho <= 1], "at equality", at={rho: 0}),
    at_most(
        "relu-line-steep", 1 / (2 * pi) + rho / 3, relu(rho), [rho >= -1, rho <= 1], "relu-supporting-line, ⅓ for ¼"
    ),
    less("relu-stable-everywhere", x / sqrt(1 - x**2), pi - acos(x), [x > 0, x < 1], "relu-stable near u = 1"),
    less("abs-stable", x / sqrt(1 - x**2), asin(x), [x > 0, x < 1], "abs-unstable, reversed"),
    positive(
        "relu-no-rays-closed", sqrt(ell - 1) - acos(1 / sqrt(ell)), [ell >= 1], "relu-no-rays at l = 1", at={ell: 1}
    ),
    equal("one-neuron-1-half", Rational(1, 3) - asin(HALF) / pi, 0, "one-neuron-1 with the 2 dropped"),
    equal("one-neuron-2-π", shape_loss(Rational(2)), Rational(2, 3) - 4 * asin(Rational(1, 4)) / pi, "½ of the asin"),
    equal(
        "one-neuron-overlap-norm",
        1 / sqrt(2 * ell**2) / sqrt(2 * (1 + 1 / (2 * ell - 1))),
        1 / (2 * ell),
        [ell > HALF],
        "one-neuron-overlap with 2l for 2l − 1",
    ),
    equal(
        "one-neuron-value-half",
        ell**2 * erf_kernel(1 / (2 * ell - 1), 1 / (2 * ell - 1), 1 / (2 * ell - 1))
        - 2 * ell**2 * erf_kernel(1 / (2 * ell - 1), 1 / sqrt(ell * (2 * ell - 1)), 1)
        + ell / 3,
        LSTAR / 2,
        [ell > HALF],
        "one-neuron-value with the ½ of another convention",
    ),
    positive("one-neuron-positive-closed", LSTAR, [ell >= 1], "one-neuron-positive at l = 1", at={ell: 1}),
    positive("one-neuron-positive-half", LSTAR, [ell > HALF], "one-neuron-positive below l = 1"),
    concave("one-neuron-convex", -LSTAR, ell, [ell > HALF], "one-neuron-concave with a sign"),
    less(
        "one-neuron-bound-reversed", ell * (Rational(1, 3) - 1 / pi), LSTAR, [ell > HALF], "one-neuron-bound, reversed"
    ),
    less("exchange-reversed", 2 * shape_loss(Rational(2)), shape_loss(Rational(3)), "exchange-2-2, reversed"),
    equal("F-slope-2", diff(F, x), tan(x) ** 2 * (1 + 2 * tan(x) ** 2), TRIG, "F-slope, 2 for 3"),
    positive("F-closed", F, [x >= 0, x < pi / 2], "F-positive at 0", at={x: 0}),
    positive("F-without-cube", 2 * x - 2 * tan(x) + tan(x) ** 3 / 2, TRIG, "F with ½tan³; −u³/6 at 0"),
    positive("F-past", F, [x > 0, x < 2], "F-positive past π/2"),
    positive(
        "outside-span-closed",
        sqrt(2 * ell - 1) * OUTSIDE,
        [ell >= HALF],
        "D of the Hessian block is 0 at l = ½",
        at={ell: HALF},
    ),
    less(
        "sector-lemma-sharp",
        saddle_M(ell) + Rational(23, 100),
        ell * (2 * ell - 1),
        [ell >= 1],
        "sector-lemma, gap 0.2158 at 3/2",
    ),
    less("saddle-2-6", 6, n_star(Rational(2)), "saddle-2-high, reversed"),
    less("saddle-3-low", n_star(Rational(3)), 11, "saddle-3, off by one"),
    equal("saddle-2-decimal", n_star(Rational(2)), Rational(513568652612029, 10**14), "15 digits are not the number"),
    equal("simplex-sine-swapped", (M - 1) * sin(acos(COS_SIMPLEX)), sqrt(M * (M - 1)), [M >= 2], "simplex-sine, M − 1"),
    equal(
        "simplex-pole",
        (M - 1) * sin(acos(COS_SIMPLEX)),
        sqrt(M * (M - 2)),
        [M >= 1],
        "simplex-sine at M = 1",
        at={M: 1},
    ),
    equal(
        "equiangular-3-angle", equiangular_loss(Rational(3)), 1 - 3 / (pi / 3 + sqrt(3)), "acos(−½) is 2π/3, not π/3"
    ),
    equal("orthonormal-loss-sign", 1 - M / (pi / 2 + M - 1), (pi - 2) / (2 * M + pi + 2), [M >= 2], "orthonormal-loss"),
    less("etf-beats-pair-2", equiangular_loss(Rational(2)), (pi - 2) / pi, "a tie at M = 2, τ = 0"),
    positive("sin-row-1", SIN_SUM, [k >= 1], "sin-row at k = 1", at={k: 1, omega: 1}),
    less("sin-threshold-low", 1, Rational(119967, 10**5) * tanh(Rational(119967, 10**5)), "y* = 1.199678… is larger"),
    less("log-cosh", log(exp(x) + exp(-x)), x + log(2), [x >= 0], "softplus bound at 0", at={x: 0}),
    equal("loss-n-k-swapped", shape_loss(M - k + 1), shape_loss(k - M + 1), [k > M, M >= 1], "n and k swapped"),
    equal("cosine-of-angle", cos(theta / 2), sqrt((1 + cos(theta)) / 2), "γ of the equiangular pair, θ ≤ π only"),
)

VACUOUS = (
    equal("vacuous-overlap", KAPPA, 0, [q12**2 > q11 * q22, q12**2 < q11 * q22], "contradictory overlaps"),
    positive("vacuous-size", LSTAR, [ell > 2, ell < 1], "no such size"),
    concave("vacuous-size-concave", -LSTAR, ell, [ell > 2, ell < 1], "no such size"),
    less("vacuous-size-integer", k, M, [k > M, k <= M], "contradictory sizes"),
)
