"""The architecture, enforced: who imports whom, how large things are, what the core and `symcrit check` load."""

import ast
import io
import json
import os
import subprocess
import sys
import time
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "symcrit"
FILES = sorted(PACKAGE.rglob("*.py"))
CORE = sorted((PACKAGE / "core").rglob("*.py"))
LAYERS = {
    "core": 0,
    "arguments": 1,
    "certificate": 1,
    "errors": 1,
    "jit": 1,
    "notation": 1,
    "rules": 1,
    "statement": 1,
    "parse": 2,
    "functions": 2,
    "translate": 2,
    "gaussian": 3,
    "model": 4,
    "certification": 5,
    "theorems": 6,
    "flow": 7,
    "report": 7,
    "strategies": 7,
    "papers": 8,
    "sweeps": 8,
    "commands": 9,
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


def _functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _length(function):
    """Lines of a function without its docstring."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if has_docstring else 0)


def code_lines(path):
    """Lines that carry code: tokens other than comments, docstrings and line ends."""
    source = path.read_text(encoding="utf-8")
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            docstrings |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in blank:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return lines - docstrings


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own == "__init__":
        return
    for module in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        if module.split(".")[0] == "symcrit":
            assert _layer(module) <= LAYERS[own], f"{own} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
    assert {f.name: _length(f) for f in _functions(ast.parse(source)) if _length(f) > 40} == {}


def test_files_of_tests_and_proofs_are_short():
    paths = [path for folder in ("tests", "proofs") for path in (ROOT / folder).rglob("*.py")]
    assert {path.name for path in paths if len(path.read_text(encoding="utf-8").splitlines()) > 400} == set()


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_imports_the_standard_library_and_flint(path):
    for module in _imports(ast.parse(path.read_text(encoding="utf-8")), typing_too=True):
        top = module.split(".")[0]
        assert top in sys.stdlib_module_names or top == "flint" or module.startswith("symcrit.core"), module


# Lines of code of a folder, without its subfolders
LIMITS = {"core": 1200, "core/expectation": 525, "core/landscape": 924, "core/branches": 410, "core/affine": 272}


@pytest.mark.parametrize("folder", LIMITS)
def test_the_core_is_small(folder):
    assert sum(len(code_lines(path)) for path in (PACKAGE / folder).glob("*.py")) <= LIMITS[folder]


def test_every_folder_of_the_core_has_its_limit():
    assert {str(path.parent.relative_to(PACKAGE)) for path in CORE} == set(LIMITS)


def test_the_line_count_counts_code(tmp_path):
    path = tmp_path / "example.py"
    path.write_text('"""Doc."""\n\n# comment\ndef f():\n    """Doc\n    string."""\n    return (\n        1\n    )\n')
    assert code_lines(path) == {4, 7, 8, 9}


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
        "from symcrit.core.check import check\n"
        "print(check(loads(open(sys.argv[1]).read())).verdict.name)\n"
    )
    result = _run(code, certificate)
    assert (result.stdout, result.stderr) == ("PROVED\n", "")


def test_check_imports_the_core_and_nothing_heavy(certificate):
    code = (
        "import sys\nfrom symcrit.cli import run\nstatus = run(['check', sys.argv[1]])\n"
        "print(status, *sorted({m.split('.')[0] for m in sys.modules}), *[m for m in sys.modules if 'symcrit.' in m])"
    )
    status, *modules = _run(code, certificate).stdout.splitlines()[-1].split()
    assert status == "0"
    assert not {"sympy", "mpmath", "numpy", "scipy", "rich", "hypothesis", "platformdirs"} & set(modules)
    parts = {module.split(".")[1] for module in modules if module.startswith("symcrit.")}
    assert parts == {"certificate", "cli", "commands", "core", "arguments", "errors", "notation", "report", "statement"}


def _best(code, *arguments, runs=10):
    """With bytecode, as after the first start of what pip installed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = _run(code, *arguments, PYTHONDONTWRITEBYTECODE="")
        times.append(time.perf_counter() - start)
        assert result.returncode == 0, result.stderr
    return min(times)


def test_check_starts_at_once(certificate):
    code = "import sys; from symcrit.cli import run; sys.exit(run(['check', sys.argv[1]]))"
    assert _best(code, certificate) <= 0.2


def test_import_is_quick():
    assert _best("import symcrit", runs=3) <= 1.0


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
