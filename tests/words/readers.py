"""Readers of what is printed, written apart from the printers, and an evaluation of expressions by mpmath.

A formula is read as a list of tokens, in which what has a box of its own (a fraction, a root, an exponent) is nested,
and then by one small grammar.  What is read is a tree ("number", n), ("symbol", name), ("+", …), ("*", …), ("/", a, b),
("^", a, n), ("call", name, …); `core_tree` makes the same of an expression of core, and `value` evaluates a tree.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import mpmath

Tree = tuple[Any, ...]
Token = Any  # a character or word, or a nested tuple

GREEK = {"κ": "kappa", "λ": "lambda", "μ": "mu", "ρ": "rho", "α": "alpha", "σ": "sigma", "τ": "tau", "ω": "omega"}
FUNCTIONS = {"arcsin": "asin", "arccos": "acos", "arctan": "atan"} | {
    name: name for name in re.findall("[a-z]+", "exp log sin cos tan sinh cosh tanh erf erfc asin acos atan sqrt abs")
}
OPEN, CLOSE = {"(": ")", "[": "]"}, {")", "]"}


class Unreadable(Exception):
    """The reader does not know what it sees."""


# ------------------------------------------------------------------------------------------------------------- grammar


class Grammar:
    """Sums of products of powers; `kernels` are the names that are functions."""

    def __init__(self, tokens: list[Token], kernels: frozenset[str]) -> None:
        self.tokens, self.kernels = tokens, kernels

    def all(self) -> Tree:
        found = self.sum()
        if self.tokens:
            raise Unreadable(self.tokens)
        return found

    def sum(self) -> Tree:
        terms = [self.term()]
        while self.peek() in ("+", "-"):
            terms.append(self.term())
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def term(self) -> Tree:
        negative = False
        while self.peek() in ("+", "-"):
            negative ^= self.tokens.pop(0) == "-"
        found = self.product()
        return ("*", ("number", -1), found) if negative else found

    def product(self) -> Tree:
        found = self.power()
        while self.tokens and self.peek() not in ("+", "-", ",", ";", *CLOSE):
            if self.peek() == "/":
                self.tokens.pop(0)
                found = ("/", found, self.power())
            else:
                if self.peek() == "·":
                    self.tokens.pop(0)
                found = ("*", found, self.power())
        return found

    def power(self) -> Tree:
        found = self.atom()
        while isinstance(self.peek(), tuple) and self.peek()[0] == "sup":
            exponent = self.read(self.tokens.pop(0)[1])
            found = raised(found, exponent)
        return found

    def atom(self) -> Tree:
        token = self.tokens.pop(0)
        if isinstance(token, tuple):
            return self.nested(token)
        if token in OPEN:
            inside = self.until(OPEN[token])
            if len(inside) != 1:
                raise Unreadable(inside)
            return inside[0]
        if token == "|":  # between bars there are no others
            end = self.tokens.index("|")
            inside, self.tokens = self.tokens[:end], self.tokens[end + 1 :]
            return ("call", "abs", self.read(inside))
        if re.fullmatch(r"\d+", token):
            return ("number", int(token))
        if token == "π":
            return ("pi",)
        if token in FUNCTIONS and self.peek() == "(":
            self.tokens.pop(0)
            return ("call", FUNCTIONS[token], *self.until(")"))
        if re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", token):
            return self.named(token)
        raise Unreadable(token)

    def nested(self, token: Token) -> Tree:
        kind, *parts = token
        if kind == "frac":
            return ("/", *map(self.read, parts))
        if kind == "root":
            return ("call", "sqrt", self.read(parts[0]))
        if kind == "name":
            return self.named(parts[0])
        if kind == "mean":
            head = [self.read(part) for part in split(parts[0])]
            if self.tokens.pop(0) != "[":
                raise Unreadable("a mean without bracket")
            return ("mean", self.until("]")[0], *head)
        raise Unreadable(token)

    def named(self, name: str) -> Tree:
        marks = re.fullmatch(r"(.*?)\^(\d+)", name) or re.fullmatch(r"(.*)_(\d+)", name)
        base, orders = (marks[1], marks[2]) if marks else (name, "")
        if name == "Φ_2":
            base, orders = name, ""
        if (base in self.kernels or base == "Φ_2") and self.peek() == "(":
            self.tokens.pop(0)
            return ("call", base + ("^" + orders if orders else ""), *self.until(")"))
        return ("symbol", normal(name))

    def until(self, end: str) -> list[Tree]:
        found = [self.sum()]
        while self.peek() in (",", ";"):
            self.tokens.pop(0)
            found.append(self.sum())
        if not self.tokens or self.tokens.pop(0) != end:
            raise Unreadable(f"no {end}")
        return found

    def peek(self) -> Token:
        return self.tokens[0] if self.tokens else None

    def read(self, tokens: list[Token]) -> Tree:
        return Grammar(list(tokens), self.kernels).all()


def normal(name: str) -> str:
    """q11 is typeset as q with the index 11."""
    return re.sub(r"^([A-Za-z])(\d+)$", r"\1_\2", name)


def raised(base: Tree, exponent: Tree) -> Tree:
    """e^x is exp(x), x^(n/2) is (√x)^n."""
    if base == ("symbol", "e"):
        return ("call", "exp", exponent)
    if exponent[0] == "/" and exponent[2] == ("number", 2):
        return ("^", ("call", "sqrt", base), exponent[1])
    return ("^", base, exponent)


def split(tokens: list[Token]) -> list[list[Token]]:
    """Tokens between commas that stand outside of all brackets."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in OPEN) - (token in CLOSE) if isinstance(token, str) else 0
        if token == "," and not depth:
            found.append([])
        else:
            found[-1].append(token)
    return found


def spelled(base: Any, below: list[Token]) -> Any:
    """The name of core for a letter with an index: x_1, w_1_2; κ with an index is a derivative of κ."""
    if base == "𝔼":
        return ("mean", below)
    if base == "Φ":
        return ("name", "Φ_2")
    parts = ["".join(part) for part in split(below)]
    if isinstance(base, tuple):  # a name that has an index already: orders of a derivative
        return ("name", f"{base[1]}^{''.join(parts)}")
    return ("name", "_".join([base, *parts]))


# --------------------------------------------------------------------------------------------------------------- LaTeX

_LATEX = re.compile(r"\s*(\\[A-Za-z]+|\\.|\d+|[^\s])")
_SIGNS = {r"\cdot": "·", r"\,": None, r"\pi": "π", r"\lvert": "|", r"\rvert": "|", r"\mathopen": None,
          r"\mathclose": None, r"\left": None, r"\right": None, r"\quad": None, r"\qquad": None}  # fmt: skip
_SIGNS |= {f"\\{size}{side}": None for size in ("big", "Big", "bigg", "Bigg") for side in "lr"}
_LETTERS = {f"\\{name}": name for name in GREEK.values()}


def read_latex(text: str, kernels: frozenset[str] = frozenset()) -> Tree:
    """A formula in LaTeX."""
    return Grammar(_Latex(text).group(None), kernels).all()


class _Latex:
    def __init__(self, text: str) -> None:
        self.tokens = [match[1] for match in _LATEX.finditer(text.replace("&", ""))]

    def group(self, end: str | None) -> list[Token]:
        found: list[Token] = []
        while self.tokens and self.tokens[0] != end:
            token = self.tokens.pop(0)
            if token == "^":
                found.append(("sup", self.argument()))
            elif token == "_":
                found.append(spelled(found.pop(), self.argument()))
            else:
                found += self.thing(token)
        if end is not None:
            self.tokens.pop(0)
        return found

    def thing(self, token: str) -> list[Token]:
        if token == "{":
            return self.group("}")
        if token == r"\frac":
            return [("frac", self.argument(), self.argument())]
        if token == r"\sqrt":
            return [("root", self.argument())]
        if token == r"\mathbb":
            return ["𝔼"] if self.argument() == ["E"] else [token]
        if token in (r"\operatorname", r"\mathit"):
            return ["".join(self.argument())]
        if token in _SIGNS:
            return [_SIGNS[token]] if _SIGNS[token] else []
        if token in _LETTERS:
            return [_LETTERS[token]]
        if token == r"\_":
            return ["_"]
        if token == r"\Phi":
            return ["Φ"]
        return [token.removeprefix("\\")]

    def argument(self) -> list[Token]:
        token = self.tokens.pop(0)
        return self.group("}") if token == "{" else self.thing(token)


# -------------------------------------------------------------------------------------------------------------- MathML


def read_mathml(text: str, kernels: frozenset[str] = frozenset()) -> Tree:
    """A formula in MathML; the lines of a broken one are read one behind the other."""
    return Grammar(_tokens(ET.fromstring(text)), kernels).all()


def _tokens(node: ET.Element) -> list[Token]:
    tag, inside = node.tag, list(node)
    if tag in ("mi", "mn", "mo"):
        character = node.text or ""
        if character in ("\u2062", "\u2061"):
            return []
        return [{"−": "-", "·": "·"}.get(character, GREEK.get(character, character))]
    if tag in ("math", "mrow", "mtable", "mtr", "mtd"):
        return [token for child in inside for token in _tokens(child)]
    if tag == "mspace":
        return []
    if tag == "mfrac":
        return [("frac", _tokens(inside[0]), _tokens(inside[1]))]
    if tag == "msqrt":
        return [("root", [token for child in inside for token in _tokens(child)])]
    if tag == "msup":
        return [*_tokens(inside[0]), ("sup", _tokens(inside[1]))]
    if tag == "msub":
        (base,) = _tokens(inside[0])
        return [spelled(base, _tokens(inside[1]))]
    if tag == "msubsup":
        (base,) = _tokens(inside[0])
        return [spelled(base, _tokens(inside[1])), ("sup", _tokens(inside[2]))]
    raise Unreadable(tag)


# ---------------------------------------------------------------------------------------------------------------- text

_TEXT = re.compile(r"\s*(Φ₂|√|π|\d+|[A-Za-z_][A-Za-z_0-9]*|[^\s])")


def read_text(text: str, kernels: frozenset[str] = frozenset()) -> Tree:
    """A formula as the terminal shows it."""
    tokens: list[Token] = []
    found = [match[1] for match in _TEXT.finditer(text)]
    while found:
        token = found.pop(0)
        if token == "^":
            tokens.append(("sup", [found.pop(0)]))
        elif token == "Φ₂":
            tokens.append(("name", "Φ_2"))
        elif token == "√":
            tokens.append("sqrt")
        elif token == "E" and found[0] == "[":
            tokens.append(("textmean",))
        elif (marks := re.fullmatch(r"([A-Za-z]+)((?:_\d)+)", token)) and marks[1] in kernels and found[:1] == ["("]:
            tokens.append(("name", f"{marks[1]}^{marks[2].replace('_', '')}"))
        else:
            tokens.append(token)
    return _Text(tokens, kernels).all()


class _Text(Grammar):
    """E[f(u)·g(v); q11, q12, q22] has its covariances behind a semicolon."""

    def nested(self, token: Token) -> Tree:
        if token[0] != "textmean":
            return super().nested(token)
        self.tokens.pop(0)
        return ("mean", *self.until("]"))

    def read(self, tokens: list[Token]) -> Tree:
        return _Text(list(tokens), self.kernels).all()


# ---------------------------------------------------------------------------------------------------------- evaluation


def core_tree(expr: Any) -> Tree:
    """An expression of core as a tree."""
    op, args = expr.op, expr.args
    if op == "num":
        p, q = (("number", part) for part in args)
        return p if args[1] == 1 else ("/", p, q)
    if op == "sym":
        return ("symbol", normal(args[0]))
    if op == "pi":
        return ("pi",)
    if op in ("add", "mul"):
        return ({"add": "+", "mul": "*"}[op], *map(core_tree, args))
    if op == "pow":
        return ("^", core_tree(args[1]), ("number", args[0]))
    if op == "kernel":
        marks = "".join(str(i + 1) * order for i, order in enumerate(args[1:4]))
        single = args[0] != "kappa" and not marks and [core_tree(a) for a in args[5:]] == 2 * [("number", 0)]
        return ("call", args[0] + ("^" + marks if marks else ""), *map(core_tree, args[4:5] if single else args[4:]))
    if op == "mean":
        f, g = (renamed(core_tree(part), letter) for part, letter in zip(args[:2], "uv", strict=True))
        return ("mean", ("*", f, g), *map(core_tree, args[2:]))
    if op == "binormal":
        return ("call", "Φ_2", *map(core_tree, args))
    return ("call", op, *map(core_tree, args))


def renamed(tree: Tree, letter: str) -> Tree:
    """z by another letter."""
    if tree == ("symbol", "z"):
        return ("symbol", letter)
    return tuple(renamed(part, letter) if isinstance(part, tuple) else part for part in tree)


def value(tree: Tree, at: dict[str, Any]) -> Any:
    """The value of a tree at a point; functions without a formula have made-up values.  Raises where there is none."""
    kind, *parts = tree
    if kind == "number":
        return mpmath.mpf(parts[0])
    if kind == "symbol":
        return at[parts[0]]
    if kind == "pi":
        return +mpmath.pi
    if kind == "mean":  # at the point (u, v), as a function of the covariances: enough to tell two means apart
        f, *covariances = (value(part, at) for part in parts)
        return f + mpmath.fsum(mpmath.sin(c + i) for i, c in enumerate(covariances, start=2))
    if kind == "call":
        return _function(parts[0], [value(part, at) for part in parts[1:]])
    numbers = [value(part, at) for part in parts]
    if kind == "+":
        return mpmath.fsum(numbers)
    if kind == "*":
        return mpmath.fprod(numbers)
    return numbers[0] / numbers[1] if kind == "/" else numbers[0] ** int(mpmath.re(numbers[1]))


def _function(name: str, arguments: list[Any]) -> Any:
    if name in FUNCTIONS.values():
        (x,) = arguments
        return abs(x) if name == "abs" else getattr(mpmath, name)(x)
    return mpmath.cos(sum(map(ord, name)) + mpmath.fsum(i * x for i, x in enumerate(arguments, start=1)))


def occurring(tree: Tree) -> set[Tree]:
    """Which functions and symbols occur."""
    kind, *parts = tree
    own = {("symbol", parts[0])} if kind == "symbol" else {("call", parts[0])} if kind == "call" else set()
    return own.union(*(occurring(part) for part in parts if isinstance(part, tuple)))
