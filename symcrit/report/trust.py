"""What every answer rests on, whatever it says: printed by the ledger, by `symcrit check` and by `symcrit doctor`."""

import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import symcrit
from symcrit.certificate import FORMAT, flint_versions

__all__ = ["Size", "size_in_words", "size_of_core", "sizes_as_json", "sizes_of_core", "tokens", "trust"]

CORE = Path(__file__).parents[1] / "core"
_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_BEFORE_STATEMENTS = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


class Size(NamedTuple):
    """How much code there is to be trusted."""

    files: int
    tokens: int

    def __str__(self) -> str:
        return f"{self.files} files, {self.tokens} tokens"


def trust() -> str:
    """The certificate format and the versions of the code that accepted the proofs, in one line."""
    return f"certificate format {FORMAT}, core {symcrit.__version__}, {flint_versions()}"


def tokens(source: str) -> int:
    """How many tokens of Python a source has, without comments, docstrings and empty lines.

    >>> tokens('x = 1  # one'), tokens('def f():' + chr(10) + '    "Nothing."'), tokens("")
    (4, 8, 0)
    """
    return sum(1 for _ in _tokens_of_code(source))


def _tokens_of_code(source: str) -> Iterator[tokenize.TokenInfo]:
    found = [token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in _NO_CODE]
    begins_statement = True
    skipped: tokenize.TokenInfo | None = None
    for token, following in zip_longest(found, found[1:]):
        ends_there = following is None or following.type == tokenize.NEWLINE
        if token.type == tokenize.STRING and begins_statement and ends_there:
            skipped = following
        elif token is not skipped:
            yield token
        begins_statement = token.type in _BEFORE_STATEMENTS


@cache
def sizes_of_core() -> dict[str, Size]:
    """{folder: size} of core and of each of its folders, without what lies in folders further below."""
    files: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for path in sorted(CORE.rglob("*.py")):
        folder = path.parent.relative_to(CORE.parent).as_posix()
        files[folder] += 1
        counted[folder] += tokens(path.read_text(encoding="utf-8"))
    return {folder: Size(files[folder], counted[folder]) for folder in sorted(files)}


def size_of_core() -> Size:
    """The size of all of core."""
    sizes = sizes_of_core().values()
    return Size(sum(size.files for size in sizes), sum(size.tokens for size in sizes))


def size_in_words() -> str:
    """The size of core and of its folders, in one line."""
    folders = ", ".join(f"{folder} {size.tokens}" for folder, size in sizes_of_core().items())
    return f"core: {size_of_core()} (tokens by folder: {folders})"


def sizes_as_json() -> dict[str, dict[str, int]]:
    """{folder: {"files", "tokens"}}, for the documents that the commands print."""
    return {folder: size._asdict() for folder, size in sizes_of_core().items()}
