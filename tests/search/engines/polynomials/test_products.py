"""Certificates with products of hypotheses: what they prove, what is refuted beside it, the same on every run."""

from fractions import Fraction

import pytest
from flint import fmpq

import symcrit as sc
from symcrit.core import Domain, Relation, Work, parse
from symcrit.search.engines.field import Field
from symcrit.search.engines.places.points import points
from symcrit.search.engines.polynomials import gram
from symcrit.search.engines.polynomials.coordinates import Coordinates
from symcrit.search.engines.polynomials.hypotheses import Known
from symcrit.search.engines.polynomials.positivstellensatz import contradiction
from symcrit.search.search import Search

PROVED, REFUTED = sc.Verdict.PROVED, sc.Verdict.REFUTED
POSITIVE = ["a > 0", "b > 0", "c > 0"]
SIDES = ["a + b > c", "b + c > a", "c + a > b"]
MOTZKIN = "x^4*y^2 + x^2*y^4 - 3*x^2*y^2"

TRUE = {
    "a sum of squares after multiplication": ("-1", MOTZKIN, []),
    "on a box": ("-181/100", "x*y^2 + x*z^2 - 11/10*x + 1/10", ["abs(x) <= 1", "y^2 <= 1", "0 <= z", "z <= 1"]),
    "a box written as products": ("-2", "x^3*y - x*y^3 - x*y", ["(x + 1)*(1 - x) >= 0", "(y + 1)*(1 - y) >= 0"]),
    "a hypothesis of higher degree": ("2*a*b*c", "a^2 + b^2 + c^2", ["a + b + c >= 3*a*b*c"]),
    "triples of hypotheses": ("(a + b - c)*(b + c - a)*(c + a - b)", "a*b*c", SIDES),
    "one degree by an equation": ("a*b + b*c + c*a", "a^3 + b^3 + c^3", [*POSITIVE, "a*b*c = 1"]),
    "denominators": ("3/2", "a/(b + c) + b/(c + a) + c/(a + b)", POSITIVE),
    "roots": ("sqrt(a) + sqrt(b)", "2", ["a >= 0", "b >= 0", "a + b = 2"]),
    "an absolute value": ("2*y*x^5 + y^2*x^4 - y^3*x^2 - 2*y^3*x + x*y/2", "2", ["abs(x) <= 0.2", "abs(y) <= 1.4"]),
}  # fmt: skip

FALSE = {
    "below the minimum": ("-9/10", MOTZKIN, []),
    "on a box": ("-2", "x*y^2 + x*z^2 - 11/10*x", ["abs(x) <= 3", "y^2 <= 4", "0 <= z", "z <= 1"]),
    "without the hypotheses": ("a*b*c", "(a + b - c)*(b + c - a)*(c + a - b)", SIDES),
    "a constant too large": ("a*b + b*c + c*a", "11/12*(a^3 + b^3 + c^3)", [*POSITIVE, "a*b*c = 1"]),
    "denominators": ("151/100", "a/(b + c) + b/(c + a) + c/(a + b)", POSITIVE),
    "an absolute value": ("2*x^2 - 1", "99/100", ["abs(x) <= 1"]),
}


@pytest.mark.parametrize("name", TRUE)
def test_certificates_are_found(name: str) -> None:
    lhs, rhs, where = TRUE[name]
    assert sc.decide(sc.at_most(lhs, rhs, where=where)).verdict is PROVED


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refuted(name: str) -> None:
    lhs, rhs, where = FALSE[name]
    assert sc.decide(sc.at_most(lhs, rhs, where=where)).verdict is REFUTED


def test_hypotheses_that_leave_no_room_are_equations() -> None:
    assert sc.decide(sc.at_most("x*y", "y", where=["(x - 1)^2 = 0"])).verdict is PROVED
    box = ["(x - 1)^2 <= 0", "(x - 4)*(y - 1) >= 0", "(y - 2)*(1 - y) >= 0"]
    assert sc.decide(sc.at_most("x*y", 1, where=box)).verdict is PROVED
    assert sc.decide(sc.at_most("x*y", "99/100", where=box)).verdict is REFUTED


def test_parts_that_are_empty() -> None:
    """x·y > 1 contradicts x² + y² ≤ 2, but not x² + y² < 3."""

    def empty(bound: int) -> bool:
        texts = [[">", ["*", "x", "y"], 1], ["<=", ["+", ["^", "x", 2], ["^", "y", 2]], bound]]
        domain = Domain({"x": "real", "y": "real"}, [Relation(op, parse(lhs), parse(rhs)) for op, lhs, rhs in texts])
        return contradiction(Search(Work(10**6)), domain) is not None

    assert empty(2)
    assert not empty(3)


def test_a_strict_goal_rests_on_strict_hypotheses() -> None:
    assert sc.decide(sc.less(0, "x^12", where=["x >= -9", "x < 10", "x^4 > 0"])).verdict is PROVED
    assert sc.decide(sc.less(0, "x^12", where=["x >= -9", "x < 10"])).verdict is REFUTED
    assert sc.decide(sc.less("y*z", "w", where=["x > 0", "x*y*z < 0", "x*w > 0"])).verdict is PROVED


def test_the_same_certificate_on_every_run() -> None:
    claim = sc.at_most("-1", MOTZKIN)
    first, second = (sc.decide(claim) for _ in range(2))
    assert first.work == second.work
    assert str(first.certificate) == str(second.certificate)


def test_points_of_a_thin_domain() -> None:
    """Sides that move with each other, and a box that is written as products."""
    where = [[">", "x", 0], ["<", "x", ["*", 3, "y"]], ["<", "u", "v"], ["<", "v", 0], [">", ["^", "v", 2], 1]]
    where += [["<", ["^", "v", 2], "x"], [">=", ["*", ["-", "w", 4], ["-", "401/100", "w"]], 0]]
    domain = Domain(dict.fromkeys("uvwxy", "real"), [Relation(op, parse(lhs), parse(rhs)) for op, lhs, rhs in where])
    found = list(points(domain, Work(10**6), 12))
    assert len(found) == 12
    for point in found:
        assert 4 <= point["w"] <= Fraction(401, 100)
        assert 1 < point["v"] ** 2 < point["x"] < 3 * point["y"]


def test_a_form_that_is_no_sum_of_squares() -> None:
    """Choi and Lam: times x² + y² + z² it is one; where that is 0 the form is looked at once more."""
    form = "a^4*b^2 + b^4*c^2 + c^4*a^2 - 3*a^2*b^2*c^2"
    assert sc.decide(sc.at_most(0, form)).verdict is PROVED
    assert sc.decide(sc.at_most(0, f"{form} - a^2*b^2*c^2/10")).verdict is REFUTED


def test_two_equations() -> None:
    circles = ["a^2 + b^2 = 1", "x^2 + y^2 = 1"]
    assert sc.decide(sc.at_most("a*x + b*y", 1, where=circles)).verdict is PROVED
    assert sc.decide(sc.at_most("a*x + b*y", "9/10", where=circles)).verdict is REFUTED


def test_an_identity_is_exact_whatever_the_rounding() -> None:
    """Every completion of a rounded guess solves the equations."""
    field = Field(Work(10**7), [], parse(["+", "x", "y"]))
    x, y = (field.polynomials.gen(i) for i in range(2))
    one = field.constant(1)
    block = gram.Block(one, parse(1), [x * x, x * y, y * y, x, y, one])
    p = x**4 + x**2 * y**2 + y**4 - x * y + 1
    space = gram.Space(field, p, [block], [])
    assert space.solvable
    solution = space.completed([0.3] * space.count, 7)
    total = one * 0
    for basis, matrix in zip([block.basis for block in space.blocks], space.matrices(solution), strict=True):
        total += sum((a * b * matrix[i][j] for i, a in enumerate(basis) for j, b in enumerate(basis)), one * 0)
    assert total == p


def test_coordinates_lead_there_and_back() -> None:
    field = Field(Work(10**7), [], parse(["+", "x", "y"]))
    x, y = (field.polynomials.gen(i) for i in range(2))
    facts = [Known(x - 2, parse(["-", "x", 2])), Known((y + 1) * (4 - y), parse(1))]
    coordinates = Coordinates(field, [0, 1], facts)
    assert coordinates.inside(x - 2) == x
    assert coordinates.inside((y + 1) * (4 - y)) == (1 - y**2) * fmpq(25, 4)
    assert field.of(coordinates.written(coordinates.inside(x**3 * y + y**2))).n == x**3 * y + y**2
