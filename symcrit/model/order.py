"""The order of arguments: the activation first; what was written for 0.1, where it came later, is read as meant."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import Kernel

__all__ = ["also_in_order"]


def also_in_order(*names: str) -> Callable[[Any], Any]:
    """A constructor, or a class method, that reads positional arguments in its own order, σ first, and in this one.

    They are in this order where the first one is no activation: nothing else that comes first is text or a kernel.

    >>> @also_in_order("size", "activation")
    ... def named(cls, activation="erf", size=1):
    ...     return activation, size
    >>> named(None, "relu", 2), named(None, 2, "relu"), named(None, 2), named(None, size=3)
    (('relu', 2), ('relu', 2), ('erf', 2), ('erf', 3))
    """

    def decorated(of: Any) -> Any:
        if inspect.isclass(of):
            of.__init__ = decorated(of.__init__)
            return of

        @functools.wraps(of)
        def read(own: Any, /, *values: Any, **named: Any) -> Any:
            if values and not isinstance(values[0], (str, Activation, Kernel)):
                if len(values) > len(names):
                    raise TypeError(
                        f"at most {len(names)} positional arguments, {', '.join(names)}; {len(values)} given"
                    )
                given = dict(zip(names, values, strict=False))
                if twice := given.keys() & named.keys():
                    raise TypeError(f"two values for {sorted(twice)[0]!r}")
                return of(own, **given, **named)
            return of(own, *values, **named)

        return read

    return decorated
