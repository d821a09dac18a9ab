"""Exponentials by each other: lemmas exp(E_i) = Π_j exp(B_j)^n_ij, for exponents with integer relations between them.

Core knows no addition theorem; each lemma is an instance of exp(Σ n_j x_j) = Π exp(x_j)^n_j, whose proof is that the
quotient of both sides is 1 at 0, and has derivatives 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import sympy
from flint import fmpq_mat, fmpz_mat
from sympy import Expr as Sympy

from symcrit.certificate import write
from symcrit.core import (
    ONE,
    ZERO,
    Context,
    Domain,
    Expr,
    Goal,
    Goals,
    Lemma,
    Relation,
    Work,
    add,
    mul,
    nodes,
    num,
    parse,
    sym,
)
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.constant import Constant
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.translate import from_json, to_json

__all__ = ["of_exponentials"]

_MOST = 40  # exponents
_LARGEST = 12  # of the integers n


def of_exponentials(goal: Goal, known: Sequence[Lemma], work: Work) -> list[Lemma]:
    """Lemmas that write the exponentials of a goal by as few as possible."""
    context = Context(goal.domain, work, tuple(lemma.relation for lemma in known))
    found: dict[Expr, Sympy] = {}
    for node in nodes(*goal.relation[1:]):
        if node.op == "exp" and node.names and context.undefined(node) is None:
            clean = context.normal.expr_of(context.nf(node.children[0]))
            value = from_json(write(clean))
            if value.is_rational_function():
                found[node] = value
    if not 1 < len(found) <= _MOST or not any(value.free_symbols for value in found.values()):
        return []
    basis, rows = _basis(list(found.values()))
    if any(abs(n) > _LARGEST for row in rows for n in row):
        return []
    parts = [parse(to_json(part)) for part in basis]
    lemmas = []
    for (node, value), row in zip(found.items(), rows, strict=True):
        if value not in basis:
            lemmas.append(_lemma(node, parts, tuple(row)))
    return lemmas


def _basis(exponents: list[Sympy]) -> tuple[list[Sympy], list[list[int]]]:
    """Exponents of which all are sums with integer coefficients, and these coefficients: some of them if that does."""
    gens = sorted(set().union(*(value.free_symbols for value in exponents)), key=str)
    bottom = sympy.lcm_list([sympy.fraction(sympy.together(value))[1] for value in exponents])
    tops = [sympy.Poly(sympy.cancel(value * bottom), *gens) for value in exponents]
    monomials = sorted({monomial for top in tops for monomial in top.monoms()})
    scale = int(sympy.ilcm(1, *(c.q for top in tops for c in top.coeffs())))
    table = [[int(top.coeff_monomial(m) * scale) for m in monomials] for top in tops]
    own = _independent(table)
    coefficients = _coefficients(table, [table[i] for i in own])
    if coefficients is not None:
        return [exponents[i] for i in own], coefficients
    kept = [row for row in fmpz_mat(table).hnf().tolist() if any(row)]
    short = [[int(c) for c in row] for row in fmpz_mat(kept).lll().tolist()]
    powers = [sympy.Mul(*(g**e for g, e in zip(gens, m, strict=True))) for m in monomials]
    sums = (sympy.Add(*(c * power for c, power in zip(row, powers, strict=True))) for row in short)
    found = _coefficients(table, short)
    assert found is not None
    return [sympy.factor(total / (scale * bottom)) for total in sums], found


def _independent(table: list[list[int]]) -> list[int]:
    """Places of rows that span all, those with small entries first."""
    kept: list[int] = []
    for i in sorted(range(len(table)), key=lambda i: (sum(map(abs, table[i])), i)):
        if fmpz_mat([table[j] for j in (*kept, i)]).rank() > len(kept):
            kept.append(i)
    return kept


def _coefficients(table: list[list[int]], basis: list[list[int]]) -> list[list[int]] | None:
    """Each row as a sum of rows of the basis; None where the coefficients are no integers."""
    lattice = fmpq_mat(fmpz_mat(basis))
    across = lattice.transpose()
    found = fmpq_mat(fmpz_mat(table)) * across * (lattice * across).inv()
    if any(c.q != 1 for row in found.tolist() for c in row):
        return None
    return [[int(c.p) for c in row] for row in found.tolist()]


def _lemma(node: Expr, parts: list[Expr], powers: tuple[int, ...]) -> Lemma:
    """exp(E) = Π exp(B_j)^n_j."""
    used = [(part, n) for part, n in zip(parts, powers, strict=True) if n]
    claim, proof = _theorem(tuple(n for _, n in used))
    values = {f"x{i}": part for i, (part, _) in enumerate(used)}
    rhs = mul(*(Expr("exp", part) ** n for part, n in used))
    return Lemma(relation=Relation("=", node, rhs), witness=Substitute(claim=claim, values=values, witness=proof))


@cache
def _theorem(powers: tuple[int, ...]) -> tuple[Equal, Goals]:
    """exp(Σ n_j x_j) = Π exp(x_j)^n_j, and its proof."""
    names = [f"x{i}" for i in range(len(powers))]
    variables = list(map(sym, names))
    whole = Expr("exp", add(*(num(n) * x for n, x in zip(powers, variables, strict=True))))
    product = mul(*(Expr("exp", x) ** n for n, x in zip(powers, variables, strict=True)))
    quotient = whole / product
    proof: Constant | None = None
    for name in reversed(names):
        proof = Constant(symbol=name, at=ZERO, start=proof)
    assert proof is not None
    is_one = Lemma(relation=Relation("=", quotient, ONE), witness=proof)
    claim = Equal(domain=Domain(dict.fromkeys(names, "real")), lhs=whole, rhs=product)
    return claim, Goals(proofs={"claim": Positive(form=product * (quotient - ONE), lemmas=(is_one,))})
