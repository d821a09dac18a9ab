"""Where online learning starts: overlaps Q, R and outgoing weights a, given, of a network, or drawn."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from symcrit.arguments import real
from symcrit.errors import InputError, shorten
from symcrit.exact import as_expr
from symcrit.learning.setting import LARGEST, Setting
from symcrit.model.network import Network, nearest
from symcrit.model.random import generator

__all__ = ["Start", "packed", "start_of"]

_SLACK = 1e-10  # by which a Gram matrix may miss being positive semidefinite, relative to its trace


class Start(NamedTuple):
    """Q (K × K), R (K × M), a (K); note: what is to be said about it, or ""."""

    Q: np.ndarray
    R: np.ndarray
    a: np.ndarray
    note: str


def start_of(setting: Setting, start: Any, rng: Any, std: object) -> Start:
    """The start of `online`; raises InputError for what is none."""
    if start is None:
        Q, R, a = _drawn(setting, generator(rng), real("std", std, positive=True))
    elif rng is not None:
        raise InputError("rng is for a random start; give either start or rng")
    elif isinstance(start, Network):
        with np.errstate(all="ignore"):  # what overflows is refused
            overlaps = setting.problem.order_parameters(start.to_float())
        Q, R, a = np.array(overlaps.Q), np.array(overlaps.R), np.array(start.to_float().outgoing)[:, 0]
    else:
        Q, R, a = _given(setting, start)
    gram = np.block([[Q, R], [R.T, setting.T]])
    largest = np.max([np.abs(gram).max(), np.abs(a).max(), np.abs(setting.b).max()])
    if not largest <= LARGEST:  # also nan
        raise InputError(f"an overlap or an outgoing weight is larger than {LARGEST:g}; give smaller ones")
    least = np.linalg.eigvalsh(gram)[0]
    if least < -_SLACK * max(1.0, np.trace(gram)):
        raise InputError(
            f"no weights have these overlaps: [[Q, R], [Rᵀ, T]] has the eigenvalue {least:.3g} < 0; "
            "make R and the entries of Q off the diagonal smaller, or those on it larger"
        )
    return Start(Q, R, a, _symmetry(setting, Q, R, a))


def _given(setting: Setting, start: Any) -> tuple[np.ndarray, ...]:
    """Q, R and perhaps a as they are given."""
    K, M = setting.K, setting.M
    wanted = f"(Q, R) or (Q, R, a) with shapes ({K}, {K}), ({K}, {M}) and ({K},), or a Network"
    if not isinstance(start, tuple | list) or len(start) not in (2, 3):
        raise InputError(f"start = {shorten(start)} is not {wanted}")
    parts = [*start, [1] * K][:3]
    try:
        Q, R, a = (_floats(part) for part in parts)
    except InputError:
        raise
    except Exception:  # whatever a foreign object raises, it holds no numbers
        raise InputError(f"start = {shorten(start)} is not {wanted}") from None
    if (Q.shape, R.shape, a.shape) != ((K, K), (K, M), (K,)):
        raise InputError(f"start has shapes {Q.shape}, {R.shape}, {a.shape}; it is {wanted}")
    if not all(np.isfinite(part).all() for part in (Q, R, a)):
        raise InputError(f"start = {shorten(start)} has entries that are no finite numbers")
    if not np.allclose(Q, Q.T, rtol=0, atol=1e-14 * max(1.0, np.abs(Q).max())):
        raise InputError(f"Q = {shorten(Q.tolist())} is not symmetric")
    return (Q + Q.T) / 2, R, a


def _floats(part: Any) -> np.ndarray:
    """An array of floats from numbers, exact or not."""
    found = np.array(part, dtype=object)
    numbers = [entry if isinstance(entry, float | np.floating) else nearest(as_expr(entry)) for entry in found.flat]
    return np.array(numbers, dtype=float).reshape(found.shape)


def _drawn(setting: Setting, rng: np.random.Generator, std: float) -> tuple[np.ndarray, ...]:
    """R from N(0, std²), Q_ii near U(0, ½) and cosines between students from N(0, std²), a = 1; Q ≥ R T⁺ Rᵀ always."""
    K, M = setting.K, setting.M
    values, vectors = np.linalg.eigh(setting.T)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    Z = rng.normal(scale=std, size=(K, M))
    lengths = np.sqrt(rng.uniform(0, 0.5, size=K))
    upper = np.triu(rng.normal(scale=std, size=(K, K)), 1)
    cosines = np.eye(K) + upper + upper.T
    if np.linalg.eigvalsh(cosines)[0] < 0:
        raise InputError(f"std = {std:g} is too large for overlaps of {K} students; give a smaller one, such as 0.001")
    return Z @ Z.T + lengths[:, None] * cosines * lengths, Z @ root, np.ones(K)


def _symmetry(setting: Setting, Q: np.ndarray, R: np.ndarray, a: np.ndarray) -> str:
    """What exact symmetry of the start keeps the students from specialising, or ""."""

    def swapped(size: int, i: int, j: int) -> list[int]:
        order = [*range(size)]
        order[i], order[j] = j, i
        return order

    for i, j in combinations(range(setting.K), 2):
        order = swapped(setting.K, i, j)
        if a[i] == a[j] and np.array_equal(R, R[order]) and np.array_equal(Q, Q[np.ix_(order, order)]):
            return (
                f"students {i + 1} and {j + 1} start with equal overlaps and keep them: they never leave the plateau; "
                "start from overlaps that differ"
            )
    T, b = setting.T, setting.b
    for m, n in combinations(range(setting.M), 2):
        order = swapped(setting.M, m, n)
        if b[m] == b[n] and np.array_equal(R, R[:, order]) and np.array_equal(T, T[np.ix_(order, order)]):
            return (
                f"every student has the same overlap with teachers {m + 1} and {n + 1}, and keeps it: none learns to "
                "tell them apart, and the plateau is not left; start from overlaps that differ"
            )
    return ""


def packed(setting: Setting, begin: Start) -> np.ndarray:
    """The state at the start: each eigenspace has its share of all lengths."""
    parts = [part.ravel() * share for share in setting.shares for part in (begin.Q, begin.R)]
    return np.concatenate([*parts, begin.a])
