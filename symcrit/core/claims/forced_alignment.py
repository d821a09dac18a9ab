"""`forced_alignment`: small gradients at triples of inputs force a student neuron onto the line of a teacher neuron."""

from __future__ import annotations

from flint import fmpq

from symcrit.core.deep.angles import dot, sine2
from symcrit.core.deep.gradients import gradients, jacobian_column
from symcrit.core.deep.network import WORD, Rows, Signs, Vector, bits_of, columns, forward, price, read_rows
from symcrit.core.deep.triples import Networks, Triple
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Failure, Refutation, part
from symcrit.core.reading import Reject, flag, index, need, number, require, text
from symcrit.core.witnesses.pigeonhole import Pigeonhole
from symcrit.core.work import Work

CONCLUSIONS = ("line", "ray", "itself")
MOST_TRIPLES = 100_000
MOST_NEURONS = 10**9


@frozen
class Contrary(Refutation):
    """Two networks that satisfy the hypotheses and not the conclusion."""

    networks: Networks | None = part(Networks.read, optional=True)


@frozen
class ForcedAlignment(Claim):
    """For every student f and teacher f*, networks without biases of any depths ≥ 2 with hidden σ(z) = max(z, cz),
    c = `slope`, the first layer of f* having the weights `teacher`, that of f having at most `n` neurons; and every
    neuron k of the first layer of f: if at the inputs x_i − q_i, x_i, x_i + q_i of all `triples`

    * w_k·x > 0,
    * every neuron of the layers ≥ 2 of f and of f* has pre-activations of one sign, not 0, at the three inputs of a
      triple (where `gates` is false: not 0),
    * |g_k(x)| ≤ `eps`, g_k minus the derivative of ½|f* − f|² by w_k·x,
    * |α_i| ≥ `alpha` > 0, α_i the product of the derivatives of f and f* at x_i by the values of student neuron k and
      of teacher neuron `node`, summed over outputs,

    then the first layer of f has a neuron u ≠ k with w_u ≠ 0 whose line has an angle of sin² ≤ `sine2` with that of
    teacher neuron `node` (`conclusion` "line"); "ray": with w_u·w* > 0 as well; "itself": k is such a neuron.

    Theorem (rule `second-differences`, see `core.deep.triples`), for "line" with gates.  Of |g_k| ≤ ε at three inputs
    follows |g_k(x + q) + g_k(x − q) − 2g_k(x)| ≤ 4ε.  On a triple that no other teacher neuron crosses, that is
    |w*_j·q| ≤ |w*_j·x|, this is α(1 − c)(|w*·q| − |w*·x|) plus what students add, of which k, always positive, adds
    nothing: so if (1 − c)·alpha·(|w*·q| − |w*·x|) > 4ε, some student u ≠ k crosses it, w_u ≠ 0.  Of at least
    (n − 1)(p − 1) + 1 such triples one u crosses p.  For these Σ(x_i·y)² ≤ Σ r_i², y the part of w_u/|w_u| orthogonal
    to w* (|y|² = sin²), r_i = |q_i| + |w*·x_i|/|w*|; and Σ(x_i·y)² > s|y|².  The proof names p.
    """

    kind = "forced_alignment"
    proof = Pigeonhole
    refutation = Contrary
    teacher: Rows = part(read_rows)
    node: int = part(index)
    n: int = part(index)
    slope: fmpq = part(number)
    triples: tuple[Triple, ...] = part(Triple.read, shape="list")
    eps: fmpq = part(number)
    alpha: fmpq = part(number)
    sine2: fmpq = part(number)
    gates: bool = part(flag)
    conclusion: str = part(text)

    def well_formed(self) -> None:
        """Raises `Malformed` for numbers that are out of range and vectors that do not fit."""
        need(not self.domain.kinds, "there are no symbols in it")
        need(self.conclusion in CONCLUSIONS, "the conclusion is one of " + ", ".join(CONCLUSIONS))
        need(self.node < len(self.teacher), "no such neuron of the teacher")
        need(all(any(x != 0 for x in row) for row in self.teacher), "a neuron of weights 0 has no direction")
        need(all(len(triple.x) == self.inputs for triple in self.triples), "triples of another dimension")
        need(len(self.triples) <= MOST_TRIPLES, f"more than {MOST_TRIPLES} triples")
        need(0 <= self.slope <= 1, "the slope lies between 0 and 1")
        need(self.n >= 1 and self.eps >= 0 and self.alpha > 0, "n ≥ 1, eps ≥ 0 and alpha > 0")
        need(self.n <= MOST_NEURONS, f"more than {MOST_NEURONS} neurons")
        need(0 <= self.sine2 < 1, "sine2 is the square of a sine, less than 1")

    @property
    def inputs(self) -> int:
        """The dimension of x."""
        return len(self.teacher[0])

    @property
    def w(self) -> Vector:
        """The weights of the teacher neuron."""
        return self.teacher[self.node]

    def usable(self) -> list[Triple]:
        """The triples that are crossed by this teacher neuron alone, by more than eps allows."""
        others = [row for j, row in enumerate(self.teacher) if j != self.node]
        return [
            triple
            for triple in self.triples
            if (1 - self.slope) * self.alpha * triple.kink(self.w) > 4 * self.eps
            and all(triple.kink(row) <= 0 for row in others)
        ]

    def prove(self, checker: Checker, proof: Pigeonhole) -> str:
        """Enough triples, and whatever p of them a neuron crosses, the bound."""
        checker.derive(None, proof.kernel)
        require(self.gates, "without constant gates above the first layer nothing is known of second differences")
        require(self.conclusion == "line", "only that another student lies near the line is a theorem")
        bits = bits_of(self.teacher) + max(triple.bits for triple in self.triples)
        checker.work.charge(len(self.triples) * len(self.teacher) * self.inputs * price(bits))
        self.need_hypotheses(proof.networks, checker.work)
        proof.check(self.usable(), self.w, self.n, self.sine2, checker.work)
        checker.rules.add("second-differences")
        checker.evidence.add("exact")
        return f"{proof.p} of {len(self.usable())} triples are crossed by one other student neuron"

    def refute(self, checker: Checker, refutation: Contrary) -> Failure:
        """Two networks that satisfy the hypotheses and not the conclusion."""
        checker.derive(None, refutation.kernel)
        need(refutation.at is None, "the claim has no symbols")
        if refutation.networks is None:
            raise Reject("a refutation names two networks")
        self.need_hypotheses(refutation.networks, checker.work)
        neurons = refutation.networks.student.neurons
        checker.work.charge(len(neurons) * self.inputs * price(bits_of(neurons) + bits_of([self.w])))
        require(not self._concluded(refutation.networks), "the conclusion holds for these networks")
        return Failure("", "networks", "satisfy the hypotheses and not the conclusion")

    def need_hypotheses(self, networks: Networks, work: Work) -> None:
        """The networks are among those that the claim is about, and satisfy its hypotheses; raises `Reject`."""
        student = networks.student
        teacher = networks.teacher
        require(not student.biases and not teacher.biases, "the networks have no biases")
        require(student.c == teacher.c == self.slope, "the networks have another slope")
        require(teacher.neurons == self.teacher, "the first layer of the teacher is another one")
        require(networks.neuron < len(student.neurons) <= self.n, "the student has another number of neurons")
        for triple in self.triples:
            self._need_at(triple, networks, work)

    def _need_at(self, triple: Triple, networks: Networks, work: Work) -> None:
        """The hypotheses hold at a triple; raises `Reject`."""
        student, teacher, k = networks.student, networks.teacher, networks.neuron
        points = columns(triple.points)
        own = forward(student, points, work).signs
        target = forward(teacher, points, work).signs
        require(own[0][3 * k : 3 * k + 3] == [1, 1, 1], "the neuron is not active at a triple")
        above = [by_neuron for layer in (*own[1:], *target[1:]) for by_neuron in _threes(layer)]
        require(all(0 not in signs for signs in above), "a neuron above the first layer has pre-activation 0")
        require(not self.gates or all(len({*signs}) == 1 for signs in above), "gates change at a triple")
        g = gradients(student, teacher, points, work).g
        work.charge(3 * price(WORD * g.words))
        require(all(abs(g.at(k, i)) <= self.eps for i in range(3)), "a gradient is larger than eps")
        (mine,) = jacobian_column(student, [signs[1::3] for signs in own], k, work)
        (theirs,) = jacobian_column(teacher, [signs[1::3] for signs in target], self.node, work)
        work.charge(student.outputs * price(bits_of([mine, theirs])))
        require(abs(dot(mine, theirs)) >= self.alpha, "α is smaller than alpha at a triple")

    def _concluded(self, networks: Networks) -> bool:
        """Whether the conclusion holds."""
        itself = self.conclusion == "itself"
        rows = [row for u, row in enumerate(networks.student.neurons) if (u == networks.neuron) == itself]
        near = [row for row in rows if any(x != 0 for x in row) and sine2(row, self.w) <= self.sine2]
        if self.conclusion == "ray":
            return any(dot(row, self.w) > 0 for row in near)
        return bool(near)


def _threes(signs: Signs) -> list[Signs]:
    """The signs at the three inputs of a triple, neuron by neuron."""
    return [signs[i : i + 3] for i in range(0, len(signs), 3)]
