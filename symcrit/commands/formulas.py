"""``symcrit export latex --kernel …``: formulas in the notation of the papers, in place of theorems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from symcrit.commands import common
from symcrit.commands.progress import at_work
from symcrit.commands.terminal import hand_over

__all__ = ["export", "options"]

_BY_KERNEL = ("kernel", "loss", "gradient")
_BY_GROUPS = ("hessian", "critical")
_WHAT = (*_BY_KERNEL, *_BY_GROUPS, "recursion", "table")
_OF = {"at": ("loss",), "sizes": _BY_GROUPS, **dict.fromkeys(("depth", "weights", "biases"), ("recursion",))}
_OPTIONS = (
    click.option("--kernel", metavar="SIGMA", help="In place of theorems: the kernel of an activation."),
    click.option("--loss", metavar="SIGMA", help="The loss of two-layer networks, by the kernel."),
    click.option("--gradient", metavar="SIGMA", help="The loss and its gradient, by the kernel."),
    click.option("--at", type=click.Choice(["one-neuron"]), help="With --loss: also there, as a formula in k."),
    click.option("--hessian", metavar="SIGMA", help="The blocks of the Hessian at copies and averages."),
    click.option("--critical", metavar="SIGMA", help="Why the gradient vanishes there, component by component."),
    click.option("--sizes", metavar="L,M,…", help="With --hessian, --critical: sizes of groups; else any."),
    click.option("--recursion", metavar="SIGMA", help="NNGP and NTK of a wide network, proved layer by layer."),
    click.option("--depth", type=click.IntRange(1), metavar="N", help="With --recursion: layers; 3 by default."),
    click.option("--weights", metavar="V", help="With --recursion: variance of the weights times width; 1 by default."),
    click.option("--biases", metavar="V", help="With --recursion: variance of the biases; 0 by default."),
    click.option("--table", metavar="'SIGMA …'", help="A table of kernels, with their functions of ρ."),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that ask for formulas."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def export(asked: Mapping[str, Any], output: str | None) -> int:
    """Write what is asked for; raises `click.UsageError` unless that is one thing, with options that are its own."""
    from symcrit.report.files import need_folder

    given = {name: value for name, value in asked.items() if value is not None}
    wanted = [name for name in given if name in _WHAT]
    if len(wanted) != 1:
        raise click.UsageError(f"Give one of {', '.join(f'--{name}' for name in _WHAT)}")
    (what,) = wanted
    for name in given:
        if what not in _OF.get(name, (what,)):
            raise click.UsageError(f"--{name} goes with {' or '.join(f'--{other}' for other in _OF[name])}")
    path = need_folder(output) if output else None
    with at_work("export") as doing:
        doing("deciding every formula")
        text = _document(what, given)
    hand_over(text, path)
    return 0


def _document(what: str, given: Mapping[str, Any]) -> str:
    """The document."""
    from symcrit.errors import InputError
    from symcrit.report.formulas import compiled_document, formula_document

    if what in _BY_KERNEL:
        return formula_document(common.activation_of(given[what]), what, given.get("at"))
    if what == "table":
        from symcrit.report.kernel_table import table_section

        names = given["table"].split()
        if not names:
            raise InputError("--table is empty; name activations, such as --table 'erf relu'")
        return compiled_document("Kernels", [table_section([common.activation_of(name) for name in names])])
    sigma = common.activation_of(given[what])
    if what == "recursion":
        from symcrit.report.recursions import recursion_section

        variances = {"weights": given.get("weights", "1"), "biases": given.get("biases", "0")}
        section = recursion_section(sigma, given.get("depth", 3), **variances)
        return compiled_document(f"Wide networks of {sigma.label}", [section])
    from symcrit.report.grouped import Grouped

    sizes = given.get("sizes")
    groups = Grouped.of(sigma, None if sizes is None else [size.strip() for size in sizes.split(",")])
    if what == "critical":
        from symcrit.report.vanishing import vanishing_section

        return compiled_document(
            f"Why the gradient vanishes: copies and averages of {sigma.label}",
            [groups.setting(), vanishing_section(groups)],
        )
    from symcrit.report.hessians import hessian_section

    title = f"The Hessian at copies and averages of {sigma.label}"
    return compiled_document(title, [groups.setting(), hessian_section(groups)])
