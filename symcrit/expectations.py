"""Gaussian variables and expectations as sympy expressions: `gaussian`, `E`, `functions`, `order_parameters`.

A Gaussian variable is a real sympy symbol that carries its law; E(G) closes over the variables in G, so that its free
symbols are the parameters.  What an expectation is equal to is computed by `symcrit.core.gaussian`, by rules that hold
on the whole domain of the claim that it stands in; nothing is integrated numerically.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, combinations, count
from typing import Any, NamedTuple

import sympy
from flint import arb
from sympy import Expr, Symbol, Tuple
from sympy.core.function import ArgumentIndexError

from symcrit.core import parse
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten, shown
from symcrit.exact import as_expr
from symcrit.parse import NAME
from symcrit.sympy_json import to_json

__all__ = ["E", "Expectation", "Gaussian", "functions", "gaussian", "order_parameters", "relu", "step", "trinormal"]


class Law(NamedTuple):
    """N(means, cov) for variables of these names."""

    names: tuple[str, ...]
    means: tuple[Expr, ...]
    cov: tuple[tuple[Expr, ...], ...]


class Gaussian(Symbol):
    """A real symbol that stands for one coordinate of a Gaussian vector; `law` is that of the vector."""

    __slots__ = ("law",)
    law: Law

    def __new__(cls, name: str, law: Law) -> Gaussian:
        made = Symbol.__xnew__(cls, name, real=True)
        made.law = law
        return made

    def _hashable_content(self) -> tuple[Any, ...]:
        law = self.law  # as expressions, which sympy can put in order
        return (
            *super()._hashable_content(),
            Tuple(Tuple(*map(Symbol, law.names)), Tuple(*law.means), Tuple(*(Tuple(*row) for row in law.cov))),
        )

    def __getnewargs_ex__(self) -> tuple[tuple[str, Law], dict[str, Any]]:
        return (self.name, self.law), {}


def gaussian(names: str, *, cov: object = None, mean: object = None) -> Any:
    """Gaussian variables: one symbol, or a tuple of them.

    names: as `sympy.symbols` reads them, "u v w" or "x1:4".  cov: a symmetric matrix (rows of exact values); a single
    value for one variable; a letter such as "C" for symbols C11, C12, …; the identity by default.  mean: a list; a
    letter such as "m" for symbols m1, m2, …; a single value for one variable; 0 by default.
    Wherever the variables occur, the covariance matrix is positive definite: of numbers that is checked, of symbols it
    is a hypothesis of the claim.
    Raises InputError for matrices of another shape, not symmetric or certainly not positive definite, and for what is
    not exact.

    >>> u, v = gaussian("u v", cov="C")
    >>> E(u*v**3).closed_form()
    3*C12*C22
    >>> gaussian("u v", cov=[["s", 2], [2, -1]])
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: cov is not positive definite: the variance of v is -1, not > 0
    """
    labels = [symbol.name for symbol in sympy.symbols(names, seq=True)]
    if not labels or len(set(labels)) < len(labels) or not all(map(NAME.fullmatch, labels)):
        raise InputError(f"names {shown(names)} are not different names, such as 'u v w'")
    if len(labels) > _MOST:
        raise InputError(f"{len(labels)} variables are too many for one law; at most {_MOST}")
    rows = _matrix(cov, len(labels))
    _need_definite(rows, labels)
    centre = _vector(mean, len(labels))
    law = Law(tuple(labels), centre, rows)
    made = tuple(Gaussian(label, law) for label in labels)
    return made[0] if len(made) == 1 else made


_MOST = 8


def _matrix(cov: object, size: int) -> tuple[tuple[Expr, ...], ...]:
    """The covariance matrix that `gaussian` is given."""
    if cov is None:
        return tuple(tuple(sympy.Integer(i == j) for j in range(size)) for i in range(size))
    if isinstance(cov, str) and NAME.fullmatch(cov) and size > 1:
        names = {(i, j): f"{cov}{min(i, j) + 1}{max(i, j) + 1}" for i in range(size) for j in range(size)}
        return tuple(tuple(Symbol(names[i, j], real=True) for j in range(size)) for i in range(size))
    if (size == 1 and not isinstance(cov, sympy.MatrixBase | Sequence)) or isinstance(cov, str):
        cov = [[cov]]
    given = cov.tolist() if isinstance(cov, sympy.MatrixBase) else cov
    try:
        rows = tuple(tuple(as_expr(entry) for entry in row) for row in given)  # type: ignore[attr-defined]
    except TypeError:
        raise InputError(f"cov = {shown(cov)} is no matrix; write rows, [[1, r], [r, 1]]") from None
    if len(rows) != size or any(len(row) != size for row in rows):
        raise InputError(f"cov = {shown(cov)} is not a {size} × {size} matrix")
    for i in range(size):
        for j in range(i):
            if rows[i][j] != rows[j][i]:
                raise InputError(f"cov is not symmetric: entry {i + 1}, {j + 1} is {rows[i][j]}, not {rows[j][i]}")
    return rows


def _need_definite(rows: tuple[tuple[Expr, ...], ...], labels: list[str]) -> None:
    """Raises InputError for a principal minor of numbers that is certain not to be > 0, the smallest first."""
    places = range(len(rows))
    for chosen in chain.from_iterable(combinations(places, size) for size in range(1, len(rows) + 1)):
        part = [[rows[i][j] for j in chosen] for i in chosen]
        if any(entry.free_symbols for row in part for entry in row):
            continue
        minor = sympy.expand(sympy.Matrix(part).det())
        if minor == 0 or _is_negative(minor):
            whose = [labels[i] for i in chosen]
            what = f"the variance of {whose[0]}" if len(whose) == 1 else f"the minor of {', '.join(whose)}"
            remedy = "; for variables that depend on each other write linear forms of others" if minor == 0 else ""
            raise InputError(f"cov is not positive definite: {what} is {shorten(minor, 40)}, not > 0{remedy}")


def _is_negative(number: Expr) -> bool:
    """Whether an exact number is certain to be negative."""
    if number.is_Rational:
        return bool(number < 0)
    with balls.precision(128):
        value = balls.evaluate(parse(to_json(number)), {})
    return bool(value < 0)


def _vector(mean: object, size: int) -> tuple[Expr, ...]:
    """The means that `gaussian` is given."""
    if mean is None:
        return (sympy.Integer(0),) * size
    if isinstance(mean, str) and NAME.fullmatch(mean) and size > 1:
        return tuple(Symbol(f"{mean}{i + 1}", real=True) for i in range(size))
    if isinstance(mean, sympy.MatrixBase):
        mean = list(mean)
    given = [mean] if isinstance(mean, str | Expr) or not isinstance(mean, Iterable) else list(mean)
    if len(given) != size:
        raise InputError(f"mean = {shown(mean)} has {len(given)} entries, not {size}")
    return tuple(map(as_expr, given))


def order_parameters(Q: Sequence[Any], R: Sequence[Any], T: Sequence[Any]) -> tuple[Any, Any]:
    """(λ, ν): the fields λ_i = w_i·x of students and ν_j = v_j·x of teachers, x ~ N(0, I), by their order parameters.

    Q_ij = w_i·w_j (K × K), R_ij = w_i·v_j (K × M), T_ij = v_i·v_j (M × M): matrices of exact values.  Returns two
    tuples of Gaussian variables lambda1, … and nu1, … of one law with the covariance matrix [[Q, R], [Rᵀ, T]].

    >>> (l1,), (n1,) = order_parameters([["Q"]], [["R"]], [["T"]])
    >>> E(l1*n1).closed_form()
    R
    """
    own, cross, teacher = (sympy.Matrix([[as_expr(entry) for entry in row] for row in part]) for part in (Q, R, T))
    students, teachers = own.rows, teacher.rows
    if cross.shape != (students, teachers):
        raise InputError(f"R has shape {cross.shape}, not {(students, teachers)} as Q and T say")
    cov = sympy.Matrix(sympy.BlockMatrix([[own, cross], [cross.T, teacher]]))
    names = [*(f"lambda{i + 1}" for i in range(students)), *(f"nu{j + 1}" for j in range(teachers))]
    made = gaussian(" ".join(names), cov=cov)
    return made[:students], made[students:]


# ---------------------------------------------------------------------------------------------------- unknown functions


class UnknownFunction(sympy.Function):
    """A function of one variable of which nothing is known, or one of its derivatives."""

    nargs = 1
    is_real = True
    unknown: tuple[str, int] = ("f", 0)

    def fdiff(self, argindex: int = 1) -> Expr:
        """The next derivative."""
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        label, order = self.unknown
        return unknown_function(label, order + 1)(*self.args)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        label, order = self.unknown
        marks = "'" * order if order <= 3 else f"^{{({order})}}"
        text = rf"{label}{marks}\left({printer._print(self.args[0])}\right)"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _sympystr(self, printer: Any) -> str:
        label, order = self.unknown
        marks = "'" * order if order <= 3 else f"^({order})"
        return f"{label}{marks}({printer._print(self.args[0])})"


@cache
def unknown_function(name: str, order: int = 0) -> type[UnknownFunction]:
    """The sympy function f⁽ᵏ⁾ for an unknown function called `name`."""
    if not NAME.fullmatch(name):
        raise InputError(f"{shorten(name)!r} is not a name: letters, digits and _ only")
    return type(f"{name}_{order}" if order else name, (UnknownFunction,), {"unknown": (name, order)})


def functions(names: str) -> Any:
    """Functions of one variable of which nothing is known, for use inside of `E`: one, or a tuple of them.

    They are any measurable functions of at most exponential growth.  f(v).diff(v) inside of an expectation means the
    derivative of the mean of f by the mean of v: for a smooth f that is E[f′(v)]; a jump of f counts as its Dirac
    measure, never as the derivative almost everywhere.

    >>> u, v = gaussian("u v", cov="C")
    >>> f = functions("f")
    >>> E(u*f(v)).closed_form()
    C12*E[f'(y); y ~ N(0, C22)]
    """
    made = tuple(unknown_function(symbol.name) for symbol in sympy.symbols(names, seq=True))
    return made[0] if len(made) == 1 else made


def relu(x: object) -> Expr:
    """max(0, x)."""
    return sympy.Max(0, x)


def step(x: object) -> Expr:
    """1 where x > 0, 0 where x < 0."""
    return sympy.Heaviside(x)


# --------------------------------------------------------------------------------------------------------- expectations


class Expectation(sympy.Expr):
    """E[G] over the Gaussian variables in G; its free symbols are the parameters.  Made by `E`.

    args: G, the variables, their means, and the rows of their covariance matrix.
    """

    is_real = True
    is_commutative = True
    is_expectation = True

    def __new__(cls, function: Expr, variables: Tuple, centre: Tuple, cov: Tuple) -> Expectation:
        return Expr.__new__(cls, function, variables, centre, cov)

    @property
    def variables(self) -> tuple[Symbol, ...]:
        """The variables that are averaged over."""
        return tuple(self.args[1])

    @property
    def bound_symbols(self) -> list[Symbol]:
        """The same, as sympy asks for them."""
        return list(self.args[1])

    @property
    def free_symbols(self) -> set[Symbol]:
        """The parameters."""
        function, variables, centre, cov = self.args
        return (function.free_symbols - set(variables)) | centre.free_symbols | cov.free_symbols

    @property
    def is_number(self) -> bool:
        """Whether it has no parameters and no unknown function."""
        return not self.free_symbols and not self.has(UnknownFunction)

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        return Slope(self, symbol) if symbol in self.free_symbols else sympy.Integer(0)

    def _eval_subs(self, old: Expr, new: Expr) -> Expr:
        function, variables, centre, cov = self.args
        if old.free_symbols & set(variables):
            return self
        if new.free_symbols & set(variables):
            raise InputError(f"{new} would be averaged over in {shorten(self)}; use other Gaussian variables")
        return self.func(function._subs(old, new), variables, centre._subs(old, new), cov._subs(old, new))

    def _xreplace(self, rule: Any) -> tuple[Expr, bool]:
        kept = {old: new for old, new in rule.items() if not old.free_symbols & set(self.variables)}
        if any(new.free_symbols & set(self.variables) for old, new in kept.items() if self.has(old)):
            raise InputError(
                f"a variable of {shorten(self)} would be put in for a parameter; use other Gaussian variables"
            )
        return super()._xreplace(kept)

    def _eval_evalf(self, prec: int) -> Expr | None:
        return _digits(ROADS["core"](self, ()), prec) if self.is_number else None

    def ball(self, *, digits: int = 30) -> arb:
        """A ball that contains the value, with so many correct digits where cancellation does not cost too many.

        A ball that is not finite says nothing: four signs with means have none.
        Raises InputError where there are parameters or unknown functions, where there is no rule, and for no digit.

        >>> x = gaussian("x")
        >>> E(sympy.tanh(x)**2).ball(digits=15).str(15, radius=False)
        '0.394294490397841'
        >>> E(sympy.Symbol("a", real=True)*x**2).ball()
        Traceback (most recent call last):
            ...
        symcrit.errors.InputError: E[x**2*a; x ~ N(0, 1)] has parameters or unknown functions; put numbers in by subs
        """
        if not self.is_number:
            raise InputError(f"{shorten(self)} has parameters or unknown functions; put numbers in by subs")
        if digits < 1:
            raise InputError(f"{digits} digits: at least 1 is needed")
        expr = ROADS["core"](self, ())
        bits = math.ceil(digits * math.log2(10))
        for more in GUARD:
            with balls.precision(bits + more):
                value: arb = balls.evaluate(expr, {})
            if value.is_finite() and value.rel_accuracy_bits() >= bits:
                break
        return value

    def closed_form(self, where: Iterable[object] = ()) -> Expr:
        """What the expectation is equal to under hypotheses `where`, as a sympy expression.

        Raises InputError where there is no rule for it.

        >>> u, v = gaussian("u v", cov=[["p", "r"], ["r", "q"]])
        >>> E(sympy.sign(u)*sympy.sign(v)).closed_form()
        2*asin(r/sqrt(p*q))/pi
        """
        closed: Expr = ROADS["sympy"](self, where)
        return closed

    def written(self, write: Any) -> list[Any]:
        """The JSON that core reads; `write` writes expressions."""
        function, variables, centre, cov = self.args
        names = [symbol.name for symbol in variables]
        return [
            "expect",
            write(function, frozenset(variables)),
            names,
            [write(mean) for mean in centre],
            [[write(entry) for entry in row] for row in cov],
        ]

    def _law(self, show: Any) -> str:
        _, variables, centre, cov = self.args
        if len(variables) == 1:
            return f"{show(variables[0])} ~ N({show(centre[0])}, {show(cov[0][0])})"
        middle = "0" if all(mean == 0 for mean in centre) else f"({', '.join(map(show, centre))})"
        rows = ", ".join(f"[{', '.join(map(show, row))}]" for row in cov)
        return f"({', '.join(map(show, variables))}) ~ N({middle}, [{rows}])"

    def _sympystr(self, printer: Any) -> str:
        return f"E[{printer._print(self.args[0])}; {self._law(printer._print)}]"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        inside = printer._print(self.args[0])
        text = rf"\mathbb{{E}}_{{{', '.join(map(printer._print, self.variables))}}}\left[{inside}\right]"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class Slope(sympy.Expr):
    """The derivative of an expectation by a parameter."""

    is_real = True
    is_commutative = True

    def __new__(cls, inside: Expr, symbol: Symbol) -> Slope:
        return Expr.__new__(cls, inside, symbol)

    def _eval_derivative(self, symbol: Symbol) -> Expr:
        return Slope(self, symbol) if symbol in self.free_symbols else sympy.Integer(0)

    def _eval_subs(self, old: Expr, new: Expr) -> Expr:
        inside, symbol = self.args
        if symbol in old.free_symbols | new.free_symbols and inside._subs(old, new) != inside:
            raise InputError(f"{old} cannot be replaced in {shorten(self)}: take closed_form() of it first")
        return self.func(inside._subs(old, new), symbol) if inside.has(old) else self

    def _xreplace(self, rule: Any) -> tuple[Expr, bool]:
        inside, symbol = self.args
        if self in rule:
            return rule[self], True
        if any(symbol in old.free_symbols | new.free_symbols for old, new in rule.items() if inside.has(old)):
            raise InputError(f"{symbol} cannot be replaced in {shorten(self)}: take closed_form() of it first")
        replaced, changed = inside._xreplace(rule)
        return (self.func(replaced, symbol), True) if changed else (self, False)

    def closed_form(self, where: Iterable[object] = ()) -> Expr:
        """What it is equal to, as `Expectation.closed_form`; differentiated before equations in `where` are used."""
        closed: Expr = ROADS["sympy"](self, where)
        return closed

    def written(self, write: Any) -> list[Any]:
        """The JSON that core reads."""
        inside, symbol = self.args
        return ["d", write(inside), symbol.name]

    def _sympystr(self, printer: Any) -> str:
        inside, symbol = map(printer._print, self.args)
        return f"d/d{symbol} {inside}"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        inside, symbol = map(printer._print, self.args)
        text = rf"\frac{{\partial}}{{\partial {symbol}}} {inside}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


def E(function: object) -> Expr:
    """E[G] for a function G of Gaussian variables; variables of different laws are independent.

    G: sums and products of parameters, powers, exp (of quadratic functions), sin, cos, sinh, cosh, erf, erfc, abs,
    sign, Heaviside, Max, Min, tanh (of affine functions) and functions made by `functions`.
    Raises InputError where one name stands for variables of two laws, and for expectations inside of G.

    >>> x = gaussian("x")
    >>> E(sympy.exp(2*x)).closed_form(), E(sympy.Max(0, x)).evalf(20)
    (exp(2), 0.39894228040143267794)
    """
    own = as_expr(function)
    variables = sorted((s for s in own.free_symbols if isinstance(s, Gaussian)), key=lambda s: s.name)
    if not variables:
        return own
    if own.has(Expectation, Slope):
        raise InputError(f"{shorten(own)}: an expectation inside of another is not understood; take it out as a factor")
    laws = list(dict.fromkeys(variable.law for variable in variables))
    names = [label for law in laws for label in law.names]
    if len(set(names)) < len(names):
        raise InputError(f"one name stands for two Gaussian variables in {shorten(own)}; call one of them otherwise")
    used = [Gaussian(label, law) for law in laws for label in law.names if Gaussian(label, law) in variables]
    centre = [variable.law.means[variable.law.names.index(variable.name)] for variable in used]
    cov = [Tuple(*[_covariance(one, other) for other in used]) for one in used]
    return Expectation(own, Tuple(*used), Tuple(*centre), Tuple(*cov))


def _covariance(one: Gaussian, other: Gaussian) -> Expr:
    if one.law != other.law:
        return sympy.Integer(0)
    names = one.law.names
    return one.law.cov[names.index(one.name)][names.index(other.name)]


# What needs claims, which need this module: `closed_forms` hands it over.
ROADS: dict[str, Callable[..., Any]] = {}  # "core": what an expectation is equal to, in core; "sympy": in sympy


GUARD = (20, 80, 320)  # binary digits beyond those that are shown


def _digits(expr: Any, prec: int) -> Expr | None:
    """The value of an expression of core that has no symbols, where a ball tells that many binary digits of it."""
    for more in GUARD:
        with balls.precision(prec + more):
            value = balls.evaluate(expr, {})
            if value.is_finite() and (value.rel_accuracy_bits() >= prec or (value == 0 and value.is_exact())):
                return sympy.Float(value.mid().str(prec, radius=False), precision=prec)
    return None


def definite(exprs: Iterable[Expr]) -> list[tuple[tuple[Expr, ...], ...]]:
    """The covariance matrices in expressions that are not made of numbers, largest first, none inside of another."""
    found = {tuple(tuple(row) for row in node.args[3]) for expr in exprs for node in _expectations(expr)}
    with_symbols = [rows for rows in found if any(entry.free_symbols for row in rows for entry in row)]
    kept: list[tuple[tuple[Expr, ...], ...]] = []
    for rows in sorted(with_symbols, key=lambda rows: (-len(rows), str(rows))):
        if not any(_stands_in(rows, larger) for larger in kept):
            kept.append(rows)
    return kept


def _stands_in(rows: tuple[tuple[Expr, ...], ...], larger: tuple[tuple[Expr, ...], ...]) -> bool:
    """Whether a matrix is a principal submatrix of another one."""
    size = len(rows)
    places = combinations(range(len(larger)), size)
    return any(all(rows[a][b] == larger[i][j] for a, i in enumerate(at) for b, j in enumerate(at)) for at in places)


def _expectations(expr: Expr) -> set[Expectation]:
    return expr.atoms(Expectation) if isinstance(expr, sympy.Basic) else set()


# -------------------------------------------------------------------------------------------- the trivariate normal law


class trinormal(sympy.Function):
    """Φ₃(h₁, h₂, h₃; ρ₁₂, ρ₁₃, ρ₂₃) = P(X₁ ≤ h₁, X₂ ≤ h₂, X₃ ≤ h₃), X standard normal with these correlations.

    The correlation matrix is positive semidefinite.

    >>> trinormal(0, 0, 0, 0, 0, 0).evalf(15)
    0.125000000000000
    """

    nargs = 6
    is_real = True

    def __new__(cls, *args: object, **options: Any) -> Expr:
        """Arguments are exact values, text too; raises InputError for others."""
        return super().__new__(cls, *[arg if isinstance(arg, Expr) else as_expr(arg) for arg in args], **options)

    def written(self, write: Any) -> list[Any]:
        """⅛(1 + Σ S_1 + Σ S_2 + S_3), as core reads it."""
        parts = [write(arg) for arg in self.args]
        h, rho = parts[:3], dict(zip(((0, 1), (0, 2), (1, 2)), parts[3:], strict=True))
        ones = [["erf", ["/", one, ["sqrt", "2"]]] for one in h]
        twos = []
        for (i, j), correlation in rho.items():
            both = ["*", "4", ["binormal", h[i], h[j], correlation]]
            twos += [both, "-1", ["-", ones[i]], ["-", ones[j]]]
        three = ["signs", *h, *rho.values()]
        return ["/", ["+", "1", *ones, *twos, three], "8"]

    def _eval_evalf(self, prec: int) -> Expr | None:
        return _digits(ROADS["core"](self, ()), prec) if self.is_number else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = r"\Phi_3\left({}, {}, {}; {}, {}, {}\right)".format(*map(printer._print, self.args))
        return text if exp is None else rf"{text}^{{{exp}}}"


class sign_moment(sympy.Function):
    """S_r = E[Π sign y_j] of 3 or 4 normal variables with these means, variances 1 and correlations; see `atoms`."""

    nargs = (6, 10)
    is_real = True

    def written(self, write: Any) -> list[Any]:
        """As core reads it."""
        return ["signs", *map(write, self.args)]

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        count = 3 if len(self.args) == 6 else 4
        text = rf"S_{count}\left({', '.join(map(printer._print, self.args))}\right)"
        return text if exp is None else rf"{text}^{{{exp}}}"


def of_moment(spec: Sequence[tuple[str, int]], centre: Sequence[Expr], upper: Sequence[Expr]) -> Expr:
    """E[Π f_j⁽ᵏ⁾(y_j)] for the law of the y_j that core writes."""
    size = len(spec)
    entries = dict(zip([(i, j) for i in range(size) for j in range(i, size)], upper, strict=True))
    cov = [[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)]
    taken = {symbol.name for part in (*centre, *upper) for symbol in part.free_symbols}
    letters = chain("yz", (f"y{i}_" for i in count()))
    letter = next(x for x in letters if not any(name.startswith(x) for name in taken))
    names = letter if size == 1 else " ".join(f"{letter}{i + 1}" for i in range(size))
    made = gaussian(names, cov=cov, mean=list(centre))
    variables = (made,) if size == 1 else made
    return E(sympy.Mul(*[unknown_function(*entry)(y) for entry, y in zip(spec, variables, strict=True)]))
