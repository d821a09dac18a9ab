"""The claim `gradient`: what it says agrees with the gradient of named activations, and nothing else is accepted."""

import copy

import pytest
from sympy import Rational, Symbol, sqrt

from proofs.copy_average import criterion
from symcrit import CopyAverage, InputError, Verdict, gradient_is, kernel
from symcrit.certificate import certificate
from symcrit.core.expectation import kernels
from symcrit.core.reading import Malformed
from symcrit.core.registry import read_claim
from symcrit.core.verdict import check
from symcrit.translate import from_json

l = Symbol("l", integer=True, positive=True)  # noqa: E741
NAMES = {"l": l}
CLAIM = criterion.criterion()
WITNESS = {"kind": "goals", "sample": {"l": 1}}
PARTS = ("outgoing", "along", "across")


def verdict(core):
    return check(certificate(core, WITNESS, "0")).verdict


def test_the_criterion_is_accepted():
    assert verdict(CLAIM.core) is Verdict.PROVED


@pytest.mark.parametrize(("key", "place"), [(key, i) for key in PARTS for i in range(len(CLAIM.core[key]))])
@pytest.mark.parametrize("change", [lambda e: ["*", 2, e], lambda e: ["-", e], lambda e: ["+", e, "l"]])
def test_no_other_part_is_accepted(key, place, change):
    core = copy.deepcopy(CLAIM.core)
    core[key][place] = change(core[key][place])
    assert verdict(core) is Verdict.UNDECIDED


@pytest.mark.parametrize("slip", [lambda j, q: (2 - j, q), lambda j, q: (0, q), lambda j, q: (j, kernels.ONE)])
def test_a_core_that_takes_other_means_is_noticed(monkeypatch, slip):
    right = kernels.mean_of_any
    monkeypatch.setattr(kernels, "mean_of_any", lambda j, q: right(*slip(j, q)))
    assert verdict(CLAIM.core) is Verdict.UNDECIDED


def valued(part, sigma, size, a, r):
    """A part of the criterion at a group of this size, in float64: κ and M_i by those of σ, positive on average."""
    q11, q12, q22 = symbols = [Symbol(name, real=True) for name in ("q11", "q12", "q22")]
    kappa, height = kernel(sigma).expr, Symbol("height", positive=True)
    mean = sqrt(kappa.subs({q12: 0, q22: q11})).subs(q11, height)
    forms = {
        "M0": mean,
        "M1": kernel(sigma, "linear").expr.subs({q12: 1, q22: 1, q11: height}),
        "M2": 2 * mean.diff(height),
    }

    def value(*arguments, of):
        name, i, j, _ = of
        if name in ("a", "r"):
            return {"a": a, "r": r}[name]
        if name in forms:
            return forms[name].subs(height, arguments[0])
        form = kappa.diff(q11, i).diff(q12, j)
        return form.subs(dict(zip(symbols, arguments, strict=True)), simultaneous=True)

    return float(part.subs(l, size).replace(lambda e: hasattr(e, "kernel"), lambda e: value(*e.args, of=e.kernel)))


@pytest.mark.parametrize("sigma", ["exp", "square", "probit", "smoothed_relu", "cos"])
def test_it_is_the_gradient_of_named_activations(sigma):
    """Groups of 1, 2 and 3 teachers: the other road differentiates the loss of the configuration in sympy."""
    sizes, a, r = (1, 2, 3), Rational(5, 4), Rational(2, 3)
    outgoing, along, across = ([from_json(part, NAMES) for part in CLAIM.core[key]] for key in PARTS)
    found = CopyAverage.symbolic(sigma, a=a, norm=r).gradient(sizes)

    def at(part, size):
        return valued(part, sigma, size, a, r)

    for m, size in enumerate(sizes):
        others = [p for p in range(3) if p != m]
        for (own, left, right), true in ((outgoing, found[m].a), (along, found[m].along[m])):
            said = at(own, size) + at(left, size) * sum(at(right, sizes[p]) for p in others)
            assert said == pytest.approx(float(true), abs=1e-12)
        for p in others:
            said = at(across[0], size) * at(across[1], sizes[p])
            assert said == pytest.approx(float(found[m].along[p]), abs=1e-12)


def test_malformed_claims_are_refused():
    points = CopyAverage.symbolic("erf")
    with pytest.raises(InputError, match=r"takes outgoing=\(A, B, C\)"):
        gradient_is(points, outgoing=(0, 0), along=(0, 0, 0), across=(0, 0))
    with pytest.raises(InputError, match="at a point gradient_is takes W="):
        gradient_is(CopyAverage([[0], [1, 2]]), outgoing=(0, 0, 0), along=(0, 0, 0), across=(0, 0))
    core = copy.deepcopy(CLAIM.core)
    core["across"] = core["across"][:1]
    with pytest.raises(Malformed, match="gradient needs"):
        read_claim(core)
    core["across"] = [*core["across"], "undeclared"]
    with pytest.raises(Malformed, match="undeclared"):
        read_claim(core)
    core = copy.deepcopy(CLAIM.core)
    core["configuration"]["kernel"] = {"uninterpreted": "M0"}
    with pytest.raises(Malformed, match="stands for a mean"):
        read_claim(core)
