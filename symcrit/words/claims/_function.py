"""Claims about the shape of a function of one symbol."""

from symcrit.core import Goals
from symcrit.core.claims._function import CUTS, PLACES, FunctionClaim
from symcrit.words.boxes import expression, listed, row, symbol
from symcrit.words.boxes import sign as sign_box
from symcrit.words.plain import Display, Prose, prose


def shaped(claim: FunctionClaim, shape: str) -> Prose:
    """``x³ + x is strictly increasing in x``"""
    return prose(f"@is strictly {shape} in @. ", Display((expression(claim.expr),)), symbol(claim.symbol))


def keys(derivative: str, pair: str) -> dict[str, str]:
    """The keys of the goals; those about the sign of `derivative` are called as core calls the goal."""
    goal = "bend" if derivative == "the second derivative" else "slope"
    return {
        "function": "the function",
        "smooth": "the derivative",
        goal: derivative,
        f"{goal} *": derivative + " on piece {}",
        "place.*": "the place lies inside",
        "place *.*": "the place lies on piece {}",
        "place": derivative + " at the place",
        "place *": derivative + " at the place on piece {}",
        "pair": pair,
    }


def suffices(claim: FunctionClaim, goals: Goals, derivative: str, sign: str, rule: str) -> list[Prose]:
    """``It suffices that the derivative by x is positive inside the interval (mean-value).``"""
    cuts = [goals.given[name] for name in CUTS if name in goals.given]
    words = f"It suffices that {derivative} by @ is {sign} inside the interval" + (", but for @" if cuts else "")
    places = [goals.given[name] for name in PLACES if name in goals.given]
    boxes = [symbol(claim.symbol)]
    if cuts:
        boxes.append(row(symbol(claim.symbol), sign_box("="), listed([expression(cut) for cut in cuts])))
    told = [prose(f"{words} ({rule}). ", *boxes)]
    if places:
        at = row(symbol(claim.symbol), sign_box("="), listed([expression(place) for place in places]))
        told.append(prose("Where the function is analytic it may be 0 at isolated points, as it is not 0 at @"
                          " (isolated-zeros). ", at))  # fmt: skip
    return told
