"""Data: points, or cones of points on which gradients vanish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flint import fmpq, fmpz

from symcrit.core.deep.files import File
from symcrit.core.deep.gradients import Gradients, gradients
from symcrit.core.deep.network import PER_ENTRY, Deep, Rows, columns, read_rows, shown
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import need
from symcrit.core.records import Record
from symcrit.core.work import Work

BLOCK = 4096  # points that are looked at together, or fewer
AT_ONCE = 2**22  # numbers of a layer at these
PER_NUMBER = 5  # work for a number of a file that is read


@frozen
class Data(Record):
    """The `points` of a data set, or those of a `file`; or all points inside `cones`: Σ c_i·x_i, c_i > 0, with the
    generators x_i of each.
    """

    points: Rows | None = part(read_rows, optional=True)
    file: File | None = part(File.read, optional=True)
    cones: tuple[Rows, ...] = part(read_rows, shape="list", optional=True)

    def __post_init__(self) -> None:
        """Raises `Malformed` unless it is one of these."""
        given = (self.points is not None, self.file is not None, bool(self.cones))
        need(sum(given) == 1, "data are points, or those of a file, or cones")

    def parts(self, work: Work) -> tuple[Rows, ...]:
        """The points, or the generators of every cone; raises `Reject` for a file that cannot be read."""
        if self.file is not None:
            work.charge(PER_NUMBER * self.file.numbers)
            return (self.file.rows(),)
        return self.cones if self.points is None else (self.points,)

    @property
    def dimension(self) -> int:
        """That of the points; raises `Malformed` for cones of different dimensions."""
        if self.file is not None:
            return self.file.dimension
        found = {len(rows[0]) for rows in (self.cones if self.points is None else (self.points,))}
        need(len(found) == 1, "cones of different dimensions")
        return found.pop()


class Fault(NamedTuple):
    """Where a gradient is not shown to be small: whether it is known to be larger, and words."""

    certain: bool
    what: str


def faults(student: Deep, teacher: Deep, data: Data, eps: fmpq, work: Work) -> Iterator[Fault]:
    """Where |g_k| ≤ eps fails, or is not known to hold, at the points of the data; or inside of its cones.

    Raises `Reject` where the boundary of a neuron meets a cone.
    """
    cone = bool(data.cones)
    block = min(BLOCK, max(AT_ONCE // max(student.inputs, student.widest, teacher.widest), 1))
    for rows in data.parts(work):
        size = len(rows) if cone else block  # which gates there are inside a cone, all of its generators say together
        for start in range(0, len(rows), size):
            found = gradients(student, teacher, columns(rows[start : start + size]), work, cone=cone)
            for at, (layer, neuron) in found.missing.items():
                who = f"student neuron {neuron + 1} of layer {layer + 1}"
                yield Fault(False, f"{who} has pre-activation 0 at input {start + at + 1}, where f and f* differ")
            yield from _larger(found, eps, start, work)


def _larger(found: Gradients, eps: fmpq, start: int, work: Work) -> Iterator[Fault]:
    """The largest |g_k(x)|, if it is larger than eps."""
    entries = found.g.numbers.entries()
    inputs = found.g.numbers.ncols()
    work.charge(PER_ENTRY * len(entries))
    sizes = ((abs(entry), -i) for i, entry in enumerate(entries) if i % inputs not in found.missing)
    size, place = max(sizes, default=(fmpz(0), 0))
    neuron, at = divmod(-place, inputs)
    if size * eps.q > eps.p * found.g.scale:
        value = shown(fmpq(size, found.g.scale))
        yield Fault(True, f"|g| = {value} of student neuron {neuron + 1} at input {start + at + 1}")
