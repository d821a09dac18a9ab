"""The command ``symcrit``.  Each command imports what it needs when it runs, so that ``symcrit check`` starts at once.

Exit status: 0 all proved, 1 something refuted, 2 something undecided and nothing refuted, 3 bad input or usage,
4 internal error or a mutant that was not refuted, 130 Ctrl-C.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NoReturn

import click

from symcrit import __version__
from symcrit.arguments import place
from symcrit.commands.certify import certify
from symcrit.commands.flow import COMMANDS as FLOW_COMMANDS
from symcrit.errors import InputError, shorten

BAD_INPUT, INTERNAL_ERROR, BROKEN_PIPE, INTERRUPTED = 3, 4, 128 + 13, 130
_CERTIFICATE_LIMIT = 32 * 2**20

_debug = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else on stdout.")


def main() -> NoReturn:
    """Entry point of the command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit status; every exception ends here as one or two lines on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # σ must not fail on an ASCII terminal
    try:
        status = cli.main(arguments, prog_name="symcrit", standalone_mode=False) or 0
        sys.stdout.flush()
    except (Exception, SystemExit) as error:
        if "--debug" in arguments:
            import traceback

            traceback.print_exc()
        return _report(error)
    return int(status)


def _report(error: BaseException) -> int:
    """Say what went wrong and return the exit status for it."""
    if isinstance(error, (SystemExit, BrokenPipeError)):  # click turns a closed pipe into SystemExit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    if isinstance(error, click.Abort):
        click.echo("symcrit: interrupted", err=True)
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "symcrit"
        click.echo(f"{command}: {shorten(error.format_message(), 300)}\nTry '{command} --help'.", err=True)
        return BAD_INPUT
    if isinstance(error, InputError):
        click.echo(f"symcrit: {error}", err=True)
        return BAD_INPUT
    click.echo(f"symcrit: internal error: {type(error).__name__}: {shorten(error, 300)}", err=True)
    click.echo("Please report it; run with --debug for the traceback.", err=True)
    return INTERNAL_ERROR


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 all proved, 1 something refuted, 2 something undecided and nothing refuted, "
    "3 bad input or usage, 4 internal error or a mutant that was not refuted, 130 interrupted.",
)
@click.version_option(__version__, prog_name="symcrit", message="%(prog)s %(version)s")
@_debug
@click.pass_context
def cli(context: click.Context) -> None:
    """Prove statements about the expected loss of two-layer teacher-student networks.

    \b
    symcrit verify                 verify the theorems in ./proofs, or those that come with symcrit
    symcrit certify point.json     prove what a critical point is
    symcrit check theorem.json     re-check a certificate
    symcrit kernel relu            show the kernel of an activation
    symcrit export latex --all     write theorems and their proofs as a LaTeX document
    symcrit flow -n 2 -k 3         gradient flow of the loss, and what it ends at
    symcrit sweep -k 2:8 -o F      many flows, over (n, k) and seeds; symcrit plot F draws them
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@cli.command()
@click.argument("names_or_paths", metavar="[NAME|PATH]...", nargs=-1)
@_json
@click.option("--all", "everything", is_flag=True, help="Run the instances marked large, too.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; default: one per CPU.")
@click.option("-v", "--verbose", is_flag=True, help="Show every statement, and why it holds.")
@click.option("--report", metavar="F.html", help="Also write a page with every statement and proof.")
@click.option("--no-cache", is_flag=True, help="Search every certificate anew and keep none.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=5.0, show_default=True, metavar="S",
              help="Seconds for the search of one certificate.")  # fmt: skip
@_debug
def verify(
    names_or_paths: tuple[str, ...],
    as_json: bool,
    everything: bool,
    jobs: int | None,
    verbose: bool,
    report: str | None,
    no_cache: bool,
    timeout: float,
) -> int:
    """Verify theorems and show what they rest on.

    Without arguments: the theorems in ./proofs, and without such a folder those that come with symcrit.  NAME is a
    dotted name or a prefix of whole components; an argument with / or ending in .py is a path.

    \b
    symcrit verify
    symcrit verify copy_average                 a group
    symcrit verify copy_average.critical -v     one theorem, with its statement
    symcrit verify my_proofs/saddle.py --json   your own file
    symcrit verify --report ledger.html         a page to read and to hand on
    """
    from symcrit.report.files import need_folder, write_text
    from symcrit.theorems.runner import verify as verify_theorems

    gc.set_threshold(100_000)  # nearly everything made here is kept to the end
    page_path = need_folder(report) if report else None
    with _progress() as progress:
        ledger = verify_theorems(
            names_or_paths,
            jobs=jobs,
            cache=not no_cache,
            progress=progress,
            everything=everything,
            timeout=timeout,
            keep=bool(report),
        )
    if page_path:
        from symcrit.report.page import page

        write_text(page_path, page(ledger))
    if as_json:
        _print_json(ledger.to_json())
    else:
        from symcrit.report.table import print_ledger

        print_ledger(ledger, verbose=verbose)
    _say_what_fails({row.name: row.outcome for row in ledger.rows})
    return ledger.exit_status


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar from the first report on; what draws it is loaded then, while the processes are at work."""
    with contextlib.ExitStack() as stack:

        @cache
        def bar() -> Callable[[int, int, str], None] | None:
            from symcrit.report.table import progress_bar

            return stack.enter_context(progress_bar())

        yield lambda done, of, name: (report := bar()) and report(done, of, name)


@cli.command()
@click.argument("certificates", metavar="CERT.json...", nargs=-1, required=True)
@_json
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), default=60.0, show_default=True, metavar="S",
              help="Seconds for one certificate; what takes longer is undecided.")  # fmt: skip
@_debug
def check(certificates: tuple[str, ...], as_json: bool, timeout: float) -> int:
    """Re-check certificates; only the small core runs.  A - reads standard input.

    \b
    symcrit check theorem.json
    symcrit check --json *.json
    """
    from symcrit.core.check import Malformed, Verdict

    records, verdicts, malformed = [], [], False
    for name in certificates:
        try:
            finding = _finding(name, timeout)
        except (InputError, Malformed) as error:
            malformed = True
            records.append({"file": name, "error": shorten(error, 300)})
            click.echo(f"symcrit: {shorten(name, 100)}: {shorten(error, 300)}", err=True)
            continue
        verdicts.append(finding.verdict)
        records.append({"file": name, **_fields(finding)})
        if not as_json:
            click.echo(_readable(records[-1]))
    if as_json:
        _print_json({"certificates": records})
    elif verdicts:
        from symcrit.report.trust import trust

        click.echo(f"trusted: {trust()}")
    _say_what_fails({record["file"]: record["verdict"] for record in records if "verdict" in record})
    if malformed:
        return BAD_INPUT
    return 1 if Verdict.REFUTED in verdicts else 2 if Verdict.UNDECIDED in verdicts else 0


@cli.command()
@click.argument("name", required=False)
@click.argument("name2", required=False)
@click.option("--list", "list_all", is_flag=True, help="List the activations (or NAME, NAME2), and what is known.")
@click.option("--bias", is_flag=True, help="With means m1, m2 in place of 0.")
@click.option("--latex", is_flag=True, help="Write formulas in LaTeX.")
@click.option("--at", metavar="Q11,Q12,Q22", help="Exact numbers, with --bias also M1,M2: the value, by two roads.")
@click.option("--digits", type=click.IntRange(1, 200), default=30, show_default=True, metavar="D",
              help="Digits of the value.")  # fmt: skip
@_json
@_debug
def kernel(
    name: str | None,
    name2: str | None,
    list_all: bool,
    bias: bool,
    latex: bool,
    at: str | None,
    digits: int,
    as_json: bool,
) -> int:
    """Show a kernel κ(q11, q12, q22) = E[σ(u)τ(v)] of two activations: closed form, derivatives, derivation.

    With --at its value as two balls: the closed form, and a certified quadrature of the expectation that never sees it;
    without a closed form the quadrature, and a Hermite series.  Exit status 1 if they are disjoint, 2 if one is nan.

    \b
    symcrit kernel --list
    symcrit kernel relu --latex
    symcrit kernel erf leaky_relu:slope=1/5
    symcrit kernel relu --bias --at 1,1/2,1,0,2/5
    symcrit kernel tanh --at 1,1/2,1
    symcrit kernel relu --at "2,sqrt(6),3" --digits 50 --json
    """
    from symcrit.gaussian.kernels import kernel as find_kernel
    from symcrit.report.kernels import kernel_document, kernel_list, kernel_text, value_document

    if list_all:
        document: dict[str, Any] = {"kernels": kernel_list([one for one in (name, name2) if one])}
    elif name is None:
        raise click.UsageError("Missing argument NAME; symcrit kernel --list shows what there is")
    else:
        found = find_kernel(name, name2, bias=bias)
        document = kernel_document(found)
        if at is not None:
            document["value"] = value_document(found, at, digits)
    if as_json:
        _print_json(document)
    else:
        click.echo(kernel_text(document, "latex" if latex else "text"))
    value = document.get("value", {"overlap": True, "known": True})
    if not value["known"] or value["overlap"] is False:
        click.echo(f"symcrit: kernel {name}: {value['conclusion']}", err=True)
    return 1 if value["overlap"] is False else 0 if value["known"] else 2


cli.add_command(certify)


@cli.group(invoke_without_command=True)
@click.pass_context
def export(context: click.Context) -> None:
    """Write theorems, statements and derivations for other programs."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@export.command("latex")
@click.argument("names_or_paths", metavar="[NAME|PATH]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every theorem, one section each.")
@click.option("-o", "--output", metavar="F.tex", help="Where to write; F.bib is written beside it.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; default: one per CPU.")
@_debug
def export_latex(names_or_paths: tuple[str, ...], every: bool, output: str | None, jobs: int | None) -> int:
    """Write theorems as a LaTeX document: notation, statements, derivations, mutants and how they fail.

    Every theorem is verified first.  The statements are printed from what the core read, the derivations from the
    certificates that it accepted.  Without -o the document goes to standard output and contains its references.

    \b
    symcrit export latex copy_average.critical -o critical.tex
    symcrit export latex --all -o theorems.tex && pdflatex theorems && bibtex theorems
    """
    from symcrit.report.document import document, write
    from symcrit.report.files import need_folder
    from symcrit.report.table import progress_bar
    from symcrit.theorems.runner import verify as verify_theorems

    if bool(names_or_paths) is every:
        raise click.UsageError("Name theorems, or give --all")
    path = need_folder(output) if output else None
    with progress_bar() as progress:
        ledger = verify_theorems(names_or_paths, jobs=jobs, progress=progress, keep=True)
    if path is None:
        click.echo(document(ledger, "symcrit-references", alone=True)[0], nl=False)
    else:
        click.echo(f"wrote {' and '.join(map(str, write(ledger, path)))}", err=True)
    _say_what_fails({row.name: row.outcome for row in ledger.rows})
    return ledger.exit_status


for _command in FLOW_COMMANDS:
    cli.add_command(_command)


@cli.command()
@_debug
def doctor() -> None:
    """Show versions, optional tools, and where things are kept."""
    from symcrit.report.doctor import diagnosis

    for title, entries in diagnosis().items():
        click.echo(title)
        for name, value in entries.items():
            click.echo(f"  {name:<16}{value}")


def _finding(name: str, seconds: float) -> Any:
    """What core says about the certificate in a file, or on standard input for ``-``."""
    from symcrit.certificate import loads
    from symcrit.commands.deadline import time_limit
    from symcrit.core.check import check as check_certificate
    from symcrit.statement import why

    try:
        if name == "-":
            data = sys.stdin.buffer.read(_CERTIFICATE_LIMIT + 1)
        else:
            with open(place("the certificate", name), "rb") as file:
                data = file.read(_CERTIFICATE_LIMIT + 1)
        if len(data) > _CERTIFICATE_LIMIT:
            raise InputError(f"the file is larger than {_CERTIFICATE_LIMIT >> 20} MB; no certificate is")
        document = loads(data.decode("utf-8"))
        with time_limit(seconds):
            finding = check_certificate(document, seconds=seconds)
        return finding._replace(why=why(finding, document))
    except UnicodeDecodeError as error:
        raise InputError(f"this is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error


def _fields(finding: Any) -> dict[str, Any]:
    from symcrit.statement import statement

    return {
        "verdict": finding.verdict.name,
        "statement": statement(finding.claim),
        "why": finding.why,
        "evidence": list(finding.evidence),
        "rules": list(finding.rules),
        "assumptions": list(finding.assumptions),
    }


def _readable(record: dict[str, Any]) -> str:
    """A checked certificate for the eye: the verdict, then one labelled paragraph per field."""
    width = min(shutil.get_terminal_size().columns, 120)
    lines = [f"{record['file']}: {record['verdict']}"]
    for label in ("statement", "why", "evidence", "rules", "assumptions"):
        value = record[label]
        text = value if isinstance(value, str) else ", ".join(value) or "none"
        indents = {"initial_indent": f"  {label:<13}", "subsequent_indent": " " * 15}
        lines.append(textwrap.fill(text, width, **indents, break_long_words=False, break_on_hyphens=False))
    return "\n".join(lines)


def _print_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _say_what_fails(outcomes: dict[str, str]) -> None:
    """One line on stderr about everything that is not PROVED."""
    failures = [f"{name} ({outcome})" for name, outcome in outcomes.items() if outcome != "PROVED"]
    if failures:
        more = f" and {len(failures) - 3} more" if len(failures) > 3 else ""
        click.echo(f"symcrit: not proved: {', '.join(failures[:3])}{more}", err=True)
