"""What a kind of claim and a kind of witness are, and what a checker offers them.

A kind is a file: a frozen dataclass whose fields are read from JSON, with the theorem that it stands for in its
docstring.  Kinds know neither each other's names nor who calls them: what is inside a witness is read by a `Reader`,
and what is to be proved is handed to a `Checker`.  `registry` finds the kinds, `verdict` has the checker.

Nothing in this module decides anything.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, fields
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import Expr
from symcrit.core.algebra.points import Point, read_place, read_point
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import HasFields, frozen
from symcrit.core.gaussian.kernels import ByReduction
from symcrit.core.reading import items, need, record
from symcrit.core.work import Work

Read = Callable[[object], object]


class Reader(Protocol):
    """Reads what is inside a claim or a witness; raises `Malformed`."""

    def claim(self, value: object) -> Claim:
        """A claim of any kind."""

    def witness(self, value: object) -> Witness:
        """A witness of a goal, of any kind."""

    def lemma(self, value: object) -> Lemma:
        """{"relation": [op, lhs, rhs], "witness": …}."""

    def derived(self, value: object) -> Derived:
        """{…, "steps"}: the derivation of a kernel, and a witness for each of its goals."""

    def proof(self, value: object) -> Proof:
        """What proves a whole claim; a witness of a goal proves the goal "claim", the only one of a relation."""


class Checker(Protocol):
    """What proves goals, and keeps account of what a proof uses."""

    work: Work
    evidence: set[str]
    rules: set[str]
    of_any: Kernel | None  # the kernel of any σ that the claim is about

    def context(self, domain: Domain, facts: tuple[Relation, ...] = ()) -> Context:
        """What is known on a domain."""

    def prove(self, goal: Goal, witness: Witness) -> None:
        """Proves a goal: first the lemmas of the witness, then the goal with these as facts; raises `Reject`."""

    def prove_claim(self, claim: Claim, proof: Proof) -> None:
        """Proves a claim that stands inside a witness, unless this checker has done so before; raises `Reject`."""

    def derive(self, kernel: Kernel | None, derived: Derived | None) -> bool:
        """Shows that the forms of a kernel are right; whether they are at every Gram matrix; raises `Reject`.

        Never of a kernel with means: these, and ∂κ/∂m1, are right where they are defined.
        """

    def derive_kernels(self, kernels: Sequence[Kernel], grounds: Grounds) -> bool:
        """The same for all kernels of a network, by the fields kernel, mixed and teacher of the grounds."""


# ------------------------------------------------------------------------------------------- fields, read from JSON


class _Part(NamedTuple):
    """How a field is read: by a function of JSON, or by the method `inside` of the `Reader`."""

    read: Read | None
    inside: str
    shape: str
    optional: bool
    key: str


def part(read: Read | None = None, *, inside: str = "", shape: str = "", optional: bool = False, key: str = "") -> Any:
    """A field of a kind: `read` makes it from JSON, or the method `inside` of the `Reader` does.

    shape: "list" for a tuple of such things, not empty, from a list; "names" for {name: thing}, from an object.
    optional: it may be missing; then it is an empty tuple or dictionary, or None.  key: its name in JSON, where that is
    not a name of Python.  Of any type, as `dataclasses.field` is: what it stands for has the type that is declared.
    """
    metadata = {"part": _Part(read, inside, shape, optional, key)}
    if not optional:
        return field(metadata=metadata)
    if shape == "names":
        return field(default_factory=dict, metadata=metadata)
    return field(default=() if shape == "list" else None, metadata=metadata)


_PARTS: dict[type[object], dict[str, tuple[str, _Part]]] = {}  # by kind, worked out once


def parts_of(kind: type[HasFields]) -> dict[str, tuple[str, _Part]]:
    """{JSON key: (field, how it is read)} of a kind."""
    if kind not in _PARTS:
        declared = [(own.name, own.metadata["part"]) for own in fields(kind) if "part" in own.metadata]
        _PARTS[kind] = {how.key or name: (name, how) for name, how in declared}
    return _PARTS[kind]


def read_parts(
    kind: type[HasFields], value: Mapping[str, object], reader: Reader | None, *others: str
) -> dict[str, Any]:
    """The fields of a kind from a JSON object that has these keys and `others`, and no more; raises `Malformed`.

    A field that nobody reads would be printed, or believed, unchecked.  The values are typed where they are declared.
    """
    known = parts_of(kind)
    names = ", ".join((*others, *known))
    unread = [key for key in value if key not in known and key not in others]
    need(not unread, "the field {} is not read here; those that are: " + names, *unread[:1])
    found = {}
    for key, (own, how) in known.items():
        if key in value:
            found[own] = _read_part(how, value[key], reader)
        else:
            need(how.optional, "the field {} is missing; those that are read: " + names, key)
    return found


def _read_part(how: _Part, value: object, reader: Reader | None) -> object:
    one = getattr(reader, how.inside) if how.inside else how.read
    assert callable(one)
    if how.shape == "names":
        return {label(key): one(entry) for key, entry in record(value).items()}
    if how.shape == "list":
        need(items(value), "an empty list")
        return tuple(one(entry) for entry in items(value))
    return one(value)


def label(value: str) -> str:
    """The key of a goal, or a name, as JSON writes it; raises `Malformed`."""
    need(value.isascii() and value.isprintable() and len(value) <= 200, "not a key of a goal: {}", value)
    return value


# ------------------------------------------------------------------------------------------------ witnesses of goals


@frozen
class Lemma:
    """A relation on the domain of a goal that is proved first and then is a fact."""

    relation: Relation = part(Relation.read)
    witness: Witness = part(inside="witness")


@frozen
class Witness(ABC):
    """What proves a goal: its lemmas, in order, and the fields of its kind."""

    kind: ClassVar[str]
    by_parts: ClassVar[bool] = False  # whether each part of the proof shows for itself that the entries are defined
    lemmas: tuple[Lemma, ...] = part(inside="lemma", shape="list", optional=True)

    @classmethod
    def read(cls, value: Mapping[str, object], reader: Reader) -> Self:
        """From JSON; raises `Malformed`."""
        return cls(**read_parts(cls, value, reader, "kind"))

    @abstractmethod
    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Proves a goal whose entries are defined: "exact", or "ball" where balls were used; raises `Reject`.

        context: what is known on the domain of the goal, the lemmas included.
        """


# -------------------------------------------------------------------------------------------- claims and their grounds


@frozen
class Derived:
    """The derivation of a kernel, and the witnesses of its equations, in order."""

    derivation: ByReduction
    steps: tuple[Witness, ...]


@frozen
class Grounds:
    """What proves or refutes a whole claim; `kernel` derives the closed forms of the kernel that it is about.

    mixed, teacher: the same for κ_στ and κ_ττ, where the teacher has another activation.
    """

    kind: ClassVar[str]
    kernel: Derived | None = part(inside="derived", optional=True)
    mixed: Derived | None = part(inside="derived", optional=True)
    teacher: Derived | None = part(inside="derived", optional=True)

    @property
    def derivations(self) -> tuple[Derived | None, Derived | None, Derived | None]:
        """Those of κ_σσ, κ_στ and κ_ττ."""
        return self.kernel, self.mixed, self.teacher

    @classmethod
    def read(cls, value: Mapping[str, object], reader: Reader) -> Self:
        """From JSON; raises `Malformed`."""
        return cls(**read_parts(cls, value, reader, "kind"))


@frozen
class Proof(Grounds):
    """What proves a claim; `sample` is a point that satisfies its hypotheses: it is not vacuous."""

    sample: Point = part(read_place, optional=True)


@frozen
class Refutation(Grounds):
    """What refutes a claim: a point that satisfies its hypotheses, and what its kind needs beside it."""

    kind = "refute"
    at: Point = part(read_point, optional=True)


class Failure(NamedTuple):
    """How a claim fails: where (a point, group sizes; "" for none), which goal (its key, or ""), and what is so."""

    where: str
    key: str
    what: str

    def __str__(self) -> str:
        return " ".join(part for part in self if part)


@frozen
class Claim(ABC):
    """A statement about all points of `domain`."""

    kind: ClassVar[str]
    proof: ClassVar[type[Proof]]  # what proves claims of this kind
    refutation: ClassVar[type[Refutation]] = Refutation
    domain: Domain

    @classmethod
    def read(cls, domain: Domain, value: Mapping[str, object], reader: Reader) -> Self:
        """From JSON, its domain being read; raises `Malformed`."""
        return cls(domain=domain, **read_parts(cls, value, reader, "kind", "symbols", "where"))

    def __post_init__(self) -> None:
        """Raises `Malformed` for a claim that is not well formed, whoever makes it."""
        self.well_formed()

    def well_formed(self) -> None:
        """Raises `Malformed` where the fields do not fit together, or speak of symbols that are not declared."""
        values = (getattr(self, own.name) for own in fields(self))
        self.domain.declares(*(value for value in values if isinstance(value, Expr)))

    @property
    def of_kernel(self) -> Kernel | None:
        """The kernel that the claim is about."""
        return None

    @property
    def of_kernels(self) -> tuple[Kernel, ...]:
        """All of them: none, one, or κ_σσ, κ_στ and κ_ττ of a network with two activations."""
        return () if self.of_kernel is None else (self.of_kernel,)

    def plain(self, work: Work) -> tuple[Self, bool]:
        """The same claim without expectations, and whether it had any; kinds that may have some say how.

        Raises `Reject` where an expectation cannot be reduced.
        """
        return self, False

    @abstractmethod
    def prove(self, checker: Checker, proof: Any) -> str:
        """Proves the claim; says by what; raises `Reject`.

        proof: of the class `self.proof`, which every kind declares for itself.
        """

    @abstractmethod
    def refute(self, checker: Checker, refutation: Any) -> Failure:
        """Refutes the claim; says how it fails; raises `Reject` where that is not certain.

        refutation: of the class `self.refutation`, which every kind declares for itself.
        """
