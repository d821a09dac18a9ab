"""The oracle's third part: the kernel of an activation from what σ does at numbers, not from the forms of the claim.

σ is recognised by its values (and slopes) at a few points; then E[σ(u)σ(v)] is known in closed form from the
literature: m + c∫exp(−αz²) as in Williams (1998), c|z| + αz as in Cho and Saul (2009).
"""

import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from mpmath import mp, mpf

PLACES = [mpf(p) / 7 for p in (-40, -23, -11, -7, -4, -1, 0, 2, 5, 7, 12, 30)]
NOISE = mpf("1e-25")
Function = Callable[..., Any]


def gaussian_kernel(middle: Any, c: Any, alpha: Any) -> Function:
    """σ = middle + c∫₀ᶻ exp(−αt²) dt."""
    p = 2 * alpha

    def kappa(q11: Any, q12: Any, q22: Any) -> Any:
        bend = mp.asin(p * q12 / mp.sqrt((1 + p * q11) * (1 + p * q22))) / p if p else q12
        return middle**2 + c**2 * bend

    return kappa


def kink_kernel(c: Any, alpha: Any) -> Function:
    """σ = c·|z| + αz."""

    def kappa(q11: Any, q12: Any, q22: Any) -> Any:
        size = mp.sqrt(q11 * q22)
        if not size:
            return mpf(0)
        rho = max(min(q12 / size, mpf(1)), mpf(-1))
        return c**2 * 2 / mp.pi * size * (mp.sqrt(1 - rho**2) + rho * mp.asin(rho)) + alpha**2 * q12

    return kappa


def power_kernel(left: Any, right: Any, degree: int) -> Function:
    """σ(t) = right·t^p and σ(−t) = left·t^p for t > 0, in polar coordinates, arc by arc."""

    def kappa(q11: Any, q12: Any, q22: Any) -> Any:
        omega = mp.acos(q12 / mp.sqrt(q11 * q22))
        ends = sorted({-mp.pi / 2, mp.pi / 2, omega - mp.pi / 2, omega + mp.pi / 2, 3 * mp.pi / 2})

        def sigma(t: Any) -> Any:
            return (right if t > 0 else left) * abs(t) ** degree

        angles = mp.quad(lambda theta: sigma(mp.cos(theta)) * sigma(mp.cos(theta - omega)), ends)
        return mp.sqrt(q11 * q22) ** degree * 2**degree * mp.gamma(1 + degree) * angles / (2 * mp.pi)

    return kappa


def two_sigmoids(first: tuple, second: tuple) -> Function:
    """σ = middle + c∫₀ᶻ exp(−αt²) dt, and τ with other numbers, α > 0."""
    (m, c, a), (n, d, b) = first, second
    p, q = 2 * a, 2 * b

    def kappa(q11: Any, q12: Any, q22: Any) -> Any:
        sine = mp.sqrt(p * q) * q12 / mp.sqrt((1 + p * q11) * (1 + q * q22))
        return m * n + c * d * mp.asin(sine) / mp.sqrt(p * q)

    return kappa


def true_kernel(kernel: dict) -> Function:
    """E[σ(u)τ(v)] as a function of q11, q12, q22; raises Undefined where σ has no value, Unsupported if unknown."""
    from .oracle import Unsupported

    family, *numbers = _recognised(json.dumps(kernel["activation"]), mp.dps)
    if kernel.get("biased"):
        if family != "gaussian" or numbers[1] or "teacher" in kernel:
            raise Unsupported("means, for σ that is no constant")
        return lambda *_: numbers[0] ** 2
    if "teacher" not in kernel:
        return {"gaussian": gaussian_kernel, "kink": kink_kernel, "power": power_kernel}[family](*numbers)
    other, *values = _recognised(json.dumps(kernel["teacher"]), mp.dps)
    if family != other or family != "gaussian" or not numbers[2] or not values[2]:
        raise Unsupported("two activations")
    return two_sigmoids(tuple(numbers), tuple(values))


@cache
def _recognised(activation: str, digits: int) -> tuple:
    """The family of an activation and its numbers."""
    from .oracle import Undefined, Unsupported, value

    sigma = lambda z: value(json.loads(activation), {"z": z})  # noqa: E731
    left, right = sigma(mpf(-1)), sigma(mpf(1))
    for degree in (0, 2):
        sides = [(z, (right if z > 0 else left) * abs(z) ** degree) for z in PLACES if z]
        try:
            fits = left != right and all(abs(sigma(z) - expected) < NOISE for z, expected in sides)
        except Undefined:
            break
        if fits:
            return "power", left, right, degree
    values = [sigma(z) for z in PLACES]
    c, alpha = (sigma(mpf(1)) + sigma(mpf(-1))) / 2, (sigma(mpf(1)) - sigma(mpf(-1))) / 2
    if all(abs(v - c * abs(z) - alpha * z) < NOISE for z, v in zip(PLACES, values, strict=True)):
        return "kink", c, alpha
    slope, far = mp.diff(sigma, 0), mp.diff(sigma, 1)
    flat = abs(slope) + abs(far) < NOISE
    decay = mpf(0) if flat else -mp.log(far / slope) if slope and far / slope > 0 else mpf(-1)
    alike = all(abs(mp.diff(sigma, z) - slope * mp.exp(-decay * z * z)) < NOISE for z in PLACES)
    if not alike or decay < -NOISE:
        raise Unsupported(f"activation {activation} at {digits} digits")
    return "gaussian", sigma(mpf(0)), slope, decay if decay > NOISE else mpf(0)


def odd_sigmoid(kernel: dict) -> bool:
    """Whether σ is a multiple of erf(sz), s > 0: then one neuron has one critical point (arXiv:2311.01644)."""
    from .oracle import value

    kappa, sigma = true_kernel(kernel), lambda z: value(kernel["activation"], {"z": z})
    bent = abs(kappa(1, mpf("0.5"), 1) * 2 - kappa(1, 1, 1)) > NOISE
    return bent and all(abs(sigma(z) + sigma(-z)) < NOISE for z in PLACES)


def wrong_forms(kernel: dict, rng: random.Random, count: int = 12) -> bool:
    """Whether κ, ∂κ/∂q11 or ∂κ/∂q12 of the claim differ from the truth (or are undefined) at a Gram matrix."""
    from .oracle import Undefined, value

    truth = true_kernel(kernel)
    for _ in range(count):
        s, t = (mpf(rng.randint(1, 400)) / 100 for _ in "st")
        r = mpf(rng.randint(-99, 99)) / 100
        edge = {"q11": s * s, "q12": rng.choice((1, -1)) * s * t, "q22": t * t}
        at = {"q11": s * s, "q12": r * s * t, "q22": t * t}
        means = {mean: mpf(rng.randint(-9, 9)) / 4 for mean in ("m1", "m2") if kernel.get("biased")}
        right = [truth(*at.values()), *(mp.diff(truth, tuple(at.values()), n) for n in ((1, 0, 0), (0, 1, 0)))]
        try:
            stated = [value(form, at | means) for form in kernel["forms"] if value(form, edge | means) is not None]
        except Undefined:
            return True
        if any(abs(x - y) > NOISE * (1 + abs(y)) for x, y in zip(stated, right, strict=True)):
            return True
    return False
