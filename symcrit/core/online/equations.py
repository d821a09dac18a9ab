r"""The equations of online learning, and their Jacobian, over boxes of order parameters.

Fields λ_p of K students and M teachers have outgoing weights c = (a, −b) and the covariance C = [[Q, R], [Rᵀ, T]].
With rates δ = 2·scale·eta and D = (2·scale·eta)²/batch, all means over λ ~ N(0, C),

    G_ip    = −δ a_i Σ_q c_q E[σ′(λ_i) λ_p σ(λ_q)]
    dR_im   = G_i,K+m − decay·R_im
    dQ_ik   = G_ik + G_ki − 2·decay·Q_ik + D a_i a_k S_ik
    S_ik    = Σ_pq c_p c_q E[σ′(λ_i) σ′(λ_k) σ(λ_p) σ(λ_q)] + noise² E[σ′(λ_i) σ′(λ_k)]
    loss    = scale·Σ_pq c_p c_q E[σ(λ_p) σ(λ_q)]

C is positive definite over the whole box, so that every mean has its law, and is smooth in C.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flint import arb, arb_mat

from symcrit.core.algebra.balls import evaluate
from symcrit.core.algebra.expr import Expr
from symcrit.core.algebra.pivots import is_positive_definite
from symcrit.core.online.means import Mean, Means
from symcrit.core.reading import require

Names = tuple[tuple[str, ...], ...]


class Entry(NamedTuple):
    """An order parameter: the covariance of the fields of a student i and of p ≤ i, or of a teacher, p ≥ K."""

    i: int
    p: int

    @property
    def pair(self) -> tuple[int, int]:
        """The two fields in order."""
        return (min(self), max(self))


@dataclass(frozen=True, eq=False)
class Learning:
    """What is learned, and how: weights a of K students and b of M teachers, T, rates, and names of order parameters.

    Q: K×K, symmetric; R: K×M.  Entries that have one name are one number.
    """

    a: Sequence[Expr]
    b: Sequence[Expr]
    T: Sequence[Sequence[Expr]]
    Q: Names
    R: Names
    scale: Expr
    eta: Expr
    noise: Expr
    batch: int
    decay: Expr

    @cached_property
    def entries(self) -> list[Entry]:
        """All order parameters: Q_ik with k ≤ i, then R."""
        K = len(self.a)
        own = [Entry(i, k) for i in range(K) for k in range(i + 1)]
        return own + [Entry(i, K + m) for i in range(K) for m in range(len(self.b))]

    def name(self, entry: Entry) -> str:
        """What an order parameter is called."""
        K = len(self.a)
        return self.Q[entry.i][entry.p] if entry.p < K else self.R[entry.i][entry.p - K]

    @cached_property
    def names(self) -> list[str]:
        """The names, each once, in the order of the entries."""
        return list(dict.fromkeys(map(self.name, self.entries)))

    @cached_property
    def first(self) -> list[Entry]:
        """The first entry with each of the names."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(self.name(entry), entry)
        return list(found.values())


Row = dict[tuple[int, int], arb]  # derivatives by covariances


class Sum:
    """A sum of means with factors, and its derivatives."""

    def __init__(self) -> None:
        self.value = arb(0)
        self.slopes: Row = {}

    def add(self, factor: arb, term: Mean | Sum) -> None:
        """Adds factor·term."""
        self.value += factor * term.value
        for pair, slope in term.slopes.items():
            self.slopes[pair] = self.slopes.get(pair, arb(0)) + factor * slope


class Field:
    """The equations over a box: a ball for every name.

    Raises `Reject` unless C is shown to be positive definite over the box.
    """

    def __init__(self, learning: Learning, means: Means, box: Mapping[str, arb]) -> None:
        self.learning = learning
        self.means = means
        self.K = len(learning.a)
        self.count = self.K + len(learning.b)
        self.a = [evaluate(x, {}) for x in learning.a]
        self.c = [*self.a, *(-evaluate(x, {}) for x in learning.b)]
        self.scale = evaluate(learning.scale, {})
        self.drift = 2 * self.scale * evaluate(learning.eta, {})
        self.diffusion = self.drift * self.drift / learning.batch
        self.decay = evaluate(learning.decay, {})
        self.noise = evaluate(learning.noise, {})
        Q = [[box[name] for name in row] for row in learning.Q]
        R = [[box[name] for name in row] for row in learning.R]
        T = [[evaluate(x, {}) for x in row] for row in learning.T]
        students = [[*own, *crossed] for own, crossed in zip(Q, R, strict=True)]
        teachers = [[*(row[m] for row in R), *own] for m, own in enumerate(T)]
        self.C = students + teachers
        means.work.charge(self.count**3)
        require(is_positive_definite(self.C), "the covariance of the fields is not shown to be positive definite")
        self._known: dict[tuple[object, ...], tuple[Mean, tuple[int, ...]]] = {}
        self._equations: dict[Entry, Sum] = {}

    def _label(self, f: int, g: int) -> object:
        """What two covariances have in common if they are one number: the name, or the entry of T."""
        low, high = min(f, g), max(f, g)
        if high < self.K:
            return self.learning.Q[high][low]
        if low < self.K:
            return self.learning.R[low][high - self.K]
        return self.learning.T[low - self.K][high - self.K]

    def mean(self, letters: str, *fields: int) -> Mean:
        """A mean; one that differs by the fields only, not by their covariances, is computed once."""
        distinct = tuple(dict.fromkeys(fields))
        pattern = tuple(distinct.index(f) for f in fields)
        key = (letters, pattern, tuple(self._label(f, g) for f in distinct for g in distinct))
        if key not in self._known:
            self._known[key] = (self.means.over(letters, fields, self.C), distinct)
        found, known = self._known[key]
        if known == distinct:
            return found
        here = dict(zip(known, distinct, strict=True))
        moved = {(min(here[f], here[g]), max(here[f], here[g])): x for (f, g), x in found.slopes.items()}
        return Mean(found.value, moved)

    @cached_property
    def pulls(self) -> list[list[Sum]]:
        """G, K × (K + M)."""
        found = []
        for i in range(self.K):
            row = []
            for p in range(self.count):
                total = Sum()
                for q in range(self.count):
                    total.add(-self.drift * self.a[i] * self.c[q], self.mean("gxs", i, p, q))
                row.append(total)
            found.append(row)
        return found

    def spread(self, i: int, k: int) -> Sum:
        """S_ik."""
        total = Sum()
        for p in range(self.count):
            for q in range(p + 1):
                often = 1 if p == q else 2
                total.add(often * self.c[p] * self.c[q], self.mean("ggss", i, k, p, q))
        total.add(self.noise * self.noise, self.mean("gg", i, k))
        return total

    def equation(self, entry: Entry) -> Sum:
        """The velocity of an order parameter, and its derivatives."""
        if entry not in self._equations:
            self._equations[entry] = self._equation(entry)
        return self._equations[entry]

    def _equation(self, entry: Entry) -> Sum:
        i, p = entry
        total = Sum()
        total.add(arb(1), self.pulls[i][p])
        own = Mean(self.C[i][p], {entry.pair: arb(1)})
        if p >= self.K:
            total.add(-self.decay, own)
            return total
        total.add(arb(1), self.pulls[p][i])
        total.add(-2 * self.decay, own)
        total.add(self.diffusion * self.a[i] * self.a[p], self.spread(i, p))
        return total

    def jacobian(self) -> arb_mat:
        """The derivatives of all velocities by all order parameters, a row for each velocity."""
        pairs = [entry.pair for entry in self.learning.entries]
        rows = [self.equation(entry) for entry in self.learning.entries]
        return arb_mat([[own.slopes.get(pair, arb(0)) for pair in pairs] for own in rows])

    def velocities(self) -> list[arb]:
        """Those of the names, by the first entry of each."""
        return [self.equation(entry).value for entry in self.learning.first]

    def reduced(self) -> arb_mat:
        """The derivatives of `velocities` by the names: an entry moves all of its name."""
        learning = self.learning
        rows = []
        for one in learning.first:
            slopes = self.equation(one).slopes
            row = dict.fromkeys(learning.names, arb(0))
            for entry in learning.entries:
                row[learning.name(entry)] += slopes.get(entry.pair, arb(0))
            rows.append(list(row.values()))
        return arb_mat(rows)

    def loss(self) -> arb:
        """scale·E[(f − f*)²]."""
        total = arb(0)
        for p in range(self.count):
            for q in range(p + 1):
                often = 1 if p == q else 2
                total += often * self.c[p] * self.c[q] * self.mean("ss", p, q).value
        found: arb = self.scale * total
        return found
