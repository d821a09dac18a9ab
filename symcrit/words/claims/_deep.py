"""Networks of (leaky) ReLU neurons, data and triples in sentences: in full where short, else by their digest."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from flint import fmpq

from symcrit.core import num
from symcrit.core.deep.data import Data
from symcrit.core.deep.files import File
from symcrit.core.deep.network import Deep, Rows
from symcrit.words.boxes import Box, call, expression, fenced, listed, name, number, plain, row, sign, word
from symcrit.words.plain import Prose, prose

_SHOWN = 64  # numbers of a matrix that are still worth reading


def value(x: fmpq) -> Box:
    """A rational number."""
    return expression(num(x))


def vector(entries: Sequence[fmpq]) -> Box:
    """``(1, −1/2)``"""
    return fenced(listed(map(value, entries)))


def rows(given: Rows) -> Prose:
    """``(1, 0), (1, 2)``; of a large matrix its size and the SHA-256 of its numbers, row by row."""
    if len(given) * len(given[0]) <= _SHOWN:
        return [listed(map(vector, given))]
    return prose(f"the {len(given)} rows of {len(given[0])} numbers with SHA-256 {digest(given)}")


def digest(given: Rows) -> str:
    """SHA-256 of the numbers as text, with commas between them and a line for every row.

    >>> digest(((fmpq(1), fmpq(1, 2)),))[:8]
    'c11649f1'
    """
    lines = "\n".join(",".join(map(str, entries)) for entries in given)
    return sha256(lines.encode("ascii")).hexdigest()


def activation(c: fmpq) -> Box:
    """σ(z) = max(z, cz)"""
    below = number(0) if c == 0 else row(value(c), name("z"))
    return row(plain("σ(z) ="), call(word("max"), name("z"), below))


def network(own: Deep, letter: str) -> Prose:
    """``f(x) = W_2 σ(W_1 x), W_1 with the rows (1, 0), (0, 1), W_2 with the rows (1, 1)``"""
    star = "^*" if letter == "f^*" else ""
    inner = plain("x")
    for layer in range(1, len(own.layers) + 1):
        bias = [plain(f"+ b{star}_{layer}")] if own.biases else []
        affine = row(plain(f"W{star}_{layer}"), inner if layer == 1 else row(plain("σ"), fenced(inner)), *bias)
        inner = affine
    told = prose("@", row(plain(f"{letter}(x) ="), inner))
    for layer, given in enumerate(own.layers, start=1):
        told += prose(", @ with the rows @", plain(f"W{star}_{layer}"), rows(given))
    for layer, given_bias in enumerate(own.biases, start=1):
        told += prose(", @", row(plain(f"b{star}_{layer}"), sign("="), vector(given_bias)))
    return told


def pair(student: Deep, teacher: Deep) -> Prose:
    """Student and teacher, with their activations."""
    same = student.c == teacher.c
    first = prose("Let @. ", activation(student.c)) if same else prose(
        "Let @ in the student and @ in the teacher. ", activation(student.c), activation(teacher.c))  # fmt: skip
    return [*first, *prose("The student is @. The teacher is @. ", network(student, "f"), network(teacher, "f^*"))]


def array(file: File) -> Prose:
    """``the 10 rows of 2 numbers of the array in the npy file with SHA-256 …``"""
    rows_, columns = file.shape
    told = f"the {rows_} rows of {columns} numbers of the array in the npy file with SHA-256 {file.sha256}"
    over = "" if file.over is None else f", divided by {file.over}"
    return prose(f"{told}{over}{', each with a last entry 1 appended' if file.one else ''}")


def inputs(data: Data) -> Prose:
    """``At each input x of (1, 0), (2, 1)``, or at every point of the cones."""
    if data.points is not None:
        return prose("At each input @ of @", name("x"), rows(data.points))
    if data.file is not None:
        return prose("At each input @ of @", name("x"), array(data.file))
    if all(len(cone) == 1 for cone in data.cones):
        rays = tuple(cone[0] for cone in data.cones)
        return prose("At $x = r y$ for every $r > 0$ and each $y$ of @", rows(rays))
    told = prose(
        "At every $x = Σ_i r_i y_i$, all $r_i > 0$, for the $y_i$ of each of these lists: @", rows(data.cones[0])
    )
    for cone in data.cones[1:]:
        told += prose("; @", rows(cone))
    return told


def small(bound: fmpq) -> Box:
    """|g_k(x)| ≤ ε, or g_k(x) = 0."""
    return plain("g_k(x) = 0") if bound == 0 else row(plain("|g_k(x)| ≤"), value(bound))
