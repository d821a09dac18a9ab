"""Loss, gradient and second derivatives of a symmetric family, along patterns.

A pair of neurons enters the loss with α·κ(q11, q12, q22), α = a_x·a_y, as often as it occurs.  Along directions s and t

    D²(ακ) = α_st κ + α_s κ_t + α_t κ_s + α κ_st,  κ_s = Σ κ_m q_m,s,  κ_st = Σ κ_mn q_m,s q_n,t + Σ κ_m q_m,st

over the overlaps q_m, bilinear in the entries: q_12,s = ⟨s_x, y⟩ + ⟨x, s_y⟩, q_12,st = ⟨s_x, t_y⟩ + ⟨t_x, s_y⟩.
Numbers are balls or expressions.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations_with_replacement
from math import prod
from typing import NamedTuple

from symcrit.core.networks.curvature import Jet
from symcrit.core.networks.species import Entry, Layout, Neuron, Number

Direction = Sequence[Neuron | None]
Kind = tuple[str, int]  # ("student", its position) or ("teacher", its species)
Derivatives = tuple[Number, list[Entry], list[list[Entry]]]
Shared = dict[tuple[Kind, Kind, bool], Derivatives]


def total(terms: Iterable[Entry]) -> Entry:
    """Σ terms, None for 0."""
    kept = [term for term in terms if term is not None]
    return sum(kept[1:], kept[0]) if kept else None


def product(*factors: Entry) -> Entry:
    """Π factors, None for 0."""
    for factor in factors:
        if factor is None:
            return None
    return prod(factors[1:], start=factors[0])


class Pair(NamedTuple):
    """Neurons x and y, whether they sit on the same direction, how often they occur, and α."""

    x: int
    y: int
    same: bool
    weight: Number
    alpha: Number


class Family:
    """The loss near the fixed space, as far as a sector needs it.

    teacher: outgoing weights by species.  jet: (q11, q12, q22) → the derivatives of κ.  itself: for a kernel with a
    kink, κ = itself·q11 of a neuron with itself; else None.  Neurons of one kind are exchanged by symmetries that fix
    the network, so the overlaps of two depend on their kinds and on whether they sit on one direction: `shared` holds
    the derivatives of κ by these, and may come from another sector of the same network.
    """

    def __init__(
        self,
        layout: Layout,
        teacher: Sequence[Number],
        scale: Number,
        jet: Callable[..., Jet],
        itself: Entry,
        shared: Shared | None = None,
    ) -> None:
        self.layout = layout
        self.classes = layout.classes
        self.number = layout.number
        self.scale = scale
        self.jet = jet
        self.itself = itself
        self.students = len(layout.places)
        self.neurons = layout.neurons()
        self.kinds: list[Kind] = [("student", position) for position in layout.positions]
        one, minus = self.number(1), self.number(-1)
        nowhere = (None,) * len(self.classes)
        for c, own in enumerate(self.classes):
            if own.species >= 0:
                self.neurons.append(Neuron(c, one, nowhere, minus * teacher[own.species]))
                self.kinds.append(("teacher", own.species))
        self.known: Shared = {} if shared is None else shared

    def inner(self, x: Neuron, y: Neuron, same: bool) -> Entry:
        """⟨x, y⟩ for neurons or moves of neurons."""
        terms = []
        at_x, at_y = x.at, y.at
        for c, (p, q) in enumerate(zip(x.entries, y.entries, strict=True)):
            if c == at_x and c == at_y and same:
                terms.append(product(x.own, y.own))
                own = 1
            else:
                own = 0
                if c == at_x:
                    terms.append(product(x.own, q))
                    own += 1
                if c == at_y:
                    terms.append(product(p, y.own))
                    own += 1
            if p is not None and q is not None:
                rest = self.classes[c].count
                for _ in range(own):
                    rest = rest - self.number(1)
                terms.append(product(rest, p, q))
        return total(terms)

    def count(self, x: Neuron) -> Number:
        """How many neurons x stands for."""
        return self.number(1) if x.at is None else self.classes[x.at].count

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every pair of neurons of which one is a student."""
        return [pair for pair in self._all_pairs() if pair.x < self.students]

    def _all_pairs(self) -> Iterator[Pair]:
        one, two = self.number(1), self.number(2)
        for i, j in combinations_with_replacement(range(len(self.neurons)), 2):
            x, y = self.neurons[i], self.neurons[j]
            alpha = x.a * y.a
            often = one if i == j else two
            if x.at == y.at and (i == j or x.at is not None):
                yield Pair(i, j, True, often * self.count(x), alpha)
                if x.at is not None:
                    yield Pair(i, j, False, often * self.count(x) * (self.count(x) - one), alpha)
            else:
                yield Pair(i, j, False, often * self.count(x) * self.count(y), alpha)

    def overlaps(self, pair: Pair) -> tuple[Number, Number, Number]:
        """q11, q12, q22."""
        x, y = self.neurons[pair.x], self.neurons[pair.y]
        q11 = self._zero(self.inner(x, x, True))
        q12 = self._zero(self.inner(x, y, pair.same))
        q22 = self._zero(self.inner(y, y, True))
        return q11, q12, q22

    def loss(self) -> Number:
        """L on the fixed space."""
        terms = [pair.weight * pair.alpha * self.derivatives(pair)[0] for pair in self._all_pairs()]
        return self.scale * total(terms)

    def derivatives(self, pair: Pair) -> Derivatives:
        """κ of a pair, its gradient and its Hessian by q11, q12, q22."""
        key = self.kinds[pair.x], self.kinds[pair.y], pair.same
        if key not in self.known:
            self.known[key] = self._derivatives(pair)
        return self.known[key]

    def _derivatives(self, pair: Pair) -> Derivatives:
        q11, q12, q22 = self.overlaps(pair)
        if self.itself is not None and pair.same and pair.x == pair.y:
            return self.itself * q11, [self.itself, None, None], [[None] * 3] * 3
        one, other = self.jet(q11, q12, q22), self.jet(q22, q12, q11)
        second = [[one.k11, one.k12, one.k13], [one.k12, one.k22, one.k23], [one.k13, one.k23, other.k11]]
        return one.value, [one.k1, one.k2, other.k1], second

    def _first(self, pair: Pair, s: Direction) -> tuple[Entry, list[Entry]]:
        """α_s and q_m,s."""
        x, y = self.neurons[pair.x], self.neurons[pair.y]
        sx, sy = self._moves(pair, s)
        two = self.number(2)
        alpha, across = [], []
        q11 = q22 = None
        if sx:
            alpha.append(product(sx.a, y.a))
            across.append(self.inner(sx, y, pair.same))
            q11 = product(two, self.inner(sx, x, True))
        if sy:
            alpha.append(product(x.a, sy.a))
            across.append(self.inner(x, sy, pair.same))
            q22 = product(two, self.inner(sy, y, True))
        return total(alpha), [q11, total(across), q22]

    def _moves(self, pair: Pair, s: Direction) -> tuple[Neuron | None, Neuron | None]:
        """How both neurons of a pair move along s; teachers do not."""
        sx = s[pair.x] if pair.x < self.students else None
        sy = s[pair.y] if pair.y < self.students else None
        return sx, sy

    def _second(self, pair: Pair, s: Direction, t: Direction) -> tuple[Entry, list[Entry]]:
        """α_st and q_m,st."""
        sx, sy = self._moves(pair, s)
        tx, ty = self._moves(pair, t)
        alpha, across = [], []
        q11 = q22 = None
        for p, q in ((sx, ty), (tx, sy)):
            if p and q:
                alpha.append(product(p.a, q.a))
                across.append(self.inner(p, q, pair.same))
        if sx and tx:
            q11 = product(self.number(2), self.inner(sx, tx, True))
        if sy and ty:
            q22 = product(self.number(2), self.inner(sy, ty, True))
        return total(alpha), [q11, total(across), q22]

    def gradient(self, patterns: Sequence[Direction]) -> list[Number]:
        """∂L along every pattern."""
        sums: list[list[Entry]] = [[] for _ in patterns]
        for pair in self.pairs:
            kappa, slopes, _ = self.derivatives(pair)
            for terms, s in zip(sums, patterns, strict=True):
                alpha, moved = self._first(pair, s)
                change = total(product(k, q) for k, q in zip(slopes, moved, strict=True))
                terms += [product(pair.weight, alpha, kappa), product(pair.weight, pair.alpha, change)]
        return [self._scaled(total(terms)) for terms in sums]

    def hessian(self, patterns: Sequence[Direction]) -> list[list[Number]]:
        """∂²L along every two patterns."""
        size = range(len(patterns))
        sums: list[list[list[Entry]]] = [[[] for _ in size] for _ in size]
        for pair in self.pairs:
            moving = [m for m, s in enumerate(patterns) if any(self._moves(pair, s))]
            kappa, slopes, bends = self.derivatives(pair)
            firsts = {m: self._first(pair, patterns[m]) for m in moving}
            changes = {m: total(map(product, slopes, moved)) for m, (_, moved) in firsts.items()}
            bent = {m: [total(map(product, row, moved)) for row in bends] for m, (_, moved) in firsts.items()}
            for m, n in combinations_with_replacement(moving, 2):
                alpha, moved = self._second(pair, patterns[m], patterns[n])
                alpha_m, _ = firsts[m]
                alpha_n, moved_n = firsts[n]
                bend = total((*map(product, slopes, moved), *map(product, bent[m], moved_n)))
                parts = (
                    product(alpha, kappa),
                    product(alpha_m, changes[n]),
                    product(alpha_n, changes[m]),
                    product(pair.alpha, bend),
                )
                sums[m][n].append(product(pair.weight, total(parts)))
        return [[self._scaled(total(sums[min(m, n)][max(m, n)])) for n in size] for m in size]

    def gram(self, patterns: Sequence[Direction]) -> list[list[Number]]:
        """⟨s, t⟩ of every two patterns, over all parameters."""

        def overlap(p: Neuron | None, q: Neuron | None) -> Entry:
            return product(self.count(p), total((self.inner(p, q, True), product(p.a, q.a)))) if p and q else None

        return [[self._zero(total(map(overlap, s, t))) for t in patterns] for s in patterns]

    def _zero(self, value: Entry) -> Number:
        return self.number(0) if value is None else value

    def _scaled(self, value: Entry) -> Number:
        return self._zero(product(self.scale, value))
