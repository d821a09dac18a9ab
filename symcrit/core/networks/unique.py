"""Directions of students: those that are critical; the only critical point of one student, by the rule one-direction.

With teachers orthonormal, ∂L/∂w_j = 0 reads Λ·w_j = a·∂κ/∂q12(|w|², w_j, 1) with one Λ for all j, and Λ·w = 0 outside.
"""

from collections.abc import Iterator
from itertools import combinations

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, diff, substitute, sym
from symcrit.core.networks.loss import Groups, Model
from symcrit.core.reading import require


def goals(domain: Domain, place: Groups) -> Iterator[Goal]:
    """∂κ/∂q12 > 0, even as κ is odd: all w_j ≠ 0, of one sign, w in the span; it falls over w_j: all are equal."""
    p, r, a, c = map(sym, ("p", "r", "a_0", "c_0"))
    single = len(place.sizes or ()) == 1 == len(place.students)
    free = single and place.b is ONE is place.length and not {"a_0", "c_0"} & {*domain.kinds, place.size}
    require(free, "one group of unit teachers, one student; a_0 and c_0 are names of the proof")
    (size,), ((own_a, own_c),), at = place.sizes or (), place.students, place.kernel.at
    pull = at(2, p * p, r * p, ONE)
    ray = Domain.read({"p": "real", "r": "real"}, [["<", 0, "p"], ["<=", 0, "r"], ["<=", "r", 1]])
    inside, falls = ray.ends("r", shut=False, way=1), diff(pull / r, "r")
    yield Goal(ray, Relation("<", ZERO, pull), (pull,), "∂κ/∂q12")
    odd = at(0, p * p, r * p, ONE), -at(0, p * p, -(r * p), ONE)
    yield Goal(ray, Relation("=", *odd), odd, "κ is odd")
    yield Goal(inside, Relation("<", falls, ZERO), (falls,), "∂κ/∂q12 over w_j falls")
    model, _ = place._replace(students=((a, c),)).model([size])
    zero = [Relation("=", part.value, ZERO) for part in model.gradient() if part.value is not ZERO]
    known = [*domain.where, Relation("!=", a, ZERO), Relation("<", ZERO, c), *zero]
    there = Domain({**domain.kinds, "a_0": "real", "c_0": "real"}, known)
    for mine, found in ((c, own_c), (a, own_a)):
        value = substitute(found, {place.size: size})
        yield Goal(there, Relation("=", mine, value), (value,), mine.args[0])


def turns(model: Model) -> Iterator[tuple[str, Relation]]:
    """Every student has w ≠ 0 and a gradient g, and g_c·w_d = g_d·w_c for every pair of coordinates."""
    for i, w in enumerate(model.W):
        own = [part.value for part in model.gradient() if (part.parameter, part.neuron) == ("w", i)]
        turns = [own[c] * w.get(d, ZERO) - own[d] * w.get(c, ZERO) for c, d in combinations(range(len(own)), 2)]
        yield "|w|²", Relation("<", ZERO, model.gram(i, i))
        yield from (("∂L/∂w", Relation("=", g, g)) for g in own)
        yield from (("the turning part of ∂L/∂w", Relation("=", turn, ZERO)) for turn in turns)
