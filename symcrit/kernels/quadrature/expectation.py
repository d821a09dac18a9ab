r"""Certified quadrature of the definition κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]]).

This is the second road to a kernel: it never looks at a closed form.  Two kinds of activation have a rule here, others
in `symcrit.kernels.quadrature.strips` and, with kinks, jumps or means, in `symcrit.kernels.quadrature.intervals`.

**Sigmoids** σ(z) = m + c·S(s·z) with S = erf or tanh (erf, probit, sigmoid_like, tanh, logistic).  With independent
x, y ~ N(0, 1), u = α·x and v = β·x + γ·y, where α = √q11, β = q12/√q11, γ = √((q11·q22 − q12²)/q11),

    E[σ(u)τ(v)] = ∫ φ(x) σ(αx) g(x) dx,   g(x) = ∫ φ(y) τ(βx + γy) dy,

and both integrals are replaced by trapezoid sums Σ_{|i|≤N} h·φ(ih)·(…).

*Bounds in a strip.*  |S(x + iy)| ≤ B_S(|y|), increasing in |y|:
 erf:  erf(x + iy) = erf(x) + (2i/√π)∫₀^y exp(−(x + it)²) dt and |exp(−(x + it)²)| ≤ exp(t²), so B = 1 + erfi(|y|);
 tanh: |tanh(x + iy)|² = (sinh²x + sin²y)/(sinh²x + cos²y) ≤ max(1, tan²y), so B = 1/cos y for |y| < π/2.
Hence |σ| ≤ B_σ(y) = |m| + |c|·B_S(|s|·y) on the lines Im z = ±y, and B_σ(0) bounds σ on the real line.

*Discretisation* (Trefethen and Weideman, SIAM Review 56 (2014) 385, Theorem 5.1).  If f is analytic and tends to 0 in
|Im x| ≤ a and ∫|f(x + ib)| dx ≤ M for |b| ≤ a, then |h·Σ_{i∈ℤ} f(ih) − ∫f| ≤ 2M/(exp(2πa/h) − 1).  Proof: by Poisson's
summation formula the difference is Σ_{m≠0} f̂(2πm/h), and moving the path to Im x = ∓a gives |f̂(ω)| ≤ M·exp(−a|ω|).
For the outer integral M = exp(a²/2)·B_σ(αa)·B_τ(|β|a), since |φ(x + ib)| = φ(x)·exp(b²/2) and g is analytic with
|g(x + ib)| ≤ B_τ(|βb|); for the inner one M = exp(a²/2)·B_τ(γa).  Write ε_x, ε_y for the two errors.

*Truncation.*  φ is decreasing on x > 0, so the weights hφ(ih) with |i| > N sum to t ≤ erfc(Nh/√2), and all weights to
μ ≤ 1 + h·φ(0).  Altogether, for the finite double sum T,

    |E[σ(u)τ(v)] − T| ≤ ε_x + B_σ(0)·μ_x·ε_y + B_σ(0)·B_τ(0)·(t_x·μ_y + μ_x·t_y).

A coordinate on which nothing depends (γ = 0 at ρ = ±1; all of them at q = 0) is integrated exactly: one node 0 with
weight 1.  Near ρ = ±1 nothing happens: γ is small and the inner integrand smoother.  The width a and the step h are
chosen in floating point to make the bound small; the bound itself is computed in balls for whatever was chosen.

**Homogeneous activations** σ(±t) = σ(±1)·t^p for t ≥ 0, p ≥ 1 (relu, leaky_relu, linear, |z|, z², …).  In polar
coordinates u = √q11·r·cos θ, v = √q22·r·cos(θ − ω) with cos ω = ρ, and with P = p + p' the radial integral is a moment:

    E[σ(u)τ(v)] = q11^{p/2}·q22^{p'/2} · 2^{P/2} Γ(1 + P/2) · (1/2π) ∫ σ(cos θ)·τ(cos(θ − ω)) dθ.

The kinks at θ = ±π/2 and ω ± π/2 cut the circle in four arcs; on each, the integrand is ± the entire function
cos^p θ·cos^{p'}(θ − ω), and Arb's adaptive Gauss-Legendre quadrature encloses its integral.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log, pi, prod, sqrt

import sympy
from flint import acb, arb
from sympy import Dummy, Expr

from symcrit.core.algebra import balls
from symcrit.core.expectation import halves, quadrature
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.gram import acos_where_defined, as_ball, gram_balls, sqrt_where_defined, working_precision
from symcrit.kernels.quadrature.intervals import expectation_in_pieces, function_in_pieces
from symcrit.kernels.quadrature.strips import expectation_in_strip, function_with_quadrature
from symcrit.translate import as_expr

__all__ = ["expectation"]

_MAX_NODES = 4_000_000


def expectation(
    sigma: str | Activation,
    tau: str | Activation | None,
    q11: object,
    q12: object,
    q22: object,
    *,
    m1: object = 0,
    m2: object = 0,
    digits: int = 15,
) -> arb:
    """A ball that contains E[σ(u)τ(v)], (u, v) ~ N((m1, m2), [[q11, q12], [q12, q22]]), computed from this definition.

    sigma, tau: activations or their names, both analytic in a strip (see `strips`), both homogeneous, or both sums of
    terms in pieces, with kinks and jumps (see `intervals`); tau=None: σ.
    q11, q12, q22: exact numbers or balls; the matrix is taken to be positive semidefinite where that is not certain.
    digits: for exact numbers the radius is about 10^−digits (homogeneous activations: relative to √(q11^p·q22^p')).
    A ball that is not finite says nothing; it comes where more than 4·10⁶ nodes are needed (both q's large) and where a
    ball of a q contains 0 without being 0.
    Raises InputError for activations without a rule and for a matrix that is certainly no covariance.

    >>> expectation("erf", None, 1, "1/2", 1, digits=25).str(25, radius=False)
    '0.1608612465103324875419004'
    >>> expectation("relu", "linear", 2, "sqrt(2)", 1).str(15, radius=False)
    '0.707106781186548'
    >>> expectation("relu", None, 1, 0, 1, m1=1).str(15, radius=False)
    '0.432180344230403'
    >>> expectation("tanh", "relu", 1, 0, 1)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: no quadrature for 'tanh' with 'relu': both must be analytic in a strip around the real \
axis, of at most exponential growth, or both sums of polynomials times exp, erf, abs(z) or sine
    """
    pair = [one if isinstance(one, Activation) else activation(one) for one in (sigma, sigma if tau is None else tau)]
    means = [mean if isinstance(mean, arb) else as_expr(mean) for mean in (m1, m2)]
    centred = all(mean == 0 for mean in means)
    for recognised, rule in ((_sigmoid, _trapezoid), (_homogeneous, _polar)) if centred else ():
        f, g = map(recognised, pair)
        if f is not None and g is not None:
            with balls.precision(2 * working_precision(digits)):  # √ and acos at |ρ| = 1 halve the digits
                return rule(f, g, gram_balls(q11, q12, q22), digits)
    in_strip = None
    if not any(isinstance(mean, arb) for mean in means):
        f, g = (function_with_quadrature(one.expr, mean) for one, mean in zip(pair, means, strict=True))
        if f is not None and g is not None:
            in_strip = f, g
    if in_strip is not None and quadrature.admissible(*in_strip):
        return expectation_in_strip(*in_strip, q11, q12, q22, digits=digits)
    f, g = (function_in_pieces(one.expr) for one in pair)
    if f is not None and g is not None:
        return expectation_in_pieces(f, g, q11, q12, q22, means=means, digits=digits)
    if in_strip is not None and halves.admissible(*in_strip):
        return expectation_in_strip(*in_strip, q11, q12, q22, digits=digits)
    raise InputError(
        f"no quadrature for {pair[0].name!r} with {pair[1].name!r}: both must be analytic in a strip around the real "
        "axis, of at most exponential growth, or both sums of polynomials times exp, erf, abs(z) or sine"
    )


# ------------------------------------------------------------------------------------------------------------ sigmoids

_Gram = tuple[arb, arb, arb, arb]  # q11, q12, q22 and the determinant


@dataclass(frozen=True)
class _Sigmoid:
    """σ(z) = middle + height·S(slope·z), S = erf or tanh."""

    shape: str
    middle: Expr
    height: Expr
    slope: Expr

    def values(self, points: list[arb]) -> list[arb]:
        """σ at real points."""
        middle, height, slope = map(as_ball, (self.middle, self.height, self.slope))
        shape = getattr(arb, self.shape)
        return [middle + height * shape(slope * point) for point in points]

    def bound(self, y: arb) -> arb:
        """B(y) ≥ |σ(x + iy)| for every real x; nan if there is none."""
        middle, height, slope = (abs(as_ball(part)) for part in (self.middle, self.height, self.slope))
        t = slope * abs(y)
        if self.shape == "erf":
            return middle + height * (1 + acb(t).erfi().real)
        return middle + height / t.cos() if t < arb.pi() / 2 else arb("nan")


def _sigmoid(sigma: Activation) -> _Sigmoid | None:
    """σ read as a sigmoid, None if it is not written as one."""
    expr = sigma.expr.xreplace({1 / (1 + sympy.exp(-z)): (1 + sympy.tanh(z / 2)) / 2})
    value = Dummy()
    for function in (sympy.erf, sympy.tanh):
        found = expr.atoms(function)
        if len(found) != 1:
            continue
        (atom,) = found
        linear = sympy.expand(expr.xreplace({atom: value}))
        height, slope = linear.coeff(value, 1), sympy.expand(atom.args[0] / z)
        middle = linear - height * value
        if not any(part.free_symbols for part in (middle, height, slope)):
            return _Sigmoid(function.__name__, middle, height, slope)
    return None


@dataclass(frozen=True)
class _Rule:
    """Nodes and weights for ∫ φ(x) f(x) dx.

    mass: at least the sum of all weights of the infinite sum; tail: of those left out; error: of the infinite sum.
    """

    nodes: list[arb]
    weights: list[arb]
    mass: arb
    tail: arb
    error: arb


def _rule(bound: Callable[[arb], arb], scales: tuple[arb, ...], digits: int) -> _Rule | None:
    """A trapezoid rule for f with |f(x ± ia)| ≤ bound(a), where f depends on the products of x with `scales`.

    None if it would have too many nodes.
    """
    if all(scale == 0 for scale in scales):
        return _Rule([arb(0)], [arb(1)], mass=arb(1), tail=arb(0), error=arb(0))

    def line(a: arb) -> arb:
        return (a * a / 2).exp() * bound(a)  # M, for φ(x)f(x)

    aim = log(10) * (digits + 2)
    unit = sqrt(2 * aim / (1 + sum(float(scale) ** 2 for scale in scales)))  # the best width for one erf
    sizes = {a: line(a).log() for a in (arb(unit * 2 ** (k / 8)) for k in range(-40, 9))}
    steps = {a: 2 * pi * float(a) / max(1.0, aim + float(size)) for a, size in sizes.items() if size.is_finite()}
    if not steps:
        return None
    width, step = max(steps.items(), key=lambda entry: entry[1])
    count = ceil(sqrt(2 * aim) / step)
    if count > _MAX_NODES:
        return None
    h = arb(step)
    nodes = [h * i for i in range(-count, count + 1)]
    height = h / (2 * arb.pi()).sqrt()  # h·φ(0)
    weights = [height * (-x * x / 2).exp() for x in nodes]
    error = 2 * line(width) / (2 * arb.pi() * width / h).expm1()
    return _Rule(nodes, weights, mass=1 + height, tail=(h * count / arb(2).sqrt()).erfc(), error=error)


def _trapezoid(sigma: _Sigmoid, tau: _Sigmoid, gram: _Gram, digits: int) -> arb:
    """E[σ(u)τ(v)] by the double trapezoid sum; the bound on its error is proved in the docstring of the module."""
    q11, q12, q22, determinant = gram
    if float(q22) > float(q11):  # let u have the larger variance
        sigma, tau, q11, q22 = tau, sigma, q22, q11
    alpha = sqrt_where_defined(q11)
    beta, gamma = (arb(0), q22) if q11 == 0 else (q12 / alpha, determinant / q11)
    gamma = sqrt_where_defined(gamma)
    if not (alpha.is_finite() and beta.is_finite() and gamma.is_finite()):
        return arb("nan")
    with balls.precision(working_precision(digits)):
        x = _rule(lambda a: sigma.bound(alpha * a) * tau.bound(beta * a), (alpha, beta), digits)
        y = _rule(lambda a: tau.bound(gamma * a), (gamma,), digits)
        if x is None or y is None or len(x.nodes) * len(y.nodes) > _MAX_NODES:
            return arb("nan")
        largest = sigma.bound(arb(0)), tau.bound(arb(0))
        error = x.error + largest[0] * x.mass * y.error
        error += largest[0] * largest[1] * (x.tail * y.mass + x.mass * y.tail)
        total = _double_sum(sigma, tau, (alpha, beta, gamma), x, y)
        return total + arb(0, error.upper()) if error.is_finite() else arb("nan")


def _double_sum(sigma: _Sigmoid, tau: _Sigmoid, coordinates: tuple[arb, arb, arb], x: _Rule, y: _Rule) -> arb:
    """Σ_i w_i σ(αx_i) Σ_j w_j τ(βx_i + γy_j)."""
    alpha, beta, gamma = coordinates
    across = [gamma * t for t in y.nodes]
    total = arb(0)
    for s, weight, value in zip(x.nodes, x.weights, sigma.values([alpha * s for s in x.nodes]), strict=True):
        shift = beta * s
        row = zip(y.weights, tau.values([shift + t for t in across]), strict=True)
        total += weight * value * sum((w * t for w, t in row), arb(0))
    return total


# -------------------------------------------------------------------------------------------- homogeneous activations


@dataclass(frozen=True)
class _Homogeneous:
    """σ(t) = right·t^degree and σ(−t) = left·t^degree for t ≥ 0."""

    degree: int
    right: Expr
    left: Expr

    def factor(self, side: int) -> arb:
        """σ(t)/t^degree for t on the side of ±1."""
        return as_ball(self.right) if side > 0 else as_ball(self.left) * (-1) ** self.degree


def _homogeneous(sigma: Activation) -> _Homogeneous | None:
    """σ read as a homogeneous activation of degree ≥ 1, None if that is not seen from its expression."""
    degree = sigma.homogeneity
    if degree is None or degree < 1:
        return None
    t = Dummy(positive=True)
    right, left = (sympy.expand(sigma.expr.xreplace({z: side * t}).doit() / t**degree) for side in (1, -1))
    return None if right.free_symbols or left.free_symbols else _Homogeneous(degree, right, left)


def _polar(sigma: _Homogeneous, tau: _Homogeneous, gram: _Gram, digits: int) -> arb:
    """E[σ(u)τ(v)] in polar coordinates, arc by arc; see the docstring of the module."""
    q11, q12, q22, _ = gram
    if q11 == 0 or q22 == 0:
        return arb(0)  # σ(0) = 0
    norms = sqrt_where_defined(q11), sqrt_where_defined(q22)
    omega, quarter = acos_where_defined(q12 / (norms[0] * norms[1])), arb.pi() / 2
    ends = [-quarter, omega - quarter, quarter, omega + quarter, 3 * quarter]
    signs = [(1, -1), (1, 1), (-1, 1), (-1, -1)]  # of u and v on the four arcs
    integral = arb(0)
    for start, end, (u, v) in zip(ends, ends[1:], signs, strict=False):
        integral += sigma.factor(u) * tau.factor(v) * _arc(start, end, omega, (sigma.degree, tau.degree))
    degrees = sigma.degree, tau.degree
    radial = arb(2).sqrt() ** sum(degrees) * (1 + arb(sum(degrees)) / 2).gamma()  # E[r^P]
    scale = prod(map(balls.integer_power, norms, degrees), start=radial)
    return scale * integral / (2 * arb.pi())


def _arc(start: arb, end: arb, omega: arb, degrees: tuple[int, int]) -> arb:
    """∫ cos^p θ · cos^{p'}(θ − ω) dθ from start to end, with θ = start + (end − start)·t."""

    def integrand(t: acb, _: bool) -> acb:
        theta = start + (end - start) * t
        first, second = theta.cos(), (theta - omega).cos()
        return balls.integer_power(first, degrees[0]) * balls.integer_power(second, degrees[1])

    return (end - start) * acb.integral(integrand, 0, 1).real
