r"""Bounds of tanh P(z) in a strip |Im z| ≤ a, for polynomials P with real coefficients: tanh-GELU has P of degree 3.

The argument of P(z) takes all values in such a strip, so that |Im w| < π/2 does not hold.  But with w = p + iq

    |cosh w|² = sinh²p + cos²q,   |tanh w|² = 1 − cos(2q)/(sinh²p + cos²q) ≤ coth²p,

so tanh is analytic where the denominator is > 0, and bounded where |p| is not small.  Two parts of the strip:

*Far out*, |Re z| ≥ X.  Expanded in y = Im z, Re P(x + iy) is c_n xⁿ and lower powers xᵐ with coefficients of at most

    u_m = |c_m| + Σ_{j≥1} a^{2j} binom(m + 2j, 2j) |c_{m+2j}|   (m < n),

so |Re P| ≥ |c_n||x|ⁿ − Σ_m u_m |x|ᵐ.  Divided by |x|ⁿ the right side grows with |x|: if it is ≥ 1 at X ≥ 1, it is ≥ 1
from there on, and |tanh P| ≤ coth 1.

*Between*, |Re z| ≤ X: boxes that cover 0 ≤ Im z ≤ a, on each of which the denominator is shown to be > 0; the values
for Im z < 0 are the conjugate ones.
"""

from __future__ import annotations

from math import comb

from flint import acb, acb_poly, arb, arb_poly

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.expr import Expr, nodes

BITS = 64
MAX_DEGREE = 12
MAX_BOXES = 1000
FARTHEST = 64  # doublings by √2 of X
UNKNOWN = arb("nan")

Box = tuple[arb, arb, arb, arb]  # the ends of Re z and of Im z, exact
_KNOWN: dict[tuple[Expr, int, int], arb] = {}


def tanh_of_polynomial(inside: Expr, half: arb) -> arb:
    """T with |tanh P(z)| ≤ T for |Im z| ≤ `half`, where tanh P is analytic; nan where that is not shown.

    `inside` is P, a polynomial in z; `half` is exact.
    """
    if not half.is_exact():
        return UNKNOWN
    mantissa, exponent = half.man_exp()
    key = inside, int(mantissa), int(exponent)
    if key not in _KNOWN:
        with precision(BITS):
            _KNOWN[key] = _bound(inside, half)
    return _KNOWN[key]


def _bound(inside: Expr, half: arb) -> arb:
    """The same, computed."""
    found = polynomial(inside)
    if found is None or found.degree() < 2:
        return UNKNOWN
    end = _far_out(found, half)
    if end is None:
        return UNKNOWN
    far: arb = 1 / arb(1).tanh()
    return _between(found, end, half).max(far)


def polynomial(root: Expr) -> arb_poly | None:
    """The coefficients of a polynomial in z; None for other expressions."""
    found: dict[Expr, arb_poly] = {}
    for node in nodes(root):
        parts = [found.get(child) for child in node.children]
        value: arb_poly | None = None
        if node.op == "sym":
            value = arb_poly([0, 1]) if node.args[0] == "z" else None
        elif not node.names:
            value = arb_poly([evaluate(node, {})])
        elif None not in parts:
            value = _of(node, [part for part in parts if part is not None])
        if value is None or value.degree() > MAX_DEGREE:
            return None
        found[node] = value
    return found[root]


def _of(node: Expr, parts: list[arb_poly]) -> arb_poly | None:
    """A sum, product or power of polynomials."""
    if node.op == "add":
        return sum(parts[1:], parts[0])
    if node.op not in ("mul", "pow"):
        return None
    factors = parts
    if node.op == "pow":
        exponent = node.args[0]
        if not 0 <= exponent <= MAX_DEGREE:
            return None
        factors = parts * exponent
    product = arb_poly([1])
    for factor in factors:
        product = product * factor
    return product


def _far_out(of: arb_poly, half: arb) -> arb | None:
    """X ≥ 1 with |Re P| ≥ 1 for |Re z| ≥ X in the strip; None where none was found."""
    degree = of.degree()
    sizes = [abs(of[m]) for m in range(degree + 1)]
    lower = [
        sum((sizes[j] * comb(j, j - m) * _power(half, j - m) for j in range(m + 2, degree + 1, 2)), sizes[m])
        for m in range(degree)
    ]
    for step in range(FARTHEST):
        end = arb(2 ** (step / 2))
        least = sizes[degree] * _power(end, degree) - sum((u * _power(end, m) for m, u in enumerate(lower)), arb(0))
        if least >= 1:
            return end
    return None


def _power(base: arb, exponent: int) -> arb:
    result = arb(1)
    for _ in range(exponent):
        result = result * base
    return result


def _between(of: arb_poly, end: arb, half: arb) -> arb:
    """The largest bound of |tanh P| over boxes that cover |Re z| ≤ X, 0 ≤ Im z ≤ a; nan where that takes too many."""
    function = acb_poly(of)
    slope = function.derivative()
    largest = arb(1)
    left: list[Box] = [(-end, end, arb(0), half)]
    for _ in range(MAX_BOXES):
        if not left:
            return arb(largest.upper())
        box = left.pop()
        found = _on_box(function, slope, box)
        if found.is_finite():
            largest = largest.max(found)
        else:
            left += _halves(box)
    return UNKNOWN


def _on_box(function: acb_poly, slope: acb_poly, box: Box) -> arb:
    """A bound of |tanh P| on a box, not much larger than its value in the middle; else nan."""
    x0, x1, y0, y1 = box
    place = acb(x0.union(x1), y0.union(y1))
    centre = acb(((x0 + x1) / 2).mid(), ((y0 + y1) / 2).mid())
    middle = function(centre)
    square = _square(middle + slope(place) * (place - centre))  # P(c) + P′(box)(box − c)
    sharp = square.is_finite() and square.upper() <= 4 * _square(middle).upper()
    return square.upper().sqrt() if sharp else UNKNOWN


def _square(w: acb) -> arb:
    """An upper bound of |tanh w|² = 1 − cos(2q)/(sinh²p + cos²q), where the denominator is > 0; else nan."""
    sinh = abs(w.real).lower().nonnegative_part().sinh()  # the least |sinh p|
    cosine = abs(w.imag.cos()).lower().nonnegative_part()
    below = sinh * sinh + cosine * cosine
    return 1 + (-(2 * w.imag).cos()).nonnegative_part().upper() / below if below > 0 else UNKNOWN


def _halves(box: Box) -> list[Box]:
    """The box, cut across its longer side."""
    x0, x1, y0, y1 = box
    if x1 - x0 > y1 - y0:
        middle = ((x0 + x1) / 2).mid()
        return [(x0, middle, y0, y1), (middle, x1, y0, y1)]
    middle = ((y0 + y1) / 2).mid()
    return [(x0, x1, y0, middle), (x0, x1, middle, y1)]
