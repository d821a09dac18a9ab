"""From a candidate to a centre: Newton in float64 with a guard, then to any precision with the same Hessian.

No step is hidden: `Refined.moved` says how far the centre lies from the candidate, and a search that would leave the
neighbourhood of the candidate stops with a reason instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb, fmpq, fmpz

from symcrit.certification.landscape import Place, ball_gradient, rational, vector

__all__ = ["Refined", "Stopped", "decimal", "decimals", "newton", "polish", "rational", "refine"]

REACH = 0.1  # heuristic: how far, relative to the size of the weights, a centre may lie from the candidate
_STEPS = 60


class Stopped(Exception):
    """The search gave up; the message is the reason, `remedy` what would help."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


@dataclass(frozen=True)
class Refined:
    """numbers: the centre as exact decimals.  x: in float64.  hessian: there.  moved: Euclidean, from the candidate."""

    numbers: tuple[str, ...]
    x: np.ndarray
    hessian: np.ndarray
    moved: float
    gradient: np.ndarray


def decimal(value: arb | fmpq, digits: int) -> str:
    """The nearest number with so many digits after the point, exact ties aside.

    >>> decimal(fmpq(1, 3), 5), decimal(fmpq(-2), 5), decimal(arb("1e-9"), 5)
    ('0.33333', '-2', '0')
    """
    exact = value if isinstance(value, fmpq) else rational(value)
    scaled = exact * fmpq(10) ** digits
    whole = int(fmpz((2 * scaled.p + scaled.q) // (2 * scaled.q)))
    text = str(abs(whole)).rjust(digits + 1, "0")
    head = text[:-digits]
    tail = text[-digits:].rstrip("0")
    return ("-" if whole < 0 else "") + head + (f".{tail}" if tail else "")


def decimals(values: Sequence[arb], digits: int) -> tuple[str, ...]:
    """Every entry as an exact decimal; see `decimal`."""
    return tuple(decimal(value, digits) for value in values)


def newton(
    x: np.ndarray,
    gradient: Callable[[np.ndarray], np.ndarray],
    hessian: Callable[[np.ndarray], np.ndarray],
    reach: float = REACH,
) -> np.ndarray:
    """The zero of a gradient near x in float64; raises `Stopped` rather than run away.

    The steps are those of Newton, shortened so that they stay within the reach, until they are lost in rounding.  A
    gradient that makes steps right to 1e-9 is good enough, as `polish` goes on in balls; float64 has 1e-14 for weights
    of order one.
    """
    start = x
    limit = reach * (1 + np.linalg.norm(x))
    best = np.inf
    here = x
    stalled = 0
    for _ in range(_STEPS):
        step = _step(hessian(x), gradient(x))
        length = np.linalg.norm(step)
        if length < best:
            best = length
            here = x
            stalled = 0
        else:
            stalled += 1
        if length <= 1e-12 * (1 + np.linalg.norm(x)) or (stalled >= 2 and best <= 1e-9 * (1 + np.linalg.norm(x))):
            return here
        if stalled > 8:
            break
        x = x - step * min(1.0, limit / 4 / length)
        if np.linalg.norm(x - start) > limit:
            away = np.linalg.norm(x - start)
            raise Stopped(
                f"Newton's method leaves the neighbourhood of the candidate (it moves by more than {away:.2g})",
                "give a better candidate: run the gradient flow longer, or to a smaller gradient",
            )
    if best <= 1e-9 * (1 + np.linalg.norm(x)):
        return here
    raise Stopped(
        f"Newton's method does not settle near the candidate (last step {best:.2g})",
        "the critical point may be degenerate, or the candidate too far from one",
    )


def _step(H: np.ndarray, g: np.ndarray) -> np.ndarray:
    if not (np.isfinite(H).all() and np.isfinite(g).all()):
        raise Stopped(
            "the gradient or the Hessian is not finite at the candidate",
            "a kinked neuron with w = 0 has no gradient; where kinked neurons are parallel, critical(Point(problem,"
            " network)) may decide the gradient at exact weights, and loss_is the loss",
        )
    try:
        return np.linalg.solve(H, g)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(H, g, rcond=1e-12)[0]


def refine(place: Place, H: np.ndarray, digits: int) -> Refined:
    """The centre near the candidate of `place`, which is converged in float64, H there; raises `Stopped`."""
    numbers, g = polish(place, place.x, H, digits)
    x = np.array([float(text) for text in numbers])
    return Refined(numbers, x, H, float(np.linalg.norm(x - place.x)), g)


def polish(place: Place, x: np.ndarray, H: np.ndarray, digits: int) -> tuple[tuple[str, ...], np.ndarray]:
    """Exact decimals near x with a gradient of about 10^-(digits + 15), and that gradient; raises `Stopped`.

    x ← x − H⁻¹ ∇L(x) with the float64 inverse of H, ∇L in balls: every step adds about ten digits.
    """
    places = digits + 20
    bits = int(3.4 * (digits + 35))
    try:
        inverse = np.linalg.inv(H)
    except np.linalg.LinAlgError:
        raise Stopped("the Hessian is singular", "such a critical point is not isolated in these coordinates") from None
    numbers = tuple(decimal(fmpq(*_snapped(float(value)).as_integer_ratio()), places) for value in x)
    best: tuple[tuple[str, ...], np.ndarray] | None = None
    for _ in range(12):
        g = vector(ball_gradient(place, numbers, bits))
        if not np.isfinite(g).all():
            raise Stopped(
                "the gradient has no finite ball at the centre",
                "look for neurons that are 0 or parallel, where a kinked activation is not smooth",
            )
        if best is None or np.abs(g).max() < 0.1 * np.abs(best[1]).max():
            best = numbers, g
        else:
            break
        if not np.abs(g).max() > 10.0 ** -(places - 3):
            break
        step = inverse @ g
        exact = [_exact(text) - fmpq(*float(move).as_integer_ratio()) for text, move in zip(numbers, step, strict=True)]
        numbers = tuple(decimal(value, places) for value in exact)
    if np.abs(best[1]).max() > 10.0 ** -(digits + 5):
        raise Stopped(
            f"the gradient at the centre stays at {np.abs(best[1]).max():.1g}",
            "the critical point may be degenerate, or lie where a kinked activation is not smooth",
        )
    return best


def _snapped(value: float) -> float:
    """A number with few digits that is as near as rounding: exact copies stay exact."""
    short = round(value, 9)
    return short if abs(value - short) < 1e-13 else value


def _exact(text: str) -> fmpq:
    whole, _, tail = text.partition(".")
    return fmpq(int(whole + tail), 10 ** len(tail))
