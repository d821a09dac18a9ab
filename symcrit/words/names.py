"""Every name in a statement means one thing: what could be read in two ways is refused before it is printed.

Two names must not look alike (x1 and x_1 are both typeset as x with the index 1), and a symbol must not be called like
a letter that the statement itself uses: the loss L, the weights a_i, the size l_2 of the second group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symcrit.core import ZERO, Claim, Explicit, Expr, Groups, Species, nodes, sym
from symcrit.core.algebra.expr import FUNCTIONS
from symcrit.core.expectation.kernels import OF_ANY
from symcrit.core.gaussian.language import functions_in
from symcrit.core.reading import need
from symcrit.words.boxes import Box, index, number, variable
from symcrit.words.means import expressions, occur
from symcrit.words.places import place_of
from symcrit.words.registry import words_of

_WORDS = frozenset(["for", "all", "real", "integer", "with", "and", "or", "not", "where", "any", "is"])
_FUNCTIONS = frozenset(
    [
        *(*FUNCTIONS, "arcsin", "arccos", "arctan", "min", "max", "det", "diag", "mean", "kernel", "sign"),
        *("Phi_2", "Phi2", "Phi_3", "Phi3", "S_3", "S3", "S_4", "S4"),
    ]
)
_LOSS = frozenset(["L", "f", "z", "i", "j", "v", "w", "e", "sigma"])  # letters of every statement about a loss
_OTHERWISE = (("n", "N"), ("k", "K"))  # the numbers of groups and teachers, and how they are called if these are taken
_OWN_NUMBERS = frozenset("nNkK")
_INDEXED = {Groups: "a w v b G e", Species: "a w v b m e H", Explicit: "e"}


def need_one_reading(claim: Claim) -> None:
    """Raises `Malformed` where a name in the statement of a claim could be read in two ways."""
    functions = set(_functions(claim))
    symbols = [*claim.domain.kinds, *words_of(claim).new_names(claim)]
    place = place_of(claim)
    if isinstance(place, Groups):
        symbols += [place.size] * (place.size not in claim.domain.kinds)
        _need_own_size(claim, place)
    attained = _attained(claim)
    if attained is not None:
        need(attained.size not in _OWN_NUMBERS, f"{attained.size!r} cannot be the size of a group: call that otherwise")
        symbols.append(attained.size)
    _need_plain([*symbols, *_bound(claim)], functions)
    _need_different(symbols, functions)
    both = sorted(_bound(claim) & {*symbols, *(name for name, *_ in functions)})
    need(not both, "{} is a Gaussian variable, and something else outside of the expectation", *both[:1])
    if not symbols and not functions:
        return
    letters = _letters(claim)
    bases = _bases(claim)
    allowed = _weights(place) if isinstance(place, Explicit) else set[str]()
    for name in [*symbols, *(name for name, *_ in functions)]:
        need(name not in letters, f"{name!r} stands for something else in this statement: call the symbol otherwise")
    for name in symbols:
        shape = variable(name)
        base = shape.parts[0] if shape.kind == "index" else None
        clash = base in bases and name not in allowed
        need(not clash, f"{name!r} reads like a part of the network in this statement: call the symbol otherwise")


def _attained(claim: Claim) -> Groups | None:
    """The groups of a network that is told beside the claim, and attains its bound."""
    place = getattr(claim, "attained", None)
    return place if isinstance(place, Groups) else None


def _functions(claim: Claim) -> Iterator[tuple[str, tuple[int, ...], bool]]:
    """The functions without a formula: name, orders of the derivative, and whether it is one of x, at (x, 0, 0)."""
    kernel = claim.of_kernel
    if kernel is not None and kernel.activation is None:
        yield kernel.forms[0].args[0], (), False
        yield from ((name, (), True) for name in kernel.similar or ())
    for node in nodes(*expressions(claim)):
        if node.op == "kernel":
            orders = node.args[1:4]
            single = node.args[0] != "kappa" and not any(orders) and node.args[5:] == (ZERO, ZERO)
            yield node.args[0], orders if any(orders) else (), single
    for name in functions_in(*expressions(claim)):
        yield name, (), True


def _bound(claim: Claim) -> set[str]:
    """The names of the Gaussian variables of expectations."""
    own = nodes(*expressions(claim))
    return {label for node in own if node.op == "expect" for label in node.args[0]}


def _need_plain(symbols: Iterable[str], functions: set[tuple[str, tuple[int, ...], bool]]) -> None:
    """No name is a word, a known function or a number."""
    for name in {*symbols, *(name for name, *_ in functions)}:
        need(
            name not in _WORDS | _FUNCTIONS, f"{name!r} cannot be a name in a statement, where it is a word or function"
        )
        need(name != "E", "'E' cannot be a name in a statement: it is the number e in text, and a mean")


def _need_different(symbols: list[str], functions: set[tuple[str, tuple[int, ...], bool]]) -> None:
    """No two names look alike, and none stands for two things."""
    meanings: dict[Box, object] = {}

    def add(shape: Box, name: str, meaning: object) -> None:
        other = meanings.setdefault(shape, meaning)
        need(
            other == meaning,
            f"{name!r} can be read in two ways: it is used twice, or looks like another name; call it otherwise",
        )

    for i, name in enumerate(symbols):
        add(variable(name), name, i)
    for name, orders, _ in functions:
        marks = "".join(str(i + 1) * order for i, order in enumerate(orders))
        head = variable(name)
        add(index(head, number(marks)) if marks else head, name, (name, orders))
    single = {name for name, _, one in functions if one}
    several = {name for name, _, one in functions if not one}
    need(not single & several - {*OF_ANY}, f"{sorted(single & several)[:1]} is a function of one argument and of three")


def _need_own_size(claim: Claim, place: Groups) -> None:
    """The size of a group is no symbol of the claim, unless it is the size of all groups."""
    given = place.sizes is not None and place.size in claim.domain.kinds
    same = place.sizes is not None and {*place.sizes} == {sym(place.size)}
    need(not given or same, f"{place.size!r} is the size of each group in turn, and a symbol: call that otherwise")


def _letters(claim: Claim) -> set[str]:
    """The letters of the statement itself, as names that a symbol must not have."""
    place = place_of(claim)
    own = expressions(claim)
    words = words_of(claim)
    taken = {*words.LETTERS.split()} | words.letters(claim)
    if any(node.op == "mean" for node in nodes(*own)):
        taken.update("uv")
    if occur(claim):  # M_0(q), a mean of σ(u)
        taken.update("uq")
    if any(node.op == "exp" for node in nodes(*own, *_formulas(claim))):
        taken.add("e")
    if place is None:
        alone = _attained(claim) is None
        return taken if alone else taken | {instead for letter, instead in _OTHERWISE if letter in claim.domain.kinds}
    taken.update(_LOSS)
    if isinstance(place, Explicit) and not place.is_plain:
        taken.update((*"xCmNI", "beta", "gamma"))
        taken.add("tau")
    if place.kernel.activation is None and place.kernel.similar:
        taken.add("xi")
    if isinstance(place, Groups):
        taken.add("G")
    if isinstance(place, Species):
        taken.add("p")
    for letter, instead in _OTHERWISE:
        if letter in claim.domain.kinds and not words.new_names(claim):
            taken.add(instead)
    return taken


def _formulas(claim: Claim) -> Iterator[Expr]:
    """The activations that are printed."""
    for kernel in claim.of_kernels:
        yield from (part for part in (kernel.activation, kernel.teacher) if part is not None)


def _bases(claim: Claim) -> set[Box]:
    """The letters that have an index in the statement."""
    place = place_of(claim)
    letters = set(words_of(claim).INDEXED.split())
    if place is not None:
        letters.update(_INDEXED[type(place)].split())
    if isinstance(place, Explicit):
        letters.update("awbv")
    if isinstance(place, Explicit) and not place.is_plain:
        letters.update(("x", "C", "m", "beta", "gamma"))
    for groups in (place, _attained(claim)):
        if isinstance(groups, Groups):
            letters.add(groups.size)
    return {variable(letter) for letter in letters}


def _weights(place: Explicit) -> set[str]:
    """The symbols that are called like the very weight that they are: w_1_2 or w12, the second entry of w_1."""
    found = set()
    for letter, rows in (("w", place.W), ("v", place.V), ("a", place.a), ("b", place.b)):
        for i, own in enumerate(rows, start=1):
            for j, entry in enumerate(own, start=1):
                plain = [f"{letter}_{i}", f"{letter}{i}"] if letter in "ab" and len(own) == 1 else []
                short = [f"{letter}_{i}{j}", f"{letter}{i}{j}"] if max(len(rows), len(own)) < 10 else []
                names = (f"{letter}_{i}_{j}", *plain, *short)
                found.update(name for name in names if entry is sym(name))
    for letter, own in (("beta", place.biases), ("gamma", place.teacher_biases)):
        for i, entry in enumerate(own, start=1):
            found.update(name for name in (f"{letter}_{i}", f"{letter}{i}") if entry is sym(name))
    return found
