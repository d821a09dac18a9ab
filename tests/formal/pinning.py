"""Print `proofs/coq/pinned.toml`: what Coq says of the theorems named in `pins.toml`, and of what they are made of.

    python tests/formal/pinning.py --write

What it prints is to be read before it is committed: a statement is right if it says what `pins.toml` says in words.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from symcrit.formal.build import built  # noqa: E402
from symcrit.formal.coq import find_coq  # noqa: E402
from symcrit.formal.pins import read_pins  # noqa: E402
from symcrit.formal.questions import said_by_coq  # noqa: E402
from symcrit.formal.theory import theory_folder, theory_in  # noqa: E402
from symcrit.formal.verdicts import names_in  # noqa: E402
from symcrit.theorems.cache import cache_folder  # noqa: E402

HEAD = "# Printed by Coq: `python tests/formal/pinning.py --write`.  To be read beside pins.toml; see README.md.\n"


def pinned(folder):
    """The text of the file."""
    theory, pins, coq = theory_in(folder), read_pins(folder), find_coq()
    names, definitions = [pin.coq for pin in pins.pins], {}
    with built(theory, coq, cache_folder(), 2, lambda words: print(words, file=sys.stderr)) as build:
        assert not build.failures, build.failures
        said, _ = said_by_coq(coq, build, names, [])
        texts = [one.kernel.partition("\n")[2] for one in said.values()]
        while texts:
            found = {name for text in texts for name in names_in(text, set(theory.files), pins.library)}
            new = sorted(found - set(definitions))
            printed = said_by_coq(coq, build, [], new)[1] if new else {}
            definitions |= printed
            texts = list(printed.values())
    blocks = [HEAD, "[statement]"]
    blocks += [_entry(name, said[name].statement) for name in names]
    blocks += ["\n[kernel]", *(_entry(name, said[name].kernel) for name in names)]
    blocks += ["\n[definition]", *(_entry(name, definitions[name]) for name in sorted(definitions))]
    return "\n".join(blocks) + "\n"


def _entry(name, text):
    assert "'''" not in text
    return f"\"{name}\" = '''\n{text}'''"


if __name__ == "__main__":
    text = pinned(theory_folder())
    if "--write" in sys.argv:
        (theory_folder() / "pinned.toml").write_text(text, encoding="utf-8")
    else:
        print(text)
