"""The store of a sweep: one SQLite file, one transaction per run.

A run is in the file completely or not at all, whatever ends the process. Others may read while a sweep writes; a second
sweep is kept out by a lock that the operating system drops with the process that holds it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from symcrit.arguments import place
from symcrit.errors import InputError, shorten
from symcrit.opening import need_regular
from symcrit.sweeps.layout import Layout, Planned

__all__ = ["FORMAT", "Store"]

FORMAT = 1
_BESIDE = ("-journal", "-wal", "-shm", ".lock", ".lock-journal", ".lock-wal")  # what SQLite opens with a store
_MARK = 0x73796372  # "sycr": tells a store from other SQLite files
_UNSAID = {"init": "normal", "prove": False}  # what plans leave out
_NOT_WRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)  # of what is written


class Store:
    """Runs on disk, or in memory for `path` None.

    plan: what a new store is made for; a store of another plan is refused. None only reads.
    """

    def __init__(self, path: str | Path | None, plan: Planned | None = None) -> None:
        self.path = None if path is None else place("the store", path)
        self.given = path
        self._lock: sqlite3.Connection | None = None
        if self.path is not None:
            self._check_place(creating=plan is not None)
        with self._said():
            if plan is not None and self.path is not None:
                self._take_lock()
            self._base = self._connected(reading=plan is None)
            self._base.row_factory = sqlite3.Row
            try:
                self._open(plan)
            except (sqlite3.Error, InputError, UnicodeDecodeError):
                self.close()
                raise

    def _connected(self, *, reading: bool) -> sqlite3.Connection:
        """The file; one that is only read may lie on a disk that cannot be written, where SQLite has no room for locks.

        Such a file is read as it is, if no writer has left a log of what is still to be written into it.
        """
        if self.path is None:
            return sqlite3.connect(":memory:", isolation_level=None)
        found = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        if reading:
            try:
                found.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except sqlite3.OperationalError as error:
                found.close()
                log = Path(f"{self.path}-wal")
                if _code(error) not in _NOT_WRITABLE or (log.exists() and log.stat().st_size):
                    raise
                return sqlite3.connect(f"{self.path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None)
        return found

    def _check_place(self, *, creating: bool) -> None:
        if not os.fspath(self.given):
            raise InputError("the store '' is no file; give a name such as runs.sqlite")
        if self.path.is_dir() or not self.path.parent.is_dir():
            what = "is a folder" if self.path.is_dir() else f"there is no folder {self.path.parent}"
            raise InputError(f"cannot open the store {shorten(self.path)}: {what}")
        if not creating and not self.path.exists():
            raise InputError(f"there is no store {shorten(self.path)}; `symcrit sweep … -o FILE` makes one")
        for end in ("", *_BESIDE):
            file = Path(f"{self.path}{end}")
            try:
                need_regular(file)
            except FileNotFoundError:  # also where a sweep that ends has just removed it
                continue
            except OSError as error:
                beside = f"{shorten(file.name)}: " if end else ""
                raise InputError(
                    f"cannot open the store {shorten(self.path)}: {beside}{error}; give another file"
                ) from None

    def _take_lock(self) -> None:
        file = Path(f"{self.path}.lock")
        while self._lock is None:
            file.touch()
            before = _identity(file)
            lock = sqlite3.connect(file, isolation_level=None, timeout=0)
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                lock.close()
                if _code(error) != sqlite3.SQLITE_BUSY:
                    raise
                raise InputError(
                    f"another sweep is writing to {shorten(self.path)}; wait for its end, or give another file with -o"
                ) from None
            if before and before == _identity(file):
                self._lock = lock
            else:  # whoever held the lock has just removed the file
                lock.close()

    def _open(self, plan: Planned | None) -> None:
        (version,), (mark,) = (
            self._base.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "application_id")
        )
        tables = self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and mark != _MARK:
            raise InputError(f"{shorten(self.path)} is a database, but no store of symcrit; give another file")
        if version > FORMAT:
            raise InputError(
                f"{shorten(self.path)} has format {version}, made by a newer symcrit; this one reads {FORMAT}: "
                "update symcrit, or give another file"
            )
        self._need_data()
        if not tables:
            if plan is None:
                raise InputError(f"{shorten(self.path)} is empty; `symcrit sweep … -o FILE` makes a store")
            self._create(plan)
        if plan is not None:
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._compare(plan)

    def _need_data(self) -> None:
        """Raises InputError where something would be computed when rows are read: it may be endless, or fill memory."""
        with self._said():
            odd = "type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
            others = self._base.execute(f"SELECT type, name FROM sqlite_master WHERE {odd}")
            found = [f"a {row[0]} {shorten(row[1])}" for row in others]
            for table in ("runs", "facts"):
                columns = self._base.execute(f"PRAGMA table_xinfo({table})").fetchall()
                found += [f"a computed column {shorten(row['name'])}" for row in columns if row["hidden"]]
        if found:
            raise InputError(f"{shorten(self.path)} has {found[0]}, which no store of symcrit has; give another file")

    def _create(self, plan: Planned) -> None:
        key, columns = ", ".join(plan.layout.key), ", ".join(f"{n} {kind}" for n, kind in plan.layout.columns.items())
        self._base.executescript(
            f"BEGIN; PRAGMA application_id={_MARK}; PRAGMA user_version={FORMAT};"
            f"CREATE TABLE runs ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID;"
            "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL); COMMIT;"
        )
        self._base.execute("INSERT INTO facts VALUES ('plan', ?)", (plan.json(),))

    def _compare(self, plan: Planned) -> None:
        asked = _loads(plan.json())
        kinds = [facts.get("study", "flows") for facts in (self.facts, asked)]
        if kinds[0] != kinds[1]:
            raise InputError(f"{shorten(self.path)} holds runs of {kinds[0]}, not {kinds[1]}; give another file")
        if self.facts != asked:
            held, said = ({**_UNSAID, **facts} for facts in (self.facts, asked))
            name = next(key for key in (*said, *held) if held.get(key) != said.get(key))
            has, wants = shorten(held.get(name)), shorten(said.get(name))
            raise InputError(
                f"{shorten(self.path)} holds runs with {shorten(name)} = {has}, not {wants}; "
                "give the same options to go on, or another file"
            )

    @property
    def facts(self) -> dict[str, Any]:
        """What all runs have in common."""
        with self._said():
            found = self._base.execute("SELECT value FROM facts WHERE name = 'plan'").fetchone()
        return _loads(found[0]) if found else {}

    def add(self, row: dict[str, Any]) -> None:
        """Keep a run, in a transaction of its own."""
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        with self._said():
            self._base.execute(f"INSERT OR IGNORE INTO runs ({names}) VALUES ({places})", row)

    def done(self) -> set[tuple[Any, ...]]:
        """The keys of the runs that are kept."""
        with self._said():
            key = ", ".join(self._table().key)
            return {tuple(row) for row in self._base.execute(f"SELECT {key} FROM runs")}

    def row(self, key: tuple[Any, ...], names: Sequence[str]) -> dict[str, Any]:
        """These columns of one run, whose keys are given; raises InputError where there is none."""
        with self._said():
            own = " AND ".join(f"{name} = ?" for name in self._table().key)
            found = self._base.execute(f"SELECT {', '.join(names)} FROM runs WHERE {own}", key).fetchone()
        if found is None:
            raise InputError(f"{shorten(self.path)} has no run {shorten(key)}")
        return dict(found)

    def rows(self, *, blobs: bool = True) -> list[dict[str, Any]]:
        """All runs: flows in the order of k, n, d and seed, others in that of their keys."""
        with self._said():
            table = self._table()
            names = ", ".join(name for name, kind in table.columns.items() if blobs or kind != "BLOB")
            found = self._base.execute(f"SELECT {names} FROM runs ORDER BY {', '.join(table.order)}").fetchall()
        return [dict(row) for row in found]

    def _table(self) -> Layout:
        """The layout that the file has."""
        found = self._base.execute("PRAGMA table_info(runs)").fetchall()
        key = tuple(row["name"] for row in sorted(found, key=lambda row: row["pk"]) if row["pk"])
        order = ("k", "n", "d", "seed") if key == ("n", "k", "d", "seed") else key
        return Layout(key, {row["name"]: row["type"] for row in found}, order)

    def close(self) -> None:
        """Close the file and let others sweep."""
        self._base.close()
        if self._lock is not None:
            with contextlib.suppress(OSError):  # while it is held: nobody else can have it
                Path(f"{self.path}.lock").unlink()
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of SQLite in words, with what to do."""
        try:
            yield
        except UnicodeDecodeError:
            raise InputError(f"the store {shorten(self.path)} is damaged: its text is no UTF-8") from None
        except (sqlite3.Error, OSError) as error:
            name, text = shorten(self.path), str(error).lower()
            if _code(error) in _FULL or getattr(error, "errno", None) == errno.ENOSPC:
                remedy = "what was done so far is kept: make room and give the same command again"
                raise InputError(f"cannot write to {name}: the disk is full ({text}); {remedy}") from None
            if _code(error) in (None, sqlite3.SQLITE_ERROR) and isinstance(error, sqlite3.OperationalError):
                raise InputError(f"the store {name} is damaged: {shorten(error)}; give another file") from None
            remedy = (
                "give another file" if _code(error) == sqlite3.SQLITE_NOTADB else "see its rights, or give another file"
            )
            raise InputError(f"cannot use the store {name}: {text}; {remedy}") from None


def _code(error: sqlite3.Error | OSError) -> int | None:
    """What kind of error SQLite met, without what it adds to say where; None for errors of others."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _identity(place: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name."""
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _loads(text: str) -> dict[str, Any]:
    import json

    try:
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InputError("the store is damaged: its plan is no JSON; give another file")
    return value
