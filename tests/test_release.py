"""A release: one version everywhere, licences as packages state them, a recipe with the same needs, a wheel."""

import os
import re
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import PackageNotFoundError, metadata

import flint
import pytest

import symcrit as sc
from tests.structure import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDS = {re.match(r"[\w-]+", need)[0]: need for need in PROJECT["dependencies"]}
RECIPE = (ROOT / "docs" / "recipe" / "meta.yaml").read_text(encoding="utf-8")
LICENCES = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def of_changelog(text):
    """The version and date of the newest heading."""
    return re.search(r"^## (\S+)(?: \((.*)\))?$", text, re.MULTILINE).groups()


def of_citation(text):
    """The version and date of CITATION.cff."""
    version, released = (re.search(rf"^{key}: (\S+)$", text, re.MULTILINE)[1] for key in ("version", "date-released"))
    return version, released


def test_one_version_everywhere():
    changelog = of_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    citation = of_citation((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert changelog == citation
    assert citation[0] == sc.__version__ == re.search(r'version = "(.*)"', RECIPE)[1]


def test_certificates_name_the_versions_that_made_them():
    made = sc.decide("2 + 2 = 4").certificate["symcrit"]
    assert made == f"{sc.__version__} (python-flint {flint.__version__}, FLINT {flint.__FLINT_VERSION__})"


def test_the_recipe_needs_what_the_project_needs():
    run = RECIPE.split("  run:\n")[1].split("\ntest:")[0]
    listed = {line.strip("- ").replace(" ", "") for line in run.strip().splitlines()}
    assert listed == {need.replace(" ", "") for need in NEEDS.values()} | {f"python{PROJECT['requires-python']}"}


def licence_of(name):
    """The words of a package about its licence."""
    told = metadata(name)
    stated = [told.get("License-Expression") or "", (told.get("License") or "").split("\n")[0]]
    return " ".join([*stated, *(own for own in told.get_all("Classifier") or [] if own.startswith("License"))])


@pytest.mark.parametrize("name", NEEDS)
def test_licences_are_those_that_packages_state(name):
    listed = re.search(rf"^\| {re.escape(name)} \| (\S+)", LICENCES, re.MULTILINE)[1]
    family = listed.split("-")[0]
    try:
        stated = licence_of(name)
    except PackageNotFoundError:
        pytest.skip(f"not run: {name} is not installed as a package")
    assert family in stated or (family == "BSD" and "Redistribution" in stated), stated
    assert not re.search(r"\b(?:A?GPL)", stated.replace("LGPL", "")), stated


def test_every_table_row_is_something_that_is_needed():
    assert set(re.findall(r"^\| ([\w-]+) \| \S", LICENCES, re.MULTILINE)) - {"package"} == set(NEEDS)


@pytest.mark.slow
def test_the_wheel_works_in_an_environment_of_its_own(tmp_path):
    """Its dependencies are those of this environment, on a path behind its own: no index is asked."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "own", with_pip=True)
    scripts = tmp_path / "own" / ("Scripts" if os.name == "nt" else "bin")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment |= {"SYMCRIT_CACHE": str(tmp_path / "cache")}

    def run(*command):
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(scripts / "pip", "install", "--no-deps", "--no-index", str(wheel))
    (site,) = {path.resolve() for path in (tmp_path / "own").glob("[Ll]ib*/**/site-packages")}
    others = [path for path in map(str, sys.path) if "site-packages" in path]
    (site / "others.pth").write_text("\n".join(others), encoding="utf-8")
    command = scripts / "symcrit"
    where = run(scripts / "python", "-c", "import symcrit; print(symcrit.__file__)").strip()
    assert where.startswith(str(site))
    assert run(command, "--version").strip() == f"symcrit {sc.__version__}"
    run(command, "decide", "sin(x) <= x", "--where", "x >= 0", "-o", "lemma.json")
    assert "PROVED" in run(command, "check", "lemma.json")
    assert "one_neuron.symmetric_direction PROVED" in run(command, "verify", "one_neuron.symmetric_direction")
    assert str(site) in run(command, "doctor")
