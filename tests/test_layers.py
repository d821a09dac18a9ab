"""The architecture, enforced: who imports whom, that nothing looks at a clock, what core and `symcrit check` load."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "symcrit"
FILES = sorted(PACKAGE.rglob("*.py"))
CORE = sorted((PACKAGE / "core").rglob("*.py"))
LAYERS = {
    "core": 0,
    "second": 0,
    "arguments": 1,
    "by_price": 1,
    "certificate": 1,
    "effort": 1,
    "errors": 1,
    "format_1": 1,
    "jit": 1,
    "memory": 1,
    "opening": 1,
    "words": 1,
    "printable": 1,
    "parse": 2,
    "exact": 2,
    "expectations": 2,
    "sympy_functions": 2,
    "sympy_json": 2,
    "translate": 2,
    "kernels": 3,
    "claims": 4,
    "model": 4,
    "certification": 5,
    "formal": 6,
    "search": 6,
    "theorems": 6,
    "closed_forms": 7,
    "flow": 7,
    "report": 7,
    "strategies": 7,
    "learning": 8,
    "testing": 7,
    "papers": 8,
    "sweeps": 8,
    "commands": 9,
    "pytest_plugin": 9,
    "cli": 10,
    "__main__": 11,
}


def _layer(module):
    """The part of the package a dotted name belongs to; the bare package, which holds the version, is the bottom."""
    parts = module.split(".")
    return LAYERS[parts[1]] if len(parts) > 1 else -1


def _imports(tree, *, typing_too=False):
    """Dotted names of all imports, `from symcrit import x` as `symcrit.x` where x is a part of the package."""
    skipped = set()
    if not typing_too:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                skipped |= set(map(id, ast.walk(node)))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            inner = [f"symcrit.{a.name}" for a in node.names if node.module == "symcrit" and a.name in LAYERS]
            yield from inner or [node.module]


def test_every_part_of_the_package_has_a_layer():
    parts = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in FILES}
    assert parts - {"__init__"} == set(LAYERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own == "__init__":
        return
    for module in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        if module.split(".")[0] == "symcrit":
            assert _layer(module) <= LAYERS[own], f"{own} imports {module}"


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_imports_the_standard_library_and_flint(path):
    for module in _imports(ast.parse(path.read_text(encoding="utf-8")), typing_too=True):
        top = module.split(".")[0]
        assert top in sys.stdlib_module_names or top == "flint" or module.startswith("symcrit.core"), module


CLOCKS = {"time", "datetime", "threading", "signal", "sched", "asyncio"}
FINDERS = sorted((PACKAGE / "search").rglob("*.py"))


@pytest.mark.parametrize("path", [*CORE, *FINDERS], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_core_and_search_have_no_clock(path):
    tops = {module.split(".")[0] for module in _imports(ast.parse(path.read_text(encoding="utf-8")))}
    assert tops & CLOCKS == set()


def _run(code, *arguments, **environment):
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate file of a theorem with symbols."""
    from symcrit import decide, equal

    path = tmp_path_factory.mktemp("certificate") / "cert.json"
    path.write_text(json.dumps(decide(equal("(x + 1)^2", "x^2 + 2*x + 1")).certificate))
    return path


def test_the_core_runs_without_sympy_mpmath_and_numpy(certificate):
    blocked = "import sys\nfor m in ('sympy', 'mpmath', 'numpy', 'scipy'): sys.modules[m] = None\n"
    code = blocked + (
        "import pkgutil, importlib, symcrit.core\n"
        "for m in pkgutil.walk_packages(symcrit.core.__path__, 'symcrit.core.'): importlib.import_module(m.name)\n"
        "from symcrit.certificate import loads\n"
        "from symcrit.core.verdict import check\n"
        "print(check(loads(open(sys.argv[1]).read())).verdict.name)\n"
    )
    result = _run(code, certificate)
    assert (result.stdout, result.stderr) == ("PROVED\n", "")


LOADED = """
import json, sys
from symcrit.cli import run
from symcrit.commands import check
own = check._finding

def finding(*arguments):  # in the process that checks
    return {**own(*arguments), "rules": sorted(sys.modules)}

check._finding = finding
status = run(["check", "--json", sys.argv[1]])
print(status, *sys.modules)
"""


def test_check_imports_the_core_and_nothing_heavy(certificate):
    *document, last = _run(LOADED, certificate).stdout.splitlines()
    status, *parent = last.split()
    (record,) = json.loads("\n".join(document))["certificates"]
    assert (status, record["verdict"]) == ("0", "PROVED")
    heavy = {"sympy", "mpmath", "numpy", "scipy", "rich", "hypothesis", "platformdirs", "multiprocessing"}
    light = {
        "arguments",
        "by_price",
        "certificate",
        "cli",
        "commands",
        "effort",
        "errors",
        "format_1",
        "memory",
        "opening",
        "printable",
        "words",
    }
    for modules in (parent, record["rules"]):
        assert not heavy & {module.split(".")[0] for module in modules}
        parts = {module.split(".")[1] for module in modules if module.startswith("symcrit.")}
        assert parts == {"core", *light}
    late = {module.split(".")[0] for module in set(record["rules"]) - set(parent)}
    assert late <= {"symcrit", *sys.stdlib_module_names}  # kinds are loaded when they are asked for


def test_help_imports_no_core():
    """`symcrit --help` answers at once."""
    code = "import sys\nfrom symcrit.cli import run\nrun(['--help'])\nprint([m for m in sys.modules if m in {names}])"
    result = _run(code.replace("{names}", "('symcrit.core', 'flint', 'numpy', 'sympy', 'sqlite3')"))
    assert (result.stdout.splitlines()[-1], result.stderr) == ("[]", "")


def test_claims_are_made_without_numpy_and_scipy():
    """Kept certificates are checked in a moment only if nothing heavy is loaded to state the claims."""
    code = (
        "import sys, symcrit as sc\n"
        "sc.critical(sc.CopyAverage.symbolic('erf')), sc.equal('x', 'x'), sc.kernel_of('relu')\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('numpy', 'scipy') and '.' in name])"
    )
    result = _run(code)
    assert (result.stdout, result.stderr) == ("[]\n", "")


def _of_children():
    """The processor time of the processes that have ended."""
    resource = pytest.importorskip("resource")  # of Unix
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ratio(code, other, *arguments, runs=10):
    """How much more processor time `code` takes than `other`, in pairs, the best of each; bytecode as after a start."""
    best = {code: float("inf"), other: float("inf")}
    for _ in range(runs):
        for each in best:
            start = _of_children()
            result = _run(each, *arguments, PYTHONDONTWRITEBYTECODE="")
            best[each] = min(best[each], _of_children() - start)
            assert result.returncode == 0, result.stderr
    return best[code] / best[other]


def test_check_starts_as_quickly_as_its_number_system(certificate):
    code = "import sys; from symcrit.cli import run; sys.exit(run(['check', sys.argv[1]]))"
    assert _ratio(code, "import click, flint, json, re, dataclasses", certificate) <= 2.5


def test_import_is_quicker_than_that_of_numpy():
    assert _ratio("import symcrit", "import numpy", runs=5) <= 1.5


@pytest.mark.parametrize("tool", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=" ".join)
def test_style_and_types(tool):
    result = subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout


def test_every_public_name_resolves():
    import symcrit

    for name in symcrit.__all__:
        assert getattr(symcrit, name) is not None
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    aliases = [alias for node in ast.walk(stub) if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert all(alias.asname == alias.name for alias in aliases)
    assert sorted(alias.name for alias in aliases) == sorted(symcrit.__all__)
