"""The kinds there are, found in the folders `claims` and `witnesses`, and what reads them from JSON.

A module whose name does not begin with `_` holds one kind, of the name of the module.
"""

from collections.abc import Mapping
from types import ModuleType

from symcrit.core import claims, witnesses
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.gaussian.kernels import read_reduction
from symcrit.core.kinds import Claim, Derived, Grounds, Lemma, Proof, Refutation, Witness
from symcrit.core.loading import Folder
from symcrit.core.reading import Malformed, excerpt, items, need, read, record, require
from symcrit.core.witnesses.goals import Goals

MAX_NESTING = 30  # of witnesses in witnesses


def _kind_in(module: ModuleType, name: str, *bases: type[object]) -> type[object]:
    """The kind of this name that a module defines; raises `ImportError` where it does not define just one, of a base.

    None is called like refutations, which would be read in its place.
    """
    defined = [thing for thing in vars(module).values() if isinstance(thing, type)]
    own = [kind for kind in defined if kind.__module__ == module.__name__ and getattr(kind, "kind", "") == name]
    if len(own) != 1 or not issubclass(own[0], bases) or name == Refutation.kind:
        raise ImportError(f"{module.__name__} must define one kind called {name!r}")
    return own[0]


def _claim(name: str, module: ModuleType) -> type[Claim] | None:
    found = _kind_in(module, name, Claim)
    return found if issubclass(found, Claim) else None


def _witness(name: str, module: ModuleType) -> type[Witness] | None:
    found = _kind_in(module, name, Witness, Proof)
    return found if issubclass(found, Witness) else None


def _proof(name: str, module: ModuleType) -> type[Proof] | None:
    found = _kind_in(module, name, Witness, Proof)
    return found if issubclass(found, Proof) else None


CLAIMS: Mapping[str, type[Claim]] = Folder(claims, _claim)
WITNESSES: Mapping[str, type[Witness]] = Folder(witnesses, _witness)
PROOFS: Mapping[str, type[Proof]] = Folder(witnesses, _proof)


def _nearest(name: str, kinds: Mapping[str, object]) -> str:
    """The names of three kinds that are most like a name."""
    from difflib import get_close_matches  # for this alone

    return ", ".join(get_close_matches(name[:40], kinds, n=3, cutoff=0))


AROUND = ("sample", "kernel", "mixed", "teacher")  # the fields of every proof


class Parser:
    """Reads claims and witnesses of every kind; a `kinds.Reader`.  What is wrong raises `Malformed`."""

    def __init__(self) -> None:
        self.depth = 0

    def claim(self, value: object) -> Claim:
        """{"kind", "symbols"?, "where"?, …}: symbols with their kinds, hypotheses, and the fields of the kind."""
        given = record(value)
        kind = CLAIMS.get(_name_in(given))
        if kind is None:
            near = _nearest(_name_in(given), CLAIMS)
            raise Malformed(f"unknown claim {excerpt(given.get('kind'))}; nearest of the {len(CLAIMS)} kinds: {near}")
        domain = Domain.read(record(given.get("symbols", {})), items(given.get("where", [])))
        need(domain.kinds or not domain.where, "hypotheses without symbols would not be printed; leave them out")
        return kind.read(domain, given, self)

    def witness(self, value: object) -> Witness:
        """{"kind", "lemmas"?, …} of a goal."""
        given = record(value)
        kind = WITNESSES.get(_name_in(given))
        need(kind is not None, "{} is no witness for a goal; known: " + ", ".join(WITNESSES), given.get("kind"))
        assert kind is not None
        self.depth += 1
        require(self.depth <= MAX_NESTING, "witness nested too deeply")
        witness = kind.read(given, self)
        self.depth -= 1
        return witness

    def lemma(self, value: object) -> Lemma:
        """{"relation": [op, lhs, rhs], "witness": …}."""
        parts = read(value, {"relation": Relation.read, "witness": self.witness})
        return Lemma(relation=parts["relation"], witness=parts["witness"])

    def derived(self, value: object) -> Derived:
        """{"pieces", "edge", "smooth", "steps"}."""
        given = record(value)
        steps = given.pop("steps", None)
        return Derived(derivation=read_reduction(given), steps=tuple(map(self.witness, items(steps))))

    def proof(self, value: object) -> Proof:
        """{"kind", "sample"?, "kernel"?, "mixed"?, "teacher"?, …}; a witness of a goal proves the goal "claim"."""
        given = record(value)
        name = _name_in(given)
        if name in PROOFS:
            return PROOFS[name].read(given, self)
        if name not in WITNESSES:
            known = f"known: {', '.join((*PROOFS, Refutation.kind))}; of the {len(WITNESSES)} of goals"
            raise Malformed(f"{excerpt(given.get('kind'))} is no witness; {known} nearest: {_nearest(name, WITNESSES)}")
        around = Proof.read({key: given.pop(key) for key in AROUND if key in given}, self)
        whole = {key: getattr(around, key) for key in AROUND}
        return Goals(**whole, proofs={"claim": self.witness(given)})

    def grounds(self, claim: Claim, value: object) -> Grounds:
        """What proves or refutes this claim."""
        given = record(value)
        return claim.refutation.read(given, self) if given.get("kind") == Refutation.kind else self.proof(value)


def _name_in(given: Mapping[str, object]) -> str:
    """The name of a kind, "" for what is no name."""
    name = given.get("kind")
    return name if isinstance(name, str) else ""


def read_claim(value: object) -> Claim:
    """A claim from JSON; raises `Malformed`, also where a symbol is not declared.

    >>> read_claim({"kind": "less", "lhs": "1/3", "rhs": "1/2"}).kind
    'less'
    """
    return Parser().claim(value)


def read_grounds(claim: Claim, value: object) -> Grounds:
    """The witness of a claim from JSON; raises `Malformed`."""
    return Parser().grounds(claim, value)
