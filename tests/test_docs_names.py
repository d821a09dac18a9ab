"""README and docs/ name only what is there: public names after `sc.`, commands, and options that they have."""

import inspect
import re
from functools import cache, cached_property
from importlib import import_module

import click
import pytest

import symcrit
from symcrit.cli import cli
from tests import structure

PAGES = [structure.ROOT / "README.md", *sorted((structure.ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"^```[^\n]*\n(.*?)^```$|`([^`\n]+)`", re.DOTALL | re.MULTILINE)
NAMES = re.compile(r"(?<![\w.])sc((?:\.[A-Za-z]\w*)+)")
IMPORTED = re.compile(r"from (symcrit(?:\.\w+)*) import (\w+(?:, \w+)*)")
PUBLIC = re.compile(r"^(?:from \S+ import \w+ as (\w+)|(__version__):.*)$", re.MULTILINE)
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")


def codes(text):
    """The blocks and the inline code of a page."""
    return [block or inline for block, inline in CODE.findall(text)]


@cache
def public():
    """The names of the package's face."""
    text = (structure.PACKAGE / "__init__.pyi").read_text(encoding="utf-8")
    return {first or second for first, second in PUBLIC.findall(text)}


def is_public(dotted):
    """Whether the first part is on the face, and each further one an attribute of the one before.

    Beyond a function or class nothing is known of what it returns, or of fields that instances have.
    """
    first, *others = dotted.strip(".").split(".")
    if first not in public():
        return False
    value = getattr(symcrit, first)
    for name in others:
        if not inspect.ismodule(value):
            return hasattr(value, name) or name in getattr(value, "__annotations__", {})
        if name.startswith("_") or not hasattr(value, name):
            return False
        value = getattr(value, name)
    return True


def strange_names(text):
    """What code of a page takes from symcrit and is not public."""
    found = [name for code in codes(text) for name in NAMES.findall(code) if not is_public(name)]
    for code in codes(text):
        for module, names in IMPORTED.findall(code):
            found += [name for name in names.split(", ") if not hasattr(import_module(module), name)]
    return found


def commands(text):
    """(words, options) of every command `symcrit …` in code of a page, continued lines with theirs."""
    for code in codes(text):
        whole = QUOTED.sub("''", re.sub(r"\n {2,}(?=\[)|\\\n", " ", code))
        for line in whole.splitlines():
            for part in re.split(r"&&|\|\||;|\s#", line):
                if match := re.match(r"\s*(?:\$ )?(?:\S*/)?symcrit +(?=[a-z-])(.*)", part):
                    yield match[1]


def strange_options(line):
    """Options and words of one command, `symcrit` left out, that the command does not have."""
    command, context = cli, click.Context(cli)
    words = line.split()
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        word = words.pop(0)
        either = word.split("|")  # as in `export python|numpy`
        if strange := [one for one in either if one not in command.list_commands(context)]:
            return strange
        command = command.get_command(context, either[0])
    known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    known |= {"-h", "--help"}
    return [option for option in OPTION.findall(" ".join(words)) if option not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(structure.ROOT).as_posix())
def test_a_page_names_what_is_there(page):
    text = page.read_text(encoding="utf-8")
    assert strange_names(text) == []
    assert [(line, strange) for line in commands(text) if (strange := strange_options(line))] == []


def test_pages_name_something():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = {line.split()[0] for line in commands(text)}
    assert set(cli.list_commands(click.Context(cli))) <= named
    assert len({name for code in codes(text) for name in NAMES.findall(code)}) >= 60


@pytest.mark.parametrize(
    "text", ["`sc.cretical(x)`", "`sc.strategies.teechers`", "```pycon\n>>> sc.Answer.verdikt\n```", "`sc.claims`"]
)
def test_a_name_that_is_not_public_is_noticed(text):
    assert len(strange_names(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`symcrit verfy`",
        "```sh\nsymcrit flow -n 2 --sede 1 # a seed\n```",
        "```sh\nsymcrit decide '1 < 2' && symcrit check a.json --jsn\n```",
        "```\nsymcrit sweep -k A:B [-n A:B]\n    [--cvs F]\n```",
        "`symcrit export latex --kernels erf`",
    ],
)
def test_an_option_that_is_not_there_is_noticed(text):
    assert [len(strange_options(line)) for line in commands(text) if strange_options(line)] == [1]


def losses():
    """Public classes that have a loss, and how."""
    modules = [symcrit, symcrit.compression, symcrit.specialisation]
    names = [(module, name) for module in modules for name in (public() if module is symcrit else module.__all__)]
    values = [getattr(module, name) for module, name in names if name != "__version__"]
    for own in values:
        if inspect.isclass(own) and (hasattr(own, "loss") or "loss" in getattr(own, "__annotations__", {})):
            yield own, inspect.getattr_static(own, "loss", None)


def test_a_loss_is_a_property_where_nothing_can_be_given():
    """A method takes the network, or the sizes of groups; everything else has its loss as it is."""
    methods = {own.__name__: how for own, how in losses() if inspect.isfunction(how)}
    assert [name for name, how in methods.items() if len(inspect.signature(how).parameters) < 2] == []
    others = {own.__name__ for own, how in losses() if not inspect.isfunction(how)}
    assert {"Point", "Trajectory", "OnlineRun", "CertifiedPoint"} <= others
    assert {"Problem", "CopyAverage"} <= set(methods)
    assert all(isinstance(how, property | cached_property | None) for _, how in losses() if not inspect.isfunction(how))
