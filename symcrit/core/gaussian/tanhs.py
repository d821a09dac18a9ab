"""E[Π tanhᵏ(y_j)] of one or two Gaussian variables, as the function `mean`, which certified quadrature encloses.

With y_j = m_j + z_j the z_j are centred, and f_j(z) = tanhᵏ(z + m_j) is a function of z alone where m_j is a number.
0 for means 0 and an odd sum of powers, as tanh is odd.

A mean of polynomials in tanh(z + m), as Price's theorem makes them, is the sum of the means of its terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, mul, nodes, num, substitute, sym
from symcrit.core.algebra.ring import Ratio
from symcrit.core.gaussian.laws import Form, Law
from symcrit.core.gaussian.terms import MOST_DEGREE
from symcrit.core.reading import require

Z = sym("z")
Polynomial = dict[int, fmpq]  # by powers of one tanh


class Tanhs(NamedTuple):
    """The mean of a product of powers of tanh, and what is known of the covariances in it."""

    value: Expr
    facts: tuple[Relation, ...] = ()


def mean_of_tanhs(law: Law, powers: Sequence[int], forms: Sequence[Form]) -> Tanhs:
    """E[Π tanhᵏ(y_j)]; raises `Reject` for more than two variables, and for means that are no numbers."""
    numbers = law.numbers
    means = [law.mean_of(form) for form in forms]
    if len(forms) == 1 and numbers.is_zero(law.variance(forms[0])):
        return Tanhs(Expr("tanh", numbers.expr(means[0])) ** powers[0])
    if sum(powers) % 2 and all(map(numbers.is_zero, means)):
        return Tanhs(ZERO)
    require(len(forms) <= 2, "a product of tanh of more than 2 variables that depend on each other has no rule")
    functions = [_moved(numbers.expr(mean)) ** power for mean, power in zip(means, powers, strict=True)]
    first, last = forms[0], forms[-1]
    variances = [law.variance(form) for form in (first, last)]
    facts = [Relation(">=", numbers.expr(x), ZERO) for x in variances if not _constant(x)]
    if len(forms) == 1:
        return Tanhs(Expr("mean", *functions, ONE, numbers.expr(variances[0]), ZERO, ONE), tuple(facts))
    common = law.covariance(first, last)
    gram = numbers.minus(numbers.times(*variances), numbers.times(common, common))
    if not _constant(gram):
        facts.append(Relation(">=", numbers.expr(gram), ZERO))
    entries = [numbers.expr(x) for x in (variances[0], common, variances[1])]
    return Tanhs(Expr("mean", *functions, *entries), tuple(facts))


def expanded(root: Expr) -> Expr:
    """The same with means of polynomials in tanh(z + m) as sums; these are right wherever the means are defined."""
    values: dict[Expr, Expr] = {}
    for node in nodes(root):
        value = _sum_of_means(node) if node.op == "mean" else None
        if value is not None:
            values[node] = value
    return substitute(root, values) if values else root


def _sum_of_means(node: Expr) -> Expr | None:
    """Σ a_i·b_j·E[tanhⁱ tanhʲ] for the mean of two polynomials; None where they are none."""
    f, g = node.args[:2]
    one, other = _tanh_in(f), _tanh_in(g)
    first, second = _polynomial(f, one), _polynomial(g, other)
    if first is None or second is None:
        return None
    centred = one.children[0] is other.children[0] is Z
    parts = []
    for i, a in first.items():
        for j, b in second.items():
            if a * b != 0 and not (centred and (i + j) % 2):
                parts.append(mul(num(a * b), _mean_of_powers(one, other, (i, j), node.children)))
    return add(*parts)


def _mean_of_powers(one: Expr, other: Expr, powers: tuple[int, int], gram: Sequence[Expr]) -> Expr:
    """E[tanhⁱ tanhʲ], by the law of one variable where only one is left."""
    i, j = powers
    q11, q12, q22 = gram
    if i and j:
        return Expr("mean", one**i, other**j, q11, q12, q22)
    if i:
        return Expr("mean", one**i, ONE, q11, ZERO, ONE)
    return Expr("mean", other**j, ONE, q22, ZERO, ONE) if j else ONE


def _tanh_in(f: Expr) -> Expr:
    """The first tanh in a function of z; tanh z where there is none."""
    return next((node for node in nodes(f) if node.op == "tanh"), Expr("tanh", Z))


def _polynomial(f: Expr, tanh: Expr) -> Polynomial | None:
    """A function of z as a polynomial in this tanh; None where it is none, as it stands, or one of high degree."""
    found: dict[Expr, Polynomial] = {tanh: {1: fmpq(1)}}
    for node in nodes(f, known=found.copy()):
        own = _of_node(node, [found[child] for child in node.children])
        if own is None or max(own, default=0) > MOST_DEGREE:
            return None
        found[node] = own
    return found[f]


def _of_node(node: Expr, parts: list[Polynomial]) -> Polynomial | None:
    """The polynomial of a number, sum, product or power."""
    if node.op == "num":
        return {0: node.value}
    if node.op == "add":
        return {k: sum((part.get(k, fmpq(0)) for part in parts), fmpq(0)) for part in parts for k in part}
    if node.op == "mul":
        return _product(parts)
    if node.op == "pow" and 0 <= node.args[0] <= MOST_DEGREE:
        return _product(parts * node.args[0])
    return None


def _product(factors: list[Polynomial]) -> Polynomial:
    """The product of polynomials."""
    total: Polynomial = {0: fmpq(1)}
    for factor in factors:
        product: Polynomial = {}
        for i, a in total.items():
            for j, b in factor.items():
                product[i + j] = product.get(i + j, fmpq(0)) + a * b
        total = product
    return total


def _moved(mean: Expr) -> Expr:
    """tanh(z + m)."""
    require(not mean.names, "tanh of a variable whose mean is no number has no rule")
    return Expr("tanh", add(Z, mean))


def _constant(x: Ratio) -> bool:
    return bool(x.n.is_constant() and x.d.is_constant())
