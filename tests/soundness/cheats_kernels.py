"""Hand-made cheats about kernels and about networks: false kernels, dead neurons, copies, names that shadow others."""

import json
from typing import Any

import symcrit as sc

from .kernels import ANGLE, DET, ERF, LINEAR, NORMS, RELU, ROOT, SIZE, TURN, derived
from .pieces import SIZES, any_number

Cheats = dict[str, tuple[dict, dict]]
ZERO, GOALS = {"kind": "zero"}, {"kind": "goals"}
HONEST, KINK, STRAIGHT = (derived(kernel)["kernel"] for kernel in (ERF, RELU, LINEAR))
KAPPA, BY_Q11, BY_Q12 = ERF["forms"]
ALONE = sc.decide(sc.only_critical(sc.OneNeuron.symbolic("erf"))).certificate["witness"]
OWN = sc.kernel("erf").core
Q = {"q11": 1, "q12": "1/2", "q22": 2}


def erf(kappa: Any = KAPPA, by_q11: Any = BY_Q11, by_q12: Any = BY_Q12, sigma: Any = None) -> dict:
    return {"activation": sigma or ERF["activation"], "forms": [kappa, by_q11, by_q12]}


def relu(kappa: Any = None, by_q11: Any = None, by_q12: Any = None, sigma: Any = None) -> dict:
    own = [mine or theirs for mine, theirs in zip((kappa, by_q11, by_q12), RELU["forms"], strict=True)]
    return {"activation": sigma or RELU["activation"], "forms": own}


def kernel(own: dict, how: dict = HONEST, **changes: Any) -> tuple[dict, dict]:
    """The claim that these forms are the kernel, by the derivation of the right one."""
    return {"kind": "kernel", "symbols": {}, "where": [], "kernel": own}, {"kind": "goals", "kernel": how | changes}


def whole(piece: Any) -> dict:
    """What a derivation says of σ without breakpoints."""
    return {"pieces": [{"pieces": [piece]}]}


def bent(sigma: Any, forms: list, left: Any, right: Any) -> tuple[dict, dict]:
    """The claim that these are the forms, as σ is `left` and `right` of 0."""
    side = {"breaks": [0], "pieces": [left, right]}
    how = {"pieces": [side], "edge": True, "smooth": False, "steps": [ZERO] * 6}
    return kernel({"activation": sigma, "forms": forms}, how)


def twice(form: Any) -> list:
    return ["*", 2, form]


def renamed(form: Any, **names: Any) -> Any:
    text = json.dumps(form)
    for old, new in names.items():
        text = text.replace(f'"{old}"', json.dumps(new))
    return json.loads(text)


def group(kernel: dict, size: str = "l", sizes: Any = (1,), a: Any = 1, c: Any = 1, **more: Any) -> dict:
    own = {"size": size, "sizes": list(sizes) if sizes else None, "students": [{"a": a, "c": c}]}
    return {"kernel": kernel, "groups": own | more}


def network(kernel: dict, pool: list, w: list, v: list, a: int = 0, b: int = 0) -> dict:
    return {"kernel": kernel, "network": {"pool": pool, "W": [w], "a": [a], "V": [v], "b": [b]}}


def about(kind: str, configuration: dict, **more: Any) -> dict:
    return {"kind": kind, "symbols": {}, "where": [], "configuration": configuration, **more}


def one_direction(own: dict, **more: Any) -> tuple[dict, dict]:
    """The claim that there is no other critical point, by the honest proof for copy averages."""
    bound = {"symbols": {"k": "integer"}, "where": [[">=", "k", 1]]} if own["groups"]["sizes"] == ["k"] else {}
    how = {"kernel": STRAIGHT} if own["kernel"] == LINEAR else {"kernel": KINK} if own["kernel"] == RELU else {}
    return about("unique", own, **bound, **more), {**ALONE, **how, "sample": {"k": 3} if bound else {}}


def at(sizes: list | None = None, **point: Any) -> dict:
    return {"kind": "refute", "at": point, **({"sizes": sizes} if sizes else {})}


# The block 4/π·(diag D + vvᵀ) of copy averages, see arXiv:2311.01644.
TWO_L = ["*", 2, "l"]
NORM, ABOVE = ["sqrt", ["-", TWO_L, 1]], ["sqrt", ["+", TWO_L, 1]]
AVERAGE = {"a": "l", "c": ["/", 1, ["*", ["sqrt", "l"], NORM]]}
DIAGONAL = ["*", ["^", "l", 2], NORM, ["-", ["/", 1, ABOVE], ["/", NORM, TWO_L]]]
BLOCK = {
    "factor": ["/", 4, "pi"], "diagonal": DIAGONAL, "vector": ["*", "l", ["/", NORM, ["sqrt", TWO_L]]]
}  # fmt: skip
RANK_ONE = {"kind": "goals", "sample": {"l": 1}}
OUTSIDE = {"kind": "outside_span", **SIZES, "configuration": any_number(**AVERAGE)}
UNDEFINED = ["log", ["+", "z", 1]]
SHORT_C = {"symbols": {"c": "real"}, "where": [[">=", "c", 0], ["<=", "c", "1/4"]]}
LARGE = {"kind": "goals", "kernel": KINK, "sample": {"c": 0}}
SOME_C = {"symbols": {"c": "real"}, "where": [[">=", "c", 0]]}

FALSE_CLAIMS: Cheats = {
    "kernel of erf(z)": kernel(erf(sigma=["erf", "z"])),
    "kernel of −erf as that of erf, with constants to suit": kernel(
        erf(sigma=["+", 1, ["erf", ["/", "z", ["sqrt", 2]]]])
    ),
    "kernel, twice": kernel(erf(twice(KAPPA), twice(BY_Q11), twice(BY_Q12))),
    "kernel, twice, with constants to suit": kernel(
        erf(twice(KAPPA), twice(BY_Q11), twice(BY_Q12)), **whole(["*", ["sqrt", 2], ERF["activation"]])
    ),
    "kernel with the other sign": kernel(erf(["-", KAPPA], ["-", BY_Q11], ["-", BY_Q12])),
    "kernel with another start": kernel(erf(["+", KAPPA, 1])),
    "kernel with another start, of a middle": kernel(
        erf(["+", KAPPA, "1/4"], sigma=["-", ["erf", ["/", "z", ["sqrt", 2]]], "1/4"])
    ),
    "kernel by acos": kernel(erf(["*", ["/", 2, "pi"], ["acos", ["/", "q12", ["sqrt", NORMS]]]])),
    "kernel by π − asin": kernel(erf(["-", 2, KAPPA], ["-", BY_Q11], ["-", BY_Q12])),
    "kernel that is twice its slope": kernel(erf(twice(KAPPA))),
    "kernel with its slope by q11, twice": kernel(erf(twice(KAPPA), twice(BY_Q11))),
    "rectifier without its bend": kernel(
        relu(["+", ["/", SIZE, TURN], ["/", "q12", 4]], ["/", "q22", ["*", 4, "pi", SIZE]], "1/4"), KINK
    ),
    "slope by q12, twice": kernel(erf(by_q12=twice(BY_Q12))),
    "slope by q11, twice": kernel(erf(by_q11=twice(BY_Q11))),
    "slope by q11 of the other neuron": kernel(erf(by_q11=renamed(BY_Q11, q11="q22"))),
    "slope by q11 that is right on the diagonal": kernel(
        erf(by_q11=["/", ["-", "q12"], ["*", "pi", ["+", 1, "q22"], ROOT]])
    ),
    "slope by q11 that is right where q12 = 0": kernel(erf(by_q11=0)),
    "forms right where the neurons are alike": kernel(erf(*(renamed(f, q22="q11") for f in ERF["forms"]))),
    "forms right for r ≥ 0 only": kernel(
        erf(*(renamed(form, q12=["sqrt", ["^", "q12", 2]]) for form in (KAPPA, BY_Q11, BY_Q12)))
    ),
    "forms undefined where the neurons are copies": kernel(
        erf(["+", KAPPA, ["*", 0, ["/", 1, DET]]]), smooth=False
    ),
    "forms undefined between": kernel(erf(["+", KAPPA, ["*", 0, ["log", ["-", "q11", "q22"]]]])),
    "an activation undefined on a half line": kernel(
        erf(sigma=["+", ERF["activation"], ["*", 0, UNDEFINED]])
    ),
    "an activation undefined on a half line, by a power": kernel(
        erf(sigma=["+", ERF["activation"], ["-", ["^", UNDEFINED, 0], 1]])
    ),
    "an activation undefined at a point": kernel(
        erf(sigma=["+", ERF["activation"], ["*", 0, ["/", 1, ["+", "z", 1]]]])
    ),
    "kink for erf": kernel(erf(twice(KAPPA)), HONEST, pieces=KINK["pieces"]),
    "kink for erf, by the derivation of a kink": kernel(erf(*RELU["forms"]), KINK),
    "gaussian for a kink": kernel(relu(*ERF["forms"])),
    "kernel of abs z as that of the rectifier": kernel(relu(sigma=["abs", "z"]), KINK),
    "kernel of a leaky rectifier as that of the rectifier": kernel(
        relu(sigma=["+", ["*", "1/2", ["abs", "z"]], ["*", "1/4", "z"]]), KINK
    ),
    "rectifier without its start": kernel(relu(["*", "q12", ANGLE]), KINK),
    "rectifier with the angle of the other branch": kernel(
        relu(by_q12=["/", ["acos", ["/", "q12", SIZE]], TURN]), KINK
    ),
    "rectifier with slope by q12 without its start": kernel(relu(by_q12=["-", ANGLE, "1/4"]), KINK),
    "rectifier, said to be smooth": kernel(relu(twice(RELU["forms"][0])), KINK, smooth=True),
    "rectifier with another slope at the start": kernel(
        relu(["-", RELU["forms"][0], ["/", "q12", 4]], by_q12=["-", ANGLE, "1/4"]), KINK
    ),
    "abs z as −z": bent(["abs", "z"], ["q12", 0, 1], ["-", "z"], ["-", "z"]),
    "abs z as z": bent(["abs", "z"], ["q12", 0, 1], "z", "z"),
    "a square for z < 0 as 0": bent(["*", ["-", "z", ["abs", "z"]], "z", "1/2"], [0, 0, 0], 0, 0),
    "a square for z > 0 as 0": bent(["*", ["+", "z", ["abs", "z"]], "z", "1/2"], [0, 0, 0], 0, 0),
    "a step of mean 0 as 0": bent(["/", "z", ["abs", "z"]], [0, 0, 0], -1, 1),
    "the other of two activations": kernel(
        {**ERF, "teacher": ["erf", "z"]}, pieces=HONEST["pieces"] * 2, steps=HONEST["steps"][:1] + HONEST["steps"]
    ),
    "two activations as one": kernel({**ERF, "teacher": ["erf", "z"]}),
    "a line that is bent": kernel({"activation": "z", "forms": [["sin", "q12"], 0, ["cos", "q12"]]}, STRAIGHT),
    "a piece with a symbol": kernel(erf(twice(KAPPA)), **whole(["*", "z", "q11"])),
    "a piece with a symbol of the proof": kernel(erf(twice(KAPPA)), **whole(["*", "s", "r"])),
    "a growing activation": kernel(
        {"activation": 1, "forms": [["+", 1, "q12"], 0, 1]}, STRAIGHT, **whole(["exp", ["^", "z", 2]])
    ),
    "too few steps": kernel(erf(twice(KAPPA)), steps=HONEST["steps"][:2]),
    "critical by a false kernel": (
        about("critical", group(erf(0, 0, 0), a=5, c=7)), {**GOALS, "kernel": HONEST}
    ),
    "loss by a false kernel": (
        about("loss", group(erf(["+", KAPPA, ["*", "q12", 0], 1]), a=0, c=0), value="4/3"), {**GOALS, "kernel": HONEST}
    ),
    "not critical by a false kernel": (
        about("not_critical", group(erf(["+", KAPPA, "q12"])), bound=0), {**GOALS, "kernel": HONEST}
    ),
    "critical, dead rectifier": (about("critical", group(RELU, c=0)), GOALS),
    "loss of a dead rectifier": (about("loss", group(RELU, c=0), value="1/3"), GOALS),
    "direction of a dead rectifier": (about("direction", group(RELU, c=0)), GOALS),
    "direction of a dead neuron": (about("direction", group(ERF, c=0)), GOALS),
    "direction of a rectifier that may be dead": (
        about("direction", network(RELU, ["c", 1], [0, 0], [1, 1], a=1, b=1)) | SOME_C, {**GOALS, "sample": {"c": 1}}
    ),
    "direction of a rectifier that may be dead, on an axis": (
        about("direction", network(RELU, ["c", 1, 0], [0, 2], [1, 2], a=1, b=1)) | SOME_C,
        {**GOALS, "sample": {"c": 1}},
    ),
    "direction in one dimension, of nothing": (
        about("direction", network(ERF, [["log", -1], 1], [0], [1], a=1, b=1)), GOALS
    ),
    "direction in one dimension, of a weight that is nothing": (
        about("direction", network(ERF, [["/", 1, 0], 1], [1], [1], a=0, b=1)), GOALS
    ),
    "a large gradient of a rectifier that may be dead": (
        about("not_critical", network(RELU, ["c", 1], [0], [1], a=1, b=1), bound="1/2") | SHORT_C, LARGE
    ),
    "direction of a neuron that leans": (about("direction", network(ERF, [1, 2], [0, 0], [0, 1])), GOALS),
    "two teachers taken for one of length 2": (about("loss", group(ERF, sizes=(2,), a=0), value="4/3"), GOALS),
    "half a teacher": (about("loss", group(ERF, sizes=("1/2",), a=0), value="1/6"), GOALS),
    "a size that is no number": (about("loss", group(ERF, sizes=("pi",)), value=0), at([1])),
    "block with D = 0": (
        {**OUTSIDE, "configuration": any_number(a=0, c=1), "factor": 1, "diagonal": 0, "vector": 0}, RANK_ONE
    ),
    "block, twice": ({**OUTSIDE, **BLOCK, "factor": ["/", 8, "pi"]}, RANK_ONE),
    "block without v": ({**OUTSIDE, **BLOCK, "vector": 0}, RANK_ONE),
    "block with negative factor and D": (
        {**OUTSIDE, **BLOCK, "factor": ["/", -4, "pi"], "diagonal": ["-", DIAGONAL]}, RANK_ONE
    ),
    "unique at another length": one_direction(group(OWN, sizes=("k",), a="l", c=["/", 1, ["*", ["sqrt", "l"], ABOVE]])),
    "unique with another weight": one_direction(group(OWN, sizes=("k",), a=["+", "l", 1], c=AVERAGE["c"])),
    "unique on the other side": one_direction(group(OWN, sizes=("k",), a="l", c=["-", AVERAGE["c"]])),
    "unique by false forms": one_direction(
        group({**OWN, "forms": [*map(twice, OWN["forms"])]}, sizes=("k",), **AVERAGE)
    ),
    "unique for a line and any number": one_direction(group(LINEAR, sizes=("k",), a=1, c=1)),
    "unique, by the name a_0 for any number": one_direction(group(LINEAR, "a_0", ("k",), 1, 1)),
    "unique on a line": one_direction(group(LINEAR)),
    "unique on a line, by the name a_0": one_direction(group(LINEAR, "a_0", (2,), "1/2", "a_0")),
    "unique on a line, by the name c_0": one_direction(group(LINEAR, "c_0", (2,), "1/2", "c_0")),
    "unique for a loss of scale 0": one_direction({**group(OWN), "scale": 0}),
    "unique with a = 0": one_direction(group(OWN, a=0, c=0)),
    "unique with two teachers to copy": one_direction(group(OWN, b=2)),
    "unique for a rectifier": one_direction(group(RELU)),
    "unique, of two groups": one_direction(group(OWN, sizes=(1, 1))),
}  # fmt: skip

TRUE_CLAIMS: Cheats = {
    "kernel refuted by one of another activation": (
        kernel(ERF)[0], {**at(**Q), "truth": erf(sigma=["erf", "z"]), "kernel": HONEST}
    ),
    "kernel refuted by one of another teacher": (
        kernel(ERF)[0], {**at(**Q), "truth": {**ERF, "teacher": ["erf", "z"]}, "kernel": HONEST}
    ),
    "kernel refuted by the kernel of another activation": (
        kernel(ERF)[0], {**at(**Q), "truth": RELU, "kernel": KINK}
    ),
    "kernel refuted by a false one": (
        kernel(ERF)[0], {**at(**Q), "truth": erf(twice(KAPPA), twice(BY_Q11), twice(BY_Q12)), "kernel": HONEST}
    ),
    "kernel refuted where the matrix is no Gram matrix": (
        kernel(RELU)[0], {**at(q11=1, q12=2, q22=1), "truth": RELU, "kernel": KINK}
    ),
    "kernel refuted where a neuron is dead": (
        kernel(RELU)[0], {**at(q11=0, q12=0, q22=1), "truth": RELU, "kernel": KINK}
    ),
    "kernel refuted at a negative norm": (
        kernel(ERF)[0], {**at(q11=-2, q12=0, q22=-2), "truth": ERF, "kernel": HONEST}
    ),
    "critical refuted for a copy of a rectifier": (about("critical", group(RELU)), at()),
    "critical refuted for copies of a rectifier": (
        about("critical", {**group(RELU), "groups": {"size": "l", "sizes": [1], "b": 1, "students": [
            {"a": "1/3", "c": 1}, {"a": "2/3", "c": 1}]}}), at()
    ),
    "critical refuted for a teacher of weight 0": (about("critical", group(ERF, a=0, c=3, b=0)), at()),
    "critical refuted for a dead rectifier without weight": (about("critical", group(RELU, a=0, c=0)), at()),
    "critical refuted by a kernel that is too large": (
        about("critical", group(ERF)), {**at(), "kernel": {**HONEST, "steps": [{"kind": "root"}] * 5}}
    ),
    "direction refuted on a ray": (about("direction", group(ERF, sizes=(3,), a=5, c=7)), at()),
    "direction refuted where there is one dimension": (about("direction", network(ERF, [1], [0], [0])), at()),
    "block refuted at a size that is not asked for": ({**OUTSIDE, **BLOCK}, at([1], l=7)),
    "block refuted for sizes that are right": ({**OUTSIDE, **BLOCK}, at([2, 1])),
    "block refuted for two sizes, at a third": ({**OUTSIDE, **BLOCK}, at([2, 1], l=3)),
    "unique refuted for any number": (one_direction(group(OWN, sizes=("k",), **AVERAGE))[0], at(k=3)),
    "unique refuted at its point": (about("unique", group(ERF)), at()),
    "unique refuted at its mirror image": (about("unique", group(ERF)), at([1])),
    "kernel refuted where nothing is claimed": (
        {**kernel(erf(twice(KAPPA)))[0], "symbols": {"x": "real"}, "where": [["<", "x", 0], [">", "x", 0]]},
        {**at(**Q), "truth": ERF, "kernel": HONEST},
    ),
}  # fmt: skip
