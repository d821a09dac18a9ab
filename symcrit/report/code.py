"""Kernels, losses and gradients as code of their own: for Python, numpy, torch and jax.

The formulas are those by which kernels are computed in float64 (`kernels/floats/stable.py`): the determinant
q11·q22 − q12² keeps its digits at ρ = ±1, angles come from the sides of a triangle, waves from their differences.
Divisions by norms give 0 at norm 0, where σ has a kink and κ no derivative.
"""

from __future__ import annotations

import textwrap

import sympy
from sympy import Expr, Pow

from symcrit import __version__
from symcrit.arguments import flag, one_of
from symcrit.core import parse
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.floats.formula import root
from symcrit.kernels.floats.numeric import is_elementary
from symcrit.kernels.floats.stable import det, exp_cosh, exp_sinh, stable
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.report.dialects import DIALECTS, Dialect
from symcrit.report.loss_code import LOSSES
from symcrit.translate import to_json
from symcrit.words.text import text

__all__ = ["kernel_code"]

_FUNCTIONS = (sympy.exp, sympy.atan2, exp_cosh, exp_sinh)
_WIDTH = 100


class over_norm(sympy.Function):
    """1/q at q > 0, 0 at q = 0."""

    nargs = 1
    is_real = True


class over_side(sympy.Function):
    """1/s at s > 0, infinite at s = 0."""

    nargs = 1
    is_real = True


def kernel_code(
    sigma: str | Activation, teacher: str | Activation | None = None, *, dialect: str = "numpy", loss: bool = False
) -> str:
    """The source of a module with κ and its slopes: `kernel`, `kernel_dq11`, `kernel_dq12`, `kernel_dq22`.

    sigma, teacher: the activations σ and τ (by default σ) of κ(q11, q12, q22) = E[σ(u)τ(v)].
    dialect: "python", "numpy", "torch" or "jax".
    loss: also `loss(W, a, V, b)` of two-layer networks of σ for x ~ N(0, I), and `gradient` where the library takes no
    derivatives itself.
    Guarantee: none beyond that of floats; the tests compare what is written with certified balls.
    Raises InputError for a kernel without closed form, for one whose form has erf or Φ₂, and for the loss with two
    activations, or of an activation with jumps.

    >>> scope = {}
    >>> exec(kernel_code("relu", dialect="python"), scope)
    >>> scope["kernel"](1, 1, 1), scope["kernel_dq12"](1, -1, 1)
    (0.5, 0.0)
    >>> kernel_code("tanh")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: kernel tanh (certified quadrature) has no closed form; `sc.kernel(…).numeric` computes it
    """
    language = DIALECTS[one_of("dialect", dialect, DIALECTS)]
    forward = kernel(sigma, teacher)
    _need_form(forward)
    if flag("loss", loss):
        _need_loss(forward)
    swapped = forward if forward.pair[0] == forward.pair[1] else kernel(forward.pair[1], forward.pair[0])
    mirror = {q11: q22, q22: q11}
    forms = {
        "kernel": forward.expr,
        "kernel_dq11": forward.diff("q11").expr,
        "kernel_dq12": forward.diff("q12").expr,
        "kernel_dq22": swapped.diff("q11").expr.xreplace(mirror),
    }
    return _module(language, forward, {name: _guarded(form, forward) for name, form in forms.items()}, loss)


def _need_form(of: Kernel) -> None:
    """Raises InputError where no formula loses no digits."""
    if of.kind != "closed":
        raise InputError(f"{of} has no closed form; `sc.kernel(…).numeric` computes it")
    if not is_elementary(of.expr):
        raise InputError(
            f"the closed form of {of} has erf or Φ₂, whose terms cancel in floats; `sc.kernel(…).numeric` computes it "
            "by sums over the definition"
        )


def _need_loss(of: Kernel) -> None:
    """Raises InputError for what is no loss of one activation with a gradient."""
    if of.pair[0] != of.pair[1]:
        raise InputError("the code of a loss is for students and teachers of one activation; leave the second out")
    if of.pair[0].smoothness == -1:
        raise InputError(f"{of} has infinite slopes at ρ = ±1, because the activation jumps: there is no such gradient")


def _guarded(form: Expr, of: Kernel) -> Expr:
    """The stable form with roots in place of half powers, and divisions by what may be 0 by their names."""
    expr = stable(form).replace(lambda part: isinstance(part, Pow) and part.exp.is_Rational, _power)
    for function in expr.atoms(sympy.Function, sympy.exp):
        if not isinstance(function, (*_FUNCTIONS, over_norm, over_side, root)):
            raise InputError(f"{of} has {function.func}, for which there is no code")
    return expr


def _power(power: Expr) -> Expr:
    """x^(p/2) by roots; 1/q11, 1/q22 and 1/√det by functions that are defined at 0."""
    base, exponent = power.base, power.exp
    if base.is_number:
        return power if base == sympy.pi or power.is_Rational else sympy.N(power, 17)
    whole, half = divmod(abs(exponent.p), exponent.q) if exponent.q == 2 else (abs(exponent), 0)
    if exponent.is_positive:
        return base**whole * (root(base) if half else 1)
    if base == det:
        return over_side(root(base)) ** (2 * whole + half)
    if base in (q11, q22):
        return over_norm(base) ** whole * (over_norm(root(base)) if half else 1)
    if not _is_positive(base):
        raise InputError(f"a kernel with {base} in a denominator has no code, since that may vanish")
    return 1 / (base**whole * (root(base) if half else 1))


def _is_positive(base: Expr) -> bool:
    """Whether it is a sum of a positive number and of products of q11, q22, det and squares of q12."""
    if not base.is_polynomial(q11, q12, q22, det):
        return False
    terms = sympy.Poly(base, q11, q12, q22, det).terms()
    positive = all(factor.is_positive and powers[1] % 2 == 0 for powers, factor in terms)
    return positive and any(sum(powers) == 0 for powers, _ in terms)


# ----------------------------------------------------------------------------------------------------------- the module


def _module(language: Dialect, of: Kernel, forms: dict[str, Expr], loss: bool) -> str:
    """The text of the module."""
    names = {name for form in forms.values() for name in _names(form)}
    parts = [_head(language, of, loss), _imports(language, names)]
    parts += [_function(language, name, form, of) for name, form in forms.items()]
    if language.wrapper:
        parts.insert(3, language.wrapper.replace("{doc}", _docs(of)["kernel"]))
    if loss:
        parts.append(LOSSES[language.name])
    parts.append(language.header)
    parts += [source for name, source in language.helpers.items() if name in names]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def _names(form: Expr) -> set[str]:
    """The functions and constants in a formula, by which imports and helpers are chosen."""
    own = {function.func.__name__ for function in form.atoms(sympy.Function, sympy.exp)}
    found = {"sqrt" if name == "root" else name for name in own}
    found |= {"pi"} if form.has(sympy.pi) else set()
    found |= {"det"} if form.has(det) else set()
    return found | ({"exp"} if found & {"exp_cosh", "exp_sinh"} else set())


def _head(language: Dialect, of: Kernel, loss: bool) -> str:
    """What the module has, and where it is from."""
    sigma, tau = of.pair
    second = "" if sigma == tau else f", τ(z) = {_text(tau.expr)} ({tau.label})"
    paragraphs = [
        f"κ(q11, q12, q22) = E[σ(u){'σ' if sigma == tau else 'τ'}(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]]).",
        f"σ(z) = {_text(sigma.expr)} ({sigma.label}){second}.",
        f"κ = {_text(of.expr)}.",
        f"Source: {of.source}." if of.source else "",
        _at_the_edges(of),
        *language.remark.split("\n"),
        f"Written by symcrit {__version__} (`symcrit export {language.name} {of.names[0]}{' --loss' * loss}`).",
    ]
    lines = [line for part in paragraphs if part for line in textwrap.wrap(part, _WIDTH, break_long_words=False)]
    return '"""' + "\n".join([lines[0], "", *lines[1:]]) + '\n"""'


def _at_the_edges(of: Kernel) -> str:
    """What holds at ρ = ±1 and at norm 0."""
    smooth = {one.smoothness for one in of.pair}
    if -1 in smooth:
        return "κ is finite at ρ = ±1, where its slopes may be infinite, and at norm 0 they have no value (nan)."
    if smooth == {"analytic"}:
        return "κ and its slopes are finite at ρ = ±1 and at norm 0; a q12 that rounding puts beyond is allowed."
    return "κ and its slopes are finite at ρ = ±1; at norm 0, σ having a kink, 0 stands for slopes that do not exist."


def _imports(language: Dialect, names: set[str]) -> str:
    """The modules and functions that are used."""
    wanted: dict[str, list[str]] = {}
    for name in sorted(names & set(language.functions)):
        origin, _, imported = language.functions[name].partition(" import ")
        wanted.setdefault(origin, []).append(imported)
    return "\n".join([language.modules, *(f"{origin} import {', '.join(found)}" for origin, found in wanted.items())])


def _docs(of: Kernel) -> dict[str, str]:
    second = "σ" if of.pair[0] == of.pair[1] else "τ"
    return {
        "kernel": f"κ(q11, q12, q22) = E[σ(u){second}(v)].",
        "kernel_dq11": "∂κ/∂q11.",
        "kernel_dq12": f"∂κ/∂q12, which is E[σ′(u){second}′(v)].",
        "kernel_dq22": "∂κ/∂q22.",
    }


def _function(language: Dialect, name: str, form: Expr, of: Kernel) -> str:
    """One formula as a function; parts that occur twice are computed once."""
    own = "_value" if language.wrapper and name == "kernel" else name
    if not form.free_symbols:
        form = sympy.Add(form, sympy.Mul(0, q12, evaluate=False), evaluate=False)  # of the shape of the arguments
    steps, (value,) = sympy.cse([form]) if len(_code(form)) > _WIDTH else ([], [form])
    lines = [f"def {own}(q11, q12, q22):", f'    """{_docs(of)[name]}"""', "    q11, q12, q22 = _read(q11, q12, q22)"]
    if form.has(det):
        lines.append("    det = determinant(q11, q12, q22)")
    lines += [f"    {symbol} = {_code(part)}" for symbol, part in steps]
    return "\n".join([*lines, f"    return {_code(value)}"])


def _code(form: Expr) -> str:
    """A formula as Python writes it."""
    names = {"root": "sqrt", "exp_cosh": "exp_cosh", "exp_sinh": "exp_sinh"}
    names |= {"over_norm": "over_norm", "over_side": "over_side"}
    return sympy.pycode(form, fully_qualified_modules=False, user_functions=names)


def _text(form: Expr) -> str:
    return text(parse(to_json(form)))
