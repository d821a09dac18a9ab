"""Claims in sentences and formulas, printed from what core parsed; the counterpart of `symcrit.statement` on paper.

Each kind of claim has one function in `SAYS`; a kind without one is refused.
"""

from __future__ import annotations

from collections.abc import Callable

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import Expr, substitute, sym
from symcrit.core.claims import SIGN, Claim
from symcrit.core.networks.loss import Groups
from symcrit.statement import decimal, is_symmetric, isolated_facts, text
from symcrit.words import affine, means, sectors
from symcrit.words.boxes import Box, call, fenced, listed, number, row, sign, variable
from symcrit.words.formulas import box, relation, relations
from symcrit.words.names import need_one_reading
from symcrit.words.numbers import Numbers
from symcrit.words.places import activation, hypotheses, indexed, joined, letters, place
from symcrit.words.plain import Display, Piece, Prose, formula, prose

_INLINE = 30  # characters


def sentences(claim: Claim) -> Prose:
    """A claim with all that it speaks of; raises core's `Malformed` where a name could be read in two ways."""
    need_one_reading(claim)
    return Numbers().named([*setting(claim), *says(claim)])


def setting(claim: Claim) -> Prose:
    """The hypotheses of a claim, and the place that it speaks of."""
    where = claim.parts.get("configuration")
    size = where.size if isinstance(where, Groups) and where.sizes is None else None
    return [*hypotheses(claim.domain, size), *_functions(claim), *(place(claim) if where else [])]


def _functions(claim: Claim) -> Prose:
    """What stands for any function."""
    told: Prose = []
    for name, single in means.functions(claim):
        one, other = (call(variable(name), *map(variable, order)) for order in ("xyz", "zyx"))
        symmetric = [] if single else prose(" with @ for all $x, y, z$", row(one, sign("="), other))
        told += prose(f"Let @ be any {means.any_function(claim, name)}@. ", variable(name), symmetric)
    return told


def says(claim: Claim) -> Prose:
    """What a claim says, without hypotheses and place."""
    return SAYS[claim.kind](claim)


def conditions(domain: Domain) -> Prose:
    """The hypotheses, after "for": ``l > 1/2``."""
    bare = [variable(key) for key in domain.kinds if not any(sym(key) in item[1:] for item in domain.where)]
    return joined([*bare, *relations(domain.where)])


def _sides(claim: Claim) -> Prose:
    return [_alone(relation(Relation(SIGN[claim.kind], claim.parts["lhs"], claim.parts["rhs"])))]


def _shape(claim: Claim) -> Prose:
    function = row(variable(claim.parts["symbol"]), sign("↦"), box(claim.parts["expr"]))
    return prose(f"The function@is strictly {claim.kind}. ", Display((function,)))


def _critical(claim: Claim) -> Prose:
    return prose("There the gradient of the loss vanishes,@with respect to every $a_i$ and $w_i$, in every input"
                 " dimension that holds the teacher. ", _alone(formula("∇L = 0"), ","))  # fmt: skip


def _gradient(claim: Claim) -> Prose:
    size = claim.parts["configuration"].size

    def at(key: str, i: int, index: str) -> Box:
        return fenced(box(substitute(claim.parts[key][i], {size: sym(f"{size}_{index}")})))

    def linear(key: str) -> tuple[Box, ...]:
        return at(key, 0, "m"), sign("+"), at(key, 1, "m"), formula("Σ_{p ≠ m}"), at(key, 2, "p")

    outgoing, along = row(formula("∂L/∂a_m ="), *linear("outgoing")), row(formula("D ="), *linear("along"))
    across = row(formula("E ="), at("across", 0, "m"), at("across", 1, "p"))
    return prose("There, with $l_m$ the size of the group of student $m$,@and $∇_{w_m} L$ has the component $D$"
                 " along $v_j$ for $j$ in that group, $E$ for $j$ in group $p ≠ m$, and none outside their span. ",
                 Display((outgoing, along, across), ","))  # fmt: skip


def _not_critical(claim: Claim) -> Prose:
    length = row(formula("‖∇L‖ >"), box(claim.parts["bound"]))
    return prose("There the gradient of the loss satisfies@", _alone(length))


def _direction(claim: Claim) -> Prose:
    return prose("There, for every student, the gradient $∇_{w_i} L$ is a multiple of $w_i$. ")


def _unique(claim: Claim) -> Prose:
    return prose("There the gradient of the loss vanishes,@and with $a_1 ≠ 0$ and $w_1 ≠ 0$ it vanishes only there and"
                 " at $(−a_1, −w_1)$. ", _alone(formula("∇L = 0"), ","))  # fmt: skip


def _outside_span(claim: Claim) -> Prose:
    size = claim.parts["configuration"].size
    D, v = (box(substitute(claim.parts[key], {size: indexed(size)})) for key in ("diagonal", "vector"))
    block = row(formula("H ="), _factor(claim.parts["factor"]), fenced(formula("diag(D_1, …, D_n) + u uᵀ")))
    parts = row(formula("D_i ="), D), row(formula("u_i ="), v)
    return prose("There the block of the Hessian that belongs to an input direction orthogonal to all $w_i$ and $v_j$"
                 " is@and it is positive definite. ", Display((block, *parts), ","))  # fmt: skip


def _kernel(claim: Claim) -> Prose:
    kernel = claim.parts["kernel"]
    mean = f"𝔼[σ(u) {'σ' if kernel.teacher is None else 'τ'}(v)]"
    slots = (f"{mean} =", f"∂{mean}/∂q_{{11}} =", f"∂{mean}/∂q_{{12}} =")
    law = prose("For centred Gaussian $u, v$ with $𝔼[u²] = q_{11}$, $𝔼[u v] = q_{12}$, $𝔼[v²] = q_{22}$,")
    if kernel.biased:
        law = prose(
            "For Gaussian $u, v$ with means $m_1$, $m_2$, variances $q_{11}$, $q_{22}$ and covariance $q_{12}$,"
        )
    forms = tuple(row(formula(slot), box(form)) for slot, form in zip(slots, kernel.forms, strict=True))
    return prose("Let @. @ where $q_{11} > 0$, $q_{22} > 0$ and the right side is defined,@",
                 activation(kernel), law, Display(forms, "."))  # fmt: skip


def _loss(claim: Claim) -> Prose:
    where, value = claim.parts["configuration"], claim.parts["value"]
    head, verb = (formula("L ="), "is") if claim.kind == "loss" else (formula("L ≥"), "satisfies")
    if isinstance(where, Groups) and where.sizes is None:
        total = Box("sum", (formula("i = 1"), letters(claim)[0]))
        own = row(head, total, _factor(substitute(value, {where.size: indexed(where.size)})))
    else:
        own = row(head, box(value))
    return prose(f"There the loss {verb}@", _alone(own))


def _isolated(claim: Claim) -> Prose:
    parts = claim.parts
    facts, symmetric = isolated_facts(parts), is_symmetric(parts["configuration"])
    free = {"W": "W", "W and a": "(W, a)"}.get(facts["free"], "u_i = |a_i| w_i")
    form = " of this symmetric form" if symmetric else ""
    alone = " with respect to $W$, for these $a_i$" if facts["free"] == "W" else ""
    about = prose(f"With every entry of ${free}$ within {facts['unique']} of these numbers there is exactly one"
                  f" critical point{form}{alone}; it lies within {facts['within']}. ")  # fmt: skip
    bounds = {"eigenvalue": "λ_{min}", "loss": "L"}
    lines = tuple(_between(parts[key], letter) for key, letter in bounds.items() if parts[key])
    inertia = f"There the Hessian has {parts['inertia'][0]} positive and {parts['inertia'][1]} negative eigenvalues"
    further = ""
    if parts["outside"]:
        further = "Every further input direction, orthogonal to all coordinates written here, adds"
        further += f" {parts['outside'][0]} positive and {parts['outside'][1]} negative ones. "
    shown = prose(f"{inertia}, and@", Display(lines, ".")) if lines else prose(f"{inertia}. ")
    return [*about, *shown, *prose(further)]


def _branch(claim: Claim) -> Prose:
    radii, inertia, outside = (listed(map(box, claim.parts[key])) for key in ("radii", "inertia", "outside"))
    return prose("Within@of these entries of $W$, in this order, lie those of a critical point of this symmetric form,"
                 " with respect to $W$ and for these $a_i$."
                 " There the Hessian by $W$ has inertia (positive, negative) @, and every further input direction,"
                 " orthogonal to the teachers, adds @. ",
                 _alone(radii, ""), fenced(inertia), fenced(outside))  # fmt: skip


def _between(bounds: list[Expr], letter: str) -> Box:
    low, high = (number(decimal(e)) if e.op == "num" else box(e) for e in bounds)
    return row(low, sign("<"), formula(letter), sign("<"), high)


def _sector(claim: Claim) -> Prose:
    parts = claim.parts
    shown, often = sectors.words(parts["sector"])
    lines = tuple(
        row(formula(f"H_{{{m},{n}}} ="), box(entry))
        for m, line in enumerate(parts["matrix"], start=1)
        for n, entry in enumerate(line[m - 1 :], start=m)
    )
    told = sectors.patterns(parts["configuration"], parts["sector"], parts["free"])
    signs = f"I{sectors.minors(parts['signs'])[1:]}. " if parts["signs"] else ""
    return prose(f"There the second derivatives of the loss by {sectors.parameters(parts['free'])} in the sector of"
                 f" {shown}, which occurs {often}, are@{signs}The students move as {told}. ",
                 Display(lines, "."))  # fmt: skip


def _sectors(claim: Claim) -> Prose:
    parts = claim.parts
    where = "in every input dimension" if sectors.outside(parts["sectors"]) else "in the span of the teachers"
    told = prose(f"There the Hessian of the loss by {sectors.parameters(parts['free'])}"
                 f" {sectors.together(parts['sectors'])} {where}; it has these sectors and no others. ")  # fmt: skip
    own = (_sector(claim._replace(parts={**parts, **part})) for part in parts["sectors"])
    return [*told, *(item for part in own for item in part)]


def _factor(expr: Expr) -> Box:
    """An expression before or behind a factor."""
    return fenced(box(expr)) if expr.op == "add" else box(expr)


def _best_partition(claim: Claim) -> Prose:
    n, k = letters(claim)
    least = _alone(row(formula("min L ="), box(claim.parts["value"])))
    return prose("Among all partitions of @ teachers into @ groups, @, the loss is minimal if and only if at least @"
                 " groups have a single member; the minimum is@",
                 k, n, row(number(1), sign("≤"), n, sign("≤"), k), row(n, sign("−"), number(1)), least)  # fmt: skip


def _alone(item: Box, end: str = ".") -> Display:
    return Display((item,), end)


def _place(part: Expr) -> Piece:
    """An expression in a sentence, or on a line of its own where it is long."""
    return box(part) if len(text(part)) <= _INLINE else Display((box(part),))


def _affine(claim: Claim) -> Prose:
    words, fields = affine.told(claim.kind, claim.parts)
    parts = [claim.parts[field] for field in fields]
    boxes: list[Piece] = [
        _place(part) if isinstance(part, Expr) else number(str(part)) if isinstance(part, int) else variable(part)
        for part in parts
    ]
    kernel = claim.parts.get("kernel")
    law = prose(", @. ", activation(kernel)) if kernel else prose(". ")
    return [*prose(words[:1].upper() + words[1:], *boxes), *law]


SAYS: dict[str, Callable[[Claim], Prose]] = {
    **dict.fromkeys(SIGN, _sides),
    "increasing": _shape,
    "concave": _shape,
    "kernel": _kernel,
    "critical": _critical,
    "not_critical": _not_critical,
    "direction": _direction,
    "unique": _unique,
    "outside_span": _outside_span,
    "gradient": _gradient,
    "sector": _sector,
    "sectors": _sectors,
    "loss": _loss,
    "loss_bound": _loss,
    "isolated": _isolated,
    "branch": _branch,
    "best_partition": _best_partition,
    **dict.fromkeys(affine.TEXTS, _affine),
}
