"""Declaring theorems and mutants."""

import functools

import pytest

from symcrit.errors import InputError
from symcrit.theorems.registry import mutant, theorem, theorem_of


def statement():
    """One third is less than one half."""
    return "a claim"


def test_the_record_says_what_and_where():
    record = theorem_of(theorem("group.name", source="folklore")(statement))
    assert (record.name, record.source, record.doc) == ("group.name", "folklore", "One third is less than one half.")
    assert record.path.name == "test_registry.py"
    assert record.line == statement.__code__.co_firstlineno
    assert record.instances == ((),)


def test_the_function_stays_callable():
    assert theorem("group.name")(lambda: 7)() == 7


@pytest.mark.parametrize("name", ["third", "", "group.", ".name", "a b.c", "group.2", "group..name", "größe.n", None])
def test_names_are_dotted(name):
    with pytest.raises(InputError, match="dotted name"):
        theorem(name)


def test_no_instances_would_claim_nothing():
    with pytest.raises(InputError, match="empty list of instances"):
        theorem("group.name", instances=[])


def test_of_a_table_of_instances_the_keys_are_the_arguments():
    """The proofs that come with symcrit keep what they expect of every instance beside it."""
    record = theorem_of(theorem("group.name", instances={(2, 3): False, 4: True})(lambda *s: s))
    assert record.instances == ((2, 3), (4,))


def test_a_tuple_is_a_list_of_arguments():
    record = theorem_of(theorem("group.name", instances=[1, (2, 3)], large=lambda *sizes: len(sizes) > 1)(lambda *s: s))
    assert record.instances == ((1,), (2, 3))
    assert [record.is_large(i) for i in range(2)] == [False, True]


def test_mutants_stand_under_their_theorem():
    @theorem("group.name")
    def original(): ...

    @mutant(original)
    def first(): ...

    @mutant(original)
    def second(): ...

    assert [m.name for m in theorem_of(original).mutants] == ["first", "second"]
    assert theorem_of(first) is None


@pytest.mark.parametrize("thing", [statement.__doc__, print, lambda: None, None])
def test_a_mutant_of_no_theorem_is_refused(thing):
    with pytest.raises(InputError, match="decorated with @theorem"):
        mutant(thing)


def test_only_functions_are_theorems():
    with pytest.raises(InputError, match="decorate functions"):
        theorem("group.name")(functools.partial(print))


@pytest.mark.parametrize("second", ['@theorem("a.y")', "@mutant(other)"])
def test_a_function_that_hides_another_is_refused(second):
    source = f'@theorem("a.z")\ndef other(): ...\n@theorem("a.x")\ndef f(): ...\n{second}\ndef f(): ...\n'
    with pytest.raises(InputError, match="'f' is defined twice"):
        exec(source, {"__name__": "some_file", "theorem": theorem, "mutant": mutant})


def test_a_notebook_cell_may_run_again():
    source = '@theorem("a.x")\ndef f(): ...\n@mutant(f)\ndef g(): ...\n'
    notebook = {"__name__": "__main__", "theorem": theorem, "mutant": mutant}
    for _ in range(2):
        exec(source, notebook)
    exec("@mutant(f)\ndef g(): ...\n", notebook)
    assert [m.name for m in theorem_of(notebook["f"]).mutants] == ["g"]
