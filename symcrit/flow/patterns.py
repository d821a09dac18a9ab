"""Which family of critical points a network belongs to, by its numbers: the names that certified endpoints get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symcrit.flow.landscape import states_of
from symcrit.kernels.shapes import ErfShape, erf_shape
from symcrit.model.network import Network
from symcrit.model.problem import Problem

__all__ = ["CLOSE", "Match", "match", "pattern"]

CLOSE = 1e-6


@dataclass(frozen=True)
class Match:
    """A kind of endpoint, and the order in which students and teachers have the places that they have in the family.

    signs: of the students, for an odd σ. R[rows][:, columns] and a[rows] are those of `Family.network()`, where R, a
    are the students' overlaps with the teachers and their outgoing weights, times the signs.
    """

    kind: str
    rows: np.ndarray
    columns: np.ndarray
    signs: np.ndarray


def pattern(problem: Problem, network: Network) -> str:
    """The family of a critical point for unit-orthonormal teachers, by its numbers to six digits; "other" if none.

    The families are those of inputs N(0, I), neurons without biases and one activation.

    >>> pattern(Problem.orthonormal("erf", n=1, k=2), Network([["1/sqrt(6)", "1/sqrt(6)"]], [2]))
    'copy-average 2'
    """
    found = match(problem, network)
    return "other" if found is None else found.kind


def match(problem: Problem, network: Network) -> Match | None:
    """The kind, and the place of each neuron; None for a network of no family."""
    states = states_of(problem, network)
    near = network.to_float()
    V, b = (np.array(part, dtype=float) for part in states.teacher)
    if not (states.plain and states.one_activation):
        return None
    if not (np.allclose(V @ V.T, np.eye(len(V))) and np.allclose(b, -1.0) and near.outgoing.shape[1] == 1):
        return None
    W, a, signs = near.W, near.a, np.ones(problem.n)
    sigma = problem.sigma
    if sigma and sigma.parity == "odd":
        signs = np.where(a < 0, -1.0, 1.0)
        W, a = W * signs[:, None], np.abs(a)
    if sigma and sigma.homogeneity == 1:
        W, a = W * np.abs(a)[:, None], np.sign(a)
    R = W @ V.T
    if np.abs(W - R @ V).max() > CLOSE:
        return None
    shape = erf_shape(sigma.expr) if sigma else None
    found = _copy_average(R, a, shape) or _perturbed_copy(R, a) or _near_copies(R, a)
    return None if found is None else Match(*found, signs)


_Found = tuple[str, np.ndarray, np.ndarray]


def _copy_average(R: np.ndarray, a: np.ndarray, shape: ErfShape | None) -> _Found | None:
    """Each teacher belongs to one student, which has all its own alike: for an erf with the closed form's weights."""
    owner = np.abs(R).argmax(axis=0)
    sizes = np.bincount(owner, minlength=len(a))
    if (sizes == 0).any() or not (a > 0).all():
        return None
    columns, exact = np.arange(R.shape[1]), np.zeros_like(R)
    if shape is not None:
        exact[owner, columns] = 1.0 / np.sqrt(sizes * (sizes + float(2 * shape.slope**2) * (sizes - 1.0)))[owner]
        if np.abs(a - sizes).max() > CLOSE:
            return None
    else:
        exact[owner, columns] = (R[owner, columns] @ np.eye(len(a))[owner] / sizes)[owner]
    if np.abs(R - exact).max() > CLOSE or not (exact[owner, columns] > 0).all():
        return None
    rows = np.lexsort((-sizes, sizes > 1))  # single teachers first, then the larger groups
    places = np.concatenate([np.flatnonzero(owner == row) for row in rows])
    return f"copy-average {','.join(map(str, sorted(sizes.tolist(), reverse=True)))}", rows, places


def _perturbed_copy(R: np.ndarray, a: np.ndarray) -> _Found | None:
    """a_i = a and w_i = x e_i + y Σ_{j≤n, j≠i} e_j + z Σ_{m>n} e_m, 2 ≤ n < k."""
    n, k = R.shape
    own = R.argmax(axis=1)
    if not 2 <= n < k or len(set(own.tolist())) < n or np.ptp(a) > CLOSE:
        return None
    others = np.setdiff1d(np.arange(k), own)
    square = R[:, own]
    diagonal, off, rest = np.diag(square), square[~np.eye(n, dtype=bool)], R[:, others].ravel()
    alike = all(np.ptp(part) <= CLOSE for part in (diagonal, off, rest))
    if not alike or abs(diagonal[0] - off[0]) <= CLOSE:
        return None
    return "perturbed-copy", np.arange(n), np.concatenate([own, others])


def _near_copies(R: np.ndarray, a: np.ndarray) -> _Found | None:
    """n − 1 neurons near a teacher each, all alike, and one near the average of the other teachers: `NearCopies`."""
    n, k = R.shape
    own = R.argmax(axis=1)
    for last in range(n if 2 <= n < k and (a > 0).all() else 0):
        copies = np.delete(np.arange(n), last)
        taken = own[copies]
        others = np.setdiff1d(np.arange(k), taken)
        if len(others) != k - n + 1:
            continue
        square = R[np.ix_(copies, taken)]
        x, y, z = np.diag(square), square[~np.eye(n - 1, dtype=bool)], R[np.ix_(copies, others)].ravel()
        u, v = R[last, taken], R[last, others]
        alike = all(np.ptp(part) <= CLOSE for part in (x, z, u, v, a[copies], *([y] if n > 2 else [])))
        if alike and x[0] > 2 * np.abs([z[0], *y[:1]]).max() and v[0] > max(0, u[0]):
            return "near-copies", np.append(copies, last), np.concatenate([taken, others])
    return None
