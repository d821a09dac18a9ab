"""Deliberate breaks of `symcrit.core.networks`: each lets a false claim through, or an enclosure miss a Hessian.

Core as it is refuses every one of these documents (`test_none_of_these_is_accepted`).
"""

import itertools
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from flint import arb

import symcrit as sc
from symcrit.certificate import write
from symcrit.core.algebra.balls import precision
from symcrit.core.claims import _sector
from symcrit.core.claims.sector import OneSector
from symcrit.core.networks import family, frames, isolated, points, symmetric
from symcrit.core.networks.isolated import Boxes, Counted
from symcrit.core.registry import read_claim
from symcrit.core.work import Work

from . import forgery
from .breaks import Patch, unless
from .isolated import Document, boxes, frame, honest, kinked, middle, point, radii
from .kernels import ERF, RELU, derived

NEAR_EDGE = ["0.01006421030642", "7.85398163397448", "1.54708884455408", "1.56308788249982"]


@cache
def average() -> Document:
    problem = sc.Problem.orthonormal("erf", n=2, k=3)
    return honest(sc.isolated(problem, sc.CopyAverage([[0], [1, 2]]).at(problem).network))


@cache
def perturbed(n: int, k: int) -> Document:
    return honest(sc.isolated(sc.PerturbedCopy(n, k)))


@cache
def one() -> Document:
    return honest(sc.isolated(sc.OneNeuron(k=2)))


@cache
def bent() -> Document:
    return kinked("0.008", NEAR_EDGE, [1, 1], [1, 0])  # outside it is (0, 1)


def displaced(within: str, unique: str) -> Document:
    """The first entry of W moved by 10⁻⁶, in these boxes."""
    claim, witness = average()
    network = claim["configuration"]["network"]
    pool, (first, *rest) = network["pool"], network["W"]
    moved = {"pool": [*pool, "1.000001"], "W": [[len(pool), *first[1:]], *rest]}
    claim = {**claim, "configuration": {**claim["configuration"], "network": {**network, **moved}}}
    claim = radii(claim, within, unique)
    return claim, point(claim, {"kernel": witness["kernel"]})


def copy(unique: dict[str, str]) -> Document:
    """One student that is the teacher; with (a, w) also (−a, −w) is a critical point."""
    network = {"pool": ["1/16", "1"], "W": [[0]], "a": [1], "V": [[0]], "b": [1]}
    claim = {"kind": "isolated", "configuration": {"kernel": ERF, "network": network}, "free": "all"}
    claim |= {"within": dict.fromkeys(unique, "1e-9"), "unique": unique, "inertia": [2, 0]}
    return claim, point(claim, derived(ERF))


def smallest(claim: dict[str, Any]) -> float:
    """The smallest eigenvalue at the centre."""
    hessian = boxes(claim, derived(ERF)).centre().hessian()
    return float(np.linalg.eigvalsh(middle(hessian))[0])


@cache
def moved() -> Document:
    return displaced("5e-6", "5e-6")


@cache
def false_claims() -> dict[str, Document]:
    """Beside wrong inertias, eigenvalues and sectors."""
    claim, witness = moved()
    level = smallest(claim)
    centre = {**claim, "eigenvalue": [f"{level - 1e-9:.15f}", f"{level + 1e-9:.15f}"]}
    return {
        "a second critical point in the box": copy({"W": "0.126", "a": "2.01"}),
        "the critical point lies elsewhere": displaced("1e-9", "5e-6"),
        "the eigenvalue at the centre": (centre, witness),
        "the edge in a further direction": bent(),
    }


def crude(document: Document) -> Document:
    """With the standard basis as frames."""
    claim, witness = document
    sizes = {label: int((len(text) * 6 // 8 // 8) ** 0.5) for label, text in witness["frames"].items()}
    return claim, {**witness, "frames": {label: frame(np.eye(size)) for label, size in sizes.items()}}


def wrong_inertias() -> Iterator[tuple[str, Document]]:
    """Signs exchanged; discs without radii; sectors that count once, or not at all."""
    saddle, spread = perturbed(2, 4), perturbed(3, 6)
    wrong = [(saddle, [1, 9]), (crude(saddle), [10, 0]), (spread, [11, 1]), (spread, [9, 0])]
    for (claim, witness), inertia in wrong:
        yield f"inertia {inertia}", ({**claim, "inertia": inertia}, witness)


def wrong_eigenvalues() -> Iterator[tuple[str, Document]]:
    """Windows that do not hold the smallest eigenvalue of one neuron, 0.01195…"""
    claim, witness = one()
    ends = [f"{0.0125 * 1.3**i:.6f}" for i in range(24)]
    for low, high in itertools.pairwise(ends):
        yield f"eigenvalue > {low}", ({**claim, "eigenvalue": [low, high]}, witness)
    yield "eigenvalue < 0.0119", ({**claim, "eigenvalue": ["0.0110", "0.0119"]}, witness)


def sectors() -> Iterator[tuple[str, Document]]:
    """A negative second derivative said to be positive, and one that is another number."""
    student = {"at": None, "w": ["1/2"], "a": "2"}
    place = {"kernel": ERF, "species": {"sizes": ["2"], "b": ["1"], "students": [student]}}
    claim = {"kind": "sector", "configuration": place, "free": "all", "sector": {"kind": "standard", "species": [0]}}
    own = read_claim({**claim, "matrix": [["1"]]})
    assert isinstance(own, OneSector)
    (relation,) = (goal.relation for goal in own.at(own.domain, [], Work()) if goal.key == "entry/1/1")
    entry = write(relation.lhs)
    witness = {"kind": "goals", "proofs": {"minor/1": {"kind": "positive"}}, **derived(ERF)}
    yield "sector, other number", ({**claim, "matrix": [["1"]], "signs": [1]}, witness)
    for sign in (1, -1):
        yield f"sector, sign {sign}", ({**claim, "matrix": [[entry]], "signs": [sign]}, witness)


TRUE_SECTORS = {"sector, sign 1"}


@cache
def false_documents() -> dict[str, Document]:
    """All of them; made before core is broken."""
    of_sectors = {name: document for name, document in sectors() if name not in TRUE_SECTORS}
    return {**false_claims(), **dict(wrong_inertias()), **dict(wrong_eigenvalues()), **of_sectors}


def slips() -> Iterator[str]:
    """Names of the false documents that core accepts, and of true ones that it refutes."""
    yield from (name for name, document in false_documents().items() if outcome(document) == "PROVED")
    refutation = {"kind": "refute", "precision": 128, "kernel": average()[1]["kernel"]}
    if outcome((moved()[0], refutation)) == "REFUTED":
        yield "a gradient that vanishes in the box"
    if not encloses(bent()[0]):
        yield "the Hessian at |ρ| = 1"


def outcome(document: Document) -> str:
    claim, witness = document
    try:
        return forgery.verdict({"claim": claim, "witness": witness})
    except Exception:  # a crash of broken core is no acceptance
        return "crash"


def encloses(claim: dict[str, Any]) -> bool:
    """Whether the Hessian over the box holds that at the centre, which no kink disturbs."""
    with precision(128):
        around = boxes(claim, derived(RELU))
        wide, exact = around.box(around.within).hessian(), around.centre().hessian()
        return all(x.overlaps(y) for x, y in zip(wide.entries(), exact.entries(), strict=True))


def nothing_varies_over_the_box(patch: pytest.MonkeyPatch) -> None:
    """No slack."""
    patch.setattr(isolated, "framed", _forgetting("slack"))


def rounding_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """No blur."""
    patch.setattr(isolated, "framed", _forgetting("blur"))


def _forgetting(what: str) -> Callable[..., frames.Framed]:
    """Hessians in frames without one of their error bounds."""
    exact = isolated.framed

    def framed(*given: Any) -> frames.Framed:
        parts = vars(exact(*given))
        kept = {key: [arb(0)] * len(parts[key]) if key == what else parts[key] for key in ("blur", "slack")}
        return frames.Framed(parts["form"], parts["gram"], **kept)

    return framed


def discs_have_no_radius(patch: pytest.MonkeyPatch) -> None:
    honest = frames.Framed.discs
    patch.setattr(frames.Framed, "discs", lambda self, shift=0: [(c, r * 0) for c, r in honest(self, shift)])


def nothing_bounds_the_eigenvalue_above(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(frames.Framed, "below", lambda self, bound: True)


def positive_and_negative_are_exchanged(patch: pytest.MonkeyPatch) -> None:
    honest = frames.Framed.inertia
    patch.setattr(frames.Framed, "inertia", lambda self: honest(self)[::-1])


def every_block_counts_once(patch: pytest.MonkeyPatch) -> None:
    honest = isolated.total
    patch.setattr(isolated, "total", lambda blocks: honest([Counted(1, each.framed) for each in blocks]))


def a_sector_is_left_out(patch: pytest.MonkeyPatch) -> None:
    honest = symmetric.sectors
    unless(symmetric, "add up")(patch)
    patch.setattr(isolated, "only", lambda *given: None)  # nor does it ask what frames of that sector are for
    patch.setattr(symmetric, "sectors", lambda *given: [s for s in honest(*given) if s[0].kind != "standard"])


def boxes_are_points(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Boxes, "box", lambda self, radii: self.centre())


def the_gradient_is_believed(patch: pytest.MonkeyPatch) -> None:
    honest = isolated.reach_of_zero
    patch.setattr(isolated, "reach_of_zero", lambda f, V, gradient: honest(f, V, [arb(0)] * len(gradient)))


def patterns_are_orthonormal(patch: pytest.MonkeyPatch) -> None:
    def gram(self: Any, patterns: Any) -> Any:
        return [[self.number(int(i == j)) for j in range(len(patterns))] for i in range(len(patterns))]

    patch.setattr(family.Family, "gram", gram)


def the_edge_is_sharp(patch: pytest.MonkeyPatch) -> None:
    """At |ρ| = 1 the Hessian of κ is taken for that of exactly parallel neurons."""
    honest = points.Point._pair

    def careless(self: Any, i: int, v: int) -> Any:
        pair = honest(self, i, v)
        return pair if pair.entry == 0 else points.Pair(pair.jet._replace(k1=arb(0)), pair.tilt)

    patch.setattr(points.Point, "_pair", careless)


def further_directions_have_no_edge(patch: pytest.MonkeyPatch) -> None:
    """The whole Hessian of κ in the rest, none in ∂κ/∂q11: right inside the span of the vectors only."""
    honest = points.Point._pair

    def careless(self: Any, i: int, v: int) -> Any:
        pair = honest(self, i, v)
        return pair if pair.entry == 0 else points.Pair(pair.jet._replace(k1=arb(0)), pair.tilt, 2 * pair.entry)

    patch.setattr(points.Point, "_pair", careless)


def minors_change_their_sign(patch: pytest.MonkeyPatch) -> None:
    honest = _sector.leading_minors
    patch.setattr(_sector, "leading_minors", lambda matrix: (-minor for minor in honest(matrix)))


def entries_are_not_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_sector, "combinations_with_replacement", lambda *given: ())


BREAKS: tuple[Patch, ...] = (
    unless(frames, "not a contraction"),
    unless(isolated, "may leave `within`"),
    nothing_varies_over_the_box,
    rounding_is_forgotten,
    discs_have_no_radius,
    nothing_bounds_the_eigenvalue_above,
    positive_and_negative_are_exchanged,
    every_block_counts_once,
    a_sector_is_left_out,
    boxes_are_points,
    the_gradient_is_believed,
    patterns_are_orthonormal,
    the_edge_is_sharp,
    further_directions_have_no_edge,
    minors_change_their_sign,
    entries_are_not_asked,
)


def test_none_of_these_is_accepted() -> None:
    assert list(slips()) == []
    of_sectors = [document for name, document in sectors() if name in TRUE_SECTORS]
    truths = (average(), perturbed(2, 4), perturbed(3, 6), one(), moved(), *of_sectors)
    assert {outcome(document) for document in truths} == {"PROVED"}


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda patch: patch.__name__)
def test_a_broken_landscape_is_noticed(monkeypatch: pytest.MonkeyPatch, break_it: Patch) -> None:
    assert false_documents()
    break_it(monkeypatch)
    assert next(slips(), None) is not None
