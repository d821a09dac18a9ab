"""Claims about a student, a teacher and data, all of them given: networks of (leaky) ReLU neurons of any depth."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

from flint import fmpq

from symcrit.core.deep.angles import sine2
from symcrit.core.deep.data import Data, Fault, faults
from symcrit.core.deep.gradients import gradients, need_pair
from symcrit.core.deep.network import Deep, Vector, bits_of, columns, price, read_vector
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Failure, Refutation, part
from symcrit.core.reading import Reject, index, need, number, require
from symcrit.core.witnesses.computation import Computation
from symcrit.core.work import Work


@frozen
class Inside(Refutation):
    """Where a gradient fails inside of a cone: its number, and the coefficients, all > 0, of its generators there."""

    cone: int | None = part(index, optional=True)
    coefficients: Vector = part(read_vector, optional=True)


@frozen
class TrainedClaim(Claim):
    """At all points x of `data` ½|f*(x) − f(x)|² is differentiable by the pre-activations of the student's first layer,
    with |g_k(x)| ≤ `eps` for all its neurons k; and angles between neurons of the first layers are as the kind says.

    g_k(x) is minus the derivative by the pre-activation of neuron k; it exists where all hidden neurons of the student
    have pre-activations that are not 0, and where f(x) = f*(x).  On a cone, which needs networks without biases and
    eps = 0, gates are constant and f, f* are linear where the pre-activations of no neuron change sign; so g vanishes
    inside if its linear extension does at the generators.
    """

    proof = Computation
    refutation = Inside
    student: Deep = part(Deep.read)
    teacher: Deep = part(Deep.read)
    data: Data = part(Data.read)
    eps: fmpq = part(number)
    sine2: fmpq = part(number)

    def well_formed(self) -> None:
        """Raises `Malformed` for networks and data that do not fit, and for neurons of weight 0."""
        need(not self.domain.kinds, "there are no symbols in it")
        need_pair(self.student, self.teacher)
        need(self.student.inputs == self.data.dimension, "the data have another dimension than the networks read")
        need(self.eps >= 0, "eps bounds |g|: it is ≥ 0")
        need(0 <= self.sine2 <= 1, "sine2 is the square of a sine")
        given = (*self.student.neurons, *self.teacher.neurons)
        need(all(any(x != 0 for x in row) for row in given), "a neuron of weights 0 has no direction")
        plain = not (self.student.biases or self.teacher.biases or self.eps)
        need(not self.data.cones or plain, "cones are for networks without biases, and eps = 0")

    def nearest(self, node: int) -> fmpq:
        """The least sin² of the angle between a teacher neuron and a student neuron, as lines."""
        own = self.teacher.neurons[node]
        return min(sine2(own, row) for row in self.student.neurons)

    def angle_price(self) -> int:
        """The work of an operation on the numbers of two neurons."""
        return price(bits_of(self.student.neurons) + bits_of(self.teacher.neurons))

    @abstractmethod
    def wrong_angle(self, work: Work) -> str:
        """How the angles are not as the claim says; "" where they are."""

    def prove(self, checker: Checker, proof: Computation) -> str:
        """Computes all gradients and angles."""
        checker.derive(None, proof.kernel)
        wrong = self.wrong_angle(checker.work)
        require(not wrong, wrong)
        for fault in self.faults(checker.work):
            raise Reject(fault.what)
        checker.evidence.add("exact")
        return "all gradients and angles were computed, without rounding"

    def refute(self, checker: Checker, refutation: Inside) -> Failure:
        """An angle, or a gradient that does not exist or is too large, at a point of the data."""
        checker.derive(None, refutation.kernel)
        need(refutation.at is None, "the claim has no symbols")
        own = refutation.cone is not None
        need(own == bool(refutation.coefficients), "a point of a cone has the number of the cone, and coefficients")
        if own:
            point = self._point(refutation)
            found = gradients(self.student, self.teacher, columns([point]), checker.work)
            require(not found.missing, "some gradients may not exist there")
            require(any(found.g.numbers.entries()), "all gradients vanish there")
            return Failure(f"x = {_listed(point)}", "gradient", "is not 0")
        wrong = self.wrong_angle(checker.work)
        if wrong:
            return Failure("", "angle", wrong)
        require(not self.data.cones, "a refutation on cones names a point inside of one")
        for fault in self.faults(checker.work):
            if fault.certain:
                return Failure("", "gradient", fault.what)
        raise Reject("no gradient is larger than the claim says, and all angles are as it says")

    def faults(self, work: Work) -> Iterator[Fault]:
        """Where a gradient is not shown to be as the claim says."""
        return faults(self.student, self.teacher, self.data, self.eps, work)

    def _point(self, refutation: Inside) -> Vector:
        """The point of a cone that a refutation names."""
        number_ = refutation.cone
        assert number_ is not None
        require(number_ < len(self.data.cones), "there is no such cone")
        generators = self.data.cones[number_]
        coefficients = refutation.coefficients
        good = len(coefficients) == len(generators) and min(coefficients) > 0
        require(good, "there is one coefficient > 0 for each generator")
        dimension = range(len(generators[0]))
        return tuple(sum((c * x[i] for c, x in zip(coefficients, generators, strict=True)), fmpq(0)) for i in dimension)


def _listed(vector: Vector) -> str:
    return f"({', '.join(map(str, vector))})"
