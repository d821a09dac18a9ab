"""Symmetric families: input directions and neurons in species with multiplicities, at a cost that does not grow.

A species p is m_p orthonormal teachers e_(p,i) of equal outgoing weight.  A student is alone, or *at* a species, with
one neuron per direction i:  w_i = x·e_(p,i) + y_p Σ_{j≠i} e_(p,j) + Σ_{q≠p} y_q Σ_j e_(q,j).  Such networks are the
fixed space of G = Π_p S_(m_p), so the loss on it has the same critical points (symmetric criticality), and by Schur's
lemma the Hessian splits into sectors, one per irreducible representation in the parameters:

    trivial (1 copy);  standard p (m_p − 1 copies), where the vector u = e_1 − e_2 lies;
    product p q ((m_p − 1)(m_q − 1) copies), u ⊗ v;  pairs p (m_p(m_p − 3)/2), (e_1 − e_2) ⊗ (e_3 − e_4) symmetrised;
    cyclic p ((m_p − 1)(m_p − 2)/2), e_1∧e_2 + e_2∧e_3 + e_3∧e_1.

A *pattern* is the image of that vector under an equivariant map into the parameters.  With the directions it needs
taken out of their species, a pattern is a direction in the fixed space of fewer permutations: so one formula, the
second derivative of the loss along directions (`family`), gives all sectors.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Generic, NamedTuple

from symcrit.core.algebra.expr import ONE, TWO, Expr, mul, num, parse
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.networks.numbers import Entry, N
from symcrit.core.reading import Pattern, flag, index, items, need, read, text


class Student(NamedTuple, Generic[N]):
    """`at` a species, or alone (None); the entry on its own direction, the others by species, outgoing weight."""

    at: int | None
    diagonal: Entry[N]
    w: tuple[Entry[N], ...]
    a: N


class Species(NamedTuple):
    """A symmetric family: numbers of directions by species, outgoing weights of the teachers, students."""

    kernel: Kernel
    scale: Expr
    sizes: tuple[Expr, ...]
    b: tuple[Expr, ...]
    students: tuple[Student[Expr], ...]
    size: str = ""  # no groups

    @property
    def exprs(self) -> list[Expr]:
        """The entries of the weights."""
        entries = [entry for s in self.students for entry in (s.diagonal, *s.w, s.a) if entry is not None]
        return [*self.b, *entries]


def bare_names(names: Iterable[str]) -> None:
    """Raises `Malformed` for symbols m_1, m_2, …: so the sizes are called where a claim is printed."""
    need(not any(name.startswith("m_") for name in names), "m_1, m_2, … are the sizes; call the symbol otherwise")


def _entry(value: object) -> Expr | None:
    return None if value is None else parse(value)


def _place(value: object) -> int | None:
    return None if value is None else index(value)


STUDENT: Pattern = {"at": _place, "diagonal?": _entry, "w": [_entry], "a": parse}


def read_species(kernel: Kernel, scale: Expr, value: object) -> Species:
    """From JSON; raises `Malformed`."""
    own = read(value, {"sizes": [parse], "b": [parse], "students": [STUDENT]})
    students = tuple(Student(s["at"], s["diagonal"], tuple(s["w"]), s["a"]) for s in own["students"])
    sizes = own["sizes"]
    need(len(sizes) == len(own["b"]), "one outgoing weight b per species")
    for at, diagonal, w, _ in students:
        missing = [entry is None for entry in w]
        single = [p == at and m is ONE for p, m in enumerate(sizes)]
        need(len(w) == len(sizes) and (at is None or at < len(sizes)), "a student has one entry w per species")
        need((diagonal is not None) == (at is not None), "a student has a diagonal entry iff it is at a species")
        need(missing == single, "w misses only at species of size 1")
    return Species(kernel, scale, tuple(sizes), tuple(own["b"]), students)


class Class(NamedTuple, Generic[N]):
    """One direction taken out of a species (`taken` ≥ 1) or the rest of it (0); the outside is species −1.

    size: how many directions.
    """

    species: int
    taken: int
    size: N


class Neuron(NamedTuple, Generic[N]):
    """A neuron at a class (None: alone), or how it moves: the entry on its own direction, the others by class, a."""

    at: int | None
    own: Entry[N]
    entries: tuple[Entry[N], ...]
    a: Entry[N]


class Step(NamedTuple):
    """How a neuron moves: integers on its own direction, along classes and of its outgoing weight."""

    own: int = 0
    along: Mapping[int, int] = MappingProxyType({})
    a: int = 0


class Move(NamedTuple):
    """What a pattern moves, "W" or "a", and how the neuron at a class (None: alone) does."""

    parameter: str
    at: Callable[[int | None], Step]


class Sector(NamedTuple):
    """An irreducible representation, by kind and species; `outside`: of a direction orthogonal to the teachers."""

    kind: str
    species: tuple[int, ...] = ()
    outside: bool = False

    @property
    def label(self) -> str:
        """As witnesses call it: "inside", "inside standard 0", "outside", …"""
        words = [self.kind, *map(str, self.species)] if self.species else []
        return " ".join(["outside" if self.outside else "inside", *words])


TRIVIAL = Sector("trivial")
OUTSIDE_SPECIES = -1  # that of a direction orthogonal to the teachers
SPECIES_NAMED = {"trivial": 0, "standard": 1, "product": 2, "pairs": 1, "cyclic": 1}  # how many, by kind of sector
OUTSIDE = ("trivial", "standard")  # the kinds that there are outside
TAKEN = {"trivial": 0, "standard": 2, "product": 2, "pairs": 4, "cyclic": 3}  # directions out of each species
U = {1: 1, 2: -1}
MOVES = {  # neuron i moves along Σ_j coefficient·e_j: {i: {j: coefficient}}
    "product": {1: {1: 1, 2: -1}, 2: {1: -1, 2: 1}},
    "pairs": {1: {3: 1, 4: -1}, 2: {3: -1, 4: 1}, 3: {1: 1, 2: -1}, 4: {1: -1, 2: 1}},
    "cyclic": {1: {2: 1, 3: -1}, 2: {3: 1, 1: -1}, 3: {1: 1, 2: -1}},
}


def sectors(sizes: Sequence[int], outside: bool) -> Iterator[tuple[Sector, int]]:
    """The sectors for these sizes, and how often each occurs."""
    yield Sector("trivial", (), outside), 1
    for p, m in enumerate(sizes):
        if m > 1:
            yield Sector("standard", (p,), outside), m - 1
        if outside:
            continue
        for q in range(p):
            if m > 1 and sizes[q] > 1:
                yield Sector("product", (q, p)), (m - 1) * (sizes[q] - 1)
        if m > 3:
            yield Sector("pairs", (p,)), m * (m - 3) // 2
        if m > 2:
            yield Sector("cyclic", (p,)), (m - 1) * (m - 2) // 2


def copies(sector: Sector, sizes: Sequence[Expr]) -> Expr:
    """How often a sector occurs, where the species hold the directions that its patterns take."""
    own = [sizes[p] for p in sector.species]
    half = num(1) / TWO
    if sector.kind == "pairs":
        return mul(half, own[0], own[0] - num(3))
    if sector.kind == "cyclic":
        return mul(half, own[0] - ONE, own[0] - TWO)
    return mul(*(size - ONE for size in own))


def read_sector(value: object) -> Sector:
    """From JSON {"kind", "species", "outside"?}; raises `Malformed`."""
    own = read(value, {"kind": text, "species": items, "outside?": flag})
    kind = own["kind"]
    species = tuple(map(index, own["species"]))
    need(kind in SPECIES_NAMED, f"unknown sector {kind}; known: {', '.join(SPECIES_NAMED)}")
    count = SPECIES_NAMED[kind]
    in_order = list(species) == sorted(set(species))
    need(len(species) == count and in_order, f"a {kind} sector names {count} species, in order")
    need(not own["outside"] or kind in OUTSIDE, "outside there are trivial and standard sectors")
    return Sector(kind, species, bool(own["outside"]))


class Layout(Generic[N]):
    """Classes and neurons for a sector; `number` makes a number of an integer, `two` says of which species m = 2."""

    def __init__(
        self,
        sizes: Sequence[N],
        students: Sequence[Student[N]],
        sector: Sector,
        number: Callable[[int], N],
        two: Sequence[int] = (),
    ) -> None:
        self.students = students
        self.sector = sector
        self.number = number
        self.two = two
        self.classes = list(self._classes(sizes))
        self.places: list[tuple[Student[N], int | None]] = []  # the student and the class of every neuron
        self.positions: list[int] = []  # of its student
        for position, student in enumerate(students):
            for c in self._classes_of(student):
                self.places.append((student, c))
                self.positions.append(position)

    def _classes(self, sizes: Sequence[N]) -> Iterator[Class[N]]:
        """By species the directions that are taken out, then the rest; the outside is last."""
        taken = TAKEN[self.sector.kind]
        for p, m in enumerate(sizes):
            rest = m
            if p in self.sector.species:
                yield from (Class(p, j, self.number(1)) for j in range(1, taken + 1))
                rest = m - self.number(taken)
            yield Class(p, 0, rest)
        if self.sector.outside:
            yield Class(OUTSIDE_SPECIES, 0, self.number(1))

    def _classes_of(self, student: Student[N]) -> list[int | None]:
        """The classes that have neurons of a student; None for one that is alone."""
        if student.at is None:
            return [None]
        return [c for c, own in enumerate(self.classes) if own.species == student.at]

    def neurons(self) -> list[Neuron[N]]:
        """The network."""
        found = []
        for student, c in self.places:
            entries = tuple(student.w[own.species] if own.species >= 0 else None for own in self.classes)
            found.append(Neuron(c, student.diagonal, entries, student.a))
        return found

    def patterns(self, outgoing: bool) -> Iterator[tuple[str, list[Neuron[N] | None]]]:
        """Directions of the sector, each with what it moves: "W", or "a" (if `outgoing`)."""
        kinds = {"trivial": self._trivial, "standard": self._standard}
        for student in self.students:
            for move in kinds.get(self.sector.kind, self._tensor)(student):
                if move.parameter == "W" or outgoing:
                    yield move.parameter, [self._moved(c, move) if s is student else None for s, c in self.places]

    def _moved(self, c: int | None, move: Move) -> Neuron[N] | None:
        """How the neuron of a student at a class moves; None if it does not."""
        step = move.at(c)
        entries = tuple(self._entry(step.along.get(d)) for d in range(len(self.classes)))
        own = self._entry(step.own)
        a = self._entry(step.a)
        still = all(entry is None for entry in (own, a, *entries))
        return None if still else Neuron(c, own, entries, a)

    def _entry(self, coefficient: int | None) -> Entry[N]:
        return self.number(coefficient) if coefficient else None

    def _along(self, species: int, coefficients: Mapping[int, int]) -> Step:
        """Entries on the directions that are taken out of a species."""
        own = {d: c.taken for d, c in enumerate(self.classes) if c.species == species}
        return Step(along={d: coefficients[taken] for d, taken in own.items() if taken in coefficients})

    def _all_along(self, species: int, coefficient: int) -> Step:
        """The same entry on all directions of a species."""
        return Step(along={d: coefficient for d, c in enumerate(self.classes) if c.species == species})

    def _share(self, c: int | None) -> int:
        """The entry of u = e_1 − e_2 on the direction of a class."""
        return 0 if c is None else U.get(self.classes[c].taken, 0)

    def _everywhere(self, species: int) -> Callable[[int | None], Step]:
        """Every neuron moves along the whole species."""
        return lambda c: self._all_along(species, 1)

    def _by_share(self, species: int) -> Callable[[int | None], Step]:
        """Every neuron moves along the whole species by its entry of u."""
        return lambda c: self._all_along(species, self._share(c))

    def _trivial(self, student: Student[N]) -> Iterator[Move]:
        if self.sector.outside:
            yield Move("W", self._everywhere(OUTSIDE_SPECIES))
            return
        if student.at is not None:
            yield Move("W", lambda c: Step(own=1))
        for q, entry in enumerate(student.w):
            if entry is not None:
                yield Move("W", self._everywhere(q))
        yield Move("a", lambda c: Step(a=1))

    def _standard(self, student: Student[N]) -> Iterator[Move]:
        (p,) = self.sector.species
        if student.at != p:
            if not self.sector.outside:
                yield Move("W", lambda c: self._along(p, U))
            return
        if self.sector.outside:
            yield Move("W", self._by_share(OUTSIDE_SPECIES))
            return
        yield Move("W", lambda c: Step(own=self._share(c)))
        for q, entry in enumerate(student.w):
            if entry is not None:
                yield Move("W", self._by_share(q))
        if p not in self.two:
            yield Move("W", lambda c: self._along(p, U))
        yield Move("a", lambda c: Step(a=self._share(c)))

    def _tensor(self, student: Student[N]) -> Iterator[Move]:
        species = self.sector.species
        table = MOVES[self.sector.kind]
        if student.at in species:
            others = [p for p in species if p != student.at]
            other = others[0] if others else species[0]
            yield Move("W", lambda c: self._along(other, table.get(self.classes[c or 0].taken, {})))
