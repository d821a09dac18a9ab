"""The structure, enforced: no import circles, no module in the place of a name, core by its face, true tables."""

import ast
import json
import subprocess
import sys

import pytest

import symcrit.core
from symcrit.report import trust
from tests import structure

ALLOWED = {  # what may be imported from inside of core by others, and why; the same table stands in DESIGN.md
    "symcrit.core.algebra.balls": "`balls.evaluate`, `balls.precision` say at each call what is evaluated",
    "symcrit.core.algebra.normal": "the search for identities has a normal form of its own, of the same atoms",
    "symcrit.core.algebra.ring": "the search charges factorisations by the same formula",
    "symcrit.core.claims": "what finds proofs of a kind, or words for it, imports the kind",
    "symcrit.core.witnesses": "what finds or prints witnesses of a kind imports the kind",
    "symcrit.core.expectation": "kernels are derived, and expectations summed, by the functions with which core checks",
    "symcrit.core.networks": "the search for critical points evaluates with the functions by which core checks",
    "symcrit.core.affine": "targets and frames of the compression claims are those that core reads",
    "symcrit.core.reading": "readers of JSON, for the certificate file",
}


def test_no_module_needs_itself():
    assert structure.circles(structure.import_graph()) == []


def test_circles_are_found():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"e"}, "f": {"a"}}
    assert structure.circles(graph) == [["a", "b", "c"], ["e"]]


MODULES_IN_PLACE_OF_NAMES = """
import importlib, json, pkgutil, types
import symcrit, symcrit.core

names = [found.name for found in pkgutil.walk_packages(symcrit.__path__, "symcrit.")]
for name in names:
    if not name.endswith("__main__") and not name.startswith("symcrit._proofs"):
        importlib.import_module(name)
public = {name: getattr(symcrit, name) for name in symcrit.__all__}
face = {name: getattr(symcrit.core, name) for name in symcrit.core.__all__}
print(json.dumps([
    [name for name, value in public.items() if isinstance(value, types.ModuleType)],
    [name for name, value in face.items() if isinstance(value, types.ModuleType)],
]))
"""


def _modules_of_the_stub() -> set[str]:
    """The public names that are modules: `from . import name`, or a package by its name."""
    stub = ast.parse((structure.PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    found = set()
    for node in stub.body:
        if isinstance(node, ast.ImportFrom):
            inside = f"symcrit.{node.module}" if node.module else "symcrit"
            found |= {alias.name for alias in node.names if f"{inside}.{alias.name}" in structure.modules()}
    return found


def test_no_public_name_is_hidden_by_a_module():
    command = [sys.executable, "-c", MODULES_IN_PLACE_OF_NAMES]
    result = subprocess.run(command, cwd=structure.ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    public, face = json.loads(result.stdout)
    assert set(public) == _modules_of_the_stub()
    assert face == []
    assert "symcrit.gaussian" not in structure.modules()


def test_others_see_the_face_of_core():
    behind = structure.imports_behind_the_face()
    refused = [
        found
        for found in behind
        if not any(structure.covers(allowed, structure.imported_module(found)) for allowed in ALLOWED)
    ]
    assert refused == []


@pytest.mark.parametrize("allowed", ALLOWED)
def test_nothing_is_allowed_that_nobody_needs(allowed):
    used = {structure.imported_module(found) for found in structure.imports_behind_the_face()}
    assert any(structure.covers(allowed, module) for module in used)


def test_the_face_explains_its_names():
    described = symcrit.core.__doc__
    assert [name for name in symcrit.core.__all__ if f"`{name}`" not in described] == []


def test_the_design_says_what_may_be_imported_from_inside():
    rows = [f"| `{module.removeprefix('symcrit.')}` | {reason} |" for module, reason in ALLOWED.items()]
    text = structure.DESIGN.read_text(encoding="utf-8")
    assert "\n".join(rows) in text


@pytest.mark.parametrize("title", ["claims", "witnesses", "proofs"])
def test_the_design_lists_the_kinds_there_are(title):
    assert structure.printed(title) == structure.tables()[title]


@pytest.mark.parametrize("name", sorted(symcrit.core.CLAIMS))
def test_a_kind_of_claim_has_a_file_of_words(name):
    assert f"symcrit.words.claims.{name}" in structure.modules()


def test_tokens_are_counted_without_words():
    source = '"""Head."""\n\n\ndef f(x):\n    """Words.\n\n    More."""\n    return x  # a remark\n'
    bare = "def f(x):\n    return x\n"
    assert trust.tokens(source) == trust.tokens(bare)
    assert trust.tokens('x = "kept"\n') == trust.tokens("x = 1\n")


def test_the_size_of_core_is_that_of_its_folders():
    sizes = trust.sizes_of_core()
    files = list((structure.PACKAGE / "core").rglob("*.py"))
    assert trust.size_of_core().files == len(files)
    assert set(sizes) == {path.parent.relative_to(structure.PACKAGE).as_posix() for path in files}
    assert trust.size_of_core().tokens == sum(size.tokens for size in sizes.values())
