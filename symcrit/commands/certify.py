"""``symcrit certify``: a theorem about the critical point near given weights, or about a symmetric family."""

from __future__ import annotations

import json
from typing import Any

import click

from symcrit.commands.common import activation_of
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say, say_json
from symcrit.errors import InputError, shorten

_FAMILIES = ("copy-average", "one-neuron", "perturbed-copy", "near-copies", "flipped-copy")
_OF_FAMILY = {
    "copy-average": {"groups"},
    "one-neuron": {"k"},
    "perturbed-copy": {"n", "k"},
    "near-copies": {"n", "k"},
    "flipped-copy": {"n", "k", "flipped"},
}
_NEEDED = {**_OF_FAMILY, "flipped-copy": {"k"}}


@click.command()
@click.argument("point", metavar="[POINT.json]", required=False)
@click.option("-o", "--output", metavar="CERT.json", help="Write the certificate, for symcrit check.")
@click.option("--family", type=click.Choice(_FAMILIES), help="Certify a symmetric family, at any n and k.")
@click.option(
    "--activation", metavar="NAME", help="Of the family; default: erf, for near-copies and flipped-copy relu."
)
@click.option(
    "--groups",
    metavar="L1,L2,…",
    help="Group sizes (copy-average); for relu the critical point of the same symmetry, if it is near.",
)
@click.option("-n", type=int, metavar="N", help="Students (perturbed-copy, near-copies).")
@click.option("-k", type=int, metavar="K", help="Teachers.")
@click.option("--flipped", type=int, metavar="M", help="Flipped neurons (flipped-copy); default 1.")
@click.option("--digits", type=click.IntRange(5, 500), default=25, show_default=True, metavar="D",
              help="Digits of the loss.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else on stdout.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def certify(
    point: str | None, output: str | None, family: str | None, digits: int, as_json: bool, **options: Any
) -> int:
    """Prove that there is exactly one critical point near given weights: its kind, inertia, loss, smallest eigenvalue.

    POINT.json holds the problem and a candidate; numbers are JSON numbers or text such as "1/3" or "sqrt(2)/2", and
    lists of them may name .npy files, "student" a .npz file with W, a and biases; "a" and "b" default to 1, and may be
    rows, for several outputs.  "fixed" lists what does not vary, of "a" and "biases".  The inputs are N(0, I), or
    N(mean, covariance); the teacher may have biases and an activation of its own:

    \b
    {"activation": "relu", "teacher": {"orthonormal": 6}, "student": {"W": [[…], …], "a": […]}, "fixed": ["a"]}
    {"activation": "erf", "teacher": {"V": [[…], …], "b": […]}, "student": "weights.npz", "scale": "1/2"}
    {"activation": "tanh", "teacher": {"V": [[…], …], "b": […], "biases": […], "activation": "erf"},
     "student": {"W": [[…], …], "a": […], "biases": […]}, "covariance": [[…], …], "mean": […]}

    \b
    symcrit certify point.json -o cert.json && symcrit check cert.json
    symcrit certify --family copy-average --activation erf --groups 1,2
    symcrit certify --family perturbed-copy --activation erf -n 7 -k 9
    symcrit certify --family near-copies --activation relu -n 4 -k 6
    symcrit certify --family flipped-copy --activation relu -k 1000000 --json

    Exit status 0 for any certified point, a saddle too; 2 if the candidate is near no isolated critical point, or none
    that can be certified: the reason is printed.
    """
    from symcrit.report.files import need_folder, write_text
    from symcrit.theorems.certifying import certify as certify_point

    path = need_folder(output) if output else None
    if (point is None) == (family is None):
        raise click.UsageError("Give a point file, or --family")
    if family is None:
        from symcrit.commands.point_file import read_point

        if given := [name for name, value in options.items() if value is not None]:
            raise click.UsageError(f"{_option(given[0])} goes with --family; a point file says it itself")
        with at_work("certify") as doing:
            doing("reading the point file")
            problem, network = read_point(str(point))
            doing("looking for a critical point, and for its proof")
            answer = certify_point(problem, network, digits=digits)
    else:
        with at_work("certify") as doing:
            doing("looking for a critical point, and for its proof")
            answer = certify_point(_configuration(family, options), digits=digits)
    if path and answer.certificate:
        write_text(path, json.dumps(answer.certificate, ensure_ascii=False))
    written = str(path) if path and answer.certificate else None
    if as_json:
        say_json(answer.to_json(written))
    else:
        say(repr(answer) + (f"\n  certificate: {written}" if written else ""))
    if not answer.certificate:
        say(f"symcrit: not certified: {answer.why}", err=True)
    return 0 if answer.certificate else 2


def _configuration(family: str, options: dict[str, Any]) -> Any:
    """The family of the options; raises UsageError for those that it lacks or does not have."""
    from symcrit.certification.families import FlippedCopy, NearCopies, PerturbedCopy, average

    default = "relu" if family in ("near-copies", "flipped-copy") else "erf"
    sigma = activation_of(options.pop("activation") or default)
    given = {name: value for name, value in options.items() if value is not None}
    for name in given.keys() - _OF_FAMILY[family]:
        raise click.UsageError(f"{_option(name)} is no option of --family {family}")
    for name in sorted(_NEEDED[family] - given.keys()):
        raise click.UsageError(f"--family {family} needs {_option(name)}")
    if family == "perturbed-copy":
        return PerturbedCopy(given["n"], given["k"], sigma)
    if family == "near-copies":
        return NearCopies(given["n"], given["k"], sigma)
    if family == "flipped-copy":
        if given.get("n", given["k"]) != given["k"]:
            raise InputError(f"n = {given['n']}, k = {given['k']}: a flipped copy has n = k")
        return FlippedCopy(given["k"], given.get("flipped", 1), sigma)
    return average([given["k"]] if family == "one-neuron" else _sizes(given["groups"]), sigma)


def _option(name: str) -> str:
    return f"-{name}" if len(name) == 1 else f"--{name}"


def _sizes(text: str) -> list[int]:
    """Group sizes from text such as "1,2"."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part[:9]) > 0 and len(part) < 10 for part in parts):
        raise InputError(f"groups {shorten(text)!r} are not integers >= 1 with commas between, such as 1,2")
    return [int(part) for part in parts]
