"""`bound_for_all`: a lower bound of the loss for all students of a class, in every dimension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flint import fmpq

from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, constant, num, parse, substitute
from symcrit.core.claims._network import read_network
from symcrit.core.expectation.kernels import Kernel, kernels_of, read_plain_kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Failure, Refutation, part
from symcrit.core.networks.loss import Explicit, Groups, Layer, Model
from symcrit.core.projectors.target import Target, number_of, projector_onto
from symcrit.core.reading import Reject, need, number, read, require, text
from symcrit.core.refuting import at, with_gap
from symcrit.core.witnesses._maximum import Maximum
from symcrit.core.witnesses.goals import Steps
from symcrit.core.work import Work

# The competitors: functions g(Ux), U in R^(n×d), with or without a linear function; for n = 1; n neurons with this σ.
AMONG = ("projections", "skip", "ridge", "neurons")
MOST_VECTORS = 200  # of a refutation
Vectors = tuple[tuple[fmpq, ...], ...]


def read_vectors(value: object) -> Vectors:
    """Rational vectors of one length, not too many; raises `Malformed`."""
    rows = tuple(map(tuple, read(value, [[number]])))
    need(len(rows) <= MOST_VECTORS and len({len(row) for row in rows}) == 1, "not vectors of one length")
    return rows


@frozen
class Competitor(Refutation):
    """A competitor of smaller loss: E[f* | Px] for the projector P onto n independent vectors of R^k (among "skip" with
    the linear part of what it leaves), or a student, its neurons being `W` in R^k and `a`.  Neither: the network that
    is said to attain the value."""

    vectors: Vectors | None = part(read_vectors, optional=True)
    W: Vectors | None = part(read_vectors, optional=True)
    a: tuple[fmpq, ...] = part(number, shape="list", optional=True)

    def words(self) -> str:
        """The competitor."""
        if self.vectors is not None:
            return f"projections onto {_listed(self.vectors)}"
        if self.W is not None:
            return f"w = {_listed(self.W)}, a = {_listed([self.a])}"
        return ""


def _listed(rows: Iterable[Sequence[fmpq]]) -> str:
    """Vectors in parentheses."""
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)


@frozen
class BoundForAll(Claim):
    """L = scale·E[(f − f*)²] ≥ `value` for all competitors f, f* = Σ_{j≤k} b_j σ(v_j·x), v_j orthonormal, in every R^d.

    `among` "projections": f(x) = g(Ux), U in R^(n×d), E f² < ∞; "ridge": the same for n = 1; "skip": g(Ux) + p·x + c
    with any p, c; "neurons": f(x) = Σ_{i≤n} a_i σ(w_i·x), which are some of them.  b: all 1 where they are not given.
    `attained`: a student of n neurons of which L is `value`.

    Theorem (rule `conditional-expectation`, see `core.projectors`): L/scale is at least V(1)·Σ b_j² minus the largest
    Σ b_i b_j V(P_ij) over projectors P of rank n, V(t) = κ(1, t, 1) − κ(1, 0, 1), which the proof bounds; a proof may
    bound L for one neuron in another way.  Goals: "rank", 1 ≤ n; "fewer", n < k; "scale", that it is ≥ 0; those of
    the proof; "value"; and of the student that attains it "size/1", … of its groups, "students", "teachers", that there
    are n and k of them, and "attained".
    """

    kind = "bound_for_all"
    proof = Maximum
    refutation = Competitor
    kernel: Kernel = part(read_plain_kernel)
    n: Expr = part(parse)
    k: Expr = part(parse)
    b: tuple[Expr, ...] = part(constant, shape="list", optional=True)
    scale: Expr = part(parse)
    among: str = part(text)
    value: Expr = part(parse)
    attained: Groups | Explicit | None = part(read_network, optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` where the fields do not fit together."""
        super().well_formed()
        need(self.among in AMONG, "among is one of " + ", ".join(AMONG))
        need(self.among != "ridge" or self.n is ONE, "ridge functions are those of n = 1 projection")
        need(not self.b or self.k is num(len(self.b)), "k must be the number of the weights b")
        if self.attained is not None:
            self._fits(self.attained)

    def _fits(self, place: Groups | Explicit) -> None:
        """Raises `Malformed` unless the inputs and the teachers of a network are those of the claim, as far as its
        sizes are numbers."""
        same = place.kernel == self.kernel and place.scale is self.scale
        need(same, "the network that attains the value has another kernel or scale")
        if isinstance(place, Groups):
            plain = place.b is ONE and place.length is ONE and not self.b
            need(place.sizes is not None and plain, "the network has groups of given sizes, |v_j| = 1, and b_j = 1")
            need(place.size not in self.domain.kinds, "{} is the size of each group in turn, and a symbol", place.size)
            Domain({**self.domain.kinds, place.size: "integer"}).declares(*place.exprs)
            self.domain.declares(*(place.sizes or ()))
            return
        self.domain.declares(*place.exprs)
        need(place.is_plain, "the network is for inputs N(0, I), neurons without biases and one activation")
        units = [[c for c, entry in enumerate(row) if entry is not ZERO] for row in place.V]
        good = all(len(own) == 1 and place.V[i][own[0]] is ONE for i, own in enumerate(units))
        different = len({own[0] for own in units if own}) == len(units)
        need(good and different, "the teachers of the network are different unit vectors e_j")
        weights = [(b,) for b in self.b] or [(ONE,)] * len(place.V)
        need(place.b == weights, "the teachers of the network have other weights b")

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    @property
    def target(self) -> Target:
        """What is approximated, and by how many projections."""
        return Target(self.kernel, self.n, self.k, self.b)

    # ------------------------------------------------------------------------------------------------------- proofs

    def prove(self, checker: Checker, proof: Maximum) -> str:
        """Every goal by its witness, and what the proof checks beside them."""
        need(not proof.given, "nothing reads the field 'given' of this witness")
        smooth = checker.derive(self.kernel, proof.kernel)
        steps = Steps(proof)
        for goal in self.goals(proof, checker.work):
            checker.prove(goal if smooth else goal.with_sides(), steps.of(goal))
        steps.all_read()
        proof.check(self.target, checker)
        rules = proof.rules()
        checker.rules.update(rules)
        return f"proved by {', '.join(rules)}"

    def goals(self, proof: Maximum, work: Work) -> Iterator[Goal]:
        """What implies the claim; raises `Reject`."""
        whole = whole_number(self.n, self.domain) and whole_number(self.k, self.domain)
        require(whole, "n and k must be integers")
        yield self._goal("rank", "<=", ONE, self.n)
        yield self._goal("fewer", "<", self.n, self.k)
        yield self._goal("scale", "<=", ZERO, self.scale)
        yield from proof.goals(self.target, self.domain, self.among)
        yield self._goal("value", "<=", self.value, self.scale * proof.bound(self.target))
        if self.attained is not None:
            yield from self._attains(self.attained, work)

    def _attains(self, place: Groups | Explicit, work: Work) -> Iterator[Goal]:
        """The network is a student of n neurons for k teachers, and L there is the value."""
        sizes = list(place.sizes or ())
        model, entries = place.model(sizes)
        work.charge(model.cost())
        teachers = add(*sizes) if isinstance(place, Groups) else num(len(place.V))
        require(all(whole_number(size, self.domain) for size in sizes), "the sizes of groups must be integers")
        for i, size in enumerate(sizes, start=1):
            yield self._goal(f"size/{i}", "<=", ONE, size)
        yield self._goal("students", "=", num(len(model.W)), self.n)
        yield self._goal("teachers", "=", teachers, self.k)
        yield Goal(self.domain, Relation("=", model.loss(), self.value), (*entries, self.value), "attained")

    def _goal(self, key: str, op: str, lhs: Expr, rhs: Expr) -> Goal:
        """lhs `op` rhs, both of them defined."""
        return Goal(self.domain, Relation(op, lhs, rhs), (lhs, rhs), key)

    # --------------------------------------------------------------------------------------------------- refutations

    def refute(self, checker: Checker, refutation: Competitor) -> Failure:
        """A competitor whose loss is smaller, or another loss of the network that is said to attain the value."""
        own = refutation.vectors is None or refutation.W is None
        need(own and bool(refutation.W) == bool(refutation.a), "a competitor is told by vectors, or by W and a")
        smooth = checker.derive(self.kernel, refutation.kernel)
        point = dict(refutation.at or {})
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        n, k = (number_of(substitute(value, point)) for value in (self.n, self.k))
        require(1 <= n <= k, "n or k is no number of neurons")
        goal = self._wrong(refutation, point, n, k, checker.work)
        where = "; ".join(part for part in (at(point), refutation.words()) if part)
        return with_gap(checker, where, [goal], smooth=smooth)

    def _wrong(self, refutation: Competitor, point: dict[str, Expr], n: int, k: int, work: Work) -> Goal:
        """What fails if the claim is false as the refutation says."""
        scale = substitute(self.scale, point)
        value = substitute(self.value, point)
        target = Target(self.kernel, num(n), num(k), self.b)
        if refutation.vectors is not None:
            require(self.among != "neurons", "E[f* | Px] is no network of these neurons")
            require(len(refutation.vectors) == n and len(refutation.vectors[0]) == k, "vectors: n of them, in R^k")
            loss = scale * target.loss(projector_onto(refutation.vectors), self.among == "skip")
            return Goal(Domain({}), Relation("<=", value, loss), (value, loss), "value")
        if refutation.W is not None:
            fits = len(refutation.W) == len(refutation.a) == n and len(refutation.W[0]) == k
            require(fits, "a student has n neurons, in R^k")
            model = _student(target, scale, refutation.W, refutation.a)
            work.charge(model.cost())
            return Goal(Domain({}), Relation("<=", value, model.loss()), (value,), "value")
        if self.attained is None:
            raise Reject("a refutation names a competitor")
        *others, attained = (goal.at(point) for goal in self._attains(self.attained, work))
        context = Context(Domain({}), work)
        good = all(context.holds(goal.relation) for goal in others)
        require(good, "the network has other numbers of students and teachers there")
        return attained


def _student(target: Target, scale: Expr, W: Vectors, a: tuple[fmpq, ...]) -> Model:
    """A student of explicit vectors at the teachers e_j."""
    k = number_of(target.k)
    vectors = [{c: num(x) for c, x in enumerate(row) if x != 0} for row in W]
    teachers = [{j: ONE} for j in range(k)]
    student = Layer(vectors, [(num(x),) for x in a])
    teacher = Layer(teachers, [(num(b),) for b in target.weights()])
    return Model(kernels_of(target.kernel), scale, student, teacher, (ONE,) * k, (ONE,) * k)
