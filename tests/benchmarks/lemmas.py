"""Inequalities that other provers are measured by, and false ones beside them.

The true ones are facts from the test suites of MetiTarski, Polya, the PVS library of NASA, Coq's `interval`, ValidSDP
(there a sum of squares) and from the Lean workbook; each has its name there.  The false ones are made from them by
closing an end, changing a constant or leaving a hypothesis out.  Nothing of symcrit or SymPy is imported.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Tree = Any  # the language of docs/format.md: a name, an exact number, or [operation, argument, …]
OPERATIONS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
KINDS = {"<": "less", "<=": "at_most", "=": "equal"}

TRUE = {
    "polynomial, one variable": (
        ("Coq interval 07-5", "x < 1 + x^3", "-1 <= x"),
        ("Coq interval 12-1", "0 < x", "1 <= x"),
        ("Coq interval 12-2", "x <= x*x", "1 <= x"),
        ("Coq interval 21-0", "12/25 <= (2 - t)/(2*(2 + t))", "0 <= t, t <= 1/32"),
        ("Lean workbook 176", "4*s^2 - 21*s + 27 <= 0", "9/4 <= s, s <= 3"),
        ("Lean workbook 6591", "9/4 <= x + 1/(x + 2)", "x >= 2"),
        ("Lean workbook 6672", "0 <= y^2*(y^2 - y + 1) + 3*(y - 1)^2"),
        ("Lean workbook 6695", "3/2 - 2*x^2 <= 1/(2*x)", "0 < x, x < 1"),
        ("Lean workbook 7118", "0 <= 2*x*sqrt(x) - 3*x + 1", "0 < x"),
        ("Lean workbook 8236", "x^5 + x <= x^8 + x^2 + 1"),
        ("Lean workbook 8288", "3/4*a - 1/4 <= a^2/(a + 1)", "0 < a"),
        ("Lean workbook 9112", "a^3 + a^2 <= a^5 + 1", "0 < a"),
        ("Lean workbook 9565", "0 <= x^4 - x^2 - 2*x + 2"),
        ("Polya 85", "4*x^3 - 3*x <= 1", "x >= -1, x <= 1"),
        ("PVS affine-1", "x^5 - 2*x^3 <= 1.052", "-5 < x, x < 0"),
        ("PVS affine-quarter", "x - x^2 < 0.2501", "0 <= x, x <= 1"),
        ("PVS bernstein-cheb1", "(2*x^2 - 1)^2 <= 1", "abs(x) <= 1"),
        ("PVS sturm-13", "(x - 1)*(x + 1) <= 0", "abs(x) <= 1"),
        ("PVS sturm-17", "0 <= x^120 - 2/3*x^60 + 1/9", "x < 3"),
        ("PVS sturm-19", "x^4 - x^3 - 19*x^2 - 11*x + 30 <= 31.7", "-2 <= x, x <= 1"),
        ("PVS sturm-2", "0 <= (x - 1/2)^2*(x - 9)^4*(x + 8.5)^2"),
        ("PVS sturm-4", "x^101 < -x", "x < 0"),
        ("PVS sturm-6", "0 <= x^2 - 2*x + 1"),
        ("PVS tarski-4", "0 < x^12", "x >= -9, x < 10, x^4 > 0"),
    ),
    "polynomials, several variables": (
        ("Lean workbook 1355", "y/(x*y + y + 1) + z/(y*z + z + 1) + x/(z*x + x + 1) <= 1", "0 < x, 0 < y, 0 < z"),
        ("Lean workbook 1427", "1/7*(x^2*y^2 + 1) <= x^2 + y^2", "0 < x, 0 < y, 2*(x + y) >= x*y + 1"),
        ("Lean workbook 1476", "(x + y + z)^2 <= 3*(x^2 + y^2 + z^2)"),
        ("Lean workbook 1809", "2*a*b*c <= a^2 + b^2 + c^2", "a + b + c >= 3*a*b*c"),
        ("Lean workbook 1961", "(3*a + 2*b - c)/4 <= a^2/(a + b) + b^2/(b + c)", "0 < a, 0 < b, 0 < c"),
        ("Lean workbook 2192", "0 <= 2*(a^2 + b^2) + a*b"),
        ("Lean workbook 2269", "4*u*v <= (u + v)^2", "u > 0, v > 0"),
        ("Lean workbook 2640", "a*b + b*c + a*c <= a^3 + b^3 + c^3", "a > 0, b > 0, c > 0, a*b*c = 1"),
        ("Lean workbook 2847", "a*b <= 1", "0 < a, 0 < b, (a + 2*b + 2/(a + 1))*(b + 2*a + 2/(b + 1)) = 16"),
        ("Lean workbook 3670", "a^2*b + a*b^2 <= (a + b)^3/4", "0 < a, 0 < b"),
        ("Lean workbook 3917", "x*y + y*z + z*x <= x^2 + y^2 + z^2"),
        ("Lean workbook 4319", "0 <= 2*a^2 - 2*a*(b + c - 3) + 2*(b^2 + c^2) - 2*b*c + 6*(1 - b)"),
        ("Lean workbook 5691", "1/(1 + u*v) <= 1/(1 + u)^2 + 1/(1 + v)^2", "u > 0, v > 0"),
        ("Lean workbook 6824", "a^2*b + b^2*c + c^2*d + d^2*a <= a^3 + b^3 + c^3 + d^3", "0 < a, 0 < b, 0 < c, 0 < d"),
        (
            "Lean workbook 6923",
            "d^2*a^2 + c^2*a^2 + a^2*b^2 + b^2*c^2 + c^2*d^2 + b^2*d^2 <= 3/8*(a^2 + b^2 + c^2 + d^2)^2",
        ),
        ("Lean workbook 7050", "6 <= a^2 + b^2 + c^2 + a*b + a*c + b*c", "a + b + c >= 3"),
        ("Lean workbook 7915", "0 <= (u^3 - u^2*v - 2*u*v^2 + v^3)^2"),
        (
            "Lean workbook 8073",
            "x^3 + y^3 + z^3 + (x^2*y + y^2*z + z^2*x) <= 6",
            "x < 0, y < 0, z < 0, x^4 + y^4 + z^4 = 3",
        ),
        (
            "Lean workbook 8906",
            "4 <= a^2 + b^2 + c^2 + a*b*c",
            "0 < a, 0 < b, 0 < c, a*b*c = 1, a*b + b*c + c*a = a*b*c + 2",
        ),
        ("Lean workbook 9397", "(a*b + b*c + a*c)*(a^2 + b^2 + c^2) <= (a^3 + b^3 + c^3)*(a + b + c)"),
        ("Polya 24", "(1 + eps/(3*(c + 3)))*n < K*x", "n >= 0, n < K/2*x, c > 0, eps > 0, eps < 1"),
        ("Polya 29", "x*y <= x + y", "x > 0, y > 0, y < 1"),
        ("Polya 36", "y*z < w", "x > 0, x*y*z < 0, x*w > 0"),
        ("Polya 39", "x*w <= 0", "x*(y + z) <= 0, y + z > 0, x >= 0"),
        ("Polya 50", "2 - u*x*y <= x^2*y", "x < 1, y > 1, x*y > 1, u + x >= y + 1"),
        ("Polya 52", "x*y < x*z", "x > 0, y < z, y < 0, z > 0"),
        ("Polya 54", "1 + y^2 <= 1 + y^2*x", "x > 1"),
        ("Polya 57", "x*y = z*w", "x = z, y = w, x > 0, y > 0"),
        ("Polya 58", "0 < y", "x > 2*y, x = 3*y"),
        ("Polya 88", "3/2 <= a/(b + c) + b/(c + a) + c/(a + b)", "a > 0, b > 0, c > 0"),
        (
            "PVS bernstein-1",
            "-3.4 < 4*x^2 - 21/10*x^4 + 1/3*x^6 + (x - 3)*y - 4*y^2 + 4*y^4",
            "-0.5 <= x, x <= 1, -2 <= y, y <= 1",
        ),
        ("PVS bernstein-zum2", "-42601/50331648 <= 100*(y - x^2)^2 + (1 - x)^2", "abs(x) <= 2, abs(y) <= 2"),
        ("PVS sturm-mono1", "(x - 1/4)^2 <= y*y - 1/2*y + 1/16", "x >= 1, x < y"),
    ),
    "absolute values": (
        ("Polya 16", "abs(3*x + 2*y + 5) < 4*abs(x) + 3*y + 6", "y > 0"),
        ("Polya 69", "(x + y - abs(x - y))/2 = x", "x <= y"),
        ("Polya 70", "2*x + (w + z - abs(w - z))/2 < 3*y + w", "x > 0, x <= y"),
        ("Polya 74", "abs(y) - abs(x) <= abs(x - y)"),
        ("Polya 76", "abs(2*x - z) <= abs(2*x - y) + abs(y - z)"),
    ),
    "special functions, one variable": (
        ("Coq interval 14-3", "0 <= exp(x)"),
        ("Coq interval mt1", "2*abs(x)/(2 + x) <= abs(log(1 + x)) + 1/1024", "-1 + 1/1024 <= x, x <= 10"),
        ("Lean workbook 8162", "t + 1 < exp(t)", "t > 0"),
        ("Lean workbook 8656", "x + 1 <= exp(x)", "0 <= x"),
        ("MetiTarski abs-problem-1", "abs(log(1 + X) - X) <= X^2", "0 <= X"),
        ("MetiTarski abs-problem-11", "abs(exp(X) - 1) <= exp(abs(X)) - 1"),
        ("MetiTarski atan-7", "abs(atan(X)) <= pi/2 + 10^(-5)"),
        ("MetiTarski atan-9", "1 < (X + 1/X)*atan(X)", "0 < X"),
        ("MetiTarski cos-1-weak", "1 - 2*X < cos(pi*X)", "0 < X, X < 1/2 - 2.1e-08"),
        ("MetiTarski cos-2", "cos(pi*X) < 1 - 2*X", "1/2 < X, X < 1"),
        ("MetiTarski cos-3", "abs(cos(X)) <= 1", "abs(X) < 1"),
        ("MetiTarski cosh-3612a", "(3 + X^2/11)*sinh(X)/(2 + cosh(X) + X^2/11) < X", "0 < X, X < 5"),
        ("MetiTarski cosh-3612b", "X < (3 + X^2/10)*sinh(X)/(2 + cosh(X) + X^2/10)", "0 < X"),
        ("MetiTarski exp-361-6", "(exp(1)*X/6)^6 <= 0.005 + exp(X)", "0 < X"),
        ("MetiTarski exp-lower-1", "1 + X <= exp(X)"),
        ("MetiTarski exp-lower-15", "1/(1 - X) <= exp(X)", "1 < X"),
        ("MetiTarski exp-lower-4", "1 - X <= exp(-X)"),
        ("MetiTarski exp-lower-7", "(X + 2)^2/4 <= exp(X)", "0 <= X"),
        ("MetiTarski exp-upper-11", "exp(X) <= (2 + X)/(2 - X)", "0 <= X, X < 2"),
        ("MetiTarski exp-upper-14", "exp(X) <= 1/(1 - X)", "X < 1"),
        ("MetiTarski log-fun-ineq-b1", "(N + 1/2)*log(1 + 1/N) < 1 + 1/(12*N) - 1/(12*(N + 1))", "2 <= N"),
        ("MetiTarski log-lower-2", "-X^2 + 3*X - 2 <= log(X)", "1 <= X"),
        ("MetiTarski log-lower-23", "X - X^2/2 + X^3/3 - X^4/4 < log(1 + X)", "0 < X"),
        ("MetiTarski log-lower-8", "3*X/2 <= log(1 + X)", "-1/2 <= X, X <= 0"),
        ("MetiTarski log-lower-9", "-X/(1 - X) < log(1 - X)", "X < 1, X != 0"),
        ("MetiTarski log-upper-12", "log(1 - X) <= 3*X/2", "0 <= X, X < 1"),
        ("MetiTarski log-upper-2", "log(X) <= X^2 - X", "0 < X"),
        ("MetiTarski sin-11", "0 < 2*cos(1/X)/X^3 - sin(1/X)/X^4", "1 < X"),
        ("MetiTarski sin-3", "sin(X)/X <= 1", "0 < X, X <= pi"),
        ("MetiTarski sin-cos-diff2b", "abs(cos(X)/X - 2*sin(X)/X^2 + 2*(1 - cos(X))/X^3) <= 1/3", "X != 0"),
        (
            "MetiTarski sin-cos-diff4a",
            "abs(sin(X)/X + 4*cos(X)/X^2 - 12*sin(X)/X^3 - 24*cos(X)/X^4 + 24*sin(X)/X^5) <= 1/5",
            "X != 0",
        ),
        ("MetiTarski tan-2", "X <= tan(X)", "0 <= X, X < 314159/200000"),
        ("MetiTarski tan-3428c", "tan(X) - tan(X)^3/3 + tan(X)^5/5 < tan(X)", "0 < X, X < pi/4"),
        ("MetiTarski tanh-2", "abs(tanh(X)) <= 1"),
        ("MetiTarski tanh-3610", "atan(X) <= pi/2*tanh(X)", "0 <= X, X < 6.5"),
        ("Polya 79", "x < log(1 + x^2 + exp(x))"),
        ("Polya 82", "3*x <= log((exp(2*x) + exp(3*x) + abs(exp(2*x) - exp(3*x)))/2)"),
        (
            "PVS metit-ayad",
            "abs(0.9890365552 + 1.13025869*r + 0.5540440796*r*r - exp(r)) <= (1 - 2^(-16))*2^(-4)",
            "abs(r) <= 1",
        ),
        ("PVS metit-ex1", "x - x^2 - 0.1 <= log(1 + x)", "0 <= x, x <= 1"),
        ("PVS metit-ex5", "abs(log(1 + x) - x) - 0.1 <= 2*x^2", "-1/2 <= x, x <= 0"),
    ),
    "special functions, several variables": (
        (
            "Coq interval 20-3",
            "abs(exp(x + y)/(exp(x)*exp(y)) - 1) <= 1/10",
            "-1/2 <= x, x <= 1/2, -1/2 <= y, y <= 1/2",
        ),
        ("MetiTarski asin-1", "asin(X*Y)/2 <= asin(X)*asin(Y)", "0 < X, X < 0.95, 0 < Y, Y < 0.95"),
        ("MetiTarski exp-lower-13", "(2 + X^2 + X*Y)/2 <= exp(X)", "0 <= X, 0 <= Y, Y^2 = 4 + X^2"),
        ("MetiTarski log-3615", "log(X)/(X - 1) <= 1/Y", "0.0003 < X, X != 1, X < 3500, 0 <= Y, Y^2 = X"),
        ("MetiTarski log-upper-21-weak", "log(1 + 1/X) < 1/Y", "0.0003 < X, 0 <= Y, Y^2 = X^2 + X"),
        (
            "MetiTarski sin-10-3",
            "-1/7 < sin(1/A) - 2*sin(1/C) + sin(1/B)",
            "1.4 < X, 0 <= A, A^3 = X - 1, 0 <= C, C^3 = X, 0 <= B, B^3 = X + 1",
        ),
        ("MetiTarski sin-3425a", "(Y - Y^3/6)/(X - X^3/6) <= 10^(-4) + sin(Y)/sin(X)", "0 < X, X < Y, Y^2 < 6"),
        ("MetiTarski sin-7-weak", "X/Y <= 0.0005 + sin(X)/sin(Y)", "0 < X, X < Y, Y < pi/2"),
        ("MetiTarski sin-cos-2var3", "cos(X - Y) <= 2*cos(X)*cos(Y)", "-1 < X, -1 < Y, -1 < X + Y, X + Y < 1"),
        ("MetiTarski sin-cos-346-a", "cos(X/S) < sin(X)/X", "0 < X, X <= 6, S > 0, S^2 = 3"),
        ("MetiTarski two-variable-1", "(X - Y)/(X + Y) < log(X/Y)/2", "0 < Y, Y < X"),
        ("MetiTarski two-variable-2", "exp(X*Y/(X + Y)) < exp(X)", "0 < X, 0 < Y"),
        (
            "MetiTarski two-variable-3-weak",
            "(1 - exp(-X - Y))/((X + Y)*(1 - exp(-X))*(1 - exp(-Y))) - 1/(X*Y) <= 1/12",
            "1/32 < X, 1/32 < Y",
        ),
        ("Polya 20", "0 < log(1 + abs(x) + y^4)", "y > 0"),
        ("Polya 21", "abs(x + 2*y + z)*exp(w) < 7 + abs(z)", "abs(x) < 3, abs(y) < 2, w <= 0"),
        ("Polya 26", "(1 + x^2)/(2 + exp(y)) < (2 + y^2)/(1 + exp(x))", "x > 0, x < y"),
        ("Polya 77", "abs(x + 2*y + z) < (7 + abs(z))*exp(w)", "abs(x) < 3, abs(y) < 2, w >= 0"),
        ("Polya 78", "exp(x + y) = exp(x)*exp(y)"),
        ("PVS metit-tr35", "abs(180*9.8*tan(f*pi/180)/(pi*v*0.514)) <= 3.825", "abs(f) <= 35, 200 <= v, v <= 250"),
    ),
}

FALSE = {
    "polynomial, one variable": (
        ("Coq interval 07-5, everywhere", "x < 1 + x^3", "-2 <= x"),
        ("Coq interval 21-0, wider", "12/25 <= (2 - t)/(2*(2 + t))", "0 <= t, t <= 1/12"),
        ("Lean workbook 176, wider", "4*s^2 - 21*s + 27 <= 0", "2 <= s, s <= 3"),
        ("Lean workbook 9565, strict", "0 < x^4 - x^2 - 2*x + 2"),
        ("Lean workbook 9112, strict", "a^3 + a^2 < a^5 + 1", "0 < a"),
        ("PVS affine-quarter, 1/4", "x - x^2 < 0.25", "0 <= x, x <= 1"),
        ("PVS bernstein-cheb1, wider", "(2*x^2 - 1)^2 <= 1", "abs(x) <= 1.000001"),
        ("PVS sturm-6, strict", "0 < x^2 - 2*x + 1"),
        ("PVS sturm-19, 31.6", "x^4 - x^3 - 19*x^2 - 11*x + 30 <= 31.6", "-2 <= x, x <= 1"),
    ),
    "polynomials, several variables": (
        ("Lean workbook 1663, 4 for 3", "4*(x*y + y*z + z*x) <= (x + y + z)^2"),
        ("Lean workbook 2269, strict", "4*u*v < (u + v)^2", "u > 0, v > 0"),
        ("Lean workbook 3670, 5 for 4", "a^2*b + a*b^2 <= (a + b)^3/5", "0 < a, 0 < b"),
        ("Lean workbook 7050, 7 for 6", "7 <= a^2 + b^2 + c^2 + a*b + a*c + b*c", "a + b + c >= 3"),
        ("Polya 35, no sign", "x*y < x*z", "y < z"),
        ("Polya 36, no order", "y*z < w", "x > 0, x*y*z < 0"),
        ("Polya 51, past 1", "a*b <= a + b", "a > 0, a < 3, b > 0, b < 3"),
        ("Polya 88, strict", "3/2 < a/(b + c) + b/(c + a) + c/(a + b)", "a > 0, b > 0, c > 0"),
        ("PVS sturm-mono1, from 0", "(x - 1/4)^2 <= y*y - 1/2*y + 1/16", "x >= 0, x < y"),
    ),
    "absolute values": (
        ("Polya 16, closed", "abs(3*x + 2*y + 5) < 4*abs(x) + 3*y + 5", "y >= 0"),
        ("Polya 74, sum", "abs(y) + abs(x) <= abs(x - y)"),
        ("Polya 76, halved", "abs(2*x - z) <= (abs(2*x - y) + abs(y - z))/2"),
    ),
    "special functions, one variable": (
        ("Lean workbook 8656, strict", "x + 1 < exp(x)", "0 <= x"),
        ("MetiTarski exp-upper-11, wider", "exp(X) <= (2 + X)/(2 - X)", "-1 <= X, X < 2"),
        ("MetiTarski exp-lower-7, everywhere", "(X + 2)^2/4 <= exp(X)", "-5 <= X"),
        ("MetiTarski log-lower-23, from -1", "X - X^2/2 + X^3/3 - X^4/4 < log(1 + X)", "-1 < X"),
        ("MetiTarski log-upper-2, strict", "log(X) < X^2 - X", "0 < X"),
        ("MetiTarski cos-1, wider", "1 - 2*X < cos(pi*X)", "0 < X, X < 3/5"),
        ("MetiTarski sin-3, with 0", "sin(X)/X <= 1", "0 <= X, X <= pi"),
        ("MetiTarski tan-2, past the pole", "X <= tan(X)", "0 <= X, X < 2"),
        ("MetiTarski atan-7, 3/2", "abs(atan(X)) <= 3/2"),
        ("MetiTarski cosh-3612b, 9 for 10", "(3 + X^2/9)*sinh(X)/(2 + cosh(X) + X^2/9) < X", "0 < X"),
        ("PVS metit-ex3, sharper", "-x - 2*x^2 + 0.13 <= log(1 - x)", "0 <= x, x <= 1/2"),
    ),
    "special functions, several variables": (
        ("MetiTarski two-variable-1, closed", "(X - Y)/(X + Y) < log(X/Y)/2", "0 < Y, Y <= X"),
        ("MetiTarski two-variable-2, closed", "exp(X*Y/(X + Y)) < exp(X)", "0 <= X, 0 < Y"),
        ("Polya 26, no order", "(1 + x^2)/(2 + exp(y)) < (2 + y^2)/(1 + exp(x))", "x > 0, y > 0"),
        ("Polya 77, 6 for 7", "abs(x + 2*y + z) < (6 + abs(z))*exp(w)", "abs(x) < 3, abs(y) < 2, w >= 0"),
        ("MetiTarski sin-cos-2var3, wider", "cos(X - Y) <= 2*cos(X)*cos(Y)", "-2 < X, X < 2, -2 < Y, Y < 2"),
    ),
}


@dataclass(frozen=True)
class Lemma:
    """A statement lhs op rhs under hypotheses, as text; `truth` is known from its source."""

    name: str
    group: str
    statement: str
    where: tuple[str, ...]
    truth: bool

    @property
    def kind(self) -> str:
        """Its kind of claim in symcrit."""
        return KINDS[split(self.statement)[0]]

    @property
    def sides(self) -> tuple[str, str]:
        """Its two sides, as text."""
        return split(self.statement)[1:]


def split(relation: str) -> tuple[str, str, str]:
    """The sign of a relation and its two sides."""
    sign = next(op for op in ("<=", ">=", "!=", "<", ">", "=") if op in relation)
    lhs, rhs = relation.split(sign)
    return sign, lhs.strip(), rhs.strip()


def tree(text: str) -> Tree:
    """An expression in the language of docs/format.md; decimals are exact."""
    return _tree(ast.parse(text.replace("^", "**"), mode="eval").body)


def _tree(node: ast.AST) -> Tree:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=value):
            return Fraction(str(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ["-", _tree(operand)]
        case ast.BinOp(op=ast.Pow(), left=base, right=exponent):
            return ["^", _tree(base), int(ast.literal_eval(exponent))]
        case ast.BinOp(op=op, left=left, right=right):
            return [OPERATIONS[type(op)], _tree(left), _tree(right)]
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return [name, _tree(argument)]
    raise ValueError(f"no translation for {ast.dump(node)}")


def names(expression: Tree) -> set[str]:
    """The symbols of an expression."""
    if isinstance(expression, list):
        return {name for argument in expression[1:] for name in names(argument)}
    return {expression} if isinstance(expression, str) and expression != "pi" else set()


def claim(lemma: Lemma) -> dict[str, Any]:
    """The lemma in the language of docs/format.md."""
    lhs, rhs = map(tree, lemma.sides)
    where = [[op, tree(left), tree(right)] for op, left, right in map(split, lemma.where)]
    symbols = names(lhs) | names(rhs) | {name for _, *sides in where for side in sides for name in names(side)}
    return {
        "kind": lemma.kind,
        "symbols": dict.fromkeys(sorted(symbols), "real"),
        "where": where,
        "lhs": lhs,
        "rhs": rhs,
    }


def _lemmas(facts: dict[str, tuple[tuple[str, ...], ...]], truth: bool) -> Iterator[Lemma]:
    for group, rows in facts.items():
        for name, statement, *where in rows:
            yield Lemma(name, group, statement, tuple(h for text in where for h in text.split(", ")), truth)


LEMMAS = (*_lemmas(TRUE, True), *_lemmas(FALSE, False))
