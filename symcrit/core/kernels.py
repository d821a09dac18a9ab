"""Kernels κ(q11, q12, q22) = E[σ(u)σ(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]]): closed forms, and their derivation.

Price's theorem: ∂ᵖκ/∂q12ᵖ = E[σ⁽ᵖ⁾(u) σ⁽ᵖ⁾(v)].  A Gaussian integral gives that in closed form for two shapes,

    σ′(z) = c·exp(−αz²), α ≥ 0:  p = 1,  c²/√det(1 + 2αQ),
    σ(z) = c·|z| + α·z:          p = 2,  (2c)² times the density 1/(2π√det Q) at 0 (σ″ = 2c·δ).

Then κ is integrated from q12 = 0, where u and v are independent: κ = E[σ(u)] E[σ(v)], ∂κ/∂q12 = E[σ′(u)] E[σ′(v)].
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from symcrit.core.domain import Domain, Goal, Relation
from symcrit.core.expr import ONE, PI, TWO, ZERO, Expr, diff, num, parse, substitute, sym, symbols
from symcrit.core.reading import name, need, read

ARGUMENTS = ("q11", "q12", "q22")
Q11, Q12, Q22 = map(sym, ARGUMENTS)
R, S, T, Z = map(sym, "rstz")  # q11 = s², q12 = r·s·t, q22 = t²


class Kernel(NamedTuple):
    """κ, ∂κ/∂q11, ∂κ/∂q12 and σ(z); without σ: an arbitrary symmetric κ."""

    forms: list[Expr]
    activation: Expr | None

    @property
    def by_definition(self) -> bool:
        """Whether the forms are the expectations themselves."""
        return self.activation is not None and self.forms == means(self.activation)

    def at(self, order: int, *order_parameters: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1) or ∂κ/∂q12 (2) at q11, q12, q22."""
        return substitute(self.forms[order], dict(zip(ARGUMENTS, order_parameters, strict=True)))


def means(sigma: Expr) -> list[Expr]:
    """E[σ(u)σ(v)], ½E[σ″(u)σ(v)] and E[σ′(u)σ′(v)], which are κ, ∂κ/∂q11 and ∂κ/∂q12."""
    kappa = Expr("mean", sigma, sigma, Q11, Q12, Q22)
    return [kappa, diff(kappa, "q11"), diff(kappa, "q12")]


def read_kernel(value: object) -> Kernel:
    """From JSON: {"activation": σ, "forms": [κ, ∂κ/∂q11, ∂κ/∂q12]}, {"activation": σ} or {"uninterpreted": name}."""
    parts = read(value, {"uninterpreted?": name, "activation?": parse, "forms?": [parse]})
    if (own := parts["uninterpreted"]) and not parts["activation"] and not parts["forms"]:
        return Kernel([parse(["kernel", own, *n, *ARGUMENTS]) for n in ((0, 0, 0), (1, 0, 0), (0, 1, 0))], None)
    sigma, forms = parts["activation"], parts["forms"] or ()
    if sigma is not None and parts["forms"] is None:
        need(symbols(sigma) <= {"z"} and not own, "an activation is written in z, and has no other name")
        return Kernel(means(sigma), sigma)
    good = sigma is not None and len(forms) == 3 and symbols(sigma) <= {"z"} and symbols(*forms) <= {*ARGUMENTS}
    need(good, "a kernel is an activation in z, with three forms in q11, q12, q22 or none, or uninterpreted")
    return Kernel(list(forms), sigma)


def steps(kernel: Kernel, shape: str, c: Expr, alpha: Expr) -> Iterator[tuple[str, Relation]]:
    """The equations of the derivation, in z or in q11, q12, q22, with what each is about."""
    need(not symbols(c, alpha) and shape in ("gaussian", "kink"), "the shape of σ is gaussian or kink, with constants")
    sigma, (kappa, by_q11, by_q12), root = kernel.activation or ZERO, kernel.forms, partial(Expr, "sqrt")
    det, independent = Q11 * Q22 - Q12**2, {"q12": ZERO}
    if shape == "gaussian":
        yield "σ′", Relation("=", diff(sigma, "z"), c * Expr("exp", -(alpha * Z**2)))
        top, density = by_q12, c**2 / root(ONE + TWO * alpha * (Q11 + Q22) + num(4) * alpha**2 * det)
        starts = {"κ": (kappa, substitute(sigma, {"z": ZERO}) ** 2)}
    else:
        yield "σ", Relation("=", sigma, c * Expr("abs", Z) + alpha * Z)
        top, density = diff(by_q12, "q12"), TWO * c**2 / (PI * root(det))
        starts = {"κ": (kappa, TWO * c**2 / PI * root(Q11 * Q22)), "∂κ/∂q12": (by_q12, alpha**2)}
    yield "E[σ′(u)σ′(v)]" if shape == "gaussian" else "E[σ″(u)σ″(v)]", Relation("=", top, density)
    for what, (value, start) in starts.items():
        yield f"{what} at q12 = 0", Relation("=", value, start).at(independent)
    yield "∂κ/∂q12", Relation("=", diff(kappa, "q12"), by_q12)
    yield "∂κ/∂q11", Relation("=", diff(kappa, "q11"), by_q11)


def derivation(kernel: Kernel, shape: str, c: Expr, alpha: Expr, smooth: bool) -> Iterator[Goal]:
    """What makes the forms right where q11, q22 > 0 (with `smooth`: ≥ 0) and q12² ≤ q11·q22."""
    ends = [Relation("<=", num(-1), R), Relation("<=", R, ONE), Relation("<=", ZERO, S), Relation("<=", ZERO, T)]
    closed = Domain(dict.fromkeys("rst", "real"), ends)
    nonzero = closed.ends("s", shut=False).ends("t", shut=False)
    inside, line = nonzero.ends("r", shut=False), Domain({"z": "real"})
    polar = {"q11": S * S, "q12": R * S * T, "q22": T * T}
    for what, equation in steps(kernel, shape, c, alpha):
        yield Goal(line if what[0] == "σ" else inside, equation.at(polar), (), what).with_sides()
    entries, at_least = (kernel.activation or ZERO, c, alpha), alpha if shape == "gaussian" else ZERO
    yield Goal(line, Relation("<=", ZERO, at_least), entries, "α ≥ 0, and σ is defined")
    forms = tuple(substitute(form, polar) for form in kernel.forms)
    yield Goal(closed if smooth else nonzero, Relation("=", ZERO, ZERO), forms, "the edge q12² = q11·q22")
