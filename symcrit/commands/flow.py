"""The commands `symcrit flow`, `symcrit sweep` and `symcrit plot`."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say, say_json
from symcrit.errors import InputError, shorten

if TYPE_CHECKING:
    from symcrit.model.network import Network
    from symcrit.model.problem import Problem

__all__ = ["COMMANDS", "number_range"]

_UNDECIDED = 2
_debug = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else on stdout.")
_activation = click.option("--activation", default="erf", show_default=True, metavar="NAME", help="σ of all neurons.")
_std = click.option("--std", type=float, metavar="S", help="Standard deviation of a normal start; default: 0.1.")
_init = click.option(
    "--init", default="normal", show_default=True, metavar="LAW",
    help="Law of the start. normal: N(0, S²). glorot: W from N(0, 2/(d + n)), a from N(0, 2/(n + 1)). glorot-uniform: "
    "uniform with these variances, |W_ij| ≤ √(6/(d + n)), |a_i| ≤ √(6/(n + 1)).",
)  # fmt: skip
_threshold = click.option("--threshold", default="5e-8", show_default=True, metavar="X",
                          help="Stop when the gradient norm is below X.")  # fmt: skip
_certify = click.option("--certify/--no-certify", default=True, show_default=True,
                        help="Name the endpoint by the certificate of a critical point.")  # fmt: skip


@click.command()
@click.argument("point", metavar="[POINT.json]", required=False)
@click.option("--activation", metavar="NAME", help="σ of all neurons; default: erf.")
@click.option("-n", "n", type=int, help="Student neurons.")
@click.option("-k", "k", type=int, help="Teacher neurons, unit-orthonormal.")
@click.option("-d", "d", type=int, help="Input dimension; default: k + 1.")
@click.option("--seed", type=int, help="Seed of a random start; default: 0, of a point file its student.")
@_std
@_init
@_threshold
@click.option("--digits", type=int, metavar="D", help="Digits of the trajectory; default: float64.")
@click.option("--newton-below", metavar="X", help="With --digits: finish by Newton's method from this gradient norm.")
@click.option("--t-max", metavar="T", help="Stop at time T.")
@click.option("--max-seconds", type=float, default=600.0, show_default=True, metavar="S", help="Time limit.")
@_certify
@click.option("--plot", "plot", metavar="F", help="Draw the gradient norm and the neurons: F.png, F.svg or F.pdf.")
@click.option("--prove", is_flag=True, help="Prove that the exact flow from the start tends to a minimum.")
@click.option("-o", "--output", metavar="F.json", help="With --prove: write the certificate there.")
@_json
@_debug
def flow(
    point: str | None, activation: str | None, n: int | None, k: int | None, d: int | None, seed: int | None,
    std: float | None, init: str, threshold: str, digits: int | None, newton_below: str | None, t_max: str | None,
    max_seconds: float, certify: bool, plot: str | None, prove: bool, output: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Follow the gradient flow of the expected loss, and name what it ends at.

    The problem is that of orthonormal teachers (-n, -k), or that of a point file as `symcrit certify` takes it: with
    biases, another activation of the teacher, inputs N(mean, covariance), fixed parameters.  The flow starts from the
    student of the file, with --seed from a random one of its shape.
    With --prove it is proved, for smooth σ, that the solution from just this start exists for ever and tends to the
    critical point; a certificate of that is written by -o.
    Exit status 0 if the critical point near the end is certified, and what is to be proved is; 2 if not, with the
    reason on standard error.

    \b
    symcrit flow --activation erf -n 2 -k 3 --seed 0
    symcrit flow -n 2 -k 3 --digits 50 --threshold 1e-30
    symcrit flow -n 4 -k 5 --plot flow.svg --json
    symcrit flow -n 2 -k 3 --prove -o flow.json && symcrit check flow.json
    symcrit flow point.json --t-max 100 --json
    """
    from symcrit.flow.endpoints import name_endpoint
    from symcrit.flow.gradient_flow import gradient_flow
    from symcrit.flow.landscape import states_of
    from symcrit.report.files import write_text
    from symcrit.theorems.answer import Verdict

    path = _picture(plot) if plot else None
    written = _certificate(output, prove)
    problem, start = _start(point, {"--activation": activation, "-n": n, "-k": k, "-d": d})
    if seed is not None or start is None:
        start = states_of(problem, start).random(seed or 0, std, init)
    if states_of(problem, start).family is not None:
        _say_that_it_compiles()
    with at_work("flow") as doing:
        doing("following the gradient flow")
        run = gradient_flow(
            problem, start, threshold=threshold, digits=digits, newton_below=newton_below, t_max=t_max,
            max_seconds=max_seconds,
        )  # fmt: skip
        doing("certifying its end")
        end = name_endpoint(problem, run) if certify else None
        if path:
            from symcrit.sweeps.pictures import plot as draw

            doing("drawing")
            draw(run, path)
        if prove:
            doing("proving that it tends to a minimum")
        answer = run.prove() if prove else None
    if written and answer is not None and answer.certificate:
        write_text(written, json.dumps(answer.certificate, ensure_ascii=False))
    _show_flow(run, end, answer, as_json)
    if end is not None and not end.certified:
        say(f"symcrit: {end.kind}: {end.reason}", err=True)
        if end.answer is not None and end.answer.remedy:
            say(f"what may help: {end.answer.remedy}", err=True)
        return _UNDECIDED
    if answer is not None and answer.verdict is not Verdict.PROVED:
        say(f"symcrit: not proved: {answer.why}", err=True)
        return _UNDECIDED
    return 0


def _certificate(output: str | None, prove: bool) -> Any:
    """Where the certificate of a proof goes; raises UsageError where there is none."""
    from symcrit.report.files import need_folder

    if output and not prove:
        raise click.UsageError("-o is for the certificate of --prove")
    return need_folder(output) if output else None


def _start(point: str | None, options: dict[str, Any]) -> tuple[Problem, Network | None]:
    """The problem, and the student of a point file; raises UsageError for options that do not go together."""
    from symcrit.commands.point_file import read_point
    from symcrit.model.problem import Problem

    given = [name for name, value in options.items() if value is not None]
    if point is not None:
        if given:
            raise click.UsageError(f"{given[0]} does not go with a point file, which says it itself")
        return read_point(point)
    for name in ("-n", "-k"):
        if name not in given:
            raise click.UsageError(f"Missing option '{name}', or a point file")
    k, d = options["-k"], options["-d"]
    activation = "erf" if options["--activation"] is None else options["--activation"]
    return Problem.orthonormal(activation, n=options["-n"], k=k, d=k + 1 if d is None else d), None


def _show_flow(run: Any, end: Any, answer: Any, as_json: bool) -> None:
    text = str if run.digits is None else _long(run.digits)
    document = {
        "stopped": run.stopped,
        "t": text(run.t),
        "gradient_norm": f"{run.gradient_norm:.6e}",
        "loss": text(run.loss),
        "endpoint": None if end is None else end.kind,
        "certified": bool(end and end.certified),
        "inertia": list(end.inertia) if end and end.inertia else None,
        "reason": end.reason if end else run.reason,
        "steps": run.steps,
        "newton_steps": run.newton_steps,
        "flow_gradient_norm": f"{run.flow_norm:.6e}",
        "drift": None if run.drift is None else f"{float(run.drift):.1e}",
        "seconds": round(run.seconds, 3),
    }
    if answer is not None:
        document |= {"verdict": answer.verdict.name, "statement": answer.statement, "why": answer.why}
    if as_json:
        say_json(document)
        return
    for name, value in document.items():
        if value is not None:
            say(f"{name.replace('_', ' '):<20}{value}")


def _long(digits: int) -> Any:
    import mpmath

    return lambda number: mpmath.nstr(number, digits)


@click.command()
@_activation
@click.option("-k", "k", required=True, metavar="A:B", help="Teacher neurons, both ends included; or one number.")
@click.option("-n", "n", metavar="A:B", help="Student neurons; default: all 1 <= n < k.")
@click.option("--seeds", type=int, default=20, show_default=True, metavar="N", help="Starts for every (n, k).")
@_std
@_init
@click.option("--d-extra", type=int, default=1, show_default=True, metavar="E", help="Input dimension k + E.")
@_threshold
@click.option("--seed", type=int, default=0, show_default=True, help="The seed that all starts are spawned from.")
@click.option(
    "--max-seconds", type=float, default=600.0, show_default=True, metavar="S", help="Time limit for one run."
)
@_certify
@click.option("--prove", is_flag=True, help="Prove of every run that the exact flow from its start tends to a minimum.")
@click.option("-o", "--output", metavar="F.sqlite", help="Keep the runs there; the same command goes on there.")
@click.option("--csv", "csv_path", metavar="F.csv", help="Also write a table of the runs.")
@click.option("-j", "--jobs", type=int, metavar="N", help="Processes; default: one per CPU.")
@click.option("--dask", metavar="ADDRESS", help="Use the workers of this dask scheduler instead.")
@_json
@_debug
def sweep(
    activation: str, k: str, n: str | None, seeds: int, std: float | None, init: str, d_extra: int, threshold: str,
    seed: int, max_seconds: float, certify: bool, prove: bool, output: str | None, csv_path: str | None,
    jobs: int | None, dask: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Many independent gradient flows, over (n, k) and seeds; with -o every run is kept as soon as it is done.

    A sweep that was interrupted, in whatever way, goes on when the same command is given again.  With --prove the store
    also keeps the certificates, which `symcrit check` decides again; it is refused at once for σ with a kink (relu) and
    those without a closed kernel (tanh).  A proof may take as much work as it needs, whatever --max-seconds says: with
    two students of three teachers some 10 s, with four of five a minute.
    Exit status 0 if every run is done, its endpoint certified and, with --prove, its convergence proved; else 2.

    \b
    symcrit sweep --activation erf -k 2:12 --seeds 20 --std 0.1 -o runs.sqlite
    symcrit sweep --activation relu -k 6 -n 5 --csv runs.csv
    symcrit sweep -k 50 -n 1:50 --init glorot -o row.sqlite
    symcrit sweep -k 3 -n 2 --prove -o proved.sqlite && symcrit check proved.sqlite
    """
    from symcrit.report.files import need_folder
    from symcrit.sweeps.sweep import sweep as run_sweep

    if csv_path:
        need_folder(csv_path)
    ks, ns = number_range("-k", k), None if n is None else number_range("-n", n)
    _say_that_it_compiles()
    try:
        with _progress() as progress:
            found = run_sweep(
                activation, ks, n=ns, seeds=seeds, std=std, init=init, d_extra=d_extra, threshold=threshold, seed=seed,
                max_seconds=max_seconds, certify=certify, prove=prove, store=output, jobs=jobs, dask=dask,
                progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        say(f"symcrit: {_kept(output)}", err=True)
        raise
    if csv_path:
        found.to_csv(csv_path)
    summary = found.summary
    if as_json:
        say_json(summary)
    else:
        for name, value in summary.items():
            say(f"{name:<12}{', '.join(f'{c}× {e}' for e, c in value.items()) if name == 'endpoints' else value}")
    return _sweep_status(summary, found, certify)


def _kept(store: str | None) -> str:
    """What is left of a sweep that was interrupted."""
    from symcrit.sweeps.sweep import read

    if store is None:
        return "no run is kept; with -o F.sqlite every run is, as soon as it is done"
    try:
        count = len(read(store).rows)
    except InputError:
        return f"no run is kept in {shorten(store)} yet"
    return f"{count} runs are kept in {shorten(store)}; the same command goes on there"


def _sweep_status(summary: dict[str, Any], found: Any, certify: bool) -> int:
    if summary["lost"]:
        first = "; ".join(f"n = {run.n}, k = {run.k}, seed {run.seed}" for run in found.missing[:3])
        more = f" and {len(found.missing) - 3} more" if len(found.missing) > 3 else ""
        say(f"symcrit: {summary['lost']} runs were lost, twice, with the process that did them (memory?): {first}{more}"
            "\nthe same command tries them again, perhaps with a smaller -j", err=True)  # fmt: skip
        return _UNDECIDED
    open_runs = [row for row in found.rows if not row["certified"]]
    if certify and open_runs:
        first = open_runs[0]
        where = f"n = {first['n']}, k = {first['k']}, seed {first['seed']}"
        say(
            f"symcrit: {len(open_runs)} endpoints are not certified; {where}: {shorten(first['reason'], 160)}", err=True
        )
    unproved = [row for row in found.rows if row.get("verdict", "PROVED") != "PROVED"]
    if unproved:
        first = unproved[0]
        where = f"n = {first['n']}, k = {first['k']}, seed {first['seed']}"
        why = shorten(first["why"], 300)
        say(f"symcrit: {len(unproved)} runs are not proved; {where}: {first['verdict']}: {why}", err=True)
    return _UNDECIDED if unproved or (certify and open_runs) else 0


@click.command()
@click.argument("store", metavar="[RUNS.sqlite]", required=False)
@click.option("-o", "--output", default="runs.png", show_default=True, metavar="F",
              help="F.png, F.svg or F.pdf; the pictures are F-phases, F-losses, ….")  # fmt: skip
@click.option(
    "--run",
    "run",
    metavar="N,K,SEED",
    help="The run whose neurons are drawn; default: the first of the largest n and k.",
)
@click.option("--only", "only", metavar="NAME", multiple=True, help="Draw this picture only; may be repeated.")
@click.option("--kernels", metavar="'SIGMA …'", help="In place of a sweep: kernels and their Hermite coefficients.")
@click.option("--landscape", metavar="SIGMA", help="In place of a sweep: the loss of one neuron; with -k.")
@click.option("--point", metavar="POINT.json", help="In place of a sweep: the point near it, certified, with its box.")
@click.option("-k", "k", type=int, metavar="K", help="With --landscape: teachers; default: 4.")
@_debug
def plot(
    store: str | None,
    output: str,
    run: str | None,
    only: tuple[str, ...],
    kernels: str | None,
    landscape: str | None,
    point: str | None,
    k: int | None,
) -> int:
    """Draw a sweep, kernels, the landscape of one neuron, or a certified point.

    A sweep has these pictures:

    \b
    phases   shares of endpoints over (n, k); for erf with the boundaries that are proved
    losses   against n, with the lower bound for all students and the best copy averages
    gap      loss minus that of the best copy average
    norms    of the gradient, against time
    neurons  of one run on their way, in a plane
    weights  of one run at its end, as a heat map

    \b
    symcrit plot runs.sqlite
    symcrit plot runs.sqlite -o figure.pdf --run 4,5,0
    symcrit plot row.sqlite --only phases --only losses
    symcrit plot --kernels "erf relu gelu" -o kernels.svg
    symcrit plot --landscape erf -k 4 -o landscape.svg
    symcrit plot --point point.json -o point.svg
    """
    if [store, kernels, landscape, point].count(None) != 3 or (k is not None and landscape is None):
        raise click.UsageError("Give a store of runs, or one of --kernels, --landscape (with -k) and --point")
    if store is None:
        return _plot_one(kernels, landscape, point, 4 if k is None else k, output)
    from symcrit.sweeps.pictures import plot as draw
    from symcrit.sweeps.sweep import read

    path, chosen = _picture(output), None
    if run is not None:
        if not re.fullmatch(r"\d{1,9},\d{1,9},\d{1,18}", run, re.ASCII):
            raise InputError(f"--run {shorten(run)} is not n,k,seed; write for example --run 4,5,0")
        chosen = tuple(map(int, run.split(",")))
    for written in draw(read(store), path, run=chosen, only=only or None):
        say(f"wrote {written}", err=True)
    return 0


def _plot_one(kernels: str | None, landscape: str | None, point: str | None, k: int, output: str) -> int:
    """Draw what is no sweep."""
    from symcrit.commands.point_file import read_point
    from symcrit.kernels.kernel import kernel
    from symcrit.model.configurations import OneNeuron
    from symcrit.sweeps.pictures import plot as draw
    from symcrit.theorems.certifying import certify

    path = _picture(output)
    with at_work("plot") as doing:
        doing("computing what is drawn")
        if kernels is not None:
            what: Any = [kernel(name) for name in kernels.split()]
        elif landscape is not None:
            what = OneNeuron(landscape, k=k)
        else:
            what = certify(*read_point(str(point)))
        for written in draw(what, path):
            say(f"wrote {written}", err=True)
    return 0


def number_range(name: str, text: str) -> range:
    """The numbers of an option such as -k 2:8. Raises InputError for other text."""
    match = re.fullmatch(r"(\d{1,4})(?::(\d{1,4}))?", text)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= low <= high:
        raise InputError(
            f"{name} {shorten(text)} is not a range of integers >= 1; write for example {name} 2:8, or {name} 5"
        )
    return range(low, high + 1)


def _picture(name: str) -> Any:
    """The path of a picture; folder, ending and matplotlib are better looked at before the work than after."""
    from symcrit.report.files import need_folder
    from symcrit.sweeps.style import pyplot

    path = need_folder(name)
    if path.suffix not in (".png", ".svg", ".pdf"):
        raise InputError(f"{shorten(name)} is no kind of picture; give a name that ends in .png, .svg or .pdf")
    pyplot()
    return path


def _say_that_it_compiles() -> None:
    """Why nothing is to be seen at first, for those who watch."""
    import sys

    from symcrit.jit import is_kept

    if sys.stderr.isatty() and not is_kept():
        say("compiling the flow for this machine; some 20 seconds, the first time only …", err=True)


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """A bar on standard error with rate and time left; where nobody watches a line now and then.  It has no thread."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        with at_work("sweep") as doing:
            yield lambda done, of, name: doing(f"{done} of {of} runs done")
        return
    rate = TextColumn("{task.fields[rate]}")
    columns = (
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        rate,
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None, rate="")

        def report(done: int, of: int, name: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f} runs/s" if speed else ""
            bar.update(task, completed=done, total=of, description=name, rate=rate, refresh=True)

        yield report


COMMANDS = (flow, sweep, plot)
