"""`kernel`: a closed form is the kernel of an activation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symcrit.certificate import write
from symcrit.claims import Claim
from symcrit.core import SECOND, Context, Domain, Goals, Work, parse, substitute
from symcrit.core.claims.kernel import KernelClaim, OtherKernel
from symcrit.core.expectation.kernels import ARGUMENTS, MEANS
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, z
from symcrit.kernels.closed.derivations import BY_SYMPY
from symcrit.kernels.closed.reductions import forms, work_of_forms
from symcrit.kernels.closed.terms import NoClosedForm
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.search.attempts import Attempt
from symcrit.search.search import Search
from symcrit.translate import from_json, to_json

__all__ = ["attempts", "kernel_of"]

MISSING = "no derivation of these forms was found, and no other form that is the kernel"
PLACES = [(1, 0, 1), (1, "1/2", 2), (2, "-1", 1), ("1/2", "1/3", "1/4"), (9, 1, 16)]
AT_MEANS = (1, "1/3")


def kernel_of(
    sigma: str | Activation,
    kappa: object = None,
    *,
    teacher: str | Activation | None = None,
    slopes: tuple[object, object] | None = None,
    bias: bool = False,
) -> Claim:
    """κ(q11, q12, q22) is E[σ(u)τ(v)] for every Gram matrix, (u, v) ~ N(0, [[q11, q12], [q12, q22]]).

    kappa: an expression in q11, q12, q22; by default symcrit's closed form. teacher: τ, by default σ.
    slopes: ∂κ/∂q11 and ∂κ/∂q12, which are part of the claim; by default those of symcrit's closed form.
    bias: (u, v) ~ N((m1, m2), …) instead, with m1 and m2 in the expressions.
    Where the expression has no value at q12² = q11·q22, as that of a kernel with kinks off 0, nothing is claimed there.
    Raises InputError for an unknown activation, and where no closed form is known and none is given.

    >>> kernel_of("erf", "2/pi*asin(q12/sqrt((1 + q11)*(1 + q22)))").kind
    'kernel'
    >>> kernel_of("tanh")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: kernel tanh (certified quadrature) has no closed form to be proved: there is no rule \
for the factor tanh(z); give one as kappa
    """
    if kappa is None:
        found = kernel(sigma, teacher, bias=bias)
        if found.kind != "closed":
            why = getattr(found, "fallback", None)
            raise InputError(f"{found} has no closed form to be proved: {why}; give one as kappa")
        return _claim(found)
    return _claim(Kernel.candidate(sigma, kappa, slopes, teacher=teacher, biased=bias))


def _claim(own: Kernel) -> Claim:
    """The claim; where κ is written so that it has no value at ρ = 1 or −1, it is one about |ρ| < 1."""
    claim = {"kind": "kernel", "kernel": own.core}
    if not own.biased and any(map(_is_undefined(own), (1, -1))):
        claim["inside"] = True
    return Claim(claim)


def _is_undefined(own: Kernel) -> Callable[[int], bool]:
    """Whether the form of κ is certainly not defined at this correlation of variances 1."""
    form = parse(own.core["forms"][0])
    context = Context(Domain({}), Work(SECOND))
    variance = parse(1)

    def at(rho: int) -> bool:
        return context.nowhere_defined(substitute(form, {"q11": variance, "q12": parse(rho), "q22": variance}))

    return at


def attempts(claim: KernelClaim) -> Iterator[Attempt]:
    """A derivation, or the kernel that is derived."""
    yield Attempt("derivation", 0.8, _prove)
    yield Attempt("other kernel", 0.8, _refute)


def _prove(search: Search, claim: KernelClaim) -> Goals | None:
    """The derivation, which joins every proof about a kernel."""
    return None if search.derive(claim.kernel) is None else Goals()


def _refute(search: Search, claim: KernelClaim) -> OtherKernel | None:
    """A Gram matrix where the claim differs from symcrit's closed form for the same activations."""
    own = claim.kernel
    sides = [side for side in (own.activation, own.teacher) if side is not None]
    sigmas = [from_json(write(side), {"z": z}) for side in sides]
    try:
        search.charge(BY_SYMPY + work_of_forms(sigmas[0], sigmas[-1], biased=own.biased))
        found = forms(sigmas[0], sigmas[-1], biased=own.biased)
    except NoClosedForm:
        return None
    truth = own._replace(forms=[parse(to_json(form)) for form in found])
    names = (*ARGUMENTS, *(MEANS if own.biased else ()))
    for place in PLACES:
        values = (*place, *(AT_MEANS if own.biased else ()))
        at = {name: parse(value) for name, value in zip(names, values, strict=True)}
        refutation = OtherKernel(at=at, truth=truth, kernel=search.derive(truth))
        if search.refutes(claim, refutation):
            return refutation
    return None
