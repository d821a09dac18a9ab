"""Work: what a search or a check may cost, counted in operations, so that no verdict depends on a clock.

Every costly step says, before it is taken, what it will cost: a number that follows from sizes alone (terms of
polynomials, nodes of expressions, bits of balls, evaluations of an integrand), never from time, load or order.  A step
dearer than what is left is not taken.  So the same claim with the same limit ends in the same way on every run.

A unit is about a microsecond of one core of a machine of 2025; `SECOND` units are what the defaults are stated in.
What a process has computed before and remembers is charged as if it were computed anew.
"""

from __future__ import annotations

SECOND = 1_000_000
CHECK = 600 * SECOND  # what a check may cost where nothing else is said
UNBOUNDED = 10**18


class OutOfWork(Exception):
    """A step would cost more than what is left.  No `Reject`: nobody but the owner of the budget may catch it."""


class Stopped(OutOfWork):
    """Whoever gave the budget has stopped it (a guard in seconds, say): no statement about the claim."""


class _Spent:
    """What has been spent by a budget and all its shares together, and whether its owner wants it to end."""

    __slots__ = ("stopped", "units")

    def __init__(self) -> None:
        self.units = 0
        self.stopped = False


class Work:
    """A budget: `limit` units, of which the shares handed out (`share`, `at_most`) spend as well.

    Guarantee: `spent` never exceeds `limit`; it is `limit` once a step has been refused, so that it does not matter in
    how many steps a cost was charged.

    >>> work = Work(100)
    >>> work.charge(30)
    >>> half = work.share(0.5)
    >>> half.left, work.left
    (35, 70)
    >>> half.charge(36)
    Traceback (most recent call last):
        ...
    symcrit.core.work.OutOfWork: the work is spent
    >>> half.left, work.left, work.spent
    (0, 35, 65)
    """

    __slots__ = ("_end", "_spent", "_start")

    def __init__(self, limit: int = UNBOUNDED) -> None:
        self._spent = _Spent()
        self._start = 0
        self._end = limit

    @property
    def limit(self) -> int:
        """What this budget, or share, may spend in all."""
        return self._end - self._start

    @property
    def spent(self) -> int:
        """What has been spent since this budget, or share, was made."""
        return min(self._spent.units, self._end) - self._start

    @property
    def left(self) -> int:
        """What may still be spent."""
        return max(self._end - self._spent.units, 0)

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._spent.stopped

    def stop(self) -> None:
        """From another thread: the next `charge` raises `Stopped`, whatever is left.  For guards outside of core."""
        self._spent.stopped = True

    def charge(self, cost: int) -> None:
        """Count `cost` units; raises `OutOfWork`, with all of this budget spent, where fewer are left."""
        spent = self._spent
        if spent.stopped:
            raise Stopped("stopped from outside")
        after = spent.units + cost
        if after > self._end:
            spent.units = max(spent.units, self._end)
            raise OutOfWork("the work is spent")
        spent.units = after

    def at_most(self, limit: int) -> Work:
        """A share of `limit` units, or of what is left."""
        part = Work.__new__(Work)
        part._spent = self._spent
        part._start = self._spent.units
        part._end = min(self._end, part._start + max(limit, 0))
        return part

    def share(self, fraction: float) -> Work:
        """A share of this fraction of what is left."""
        return self.at_most(int(fraction * self.left))
