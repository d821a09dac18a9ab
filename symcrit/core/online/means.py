"""Expectations of products of σ, σ′ and Gaussian fields, as forms in the covariances of the fields.

A product is written by a letter for every factor, "s" for σ, "g" for σ′, "x" for the field itself, and the field that
each is of: ("gxs", (i, p, q)) is E[σ′(λ_i) λ_p σ(λ_q)].  Fields that are the same are one variable, so that the law of
those that differ has a density.  The forms come from the rules of `gaussian.reduction`, for every positive definite
covariance; they, and their derivatives by the covariances, hold where all that is computed on the way is finite.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import NamedTuple

from flint import arb

from symcrit.core.algebra.balls import precision, price
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.derivatives import NOWHERE, slope
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import Expr, diff, mul, nodes, substitute, sym
from symcrit.core.algebra.programs import Program
from symcrit.core.expectation.kernels import has_values
from symcrit.core.gaussian.language import bound
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.gaussian.plain import positive_definite
from symcrit.core.gaussian.reduction import Reduction
from symcrit.core.reading import require
from symcrit.core.work import UNBOUNDED, Work

DERIVATIVE = 20  # the work of differentiating a node
FORMS = 64  # bits of the balls that a derivation of a form may use, whoever asks for it first


class Mean(NamedTuple):
    """E of a product over a box, and its derivatives by the covariances of pairs of fields."""

    value: arb
    slopes: dict[tuple[int, int], arb]  # by (f, g), f ≤ g


class Form(NamedTuple):
    """The program for a product's mean and its derivatives, and the pairs of variables that are its arguments."""

    program: Program
    pairs: list[tuple[int, int]]


class Means:
    """Means of products for the activation σ(z); everything is charged to `work`.

    Raises `Reject` where σ is not shown to have values everywhere, and for σ with a kink.
    """

    def __init__(self, activation: Expr, work: Work) -> None:
        require(has_values(activation), "σ is not shown to be defined everywhere")
        steep = slope(activation)
        kinks = any(node.op == "abs" or node is NOWHERE for node in nodes(activation, steep))
        require(not kinks, "σ has a kink, or is not shown to be continuous; these equations ask for a smooth σ")
        self.factors = {"s": activation, "g": steep, "x": sym("z")}
        self.work = work
        self.forms: dict[tuple[str, tuple[int, ...]], Form] = {}

    def form(self, letters: str, variables: tuple[int, ...]) -> Form:
        """The form for variables that are numbered by their first use; raises `Reject` where no rule applies."""
        key = (letters, variables)
        if key not in self.forms:
            self.forms[key] = self._charged(letters, variables)
        return self.forms[key]

    def _charged(self, letters: str, variables: tuple[int, ...]) -> Form:
        """The form, derived once in this process, and charged as if it were derived now."""
        key = (self.factors["s"], letters, variables)
        if key not in _KNOWN:
            own = self.work.at_most(UNBOUNDED)
            with precision(FORMS):
                found = self._derived(letters, variables, own)
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.pop(next(iter(_KNOWN)))
            _KNOWN[key] = (found, own.spent)
            return found
        form, cost = _KNOWN[key]
        self.work.charge(cost)
        return form

    def _derived(self, letters: str, variables: tuple[int, ...], work: Work) -> Form:
        size = 1 + max(variables)
        pairs = list(combinations_with_replacement(range(size), 2))
        names = [f"C{i}_{j}" for i, j in pairs]
        entry = {pair: sym(name) for pair, name in zip(pairs, names, strict=True)}
        rows = tuple(tuple(entry[min(i, j), max(i, j)] for j in range(size)) for i in range(size))
        domain = Domain(dict.fromkeys(names, "real"), definite=[rows])
        context = Context(domain, work)
        numbers = Numbers(context)
        cov = tuple(tuple(numbers.of(value) for value in row) for row in rows)
        law = Law(numbers, (numbers.zero,) * size, cov)
        require(positive_definite(law), "a covariance matrix is not shown to be positive definite")
        fields = [bound(variable) for variable in variables]
        product = mul(*[substitute(self.factors[f], {"z": sym(x)}) for f, x in zip(letters, fields, strict=True)])
        value = Reduction(context, tuple(bound(i) for i in range(size))).reduced(product, law).value
        work.charge(DERIVATIVE * len(names) * sum(1 for _ in nodes(value)))
        return Form(Program([value, *(diff(value, name) for name in names)], names), pairs)

    def over(self, letters: str, fields: Sequence[int], covariance: Sequence[Sequence[arb]]) -> Mean:
        """The mean, and its derivatives, for a covariance of all fields whose entries are balls.

        Every matrix in these balls is to be positive definite.  Raises `Reject` where something is not finite.
        """
        distinct = list(dict.fromkeys(fields))
        form = self.form(letters, tuple(distinct.index(own) for own in fields))
        pairs = [(distinct[i], distinct[j]) for i, j in form.pairs]
        self.work.charge(form.program.size * price())
        values = form.program.values(*[covariance[f][g] for f, g in pairs])
        require(all(x.is_finite() for x in values), "a mean is not shown to be smooth over the box")
        value, *slopes = form.program.roots_of(values)
        return Mean(value, {(min(pair), max(pair)): x for pair, x in zip(pairs, slopes, strict=True)})


_MOST_KNOWN = 256
_KNOWN: dict[tuple[Expr, str, tuple[int, ...]], tuple[Form, int]] = {}  # by this process, and what it took
