"""One corpus entry: a claim of known truth, with its provenance.

An entry can be told twice: `claim()` goes through the public API, `as_json()` is an independent translation into the
documented claim language, read by `oracle.py` only.  Nothing here imports symcrit before `claim()` is called.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy.core.relational import Relational

from .kernels import ERF

ATOMS = {"exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc"}
RELATIONS = {"StrictLessThan": "<", "LessThan": "<=", "StrictGreaterThan": ">", "GreaterThan": ">="}
RELATIONS |= {"Equality": "=", "Unequality": "!="}
PAIRS = {"equal", "less", "at_most"}


@dataclass(frozen=True)
class Shape:
    """Copy-average shape: group of size l ↦ one student a(l)·σ(c(l) Σ_{j∈group} v_j).  `sizes=None`: any groups."""

    sizes: tuple | None
    a: Callable = lambda ell: ell
    c: Callable = lambda ell: 1 / sympy.sqrt(ell * (2 * ell - 1))
    scale: Any = 1
    one_neuron: bool = False

    def build(self) -> Any:
        import symcrit as sc

        options: dict = {"a": self.a, "norm": lambda ell: self.c(ell) * sympy.sqrt(ell)}
        if self.scale != 1:
            options["scale"] = self.scale
        if self.one_neuron:
            return sc.OneNeuron("erf", k=self.sizes[0], **options)
        if self.sizes is None:
            return sc.CopyAverage.symbolic("erf", **options)
        starts = [sum(self.sizes[:i]) for i in range(len(self.sizes))]
        return sc.CopyAverage([list(range(s, s + ell)) for s, ell in zip(starts, self.sizes, strict=True)], **options)

    def as_json(self) -> dict:
        ell = sympy.Symbol("l", integer=True)
        students = [{"a": tree(sympy.sympify(self.a(ell))), "c": tree(sympy.sympify(self.c(ell)))}]
        sizes = None if self.sizes is None else [tree(sympy.sympify(size)) for size in self.sizes]
        groups = {"size": "l", "sizes": sizes, "students": students, "b": 1}
        return {"kernel": ERF, "scale": tree(sympy.sympify(self.scale)), "groups": groups}


@dataclass(frozen=True)
class Statement:
    """A claim whose truth is known from `source`; `at` is a point where a false one fails, if it is hard to find."""

    name: str
    kind: str
    args: tuple
    where: tuple
    source: str
    at: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert all(isinstance(h, Relational) for h in self.where), f"{self.name}: sympy evaluated a hypothesis away"

    def claim(self) -> Any:
        """The claim through the public API of symcrit (a sympy relation is handed over as it is)."""
        import symcrit as sc

        args = [a.build() if isinstance(a, Shape) else a for a in self.args]
        if self.kind == "relation":
            return args[0]
        options = {"where": list(self.where)} if self.where else {}
        return getattr(sc, self.kind)(*args, **options)

    def as_json(self) -> dict:
        """The claim in the language of docs/format.md, translated without symcrit."""
        kind, args = self.kind, self.args
        if kind == "relation":
            relation = args[0]
            rel = RELATIONS[type(relation).__name__]
            kind = {"=": "equal", "<": "less", ">": "less", "<=": "at_most", ">=": "at_most"}[rel]
            args = (relation.rhs, relation.lhs) if rel in {">", ">="} else (relation.lhs, relation.rhs)
        elif kind == "positive":
            kind, args = "less", (sympy.Integer(0), args[0])
        head: dict = {"kind": "loss" if kind == "loss_is" else kind}
        if kind in PAIRS:
            head |= {"lhs": tree(args[0]), "rhs": tree(args[1])}
        elif kind in {"increasing", "concave"}:
            head |= {"expr": tree(args[0]), "symbol": args[1].name}
        else:
            head |= self._about_a_point()
        own = self.args[:1] if kind == "best_partition" else self.args  # its n and k are its own
        return head | _symbols_and_hypotheses(own, self.where)

    def _about_a_point(self) -> dict:
        shape = self.args[0]
        fields: dict = {"configuration": shape.as_json()}
        if self.kind == "not_critical":
            fields["bound"] = tree(sympy.sympify(self.args[1]))
        elif self.kind == "loss_is":
            fields["value"] = tree(sympy.sympify(self.args[1]))
        elif self.kind == "best_partition":
            n, k = sympy.symbols("n k", integer=True)
            value = self.args[1] if len(self.args) > 1 else shape_loss(k - n + 1)
            fields |= {"n": "n", "k": "k", "value": tree(value)}
        return fields


def shape_loss(ell: Any) -> Any:
    """L*(l) = l/3 − (2l²/π) asin(1/(2l)), arXiv:2311.01644 (one-neuron loss)."""
    return ell / 3 - 2 * ell**2 / sympy.pi * sympy.asin(1 / (2 * ell))


def _symbols_and_hypotheses(args: tuple, where: tuple) -> dict:
    """Symbols with their type, and `where` extended by what the sympy assumptions say."""
    exprs = [e for a in args for e in (a.sizes or () if isinstance(a, Shape) else (a,))] + list(where)
    free = sorted({s for e in exprs for s in sympy.sympify(e).free_symbols}, key=lambda s: s.name)
    hypotheses = [[RELATIONS[type(h).__name__], tree(h.lhs), tree(h.rhs)] for h in where]
    for s in free:
        signs = {">": s.is_positive, "<": s.is_negative, ">=": s.is_nonnegative, "<=": s.is_nonpositive}
        signs["!="] = s.is_nonzero
        hypotheses += [[rel, s.name, 0] for rel, known in signs.items() if known]
    symbols = {s.name: "integer" if s.is_integer else "real" for s in free}
    if any(isinstance(a, Shape) and a.sizes is None for a in args):
        symbols, hypotheses = symbols | {"l": "integer"}, [*hypotheses, [">=", "l", 1]]
    return {"symbols": symbols, "where": hypotheses}


def tree(e: Any) -> Any:
    """A sympy expression as the nested lists of docs/format.md; nothing is simplified."""
    e = sympy.sympify(e)
    name = type(e).__name__.lower()
    if e.is_Integer:
        return int(e)
    if e.is_Rational:
        return f"{e.p}/{e.q}"
    if e is sympy.pi:
        return "pi"
    if e is sympy.E:
        return ["exp", 1]
    if e.is_Symbol:
        return e.name
    if name in ATOMS or name == "abs":
        return [name, tree(e.args[0])]
    if e.is_Add or e.is_Mul:
        return ["+" if e.is_Add else "*", *map(tree, e.args)]
    if e.is_Pow:
        return _power(*e.args)
    raise TypeError(f"no translation for {e!r}")


def _power(base: Any, exponent: Any) -> Any:
    if exponent.is_Integer:
        return ["^", tree(base), int(exponent)]
    if exponent.is_Rational and exponent.q == 2:
        return ["^", ["sqrt", tree(base)], int(exponent.p)]
    if exponent.is_integer:
        return ["^", tree(base), tree(exponent)]
    return ["exp", ["*", tree(exponent), ["log", tree(base)]]]


def _maker(kind: str, operands: int) -> Callable[..., Statement]:
    def make(name: str, *rest: Any, at: dict | None = None) -> Statement:
        args, tail = rest[:operands], rest[operands:]
        where, source = tail if len(tail) == 2 else ((), tail[0])
        args = tuple(a if isinstance(a, Shape | Relational) else sympy.sympify(a) for a in args)
        return Statement(name, kind, args, tuple(where), source, at or {})

    make.__doc__ = f"`{kind}` of {operands} operand(s): (name, operands…[, where], source)."
    return make


equal, less, at_most = (_maker(kind, 2) for kind in ("equal", "less", "at_most"))
increasing, concave = _maker("increasing", 2), _maker("concave", 2)
positive, relation, critical = _maker("positive", 1), _maker("relation", 1), _maker("critical", 1)
not_critical, loss_is, best_partition = _maker("not_critical", 2), _maker("loss_is", 2), _maker("best_partition", 1)
best_partition_value = _maker("best_partition", 2)


def times(*factors: Any) -> Any:
    """A product that sympy leaves as it stands."""
    return sympy.Mul(*factors, evaluate=False)


def plus(*terms: Any) -> Any:
    """A sum that sympy leaves as it stands."""
    return sympy.Add(*terms, evaluate=False)


def inverse(e: Any) -> Any:
    """1/e, unevaluated."""
    return sympy.Pow(e, -1, evaluate=False)


def root(e: Any) -> Any:
    """√e, unevaluated."""
    return sympy.Pow(e, sympy.Rational(1, 2), evaluate=False)
