"""Every kind of claim and of witness, damaged at leaves of its certificates: refused, or what it now says is true.

The certificates are those of all theorems that come with symcrit and of their mutants, with a few more for the kinds
that none of these has; of SYMCRIT_FUZZ_CERTIFICATES, a folder that `symcrit verify -o` wrote, where it is given.
"""

import contextlib
import copy
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import symcrit as sc
from symcrit.core import CLAIMS, PROOFS, WITNESSES, read_claim
from symcrit.theorems.collect import packaged_proofs
from symcrit.theorems.runner import verify
from symcrit.words.statement import statement

from . import forgery, fuzzing, numerical
from .test_fuzzed_files import GIGABYTE, SECONDS, _check, _in_a_process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="no such limits elsewhere"),
]

Record = dict[str, Any]
SEED = os.environ.get("SYMCRIT_FUZZ_SEED", "1")
EDITS = int(os.environ.get("SYMCRIT_FUZZ_EDITS", "10"))  # of each certificate: half of the claim, half of the witness
DEAR = 400_000  # units of work: of certificates beyond, one edit in five
BATCH = 100
OTHERS: dict[str, Any] = {
    "convex(exp(x), x)": (),
    "erf(x) + x <= erf(y) + y": "x <= y",
    "exp((x + y)/2) <= (exp(x) + exp(y))/2": (),
}
BY_SEGMENT = {
    "claim": {
        "kind": "at_most", "symbols": {"x": "real", "y": "real"}, "where": [["<=", "x", "y"]],
        "lhs": ["^", "x", 3], "rhs": ["^", "y", 3],
    },
    "witness": {
        "kind": "segment", "symbol": "y", "from": "x", "derivative": {"kind": "positive"}, "sample": {"x": 2, "y": 3},
    },
}  # fmt: skip


def stored() -> dict[str, Record]:
    """The certificates by name, in order."""
    folder = os.environ.get("SYMCRIT_FUZZ_CERTIFICATES")
    if folder:
        found = {path.stem: json.loads(path.read_text()) for path in sorted(Path(folder).rglob("*.json"))}
    else:
        rows = verify([str(packaged_proofs())], keep=True).rows
        parts = ((f"{row.name} {i}", part.answer.certificate) for row in rows for i, part in enumerate(row.parts))
        found = {name: certificate for name, certificate in parts if certificate}
    found |= {text: dict(sc.decide(text, where=where).certificate or {}) for text, where in OTHERS.items()}
    found["by a segment"] = fuzzing.sealed({"format": 2, "symcrit": "0", **BY_SEGMENT})
    return found


def kinds(value: Any) -> Iterator[str]:
    """What stands as `kind` anywhere inside."""
    for path in fuzzing.places(value):
        if path[-1] == "kind":
            yield fuzzing.at(value, path)


def edits(certificate: Record, rng: random.Random) -> Iterator[tuple[str, Record]]:
    """Leaves of claim and witness in turn, each with an edit: deleted, retyped, nested, or changed a little."""
    number = EDITS if certificate.get("work", 0) < DEAR else max(EDITS // 5, 2)
    names = [*certificate["claim"].get("symbols", {}), "pi"]
    for i in range(number):
        part = ("claim", "witness")[i % 2]
        leaves = list(fuzzing.places({part: certificate[part]}))
        path = rng.choice(leaves)
        leaf = fuzzing.at(certificate, path)
        near = [] if isinstance(leaf, dict | list) else forgery.substitutes(leaf, names)
        how = rng.choice(("delete", "nest", "name", "double", "replace", "near", "near", "near"))
        other = rng.choice(near) if near and how == "near" else copy.deepcopy(rng.choice(fuzzing.INSTEAD))
        yield (
            f"{'.'.join(map(str, path))} {how}",
            fuzzing.edited(certificate, path, "replace" if how == "near" else how, other),
        )


def said(claim: Any) -> str:
    """What is printed of a claim."""
    return statement(read_claim(claim))


def agrees(after: Record, outcome: str, rng: random.Random) -> bool | None:
    """Whether an accepted certificate is right: by sampling with mpmath, else by numbers; None if neither knows."""
    with contextlib.suppress(Exception):  # the oracle does not know everything
        return forgery.complaint(after, outcome, rng) is None
    with contextlib.suppress(Exception):
        points = numerical.known(after["claim"], after["witness"])
        return numerical.agrees(after["claim"], outcome, points)
    return None


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMCRIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        return stored()


def test_every_kind_is_among_them(certificates: dict[str, Record]) -> None:
    claims = {certificate["claim"]["kind"] for certificate in certificates.values()}
    witnesses = {kind for certificate in certificates.values() for kind in kinds(certificate["witness"])}
    assert set(CLAIMS) <= claims
    assert {*WITNESSES, *PROOFS, "refute"} <= witnesses


def test_damaged_certificates_prove_nothing_false(
    certificates: dict[str, Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rng = random.Random(f"certificates {SEED}")
    cases = [(name, *edit) for name, certificate in certificates.items() for edit in edits(certificate, rng)]
    rng.shuffle(cases)
    statuses: Counter[int] = Counter()
    accepted: Counter[str] = Counter()
    looked_at: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    longest, largest = 0.0, 0
    for start in range(0, len(cases), BATCH):
        some = cases[start : start + BATCH]
        files = [(label, json.dumps(value).encode()) for _, label, value in some]
        found, most = _in_a_process(_check, files)
        longest, largest = max(longest, *(seconds for _, _, seconds in found)), max(largest, most)
        for (name, label, value), (_, status, _) in zip(some, found, strict=True):
            statuses[status] += 1
            if status > 1:
                continue
            accepted[value["claim"]["kind"]] += 1
            words, outcome = said(value["claim"]), ("PROVED", "REFUTED")[status]
            if words != said(certificates[name]["claim"]):  # else it is another road, or field, to the same statement
                looked_at[agrees(value, outcome, rng)].append(f"{name}: {label}: {outcome}: {words}")
    print(f"\n{len(cases)} edits: {dict(statuses)}; longest {longest:.1f} s; at most {largest / 2**20:.0f} MB")
    print("accepted:", dict(accepted))
    print(f"with another statement: {len(looked_at[True])} right by numbers; to be examined by hand:")
    print(*(re.sub(r"\s+", " ", line) for line in looked_at[None]), sep="\n")
    assert not looked_at[False], "\n".join(re.sub(r"\s+", " ", line) for line in looked_at[False])
    assert len(looked_at[True]) > len(looked_at[None])
    assert set(statuses) <= {0, 1, 2, 3}
    assert statuses[3] > len(cases) // 4
    assert longest < SECONDS
    assert largest <= GIGABYTE
