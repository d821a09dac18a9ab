"""``@theorem`` and ``@mutant``: what a file claims, and the near misses that must come out REFUTED.

There is no global register.  A decorator attaches its record to the function, and the collector looks for records in
the namespace of a module; the same file imported twice gives two independent sets of theorems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from symcrit.arguments import listed
from symcrit.errors import InputError, shown

Function = TypeVar("Function", bound=Callable[..., Any])
Instance = tuple[Any, ...]

_THEOREM = "__symcrit_theorem__"
_MUTANT = "__symcrit_mutant__"
NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)


@dataclass(frozen=True)
class Mutant:
    """A theorem with a wrong constant, sign or factor; it must come out REFUTED."""

    name: str
    function: Callable[..., Any] = field(repr=False)
    line: int


@dataclass(frozen=True)
class Theorem:
    """A named function that returns (or yields) claims, and where it was found.

    ``instances`` are the argument tuples it is called with, by default the empty one alone; ``large`` says which
    of them run only with ``--all``.
    """

    name: str
    function: Callable[..., Any] = field(repr=False)
    source: str | None
    doc: str
    mutants: tuple[Mutant, ...]
    path: Path
    line: int
    instances: tuple[Instance, ...] = ((),)
    large: Callable[..., bool] | bool = False
    effort: float = 1

    def is_large(self, index: int) -> bool:
        """Whether instance number ``index`` runs only with ``--all``."""
        return bool(self.large(*self.instances[index])) if callable(self.large) else self.large


def theorem(
    name: str,
    *,
    source: str | None = None,
    instances: Iterable[Any] | None = None,
    large: Callable[..., bool] | bool = False,
    effort: float = 1,
) -> Callable[[Function], Function]:
    """Declare that what the decorated function returns is a theorem called ``name``.

    The function returns one claim, a list of claims (their conjunction), or yields claims.  It stays a function.

    name: dotted, ``group.name``; unique among the theorems collected together.
    source: where the statement is published, such as ``"arXiv:2311.01644"``.
    instances: call the function with each of these (a tuple is a list of arguments, of a dict the keys count); the
        theorem is their conjunction.
    large: True, or a predicate of an instance: those run only with ``symcrit verify --all``.
    effort: how much work the search for a certificate may cost, as a multiple of the default, where that is too little.

    Raises InputError where the name is not dotted, there are no instances, or the function hides another theorem of its
    file.

    >>> import symcrit as sc
    >>> @sc.theorem("example.third", source="folklore")
    ... def one_third_is_small():
    ...     return sc.less("1/3", "1/2")
    >>> one_third_is_small().statement
    '1/3 < 1/2'
    >>> sc.theorem("third")
    Traceback (most recent call last):
    symcrit.errors.InputError: a theorem needs a dotted name such as 'copy_average.critical', not 'third'
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        what = "none" if callable(name) else shown(name)  # @theorem without a call
        raise InputError(f"a theorem needs a dotted name such as 'copy_average.critical', not {what}")
    arguments = ((),) if instances is None else tuple(map(_arguments, _listed(instances)))
    if not arguments:
        raise InputError(f"theorem {name!r} has an empty list of instances: it would claim nothing")

    def attach(function: Function) -> Function:
        _refuse_shadowing(function)
        code = function.__code__
        doc = (function.__doc__ or "").strip()
        path, line = Path(code.co_filename), code.co_firstlineno
        setattr(function, _THEOREM, Theorem(name, function, source, doc, (), path, line, arguments, large, effort))
        return function

    return attach


def _listed(instances: Iterable[Any]) -> list[Any]:
    """The instances; a table of them, as proofs keep it beside what they expect, stands for its keys."""
    return list(instances) if isinstance(instances, Mapping) else listed("instances", instances, "arguments")


def _arguments(instance: Any) -> Instance:
    return instance if isinstance(instance, tuple) else (instance,)


def mutant(of: Callable[..., Any]) -> Callable[[Function], Function]:
    """Declare that the decorated function states something false that looks like the theorem ``of``.

    Verifying ``of`` decides its mutants too.  One that is PROVED makes the theorem an error; one that is UNDECIDED
    leaves its verdict and is reported beside it (``mutant undecided``, exit status 2).

    Raises InputError where ``of`` is not a function decorated with ``@theorem``, or the mutant hides another one of its
    file.

    >>> import symcrit as sc
    >>> @sc.mutant(print)
    ... def wrong(): ...
    Traceback (most recent call last):
    symcrit.errors.InputError: @mutant needs a function decorated with @theorem, not <built-in function print>
    """
    if theorem_of(of) is None:
        raise InputError(f"@mutant needs a function decorated with @theorem, not {shown(of)}")

    def attach(function: Function) -> Function:
        _refuse_shadowing(function)
        original = theorem_of(of)
        others = tuple(m for m in original.mutants if m.name != function.__name__)
        added = Mutant(function.__name__, function, function.__code__.co_firstlineno)
        setattr(of, _THEOREM, replace(original, mutants=(*others, added)))
        setattr(function, _MUTANT, original.name)
        return function

    return attach


def theorem_of(thing: object) -> Theorem | None:
    """The record that ``@theorem`` attached to ``thing``, None if it is no theorem."""
    record = getattr(thing, _THEOREM, None)
    return record if isinstance(record, Theorem) else None


def _refuse_shadowing(function: Callable[..., Any]) -> None:
    """Refuse a second theorem or mutant of the same Python name, which would silently drop the first.

    Interactive work is exempt: running a notebook cell again replaces what it defined.
    """
    if not hasattr(function, "__code__"):
        raise InputError(f"@theorem and @mutant decorate functions, not {function!r}")
    earlier = function.__globals__.get(function.__name__)
    if function.__module__ != "__main__" and (hasattr(earlier, _THEOREM) or hasattr(earlier, _MUTANT)):
        raise InputError(f"the function {function.__name__!r} is defined twice; the second would hide the first")
