"""docs/format.md: its certificates are accepted as it says, and what it says of fields is so."""

import hashlib
import json
import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
CERTIFICATES = re.findall(r"```json certificate\n(.*?)```", PAGE, re.DOTALL)


def _write(path, value):
    """A certificate with the digest of what it holds, computed as the page says."""
    rest = {key: part for key, part in value.items() if key != "digest"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps(rest | {"digest": digest}), encoding="utf-8")


def test_the_certificates_of_the_page_are_decided_as_it_says(symcrit, tmp_path):
    assert len(CERTIFICATES) == 2
    for number, text in enumerate(CERTIFICATES):
        (tmp_path / f"{number}.json").write_text(text, encoding="utf-8")
    done = symcrit("check", "0.json", "1.json", "--json")
    first, second = json.loads(done.stdout)["certificates"]
    assert (first["verdict"], second["verdict"]) == ("PROVED", "REFUTED")
    assert first["rules"] == ["mean-value"]


def test_a_field_that_the_page_does_not_list_is_refused(symcrit, tmp_path):
    value = json.loads(CERTIFICATES[0])
    value["witness"]["because"] = "it is so"
    _write(tmp_path / "more.json", value)
    done = symcrit("check", "more.json")
    assert done.returncode == 3
    assert "because" in done.stderr


def test_a_witness_that_does_not_fit_proves_nothing(symcrit, tmp_path):
    value = json.loads(CERTIFICATES[0])
    value["claim"]["where"] = []
    _write(tmp_path / "all.json", value)
    done = symcrit("check", "all.json", "--json")
    assert json.loads(done.stdout)["certificates"][0]["verdict"] == "UNDECIDED"
