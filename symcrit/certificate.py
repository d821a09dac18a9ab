"""Certificate files: the JSON around a claim and its witness.  Nothing rests on this; core re-checks what is inside."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

from symcrit.core.algebra.expr import Expr
from symcrit.core.reading import MAX_DIGITS, Malformed, index, need, read, record, shown

FORMAT, MAX_CHARACTERS, MAX_WORK = 1, 32_000_000, 10**18


def _work(value: object) -> int:
    need(index(value) <= MAX_WORK, "the work stated is more than {}", MAX_WORK)
    return index(value)


ENVELOPE = {"format": index, "symcrit?": str, "claim": record, "witness": record, "work?": _work, "digest": str}


def certificate(
    claim: dict[str, Any], witness: dict[str, Any], version: str, work: int | None = None
) -> dict[str, Any]:
    """The certificate of a claim: format, version, claim, witness, the work of its check where it is known, digest."""
    value = {"format": FORMAT, "symcrit": version, "claim": claim, "witness": witness}
    if work is not None:
        value["work"] = work
    return {**value, "digest": digest(value)}


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
    """A certificate whose outer form is right; raises `Malformed`."""
    form = record(value).get("format")
    need(type(form) is int and form == FORMAT, f"unknown certificate format {shown(form)}; this core reads {FORMAT}")
    try:
        expected, stated = digest(record(value)), read(value, ENVELOPE)["digest"]
    except (UnicodeEncodeError, TypeError, RecursionError):
        raise Malformed("the certificate cannot be written as canonical JSON") from None
    need(stated == expected, "wrong digest: the certificate was damaged or edited")
    return record(value)


def write(expr: Expr) -> Any:
    """The JSON that `core.expr.parse` reads back as this very node."""
    op, args = expr.op, expr.args
    if op == "num":
        return str(expr.value)
    if op in ("sym", "pi"):
        return args[0] if op == "sym" else "pi"
    if op == "pow":
        return ["^", write(args[1]), args[0]]
    if op == "mean":
        return [op, *map(write, args)]
    if op == "kernel":
        return ["kernel", *args[:4], *map(write, args[4:])]
    return [{"add": "+", "mul": "*"}.get(op, op), *map(write, args)]
