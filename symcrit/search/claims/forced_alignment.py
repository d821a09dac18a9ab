"""`forced_alignment`: small gradients at triples of inputs force a student neuron onto the line of a teacher neuron."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import comb
from typing import Any

from flint import fmpq

from symcrit.arguments import flag, integer, listed, one_of
from symcrit.claims import Claim
from symcrit.core import Reject
from symcrit.core.claims.forced_alignment import CONCLUSIONS, Contrary, ForcedAlignment
from symcrit.core.deep.network import Deep, Vector
from symcrit.core.deep.triples import Networks
from symcrit.core.witnesses.pigeonhole import Pigeonhole
from symcrit.errors import InputError, shown
from symcrit.search.attempts import Attempt
from symcrit.search.claims._deep import number_json, rows_json
from symcrit.search.engines.places import halfspaces
from symcrit.search.search import Search

__all__ = ["attempts", "forced_alignment"]

MISSING = "the triples are too few, too wide or span too little; and no networks were found that contradict the claim"
SUBSETS = 20_000  # of the triples that are looked at
ONE = fmpq(1)
LONG = 1000  # how much longer a vector is than what it hides


def forced_alignment(
    teacher: Any, node: int, triples: Any, *, n: int, eps: Any, sine2: Any, alpha: Any = 1, slope: Any = 0,
    gates: bool = True, conclusion: str = "line",
) -> Claim:  # fmt: skip
    """Small gradients at some triples force a neuron of every student onto the line of a teacher neuron.

    teacher: the weights of the first layer of the teacher, a row a neuron. node: the teacher neuron, from 0. triples:
    pairs (x, q), for the inputs x − q, x, x + q. n: how many neurons the first layer of a student has at most. eps:
    bounds the gradient g_k of an active student neuron k at these inputs. alpha: a lower bound of |α|, by which k sees
    the teacher neuron: for networks of two layers the product of their outgoing weights. slope: of σ(z) = max(z, cz).
    sine2: bounds sin² of the angle. gates: whether those above the first layer are constant on each triple; else
    nothing is known. conclusion: "line", a neuron u ≠ k has this angle; "ray", and points the same way; "itself", k.
    The claim is about all students and teachers of any depth, without biases; the statement says all hypotheses.
    Raises InputError for floats, and for what does not fit.

    >>> from symcrit import decide
    >>> claim = forced_alignment([[1, 0]], 0, [([0, 1], ["1/10", 0])], n=3, eps="1/100", sine2="1/50")
    >>> decide(claim).verdict.name
    'PROVED'
    """
    one_of("conclusion", conclusion, CONCLUSIONS)
    pairs = [_pair(triple) for triple in listed("triples", triples, "pairs (x, q)")]
    given = {"eps": eps, "alpha": alpha, "slope": slope, "sine2": sine2}
    return Claim({
        "kind": "forced_alignment", "teacher": rows_json(teacher, "teacher"), "node": integer("node", node, 0),
        "n": integer("n", n, 1), "triples": pairs, "gates": flag("gates", gates), "conclusion": conclusion,
        **{name: number_json(value, name) for name, value in given.items()},
    })  # fmt: skip


def _pair(triple: Any) -> dict[str, Any]:
    """{"x", "q"} of a pair of vectors."""
    rows = rows_json(triple, "triple") if len(listed("triple", triple)) == 2 else []
    if not rows:
        raise InputError(f"{shown(triple)} is no pair (x, q) of vectors")
    return dict(zip("xq", rows, strict=True))


def attempts(claim: ForcedAlignment) -> Iterator[Attempt]:
    """Networks that satisfy the hypotheses: with these a proof, or a refutation."""
    yield Attempt("networks", 0.4, refutation)
    yield Attempt("pigeonhole", 1.0, proof)


def proof(search: Search, claim: ForcedAlignment) -> Pigeonhole | None:
    """The number of triples that are crossed by one neuron, and networks that satisfy the hypotheses."""
    examples = [networks for networks in _candidates(claim) if _satisfies(search, claim, networks)]
    if not examples:
        search.said["pigeonhole"] = "no networks were found that satisfy the hypotheses: the claim may be empty"
        return None
    usable = claim.usable()
    most = (len(usable) - 1) // (claim.n - 1) + 1 if claim.n > 1 else len(usable)
    for p in range(1, most + 1):
        if comb(len(usable), p) > SUBSETS:
            continue
        found = Pigeonhole(p=p, networks=examples[0])
        try:
            found.check(usable, claim.w, claim.n, claim.sine2, search.work)
        except Reject as error:
            search.said["pigeonhole"] = str(error)
            continue
        return found
    return None


def refutation(search: Search, claim: ForcedAlignment) -> Contrary | None:
    """Networks that satisfy the hypotheses and not the conclusion."""
    for networks in _candidates(claim):
        found = Contrary(networks=networks)
        finding = search.finding(claim, found)
        if finding is not None and finding.failure is not None:
            return found
    return None


def _satisfies(search: Search, claim: ForcedAlignment, networks: Networks) -> bool:
    """Whether networks satisfy the hypotheses."""
    try:
        claim.need_hypotheses(networks, search.work)
    except Reject:
        return False
    return True


# ---------------------------------------------------------------------------------------------- networks that are tried


def _candidates(claim: ForcedAlignment) -> Iterator[Networks]:
    """Students of a teacher whose other neurons have outgoing weights 0.  Neuron 0 is the active one, along v."""
    points = [point for triple in claim.triples for point in triple.points]
    v = halfspaces.inside(points)
    if v is None:
        return
    w = claim.w
    yield _two_layers(claim, [(v, claim.alpha), (v, -claim.alpha), (w, ONE)])
    yield from _small(claim, v, [w])
    away = tuple(-x for x in w)
    yield _linear(claim, v, [(away, ONE)], tuple((1 + claim.slope) * x for x in w))
    for unseen in halfspaces.orthogonal(points)[:1]:
        yield from _small(claim, v, [tuple(a + LONG * b for a, b in zip(w, unseen, strict=True))])
    plane = halfspaces.close(points, [_sigma(claim, point) for point in points], claim.eps / claim.alpha)
    if plane is not None:
        yield _linear(claim, v, [], plane)
    if claim.slope == 0:
        split = halfspaces.split([triple.points for triple in claim.triples], w)
        if split is not None:
            yield from _small(claim, v, split)
    yield _layered(claim, v)


def _sigma(claim: ForcedAlignment, x: Vector) -> fmpq:
    """σ(w·x)."""
    z = sum((a * b for a, b in zip(claim.w, x, strict=True)), fmpq(0))
    return z if z > 0 else claim.slope * z


def _teacher(claim: ForcedAlignment, outgoing: fmpq) -> Deep:
    """The teacher with one outgoing weight that is not 0."""
    last = tuple(outgoing if j == claim.node else fmpq(0) for j in range(len(claim.teacher)))
    return Deep(layers=(claim.teacher, (last,)), slope=claim.slope)


def _two_layers(claim: ForcedAlignment, neurons: Sequence[tuple[Vector, fmpq]], outgoing: fmpq = ONE) -> Networks:
    """A student with these weights and outgoing weights."""
    rows, last = zip(*neurons, strict=True)
    student = Deep(layers=(tuple(rows), (tuple(last),)), slope=claim.slope)
    return Networks(student=student, teacher=_teacher(claim, outgoing), neuron=0)


def _small(claim: ForcedAlignment, v: Vector, rows: Sequence[Vector]) -> Iterable[Networks]:
    """Large outgoing weights, and a small one of the active neuron: its gradient is small, and α is not."""
    for size in (fmpq(10) ** 3, fmpq(10) ** 9):
        yield _two_layers(claim, [(v, claim.alpha / size), *((row, size) for row in rows)], size)


def _linear(claim: ForcedAlignment, v: Vector, neurons: Sequence[tuple[Vector, fmpq]], line: Vector) -> Networks:
    """Neurons, and a linear function on the data as the difference of active neurons, the first of which is along v."""
    far = tuple(LONG * a + b for a, b in zip(v, line, strict=True))
    size = claim.alpha
    # α·σ(v·x) − (α + LONG)·σ(v·x) + σ((LONG·v + line)·x) = line·x where both are active
    return _two_layers(claim, [(v, size), (v, -size - LONG), (far, fmpq(1)), *neurons])


def _layered(claim: ForcedAlignment, v: Vector) -> Networks:
    """A student with w in its second layer, and none of its neurons near it: gates above the first layer change."""
    far = tuple(LONG * a + b for a, b in zip(v, claim.w, strict=True))
    zero, one, many = fmpq(0), fmpq(1), fmpq(LONG)
    second = ((zero, -many, one), (one, zero, zero), (zero, one, zero))
    last = ((one, claim.alpha, -claim.alpha),)
    student = Deep(layers=((v, v, far), second, last), slope=claim.slope)
    return Networks(student=student, teacher=_teacher(claim, ONE), neuron=0)
