"""Loss, gradient and second derivatives of a symmetric family, along patterns.

A pair of neurons enters the loss with α·κ(q11, q12, q22), α = a_x·a_y, as often as it occurs.  Along directions s and t

    D²(ακ) = α_st κ + α_s κ_t + α_t κ_s + α κ_st,  κ_s = Σ κ_m q_m,s,  κ_st = Σ κ_mn q_m,s q_n,t + Σ κ_m q_m,st

over the overlaps q_m, bilinear in the entries: q_12,s = ⟨s_x, y⟩ + ⟨x, s_y⟩, q_12,st = ⟨s_x, t_y⟩ + ⟨t_x, s_y⟩.
Numbers are balls, expressions or expansions.  What a gradient needs of neurons by their lengths, of pairs by ⟨x, y⟩ and
by α has methods of its own: near a kink they have other forms (`networks.bent`).  No vectors are written out, as in
`networks.forces`, whose cost grows with the sizes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import combinations_with_replacement
from operator import mul
from typing import Generic, NamedTuple

from symcrit.core.networks.curvature import Jet
from symcrit.core.networks.numbers import Entry, N
from symcrit.core.networks.species import Layout, Neuron

Direction = Sequence[Neuron[N] | None]
Kind = tuple[str, int]  # ("student", its position) or ("teacher", its species)
Derivatives = tuple[N, list[Entry[N]], list[list[Entry[N]]]]  # by q22 None where y is a teacher
Shared = dict[tuple[Kind, Kind, bool], Derivatives[N]]


def total(terms: Iterable[Entry[N]]) -> Entry[N]:
    """Σ terms, None for 0."""
    kept = [term for term in terms if term is not None]
    return sum(kept[1:], kept[0]) if kept else None


def product(*factors: Entry[N]) -> Entry[N]:
    """Π factors, None for 0."""
    for factor in factors:
        if factor is None:
            return None
    return reduce(mul, factors)


def products(left: Iterable[Entry[N]], right: Iterable[Entry[N]]) -> list[Entry[N]]:
    """The products of every two entries that stand at one place."""
    return [product(x, y) for x, y in zip(left, right, strict=True)]


class Pair(NamedTuple, Generic[N]):
    """Neurons x and y, whether they sit on the same direction, how often they occur, and α."""

    x: int
    y: int
    same: bool
    weight: N
    alpha: N


class Family(Generic[N]):
    """The loss near the fixed space, as far as a sector needs it.

    teacher: outgoing weights by species.  jet: (q11, q12, q22) → the derivatives of κ.  itself: for a kernel with a
    kink, κ = itself·q11 of a neuron with itself; else None.  Neurons of one kind are exchanged by symmetries that fix
    the network, so the overlaps of two depend on their kinds and on whether they sit on one direction: `shared` holds
    the derivatives of κ by these, and may come from another sector of the same network.
    """

    def __init__(
        self,
        layout: Layout[N],
        teacher: Sequence[N],
        scale: N,
        jet: Callable[[N, N, N], Jet[N]],
        itself: Entry[N],
        shared: Shared[N] | None = None,
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
        one = self.number(1)
        minus = self.number(-1)
        nowhere = (None,) * len(self.classes)
        for c, own in enumerate(self.classes):
            if own.species >= 0:
                self.neurons.append(Neuron(c, one, nowhere, minus * teacher[own.species]))
                self.kinds.append(("teacher", own.species))
        self.known: Shared[N] = {} if shared is None else shared
        self.rests = [(own.size, own.size - one, own.size - one - one) for own in self.classes]

    def inner(self, x: Neuron[N], y: Neuron[N], same: bool) -> Entry[N]:
        """⟨x, y⟩ for neurons or moves of neurons."""
        terms = []
        for c, (p, q) in enumerate(zip(x.entries, y.entries, strict=True)):
            own = 0  # directions of the class that are the own one of x or y
            if same and x.at == y.at == c:
                terms.append(product(x.own, y.own))
                own = 1
            else:
                if x.at == c:
                    terms.append(product(x.own, q))
                    own += 1
                if y.at == c:
                    terms.append(product(p, y.own))
                    own += 1
            if p is not None and q is not None:
                terms.append(product(self.rests[c][own], p, q))
        return total(terms)

    def count(self, x: Neuron[N]) -> N:
        """How many neurons x stands for."""
        return self.number(1) if x.at is None else self.classes[x.at].size

    @cached_property
    def pairs(self) -> list[Pair[N]]:
        """Every pair of neurons of which one is a student."""
        return [pair for pair in self._all_pairs() if pair.x < self.students]

    def _all_pairs(self) -> Iterator[Pair[N]]:
        one = self.number(1)
        two = self.number(2)
        for i, j in combinations_with_replacement(range(len(self.neurons)), 2):
            x = self.neurons[i]
            y = self.neurons[j]
            alpha = self._zero(product(x.a, y.a))
            often = one if i == j else two
            if x.at == y.at and (i == j or x.at is not None):
                yield Pair(i, j, True, often * self.count(x), alpha)
                if x.at is not None:
                    yield Pair(i, j, False, often * self.count(x) * (self.count(x) - one), alpha)
            else:
                yield Pair(i, j, False, often * self.count(x) * self.count(y), alpha)

    def overlaps(self, pair: Pair[N]) -> tuple[N, N, N]:
        """q11, q12, q22."""
        x = self.neurons[pair.x]
        y = self.neurons[pair.y]
        q11 = self._zero(self.inner(x, x, True))
        q12 = self._zero(self.inner(x, y, pair.same))
        q22 = self._zero(self.inner(y, y, True))
        return q11, q12, q22

    def loss(self) -> N:
        """L on the fixed space."""
        return self._scaled(total(map(self.term, self._all_pairs())))

    def term(self, pair: Pair[N]) -> N:
        """What a pair adds to the loss, without the scale."""
        return pair.weight * pair.alpha * self.derivatives(pair)[0]

    def derivatives(self, pair: Pair[N]) -> Derivatives[N]:
        """κ of a pair, its gradient and its Hessian by q11, q12, q22."""
        key = self.kinds[pair.x], self.kinds[pair.y], pair.same
        if key not in self.known:
            self.known[key] = self._derivatives(pair)
        return self.known[key]

    def _derivatives(self, pair: Pair[N]) -> Derivatives[N]:
        q11, q12, q22 = self.overlaps(pair)
        if self.itself is not None and pair.same and pair.x == pair.y:
            return self.itself * q11, [self.itself, None, None], [[None] * 3] * 3
        one = self.jet(q11, q12, q22)
        if pair.y >= self.students:  # a teacher does not move
            return one.value, [one.k1, one.k2, None], [[one.k11, one.k12, None], [one.k12, one.k22, None], [None] * 3]
        other = one if self.kinds[pair.x] == self.kinds[pair.y] else self.jet(q22, q12, q11)
        second: list[list[Entry[N]]] = [
            [one.k11, one.k12, one.k13],
            [one.k12, one.k22, one.k23],
            [one.k13, one.k23, other.k11],
        ]
        return one.value, [one.k1, one.k2, other.k1], second

    def _moves(self, pair: Pair[N], s: Direction[N]) -> tuple[Neuron[N] | None, Neuron[N] | None]:
        """How both neurons of a pair move along s; teachers do not."""
        sx = s[pair.x] if pair.x < self.students else None
        sy = s[pair.y] if pair.y < self.students else None
        return sx, sy

    def _across(self, pair: Pair[N], s: Direction[N]) -> Entry[N]:
        """q_12,s."""
        x = self.neurons[pair.x]
        y = self.neurons[pair.y]
        sx, sy = self._moves(pair, s)
        return total((sx and self.inner(sx, y, pair.same), sy and self.inner(x, sy, pair.same)))

    def _across_twice(self, pair: Pair[N], s: Direction[N], t: Direction[N]) -> Entry[N]:
        """q_12,st."""
        sx, sy = self._moves(pair, s)
        tx, ty = self._moves(pair, t)
        return total((sx and ty and self.inner(sx, ty, pair.same), tx and sy and self.inner(tx, sy, pair.same)))

    def _alpha(self, pair: Pair[N], s: Direction[N]) -> Entry[N]:
        """α_s."""
        x = self.neurons[pair.x]
        y = self.neurons[pair.y]
        sx, sy = self._moves(pair, s)
        return total((sx and product(sx.a, y.a), sy and product(x.a, sy.a)))

    def _alpha_twice(self, pair: Pair[N], s: Direction[N], t: Direction[N]) -> Entry[N]:
        """α_st."""
        sx, sy = self._moves(pair, s)
        tx, ty = self._moves(pair, t)
        return total((sx and ty and product(sx.a, ty.a), tx and sy and product(tx.a, sy.a)))

    def _lengths(self, patterns: Sequence[Direction[N]]) -> dict[tuple[int, int], Entry[N]]:
        """q_11,s of every student along every pattern that moves it."""
        found = {}
        for m, s in enumerate(patterns):
            for i, move in enumerate(s):
                if move:
                    found[i, m] = product(self.number(2), self.inner(move, self.neurons[i], True))
        return found

    def _lengths_twice(self, patterns: Sequence[Direction[N]]) -> dict[tuple[int, int, int], Entry[N]]:
        """q_11,st of every student along every two patterns that move it."""
        found = {}
        for (m, s), (n, t) in combinations_with_replacement(enumerate(patterns), 2):
            for i, (p, q) in enumerate(zip(s, t, strict=True)):
                if p and q:
                    found[i, m, n] = product(self.number(2), self.inner(p, q, True))
        return found

    def gradient(self, patterns: Sequence[Direction[N]]) -> list[N]:
        """∂L along every pattern: by the lengths of students, by ⟨x, y⟩ of pairs, and by outgoing weights."""
        forces = self.by_lengths()
        turns = list(self.by_inner())
        values = list(self.by_alpha())
        found = []
        for s in patterns:
            terms = [product(force, self.inner(move, x, True))
                     for force, move, x in zip(forces, s, self.neurons, strict=False) if move]  # fmt: skip
            terms += [product(turn, self._across(pair, s)) for pair, turn in turns]
            terms += [product(value, self._alpha(pair, s)) for pair, value in values]
            found.append(self._scaled(total(terms)))
        return found

    def by_lengths(self) -> list[Entry[N]]:
        """For every student x the factor of ⟨s_x, x⟩: 2 Σ α·κ_1 over all pairs (x, y), as often as they occur."""
        slopes: list[list[Entry[N]]] = [[] for _ in self.neurons]
        for pair in self.pairs:
            _, (first, _, second), _ = self.derivatives(pair)
            slopes[pair.x].append(product(pair.weight, pair.alpha, first))
            slopes[pair.y].append(product(pair.weight, pair.alpha, second))
        return [product(self.number(2), total(own)) for own in slopes[: self.students]]

    def by_inner(self) -> Iterator[tuple[Pair[N], Entry[N]]]:
        """For every pair the factor of q_12,s."""
        for pair in self.pairs:
            _, (_, slope, _), _ = self.derivatives(pair)
            yield pair, product(pair.weight, pair.alpha, slope)

    def by_alpha(self) -> Iterator[tuple[Pair[N], Entry[N]]]:
        """For every pair the factor of α_s."""
        for pair in self.pairs:
            yield pair, product(pair.weight, self.derivatives(pair)[0])

    def hessian(self, patterns: Sequence[Direction[N]]) -> list[list[N]]:
        """∂²L along every two patterns."""
        size = range(len(patterns))
        sums: list[list[list[Entry[N]]]] = [[[] for _ in size] for _ in size]
        lengths = self._lengths(patterns)
        lengths_twice = self._lengths_twice(patterns)
        for pair in self.pairs:
            x = pair.x
            y = pair.y
            kappa, slopes, bends = self.derivatives(pair)
            moving = [m for m, s in enumerate(patterns) if any(self._moves(pair, s))]
            alphas = {m: self._alpha(pair, patterns[m]) for m in moving}
            moved = {m: (lengths.get((x, m)), self._across(pair, patterns[m]), lengths.get((y, m))) for m in moving}
            changes = {m: total(products(slopes, moved[m])) for m in moving}
            bent = {m: [total(products(row, moved[m])) for row in bends] for m in moving}
            for m, n in combinations_with_replacement(moving, 2):
                s = patterns[m]
                t = patterns[n]
                twice = (lengths_twice.get((x, m, n)), self._across_twice(pair, s, t), lengths_twice.get((y, m, n)))
                bend = total([*products(slopes, twice), *products(bent[m], moved[n])])
                parts = (
                    product(self._alpha_twice(pair, s, t), kappa),
                    product(alphas[m], changes[n]),
                    product(alphas[n], changes[m]),
                    product(pair.alpha, bend),
                )
                sums[m][n].append(product(pair.weight, total(parts)))
        return [[self._scaled(total(sums[min(m, n)][max(m, n)])) for n in size] for m in size]

    def gram(self, patterns: Sequence[Direction[N]]) -> list[list[N]]:
        """⟨s, t⟩ of every two patterns, over all parameters."""

        def overlap(p: Neuron[N] | None, q: Neuron[N] | None) -> Entry[N]:
            if p is None or q is None:
                return None
            return product(self.count(p), total((self.inner(p, q, True), product(p.a, q.a))))

        return [[self._zero(total(map(overlap, s, t))) for t in patterns] for s in patterns]

    def _zero(self, value: Entry[N]) -> N:
        return self.number(0) if value is None else value

    def _scaled(self, value: Entry[N]) -> N:
        return self._zero(product(self.scale, value))
