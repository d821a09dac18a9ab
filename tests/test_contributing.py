"""CONTRIBUTING.md: its worked examples, written into a copy of the tree, do what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"<!-- (file|line): (\S+) -->\n```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of what the examples need, with the examples in it."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in ("symcrit", "proofs/loss"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/conftest.py", "tests/speed.py"):
        (copy / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    for kind, name, text in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if kind == "line" else ""
        path.write_text(before + text, encoding="utf-8")
    return copy


def run(tree, *arguments):
    """A command of Python in the copy, which must end well."""
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=tree, capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_has_all_examples():
    names = [name for _, name, _ in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))]
    assert len(names) == len({*names}) == 10


def test_the_activation(tree):
    run(tree, "activation.py")


def test_the_theorem_is_proved_and_its_mutant_refuted(tree):
    told = run(tree, "-m", "symcrit", "verify", "proofs/loss/two_copies.py", "--no-cache", "-j", "1")
    assert re.search(r"loss\.two_copies +PROVED +1/1 +1/1", told)


def test_the_claim_and_the_witness(tree):
    tests = ("tests/claims/test_even.py", "tests/core/test_cubes.py", "symcrit/search/claims/even.py")
    told = run(tree, "-m", "pytest", "-q", *tests)
    assert "11 passed" in told
