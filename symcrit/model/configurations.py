r"""Families of students for orthogonal teachers of one length, with concrete or symbolic sizes.

The k teachers v_j (orthogonal, b_j = 1, |v_j| = t, by default 1) are partitioned into groups G_1, …, G_n. The student
of a group of size l is

    a = a(l),    w = c(l) Σ_{j∈G} v_j,    c(l) = |w|/(t√l).

For σ(z) = erf(z/√2): a(l) = l and |w| = 1/√(2l − 1) (arXiv:2311.01644).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy
from sympy import Expr, Integer, Symbol, sqrt
from sympy.core.relational import Relational

from symcrit.arguments import called, instance, integer, listed
from symcrit.errors import InputError, shorten
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import Kernel, as_kernel
from symcrit.kernels.shapes import erf_shape
from symcrit.model.groups import (
    GroupGradient,
    Groups,
    checked_partition,
    consecutive,
    group_gradient,
    group_loss,
)
from symcrit.model.hessian import GroupHessian, group_hessian
from symcrit.model.loss import gram
from symcrit.model.network import Network
from symcrit.model.order import also_in_order
from symcrit.model.problem import Point, Pool, Problem
from symcrit.model.self_similar import profile
from symcrit.translate import as_expr, by_name, exact_json, needed, renamed

__all__ = ["Configuration", "CopyAverage", "OneNeuron"]

_k = Symbol("k", integer=True, positive=True)
_l = Symbol("l", integer=True, positive=True)

Profile = Callable[[Symbol], Any] | Expr | str | None
Sigma = str | Activation | Kernel


def known_profile(kernel: Kernel) -> dict[str, Expr]:
    """a(l) and |w|(l) of a copy average where they are known in closed form; nothing for other kernels.

    For height·erf(s·z) + middle, a = l and |w| = 1/√(l + 2s²(l − 1)), which is 1/√(2l − 1) for erf(z/√2); for an
    uninterpreted kernel what any self-similar activation has.
    """
    if kernel.is_uninterpreted:
        return profile(kernel, _l)
    shape = erf_shape(kernel.pair[0].expr)
    return {"a": _l, "norm": 1 / sqrt(_l + 2 * shape.slope**2 * (_l - 1))} if shape else {}


@dataclass(frozen=True, kw_only=True, repr=False)
class Configuration(ABC):
    """Students on the rays Σ_{j∈G} v_j of a partition of the teachers; final classes add the field `activation`.

    a, norm: outgoing weight and |w| of the student of a group, as functions of the group size (callables or expressions
    in `l`); by default the closed forms of the activation, if it is an erf, or what any self-similar activation has.
    scale: of the loss. length: of the teachers; a symbol ω is
    every σ(ωz) at once, for σ(ωz) with unit teachers v_j and students w is σ(z) with ωv_j and ωw.

    Raises InputError where no closed form is known and none is given, and for a length that is not positive.
    """

    a: Profile = None
    norm: Profile = None
    scale: Expr = sympy.S.One
    length: Expr = sympy.S.One

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", as_expr(self.scale))
        object.__setattr__(self, "length", as_expr(self.length))
        if not self.length.is_positive:
            raise InputError(f"length = {shorten(self.length)} is not positive; a symbol needs positive=True")
        for name in ("a", "norm"):
            object.__setattr__(self, name, _profile(name, getattr(self, name), self.kernel))

    @property
    def kernel(self) -> Kernel:
        """The kernel of the activation."""
        return as_kernel(self.activation)

    @property
    def c(self) -> Expr:
        """The coefficient of Σ_{j∈G} v_j in w: |w|/(t√l), in `l`; nothing that may be undefined is cancelled."""
        found = self.norm / sqrt(_l) / self.length
        if needed(self.norm) <= needed(found):
            return found
        return sympy.Mul(self.norm, 1 / sqrt(_l), 1 / self.length, evaluate=False)

    @property
    def symbols(self) -> dict[str, Symbol]:
        """The symbols that the configuration leaves open, by name."""
        free = set().union(*(part.free_symbols for part in (self.a, self.norm, self.scale, self.length))) - {_l}
        return by_name(sorted(free | set(self.open_sizes), key=str))

    @property
    def where(self) -> list[Relational]:
        """The hypotheses on the open sizes: each is at least 1."""
        return [sympy.Ge(size, 1, evaluate=False) for size in self.open_sizes]

    @property
    @abstractmethod
    def open_sizes(self) -> tuple[Symbol, ...]:
        """The symbols that stand for group sizes."""

    @property
    @abstractmethod
    def group_sizes(self) -> tuple[Expr, ...] | None:
        """The sizes of the groups; None for any number of groups of any sizes."""

    @abstractmethod
    def instance(self, sizes: Sequence[int]) -> "Configuration":
        """The same family at concrete group sizes."""

    @abstractmethod
    def _partition(self, problem: Problem) -> tuple[tuple[int, ...], ...]:
        """The groups of teachers of `problem`."""

    def to_core(self) -> dict[str, Any]:
        """The configuration JSON that core reads: one student per group, as expressions in the group size `l`."""
        sizes = self.group_sizes
        groups = {
            "size": _l.name,
            "sizes": None if sizes is None else [exact_json(size) for size in sizes],
            "students": [{"a": exact_json(self.a), "c": exact_json(self.c)}],
            "b": "1",
        } | ({} if self.length == 1 else {"length": exact_json(self.length)})
        return {"kernel": self.kernel.core, "scale": exact_json(self.scale), "groups": groups}

    def loss(self, sizes: Sequence[object] | None = None) -> Expr:
        """The loss at the groups of the configuration, or at groups of the given sizes (numbers or symbols).

        >>> CopyAverage([[0], [1, 2]]).loss()
        -8*asin(1/4)/pi + 2/3
        """
        return self.scale * group_loss(self.kernel, self.parameters(sizes))

    def gradient(self, sizes: Sequence[object] | None = None) -> list[GroupGradient]:
        """Per student, ∂L/∂a and the coefficients of ∂L/∂w along Σ_{j∈G} v_j of every group G (never simplified).

        >>> OneNeuron(k=1).gradient()
        [GroupGradient(a=0, along=(0,))]
        """
        return [part.times(self.scale) for part in group_gradient(self.kernel, self.parameters(sizes))]

    def hessian(self, sizes: Sequence[object] | None = None) -> GroupHessian:
        """∂²L in (W, a) as the blocks into which the permutations inside the groups split it (never simplified).

        >>> OneNeuron().hessian()
        GroupHessian(n=1, k=k, multiplicities=(k - 1,))
        """
        return group_hessian(self.kernel, self.parameters(sizes), self.scale)

    def at(self, problem: Problem) -> Point:
        """The exact network of the configuration as a point of `problem`.

        Raises InputError unless the problem has orthogonal teachers of this length with b_j = 1, the same kernel, and n
        and k that fit.

        >>> OneNeuron().at(Problem.orthonormal("erf", n=1, k=2)).network
        Network(W=[[sqrt(6)/6, sqrt(6)/6]], a=[2])
        """
        groups = self._partition(instance("problem", problem, Problem, "write Problem.orthonormal(…)"))
        n, k = len(groups), sum(map(len, groups))
        if (problem.n, problem.k) != (n, k):
            raise InputError(f"the configuration has n = {n}, k = {k}; the problem n = {problem.n}, k = {problem.k}")
        problem.need_standard("the configuration is")
        if not all(kernel.says_the_same(self.kernel) for kernel in problem.kernels):
            raise InputError(f"the configuration is about {self.kernel}; the problem about {problem.kernels[0]}")
        check_orthogonal(problem.teacher, self.length)
        V, padding = problem.teacher.W, (sympy.S.Zero,) * (problem.d - problem.teacher.d)
        _, outgoing, factors, _ = self.parameters([len(group) for group in groups])
        rays = [[sympy.Add(*column) for column in zip(*(V[j] for j in group), strict=True)] for group in groups]
        rows = [[c * entry for entry in ray] + [*padding] for c, ray in zip(factors, rays, strict=True)]
        return Point(problem, Network(rows, outgoing))

    def parameters(self, sizes: Sequence[object] | None) -> Groups:
        """Sizes, a, c and length of every group, for groups of the given sizes (numbers or symbols) or its own."""
        chosen = self.group_sizes if sizes is None else listed("sizes", sizes)
        if not chosen:
            raise InputError("the number of groups is open; give sizes=[…], numbers or symbols")
        exact = [as_expr(size) for size in chosen]
        if any(size.is_positive is False or size.is_integer is False for size in exact):
            raise InputError(f"sizes = {shorten([*chosen])} are not all integers >= 1")
        a, c = ([part.xreplace({_l: size}) for size in exact] for part in (self.a, self.c))
        return Groups(exact, a, c, [self.length] * len(exact))

    def _overrides(self) -> str:
        """The keyword arguments that differ from the closed form, for `repr`."""
        known = known_profile(self.kernel)
        shown = [f", {name}={value}" for name in ("a", "norm") if (value := getattr(self, name)) != known.get(name)]
        factors = [f", {name}={value}" for name in ("scale", "length") if (value := getattr(self, name)) != 1]
        return "".join([*shown, *factors])

    def _repr_latex_(self) -> str:
        a, norm = sympy.latex(self.a), sympy.latex(self.norm)
        return rf"$\displaystyle a = {a},\quad |w| = {norm},\quad w \propto \sum_{{j \in G}} v_j,\quad l = |G|$"


@dataclass(frozen=True, repr=False)
class OneNeuron(Configuration):
    """One student for all k teachers; k is a positive integer symbol unless a number is given.

    a, norm: outgoing weight and |w| of a student that averages l teachers: a function, or an expression in `l`; by
    default l and 1/√(2l − 1) for erf. scale: of the loss.

    >>> OneNeuron("erf").to_core()["groups"]["sizes"], OneNeuron("erf", k=3).loss()
    (['k'], -18*asin(1/6)/pi + 1)
    """

    activation: Sigma = "erf"
    k: Expr | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        size = _k if self.k is None else as_expr(self.k)
        if not ((size.is_Symbol or size.is_Integer) and size.is_integer and size.is_positive):
            raise InputError(f"k = {shorten(size)} is no positive integer; a symbol needs integer=True, positive=True")
        object.__setattr__(self, "k", size)

    @classmethod
    def symbolic(cls, activation: Sigma = "erf", **profile: Any) -> "OneNeuron":
        """The configuration for symbolic k; profile: `a`, `norm`, `scale` and `length`.

        >>> OneNeuron.symbolic("erf", norm=lambda l: 1 / sqrt(2 * l))
        OneNeuron('erf', k=k, norm=sqrt(2)/(2*sqrt(l)))
        """
        return cls(activation, **profile)

    @property
    def open_sizes(self) -> tuple[Symbol, ...]:
        return (self.k,) if self.k.is_Symbol else ()

    @property
    def group_sizes(self) -> tuple[Expr, ...]:
        return (self.k,)

    def instance(self, sizes: Sequence[int]) -> "OneNeuron":
        """The same student for `sizes[0]` teachers.

        >>> OneNeuron().instance([3])
        OneNeuron('erf', k=3)
        """
        found = listed("sizes", sizes)
        if len(found) != 1:
            raise InputError(f"sizes = {shorten(sizes)}: one neuron has exactly one group")
        return replace(self, k=as_expr(found[0]))

    def _partition(self, problem: Problem) -> tuple[tuple[int, ...], ...]:
        count = problem.k if self.k.is_Symbol else int(self.k)
        return (tuple(range(count)),)

    def _repr_latex_(self) -> str:
        a, norm, k = (sympy.latex(part.xreplace({_l: self.k})) for part in (self.a, self.norm, _l))
        return rf"$\displaystyle a = {a},\quad |w| = {norm},\quad w \propto \sum_{{j=1}}^{{{k}}} v_j$"

    def __repr__(self) -> str:
        return f"OneNeuron({_named(self.activation)}, k={self.k}{self._overrides()})"


@also_in_order("groups", "activation", "d")
@dataclass(frozen=True, repr=False)
class CopyAverage(Configuration):
    """One student per group of a partition of the k teachers: singletons are copied, larger groups averaged.

    groups: partition of range(k), or None for any number of groups of any sizes (`CopyAverage.symbolic`).
    They may stand before the activation, too.
    d: input dimension of the explicit network, k by default. a, norm, scale: see `OneNeuron`.

    Raises InputError where the groups are not a partition, naming the index.

    >>> CopyAverage("erf", [[0], [1, 2]]).to_core()["network"]["W"]
    [[1, 0, 0], [0, 3, 3]]
    >>> CopyAverage("erf", [[0], [0, 1]])
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: teacher 0 is in two groups; the groups must partition range(k)
    """

    activation: Sigma = "erf"
    groups: Sequence[Sequence[int]] | None = None
    d: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.groups is None:
            if self.d is not None:
                raise InputError(f"d = {shorten(self.d)} is for explicit groups; symbolic sizes speak about every d")
            return
        object.__setattr__(self, "groups", checked_partition(self.groups))
        k = sum(map(len, self.groups))
        object.__setattr__(self, "d", k if self.d is None else integer("d", self.d))
        if self.d < k:
            raise InputError(f"d = {shorten(self.d)} does not hold k = {k} orthonormal teachers; d >= k is needed")

    @classmethod
    def symbolic(cls, activation: Sigma = "erf", **profile: Any) -> "CopyAverage":
        """Any number of groups of any sizes l >= 1; profile: `a`, `norm`, `scale` and `length`.

        >>> CopyAverage.symbolic("erf").where, CopyAverage.symbolic("erf").to_core()["groups"]["sizes"]
        ([l >= 1], None)
        """
        return cls(activation, **profile)

    @classmethod
    @also_in_order("sizes", "activation", "d")
    def sizes(cls, activation: Sigma = "erf", sizes: Sequence[int] = (), d: int | None = None) -> "CopyAverage":
        """Consecutive groups of the given sizes.

        >>> CopyAverage.sizes("erf", [1, 2])
        CopyAverage('erf', [[0], [1, 2]])
        """
        return cls(activation, consecutive(sizes), d)

    @property
    def open_sizes(self) -> tuple[Symbol, ...]:
        return (_l,) if self.groups is None else ()

    @property
    def group_sizes(self) -> tuple[Expr, ...] | None:
        return None if self.groups is None else tuple(Integer(len(group)) for group in self.groups)

    def instance(self, sizes: Sequence[int]) -> "CopyAverage":
        """The same family with consecutive groups of the given sizes, d = k.

        >>> CopyAverage.symbolic("erf", a=lambda l: l + 1).instance([2])
        CopyAverage('erf', [[0, 1]], a=l + 1)
        """
        return replace(self, groups=consecutive(sizes), d=None)

    def to_core(self) -> dict[str, Any]:
        """The configuration JSON: explicit vectors for explicit groups, otherwise groups of any sizes."""
        if self.groups is None:
            return super().to_core()
        pool = Pool()
        zero, one, length = map(pool.index, (sympy.S.Zero, sympy.S.One, self.length))
        distinct = sorted({len(group) for group in self.groups})
        _, outgoing, factors, _ = self.parameters(distinct)
        entries = [c * self.length for c in factors]
        index = {size: (pool.index(a), pool.index(w)) for size, a, w in zip(distinct, outgoing, entries, strict=True)}

        def row(places: Sequence[int], entry: int) -> list[int]:
            vector = [zero] * self.d
            for place in places:
                vector[place] = entry
            return vector

        k = sum(map(len, self.groups))
        network = {
            "W": [row(group, index[len(group)][1]) for group in self.groups],
            "a": [index[len(group)][0] for group in self.groups],
            "V": [row([j], length) for j in range(k)],
            "b": [one] * k,
        }
        return {"kernel": self.kernel.core, "scale": exact_json(self.scale), "network": {"pool": pool.json, **network}}

    def _partition(self, problem: Problem) -> tuple[tuple[int, ...], ...]:
        if self.groups is None:
            raise InputError("the sizes are open; choose them first, for example .instance([1, 2])")
        return self.groups

    def __repr__(self) -> str:
        if self.groups is None:
            return f"CopyAverage.symbolic({_named(self.activation)}{self._overrides()})"
        k = sum(map(len, self.groups))
        d = f", d={self.d}" if self.d != k else ""
        return f"CopyAverage({_named(self.activation)}, {shorten([*map(list, self.groups)])}{d}{self._overrides()})"


def _profile(name: str, given: Profile, kernel: Kernel) -> Expr:
    """The function of the group size as an expression in the module's symbol `l`."""
    if given is None:
        known = known_profile(kernel)
        if name not in known:
            raise InputError(f"{name}(l) has no known closed form for {kernel}; give {name}=…; known: erf, probit, …")
        return known[name]
    expr = as_expr(called(name, given, _l) if callable(given) else given, {_l.name: _l})
    return renamed(expr, {symbol: _l for symbol in expr.free_symbols if symbol.name == _l.name})


def check_orthogonal(teacher: Network, length: Expr = sympy.S.One) -> None:
    """Raises InputError unless the teachers are exact, orthogonal, of this length, with outgoing weights 1."""
    import numpy as np

    exact = teacher.kind == "exact" and teacher.outputs == 1 and all(b == 1 for b in teacher.a)
    if not exact or (gram(np.array(teacher.W, dtype=object)) != length**2 * np.eye(teacher.n, dtype=int)).any():
        what = "unit-orthonormal; use Problem.orthonormal(…)" if length == 1 else f"orthogonal with length {length}"
        raise InputError(f"the teachers are not {what}")


def _named(activation: Sigma) -> str:
    return (
        repr(activation)
        if isinstance(activation, str)
        else activation.label
        if isinstance(activation, Activation)
        else str(activation)
    )
