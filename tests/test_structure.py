"""The structure, enforced: no import circles, no module in the place of a name, core by its face, true tables."""

import ast
import json
import subprocess
import sys

import pytest

import symcrit.core
from symcrit.report import trust
from tests import structure

# What may be imported from inside of core, by whom, and why; the same table stands in DESIGN.md.
BEHIND_THE_FACE = {
    "core.algebra.balls": ("anyone", "`balls.evaluate`, `balls.precision` say at each call what is evaluated"),
    "core.claims": ("search, words, certification",
                    "what finds proofs of a kind,"
                    " or words for it, imports the kind"),
    "core.witnesses": ("search, words, certification, kernels.closed.derivations",
                       "what finds or prints witnesses of a kind"
                       " imports the kind"),
    "core.expectation": ("kernels, model, search, words", "kernels are derived and printed, and"
                         " expectations summed, by what core checks them with"),
    "core.gaussian": ("kernels, search, words, certificate, theorems", "expectations are reduced, written and printed,"
                      " functions put into them, and missing reasons looked for, by what core reads and checks them"
                      " with"),
    "core.networks": ("certification, model, search, words", "the search for critical points evaluates with what core"
                      " checks them with; a problem asks whether a covariance is positive definite"),
    "core.projectors": ("search, words", "what finds covers of all projectors, and values at projectors, evaluates"
                        " with what core checks them with"),
    "core.deep": ("search, words", "gradients are computed, networks looked for and written, by what core checks them"
                  " with"),
    "core.online": ("search", "stationary states are found with what core checks them with"),
    "core.flow": ("search", "what follows flows, and looks for tubes around them, evaluates with what core checks them"
                  " with"),
    "core.affine.wide": ("search", "a target of many neurons is written as core reads it"),
    "core.affine.stable": ("search", "a kind of perturbation has the name that core gives it"),
    "core.algebra.expr": ("search.engines, words.names", "functions in terms of others; the names that are taken"),
    "core.algebra.limits": ("search.engines", "limits that `tail` sees"),
    "core.algebra.normal": ("search.engines", "the search for identities has a normal form of its own, of the same"
                            " atoms"),
    "core.algebra.sections": ("search.engines", "how a domain is seen to be connected"),
    "core.algebra.pivots": ("papers", "bounds of angles in `check` are exact by the pivots that core takes"),
    "core.algebra.ring": ("search.engines", "the search charges factorisations by the same formula"),
    "core.algebra.operations": ("search.engines", "what must hold for an expression to be defined, or positive, is what"
                                " a proof of that is to show"),
    "core.algebra.signs": ("search.engines", "sets of signs"),
    "core.reading": ("by_price, certificate, format_1, theorems, words", "readers of JSON, and what messages quote"),
    "core.refuting": ("report", "points as core writes them in a reason"),
}  # fmt: skip


def _is_allowed(importer: str, module: str) -> bool:
    """Whether a module of symcrit may import from this one, inside of core."""
    for inside, (importers, _) in BEHIND_THE_FACE.items():
        if structure.covers(f"symcrit.{inside}", module):
            names = importers.split(", ")
            return names == ["anyone"] or any(structure.covers(f"symcrit.{name}", importer) for name in names)
    return False


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


def _given(node):
    """The names that a statement of a module gives for good."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [] if node.decorator_list else [node.name]  # overloads and registered ones may share a name
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _given_twice(text):
    names = [name for node in ast.parse(text).body for name in _given(node)]
    return sorted({name for name in names if names.count(name) > 1})


def test_no_module_gives_a_name_twice():
    """The later of two limits of one name is that of both."""
    assert _given_twice("MOST = 3\n\ndef f(): ...\n\nMOST = 4\n") == ["MOST"]
    twice = {str(path): _given_twice(path.read_text(encoding="utf-8")) for path in structure.PACKAGE.rglob("*.py")}
    assert {path: names for path, names in twice.items() if names} == {}


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
    assert [found for found in behind if not _is_allowed(found.importer, structure.imported_module(found))] == []


@pytest.mark.parametrize("inside", BEHIND_THE_FACE)
def test_nothing_is_allowed_that_nobody_needs(inside):
    behind = structure.imports_behind_the_face()
    importers = [
        found.importer for found in behind if structure.covers(f"symcrit.{inside}", structure.imported_module(found))
    ]
    assert importers
    for name in BEHIND_THE_FACE[inside][0].split(", "):
        assert name == "anyone" or any(structure.covers(f"symcrit.{name}", importer) for importer in importers), name


def test_the_face_is_small():
    """A few dozen names: what grows beyond belongs behind the face, or is not for others."""
    assert len(symcrit.core.__all__) <= 66


def test_the_face_explains_its_names():
    described = symcrit.core.__doc__
    assert [name for name in symcrit.core.__all__ if f"`{name}`" not in described] == []


def test_the_design_says_what_may_be_imported_from_inside():
    rows = [f"| `{inside}` | {who} | {why} |" for inside, (who, why) in BEHIND_THE_FACE.items()]
    text = structure.DESIGN.read_text(encoding="utf-8")
    assert "\n".join(rows) in text


@pytest.mark.parametrize("title", ["claims", "witnesses", "proofs"])
def test_the_format_lists_the_kinds_there_are(title):
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


def test_the_design_is_a_map():
    """Short enough to be read at once; what is longer stands in docs/."""
    assert len(structure.DESIGN.read_text(encoding="utf-8").split()) <= 2500


TOP = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "DESIGN.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "docs",
    "notebooks",
    "proofs",
    "pyproject.toml",
    "symcrit",
    "tests",
}


def test_nothing_strays_into_the_top_of_the_tree():
    listed = subprocess.run(["git", "ls-files"], cwd=structure.ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        top = {name.partition("/")[0] for name in listed.stdout.splitlines()}
    else:  # a copy without its history: what the examples of the documents would write
        top = {path.name for path in structure.ROOT.glob("*.json")} | TOP
    assert top == TOP


def test_every_legend_has_a_place():
    """matplotlib looks for the best one by the clock, and warns where that takes a second."""
    sources = {path: path.read_text(encoding="utf-8") for path in structure.PACKAGE.rglob("*.py")}
    calls = [
        (path.name, node)
        for path, source in sources.items()
        if ".legend(" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "legend"
    ]
    assert calls
    assert [name for name, node in calls if "loc" not in {keyword.arg for keyword in node.keywords}] == []
