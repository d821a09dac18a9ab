"""Reading expectations from JSON: ["expect", G, [x_1, …], [m_1, …], [[C_11, …], …]] is E[G(x)], x ~ N(m, C).

G is written in the x_i, which are bound, and in parameters.  Inside of G there are, beside what the language has,
["sign", y], ["step", y], ["max", x, y], ["min", x, y] and ["f", name, k, y]: the k-th derivative of a function of which
nothing is known but its name.

A node `expect` carries the names, for printing, and G with "#i" for the bound variables and "$j" for its largest parts
without these: names that nobody can write.  Its sub-expressions are those parts, the means and the upper triangle of C;
so whatever replaces parameters replaces them there, and nothing is captured.
"""

from __future__ import annotations

from collections.abc import Sequence

from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import Expr, nodes, parse, substitute, sym, symbols
from symcrit.core.algebra.language import Special
from symcrit.core.reading import index, items, name, need

MOST = 8  # coordinates of a law
MOST_ORDER = 12  # of a derivative of an unknown function


def parse_statement(value: object) -> Expr:
    """An expression that a claim is about, which may contain expectations; raises `Malformed`."""
    return parse(value, special={"expect": _expectation, "d": _slope})


def _slope(args: Sequence[object], depth: int) -> Expr:
    """["d", X, name]: the derivative of an expression with expectations by a parameter of it."""
    need(len(args) == 2, "a derivative has an expression and a name")
    inside = parse(args[0], depth + 1, special={"expect": _expectation, "d": _slope})
    label = name(args[1])
    need(label in inside.names, "{} does not occur in what is differentiated by it", label)
    return Expr("slope", label, inside)


def has_expectations(*roots: Expr) -> bool:
    """Whether an expectation, or a derivative of one, stands in an expression."""
    return any(node.op in ("expect", "slope") for node in nodes(*roots))


def functions_in(*roots: Expr) -> dict[str, int]:
    """{name: highest order} of the unknown functions inside of expectations, and of moments."""
    found: dict[str, int] = {}
    for node in nodes(*roots):
        written = nodes(*node.children, node.args[1]) if node.op == "expect" else ()
        spec = [part.args[:2] for part in written if part.op == "unknown"]
        for label, order in node.args[0] if node.op == "moment" else spec:
            found[label] = max(order, found.get(label, 0))
    return found


def bound(place: int) -> str:
    """The name of a coordinate inside of a node."""
    return f"#{place}"


def parameter(place: int) -> str:
    """The name of a part without coordinates inside of a node."""
    return f"${place}"


class Parts:
    """What an `expect` node is made of."""

    def __init__(self, node: Expr) -> None:
        self.names, self.template = node.args[:2]
        size = len(self.names)
        count = len(node.children) - size - size * (size + 1) // 2
        self.parameters = node.children[:count]
        self.means = node.children[count : count + size]
        upper = iter(node.children[count + size :])
        entries = {(i, j): next(upper) for i in range(size) for j in range(i, size)}
        self.cov = [[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)]

    @property
    def function(self) -> Expr:
        """G, in the bound names."""
        return substitute(self.template, {parameter(j): part for j, part in enumerate(self.parameters)})


def _expectation(args: Sequence[object], depth: int) -> Expr:
    need(len(args) == 4, "an expectation has a function, names, means and covariances")
    written, given_names, given_means, given_cov = args
    names = [name(item) for item in items(given_names)]
    size = len(names)
    need(0 < size <= MOST and len(set(names)) == size, "the names {} must be different, 1 to " + str(MOST), names)
    means = [parse(item, depth + 1) for item in items(given_means)]
    rows = [[parse(entry, depth + 1) for entry in items(row)] for row in items(given_cov)]
    square = len(rows) == size and all(len(row) == size for row in rows)
    need(len(means) == size and square, "means and covariances must be those of {}", names)
    symmetric = all(rows[i][j] is rows[j][i] for i in range(size) for j in range(i))
    need(symmetric, "the covariance matrix of {} is not written symmetrically", names)
    own = parse(written, depth + 1, special=_INSIDE)
    clash = symbols(*means, *(entry for row in rows for entry in row)) & set(names)
    need(not clash, "the law speaks of its own variable {}", *sorted(clash)[:1])
    function = substitute(own, {label: sym(bound(i)) for i, label in enumerate(names)})
    template, parameters = _closed(function)
    upper = [rows[i][j] for i in range(size) for j in range(i, size)]
    return Expr("expect", tuple(names), template, *parameters, *means, *upper)


def _closed(function: Expr) -> tuple[Expr, list[Expr]]:
    """The function with "$j" for its largest parts without bound names (numbers stay), and these parts."""
    found: dict[Expr, Expr] = {}
    parameters: list[Expr] = []
    for node in nodes(function):
        if _is_bound(node):
            children = [_replaced(child, found, parameters) for child in node.children]
            head = node.args[: len(node.args) - len(node.children)]
            found[node] = node if node.op == "sym" else Expr(node.op, *head, *children)
    return _replaced(function, found, parameters), parameters


def _replaced(node: Expr, found: dict[Expr, Expr], parameters: list[Expr]) -> Expr:
    if node in found:
        return found[node]
    if node.op == "num":
        return node
    found[node] = sym(parameter(len(parameters)))
    parameters.append(node)
    return found[node]


def _is_bound(node: Expr) -> bool:
    return any(label.startswith("#") for label in node.names)


def _plainly(op: str, count: int) -> Special:
    """The reader of an operation with so many arguments."""

    def read(args: Sequence[object], depth: int) -> Expr:
        need(len(args) == count, "{} takes another number of arguments", op)
        return Expr(op, *[parse(arg, depth + 1, special=_INSIDE) for arg in args])

    return read


def _unknown(args: Sequence[object], depth: int) -> Expr:
    need(len(args) == 3, "an unknown function has a name, an order and one argument")
    label, order, argument = args
    need(index(order) <= MOST_ORDER, "an order must be at most " + str(MOST_ORDER))
    return Expr("unknown", name(label), index(order), parse(argument, depth + 1, special=_INSIDE))


_INSIDE: dict[str, Special] = {
    "sign": _plainly("sign", 1),
    "step": _plainly("step", 1),
    "max": _plainly("max", 2),
    "min": _plainly("min", 2),
    "f": _unknown,
}


def free_of(domain: Domain, *roots: Expr) -> None:
    """Raises `Malformed` where a function, or a variable that is averaged over, is called as a symbol is."""
    clash = sorted(set(functions_in(*roots)) & set(domain.kinds))
    need(not clash, "{} is both a symbol and a function", *clash[:1])
    averaged = {label for node in nodes(*roots) if node.op == "expect" for label in node.args[0]}
    clash = sorted(averaged & set(domain.kinds))
    need(not clash, "{} is both a symbol and averaged over; call one of them otherwise", *clash[:1])
