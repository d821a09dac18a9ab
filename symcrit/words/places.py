"""Configurations in sentences and formulas: the activation, the loss, the teacher and the student."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, substitute, sym, symbols
from symcrit.core.claims import Claim
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.networks.loss import Explicit, Groups
from symcrit.core.networks.species import Species
from symcrit.statement import fingerprint, is_long, short, terms
from symcrit.words import means
from symcrit.words.boxes import (
    COMMA,
    SPACE,
    THIN,
    Box,
    call,
    fenced,
    index,
    listed,
    name,
    number,
    prefix,
    row,
    sign,
    variable,
)
from symcrit.words.formulas import box, relations, sign_of
from symcrit.words.plain import Display, Prose, formula, prose

Place = Groups | Explicit | Species
_SHOWN = 64  # numbers of an explicit network that are still worth reading


def place(claim: Claim) -> Prose:
    """Where a claim about a configuration speaks of."""
    where = claim.parts["configuration"]
    factor = [] if where.scale is ONE else [_factor(where.scale), THIN]
    loss = row(formula("L ="), *factor, formula("𝔼[(f − f^*)²]"))
    if isinstance(where, Species):
        own = species(where, every=claim.kind == "branch")
    else:
        own = groups(claim, where) if isinstance(where, Groups) else network(where)
    known = prose(means.SENTENCE) if means.occur(claim) else []
    return prose("Let @ and @. @@", activation(where.kernel, means.smoothness(claim.kind)), loss, known, own)


def instead(claim: Claim) -> Prose:
    """The students alone, for a claim that differs from another one by these."""
    where = claim.parts["configuration"]
    return prose("With@instead of the student above: ", Display(tuple(_students(where, *_sizes(where)))))


def activation(kernel: Kernel, smoothness: str = "differentiable") -> Prose:
    """``σ(z) = erf(z/√2)``; of any σ, how often its kernel is differentiated."""
    if kernel.activation is None:
        inserts: list[Box] = [] if kernel.beyond is None else [number(kernel.beyond)]
        if kernel.similar:
            height, norm = (call(variable(key), variable("l")) for key in kernel.similar)
            scaled = row(sign("="), height, THIN, call(name("σ"), row(norm, THIN, name("z"))))
            smooth = row(formula("𝔼_{ξ ∼ N(0, 1)}[σ(z/√l + √(1 − 1/l) ξ)]"), scaled)
            inserts += [smooth, row(height, formula("≠ 0")), row(norm, formula("> 0"))]
        words = f"$σ$ be any activation with a {smoothness} kernel @{means.told(kernel)}" + "," * bool(inserts)
        return prose(words, variable(kernel.forms[0].args[0]), *inserts)
    both = (("σ(z) =", kernel.activation), ("τ(z) =", kernel.teacher))
    return joined(row(formula(head), box(own)) for head, own in both if own is not None)


def joined(boxes: Iterable[Box]) -> Prose:
    """Formulas with commas between them."""
    return [piece for item in boxes for piece in (", ", item)][1:]


def speaks_of(item: Relation, size: str) -> bool:
    """Whether a hypothesis is about the size of a group."""
    return size in symbols(*item[1:])


def indexed(size: str) -> Expr:
    """The size of group number i."""
    return sym(f"{size}_i")


def is_one(where: Groups) -> bool:
    """Whether there is one group."""
    return where.sizes is not None and len(where.sizes) == 1


def letters(claim: Claim) -> tuple[Box, Box]:
    """The letters for the number of groups and of teachers: n and k, unless these mean something else."""
    if "n" in claim.parts:
        return variable(claim.parts["n"]), variable(claim.parts["k"])
    taken = claim.domain.kinds
    return name("N" if "n" in taken else "n"), name("K" if "k" in taken else "k")


def groups(claim: Claim, where: Groups) -> Prose:
    """Teachers in groups and, for every group, students along the sum of its teachers."""
    (at, one), (_, k) = _sizes(where), letters(claim)
    weights = row(formula("b_j ="), box(substitute(where.b, at)))
    last = index(name("v"), box(at[where.size]) if one else k)
    split = [] if one else _partition(claim, where)
    many = "" if len(where.students) == 1 else f" {len(where.students)} neurons"
    who = prose("the student has" if one else "for every group $G_i$ the student has")
    lengths = []
    if where.length is not ONE:
        length = substitute(where.length, at)
        lengths = [" of length ", fenced(box(length), "|", "|")]
    kind = "orthogonal" if lengths else "orthonormal"
    return prose(f"The teacher has {kind} $v_1, …,$ @@ with outgoing weights @@; @@@",
                 last, lengths, weights, split, who, many, Display(tuple(_students(where, at, one)), "."))  # fmt: skip


def _sizes(where: Groups) -> tuple[dict[str, Expr], bool]:
    """The size of a group, by its symbol, and whether there is only one."""
    one = is_one(where)
    return {where.size: where.sizes[0] if one and where.sizes else indexed(where.size)}, one


def _partition(claim: Claim, where: Groups) -> Prose:
    """``, split into any number n of groups G_1, …, G_n of sizes l_i = |G_i|``."""
    if where.sizes is not None:
        sizes = [row(variable(f"{where.size}_{i}"), sign("="), box(s)) for i, s in enumerate(where.sizes, start=1)]
        return prose(f", split into {len(sizes)} groups $G_i$ of sizes @", joined(sizes))
    (n, _), size = letters(claim), where.size
    inside = [item.at({size: indexed(size)}) for item in claim.domain.where if speaks_of(item, size)]
    given = prose(" with @", joined(relations(inside))) if inside else []
    return prose(", split into any number @ of groups $G_1, …,$ @ of any sizes @@",
                 n, index(name("G"), n), row(variable(f"{size}_i"), formula("= |G_i|")), given)  # fmt: skip


def _students(where: Groups, at: dict[str, Expr], one: bool) -> Iterable[Box]:
    """``a_i = l_i,  w_i = c Σ_{j∈G_i} v_j``, a line for every student of a group."""
    total = Box("sum", (formula("j = 1"), box(at[where.size])) if one else (formula("j ∈ G_i"), None))
    for count, student in enumerate(where.students, start=1):
        alone = len(where.students) == 1
        below = number(count) if one else name("i") if alone else listed((name("i"), number(count)))
        a, c = (substitute(part, at) for part in student)
        factor = [] if c is ONE else [_factor(c), THIN]
        weight = row(index(name("w"), below), sign("="), *factor, total, formula("v_j"))
        yield row(index(name("a"), below), sign("="), box(a), COMMA, SPACE, weight)


def species(where: Species, *, every: bool = False) -> Prose:
    """Teachers and students by species, with the leading digits of the numbers; `every`: also what is 0."""
    sizes = joined(row(formula(f"m_{{{p}}} ="), box(m)) for p, m in enumerate(where.sizes, start=1))
    other = any(b is not ONE for b in where.b)
    weights = [row(formula(f"b_{{{p}}} ="), box(b)) for p, b in enumerate(where.b, start=1) if other]
    lines = tuple(_of_species(where, s, count, every) for count, s in enumerate(where.students, start=1))
    return prose("The teacher has orthonormal $v_{p,i}$, $i = 1, …, m_p$, with @@; the students, one for every $i$"
                 " where it occurs, are@", sizes, [" and outgoing weights ", *joined(weights)] if weights else
                 " and outgoing weights 1", Display(lines, "."))  # fmt: skip


def _of_species(where: Species, student: Any, count: int, every: bool) -> Box:
    """``w_{1,i} = 0.98… v_{1,i} − 0.05… Σ_{j≠i} v_{1,j},  a_1 = 1``."""
    below = f"{count},i" if student.at is not None else f"{count}"
    parts: list[Box] = []
    for factor, what in terms(where, student, every):
        negative, size = sign_of(factor)
        parts += [sign("−") if parts else prefix("−")] if negative else [sign("+")] if parts else []
        parts += [] if size is ONE else [_size(size), THIN]
        parts.append(formula(what.replace("(", "{").replace(")", "}")))
    head = row(formula(f"w_{{{below}}} ="), *(parts or [number(0)]))
    return row(head, COMMA, SPACE, formula(f"a_{{{count}}} ="), entry(student.a))


def _size(factor: Expr) -> Box:
    """A number with its leading digits, or any other factor."""
    return entry(factor) if is_long(factor) else _factor(factor)


def _factor(factor: Expr) -> Box:
    """A factor before something."""
    return fenced(box(factor)) if factor.op == "add" else box(factor)


def network(where: Explicit) -> Prose:
    """All weights of a small network; the shape and a fingerprint of a large one."""
    shape = f"{len(where.W)} student and {len(where.V)} teacher neurons in dimension {len(where.W[0])}"
    lines = [line for part in "waVb" for line in _vectors(where, part)]
    if (len(where.W) + len(where.V)) * len(where.W[0]) <= _SHOWN and len(lines) <= 16:
        rounded = any(map(is_long, where.exprs))
        digits = f"The fingerprint of all digits is {fingerprint(where)}. " if rounded else ""
        return prose(f"There are {shape}:@{digits}", Display(tuple(lines), "."))
    return prose(f"There are {shape}; the fingerprint of $(W, a, V, b)$ is {fingerprint(where)}. ")


def _vectors(where: Explicit, part: str) -> list[Box]:
    """``w_1 = (1, 0)``, a line each; scalars share one, and unit vectors and weights."""
    rows = getattr(where, "W" if part == "w" else part)
    letter = part.lower()
    if part == "V" and all(e is (ONE if i == j else ZERO) for i, own in enumerate(rows) for j, e in enumerate(own)):
        return [formula("v_j = e_j")]
    if part == "b" and all([*own] == [ONE] for own in rows):
        return [formula("b_j = 1")]
    heads = [row(index(name(letter), number(i)), sign("=")) for i in range(1, len(rows) + 1)]
    if part in "ab" and len(rows[0]) == 1:
        told = [row(head, entry(own[0])) for head, own in zip(heads, rows, strict=True) if box(own[0]) != head.parts[0]]
        return [listed(told)] if told else []
    return [row(head, fenced(listed(map(entry, own)))) for head, own in zip(heads, rows, strict=True)]


def entry(e: Expr) -> Box:
    """A weight; a number of many digits by the first of them."""
    if not is_long(e):
        return box(e)
    words = short(e)
    if "/" in words:  # no decimal
        return box(e)
    return row(*[prefix("−")] * words.startswith("-"), number(words.lstrip("-")))


def hypotheses(domain: Domain, size: str | None) -> Prose:
    """``Let l be a real number with l > 1/2.``  The size of groups in any number is introduced with the groups."""
    where = [item for item in domain.where if size is None or not speaks_of(item, size)]
    parts: Prose = []
    for kind, words in (("real", ("a real number", "real numbers")), ("integer", ("an integer", "integers"))):
        own = [variable(key) for key, found in domain.kinds.items() if found == kind and key != size]
        if own:
            parts += [" and " if parts else "", *joined(own), f" be {words[len(own) > 1]}"]
    given = prose(" with @", joined(relations(where))) if where else []
    return prose("Let @@. ", parts, given) if parts else []
