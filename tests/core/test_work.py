"""Budgets: what shares may spend, what a step too dear leaves behind, and that steps do not matter, only their sum."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcrit.core.work import UNBOUNDED, OutOfWork, Stopped, Work

COSTS = st.lists(st.integers(0, 40), max_size=20)


def spend(work: Work, costs: list[int]) -> bool:
    """Whether all costs could be charged, one after the other."""
    try:
        for cost in costs:
            work.charge(cost)
    except OutOfWork:
        return False
    return True


def test_a_budget_is_spent_to_its_limit_and_not_beyond() -> None:
    work = Work(10)
    work.charge(4)
    work.charge(6)
    assert (work.limit, work.spent, work.left) == (10, 10, 0)
    work.charge(0)
    with pytest.raises(OutOfWork):
        work.charge(1)
    assert (work.spent, work.left) == (10, 0)


def test_a_step_too_dear_is_not_taken_and_ends_the_budget() -> None:
    work = Work(10)
    with pytest.raises(OutOfWork):
        work.charge(11)
    assert work.left == 0
    with pytest.raises(OutOfWork):
        work.charge(1)


@given(COSTS, st.integers(0, 300))
def test_what_is_spent_does_not_depend_on_the_steps(costs: list[int], limit: int) -> None:
    """One by one, in one step, in another order, or each unit by itself."""
    ways = [costs, [sum(costs)], costs[::-1], [1] * sum(costs)]
    budgets = [Work(limit) for _ in ways]
    ends = [spend(budget, way) for budget, way in zip(budgets, ways, strict=True)]
    assert ends == [sum(costs) <= limit] * len(ways)
    assert [budget.spent for budget in budgets] == [min(sum(costs), limit)] * len(ways)


@given(COSTS, COSTS, st.integers(0, 300), st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
def test_a_share_spends_what_it_was_made_of(before: list[int], inside: list[int], limit: int, fraction: float) -> None:
    work = Work(limit)
    spend(work, before)
    left = work.left
    share = work.share(fraction)
    assert (share.limit, share.spent, share.left) == (int(fraction * left), 0, int(fraction * left))
    fits = spend(share, inside)
    assert fits is (sum(inside) <= share.limit)
    assert share.spent == min(sum(inside), share.limit)
    assert work.spent + work.left == work.limit
    assert work.left == left - share.spent


def test_shares_of_shares_end_with_what_they_are_made_of() -> None:
    work = Work(100)
    outer = work.at_most(50)
    inner = outer.at_most(UNBOUNDED)
    assert inner.limit == 50
    inner.charge(30)
    assert (inner.left, outer.left, work.left) == (20, 20, 70)
    outer.charge(15)
    assert inner.left == 5
    with pytest.raises(OutOfWork):
        inner.charge(6)
    assert (inner.left, outer.left, work.left) == (0, 0, 50)
    assert work.at_most(-3).limit == 0


def test_a_share_cannot_spend_what_others_have_spent_meanwhile() -> None:
    work = Work(100)
    share = work.share(0.5)
    work.charge(60)
    assert share.left == 0
    with pytest.raises(OutOfWork):
        share.charge(1)
    assert (work.left, work.spent) == (40, 60)


def test_stopping_reaches_every_share_and_is_told_apart() -> None:
    work = Work(100)
    share = work.share(0.5)
    thread = threading.Thread(target=work.stop)
    thread.start()
    thread.join()
    with pytest.raises(Stopped):
        share.charge(0)
    assert share.stopped
    assert work.spent == 0
    assert issubclass(Stopped, OutOfWork)
