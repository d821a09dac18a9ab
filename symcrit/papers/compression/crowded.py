"""More neurons than fit equiangularly, M > d + 1 (or M > d where τ > 0): no minimum is known, it is enclosed.

From above by the exact loss of a student that a search in floating point finds; from below by the better of two bounds
for all students: the supporting line, which knows no dimension (`dual_bound`), and the degrees 0, 1 and 2 of L, which
know it (`dimension_bound`).  The search is numerical; both ends are certified.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, fmpq
from scipy.optimize import minimize_scalar
from sympy import Expr

from symcrit.arguments import integer
from symcrit.claims import Claim
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten
from symcrit.model.network import Network
from symcrit.papers.compression.bound import bound
from symcrit.papers.compression.claims import dimension_bound, dual_bound
from symcrit.papers.compression.experiments import search
from symcrit.papers.compression.objective import BITS
from symcrit.translate import as_expr

__all__ = ["Enclosed", "crowded"]

DIGITS = 9  # decimals of the weights of the student, and of the bound in a claim
FINE = 10**6  # denominators of cosines


@dataclass(frozen=True)
class Enclosed:
    """low ≤ min L ≤ high for M neurons in d dimensions, c = 1, |v| = tau; balls, and what they come from.

    student: of loss `high`. by: "line" or "dimension", which of the bounds is `low`; cosine: where it touches, None for
    weights of any sign by the dimension.
    """

    M: int
    d: int
    tau: Expr
    signs: str
    low: arb
    high: arb
    student: Network
    by: str
    cosine: Fraction | None

    def claim(self) -> Claim | None:
        """The lower bound, rounded down, as a claim that core decides; None where it is that of `free_signs`.

        >>> from symcrit import decide
        >>> decide(crowded(7, 3, rng=0, starts=2).claim()).verdict.name
        'PROVED'
        """
        scale = 10**DIGITS
        with balls.precision(BITS):
            value = str(Fraction(int((self.low * scale).lower().floor().unique_fmpz()) - 1, scale))
        if self.by == "dimension":
            own = {} if self.cosine is None else {"cosine": str(self.cosine)}
            return dimension_bound(self.M, 1, self.tau, d=self.d, value=value, **own)
        if self.signs == "free":
            return None
        return dual_bound(self.M, 1, self.tau, cosine=str(self.cosine), value=value)

    def __repr__(self) -> str:
        ends = f"{self.low.str(6, radius=False)} <= min L <= {self.high.str(6, radius=False)}"
        where = f"M = {self.M}, d = {self.d}, tau = {float(self.tau):g}, {self.signs}"
        return f"Enclosed({where}: {ends}, by the {self.by})"


def crowded(
    M: int, d: int, tau: object = 0, *, signs: str = "nonnegative", starts: int = 10, rng: np.random.Generator | int
) -> Enclosed:
    """The least L of M ReLU neurons in d dimensions against 1 + v·x, |v| = tau, between two certified numbers.

    tau: exact, ≥ 0; not 0 for targets whose weights have a mean. signs: of the outgoing weights, "nonnegative" or
    "free". starts, rng: of the search, as in `search`; more starts can lower the upper end.
    Guarantee: low ≤ min L ≤ high.  Raises InputError as `search` and `bound` do.

    >>> crowded(7, 3, rng=0, starts=2)
    Enclosed(M = 7, d = 3, tau = 0, nonnegative: 0.151590 <= min L <= 0.152146, by the dimension)
    """
    M, d = integer("M", M, 2, 10**4), integer("d", d, 1, 10**4)
    slope = as_expr(tau)
    if not slope.is_nonnegative:
        raise InputError(f"tau = {shorten(tau)} must be a number >= 0, the length of v")
    found = search(M, float(slope), signs=signs, starts=starts, d=d, rng=rng)
    student = Network([[f"{x:.{DIGITS}f}" for x in row] for row in found.W], [f"{x:.{DIGITS}f}" for x in found.s])
    line = bound(student, 1, slope)
    cosine = _best_cosine(M, d) if line.signs == "nonnegative" and signs == "nonnegative" else None
    with balls.precision(BITS):
        by_dimension = _by_dimension(M, d, cosine)
        better = bool(by_dimension > line.value)
    if signs == "free" and line.signs == "nonnegative":  # its bound is for weights of one sign
        better = True
    low, by, at = (by_dimension, "dimension", cosine) if better else (line.value, "line", line.cosine)
    return Enclosed(M, d, slope, signs, low, line.loss, student, by, at)


def _by_dimension(M: int, d: int, cosine: Fraction | None) -> arb:
    """1 − 1/(A + C/d + D/M), A = √(1 − ρ²) + ρ·asin(ρ)/2, C = asin(ρ)/(2ρ), D = π/2 − A − C; without ρ 1/(2d + 1)."""
    if cosine is None:
        return arb(1) / (2 * d + 1)
    rho = arb(fmpq(cosine.numerator, cosine.denominator))
    start, bend = (1 - rho * rho).sqrt() + rho * rho.asin() / 2, rho.asin() / (2 * rho)
    return 1 - 1 / (start + bend / d + (arb.pi() / 2 - start - bend) / M)


def _best_cosine(M: int, d: int) -> Fraction:
    """Where the bound is largest; heuristic, any value is right."""

    def lower(rho: float) -> float:
        start, bend = np.sqrt(1 - rho * rho) + rho * np.arcsin(rho) / 2, np.arcsin(rho) / (2 * rho)
        return -float(start + bend / d + (np.pi / 2 - start - bend) / M)

    found = minimize_scalar(lower, bounds=(1e-6, 1 - 1e-9), method="bounded", options={"xatol": 1e-12})
    return Fraction(float(found.x)).limit_denominator(FINE)
