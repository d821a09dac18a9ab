"""``symcrit decide``: is this statement true?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from symcrit.commands import common
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say
from symcrit.errors import shorten

if TYPE_CHECKING:
    from symcrit.claims import Claim
    from symcrit.theorems.answer import Answer

__all__ = ["decide"]

_BEGINS_WITH_MINUS = re.compile(r"-[^-].*[<>=≤≥ (^]")


class _Decided(NamedTuple):
    """A claim of a statement, its answer, and where its certificate was written."""

    text: str
    claim: Claim
    answer: Answer
    certificate: Path | None


class _OfStatements(click.Command):
    """A command whose arguments may begin with a minus sign: "-x <= abs(x)" is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, statements with a space before them."""
        return super().parse_args(ctx, [f" {arg}" if _BEGINS_WITH_MINUS.match(arg) else arg for arg in args])


@click.command(cls=_OfStatements)
@click.argument("statements", metavar="STATEMENT...", nargs=-1, required=True)
@click.option("--where", metavar="TEXT", multiple=True, help="A hypothesis, for all statements; may be repeated.")
@click.option("--integer", metavar="NAME", multiple=True, help="A symbol that is an integer; the others are real.")
@click.option("-v", "--verbose", is_flag=True, help="Show the steps of the proof in words.")
@click.option("--latex", is_flag=True, help="Write verdict and statement (with -v the proof) in LaTeX.")
@click.option("-o", "--output", metavar="CERT.json",
              help="Write the certificate, for symcrit check; of several claims CERT-1.json, CERT-2.json")  # fmt: skip
@common.effort(default=1.0, show_default=True, help="Work of each search; 1 is 5 million units, some 3 to 8 s.")
@common.timeout(help="Cut each search after so many seconds, whatever its effort; off by default.")
@common.as_json
@common.debug
def decide(
    statements: tuple[str, ...],
    where: tuple[str, ...],
    integer: tuple[str, ...],
    verbose: bool,
    latex: bool,
    output: str | None,
    effort: float,
    timeout: float | None,
    as_json: bool,
) -> int:
    """Prove or refute statements: PROVED, REFUTED with a counterexample, or UNDECIDED with what is known.

    A STATEMENT is a relation (<, <=, >, >=, = or ==), a chain "a <= b <= c", or increasing(f, x), decreasing(f, x),
    concave(f, x), convex(f, x), all four meant strictly; "and" or a comma joins several.  It is meant for all real
    values that satisfy the hypotheses.  Numbers are exact (0.1 is 1/10); there are + - * / ^, pi, E, sqrt, abs, max,
    min, exp, log, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, erf, erfc.

    \b
    symcrit decide "2*x/pi <= sin(x)" --where "0 <= x <= pi/2"
    symcrit decide "x*y <= (x^2 + y^2)/2" "abs(x + y) <= abs(x) + abs(y)" -v
    symcrit decide "n^2 >= n" --integer n -o cert.json && symcrit check cert.json
    symcrit decide "increasing(x^3 + x, x)" --latex

    Exit status: 0 all proved, 1 something refuted, 2 something undecided and nothing refuted, 3 bad input.
    """
    from symcrit.report.files import need_folder
    from symcrit.search.statements import claims_in, need_used

    path = need_folder(output) if output else None
    claims = [(text, claim) for text in statements for claim in claims_in(text, where, integer)]
    need_used(integer, [claim for _, claim in claims])
    found = []
    with at_work("decide") as doing:
        for number, (text, claim) in enumerate(claims, start=1):
            doing(shorten(text, 40))
            own = _numbered(path, number) if path and len(claims) > 1 else path
            found.append(_decided(text, claim, own, effort=effort, timeout=timeout))
            if not as_json:
                _tell(found[-1], latex=latex, verbose=verbose)
    if latex and not as_json:
        _tell_chain(found)
    if as_json:
        common.print_json({"answers": [_record(one, latex=latex, verbose=verbose) for one in found]})
    return _exit_status(found)


def _numbered(path: Path, number: int) -> Path:
    """CERT-1.json for the first of several claims."""
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def _decided(text: str, claim: Claim, path: Path | None, *, effort: float, timeout: float | None) -> _Decided:
    """Decide one claim, and write its certificate."""
    from symcrit.report.files import write_text
    from symcrit.theorems.decide import decide as decide_claim

    answer = decide_claim(claim, effort=effort, timeout=timeout)
    if path is None or answer.certificate is None:
        return _Decided(text, claim, answer, None)
    write_text(path, json.dumps(answer.certificate, ensure_ascii=False))
    return _Decided(text, claim, answer, path)


def _tell(one: _Decided, *, latex: bool, verbose: bool) -> None:
    """Show an answer as soon as it is there."""
    from symcrit.report.answers import as_latex, as_text

    words = as_latex if latex else as_text
    say(words(one.claim.parsed, one.answer, verbose=verbose))
    if one.certificate:
        say(f"{'% ' if latex else '  '}certificate: {one.certificate}")
    if latex:
        say()


def _tell_chain(found: list[_Decided]) -> None:
    """The chain that several answers make, in LaTeX, with what is not proved beside its steps."""
    from symcrit.words.chains import beside, chain_in_latex, is_chain

    claims = [one.claim.parsed for one in found]
    if len(claims) > 1 and is_chain(claims):
        say("% all of these:")
        say(chain_in_latex(claims, [beside(one.claim.parsed, one.answer.verdict) for one in found]))


def _record(one: _Decided, *, latex: bool, verbose: bool) -> dict[str, Any]:
    """An answer as JSON."""
    from symcrit.report.answers import as_json, as_latex

    claim = one.claim.parsed
    record = {"text": one.text.strip(), **as_json(claim, one.answer, verbose=verbose)}
    record["certificate"] = str(one.certificate) if one.certificate else None
    return record | ({"latex": as_latex(claim, one.answer, verbose=verbose)} if latex else {})


def _exit_status(found: list[_Decided]) -> int:
    """The exit status of a conjunction, with a line on stderr about what is not proved."""
    common.say_what_fails({shorten(one.claim.statement): one.answer.verdict.name for one in found})
    verdicts = {one.answer.verdict.name for one in found}
    return 1 if "REFUTED" in verdicts else 2 if "UNDECIDED" in verdicts else 0
