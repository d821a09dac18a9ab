"""The oracle's second half: claims about points of the loss, with full vectors and finite differences.

L = scale·E[(f − f*)²] is summed over all pairs of neurons; the gradient is a central difference with h = 1e-20 at 60
digits (error about 1e-40), so the closed-form derivative that symcrit uses is not used here.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

from mpmath import mp, mpf

from .activations import odd_sigmoid, true_kernel, wrong_forms

DIGITS, LARGEST = 60, 9
STEP, ZERO, ROUNDING = mpf("1e-20"), mpf("1e-28"), mpf("1e-50")
KINDS = {"critical", "not_critical", "loss", "best_partition", "direction", "outside_span", "unique"}
Vectors = tuple[list, list, list, list]  # a, W, b, V
Instance = tuple[Vectors, Any]  # … and the value that the claim gives for the loss there


def erf_kernel(q11: Any, q12: Any, q22: Any) -> Any:
    """E[erf(u/√2) erf(v/√2)] = (2/π) asin(q12/√((1+q11)(1+q22)))."""
    return 2 / mp.pi * mp.asin(q12 / mp.sqrt((1 + q11) * (1 + q22)))


def kernels(configuration: dict) -> list[Callable]:
    """Every kernel for which the claim must hold."""
    from .oracle import some_kernel

    kernel = configuration["kernel"]
    return [erf_kernel, some_kernel] if "uninterpreted" in kernel else [true_kernel(kernel)]


def dot(u: list, v: list) -> Any:
    return mp.fsum(x * y for x, y in zip(u, v, strict=True))


def loss(vectors: Vectors, kernel: Callable, scale: Any = 1) -> Any:
    """scale·Σ over all pairs of the neurons of f − f*."""
    a, W, b, V = vectors
    neurons = [*zip(a, W, strict=True), *((-weight, v) for weight, v in zip(b, V, strict=True))]
    norms = [dot(u, u) for _, u in neurons]
    total = mpf(0)
    for i, (p, u) in enumerate(neurons):
        total += p * p * kernel(norms[i], norms[i], norms[i])
        for j in range(i):
            q, v = neurons[j]
            total += 2 * p * q * kernel(norms[i], dot(u, v), norms[j])
    return scale * total


def gradient(vectors: Vectors, kernel: Callable, scale: Any = 1) -> list:
    """∇L in (a, W), by central differences."""
    a, W, b, V = vectors
    places = [(a, i) for i in range(len(a))] + [(w, j) for w in W for j in range(len(w))]
    slopes = []
    for row, i in places:
        here, ends = row[i], []
        for step in (STEP, -STEP):
            row[i] = here + step
            ends.append(loss((a, W, b, V), kernel, scale))
        row[i] = here
        slopes.append((ends[0] - ends[1]) / (2 * STEP))
    return slopes


def from_groups(groups: dict, sizes: list[int], at: dict) -> Vectors:
    """The full vectors of a configuration of groups, in one dimension more than the teacher needs."""
    from .oracle import value

    d = sum(sizes) + 1
    V = [[mpf(i == j) for i in range(d)] for j in range(sum(sizes))]
    a, W, b, start = [], [], [], 0
    for size in sizes:
        here = at | {groups["size"]: size}
        b += [value(groups.get("b", 1), here)] * size
        for student in groups["students"]:
            c = value(student["c"], here)
            a.append(value(student["a"], here))
            W.append([c if start <= i < start + size else mpf(0) for i in range(d)])
        start += size
    return a, W, b, V


def from_network(network: dict, at: dict) -> Vectors:
    """The full vectors of an explicit network."""
    from .oracle import value

    pool = [value(e, at) for e in network["pool"]]
    W, V = ([[pool[i] for i in row] for row in network[side]] for side in "WV")
    return [pool[i] for i in network["a"]], W, [pool[i] for i in network["b"]], V


def instances(claim: dict, at: dict, rng: random.Random) -> Iterator[Instance]:
    """Concrete points that the claim speaks of: one, or a few for open groups (where the loss is Σ value)."""
    from .oracle import admissible, value

    configuration, stated = claim["configuration"], claim.get("value", 0)
    if "network" in configuration:
        yield from_network(configuration["network"], at), value(stated, at)
        return
    groups = configuration["groups"]
    if groups.get("sizes") is not None:
        sizes = [int(value(size, at)) for size in groups.get("sizes")]
        if sum(sizes) <= LARGEST:
            yield from_groups(groups, sizes, at), value(stated, at)
        return
    for sizes in ([1], [1, 2], [3], [2, 2], [rng.randint(1, 3) for _ in range(3)]):
        each = [at | {groups["size"]: size} for size in sizes]
        if all(admissible(claim | {"symbols": {}}, here) for here in each):
            yield from_groups(groups, sizes, at), mp.fsum(value(stated, here) for here in each)


def partitions(k: int, n: int, largest: int | None = None) -> Iterator[list[int]]:
    """Partitions of k into n parts, largest first."""
    if n == 0:
        if k == 0:
            yield []
        return
    for part in range(min(k, largest or k), 0, -1):
        yield from ([part, *rest] for rest in partitions(k - part, n - 1, part))


def partition_claim_fails(claim: dict) -> bool:
    """`best_partition` for every n ≤ k ≤ 5, by enumeration."""
    from .oracle import admissible, value

    configuration = claim["configuration"]
    kernel, groups = kernels(configuration)[0], configuration["groups"]
    cases = [(n, k) for k in range(2, 6) for n in range(1, k + 1)]
    for n, k in cases:
        at = {claim["n"]: n, claim["k"]: k}
        if not admissible(claim | {"symbols": {}}, at | {groups["size"]: 1}):
            continue
        scale = value(configuration.get("scale", 1), at)
        found = {tuple(p): loss(from_groups(groups, p, at), kernel, scale) for p in partitions(k, n)}
        least = min(found.values())
        if abs(least - value(claim["value"], at)) > ROUNDING:
            return True
        if any((total < least + ZERO) != (p.count(1) >= n - 1) for p, total in found.items()):
            return True
    return False


def kernel_claim_fails(kernel: dict, rng: random.Random) -> bool:
    """`kernel`: the forms are not those of σ, or σ is not defined everywhere."""
    from .oracle import Undefined

    with mp.workdps(DIGITS):
        try:
            return wrong_forms(kernel, rng)
        except Undefined:
            return True


def point_claim_fails(claim: dict, at: dict, rng: random.Random) -> bool:
    """`critical` and all other kinds with a configuration, at one admissible point."""
    from .oracle import Undefined, Unsupported, value

    configuration = claim["configuration"]
    if claim["kind"] not in KINDS:
        raise Unsupported(f"claim kind {claim['kind']!r}")
    with mp.workdps(DIGITS):
        try:
            if "activation" in configuration["kernel"] and wrong_forms(configuration["kernel"], rng):
                return True
            if claim["kind"] == "best_partition":
                return partition_claim_fails(claim)
            scale = value(configuration.get("scale", 1), at)
            pairs = itertools.product(kernels(configuration), instances(claim, at, rng))
            return any(_fails(claim, there, kernel, scale, at) for kernel, there in pairs)
        except Undefined:
            return True


def _fails(claim: dict, there: Instance, kernel: Callable, scale: Any, at: dict) -> bool:
    from .oracle import value

    vectors, stated = there
    if claim["kind"] == "loss":
        return abs(loss(vectors, kernel, scale) - stated) > ROUNDING
    if claim["kind"] == "outside_span":
        return outside_fails(claim, vectors, kernel, scale, at)
    slopes = gradient(vectors, kernel, scale)
    if claim["kind"] == "direction":
        return turns(vectors[1], slopes[len(vectors[0]) :])
    size = mp.norm(slopes)
    if claim["kind"] == "unique":
        alone = len(vectors[0]) == 1 and vectors[0][0] and any(vectors[1][0]) and scale and set(vectors[2]) == {1}
        return size > ZERO or not alone or not odd_sigmoid(claim["configuration"]["kernel"])
    if claim["kind"] == "critical":
        return size > ZERO
    return not size > value(claim["bound"], at) + ZERO


def turns(W: list, slopes: list) -> bool:
    """Whether ∂L/∂w is no multiple of w for some neuron; the slopes of all coordinates in order."""
    for i, w in enumerate(W):
        own, square = slopes[i * len(w) : (i + 1) * len(w)], dot(w, w)
        factor = dot(own, w) / square if square else 0
        if any(abs(slope - factor * entry) > ZERO for slope, entry in zip(own, w, strict=True)):
            return True
    return False


def outside_fails(claim: dict, vectors: Vectors, kernel: Callable, scale: Any, at: dict) -> bool:
    """The block of the last coordinate, which no vector uses, by second differences of the loss."""
    from .oracle import value

    a, W, b, V = vectors
    size, h = claim["configuration"]["groups"]["size"], mpf("1e-15")
    sizes = [int(sum(1 for x in w if x)) for w in W]  # a student of a group sits on the coordinates of its teachers
    factor = value(claim["factor"], at)
    D, v = ([value(claim[key], at | {size: own}) for own in sizes] for key in ("diagonal", "vector"))

    def moved(i: int, j: int, x: Any, y: Any) -> Any:
        rows = [list(w) for w in W]
        rows[i][-1] += x
        rows[j][-1] += y
        return loss((a, rows, b, V), kernel, scale)

    for i, j in itertools.combinations_with_replacement(range(len(W)), 2):
        corners = moved(i, j, h, h) - moved(i, j, h, -h) - moved(i, j, -h, h) + moved(i, j, -h, -h)
        if abs(corners / (4 * h * h) - factor * ((D[i] if i == j else 0) + v[i] * v[j])) > mpf("1e-20"):
            return True
    return not all(part > 0 for part in (factor, *D))
