"""Certificate files: the JSON around a claim and its witness.  Nothing rests on this; core re-checks what is inside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any, NoReturn

import flint
from flint import fmpq

from symcrit import by_price, format_1
from symcrit.core import (
    Claim,
    Derived,
    Domain,
    Expr,
    Goals,
    Kernel,
    Lemma,
    Malformed,
    Relation,
    parts_of,
    substitute,
    sym,
)
from symcrit.core.gaussian.kernels import ByReduction, Pieces
from symcrit.core.gaussian.language import Parts, bound
from symcrit.core.reading import MAX_DIGITS, excerpt, index, need, read, record, text

FORMAT = 2
READABLE = (1, 2)  # certificates of format 1 are translated by `format_1`
MAX_CHARACTERS = 32_000_000
MAX_WORK = 10**18


def _work(value: object) -> int:
    need(index(value) <= MAX_WORK, "the work stated is more than {}", MAX_WORK)
    return index(value)


ENVELOPE = {"format": index, "symcrit?": text, "claim": record, "witness": record, "work?": _work, "digest": text}


def certificate(
    claim: dict[str, Any], witness: dict[str, Any], version: str, work: int | None = None
) -> dict[str, Any]:
    """The certificate of a claim: format, versions, claim, witness, the work of its check where it is known, digest."""
    value = {"format": FORMAT, "symcrit": f"{version} ({flint_versions()})", "claim": claim, "witness": witness}
    if work is not None:
        value["work"] = work
    return {**value, "digest": digest(value)}


def flint_versions() -> str:
    """The versions of the number system that decided a certificate: ``python-flint 0.9.0, FLINT 3.6.0``."""
    return f"python-flint {flint.__version__}, FLINT {flint.__FLINT_VERSION__}"


def digest(certificate: dict[str, Any]) -> str:
    """sha256 of the canonical JSON (sorted keys, no spaces, UTF-8) of all fields but `digest`: a transport check."""
    rest = {key: value for key, value in certificate.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _inexact(token: str) -> NoReturn:
    raise Malformed(f"{token[:40]} stands where an exact number is meant; write an integer or a string such as '1/3'")


def _integer(token: str) -> int:
    return int(token) if len(token) <= MAX_DIGITS else _inexact(token)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs), "a key stands twice in one object")
    return dict(pairs)


def loads(text: str) -> dict[str, Any]:
    """A certificate from its text; raises `Malformed` with one line."""
    return envelope(decode(text))


def decode(text: str) -> Any:
    """JSON without floats; raises `Malformed` with one line."""
    need(len(text) <= MAX_CHARACTERS, f"certificate longer than {MAX_CHARACTERS} characters")
    hooks = {"parse_float": _inexact, "parse_constant": _inexact, "parse_int": _integer, "object_pairs_hook": _object}
    try:
        return json.loads(text, **hooks)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Malformed(f"not JSON, or nested too deeply: {str(error)[:80]}") from None


def envelope(value: object) -> dict[str, Any]:
    """A certificate whose outer form is right, in format 2; raises `Malformed`."""
    form = record(value).get("format")
    readable = type(form) is int and form in READABLE
    need(readable, f"unknown certificate format {excerpt(form)}; this version reads {' and '.join(map(str, READABLE))}")
    try:
        expected, stated = digest(record(value)), read(value, ENVELOPE)["digest"]
    except (UnicodeEncodeError, TypeError, RecursionError):
        raise Malformed("the certificate cannot be written as canonical JSON") from None
    need(stated == expected, "wrong digest: the certificate was damaged or edited")
    return _translated(record(value))


def _translated(old: dict[str, Any]) -> dict[str, Any]:
    """A certificate of format 1 as one of format 2; one with derivations that core no longer reads, in a new form."""
    claim, witness = old["claim"], old["witness"]
    found = witness if old["format"] == FORMAT else format_1.translated(claim, witness)
    found = by_price.translated(claim, found)
    if found is witness:
        return old
    value = {key: entry for key, entry in old.items() if key != "work"}  # which was that of the old witness
    value = {**value, "format": FORMAT, "witness": found}
    return {**value, "digest": digest(value)}


# ------------------------------------------------------------------------------------------------------------ writing


def write(expr: Expr) -> Any:
    """The JSON that `core.expr.parse` reads back as this very node."""
    op, args = expr.op, expr.args
    if op == "num":
        return str(expr.value)
    if op == "sym":
        return args[0]
    if op == "pi":
        return "pi"
    if op == "pow":
        return ["^", write(args[1]), args[0]]
    if op == "mean":
        return [op, *map(write, args)]
    if op == "expect":
        return _expectation(Parts(expr))
    if op == "slope":
        return ["d", write(args[1]), args[0]]
    if op == "unknown":
        return ["f", *args[:2], write(args[2])]
    if op == "moment":
        size = len(args[0])
        children = [write(child) for child in expr.children]
        return [op, [list(entry) for entry in args[0]], children[:size], children[size:]]
    if op == "kernel":
        return ["kernel", *args[:4], *map(write, args[4:])]
    return [{"add": "+", "mul": "*"}.get(op, op), *map(write, args)]


def _expectation(parts: Parts) -> Any:
    """The JSON of an expectation, in the names that it was given."""
    own = substitute(parts.function, {bound(i): sym(label) for i, label in enumerate(parts.names)})
    return ["expect", write(own), list(parts.names), [write(m) for m in parts.means],
            [[write(entry) for entry in row] for row in parts.cov]]  # fmt: skip


def written(value: object) -> Any:
    """The JSON that core reads back as this claim, witness, or part of one; fields that say nothing are left out.

    Raises TypeError for what is none, and for claims about configurations, whose JSON says more than core keeps.

    >>> from symcrit.core import num, sym
    >>> from symcrit.core.witnesses.positive import Positive
    >>> written(Positive(form=num(2) * sym("x")))
    {'kind': 'positive', 'form': ['*', '2', 'x']}
    """
    if isinstance(value, Expr):
        return write(value)
    if isinstance(value, Goals):
        return _goals(value)
    if isinstance(value, Claim):
        return {"kind": value.kind, **_domain(value.domain), **_parts(value)}
    if isinstance(value, Lemma):
        return {"relation": written(value.relation), "witness": written(value.witness)}
    if isinstance(value, Derived):
        return {**_derivation(value.derivation), "steps": [written(step) for step in value.steps]}
    if isinstance(value, Kernel):
        return _kernel(value)
    if is_dataclass(value):
        kind = getattr(value, "kind", None)
        return {**({} if kind is None else {"kind": kind}), **_parts(value)}
    return _plain(value)


def _plain(value: object) -> Any:
    """Numbers, words, collections."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, fmpq):
        return str(value)
    if isinstance(value, Relation):
        return [value.op, write(value.lhs), write(value.rhs)]
    if isinstance(value, Mapping):
        return {key: written(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):  # a list would not be read as what it is
        return [written(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} has no JSON")


def _parts(value: Any) -> dict[str, Any]:
    """The fields of a kind; optional ones that are not given, or empty, are left out."""
    found = {}
    for key, (own, how) in parts_of(type(value)).items():
        entry = getattr(value, own)
        absent = how.optional and (entry is None or entry == () or entry == {})
        if not absent:
            found[key] = written(entry)
    return found


def _goals(proof: Goals) -> dict[str, Any]:
    """Of the goal "claim" alone its witness, with the sample and the derivation of the kernel beside it."""
    alone = set(proof.proofs) == {"claim"} and not proof.given
    if not alone or proof.equations is not None or proof.inequalities is not None:
        return {"kind": proof.kind, **_parts(proof)}
    around = _parts(proof)
    del around["proofs"]
    return {**written(proof.proofs["claim"]), **around}


def _domain(domain: Domain) -> dict[str, Any]:
    if not domain.kinds:
        return {}
    definite = [["pd", written(matrix)] for matrix in domain.definite]
    return {"symbols": dict(domain.kinds), "where": [*map(written, domain.stated), *definite]}


def _derivation(derivation: ByReduction) -> dict[str, Any]:
    pieces = [_side(side) for side in derivation.sides]
    return {"pieces": pieces, "edge": derivation.edge, "smooth": derivation.smooth}


def _side(side: Pieces) -> dict[str, Any]:
    lists = {key: written(entries) for key, entries in side._asdict().items()}
    return {key: entries for key, entries in lists.items() if entries}


def _kernel(kernel: Kernel) -> dict[str, Any]:
    if kernel.activation is None:
        found: dict[str, Any] = {"uninterpreted": kernel.forms[0].args[0]}
        if kernel.similar:
            found["self_similar"] = list(kernel.similar)
        if kernel.beyond is not None:
            found["beyond"] = kernel.beyond
        return found
    found = {"activation": write(kernel.activation)}
    if kernel.teacher is not None:
        found["teacher"] = write(kernel.teacher)
    if kernel.biased:
        found["biased"] = True
    if not kernel.by_definition:
        found["forms"] = written(kernel.forms)
    return found
