"""`fixed_point`: a stationary state of online learning, and how many directions leave it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, arb_mat, fmpq
from sympy import Matrix

from symcrit.arguments import integer, listed
from symcrit.certification.witness import base64_of
from symcrit.claims import Claim, json_of
from symcrit.core import Reject, Work, read_claim
from symcrit.core.algebra import balls
from symcrit.core.claims.fixed_point import FixedPoint, OtherState
from symcrit.core.online.discs import abscissa
from symcrit.core.online.equations import Field
from symcrit.core.online.exchange import need_form
from symcrit.core.online.means import Means
from symcrit.core.online.zeros import inverse, only_zero
from symcrit.core.witnesses.spectrum import Spectrum
from symcrit.errors import InputError, shorten
from symcrit.exact import as_expr
from symcrit.parse import NAME
from symcrit.search.attempts import Attempt
from symcrit.search.claims.converges import exactly
from symcrit.search.search import Search, one_thread
from symcrit.sympy_json import to_json

if TYPE_CHECKING:
    from symcrit.model.problem import Problem

__all__ = ["attempts", "fixed_point"]

MISSING = "no frame was found in which the spectrum at a single zero is shown to be as the claim says, nor another one"
BITS = 192
MOST_DIGITS = 40  # of bounds
STEPS = 40  # of Newton's method
ROUND = 2  # further digits of a centre
WIDEST = 2  # the first radius tried for `unique` is 10^−WIDEST


def fixed_point(
    problem: Problem,
    *,
    eta: object,
    Q: object = None,
    R: object = None,
    centre: Mapping[str, object],
    noise: object = 0,
    batch: int = 1,
    decay: object = 0,
    a: Iterable[object] | None = None,
    unique: object = None,
    within: object = None,
    spectrum: tuple[int, int] | None = None,
    rate: tuple[object, object] | None = None,
    loss: tuple[object, object] | None = None,
    digits: int = 25,
) -> Claim:
    """Exactly one stationary state of the equations of `online` lies near a point: a claim for `decide`.

    Q (K × K) and R (K × M) hold names of order parameters; entries that have one name are one number, by default
    "q" for all Q_ii, "c" for all other Q_ij and "r" for all R_im: students that are alike, and do not tell teachers
    apart.  centre: a number for every name.  eta > 0, noise, batch, decay: as in `online`, exact.  a: the outgoing
    weights, which stay as they are; 1 by default.
    unique, within: in the box of this radius there is one state, and it lies in the smaller box.  spectrum: numbers of
    eigenvalues of the Jacobian by all order parameters with positive and with negative real part.  rate, loss: bounds
    of the largest real part and of the loss.  What is not given is not claimed, but for radii and spectrum: these are
    found, and then the centre is moved to the state next to it, with so many digits.
    Raises InputError for misuse, and where no such state is found.

    >>> from symcrit import Problem, decide
    >>> problem = Problem.orthonormal("erf", n=2, k=2, scale="1/2")
    >>> centre = {"q": "0.3677", "c": "0.3254", "r": "0.4144"}
    >>> claim = fixed_point(problem, eta="1/2", centre=centre)
    >>> claim.core["spectrum"], decide(claim).verdict.name
    ([1, 6], 'PROVED')
    >>> decide(fixed_point(problem, eta="1/2", centre=centre, spectrum=(0, 7))).verdict.name
    'REFUTED'
    """
    core = setting_of(problem, eta=eta, noise=noise, batch=batch, decay=decay, a=a)
    core |= {"Q": _names("Q", Q, problem.n, problem.n), "R": _names("R", R, problem.n, problem.k)}
    core["centre"] = {str(name): json_of(value) for name, value in dict(centre).items()}
    given = {"unique": unique, "within": within, "spectrum": spectrum}
    asked = {key: value for key, value in given.items() if value is not None}
    for key, pair in {"spectrum": spectrum, "rate": rate, "loss": loss}.items():
        if pair is not None:
            core[key] = _pair(key, pair, counts=key == "spectrum")
    core |= {key: json_of(value) for key, value in asked.items() if key != "spectrum"}
    if len(asked) == len(given):
        return Claim(core)
    try:
        with one_thread():
            return Claim(_completed(core, digits, moved="unique" not in asked and "within" not in asked))
    except Reject as refused:
        raise InputError(f"fixed_point: {refused}") from None


def setting_of(
    problem: Problem, *, eta: object, noise: object = 0, batch: int = 1, decay: object = 0,
    a: Iterable[object] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What is learned, and how, as core reads it; raises InputError for what the equations are not about."""
    from symcrit.kernels.kernel import Kernel
    from symcrit.model.problem import Problem

    if not isinstance(problem, Problem):
        raise InputError(f"{shorten(problem)} is no problem; write Problem.orthonormal('erf', n=2, k=2, scale='1/2')")
    problem.need_standard("online learning is")
    if problem.teacher.outputs > 1 or problem.symbols or problem.teacher.kind == "ball":
        raise InputError("fixed_point speaks about a teacher with one output, of numbers, without symbols and balls")
    if isinstance(problem.activation, Kernel) and problem.activation.is_uninterpreted:
        raise InputError("the kernel is arbitrary, so that there are no numbers; choose a named activation")
    rate = _number("eta", eta, positive=True)
    _, mixed, _ = problem.kernels
    sigma, tau = mixed.pair
    if sigma != tau:
        raise InputError(f"students and teachers have one activation here, not {sigma.name} and {tau.name}")
    if sigma.smoothness == 0:
        raise InputError(f"{sigma.name} has a kink; these equations are certified for a smooth σ")
    teacher = exactly(problem.teacher)
    V = Matrix(teacher.W)
    weights = [1] * problem.n if a is None else listed("a", a, "outgoing weights")
    if len(weights) != problem.n:
        raise InputError(f"a has {len(weights)} entries; there are {problem.n} students")
    found = {
        "kind": "fixed_point",
        "activation": to_json(sigma.expr),
        "scale": json_of(problem.scale),
        "eta": rate,
        "a": [json_of(x) for x in weights],
        "b": [json_of(row[0]) for row in teacher.outgoing],
        "T": [[json_of(x) for x in row] for row in (V * V.T).tolist()],
    }
    more = {"noise": _number("noise", noise), "batch": integer("batch", batch, 1), "decay": _number("decay", decay)}
    usual = {"noise": "0", "batch": 1, "decay": "0"}
    return found | {key: value for key, value in more.items() if value != usual[key]}


def _number(name: str, value: object, *, positive: bool = False) -> Any:
    """An exact number ≥ 0, or > 0, as core reads it; raises InputError, for floats as well."""
    found = as_expr(value)
    good = found.is_positive if positive else found.is_nonnegative
    if found.free_symbols or not good:
        raise InputError(f"{name} = {shorten(value)} is not an exact number {'>' if positive else '>='} 0")
    return json_of(found)


def _names(label: str, given: object, rows: int, columns: int) -> list[list[str]]:
    """The names of order parameters in a matrix."""
    if given is None:
        diagonal, other = ("q", "c") if label == "Q" else ("r", "r")
        return [[diagonal if i == j else other for j in range(columns)] for i in range(rows)]
    found = [[str(name) for name in row] for row in given]  # type: ignore[attr-defined]
    if not all(NAME.fullmatch(name) for row in found for name in row):
        raise InputError(f"{label} = {shorten(given)} is no matrix of names, such as [['q', 'c'], ['c', 'q']]")
    return found


def _pair(name: str, pair: object, *, counts: bool) -> list[Any]:
    """Two numbers of eigenvalues, or two exact bounds, as core reads them."""
    two = listed(name, pair, "two numbers")
    if len(two) != 2 or (counts and not all(isinstance(m, int) and m >= 0 for m in two)):
        what = "(right, left) of numbers of eigenvalues" if counts else "(below, above) of exact numbers"
        raise InputError(f"{name} = {shorten(pair)} is no pair {what}")
    return two if counts else [json_of(bound) for bound in two]


def _completed(core: dict[str, Any], digits: int, *, moved: bool) -> dict[str, Any]:
    """The claim with radii and spectrum, and if `moved` with the state next to its centre; raises `Reject`."""
    K, M = len(core["a"]), len(core["b"])
    count = K * (K + 1) // 2 + K * M
    draft = {"unique": 1, "within": 1, "spectrum": [0, count]}
    claim = Claim(draft | core).parsed
    assert isinstance(claim, FixedPoint)
    need_form(claim.learning)
    means = Means(claim.activation, Work())
    with balls.precision(BITS):
        if moved:
            values = refined(claim, means, digits)
            core = core | {"centre": {name: str(x) for name, x in zip(claim.learning.names, values, strict=True)}}
            claim = read_claim(draft | core)
            assert isinstance(claim, FixedPoint)
        found = core | radii(claim, means, core)
        if "spectrum" not in core:
            found["spectrum"] = _counted(claim, means)
    return found


def refined(claim: FixedPoint, means: Means, digits: int) -> list[fmpq]:
    """The state next to the centre by Newton's method, with so many digits after the point; raises `Reject`."""
    names = claim.learning.names
    values = [arb(claim.centre[name].value) for name in names]
    size = len(values)
    for _ in range(STEPS):
        field = Field(claim.learning, means, dict(zip(names, values, strict=True)))
        step = inverse(field.reduced()) * arb_mat(size, 1, field.velocities())
        values = [(x - s).mid() for x, s in zip(values, step.entries(), strict=True)]
        if all(abs(s) < arb(10) ** -(digits + ROUND) for s in step.entries()):
            break
    else:
        raise Reject("Newton's method finds no stationary state near the centre")
    scale = 10 ** (digits + ROUND)
    return [fmpq(_nearest(x * scale), scale) for x in values]


def _nearest(x: arb) -> int:
    """The nearest integer, about."""
    return int((x.mid() + arb("0.5")).floor().unique_fmpz())


def radii(claim: FixedPoint, means: Means, given: Mapping[str, Any]) -> dict[str, str]:
    """Radii of boxes with one state; raises `Reject` where none is found."""
    centre = claim.field(means, arb(0))
    tried = [fmpq(m, 10**e) for e in range(WIDEST, 40) for m in (5, 2, 1)]
    if "unique" in given:
        tried = [claim.unique.value]
    why = Reject("no box with one stationary state is found round the centre")
    for radius in tried:
        try:
            over = claim.field(means, arb(radius)).reduced()
            zero = only_zero(centre.velocities(), centre.reduced(), over, arb(radius))
        except Reject as refused:
            why = refused
            continue
        found = {"unique": str(radius)}
        if "within" in given:
            return found
        near = next(e for e in range(60, -1, -1) if zero.reach <= arb(fmpq(1, 10**e)))
        return found | {"within": str(min(radius, fmpq(1, 10**near)))}
    raise why


def eigen(claim: FixedPoint, means: Means) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues and eigenvectors of the Jacobian at the centre in float64."""
    jacobian = claim.field(means, arb(0)).jacobian()
    size = jacobian.nrows()
    values, vectors = np.linalg.eig(np.array([float(x.mid()) for x in jacobian.entries()]).reshape(size, size))
    return values, vectors


def _counted(claim: FixedPoint, means: Means) -> list[int]:
    """Numbers of eigenvalues on either side of the imaginary axis, in float64."""
    values, _ = eigen(claim, means)
    return [int((values.real > 0).sum()), int((values.real <= 0).sum())]


def described(whole: Claim) -> Claim:
    """The claim with bounds of the largest real part of the spectrum and of the loss; raises InputError."""
    claim = whole.parsed
    assert isinstance(claim, FixedPoint)
    try:
        with one_thread():
            found = _bounds(claim)
    except Reject as refused:
        raise InputError(f"fixed_point: {refused}") from None
    return Claim(whole.core | found)


def _bounds(claim: FixedPoint) -> dict[str, list[str]]:
    """Bounds of the largest real part and of the loss, as fields of the claim; raises `Reject`."""
    means = Means(claim.activation, Work())
    with balls.precision(BITS):
        state = claim.state(means, **_parts(claim, means))
        largest = abscissa(state.discs)
        found = {"rate": largest.low.union(largest.high), "loss": state.loss}
    return {key: _around(value) for key, value in found.items()}


def _around(value: arb) -> list[str]:
    """Decimal fractions strictly below and above the numbers of a ball, and not much farther away."""
    lower, upper = value.lower().fmpq(), value.upper().fmpq()
    width = max(upper - lower, fmpq(1, 10**MOST_DIGITS))
    scale = fmpq(1)
    while scale * width < 1:
        scale *= 10
    below, above = (lower * scale).floor() - 1, (upper * scale).ceil() + 1
    return [str(fmpq(below) / scale), str(fmpq(above) / scale)]


def attempts(claim: FixedPoint) -> Iterator[Attempt]:
    """The frame of eigenvectors, for the claim and against it; and an equation that has no zero."""
    yield Attempt("the frame of eigenvectors", 0.5, _prove)
    yield Attempt("another state, or none", 0.9, _refute)


def _frame(search: Search, claim: FixedPoint) -> dict[str, Any]:
    """The eigenvectors at the centre."""
    with balls.precision(BITS), one_thread():
        return _parts(claim, Means(claim.activation, search.work))


def _parts(claim: FixedPoint, means: Means) -> dict[str, Any]:
    """The real and, if there is one, the imaginary part of the eigenvectors."""
    _, vectors = eigen(claim, means)
    return {"real": base64_of(vectors.real), "imaginary": base64_of(vectors.imag) if np.iscomplexobj(vectors) else None}


def _prove(search: Search, claim: FixedPoint) -> Spectrum | None:
    """Eigenvectors at the centre."""
    return Spectrum(precision=BITS, **_frame(search, claim))


def _refute(search: Search, claim: FixedPoint) -> OtherState | None:
    """No zero in the box, or another spectrum at it."""
    none = OtherState(precision=BITS)
    if search.refutes(claim, none):
        return none
    return OtherState(precision=BITS, **_frame(search, claim))
