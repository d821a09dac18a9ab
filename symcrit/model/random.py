"""Where random numbers come from."""

from __future__ import annotations

import numpy as np

from symcrit.arguments import integer
from symcrit.errors import InputError, shown

__all__ = ["generator"]


def generator(rng: np.random.Generator | np.random.SeedSequence | int | None) -> np.random.Generator:
    """A numpy Generator from a seed or a Generator; None seeds it from the system.

    Raises InputError for anything else.

    >>> int(generator(0).integers(10)) == int(generator(0).integers(10))
    True
    >>> generator("zero")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: rng = 'zero' is no seed; give an integer >= 0 or a numpy Generator
    """
    try:
        if not isinstance(rng, np.random.Generator | np.random.SeedSequence | None):
            rng = integer("rng", rng, 0)
        return np.random.default_rng(rng)
    except InputError:
        raise InputError(f"rng = {shown(rng)} is no seed; give an integer >= 0 or a numpy Generator") from None
