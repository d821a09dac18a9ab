r"""Is the one-neuron point w = c·Σ_j v_j stable when w turns away from Σ_j v_j?

`formula`, for every symmetric kernel, k ≥ 2, all a and c > 0: along e_1 − e_2, one of k − 1 directions, all alike,
orthogonal to Σ_j v_j, ∂²L is

    (4a/c)·(κ₂ − c·κ₂₂) + 4a²(2κ₁(q,q,q) + κ₂(q,q,q)) − (4a/c)·(2kc·κ₁ + κ₂),   κ₁, κ₂, κ₂₂ at (q, c, 1), q = kc².

The last two terms are 2/c times ∂L/∂w_j, and vanish at a critical point.  With κ(r², ru, 1) = h(u) and u = 1/√k the
first is (4a/(cr))·(h′(u) − u·h″(u)): for a > 0 the direction is stable where u·h″ < h′, and not where u·h″ > h′.

`table` shows which: erf and max(z, 0) are stable for all k ≥ 2, |z| and He_3 for none (there ∂²L < 0), z² and He_2
are flat, sign is flat at k = 2 and stable for k ≥ 3, exp(ωz) is stable iff ω² < k.  For sin(ωz), h′ − u·h″ is positive
where cosh y − y·sinh y is, y = ω²/k.  So it is stable iff y·tanh y < 1, which increases: for y ≤ 1.19967, and not for
y ≥ 1.19968.
"""

from sympy import Rational, Symbol, acos, asin, cosh, exp, pi, sinh, sqrt, tanh

from symcrit import Kernel, Member, SymmetricNetwork, equal, increasing, less, mutant, sector, theorem
from symcrit.sympy_functions import kernel_function

k = Symbol("k", integer=True, positive=True)
a, c = Symbol("a", real=True), Symbol("c", positive=True)
u, y, omega = (Symbol(name, positive=True) for name in ("u", "y", "omega"))
MANY = [k >= 2]


def derivative(i, j, q11, q12, q22):
    """∂^(i+j)κ/∂q11^i ∂q12^j of an arbitrary kernel."""
    return kernel_function("kappa", i, j, 0)(q11, q12, q22)


def along_a_difference(turning=1):
    """The second derivative along e_1 − e_2, for any kernel."""
    q = k * c**2
    own = 2 * derivative(1, 0, q, q, q) + derivative(0, 1, q, q, q)
    first, second, twice = (derivative(*order, q, c, 1) for order in ((1, 0), (0, 1), (0, 2)))
    slope = 4 * a**2 * own - 4 * a / c * (2 * k * c * first + second)
    network = SymmetricNetwork([k], [Member(w=[c], a=a)], activation=Kernel.uninterpreted("kappa"))
    value = 4 * a / c * (second - turning * c * twice) + slope
    return sector(network, "standard", 0, matrix=[[value]], where=MANY)


def of_hermite(m, value, signs=None):
    """The same for He_m at the point a = k^(1 − m/2), |w| = 1."""
    network = SymmetricNetwork([k], [Member(w=[1 / sqrt(k)], a=k / sqrt(k) ** m)], activation=f"hermite:m={m}")
    return sector(network, "standard", 0, matrix=[[value]], signs=signs, where=MANY)


def slack(h, at=u):
    """h′ − u·h″ at a value of u."""
    return (h.diff(u) - u * h.diff(u, 2)).subs(u, at)


ERF = 2 / pi * asin(u / (2 * sqrt(k)))  # the kernel at |w|² = 1/(2k − 1)
RELU = (sqrt(1 - u**2) + u * (pi - acos(u))) / (2 * pi)
ABS = 2 / pi * (sqrt(1 - u**2) + u * asin(u))
SIGN = 2 / pi * asin(u)
EXP = exp(omega**2 * u / sqrt(k))  # without its positive factor, at |w| = 1/√k
SIN = cosh(y) - y * sinh(y)


@theorem("one_neuron.stability.formula")
def formula():
    return along_a_difference()


@theorem("one_neuron.stability.table")
def table():
    yield less(0, slack(ERF, 1 / sqrt(k)), where=MANY)
    yield less(0, slack(RELU, 1 / sqrt(k)), where=MANY)
    yield less(slack(ABS), 0, where=[u < 1])
    yield of_hermite(3, -72 / k, signs=[-1])
    yield of_hermite(2, 0)
    yield equal(slack(SIGN), 2 * (1 - 2 * u**2) / (pi * sqrt(1 - u**2) ** 3), where=[u < 1])  # 0 at u² = 1/2
    yield less(0, slack(SIGN, 1 / sqrt(k)), where=[k >= 3])
    yield less(0, slack(EXP, 1 / sqrt(k)), where=[omega**2 < k])
    yield less(slack(EXP, 1 / sqrt(k)), 0, where=[omega**2 > k])
    yield increasing(y * tanh(y), y)
    yield less(0, SIN, where=[y <= Rational("1.19967")])
    yield less(SIN, 0, where=[y >= Rational("1.19968")])


@mutant(formula)
def without_the_turn():
    """(4a/c)·κ₂ alone, for He_2."""
    return of_hermite(2, 16)


@mutant(table)
def relu_at_every_angle():
    return less(0, slack(RELU), where=[u < 1])


@mutant(table)
def a_stable_modulus():
    return less(0, slack(ABS), where=[u < 1])


@mutant(table)
def he_3_is_stable():
    return of_hermite(3, -72 / k, signs=[1])


@mutant(table)
def sign_at_two():
    return less(0, slack(SIGN, 1 / sqrt(k)), where=MANY)


@mutant(table)
def sin_beyond_the_threshold():
    return less(0, SIN, where=[y <= Rational("1.2")])
