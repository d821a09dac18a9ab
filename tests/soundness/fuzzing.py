"""Certificates with one thing wrong: a leaf left out, of another type, nested, or replaced by what stands elsewhere.

The digest is recomputed, so that reading, core and words have to deal with what is inside.
"""

import copy
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from symcrit.certificate import digest, loads

FILES = sorted((Path(__file__).parents[1] / "certificates" / "format_1").glob("*.json"))
STRANGE = "\x1b[2J\x07\u202e"


def nested(depth: int) -> list[Any]:
    """Lists inside of lists."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def deep(depth: int) -> dict[str, Any]:
    """Witnesses inside of witnesses."""
    value: dict[str, Any] = {"kind": "zero"}
    for _ in range(depth):
        value = {"kind": "split", "symbol": "x", "at": "0", "below": value, "above": {"kind": "zero"}}
    return value


INSTEAD: list[Any] = [
    None, True, False, 0, 1, -1, 5, 10**30, -(10**400), "", "0", "1", "-1", "1/2", "1e999", "9" * 3999, "x", "pi", "l",
    "zero", "chain", "refute", "groups", STRANGE, "x" * 5000, [], [[]], {}, ["+"], ["+", "1", "1"], ["/", "1", "0"],
    ["sqrt", "-1"], ["^", "2", 10**9], ["exp", ["exp", ["exp", "99"]]], ["log", "0"], ["x", "x"], {"kind": "zero"},
    {"kind": "positive"}, {"x": "1"}, {"": {}}, nested(400), deep(40), deep(400), [0] * 3000, ["mean", "z", "z", "1"],
    ["expect", "z", ["z"], ["0"], [["1"]]], ["kernel", "kappa", 0, 0, 0, "1", "1", "1"], ["f", "f", 0, "x"],
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside of a document, containers and leaves."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inside:
        yield (*path, key)
        yield from places(entry, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for key in path:
        value = value[key]
    return value


def certificates() -> dict[str, dict[str, Any]]:
    """The stored certificates, one of each kind of claim and witness and more, as format 2 has them."""
    return {path.stem: loads(path.read_text(encoding="utf-8")) for path in FILES}


def sealed(value: dict[str, Any]) -> dict[str, Any]:
    """With the digest that belongs to it, if it can have one."""
    try:
        return {**value, "digest": digest(value)}
    except (TypeError, ValueError, RecursionError):
        return {**value, "digest": "0"}


def edited(value: dict[str, Any], path: tuple[Any, ...], how: str, other: Any = None) -> dict[str, Any]:
    """A certificate with one edit: "delete", "nest", "double", "name" or "replace" by another value."""
    found = copy.deepcopy(value)
    around, key = at(found, path[:-1]), path[-1]
    if how == "delete":
        del around[key]
    elif how == "nest":
        around[key] = [around[key]]
    elif how == "name":
        around[key] = {"kind": around[key]}
    elif how == "double" and isinstance(around, list):
        around.insert(key, around[key])
    elif how == "double":
        around[f"{key}?"] = around[key]
    else:
        around[key] = other
    return sealed(found)


def every_edit(value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place inside of claim and witness deleted, nested, doubled, and replaced by each of `INSTEAD`."""
    for path in places({key: value[key] for key in ("claim", "witness")}):
        for how in ("delete", "nest", "name", "double"):
            yield f"{path} {how}", edited(value, path, how)
        for number, other in enumerate(INSTEAD):
            yield f"{path} {number}", edited(value, path, "replace", other)


def random_edits(rng: random.Random, values: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One to three edits of a certificate that is chosen at random, for ever; also what stands in another one."""
    names = sorted(values)
    for number in itertools.count():
        name = rng.choice(names)
        value = values[name]
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            inside = list(places({key: value[key] for key in value if key != "digest"}))
            path = rng.choice(inside)
            how = rng.choice(("delete", "nest", "name", "double", "replace", "replace", "replace", "elsewhere"))
            other = rng.choice(INSTEAD)
            if how == "elsewhere":
                donor = values[rng.choice(names)]
                other = at(donor, rng.choice(list(places({key: donor[key] for key in ("claim", "witness")}))))
            value = edited(value, path, "replace" if how == "elsewhere" else how, other)
        yield f"{name} {number}", value


def spoilt_texts(rng: random.Random, values: dict[str, dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Texts of certificates with bytes changed, cut or repeated, for ever."""
    texts = [json.dumps(value).encode() for value in values.values()]
    for number in itertools.count():
        data = bytearray(rng.choice(texts))
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(data) or 1)
            how = rng.randrange(4)
            if how == 0:
                data[place : place + 1] = rng.randbytes(1)
            elif how == 1:
                del data[place : place + rng.randint(1, 200)]
            elif how == 2:
                data[place:place] = data[: rng.randint(1, 200)]
            else:
                data[place:place] = rng.choice(
                    (b"9" * 5000, b"[" * 2000, b"\x00", b"\xff", b"1e999", b"NaN", b'"\\ud800"')
                )
        yield f"bytes {number}", bytes(data)
