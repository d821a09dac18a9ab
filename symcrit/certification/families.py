r"""Symmetric families of critical points for unit-orthonormal teachers, at any n and k.

*Perturbed copy* (2 ≤ n < k), symmetric under S_n × S_{k−n}: a_i = a, w_i = x e_i + y Σ_{j≤n, j≠i} e_j + z Σ_{m>n} e_m.
*Near copies* (2 ≤ n < k), symmetric under S_{n−1} × S_{k−n+1}: n − 1 neurons near a teacher each, one near the average
of the others; where copy averages are not critical, for ReLU say, students come to these or to perturbed copies.
*Flipped copy* (n = k, a_i = 1), symmetric under S_{k−m} × S_m: k − m neurons near their teachers, m near minus theirs.
*One neuron, copy-average*: closed form, see `symcrit.model.configurations`.

The parameters of the first three have no closed form: they are zeros of the gradient in four to seven numbers.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import sympy
from flint import arb
from sympy import Expr, Symbol

from symcrit.certification.landscape import kink
from symcrit.certification.refine import Stopped
from symcrit.certification.species import Family, Student
from symcrit.core import parse
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten, shown
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import Kernel, as_kernel
from symcrit.model.configurations import Configuration, CopyAverage, OneNeuron, check_orthogonal
from symcrit.model.groups import consecutive
from symcrit.model.network import Network
from symcrit.model.order import also_in_order
from symcrit.model.problem import Point, Problem
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.translate import as_expr, from_json, to_json

__all__ = ["FlippedCopy", "NearCopies", "PerturbedCopy", "Symmetric", "average", "family_of"]

_BITS = 320
_LARGEST = 10**12
_LISTED = 10**7


@dataclass(frozen=True, kw_only=True, repr=False)
class Symmetric(ABC):
    """A symmetric family whose parameters are found numerically; final classes name the sizes."""

    scale: Expr = sympy.S.One

    names: ClassVar[tuple[str, ...]]
    _fixed: ClassVar[bool] = False  # whether "a" names an entry of W

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", as_expr(self.scale))
        if self.kernel.is_uninterpreted:
            raise InputError(f"{self.kernel} is arbitrary and has no value; name an activation such as 'erf'")
        self._check()

    @property
    def kernel(self) -> Kernel:
        """The kernel of the activation."""
        return as_kernel(self.activation)

    @abstractmethod
    def _check(self) -> None:
        """Raises InputError for sizes that the family does not have."""

    @abstractmethod
    def _starts(self) -> Iterator[Family]:
        """Where to look for the parameters."""

    @abstractmethod
    def _is_one(self, values: dict[str, float]) -> bool:
        """Whether a critical point of this form is the one that the family means."""

    @cached_property
    def family(self) -> Family:
        """The critical point, to about 30 digits; raises `Stopped` where none of this form is found."""
        for start in self._starts():
            try:
                found = start.solve(bits=_BITS)
            except Stopped:
                continue
            if self._is_one(self._named(found)):
                return found
        raise Stopped(f"no {self._words} was found", "give explicit weights: sc.certify(problem, network)")

    @property
    @abstractmethod
    def _words(self) -> str:
        """The family in words."""

    def _named(self, family: Family) -> dict[str, float]:
        return {name: float(value) for name, value in zip(self.names, family.x, strict=False)}

    @property
    def present(self) -> list[str]:
        """The names of the free parameters, in the order of `family.x`."""
        return [name for name in self._named(self.family) if self.family.outgoing or name != "a" or self._fixed]

    @property
    def parameters(self) -> dict[str, float]:
        """The numbers that make up the point, in float64."""
        return self._named(self.family)

    def at(self, problem: Problem) -> Point:
        """The network as a float64 point of `problem`, a candidate for `certify`.

        Raises InputError unless the problem has unit-orthonormal teachers, the same kernel, and n and k that fit.
        """
        n, k = self._sizes
        if (problem.n, problem.k) != (n, k):
            raise InputError(f"the configuration has n = {n}, k = {k}; the problem n = {problem.n}, k = {problem.k}")
        problem.need_standard("the configuration is")
        if not all(kernel.says_the_same(self.kernel) for kernel in problem.kernels):
            raise InputError(f"the configuration is about {self.kernel}; the problem about {problem.kernels[0]}")
        check_orthogonal(problem.teacher)
        V = np.array([[float(e) for e in row] for row in problem.teacher.W])
        W = np.zeros((n, problem.d))
        student = self.family.network()
        W[:, : problem.teacher.d] = student.W @ V
        return Point(problem, Network(W, student.a))

    @property
    @abstractmethod
    def _sizes(self) -> tuple[int, int]:
        """n and k."""


@also_in_order("n", "k", "activation")
@dataclass(frozen=True, repr=False)
class PerturbedCopy(Symmetric):
    """Perturbed n-copy: a_i = a, w_i = x e_i + y Σ_{j≤n, j≠i} e_j + z Σ_{m>n} e_m, for 2 ≤ n < k.

    `parameters` are x, y, z, a, found numerically; `sc.certify` proves that there is exactly one such point near them.
    Raises InputError unless 2 ≤ n < k.

    >>> point = PerturbedCopy("erf", 2, 3)
    >>> {name: round(value, 6) for name, value in point.parameters.items()}
    {'x': 0.653848, 'y': -0.067905, 'z': 0.285597, 'a': 1.496792}
    >>> PerturbedCopy("erf", 3, 3)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: n = 3, k = 3: a perturbed copy has integers 2 <= n < k
    """

    activation: str | Activation | Kernel = "erf"
    n: int = 0
    k: int = 0

    names: ClassVar[tuple[str, ...]] = ("x", "y", "z", "a")

    def _check(self) -> None:
        good = all(isinstance(m, int) and not isinstance(m, bool) for m in (self.n, self.k))
        if not (good and 2 <= self.n < self.k <= _LARGEST):
            raise InputError(f"n = {shorten(self.n)}, k = {shorten(self.k)}: a perturbed copy has integers 2 <= n < k")

    @property
    def _sizes(self) -> tuple[int, int]:
        return self.n, self.k

    @property
    def _words(self) -> str:
        return f"perturbed {self.n}-copy of {self.k} teachers"

    def _is_one(self, values: dict[str, float]) -> bool:
        return values.get("a", 1) > 0 and values["x"] > values["z"] > 0 > values["y"]

    def _starts(self) -> Iterator[Family]:
        for c in (0.1, 0.15, 0.05, 0.2, 0.02):
            yield self._form((self.n, self.k - self.n), self._guess(self.n, self.k, c))
        if self.k > 6:
            yield from self._continued()

    def _guess(self, n: float, k: float, c: float) -> list[float]:
        """Heuristic: every direction of the teacher is fitted, a ≈ k/n, y ≈ −c/n."""
        a = 1.03 * k / n
        y = -c / n
        return [max(1.3 / k, math.sqrt(0.8) / a - (n - 1) * y), y, 0.866 / k, a]

    def _form(self, sizes: Sequence[float], values: Sequence[float]) -> Family:
        x, y, z, a = map(arb, values)
        student = Student(0, x, (y, z), a)
        one = sympy.S.One
        free = kink(self.kernel) is None
        student = student if free else Student(0, x * a, (y * a, z * a), arb(1))
        return Family(self.kernel, self.scale, tuple(sizes), (one, one), (student,), free, modulo=not free)

    def _continued(self) -> Iterator[Family]:
        """From small sizes to these, both numbers growing by the same powers, with steps that adapt."""
        small = max(2, min(5, round(6 * self.n / self.k)))
        first = (small, 6 - small)
        last = (self.n, self.k - self.n)
        try:
            here = PerturbedCopy(small, 6, self.activation).family
        except Stopped:
            return
        found = _follow(lambda t: tuple(s * (e / s) ** t for s, e in zip(first, last, strict=True)), here)
        if found is not None:
            yield found

    def __repr__(self) -> str:
        return f"PerturbedCopy(n={self.n}, k={self.k}, activation={_name(self.kernel)!r})"


@also_in_order("n", "k", "activation")
@dataclass(frozen=True, repr=False)
class NearCopies(Symmetric):
    """Near copies and one near-average, for 2 ≤ n < k: teachers 1, …, n − 1 have a neuron each, all others share one.

    w_i = x e_i + y Σ_{j<n, j≠i} e_j + z Σ_{m≥n} e_m with outgoing weight a for i < n, and
    w_n = u Σ_{j<n} e_j + v Σ_{m≥n} e_m with outgoing weight b; where neurons may be rescaled, a = b = 1, and they are
    not listed.  `parameters` are found numerically; `sc.certify` proves that there is exactly one such point near them.
    Raises InputError unless 2 ≤ n < k.

    >>> point = NearCopies("relu", 2, 6)
    >>> {name: round(value, 6) for name, value in point.parameters.items()}
    {'x': 2.275571, 'z': 0.214858, 'u': -1.058146, 'v': 0.952213}
    >>> NearCopies("relu", 1, 3)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: n = 1, k = 3: near copies have integers 2 <= n < k; one neuron is OneNeuron
    """

    activation: str | Activation | Kernel = "relu"
    n: int = 0
    k: int = 0

    names: ClassVar[tuple[str, ...]] = ("x", "y", "z", "a", "u", "v", "b")

    def _check(self) -> None:
        good = all(isinstance(m, int) and not isinstance(m, bool) for m in (self.n, self.k))
        if not (good and 2 <= self.n < self.k <= _LARGEST):
            sizes = f"n = {shorten(self.n)}, k = {shorten(self.k)}"
            raise InputError(f"{sizes}: near copies have integers 2 <= n < k; one neuron is OneNeuron")

    @property
    def _sizes(self) -> tuple[int, int]:
        return self.n, self.k

    @property
    def _words(self) -> str:
        return f"{self.n - 1} near copies with one near-average of {self.k} teachers"

    def _named(self, family: Family) -> dict[str, float]:
        copy, average = family.students
        values = (copy.diagonal, *copy.w, copy.a, *average.w, average.a)
        fixed = () if family.outgoing else ("a", "b")
        named = zip(self.names, values, strict=True)
        return {name: float(value) for name, value in named if value is not None and name not in fixed}

    def _is_one(self, values: dict[str, float]) -> bool:
        others = max(abs(values.get("y", 0)), abs(values["z"]))
        right = values.get("a", 1) > 0 and values.get("b", 1) > 0
        return right and values["x"] > 2 * others and values["v"] > max(0, values["u"])

    def _starts(self) -> Iterator[Family]:
        rest = self.k - self.n + 1
        v = 1 / math.sqrt(rest * (2 * rest - 1))  # the average of erf; heuristic for others
        start = self._form([1.0, 0.0, 0.0, 1.0, 0.0, v, float(rest)])
        yield start.descended()
        yield start

    def _form(self, values: Sequence[float]) -> Family:
        x, y, z, a, u, v, b = map(arb, values)
        alone = self.n == 2
        copy, average = Student(0, x, (None if alone else y, z), a), Student(None, None, (u, v), b)
        free = kink(self.kernel) is None
        if not free:
            average = Student(None, None, (u * b, v * b), arb(1))
        sizes = (self.n - 1, self.k - self.n + 1)
        one = sympy.S.One
        return Family(self.kernel, self.scale, sizes, (one, one), (copy, average), free, modulo=not free)

    def __repr__(self) -> str:
        return f"NearCopies(n={self.n}, k={self.k}, activation={_name(self.kernel)!r})"


@also_in_order("k", "flipped", "activation")
@dataclass(frozen=True, repr=False)
class FlippedCopy(Symmetric):
    """Flipped copy (n = k, a_i = 1, W free): k − m neurons near their teachers, m = `flipped` near minus their own.

    The neuron of teacher i ≤ k − m has w = a e_i + b Σ_{j≤k−m, j≠i} e_j + e Σ_{j>k−m} e_j, that of a flipped teacher
    w = c e_i + f Σ_{j≤k−m} e_j + g Σ_{j>k−m, j≠i} e_j.  `parameters` are found numerically.
    Raises InputError unless 1 ≤ flipped < k.

    >>> round(FlippedCopy("relu", 6).parameters["c"], 6)
    -0.601512
    """

    activation: str | Activation | Kernel = "relu"
    k: int = 0
    flipped: int = 1

    names: ClassVar[tuple[str, ...]] = ("a", "b", "e", "c", "f", "g")
    _fixed: ClassVar[bool] = True

    def _check(self) -> None:
        good = all(isinstance(m, int) and not isinstance(m, bool) for m in (self.k, self.flipped))
        if not (good and 1 <= self.flipped < self.k <= _LARGEST):
            sizes = f"k = {shorten(self.k)}, flipped = {shorten(self.flipped)}"
            raise InputError(f"{sizes}: a flipped copy has integers 1 <= flipped < k")

    @property
    def _sizes(self) -> tuple[int, int]:
        return self.k, self.k

    @property
    def _words(self) -> str:
        return f"flipped copy of {self.k} teachers ({self.flipped} flipped)"

    def _named(self, family: Family) -> dict[str, float]:
        first, second = family.students
        values = [first.diagonal, *first.w, second.diagonal, *second.w]
        return {name: float(v) for name, v in zip(self.names, values, strict=True) if v is not None}

    def _is_one(self, values: dict[str, float]) -> bool:
        return values["a"] > 0 > values["c"] and all(values.get(name, 1) > 0 for name in "efg")

    def _starts(self) -> Iterator[Family]:
        k = self.k
        m = self.flipped
        for c in (-k / (k + 5), -0.5, -0.7):  # heuristic: the leading terms for large k
            first = [1.0 if k > 5 else 0.9, -1.3 * m / k**2 if k > 8 else -0.05, min(2 / k, 0.35)]
            yield self._form([*first, c, min(1.3 / k, 0.25), min(1.9 / k, 0.25)])

    def _form(self, values: Sequence[float]) -> Family:
        a, b, e, c, f, g = map(arb, values)
        sizes = (self.k - self.flipped, self.flipped)
        one = sympy.S.One
        plain = Student(0, a, (b if sizes[0] > 1 else None, e), arb(1))
        turned = Student(1, c, (f, g if sizes[1] > 1 else None), arb(1))
        return Family(self.kernel, self.scale, sizes, (one, one), (plain, turned), False)

    def __repr__(self) -> str:
        return f"FlippedCopy(k={self.k}, flipped={self.flipped}, activation={_name(self.kernel)!r})"


def _follow(sizes: Any, here: Family) -> Family | None:
    """The point that `here` becomes when the sizes go from sizes(0) to sizes(1); None where it gets lost."""
    before = None
    now = np.array([float(v) for v in here.x])
    done = 0.0
    step = 0.1
    last = 0.0
    for _ in range(120):
        if done >= 1:
            return here
        step = min(step, 1 - done)
        guess = now if before is None else now * np.abs(now / before) ** (step / (done - last))
        try:
            there = replace(here, sizes=sizes(done + step)).at([arb(float(v)) for v in guess]).solve(bits=120)
            new = np.array([float(v) for v in there.x])
            if np.abs(new / guess - 1).max() > 0.2 and step > 1e-3:
                raise Stopped("a jump", "")
        except Stopped:
            step /= 3
            if step < 1e-4:
                return None
            continue
        before = now
        last = done
        now = new
        done += step
        here = there
        step *= 1.5
    return None


def family_of(configuration: object) -> Family:
    """The candidate of a configuration as a family; raises InputError for open sizes, `Stopped` where none is found."""
    if isinstance(configuration, Symmetric):
        return configuration.family
    if isinstance(configuration, SymmetricNetwork):
        return _written(configuration)
    if not isinstance(configuration, CopyAverage | OneNeuron):
        known = "OneNeuron, CopyAverage, PerturbedCopy, FlippedCopy, SymmetricNetwork"
        raise InputError(f"{shown(configuration)} is no configuration; give one of {known}")
    sizes = configuration.group_sizes
    if configuration.length != 1:
        raise InputError(f"{configuration!r} has teachers of another length than 1; take σ(length·z) as the activation")
    if sizes is None or configuration.symbols:
        raise InputError(f"{configuration!r} has open sizes; choose numbers, for example .instance([1, 2])")
    return _averaged(configuration, [int(size) for size in sizes])


def average(sizes: Sequence[int], sigma: str | Activation) -> Configuration:
    """One neuron per group of so many teachers, where closed forms are known: exactly for erf, along the ray for ReLU.

    >>> average([3], "erf")
    OneNeuron('erf', k=3)
    """
    kernel = as_kernel(sigma)
    profile = {}
    if constants := kink(kernel):
        c, alpha = (from_json(constant) for constant in constants)
        l = Symbol("l", integer=True, positive=True)  # noqa: E741
        u = 1 / sympy.sqrt(l)
        pull = 2 * c**2 / sympy.pi * (sympy.sqrt(1 - u**2) + u * sympy.asin(u)) + alpha**2 * u
        profile = {"a": sympy.S.One, "norm": l * pull / (c**2 + alpha**2)}
    if any(isinstance(size, bool) or not 1 <= size <= _LARGEST for size in sizes):
        raise InputError(f"sizes = {shorten(sizes)} are not all integers from 1 to {_LARGEST}")
    if len(sizes) > 1 and sum(sizes) > _LISTED:
        raise InputError(f"k = {sum(sizes)} teachers in {len(sizes)} groups: at most {_LISTED}; one group has no limit")
    if len(sizes) == 1:
        return OneNeuron(sigma, k=sympy.Integer(sizes[0]), **profile)
    return CopyAverage(consecutive(sizes), sigma, **profile)


def _written(network: SymmetricNetwork) -> Family:
    """Students whose numbers somebody wrote down."""
    if network.symbols:
        raise InputError(f"the sizes or weights of {shown(network)} are symbols; choose numbers")
    free = kink(network.kernel) is None
    with balls.precision(_BITS):

        def number(entry: Expr | None) -> Any:
            return None if entry is None else balls.evaluate(parse(to_json(entry)), {})

        students = [Student(m.at, number(m.diagonal), tuple(map(number, m.w)), number(m.a)) for m in network.members]
        if not free:
            students = [s.at_values([abs(s.a) * e for e in s.values])._replace(a=s.a.sgn()) for s in students]
    sizes = tuple(int(m) for m in network.sizes)
    return Family(network.kernel, network.scale, sizes, tuple(network.b), tuple(students), free, modulo=not free)


def _averaged(configuration: Configuration, sizes: list[int]) -> Family:
    """One neuron per group: the singletons as one species, every larger group as its own."""
    singles = sizes.count(1)
    groups = [size for size in sizes if size > 1]
    species = [*([singles] if singles else []), *groups]
    free = kink(configuration.kernel) is None
    students = []
    with balls.precision(_BITS):
        for p, size in enumerate(species):
            own = 1 if p == 0 and singles else size
            _, (a,), (c,), _ = configuration.parameters([own])
            a, c = (arb(balls.evaluate(parse(to_json(e)), {})) for e in (a, c))
            a, c = (a, c) if free else (a.sgn(), abs(a) * c)
            many = own == 1 and size > 1  # several singletons: one student at each
            entry = arb(0) if many else c
            none = None if many and size == 1 else entry
            w = tuple(none if q == p else arb(0) for q in range(len(species)))
            students.append(Student(p if many else None, c if many else None, w, a))
    one = sympy.S.One
    kernel = configuration.kernel
    scale = configuration.scale
    return Family(kernel, scale, tuple(species), (one,) * len(species), tuple(students), free, modulo=not free)


def _name(kernel: Kernel) -> str:
    return kernel.names[0]
