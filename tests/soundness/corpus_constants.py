"""Statements without variables: Machin-like formulas, nested radicals, and near misses of gap 1e-9 … 1e-40."""

from math import prod

from sympy import E, Eq, Integer, Lt, Rational, acos, asin, atan, cos, erf, exp, gamma, log, pi, sin, sinh, sqrt, tanh

from .statement import Shape, at_most, equal, inverse, less, loss_is, relation, root, shape_loss, times


def arctan_sum(*terms: tuple[int, int]):
    """Σ m·atan(1/p) over pairs (m, p)."""
    return sum(m * atan(Rational(1, p)) for m, p in terms)


def power_of_ten(n: int) -> Rational:
    return Rational(1, 10**n)


QUARTER = pi / 4
MACHIN = arctan_sum((4, 5), (-1, 239))
STORMER = arctan_sum((44, 57), (7, 239), (-12, 682), (24, 12943))
TAKANO = arctan_sum((12, 49), (32, 57), (-5, 239), (12, 110443))
SHANKS = (
    sqrt(5) + sqrt(22 + 2 * sqrt(5)),
    sqrt(11 + 2 * sqrt(29)) + sqrt(16 - 2 * sqrt(29) + 2 * sqrt(55 - 10 * sqrt(29))),
)
SQRT2_AT_1E40 = Rational(96845919575610633161, 68480406462161287469)
PI_AT_1E20, PI_AT_1E40 = Rational(14885392687, 4738167652), Rational(262452630335382199398, 83541266890691994833)
LEFT = sum(sqrt(10**6 + i) for i in (1, 25, 31, 84, 87, 134, 158, 182, 198))
RIGHT = sum(sqrt(10**6 + i) for i in (2, 18, 42, 66, 113, 116, 169, 175, 199))
CF = "continued fraction convergent"
RAMANUJAN = "Hermite's near-integer exp(π√163)"
SEMIPRIME = prod((10**49 + 9, 10**50 + 151))

TRUE = (
    equal("machin", MACHIN, QUARTER, "Machin 1706"),
    equal("euler-atan", arctan_sum((1, 2), (1, 3)), QUARTER, "Euler 1738"),
    equal("hermann", arctan_sum((2, 2), (-1, 7)), QUARTER, "Hermann 1706"),
    equal("hutton", arctan_sum((2, 3), (1, 7)), QUARTER, "Hutton 1776"),
    equal("gauss-atan", arctan_sum((12, 18), (8, 57), (-5, 239)), QUARTER, "Gauss 1863"),
    equal("stormer", STORMER, QUARTER, "Størmer 1896"),
    equal("takano", TAKANO, QUARTER, "Takano 1982"),
    equal("dase", arctan_sum((1, 2), (1, 5), (1, 8)), QUARTER, "Strassnitzky–Dase 1844"),
    equal("atan-123", atan(Integer(1), evaluate=False) + atan(2) + atan(3), pi, "three squares in a row"),
    equal("asin-345", asin(Rational(3, 5)) + asin(Rational(4, 5)), pi / 2, "the 3-4-5 triangle"),
    equal("asin-third", asin(Rational(1, 3)) + acos(Rational(1, 3)), pi / 2, "asin + acos"),
    equal("asin-quarter-double", 2 * asin(Rational(1, 4)), acos(Rational(7, 8)), "cos 2u = 1 − 2 sin²u"),
    equal("nested-3-2", sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2), "textbook denesting"),
    equal("nested-5-6", sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3), "textbook denesting"),
    equal("nested-minus", sqrt(5 - 2 * sqrt(6)), sqrt(3) - sqrt(2), "textbook denesting, smaller root first"),
    equal("nested-cos-15", sqrt(2 + sqrt(3)), (sqrt(6) + sqrt(2)) / 2, "2 cos 15°"),
    equal("nested-difference", sqrt(4 + sqrt(7)) - sqrt(4 - sqrt(7)), sqrt(2), "(a − b)² = 2"),
    equal("nested-golden", sqrt((5 + sqrt(5)) / 8), sin(2 * pi / 5, evaluate=False), "regular pentagon"),
    equal("shanks", *SHANKS, "Shanks, Incredible identities, 1974"),
    equal("rationalise", 1 / (sqrt(2) + sqrt(3) + sqrt(5)), (2 * sqrt(3) + 3 * sqrt(2) - sqrt(30)) / 12, "conjugates"),
    equal("cos-36", cos(pi / 5, evaluate=False), (1 + sqrt(5)) / 4, "regular pentagon"),
    equal("log-8", log(8), 3 * log(2), "log of a power"),
    equal("exp-log-root", exp(log(2) / 2, evaluate=False), sqrt(2), "2^½"),
    equal("tanh-log-3", tanh(log(3) / 2), Rational(1, 2), "tanh(½ log 3)"),
    equal("sinh-log-2", sinh(log(2)), Rational(3, 4), "(2 − ½)/2"),
    equal("erf-odd-sum", erf(1) + erf(-1), 0, "erf is odd"),
    equal("c-eff-2", gamma(1) ** 2 / gamma(Rational(3, 2)) ** 2, 4 / pi, "arXiv:2205.08199, c_eff/c at d = 2"),
    equal("semiprime-root", sqrt(SEMIPRIME, evaluate=False) ** 2, SEMIPRIME, "√ of a 100-digit semiprime, squared"),
    less("gelfond", exp(E * log(pi)), exp(pi), "π^e < e^π"),
    less("hermite-163", exp(pi * sqrt(163)), 640320**3 + 744, RAMANUJAN + ", gap 7e-13 of 2.6e17"),
    less("hermite-163-log", pi, log(640320**3 + 744) / sqrt(163), RAMANUJAN + ", gap 2e-31"),
    less("convergent-π", pi, PI_AT_1E40, CF + ", gap 3e-41"),
    less("convergent-√2", SQRT2_AT_1E40, sqrt(2), CF + ", gap 5e-41"),
    less("roots-9-against-9", LEFT, RIGHT, "Prouhet–Tarry–Escott of size 9; sums of square roots problem"),
    relation("relation-22-7", Lt(pi, Rational(22, 7), evaluate=False), "Archimedes"),
    at_most("π-at-most-π", pi, 4 * MACHIN, "Machin 1706, as an inequality with equality"),
)

FALSE = (
    equal("machin-sign", arctan_sum((4, 5), (1, 239)), QUARTER, "machin with a sign"),
    equal("machin-238", arctan_sum((4, 5), (-1, 238)), QUARTER, "machin with 238"),
    equal("machin-half", MACHIN, pi / 2, "machin with a ½"),
    equal("machin-1e-20", MACHIN, QUARTER + power_of_ten(20), "machin, displaced by 1e-20"),
    equal("machin-1e-40", 4 * atan(Rational(1, 5)) - atan(Rational(1, 239) + power_of_ten(40)), QUARTER, "displaced"),
    equal("euler-atan-2-4", arctan_sum((1, 2), (1, 4)), QUARTER, "euler-atan with 4"),
    equal("hermann-swapped", arctan_sum((1, 2), (-2, 7)), QUARTER, "hermann, 1 and 2 swapped"),
    equal("stormer-12942", STORMER - 24 * atan(Rational(1, 12943)) + 24 * atan(Rational(1, 12942)), QUARTER, "stormer"),
    equal("atan-123-zero", atan(Integer(1), evaluate=False) + atan(2) + atan(3), Integer(0), "right modulo π only"),
    equal("atan-modulo-2π", 5 * atan(2) + 5 * atan(3) + 5 * QUARTER, pi, "right modulo 2π only"),
    equal("asin-345-π", asin(Rational(3, 5)) + asin(Rational(4, 5)), pi, "asin-345 with the ½ dropped"),
    equal("asin-branch", asin(sin(Integer(2), evaluate=False), evaluate=False), 2, "asin sin on the wrong branch"),
    equal("nested-3-2-1e-12", sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2) + power_of_ten(12), "nested-3-2, displaced"),
    equal("nested-3-2-1e-30", sqrt(3 + 2 * sqrt(2) + power_of_ten(30)), 1 + sqrt(2), "nested-3-2, displaced"),
    equal("nested-minus-sign", sqrt(5 - 2 * sqrt(6)), sqrt(2) - sqrt(3), "β² = α, but β < 0"),
    equal("nested-sign", sqrt(3 - 2 * sqrt(2)), 1 - sqrt(2), "β² = α, but β < 0"),
    equal("nested-golden-3", sqrt((5 + sqrt(5)) / 8), sin(pi / 5, evaluate=False), "nested-golden, 1 for 2"),
    equal("shanks-sign", SHANKS[0], SHANKS[1] - 2 * sqrt(55 - 10 * sqrt(29)), "shanks with a term dropped"),
    equal("root-of-negative", times(root(1 - sqrt(2)), root(1 - sqrt(2))), 1 - sqrt(2), "√ of a negative number"),
    equal(
        "log-of-negative", log(Integer(1) - sqrt(2)) - log(1 - sqrt(2)) + inverse(sqrt(8) - 2 * sqrt(2)), 0, "no value"
    ),
    equal("asin-of-2", asin(sqrt(2) + 1) - asin(1 + sqrt(2)) + asin(Integer(2)), asin(Integer(2)), "asin of 2"),
    equal("denested-zero", inverse(sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2)), inverse(Integer(3)), "1/0 in disguise"),
    equal("hermite-163-equal", exp(pi * sqrt(163)), 640320**3 + 744, RAMANUJAN + ", relative gap 3e-30"),
    equal("convergent-√2-equal", SQRT2_AT_1E40, sqrt(2), CF + ", gap 5e-41"),
    equal("convergent-π-equal", PI_AT_1E20, pi, CF + ", gap 1e-20"),
    equal("convergent-e", Rational(14013652689, 5155334720), E, CF + ", gap 7e-21"),
    equal("convergent-log-2", Rational(6847196937, 9878417065), log(2), CF + ", gap 2e-21"),
    equal("convergent-asin", Rational(247181, 3073220), asin(Rational(1, 4)) / pi, CF + ", gap 1e-12"),
    equal("convergent-erf", Rational(49430825845070287550, 72406015347229694837), erf(sqrt(2) / 2), CF + ", 9e-41"),
    equal("c-eff-half", gamma(1) ** 2 / gamma(Rational(3, 2)) ** 2, 2 / pi, "c-eff-2 with a ½"),
    equal("roots-9-equal", LEFT, RIGHT, "Prouhet–Tarry–Escott of size 9, gap below 1e-30"),
    less("roots-9-reversed", RIGHT, LEFT, "roots-9-against-9, reversed"),
    less("hermite-163-reversed", log(640320**3 + 744) / sqrt(163), pi, "hermite-163-log, reversed"),
    less("gelfond-reversed", exp(pi), exp(E * log(pi)), "gelfond, reversed"),
    less("strict-machin", pi, 4 * MACHIN, "equal, hence not less"),
    less("strict-denesting", sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2), "equal, hence not less"),
    at_most("convergent-π-reversed", PI_AT_1E40, pi, "convergent-π, reversed"),
    relation("relation-355-113", Eq(pi, Rational(355, 113), evaluate=False), "Zu Chongzhi's approximation"),
    loss_is(
        "ca-near-miss", Shape((2,)), shape_loss(Integer(2)) + power_of_ten(40), "one-neuron loss, displaced by 1e-40"
    ),
)

VACUOUS = ()
