"""Claims about ReLU students against an affine target, as the JSON that core reads (`symcrit.core.affine`).

Everywhere L = E[(Σ_{j≤M} s_j max(u_j·x, 0) − c − v·x)²] over x ~ N(0, I_d), |u_j| = 1, τ = |v|.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from symcrit.arguments import integer
from symcrit.core.affine.stable import COPIES
from symcrit.errors import InputError, shorten
from symcrit.kernels.kernel import kernel
from symcrit.theorems.claims import Claim, Hypotheses, Setting, json_of, named

__all__ = ["dual_bound", "equiangular", "onto", "optimal", "reduction", "signed_minimum", "sphere_mean", "stable"]


def equiangular(
    M: object, c: object, tau: object, *, cosine: object, length: object, d: object, where: Hypotheses = ()
) -> Claim:
    """In R^d there are M unit vectors with this mutual cosine; with v along their sum, ∇L = 0 at s_j = length.

    No other equal s_j > 0, and no other τ, make it critical.  Raises InputError for what is not exact.

    >>> equiangular(2, 1, 0, cosine=-1, length="sqrt(2/pi)", d=1).kind
    'equiangular'
    """
    parts = {"cosine": cosine, "length": length, "dimension": d}
    return _of_target("equiangular", M, c, tau, parts, where)


def optimal(
    M: object, c: object, tau: object, *, cosine: object, length: object, loss: object, d: object,
    where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """The equiangular student is the minimum over all students with s_j ≥ 0 in R^d, and the only one up to isometries.

    The arguments are those of `equiangular`, and the loss there.  Raises InputError for what is not exact.

    >>> optimal(2, 1, 0, cosine=-1, length="sqrt(2/pi)", loss="1 - 2/pi", d=1).kind
    'optimal'
    """
    parts = {"cosine": cosine, "length": length, "dimension": d, "value": loss}
    return _of_target("optimal", M, c, tau, parts, where)


def stable(
    M: object, c: object, tau: object, *, cosine: object, length: object, d: object, above: object = 0,
    below: object = None, sector: str = "standard", where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """The equiangular student is critical, M ≥ 3, and ∂²L by w_j = s_j u_j is > above off the rotations that fix v.

    M may be a symbol. below: the least eigenvalue is < below, shown by the kind of perturbation `sector`: "trivial",
    "standard", "pairs" or "outside". The other arguments are those of `equiangular`. Where Σu_j ≠ 0, tau = 0 is left
    undecided: all rotations fix v = 0, those that move Σu_j included.
    Raises InputError for what is not exact and for an unknown sector.

    >>> stable(3, 1, 0, cosine="-1/2", length="sqrt(2*pi)/(2*pi/3 + sqrt(3))", d=2, above="1/2").kind
    'stable'
    """
    if not isinstance(sector, str) or sector not in COPIES:
        raise InputError(f"sector = {shorten(sector)!r} is unknown; known: {', '.join(COPIES)}")
    parts = {"cosine": cosine, "length": length, "dimension": d, "above": above}
    upper = {} if below is None else {"below": below}
    return _of_target("stable", M, c, tau, parts | upper, where, {"sector": sector} if upper else {})


def dual_bound(M: object, c: object, tau: object, *, cosine: object, value: object, where: Hypotheses = ()) -> Claim:
    """value ≤ L for every student of M neurons with s_j ≥ 0, in any dimension, by the supporting line at `cosine`.

    Raises InputError for what is not exact.

    >>> dual_bound(3, 1, 0, cosine="-1/2", value="1/5").kind
    'dual_bound'
    """
    return _of_target("dual_bound", M, c, tau, {"cosine": cosine, "value": value}, where)


def signed_minimum(M: object, c: object, tau: object, *, loss: object, d: object, where: Hypotheses = ()) -> Claim:
    """Among the students of M neurons with at least one s_j ≤ 0, in R^d, the least L is `loss`, and it is attained.

    Raises InputError for what is not exact.

    >>> signed_minimum(2, 1, 2, loss="1 - 2/pi", d=1).kind
    'signed_minimum'
    """
    return _of_target("signed_minimum", M, c, tau, {"dimension": d, "value": loss}, where)


def reduction(bound: object) -> Claim:
    """A ReLU network f* seen by a student: only mean, linear part and a rest 0 ≤ R(ρ) ≤ bound·ρ² of the kernel count.

    Raises InputError for what is not exact.

    >>> reduction("1/4 - 1/(2*pi)").kind
    'reduction'
    """
    return Claim({"kind": "reduction", "kernel": kernel("relu").core, "bound": json_of(bound)})


def sphere_mean(d: int, value: object) -> Claim:
    """E[σ(u·x)σ(b·x)] is `value` in the mean over b uniform on the unit sphere of R^d, σ = ReLU, |u| = 1.

    Raises InputError for what is not exact.

    >>> sphere_mean(3, "3/16").kind
    'sphere_mean'
    """
    d = integer("d", d, 1)
    return Claim({"kind": "sphere_mean", "kernel": kernel("relu").core, "dimension": d, "value": json_of(value)})


def onto(numerator: object, denominator: object, symbol: Symbol, where: Hypotheses = ()) -> Claim:
    """numerator/denominator increases strictly over the interval [a, b) of `symbol`, from its value at a to infinity.

    Raises InputError for what is not exact.

    >>> x = Symbol("x", real=True)
    >>> onto(x, 1 - x, x, where=[x >= 0, x < 1]).kind
    'onto'
    """
    (top, bottom, variable), known = named([numerator, denominator, symbol], where)
    if not isinstance(variable, Symbol):
        raise InputError(f"{shorten(symbol)} is no symbol; name the variable of numerator and denominator")
    setting = Setting.of([top, bottom, variable], known)
    parts = {"numerator": setting.json(top), "denominator": setting.json(bottom), "symbol": variable.name}
    return setting.claim("onto", **parts)


def _of_target(
    kind: str, M: object, c: object, tau: object, parts: dict[str, Any], where: Hypotheses,
    words: dict[str, str] | None = None,
) -> Claim:  # fmt: skip
    given = {"count": M, "mean": c, "slope": tau, **parts}
    exprs, known = named(given.values(), where)
    setting = Setting.of(exprs, known)
    fields = {key: setting.json(value) for key, value in zip(given, exprs, strict=True)}
    return setting.claim(kind, kernel=kernel("relu").core, **fields, **(words or {}))
