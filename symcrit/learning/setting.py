r"""What is learned online, and how: a problem with its learning rates, noise and law of the inputs.

One step of stochastic gradient descent in R^N takes a fresh x ~ N(0, Σ), y = f*(x) + noise·ξ with ξ ~ N(0, 1), and

    w_i ← w_i − (eta/N)·∂ℓ/∂w_i,    a_i ← a_i − (eta_a/N)·∂ℓ/∂a_i,    ℓ = scale·(f(x) − y)²,    alpha = steps/N.

So scale = ½ has the learning rate of Saad and Solla, of Biehl and Riegler and of Goldt et al.; with scale = 1 eta is
half of theirs.  The loss is scale·E[(f − f*)²], which for scale = ½ is the generalisation error ε_g.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sympy
from sympy import Expr

from symcrit.arguments import instance, integer, listed
from symcrit.errors import InputError, shorten
from symcrit.exact import as_expr
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.kernels.shapes import erf_shape, kink_shape
from symcrit.model.problem import Problem

__all__ = ["LARGEST", "Setting", "number"]

_MOST = 64  # neurons of a student or a teacher
_ROUNDING = 1e-12
LARGEST = 1e12  # of rates, noise, eigenvalues and overlaps: products of several stay far from overflow


def number(
    name: str, value: object, *, least: float | None = None, positive: bool = False, most: float = LARGEST
) -> float:
    """A real number in float64, from an exact value, text such as "1/2", or a float; at most `most`; raises InputError.

    >>> number("eta", "1/2")
    0.5
    >>> number("eta", "-1/2", least=0)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: eta = '-1/2' is not a number >= 0; write for example '1/2'
    """
    try:
        exact = sympy.Float(value) if isinstance(value, float | np.floating) else as_expr(value)
        found = float(exact) if isinstance(exact, Expr) and exact.is_real else float("nan")
    except Exception:  # whatever a foreign object raises, it is no number
        found = float("nan")
    wanted = "a number > 0" if positive else "a number" if least is None else f"a number >= {least:g}"
    if isinstance(value, bool) or not np.isfinite(found) or (positive and found <= 0):
        raise InputError(f"{name} = {shorten(value)!r} is not {wanted}; write for example '1/2'")
    if least is not None and found < least:
        raise InputError(f"{name} = {shorten(value)!r} is not {wanted}; write for example '1/2'")
    if abs(found) > most:
        raise InputError(f"{name} = {shorten(value)!r} is larger than {most:g}; give a smaller number")
    return found


@dataclass(frozen=True, eq=False)
class Setting:
    """What the equations are made of, in float64.

    T: M×M overlaps of the teachers. b: M.  eta, eta_a, noise, batch, decay as in `online`; eta = 0 is the limit of
    small learning rates.  shares, rates: the eigenvalues of Σ are `rates`, with these shares; 1 and 1 for N(0, I).
    family: "erf", "kink" or None, with the constants c of κ as in `flow.compiled`.
    kernels: student–student, student–teacher, teacher–teacher.
    """

    problem: Problem
    T: np.ndarray
    b: np.ndarray
    scale: float
    eta: float
    eta_a: float
    noise: float
    batch: int
    decay: float
    shares: np.ndarray
    rates: np.ndarray
    kernels: tuple[Kernel, Kernel, Kernel]
    family: str | None
    c: np.ndarray

    @property
    def K(self) -> int:
        """Number of students."""
        return self.problem.n

    @property
    def M(self) -> int:
        """Number of teachers."""
        return len(self.b)

    @property
    def limit(self) -> bool:
        """Whether the learning rates are infinitely small: then alpha counts eta·steps/N."""
        return self.eta == 0

    @property
    def drift(self) -> float:
        """What multiplies E[(f − y)·∂f]: 2·scale·eta, and in the limit 2·scale."""
        return 2 * self.scale * (1.0 if self.limit else self.eta)

    @property
    def diffusion(self) -> float:
        """What multiplies E[(f − y)²·∂f·∂f]: (2·scale·eta)²/batch."""
        return (2 * self.scale * self.eta) ** 2 / self.batch

    @property
    def convention(self) -> str:
        """One step and the loss, in words."""
        half = "½" if self.scale == 0.5 else "" if self.scale == 1 else f"{self.scale:g}·"
        mean = "" if self.batch == 1 else f", mean over {self.batch} examples"
        time = "alpha = eta·steps/N, eta → 0" if self.limit else "alpha = steps/N"
        return f"step (eta/N)·∇{half}(f − y)²{mean}; loss {half}E[(f − f*)²]; {time}; Q_ij = w_i·w_j, no 1/√N"

    @classmethod
    def of(
        cls, problem: Problem, eta: object, eta_a: object, noise: object, batch: object, decay: object,
        covariance: Iterable[tuple[object, object]] | None,
    ) -> Setting:  # fmt: skip
        """From what `online` is given; raises InputError."""
        instance("problem", problem, Problem, "write Problem.orthonormal('erf', 2, 2, scale='1/2')")
        problem.need_standard("online learning is")
        if problem.teacher.outputs > 1:
            raise InputError(f"online learning has one output; the teacher has {problem.teacher.outputs}")
        if problem.symbols or problem.teacher.kind == "ball":
            raise InputError("online learning needs a problem of numbers, without symbols and balls")
        if isinstance(problem.activation, Kernel) and problem.activation.is_uninterpreted:
            raise InputError("the kernel is arbitrary, so that there are no numbers; choose a named activation")
        if max(problem.n, problem.k) > _MOST:
            raise InputError(f"n = {problem.n}, k = {problem.k}: more than {_MOST} neurons; take fewer")
        for one in {sigma for own in problem.kernels for sigma in own.pair}:
            if one.smoothness == -1:
                raise InputError(f"{one.name} jumps, so that ∂f/∂w has no square; take a continuous activation")
        rates = number("eta", eta, least=0), number("eta_a", eta_a, least=0)
        if "W" not in problem.free or (rates[1] and "a" not in problem.free):
            raise InputError(f"free = {problem.free}: W learns online, and a where eta_a > 0; leave free out, or eta_a")
        found = number("noise", noise, least=0)
        scale = number("scale", problem.scale)
        size = integer("batch", batch, 1)
        if rates[0] == 0 and (found or size > 1):
            raise InputError("noise and batch have no effect as eta → 0; leave them out, or give an eta > 0")
        V, b = np.array(problem.teacher.to_float().W), problem.teacher.to_float().outgoing[:, 0]
        shares, values = _spectrum(covariance)
        family, c = _family(problem)
        return cls(
            problem, V @ V.T, np.array(b), scale, *rates, found, size,
            number("decay", decay, least=0), shares, values, problem.kernels, family, c,
        )  # fmt: skip


def _spectrum(covariance: Iterable[tuple[object, object]] | None) -> tuple[np.ndarray, np.ndarray]:
    """Shares and eigenvalues of Σ."""
    if covariance is None:
        return np.ones(1), np.ones(1)
    pairs = listed("covariance", covariance, "pairs (share, eigenvalue)")
    if not pairs or not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        raise InputError(
            f"covariance = {shorten(covariance)} is no list of pairs (share of the dimensions, eigenvalue); "
            "write [('1/2', '1/2'), ('1/2', '3/2')]"
        )
    shares = np.array([number("a share", share, positive=True) for share, _ in pairs])
    if abs(shares.sum() - 1) > _ROUNDING:
        raise InputError(f"the shares in covariance add up to {shares.sum():g}, not to 1")
    return shares, np.array([number("an eigenvalue", value, positive=True) for _, value in pairs])


def _family(problem: Problem) -> tuple[str | None, np.ndarray]:
    """ "erf" or "kink" with the constants of κ; the formula of σ decides, and a candidate kernel is of no kind."""
    own, *others = problem.kernels
    if not all(own.says_the_same(other) for other in (*others, kernel(*own.pair))):
        return None, np.zeros(3)
    sigma = own.pair[0].expr
    if shape := erf_shape(sigma):
        constants = 2 * shape.slope**2, shape.middle**2, 2 * shape.height**2 / sympy.pi
        return "erf", np.array([*map(float, constants)])
    if kink := kink_shape(sigma):
        return "kink", np.array([float(kink.linear), float(kink.bend), 0.0])
    return None, np.zeros(3)
