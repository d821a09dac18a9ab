r"""Gradient and Hessian of a symmetric family for σ = c·|z| + α·z, in forms that stay sharp where neurons are parallel.

For neurons x, y at an angle, s = |x||y| sin ∠(x, y), θ = π/2 − ∠(x, y) and K = 2c²/π,

    κ = K (s + ⟨x, y⟩ θ) + α² ⟨x, y⟩,    2|x|² ∂κ/∂|x|² = K s,    ∂κ/∂⟨x, y⟩ = K θ + α².

Along moves p and q of both, with l_pz = ⟨z, p_z⟩/|z|² and λ_p = |x||y| d cos ∠ along p, the second derivative of κ is

    K λ_p λ_q / s + K s (l_px l_qy + l_py l_qx) + (K θ + α²)(⟨p_x, q_y⟩ + ⟨q_x, p_y⟩)
      + Σ_{z = x, y} (K s / |z|²)(⟨p_z, q_z⟩ − |z|² l_pz l_qz).

s² = |x∧y|² and λ_p = ⟨x∧p_x, x∧y⟩/|x|² + ⟨y∧p_y, y∧x⟩/|y|² are sums over pairs of coordinates (Lagrange, Binet and
Cauchy).  K s/|z|² is summed over all partners of z first: there students and teachers cancel.

Neurons of one kind (a student of the family, or the teachers of a species) are exchanged by symmetries that fix the
network, so what belongs to two kinds, and to whether both sit on one direction, is worked out once, for all sectors.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement
from typing import NamedTuple, NoReturn

from symcrit.core.networks import family, species
from symcrit.core.networks.expansions import Expansion
from symcrit.core.networks.family import Family, Kind, product, total
from symcrit.core.reading import Reject

Entry = Expansion | None  # an expansion, or None for 0
Direction = family.Direction[Expansion]
Neuron = species.Neuron[Expansion]
Pair = family.Pair[Expansion]


class Column(NamedTuple):
    """Coordinates at which several vectors have the same entries, and how many there are."""

    often: Expansion
    entries: list[Entry]


class Angle(NamedTuple):
    """For neurons x, y of two kinds: sin ∠(x, y), |x||y| sin ∠(x, y), ∂κ/∂⟨x, y⟩, and K/s and K·s."""

    sine: Expansion
    s: Expansion
    pull: Expansion
    by_s: Expansion
    across: Expansion


class Shared:
    """What all sectors of one network have in common: K and α², and by kinds of neurons norms, angles and forces."""

    def __init__(self, kink: tuple[Expansion, Expansion]) -> None:
        c, alpha = kink
        pi = c.stretch.pi
        self.itself = c * c + alpha * alpha
        self.linear = alpha * alpha
        self.K = 2 * c * c / pi
        self.quarter = pi / 2
        self.squares: dict[Kind, Expansion] = {}
        self.inverses: dict[Kind, Expansion] = {}  # of the squares
        self.norms: dict[Kind, Expansion] = {}
        self.angles: dict[tuple[Kind, Kind, bool], Angle] = {}
        self.forces: dict[Kind, Entry] = {}  # of one neuron
        self.minors: dict[tuple[int, ...], tuple[Entry, tuple[Entry, ...]]] = {}  # by identity; with what is identified

    def minor(self, *entries: Entry) -> Entry:
        """p·q − r·s of four entries, worked out once for the same four."""
        key = tuple(map(id, entries))
        if key not in self.minors:
            p, q, r, s = entries
            back = product(r, s)
            self.minors[key] = total((product(p, q), None if back is None else -back)), entries
        return self.minors[key][0]


def _entry(vector: Neuron | None, c: int, own: bool) -> Entry:
    """The entry of a vector along a class of directions, or on its own direction."""
    if vector is None:
        return None
    return vector.own if own else vector.entries[c]


class Meeting(NamedTuple):
    """Two neurons, how much the pair counts, and their angle."""

    pair: Pair
    weight: Expansion
    angle: Angle


def _jet(*_: Expansion) -> NoReturn:
    raise Reject("derivatives by q11, q12, q22 are not used")


class Bent(Family[Expansion]):
    """The loss near the fixed space, for free W; all numbers are expansions, kink is (c, α).

    `shared` is filled here; it may come from another sector of the same network.
    """

    def __init__(
        self,
        layout: species.Layout[Expansion],
        teacher: Sequence[Expansion],
        scale: Expansion,
        kink: tuple[Expansion, Expansion],
        shared: Shared | None = None,
    ) -> None:
        self.shared = shared or Shared(kink)
        super().__init__(layout, teacher, scale, _jet, self.shared.itself)
        for kind, neuron in zip(self.kinds, self.neurons, strict=True):
            if kind not in self.shared.squares:
                self.shared.squares[kind] = square = self._zero(self.inner(neuron, neuron, True))
                self.shared.inverses[kind] = 1 / square
                self.shared.norms[kind] = square.sqrt()
        self.squares = [self.shared.squares[kind] for kind in self.kinds]
        self.inverses = [self.shared.inverses[kind] for kind in self.kinds]
        self.itselves: dict[int, Expansion] = {}
        self.meetings: list[Meeting] = []
        for pair in self.pairs:
            if pair.alpha.is_zero() or pair.weight.is_zero():
                continue
            if pair.same and pair.x == pair.y:
                self.itselves[pair.x] = 2 * pair.weight * pair.alpha * self.shared.itself
            else:
                self.meetings.append(Meeting(pair, pair.weight * pair.alpha, self._angle(pair)))
        for i, kind in enumerate(self.kinds[: self.students]):
            if kind not in self.shared.forces:
                self.shared.forces[kind] = self._force(i)
        each = (self.shared.forces[kind] for kind in self.kinds[: self.students])
        self.forces = [product(self.count(self.neurons[i]), force) for i, force in enumerate(each)]

    def _force(self, i: int) -> Entry:
        """2K/|x| Σ a_x·a_y |y| sin ∠(x, y) over the partners y of one neuron x."""
        pulls = []
        for pair, _, angle in self.meetings:
            if i in (pair.x, pair.y):
                other = pair.y if pair.x == i else pair.x
                often = self._partners(pair, other) * pair.alpha
                pulls.append(often * self.shared.norms[self.kinds[other]] * angle.sine)
        return product(2 * self.shared.K, total(pulls), 1 / self.shared.norms[self.kinds[i]])

    def _partners(self, pair: Pair, other: int) -> Expansion:
        """How many partners of this kind a neuron has."""
        if pair.same:
            return self.number(1)
        x = self.neurons[pair.x]
        y = self.neurons[pair.y]
        number = self.count(self.neurons[other])
        return number - self.number(1) if x.at is not None and x.at == y.at else number

    def _angle(self, pair: Pair) -> Angle:
        """From what is shared, or worked out now."""
        first = self.kinds[pair.x]
        second = self.kinds[pair.y]
        key = (first, second, pair.same)
        if key not in self.shared.angles:
            self.shared.angles[key] = self._worked_out(pair, first, second)
        return self.shared.angles[key]

    def _worked_out(self, pair: Pair, first: Kind, second: Kind) -> Angle:
        shared = self.shared
        x = self.neurons[pair.x]
        y = self.neurons[pair.y]
        inner = self._zero(self.inner(x, y, pair.same))
        norms = shared.norms[first] * shared.norms[second]
        wedge = self._zero(self._wedge(self._columns(pair, x, y), (0, 1), (0, 1)))
        middle = inner.ball()
        if wedge.ball() < middle * middle:  # at less than 45°, and ⟨x, y⟩ is not 0
            sine = (wedge / (shared.squares[first] * shared.squares[second])).sqrt()
            acute = shared.quarter - sine.asin()
            theta = acute if middle > 0 else -acute
        else:
            cosine = inner / norms
            sine = (1 - cosine * cosine).sqrt()
            theta = cosine.asin()
        s = norms * sine
        return Angle(sine, s, shared.K * theta + shared.linear, shared.K / s, shared.K * s)

    def _columns(self, pair: Pair, *vectors: Neuron | None) -> list[Column]:
        """Coordinates by the entries of x, y and perhaps their moves; own directions apart, equal columns joined."""
        found: dict[tuple[int, ...], Column] = {}

        def add(often: Expansion, entries: list[Entry]) -> None:
            key = tuple(map(id, entries))
            before = found.get(key)
            found[key] = Column(often if before is None else before.often + often, entries)

        one = self.number(1)
        groups = [(0, 1)] if pair.same else [(0,), (1,)]  # which vectors sit on one direction
        for c, direction in enumerate(self.classes):
            rest: Entry = direction.size
            for group in groups:  # vectors 0 and 2 are x and its move, 1 and 3 y and its
                sits = [v is not None and v.at == c and i % 2 in group for i, v in enumerate(vectors)]
                if any(sits):
                    add(one, [_entry(v, c, own) for v, own in zip(vectors, sits, strict=True)])
                    rest = None if rest is one or rest is None else rest - one
            if rest is not None:
                add(rest, [_entry(v, c, False) for v in vectors])
        return list(found.values())

    def _wedge(self, columns: list[Column], left: tuple[int, int], right: tuple[int, int]) -> Entry:
        """⟨u∧v, x∧y⟩ = Σ_{i<j} (u_i v_j − u_j v_i)(x_i y_j − x_j y_i); equal coordinates give 0."""

        def minor(a: list[Entry], b: list[Entry], which: tuple[int, int]) -> Entry:
            u, v = which
            if a[u] is b[u] and a[v] is b[v]:
                return None
            return self.shared.minor(a[u], b[v], a[v], b[u])

        terms = []
        for (m, a), (n, b) in combinations(columns, 2):
            second = minor(a, b, right)
            if second is not None:
                first = second if left == right else minor(a, b, left)
                terms.append(product(m, n, first, second))
        return total(terms)

    def by_lengths(self) -> list[Entry]:
        """As in a family, with all partners of a student summed first."""
        return [total((force, self.itselves.get(i))) for i, force in enumerate(self.forces)]

    def by_inner(self) -> Iterator[tuple[Pair, Entry]]:
        """As in a family; a neuron and itself have no angle."""
        for pair, weight, angle in self.meetings:
            yield pair, weight * angle.pull

    def by_alpha(self) -> Iterator[tuple[Pair, Entry]]:
        """None: outgoing weights do not move."""
        yield from ()

    def hessian(self, patterns: Sequence[Direction]) -> list[list[Expansion]]:
        """∂²L along every two patterns, of W."""
        size = range(len(patterns))
        leans = [self._leans(s) for s in patterns]
        sums: dict[tuple[int, int], list[Entry]] = {mn: [] for mn in combinations_with_replacement(size, 2)}
        for (m, n), terms in sums.items():
            for i, (p, q) in enumerate(zip(patterns[m], patterns[n], strict=True)):
                if p and q:
                    inner = self.inner(p, q, True)
                    lean = product(leans[m][i], leans[n][i], -self.squares[i])
                    terms.append(product(self.forces[i], total((inner, lean))))
                    terms.append(product(self.itselves.get(i), inner))
        for pair, weight, angle in self.meetings:
            x = pair.x
            y = pair.y
            moving = [m for m, p in enumerate(patterns) if any(self._moves(pair, p))]
            turns = {m: self._turn(pair, patterns[m]) for m in moving}
            for m, n in combinations_with_replacement(moving, 2):
                a = leans[m]
                b = leans[n]
                lean = product(angle.across, total((product(a[x], b.get(y)), product(a.get(y), b[x]))))
                along = product(angle.pull, self._across_twice(pair, patterns[m], patterns[n]))
                bend = total((product(angle.by_s, turns[m], turns[n]), lean, along))
                sums[m, n].append(product(weight, bend))
        return [[self._scaled(total(sums[min(m, n), max(m, n)])) for n in size] for m in size]

    def _leans(self, s: Direction) -> dict[int, Entry]:
        """⟨z, s_z⟩/|z|² by student."""
        return {
            i: product(self.inner(move, self.neurons[i], True), self.inverses[i]) if move else None
            for i, move in enumerate(s)
        }

    def _turn(self, pair: Pair, s: Direction) -> Entry:
        """λ along s."""
        i = pair.x
        j = pair.y
        sx, sy = self._moves(pair, s)
        columns = self._columns(pair, self.neurons[i], self.neurons[j], sx, sy)
        first = product(self._wedge(columns, (0, 2), (0, 1)), self.inverses[i]) if sx else None
        second = product(self._wedge(columns, (1, 3), (1, 0)), self.inverses[j]) if sy else None
        return total((first, second))
