"""Certificates of format 1, read as those of format 2: the words for goals in it as keys, its kinds of witnesses too.

Frozen: format 1 is what symcrit 0.1.0 first wrote, and this table is all that is left of it.  Core judges what comes
out of here anew, as it does every certificate; nothing rests on this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from symcrit.core import Malformed
from symcrit.core.reading import items, need, only, record, text

JSON = dict[str, Any]

# ------------------------------------------------------------------------------------------------------------- labels

_CLAIM = {"left − right": "claim"}
_GRADIENT = {"∂L/∂a of neuron {i}": "gradient/a/{i}", "∂L/∂w of neuron {i}": "gradient/w/{i}"}
_SECTOR = {"entry {i},{j}": "entry/{i}/{j}", "symmetry {i},{j}": "symmetry/{i}/{j}", "minor {i}": "minor/{i}"}
_SHAPE = {"σ": "activation", "kink": "kink"}
_TARGET = {**_SHAPE, "τ": "slope", "K": "K", "h′": "pull", "α": "alpha", "rank": "rank", "L − value": "value"}
_FRAME = {
    **_TARGET,
    "M ≥ 2": "count",
    "Gram": "gram",
    "distinct": "distinct",
    "dimension": "dimension",
    "|w|": "length",
    "∂L/∂w along w": "along-w",
    "∂L/∂w along v": "along-v",
}
_STABLE = {
    **_FRAME,
    "M ≥ 3": "count-3",
    "no kink": "no-kink",
    "γ": "total",
    "v ≠ 0": "target",
    "room": "room",
    "below": "below",
    **{f"{kind} {{i}}": f"{kind}/{{i}}" for kind in ("trivial", "standard", "pairs", "outside")},
}

# {kind of claim: {label: key}}; {i} and {j} stand for neurons, groups or patterns: those of the label or, where it
# names none, all there are.
LABELS: Mapping[str, Mapping[str, str]] = {
    "equal": _CLAIM,
    "less": _CLAIM,
    "at_most": _CLAIM,
    "increasing": {"f": "function", "left − right": "slope"},
    "concave": {"f": "function", "left − right": "bend"},
    "critical": _GRADIENT,
    "not_critical": {"left − right": "bound", "‖∇L‖² − bound²": "norm"},
    "loss": {"L − value": "loss"},
    "loss_bound": {"L − value": "loss", "L of two groups": "pair", "scale": "scale", "variance": "variance"},
    "gradient": {"∂L/∂a − what is said": "gradient/a/{i}", "∂L/∂w − what is said": "gradient/w/{i}"},
    "direction": {"|w|²": "norm/{i}", "∂L/∂w": "gradient/{i}", "the turning part of ∂L/∂w": "turn/{i}"},
    "unique": {
        **_GRADIENT,
        "∂κ/∂q12": "pull",
        "κ is odd": "odd",
        "∂κ/∂q12 over w_j falls": "falls",
        "c_0": "size",
        "a_0": "outgoing",
    },
    "outside_span": {"block − factor·(D + vvᵀ)": "block/{i}/{j}", "factor": "factor", "D_{i}": "diagonal/{i}"},
    "best_partition": {"L − value": "loss", "minimum": "minimum", "f": "function", "left − right": "bend"},
    "sector": _SECTOR,
    "sectors": _SECTOR,
    "equiangular": _FRAME,
    "optimal": _FRAME,
    "stable": _STABLE,
    "dual_bound": {**_TARGET, "M ≥ 1": "count", "value": "value"},
    "signed_minimum": {**_TARGET, "M ≥ 2": "count", "c·a": "mean", "attained": "attained"},
    "reduction": {**_SHAPE, "even": "even", "R(0)": "zero", "rest": "rest", "bound": "bound"},
    "sphere_mean": {**_SHAPE, "value": "value"},
    "onto": {"f": "function", "pole": "pole", "N(b)": "top", "f′": "derivative"},
}
_EQUATIONS = ("critical", "loss", "gradient")  # kinds whose goals are equations, and those whose goals are inequalities
_INEQUALITIES = ("not_critical", "loss_bound")
_RELATIONS = ("equal", "less", "at_most")
_WHOLE = {
    "rule": ("rule", "function"),
    "groups": (),
    "kernel": (),
}  # kinds that prove no goal by themselves: own fields
RULES = {  # that a witness of kind rule names, by the kind of claim
    "increasing": "mean-value",
    "concave": "second-derivative",
    "best_partition": "concave-exchange",
    "outside_span": "rank-one",
    "unique": "one-direction",
    "sector": "leading-minors",
    "sectors": "schur",
    "optimal": "supporting-line",
    "dual_bound": "supporting-line",
    "equiangular": "isometries",
    "stable": "isotypic",
    "signed_minimum": "even-part",
    "reduction": "hermite",
    "sphere_mean": "polar",
    "onto": "intermediate-value",
}
_MANY = 4000  # neurons that a label may stand for
MOST_GOALS = 100_000  # that labels may stand for


def _keys(claim: JSON, label: str) -> Iterator[str]:
    """The keys of the goals that a label stands for."""
    known = LABELS.get(str(claim.get("kind")), {})
    words, _, n = label.partition(", n = ")
    before = f"n={n}/" if n else ""
    if claim.get("kind") == "sectors":
        sector, _, words = words.rpartition(": ")
        before += f"{sector}/"
    for pattern, key in known.items():
        numbers = _numbers(pattern, words)
        if numbers is None:
            continue
        open_ = [letter for letter in ("i", "j") if f"{{{letter}}}" in key and letter not in numbers]
        for chosen in _choices(open_, _count(claim, n) if open_ else 0):
            yield before + key.format(**numbers, **chosen)
        return
    yield before + words  # core says that there is no such goal


def _numbers(pattern: str, words: str) -> dict[str, str] | None:
    """The numbers in words of this pattern; None for other words."""
    found = {}
    for letter in ("i", "j"):
        start, slot, rest = pattern.partition(f"{{{letter}}}")
        if not slot:
            break
        end = rest[:1]
        if not words.startswith(start):
            return None
        number, _, words = words[len(start) :].partition(end) if end else (words[len(start) :], "", "")
        if not (number.isascii() and number.isdecimal()):
            return None
        found[letter] = number
        pattern = rest[1:]
    return found if words == pattern else None


def _choices(letters: list[str], count: int) -> Iterator[dict[str, int]]:
    """All numbers from 1 for the letters, in ascending order."""
    if not letters:
        yield {}
        return
    first, *others = letters
    for i in range(1, count + 1):
        if not others:
            yield {first: i}
            continue
        for j in range(i, count + 1):
            yield {first: i, others[0]: j}


def _count(claim: JSON, n: str) -> int:
    """The number of neurons of a network, with n groups where their number is open."""
    place = record(claim.get("configuration"))
    if "groups" not in place:
        return min(len(items(record(place.get("network")).get("W"))), _MANY)
    groups = record(place["groups"])
    sizes = groups.get("sizes")
    count = len(sizes) if isinstance(sizes, list) else 0
    if n:
        count = int(n) if n in ("1", "2", "3") else 0
    return min(count * len(items(groups.get("students"))), _MANY)


# ---------------------------------------------------------------------------------------------------------- witnesses


def translated(claim: JSON, witness: JSON) -> JSON:
    """The witness of a claim in format 2; raises `Malformed`.

    >>> translated({"kind": "concave"}, {"kind": "rule", "rule": "second-derivative", "proof": {"kind": "positive"}})
    {'kind': 'goals', 'inequalities': {'kind': 'positive'}}
    """
    try:
        return _translated(claim, witness)
    except RecursionError:
        raise Malformed("witness nested too deeply") from None


def _translated(claim: JSON, witness: JSON) -> JSON:
    kind = text(witness.get("kind"))
    own = dict(witness)
    around = {}
    if "sample" in own:
        around["sample"] = own["sample"] if kind == "angle" else own.pop("sample")
    if "kernel" in own:
        around["kernel"] = _derivation(own.pop("kernel"))
    if own.get("at") == {}:
        del own["at"]
    if kind in ("refute", "point", "pieces"):
        return {**own, **around}
    if own.get("proof") or kind in _WHOLE or claim.get("kind") not in _RELATIONS:
        return {"kind": "goals", **around, **_goals(claim, own)}
    if own.get("proof") == {}:
        del own["proof"]
    return {**_of_goal(own), **around}


def _goals(claim: JSON, witness: JSON) -> JSON:
    """The fields of a proof by goals, the sample and the derivation of a kernel left out."""
    _whole_of(claim, witness)
    found: JSON = {}
    proof = record(witness.get("proof", {}))
    if witness.get("kind") not in _WHOLE and not proof:
        return _for_all(claim, _of_goal({key: value for key, value in witness.items() if key != "proof"}))
    own = _WHOLE.get(str(witness.get("kind")), ())
    only(witness, "kind", "proof", "lemmas", *own)
    if "kind" in proof:
        found["inequalities"] = _of_goal(proof)
    elif proof:
        found["proofs"] = _by_keys(claim, proof)
    if "lemmas" in witness and witness["lemmas"] != []:
        found["equations"] = _of_goal({"kind": "zero", "lemmas": witness["lemmas"]})
    if "function" in witness:
        found["given"] = {"function": witness["function"]}
    return found


def _whole_of(claim: JSON, witness: JSON) -> None:
    """Raises `Malformed` unless the witness is of the kind that a claim of this kind had."""
    about, kind = str(claim.get("kind")), witness.get("kind")
    if _any_number(claim) and about != "best_partition":
        need(kind == "groups", "the witness for this claim is groups")
    elif about in RULES:
        need(kind == "rule", "the witness for this claim is rule")
        need(witness.get("rule") == RULES[about], f"{about} needs the rule {RULES[about]}")
    elif about == "kernel":
        need(kind == "kernel", "the witness for this claim is kernel")
    if witness.get("proof"):
        need(kind == "zero" or kind in tuple(_WHOLE), "only a witness of kind zero has proofs of parts")


def _any_number(claim: JSON) -> bool:
    """Whether a claim is about groups in any number."""
    place = claim.get("configuration")
    groups = place.get("groups") if isinstance(place, dict) else None
    return isinstance(groups, dict) and groups.get("sizes") is None


def _by_keys(claim: JSON, proof: JSON) -> JSON:
    """The witnesses of goals, by label, as those by key."""
    found: JSON = {}
    for label, own in proof.items():
        witness = _of_goal(own)
        for key in _keys(claim, label):
            need(key not in found, "two labels stand for one goal: {}", label)
            need(len(found) < MOST_GOALS, f"the labels stand for more than {MOST_GOALS} goals")
            found[key] = witness
    return found


def _for_all(claim: JSON, witness: JSON) -> JSON:
    """One witness for all goals of a claim."""
    kind = claim.get("kind")
    found = {}
    if kind not in _INEQUALITIES and witness != {"kind": "zero"}:
        found["equations"] = witness
    if kind not in _EQUATIONS and witness != {"kind": "positive"}:
        found["inequalities"] = witness
    return found


def _of_goal(value: Any) -> Any:
    """The witness of a goal; what is none is left for core to refuse."""
    if not isinstance(value, dict):
        return value
    found = {key: own for key, own in value.items() if not (key == "lemmas" and own == [])}
    if found.get("kind") == "angle" and "sample" in found:
        found["point"] = found.pop("sample")
    for key in ("start", "derivative", "below", "above"):
        if isinstance(found.get(key), dict):
            found[key] = _of_goal(found[key])
    if found.get("kind") in ("substitute", "injective") and isinstance(found.get("witness"), dict):
        found["witness"] = _inside(record(found.get("claim")), found["witness"])
    if isinstance(found.get("lemmas"), list):
        found["lemmas"] = [_lemma(lemma) for lemma in found["lemmas"]]
    if isinstance(found.get("steps"), list):
        found["steps"] = [_of_goal(step) for step in found["steps"]]
    return found


def _inside(claim: JSON, witness: JSON) -> JSON:
    """The witness of a claim that stands inside another; it has no sample."""
    if claim.get("kind") in _RELATIONS:
        return _of_goal(witness)  # type: ignore[no-any-return]
    need("sample" not in witness, "the sample inside a witness is not read")
    return _translated(claim, witness)


def _lemma(value: Any) -> Any:
    return {**value, "witness": _of_goal(value.get("witness"))} if isinstance(value, dict) else value


def _derivation(value: Any) -> Any:
    """The derivation of a kernel, with its steps."""
    if not isinstance(value, dict) or not isinstance(value.get("steps"), list):
        return value
    return {**value, "steps": [_of_goal(step) for step in value["steps"]]}
