"""What one prover says about the lemmas of `lemmas.py`, as a script: one JSON document on standard output.

python lemma_answers.py symcrit|z3|sympy|bisection      name ↦ [true, false, null or an error; seconds of the processor]

Z3, bisection and symcrit stop by counts of their own work, so their answers do not depend on the machine; SymPy has no
such count and gets SECONDS of the processor for each lemma.
"""

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.lemmas import LEMMAS, Lemma, claim, split  # noqa: E402

SECONDS, RLIMIT = 5, 300_000
Answer = bool | None


def by_symcrit(lemma: Lemma) -> Answer:
    import symcrit as sc

    answer = sc.decide(getattr(sc, lemma.kind)(*lemma.sides, where=list(lemma.where)))
    return {sc.Verdict.PROVED: True, sc.Verdict.REFUTED: False}.get(answer.verdict)


def by_z3(lemma: Lemma) -> Answer:
    from tests.benchmarks import z3_lemmas

    return z3_lemmas.decide(claim(lemma), RLIMIT)


def by_bisection(lemma: Lemma) -> Answer:
    from tests.benchmarks import bisection

    return bisection.decide(claim(lemma))


def by_sympy(lemma: Lemma) -> Answer:
    """One symbol: whether hypotheses and negation have a common solution; several: the sign of the factored gap."""
    import sympy

    relations, symbols = in_sympy(lemma)
    *where, goal = relations
    if goal in (sympy.true, sympy.false):
        return goal is sympy.true
    if len(symbols) == 1:
        (symbol,) = symbols
        sets = [sympy.solve_univariate_inequality(r, symbol, relational=False) for r in [*where, sympy.Not(goal)]]
        empty = sympy.Intersection(*sets).is_empty
        return None if empty is None else bool(empty)
    gap = sympy.factor(sympy.together(goal.gts - goal.lts if goal.rel_op != "==" else goal.lhs - goal.rhs))
    return {"<": gap.is_positive, "<=": gap.is_nonnegative, "==": gap.is_zero}[goal.rel_op.replace(">", "<")]


def in_sympy(lemma: Lemma) -> tuple[list[Any], set[Any]]:
    """Hypotheses and goal; where there are several symbols, with the signs of single ones told as assumptions."""
    import sympy
    from sympy.parsing.sympy_parser import convert_xor, parse_expr, rationalize, standard_transformations

    signs: dict[str, dict[str, bool]] = {name: {"real": True} for name in claim(lemma)["symbols"]}
    for op, lhs, rhs in map(split, lemma.where):
        name, sign = (lhs, op) if rhs == "0" else (rhs, {"<": ">", "<=": ">="}.get(op, "")) if lhs == "0" else ("", "")
        if name in signs and sign in (">", ">=") and len(signs) > 1:
            signs[name]["positive" if sign == ">" else "nonnegative"] = True
    names = {name: sympy.Symbol(name, **told) for name, told in signs.items()}
    rules = (*standard_transformations, convert_xor, rationalize)

    def read(text: str) -> Any:
        return parse_expr(text, local_dict=dict(names), transformations=rules)

    make = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "=": sympy.Eq, "!=": sympy.Ne}
    relations = [make[op](read(lhs), read(rhs)) for op, lhs, rhs in map(split, [*lemma.where, lemma.statement])]
    return relations, set(names.values())


class TimeIsUp(Exception):
    """Raised by the alarm."""


def out_of_time(*_: object) -> NoReturn:
    raise TimeIsUp


PROVERS: dict[str, Callable[[Lemma], Answer]] = {
    "symcrit": by_symcrit,
    "z3": by_z3,
    "sympy": by_sympy,
    "bisection": by_bisection,
}


def main(prover: str) -> dict[str, Any]:
    """All answers of one prover; the first lemma is asked twice, so that imports do not count."""
    ask = PROVERS[prover]
    signal.signal(signal.SIGPROF, out_of_time)
    ask(LEMMAS[0])
    answers: dict[str, Any] = {}
    for lemma in LEMMAS:
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS if prover == "sympy" else 0)
        try:
            answer: Any = ask(lemma)
        except TimeIsUp:
            answer = "time-out"
        except Exception as error:
            answer = f"error: {type(error).__name__}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        answers[lemma.name] = [answer, time.process_time() - start]
    return answers


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
