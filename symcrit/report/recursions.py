r"""The recursions of wide networks, NNGP and NTK, layer by layer, as LaTeX.

Inputs x, x′ with |x|² = |x′|² = d·q_0 and x·x′ = d·K_0; weights of variance σ_w²/width, biases of variance σ_b²:

    K_{l+1} = σ_w² E[σ(u)σ(v)] + σ_b²,    Θ_{l+1} = K_{l+1} + σ_w² Θ_l E[σ′(u)σ′(v)]

for (u, v) ~ N(0, ((q_l, K_l), (K_l, q_l))), and q_{l+1} is K_{l+1} at K_l = q_l.
Lee et al., Deep neural networks as Gaussian processes, ICLR 2018; Jacot, Gabriel and Hongler, Neural
tangent kernel, NeurIPS 2018.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from symcrit.arguments import integer
from symcrit.closed_forms import E, gaussian
from symcrit.core import Verdict
from symcrit.errors import InputError, shorten
from symcrit.kernels.activations import Activation, z
from symcrit.kernels.kernel import kernel
from symcrit.report.grouped import equation, equations, latex_of
from symcrit.report.tidy import tidied
from symcrit.search.claims.equal import equal
from symcrit.theorems.decide import decide
from symcrit.translate import as_expr
from symcrit.words.boxes import Box

__all__ = ["recursion_section"]

_MOST = 12
_HEAD = r"""Let $\sigma(z) = %s$. A wide network has weights of variance $\sigma_w^2 / \text{width}$ with
$\sigma_w^2 = %s$ and biases of variance $\sigma_b^2 = %s$. For two inputs with
$\Vert x \Vert^2 = \Vert x' \Vert^2 = q_0\, d$ and $x \cdot x' = K_0\, d$
the pre-activations $u$, $v$ of layer $l$ are Gaussian with variances $q_l$ and
covariance $K_l$, and
\begin{align*}
K_{l+1} &= \sigma_w^2\, \mathbb{E}[\sigma(u) \sigma(v)] + \sigma_b^2, &
\Theta_{l+1} &= K_{l+1} + \sigma_w^2\, \Theta_l\, \mathbb{E}[\sigma'(u) \sigma'(v)], & \Theta_0 &= K_0.
\end{align*}
"""
_LAYER = r"""\paragraph{Layer %d.} %s
%s
"""
_END = r"""In every layer the core of symcrit accepted the closed form of $\mathbb{E}[\sigma(u) \sigma(v)]$ for all
$\lvert K_l \rvert < q_l$, and that its derivative by $K_l$ is that of Price's formula.
"""


def recursion_section(
    sigma: str | Activation, depth: int, *, weights: object = 1, biases: object = 0, q: object = 1
) -> str:
    """The recursion of `depth` layers.

    weights, biases: the variances σ_w² > 0 and σ_b² ≥ 0.  q: q_0 > 0.
    Guarantee: core proves for every layer that E[σ(u)σ(v)] is what is written, for this layer's q_l and every K_l.
    Raises InputError for a kernel without closed form, where core does not accept a layer, for variances that are not
    such, and beyond 12 layers.
    """
    depth = integer("depth", depth, 1)
    if depth > _MOST:
        raise InputError(f"depth = {shorten(depth)} is more than {_MOST} layers")
    own = kernel(sigma)
    if own.kind != "closed":
        raise InputError(f"{own} has no closed form; `symcrit kernel {own.names[0]}` shows what is known of it")
    w, b, size = map(as_expr, (weights, biases, q))
    if not (w.is_positive and size.is_positive and b.is_nonnegative):
        raise InputError(f"variances {shorten(w)}, {shorten(b)} and q = {shorten(size)}: positive numbers are needed")
    parts = [_HEAD % (latex_of(own.pair[0].expr), *map(latex_of, (w, b)))]
    for layer in range(depth):
        lines, following = _layer(own, layer, size, w, b)
        head = f"With $q_{layer} = {latex_of(size)}$"
        parts.append(_LAYER % (layer + 1, head, equations(lines)))
        size = following
    return "\n".join([*parts, _END])


def _layer(own: object, layer: int, size: Expr, w: Expr, b: Expr) -> tuple[list[Box], Expr]:
    """What is written of one layer, and the variance of the next one."""
    cross = Symbol(f"K_{layer}", real=True)
    tangent = Symbol(f"Theta_{layer}", real=True)
    inside = [size - cross > 0, size + cross > 0]
    mean = tidied(own(size, cross, size), inside)
    slope = tidied(own.diff("q12")(size, cross, size), inside)
    _need(own, layer, size, cross, mean, slope)
    following = tidied(w * own(size, size, size) + b)
    name = f"K_{layer + 1}"
    lines = [equation(name, tidied(w * mean + b, inside))]
    lines.append(equation(f"Θ_{layer + 1}", Symbol(name, real=True) + w * tangent * slope))
    return lines, following


def _need(own: object, layer: int, size: Expr, cross: Symbol, mean: Expr, slope: Expr) -> None:
    """Raises InputError unless core accepts the mean of this layer, and its derivative."""
    u, v = gaussian("u v", cov=[[size, cross], [cross, size]])
    sigma = own.pair[0].expr
    defined = E(sigma.xreplace({z: u}) * sigma.xreplace({z: v}))
    for claim in (equal(defined, mean), equal(defined.diff(cross), slope)):
        answer = decide(claim)
        if answer.verdict is not Verdict.PROVED:
            raise InputError(f"layer {layer + 1} of {own} was not proved: {answer.why}")
