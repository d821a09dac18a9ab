"""Certificates that nobody honest would write: edited, mixed, or made up around a false claim.

Every edit comes with the digest recomputed, so that only mathematics can stop it.
"""

import copy
import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symcrit.certificate import digest, write, written
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import parse
from symcrit.core.verdict import Malformed, check
from symcrit.search.engines.equalities.identities import IDENTITIES, proved

from . import oracle
from .kernels import derived

RELATIONS = ("<", "<=", ">", ">=", "=", "!=")
FUNCTIONS = ("sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan")
FUNCTIONS += ("sinh", "cosh", "tanh", "erf", "erfc", "abs")
ARITHMETIC = ("+", "*", "-", "/", "^")
CLAIMS = ("equal", "less", "at_most", "increasing", "concave", "critical", "not_critical", "loss", "best_partition")
CLAIMS += ("direction", "outside_span", "unique", "kernel")
WITNESSES = ("zero", "root", "angle", "constant", "positive", "chain", "substitute", "split", "injective", "series")
WITNESSES += ("goals", "refute")
SHAPES = ("increasing", "concave", "best_partition")  # claims that come down to a sign of derivatives
WORDS = (
    RELATIONS,
    FUNCTIONS,
    ARITHMETIC,
    CLAIMS,
    WITNESSES,
    ("real", "integer"),
    ("q11", "q12", "q22"),
    ("r", "s", "t", "z"),
    ("kappa", "relu"),
)
LSTAR = ["-", ["/", "l", 3], ["/", ["*", 2, ["^", "l", 2], ["asin", ["/", 1, ["*", 2, "l"]]]], "pi"]]
Path = tuple


def sealed(certificate: dict) -> dict:
    """The certificate with the digest of what it now says."""
    fields = {key: value for key, value in certificate.items() if key != "digest"}
    return fields | {"digest": digest(fields)}


def verdict(certificate: dict) -> str:
    """What core says: "PROVED", "REFUTED", "UNDECIDED" or "malformed"; any other exception is core's fault."""
    try:
        return check(certificate).verdict.name
    except Malformed:
        return "malformed"


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every node of a JSON document with its path, the root excepted."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield (*path, key), child
        yield from leaves(child, (*path, key))


def edited(document: dict, path: Path, change: Callable[[Any, Any], None]) -> dict:
    """A copy in which `change(parent, key)` was applied at `path`; what is not on the path is shared."""
    result = parent = copy.copy(document)
    for key in path[:-1]:
        parent[key] = parent = copy.copy(parent[key])
    change(parent, path[-1])
    return result


def assign(value: Any) -> Callable[[Any, Any], None]:
    return lambda parent, key: parent.__setitem__(key, value)


def substitutes(value: Any, names: list[str]) -> list[Any]:
    """What a cheat would write in place of a leaf."""
    if isinstance(value, bool) or value is None:
        return [not value] if value is not None else [[1, 2], ["l"]]
    try:
        number = Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError):
        number = None
    if number is not None:
        nudged = [number + 1, number - 1, -number, 2 * number, number + Fraction(1, 10**9), Fraction(0)]
        spelled = [int(v) if v.denominator == 1 and isinstance(value, int) else str(v) for v in nudged]
        return [v for v in spelled if v != value] + names[:1]
    if isinstance(value, str):
        family = [word for words in WORDS if value in words for word in words]
        return [word for word in dict.fromkeys([*family, *(names if value in names else [])]) if word != value]
    return []


def structural(document: dict) -> Iterator[tuple[str, dict]]:
    """Entries removed, doubled, exchanged; hypotheses dropped or added."""
    for path, node in leaves(document):
        if path[0] not in {"claim", "witness"}:
            continue
        if len(path) > 1:
            yield f"drop {path}", edited(document, path, lambda parent, key: parent.__delitem__(key))
        if isinstance(node, list) and len(node) >= 2:
            for i in range(len(node) - 1):
                swapped = [*node[:i], node[i + 1], node[i], *node[i + 2 :]]
                yield f"swap {path} {i}", edited(document, path, assign(swapped))
            yield f"empty {path}", edited(document, path, assign([]))
            yield f"double {path}", edited(document, path, assign([*node, node[-1]]))
    where = document["claim"].get("where", [])
    for name in document["claim"]["symbols"]:
        for extra in ([">", name, 0], ["<", name, 0], ["=", name, 1], ["<", name, name]):
            yield f"add {extra}", edited(document, ("claim", "where"), assign([*where, extra]))


def edits(document: dict) -> Iterator[tuple[str, dict]]:
    """Every edit of a certificate that changes one thing, unsealed."""
    names = [*document["claim"]["symbols"], "pi"]
    for path, node in leaves(document):
        if path[0] in {"claim", "witness"} and not isinstance(node, dict | list):
            for value in substitutes(node, names):
                yield f"{'.'.join(map(str, path))}: {node!r} → {value!r}", edited(document, path, assign(value))
    yield from structural(document)


def complaint(document: dict, outcome: str, rng: random.Random) -> str | None:
    """Why core's outcome is wrong, None if the independent oracle agrees or core did not commit itself."""
    if outcome not in {"PROVED", "REFUTED"}:
        return None
    claim, witness = document["claim"], document["witness"]
    claim = claim | {"symbols": claim.get("symbols", {}), "where": claim.get("where", [])}
    hints = [point for point in (witness.get("sample"), witness.get("at")) if isinstance(point, dict)]
    hints += [{}] if claim["kind"] == "kernel" else []
    size = claim.get("configuration", {}).get("groups", {}).get("size")
    if size and isinstance(witness.get("sizes"), list):
        hints += [{**witness.get("at", {}), size: value} for value in witness["sizes"]]
    place = oracle.violation(claim, rng, count=3 if "configuration" in claim else 60, hints=hints)
    if outcome == "PROVED" and place is not None:
        return f"PROVED, but it fails at {place}"
    if outcome == "REFUTED" and place is None:
        return "REFUTED, but no point of failure was found"
    if outcome == "PROVED" and not admissible_somewhere(claim, hints, rng):
        return "PROVED, but no point satisfies the hypotheses"
    return None


def admissible_somewhere(claim: dict, hints: list, rng: random.Random) -> bool:
    with oracle.mp.workdps(oracle.DIGITS):
        candidates = [at for at in hints if at.keys() >= claim["symbols"].keys()]
        return (
            any(oracle.admissible(claim, at) for at in candidates)
            or next(oracle.points(claim, rng, count=1), None) is not None
        )


def rational_points(claim: dict, rng: random.Random, count: int = 2) -> list[dict[str, str]]:
    """Admissible points with exact coordinates, as a certificate writes them."""
    found = []
    with oracle.mp.workdps(oracle.DIGITS):
        for at in oracle.points(claim, rng, count=4 * count):
            exact = {name: str(Fraction(v).limit_denominator(100)) for name, v in _fractions(at).items()}
            if oracle.admissible(claim, exact):
                found.append(exact)
    return found[:count]


def forged_refutations(claim: dict, rng: random.Random) -> Iterator[dict]:
    """Points inside and outside the domain, with other points to the right and with group sizes."""
    outside = [{name: str(v) for name in claim["symbols"]} for v in (0, 1, -1, 7, "1/2", "-22/7")]
    how = derivation(claim)
    for at in [*rational_points(claim, rng, count=3), *outside, {}]:
        yield {"kind": "refute", "at": at, **how}
        if "expr" in claim:
            yield from ({"kind": "refute", "at": at, "other": other} for other in ("3/2", "8", "1/3"))
        if claim.get("configuration", {"groups": {"sizes": 1}})["groups"]["sizes"] is None:
            yield from (
                {"kind": "refute", "at": at, "sizes": sizes, **how} for sizes in ([1], [2, 1], [3, 2], [0], ["1/2"])
            )


def _fractions(at: dict) -> dict[str, Fraction]:
    return {name: v if isinstance(v, Fraction | int) else Fraction(oracle.mp.nstr(v, 30)) for name, v in at.items()}


def derivation(claim: dict) -> dict:
    """The honest derivation of the kernel of a claim, where it has one."""
    kernel = claim.get("kernel") or claim.get("configuration", {}).get("kernel", {})
    return derived(kernel) if "activation" in kernel else {}


def forged_witnesses(claim: dict, rng: random.Random) -> Iterator[dict]:
    """One plausible witness of every proving kind for any claim, with an honest sample where there is one."""
    samples = rational_points(claim, rng, count=1) or [{}]
    common = ({"sample": samples[0]} if claim["symbols"] else {}) | derivation(claim)
    inners: list[dict] = [{"kind": "positive"}, {"kind": "zero"}]
    for kind in ("zero", "root", "goals", "positive"):
        yield {"kind": kind, **common}
    for multiple in (1, 2, 64):
        yield {"kind": "angle", "multiple": multiple, **common}
    for form in (1, 0, "1/1000"):
        yield {"kind": "positive", "form": form, **common}
    shape = claim["kind"] in SHAPES
    given = {"given": {"function": LSTAR}} if claim["kind"] == "best_partition" else {}
    if shape:
        yield from ({"kind": "goals", "inequalities": inner, **given, **common} for inner in inners)
    for name in claim["symbols"]:
        for witness in _along(name, samples[0].get(name, "0"), inners):
            yield {"kind": "goals", "inequalities": witness, **given, **common} if shape else {**witness, **common}
    if "lhs" in claim:
        yield from _with_lemmas(claim, common)
        yield from _at_other_values(claim, samples[0], common)
        yield from _by_one_function(claim, common)


def _along(name: str, start: str, inners: list[dict]) -> Iterator[dict]:
    """Witnesses that move one symbol."""
    for half, at in itertools.product(inners, dict.fromkeys((start, "1/2"))):
        yield {"kind": "split", "symbol": name, "at": at, "below": half, "above": half}
    for at in dict.fromkeys((start, "1", "-1", "0")):
        yield {"kind": "constant", "symbol": name, "at": at}
    for inner, end in itertools.product(inners, dict.fromkeys((start, "0", "1"))):
        chain = {"kind": "chain", "symbol": name, "from": end, "derivative": inner}
        yield chain
        yield {**chain, "above": True, "start": {"kind": "positive"}}


def _with_lemmas(claim: dict, sample: dict) -> Iterator[dict]:
    """The claim as its own lemma, a textbook identity as a lemma, and as what the claim is an instance of."""
    lhs, rhs, names = claim["lhs"], claim["rhs"], [*claim["symbols"], 1, 1]
    for relation in (["=", lhs, rhs], ["=", rhs, lhs], ["<", lhs, rhs], ["<=", lhs, rhs]):
        for kind in ("zero", "positive"):
            yield {"kind": kind, "lemmas": [{"relation": relation, "witness": {"kind": kind}}], **sample}
    for identity in IDENTITIES:
        known = proved(identity, 2)
        inner, witness = written(known.claim), written(known.witness)
        values = dict(zip(inner["symbols"], (names[0], names[-2]), strict=False))
        step = {"kind": "substitute", "claim": inner, "values": values, "witness": witness}
        yield {**step, **sample}
        relation = Relation.read(["=", inner["lhs"], inner["rhs"]]).at({k: parse(v) for k, v in values.items()})
        yield {"kind": "zero", "lemmas": [{"relation": ["=", *map(write, relation[1:])], "witness": step}], **sample}


def _by_one_function(claim: dict, sample: dict) -> Iterator[dict]:
    """Both sides under a function that is increasing, or only on a part of the line, or only said to be."""
    slope = {"kind": "goals", "inequalities": {"kind": "positive"}}
    for expr in (["^", "u", 2], ["^", "u", 3], ["sin", "u"], ["tan", "u"], ["exp", "u"]):
        for where in ([], [[">", "u", 0]], [[">", "u", 0], ["<", "u", 1]]):
            inner = {"kind": "increasing", "symbols": {"u": "real"}, "where": where, "expr": expr, "symbol": "u"}
            yield {"kind": "injective", "claim": inner, "witness": slope, **sample}


def _at_other_values(claim: dict, point: dict, sample: dict) -> Iterator[dict]:
    """The claim from itself without hypotheses, with the strongest hypotheses, and at one point only."""
    same = {name: name for name in claim["symbols"]}
    tight = [["=", name, point.get(name, 0)] for name in claim["symbols"]]
    for where in ([], tight, claim.get("where", [])):
        for kind in ("zero", "positive"):
            inner = {**claim, "where": where}
            yield {"kind": "substitute", "values": same, "claim": inner, "witness": {"kind": kind}, **sample}
            yield {"kind": "substitute", "values": point, "claim": inner, "witness": {"kind": kind}, **sample}
