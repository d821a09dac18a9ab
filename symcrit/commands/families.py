"""``symcrit families``: the symmetric families at all sizes up to some k, each certified."""

from __future__ import annotations

import click

from symcrit.commands.common import activation_of
from symcrit.commands.flow import number_range
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say, say_json

__all__ = ["families"]


@click.command()
@click.option("--activation", default="relu", show_default=True, metavar="NAME", help="σ of all neurons.")
@click.option("-k", "k", required=True, metavar="A:B", help="Teacher neurons, both ends included; or one number.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else on stdout.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def families(activation: str, k: str, as_json: bool) -> int:
    """Certify copies with an average, and perturbed copies, for all 1 <= n < k: loss, kind and inertia in a table.

    Where copy averages are no critical points, as for ReLU, near copies with one near-average stand in their place.
    An asterisk marks the lowest loss of each n and k.  Exit status 0 if every row is certified, else 2.

    \b
    symcrit families -k 2:8
    symcrit families --activation erf -k 10 --json
    """
    from symcrit.theorems.family_table import family_table

    with at_work("families") as doing:
        doing("looking for critical points, and for their proofs")
        table = family_table(activation_of(activation), number_range("-k", k))
    if as_json:
        say_json(table.to_json())
    else:
        say(repr(table))
    if not table.certified:
        say("symcrit: not every row is certified", err=True)
    return 0 if table.certified else 2
