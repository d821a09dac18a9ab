r"""Kernel, loss and gradient of an activation as a LaTeX document, in the notation of the papers.

g_σ(w, v) = E[σ(w·x)σ(v·x)], student weights w_i and a_i, teacher weights v_j and b_j, order parameters Q, R and T.
"""

from __future__ import annotations

from collections.abc import Iterable

import symcrit
from symcrit.arguments import one_of
from symcrit.core import Expr, Verdict, parse
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.model.configurations import OneNeuron
from symcrit.report.document import PREAMBLE, fitted
from symcrit.report.tidy import tidied
from symcrit.search.claims.kernel import kernel_of
from symcrit.theorems.decide import decide
from symcrit.translate import to_json
from symcrit.words.boxes import Box, row, sign
from symcrit.words.formulas import box
from symcrit.words.latex import display, escape, latex
from symcrit.words.plain import Display, formula

__all__ = ["compiled_document", "formula_document"]

_SETTING = r"""Inputs are $x \sim \mathcal{N}(0, I_d)$, and $\sigma(z) = %s$. For two vectors $w$ and $v$
\begin{equation*}
g_\sigma(w, v) = \mathbb{E}\left[\sigma(w \cdot x)\, \sigma(v \cdot x)\right]
  = \kappa\left(\Vert w \Vert^2,\; w \cdot v,\; \Vert v \Vert^2\right).
\end{equation*}
"""
_NETWORKS = r"""The student is $f(x) = \sum_{i=1}^n a_i\, \sigma(w_i \cdot x)$, the teacher
$f^*(x) = \sum_{j=1}^k b_j\, \sigma(v_j \cdot x)$. With the order parameters $Q_{ii'} = w_i \cdot w_{i'}$,
$R_{ij} = w_i \cdot v_j$ and $T_{jj'} = v_j \cdot v_{j'}$
"""
_LOSS = r"""\begin{align*}
L &= \mathbb{E}\left[(f(x) - f^*(x))^2\right] \\
  &= \sum_{i,i'} a_i a_{i'}\, g_\sigma(w_i, w_{i'}) - 2 \sum_{i,j} a_i b_j\, g_\sigma(w_i, v_j)
   + \sum_{j,j'} b_j b_{j'}\, g_\sigma(v_j, v_{j'}) \\
  &= \sum_{i,i'} a_i a_{i'}\, \kappa(Q_{ii}, Q_{ii'}, Q_{i'i'})
   - 2 \sum_{i,j} a_i b_j\, \kappa(Q_{ii}, R_{ij}, T_{jj})
   + \sum_{j,j'} b_j b_{j'}\, \kappa(T_{jj}, T_{jj'}, T_{j'j'}).
\end{align*}
"""
_GRADIENT = r"""With $\kappa_1 = \partial\kappa / \partial q_{11}$ and $\kappa_2 = \partial\kappa / \partial q_{12}$
\begin{align*}
\frac{\partial L}{\partial a_i} &= 2 \sum_{i'} a_{i'}\, g_\sigma(w_i, w_{i'}) - 2 \sum_j b_j\, g_\sigma(w_i, v_j), \\
\nabla_{w_i} L &= 2 a_i \sum_{i'} a_{i'} \left( 2\, \kappa_1(Q_{ii}, Q_{ii'}, Q_{i'i'})\, w_i
    + \kappa_2(Q_{ii}, Q_{ii'}, Q_{i'i'})\, w_{i'} \right) \\
  &\quad - 2 a_i \sum_j b_j \left( 2\, \kappa_1(Q_{ii}, R_{ij}, T_{jj})\, w_i
    + \kappa_2(Q_{ii}, R_{ij}, T_{jj})\, v_j \right).
\end{align*}
"""
_ONE_NEURON = r"""One neuron, $n = 1$, and orthonormal $v_j$ with $b_j = 1$: at $a = %s$,
$w = c \sum_{j=1}^k v_j$ with $\Vert w \Vert = %s$, the loss is
\[
L = %s.
\]
"""


def formula_document(sigma: str | Activation, what: str = "kernel", at: str | None = None) -> str:
    """The document: the closed form of κ, and the loss or its gradient by κ; it compiles as it is.

    what: "kernel", "loss" or "gradient".  at: "one-neuron" for the loss at the best single neuron for k orthonormal
    teachers, as a formula in k.
    Guarantee: κ and its slopes are closed forms that core accepts, or InputError is raised; a simplified loss is equal
    to the original one, as core decides, or stands as it was.
    Raises InputError for a kernel without closed form, too.

    >>> print(formula_document("erf", "loss", at="one-neuron").splitlines()[-4])
    L = \\frac{k}{3} - \\frac{2k^{2}}{\\pi}\\arcsin\\mathopen{}\\left( \\frac{1}{2k} \\right)\\mathclose{}.
    """
    one_of("what", what, ("kernel", "loss", "gradient"))
    if at is not None and (one_of("at", at, ("one-neuron",)), what) != ("one-neuron", "loss"):
        raise InputError(f"at = {at!r} is for the loss")
    own = kernel(sigma)
    body = [_kernel(own)]
    if what != "kernel":
        body += [_NETWORKS, _LOSS]
    if what == "gradient":
        slopes = [_equation(f"κ_{i}", own.diff(by).expr) for i, by in ((1, "q11"), (2, "q12"))]
        body += [_GRADIENT, "Here", display(Display(tuple(slopes), "."))]
    if at is not None:
        body.append(_one_neuron(own))
    return compiled_document(f"{what.capitalize()} of {own.pair[0].label}", body)


def compiled_document(title: str, body: Iterable[str]) -> str:
    """A document of these paragraphs, which compiles as it is."""
    return fitted("\n".join([
        f"% Written by symcrit export.\n{PREAMBLE}\\title{{{escape(title)}}}\n\\author{{written by symcrit "
        f"{escape(symcrit.__version__)}}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle",
        *body,
        "\\end{document}\n",
    ]))  # fmt: skip


def _kernel(own: Kernel) -> str:
    """σ, g_σ and the closed form of κ, once core has accepted it."""
    if own.kind != "closed":
        raise InputError(f"{own} has no closed form; `symcrit kernel {own.names[0]}` shows what is known of it")
    sigma = own.pair[0]
    slopes = own.diff("q11").expr, own.diff("q12").expr
    answer = decide(kernel_of(sigma, own.expr, slopes=slopes))
    if answer.verdict is not Verdict.PROVED:
        raise InputError(f"the closed form of {own} was not accepted: {answer.why}")
    setting = _SETTING % latex(box(_core(sigma.expr)))
    value = display(Display((_equation("κ(q11, q12, q22)", own.expr),), "."))
    return f"{setting}The closed form, derived and checked by symcrit, is\n{value}"


def _one_neuron(own: Kernel) -> str:
    """The loss at the best single neuron, in k."""
    try:
        point = OneNeuron(own.pair[0])
    except InputError:
        raise InputError(
            f"the best single neuron of {own} has no closed form in k; erf, probit and their like have one"
        ) from None
    symbol = point.group_sizes[0]
    sizes = dict.fromkeys(point.a.free_symbols | point.norm.free_symbols, symbol)
    a, norm = (_formula(part.xreplace(sizes)) for part in (point.a, point.norm))
    return _ONE_NEURON % (a, norm, _formula(tidied(point.loss(), point.where)))


def _equation(left: str, right: object) -> Box:
    """left = right, which may be broken into lines."""
    return row(formula(left), sign("="), box(_core(right)))


def _formula(form: object) -> str:
    return latex(box(_core(form)))


def _core(form: object) -> Expr:
    return parse(to_json(form))
