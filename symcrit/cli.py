"""The command ``symcrit``.  Each command imports what it needs when it runs, so that ``symcrit check`` starts at once.

Exit status: 0 all proved, 1 something refuted, 2 something undecided and nothing refuted, 3 bad input or usage,
4 internal error or a mutant that was proved, 130 Ctrl-C.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Any, NoReturn

import click

from symcrit import __version__
from symcrit.commands.certify import certify
from symcrit.commands.check import check
from symcrit.commands.code import COMMANDS as CODE_COMMANDS
from symcrit.commands.common import BAD_INPUT
from symcrit.commands.common import as_json as _json
from symcrit.commands.common import debug as _debug
from symcrit.commands.common import print_json as _print_json
from symcrit.commands.decide import decide
from symcrit.commands.families import families
from symcrit.commands.flow import COMMANDS as FLOW_COMMANDS
from symcrit.commands.online import online
from symcrit.commands.progress import at_work
from symcrit.commands.specialise import specialise
from symcrit.commands.terminal import say
from symcrit.commands.verify import export, verify
from symcrit.errors import InputError, shorten

INTERNAL_ERROR, BROKEN_PIPE, INTERRUPTED = 4, 128 + 13, 130
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM} | {
    getattr(errno, "EDQUOT", errno.ENOSPC)
}  # what a system refuses of which there is too little


def main() -> NoReturn:
    """Entry point of the command."""
    _open_streams()
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # it was told; nothing more is written
        _write_nothing_more()
    sys.exit(status)


def _open_streams() -> None:
    """What is closed of the three standard streams is no file of ours that is opened next, but one of nothing."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            nothing = os.open(os.devnull, os.O_RDWR)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115


def _write_nothing_more() -> None:
    """What is still to be written is dropped, also at the end of the process."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            os.dup2(nothing, stream.fileno())


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit status; every exception ends here as one or two lines on stderr."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError):  # not a file, or one that was exchanged
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
    """Say what went wrong, where that can be said, and return the exit status for it."""
    try:
        return _reported(error)
    except OSError:  # standard error is full
        _write_nothing_more()
        return _reported(error)


def _reported(error: BaseException) -> int:
    if isinstance(error, (SystemExit, BrokenPipeError)):  # click turns a closed pipe into SystemExit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    if isinstance(error, OSError) and error.errno in _FULL:
        say(f"symcrit: the system refuses to go on: {error.strerror}", err=True)
        return BAD_INPUT
    if isinstance(error, click.Abort):
        say("symcrit: interrupted", err=True)
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "symcrit"
        say(f"{command}: {shorten(error.format_message(), 300)}\nTry '{command} --help'.", err=True)
        return BAD_INPUT
    if isinstance(error, InputError):
        say(f"symcrit: {error}", err=True)
        return BAD_INPUT
    say(f"symcrit: internal error: {type(error).__name__}: {shorten(error, 300)}", err=True)
    say("Please report it; run with --debug for the traceback.", err=True)
    return INTERNAL_ERROR


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 all proved, 1 something refuted, 2 something undecided and nothing refuted, "
    "3 bad input or usage, 4 internal error or a mutant that was proved, 130 interrupted.",
)
@click.version_option(__version__, prog_name="symcrit", message="%(prog)s %(version)s")
@_debug
@click.pass_context
def cli(context: click.Context) -> None:
    """Prove statements about the expected loss of two-layer teacher-student networks.

    \b
    symcrit decide "sin(x) <= x"   is this true?  --where "x >= 0" adds a hypothesis
    symcrit verify                 verify the theorems in ./proofs, or those that come with symcrit
    symcrit certify point.json     prove what a critical point is
    symcrit families -k 2:8        certify copies, averages and perturbed copies for all n < k
    symcrit check theorem.json     re-check a certificate
    symcrit kernel relu            show the kernel of an activation
    symcrit export latex --all     write theorems and their proofs as a LaTeX document
    symcrit export numpy relu      write a kernel as code: python, numpy, torch, jax
    symcrit flow -n 2 -k 3         gradient flow of the loss, and what it ends at
    symcrit online -n 2 -k 2 --eta 1/2   online learning by its order parameters
    symcrit specialise --authors two-layer   which teacher neurons (deep) students find
    symcrit sweep -k 2:8 -o F      many flows, over (n, k) and seeds; symcrit plot F draws them
    """
    if context.invoked_subcommand is None:
        say(context.get_help())


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
    from symcrit.kernels.kernel import kernel as find_kernel
    from symcrit.report.kernels import kernel_document, kernel_list, kernel_text, value_document

    if list_all:
        document: dict[str, Any] = {"kernels": kernel_list([one for one in (name, name2) if one])}
    elif name is None:
        raise click.UsageError("Missing argument NAME; symcrit kernel --list shows what there is")
    else:
        with at_work("kernel") as doing:
            doing("deriving the closed form")
            found = find_kernel(name, name2, bias=bias)
            document = kernel_document(found)
            if at is not None:
                doing("evaluating it")
                document["value"] = value_document(found, at, digits)
    if as_json:
        _print_json(document)
    else:
        say(kernel_text(document, "latex" if latex else "text"))
    value = document.get("value", {"overlap": True, "known": True})
    if not value["known"] or value["overlap"] is False:
        say(f"symcrit: kernel {name}: {value['conclusion']}", err=True)
    return 1 if value["overlap"] is False else 0 if value["known"] else 2


for _command in CODE_COMMANDS:
    export.add_command(_command)
for _command in (decide, verify, check, certify, families, export, online, specialise, *FLOW_COMMANDS):
    cli.add_command(_command)


@cli.command()
@_debug
def doctor() -> None:
    """Show versions, optional tools, and where things are kept."""
    import textwrap

    from symcrit.report.doctor import diagnosis

    for title, entries in diagnosis().items():
        say(title)
        for name, value in entries.items():
            lines = (
                textwrap.wrap(value, 60, break_on_hyphens=False) if title == "trusted" else [value]
            )  # paths stay whole
            say(f"  {name:<18}{lines[0]}")
            for line in lines[1:]:
                say(f"{'':<20}{line}")
