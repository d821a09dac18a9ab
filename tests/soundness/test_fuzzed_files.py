"""Ten thousand damaged certificates, point files and stores: status 0 to 3, two lines at most, within the limits."""

import contextlib
import copy
import io
import itertools
import json
import os
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from . import doors, fuzzing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="no such limits elsewhere"),
]

SECONDS = 60.0  # of processor time, for a point file or a store; of `check` its --timeout
GIGABYTE = 2**30
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
CERTIFICATES, POINTS, STORES = 6500, 2500, 1000
Case = tuple[str, bytes]


def certificates(rng: random.Random) -> Iterator[Case]:
    """Edits of the stored certificates, and spoilt texts of them."""
    values = fuzzing.certificates()
    edits = ((name, json.dumps(value).encode()) for name, value in fuzzing.random_edits(rng, values))
    texts = fuzzing.spoilt_texts(rng, values)
    while True:
        yield from itertools.islice(edits, 4)
        yield next(texts)


ANY = [*fuzzing.INSTEAD, *doors.NUMBERS, *doors.ARRAYS, *doors.ARCHIVES, 0.1, 1e300, [["1/2", "1/3"]], [[1, 2], [3]]]


def points(rng: random.Random) -> Iterator[Case]:
    """Edits of a point file, and spoilt texts of it."""
    smooth = {**doors.POINT, "activation": "erf", "fixed": ["a"], "scale": "1/2"}
    written = {**doors.POINT, "teacher": {"V": [["1", "0"], ["0", "1"]], "b": [1, "1/2"]}}
    values = [doors.POINT, smooth, written]
    texts = fuzzing.spoilt_texts(rng, {str(i): value for i, value in enumerate(values)})
    for number in itertools.count():
        value = json.loads(json.dumps(rng.choice(values)))
        for _ in range(rng.choice((1, 1, 2, 3))):
            path = rng.choice(list(fuzzing.places(value)) or [()])
            if path:
                around, key = fuzzing.at(value, path[:-1]), path[-1]
                around[key] = copy.deepcopy(rng.choice((rng.choice(ANY), [around[key]], {"W": around[key]})))
        yield f"point {number}", json.dumps(value).encode()
        if number % 4 == 0:
            yield next(texts)


def stores(rng: random.Random) -> Iterator[Case]:
    """A store with bytes changed, cut out or repeated, or rows changed."""
    doors._damaged()()
    sound = Path("s.sqlite").read_bytes()
    columns = list(doors.FLOWS.columns)
    for number in itertools.count():
        if number % 2:
            column, value = rng.choice(columns), rng.choice(("NULL", "-1", "x'ff'", "'x'", "1e999", "9e18", "''", "0"))
            doors._damaged(f"UPDATE OR IGNORE runs SET {column} = {value}")() if value != "NULL" else doors._damaged(
                "CREATE TABLE loose AS SELECT * FROM runs", "DROP TABLE runs", "ALTER TABLE loose RENAME TO runs",
                f"UPDATE runs SET {column} = NULL")()  # fmt: skip
            yield f"row {number}", Path("s.sqlite").read_bytes()
            Path("s.sqlite").unlink()
            continue
        data = bytearray(sound)
        for _ in range(rng.choice((1, 2, 8, 64))):
            place = rng.randrange(len(data))
            data[place : place + rng.choice((0, 1, 4))] = rng.randbytes(rng.choice((1, 1, 4)))
        yield f"bytes {number}", bytes(data[: rng.choice((len(data), len(data), rng.randrange(len(data)))) or None])


def _told(arguments: list[str]) -> tuple[int, str, str]:
    return doors.run(doors.Row(arguments))


def _check(cases: list[Case]) -> Iterator[tuple[str, int, float]]:
    """One command for all; what is said of each file counts as its line."""
    names = [f"{number}.json" for number, _ in enumerate(cases)]
    for name, (_, data) in zip(names, cases, strict=True):
        Path(name).write_bytes(data)
    start = time.monotonic()
    status, err, out = _told(["check", "--json", "--timeout", str(SECONDS), "--memory", "1", *names])
    records = json.loads(out)["certificates"]
    assert len(records) == len(cases)
    assert status in (0, 1, 2, 3)
    assert err.count("\n") <= sum("error" in record for record in records) + 1
    assert not CONTROL.search(err + out)
    for (name, _), record in zip(cases, records, strict=True):
        assert not re.search("fails on it|died", record.get("error", "")), (name, record)
        found = {"PROVED": 0, "REFUTED": 1, "UNDECIDED": 2}.get(record.get("verdict", ""), 3)
        yield name, found, (time.monotonic() - start) / len(cases)


def _one_by_one(file: str, arguments: list[str]) -> Callable[[list[Case]], Iterator[tuple[str, int, float]]]:
    def run(cases: list[Case]) -> Iterator[tuple[str, int, float]]:
        for name, data in cases:
            Path(file).write_bytes(data)
            start = time.process_time()
            status, err, out = _told(arguments)
            assert status in (0, 1, 2, 3), (name, status, err[:300])
            assert err.count("\n") <= (2 if status else 6), (name, err[:500])
            assert not CONTROL.search(err + out), name
            yield name, status, time.process_time() - start

    return run


KINDS = {
    "certificates": (CERTIFICATES, certificates, _check),
    "points": (POINTS, points, _one_by_one("p.json", ["certify", "p.json", "--digits", "8"])),
    "stores": (STORES, stores, _one_by_one("f.sqlite", ["plot", "f.sqlite", "-o", "x.svg"])),
}


def _in_a_process(run: Callable[[list[Case]], Any], cases: list[Case]) -> tuple[list[Any], int]:
    """What a process says that may take a gigabyte, and the most that it, or a process of its own, has taken."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reads)
        found: Any
        with os.fdopen(writes, "w") as file, contextlib.redirect_stderr(io.StringIO()):
            resource.setrlimit(resource.RLIMIT_DATA, (GIGABYTE, GIGABYTE))
            try:
                found = list(run(cases))
                children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
                largest = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, children)
                json.dump([found, 1024 * largest], file)
            except BaseException as error:
                json.dump([repr(error)[:2000], 0], file)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as file:
        found, largest = json.loads(file.read() or '["the process died", 0]')
    os.waitpid(pid, 0)
    assert isinstance(found, list), found
    return found, largest


@pytest.mark.parametrize("kind", KINDS)
def test_fuzzed_files_end_with_a_status(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in {**doors.ARRAYS, **doors.ARCHIVES}.items():
        Path(name).write_bytes(data)
    number, make, run = KINDS[kind]
    cases = make(random.Random(int(os.environ.get("SYMCRIT_FUZZ_SEED", "1"))))
    statuses: Counter[int] = Counter()
    longest, largest = 0.0, 0
    for _ in range(number // 100):
        found, most = _in_a_process(run, list(itertools.islice(cases, 100)))
        statuses.update(status for _, status, _ in found)
        longest, largest = max(longest, *(seconds for _, _, seconds in found)), max(largest, most)
    print(f"\n{kind}: {dict(statuses)}; longest {longest:.1f} s, at most {largest / 2**20:.0f} MB")
    assert statuses.total() == number
    assert set(statuses) <= {0, 1, 2, 3}
    assert longest < SECONDS
    assert largest <= GIGABYTE
