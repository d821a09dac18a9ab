"""`plateau`: where students that are alike get stuck, certified, and how fast they leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from symcrit.core import Verdict
from symcrit.errors import InputError
from symcrit.learning.run import online
from symcrit.learning.setting import Setting
from symcrit.model.problem import Problem
from symcrit.printable import html_facts, printable
from symcrit.search.claims.fixed_point import described, fixed_point, setting_of
from symcrit.theorems.answer import Answer
from symcrit.theorems.certified import Bounds
from symcrit.theorems.decide import decide

__all__ = ["Plateau", "plateau"]

_TIME = 400.0  # the last alpha·eta of the run that leads to the plateau
_LENGTH, _BESIDE = 0.5, 0.05  # |w_i|² at the start, and what w_i·w_j has beside the span of the teachers
_ALONG = 0.09  # and inside of it
_DIGITS = 60  # of decimals


@dataclass(frozen=True, repr=False)
class Plateau:
    """A stationary state of online learning in which all students are alike, as a theorem.

    answer: of `decide` on the claim `fixed_point`, with its certificate.  q, c, r: bounds of all Q_ii, Q_ij and R_im
    (c is None for one student).  loss: scale·E[(f − f*)²].  rate: of the largest real part of an eigenvalue of the
    Jacobian by all order parameters, over alpha: where it is positive, deviations grow like exp(rate·alpha).
    unstable, stable: how many eigenvalues there are with positive and with negative real part.
    """

    problem: Problem = field(repr=False)
    convention: str
    answer: Answer
    q: Bounds
    c: Bounds | None
    r: Bounds
    loss: Bounds
    rate: Bounds
    unstable: int
    stable: int

    @property
    def verdict(self) -> Verdict:
        """That of the answer."""
        return self.answer.verdict

    @property
    def certificate(self) -> dict[str, Any] | None:
        """What `symcrit check` re-checks."""
        return self.answer.certificate

    @property
    def Q(self) -> np.ndarray:
        """K × K, in float64."""
        own = np.full((self.problem.n,) * 2, float(self.c) if self.c else 0.0)
        np.fill_diagonal(own, float(self.q))
        return own

    @property
    def R(self) -> np.ndarray:
        """K × M, in float64."""
        return np.full((self.problem.n, self.problem.k), float(self.r))

    def rows(self) -> list[tuple[str, str]]:
        """What is known, in digits that are right but for one unit of the last."""
        found = {"Q_ii": self.q, "Q_ij": self.c, "R_im": self.r, "loss": self.loss, "rate of escape": self.rate}
        return [(name, digits(bounds)) for name, bounds in found.items() if bounds is not None]

    def document(self) -> dict[str, Any]:
        """What `symcrit online --plateau --json` prints."""
        named = {"q": self.q, "c": self.c, "r": self.r, "loss": self.loss, "rate": self.rate}
        bounds = {name: None if own is None else list(own) for name, own in named.items()}
        counts = {"unstable": self.unstable, "stable": self.stable}
        return {"verdict": self.verdict.name, "convention": self.convention, **bounds, **counts,
                "statement": self.answer.statement}  # fmt: skip

    @property
    def _headline(self) -> str:
        spectrum = f"{self.unstable} eigenvalues with positive, {self.stable} with negative real part"
        return f"plateau of online learning · {spectrum}"

    def _repr_html_(self) -> str:
        return html_facts(self.verdict.name, self._headline, [("convention", self.convention), *self.rows()])

    def __repr__(self) -> str:
        lines = [f"{self.verdict.name}  {self._headline}", f"  {self.convention}"]
        lines += [f"  {name} = {value}" for name, value in self.rows()]
        return printable("\n".join(lines))


def digits(bounds: Bounds, most: int = 15) -> str:
    """A decimal fraction with `most` digits after the point, or as many as the bounds say but for one unit.

    >>> digits(Bounds("0.123456", "0.123459"))
    '0.12346'
    """
    width = Decimal(bounds.upper) - Decimal(bounds.lower)
    places = min(most, max(0, -width.adjusted() - 1))
    with localcontext() as context:
        context.prec = _DIGITS
        return str(Decimal(bounds.mid).quantize(Decimal(1).scaleb(-places)))


def plateau(
    problem: Problem, *, eta: object, noise: object = 0, batch: int = 1, decay: object = 0, effort: float = 1,
    timeout: float | None = None,
) -> Plateau:  # fmt: skip
    """The symmetric plateau of online learning at a finite learning rate, found and certified.

    All Q_ii, all Q_ij and all R_im are equal there; a = 1 stays as it is.  From such a start the equations of `online`
    are followed to where they end among such states; Newton's method in balls leads to the state itself, and the claim
    `fixed_point` about it is decided: exactly one such state in a box, its loss, and the spectrum of all directions.
    eta: > 0, exact, as noise, batch and decay, which are those of `online`.  As eta → 0 the plateau is a critical point
    of the loss, known for every K: theorems `online.plateau` and `online.plateau.escape`.
    Raises InputError for bad input, and where no plateau is found: for σ without closed forms of E[σ′σ′σσ], and for
    learning rates above the largest one that learns.

    >>> from symcrit import Problem, plateau
    >>> plateau(Problem.orthonormal("erf", n=2, k=2, scale="1/2"), eta="1/2")
    PROVED  plateau of online learning · 1 eigenvalues with positive, 6 with negative real part
      step (eta/N)·∇½(f − y)²; loss ½E[(f − f*)²]; alpha = steps/N; Q_ij = w_i·w_j, no 1/√N
      Q_ii = 0.367719699077605
      Q_ij = 0.325385547924032
      R_im = 0.414394150852479
      loss = 0.014644849743861
      rate of escape = 0.031618162083374
    """
    setting = Setting.of(problem, eta, 0, noise, batch, decay, None)
    if setting.limit:
        raise InputError(
            "eta = 0: as eta → 0 the plateau is a critical point of the loss, known for every K; see the theorems "
            "online.plateau and online.plateau.escape, or give an eta > 0"
        )
    learned = {"eta": eta, "noise": noise, "batch": batch, "decay": decay}
    setting_of(problem, **learned)  # type: ignore[arg-type]  # refuses what is not exact, or not followed
    claim = fixed_point(problem, centre=_near(setting, learned), **learned)  # type: ignore[arg-type]
    whole = described(claim)
    core = whole.core
    answer = decide(whole, effort=effort, timeout=timeout)
    within = Fraction(core["within"])
    around = {name: _bounds(Fraction(x) - within, Fraction(x) + within) for name, x in core["centre"].items()}
    loss, rate = (_bounds(*map(Fraction, core[key])) for key in ("loss", "rate"))
    right, left = core["spectrum"]
    return Plateau(
        problem, setting.convention, answer, around["q"], around.get("c"), around["r"], loss, rate, right, left
    )


def _bounds(lower: Fraction, upper: Fraction) -> Bounds:
    """The same as decimals; both are decimal fractions."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Bounds(*(format(Decimal(x.numerator) / Decimal(x.denominator), "f") for x in (lower, upper)))


def _near(setting: Setting, learned: dict[str, Any]) -> dict[str, str]:
    """Where the equations end among states in which all students are alike."""
    K, M = setting.K, setting.M
    own = np.linalg.pinv(setting.T).sum()
    r = np.sqrt(_ALONG / own) if own > 0 else 0.0
    beside = _ALONG + _BESIDE
    Q = np.full((K, K), beside) + (_LENGTH - beside) * np.eye(K)
    end = _TIME / setting.eta
    run = online(setting.problem, start=(Q.tolist(), np.full((K, M), r).tolist()), t=end, **learned)
    if run.stopped != "done":
        raise InputError(f"no plateau was found: {run.reason}")
    values = {"q": run.Q[-1, 0, 0], "r": run.R[-1, 0, 0]} | ({"c": run.Q[-1, 0, 1]} if K > 1 else {})
    return {name: str(Fraction(float(value)).limit_denominator(10**12)) for name, value in values.items()}
