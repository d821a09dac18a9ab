"""A table of kernels as LaTeX: σ, its kernel, and the kernel of unit vectors as a function of ρ."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Symbol

from symcrit.core import Verdict
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import kernel
from symcrit.report.grouped import equation, equations
from symcrit.report.tidy import tidied
from symcrit.search.claims.kernel import kernel_of
from symcrit.theorems.decide import decide
from symcrit.words.latex import escape

__all__ = ["table_section"]

_HEAD = r"""For $(u, v) \sim \mathcal{N}(0, ((q_{11}, q_{12}), (q_{12}, q_{22})))$ the kernel is
$\kappa(q_{11}, q_{12}, q_{22}) = \mathbb{E}[\sigma(u) \sigma(v)]$, and $h(\rho) = \kappa(1, \rho, 1)$ for unit vectors
with $w \cdot v = \rho$. Each form was derived and accepted by the core of symcrit.
"""


def table_section(names: Sequence[str | Activation]) -> str:
    """A block for each activation.

    Guarantee: core accepts every closed form.  Raises InputError for a kernel without one.
    """
    parts = [_HEAD]
    for name in names:
        own = kernel(name)
        if own.kind != "closed":
            raise InputError(f"{own} has no closed form; `symcrit kernel {own.names[0]}` shows what is known of it")
        slopes = own.diff("q11").expr, own.diff("q12").expr
        answer = decide(kernel_of(own.pair[0], own.expr, slopes=slopes))
        if answer.verdict is not Verdict.PROVED:
            raise InputError(f"the closed form of {own} was not accepted: {answer.why}")
        rho = Symbol("rho", real=True)
        unit = tidied(own(1, rho, 1), [1 - rho > 0, 1 + rho > 0])
        head = rf"\paragraph{{{escape(own.pair[0].label)}}}\leavevmode"
        given = equation("σ(z)", own.pair[0].expr)
        lines = equations([given, equation("κ(q11, q12, q22)", own.expr), equation("h(ρ)", unit)])
        parts.append(f"{head}\n{lines}\n")
    return "\n".join(parts)
