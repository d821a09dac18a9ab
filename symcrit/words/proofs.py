"""Proofs as numbered steps, from the witness that core accepted: what was shown, and how, without the arithmetic.

Each kind of witness has one function in `HOW`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from symcrit.core.affine.goals import RULES as affine_rules
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import parse
from symcrit.core.claims import SIGN, Claim
from symcrit.core.networks.loss import Groups
from symcrit.core.work import Work
from symcrit.words import kernels, minors
from symcrit.words.boxes import COMMA, SPACE, Box, fenced, name, number, power, prefix, row, sign, variable
from symcrit.words.formulas import box, relation
from symcrit.words.lines import LINE, width
from symcrit.words.places import indexed, is_one, joined
from symcrit.words.plain import Display, Piece, Prose, formula, prose
from symcrit.words.sentences import conditions

Witness = dict[str, Any]
_SIDES = "the difference of the two sides"
_LONG, _MANY = 8 * LINE, 30  # a longer formula, and finer steps of a longer proof, are left to the certificate


class Step(NamedTuple):
    """A numbered step, such as (2, 1) for 2.1."""

    number: tuple[int, ...]
    says: Prose


def derivation(claim: Claim, witness: Witness) -> list[Step]:
    """The steps by which the witness proves the claim."""
    proof = _Proof()
    proof.claim(claim, witness)
    steps = proof.steps
    for depth in (4, 3, 2, 1):
        steps = _without(steps, depth) if len(steps) > _MANY else steps
    return steps


def _without(steps: list[Step], depth: int) -> list[Step]:
    """The steps down to a depth, with the number of those that they leave out."""
    kept = [Step(step.number, list(step.says)) for step in steps if len(step.number) <= depth]
    for step in kept:
        below = sum(other.number[:depth] == step.number and len(other.number) > depth for other in steps)
        step.says.extend([f"({below} more steps are in the certificate.) "] if below else [])
    return kept


class _Proof:
    """Collects steps; the last of `counts` is the number of the step on the present level.

    `sides` is what the goal at hand is about, in words.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.counts = [0]
        self.sides = _SIDES

    def step(self, text: str, *inserts: Piece | Prose) -> None:
        """One more step on this level."""
        self.counts[-1] += 1
        self.steps.append(Step(tuple(self.counts), prose(text, *inserts)))

    @property
    def number(self) -> str:
        """The number of the step just written."""
        return ".".join(map(str, self.counts))

    def below(self, witness: Witness, sides: str = "") -> None:
        """What proves the step just written: steps one level deeper, or more words in it if that takes no formulas."""
        start, before, self.sides = len(self.steps), self.sides, sides or f"{_SIDES} in {self.number}"
        self.counts.append(0)
        self.goal(witness)
        self.counts.pop()
        self.sides = before
        words = [piece for step in self.steps[start:] for piece in step.says]
        if not any(isinstance(piece, Display) for piece in words):
            del self.steps[start:]
            self.steps[-1].says.extend(words)

    def claim(self, claim: Claim, witness: Witness) -> None:
        """The proof of a whole claim, on this level."""
        if "kernel" in claim.parts:
            kernels.derived(self, claim.parts["kernel"], witness)
        elif "configuration" in claim.parts:
            _loss(self, claim, witness)
        if witness["kind"] == "rule":
            RULES[witness["rule"]](self, claim, witness)
        else:
            self.goal(witness)
            self.parts(claim, witness)
            if claim.kind == "outside_span":
                self.step("With these signs the block is positive definite (rank-one). ")

    def parts(self, claim: Claim, witness: Witness) -> None:
        """The inequalities of a claim that have proofs of their own, by name; those of equal groups once."""
        proofs, told = witness.get("proof", {}), set[tuple[str, Relation]]()
        size = getattr(claim.parts.get("configuration"), "size", "")
        generic = {f"{size}_{i}": indexed(size) for i in range(3)}
        for goal in claim.goals(Work()) if proofs and "kind" not in proofs else ():
            named = re.sub(r"^D_\d+$", "D_i", goal.gap), goal.relation.at(generic)
            if goal.gap in proofs and named not in told:
                told.add(named)
                self.step("Next (@):@", figured(named[0]), displayed(relation(named[1])))
                self.below(proofs[goal.gap])

    def goal(self, witness: Witness) -> None:
        """The lemmas of a witness, and how it shows what is to be shown."""
        for lemma in witness.get("lemmas", []):
            self.step("Lemma: @", displayed(relation(Relation.read(lemma["relation"]))))
            self.below(lemma["witness"])
        HOW[witness["kind"]](self, witness)


def displayed(item: Box, end: str = ".") -> Display | str:
    """A formula on its own line, unless it is too long to be read."""
    return Display((item,), end) if width(item) <= _LONG else f"a formula too long to be read here{end} "


_FIGURES = re.compile(
    r"(?P<ball>\[-?\d[^\]\s]* \+/- [^\]\s]*\])|∂L/∂(?P<by>[aw]) of neuron (?P<neuron>\d+)"
    r"|∂κ/∂q(?P<order>\d\d)|\b(?P<index>[A-Za-z]_[a-z\d])\b"
    r"|\b(?P<name>[A-Za-z]\w*) = (?P<value>-?\d+(?:/\d+)?)\b"
)


def figured(why: str) -> Prose:
    """Words of core with their figures as formulas: ``[1.41 +/- 3e-10]`` is 1.41 ± 3·10⁻¹⁰."""
    pieces: Prose = []
    end = 0
    for match in _FIGURES.finditer(why):
        pieces += [why[end : match.start()], _figure(match)]
        end = match.end()
    return [piece for piece in [*pieces, why[end:]] if piece]


def _figure(match: re.Match[str]) -> Box:
    if match["ball"]:
        return _ball(match["ball"])
    if match["by"]:
        return formula(f"∂L/∂{match['by']}_{{{match['neuron']}}}")
    if match["order"]:
        return formula(f"∂κ/∂q_{{{match['order']}}}")
    if match["index"]:
        return variable(match["index"])
    return row(variable(match["name"]), formula(f"= {match['value']}"))


def _ball(text: str) -> Box:
    middle, radius = (_decimal(part) for part in text[1:-1].split(" +/- "))
    return row(middle, sign("±"), radius)


def _decimal(text: str) -> Box:
    digits, _, exponent = text.lstrip("+-").partition("e")
    boxes = [prefix("−")] * text.startswith("-") + [number(digits)]
    if exponent:
        ten = [prefix("−")] * exponent.startswith("-") + [number(exponent.lstrip("+-"))]
        boxes += [sign("·"), power(number(10), row(*ten))]
    return row(*boxes)


# ------------------------------------------------------------------------------------------------------------- rules


def _loss(proof: _Proof, claim: Claim, witness: Witness) -> None:
    """What loss and gradient are computed from: the kernel, and why it is right, and the order parameters."""
    place = claim.parts["configuration"]
    kernels.derived(proof, place.kernel, witness)
    if isinstance(place, Groups):
        one = is_one(place)
        model, _ = place.model(place.sizes if one and place.sizes else [indexed(place.size)])
        own, teacher = formula("Q_{11} =" if one else "Q_{ii} ="), formula("R_{1j} =" if one else "R_{ij} =")
        inner = box(model.gram(0, 0)), box(model.gram(0, len(model.W)))
        line = Display((row(own, inner[0], COMMA, SPACE, teacher, inner[1]),), "." if one else "")
        proof.step("The order parameters are@" + " for $j ∈ G_i$, and 0 between different groups. " * (not one), line)


def _mean_value(proof: _Proof, claim: Claim, witness: Witness) -> None:
    symbol = variable(claim.parts["symbol"])
    proof.step("It suffices that the derivative by @ is positive inside (mean-value). ", symbol)
    proof.goal(witness["proof"])


def _second_derivative(proof: _Proof, claim: Claim, witness: Witness) -> None:
    symbol = variable(claim.parts["symbol"])
    proof.step(
        "It suffices that the second derivative by @ is negative inside the interval (second-derivative). ", symbol
    )
    proof.goal(witness["proof"])


def _concave_exchange(proof: _Proof, claim: Claim, witness: Witness) -> None:
    size, n, k = (variable(key) for key in (claim.parts["configuration"].size, claim.parts["n"], claim.parts["k"]))
    f = displayed(row(name("f"), fenced(size), sign("="), box(parse(witness["function"]))), ",")
    proof.step("The loss is $Σ_{i=1}^n f(l_i)$ with@because the difference has normal form 0 for generic sizes"
               " of one and of two groups (groups). ", f)  # fmt: skip
    proof.step("$f$ is strictly concave on $[1, ∞)$: its second derivative is negative (second-derivative). ")
    proofs = witness["proof"]
    proof.below(proofs.get("left − right", proofs), "the second derivative")
    fewer, rest = row(n, sign("−"), number(1)), row(k, sign("−"), n, sign("+"), number(1))
    least = row(fenced(fewer), formula("f(1) + f"), fenced(rest))
    proof.step("So the least loss is @, attained only where at least @ sizes are 1 (concave-exchange); its value is"
               " the minimum stated. ", least, fewer)  # fmt: skip


def _one_direction(proof: _Proof, claim: Claim, witness: Witness) -> None:
    proof.step("The gradient vanishes: every component has normal form 0. ")
    proof.step("Let $a_1 ≠ 0$ and $∇L = 0$. With $p = |w_1|$ and $r$ the cosine between $w_1$ and a teacher, this"
               " teacher pulls by $∂κ/∂q_{12}$ at $(p², r p, 1)$. That is positive, so that $w_1$ lies in the span and"
               " is orthogonal to no teacher; and divided by $r$ it falls, so that all cosines are equal"
               " (one-direction). ")  # fmt: skip
    proof.parts(claim, witness)


def _rank_one(proof: _Proof, claim: Claim, witness: Witness) -> None:
    proof.step("The block is that stated: the difference has normal form 0 in every component. ")
    proof.parts(claim, witness)
    proof.step("With these signs the block is positive definite (rank-one). ")


def _affine(proof: _Proof, claim: Claim, witness: Witness) -> None:
    proof.step(f"It suffices to show the following ({witness['rule']}). ")
    proof.parts(claim, witness)


RULES: dict[str, Callable[[_Proof, Claim, Witness], None]] = {
    "mean-value": _mean_value,
    "second-derivative": _second_derivative,
    "concave-exchange": _concave_exchange,
    "leading-minors": minors.leading_minors,
    "one-direction": _one_direction,
    "rank-one": _rank_one,
    "schur": minors.schur,
    **dict.fromkeys(affine_rules.values(), _affine),
}


# --------------------------------------------------------------------------------------------------------- witnesses


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _zero(proof: _Proof, witness: Witness) -> None:
    proof.step(f"{_upper(proof.sides)} has normal form 0. ")


def _groups(proof: _Proof, witness: Witness) -> None:
    if "variance" in witness.get("proof", {}):
        proof.step(
            "The parts of $f − f^*$ that belong to the groups are independent: $L$ for two generic groups is the sum of"
            " both losses and twice the product of the means (the difference has normal form 0). So it suffices to"
            " bound the variance of one part (independence). "
        )
        return
    proof.step("It suffices to look at $n = 1, 2, 3$ groups of generic sizes (groups). Here the difference of the two"
               " sides has normal form 0 in every component. ")  # fmt: skip


def _root(proof: _Proof, witness: Witness) -> None:
    proof.step("Both sides are $≥ 0$ and compare as their squares do (squares). ")


def _injective(proof: _Proof, witness: Witness) -> None:
    inner = Claim.read(witness["claim"])
    symbol, f = variable(inner.parts["symbol"]), displayed(box(inner.parts["expr"]), ",")
    proof.step("Both sides give the same value of@which is strictly increasing in @ for @ (injective). ",
               f, symbol, conditions(inner.domain))  # fmt: skip
    proof.claim(inner, witness["witness"])


def _angle(proof: _Proof, witness: Witness) -> None:
    proof.step(f"By exact sines and cosines, {proof.sides} is a multiple of $2π$, and a ball shows it less than $2π$"
               " (full-turn). ")  # fmt: skip


def _constant(proof: _Proof, witness: Witness) -> None:
    symbol, at = variable(witness["symbol"]), box(parse(witness["at"]))
    proof.step(f"By @, {proof.sides} has derivative 0, and it is 0 at @ (zero-derivative). ",
               symbol, row(symbol, sign("="), at))  # fmt: skip


def _positive(proof: _Proof, witness: Witness) -> None:
    if "form" in witness:
        first = f"With this lemma, {proof.sides}" if "lemmas" in witness else _upper(proof.sides)
        proof.step(f"{first} is@whose sign is evident. ", displayed(box(parse(witness["form"])), ","))
    else:
        proof.step(f"The sign of {proof.sides} is evident from its form. ")


def _chain(proof: _Proof, witness: Witness) -> None:
    symbol, above = variable(witness["symbol"]), bool(witness.get("above"))
    place, value = row(symbol, sign("="), box(parse(witness["from"]))), formula("> 0" if above else "≥ 0")
    proof.step(f"At @, {proof.sides} is @. ", place, value)
    proof.below(witness.get("start", {"kind": "positive" if above else "zero"}), "the value there")
    proof.step("From there it moves away from 0, because its derivative by @ has one sign (mean-value). ", symbol)
    proof.below(witness["derivative"], "the derivative")


def _substitute(proof: _Proof, witness: Witness) -> None:
    inner = Claim.read(witness["claim"])
    side = relation(Relation(SIGN[inner.kind], inner.parts["lhs"], inner.parts["rhs"]))
    values = joined(row(variable(key), sign("="), box(parse(value))) for key, value in witness["values"].items())
    proof.step("With @ this is@for @. ", values, displayed(side, ""), conditions(inner.domain))
    before, proof.sides = proof.sides, f"{_SIDES} in {proof.number}"
    proof.goal(witness["witness"])
    proof.sides = before


def _split(proof: _Proof, witness: Witness) -> None:
    symbol, at = variable(witness["symbol"]), box(parse(witness["at"]))
    for key, sense in (("below", "≤"), ("above", ">")):
        proof.step("Where @: ", row(symbol, sign(sense), at))
        proof.goal(witness[key])


def _point(proof: _Proof, witness: Witness) -> None:
    proof.step(f"In {witness['precision']}-bit balls: over the larger box $Vᵀ ∇²L V$ is strictly diagonally dominant,"
               " where the columns of $V$ are nearly the scaled eigenvectors of $∇²L$; so $∇L$ vanishes at most once"
               " there, and a contraction of the smaller box shows that it does (krawczyk). ")  # fmt: skip
    proof.step("Over the smaller box the discs of $Vᵀ ∇²L V$ show the inertia (sylvester-gershgorin) and the bounds of"
               " the smallest eigenvalue; the loss is evaluated over it. ")  # fmt: skip


def _pieces(proof: _Proof, witness: Witness) -> None:
    power, count = f"k^{{−1/{witness['power']}}}", len(witness["pieces"])
    proof.step(f"With $t = {power}$, the $t$ of all $k$ lie in {count} intervals. On each the entries are polynomials"
               " in $t$ up to a small box: in balls for all its $t$ (taylor), rows and columns of the Hessian times"
               " powers of $t$, a contraction in a frame gives a critical point (krawczyk), the discs in a frame the"
               " inertia in every sector (sylvester-gershgorin, schur). ")  # fmt: skip


def _closed(proof: _Proof, witness: Witness) -> None:
    proof.step("The derivatives by $q_{11}$ and $q_{12}$ are those stated: the differences have normal form 0. ")


HOW: dict[str, Callable[[_Proof, Witness], None]] = {
    "zero": _zero,
    "groups": _groups,
    "kernel": _closed,
    "point": _point,
    "pieces": _pieces,
    "root": _root,
    "injective": _injective,
    "angle": _angle,
    "constant": _constant,
    "positive": _positive,
    "chain": _chain,
    "substitute": _substitute,
    "split": _split,
    "series": kernels.series,
}
