r"""Why the gradient vanishes at copy averages, as LaTeX: what students and teachers contribute, by component.

    ½ ∂L/∂a_i               = Σ_m a_m κ(Q_ii, Q_im, Q_mm) − Σ_j κ(Q_ii, R_ij, 1)
    (1/2a_i) ∇_{w_i} L      = Σ_m a_m (2κ₁ w_i + κ₂ w_m) − Σ_j (2κ₁ w_i + κ₂ v_j),

the second as a combination of the s_h = Σ_{j∈G_h} v_j, which are linearly independent.  For any number of groups there
is a component for each pattern of indices, because an odd σ has κ(q11, 0, q22) = 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import sympy
from sympy import Expr

from symcrit.core import Verdict
from symcrit.errors import InputError
from symcrit.report.grouped import Grouped, latex_of
from symcrit.search.claims.critical import critical
from symcrit.theorems.decide import decide

__all__ = ["vanishing_section"]

_HEAD = r"""Halves of the derivatives by $a_i$ and, divided by $a_i$, by $w_i$ along $s_h = \sum_{j \in G_h} v_j$ are
differences $S - T$ of what students and teachers contribute:
\begin{align*}
\tfrac{1}{2}\, \frac{\partial L}{\partial a_i} &= \sum_m a_m\, \kappa(Q_{ii}, Q_{im}, Q_{mm})
  - \sum_j \kappa(Q_{ii}, R_{ij}, 1), \\
\tfrac{1}{2 a_i}\, \nabla_{w_i} L &= \sum_m a_m \left(2 \kappa_1 w_i + \kappa_2 w_m\right)
  - \sum_j \left(2 \kappa_1 w_i + \kappa_2 v_j\right).
\end{align*}
Orthogonal to all $v_j$ there is nothing, since every $w_i$ is in their span. In every component $S = T$:
"""
_END = r"""Hence $\nabla L = 0$%s. The core of symcrit decided each of these equations of $S$ and $T$ (%d), and the
claim itself from the definition of $L$.
"""


class _Component(NamedTuple):
    """A component of the gradient, in LaTeX, and the two things that cancel in it."""

    name: str
    students: Expr
    teachers: Expr


def vanishing_section(of: Grouped) -> str:
    r"""Component by component.

    Guarantee: core has accepted that the configuration is critical, and that S and T are what is written.
    Raises InputError where it has not.
    """
    answer = decide(critical(of.family))
    if answer.verdict is not Verdict.PROVED:
        raise InputError(f"the gradient was not proved to vanish: {answer.why}")
    lines = []
    decided = 0
    for name, students, teachers in _components(of):
        value, other = of.tidy(students), of.tidy(teachers)
        decided += (value != students) + (other != teachers)
        if sympy.expand(value - other) != 0:
            raise InputError(
                f"students and teachers contribute {value} and {other} to {name}, which are not brought to one form"
            )
        lines.append(rf"${name}$ & $\displaystyle {latex_of(value)}$ \\[1.6ex]")
    table = "\n".join([r"\begin{center}", r"\renewcommand{\arraystretch}{1.8}", r"\begin{tabular}{@{}ll@{}}",
                       r"component & $S = T$ \\[0.6ex] \hline\noalign{\smallskip}", *lines,
                       r"\end{tabular}", r"\end{center}"])  # fmt: skip
    return f"{_HEAD}{table}\n{_END % (' for all sizes' if of.where else '', decided)}"


def _components(of: Grouped) -> Iterator[_Component]:
    """By the student of one group, along its own and another; for groups that are given, by all along all."""
    students = range(1) if of.any_number else range(len(of.sizes))
    for p in students:
        index = of.names[p]
        yield _Component(rf"\partial L / \partial a_{index}", *_outgoing(of, p))
        along = range(2) if of.any_number else range(len(of.sizes))
        for q in along:
            yield _Component(rf"\nabla_{{w_{index}}} L \text{{ along }} s_{of.names[q]}", *_along(of, p, q))


def _outgoing(of: Grouped, p: int) -> tuple[Expr, Expr]:
    """½ ∂L/∂a."""
    return _balance(of, p)


def _balance(of: Grouped, p: int, by: str | None = None) -> tuple[Expr, Expr]:
    """Σ_q a_q κ(Q_pp, Q_pq, Q_qq) and Σ_j κ(Q_pp, R_pj, 1), or the same of a slope of κ."""
    groups = of.groups
    kernel = of.family.kernel if by is None else of.family.kernel.diff(by)
    every = range(len(of.sizes))
    students = [groups.a[q] * groups.student(kernel, p, q) for q in every]
    teachers = [groups.sizes[q] * groups.teacher(kernel, p, q) for q in every]
    return sympy.Add(*students), sympy.Add(*teachers)


def _along(of: Grouped, p: int, q: int) -> tuple[Expr, Expr]:
    """The coefficient of s_q in ∇_w L, divided by 2a."""
    groups = of.groups
    slope = of.family.kernel.diff("q12")
    students = groups.a[q] * groups.c[q] * groups.student(slope, p, q)
    teachers = groups.teacher(slope, p, q)
    if p != q:
        return students, teachers
    own, others = _balance(of, p, "q11")
    return students + 2 * groups.c[p] * own, teachers + 2 * groups.c[p] * others
