"""Documents of JSON, one a line, between processes; nothing that arrives is ever run, as it would be with pickle."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from typing import Any

__all__ = ["LONGEST", "Lines", "Spoilt", "said_by"]

LONGEST = 32 * 2**20  # bytes of a line
_CHUNK = 1 << 16


class Spoilt(Exception):
    """What arrived is no document, or larger than any is."""


class Lines:
    """The end of two pipes that never waits for the other side to finish a line: it may be hostile."""

    def __init__(self, reads: int, writes: int) -> None:
        self.reads, self.writes = reads, writes
        self._buffer = bytearray()

    def send(self, document: Any) -> None:
        """Write a document; raises OSError where nobody reads."""
        self.send_line(json.dumps(document).encode())

    def send_line(self, line: bytes) -> None:
        """Write a line that is JSON already; raises OSError where nobody reads."""
        data = line + b"\n"
        while data:
            data = data[os.write(self.writes, data) :]

    def read_some(self) -> bool:
        """Read what is there, once something is; False at the end."""
        part = os.read(self.reads, _CHUNK)
        self._buffer += part
        return bool(part)

    def document(self) -> Any:
        """The next document that has arrived, None if there is none yet; raises `Spoilt`."""
        if not self.has_document:
            return None
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        if len(line) > LONGEST:
            raise Spoilt(f"what it wrote is larger than {LONGEST >> 20} MB")
        return _document(line)

    @property
    def has_document(self) -> bool:
        """Whether `document` has something to give, or to refuse."""
        return b"\n" in self._buffer or len(self._buffer) > LONGEST

    @property
    def quiet(self) -> bool:
        """Whether all that has arrived was looked at."""
        return not self._buffer

    def close(self) -> None:
        """Close both ends."""
        for own in {self.reads, self.writes}:
            with contextlib.suppress(OSError):
                os.close(own)


def _document(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise Spoilt("what it wrote is no JSON") from None
    if not isinstance(value, dict):
        raise Spoilt("what it wrote is no JSON object")
    return value


def said_by(reads: int) -> Iterator[bytes]:
    """The lines that the parent writes, in the process that it has started; ends with the parent."""
    with os.fdopen(reads, "rb", closefd=False) as file:
        while line := file.readline(LONGEST):
            yield line
