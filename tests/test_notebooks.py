"""Every notebook runs and shows what is committed.

`python tests/test_notebooks.py` writes the outputs anew, after a change that you want to be seen.
"""

import copy
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LIMIT = 900  # seconds for a cell: a guard, which no result depends on

Notebook = Any


def executed(notebook: Notebook, folder: Path) -> Notebook:
    """A copy of the notebook, executed from a clean state in `folder`; an exception that is not tagged fails."""
    fresh = copy.deepcopy(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    options = {"kernel_name": "python3", "timeout": LIMIT, "record_timing": False}
    NotebookClient(fresh, resources={"metadata": {"path": str(folder)}}, **options).execute()
    fresh.metadata = copy.deepcopy(notebook.metadata)  # not the version of this Python
    return fresh


def shown(cell: Notebook) -> list[tuple[str, str]]:
    """What a reader sees of a code cell: streams (joined, however they were cut), text, LaTeX, HTML, errors."""
    seen: list[tuple[str, str]] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if seen and seen[-1][0] == output.name:
                seen[-1] = (output.name, seen[-1][1] + output.text)
            else:
                seen.append((output.name, output.text))
        elif output.output_type == "error":
            seen.append(("error", f"{output.ename}: {output.evalue}"))
        else:
            kinds = ("text/plain", "text/latex", "text/html")
            seen += [(kind, output.data[kind]) for kind in kinds if kind in output.data]
    return seen


def differences(committed: Notebook, fresh: Notebook) -> list[str]:
    """The code cells whose outputs are not those of the other notebook."""
    pairs = zip(committed.cells, fresh.cells, strict=True)
    return [
        f"cell {number}:\n{old.source}\n--- committed\n{shown(old)}\n--- now\n{shown(new)}"
        for number, (old, new) in enumerate(pairs)
        if old.cell_type == "code" and shown(old) != shown(new)
    ]


def read(path: Path) -> Notebook:
    return nbformat.read(path, as_version=4)


def code(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's configuration of Jupyter nor another symcrit."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
    assert all(re.fullmatch(r"\d\d_[a-z_]+\.ipynb", path.name) for path in NOTEBOOKS)


ALWAYS = ("01_first_proof", "04_certify_your_network")  # each of the others takes 10 to 40 s: where there is time


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=() if path.stem in ALWAYS else pytest.mark.slow) for path in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_a_notebook_shows_what_it_computes(path: Path, tmp_path: Path) -> None:
    fresh = executed(read(path), tmp_path)
    assert not (found := differences(read(path), fresh)), "\n\n".join(found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_as_it_should_be(path: Path) -> None:
    """In the order of execution, LaTeX shown, only the public API, nothing that differs from machine to machine."""
    notebook = read(path)
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    outputs = [item for cell in code(notebook) for item in shown(cell)]
    assert any(kind == "text/latex" for kind, _ in outputs)
    assert not any(re.search(r"0x[0-9a-f]{6}|/tmp/|/home/|/root/|\d ms\b|seconds", text) for _, text in outputs)
    sources = "\n".join(cell.source for cell in code(notebook))
    assert "import symcrit as sc" in sources
    assert not re.search(r"(from|import) symcrit(\.| import)", sources)
    assert not re.search(r"sc\.(core|model|theorems|kernels|search|words|report)\b|\b_\w+\(", sources)


def test_a_changed_output_is_noticed() -> None:
    """The comparison can fail: a doctored text, a doctored formula, a missing output, one more output."""
    committed = read(NOTEBOOKS[0])
    assert not differences(committed, copy.deepcopy(committed))
    seen = {kind for cell in code(committed) for kind, _ in shown(cell)}
    assert {"text/plain", "text/latex", "text/html", "stdout"} <= seen
    for kind in sorted(seen):
        doctored = copy.deepcopy(committed)
        cell = next(cell for cell in code(doctored) if kind in dict(shown(cell)))
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text += "?"
            elif output.output_type == "error":
                output.evalue += "?"
            elif kind in output.data:
                output.data[kind] += "?"
        assert len(differences(doctored, committed)) == 1, kind
    emptied = copy.deepcopy(committed)
    next(cell for cell in code(emptied) if cell.outputs).outputs = []
    assert len(differences(emptied, committed)) == 1
    assert len(differences(committed, emptied)) == 1


def test_an_exception_fails(tmp_path: Path) -> None:
    broken = read(NOTEBOOKS[0])
    broken.cells = [nbformat.v4.new_code_cell("1 / 0")]
    with pytest.raises(Exception, match="ZeroDivisionError"):
        executed(broken, tmp_path)


if __name__ == "__main__":
    import tempfile

    for notebook_path in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as scratch:
            nbformat.write(executed(read(notebook_path), Path(scratch)), notebook_path)
