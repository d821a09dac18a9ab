"""``symcrit verify`` and ``symcrit export``: theorems and their mutants, decided by core."""

from __future__ import annotations

import contextlib
import gc
import io
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from symcrit.commands import common, formulas
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say

if TYPE_CHECKING:
    from symcrit.theorems.ledger import Ledger, Row

__all__ = ["export", "verify"]


@click.command()
@click.argument("names_or_paths", metavar="[NAME|PATH]...", nargs=-1)
@common.as_json
@click.option("--all", "everything", is_flag=True, help="Run the instances marked large, too.")
@common.jobs
@click.option("-v", "--verbose", is_flag=True, help="Show every statement, and why it holds.")
@click.option("-q", "--quiet", is_flag=True, help="No line for every theorem, and no progress, on stderr.")
@click.option("--report", metavar="F.html", help="Also write a page with every statement and proof.")
@click.option("-o", "--output", metavar="FOLDER", help="Write the certificates there, for symcrit check.")
@click.option("--no-cache", is_flag=True, help="Search every certificate anew and keep none; compile the theory anew.")
@click.option("--formal", is_flag=True, help="Also ask Coq: theorems of the theory in proofs/coq, and those it shares.")
@click.option("--coqchk", is_flag=True, help="With --formal: Coq's independent checker, too, checks what was compiled.")
@common.effort(
    default=1.0,
    show_default=True,
    help="Work of each search; 1 is 5 million units, some 3 to 8 s of one core of a machine of 2025.",
)
@common.timeout(help="Cut each search after so many seconds, whatever its effort; off by default.")
@common.memory
@common.debug
def verify(
    names_or_paths: tuple[str, ...],
    as_json: bool,
    everything: bool,
    jobs: int | None,
    verbose: bool,
    quiet: bool,
    report: str | None,
    output: str | None,
    no_cache: bool,
    formal: bool,
    coqchk: bool,
    effort: float,
    timeout: float | None,
    memory: float | None,
) -> int:
    """Verify theorems and show what they rest on.

    Without arguments: the theorems in ./proofs, and without such a folder those that come with symcrit.  NAME is a
    dotted name or a prefix of whole components; an argument with / or ending in .py is a path.

    A line on stderr tells of every theorem as soon as it is done.  Work is counted in operations, so verdicts depend
    neither on the machine nor on its load; what --timeout or --memory cut is UNDECIDED and says so.

    Proofs are Python code, which runs in processes of its own; the verdicts come from another one, which imports core
    and no proof, and decides every certificate.  Code from strangers can still do to your files what you can:
    ask them for certificates (-o), and check these.

    With --formal the theory in proofs/coq is compiled, once, and Coq is asked what its theorems say and rest on; both
    must be what is pinned there.  Theorems that Coq alone has get rows of their own.  Without Coq they are not run.

    \b
    symcrit verify
    symcrit verify copy_average                 a group
    symcrit verify copy_average --formal        and what Coq says of it
    symcrit verify copy_average.critical -v     one theorem, with its statement
    symcrit verify my_proofs/saddle.py --json   your own file
    symcrit verify my_proofs --effort 4         what was undecided, with more work
    symcrit verify --report ledger.html         a page to read and to hand on
    symcrit verify my_proofs -o certificates && symcrit check certificates/*.json
    """
    from symcrit.report.files import make_folder, need_folder, write_certificates, write_text

    page_path = need_folder(report) if report else None
    folder = make_folder(output) if output is not None else None
    limits = {"effort": effort, "timeout": timeout, "memory": memory}
    options = {"cache": not no_cache, "everything": everything, "keep": bool(report or folder), **limits}
    if coqchk and not formal:
        raise click.UsageError("--coqchk checks what --formal compiles; add --formal")
    _rehearse(as_json, page_path is not None)
    ledger = _verified(names_or_paths, jobs, quiet, lines=True, formal=formal, coqchk=coqchk, **options)
    if page_path:
        from symcrit.report.page import page

        with at_work("verify", silent=quiet) as doing:
            doing("writing the page")
            write_text(page_path, page(ledger))
    if folder:
        say(f"wrote {write_certificates(folder, ledger)} certificates to {folder}", err=True)
    if as_json:
        from symcrit.report.trust import sizes_as_json

        common.print_json({**ledger.to_json(), "judged": ledger.judged, "trusted": sizes_as_json()})
    else:
        from symcrit.report.table import print_ledger

        print_ledger(ledger, verbose=verbose)
    return _exit_status(ledger)


@click.group(invoke_without_command=True)
@click.pass_context
def export(context: click.Context) -> None:
    """Write theorems, statements and derivations for other programs."""
    if context.invoked_subcommand is None:
        say(context.get_help())


@export.command("latex")
@click.argument("names_or_paths", metavar="[NAME|PATH]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every theorem, one section each.")
@click.option("-o", "--output", metavar="F.tex", help="Where to write; F.bib is written beside it.")
@click.option("--formal", is_flag=True, help="With what Coq says of the theorems, and those that Coq alone has.")
@formulas.options
@common.jobs
@common.memory
@common.debug
def export_latex(
    names_or_paths: tuple[str, ...],
    every: bool,
    output: str | None,
    formal: bool,
    jobs: int | None,
    memory: float | None,
    **asked: Any,
) -> int:
    """Write theorems as a LaTeX document: notation, statements, derivations, mutants and how they fail.

    Every theorem is verified first.  The statements are printed from what the core read, the derivations from the
    certificates that it accepted.  Without -o the document goes to standard output and contains its references.

    \b
    symcrit export latex copy_average.critical -o critical.tex
    symcrit export latex --all -o theorems.tex && pdflatex theorems && bibtex theorems
    symcrit export latex --gradient gelu -o gelu.tex
    symcrit export latex --loss erf --at one-neuron
    symcrit export latex --hessian erf -o hessian.tex            copies and averages, any number of groups
    symcrit export latex --critical erf --sizes 1,l              why the gradient vanishes there
    symcrit export latex --recursion relu --depth 3 --weights 2  NNGP and NTK, layer by layer
    symcrit export latex --table "erf relu gelu"
    """
    if any(value is not None for value in asked.values()):
        if names_or_paths or every or formal:
            raise click.UsageError("Formulas go into a document of their own; leave the theorems out")
        return formulas.export(asked, output)
    from symcrit.report.document import document, write
    from symcrit.report.files import need_folder

    if bool(names_or_paths) is every:
        raise click.UsageError("Name theorems, or give --all")
    path = need_folder(output) if output else None
    _rehearse(True, True)
    ledger = _verified(names_or_paths, jobs, quiet=False, lines=False, keep=True, formal=formal, memory=memory)
    with at_work("export") as doing:
        doing("writing the document")
        if path is None:
            text, _ = document(ledger, "symcrit-references", alone=True)
            say(text, nl=False)
        else:
            say(f"wrote {' and '.join(map(str, write(ledger, path)))}", err=True)
    return _exit_status(ledger)


@export.command("coq")
@click.argument("name")
@click.option("-o", "--output", metavar="FOLDER", help="Where to write; default: ./NAME.")
@common.debug
def export_coq(name: str, output: str | None) -> int:
    """Write a theorem that is proved in Coq: its pinned statement, and the files that it needs.

    The folder is complete: make, and Coq compiles the files, states the theorem and lists what it rests on.

    \b
    symcrit export coq copy_average.critical -o critical
    make -C critical
    """
    from symcrit.formal.export import write_theorem

    say(f"wrote {write_theorem(name, output or name)} files to {output or name}", err=True)
    return 0


def _rehearse(as_json: bool, tells_proofs: bool) -> None:
    """Write a ledger without rows to nowhere: what writes ledgers is loaded before proofs run, which may edit it."""
    from symcrit.report.trust import sizes_as_json
    from symcrit.theorems.ledger import Ledger

    nothing = Ledger((), left_out=("漢",))  # whose width is looked up
    sizes_as_json()
    if tells_proofs:
        import symcrit.report.document  # noqa: F401
        from symcrit.report.page import page
        from symcrit.theorems.judge import load_all

        load_all()
        page(nothing)
    if not as_json or sys.stderr.isatty():
        from symcrit.report.table import print_ledger

        print_ledger(nothing, verbose=True, file=io.StringIO())


def _verified(
    names_or_paths: tuple[str, ...],
    jobs: int | None,
    quiet: bool,
    *,
    lines: bool,
    memory: float | None,
    formal: bool = False,
    coqchk: bool = False,
    **options: Any,
) -> Ledger:
    """The ledger; meanwhile progress on stderr, and if `lines` a line for every theorem."""
    from symcrit.memory import default_limit
    from symcrit.theorems.ledger import Ledger
    from symcrit.theorems.runner import available_processes
    from symcrit.theorems.runner import verify as verify_theorems

    gc.set_threshold(100_000)  # nearly everything made here is kept to the end
    own = jobs or available_processes()
    watched = not quiet and sys.stderr.isatty()
    with at_work("verify" if lines else "export", silent=quiet or watched) as doing, _bar(watched) as (bar, line):

        def progress(done: int, of: int, name: str) -> None:
            doing(f"{done} of {of} tasks done")
            if watched:
                bar(done, of, name)

        if not formal:
            _need_formal(names_or_paths)
        tell = (lambda row: line(_told(row))) if lines and not quiet else None
        of_core = _of_core(names_or_paths) if formal else names_or_paths
        ledger = Ledger(())
        if of_core or not names_or_paths:
            ledger = verify_theorems(
                of_core,
                jobs=own,
                progress=progress,
                finished=tell,
                memory=default_limit(own) if memory is None else memory,
                **options,
            )
        if formal:
            from symcrit.formal.join import with_formal

            cache = options.get("cache", True)
            ledger = with_formal(ledger, names_or_paths, cache=cache, jobs=own, coqchk=coqchk, progress=doing)
        return ledger


def _need_formal(names_or_paths: tuple[str, ...]) -> None:
    """Raises InputError for a name that Coq alone knows."""
    from symcrit.errors import InputError

    known = set(_of_core(names_or_paths))
    for name in names_or_paths:
        if name not in known:
            raise InputError(f"{name} is proved in Coq alone; add --formal")


def _of_core(names_or_paths: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments without the names of theorems that only Coq has."""
    from symcrit.formal.join import only_in_coq
    from symcrit.formal.pins import read_pins
    from symcrit.formal.theory import theory_folder

    folder = theory_folder()
    if not folder.is_dir():  # `--formal` says that it is missing
        return names_or_paths
    pins = read_pins(folder)
    return tuple(argument for argument in names_or_paths if not only_in_coq(pins, argument))


def _told(row: Row) -> str:
    """One theorem in a line."""
    return f"{row.name}  {row.word}  {row.seconds:.2f} s"


@contextlib.contextmanager
def _bar(watched: bool) -> Iterator[tuple[Callable[[int, int, str], None], Callable[[str], None]]]:
    """A progress bar, and how to write lines beside it.

    In a terminal the bar is there from the first report on; what draws it is loaded then, while the processes are at
    work.  Otherwise there are the lines alone.
    """
    with contextlib.ExitStack() as stack:

        @cache
        def bar() -> Any:
            from symcrit.report.table import progress_bar

            return stack.enter_context(progress_bar())

        if watched:
            yield lambda done, of, name: bar().report(done, of, name), lambda text: bar().line(text)
        else:
            yield lambda done, of, name: None, lambda text: say(text, err=True)


def _exit_status(ledger: Ledger) -> int:
    """The exit status, with a line on stderr about what is not proved and one about open mutants."""
    common.say_what_fails({row.name: row.outcome for row in ledger.rows})
    mutants = {row.name: ", ".join(name for name, _ in row.open_mutants) for row in ledger.rows if row.status}
    common.say_what_fails(mutants, "mutant undecided")
    return ledger.exit_status
