"""Where flows start: the laws that random weights are drawn from."""

from __future__ import annotations

from typing import Any

import numpy as np

from symcrit.errors import InputError, shorten

__all__ = ["INITS", "draw", "spread_of"]

INITS = ("normal", "glorot", "glorot-uniform")
_STD = 0.1


def spread_of(init: object, std: Any) -> float | None:
    """The standard deviation of a normal start, by default 0.1; None for the laws of Glorot, which have their own.

    Raises InputError for an unknown law, and for a standard deviation where the law has none.

    >>> spread_of("normal", None), spread_of("glorot", None)
    (0.1, None)
    >>> spread_of("glorot", 0.1)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: std = 0.1 goes with init='normal'; 'glorot' has variances of its own
    """
    if not isinstance(init, str) or init not in INITS:
        raise InputError(f"init = {shorten(init)} is unknown; give one of {', '.join(INITS)}")
    if init == "normal":
        number = _STD if std is None else std
        if isinstance(number, bool) or not (isinstance(number, int | float) and 0 < number < 1e6):
            raise InputError(f"std = {shorten(std)} is no standard deviation; give a positive number such as 0.1")
        return number
    if std is not None:
        raise InputError(f"std = {shorten(std)} goes with init='normal'; {init!r} has variances of its own")
    return None


def draw(
    rng: np.random.Generator, n: int, d: int, outputs: int, biases: int, init: str, std: float | None
) -> np.ndarray:
    """A state: W row by row, a row by row, then so many biases.

    normal: independent entries from N(0, std²), biases too.  glorot: entries of W from N(0, 2/(d + n)), of a from
    N(0, 2/(n + outputs)).  glorot-uniform: uniform with the same variances, |W_ij| ≤ √(6/(d + n)),
    |a_i| ≤ √(6/(n + outputs)).  Biases are 0 for both.  X. Glorot and Y. Bengio, AISTATS 2010.

    >>> draw(np.random.default_rng(0), 2, 3, 1, 0, "glorot", None).shape
    (8,)
    """
    if init == "normal":
        return rng.normal(scale=std, size=n * (d + outputs) + biases)
    incoming = _of_variance(rng, init, 2 / (d + n), n * d)
    outgoing = _of_variance(rng, init, 2 / (n + outputs), n * outputs)
    return np.concatenate([incoming, outgoing, np.zeros(biases)])


def _of_variance(rng: np.random.Generator, init: str, variance: float, size: int) -> np.ndarray:
    """Normal or uniform numbers with mean 0."""
    if init == "glorot":
        return rng.normal(scale=np.sqrt(variance), size=size)
    bound = np.sqrt(3 * variance)
    return rng.uniform(-bound, bound, size=size)
