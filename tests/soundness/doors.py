"""What comes in by the doors of the command: a table of inputs, each with its exit status and its line.

The inputs stand here; status and line stand in `doors.json`, which `python -m tests.soundness.doors` writes anew:
look at the difference before it is committed.
"""

import contextlib
import io
import json
import os
import sqlite3
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from symcrit.certificate import certificate
from symcrit.core import check
from symcrit.sweeps.plan import FLOWS, Plan
from symcrit.sweeps.store import Store

from .fuzzing import INSTEAD, STRANGE, edited, nested, sealed

EXPECTED = Path(__file__).with_name("doors.json")


class Row(NamedTuple):
    """A command, and what makes the files that it is given in the current folder."""

    arguments: list[str]
    prepare: Callable[[], object] = lambda: None


def write(name: str, data: bytes | str) -> Callable[[], object]:
    """Writes a file."""
    return lambda: Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())


# ------------------------------------------------------------------------------------------------------- certificates

LESS = {"kind": "less", "symbols": {"x": "real"}, "where": [["<", "0", "x"]], "lhs": "x", "rhs": ["+", "x", "1"]}
ONE = {"claim": LESS, "witness": {"kind": "positive", "sample": {"x": "1"}}}
SOUND = certificate(ONE["claim"], ONE["witness"], "0", check(ONE).work)


def _certificates() -> dict[str, bytes]:
    """{name: text} of certificates with something wrong."""
    found: dict[str, bytes] = {}
    for field in ("format", "symcrit", "claim", "witness", "work", "digest"):
        rest = {key: value for key, value in SOUND.items() if key != field}
        found[f"without {field}"] = json.dumps(rest if field == "digest" else sealed(rest)).encode()
        for number, value in enumerate((None, True, -1, 10**400, "", "x", STRANGE, [], {}, [[]], nested(400))):
            own = {**SOUND, field: value}
            found[f"{field} {number}"] = json.dumps(own if field == "digest" else sealed(own)).encode()
    places = [("claim", "kind"), ("claim", "symbols"), ("claim", "where"), ("claim", "lhs"), ("witness", "kind")]
    for path in [*places, ("witness", "sample"), ("claim", "symbols", "x"), ("claim", "where", 0, 1)]:
        for how in ("delete", "nest", "name", "double"):
            found[f"{'/'.join(map(str, path))} {how}"] = json.dumps(edited(SOUND, path, how)).encode()
        for number, value in enumerate(INSTEAD):
            found[f"{'/'.join(map(str, path))} {number}"] = json.dumps(edited(SOUND, path, "replace", value)).encode()
    text = json.dumps(SOUND)
    half = text[: len(text) // 2].rpartition('",')[0] + '"'  # behind a whole field, wherever the middle is
    found |= {
        "sound": text.encode(), "empty": b"", "a brace": b"{", "null": b"null", "a number": b"7", "a list": b"[1]",
        "nan": b'{"format": NaN}', "a float": b'{"format": 2.0}', "infinity": b'{"format": 1e999}', "a zero": b"\x00",
        "no text": b"\xff\xfe", "deep": b"[" * 10**5, "deep objects": b'{"a":' * 10**4, "two documents": b"{}{}",
        "a key twice": b'{"format": 2, "format": 2}', "a mark": b"\xef\xbb\xbf" + text.encode(),
        "half": half.encode(), "a surrogate": b'{"format": "\\ud800"}', "many digits": b"9" * 10**5,
        "spaces": b" " * 10**6, "digits in a field": text.replace('"format": 2', f'"format": {"9" * 5000}').encode(),
        "33 MB": b'{"format": 2, "claim": "' + b"x" * 33 * 2**20,
    }  # fmt: skip
    return found


CERTIFICATES = _certificates()

# -------------------------------------------------------------------------------------------------------- point files

POINT = {"activation": "relu", "teacher": {"orthonormal": 2}, "student": {"W": [[0.41, 0.41]], "a": [2]}}
NEST = "sqrt(" * 199 + "2" + ")" * 199


def _header(shape: tuple[int, ...], descr: str = "<f8", length: int | None = None) -> bytes:
    text = str({"descr": descr, "fortran_order": False, "shape": shape}).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text) if length is None else length) + text


def _npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _npz(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return file.getvalue()


def _broken(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :]


GOOD = _npz(W=_npy(np.array([[0.41, 0.41]])), a=_npy(np.array([2.0])))
ARRAYS: dict[str, bytes] = {
    "cut.npy": _header((2, 2)) + b"123", "huge.npy": _header((100_000, 1_000_000)), "empty.npy": b"",
    "header.npy": b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**31) + b"x", "text.npy": b"hello",
    "deep.npy": b"\x93NUMPY\x02\x00" + struct.pack("<I", 3000) + b"(" * 3000, "object.npy": _header((1, 2), "|O"),
    "code.npy": _header((1, 2), "__import__('os')"), "negative.npy": _header((-1, 2)), "no.npy": _header((0, 2)),
    "three.npy": _npy(np.ones((1, 1, 1))), "one.npy": _npy(np.ones(2)),
    "long.npy": _npy(np.ones((1, 2), np.longdouble)),
    "complex.npy": _npy(np.ones((1, 2), complex)), "nan.npy": _npy(np.array([[np.nan, 1]])), "words.npy": _npy([["a"]]),
    "version.npy": b"\x93NUMPY\x09\x00" + _header((1, 2))[8:], "more.npy": _header((1, 2)) + bytes(10**5),
    "infinite.npy": _npy(np.array([[np.inf, 1]])), "boolean.npy": _npy(np.array([[True, False]])),
    "record.npy": _npy(np.zeros((1, 2), "f8,f8")), "date.npy": _npy(np.zeros((1, 2), "M8[s]")),
}  # fmt: skip
ARCHIVES: dict[str, bytes] = {
    "zeros.npz": _npz(W=_header((20_000, 20_000)) + bytes(10**7)), "short.npz": GOOD[: len(GOOD) // 2], "no.npz": b"",
    "crc.npz": _broken(_broken(GOOD, 14), GOOD.index(b"PK\x01\x02") + 16), "none.npz": _npz(), "word.npz": _npz(W=b"x"),
    "other.npz": _npz(V=_npy(np.ones((1, 2)))), "data.npz": _broken(GOOD, 60), "far.npz": _npz(**{"../W": b"x"}),
    "many.npz": _npz(**{f"x{i}": b"" for i in range(500)}), "only a.npz": _npz(a=_npy(np.ones(1))),
    "bomb.npz": _npz(W=_header((1, 2)) + bytes(10**7)),
    "lengths.npz": _npz(W=_npy(np.ones((1, 2))), a=_npy(np.ones(3))),
}  # fmt: skip
NUMBERS = [
    "tan(pi/2)", "1e400", "-1e400", "9" * 5000, "1e99999", "2^2^2^2^2^2", "exp(exp(exp(9)))", "zoo", "oo", "nan", "I",
    "sqrt(-1)", "(-1)^(1/2)", "log(0)", "1/0", "0/0", "factorial(9)", "x", "asin(2)", "acos(-3)", "log(-1)", "", " ",
    "1;2", "__import__('os')", "lambda: 1", "1 if 1 else 2", "'1'", "[1]", STRANGE, "\x00", "((((", "1_000", "１",
    "sqrt(" * 300 + "2" + ")" * 300, "1" + "+1" * 60_000, "exp(1e300)", "1e301", NEST,
]  # fmt: skip


ROOTS = "+".join(f"sqrt({i})" for i in range(2, 300))
HIDDEN = "sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))"  # 0
ODD = [
    "2^(2^(2^30))", "sqrt(2)^1000000", "exp(1)^(10^8)", "cos(10^10000)", "0^(-1)", "(-8)^(1/3)", "−1", "٣", "2²",
    "0x10", "tan(pi/2+1/10^30)", "asin(1+1/10^400)", f"1/({HIDDEN})", f"log({HIDDEN})", "tan(asin(1))", "1/sin(pi)",
    "sqrt()",
    "1/(exp(log(2))-2)", "sqrt(1,2)", "pi^pi^pi^pi", "1e-4000", "inf", "W", "1\u200b", "1#2", "7//2", "2***3", "1j",
    "1/(2-2)", "os", "[].__class__", "1e", "sin(" * 150 + "1" + ")" * 150, "-" * 5000 + "1", "1/" + "9" * 3999,
    "exp(" * 12 + "1" + ")" * 12, "log(" * 9 + "10" + ")" * 9,
]  # fmt: skip


def _points() -> dict[str, Row]:
    def of(**fields: Any) -> Row:
        text = json.dumps({**POINT, **fields})
        return Row(["certify", "p.json", "--digits", "8"], write("p.json", text))

    def with_file(name: str, data: bytes) -> Row:
        student = {"W": name} if name.endswith(".npy") else name
        text = json.dumps({**POINT, "student": student})
        return Row(["certify", "p.json", "--digits", "8"], lambda: (write("p.json", text)(), write(name, data)()))

    rows = {f"point {name}": with_file(name, data) for name, data in {**ARRAYS, **ARCHIVES}.items()}
    rows |= {f"weight {number}": of(student={"W": [[text, 1]]}) for number, text in enumerate(NUMBERS)}
    rows |= {f"odd weight {number}": of(student={"W": [[text, 1]]}) for number, text in enumerate(ODD)}
    for key in POINT:
        for number, value in enumerate((None, True, [], {}, "", 7, STRANGE, nested(300), [[]], {"W": None}, {"V": []})):
            rows[f"{key} {number}"] = of(**{key: value})
    slopes = ("1e400", NEST, "9" * 5000, "x", "sqrt(-1)", "", "1/0", STRANGE)
    rows["slope of many roots"] = of(activation=f"leaky_relu:slope={ROOTS}")
    rows["slope with a power"] = of(activation="leaky_relu:slope=1/exp(10^9)")
    rows |= {f"slope {i}": of(activation=f"leaky_relu:slope={text}") for i, text in enumerate(slopes)}
    sizes = (0, -1, 10**30, 4001, "2", [2], 1.5, "9" * 5000)
    rows |= {f"teachers {i}": of(teacher={"orthonormal": k}) for i, k in enumerate(sizes)}
    rows |= {f"scale {i}": of(scale=text) for i, text in enumerate(("0", "-1", "1e400", "nan", NEST, [], {}))}
    rows |= {f"fixed {i}": of(fixed=value) for i, value in enumerate(("a", ["W"], ["a", "b"], [[]], {}, 3))}
    rows["a point with a key of its own"] = of(**{f"x{STRANGE}": 1})
    texts = (b"", b"{", b"\xff", b"[]", b"null", b"[" * 10**5, b'{"a": NaN}', b'{"activation": 1, "activation": 2}')
    for i, data in enumerate((*texts, b'{"activation": "relu"', b"9" * 10**5, b'{"activation": 1e999999}')):
        rows[f"point text {i}"] = Row(["certify", "p.json"], write("p.json", data))
    rows["a point in a pipe"] = Row(["certify", "pipe"], lambda: os.mkfifo("pipe"))
    rows["weights in a pipe"] = Row(["certify", "p.json"], lambda: (
        os.mkfifo("w.npy"), write("p.json", json.dumps({**POINT, "student": {"W": "w.npy"}}))()))  # fmt: skip
    rows["weights in a device"] = Row(["certify", "p.json"], lambda: (
        os.symlink("/dev/zero", "w.npz"), write("p.json", json.dumps({**POINT, "student": "w.npz"}))()))  # fmt: skip
    rows["a point in a device"] = Row(["certify", "/dev/zero"])
    rows["a point in a folder"] = Row(["certify", "."])
    rows["no point"] = Row(["certify", f"none{STRANGE}.json"])
    return rows


# ---------------------------------------------------------------------------------------------------------- arguments


def _arguments() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    triples = [f"{text},0,1" for text in NUMBERS[:24]] + ["1,2,1", "1,0", "1,0,1,1", ",,", "-1,0,1", "1,x,1"]
    for i, text in enumerate(triples):
        rows[f"kernel erf at {i}"] = Row(["kernel", "erf", f"--at={text}"])
    for i, text in enumerate(("sqrt(-1),0,1", "1e300,0,1", "1,2,1", "nan,0,1", "1e400,0,1", f"1,{NEST},1")):
        rows[f"kernel tanh at {i}"] = Row(["kernel", "tanh", f"--at={text}"])
    sines = "sin(" * 150 + "1" + ")" * 150
    rows["kernel tanh at many sines"] = Row(["kernel", "tanh", f"--at=1,{sines},1", "--digits", "10"])
    rows["kernel tanh at many roots"] = Row(["kernel", "tanh", f"--at=1,{ROOTS},1"])
    names = (
        "",
        f"erf{STRANGE}",
        "x" * 5000,
        "relu:slope=1",
        "leaky_relu:slope",
        "leaky_relu:slope=1e400",
        "\x00",
        "../x",
    )
    for i, name in enumerate(names):
        rows[f"kernel {i}"] = Row(["kernel", name])
        rows[f"flow of {i}"] = Row(["flow", "-n", "1", "-k", "2", "--activation", name])
        rows[f"sweep of {i}"] = Row(["sweep", "-k", "2", "--activation", name])
        rows[f"verify {i}"] = Row(["verify", name])
    rows |= {f"digits {i}": Row(["kernel", "erf", "--digits", text]) for i, text in enumerate(("0", "201", "9" * 30))}
    flows = {
        "neurons": ["-n", "100000", "-k", "100000"], "weights": ["-n", "3000", "-k", "3000"],
        "Hessian": ["-n", "900", "-k", "900"], "dimensions": ["-n", "1", "-k", "2", "-d", "100000000"],
        "no neuron": ["-n", "0", "-k", "2"], "no teacher": ["-n", "1", "-k", "0"],
        "few": ["-n", "1", "-k", "2", "-d", "1"],
        "sign": ["-n", "1", "-k", "2", "--activation", "sign"], "step": ["-n", "1", "-k", "2", "--activation", "step"],
        "precision": ["-n", "1", "-k", "2", "--digits", "1000000"], "std": ["-n", "1", "-k", "2", "--std", "1e308"],
        "nan": ["-n", "1", "-k", "2", "--std", "nan"], "threshold": ["-n", "1", "-k", "2", "--threshold", "1e-400"],
        "0": ["-n", "1", "-k", "2", "--threshold", "0"], "end": ["-n", "1", "-k", "2", "--t-max", "nan"],
        "picture": ["-n", "1", "-k", "2", "--plot", "x.exe"], "folder": ["-n", "1", "-k", "2", "--plot", "no/x.png"],
        "seed": ["-n", "1", "-k", "2", "--seed", "-1"], "digits": ["-n", "1", "-k", "9" * 5000],
    }  # fmt: skip
    rows |= {f"flow {name}": Row(["flow", *words]) for name, words in flows.items()}
    sweeps = {
        "teachers": ["-k", "9999"],
        "runs": ["-k", "2:9999", "--seeds", "1000"],
        "extra": ["-k", "3", "--d-extra", "10000000"],
        "sign": ["-k", "2", "--activation", "sign"],
        "no store": ["-k", "2", "-o", ""],
        "device": ["-k", "2", "-o", "/dev/null"],
        "folder": ["-k", "2", "-o", "."],
        "below": ["-k", "2", "-o", "no/x.sqlite"],
        "zero": ["-k", "2", "-o", "\x00"],
        "name": ["-k", "2", "-o", "x" * 5000],
        "range": ["-k", "5:2"],
        "digits": ["-k", "9" * 5000],
        "nan": ["-k", "2", "--std", "nan"],
        "jobs": ["-k", "2", "-j", "0"],
        "seeds": ["-k", "2", "--seeds", "0"],
        "Hessian": ["-k", "900", "-n", "899"],
        "dask": ["-k", "2", "--dask", "nowhere:::"],
    }
    rows |= {f"sweep {name}": Row(["sweep", *words]) for name, words in sweeps.items()}
    rows["sweep into a pipe"] = Row(["sweep", "-k", "2", "-o", "pipe"], lambda: os.mkfifo("pipe"))
    families = {
        "k": ["one-neuron", "-k", "9" * 30],
        "flipped": ["flipped-copy", "-k", "9" * 30],
        "0": ["one-neuron", "-k", "0"],
        "groups": ["copy-average", "--groups", "9" * 5000],
        "no groups": ["copy-average"],
        "sizes": ["copy-average", "--groups", "1,,2"],
        "n": ["perturbed-copy", "-n", "9", "-k", "2"],
        "negative": ["flipped-copy", "-k", "-5"],
    }
    rows |= {f"family {name}": Row(["certify", "--family", *words]) for name, words in families.items()}
    for command in ("check", "verify"):
        for option in ("--effort", "--timeout", "--memory"):
            for text in ("0", "nan", "1e300", STRANGE):
                rows[f"{command} {option} {text!r}"] = Row([command, option, text, "none.json"])
    statements = (
        "",
        "x",
        "1 <",
        "x = y = z",
        NEST,
        "1e400 < 2",
        f"1 < 2{STRANGE}",
        "__import__('os') < 1",
        "9" * 5000 + " < 1",
    )
    rows |= {f"decide {i}": Row(["decide", text]) for i, text in enumerate(statements)}
    for name in ("none.py", "no/where", f"none{STRANGE}.py", "x" * 5000 + ".py", "\x00.py"):
        rows[f"verify path {name[:9]!r}"] = Row(["verify", name])
    return rows


# ------------------------------------------------------------------------------------------------------------- stores


PLAN = Plan("erf", 0.1, "5e-8", 1e-9, 60.0, 0, False)
PLANS: dict[str, dict[str, Any]] = {
    "a field": {"x": 1}, "a strange field": {STRANGE: 1}, "no activation": {"activation": None},
    "a threshold of no number": {"threshold": "x"}, "a threshold of 0": {"threshold": "0"},
    "a threshold of a list": {"threshold": ["5e-8"]}, "a fraction as threshold": {"threshold": "1/20000000"},
    "a tiny threshold": {"threshold": "1e-999"}, "a small one": {"threshold": "1e-300"},
    "an infinite std": {"std": float("inf")},
    "a long std": {"std": [0] * 10**5}, "a strange start": {"init": STRANGE},
    "a word as entropy": {"entropy": "x"},
}  # fmt: skip


def _store() -> None:
    """A store with one run, without a search for it."""
    size = 3 + 1 * (3 + 1)
    course = np.linspace(0.1, 1, 5 * size, dtype=np.float32).reshape(5, size)
    with Store("s.sqlite", PLAN) as store:
        store.add({
            "n": 1, "k": 2, "d": 3, "seed": 0, "stopped": "threshold", "t": 1.0, "loss": 0.1, "gradient_norm": 1e-9,
            "steps": 5, "seconds": 0.1, "endpoint": "uncertified", "certified": 0, "critical": None, "inertia": None,
            "reason": "left out", "state": bytes(32), "course": zlib.compress(course.tobytes()),
        })  # fmt: skip


def _damaged(*statements: str) -> Callable[[], object]:
    def damage() -> None:
        _store()
        base = sqlite3.connect("s.sqlite", isolation_level=None)
        base.execute("PRAGMA journal_mode=DELETE")
        base.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            base.execute(statement)
        base.close()

    return damage


def _cut(size: int) -> Callable[[], object]:
    return lambda: (_damaged()(), os.truncate("s.sqlite", size))


def _without(column: str) -> str:
    left = ", ".join(name for name in FLOWS.columns if name != column)
    return f"CREATE TABLE runs AS SELECT {left} FROM old"


def _computed() -> dict[str, list[str]]:
    """What makes SQLite compute when rows are read: for ever, or what fits into no memory."""
    names = list(FLOWS.columns)
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
    large = ", ".join("zeroblob(900000000) AS state" if name == "state" else name for name in names)
    columns = ", ".join(f"{name} AS (zeroblob(900000000))" if name == "state" else name for name in names)
    return {
        "endless facts": ["ALTER TABLE facts RENAME TO old",
                          f"CREATE VIEW facts AS {endless} SELECT old.* FROM old, c ORDER BY x"],
        "endless runs": ["ALTER TABLE runs RENAME TO old", f"CREATE VIEW runs AS {endless} SELECT old.* FROM old, c"],
        "large runs": ["ALTER TABLE runs RENAME TO old", f"CREATE VIEW runs AS SELECT {large} FROM old"],
        "a large column": ["DROP TABLE runs", f"CREATE TABLE runs ({columns}, PRIMARY KEY (n, k, d, seed))"],
        "a trigger": ["CREATE TRIGGER own AFTER INSERT ON runs BEGIN DELETE FROM runs; END"],
    }  # fmt: skip


def _stores() -> dict[str, Row]:
    plot = ["plot", "s.sqlite", "-o", "x.svg"]
    rows: dict[str, Row] = {}
    for column in FLOWS.columns:
        rows[f"store without {column}"] = Row(plot, _damaged("ALTER TABLE runs RENAME TO old", _without(column)))
        copy = ("CREATE TABLE loose AS SELECT * FROM runs", "DROP TABLE runs", "ALTER TABLE loose RENAME TO runs")
        for word, value in (("NULL", "NULL"), ("a blob", "x'ff00'"), ("a word", "'x'")):
            loose = _damaged(*copy, f"UPDATE runs SET {column} = {value}")
            rows[f"store with {word} as {column}"] = Row(plot, loose)
    rows |= {f"store cut at {size}": Row(plot, _cut(size)) for size in (0, 10, 100, 1000, 4096, 5000, 8192)}
    updates = {
        "no UTF-8": "UPDATE runs SET reason = CAST(x'fffe' AS TEXT)",
        "no plan": "DELETE FROM facts",
        "a plan that is none": "UPDATE facts SET value = '['",
        "a plan of a list": "UPDATE facts SET value = '[]'",
        "a plan of nothing": "UPDATE facts SET value = '{}'",
        "a plan that is no text": "UPDATE facts SET value = x'ff'",
        "a deep plan": f"UPDATE facts SET value = '{'[' * 9999}'",
        "no facts": "DROP TABLE facts",
        "no runs": "DROP TABLE runs",
        "no run": "DELETE FROM runs",
        "another version": "PRAGMA user_version = 99",
        "another mark": "PRAGMA application_id = 1",
        "huge sizes": "UPDATE runs SET n = 1000000000",
        "negative sizes": "UPDATE runs SET n = -1",
        "k = 0": "UPDATE runs SET k = 0",
        "a strange activation": 'UPDATE facts SET value = \'{"activation": "\x1b[2J"}\'',
        "a huge k": "UPDATE runs SET k = 10000000",
        "an infinite loss": "UPDATE runs SET loss = 9e999",
    }
    rows |= {f"store with {name}": Row(plot, _damaged(statement)) for name, statement in updates.items()}
    rows |= {f"store with {name}": Row(plot, _damaged(*statements)) for name, statements in _computed().items()}
    sweep = ["sweep", "-k", "2", "-n", "1", "--no-certify", "--seeds", "1", "-o", "s.sqlite", "-j", "1"]
    for name, value in PLANS.items():
        text = json.dumps({**json.loads(PLAN.json()), **value})
        own = _damaged(f"UPDATE facts SET value = '{text}'")
        rows[f"store of a plan with {name}"] = Row([*plot, "--only", "norms"], own)
        rows[f"sweep on a plan with {name}"] = Row(sweep, own)
    bomb = zlib.compress(bytes(10**8))
    rows["store with a bomb"] = Row(plot, lambda: (_store(), _set_course(bomb)))
    rows["store with an odd course"] = Row(plot, lambda: (_store(), _set_course(zlib.compress(b"x" * 29))))
    rows["store of text"] = Row(plot, write("s.sqlite", "hello" * 1000))
    rows["store of a certificate"] = Row(plot, write("s.sqlite", json.dumps(SOUND)))
    for end in ("-journal", "-wal", "-shm", ".lock"):
        rows[f"store with a pipe as {end}"] = Row(plot, lambda end=end: (_damaged()(), os.mkfifo(f"s.sqlite{end}")))
    rows["store in a pipe"] = Row(plot, lambda: os.mkfifo("s.sqlite"))
    rows["store in a device"] = Row(plot, lambda: os.symlink("/dev/zero", "s.sqlite"))
    rows["store in a folder"] = Row(plot, lambda: os.mkdir("s.sqlite"))
    rows["store that is not there"] = Row(plot)
    rows["store without a name"] = Row(["plot", ""])
    for i, run in enumerate(("9" * 5000 + ",1,1", "1,1," + "9" * 5000, "1,1", "a,b,c", "-1,2,0", "1,2,9", "１,2,0")):
        rows[f"run {i}"] = Row([*plot, "--run", run], _store)
    for i, name in enumerate(("x.exe", "no/x.png", "x", "", "x" * 5000 + ".png", f"{STRANGE}/x.png")):
        rows[f"picture {i}"] = Row(["plot", "s.sqlite", "-o", name], _store)
    return rows


def _set_course(data: bytes) -> None:
    base = sqlite3.connect("s.sqlite", isolation_level=None)
    base.execute("UPDATE runs SET course = ?", (data,))
    base.close()


ROWS: dict[str, Row] = {**_points(), **_arguments(), **_stores()}


# ---------------------------------------------------------------------------------------------------------------- run


def run(row: Row) -> tuple[int, str, str]:
    """Status, standard error and standard output of a command in the current folder."""
    from symcrit.cli import run as command

    row.prepare()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = command(row.arguments)
    said = "".join(line for line in err.getvalue().splitlines(keepends=True) if not line.startswith("… "))
    return status, said, out.getvalue()


def checked() -> dict[str, tuple[int, str]]:
    """Status and line of every certificate of `CERTIFICATES`, which one command checks in the current folder."""
    files = {f"{number}.json": name for number, name in enumerate(CERTIFICATES)}
    for file, name in files.items():
        Path(file).write_bytes(CERTIFICATES[name])
    _, _, out = run(Row(["check", "--json", *files]))
    found = {}
    for record in json.loads(out)["certificates"]:
        status = {"PROVED": 0, "REFUTED": 1, "UNDECIDED": 2}.get(record.get("verdict"), 3)
        found[files[record["file"]]] = status, record.get("error") or record["why"]
    return found


def shown(line: str) -> str:
    """The beginning of what is said, on one line, without the names that are near: what the table holds."""
    return " ".join(line.split()).partition("; nearest of the")[0][:70]


def main() -> None:
    """Write the table anew."""
    found: dict[str, Any] = {}
    for name, row in ROWS.items():
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            status, err, _ = run(row)
        found[name] = status, shown(err)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        found |= {f"certificate: {name}": (status, shown(line)) for name, (status, line) in checked().items()}
    lines = [f"{json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}" for name, entry in found.items()]
    EXPECTED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(len(found), "rows", file=sys.stderr)


if __name__ == "__main__":
    main()
