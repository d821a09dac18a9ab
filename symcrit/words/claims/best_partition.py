"""`best_partition`: the partitions of least loss."""

from symcrit.core import Goals
from symcrit.core.claims.best_partition import BestPartition
from symcrit.words import places
from symcrit.words.boxes import THIN, Box, call, expression, fenced, name, number, plain, row, sign, symbol
from symcrit.words.plain import Display, Prose, prose

KEYS = {"loss": "$L$ − value", "minimum": "the minimum", "function": "the function $f$ of a size",
        "bend": "$f″$"}  # fmt: skip


def new_names(claim: BestPartition) -> list[str]:
    """Those of the numbers of groups and of teachers."""
    return [claim.n, claim.k]


def _letters(claim: BestPartition) -> places.Letters:
    return places.Letters(symbol(claim.n), symbol(claim.k))


def setting(claim: BestPartition) -> Prose:
    """The hypotheses, the loss and the network."""
    return places.setting(claim, claim.configuration, called=_letters(claim))


def _fewer(claim: BestPartition) -> Box:
    return row(symbol(claim.n), sign("−"), number(1))


def says(claim: BestPartition) -> Prose:
    """Which are the best, and the minimum."""
    n, k = _letters(claim)
    least = Display((row(plain("min L ="), expression(claim.value)),), ".")
    return prose("Among all partitions of @ teachers into @ groups, @, the loss is minimal if and only if at least @"
                 " groups have a single member; the minimum is@",
                 k, n, row(number(1), sign("≤"), n, sign("≤"), k), _fewer(claim), least)  # fmt: skip


def idea(claim: BestPartition) -> str:
    """The rule."""
    return "the loss is a sum over groups of a strictly concave function of their sizes"


def opening(claim: BestPartition, goals: Goals) -> list[Prose]:
    """The function of one group."""
    size = claim.configuration.size
    f = row(call(name("f"), symbol(size)), sign("="), expression(goals.given["function"]))
    told = prose("The loss is the sum over all groups of@which it suffices to see for few groups of"
                 " generic sizes (groups). ", Display((f,), ","))  # fmt: skip
    concave = prose("$f$ is strictly concave on $[1, ∞)$: its second derivative is negative (second-derivative). ")
    return [told, concave]


def closing(claim: BestPartition, goals: Goals) -> list[Prose]:
    """The rule."""
    n, k = _letters(claim)
    rest = row(k, sign("−"), n, sign("+"), number(1))
    least = row(fenced(_fewer(claim)), THIN, plain("f(1) +"), call(name("f"), rest))
    return [prose("So the least loss is @, attained only where at least @ sizes are 1 (concave-exchange); its value is"
                  " the minimum stated. ", least, _fewer(claim))]  # fmt: skip
