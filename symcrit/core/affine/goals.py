"""What the claims about affine targets come down to."""

from collections.abc import Iterator, Mapping
from typing import Any

from flint import fmpq

from symcrit.core.affine import stable
from symcrit.core.affine.target import Target, shape
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, diff, num, parse, substitute, sym, symbols
from symcrit.core.expectation.kernels import Kernel, read_plain_kernel
from symcrit.core.reading import index, name, need, require, text
from symcrit.core.work import Work


def _read_kernel(value: object) -> Kernel:
    """The closed form of one activation, means 0: E[σ(u)σ(v)] stands in every formula here."""
    kernel = read_plain_kernel(value)
    need(kernel.activation is not None and not kernel.by_definition, "this takes the closed kernel of an activation")
    return kernel


TARGET = {"kernel": _read_kernel, "count": parse, "mean": parse, "slope": parse}  # M, c, τ
FRAME = {**TARGET, "cosine": parse, "length": parse, "dimension": parse}
FIELDS: dict[str, dict[str, Any]] = {
    "equiangular": FRAME,
    "optimal": {**FRAME, "value": parse},
    "stable": {**FRAME, "above": parse, "below?": parse, "sector?": text},
    "dual_bound": {**TARGET, "cosine": parse, "value": parse},
    "signed_minimum": {**TARGET, "dimension": parse, "value": parse},
    "reduction": {"kernel": _read_kernel, "bound": parse},
    "sphere_mean": {"kernel": _read_kernel, "dimension": index, "value": parse},
    "onto": {"numerator": parse, "denominator": parse, "symbol": name},
}
RULES = {"optimal": "supporting-line", "dual_bound": "supporting-line", "equiangular": "isometries"}
RULES |= {"stable": "isotypic"}
RULES |= {"signed_minimum": "even-part", "reduction": "hermite", "sphere_mean": "polar", "onto": "intermediate-value"}
NECESSARY = ("rank", "dimension", "Gram", "∂L/∂w along w", "∂L/∂w along v", "L − value")  # where the u_j differ
RHO = sym("rho")


def well_formed(parts: Mapping[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    sector, below = parts.get("sector"), parts.get("below")
    need((sector is None) == (below is None), "stable takes below and sector, the kind of perturbation, or neither")
    need(sector is None or sector in stable.COPIES, "unknown sector {}; known: " + ", ".join(stable.COPIES), sector)


def goals(kind: str, domain: Domain, parts: Mapping[str, Any], work: Work) -> Iterator[Goal]:
    """What makes a claim of this kind true; raises `Reject`."""
    if kind == "onto":
        yield from _onto(domain, parts)
        return
    yield from shape(parts)
    target = Target(parts["kernel"], parts)
    if kind == "sphere_mean":
        found = [(domain, "value", Relation("=", _sphere_mean(target, parts["dimension"]), parts["value"]))]
    elif kind == "reduction":
        found = list(_reduction(target, parts["bound"]))
    else:
        numbers = [parts[key] for key in ("count", "dimension") if key in parts]
        require(all(whole_number(number, domain) for number in numbers), "M and d must be integers")
        say = {"dual_bound": _dual, "signed_minimum": _signed}.get(kind, _frame)
        found = [(domain, what, relation) for what, relation in say(target, parts)]
        found += [(domain, *goal) for goal in stable.goals(target, domain, parts, work)] if kind == "stable" else []
    yield from (Goal(where, relation, relation[1:], what) for where, what, relation in found)


def _frame(target: Target, parts: Mapping[str, Any]) -> Iterator[tuple[str, Relation]]:
    """M ≥ 2 vectors r·u_j in R^d with cosines ρ (Gram matrix (1 − ρ)I + ρ11ᵀ), where ∂L/∂w_j is 0 along u_j and v."""
    M, rho, r, d = target.M, parts["cosine"], parts["length"], parts["dimension"]
    gram, (_, slope, K) = ONE + (M - ONE) * rho, target.line(rho)
    yield "M ≥ 2", Relation("<=", TWO, M)
    yield "Gram", Relation("<=", ZERO, gram)
    yield "distinct", Relation("<", rho, ONE)
    yield "rank", Relation("<=", M - ONE, d)
    yield "dimension", Relation("<=", ZERO, (d - M) * gram)  # rank M unless the vectors add up to 0
    yield "|w|", Relation("<", ZERO, r)
    yield "τ", Relation("<=", ZERO, target.tau)
    yield "K", Relation("<", ZERO, K)
    yield "α", Relation("<", ZERO, target.alpha * target.alpha)
    yield "h′", Relation("<=", ZERO, slope)
    yield "∂L/∂w along w", Relation("=", r * K, target.c * target.mu)
    yield "∂L/∂w along v", Relation("=", r * slope * target.along(rho), target.alpha * target.tau)
    # L is quadratic in a common factor of the w_j, and stationary: half of its linear part is left
    left = target.c * target.c + target.tau * target.tau - r * target.pull(rho)
    yield from [("L − value", Relation("=", left, parts["value"]))] if "value" in parts else []


def _dual(target: Target, parts: Mapping[str, Any]) -> Iterator[tuple[str, Relation]]:
    """The minimum over S and m of the quadratic below L."""
    (_, slope, K), c, tau = target.line(parts["cosine"]), target.c, target.tau
    yield "M ≥ 1", Relation("<=", ONE, target.M)
    yield "τ", Relation("<=", ZERO, tau)
    yield "K", Relation("<", ZERO, K)
    yield "h′", Relation("<=" if tau is ZERO else "<", ZERO, slope)
    pull = ZERO if tau is ZERO else (target.alpha * tau) ** 2 / slope
    bound = c * c + tau * tau - target.M * (c * target.mu) ** 2 / K - pull
    yield "value", Relation("<=", parts["value"], bound)


def _signed(target: Target, parts: Mapping[str, Any]) -> Iterator[tuple[str, Relation]]:
    """The even part is least at M − 1 orthonormal lines of weight r; the odd part is 0 there if τ is large enough."""
    lines, c = target.M - ONE, target.c
    yield "M ≥ 2", Relation("<=", TWO, target.M)
    yield "τ", Relation("<=", ZERO, target.tau)
    yield "c·a", Relation("<", ZERO, c * target.a)
    yield "α", Relation("<", ZERO, target.alpha * target.alpha)
    yield "rank", Relation("<=", lines, parts["dimension"])
    yield "attained", Relation("<=", threshold(target) ** 2, target.tau * target.tau)
    yield "L − value", Relation("=", c * c * (PI - TWO) / (TWO * lines + PI - TWO), parts["value"])


def threshold(target: Target) -> Expr:
    """α|Σ_j r·e_j| for M − 1 orthonormal lines of the weight r at which the even part is least."""
    r = target.c * Expr("sqrt", TWO * PI) / (target.a * (TWO * (target.M - ONE) + PI - TWO))
    return target.alpha * r * Expr("sqrt", target.M - ONE)


def _reduction(target: Target, bound: Expr) -> Iterator[tuple[Domain, str, Relation]]:
    """h(ρ) = μ² + α²ρ + R(ρ), R even, R(0) = 0 and 0 ≤ R ≤ bound·ρ² for 0 < ρ ≤ 1."""
    shut = Domain({"rho": "real"}, [Relation("<=", ZERO, RHO), Relation("<=", RHO, ONE)])
    require(not symbols(bound), "the bound is a number")
    rest = target.h(RHO) - target.mu**2 - target.alpha**2 * RHO
    even, positive = substitute(rest, {"rho": -RHO}), shut.ends("rho", shut=False, way=1)
    yield shut, "even", Relation("=", rest, even)
    yield Domain({}), "R(0)", Relation("=", substitute(rest, {"rho": ZERO}), ZERO)
    yield shut, "rest", Relation("<=", ZERO, rest)
    yield positive, "bound", Relation("<=", rest, bound * RHO**2)


def _sphere_mean(target: Target, d: int) -> Expr:
    """μ²d/χ², χ = E|x| in R^d, by χ_d χ_{d+1} = d from χ_1² = 2/π."""
    require(1 <= d <= 10_000, "dimensions from 1 to 10000")
    square = fmpq(1)
    for k in range(1, d):
        square = fmpq(k * k) / square
    return target.mu**2 * num(d) / (num(square) * (TWO / PI if d % 2 else PI / TWO))


def _onto(domain: Domain, parts: Mapping[str, Any]) -> Iterator[Goal]:
    """N/p increases strictly on [a, b), N and p are continuous on [a, b], p(b) = 0 and N(b) > 0."""
    top, bottom, symbol = parts["numerator"], parts["denominator"], parts["symbol"]
    low, high = domain.lower.get(symbol), domain.upper.get(symbol)
    alone = domain.interval(symbol) and domain.kinds[symbol] == "real"
    require(alone and low and high, f"{symbol} does not range over a bounded real interval of its own")
    require(low and high and not low.strict and high.strict, "the interval is [a, b)")
    domain, f = domain.real(symbol), top / bottom
    shut, slope = domain.ends(symbol, shut=True, way=-1), diff(f, symbol)
    end = {symbol: high.value} if high else {}
    yield Goal(domain, Relation("=", ZERO, ZERO), (f,), "f")
    yield Goal(shut, Relation("=", substitute(bottom, end), ZERO), (top, bottom), "pole")
    yield Goal(shut, Relation("<", ZERO, substitute(top, end)), (top,), "N(b)")
    yield Goal(domain.ends(symbol, shut=False), Relation("<", ZERO, slope), (slope,), "f′")
