r"""Witnesses for a critical point at every k: polynomials through solutions at real k, frames, radii, pieces of t.

Untrusted: core evaluates all of it again (`symcrit.core.networks`).  With t = 1/√k every entry of W is
x_c(k) + t^gain·t^d·m(t); −2d is the leading order in t of its second derivative, so that D·∇²L·D has a limit at t = 0.
Where such an order is odd, t = k^(−1/4) in place of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from flint import arb, arb_mat
from numpy.polynomial import Chebyshev, Polynomial

from symcrit.certification.refine import Stopped
from symcrit.certification.witness import base64_of, midpoints
from symcrit.core import Context, Derived, Domain, Expr, Point, Reject, Sector, Work, constant, num, symbols
from symcrit.core.algebra import balls
from symcrit.core.claims.branch import AtNumber, Branch
from symcrit.core.networks.branch import MANY, Along, Count, Piece, Scaling, entries_of
from symcrit.core.networks.expansions import Stretch
from symcrit.core.networks.frames import framed, reach_of_zero, read_frame
from symcrit.core.networks.species import TRIVIAL, sectors
from symcrit.core.witnesses.pieces import Pieces, PieceUpTo

__all__ = ["Search"]

Numbers = Sequence[Sequence[float]]
_BITS = 128
_POWERS = (2, 4)  # k = t^(−power); gain is half of it
_STEPS = 20
_SAME = 5  # steps with the same derivative
_NODES = 24  # heuristic: solutions on a piece
_DEGREE = 5  # heuristic: of the polynomial through them
_FIRST = 0.04  # heuristic: the first piece
_STEP = 0.015  # heuristic: the second
_SMALLEST = 2e-4  # heuristic: where to give up
_GROW = 1.25  # heuristic: the next piece after a success, in terms of the last
_AGAIN = 0.97  # heuristic: after one that took several tries
_SHRINK = 0.8  # heuristic: after a failure
_ROOM = (1.5, 4.0)  # heuristic: radii, in terms of how far the critical point may be from the polynomial
_TRUE = 1e-6  # heuristic: radii at one k
_FIT = 1000  # the work of fitting a polynomial
_SOLVE = 100  # the work of a small linear system or an eigenproblem


class Narrow(Reject):
    """Larger radii may do."""


class Search:
    """What proves or refutes a claim about a branch, by the derivation of its kernel.

    Raises `Stopped` where nothing is in sight.
    """

    def __init__(self, claim: Branch, derived: Derived, work: Work) -> None:
        self.claim = claim
        self.derived = derived
        self.work = work
        kink = None if derived.derivation.smooth else derived.derivation.kink(work)
        least = claim.least
        if least is None:
            raise Stopped("no positive lower bound", "a branch needs k >= a number")
        self.kink = kink
        self.least = int(least.value.ceil())
        self.sectors: list[Sector] = []
        self.size = len(entries_of(claim.configuration, claim.outgoing))
        with balls.precision(_BITS):
            try:
                for power in _POWERS:
                    self.scaling = self._bare(power)
                    orders = {sector: self._orders(sector) for sector in self._every_sector()}
                    if not any(order % 2 for own in orders.values() for order in own):
                        break
            except Reject as why:
                raise Stopped(str(why), "the entries may not fit the activation, or have no limit") from None
        self.scaling = replace(
            self.scaling, scales={sector.label: _exponents(sector, own) for sector, own in orders.items()}
        )

    def _bare(self, power: int) -> Scaling:
        return Scaling(precision=_BITS, power=power, gain=power // 2, scales={})

    def _every_sector(self) -> list[Sector]:
        """All sectors that the family may have for some sizes."""
        many = [MANY if symbols(m) else round(float(balls.ball(m))) for m in self.claim.configuration.sizes]
        return [sector for outside in (False, True) for sector, _ in sectors(many, outside)]

    def proof(self) -> Pieces:
        """What proves the claim."""
        with balls.precision(_BITS):
            try:
                self.sectors = self._sectors(Context(self.claim.domain, self.work), {})
            except Reject as why:
                raise Stopped(str(why), "the sizes may be too small for one of the sectors") from None
            pieces = tuple(self._pieces())
        how = self.scaling
        return Pieces(
            precision=how.precision, power=how.power, gain=how.gain, scales=how.scales, pieces=pieces,
            kernel=self.derived,
        )  # fmt: skip

    def refutation(self, k: int) -> AtNumber:
        """What shows that the claim fails at one k, if it does."""
        with balls.precision(_BITS):
            t = 1 / arb(k).root(self.scaling.power)
            try:
                m = self._solved(float(t), np.zeros(self.size))
                sectors = self._sectors(Context(Domain({}), self.work), {self.claim.symbol: num(k)})
                piece = self._piece(Stretch(t, t), [[x] for x in m], [_TRUE] * len(m), sectors)
            except (Reject, Stopped):
                piece = None  # there may be no critical point, as core will see
        how = self.scaling
        return AtNumber(
            precision=how.precision, power=how.power, gain=how.gain, scales=how.scales, piece=piece,
            at={self.claim.symbol: num(k)}, kernel=self.derived,
        )  # fmt: skip

    def _sectors(self, context: Context, point: Point) -> list[Sector]:
        return Count(context, self.claim.configuration, point, self.claim.outgoing).sectors

    def _along(self, stretch: Stretch) -> Along:
        return Along(self.claim.curve, self.scaling, self.kink, stretch, self.work)

    def _orders(self, sector: Sector) -> tuple[int, ...]:
        """The leading orders in t of the second derivatives along the patterns of a sector."""
        along = self._along(Stretch(arb(0), arb("0.01")))
        family, patterns = along.family(sector, [along.stretch.number(0)] * len(along.centre))
        rows = family.hessian(patterns)
        return tuple(row[i].leading() for i, row in enumerate(rows))

    def _solved(self, t: float, m: np.ndarray) -> np.ndarray:
        """The m at one t, by Newton's method with a new derivative now and then; raises `Stopped`."""
        there = arb(t)
        along = self._along(Stretch(there, there))
        for i in range(_STEPS):
            self.work.charge(_SOLVE)
            if i % _SAME == 0:
                H = midpoints(along.hessian(TRIVIAL, along.deviations(_exact([[x] for x in m]))))
            gradient = along.gradient(along.deviations(_exact([[x] for x in m])))
            slopes = np.array([float(g.mid()) for g in gradient])
            if not (np.isfinite(H).all() and np.isfinite(slopes).all() and np.linalg.matrix_rank(H) == len(H)):
                break
            step = np.linalg.solve(H, slopes)
            m = m - step
            if np.abs(step).max() < 1e-12:
                return m
        raise Stopped("no critical point near the configuration", "give better entries, or smaller radii")

    @cached_property
    def _curve(self) -> list[Chebyshev]:
        """m(t), for all entries at once."""
        top = self._top
        nodes = (top / 2) * (1 + np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES))
        try:
            values = self._followed(nodes)
        except (Stopped, Reject):  # from large k on, where the configuration is nearer
            values = self._followed(nodes[::-1])[::-1]
        self.work.charge(_FIT * values.shape[1])
        return [Chebyshev.fit(nodes, values[:, i], _NODES - 1, domain=[0, top]) for i in range(values.shape[1])]

    def _followed(self, nodes: np.ndarray) -> np.ndarray:
        """The m at these t, each from the one before; raises `Stopped` and `Reject`."""
        m = np.zeros(self.size)
        found = []
        for t in nodes:
            m = self._solved(float(t), m)
            found.append(m)
        return np.array(found)

    @property
    def _top(self) -> float:
        """A t that is at least k^(−1/power) for every k."""
        return float(f"{self.least ** (-1 / self.scaling.power) + 5e-6:.5f}")

    def _pieces(self) -> Iterator[PieceUpTo]:
        low = 0.0
        step = _FIRST
        growth = _GROW
        while low < self._top:
            left = self._top - low
            high = self._top if left <= 1.2 * step else round(low + step, 5)
            try:
                yield self._fitted(low, high)
            except Reject as why:
                step *= _SHRINK
                growth = _AGAIN
                if step < _SMALLEST:
                    raise Stopped(f"near t = {low}: {why}", "the Hessian may be singular there") from None
                continue
            step = _STEP if low == 0 else growth * step
            low = high
            growth = _GROW

    def _fitted(self, low: float, high: float) -> PieceUpTo:
        """A piece; raises `Reject` where no radii do."""
        stretch = Stretch(arb(str(low)) if low else arb(0), arb(str(high)))
        nodes = low + (high - low) * (1 + np.cos(np.pi * (np.arange(12) + 0.5) / 12)) / 2
        steps = nodes - float(stretch.base)
        self.work.charge(_FIT * len(self._curve))
        unit = {"domain": [-1, 1], "window": [-1, 1]}
        centre = [Polynomial.fit(steps, curve(nodes), _DEGREE, **unit).coef.tolist() for curve in self._curve]
        why = Reject("no radii")
        for room in _ROOM:
            reach = self._reach(stretch, centre)
            try:
                piece = self._piece(stretch, centre, [room * r + 1e-12 for r in reach], self.sectors)
                self._compare(stretch, piece)
                return PieceUpTo(to=constant(str(high)), centre=piece.centre, radius=piece.radius, frames=piece.frames)
            except Narrow as rejected:
                why = rejected
        raise why

    def _compare(self, stretch: Stretch, piece: Piece) -> None:
        """Raises `Reject` where the loss in a piece is not shown to be as the claim says."""
        if self.claim.loss is None:
            return
        along = self._along(stretch)
        if not along.between(along.loss(piece), *self.claim.loss):
            raise Reject("the loss is not shown to be between its bounds")

    def _reach(self, stretch: Stretch, centre: Numbers) -> list[float]:
        """How far from the polynomials the critical point may be, if the Hessian were constant near them."""
        along = self._along(stretch)
        size = len(centre)
        moves = along.deviations(_exact(centre))
        form = along.hessian(TRIVIAL, moves)
        V = read_frame(_frame(form), size)
        reach = reach_of_zero(framed(form, None, V, arb_mat(size, size)), V, along.gradient(moves))
        return [float(r.upper()) for r in reach]

    def _piece(self, stretch: Stretch, centre: Numbers, radii: Sequence[float], sectors: Sequence[Sector]) -> Piece:
        """Core's own piece, with frames; raises `Reject` where core would."""
        along = self._along(stretch)
        exact = _exact(centre)
        within = tuple(constant(f"{r:.2e}") for r in radii)
        near = along.deviations(exact, within)
        shares = [(move / radius).ball() for move, radius in zip(near, along.radii, strict=True)]
        if not all(abs(share) < 1 for share in shares):
            raise Reject("the piece leaves the radii of the claim")
        frames = {}
        for sector in sectors:
            form = along.hessian(sector, near)
            if not form.nrows():  # no student moves in this sector
                continue
            self.work.charge(_SOLVE)
            frames[sector.label] = _frame(form)
            V = read_frame(frames[sector.label], form.nrows())
            found = framed(form, None, V, arb_mat(form.nrows(), form.nrows()))
            found.inertia()
            if sector == TRIVIAL:
                reach = reach_of_zero(found, V, along.gradient(along.deviations(exact)))
                if not all(r < arb(radius.value) for r, radius in zip(reach, within, strict=True)):
                    raise Narrow("larger radii are needed")
        return Piece(centre=exact, radius=within, frames=frames)


def _exponents(sector: Sector, orders: Sequence[int]) -> tuple[int, ...]:
    """Half the orders, with the other sign; entries move by t^d, d ≥ 0."""
    return tuple(max(0, -order // 2) if sector == TRIVIAL else -order // 2 for order in orders)


def _exact(centre: Numbers) -> tuple[tuple[Expr, ...], ...]:
    return tuple(tuple(constant(repr(float(c))) for c in row) for row in centre)


def _frame(form: arb_mat) -> str:
    if not all(x.is_finite() for x in form.entries()):
        raise Reject("the Hessian is not finite")
    values, Q = np.linalg.eigh(midpoints(form))
    return base64_of(Q / np.sqrt(np.maximum(np.abs(values), 1e-300)))
