"""The second checker is one file on the standard library, and says what it is asked as a script and as a command."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from symcrit import second
from symcrit.certificate import digest

from .common import FOLDER, OWN, read

FILE = Path(second.__file__)
SCRIPT = [sys.executable, "-I", str(FILE)]


def test_it_imports_the_standard_library_alone():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(str(node.module))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("__import__", "eval", "exec", "open") or node.func.id == "open"
    assert {name.partition(".")[0] for name in found} <= sys.stdlib_module_names
    assert not any("symcrit" in name or "importlib" in name for name in found)


def run(command, *arguments, text=None):
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, input=text)


def path_of(kind):
    return next(path for path in OWN if path.name.startswith(kind))


def sealed(certificate):
    return json.dumps({**certificate, "digest": digest(certificate)})


@pytest.fixture
def false(tmp_path):
    """A certificate that says 2 < 1."""
    path = tmp_path / "false.json"
    claim = {"kind": "less", "symbols": {}, "where": [], "lhs": 2, "rhs": 1}
    path.write_text(sealed({"format": 2, "symcrit": "0", "claim": claim, "witness": {"kind": "positive"}}))
    return path


def test_as_a_script_without_symcrit(false, tmp_path):
    good, other = path_of("less-proved"), FOLDER / "other-follows-proved.json"
    done = run(SCRIPT, good)
    assert (done.returncode, done.stdout) == (0, f"{good}: accepted PROVED\n")
    done = run(SCRIPT, good, false)
    assert done.returncode == 1
    assert "refused — claim: 2 < 1 is false" in done.stdout
    done = run(SCRIPT, "--count", good, other)
    assert done.returncode == 2
    assert "not my kind — the claim 'follows'" in done.stdout
    assert "| proofs | `less` | 1 | 0 | 0 |" in done.stdout
    done = run(SCRIPT, tmp_path / "missing.json")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert run(SCRIPT, "-", text=good.read_text()).returncode == 0


def test_as_a_command(false):
    command = [sys.executable, "-m", "symcrit", "check", "--second"]
    good, other = path_of("critical-proved"), FOLDER / "other-follows-proved.json"
    done = run(command, "--json", good, other)
    assert done.returncode == 2
    first, last = json.loads(done.stdout)["certificates"]
    assert first == {
        "file": str(good), "answer": "accepted", "why": "", "verdict": "PROVED", "taken": [second.KERNEL_TAKEN],
        "unread": ["the derivation of the kernel"],
    }  # fmt: skip
    assert (last["answer"], last["why"]) == ("not my kind", "the claim 'follows'")
    assert run(command, false).returncode == 1
    done = run(command, "--effort", "2", good)
    assert done.returncode == 3
    assert "--timeout" in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "no JSON object"),
        ('{"format": 2, "claim": {}, "witness": {}, "digest": ""}', "wrong digest"),
        ('{"format": 3, "claim": {}, "witness": {}}', "format"),
        ('{"format": 2, "claim": {}, "witness": {}, "more": 1}', "not known"),
        ('{"format": 2, "claim": {"a": 1.5}, "witness": {}}', "exact number"),
        ('{"format": 2, "format": 2}', "twice"),
    ],
)
def test_what_is_no_certificate_is_said_in_a_line(text, message):
    with pytest.raises(second.Bad, match=message) as caught:
        second.loads(text)
    assert "\n" not in str(caught.value)


def test_fields_that_nothing_reads_are_refused():
    for kind in ("less-proved", "critical-proved", "isolated-proved"):
        certificate = read(path_of(kind))
        for part in ("claim", "witness"):
            answer = second.check({**certificate, part: {**certificate[part], "colour": "red"}})
            assert (answer.answer, "colour" in answer.why) == ("refused", True)


def test_the_count_is_a_table():
    certificate = {"claim": {"kind": "less"}, "witness": {"kind": "refute"}}
    table = second.counted([(certificate, second.Answer("accepted", "")), (certificate, second.Answer("refused", ""))])
    assert table.splitlines()[2:] == ["| refutations | all | 1 | 0 | 1 |", "| refutations | `less` | 1 | 0 | 1 |"]
