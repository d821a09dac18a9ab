"""True claims that core once refuted, by what a proof asks for and the claim does not say; false ones it proved.

And claims about nothing (a slope |v| < 0), which core proved.
"""

from typing import Any

import pytest
from sympy import Symbol, cos, log, pi, sin, sqrt, tan

import symcrit as sc
from symcrit import compression
from symcrit.core.algebra.expr import num
from symcrit.core.networks.species import Layout, Sector
from symcrit.core.registry import read_claim
from symcrit.core.work import Work
from symcrit.words.statement import statement

from . import branches, forgery, tricks
from .kernels import ERF, derived
from .test_landscape_holes import ABS

x, y = Symbol("x", real=True), Symbol("y", real=True)
TO_ONE, TO_A_QUARTER_TURN = [x >= 0, x < 1], [x >= 0, x < pi / 2]


def outcome(claim: dict[str, Any], witness: dict[str, Any]) -> str:
    return forgery.verdict({"claim": claim, "witness": tricks.with_kernel(claim, witness)})


UNBOUNDED = {  # quotients that increase to infinity, although the denominator is not 0 at the end
    "log": compression.onto(-log(1 - x), 1, x, where=TO_ONE),
    "tan": compression.onto(tan(x), 1, x, where=TO_A_QUARTER_TURN),
    "pole": compression.onto(1 / (1 - x), 1, x, where=TO_ONE),
    "root": compression.onto(1 / sqrt(1 - x), 2 - x, x, where=TO_ONE),
    "sine over cosine": compression.onto(sin(x) / cos(x), 1 + cos(x), x, where=TO_A_QUARTER_TURN),
}


@pytest.mark.parametrize("name", UNBOUNDED)
def test_a_numerator_may_be_what_is_unbounded(name: str) -> None:
    assert sc.decide(UNBOUNDED[name], effort=0.2).verdict is not sc.Verdict.REFUTED
    for at in ({"x": 0}, {"x": "1/2"}):
        for extra in ({}, {"other": "3/4"}, {"other": "1/4"}):
            assert outcome(UNBOUNDED[name].core, {"kind": "refute", "at": at, **extra}) == "UNDECIDED"


def test_a_quotient_that_is_bounded_or_falls_is_refuted() -> None:
    bounded = compression.onto(x, 2 - x, x, where=TO_ONE)
    negative = compression.onto(-x, 1 - x, x, where=TO_ONE)
    assert outcome(bounded.core, {"kind": "refute", "at": {"x": 0}}) == "REFUTED"
    assert outcome(negative.core, {"kind": "refute", "at": {"x": 0}}) == "UNDECIDED"
    assert outcome(negative.core, {"kind": "refute", "at": {"x": 0}, "other": "1/2"}) == "REFUTED"
    for other in ("0", "1", "-1/2"):  # not to the right, or not in the interval
        assert outcome(negative.core, {"kind": "refute", "at": {"x": 0}, "other": other}) == "UNDECIDED"
    assert sc.decide(negative).verdict is sc.Verdict.REFUTED


@pytest.mark.parametrize("where", [[["!=", "x", 0]], [["<", 1, ["^", "x", 2]]]])
def test_two_intervals_are_not_one(where: list[Any]) -> None:
    """−1/x increases on each of the intervals."""
    claim = {"kind": "increasing", "symbols": {"x": "real"}, "where": where, "expr": ["/", -1, "x"], "symbol": "x"}
    witness = {"kind": "refute", "at": {"x": -2}, "other": 2}
    assert outcome(claim, witness) == "UNDECIDED"
    one = {**claim, "where": [["<", "x", "y"]], "symbols": {"x": "real", "y": "real"}, "expr": ["-", "x"]}
    assert outcome(one, {**witness, "at": {"x": -2, "y": 3}}) == "REFUTED"


def test_a_minimum_at_the_edge_of_what_is_allowed() -> None:
    """With c < 0 the best of all students with s_j ≥ 0 is 0, where the gradient does not vanish."""
    claim = compression.optimal(2, -1, 0, cosine=0, length=0, loss=1, d=2)
    assert outcome(claim.core, {"kind": "refute", "at": {}}) == "UNDECIDED"
    assert sc.decide(claim, effort=0.2).verdict is sc.Verdict.UNDECIDED


@pytest.mark.parametrize("kind", ["equiangular", "stable"])
def test_at_w_0_there_is_no_gradient(kind: str) -> None:
    target = (3, 1, 0), {"cosine": "-1/2", "length": 0, "d": 2}
    claim = getattr(compression, kind)(*target[0], **target[1])
    assert outcome(claim.core, {"kind": "refute", "at": {}}) == "UNDECIDED"


SLOPE = ["sqrt", ["/", ["*", 2, ["asin", "1/4"]], "pi"]]
SQUARE = ["/", ["*", 2, ["asin", "1/4"]], "pi"]
LEANING = {  # |z| + αz with h′(−1/4) = 0
    "activation": ["+", ["abs", "z"], ["*", SLOPE, "z"]],
    "forms": [["+", ABS["forms"][0], ["*", SQUARE, "q12"]], ABS["forms"][1], ["+", ABS["forms"][2], SQUARE]],
}


def still(**fields: Any) -> dict[str, Any]:
    """Three neurons at cosine −1/4 that are critical for v = 0; the least eigenvalue off all rotations is 1.0889."""
    K = ["+", ["/", ["sqrt", 15], "pi"], 1, SQUARE]  # 2h(ρ) + h(1), as h′(ρ) = 0
    numbers = {"count": 3, "slope": 0, "cosine": "-1/4", "dimension": 3, "length": 1}
    numbers |= {"mean": ["*", K, ["sqrt", ["/", "pi", 2]]]}  # c·μ = K
    return {"kind": "stable", "kernel": LEANING, **numbers, **fields}


def at_sight(claim: dict[str, Any]) -> dict[str, Any]:
    """Every goal by its evident sign, or by normal form 0."""
    zero = {key: {"kind": "zero"} for key in ("slope", "pull")}
    return {"kind": "goals", "proofs": zero, **derived(LEANING)}


def test_all_rotations_fix_v_0() -> None:
    """Those that move Σu_j ≠ 0 do not change L either: their eigenvalue 0 is none off the rotations that fix v."""
    low = still(above=-1, below="1/1000", sector="standard")
    assert outcome(low, at_sight(low)) != "PROVED"
    high = still(above=1)
    assert outcome(high, {"kind": "refute", "at": {}, **derived(LEANING)}) != "REFUTED"


def test_a_kind_of_perturbation_occurs_wherever_its_bound_is_claimed() -> None:
    """Three neurons have no pairs, and R^M no direction outside the span of M vectors."""
    count, room = Symbol("M", integer=True), Symbol("d", integer=True)
    where = {"where": [count >= 3, room >= count]}
    numbers = {"cosine": 0, "length": sqrt(2 * pi) / (pi / 2 + count - 1), "d": room, "above": 0, "below": 9}
    slope = sqrt(2 * pi * count) / (pi + 2 * count - 2)
    asked = {}
    for kind in ("standard", "pairs", "outside"):
        claim = compression.stable(count, 1, slope, sector=kind, **numbers, **where)
        asked[kind] = "room" in {goal.key for goal in read_claim(claim.core).goals(Work())}
    assert asked == {"standard": False, "pairs": True, "outside": True}


def test_a_length_is_not_negative() -> None:
    """|v| = −1 is said of nothing."""
    bound = compression.dual_bound(3, 1, -1, cosine="-1/4", value="-100")
    least = compression.signed_minimum(2, 1, -2, loss="1 - 2/pi", d=1)
    assert sc.decide(bound, effort=0.2).verdict is sc.Verdict.UNDECIDED
    assert sc.decide(least, effort=0.2).verdict is sc.Verdict.UNDECIDED


def test_coordinates_modulo_scaling_need_a_homogeneous_activation() -> None:
    """Of erf and free W no scaling is a symmetry: what such a claim says is not defined, and is not refuted."""
    network = {"pool": ["0", "1", "1/2"], "W": [[2, 0]], "a": [1], "V": [[1, 0]], "b": [1]}
    claim = {"kind": "isolated", "configuration": {"kernel": ERF, "network": network}, "free": "W", "inertia": [2, 0]}
    claim |= {"modulo": "scaling", "within": {"W": "1e-9"}, "unique": {"W": "1e-9"}}
    empty = {"kind": "refute", "precision": 128}
    assert outcome(claim, empty) == "UNDECIDED"
    del claim["modulo"]
    assert outcome(claim, empty) == "REFUTED"


def test_best_partition_is_about_all_partitions() -> None:
    claim = sc.best_partition(sc.CopyAverage.symbolic("erf"), minimum=lambda n, k: k - n).core
    witness = {"kind": "refute", "at": {}, "sizes": [2, 2]}
    assert outcome(claim, witness) == "REFUTED"
    assert outcome({**claim, "where": [[">=", "l", 2]]}, witness) == "UNDECIDED"


def test_the_statement_of_a_sector_says_every_sign_that_is_judged() -> None:
    """Minors +, − and −, − are of the same inertia, and not the same claim."""
    one = sc.SymmetricNetwork(["2"], [sc.Member(w=["1/sqrt(6)"], a=2)])
    matrix, said = [["1", "2"], ["2", "1"]], []
    for free in ("W", "all"):
        for signs in ([1, -1], [-1, -1]):
            core = sc.sector(one, "trivial", matrix=matrix, signs=signs).core
            said.append(statement({**core, "free": free}))
    assert len({*said}) == 4
    assert "the second derivatives of the loss by W in the sector" in said[0]
    assert "the second derivatives of the loss by W and a in the sector" in said[2]


@pytest.mark.parametrize("free", ["W", "all"])
@pytest.mark.parametrize("kind", [("trivial",), ("standard", 0)])
def test_the_statement_of_a_sector_names_as_many_patterns_as_there_are(kind: tuple[Any, ...], free: str) -> None:
    """With W alone free, no pattern moves an outgoing weight."""
    member = sc.Member(at=0, diagonal="1/2", w=["1/3"], a=2)
    core = sc.sector(sc.SymmetricNetwork(["3"], [member]), *kind, matrix=[["1"]]).core
    named = statement({**core, "free": free}).partition("The students move as ")[2]
    place = read_claim(core).configuration
    layout = Layout(place.sizes, place.students, Sector(kind[0], kind[1:]), num)
    assert named.count(";") + 1 == len(list(layout.patterns(free == "all")))
    assert ("its a" in named) == (free == "all")


def test_the_statement_of_a_critical_point_says_by_what_it_is_critical() -> None:
    """Where W alone is free ∂L/∂a need not be 0."""
    network = {"pool": ["0", "1", "1/2"], "W": [[2, 0]], "a": [1], "V": [[1, 0]], "b": [1]}
    claim = {"kind": "isolated", "configuration": {"kernel": ERF, "network": network}, "free": "W", "inertia": [2, 0]}
    claim |= {"within": {"W": "1e-9"}, "unique": {"W": "1e-9"}}
    radii = {"W": "1e-9", "a": "1e-9"}
    both = {"free": "all", "within": radii, "unique": radii}
    assert "critical point with respect to W, with these a_i fixed;" in statement(claim)
    assert "there is exactly one critical point;" in statement({**claim, **both})
    assert "critical point of this symmetric form, with respect to W and with these a_i fixed." in statement(
        branches.claim()
    )


def test_the_kernel_of_a_sector_is_twice_differentiable() -> None:
    one = sc.SymmetricNetwork(["2"], [sc.Member(w=["1/sqrt(6)"], a=2)])
    core = sc.sector(one, "trivial", matrix=[["1"]]).core
    anything = {**core["configuration"], "kernel": {"uninterpreted": "kappa"}}
    sectors = {"kind": "sectors", "free": "all", "sectors": [{"sector": core["sector"], "matrix": [[1]], "signs": [1]}]}
    for claim in ({**core, "configuration": anything}, {**sectors, "configuration": anything}):
        assert "any activation with a twice differentiable kernel kappa" in statement(claim)


@pytest.mark.parametrize(("more", "told"), [(-1, "group sizes 1, 1"), (1, "group sizes 3, 1")])
def test_sizes_that_are_sums_are_told_in_digits(more, told):
    """A refutation at r = 1 for species of 2r − 1, or 2r + 1, directions and of one."""
    r = Symbol("r", integer=True, positive=True)
    size = 2 * r + more
    place = sc.SymmetricNetwork([size, 1], [sc.Member(w=[0, None], at=1, diagonal=1)])
    assert sc.decide(sc.loss_is(place, size / 3)).verdict.name == "PROVED"
    answer = sc.decide(sc.loss_is(place, r / 5))
    assert answer.verdict.name == "REFUTED"
    assert told in answer.why
