"""Rational numbers in digits: as decimals where they are some, or by the first of their digits."""

from __future__ import annotations

import re

from symcrit.core import Expr
from symcrit.words.boxes import Box, expression, number, power, prefix, row, sign
from symcrit.words.plain import Prose
from symcrit.words.text import text

_BALL = re.compile(r"\[(-?[\d.]+(?:e-?\d+)?) \+/- ([\d.]+(?:e-?\d+)?)\]")
_PLACES = 400  # of decimals that are tried


def decimal(bound: Expr) -> str:
    """A number as a decimal where it is one, in powers of ten where it is very small.

    >>> from symcrit.core import parse
    >>> decimal(parse("-1/8")), decimal(parse("1/3")), decimal(parse("1e-40"))
    ('-0.125', '1/3', '1e-40')
    """
    if bound.op != "num":
        return text(bound)
    numerator, denominator = bound.args
    places = next((i for i in range(_PLACES) if 10**i % denominator == 0), None)
    if places is None:
        return text(bound)
    digits = str(abs(numerator) * 10**places // denominator).rjust(places + 1, "0")
    minus = "-" if numerator < 0 else ""
    head = digits[: len(digits) - places]
    tail = digits[len(digits) - places :]
    significant = (head + tail).strip("0")
    if places > 5 and not head.strip("0") and len(significant) <= 4:
        exponent = len(tail) - len(tail.lstrip("0")) + 1
        mantissa = significant[0] + (f".{significant[1:]}" if significant[1:] else "")
        return f"{minus}{mantissa}e-{exponent}"
    return minus + head + (f".{tail}" if tail else "")


def is_long(entry: Expr) -> bool:
    """Whether an entry is a rational number that is better shown by its leading digits."""
    return entry.op == "num" and len(str(entry.args[1])) > 12


def short(entry: Expr) -> str:
    """A number with at most twelve of its digits."""
    words = decimal(entry) if is_long(entry) else text(entry)
    head, dot, tail = words.partition(".")
    if not is_long(entry) or not dot or len(tail) <= 12 or "e" in words:
        return words
    lead = len(tail) - len(tail.lstrip("0")) if not head.strip("-0") else 0
    return f"{head}.{tail[: lead + 12]}…"


def entry(weight: Expr) -> Box:
    """A weight; a number of many digits by the first of them."""
    words = short(weight)
    if not is_long(weight) or "/" in words:  # no decimal
        return expression(weight)
    return digits(words)


def bound(value: Expr) -> Box:
    """A number as a decimal where it is one."""
    words = decimal(value)
    return expression(value) if value.op != "num" or "/" in words else digits(words)


def digits(words: str) -> Box:
    """A number in digits, with its sign."""
    return row(prefix("−"), number(words[1:])) if words.startswith("-") else number(words)


def with_balls(words: str) -> Prose:
    """A sentence in which balls are formulas: [0.3 +/- 1e-9] is 0.3 ± 1·10⁻⁹.

    >>> from symcrit.words.text import paragraph
    >>> paragraph(with_balls("the slope is [-0.3 +/- 1.2e-9] there"))
    'the slope is -0.3 ± 1.2 · 10^(-9) there'
    """
    pieces: Prose = []
    end = 0
    for found in _BALL.finditer(words):
        pieces += [words[end : found.start()], row(_scientific(found[1]), sign("±"), _scientific(found[2]))]
        end = found.end()
    return [*pieces, words[end:]]


def _scientific(words: str) -> Box:
    """A number in digits, times a power of ten where it has one."""
    mantissa, _, exponent = words.partition("e")
    if not exponent:
        return digits(mantissa)
    return row(digits(mantissa), sign("·"), power(number("10"), digits(exponent)))
