r"""Gradient and Hessian of a symmetric family for σ = c·|z| + α·z, in forms that stay sharp where neurons are parallel.

For neurons x, y at an angle, s = |x||y| sin ∠(x, y), θ = π/2 − ∠(x, y) and K = 2c²/π,

    κ = K (s + ⟨x, y⟩ θ) + α² ⟨x, y⟩,    2|x|² ∂κ/∂|x|² = K s,    ∂κ/∂⟨x, y⟩ = K θ + α².

Along moves p and q of both, with l_pz = ⟨z, p_z⟩/|z|² and λ_p = |x||y| d cos ∠ along p, the second derivative of κ is

    K λ_p λ_q / s + K s (l_px l_qy + l_py l_qx) + (K θ + α²)(⟨p_x, q_y⟩ + ⟨q_x, p_y⟩)
      + Σ_{z = x, y} (K s / |z|²)(⟨p_z, q_z⟩ − |z|² l_pz l_qz).

s² = |x∧y|² and λ_p = ⟨x∧p_x, x∧y⟩/|x|² + ⟨y∧p_y, y∧x⟩/|y|² are sums over pairs of coordinates (Lagrange, Binet and
Cauchy).  K s/|z|² is summed over all partners of z first: there students and teachers cancel.
"""

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement
from typing import Any, NamedTuple

from symcrit.core.branches.expansions import Expansion
from symcrit.core.landscape.family import Direction, Family, Pair, product, total
from symcrit.core.landscape.species import Entry, Layout, Neuron
from symcrit.core.reading import Reject

Columns = list[tuple[Any, list[Entry]]]


class Meeting(NamedTuple):
    """Two neurons, how much the pair counts, s, and ∂κ/∂⟨x, y⟩."""

    pair: Pair
    weight: Any
    s: Any
    pull: Any


def _jet(*_: Any) -> Any:
    raise Reject("derivatives by q11, q12, q22 are not used")


class Bent(Family):
    """The loss near the fixed space, for free W; all numbers are expansions, kink is (c, α)."""

    def __init__(self, layout: Layout, teacher: Sequence[Any], scale: Any, kink: tuple[Any, Any]) -> None:
        c, alpha = kink
        super().__init__(layout, teacher, scale, _jet, layout.number(c * c + alpha * alpha))
        self.linear, stretch = self.number(alpha * alpha), scale.stretch
        self.K = Expansion(stretch, {-1: self.number(2 * c * c).parts[0]})
        self.quarter = Expansion(stretch, {1: (self.number(1) / 2).parts[0]})  # π/2
        self.squares = [self._zero(self.inner(x, x, True)) for x in self.neurons]
        self.norms = [square.sqrt() for square in self.squares]
        self.itselves: dict[int, Any] = {}
        self.meetings: list[Meeting] = []
        pulls: list[list[Entry]] = [[] for _ in self.neurons]
        for pair in self.pairs:
            if not (pair.weight * pair.alpha).is_zero():
                self._meet(pair, pulls)
        self.forces = [total(own) for own in pulls]  # Σ weight·|y| sin ∠, over the partners y
        self.forces = [f and self.K * f / norm for f, norm in zip(self.forces, self.norms, strict=True)]

    def _meet(self, pair: Pair, pulls: list[list[Entry]]) -> None:
        i, j, weight, x = pair.x, pair.y, pair.weight * pair.alpha, self.neurons[pair.x]
        if pair.same and i == j:
            self.itselves[i] = 2 * weight * self.itself
            return
        product_, across = self._zero(self.inner(x, self.neurons[j], pair.same)), self.norms[i] * self.norms[j]
        columns = self._columns(pair, x, self.neurons[j])
        wedge, middle = self._zero(self._wedge(columns, (0, 1), (0, 1))), product_.ball()
        if wedge.ball() < middle * middle:  # at less than 45°, and ⟨x, y⟩ is not 0
            sine = (wedge / (self.squares[i] * self.squares[j])).sqrt()
            theta = self.quarter - sine.asin()
            theta = theta if middle > 0 else -theta
        else:
            cosine = product_ / across
            sine, theta = (1 - cosine * cosine).sqrt(), cosine.asin()
        for own, other in ((i, j), (j, i)):
            pulls[own].append(weight * self.norms[other] * sine)
        self.meetings.append(Meeting(pair, weight, across * sine, self.K * theta + self.linear))

    def _columns(self, pair: Pair, *vectors: Neuron | None) -> Columns:
        """By coordinate, its number and the entries of x, y and perhaps their moves; own directions apart."""
        found, one = [], self.number(1)
        for c, direction in enumerate(self.classes):
            rest = direction.count
            for group in ((0, 1),) if pair.same else ((0,), (1,)):
                own = [v is not None and v.at == c and i % 2 in group for i, v in enumerate(vectors)]
                if any(own):
                    found.append(
                        (one, [v and (v.own if o else v.entries[c]) for o, v in zip(own, vectors, strict=True)])
                    )
                    rest = rest - one
            found.append((rest, [v and v.entries[c] for v in vectors]))
        return found

    def _wedge(self, columns: Columns, left: tuple[int, int], right: tuple[int, int]) -> Entry:
        """⟨u∧v, x∧y⟩ = Σ_{i<j} (u_i v_j − u_j v_i)(x_i y_j − x_j y_i); equal coordinates give 0."""

        def minor(a: list[Entry], b: list[Entry], which: tuple[int, int]) -> Entry:
            u, v = which
            if a[u] is b[u] and a[v] is b[v]:
                return None
            back = product(a[v], b[u])
            return total((product(a[u], b[v]), None if back is None else -back))

        terms = []
        for (m, a), (n, b) in combinations(columns, 2):
            if (second := minor(a, b, right)) is not None:
                terms.append(product(m, n, second if left == right else minor(a, b, left), second))
        return total(terms)

    def gradient(self, patterns: Sequence[Direction]) -> list[Any]:
        """∂L along every pattern, of W."""
        found = []
        for s in patterns:
            terms = [
                product(total((self.forces[i], self.itselves.get(i))), self.inner(move, self.neurons[i], True))
                for i, move in enumerate(s)
                if move
            ]
            for pair, weight, _, pull in self.meetings:
                terms.append(product(weight, pull, self._first(pair, s)[1][1]))
            found.append(self._scaled(total(terms)))
        return found

    def hessian(self, patterns: Sequence[Direction]) -> list[list[Any]]:
        """∂²L along every two patterns, of W."""
        size, leans = range(len(patterns)), [self._leans(s) for s in patterns]
        sums: dict[tuple[int, int], list[Entry]] = {mn: [] for mn in combinations_with_replacement(size, 2)}
        for (m, n), terms in sums.items():
            for i, (p, q) in enumerate(zip(patterns[m], patterns[n], strict=True)):
                if p and q:
                    inner, lean = self.inner(p, q, True), product(leans[m][i], leans[n][i], -self.squares[i])
                    terms += [product(self.forces[i], total((inner, lean))), product(self.itselves.get(i), inner)]
        for pair, weight, s, pull in self.meetings:
            x, y = pair.x, pair.y
            moving = [m for m, p in enumerate(patterns) if p[x] or (y < self.students and p[y])]
            turns, by_s, across = {m: self._turn(pair, patterns[m]) for m in moving}, self.K / s, self.K * s
            for m, n in combinations_with_replacement(moving, 2):
                a, b = leans[m], leans[n]
                lean = product(across, total((product(a[x], b.get(y)), product(a.get(y), b[x]))))
                along = product(pull, self._second(pair, patterns[m], patterns[n])[1][1])
                bend = total((product(by_s, turns[m], turns[n]), lean, along))
                sums[m, n].append(product(weight, bend))
        return [[self._scaled(total(sums[min(m, n), max(m, n)])) for n in size] for m in size]

    def _leans(self, s: Direction) -> dict[int, Entry]:
        """⟨z, s_z⟩/|z|² by student."""
        return {
            i: product(self.inner(move, self.neurons[i], True), 1 / self.squares[i]) if move else None
            for i, move in enumerate(s)
        }

    def _turn(self, pair: Pair, s: Direction) -> Entry:
        """λ along s."""
        i, j = pair.x, pair.y
        sx, sy = s[i], s[j] if j < self.students else None
        columns = self._columns(pair, self.neurons[i], self.neurons[j], sx, sy)
        first = product(self._wedge(columns, (0, 2), (0, 1)), 1 / self.squares[i]) if sx else None
        second = product(self._wedge(columns, (1, 3), (1, 0)), 1 / self.squares[j]) if sy else None
        return total((first, second))
