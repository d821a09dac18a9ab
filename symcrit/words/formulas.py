"""Expressions and hypotheses of core as boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from symcrit.core import FLIP, ONE, ZERO, Expr, Relation, num, substitute, sym
from symcrit.core.gaussian.language import Parts, bound
from symcrit.words.boxes import (
    THIN,
    TIMES,
    Box,
    call,
    expression,
    fenced,
    fraction,
    index,
    listed,
    name,
    number,
    power,
    prefix,
    root,
    row,
    sign,
    variable,
    word,
)  # fmt: skip
from symcrit.words.lines import height, width
from symcrit.words.text import RELATIONS, unused, visible_arguments

_FUNCTIONS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_WIDE = 9.0  # em beyond which a factor stands beside a fraction, not in it
_TIGHT = {"number", "name", "index", "power", "fenced"}
_ANY, _SUM, _PRODUCT, _POWER = range(4)  # what the place of a box allows without parentheses


def relation(item: Relation) -> Box:
    """lhs `op` rhs."""
    return row(expression(item.lhs), sign(RELATIONS[item.op]), expression(item.rhs))


def relations(items: Sequence[Relation]) -> list[Box]:
    """The formulas of several relations; two bounds of one symbol become one: 0 < s < 1."""
    boxes: dict[Relation, Box] = {item: relation(item) for item in items}
    below = {turned.lhs: (item, turned) for item in items if (turned := _turned(item)) and turned.op[0] == ">"}
    for item in items:
        turned = _turned(item)
        if turned and turned.op[0] == "<" and turned.lhs in below:
            other, low = below.pop(turned.lhs)
            boxes[item] = row(expression(low.rhs), sign(RELATIONS[FLIP[low.op]]), relation(turned))
            del boxes[other]
    return list(boxes.values())


def _turned(item: Relation) -> Relation | None:
    """A bound of a symbol with the symbol on the left; None for other relations."""
    turned = item if item.lhs.op == "sym" else Relation(FLIP[item.op], item.rhs, item.lhs)
    return turned if turned.lhs.op == "sym" and turned.rhs.op != "sym" and turned.op[0] in "<>" else None


def box(root_: Expr) -> Box:
    """The formula of an expression.

    >>> from symcrit.core import parse
    >>> box(parse(["*", "1/2", "l"])).kind
    'fraction'
    """
    return _box(root_, _ANY)


@lru_cache(maxsize=4096)
def _box(node: Expr, place: int) -> Box:
    """The formula of a node, in parentheses where its place needs them."""
    shape, own = _shape(node)
    return fenced(shape) if own < place else shape


def _shape(node: Expr) -> tuple[Box, int]:
    """The formula of a node without parentheses, and the places where it needs none."""
    op = node.op
    args = node.args
    if op == "num":
        return _number(*args)
    if op == "sym":
        return variable(args[0]), _POWER
    if op == "pi":
        return name("π"), _POWER
    if op == "add":
        return _sum(args), _ANY
    if op == "mul":
        negative, rest = sign_of(node)
        shape = _product(rest.args if rest.op == "mul" else (rest,))
        return (row(prefix("−"), shape), _ANY) if negative else (shape, _SUM)
    if op == "pow":
        return (_product((node,)), _SUM) if args[0] < 0 else (_power(*args), _PRODUCT)
    if op == "sqrt":
        return root(box(args[0])), _PRODUCT
    if op == "abs":
        return _absolute(box(args[0])), _POWER
    if op == "kernel":
        return _kernel(args), _PRODUCT
    if op == "mean":
        return _mean(*args), _PRODUCT
    if op == "expect":
        return _expectation(Parts(node)), _PRODUCT
    if op == "slope":
        by = fraction(name("∂"), row(name("∂"), variable(args[0])))
        return row(by, _box(args[1], _POWER)), _SUM
    if op == "unknown":
        return call(_derivative(args[0], args[1]), box(args[2])), _PRODUCT
    if op == "moment":
        return _moment(node), _PRODUCT
    if op in ("max", "min"):
        return call(word(op), *map(box, args)), _PRODUCT
    if op == "signs":
        return call(index(name("S"), number(3 if len(args) == 6 else 4)), *map(box, args)), _PRODUCT
    if op == "binormal":
        return call(index(name("Φ"), number("2")), *map(box, args)), _PRODUCT
    if op == "exp" and height(inner := box(args[0])) < 1.6 and width(inner) < 5:
        return power(name("e"), inner), _PRODUCT
    return call(word(_FUNCTIONS.get(op, op)), box(args[0])), _PRODUCT


def _number(p: int, q: int) -> tuple[Box, int]:
    shape = number(abs(p)) if q == 1 else fraction(number(abs(p)), number(q))
    if p < 0:
        return row(prefix("−"), shape), _ANY
    return shape, _POWER if q == 1 else _SUM


def _power(exponent: int, base: Expr) -> Box:
    """base^exponent; a higher odd power of a root is x^(3/2)."""
    if base.op == "sqrt" and exponent > 2 and exponent % 2:
        half = row(number(exponent), sign("/"), number(2))
        return power(_box(base.args[0], _POWER), half)
    return power(_box(base, _POWER), number(exponent))


def _absolute(inside: Box) -> Box:
    """|inside|; by name where bars stand inside: |a|b|c| is a product of |a|, b and |c|."""
    return call(word("abs"), inside) if _has_bars(inside) else fenced(inside, "|", "|")


def _has_bars(shape: Box) -> bool:
    return (shape.kind == "fenced" and shape.parts[0] == "|") or any(map(_has_bars, shape.boxes))


def sign_of(node: Expr) -> tuple[bool, Expr]:
    """Whether a term is written with a minus, and the term without it."""
    if node.op == "num" and node.args[0] < 0:
        return True, num(-node.value)
    if node.op == "mul" and (inner := _negative_factor(node)) is not None:
        negative, rest = sign_of(Expr("mul", *(sign_of(part)[1] if part is inner else part for part in node.args)))
        return not negative, rest
    if node.op == "mul" and node.args[0].op == "num" and node.args[0].args[0] < 0:
        first, *others = node.args
        kept = [factor for factor in (num(-first.value), *others) if factor is not ONE]  # a 0 must not win
        if len(kept) > 1:
            return True, Expr("mul", *kept)
        return True, kept[0] if kept else ONE
    return False, node


def _negative_factor(node: Expr) -> Expr | None:
    """A product with a minus behind a number, if there is one: ½·(−z²) is −½·z²."""
    if node.args[0].op != "num":
        return None
    return next((part for part in node.args if part.op == "mul" and sign_of(part)[0]), None)


def _sum(terms: tuple[Expr, ...]) -> Box:
    """Terms with their signs; one without a minus comes first if there is one."""
    signed = [sign_of(term) for term in terms]
    first = next((i for i, (negative, _) in enumerate(signed) if not negative), 0)
    signed.insert(0, signed.pop(first))
    boxes: list[Box] = []
    for negative, term in signed:
        if boxes:
            boxes.append(sign("−" if negative else "+"))
        elif negative:
            boxes.append(prefix("−"))
        boxes.append(_box(term, _SUM))
    return row(*boxes)


def _product(factors: tuple[Expr, ...]) -> Box:
    """Factors over divisors, functions and wide factors beside the fraction: (2l²/π) arcsin(1/(2l))."""
    above = list[Box]()
    below = list[Box]()
    beside = list[Box]()
    factors, root_above, root_below = _constant_roots(_rooted(_collected(factors)))
    for factor in sorted(factors, key=_rank):
        if factor.op == "num":
            p, q = factor.args
            above += [_whole(p)] if p != 1 else []
            below += [number(q)] if q != 1 else []
        elif factor.op == "pow" and factor.args[0] < 0:
            exponent = -factor.args[0]
            base = factor.args[1]
            divisor = _box(base**exponent, _PRODUCT)
            if width(divisor) < 3 * _WIDE:
                below.append(divisor)
            else:
                beside.append(power(_box(base, _POWER), row(prefix("−"), number(exponent))))
        else:
            (beside if _stands_beside(factor) else above).append(_box(factor, _PRODUCT))
    above += root_above
    below += root_below
    if not below:
        return _line([*above, *beside])
    front = fraction(_bare(above), _bare(below))
    return row(front, THIN, _line(beside)) if beside else front


def _whole(p: int) -> Box:
    """An integer as a factor."""
    return number(p) if p >= 0 else fenced(row(prefix("−"), number(-p)))


def _collected(factors: tuple[Expr, ...]) -> list[Expr]:
    """The factors, with equal roots and divisors collected: √l·√l is (√l)²."""
    counts = Counter(_flat(factors))
    return [part for factor, count in counts.items() for part in _times(factor, count)]


def _rooted(factors: list[Expr]) -> list[Expr]:
    """The factors, with √2/2 written as 1/√2: one rational factor and one root are replaced, whatever else is equal."""
    share = next((factor for factor in factors if factor.op == "num" and factor.args[1] > 1), None)
    if share is None:
        return factors
    for factor in factors:
        if factor.op != "sqrt" or factor.args[0].op != "num":
            continue
        p, q = factor.args[0].args
        if q == 1 and p > 1 and share.args[1] % p == 0:
            kept = list(factors)
            kept.remove(factor)
            kept.remove(share)
            return [num(share.value * p), *kept, factor**-1]
    return factors


def _constant_roots(factors: list[Expr]) -> tuple[list[Expr], list[Box], list[Box]]:
    """The factors but for two roots of positive constants, and what stands for these above or below the bar.

    √2/√π is √(2/π), 1/(√2·√π) is 1/√(2π), and √2/(√3·√π) is √(2/(3π)).
    """
    above = [factor for factor in factors if _is_constant_root(factor)]
    below = [part for part in factors if part.op == "pow" and part.args[0] == -1 and _is_constant_root(part.args[1])]
    if (len(above), len(below)) not in ((1, 1), (0, 2), (1, 2)):
        return factors, [], []
    rest = [factor for factor in factors if factor not in above and factor not in below]
    divisors = [box(part.args[1].args[0]) for part in sorted(below, key=lambda part: part.args[1].args[0].op)]
    if not above:
        return rest, [], [root(_line(divisors))]
    return rest, [root(fraction(box(above[0].args[0]), _line(divisors)))], []


def _is_constant_root(factor: Expr) -> bool:
    if factor.op != "sqrt":
        return False
    inside = factor.args[0]
    return inside.op == "pi" or (inside.op == "num" and inside.args[0] > 0 and inside.args[1] == 1)


def _times(factor: Expr, count: int) -> list[Expr]:
    base, exponent = (factor.args[1], factor.args[0]) if factor.op == "pow" else (factor, 1)
    return [factor] * count if count == 1 or base.op == "num" else [base ** (count * exponent)]


def _rank(factor: Expr) -> int:
    """Numbers first, then π."""
    return ("num", "pi", factor.op).index(factor.op)


def _flat(factors: tuple[Expr, ...]) -> Iterator[Expr]:
    """The factors of factors, where these have no sign; of 1/(√2·√π), too, which is 1/√2 · 1/√π."""
    for factor in factors:
        if factor.op == "mul" and not sign_of(factor)[0]:
            yield from _flat(factor.args)
        elif _is_one_over_roots(factor):
            yield from (part**-1 for part in factor.args[1].args)
        else:
            yield factor


def _is_one_over_roots(factor: Expr) -> bool:
    """Whether it is one over a product of roots of positive constants."""
    if factor.op != "pow" or factor.args[0] != -1 or factor.args[1].op != "mul":
        return False
    return all(map(_is_constant_root, factor.args[1].args))


def _stands_beside(factor: Expr) -> bool:
    base = factor.args[1] if factor.op == "pow" else factor
    if base.op in ("sym", "pi", "sqrt", "num", "abs"):
        return width(box(factor)) > _WIDE
    return base.op != "add" or width(box(factor)) > _WIDE


def _line(factors: list[Box]) -> Box:
    """Factors side by side."""
    boxes: list[Box] = []
    for factor in factors:
        if not boxes:
            boxes.append(factor)
            continue
        pair = (boxes[-1], factor)
        if _begins_with_digit(factor) or any(map(_is_long_name, pair)):
            mark = sign("·")
        else:
            mark = TIMES if {box.kind for box in pair} <= _TIGHT else THIN
        boxes += [mark, factor]
    return row(*boxes) if boxes else number(1)


def _is_long_name(shape: Box) -> bool:
    """Whether a factor is a name of several letters, or has one as its base: lx beside l, x."""
    if shape.kind in ("power", "index"):
        return _is_long_name(shape.boxes[0])
    return shape.kind == "name" and len(shape.parts[0]) > 1


def _bare(factors: list[Box]) -> Box:
    """Factors above or below a fraction bar, where a single one needs no parentheses."""
    if len(factors) == 1 and factors[0].kind == "fenced" and factors[0].parts[0] == "(":
        return factors[0].boxes[0]
    return _line(factors)


def _begins_with_digit(shape: Box) -> bool:
    inside = shape.boxes
    return shape.kind == "number" or (shape.kind in ("row", "power", "fraction") and _begins_with_digit(inside[0]))


def _mean(f: Expr, g: Expr, *covariance: Expr) -> Box:
    """𝔼[f(u) g(v)] with the covariances as an index."""
    product = Expr("mul", substitute(f, {"z": sym("u")}), substitute(g, {"z": sym("v")}))
    head = index(name("𝔼"), listed(box(part) for part in covariance))
    return row(head, fenced(box(product), "[", "]"))


def _expectation(parts: Parts) -> Box:
    """𝔼[G] with the law as an index: (u, v) ∼ N((m, n), ((p, q), (q, r)))."""
    body = substitute(parts.function, {bound(i): sym(label) for i, label in enumerate(parts.names)})
    return row(index(name("𝔼"), law(parts)), fenced(box(body), "[", "]"))


def law(parts: Parts) -> Box:
    """(u, v) ∼ N((m, n), ((p, q), (q, r))), the law of the variables of an expectation."""
    return _law([variable(label) for label in parts.names], parts.means, parts.cov)


def _law(names: Sequence[Box], means_: Sequence[Expr], cov: Sequence[Sequence[Expr]]) -> Box:
    """x ∼ N(m, s), or that of several."""
    vector = names[0] if len(names) == 1 else fenced(listed(names))
    centred = all(mean is ZERO for mean in means_)
    middle = number("0") if centred else box(means_[0]) if len(names) == 1 else fenced(listed(map(box, means_)))
    spread = box(cov[0][0]) if len(names) == 1 else matrix(cov)
    return row(vector, sign("∼"), call(name("N"), middle, spread))


def matrix(rows: Sequence[Sequence[Expr]]) -> Box:
    """A matrix, row by row: ((p, q), (q, r))."""
    return fenced(listed(fenced(listed(map(box, entries))) for entries in rows))


def _derivative(label: str, order: int) -> Box:
    """f, f′, f″, f‴, f^(4), …"""
    if not order:
        return variable(label)
    if order <= 3:
        return power(variable(label), row(*[name("′")] * order))
    return power(variable(label), fenced(number(order)))


def _moment(node: Expr) -> Box:
    """𝔼[f′(y_1) g(y_2)] for a law of the y_j."""
    spec = node.args[0]
    size = len(spec)
    letter = name(unused(node))
    names = [index(letter, number(i + 1)) for i in range(size)] if size > 1 else [letter]
    means_ = node.children[:size]
    upper = iter(node.children[size:])
    entries = {(i, j): next(upper) for i in range(size) for j in range(i, size)}
    cov = [[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)]
    factors = [call(_derivative(label, order), own) for (label, order), own in zip(spec, names, strict=True)]
    return row(index(name("𝔼"), _law(names, means_, cov)), fenced(row(*factors), "[", "]"))


def _kernel(args: tuple[Any, ...]) -> Box:
    """κ, with an index i for every derivative by its i-th argument."""
    marks = "".join(str(i + 1) * order for i, order in enumerate(args[1:4]))
    head = variable(str(args[0]))
    head = index(head, number(marks)) if marks else head
    return call(head, *map(box, visible_arguments(*args)))
