"""Theorems are collected the way pytest collects tests."""

import sys
from pathlib import Path

import pytest

from symcrit.errors import InputError
from symcrit.theorems.collect import collect, load, packaged_proofs

TWO = '@theorem("alpha.one")\ndef one(): ...\n@theorem("alpha.two.deep")\ndef two(): ...\n'


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def names(*arguments):
    return [theorem.name for theorem in collect(arguments)]


def test_the_default_is_the_folder_at_hand(proof_file):
    proof_file(TWO)
    proof_file('@theorem("beta.one")\ndef one(): ...\n', "group/b.py")
    assert names() == ["alpha.one", "alpha.two.deep", "beta.one"]


def test_without_a_folder_of_proofs_symcrits_own_are_the_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert names() == [theorem.name for theorem in collect([str(packaged_proofs())])]
    assert "copy_average.critical" in names()


def test_a_folder_of_proofs_without_theorems_is_a_mistake(proof_file):
    proof_file("raise SystemExit('not a file of theorems')")
    with pytest.raises(InputError, match="proofs defines no theorem"):
        collect()


def test_a_decorator_that_is_not_called_is_no_theorem_and_not_overlooked(proof_file):
    proof_file("@theorem\ndef one(): ...\n")
    with pytest.raises(InputError, match=r"dotted name such as 'copy_average.critical', not none"):
        collect()


@pytest.mark.parametrize("wrong", [None, 3, [3]])
def test_what_is_no_name_is_refused(wrong):
    with pytest.raises(InputError, match="give names or paths"):
        collect(wrong)


def test_symcrits_own_theorems_are_found_by_name_from_any_folder(proof_file):
    proof_file(TWO)
    assert names("copy_average.critical", "alpha.one") == ["copy_average.critical", "alpha.one"]


def test_a_file_of_ones_own_does_not_stand_in_for_one_of_symcrit(proof_file):
    """The name is that of two theorems, unless it is the same file."""
    ours = packaged_proofs() / "copy_average" / "critical.py"
    body = '@theorem("copy_average.critical")\ndef one(): ...\n@theorem("copy_average.mine")\ndef two(): ...'
    path = proof_file(body)
    with pytest.raises(InputError, match=rf"'copy_average.critical': proofs/file.py:2 and .*/{ours.name}:\d+$"):
        collect("copy_average.critical")
    assert names("copy_average.mine") == ["copy_average.mine"]
    path.write_bytes(ours.read_bytes())
    (found,) = [theorem for theorem in collect("copy_average.critical") if theorem.name == "copy_average.critical"]
    assert found.path == path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("alpha", ["alpha.one", "alpha.two.deep"]),
        ("alpha.two", ["alpha.two.deep"]),
        ("alpha.two.deep", ["alpha.two.deep"]),
        ("alpha.one", ["alpha.one"]),
    ],
)
def test_prefixes_of_whole_components(proof_file, name, found):
    proof_file(TWO)
    assert names(name) == found


@pytest.mark.parametrize("name", ["alph", "alpha.tw", "alpha.two.dee", "alpha.one.x", "", "."])
def test_half_a_component_is_no_prefix(proof_file, name):
    proof_file("")
    with pytest.raises(InputError):
        collect([name])


def test_an_unknown_name_gets_the_nearest_known_one(proof_file):
    proof_file(TWO)
    with pytest.raises(InputError, match=r"'alpha\.tow'; did you mean 'alpha\.two'\?"):
        collect("alpha.tow")


def test_a_folder_without_a_slash_is_explained(proof_file):
    proof_file(TWO)
    with pytest.raises(InputError, match=r"write \./proofs"):
        collect("proofs")


def test_paths_are_files_and_folders_and_repetitions_count_once(proof_file):
    path = proof_file(TWO)
    assert names("proofs/file.py", "./proofs", "alpha.one", str(path)) == ["alpha.one", "alpha.two.deep"]


def test_hidden_files_byte_code_and_environments_are_skipped(proof_file):
    proof_file(TWO)
    for hidden in (".hidden.py", "__pycache__/a.py", ".git/a.py", "env/lib/a.py"):
        proof_file("raise RuntimeError", hidden).write_text("@theorem(\n")
    Path("proofs/env/pyvenv.cfg").touch()
    assert names() == ["alpha.one", "alpha.two.deep"]


def test_files_that_declare_nothing_are_not_even_imported(proof_file):
    proof_file(TWO)
    proof_file("raise RuntimeError('a script, not a theorem')", "script.py")
    assert names() == ["alpha.one", "alpha.two.deep"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("1/0\n", r"^proofs/bad\.py:2: ZeroDivisionError: division by zero$"),
        ("def f(:\n", r"^proofs/bad\.py:2: SyntaxError: invalid syntax$"),
        ("import no_such_module\n", r"^proofs/bad\.py:2: ModuleNotFoundError: No module named 'no_such_module'$"),
        ("\nraise SystemExit(0)\n", r"^proofs/bad\.py:3: SystemExit: 0$"),
        ("@theorem('nodots')\ndef f(): ...\n", r"^proofs/bad\.py:2: a theorem needs a dotted name"),
        ("raise ValueError('two\\nlines')\n", r"^proofs/bad\.py:2: ValueError: two lines$"),
        ("x = 1\n", r"defines no theorem"),
    ],
)
def test_a_file_that_fails_is_reported_in_one_line(proof_file, body, message):
    proof_file(body, "bad.py")
    with pytest.raises(InputError, match=message):
        collect("proofs/bad.py")


def test_a_file_that_is_no_text(proof_file):
    proof_file("").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"UnicodeDecodeError"):
        collect("./proofs/file.py")


def test_one_name_for_two_theorems(proof_file):
    proof_file(TWO)
    proof_file(TWO, "again.py")
    with pytest.raises(InputError, match=r"'alpha\.one': proofs/again\.py:2 and proofs/file\.py:2"):
        collect()


def test_importing_leaves_no_trace_and_no_memory(proof_file, capsys):
    path = proof_file("print('hello')\n" + TWO)
    before = set(sys.modules)
    first, second = load(path), load(path)
    assert {name for name in set(sys.modules) - before if not name.startswith(("symcrit", "sympy", "mpmath"))} == set()
    assert first[0].function is not second[0].function
    assert not (path.parent / "__pycache__").exists()
    assert capsys.readouterr().out == ""


def test_a_theorem_imported_from_elsewhere_is_not_this_files(proof_file):
    path = proof_file(TWO + "also = one\n")
    elsewhere = f"from symcrit.theorems.collect import collect\nborrowed = collect({str(path)!r})[0].function\n"
    other = proof_file(elsewhere + '@theorem("gamma.one")\ndef f(): ...\n', "other.py")
    assert [theorem.name for theorem in load(other)] == ["gamma.one"]


def test_dataclasses_work_in_a_proof_file(proof_file):
    proof_file('import dataclasses\n@dataclasses.dataclass\nclass Size:\n    l: "int"\n' + TWO)
    assert names() == ["alpha.one", "alpha.two.deep"]
