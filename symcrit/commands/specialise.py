"""The command `symcrit specialise`."""

from __future__ import annotations

from typing import Any

import click

from symcrit.commands.common import as_json as _json
from symcrit.commands.common import debug as _debug
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import say, say_json
from symcrit.errors import InputError, shorten

__all__ = ["specialise"]

_NAMES = {"widths": "teacher", "decay": "p"}  # of options, where the task calls them otherwise


@click.command()
@click.option("--authors", type=click.Choice(["two-layer", "multilayer"]),
              help="The settings of the authors' public code; further options change them.")  # fmt: skip
@click.option("--teacher", "widths", metavar="K,…", help="Widths of its hidden layers.  [default: 10]")
@click.option("--over", metavar="R,…", help="Student neurons per teacher neuron, one or several.  [default: 1,2,5,10]")
@click.option("-d", "d", type=int, help="Input dimension.  [default: 20]")
@click.option("--outputs", type=int, help="Outputs.  [default: 10]")
@click.option("--decay", type=float, metavar="P", help="Teacher neuron j has the fan-out j^−P.  [default: 1]")
@click.option("--std", type=float, metavar="S", help="Of Gaussian inputs.  [default: 1]")
@click.option("--samples", type=int, metavar="N", help="Gaussian inputs to train on.  [default: 10000]")
@click.option("--data", metavar="F.npy", help="Inputs of your own, N × d; d is theirs.")
@click.option("--biases/--no-biases", default=None, help="Of both networks.  [default: biases]")
@click.option("--slope", type=float, metavar="C", help="Of the leaky side.  [default: 0]")
@click.option("--start", type=click.Choice(["gaussian", "glorot", "adversarial", "helpful"]),
              help="Of the student.  [default: gaussian]")  # fmt: skip
@click.option("--init", type=float, metavar="S", help="Factor of the starting weights.  [default: 1]")
@click.option("--rate", type=float, metavar="X", help="Learning rate.  [default: 0.01]")
@click.option("--batch", type=int, metavar="B", help="Inputs in a step.  [default: 16]")
@click.option("--momentum", type=float, metavar="X", help="[default: 0]")
@click.option("--steps", type=int, help="[default: 20000]")
@click.option("--every", type=int, help="Steps between records.  [default: 1000]")
@click.option("--seeds", type=int, default=2, show_default=True, help="Runs of every setting.")
@click.option("--store", metavar="F.sqlite", help="Keeps every run as soon as it is done; the same command goes on.")
@click.option("--jobs", type=int, help="Processes.  [default: one per CPU]")
@click.option("--plot", metavar="F", help="Draw what was found: F.png, F.svg or F.pdf.")
@_json
@_debug
def specialise(
    authors: str | None, over: str | None, data: str | None, seeds: int, store: str | None, jobs: int | None,
    plot: str | None, as_json: bool, **given: Any,
) -> int:  # fmt: skip
    """Train (deep) ReLU students on a teacher, and say which of its neurons they find, layer by layer.

    A teacher neuron is found where a student neuron of its layer correlates with it by more than 0.95. For every
    over-realisation: in how many runs a whole layer was found, with the 95 % interval, the share of neurons found, and
    how well the order of learning follows the strength of teacher neurons. Numerical: float64, evidence and no proof.

    \b
    symcrit specialise --teacher 5 --over 1,5 --steps 5000
    symcrit specialise --teacher 10,10 --over 1,2,5 --start glorot --momentum 0.9 --plot found.svg
    symcrit specialise --authors two-layer
    """
    from symcrit.papers.specialisation.deep import deep_success, learn_many
    from symcrit.papers.specialisation.figures import deep_figure
    from symcrit.report.files import need_folder
    from symcrit.sweeps.style import pyplot

    tasks = _tasks(authors, over, given)
    if plot is not None:
        need_folder(plot)
        _need_ending(plot)
        pyplot()
    with at_work("specialise") as doing:
        doing(f"{len(tasks) * max(seeds, 0)} runs")
        runs = learn_many(tasks, seeds=seeds, data=data, store=store, jobs=jobs,
                          progress=lambda done, total, _: doing(f"{done} of {total} runs done"))  # fmt: skip
        if plot is not None:
            doing("drawing")
            deep_figure(runs).savefig(plot)
    rows = [_row(one, runs) for one in deep_success(runs)]
    if as_json:
        say_json({"task": _shown(runs[0].task), "seeds": seeds, "rows": rows, "evidence": "numerical"})
        return 0
    task = runs[0].task
    networks = f"teacher {task.d}-{'-'.join(map(str, task.teacher))}-{task.outputs}, fan-out j^-{task.p:g}"
    say(f"{networks}, {task.steps} steps of SGD, rate {task.rate:g}, batch {task.batch} (numerical)")
    head = f"{'over':>5} {'layer':>6} {'all found':>10} {'95 % interval':>16}"
    say(f"{head} {'neurons found':>14} {'order':>7} {'loss':>10}")
    for row in rows:
        counts, interval = f"{row['found']} of {row['runs']}", f"{row['low']:.2f} to {row['high']:.2f}"
        order = "" if row["order"] is None else f"{row['order']:.2f}"
        say(f"{row['over']:>5} {row['layer']:>6} {counts:>10} {interval:>16} {row['share']:>14.2f} {order:>7}"
            f" {row['loss']:>10.3g}")  # fmt: skip
    return 0


def _tasks(authors: str | None, over: str | None, given: dict[str, Any]) -> list[Any]:
    """The tasks, one for every over-realisation."""
    from dataclasses import replace

    from symcrit.papers.specialisation.deep import AUTHORS, DeepTask

    changes = {_NAMES.get(name, name): value for name, value in given.items() if value is not None}
    if "teacher" in changes:
        changes["teacher"] = _integers("--teacher", changes["teacher"])
    start = AUTHORS[authors] if authors else DeepTask()
    overs = _integers("--over", over) if over else (10,) if authors == "multilayer" else (1, 2, 5, 10)
    if len(set(overs)) != len(overs):
        raise InputError(f"--over {shorten(over)} names a number twice")
    return [replace(start, **changes, over=one) for one in overs]


def _integers(option: str, text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{option} {shorten(text)} is no list of integers; write for example {option} 5,10") from None


def _need_ending(name: str) -> None:
    if not name.endswith((".png", ".svg", ".pdf")):
        raise InputError(f"--plot {shorten(name)} ends neither in .png nor in .svg or .pdf")


def _row(one: Any, runs: list[Any]) -> dict[str, Any]:
    """One line of the table."""
    own = [run for run in runs if run.task.over == one.success.n]
    orders = [run.order for run in own if run.order == run.order]
    success = one.success
    return {
        "over": success.n,
        "layer": one.layer,
        "found": success.found,
        "runs": success.runs,
        "low": success.low,
        "high": success.high,
        "share": one.share,
        "order": sum(orders) / len(orders) if orders and one.layer == 1 else None,
        "loss": sum(float(run.losses[-1]) for run in own) / len(own),
    }


def _shown(task: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return {name: value for name, value in asdict(task).items() if name != "over"}
