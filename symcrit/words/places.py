"""Configurations in sentences and formulas: the activation, the loss, the teacher and the student."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

from symcrit.core import ONE, ZERO, Claim, Domain, Explicit, Expr, Groups, Species, substitute, sym
from symcrit.core.networks.loss import Row
from symcrit.core.networks.species import Student
from symcrit.words import means
from symcrit.words.boxes import (
    COMMA,
    SPACE,
    THIN,
    Box,
    expression,
    factor,
    fenced,
    index,
    listed,
    name,
    number,
    plain,
    prefix,
    row,
    sign,
    symbol,
)
from symcrit.words.decimals import entry, is_long
from symcrit.words.formulas import matrix, relations, sign_of
from symcrit.words.hypotheses import hypotheses, joined, let_functions, speaks_of
from symcrit.words.plain import Display, Prose, prose
from symcrit.words.text import text

Place = Groups | Explicit | Species
_SHOWN = 64  # numbers of an explicit network that are still worth reading


class Letters(NamedTuple):
    """The letters for the numbers of groups and of teachers."""

    groups: Box
    teachers: Box


def place_of(claim: Claim) -> Place | None:
    """The configuration of a claim that is about one."""
    return getattr(claim, "configuration", None)


def letters(domain: Domain) -> Letters:
    """n and k, unless these mean something else."""
    taken = domain.kinds
    return Letters(name("N" if "n" in taken else "n"), name("K" if "k" in taken else "k"))


def setting(
    claim: Claim, place: Place, *, asked: str = means.SMOOTH, every: bool = False, called: Letters | None = None
) -> Prose:
    """The hypotheses of a claim about a configuration, and the configuration.

    asked: what is asked of any σ and its kernel; every: whether entries 0 are told, too; called: the letters of groups.
    """
    size = place.size if isinstance(place, Groups) and place.sizes is None else None
    if isinstance(place, Species):
        own = species(place, every=every)
    elif isinstance(place, Groups):
        own = groups(place, claim.domain, called or letters(claim.domain))
    else:
        own = network(place)
    loss = row(plain("L ="), *factor(place.scale), plain("𝔼[(f − f^*)²]"))
    given = means.activation(place.kernel, asked)
    if isinstance(place, Explicit) and not place.is_plain:
        given = means.activation(place.kernels.mixed, asked)
        own = [*model(place), *own]
    told = prose("Let @ and @. @@", given, loss, means.explained(claim), own)
    return [*hypotheses(claim.domain, size), *let_functions(claim), *told]


def instead(where: Groups) -> Prose:
    """The students alone, for a claim that differs from another one by these."""
    return prose("With@instead of the student above: ", Display(tuple(_students(where))))


# ------------------------------------------------------------------------------------------------------------- groups


def indexed(size: str) -> Expr:
    """The size of group number i."""
    return sym(f"{size}_i")


def is_one(where: Groups) -> bool:
    """Whether there is one group."""
    return where.sizes is not None and len(where.sizes) == 1


def own_size(where: Groups) -> Expr:
    """The size of a group: of the only one, or of number i."""
    return where.sizes[0] if is_one(where) and where.sizes else indexed(where.size)


def groups(where: Groups, domain: Domain, called: Letters) -> Prose:
    """Teachers in groups and, for every group, students along the sum of its teachers."""
    one = is_one(where)
    at = {where.size: own_size(where)}
    weights = row(plain("b_j ="), expression(substitute(where.b, at)))
    last = index(name("v"), expression(at[where.size]) if one else called.teachers)
    split = [] if one else _partition(where, domain, called)
    many = "" if len(where.students) == 1 else f" {len(where.students)} neurons"
    who = prose("the student has" if one else "for every group $G_i$ the student has")
    lengths: Prose = []
    if where.length is not ONE:
        lengths = [" of length ", fenced(expression(substitute(where.length, at)), "|", "|")]
    kind = "orthogonal" if lengths else "orthonormal"
    return prose(f"The teacher has {kind} $v_1, …,$ @@ with outgoing weights @@; @@@",
                 last, lengths, weights, split, who, many, Display(tuple(_students(where)), "."))  # fmt: skip


def _partition(where: Groups, domain: Domain, called: Letters) -> Prose:
    """``, split into any number n of groups G_1, …, G_n of sizes l_i = |G_i|``."""
    size = where.size
    if where.sizes is not None:
        sizes = [row(symbol(f"{size}_{i}"), sign("="), expression(s)) for i, s in enumerate(where.sizes, start=1)]
        return prose(f", split into {len(sizes)} groups $G_i$ of sizes @", joined(sizes))
    inside = [item.at({size: indexed(size)}) for item in domain.where if speaks_of(item, size)]
    given = prose(" with @", joined(relations(inside))) if inside else []
    return prose(", split into any number @ of groups $G_1, …,$ @ of any sizes @@",
                 called.groups, index(name("G"), called.groups),
                 row(symbol(f"{size}_i"), plain("= |G_i|")), given)  # fmt: skip


def _students(where: Groups) -> Iterable[Box]:
    """``a_i = l_i,  w_i = c Σ_{j∈G_i} v_j``, a line for every student of a group."""
    one = is_one(where)
    at = {where.size: own_size(where)}
    total = Box("sum", (plain("j = 1"), expression(at[where.size])) if one else (plain("j ∈ G_i"), None))
    for count, student in enumerate(where.students, start=1):
        if one:
            below = number(count)
        elif len(where.students) == 1:
            below = name("i")
        else:
            below = listed((name("i"), number(count)))
        a, c = (substitute(part, at) for part in student)
        weight = row(index(name("w"), below), sign("="), *factor(c), total, plain("v_j"))
        yield row(index(name("a"), below), sign("="), expression(a), COMMA, SPACE, weight)


# ------------------------------------------------------------------------------------------------------------ species


def species(where: Species, *, every: bool = False) -> Prose:
    """Teachers and students by species, with the leading digits of the numbers; `every`: also what is 0."""
    sizes = joined(row(plain(f"m_{p} ="), expression(m)) for p, m in enumerate(where.sizes, start=1))
    other = any(b is not ONE for b in where.b)
    weights = [row(plain(f"b_{p} ="), expression(b)) for p, b in enumerate(where.b, start=1) if other]
    lines = tuple(_of_species(where, student, count, every) for count, student in enumerate(where.students, start=1))
    told = prose("The teacher has orthonormal $v_{p,i}$, $i = 1, …, m_p$, with @@; the students, one for every $i$"
                 " where it occurs, are@", sizes, [" and outgoing weights ", *joined(weights)] if weights else
                 " and outgoing weights 1", Display(lines, "."))  # fmt: skip
    return [*told, *_all_digits(where)]


def _all_digits(where: Explicit | Species) -> Prose:
    """What stands for the digits that are left out."""
    if not any(map(is_long, where.exprs)):
        return []
    return [f"The fingerprint of all digits is {fingerprint(where)}. "]


def _terms(place: Species, student: Student, every: bool) -> Iterable[tuple[Expr, str]]:
    """The parts of w that are not 0 (or all): a factor, and the sum of teachers that it stands before."""
    at = student.at
    if at is not None:
        yield student.diagonal, f"v_{{{at + 1},i}}"
    for q, own in enumerate(student.w):
        if own is not None and (every or own is not ZERO):
            yield own, f"Σ_{{j ≠ i}} v_{{{q + 1},j}}" if q == at else f"Σ_j v_{{{q + 1},j}}"


def _of_species(where: Species, student: Student, count: int, every: bool) -> Box:
    """``w_{1,i} = 0.98… v_{1,i} − 0.05… Σ_{j≠i} v_{1,j},  a_1 = 1``."""
    below = f"{count},i" if student.at is not None else f"{count}"
    parts: list[Box] = []
    for weight, what in _terms(where, student, every):
        negative, size = sign_of(weight)
        if parts:
            parts.append(sign("−" if negative else "+"))
        elif negative:
            parts.append(prefix("−"))
        parts += [entry(size), THIN] if is_long(size) else factor(size)
        parts.append(plain(what))
    head = row(plain(f"w_{{{below}}} ="), *(parts or [number(0)]))
    return row(head, COMMA, SPACE, plain(f"a_{count} ="), entry(student.a))


# --------------------------------------------------------------------------------------------------- explicit vectors


def model(where: Explicit) -> Prose:
    """The neurons and the law of the inputs, where these are not σ(w·x) with standard normal x."""
    bias = " + β_i" if where.biases else ""
    other = " + γ_j" if where.teacher_biases else ""
    tau = "τ" if where.mixed else "σ"
    student = plain(f"f(x) = Σ_i a_i σ(w_i·x{bias})")
    teacher = plain(f"f^*(x) = Σ_j b_j {tau}(v_j·x{other})")
    mean = "m" if where.mean else "0"
    spread = "C" if where.covariance else "I"
    return prose("Here @ and @, with inputs @. ", student, teacher, plain(f"x ∼ N({mean}, {spread})"))


def network(where: Explicit) -> Prose:
    """All weights of a small network; the shape and a fingerprint of a large one."""
    students = "1 neuron" if len(where.W) == 1 else f"{len(where.W)} neurons"
    shape = f"In dimension {len(where.W[0])}, the student has {students} and the teacher {len(where.V)}"
    lines = [line for part in "waVb" for line in _vectors(where, part)]
    lines += [*_scalars("β", where.biases), *_scalars("γ", where.teacher_biases), *_law(where)]
    if (len(where.W) + len(where.V)) * len(where.W[0]) <= _SHOWN and len(lines) <= 16:
        return [*prose(f"{shape}:@", Display(tuple(lines), ".")), *_all_digits(where)]
    letters = "".join(f", {letter}" for letter in _further(where))
    return prose(f"{shape}; the fingerprint of $(W, a, V, b{letters})$ is {fingerprint(where)}. ")


def _further(where: Explicit) -> dict[str, list[Row]]:
    """Biases and the law of the inputs, where they are given, as rows."""
    found: dict[str, list[Row]] = {"β": [where.biases], "γ": [where.teacher_biases], "m": [where.mean]}
    found["C"] = list(where.covariance)
    return {letter: rows for letter, rows in found.items() if rows and rows[0]}


def _scalars(letter: str, own: Row) -> list[Box]:
    """``β_1 = 1/2, β_2 = 0``, without those that are called so themselves."""
    called = {"β": "beta", "γ": "gamma"}.get(letter, letter)
    told = [(value, i) for i, value in enumerate(own, start=1) if value is not sym(f"{called}_{i}")]
    return [listed(row(_head(letter, i), entry(value)) for value, i in told)] if told else []


def _law(where: Explicit) -> list[Box]:
    """``m = (1, 0)`` and ``C = ((2, 1), (1, 2))``."""
    lines = []
    if where.mean:
        lines.append(row(name("m"), sign("="), fenced(listed(map(entry, where.mean)))))
    if where.covariance:
        lines.append(row(name("C"), sign("="), matrix(where.covariance)))
    return lines


def _vectors(where: Explicit, part: str) -> list[Box]:
    """``w_1 = (1, 0)``, a line each; scalars share one, and unit vectors and weights."""
    rows = {"w": where.W, "a": where.a, "V": where.V, "b": where.b}[part]
    letter = part.lower()
    if part == "V" and all(e is (ONE if i == j else ZERO) for i, own in enumerate(rows) for j, e in enumerate(own)):
        return [plain("v_j = e_j")]
    if part == "b" and all([*own] == [ONE] for own in rows):
        return [plain("b_j = 1")]
    if part in "ab" and len(rows[0]) == 1:
        told = [(own[0], i) for i, own in enumerate(rows, start=1) if own[0] is not sym(f"{letter}_{i}")]
        return [listed(row(_head(letter, i), entry(own)) for own, i in told)] if told else []
    return [row(_head(letter, i), fenced(listed(map(entry, own)))) for i, own in enumerate(rows, start=1)]


def _head(letter: str, i: int) -> Box:
    """``w_1 =``"""
    return row(index(name(letter), number(i)), sign("="))


def fingerprint(place: Explicit | Species) -> str:
    """What tells the weights of a large network from others."""
    shown: Any
    if isinstance(place, Species):
        students = [[str(s.at), *(text(e) for e in (s.diagonal, *s.w, s.a) if e is not None)] for s in place.students]
        shown = [students, *([text(e) for e in part] for part in (place.sizes, place.b))]
    else:
        shown = {letter: _matrix(getattr(place, letter), letter) for letter in "WaVb"}
        shown |= {letter: _matrix(rows, letter) for letter, rows in _further(place).items()}
    return sha256(str(shown).encode()).hexdigest()[:16]


def _matrix(rows: Iterable[Iterable[Expr]], letter: str) -> str:
    """A matrix in brackets; outgoing weights, where there is one output, as a list."""
    lines = [[text(e) for e in line] for line in rows]
    return _listed(own[0] if letter in "ab" and len(own) == 1 else _listed(own) for own in lines)


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"
