"""`best_partition`: the least loss over all partitions of the teachers into a given number of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Symbol

from symcrit.arguments import called
from symcrit.certificate import write
from symcrit.claims import Claim, Hypotheses, Setting, literal
from symcrit.core import Expr as CoreExpr
from symcrit.core import Goals, parse, substitute
from symcrit.core.claims.best_partition import BestPartition
from symcrit.errors import InputError, shorten
from symcrit.model.self_similar import values
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, placed, prove_equations
from symcrit.search.engines import inequalities
from symcrit.search.engines.analysis import series
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import num, sym
from symcrit.search.search import Goal, Search
from symcrit.translate import from_json, to_json

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "best_partition", "one_group_loss"]

MISSING = "the loss of a group was not shown to be concave, and no better partition was found"


def best_partition(
    configuration: Configuration, minimum: Callable[..., Any] | Expr | str | None = None, where: Hypotheses = ()
) -> Claim:
    """Among all partitions of k teachers into n groups, L is minimal iff at least n − 1 groups are singletons.

    The minimum is (n − 1) f(1) + f(k − n + 1), f the loss of one group, unless `minimum` gives it: a function of n
    and k, or an expression in symbols called n and k.
    Raises InputError unless the configuration leaves number and sizes of the groups open.

    >>> from symcrit import CopyAverage
    >>> claim = best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: k - n)
    >>> claim.core["value"]
    ['+', 'k', ['*', '-1', 'n']]
    """
    n, k = (Symbol(name, integer=True, positive=True) for name in "nk")
    if getattr(configuration, "group_sizes", ()) is not None:
        raise InputError("best_partition needs any number of groups of any sizes, such as CopyAverage.symbolic('erf')")
    if minimum is None:
        value = (n - 1) * one_group_loss(configuration, sympy.S.One) + one_group_loss(configuration, k - n + 1)
    else:
        value = literal(called("minimum", minimum, n, k) if callable(minimum) else minimum, {"n": n, "k": k})
    if foreign := {symbol.name for symbol in value.free_symbols} - {"n", "k"}:
        raise InputError(f"the minimum may depend on n and k only, not on {shorten(sorted(foreign)[0])}")
    counts = Setting({"n": "integer", "k": "integer"}, [[">=", "n", 1], [">=", "k", "n"]])
    setting, place, _ = placed(configuration, where, {})
    return setting.claim("best_partition", configuration=place, n="n", k="k", value=counts.json(value))


def one_group_loss(configuration: Configuration, size: Expr) -> Expr:
    """The loss of one group of the given size, with the arguments of inverse functions tidied up (untrusted)."""
    l = Symbol("l", integer=True, positive=True)  # noqa: E741
    loss = configuration.loss([l]).xreplace(values(configuration.kernel, l))
    tidied = {node: node.func(_tidy(node.args[0])) for node in loss.atoms(sympy.asin, sympy.acos, sympy.atan)}
    return sympy.expand(loss.xreplace(tidied)).subs(l, size)


def _tidy(argument: Expr) -> Expr:
    """√(argument²) with the square in factors: 1/(2l) for c/√(2(1 + c²l)) and the like; untrusted."""
    square = sympy.factor(sympy.together(sympy.powsimp(argument**2)))
    root = sympy.sqrt(square)
    here = dict.fromkeys(argument.free_symbols, sympy.Rational(17, 5))
    old, new = (complex(e.subs(here).evalf(20)) for e in (argument, root))
    if abs(old - new) < 1e-12:
        return root
    return -root if abs(old + new) < 1e-12 else argument


def attempts(claim: BestPartition) -> Iterator[Attempt]:
    """Concavity, and small instances."""
    yield from between(claim, [], [Attempt("concavity", 0.9, _prove)])


def _prove(search: Search, claim: BestPartition) -> Goals | None:
    """Strict concavity of the loss of one group; that loss is the stated minimum at n = 1, k = l."""
    size = claim.configuration.size
    kernel = claim.of_kernel
    stated = substitute(claim.value, {claim.n: num(1), claim.k: sym(size)})
    for function in _functions(search, stated, size):
        given = {"function": function}
        goals = list(claim.goals(search.work, given))
        proofs = prove_equations(search, [goal for goal in goals if goal.relation.op == "="])
        if proofs is None:
            continue
        bend = goals[-1]
        wanted = Goal(bend.domain, bend.relation.gap, True)
        by_series = kernel.activation is None
        proof = series.find(search, wanted, kernel) if by_series else inequalities.find(search, wanted)
        if proof is not None:
            return Goals(proofs={**proofs, bend.key: proof}, given=given)
    return None


def _functions(search: Search, stated: CoreExpr, size: str) -> Iterator[CoreExpr]:
    """The loss of one group, as stated and as a normal form."""
    yield _collected(stated, size)
    field = Field(search.work, [{size: x} for x in (1.0, 1.5, 2.0, 3.0, 7.0, 20.0)], stated)
    yield field.expr_of(field.of(stated))


def _collected(expr: CoreExpr, name: str) -> CoreExpr:
    """The same with l − 1 + 1 written as l, and no other change of its roots."""
    return parse(to_json(from_json(write(expr), {name: Symbol(name, positive=True)})))
