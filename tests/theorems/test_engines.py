"""The engines one by one: points, sums of squares, identities, chains, moves.  What they find, core accepts."""

from fractions import Fraction
from itertools import product

import pytest

from symcrit.certificate import write, written
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import parse
from symcrit.core.claims.equal import Equal
from symcrit.core.claims.less import Less
from symcrit.core.kinds import Witness
from symcrit.core.registry import read_claim, read_grounds
from symcrit.core.work import SECOND, OutOfWork, Work
from symcrit.search.claims._minors import blocks
from symcrit.search.engines import inequalities
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.equalities.identities import IDENTITIES, instance, proved
from symcrit.search.engines.linear.multiples import by_atom
from symcrit.search.engines.places import counterexamples
from symcrit.search.engines.places.points import points
from symcrit.search.engines.values import admissible, sign_at
from symcrit.search.search import Goal, Search, with_sample

X = {"x": "real"}
X_POSITIVE = [[">", "x", 0]]


def domain(kinds: dict, where: list) -> Domain:
    return Domain.read(kinds, where)


def found(kinds: dict, where: list, gap: object, strict: bool) -> Witness | None:
    """The witness for gap > 0 or ≥ 0, and core's consent to it; it is read as it was written."""
    search, goal = Search(Work(10 * SECOND)), Goal(domain(kinds, where), parse(gap), strict)
    witness = inequalities.find(search, goal)
    if witness is not None:
        sample = next(points(goal.domain, Work(), 1))
        proof = with_sample(witness, sample)
        assert search.accepts(goal.claim, proof)
        assert read_grounds(goal.claim, written(proof)) == proof
    return witness


@pytest.mark.parametrize(
    "json",
    [
        ["-", ["^", "x", 2], ["/", 1, "x"]],
        ["sqrt", ["+", 1, ["*", 2, "x"]]],
        ["kernel", "k", 0, 1, 0, "x", 1, "x"],
        "pi",
        "-1/3",
    ],
)
def test_expressions_survive_writing_and_reading(json: object) -> None:
    expr = parse(json)
    assert parse(write(expr)) is expr


@pytest.mark.parametrize(
    ("kinds", "where"),
    [
        (X, [[">", "x", 0], ["<", "x", ["/", "pi", 2]]]),
        ({"k": "integer", "n": "integer"}, [[">=", "n", 1], [">=", "k", "n"]]),
        ({"x": "real", "y": "real"}, [["=", "y", ["^", "x", 2]], [">", "y", 2]]),
        ({"x": "real", "y": "real"}, [["<=", ["^", "x", 2], "y"], ["!=", "x", 0]]),
    ],
)
def test_points_satisfy_the_hypotheses(kinds: dict, where: list) -> None:
    there = domain(kinds, where)
    sampled = list(points(there, Work(), 20))
    assert len(sampled) >= 10
    assert all(admissible(there, point, Work()) for point in sampled)
    assert len({tuple(point.values()) for point in sampled}) == len(sampled)


@pytest.mark.parametrize(
    ("names", "equation", "count"),
    [
        ("xy", [["*", ["^", "x", 2], "y"], 1], 10),
        ("xy", [["+", ["^", "x", 2], ["^", "y", 2]], 1], 3),
        ("xyz", [["+", "x", "y", "z"], 3], 10),
        ("xy", [["*", ["sqrt", "x"], "y"], 2], 5),
        ("ab", [["*", ["+", "a", ["*", 2, "b"], ["/", 2, ["+", "a", 1]]],
                 ["+", "b", ["*", 2, "a"], ["/", 2, ["+", "b", 1]]]], 16], 1),
    ],
    ids=["parabola", "circle", "plane", "root", "of degree 6"],
)  # fmt: skip
def test_equations_among_the_hypotheses_are_solved_where_formulas_do(names: str, equation: list, count: int) -> None:
    """The last one is of degree 3 in each symbol: a computer algebra system does not come back with its roots."""
    there, work = domain(dict.fromkeys(names, "real"), [["=", *equation]]), Work(SECOND)
    found = list(points(there, work, count))
    assert len(found) == count
    assert all(admissible(there, point, Work()) for point in found)


def test_the_places_near_the_origin_come_one_by_one() -> None:
    from symcrit.search.engines.places.points import _near_origin

    counts = [2, 3, 1, 4]
    every = sorted(product(*map(range, counts)), key=lambda place: (sum(place), place))
    assert list(_near_origin(counts)) == every
    many = _near_origin([2] * 60)
    assert [sum(next(many)) for _ in range(100)] == [0] + [1] * 60 + [2] * 39


def test_every_finder_of_points_charges_for_them() -> None:
    there = domain({"x": "real", "y": "real"}, [["<=", ["^", "x", 2], "y"]])
    work = Work()
    assert len(list(points(there, work, 20))) == 20
    with pytest.raises(OutOfWork):
        list(points(there, Work(work.spent // 2), 20))
    assert len(list(points(there, Work(work.spent), 20))) == 20


def test_no_point_of_an_empty_domain_is_found() -> None:
    assert list(points(domain(X, [[">", "x", 1], ["<", "x", 0]]), Work())) == []


def test_signs_at_points_are_certain_or_none() -> None:
    here = {"x": Fraction(1, 3)}
    assert sign_at(parse(["-", ["*", 3, "x"], 1]), here, Work()) is None
    assert sign_at(parse(["-", ["*", 3, "x"], "99999999999999999999/100000000000000000000"]), here, Work()) == 1
    assert sign_at(parse(["/", 1, ["-", ["*", 3, "x"], 1]]), here, Work()) is None


MOTZKIN = [
    "+",
    ["*", ["^", "x", 4], ["^", "y", 2]],
    ["*", ["^", "x", 2], ["^", "y", 4]],
    1,
    ["*", -3, ["^", "x", 2], ["^", "y", 2]],
]


@pytest.mark.parametrize(
    ("kinds", "where", "gap", "strict"),
    [
        (X, [], ["+", ["^", "x", 4], ["*", -1, "x"], 1], True),
        ({"x": "real", "y": "real"}, [], MOTZKIN, False),
        (
            X,
            [[">=", "x", -1], ["<=", "x", 1]],
            ["+", 2, ["*", -2, ["^", "x", 2]], ["*", "x", ["-", 1, ["^", "x", 2]]]],
            False,
        ),
        (X, [], ["+", 2, ["cos", "x"]], True),
    ],
    ids=["quartic", "Motzkin", "with bounds", "with sin² + cos² = 1"],
)
def test_sums_of_squares(kinds: dict, where: list, gap: object, strict: bool) -> None:
    assert found(kinds, where, gap, strict) is not None


@pytest.mark.parametrize("gap", [["-", ["^", "x", 2], "1/1000000"], ["-", ["^", "x", 4], ["^", "x", 2]]])
def test_what_is_negative_somewhere_is_not_proved(gap: object) -> None:
    assert found(X, [], gap, False) is None


@pytest.mark.parametrize(
    ("where", "gap", "strict", "kind"),
    [
        (X_POSITIVE, ["-", ["exp", "x"], ["+", 1, "x"]], True, "chain"),
        (X_POSITIVE, ["-", "x", ["atan", "x"]], True, "chain"),
        ([], ["-", ["exp", "x"], ["+", 1, "x"]], False, "substitute"),
        ([["<=", "x", 1], [">=", "x", 0]], ["-", 2, ["exp", ["*", "x", ["-", "x", 1]]]], True, "split"),
    ],
    ids=["convex", "atan", "touching inside", "compact"],
)
def test_transcendental_inequalities(where: list, gap: object, strict: bool, kind: str) -> None:
    witness = found(X, where, gap, strict)
    assert witness is not None
    assert witness.kind in (kind, "positive")


def test_the_search_ends_when_its_work_is_spent() -> None:
    search = Search(Work(SECOND // 20))
    gap = parse(["-", 30, ["*", *[["exp", ["sin", ["*", i, "x"]]] for i in range(1, 8)]]])
    goal = Goal(domain(X, []), gap, True)
    with pytest.raises(OutOfWork):
        list(iter(lambda: (search.poll(), inequalities.find(search, goal)), 0))
    assert search.work.left == 0
    assert search.work.spent == SECOND // 20


@pytest.mark.parametrize("strict", [True, False])
def test_the_claim_of_a_goal_is_read_as_it_was_written(strict: bool) -> None:
    goal = Goal(domain(X, X_POSITIVE), parse(["sqrt", "x"]), strict)
    assert read_claim(written(goal.claim)) == goal.claim
    assert goal.claim.relation == goal.relation


L = {"l": "integer"}
LARGE_L = [[">=", "l", 2]]
ROOTS = ["*", ["sqrt", ["-", ["*", 2, "l"], 1]], ["sqrt", ["+", ["*", 2, "l"], 1]]]


@pytest.mark.parametrize(
    "gap",
    [
        ["-", ["*", ["sqrt", 3], ["^", "l", 2]], ["*", "pi", "l"]],
        ["-", ["*", "l", ROOTS], ["-", ["*", 2, ["^", "l", 2]], "1/2"]],
        ["-", ["*", ["-", "pi", 3], "l", ROOTS], ["*", ["-", ["*", 2, "pi"], 6], ["-", ["^", "l", 2], "1/4"]]],
    ],
)
def test_coefficients_of_a_symbol_may_be_constants_or_roots(gap: object) -> None:
    assert found(L, LARGE_L, gap, strict=True)
    below = ["-", gap, ["*", 10, ["^", "l", 2]]]
    assert found(L, LARGE_L, below, strict=True) is None


def test_blocks_of_a_matrix() -> None:
    rows = [[1, 0, 2, 0], [0, 3, 0, 4], [2, 0, 5, 0], [0, 4, 0, 6]]
    matrix = [[parse(entry) for entry in row] for row in rows]
    assert blocks(matrix, 4) == [[0, 2], [1, 3]]
    assert blocks(matrix, 2) == [[0], [1]]


def test_a_multiple_of_what_is_known_and_a_rest() -> None:
    arc, inside = ["asin", "u"], domain({"u": "real"}, [[">", "u", 0], ["<", "u", 1]])
    goal, known = Goal(inside, parse(["-", ["*", 2, arc], "u"]), True), parse(["-", arc, "u"])
    search = Search(Work())
    factor, rest = by_atom(search, goal, known, [{"u": 0.25}, {"u": 0.5}])
    context = search.context(inside)
    assert context.is_zero(factor - parse(2))
    assert context.is_zero(rest - parse("u"))


EQUATIONS = {  # by the kind of the witness that proves them
    "zero": [(["^", ["+", "x", 1], 2], ["+", ["^", "x", 2], ["*", 2, "x"], 1]),
             (["sin", ["*", 2, "x"]], ["*", 2, ["sin", "x"], ["cos", "x"]])],
    "root": [(["sqrt", ["+", 3, ["*", 2, ["sqrt", 2]]]], ["+", 1, ["sqrt", 2]])],
    "angle": [(["+", ["atan", "1/2"], ["atan", "1/3"]], ["/", "pi", 4])],
    "constant": [(["+", ["^", ["cosh", "x"], 2], ["*", -1, ["^", ["sinh", "x"], 2]]], 1)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "lhs", "rhs"), [(kind, *sides) for kind, several in EQUATIONS.items() for sides in several]
)
def test_equations(kind: str, lhs: object, rhs: object) -> None:
    claim = Equal(domain=domain(X, []), lhs=parse(lhs), rhs=parse(rhs))
    search = Search(Work(10 * SECOND))
    witness = equations.find(search, claim)
    assert witness is not None
    assert witness.kind in (kind, "zero")
    assert search.accepts(claim, with_sample(witness, {"x": Fraction(1)}))


@pytest.mark.parametrize("name", IDENTITIES)
def test_identities_are_proved(name: str) -> None:
    known = proved(name, 2)
    sample = {symbol: Fraction(1) for symbol in known.claim.domain.kinds}
    assert Search(Work()).accepts(known.claim, with_sample(known.witness, sample))


@pytest.mark.parametrize(("name", "values"), [("sin-sum", {"x": "a", "y": "b"}), ("exp-multiple", {"n": 3, "x": "a"})])
def test_an_instance_of_an_identity_says_what_the_identity_says(name: str, values: dict) -> None:
    given = {key: parse(value) for key, value in values.items()}
    relation = instance(name, given).relation
    assert (relation.lhs, relation.rhs) == IDENTITIES[name](**given)


def test_a_counterexample_is_a_point_where_core_refutes() -> None:
    claim = Less(domain=domain(X, X_POSITIVE), lhs=parse("x"), rhs=parse(["^", "x", 2]))
    search = Search(Work())
    refutation = counterexamples.quick(search, claim)
    assert refutation is not None
    assert search.refutes(claim, refutation)
    assert Fraction(str(refutation.at["x"].value)) <= 1


def test_nothing_is_refuted_where_all_is_true() -> None:
    claim = Less(domain=domain(X, X_POSITIVE), lhs=parse(0), rhs=parse("x"))
    assert counterexamples.quick(Search(Work()), claim) is None
    assert counterexamples.deep(Search(Work()), claim) is None
