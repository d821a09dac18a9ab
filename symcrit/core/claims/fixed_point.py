"""`fixed_point`: exactly one stationary state of online learning in a box, and how many directions leave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from flint import arb

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.expr import ZERO, Expr, constant, parse, symbols
from symcrit.core.claims.isolated import Answer, Bounds, is_between, read_bounds, read_inertia
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Failure, Refutation, part
from symcrit.core.networks.frames import Inertia, checked_precision, product_cost
from symcrit.core.online.discs import Interval, abscissa, intervals, on_each_side
from symcrit.core.online.equations import Field, Learning
from symcrit.core.online.exchange import need_form
from symcrit.core.online.means import Means
from symcrit.core.online.zeros import Zero, only_zero
from symcrit.core.reading import index, items, name, need, require, text
from symcrit.core.witnesses.spectrum import Spectrum

MOST = 8  # students, and teachers
Row = tuple[Expr, ...]


def read_row(value: object) -> Row:
    """Numbers; raises `Malformed`."""
    found = tuple(parse(entry) for entry in items(value))
    need(not symbols(*found), "a number holds the symbol {}", *sorted(symbols(*found))[:1])
    return found


def read_number(value: object) -> Expr:
    """A number; raises `Malformed`."""
    return read_row([value])[0]


def read_names(value: object) -> tuple[str, ...]:
    """Names of order parameters; raises `Malformed`."""
    return tuple(name(entry) for entry in items(value))


@frozen
class OtherState(Refutation):
    """A frame that shows what the stationary state in the box is like; without one there is none in the box."""

    precision: int = part(index)
    real: str | None = part(text, optional=True)
    imaginary: str | None = part(text, optional=True)


class State(NamedTuple):
    """The one stationary state: where it is, its loss, and the real parts of the spectrum."""

    zero: Zero
    loss: arb
    discs: list[Interval]


@frozen
class FixedPoint(Claim):
    """The equations of online learning have exactly one zero of a given form in a box, with a given spectrum.

    f = Σ_i a_i σ(w_i·x) learns f* = Σ_m b_m σ(v_m·x), v_m·v_n = T_mn, from fresh examples x ~ N(0, 1) with labels
    f* + noise·ξ, by w_i ← w_i − (eta/N)·∂ scale·(f − y)², the mean gradient of `batch` examples (1), and weights that
    shrink by decay/N; a is fixed.  The claim is about the equations of Q = WWᵀ and R = WVᵀ in `core.online.equations`,
    which hold as N → ∞.  Q and R are written with names; entries with one name are one number.

    The claim: among order parameters of this form with every named number within `unique` of its `centre` the equations
    have exactly one zero; it lies within `within`.  There the Jacobian of all equations by all K(K + 1)/2 + KM order
    parameters has `spectrum` = (r, l): r eigenvalues with positive and l with negative real part, counted with
    multiplicity, which are all; the largest real part and the loss scale·E[(f − f*)²] lie between two bounds.

    Theorem (rules `exchange`, `contraction`, `gershgorin`, `gaussian-parts`).  Conditions, over the whole box: C is
    positive definite; σ is continuous, and every mean has a form by the rules of `gaussian.reduction`; that and its
    derivatives are finite in balls, and so smooth.

    Refuted by a box in which an equation is nowhere 0, or by the only zero in it, where that is not as the claim says.
    """

    kind = "fixed_point"
    proof = Spectrum
    refutation = OtherState
    activation: Expr = part(parse)
    scale: Expr = part(read_number)
    eta: Expr = part(read_number)
    noise: Expr | None = part(read_number, optional=True)
    batch: int | None = part(index, optional=True)
    decay: Expr | None = part(read_number, optional=True)
    a: Row = part(read_row)
    b: Row = part(read_row)
    T: tuple[Row, ...] = part(read_row, shape="list")
    Q: tuple[tuple[str, ...], ...] = part(read_names, shape="list")
    R: tuple[tuple[str, ...], ...] = part(read_names, shape="list")
    centre: Mapping[str, Expr] = part(constant, shape="names")
    unique: Expr = part(constant)
    within: Expr = part(constant)
    spectrum: Inertia = part(read_inertia)
    rate: Bounds | None = part(read_bounds, optional=True)
    loss: Bounds | None = part(read_bounds, optional=True)

    @cached_property
    def learning(self) -> Learning:
        """What is learned, and how."""
        return Learning(
            self.a, self.b, self.T, self.Q, self.R, self.scale, self.eta, self.noise or ZERO, self.batch or 1,
            self.decay or ZERO,
        )  # fmt: skip

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols, shapes that do not fit, and radii that are none."""
        need(not self.domain.kinds, "fixed_point speaks about numbers, without symbols")
        need(symbols(self.activation) <= {"z"}, "an activation is written in z")
        K, M = len(self.a), len(self.b)
        need(0 < K <= MOST and 0 < M <= MOST, f"1 to {MOST} students and teachers")
        shapes = {"T": (self.T, M, M), "Q": (self.Q, K, K), "R": (self.R, K, M)}
        for label, (matrix, rows, columns) in shapes.items():
            fits = len(matrix) == rows and all(len(row) == columns for row in matrix)
            need(fits, f"{label} is a {rows} × {columns} matrix")
        alike = all(self.T[m][n] is self.T[n][m] for m in range(M) for n in range(m))
        need(alike and all(self.Q[i][k] == self.Q[k][i] for i in range(K) for k in range(i)), "Q and T are symmetric")
        named = set(self.centre) == set(self.learning.names)
        need(named, "centre gives a number for every name in Q and R, and no more")
        need(0 < self.within.value <= self.unique.value, "radii are positive, and within <= unique")
        need(self.batch is None or self.batch > 0, "a batch has at least one example")
        need(sum(self.spectrum) == len(self.learning.entries), "the numbers of `spectrum` add up to K(K + 1)/2 + KM")

    def prove(self, checker: Checker, proof: Spectrum) -> str:
        """Exactly one zero, and that it is what the claim says."""
        checker.derive(None, proof.kernel)
        with precision(checked_precision(proof.precision)):
            answers = list(self._answers(self.state(self._means(checker), proof.real, proof.imaginary)))
        unshown = [answer.words for answer in answers if not answer.agrees]
        require(not unshown, f"not shown: {'; '.join(unshown)}")
        return "; ".join(answer.words for answer in answers)

    def refute(self, checker: Checker, refutation: OtherState) -> Failure:
        """There is no zero in the box, or exactly one that is not what the claim says."""
        need(not refutation.at, "fixed_point is about one state; the field 'at' is not read")
        checker.derive(None, refutation.kernel)
        with precision(checked_precision(refutation.precision)):
            means = self._means(checker)
            if refutation.real is None:
                need(refutation.imaginary is None, "a frame has a real part")
                moving = self.field(means, arb(self.unique.value)).velocities()
                require(any(x > 0 or x < 0 for x in moving), "a zero in the box is not excluded")
                return Failure("", "", "an equation is nowhere 0 in the box")
            answers = list(self._answers(self.state(means, refutation.real, refutation.imaginary)))
        wrong = [answer.words for answer in answers if answer.agrees is False]
        undecided = [answer.words for answer in answers if answer.agrees is None]
        require(wrong, f"the claim is not shown to fail: {'; '.join(undecided)}")
        return Failure("", "", "; ".join(wrong))

    def _means(self, checker: Checker) -> Means:
        """The means of the equations, once it is shown that these keep the form of the order parameters."""
        checker.evidence.add("ball")
        checker.rules.update(("contraction", "exchange", "gaussian-parts", "gershgorin"))
        numbers = {"eta": self.eta, "scale": self.scale}
        for label, value in numbers.items():
            require(evaluate(value, {}) > 0, f"{label} is not shown to be positive")
        for other in (self.noise, self.decay):
            require(other is None or evaluate(other, {}) >= 0, "noise or decay is not shown to be 0 or positive")
        need_form(self.learning)
        return Means(self.activation, checker.work)

    def field(self, means: Means, radius: arb) -> Field:
        """The equations over the box of this radius; raises `Reject`."""
        box = {label: arb(self.centre[label].value) + arb(0, radius) for label in self.learning.names}
        return Field(self.learning, means, box)

    def state(self, means: Means, real: str, imaginary: str | None) -> State:
        """The one zero in the box `unique`, and what holds there; raises `Reject`."""
        unique = arb(self.unique.value)
        centre = self.field(means, arb(0))
        over = self.field(means, unique).reduced()
        zero = only_zero(centre.velocities(), centre.reduced(), over, unique)
        there = self.field(means, zero.reach)
        means.work.charge(8 * product_cost(len(self.learning.entries)))
        return State(zero, there.loss(), intervals(there.jacobian(), real, imaginary))

    def _answers(self, state: State) -> Iterator[Answer]:
        """What the claim says of the zero, and whether it is so."""
        within = arb(self.within.value)
        far = any(abs(offset) > within for offset in state.zero.offsets)
        near = True if state.zero.reach <= within else False if far else None
        yield Answer(f"the zero is within {state.zero.reach.str(2, radius=False)} of the centre", near)
        counts = on_each_side(state.discs)
        if counts is None:
            yield Answer("a disc meets the imaginary axis", None)
        else:
            yield Answer(f"{counts[0]} eigenvalues right of 0, {counts[1]} left", counts == self.spectrum)
        if self.rate is not None:
            largest = abscissa(state.discs)
            low, high = (evaluate(bound, {}) for bound in self.rate)
            words = f"the largest real part is between {largest.low.str(15)} and {largest.high.str(15)}"
            yield Answer(words, is_between(largest.low.union(largest.high), low, high))
        if self.loss is not None:
            low, high = (evaluate(bound, {}) for bound in self.loss)
            yield Answer(f"the loss is {state.loss.str(20)}", is_between(state.loss, low, high))
