"""Claims about networks and kernels, as the JSON that core reads; see `claims`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Symbol

from symcrit.arguments import called, flag, instance, integer, listed
from symcrit.errors import InputError, shorten, shown
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import Kernel
from symcrit.kernels.kernel import kernel as closed_form
from symcrit.model.self_similar import values
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.theorems.claims import Claim, Hypotheses, Setting, hypotheses_of, literal, named
from symcrit.translate import declarations, renamed

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = [
    "all_sectors",
    "best_partition",
    "branch",
    "critical",
    "critical_direction",
    "gradient_is",
    "kernel_of",
    "loss_at_least",
    "loss_is",
    "not_critical",
    "only_critical",
    "outside_span",
    "sector",
]


def critical(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """∇L = 0 at the configuration, in every a and w and in every input dimension that holds the teacher.

    Core builds the loss from the configuration and differentiates it; nothing but the configuration is handed over.
    Raises InputError for what is no configuration.

    >>> from symcrit import CopyAverage
    >>> critical(CopyAverage.symbolic("erf")).kind
    'critical'
    """
    return _of_configuration("critical", configuration, where)


def not_critical(configuration: Configuration, bound: object = 0, where: Hypotheses = ()) -> Claim:
    """‖∇L‖ > bound ≥ 0 at the configuration.

    Raises InputError for what is no configuration, and for a bound that is not exact.

    >>> from sympy import sqrt
    >>> from symcrit import OneNeuron
    >>> not_critical(OneNeuron("erf", k=2, norm=lambda l: 1 / sqrt(2 * l)), "1/100").kind
    'not_critical'
    """
    least = literal(bound)
    if least.is_negative:
        raise InputError(f"bound = {shorten(bound)} is negative, and every norm exceeds that; give a bound >= 0")
    return _of_configuration("not_critical", configuration, where, bound=bound)


def loss_is(configuration: Configuration, value: object, where: Hypotheses = ()) -> Claim:
    """L = value at the configuration; for any number of groups L = Σ value(l) over the groups, value in the symbol `l`.

    Raises InputError for what is no configuration, and for a value that is not exact.

    >>> from symcrit import OneNeuron
    >>> loss_is(OneNeuron("erf", k=1), 0).kind
    'loss'
    """
    return _of_configuration("loss", configuration, where, value=value)


def loss_at_least(configuration: Configuration, value: object, where: Hypotheses = ()) -> Claim:
    """L ≥ value at the configuration; for any number of groups L ≥ Σ value(l) over the groups, value in the symbol `l`.

    For an uninterpreted kernel it is proved degree by degree of the Hermite series of σ; groups in any number need one.
    Raises InputError for what is no configuration, and for a value that is not exact.

    >>> from symcrit import OneNeuron
    >>> loss_at_least(OneNeuron("erf", k=2), 0).kind
    'loss_bound'
    """
    return _of_configuration("loss_bound", configuration, where, value=value)


def gradient_is(
    configuration: Configuration,
    *,
    outgoing: Sequence[object],
    along: Sequence[object],
    across: Sequence[object],
    where: Hypotheses = (),
) -> Claim:
    """Every component of ∇L, for groups of any sizes in any number, as expressions in the group size `l`.

    outgoing: (A, B, C), ∂L/∂a_m = A(l_m) + B(l_m)·Σ_{p≠m} C(l_p); along: likewise ∂L/∂w_m along a teacher of group m;
    across: (D, E), ∂L/∂w_m along a teacher of group p ≠ m is D(l_m)·E(l_p). Orthogonal to the teachers it is 0.
    For an uninterpreted kernel κ of any σ, `kernel_function("M0")(q, 0, 0)` is E[σ(u)], u ~ N(0, q), M1 and M2 those of
    σ′ and σ″: then κ(p, 0, q) = M0(p)·M0(q), and so on.
    Raises InputError for what is no configuration with groups, and for values that are not exact.

    >>> from symcrit import CopyAverage
    >>> zero = {"outgoing": (0, 0, 0), "along": (0, 0, 0), "across": (0, 0)}
    >>> gradient_is(CopyAverage.symbolic("erf"), **zero).kind
    'gradient'
    """
    given = {"outgoing": outgoing, "along": along, "across": across}
    given = {key: listed(key, parts) for key, parts in given.items()}
    setting, place, values = _placed(configuration, where, given)
    if "groups" not in place:
        raise InputError("gradient_is is about groups of any sizes; write CopyAverage.symbolic(…) or OneNeuron(…)")
    if [len(parts) for parts in values.values()] != [3, 3, 2]:
        raise InputError("gradient_is takes outgoing=(A, B, C), along=(A, B, C), across=(D, E)")
    return setting.claim("gradient", configuration=place, **values)


def critical_direction(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """∂L/∂w is a multiple of w for every student: only its length and its outgoing weight may still move.

    Raises InputError for what is no configuration.

    >>> from symcrit import Kernel, OneNeuron
    >>> critical_direction(OneNeuron.symbolic(Kernel.uninterpreted("kappa"), a="l", norm="1/l")).kind
    'direction'
    """
    return _of_configuration("direction", configuration, where)


def only_critical(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """One student (a, w) against k orthonormal teachers is critical, and no other with a ≠ 0, w ≠ 0 but (−a, −w) is.

    Raises InputError for what is no configuration.

    >>> from symcrit import OneNeuron
    >>> only_critical(OneNeuron.symbolic("erf")).kind
    'unique'
    """
    if len(getattr(configuration, "group_sizes", None) or ()) != 1:
        raise InputError("only_critical is about one student and all teachers; write OneNeuron(…)")
    return _of_configuration("unique", configuration, where)


def outside_span(
    configuration: Configuration, *, factor: object, diagonal: object, vector: object, where: Hypotheses = ()
) -> Claim:
    """∂²L along an input direction orthogonal to all vectors is factor·(diag D_i + vvᵀ), and positive definite.

    diagonal, vector: D_i > 0 and v_i as expressions in the group size `l`; factor > 0: a number.
    Raises InputError for what is no configuration, and for values that are not exact.

    >>> from symcrit import CopyAverage
    >>> outside_span(CopyAverage.symbolic("erf"), factor="4/pi", diagonal="l", vector="l").kind
    'outside_span'
    """
    claim = _of_configuration("outside_span", configuration, where, factor=factor, diagonal=diagonal, vector=vector)
    if "groups" not in claim.core["configuration"]:
        raise InputError("outside_span is about groups of any sizes; write CopyAverage.symbolic(…) or OneNeuron(…)")
    return claim


def sector(
    network: SymmetricNetwork,
    kind: str,
    *species: int,
    matrix: Sequence[Sequence[object]],
    signs: Sequence[int] | None = None,
    outside: bool = False,
    where: Hypotheses = (),
) -> Claim:
    """The second derivatives of L along the patterns of a sector are `matrix`; its leading minors have these signs.

    kind, species: an irreducible representation of the permutations inside species ("trivial"; "standard", p;
    "product", p, q; "pairs", p; "cyclic", p), shown by u = e_1 − e_2, u⊗v, … (`symcrit.core.networks.species`).
    matrix: one row per pattern, student by student; the statement of the claim says what each pattern moves.
    signs: ±1 for every leading minor; the number of changes of sign, from 1, is the number of negative directions.
    outside: of an input direction orthogonal to the teachers.
    Raises InputError for what is no symmetric network.

    >>> from symcrit import Member, SymmetricNetwork
    >>> one = SymmetricNetwork(["2"], [Member(w=["1/sqrt(6)"], a=2)])
    >>> sector(one, "standard", 0, matrix=[["32*sqrt(3)/(9*pi)"]], signs=[1]).kind
    'sector'
    """
    if not isinstance(network, SymmetricNetwork):
        raise InputError(f"{shown(network)} is no SymmetricNetwork; write SymmetricNetwork(sizes, members)")
    rows = {row: listed("a row of matrix", entries) for row, entries in enumerate(listed("matrix", matrix, "rows"))}
    outside, kind = flag("outside", outside), shorten(instance("kind", kind, str, "write for example 'standard'"))
    setting, place, written = _placed(network, where, rows)
    about = {"kind": kind, "species": [*listed("species", species)], "outside": outside}
    known = {} if signs is None else {"signs": [integer("a sign", sign, -1, 1) for sign in listed("signs", signs)]}
    fields = {"configuration": place, "free": "all", "sector": about, "matrix": [*written.values()]}
    return setting.claim("sector", **fields, **known)


def all_sectors(*sectors: Claim, where: Hypotheses = ()) -> Claim:
    """These are all sectors of ∂²L at a symmetric network: together they give its inertia, in every sector as claimed.

    sectors: claims by `sector`, with signs, about the same network; their steps are kept, their hypotheses are not.
    where: hypotheses under which every one of them makes sense (a sector that is listed must occur).
    Raises InputError for other claims, and for claims about different networks.

    >>> from symcrit import Member, SymmetricNetwork
    >>> one = SymmetricNetwork(["2"], [Member(w=["1/sqrt(6)"], a=2)])
    >>> turned = sector(one, "standard", 0, matrix=[["32*sqrt(3)/(9*pi)"]], signs=[1])
    >>> all_sectors(turned).kind
    'sectors'
    """
    if not sectors or any(not isinstance(claim, Claim) or claim.kind != "sector" for claim in sectors):
        raise InputError("all_sectors puts claims about sectors together; write all_sectors(sector(…), sector(…), …)")
    first = sectors[0].core
    if any(claim.core["configuration"] != first["configuration"] for claim in sectors):
        raise InputError("all_sectors needs sectors of one and the same network")
    kept = ("sector", "matrix", "signs")
    own = {name: Symbol(name, integer=True, positive=True) for claim in sectors for name in claim.core["symbols"]}
    kinds, hypotheses = declarations([*own.values()], hypotheses_of(where, own))
    parts = [{key: claim.core[key] for key in kept if key in claim.core} for claim in sectors]
    head = {"kind": "sectors", "symbols": kinds, "where": hypotheses, "configuration": first["configuration"]}
    return Claim({**head, "free": first["free"], "sectors": parts}).using(
        *(s for claim in sectors for s in claim.steps)
    )


def branch(
    network: SymmetricNetwork,
    *,
    radii: Sequence[object],
    inertia: tuple[object, object],
    outside: tuple[object, object],
    where: Hypotheses,
) -> Claim:
    """For every k (one integer symbol) there is a critical point near a symmetric network, and the Hessian by W there.

    network: sizes and entries in k; the critical point has the same form and outgoing weights, and every entry of W
    (student by student: diagonal, then w) within one of the `radii`, which may depend on k.  inertia: numbers of
    positive and negative directions in the span of the teachers.  outside: per further input direction.  where: k is at
    least some number.  For activations c·|z| + α·z; a k that the search does not master is UNDECIDED.
    Raises InputError for what is no symmetric network.

    >>> from sympy import Symbol
    >>> from symcrit import Member, SymmetricNetwork
    >>> k = Symbol("k", integer=True, positive=True)
    >>> one = SymmetricNetwork([k], [Member(w=[1 / k])], "relu")
    >>> branch(one, radii=[1 / k], inertia=(k, 0), outside=(1, 0), where=[k >= 2]).kind
    'branch'
    """
    if not isinstance(network, SymmetricNetwork):
        raise InputError(f"{shown(network)} is no SymmetricNetwork; write SymmetricNetwork(sizes, members)")
    given = {"radii": radii, "inertia": inertia, "outside": outside}
    given = {key: listed(key, values) for key, values in given.items()}
    setting, place, written = _placed(network, where, given)
    return setting.claim("branch", configuration=place, free="W", **written)


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
        found = closed_form(sigma, teacher, bias=bias)
        if found.kind != "closed":
            why = getattr(found, "fallback", None)
            raise InputError(f"{found} has no closed form to be proved: {why}; give one as kappa")
        return Claim({"kind": "kernel", "kernel": found.core})
    own = Kernel.candidate(sigma, kappa, slopes, teacher=teacher, biased=bias)
    return Claim({"kind": "kernel", "kernel": own.core})


def best_partition(
    configuration: Configuration, minimum: Callable[..., Any] | Expr | str | None = None, where: Hypotheses = ()
) -> Claim:
    """Among all partitions of k teachers into n groups, L is minimal iff at least n − 1 groups are singletons.

    The minimum is (n − 1) f(1) + f(k − n + 1), f the loss of one group, unless `minimum` gives it: a function of n
    and k, or an expression in symbols called n and k.
    Raises InputError unless the configuration leaves number and sizes of the groups open.

    >>> from symcrit import CopyAverage
    >>> claim = best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: k - n)
    >>> claim.core["value"]
    ['+', 'k', ['*', '-1', 'n']]
    """
    n, k = (Symbol(name, integer=True, positive=True) for name in "nk")
    if getattr(configuration, "group_sizes", ()) is not None:
        raise InputError("best_partition needs any number of groups of any sizes, such as CopyAverage.symbolic('erf')")
    if minimum is None:
        value = (n - 1) * one_group_loss(configuration, sympy.S.One) + one_group_loss(configuration, k - n + 1)
    else:
        value = literal(called("minimum", minimum, n, k) if callable(minimum) else minimum, {"n": n, "k": k})
    if foreign := {symbol.name for symbol in value.free_symbols} - {"n", "k"}:
        raise InputError(f"the minimum may depend on n and k only, not on {shorten(sorted(foreign)[0])}")
    counts = Setting({"n": "integer", "k": "integer"}, [[">=", "n", 1], [">=", "k", "n"]])
    setting, place, _ = _placed(configuration, where, {})
    return setting.claim("best_partition", configuration=place, n="n", k="k", value=counts.json(value))


def one_group_loss(configuration: Configuration, size: Expr) -> Expr:
    """The loss of one group of the given size, with the arguments of inverse functions tidied up (untrusted)."""
    l = Symbol("l", integer=True, positive=True)  # noqa: E741
    loss = configuration.loss([l]).xreplace(values(configuration.kernel, l))
    tidied = {node: node.func(_tidy(node.args[0])) for node in loss.atoms(sympy.asin, sympy.acos, sympy.atan)}
    return sympy.expand(loss.xreplace(tidied)).subs(l, size)


def _tidy(argument: Expr) -> Expr:
    """√(argument²) with the square in factors: 1/(2l) for c/√(2(1 + c²l)) and the like; untrusted."""
    square = sympy.factor(sympy.together(sympy.powsimp(argument**2)))
    root = sympy.sqrt(square)
    here = dict.fromkeys(argument.free_symbols, sympy.Rational(17, 5))
    old, new = (complex(e.subs(here).evalf(20)) for e in (argument, root))
    return root if abs(old - new) < 1e-12 else -root if abs(old + new) < 1e-12 else argument


def _placed(
    configuration: Configuration | SymmetricNetwork, where: Hypotheses, given: Mapping[Any, Sequence[object]]
) -> tuple[Setting, dict[str, Any], dict[Any, list[Any]]]:
    """What is declared at a configuration, the configuration and lists of values there, as core reads them."""
    if not hasattr(configuration, "to_core"):
        remedy = "write Point(problem, network), CopyAverage(…) or OneNeuron(…)"
        raise InputError(f"{shown(configuration)} is no configuration; {remedy}")
    own = configuration.symbols
    values, hypotheses = named([value for values in given.values() for value in values], where, own)
    exprs = [_renamed(value, own) for value in values]
    known = [*configuration.where, *(_renamed(hypothesis, own) for hypothesis in hypotheses)]
    setting = Setting.of([*own.values(), *exprs], known)
    left = iter(exprs)
    written = {key: [setting.json(next(left)) for _ in values] for key, values in given.items()}
    return setting, configuration.to_core(), written


def _renamed(expr: Any, own: dict[str, Symbol]) -> Any:
    """`expr` in the symbols of the configuration: a symbol of the same name means the same."""
    if not isinstance(expr, sympy.Basic):
        return expr
    return renamed(expr, {s: own.get(s.name, s) for s in expr.free_symbols if isinstance(s, Symbol)})


def _of_configuration(kind: str, configuration: Configuration, where: Hypotheses, **values: object) -> Claim:
    setting, place, written = _placed(configuration, where, {key: [value] for key, value in values.items()})
    return setting.claim(kind, configuration=place, **{key: value for key, (value,) in written.items()})
