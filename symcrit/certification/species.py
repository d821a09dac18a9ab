"""Symmetric students by species: where their gradient vanishes, at a cost that does not grow with their number.

Input directions come in species p of size m_p, with the teachers b_p·σ(x·e_(p,i)).  A student "at" p stands for m_p
neurons, w_(s,i) = D e_(p,i) + w_p Σ_{j≠i} e_(p,j) + Σ_{q≠p} w_q Σ_j e_(q,j); one at no species for a single neuron.
The gradient in these few parameters is that of core's family (`core.networks.family`), along the trivial sector.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from symcrit.core.networks import family, species
from symcrit.core.networks.curvature import NO_JET, Curvature, Jet
from symcrit.kernels.kernel import Kernel
from symcrit.model.network import Network
from symcrit.translate import to_json

__all__ = ["Family", "Student"]

_BITS = 320
_STEPS = 60
_TINY = arb(2) ** -600  # float64 ends at 2^-1074


class Student(species.Student[Any]):
    """A class of students: the species it is at (None: a single neuron), D, one entry per species, and a.

    An entry is None where it does not exist: w_p of a student at a species p of size 1.
    """

    @property
    def values(self) -> list[Any]:
        """The entries that exist, D first."""
        return [*([] if self.at is None else [self.diagonal]), *(e for e in self.w if e is not None)]

    def at_values(self, values: Sequence[Any]) -> Student:
        """The same student with other entries."""
        rest = iter(values)
        diagonal = None if self.at is None else next(rest)
        return self._replace(diagonal=diagonal, w=tuple(None if e is None else next(rest) for e in self.w))


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
            students.append(moved._replace(a=x[stop]) if self.outgoing else moved)
            start = stop + self.outgoing
        return replace(self, students=tuple(students))

    @cached_property
    def curvature(self) -> Curvature:
        """What core evaluates the kernel with."""
        return curvature_of(self.kernel)

    def gradient(self) -> list[arb]:
        """∂L by the free parameters, in balls at the precision of the caller."""
        layout, near = self._core()
        return near.gradient([pattern for _, pattern in layout.patterns(self.outgoing)])

    def value(self) -> float:
        """L without what depends on the teacher alone, in float64."""
        _, near = self._core()
        return float(sum((near.term(pair) for pair in near.pairs), arb(0)).mid()) * float(self.scale)

    def _core(self) -> tuple[species.Layout[arb], family.Family[arb]]:
        """The family as core has it, with no more derivatives of κ than a gradient needs."""
        scale, *b = (balls.evaluate(_exact(value), {}) for value in (self.scale, *self.b))
        layout = species.Layout([arb(m) for m in self.sizes], self.students, species.TRIVIAL, arb)
        itself = self.curvature.self_weight() if self.curvature.kink else None
        return layout, family.Family(layout, b, scale, self._jet, itself)

    def _jet(self, *overlaps: arb) -> Jet[arb]:
        value, k1, k2 = self.curvature.first_order(*overlaps)
        return NO_JET._replace(value=value, k1=k1, k2=k2)

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
        here = self.at([arb(v) for v in self.x])
        start = vector(map(arb, self.x))
        J = None
        last = np.inf
        for _ in range(_STEPS):
            with balls.precision(bits):
                gradient = here.gradient()
                unit = _power_of_two(gradient)
                g = vector(f / unit for f in gradient)
            x = vector(here.x)
            J = here.jacobian(bits) if J is None or last > 1e-12 else J
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
                here = here.at([(v - move).mid() for v, move in zip(here.x, moves, strict=True)])
            if relative < arb(2) ** -(bits // 3):
                return here
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
        own = {"sizes": [str(int(m)) for m in self.sizes], "b": [to_json(b) for b in self.b], "students": students}
        return {"kernel": self.kernel.core, "scale": to_json(self.scale), "species": own}


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
