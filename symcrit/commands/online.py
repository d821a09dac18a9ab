"""The command `symcrit online`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from symcrit.arguments import integer
from symcrit.commands.common import as_json as _json
from symcrit.commands.common import debug as _debug
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say, say_json
from symcrit.errors import InputError, shorten

__all__ = ["online"]

_ROWS = 12  # of the table
_UNDECIDED = 2


@click.command()
@click.option("--activation", default="erf", show_default=True, metavar="NAME", help="σ of all neurons.")
@click.option("-n", "n", type=int, required=True, help="Student neurons.")
@click.option("-k", "k", type=int, required=True, help="Teacher neurons, unit-orthonormal.")
@click.option("--scale", default="1/2", show_default=True, metavar="X",
              help="Of the loss scale·E[(f − f*)²]; 1/2 is the convention of Saad and Solla.")  # fmt: skip
@click.option("--eta", required=True, metavar="X", help="Learning rate of W; 0 for the limit of small ones.")
@click.option("--eta-a", default="0", show_default=True, metavar="X", help="Learning rate of a.")
@click.option("--noise", default="0", show_default=True, metavar="X", help="Standard deviation of noise on labels.")
@click.option("--batch", type=int, default=1, show_default=True, metavar="B", help="Examples in a step.")
@click.option("--decay", default="0", show_default=True, metavar="X", help="Weights shrink by X/N in a step.")
@click.option(
    "--covariance", metavar="F:X,…", help="Shares and eigenvalues of the inputs' covariance: 1/2:1/2,1/2:3/2."
)
@click.option("--alpha", default="100", show_default=True, metavar="X", help="The last alpha = steps/N.")
@click.option("--start", metavar="F.json", help='Overlaps {"Q": [[…]], "R": [[…]], "a": […]}; else drawn by --seed.')
@click.option("--seed", type=int, help="Of the start, and of descents; default: 0.")
@click.option("--std", default="0.001", show_default=True, metavar="S", help="Standard deviation of drawn overlaps.")
@click.option("--tolerance", default="1e-8", show_default=True, metavar="X", help="Error of a step of the integrator.")
@click.option("--simulate", type=int, metavar="N", help="Draw the descent itself in dimension N.")
@click.option("--runs", type=int, metavar="R", help="How many descents; with --simulate.  [default: 3]")
@click.option("--plateau", is_flag=True, help="The plateau at this eta, proved: Q, R, loss and the rate of escape.")
@click.option("-o", "--output", metavar="F.json", help="With --plateau: write the certificate there.")
@click.option("--plot", "plot", metavar="F", help="Draw loss, R and Q over alpha: F.png, F.svg or F.pdf.")
@_json
@_debug
def online(
    activation: str, n: int, k: int, scale: str, eta: str, eta_a: str, noise: str, batch: int, decay: str,
    covariance: str | None, alpha: str, start: str | None, seed: int | None, std: str, tolerance: str,
    simulate: int | None, runs: int | None, plateau: bool, output: str | None, plot: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Online learning by its order parameters Q, R, a, as the input dimension N → ∞.

    One step takes a fresh example and moves W by −(eta/N)·∇ scale·(f − y)²; alpha = steps/N.  The first line says so.
    With --simulate the descent itself is drawn in dimension N, with its spread.
    With --plateau no run is shown: the stationary state of students that are alike is found and proved.
    Exit status 0 if alpha is reached, or the plateau is proved; 2 if not, with the reason on standard error.

    \b
    symcrit online -n 2 -k 2 --eta 1/2 --noise 1/10 --alpha 1000
    symcrit online --activation relu -n 3 -k 2 --eta 1/10 --simulate 500 --plot online.svg
    symcrit online -n 2 -k 2 --eta 1 --covariance 1/2:1/2,1/2:3/2 --json
    symcrit online -n 2 -k 2 --eta 1/2 --plateau -o plateau.json && symcrit check plateau.json
    """
    from symcrit.jit import is_kept
    from symcrit.learning.descent import MOST_RUNS
    from symcrit.learning.run import online as run_online
    from symcrit.learning.setting import number
    from symcrit.model.problem import Problem

    if plot is not None:
        _need_picture(plot)
    if runs is not None and simulate is None:
        raise InputError("--runs counts the descents that --simulate N draws; add --simulate, or leave --runs out")
    many = integer("--runs", 3 if runs is None else runs, 1, MOST_RUNS)
    if simulate is not None:
        integer("--simulate", simulate, n + k)
    number("--alpha", alpha, positive=True)
    if start is not None and seed is not None and simulate is None:
        raise InputError("--seed draws the start, which --start gives; give one of them")
    if output is not None and not plateau:
        raise InputError("-o writes the certificate of --plateau; add --plateau, or leave -o out")
    problem = Problem.orthonormal(activation, n=n, k=k, scale=scale)
    if plateau:
        trained = None if eta_a == "0" else eta_a
        drawn = {"simulate": simulate, "runs": runs, "plot": plot}
        _need_plain({"covariance": covariance, "start": start, "seed": seed, "eta-a": trained, **drawn})
        return _plateau(problem, {"eta": eta, "noise": noise, "batch": batch, "decay": decay}, output, as_json)
    given = None if start is None else _read_start(start)
    if sys.stderr.isatty() and not is_kept("compiled.advance"):
        say("compiling the equations for this machine; some 20 seconds, the first time only …", err=True)
    with at_work("online") as doing:
        doing("integrating the equations")
        run = run_online(
            problem, eta=eta, eta_a=eta_a, noise=noise, batch=batch, decay=decay, covariance=_spectrum(covariance),
            start=given, rng=(seed or 0) if given is None else None, std=std, t=alpha, tolerance=tolerance,
        )  # fmt: skip
        drawn = None
        if simulate is not None:
            doing(f"drawing {many} descents in dimension {simulate}")
            drawn = run.simulate(N=simulate, runs=many, rng=seed or 0)
        if plot is not None:
            doing("drawing")
            run.plot(plot, simulate=drawn)
    if as_json:
        say_json(_document(run, drawn))
    else:
        _table(run, drawn)
    if run.note:
        say(f"symcrit: {run.note}", err=True)
    if run.stopped == "done":
        return 0
    say(f"symcrit: alpha = {run.alpha[-1]:g} is reached, not {alpha}: {run.reason}", err=True)
    return _UNDECIDED


def _need_plain(given: dict[str, Any]) -> None:
    """Raises InputError for options of a run beside --plateau."""
    for name, value in given.items():
        if value is not None:
            raise InputError(f"--{name} is not for --plateau; leave one of them out")


def _plateau(problem: Any, learned: dict[str, Any], output: str | None, as_json: bool) -> int:
    """The plateau, its certificate, and what is shown of it."""
    from symcrit.core import Verdict
    from symcrit.learning.plateau import plateau
    from symcrit.report.files import need_folder, write_text

    if output is not None:
        need_folder(output)
    with at_work("online") as doing:
        doing("finding and proving the plateau")
        found = plateau(problem, **learned)
    if output is not None and found.certificate:
        write_text(output, json.dumps(found.certificate, ensure_ascii=False))
    if as_json:
        say_json(found.document())
    else:
        say(repr(found))
    if found.verdict is Verdict.PROVED:
        return 0
    say(f"symcrit: not proved: {found.answer.why}", err=True)
    return _UNDECIDED


def _need_picture(name: str) -> None:
    """Better to know before the work than after: the folder, the ending, and that matplotlib is there."""
    from symcrit.learning.picture import need_picture
    from symcrit.report.files import need_folder
    from symcrit.sweeps.style import pyplot

    need_folder(name)
    need_picture(name)
    pyplot()


def _spectrum(text: str | None) -> list[tuple[str, str]] | None:
    """Pairs from text such as 1/2:1/2,1/2:3/2."""
    if text is None:
        return None
    pairs = [tuple(part.split(":")) for part in text.split(",")]
    if any(len(pair) != 2 for pair in pairs):
        raise InputError(f"--covariance {shorten(text)} is no list share:eigenvalue; write for example 1/2:1/2,1/2:3/2")
    return pairs  # type: ignore[return-value]


def _read_start(name: str) -> tuple[Any, ...]:
    """Q, R and perhaps a from a file."""
    try:
        document = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"cannot read {shorten(name)}: {shorten(error)}") from None
    if not isinstance(document, dict) or not {"Q", "R"} <= document.keys() <= {"Q", "R", "a"}:
        raise InputError(f'{shorten(name)} is no start; write {{"Q": [[…]], "R": [[…]], "a": […]}}, a may be missing')
    return tuple(document[key] for key in ("Q", "R", "a") if key in document)


def _document(run: Any, drawn: Any) -> dict[str, Any]:
    """The JSON document."""
    found = {
        "convention": run.convention,
        "stopped": run.stopped,
        "note": run.note or None,
        "tolerance": list(run.tolerance),
        "evaluations": run.evaluations,
        "alpha": run.alpha.tolist(),
        "Q": run.Q.tolist(),
        "R": run.R.tolist(),
        "a": run.a.tolist(),
        "loss": run.loss.tolist(),
        "descents": None,
    }
    if drawn is not None:
        found["descents"] = {
            "N": drawn.N,
            "runs": drawn.runs,
            "alpha": drawn.alpha.tolist(),
            "loss": drawn.mean.tolist(),
            "spread": None if drawn.runs == 1 else drawn.spread.tolist(),
            "Q": drawn.Q.mean(axis=0).tolist(),
            "R": drawn.R.mean(axis=0).tolist(),
            "a": drawn.a.mean(axis=0).tolist(),
        }
    return found


def _table(run: Any, drawn: Any) -> None:
    """Some alphas, the loss, and the descents beside it."""
    import numpy as np

    say(run.convention)
    say(f"error of a step {run.tolerance[0]:.0e} relative, {run.tolerance[1]:.0e} absolute")
    head = f"{'alpha':>10} {'loss':>16} {'Q_11':>12} {'R_11':>12} {'a_1':>10}"
    say(head + (f"   {'descent, N = ' + str(drawn.N):>20} {'spread':>10}" if drawn is not None else ""))
    end = run.alpha[-1]
    wanted = np.linspace(0, end, _ROWS + 1) if drawn is None else drawn.alpha[:: max(1, len(drawn.alpha) // _ROWS)]
    for moment in wanted:
        at = int(np.argmin(np.abs(run.alpha - moment))) if drawn is None else None
        if at is not None:
            row = run.alpha[at], run.loss[at], run.Q[at, 0, 0], run.R[at, 0, 0], run.a[at, 0]
        else:
            values = (run.loss, run.Q[:, 0, 0], run.R[:, 0, 0], run.a[:, 0])
            row = moment, *(np.interp(moment, run.alpha, part) for part in values)
        line = "{:>10.4g} {:>16.10g} {:>12.8f} {:>12.8f} {:>10.6f}".format(*row)
        if drawn is not None:
            place = int(np.argmin(np.abs(drawn.alpha - moment)))
            line += f"   {drawn.mean[place]:>20.10g} {drawn.spread[place]:>10.2g}"
        say(line)
