"""Claims in words, printed from what core parsed (so the reader sees what was proved, not what somebody called it)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, mul, num, parse, substitute, sym
from symcrit.core.check import Finding
from symcrit.core.claims import Claim
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.networks.loss import Explicit, Groups
from symcrit.core.networks.species import Species
from symcrit.core.reading import name
from symcrit.core.witness import CHECKERS
from symcrit.words import affine, means, sectors
from symcrit.words.names import need_one_reading

RELATIONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "!=": "≠"}
SIGNS = {"equal": "=", "less": "<", "at_most": "≤"}


def statement(claim: Claim | dict[str, Any]) -> str:
    """The sentence that a claim (parsed, or its JSON) says.

    Raises core's `Malformed` for JSON that is no claim, and where a name could be read in two ways.
    """
    claim = Claim.read(claim) if isinstance(claim, dict) else claim
    need_one_reading(claim)
    return _quantifier(claim.domain) + _body(claim) + means.arbitrary(claim)


def text(root: Expr, level: int = 0) -> str:
    """Infix form of an expression."""
    op, args, own = root.op, root.args, 9
    if op == "num":
        words, own = str(root.value), 1 if args[0] < 0 else 9 if args[1] == 1 else 2
    elif op == "add":
        words, own = " + ".join(text(a, 1) for a in args).replace("+ -", "- "), 1
    elif op == "mul":
        negative = args[0].op == "num" and args[0].args[0] < 0
        make = partial(Expr, "mul") if ZERO in args else mul  # mul would drop the domain of what is beside a 0
        rest = make(num(-args[0].value), *args[1:]) if negative else root
        words, own = ("-" + text(rest, 2), 1) if negative else (_product(args), 2)
    elif op == "pow":
        words, own = (_product((root,)), 2) if args[0] < 0 else (f"{text(args[1], 5)}^{args[0]}", 4)
    elif op == "kernel":
        marks = "".join(f"_{i + 1}" * order for i, order in enumerate(args[1:4]))
        words = f"{args[0]}{marks}({', '.join(map(text, visible_arguments(*args)))})"
    elif op == "mean":
        inner = (substitute(f, {"z": sym(name)}) for f, name in zip(args[:2], "uv", strict=True))
        words = f"E[{text(Expr('mul', *inner))}; {', '.join(map(text, args[2:]))}]"
    elif op == "binormal":
        words = "Φ₂({}, {}; {})".format(*map(text, args))
    elif op in ("pi", "sym"):
        words = args[0] if args else "π"
    else:
        words = f"{'√' if op == 'sqrt' else op}({text(args[0])})"
    return f"({words})" if own < level else words


def visible_arguments(name: str, *rest: Any) -> tuple[Expr, ...]:
    """The arguments of a function; for one that is not κ and stands at (x, 0, 0) only x, as for functions of x."""
    orders, arguments = rest[:3], rest[3:]
    return arguments[:1] if name != "kappa" and not any(orders) and arguments[1:] == (ZERO, ZERO) else arguments


def _product(factors: tuple[Expr, ...]) -> str:
    """Numerators over denominators: 2·l^2·asin(1/(2·l))/π."""
    above, below = [], []
    for factor in factors:
        if factor.op == "num":
            above.append(num(factor.value.p))
            below.append(num(factor.value.q))
        elif factor.op == "pow" and factor.args[0] < 0:
            below.append(factor.args[1] ** -factor.args[0])
        else:
            above.append(factor)
    words, under = ([text(part, 3) for part in side if part is not ONE] for side in (above, below))
    over = "·".join(words) or "1"
    return over + (f"/{under[0]}" if len(under) == 1 else f"/({'·'.join(under)})" if under else "")


def _quantifier(domain: Domain) -> str:
    if not domain.kinds:
        return ""
    names = ", ".join(f"{kind} {name}" for name, kind in domain.kinds.items())
    where = " and ".join(f"{text(r.lhs)} {RELATIONS[r.op]} {text(r.rhs)}" for r in domain.where)
    return f"for all {names}{' with ' + where if where else ''}: "


def _body(claim: Claim) -> str:
    parts = claim.parts
    if claim.kind in SIGNS:
        return f"{text(parts['lhs'])} {SIGNS[claim.kind]} {text(parts['rhs'])}"
    if claim.kind in affine.TEXTS:
        return _affine(claim)
    if "symbol" in parts:
        return f"{text(parts['expr'])} is strictly {claim.kind} in {parts['symbol']}"
    if claim.kind == "kernel":
        own, other = parts["kernel"], "σ" if parts["kernel"].teacher is None else "τ"
        forms = zip((f"E[σ(u){other}(v)]", "∂/∂q11", "∂/∂q12"), map(text, own.forms), strict=True)
        mean, some = ("[m1, m2]", "") if own.biased else ("0", "derivatives: ")  # κ, too: with means and a kink
        inside = f" ({some}where these are defined; they are if q12^2 < q11·q22)"
        law = f"{activation(parts['kernel'])}, (u, v) ~ N({mean}, [[q11, q12], [q12, q22]])"
        equations = ", ".join(f"{what} = {form}" for what, form in forms)
        return f"{equations}, for {law}, q11 > 0, q22 > 0 and q12^2 ≤ q11·q22{inside}"
    place = parts["configuration"]
    if claim.kind == "isolated":
        return f"{_isolated(parts)}, where {_describe(place, claim.domain, claim.kind)}"
    if claim.kind == "sector":
        says = _sector(parts)
    elif claim.kind == "branch":
        says = _branch(parts)
    elif claim.kind == "sectors":
        says = f"{_inertia(parts)}: {'; '.join(_sector({**parts, **part}) for part in parts['sectors'])}"
    elif claim.kind == "gradient":
        says = _gradient(parts)
    elif claim.kind in SAYS:
        words = {key: text(part, 2 * (key == "factor")) for key, part in parts.items() if isinstance(part, Expr)}
        says = SAYS[claim.kind].format_map(words)
    elif claim.kind in ("loss", "loss_bound"):
        summed = isinstance(place, Groups) and place.sizes is None
        each = f"Σ over groups (of size {place.size}) of " if summed else ""
        says = f"L {'=' if claim.kind == 'loss' else '≥'} {each}{text(parts['value'], 2 * summed)}"
    else:
        n, k = parts["n"], parts["k"]
        says = f"among all partitions of {k} teachers into {n} groups, 1 ≤ {n} ≤ {k}, the loss is minimal iff at least"
        says += f" {n} − 1 groups are singletons; the minimum is {text(parts['value'])}"
    says += means.PLAIN if means.occur(claim) else ""
    return f"{says}, where {_describe(place, claim.domain, claim.kind)}"


def _gradient(parts: dict[str, Any]) -> str:
    """Every component of ∇L, for groups G_m, by their sizes."""
    size, (D, E) = parts["configuration"].size, map(text, parts["across"])
    sums = (f"{text(A)} + ({text(B)})·Σ_(p≠m) ({text(C)})" for A, B, C in (parts["outgoing"], parts["along"]))
    outgoing, along = sums
    says = f"∂L/∂a_m = {outgoing}; ∂L/∂w_m along v_j is {along} for j in group m, and ({D})·({E}) for j in group p ≠ m,"
    says += f" and 0 orthogonal to all v_j; before the sum and in the first factor {size} is the size of group m,"
    return f"{says} behind it and in the second that of group p"


def _inertia(parts: dict[str, Any]) -> str:
    """What all sectors together say of ∂²L."""
    where = " in every input dimension" if sectors.outside(parts["sectors"]) else " in the span of the teachers"
    hessian = f"∂²L by {sectors.bare(sectors.parameters(parts['free']))}"
    return (
        f"{hessian} {sectors.bare(sectors.together(parts['sectors']))}{where}, for it has these sectors and no others"
    )


def _affine(claim: Claim) -> str:
    """A claim about students against an affine target."""
    words, fields = affine.told(claim.kind, claim.parts)
    given = [claim.parts[field] for field in fields]
    shown = [text(part, 2) if isinstance(part, Expr) else str(part) for part in given]
    pieces = words.replace("$", "").split("@")
    body = "".join(piece + value for piece, value in zip(pieces, [*shown, ""], strict=True))
    kernel = claim.parts.get("kernel")
    return f"{body}, {activation(kernel)}" if kernel else body


def _sector(parts: dict[str, Any]) -> str:
    """The second derivatives along the patterns of a sector."""
    shown, often = map(sectors.bare, sectors.words(parts["sector"]))
    rows = ", ".join(f"[{', '.join(map(text, line))}]" for line in parts["matrix"])
    how = sectors.bare(sectors.patterns(parts["configuration"], parts["sector"], parts["free"]))
    signs = f" ({sectors.minors(parts['signs'])})" if parts["signs"] else ""
    hessian = f"∂²L by {sectors.bare(sectors.parameters(parts['free']))}"
    return (
        f"in the sector of {shown}, which occurs {often}, {hessian} is [{rows}]{signs}, when the students move as {how}"
    )


def isolated_facts(parts: dict[str, Any]) -> dict[str, str]:
    """What a claim of an isolated critical point states, by name."""
    free = "W and a" if parts["free"] == "all" else "u = |a| w" if parts["modulo"] else "W"
    radius = {key: _radii(parts[key]) for key in ("unique", "within")}
    facts = {"free": free, **radius, "inertia": f"({parts['inertia'][0]}, {parts['inertia'][1]})"}
    facts |= {"outside": f"({parts['outside'][0]}, {parts['outside'][1]})"} if parts["outside"] else {}
    pairs = {key: parts[key] for key in ("loss", "eigenvalue") if parts[key]}
    return facts | {key: f"{decimal(low)} < {{}} < {decimal(high)}" for key, (low, high) in pairs.items()}


def _radii(radii: dict[str, Expr | None]) -> str:
    given = {name: decimal(radius) for name, radius in radii.items() if radius is not None}
    if len(set(given.values())) == 1:
        return next(iter(given.values()))
    return " and ".join(f"{radius} ({name})" for name, radius in given.items())


def decimal(bound: Expr) -> str:
    """A number as a decimal where it is one, in powers of ten where it is very small."""
    if bound.op != "num":
        return text(bound)
    numerator, denominator = bound.args
    places = next((i for i in range(400) if 10**i % denominator == 0), None)
    if places is None:
        return text(bound)
    digits = str(abs(numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign, head, tail = "-" * (numerator < 0), digits[: len(digits) - places], digits[len(digits) - places :]
    short = (head + tail).strip("0")
    if places > 5 and not head.strip("0") and len(short) <= 4:
        exponent = len(tail) - len(tail.lstrip("0")) + 1
        return f"{sign}{short[0]}{'.' + short[1:] if short[1:] else ''}e-{exponent}"
    return sign + head + (f".{tail}" if tail else "")


def _isolated(parts: dict[str, Any]) -> str:
    """Existence, uniqueness and what holds at the critical point."""
    facts = isolated_facts(parts)
    form = " of this symmetric form" if is_symmetric(parts["configuration"]) else ""
    form += ALONE if facts["free"] == "W" else ""
    says = f"exactly one critical point{form} has every entry of {facts['free']} within {facts['unique']} of the centre"
    says += f" (it lies within {facts['within']}); there the Hessian by {facts['free']} has inertia {facts['inertia']}"
    says += f" and {facts['eigenvalue'].format('its smallest eigenvalue')}" if "eigenvalue" in facts else ""
    says += f", {facts['loss'].format('L')}" if "loss" in facts else ""
    says += f", every further input direction adds inertia {facts['outside']}" if "outside" in facts else ""
    return says + (", with (a, w) and (a/c, c·w) taken as one" if parts["modulo"] else "")


ALONE = " by W, with a fixed,"  # of critical points where ∂L/∂a need not be 0


def _branch(parts: dict[str, Any]) -> str:
    """Existence, and the Hessian there."""
    radii, inertia, outside = (", ".join(map(text, parts[key])) for key in ("radii", "inertia", "outside"))
    says = f"some critical point of this symmetric form{ALONE} has every entry of W within {radii} (in this order) of"
    return (
        f"{says} the centre; there the Hessian by W has inertia ({inertia}), every further input direction ({outside})"
    )


def is_symmetric(place: Any) -> bool:
    """Whether a configuration is given by species and not by its vectors."""
    return isinstance(place, Species)


SAYS = {
    "critical": "∇L = 0 (every a and w, in every input dimension that holds the teacher)",
    "not_critical": "‖∇L‖ > {bound}",
    "direction": "w ≠ 0 and ∂L/∂w is a multiple of w for every student",
    "unique": "∇L = 0, and with a ≠ 0 and w ≠ 0 only there and at (−a, −w)",
    "outside_span": "∂²L along an input direction orthogonal to all vectors is {factor}·(diag D + vvᵀ),"
    " positive definite, with D = {diagonal} > 0 and v = {vector} for each group",
}


def activation(kernel: Kernel, smoothness: str = "differentiable") -> str:
    """What a kernel belongs to, and how often that of any σ is differentiated."""
    if kernel.activation is None:
        return f"any σ with a {smoothness} kernel {kernel.forms[0].args[0]}{means.in_words(kernel)}"
    teacher = f", τ(z) = {text(kernel.teacher)}" if kernel.teacher is not None else ""
    return f"σ(z) = {text(kernel.activation)}{teacher}"


def _describe(place: Groups | Explicit | Species, domain: Domain, kind: str) -> str:
    factor = "" if place.scale is ONE else f"{text(place.scale, 2)}·"
    loss = f"L = {factor}E[(f − f*)²], {activation(place.kernel, means.smoothness(kind))}"
    if isinstance(place, Explicit):
        return f"{loss}, at {_network(place, domain)}"
    if isinstance(place, Species):
        return f"{loss}, at {_species(place, domain, kind == 'branch')}"
    size = place.size
    a_is = "with outgoing weight" if "a" in domain.kinds else "a ="
    students = " and ".join(f"{a_is} {text(a)}, w = {_scaled(c)}Σ_(j∈group) v_j" for a, c in place.students)
    weights = "" if place.b is ONE else f" with outgoing weights {text(place.b)}"
    teachers = "orthonormal teachers v_j"
    if place.length is not ONE:
        teachers = f"orthonormal e_j, teachers v_j = {_scaled(place.length)}e_j"
    if place.sizes is None:
        anything = domain.where in ((), (Relation(">=", sym(size), ONE),))
        groups = f"any number of groups of {'any' if anything else 'such'} sizes"
    elif len(place.sizes) == 1:
        groups = f"one group of size {text(place.sizes[0])}"
    else:
        groups = f"groups of sizes {', '.join(map(text, place.sizes))}"
    return f"{loss}, {teachers}{weights} in {groups}, and per group of size {size} the student {students}"


def _species(place: Species, domain: Domain, every: bool) -> str:
    """Teachers and students by species, with the leading digits of the numbers."""
    sizes = ", ".join(f"m_{p} = {text(m)}" for p, m in enumerate(place.sizes, start=1))
    weights = "" if {*place.b} == {ONE} else f" with outgoing weights {', '.join(map(text, place.b))}"
    heads = (f"for every i ≤ m_{s.at + 1} " if s.at is not None else "" for s in place.students)
    a_is = "outgoing weight" if "a" in domain.kinds else "a ="
    own = (f"w = {_sum(terms(place, s, every))}, {a_is} {short(s.a)}" for s in place.students)
    students = "; ".join(map("".join, zip(heads, own, strict=True)))
    head = f"orthonormal teachers v_(p,i), i = 1 … m_p, {sizes}{weights}, and students: {students}"
    return f"{head} (fingerprint of all digits {fingerprint(place)})"


def _sum(parts: list[tuple[Expr, str]]) -> str:
    told = [(f"({short(factor)})" if factor.op == "add" else short(factor), factor, what) for factor, what in parts]
    words = " + ".join(what if factor is ONE else f"{said}·{what}" for said, factor, what in told) or "0"
    return words.replace("+ -", "- ")


def terms(place: Species, student: Any, every: bool = False) -> list[tuple[Expr, str]]:
    """The parts of w that are not 0 (or all): a factor, and the sum of teachers that it stands before."""
    at, found = student.at, []
    if at is not None:
        found.append((student.diagonal, f"v_({at + 1},i)"))
    for q, entry in enumerate(student.w):
        if entry is not None and (every or entry is not ZERO):
            found.append((entry, f"Σ_(j≠i) v_({q + 1},j)" if q == at else f"Σ_j v_({q + 1},j)"))
    return found


def is_long(entry: Expr) -> bool:
    """Whether an entry is a rational number that is better shown by its leading digits."""
    return entry.op == "num" and len(str(entry.args[1])) > 12


def short(entry: Expr) -> str:
    """A number with at most twelve of its digits."""
    words = decimal(entry) if is_long(entry) else text(entry)
    head, dot, tail = words.partition(".")
    if not is_long(entry) or not dot or len(tail) <= 12 or "e" in words:
        return words
    lead = len(tail) - len(tail.lstrip("0")) if not head.strip("-0") else 0
    return f"{head}.{tail[: lead + 12]}…"


def _scaled(factor: Expr) -> str:
    """A factor before a sum."""
    words = text(factor, 2)
    return "" if factor is ONE else f"({words})·" if "/" in words else f"{words}·"


_MATRICES = {"W": "student vectors", "a": "student weights", "V": "teacher vectors", "b": "teacher weights"}


def _network(place: Explicit, domain: Domain) -> str:
    """All weights of a small network; the shape and a fingerprint of a large one."""
    shape = f"{len(place.W)} student and {len(place.V)} teacher neurons in dimension {len(place.W[0])}"
    parts = {name: _matrix(place, name, short) for name in "WaVb"}
    if sum(map(len, parts.values())) <= 600:
        digits = "" if not any(map(is_long, place.exprs)) else f" (fingerprint of all digits {fingerprint(place)})"
        heads = {name: _MATRICES[name] if name in domain.kinds else f"{name} =" for name in parts}
        return f"{shape}: " + ", ".join(f"{heads[name]} {words}" for name, words in parts.items()) + digits
    return f"{shape}, with fingerprint {fingerprint(place)} of all weights"


def fingerprint(place: Explicit | Species) -> str:
    """What tells the weights of a large network from others."""
    if isinstance(place, Species):
        shown: Any = [[str(s.at), *(text(e) for e in (s.diagonal, *s.w, s.a) if e is not None)] for s in place.students]
        shown = [shown, *([text(e) for e in part] for part in (place.sizes, place.b))]
    else:
        shown = {name: _matrix(place, name) for name in "WaVb"}
    return sha256(str(shown).encode()).hexdigest()[:16]


def _matrix(place: Explicit, name: str, say: Callable[[Expr], str] = text) -> str:
    rows = [[say(entry) for entry in row] for row in getattr(place, name)]
    lines = [row[0] if name in "ab" and len(row) == 1 else f"[{', '.join(row)}]" for row in rows]
    return f"[{', '.join(lines)}]"


# What each kind of witness says, for the outline of a proof.
WITNESSES = {
    "zero": "the difference of the two sides has normal form 0",
    "root": "both sides are ≥ 0 and compare as their squares do",
    "angle": "the difference is a multiple of 2π that is less than 2π",
    "constant": "the difference has derivative 0 in {symbol} and is 0 at one value",
    "positive": "the sign of the difference is evident from its form",
    "series": "every degree of the Hermite series of σ, one by one",
    "chain": "the difference is monotone in {symbol} and has its sign at the end {from}",
    "substitute": "a statement about {values} in place of its symbols",
    "split": "{symbol} is at most {at}, or larger",
    "groups": "normal form 0 for generic group sizes at n = 1, 2, 3",
    "injective": "a strictly increasing function takes the same value at both sides",
    "point": "a contraction in a frame that makes the Hessian nearly diagonal, in ball arithmetic over the box",
    "pieces": "contractions along polynomials in t = k^(−1/{power}), in balls for all t of an interval, piece by piece",
    "kernel": "Price's theorem, a Gaussian integral, and integration from q12 = 0",
    "rank-one": "a positive diagonal plus a square",
    "leading-minors": "the second derivatives along the patterns, and the signs of leading minors",
    "schur": "the second derivatives in every sector, the signs of leading minors, and a count of the directions",
    "one-direction": "∂κ/∂q12 over w_j falls, so all w_j are equal; then two equations in a and |w|",
    "mean-value": "the derivative is positive",
    "second-derivative": "the second derivative is negative",
    "supporting-line": "a supporting line of h, and the minimum of a quadratic below L",
    "isometries": "the gradient along w and along v is 0",
    "isotypic": "the leading minors of the second derivative along every kind of perturbation off the rotations",
    "even-part": "the even part of the loss, and the least norm of a matrix with given trace",
    "hermite": "the rest of h after its first two terms lies between 0 and the bound",
    "polar": "the means of |x| by their recursion",
    "intermediate-value": "the derivative is positive, and the denominator is 0 at the upper end",
    "concave-exchange": "the loss is a sum over groups of a strictly concave function of their sizes",
}
INDEPENDENT = "the parts of f − f* that belong to the groups are independent, and the variance of one is bounded"


# The witnesses inside a witness, by its kind; all of these are checked, and nothing else is looked at.
_INSIDE = {
    "chain": ("start", "derivative"),
    "constant": ("start", "derivative"),
    "substitute": ("witness",),
    "injective": ("witness",),
    "split": ("below", "above"),
}


def why(finding: Finding, certificate: dict[str, Any]) -> str:
    """Why core's verdict holds: the outline of the proof, or what core said."""
    if finding.verdict != "PROVED":
        return finding.why
    return _part(certificate["witness"]) or "proved"


def outline(witness: dict[str, Any]) -> str:
    """The steps of a proof in words, from the whole to its parts: what core checked, without the arithmetic.

    Names and numbers are parsed before they are shown.  Raises KeyError, TypeError or ValueError (core's `Malformed`)
    where the witness has not the form that core reads.
    """
    kind = str(witness.get("rule" if witness.get("kind") == "rule" else "kind"))
    parts = _inside(kind, witness)
    if witness.get("proof") and kind in CHECKERS:  # core looks at these alone
        return "; ".join(dict.fromkeys(filter(None, map(_part, parts))))
    bound = kind == "groups" and "variance" in witness.get("proof", {})
    words = INDEPENDENT if bound else WITNESSES[kind].format_map(_shown_fields(witness))
    if lemmas := len(witness.get("lemmas", [])):
        words += f", by {lemmas} lemma{'s' * (lemmas > 1)}"
    return "; ".join([words, *filter(None, dict.fromkeys(map(_part, parts)))])


def _inside(kind: str, witness: dict[str, Any]) -> list[Any]:
    """The witnesses inside one, in order."""
    if kind == "series":
        return list(witness["steps"])
    if kind in _INSIDE:
        return [witness[key] for key in _INSIDE[kind] if key in witness]
    proofs = witness.get("proof", {})
    return [proofs] if "kind" in proofs else list(proofs.values())


def _shown_fields(witness: dict[str, Any]) -> dict[str, str]:
    """The fields that the words of a witness show."""
    fields: dict[str, str] = {}
    if "symbol" in witness:
        fields["symbol"] = name(witness["symbol"])
    if "power" in witness:
        fields["power"] = str(int(witness["power"]))
    for key in ("at", "from"):
        if key in witness and witness.get("kind") != "refute":
            fields[key] = text(parse(witness[key]))
    if witness.get("kind") == "substitute":
        fields["values"] = ", ".join(text(parse(value)) for value in witness["values"].values())
    return fields


def _part(witness: Any) -> str:
    """The outline of a witness; nothing where it has not the form that core reads."""
    try:
        return outline(witness)
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""
