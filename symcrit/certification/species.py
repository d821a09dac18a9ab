r"""Symmetric students by species: the gradient in their few parameters, at a cost that does not grow with their number.

Input directions come in species p of size m_p, with the teachers b_p·σ(x·e_(p,i)).  A student "at" p stands for m_p
neurons, w_(s,i) = D e_(p,i) + w_p Σ_{j≠i} e_(p,j) + Σ_{q≠p} w_q Σ_j e_(q,j); one at no species for a single neuron.
The neurons that look alike from one neuron form a class of `count` members; with `total` their sum,

    ⟨u, one member⟩ = ⟨u, total⟩ / count,      ∂L/∂w = 2·scale·s Σ_classes s′ (2κ₁·count·w + κ₂·total).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import scipy.optimize
from flint import arb
from sympy import Expr

from symcrit.certification.landscape import curvature_of, vector
from symcrit.certification.refine import Stopped, decimal
from symcrit.core import Expr as CoreExpr
from symcrit.core import parse
from symcrit.core.algebra import balls
from symcrit.core.networks.curvature import Curvature
from symcrit.kernels.kernel import Kernel
from symcrit.model.network import Network
from symcrit.translate import to_json

__all__ = ["Family", "Student"]

_BITS = 320
_STEPS = 60
_TINY = arb(2) ** -600  # float64 ends at 2^-1074


@dataclass(frozen=True)
class Student:
    """A class of students: the species it is at (None: a single neuron), D, one entry per species, and a.

    An entry is None where it does not exist: w_p of a student at a species p of size 1.
    """

    at: int | None
    diagonal: Any
    w: tuple[Any, ...]
    a: Any

    @property
    def values(self) -> list[Any]:
        """The entries that exist, D first."""
        return [*([] if self.at is None else [self.diagonal]), *(e for e in self.w if e is not None)]

    def at_values(self, values: Sequence[Any]) -> Student:
        """The same student with other entries."""
        rest = iter(values)
        diagonal = None if self.at is None else next(rest)
        return replace(self, diagonal=diagonal, w=tuple(None if e is None else next(rest) for e in self.w))


@dataclass(frozen=True)
class Family:
    """Students of the given symmetric form, in any scalars (floats, balls); sizes may be real in a search.

    outgoing: whether a varies.  modulo: whether the coordinates are u = |a| w (a = ±1).
    """

    kernel: Kernel
    scale: Expr
    sizes: tuple[Any, ...]
    b: tuple[Expr, ...]
    students: tuple[Student, ...]
    outgoing: bool
    modulo: bool = False

    @property
    def x(self) -> list[Any]:
        """The free parameters, student by student: D, w, a."""
        return [e for s in self.students for e in (*s.values, *([s.a] if self.outgoing else []))]

    def at(self, x: Sequence[Any]) -> Family:
        """The same family at other values of the free parameters."""
        students = []
        start = 0
        for s in self.students:
            stop = start + len(s.values)
            moved = s.at_values(x[start:stop])
            students.append(replace(moved, a=x[stop]) if self.outgoing else moved)
            start = stop + self.outgoing
        return replace(self, students=tuple(students))

    @cached_property
    def curvature(self) -> Curvature:
        """What core evaluates the kernel with."""
        return curvature_of(self.kernel)

    def gradient(self) -> list[arb]:
        """∂L by the free parameters, in balls at the precision of the caller."""
        scale = balls.evaluate(_exact(self.scale), {})
        found: list[arb] = []
        neurons = self._neurons()
        for s in self.students:
            counts = _components(s, self.sizes)
            own = _along(s, s, True, self.sizes)[1]
            by_a = arb(0)
            by_w = [arb(0)] * len(own)
            for t, count, total, (kappa, k1, k2) in self._pulls(s, counts, own, neurons):
                by_a += t.a * kappa * count
                by_w = [g + s.a * t.a * (2 * k1 * count * w + k2 * c) for g, w, c in zip(by_w, own, total, strict=True)]
            many = 2 * scale * self._many(s)
            found += [many * m * g for m, g in zip(counts, by_w, strict=True)]
            found += [many * by_a] if self.outgoing else []
        return found

    def value(self) -> float:
        """L without what depends on the teacher alone, in float64."""
        terms = arb(0)
        neurons = self._neurons()
        for s in self.students:
            counts = _components(s, self.sizes)
            own = _along(s, s, True, self.sizes)[1]
            pulls = self._pulls(s, counts, own, neurons)
            terms += (
                self._many(s)
                * s.a
                * sum(
                    (t.a * count * forms[0] * (1 if t in self.students else 2) for t, count, _, forms in pulls), arb(0)
                )
            )
        return float(terms.mid()) * float(self.scale)

    def _many(self, s: Student) -> Any:
        """The number of neurons that s stands for."""
        return 1 if s.at is None else self.sizes[s.at]

    def _neurons(self) -> list[tuple[Student, arb]]:
        """One neuron of every student and of every species of teachers, with its |u|²."""
        zero = (arb(0),) * len(self.sizes)
        teachers = [Student(p, arb(1), zero, -balls.evaluate(_exact(b), {})) for p, b in enumerate(self.b)]
        found = []
        for t in (*self.students, *teachers):
            values = _along(t, t, True, self.sizes)[1]
            found.append((t, _inner(_components(t, self.sizes), values, values)))
        return found

    def _pulls(
        self, s: Student, counts: list[Any], own: list[Any], neurons: list[tuple[Student, arb]]
    ) -> Iterator[tuple[Student, Any, list[Any], Any]]:
        """The classes of neurons seen from s: one of them, their number, their sum, and κ, κ₁, κ₂."""
        norm = _inner(counts, own, own)
        for t, other in neurons:
            kin = t.at is not None and t.at == s.at
            for same in (True, False) if kin else (True,):  # whether it has the index of s
                count, total = _along(s, t, same, self.sizes)
                if count != 0:
                    itself = t is s and same
                    pair = norm if itself else _inner(counts, own, total) / count
                    yield t, count, total, _forms(self.curvature, norm, pair, other, itself)

    def jacobian(self, bits: int = _BITS) -> np.ndarray:
        """∂²L by the free parameters in float64, by differences of balls."""
        x = self.x
        small = arb(2) ** (-bits // 3)
        with balls.precision(bits):
            here = self.gradient()
            columns = []
            for i in range(len(x)):
                there = self.at([*x[:i], x[i] + small, *x[i + 1 :]]).gradient()
                columns.append(vector((g - f) / small for f, g in zip(here, there, strict=True)))
        return np.array(columns).T

    def solve(self, reach: float = np.inf, bits: int = _BITS) -> Family:
        """The zero of the gradient near these parameters to about bits/3 bits; raises `Stopped`."""
        family = self.at([arb(v) for v in self.x])
        start = vector(map(arb, self.x))
        J = None
        last = np.inf
        for _ in range(_STEPS):
            with balls.precision(bits):
                gradient = family.gradient()
                unit = _power_of_two(gradient)
                g = vector(f / unit for f in gradient)
            x = vector(family.x)
            J = family.jacobian(bits) if J is None or last > 1e-12 else J
            if not (np.isfinite(g).all() and np.isfinite(J).all()):
                break
            size = np.abs(x) + 1e-9
            try:
                step = np.linalg.solve(J * size, g)
            except np.linalg.LinAlgError:
                break
            relative = unit * float(np.abs(step).max())  # to the size of each parameter
            last = float(relative)
            step = step * size
            damped = min(1.0, 0.3 / last) if last else 1.0
            if np.abs(x - damped * float(unit) * step - start).max() > reach * (1 + np.abs(start).max()):
                break
            with balls.precision(bits):
                moves = [damped * float(move) * unit for move in step]
                family = family.at([(v - move).mid() for v, move in zip(family.x, moves, strict=True)])
            if relative < arb(2) ** -(bits // 3):
                return family
        raise Stopped("no critical point of this form was found near the start", "other sizes may have one")

    def descended(self) -> Family:
        """A place of smaller loss, near a minimum among the points of this form (quasi-Newton, float64)."""

        def at(x: np.ndarray) -> Family:
            return self.at([arb(float(v)) for v in x])

        found = scipy.optimize.minimize(
            lambda x: at(x).value(), vector(self.x), jac=lambda x: vector(at(x).gradient()), method="BFGS",
            options={"gtol": 1e-7, "maxiter": 500},
        )  # fmt: skip
        return at(found.x)

    def network(self) -> Network:
        """All neurons in float64, in the coordinates of the teachers, species by species."""
        sizes = [int(m) for m in self.sizes]
        starts = np.cumsum([0, *sizes])
        rows = []
        a = []
        for s in self.students:
            own = [np.full(m, 0.0 if e is None else float(e)) for m, e in zip(sizes, s.w, strict=True)]
            for i in range(1 if s.at is None else sizes[s.at]):
                row = np.concatenate(own)
                if s.at is not None:
                    row[starts[s.at] + i] = float(s.diagonal)
                rows.append(row)
                a.append(float(s.a))
        return Network(np.array(rows), np.array(a))

    def numbers(self, digits: int) -> tuple[str, ...]:
        """The free parameters as exact decimals."""
        return tuple(decimal(value, digits) for value in self.x)

    def configuration(self, digits: int) -> dict[str, Any]:
        """The configuration JSON, with the parameters as exact decimals."""
        students = []
        for s in self.students:
            w = [None if e is None else decimal(e, digits) for e in s.w]
            own = {"at": s.at} | ({} if s.at is None else {"diagonal": decimal(s.diagonal, digits)})
            students.append({**own, "w": w, "a": decimal(s.a if isinstance(s.a, arb) else arb(s.a), digits)})
        species = {"sizes": [str(int(m)) for m in self.sizes], "b": [to_json(b) for b in self.b], "students": students}
        return {"kernel": self.kernel.core, "scale": to_json(self.scale), "species": species}


def _power_of_two(values: Sequence[arb]) -> arb:
    """A unit in which values that are too small for float64 are not: 1 for all others."""
    largest = max((abs(value.mid()) for value in values), default=arb(1))
    if not 0 < largest < _TINY:
        return arb(1)
    mantissa, exponent = largest.man_exp()
    return arb(2) ** (int(exponent) + int(mantissa).bit_length())


@cache
def _exact(value: Expr) -> CoreExpr:
    """A number as core reads it."""
    return parse(to_json(value))


def _components(s: Student, sizes: Sequence[Any]) -> list[Any]:
    """How many coordinates each entry of the student stands for."""
    many = [(m - 1 if s.at == p else m) for p, m in enumerate(sizes) if s.w[p] is not None]
    return many if s.at is None else [1, *many]


def _along(s: Student, t: Student, same: bool, sizes: Sequence[Any]) -> tuple[Any, list[Any]]:
    """The number of neurons of t with (or without) the index of a neuron of s, and their sum at the entries of s."""
    kin = t.at is not None and t.at == s.at
    count = 1 if t.at is None or (kin and same) else sizes[t.at] - 1 if kin else sizes[t.at]
    own = 0 if s.at is None else 1
    total = []
    for place in range(-own, len(sizes)):
        p = s.at if place < 0 else place
        if place >= 0 and s.w[place] is None:
            continue
        w = _entry(t, p)
        rest = count
        if t.at == p and kin:
            # own coordinate of s: D of the one with its index; a coordinate j ≠ i: D of the one with index j
            hit = same if place < 0 else not same
            total.append(t.diagonal + (count - 1) * w if hit else rest * w)
        elif t.at == p:
            total.append(t.diagonal + (count - 1) * w)
        else:
            total.append(rest * w)
    return count, total


def _entry(t: Student, p: int) -> Any:
    """The entry of t at a species, 0 where there is none."""
    return arb(0) if t.w[p] is None else t.w[p]


def _inner(counts: Sequence[Any], x: Sequence[Any], y: Sequence[Any]) -> arb:
    return sum((m * u * v for m, u, v in zip(counts, x, y, strict=True)), arb(0))


def _forms(curvature: Curvature, q11: arb, q12: arb, q22: arb, itself: bool) -> Sequence[arb]:
    """κ, κ₁, κ₂ of two neurons; of a neuron and itself by their value at ρ = 1."""
    if curvature.kink and itself:
        weight = curvature.self_weight()
        return weight * q11, arb(0), weight
    return curvature.first_order(q11, q12, q22)
