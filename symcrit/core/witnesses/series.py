"""`series`: an inequality about any σ, degree by degree of its Hermite series."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import ONE, Expr, parse
from symcrit.core.expectation.series import degrees
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part


@frozen
class Series(Witness):
    """gap ≥ 0 (> 0) in the degrees 0, …, d − 1 and, for any m ≥ d, in degree m: d + 1 `steps`.

    Correlations are powers of `base`; see `expectation.series`.  Rule `hermite-series`.
    """

    kind = "series"
    base: Expr | None = part(parse, optional=True)
    steps: tuple[Witness, ...] = part(inside="witness", shape="list")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Every degree by its step."""
        base = ONE if self.base is None else self.base
        parts = degrees(goal, context, checker.of_any, base, len(self.steps))
        for degree, step in zip(parts, self.steps, strict=True):
            checker.prove(degree, step)
        checker.rules.add("hermite-series")
        return "exact"
