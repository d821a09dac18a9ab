"""The law of the inputs of a problem, x ~ N(mean, covariance)."""

from __future__ import annotations

from typing import Any, NamedTuple

import lazy_loader
import sympy
from sympy import Expr

from symcrit.core import Malformed, parse
from symcrit.core.algebra import balls
from symcrit.core.networks.definite import positive
from symcrit.errors import InputError, shorten
from symcrit.model.network import Kind, Rows, entries_of, nearest
from symcrit.translate import to_json

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["Inputs", "inputs_of"]


class Inputs(NamedTuple):
    """The covariance as rows, None for the identity, and the mean, None for 0; each exact, or of floats."""

    covariance: Rows | None = None
    mean: tuple[Any, ...] | None = None

    @property
    def d(self) -> int | None:
        """The dimension, where one of them is given."""
        given = self.mean if self.covariance is None else self.covariance
        return None if given is None else len(given)

    @property
    def entries(self) -> list[Any]:
        """All numbers in them."""
        return [*(entry for row in self.covariance or () for entry in row), *(self.mean or ())]

    @property
    def kinds(self) -> set[Kind]:
        """What their entries are."""
        return {"exact" if isinstance(entry, Expr) else "float" for entry in self.entries}

    @property
    def definite(self) -> tuple[Rows, ...]:
        """The covariance, where it has symbols: it is positive definite for the values that are meant."""
        rows = self.covariance or ()
        return (rows,) if any(getattr(entry, "free_symbols", ()) for row in rows for entry in row) else ()

    @property
    def told(self) -> str:
        """What a problem prints of them."""
        given = {"covariance": self.covariance, "mean": self.mean}
        return "".join(f", {name}={_shown(part)}" for name, part in given.items() if part is not None)

    def arrays(self, d: int, dtype: type, constant: bool) -> tuple[np.ndarray | None, np.ndarray | None]:
        """The covariance and the mean of the inputs, None where the identity or 0 serve.

        constant: whether there is one more input, that is always 1.  Raises InputError for floats with symbols.
        """
        if not constant and self.d is None:
            return None, None
        zero, one = (0.0, 1.0) if dtype is float else (sympy.S.Zero, sympy.S.One)
        own = nearest if dtype is float else sympy.sympify
        size = d + constant
        covariance = np.full((size, size), zero, dtype=dtype)
        for i in range(d):
            covariance[i, i] = one
        if self.covariance is not None:
            covariance[:d, :d] = [[own(entry) for entry in row] for row in self.covariance]
        if not constant and self.mean is None:
            return covariance, None
        mean = np.full(size, zero, dtype=dtype)
        if self.mean is not None:
            mean[:d] = [own(entry) for entry in self.mean]
        if constant:
            mean[d] = one
        return covariance, mean


def inputs_of(covariance: object, mean: object, d: int | None) -> Inputs:
    """The law from what was given; raises InputError for what is none, in d dimensions where d is given.

    >>> inputs_of([[2, "1/2"], ["1/2", 1]], None, None).covariance
    ((2, 1/2), (1/2, 1))
    >>> inputs_of([[2, 1], [0, 1]], None, None)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: covariance = [[2, 1], [0, 1]] is not symmetric
    """
    rows = None if covariance is None else _read("covariance", covariance, 2)
    entries = None if mean is None else _read("mean", mean, 1)
    if rows is not None:
        _check_covariance(rows)
    sizes = {len(part) for part in (rows, entries) if part is not None} | ({d} if d is not None else set())
    if len(sizes) > 1:
        given = [f"covariance is {len(rows)}×{len(rows)}"] if rows is not None else []
        given += [f"mean has {len(entries)} entries"] if entries is not None else []
        given += [f"d = {d}"] if d is not None else []
        raise InputError(f"the inputs have one dimension: {', '.join(given)}")
    return Inputs(rows, entries)


def _read(name: str, value: object, depth: int) -> tuple[Any, ...]:
    """The entries as tuples, exact or floats."""
    kind, entries = entries_of(name, value, depth)
    if kind == "ball":
        raise InputError(f"{name} holds balls; give exact numbers or a float array")
    return entries


def _check_covariance(rows: Rows) -> None:
    """Raises InputError for a matrix that is not symmetric, or certainly not positive definite."""
    size = len(rows)
    if len(rows[0]) != size:
        raise InputError(f"covariance = {_shown(rows)} is {size}×{len(rows[0])}, not square")
    if any(rows[i][j] != rows[j][i] for i in range(size) for j in range(i)):
        raise InputError(f"covariance = {_shown(rows)} is not symmetric")
    if not _may_be_definite(rows):
        remedy = "for inputs in a subspace take coordinates in it"
        raise InputError(f"covariance = {_shown(rows)} is not positive definite; {remedy}")


def _may_be_definite(rows: Rows) -> bool:
    """Whether a symmetric matrix is not certain to have an eigenvalue ≤ 0; of floats, whether all seem to be > 0."""
    if not isinstance(rows[0][0], Expr):
        return bool(np.linalg.eigvalsh(np.array(rows, dtype=float)).min() > 0)
    try:
        parts = list(positive([[parse(to_json(entry)) for entry in row] for row in rows]))
    except Malformed:  # too large to be looked at here
        return True
    with balls.precision(200):
        return not any(balls.evaluate(part, {}) <= 0 for part in parts if not part.names)


def _shown(part: tuple[Any, ...]) -> str:
    """A matrix or a list, shortened."""
    return shorten(str([list(row) if isinstance(row, tuple) else row for row in part]))
