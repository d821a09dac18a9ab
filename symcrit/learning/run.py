"""`online`: learning from fresh examples, by its order parameters, as the input dimension N → ∞."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from symcrit.arguments import integer, listed
from symcrit.errors import InputError, shorten
from symcrit.learning.setting import Setting, number
from symcrit.learning.starts import Start, packed, start_of
from symcrit.model.problem import Problem
from symcrit.printable import html_facts

__all__ = ["OnlineRun", "equations", "online"]

_CHUNK = 1000
_TOLERANCE = 1e-8
_FIRST = 1e-3  # the first step
_SHOWN = 100  # entries of a matrix that a notebook shows
STOPPED = {
    "done": "the end is reached",
    "max_steps": "the most steps (max_steps) are done; give more of them, a smaller alpha, or a larger tolerance",
    "stalled": "the step size fell to rounding; the learning rate may be too large",
    "infinity": "overlaps left every bound: the learning rate is above the largest one that learns",
}


def online(
    problem: Problem,
    *,
    eta: object,
    eta_a: object = 0,
    noise: object = 0,
    batch: int = 1,
    decay: object = 0,
    covariance: Iterable[tuple[object, object]] | None = None,
    start: Any = None,
    rng: Any = None,
    std: object = 1e-3,
    t: Any = 100,
    tolerance: object = _TOLERANCE,
    max_steps: int = 1_000_000,
) -> OnlineRun:
    r"""The order parameters of online learning: Q, R, a and the loss over alpha = steps/N, for N → ∞.

    One step takes `batch` fresh examples x ~ N(0, Σ) in R^N, y = f*(x) + noise·ξ, and moves W by −(eta/N) and, if
    eta_a > 0, a by −(eta_a/N) times the mean gradient of scale·(f(x) − y)², scale = problem.scale; then weights (and a,
    where it learns) shrink by decay/N of themselves.  With scale = ½ this is the learning rate of Saad and Solla.  The
    loss is scale·E[(f − f*)²], without noise.

    eta: ≥ 0; eta = 0 is the limit of small learning rates, gradient flow of order parameters, where alpha counts
    eta·steps/N, and eta_a and decay are ratios to eta.
    covariance: eigenvalues of Σ with the shares of dimensions they have, pairs (share, eigenvalue); N(0, I) by default.
    Students and teachers start with these shares of their lengths.
    start: (Q, R) or (Q, R, a), with Q_ij = w_i·w_j (K × K), R_im = w_i·v_m (K × M); or a Network.  By default overlaps
    drawn by `rng`: R of normal entries of standard deviation std, lengths² of what is orthogonal to the teachers from
    U(0, ½), cosines between students of standard deviation std, all a = 1.
    t: the last alpha, or the alphas that are wanted; without a list every step of the integrator is kept.
    tolerance: of the error of a step, relative to an entry; absolute at most 1/1000 of the smallest asymmetry of the
    start as well, because the length of the plateau depends on how that grows.

    Error functions and kinks are compiled; polynomials, exp, sin, cos and their like take closed forms of E[σ′σ′σσ];
    every activation whose kernel is known has the limit eta = 0.
    Raises InputError for bad input, overlaps that no weights have, and an activation without such a closed form.

    >>> problem = Problem.orthonormal("erf", n=2, k=2, scale="1/2")
    >>> run = online(problem, eta="1/2", noise="1/10", rng=0, t=400)
    >>> run.Q.shape[1:], run.R.shape[1:], bool(run.loss[-1] < 0.01)
    ((2, 2), (2, 2), True)
    >>> print(run.convention)
    step (eta/N)·∇½(f − y)²; loss ½E[(f − f*)²]; alpha = steps/N; Q_ij = w_i·w_j, no 1/√N
    >>> online(problem, eta="-1/2", rng=0)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: eta = '-1/2' is not a number >= 0; write for example '1/2'
    """
    setting = Setting.of(problem, eta, eta_a, noise, batch, decay, covariance)
    begin = start_of(setting, start, rng, std)
    times = _times(t)
    rtol = number("tolerance", tolerance, positive=True)
    if not 1e-14 <= rtol <= 1e-2:
        raise InputError(f"tolerance = {shorten(tolerance)} is not between 1e-14 and 1e-2")
    steps = integer("max_steps", max_steps, 1)
    atol = min(rtol, 1e-3 * _asymmetry(begin))
    integrate = _plain if setting.family is None else _compiled
    return integrate(setting, begin, times, rtol, atol, steps)


def _kept(run: OnlineRun) -> OnlineRun:
    """The run up to where overlaps, or the loss, are too large for float64."""
    finite = np.isfinite(run.states).all(axis=1) & np.isfinite(run.loss)
    if finite.all():
        return run
    first = int(np.argmin(finite))
    return replace(run, alpha=run.alpha[:first], states=run.states[:first], loss=run.loss[:first], stopped="infinity")


@dataclass(frozen=True, eq=False, repr=False)
class OnlineRun:
    """Order parameters over alpha, rows of arrays: Q (m×K×K), R (m×K×M), a (m×K), loss (m).

    Q and R are the covariances of the fields, Σ_s ω_s Q^s, where inputs have a covariance; `strata` holds Q^s and R^s,
    the overlaps in each eigenspace, (m×S×K×K) and (m×S×K×M).
    stopped: a key of `STOPPED`.  note: what symmetry of the start keeps students alike, or "".
    """

    setting: Setting = field(repr=False)
    start: Start
    alpha: np.ndarray
    states: np.ndarray
    loss: np.ndarray
    stopped: str
    tolerance: tuple[float, float]
    evaluations: int

    @property
    def problem(self) -> Problem:
        """What is learned."""
        return self.setting.problem

    @property
    def note(self) -> str:
        """What is to be said about the start, or ""."""
        return self.start.note

    @property
    def reason(self) -> str:
        """Why the run ended, and what to do about it."""
        return STOPPED[self.stopped]

    @property
    def convention(self) -> str:
        """One step, the loss and the time, in words."""
        return self.setting.convention

    @property
    def strata(self) -> tuple[np.ndarray, np.ndarray]:
        """Q^s and R^s."""
        K, M, count = self.setting.K, self.setting.M, len(self.setting.rates)
        parts = self.states[:, : count * K * (K + M)].reshape(len(self.states), count, K * (K + M))
        return parts[:, :, : K * K].reshape(-1, count, K, K), parts[:, :, K * K :].reshape(-1, count, K, M)

    @property
    def Q(self) -> np.ndarray:
        """Covariances of the students' fields."""
        return np.einsum("s,tsij->tij", self.setting.rates, self.strata[0])

    @property
    def R(self) -> np.ndarray:
        """Covariances of the students' fields with the teachers'."""
        return np.einsum("s,tsij->tij", self.setting.rates, self.strata[1])

    @property
    def a(self) -> np.ndarray:
        """Outgoing weights."""
        return self.states[:, -self.setting.K :]

    def simulate(self, N: int = 1000, runs: int = 3, rng: Any = 0, points: int = 60) -> Any:
        """The descent itself in dimension N, drawn `runs` times from the same start: a `Descents`; see `descend`."""
        from symcrit.learning.descent import descend

        self._need_points()
        return descend(self.setting, self.start, float(self.alpha[-1]), N, runs, rng, points)

    def plot(self, path: str | Path, simulate: Any = None) -> Path:
        """Write a figure: lines for the equations, dots with spread for descents.

        simulate: what `simulate` returned, or its arguments as a dict.
        """
        from symcrit.learning.picture import draw

        self._need_points()
        drawn = self.simulate(**simulate) if isinstance(simulate, dict) else simulate
        return draw(self, path, drawn)

    def _need_points(self) -> None:
        """Raises InputError for a run that reached none of the alphas that were wanted."""
        if not len(self.alpha):
            raise InputError(f"the run has no points: {self.reason}")

    def _repr_html_(self) -> str:
        facts: list[tuple[object, object]] = [("convention", self.convention), ("stopped", self.reason)]
        facts += [("note", self.note)] if self.note else []
        if len(self.alpha):
            facts += [("alpha", f"{self.alpha[-1]:g}"), ("loss", f"{self.loss[-1]:.10g}")]
            last = (("Q", self.Q[-1]), ("R", self.R[-1]), ("a", self.a[-1]))
            facts += [(name, np.array2string(own, precision=6, threshold=_SHOWN)) for name, own in last]
        return html_facts("OnlineRun", repr(self.problem), facts)

    def __repr__(self) -> str:
        if not len(self.alpha):
            return f"OnlineRun({self.problem!r}: {self.stopped} before the first alpha that is wanted)"
        return (
            f"OnlineRun({self.problem!r}: {self.stopped} at alpha = {self.alpha[-1]:g}, loss {self.loss[-1]:.10g}, "
            f"{len(self.alpha)} points)"
        )


def _times(t: Any) -> np.ndarray | float:
    """The last alpha, or increasing alphas."""
    if isinstance(t, Iterable) and not isinstance(t, str):
        times = np.array([number("t", one, least=0) for one in listed("t", t, "alphas")])
        if not len(times) or (np.diff(times) <= 0).any():
            raise InputError(f"t = {shorten(t)} is no increasing list of alphas")
        return times
    return number("t", t, positive=True)


def _asymmetry(begin: Start) -> float:
    """The smallest difference ≠ 0 between two students, or between two teachers, in their overlaps."""
    rows = np.hstack([begin.R, np.diag(begin.Q)[:, None], begin.a[:, None]])
    gaps = [np.abs(one - other).max() for part in (rows, begin.R.T) for n, one in enumerate(part) for other in part[:n]]
    return float(min((gap for gap in gaps if gap > 0), default=1.0))


def equations(setting: Setting) -> Any:
    """What the compiled functions take."""
    from symcrit.learning import compiled

    nodes, weights = np.polynomial.legendre.leggauss(compiled.NODES)
    angles = np.pi / 4 * (nodes + 1)
    K, N, count = setting.K, setting.K + setting.M, len(setting.rates)
    return compiled.Equations(
        K,
        setting.shares[:, None, None] * setting.T,
        np.concatenate([np.zeros(K), -setting.b]),
        compiled.ERF if setting.family == "erf" else compiled.KINK,
        setting.c,
        setting.shares,
        setting.rates,
        setting.drift,
        2 * setting.scale * setting.eta_a,
        setting.diffusion,
        setting.noise**2,
        setting.decay,
        angles,
        np.pi / 4 * weights,
        np.empty((N, N)),
        np.empty((count, N, N)),
        *(np.empty((K, N)) for _ in range(3)),
    )


def _compiled(
    setting: Setting, begin: Start, times: np.ndarray | float, rtol: float, atol: float, max_steps: int
) -> OnlineRun:
    """By the compiled equations and their integrator."""
    from symcrit.learning import compiled

    P, y, step, now = equations(setting), packed(setting, begin), _FIRST, 0.0
    parts: list[tuple[np.ndarray, ...]] = []
    left, evaluations, status = max_steps, 0, compiled.DONE
    ends = [times] if isinstance(times, float) else list(times)
    for end in ends:
        status = compiled.MORE
        while status == compiled.MORE and left:
            room = min(_CHUNK, left)
            buffers = np.empty(room + 1), np.empty((room + 1, len(y))), np.empty(room + 1)
            status, done, now, step, count = compiled.advance(y, now, end, step, P, rtol, atol, room, *buffers)
            left, evaluations = left - done, evaluations + count
            if isinstance(times, float):
                parts.append(tuple(part[bool(parts) : done + 1] for part in buffers))
            elif status == compiled.DONE:
                parts.append(tuple(part[done : done + 1].copy() for part in buffers))
        if status != compiled.DONE:
            break
    found, states, losses = map(np.concatenate, zip(*parts, strict=True)) if parts else _nothing(y)
    names = {compiled.DONE: "done", compiled.MORE: "max_steps", compiled.STALLED: "stalled"}
    return _kept(OnlineRun(
        setting, begin, found, states, setting.scale * losses, names.get(status, "infinity"), (rtol, atol), evaluations
    ))  # fmt: skip


def _nothing(y: np.ndarray) -> tuple[np.ndarray, ...]:
    """No points."""
    return np.empty(0), np.empty((0, len(y))), np.empty(0)


def _plain(
    setting: Setting, begin: Start, times: np.ndarray | float, rtol: float, atol: float, max_steps: int
) -> OnlineRun:
    """By numpy and scipy."""
    from symcrit.learning.plain import Field

    own, y = Field(setting), packed(setting, begin)
    with np.errstate(all="ignore"):  # what leaves every bound ends the run, with a reason
        return _followed(setting, begin, own, y, times, rtol, atol, max_steps)


def _followed(
    setting: Setting, begin: Start, own: Any, y: np.ndarray, times: np.ndarray | float, rtol: float, atol: float,
    max_steps: int,
) -> OnlineRun:  # fmt: skip
    """The run of the equations `own` from y."""
    from scipy.integrate import DOP853

    end = times if isinstance(times, float) else times[-1]
    solver = DOP853(lambda _, state: own(state)[0], 0.0, y, end, rtol=max(rtol, 1e-13), atol=atol, first_step=None)
    wanted = None if isinstance(times, float) else list(times)
    found, states = ([0.0], [y]) if wanted is None else ([], [])
    if wanted and wanted[0] == 0:
        found, states, wanted = [0.0], [y], wanted[1:]
    stopped, left = "done", max_steps
    while solver.status == "running":
        if not left:
            stopped = "max_steps"
            break
        try:
            solver.step()
        except InputError as error:  # of kernels, for a step to what are no covariances
            raise InputError(f"after alpha = {solver.t:g}: {error}; the learning rate may be too large") from None
        left -= 1
        if solver.status == "failed" or not np.isfinite(solver.y).all():
            stopped = "stalled" if np.isfinite(solver.y).all() else "infinity"
            break
        if wanted is None:
            found.append(solver.t)
            states.append(solver.y.copy())
            continue
        between = solver.dense_output()
        while wanted and wanted[0] <= solver.t * (1 + 1e-14):
            found.append(wanted[0])
            states.append(between(min(wanted.pop(0), solver.t)))
    losses = [own(state)[1] for state in states]
    rows = np.array(states).reshape(len(found), len(y))
    return _kept(OnlineRun(
        setting, begin, np.array(found), rows, setting.scale * np.array(losses), stopped, (rtol, atol), solver.nfev
    ))  # fmt: skip
