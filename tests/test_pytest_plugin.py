"""The plugin for pytest: theorems and mutants as tests where that is asked for, and nothing at all elsewhere."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROOFS = """
from symcrit import equal, less, mutant, theorem

@theorem("mine.third")
def a_third_is_less():
    return less("1/3", "1/2")

@mutant(a_third_is_less)
def the_other_way():
    return less("1/2", "1/3")

@mutant(a_third_is_less)
def no_mutant_at_all():
    return less("1/4", "1/2")

@theorem("mine.false")
def a_square_is_larger():
    return less("x", "x^2 + 1/8")
"""
BROKEN = "from symcrit import theorem\n@theorem('broken.one')\ndef f(): ...\n1 / 0\n"
HEAVY = """
import json, sys

def pytest_unconfigure(config):
    with open("loaded.json", "w") as file:
        json.dump(sorted(sys.modules), file)
"""


@pytest.fixture
def project(tmp_path):
    """A folder with tests and proofs."""
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "mine.py").write_text(PROOFS, encoding="utf-8")
    (tmp_path / "proofs" / "helper.py").write_text("1 / 0  # no theorem here\n", encoding="utf-8")
    (tmp_path / "test_plain.py").write_text("def test_plain():\n    assert True\n", encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    """Pytest in that folder, with this plugin alone, as its entry point loads it."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "symcrit.pytest_plugin", "-p", "no:cacheprovider", "-rA", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def outcomes(result):
    """Outcome by test."""
    found = re.findall(r"^(PASSED|FAILED|ERROR|SKIPPED) (\S+)", result.stdout, re.MULTILINE)
    return {name: outcome for outcome, name in found}


def test_theorems_and_mutants_are_tests(project):
    (project / "proofs" / "broken.py").write_text(BROKEN, encoding="utf-8")
    result = run(project, "--symcrit-proofs", "proofs", "test_plain.py")
    assert outcomes(result) == {
        "test_plain.py::test_plain": "PASSED",
        "proofs/mine.py::mine.third": "PASSED",
        "proofs/mine.py::mine.third[the_other_way]": "PASSED",
        "proofs/mine.py::mine.third[no_mutant_at_all]": "FAILED",
        "proofs/mine.py::mine.false": "FAILED",
        "proofs/broken.py::broken.one": "FAILED",
    }
    assert result.returncode == 1
    assert "PROVED, and was to be REFUTED\n  statement: 1/4 < 1/2" in result.stdout
    assert "REFUTED, and was to be PROVED" in result.stdout
    assert "  counterexample: x = " in result.stdout
    assert "broken.py:4" in result.stdout
    assert "Traceback" not in result.stdout


@pytest.mark.slow
def test_the_configuration_names_the_folder_and_arguments_select(project):
    (project / "pytest.ini").write_text("[pytest]\nsymcrit_proofs = proofs\ntestpaths = test_plain.py\n")
    listed = run(project, "--collect-only", "-q").stdout
    assert listed.count("proofs/mine.py::") == 4
    assert "test_plain.py::test_plain" in listed
    one = run(project, "proofs/mine.py::mine.third[the_other_way]")
    assert outcomes(one) == {"proofs/mine.py::mine.third[the_other_way]": "PASSED"}


@pytest.mark.parametrize("stated", ["", "symcrit_proofs = proofs\n"])
def test_nobody_else_is_bothered(project, stated):
    (project / "pytest.ini").write_text(f"[pytest]\n{stated}")
    (project / "conftest.py").write_text(HEAVY, encoding="utf-8")
    result = run(project, *(["test_plain.py"] if stated else []))
    assert outcomes(result) == {"test_plain.py::test_plain": "PASSED"}
    loaded = json.loads((project / "loaded.json").read_text())
    assert not {"sympy", "numpy", "scipy", "mpmath", "flint", "hypothesis", "click"} & set(loaded)
    assert {name for name in loaded if name.startswith("symcrit")} == {"symcrit", "symcrit.pytest_plugin"}


def test_a_folder_that_is_not_there_is_an_error_of_usage(project):
    result = run(project, "--symcrit-proofs", "prooofs")
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert "there is no" in result.stderr


def test_the_entry_point_has_the_name_that_loads_it_once():
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert document["project"]["entry-points"]["pytest11"] == {"symcrit.pytest_plugin": "symcrit.pytest_plugin"}
