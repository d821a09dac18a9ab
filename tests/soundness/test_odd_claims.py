"""Well-formed JSON that nobody would write: core answers or calls it malformed; it never fails in another way."""

from typing import Any

from . import forgery
from .kernels import ERF, RELU, derived
from .tricks import Cheats

HUGE = 10**5000  # more digits than Python prints
INTEGER = {"symbols": {"k": "integer"}, "where": []}
ZERO = {"kind": "zero", "sample": {"k": 1}}


def equal(lhs: Any, rhs: Any) -> dict:
    return {"kind": "equal", **INTEGER, "lhs": lhs, "rhs": rhs}


def odd_ones() -> Cheats:
    """Put together in the test: the honest witnesses among the cheats take a second."""
    from .cheats_kernels import BLOCK, KINK, about, at, erf, group, kernel, network, one_direction

    ONE_NEURON = network(ERF, [1, 0], [0, 1], [0, 1])
    GOALS = {"kind": "goals"}
    FACTOR = about("outside_span", group(ERF, sizes=None), **{**BLOCK, "factor": "l"}) | {
        "symbols": {"l": "integer"},
        "where": [[">=", "l", 1]],
    }
    INTO = {"kind": "substitute", "values": {"k": "k"}, "claim": equal(1, 1)}
    STEPS = derived(ERF)["kernel"]["steps"]
    odd: Cheats = {
        "sine of an integer": (equal(["sin", "k"], ["sin", "k"]), ZERO),
        "sine of two": (equal(["^", ["sin", 2], 2], ["-", 1, ["^", ["cos", 2], 2]]), ZERO),
        "block of explicit vectors": (about("outside_span", ONE_NEURON, **BLOCK), GOALS | derived()),
        "block of explicit vectors, refuted": (about("outside_span", ONE_NEURON, **BLOCK), at() | derived()),
        "block with a factor that depends on the group": (FACTOR, {**GOALS, "proofs": {}, "sample": {"l": 1}}),
        "block with a factor that depends on the group, refuted": (FACTOR, at([1]) | derived()),
        "direction in one dimension, refuted": (about("direction", network(ERF, [1], [0], [0])), at() | derived()),
        "size π, refuted": (about("loss", group(ERF, sizes=("pi",)), value=0), at([1]) | derived()),
        "size ½, refuted": (about("critical", group(ERF, sizes=("1/2",))), at() | derived()),
        "unique for explicit vectors": (about("unique", ONE_NEURON), one_direction(group(ERF))[1]),
        "unique for any number": (about("unique", group(ERF, sizes=None)) | INTEGER, one_direction(group(ERF))[1]),
        "kernel of kernels": (kernel(erf(["kernel", "f", 0, 0, 0, "q11", "q12", "q22"]))),
        "kernel that is uninterpreted": kernel({"uninterpreted": "kappa"}),
        "kernel of a derivative": kernel(RELU, KINK, constants=[["/", 1, 0], ["log", 0]]),
        "kernel refuted by nothing": (kernel(ERF)[0], at(q11=1)),
        "kernel refuted by an uninterpreted one": (kernel(ERF)[0], at(q11=1) | {"truth": {"uninterpreted": "f"}}),
        "shape of many digits": kernel(erf(0), shape=HUGE),
        "steps of many digits": kernel(erf(0), steps=[{**step, "note": HUGE} for step in STEPS]),
        "witness of many digits": (equal(0, 1), ZERO | {"kind": HUGE}),
        "claim of many digits": (equal(0, 1) | {"kind": HUGE}, ZERO),
        "inner witness of many digits": (
            equal(0, 1),
            {**INTO, "witness": {"kind": "zero", "note": HUGE}, **ZERO, **INTO},
        ),
        "proofs that are a number": (about("direction", ONE_NEURON), {**GOALS, "proofs": 3} | derived()),
        "proof that is a number": (one_direction(group(ERF))[0], {**GOALS, "proofs": {"odd": 3}}),
        "injective without a claim": (equal(0, 1), ZERO | {"kind": "injective"}),
        "injective by a claim about a network": (
            equal(0, 1),
            ZERO | {"kind": "injective", "claim": about("direction", ONE_NEURON), "witness": {}},
        ),
    }
    return odd


def test_odd_claims_are_refused_or_judged() -> None:
    for name, (claim, witness) in odd_ones().items():
        fields = {"format": 2, "symcrit": "0", "claim": claim, "witness": witness}
        said = forgery.verdict({**fields, "digest": "not looked at"})
        expected = {"PROVED"} if name.startswith("sine of") else {"UNDECIDED", "REFUTED", "malformed"}
        assert said in expected, name


def test_a_derivation_is_not_believed_for_its_neighbours() -> None:
    """Constants that differ only deep inside: each certificate is checked anew, whatever was checked before."""
    from .cheats_kernels import kernel

    deep = ["/", 1, ["+", 1, ["+", 0, ["+", 0, ["+", 0, ["+", 0, ["+", 0, 0]]]]]]]
    wrong = ["/", 1, ["+", 1, ["+", 0, ["+", 0, ["+", 0, ["+", 0, ["+", 0, 1]]]]]]]
    line = {"activation": "z", "forms": ["q12", 0, 1]}
    for constant, expected in ((deep, "PROVED"), (wrong, "UNDECIDED")):
        claim, witness = kernel(line, derived(line)["kernel"], pieces=[{"pieces": [["*", constant, "z"]]}])
        assert forgery.verdict({"claim": claim, "witness": witness}) == expected
