"""A claim of every kind, as the JSON that core reads, and every kind of witness: what the printers are tried on.

Those of kinds with a test of their own, `tests/claims/test_NAME.py`, stand there.
"""

from importlib import import_module
from pathlib import Path

ERF = {
    "activation": ["erf", ["/", "z", ["sqrt", 2]]],
    "forms": [
        ["*", ["/", 2, "pi"], ["asin", ["/", "q12", ["sqrt", ["*", ["+", 1, "q11"], ["+", 1, "q22"]]]]]],
        ["-", "q11", "q12"],
        ["/", "q12", "pi"],
    ],
}
DERIVATION = {
    "pieces": [{"pieces": [ERF["activation"]]}],
    "edge": True,
    "smooth": True,
    "steps": [{"kind": "zero"}],
}
SIMILAR = {"uninterpreted": "kappa", "self_similar": ["lambda", "mu"], "beyond": 2}
NORM = ["/", 1, ["sqrt", ["*", "l", ["-", ["*", 2, "l"], 1]]]]
GROUPS = {"size": "l", "sizes": None, "students": [{"a": "l", "c": NORM}], "b": 1}
ANY = {"kernel": ERF, "groups": GROUPS}
ONE = {"kernel": ERF, "scale": "1/2", "groups": {**GROUPS, "sizes": ["k"]}}
TWO = {
    "kernel": {"uninterpreted": "kappa"},
    "groups": {**GROUPS, "sizes": ["2", "m"], "students": 2 * GROUPS["students"]},
}
FAMILY = {
    "sizes": ["m", "2"],
    "b": ["1", "3"],
    "students": [{"at": 0, "diagonal": "5", "w": ["6", "11"], "a": "13"}, {"at": None, "w": ["17", "19"], "a": "23"}],
}
POOL = {"pool": ["0", "1", ["sqrt", 2]], "W": [[1, 2]], "a": [[2]], "V": [[1, 0], [0, 1]], "b": [[1], [1]]}
EXPLICIT = {"kernel": ERF, "network": POOL}
SIZE = {"symbols": {"l": "integer"}, "where": [[">=", "l", "1"]]}
COUNT = {"symbols": {"k": "integer"}, "where": [[">=", "k", "1"]]}
REAL = {"symbols": {"x": "real"}, "where": [[">", "x", "0"], ["<", "x", "1"]]}

CLAIMS = {
    "equal": {**REAL, "lhs": ["^", ["+", "x", 1], 2], "rhs": ["+", ["^", "x", 2], ["*", 2, "x"], 1]},
    "gradient": {
        **SIZE,
        "configuration": {**ANY, "kernel": {"uninterpreted": "kappa"}},
        "outgoing": ["l", ["kernel", "M0", 0, 0, 0, "l", 0, 0], ["^", "l", 2]],
        "along": ["0", ["*", 2, "l"], ["sqrt", "l"]],
        "across": [["kernel", "M1", 0, 0, 0, "l", 0, 0], "-1"],
    },
    "less": {**REAL, "lhs": ["sin", "x"], "rhs": "x"},
    "at_most": {**REAL, "lhs": ["abs", "x"], "rhs": ["exp", ["^", "x", 2]]},
    "increasing": {**REAL, "expr": ["log", "x"], "symbol": "x"},
    "decreasing": {**REAL, "expr": ["/", 1, "x"], "symbol": "x"},
    "concave": {**REAL, "expr": ["-", "x", ["^", "x", 2]], "symbol": "x"},
    "convex": {**REAL, "expr": ["/", 1, "x"], "symbol": "x"},
    "kernel": {"kernel": ERF},
    "critical": {**SIZE, "configuration": ANY},
    "not_critical": {"configuration": EXPLICIT, "bound": "1/3"},
    "direction": {**SIZE, "configuration": ANY},
    "unique": {**COUNT, "configuration": ONE},
    "outside_span": {**SIZE, "configuration": ANY, "factor": ["/", 4, "pi"], "diagonal": ["+", "l", 1], "vector": "l"},
    "loss": {**SIZE, "configuration": ANY, "value": ["-", "l", ["sqrt", "l"]]},
    "loss_bound": {**COUNT, "configuration": {**ONE, "kernel": SIMILAR}, "value": ["-", "k", 1]},
    "best_partition": {**SIZE, "configuration": ANY, "n": "n", "k": "k", "value": ["-", "k", "n"]},
    "sector": {
        "symbols": {"m": "integer"},
        "where": [[">=", "m", "3"]],
        "configuration": {"kernel": ERF, "species": FAMILY},
        "free": "all",
        "sector": {"kind": "product", "species": [0, 1]},
        "matrix": [["m"]],
        "signs": [1],
    },
}
ALONE = {"sizes": ["1"], "b": ["1"], "students": [{"at": None, "w": ["1"], "a": "1"}]}
CLAIMS["sectors"] = {
    "configuration": {"kernel": ERF, "species": ALONE},
    "free": "W",
    "sectors": [
        {"sector": {"kind": "trivial", "species": []}, "matrix": [["-1/2"]], "signs": [-1]},
    ],
}
CLAIMS["isolated"] = {
    "configuration": EXPLICIT,
    "free": "all",
    "unique": {"W": "1e-3", "a": "2e-3"},
    "within": {"W": "1e-40", "a": "1e-40"},
    "inertia": [2, 1],
    "outside": [1, 0],
    "loss": ["0.1234567890123456789", ["sqrt", 2]],
    "eigenvalue": ["-1/3", "-0.25"],
}
CLAIMS["branch"] = {
    "symbols": {"k": "integer"},
    "where": [[">=", "k", 3]],
    "configuration": {"kernel": ERF, "species": {"sizes": [["-", "k", 1]], "b": ["1"], "students": [
        {"at": 0, "diagonal": ["+", 1, ["/", 1, "k"]], "w": [["-", ["/", 1, "k"]]], "a": "1"},
    ]}},
    "free": "W",
    "radii": [["/", 1, "k"], ["/", 1, ["^", "k", 2]]],
    "inertia": [["^", ["-", "k", 1], 2], "0"],
    "outside": [["-", "k", 1], "0"],
}  # fmt: skip
RELU = {
    "activation": ["/", ["+", "z", ["abs", "z"]], "2"],
    "forms": [["*", "q11", "q22"], "q22", ["/", "q12", "pi"]],
}
_CLOSED = {**REAL, "where": [[">=", "x", "0"], ["<", "x", "1"]]}
_AFFINE = {"symbols": {"M": "integer"}, "where": [[">=", "M", "2"]], "kernel": RELU, "count": "M", "mean": "3"}
_FRAME = {**_AFFINE, "slope": "1/2", "cosine": "1/3", "length": "5", "dimension": "M"}
CLAIMS |= {
    "equiangular": _FRAME,
    "optimal": {**_FRAME, "value": "1/5"},
    "stable": {**_FRAME, "above": "1/5"},
    "dual_bound": {**_AFFINE, "slope": "1/2", "cosine": "1/3", "value": "1/5"},
    "signed_minimum": {**_AFFINE, "slope": "1/2", "dimension": "M", "value": "1/5"},
    "reduction": {"kernel": RELU, "bound": "1/8"},
    "sphere_mean": {"kernel": RELU, "dimension": 3, "value": "3/16"},
    "onto": {
        **REAL,
        "where": [[">=", "x", "0"], ["<", "x", "1"]],
        "numerator": "x",
        "denominator": ["-", 1, "x"],
        "symbol": "x",
    },
}
CLAIMS = {kind: {"kind": kind, **fields} for kind, fields in CLAIMS.items()}
for _path in sorted((Path(__file__).parents[1] / "claims").glob("test_*.py")):
    _example = import_module(f"tests.claims.{_path.stem}").EXAMPLE
    CLAIMS[_example["kind"]] = _example
PLACES = {"similar": {**ANY, "kernel": SIMILAR}, "any": ANY, "one": ONE, "two": TWO, "explicit": EXPLICIT}

ZERO = {"kind": "zero"}
_INNER = {"kind": "less", "symbols": {"s": "real"}, "where": [["<", "s", "1"], [">", "s", "0"]], "lhs": "0", "rhs": "s"}
_EVIDENT, _LEMMA = {"kind": "positive"}, {"relation": ["<", "0", "x"], "witness": ZERO}
WITNESSES = {  # of a goal about x
    "zero": ZERO,
    "root": {"kind": "root"},
    "angle": {"kind": "angle", "multiple": 2, "point": {}},
    "constant": {"kind": "constant", "symbol": "x", "at": "1/2", "start": ZERO, "derivative": ZERO},
    "positive": {"kind": "positive", "form": ["*", "x", "x"], "lemmas": [_LEMMA]},
    "chain": {"kind": "chain", "symbol": "x", "from": "0", "derivative": _EVIDENT},
    "substitute": {"kind": "substitute", "values": {"s": ["/", 1, "x"]}, "claim": _INNER, "witness": _EVIDENT},
    "injective": {
        "kind": "injective",
        "claim": CLAIMS["increasing"],
        "witness": {"kind": "goals", "proofs": {"slope": _EVIDENT}},
    },
    "monotone": {
        "kind": "monotone",
        "claim": CLAIMS["convex"],
        "low": "x",
        "high": "1/2",
        "weight": "1/3",
        "witness": {"kind": "goals", "proofs": {"bend": _EVIDENT}},
    },
    "segment": {"kind": "segment", "symbol": "x", "from": "1/2", "down": True, "derivative": _EVIDENT},
    "series": {"kind": "series", "base": ["/", 1, "x"], "steps": [ZERO, _EVIDENT]},
    "split": {"kind": "split", "symbol": "x", "at": "1/2", "below": _EVIDENT, "above": _EVIDENT},
    "boxes": {"kind": "boxes", "tree": "a+a3i"},
    "cases": {"kind": "cases", "of": ["-", "x", "1"], "below": _EVIDENT, "above": _EVIDENT},
    "absurd": {"kind": "absurd", "form": ["-", "x", "x"]},
    "tail": {"kind": "tail", "symbol": "x", "below": True, "derivative": _EVIDENT},
    "pointwise": {
        "kind": "pointwise",
        "inside": _EVIDENT,
        "tangents": {"mean1": ["*", 2, "x"]},
        "place": {"u": ["+", "x", 1]},
        "above": _EVIDENT,
    },
    "cauchy_schwarz": {"kind": "cauchy_schwarz", "first": _EVIDENT, "second": _EVIDENT, "inside": _EVIDENT},
}
KINK = {
    "pieces": [{"breaks": ["0"], "pieces": ["0", "z"]}],
    "edge": True,
    "smooth": False,
    "steps": [ZERO],
}


def _goals(proofs, **fields):
    """A proof in which these goals have proofs of their own."""
    return {"kind": "goals", "proofs": proofs, **fields}


_NETWORK = {"layers": [[[1, 0], [0, 1]], [[1, 1]]]}
_NETWORKS = {"student": _NETWORK, "teacher": _NETWORK, "neuron": 0}
TUBE = {
    "precision": 96,
    "degree": 2,
    "order": 4,
    "bound": "1/100",
    "pieces": [{"length": "1/2", "radius": "1e-9", "coefficients": "AAAAAAAA8D8=", "bounds": "AAAAAAAA8D8="}],
}
PROOFS = {  # of the claims above, and what is told of them: the rule, or words of the kind of witness
    "less": (_EVIDENT, "evident from its form"),
    "increasing": (_goals({"slope": _EVIDENT}), "mean-value"),
    "concave": (_goals({"bend": _EVIDENT}), "second-derivative"),
    "convex": (_goals({"bend 1": _EVIDENT, "bend 2": _EVIDENT}, given={"cut1": "1/2"}), "but for"),
    "kernel": ({"kind": "goals", "kernel": DERIVATION}, "gaussian-parts"),
    "critical": ({"kind": "goals", "kernel": DERIVATION}, "groups"),
    "loss": ({"kind": "goals", "kernel": DERIVATION}, "groups"),
    "best_partition": (_goals({"bend": _EVIDENT}, given={"function": "l"}, kernel=DERIVATION), "concave-exchange"),
    "sector": (_goals({"minor/1": _EVIDENT}, kernel=DERIVATION), "leading-minors"),
    "sectors": (_goals({"inside/minor/1": _EVIDENT}, kernel=DERIVATION), "schur"),
    "outside_span": (_goals({"factor": _EVIDENT}, kernel=DERIVATION), "rank-one"),
    "unique": (_goals({"pull": _EVIDENT}, kernel=DERIVATION), "one-direction"),
    "equiangular": (_goals({"count": _EVIDENT}, kernel=KINK), "isometries"),
    "optimal": (_goals({"count": _EVIDENT}, kernel=KINK), "supporting-line"),
    "stable": (_goals({"trivial/1": _EVIDENT}, kernel=KINK), "isotypic"),
    "signed_minimum": (_goals({"count": _EVIDENT}, kernel=KINK), "even-part"),
    "reduction": (_goals({"rest": _EVIDENT}, kernel=KINK), "hermite"),
    "sphere_mean": (_goals({"value": ZERO}, kernel=KINK), "polar"),
    "onto": (_goals({"top": _EVIDENT}), "intermediate-value"),
    "isolated": ({"kind": "point", "precision": 128, "frames": {}, "kernel": DERIVATION}, "krawczyk"),
    "branch": (
        {
            "kind": "pieces",
            "precision": 128,
            "power": 2,
            "gain": 1,
            "scales": {},
            "kernel": DERIVATION,
            "pieces": [{"to": "1/2", "centre": [["1"]], "radius": ["1"], "frames": {}}],
        },
        "taylor",
    ),
    "converges": ({"kind": "tube", **TUBE, "kernel": DERIVATION}, "gronwall"),
    "fixed_point": ({"kind": "spectrum", "precision": 128, "real": "", "imaginary": ""}, "contraction"),
    "inertia": (_goals({"slope": _EVIDENT}, kernel=DERIVATION), "averages"),
    "projections": (_goals({"scale": _EVIDENT}, kernel=DERIVATION), "conditional-expectation"),
    "bound_for_all": ({"kind": "parabola", "kernel": DERIVATION}, "conditional-expectation"),
    "specialised": ({"kind": "computation"}, "without rounding"),
    "forced_alignment": ({"kind": "pigeonhole", "p": 1, "networks": _NETWORKS}, "second-differences"),
}
_COVER = {"precision": 64, "maximum": "1/2", "stars": [{"chart": 0, "centre": [["1"]], "radius": "1/8"}]}
_CHARTS = {"trees": ["/1/0s", "g"]}
OTHERS = {  # of `bound_for_all`: other proofs, with fields of the claim for which they are told
    "supporting_line": ({"last": "1/3"}, {"n": "1", "k": "3"}, "hermite-series"),
    "homogeneous_neuron": ({"last": "1/3"}, {"n": "1", "k": "3", "among": "neurons", "kernel": RELU}, "best-factor"),
    "grassmann_cover": ({**_COVER, **_CHARTS}, {"n": "1", "k": "2", "b": ["2", "3"]}, "grassmann-cover"),
}
