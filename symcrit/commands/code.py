"""``symcrit export python|numpy|torch|jax``: kernels, losses and gradients as code of their own."""

from __future__ import annotations

import click

from symcrit.commands import common
from symcrit.commands.terminal import hand_over

__all__ = ["COMMANDS"]

_WHAT = {
    "python": "for the standard library alone",
    "numpy": "for numpy",
    "torch": "for PyTorch, with gradients of their own",
    "jax": "for JAX, with derivatives of their own",
}
_HELP = """Write the kernel of an activation as a module {what}.

The module has κ(q11, q12, q22) = E[σ(u)τ(v)], τ = σ by default, and its three slopes, and needs no symcrit.  The
formulas keep their digits at |ρ| = 1 and have values at norm 0.  Where there is no such closed form (tanh, ELU), this
is said.  With --loss: the loss of a two-layer network against another one for inputs N(0, I), without biases, and its
gradient.  `symcrit kernel --list` names the activations.

\b
symcrit export {name} gelu -o gelu.py
symcrit export {name} erf --loss -o erf_loss.py
symcrit export {name} erf leaky_relu:slope=1/5
"""


def _command(name: str) -> click.Command:
    """The command of one language."""

    @click.command(name, help=_HELP.format(name=name, what=_WHAT[name]), short_help=f"Kernels as code {_WHAT[name]}.")
    @click.argument("activation")
    @click.argument("teacher", required=False)
    @click.option("--loss", is_flag=True, help="Also the loss of two-layer networks, and its gradient.")
    @click.option("-o", "--output", metavar="F.py", help="Where to write; default: standard output.")
    @common.debug
    def export(activation: str, teacher: str | None, loss: bool, output: str | None) -> int:
        from symcrit.report.code import kernel_code
        from symcrit.report.files import need_folder

        path = need_folder(output) if output else None
        sigma = common.activation_of(activation)
        tau = common.activation_of(teacher) if teacher else None
        source = kernel_code(sigma, tau, dialect=name, loss=loss)
        hand_over(source, path)
        return 0

    return export


COMMANDS = tuple(map(_command, _WHAT))
