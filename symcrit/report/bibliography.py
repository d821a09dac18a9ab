"""References: which entry of a BibTeX file a source such as "arXiv:2311.01644" names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from symcrit.theorems.collect import packaged_proofs

_ENTRY = re.compile(r"^@\w+\{([^,\s]+),.*?^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(eprint|author|year)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)


class Entry(NamedTuple):
    """An entry of a BibTeX file, as it stands there, and what it is recognised by."""

    key: str
    text: str
    eprint: str
    author: str
    year: str

    def is_named(self, source: str) -> bool:
        """Whether a source names this entry: by its arXiv number, or by the first author and the year."""
        if self.eprint:
            return re.search(rf"(?<!\d){re.escape(self.eprint)}(?!\d)", source) is not None
        surname = self.author.split(",")[0]
        return bool(surname and self.year) and surname in source and self.year in source


def bibliography() -> list[Entry]:
    """The entries of ``./proofs/references.bib``, then of the file that comes with symcrit; each key once."""
    found: dict[str, Entry] = {}
    for path in (Path("proofs") / "references.bib", packaged_proofs() / "references.bib"):
        if path.is_file():
            for entry in entries(path.read_text(encoding="utf-8")):
                found.setdefault(entry.key, entry)
    return list(found.values())


def entries(text: str) -> list[Entry]:
    """The entries of a BibTeX file whose closing braces stand at the beginning of a line.

    >>> [entry.key for entry in entries("@book{Knuth1984,\\n  year = {1984},\\n}\\n")]
    ['Knuth1984']
    """
    found = []
    for match in _ENTRY.finditer(text):
        fields = dict(_FIELD.findall(match[0]))
        found.append(Entry(match[1], match[0], *(fields.get(key, "") for key in ("eprint", "author", "year"))))
    return found
