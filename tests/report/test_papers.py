"""Hessians, vanishing gradients, recursions and tables as LaTeX: the formulas are right, proved, and compile."""

import re
import shutil
import subprocess
from itertools import combinations_with_replacement

import pytest
from sympy import Integer, N, Symbol, asin, pi, sqrt

import symcrit as sc
from symcrit.cli import run
from symcrit.core import Verdict
from symcrit.report import recursions, vanishing
from symcrit.report.grouped import Grouped
from symcrit.report.hessians import Entries, pattern_of
from symcrit.report.kernel_table import table_section
from symcrit.report.recursions import recursion_section
from symcrit.report.tidy import tidied
from symcrit.report.vanishing import vanishing_section

k, rho, K = Symbol("k", integer=True, positive=True), Symbol("rho", real=True), Symbol("K", real=True)


@pytest.mark.parametrize(
    ("expr", "where", "expected"),
    [
        (1 / sqrt(1 + 1 / (2 * k - 1)), [k >= 1], sqrt(2 * k - 1) / sqrt(2 * k)),
        (rho + sqrt(4 - rho**2) / (pi * (4 - rho**2)), [rho > -1, rho < 1], rho + 1 / (pi * sqrt(4 - rho**2))),
        (1 / sqrt(4 - rho**2), [rho > -1, rho < 1], 1 / sqrt(4 - rho**2)),
    ],
)
def test_roots_as_a_person_would_write_them(expr, where, expected):
    assert tidied(expr, where) == expected


def by_sizes(value, indices, sizes):
    """A formula in l_i, l_m, l_p at groups with these sizes."""
    return N(value.subs({Symbol(f"l_{name}", integer=True, positive=True): Integer(sizes[at]) for name, at in indices}))


@pytest.mark.slow
def test_one_group_has_the_blocks_of_the_hessian():
    found = Entries(Grouped.of("erf", ["k"]))
    exact = sc.OneNeuron("erf", k=5).hessian()
    (size,) = found.of.sizes
    at = {size: 5}
    for value, place in zip(found.fixed.values(), (0, 1, 3), strict=True):
        assert abs(N(value.subs(at) - exact.fixed[place])) < 1e-14
    assert abs(N(found.within["A_{11}^{(1)}"].subs(at) - exact.within[0][0])) < 1e-14
    assert abs(N(found.outside["O_{11}"].subs(at) - exact.outside[0])) < 1e-14


@pytest.mark.slow
def test_entries_for_any_number_of_groups_are_those_of_four():
    found = Entries(Grouped.of("erf", None))
    sizes = [1, 2, 3, 5]
    exact = sc.CopyAverage.symbolic("erf").hessian(sizes)
    parameters = [("w", i, h) for i in range(4) for h in range(4)] + [("a", i) for i in range(4)]
    known = {pattern_of(*pair): (pair, value) for pair, value in found.fixed.items()}
    assert len(known) == len(found.fixed) == 7
    for x, y in combinations_with_replacement(range(len(parameters)), 2):
        one, other = ([kind, *map(str, at)] for kind, *at in (parameters[x], parameters[y]))
        value = N(exact.fixed[x, y])
        pattern = pattern_of(tuple(one), tuple(other))
        if pattern not in known:
            assert abs(value) < 1e-12, (one, other)
            continue
        (first, second), formula = known[pattern]
        both = [(*one[1:], *other[1:]), (*other[1:], *one[1:])]
        orders = zip(both, ((one, other), (other, one)), strict=True)
        wanted = pattern_of_order(first, second)
        names = next(at for at, pair in orders if pattern_of_order(*pair) == wanted)
        indices = zip((*first[1:], *second[1:]), map(int, names), strict=True)
        assert abs(by_sizes(formula, indices, sizes) - value) < 1e-12
    inner = found.within["A_{ii}^{(i)}"]
    for h in range(4):
        for i in range(4):
            for m in range(4):
                name = "O_{ii}" if i == m else "O_{im}"
                value = by_sizes(found.outside[name], (("i", i), ("m", m)), sizes)
                assert abs(value - N(exact.outside[i, m])) < 1e-12
                if i == m == h:
                    value = by_sizes(inner, (("i", i),), sizes)
                assert abs(value - N(exact.within[h][i, m])) < 1e-12


def pattern_of_order(one, other):
    """The pattern of two parameters in this order."""
    order = {}
    for _, *indices in (one, other):
        for index in indices:
            order.setdefault(index, len(order))
    return [(kind, *(order[index] for index in indices)) for kind, *indices in (one, other)]


@pytest.mark.slow
def test_why_the_gradient_vanishes():
    text = vanishing_section(Grouped.of("erf", ["k"]))
    assert r"\frac{2k}{\pi}\arcsin\mathopen{}\left( \frac{1}{2k} \right)\mathclose{}" in text
    assert r"\frac{2k - 1}{\pi\, \sqrt{k}\, \sqrt{2k + 1}}" in text


@pytest.mark.slow
def test_a_gradient_that_does_not_vanish_is_not_written(monkeypatch):
    wrong = sc.CopyAverage.symbolic("erf", norm=lambda size: 1 / sqrt(2 * size))
    groups = Grouped(wrong, (k,), ("1",), False)
    with pytest.raises(sc.InputError, match="not proved to vanish: group sizes 1"):
        vanishing_section(groups)
    monkeypatch.setattr(vanishing, "decide", lambda claim: type("Answer", (), {"verdict": Verdict.PROVED}))
    with pytest.raises(sc.InputError, match="not brought to one form"):
        vanishing_section(groups)


@pytest.mark.slow
def test_a_recursion_layer_by_layer():
    text = recursion_section("erf", 2, biases="1/10")
    assert (
        r"K_{2} = \frac{2}{\pi}\arcsin\mathopen{}\left( \frac{30K_{1}}{43} \right)\mathclose{} + \frac{1}{10}" in text
    )
    assert r"\Theta_{1} = K_{1} + \frac{2\Theta_{0}}{\pi\, \sqrt{4 - K_{0}^{2}}}" in text


@pytest.mark.slow
def test_a_layer_that_core_refuses_is_not_written(monkeypatch):
    wrong = sc.Kernel.candidate("erf", "2*asin(q12/sqrt((q11+1)*(q22+2)))/pi")
    monkeypatch.setattr(recursions, "kernel", lambda sigma: wrong)
    with pytest.raises(sc.InputError, match=r"layer 1 of .* was not proved"):
        recursion_section("erf", 1)


@pytest.mark.slow
def test_a_table_has_the_functions_of_rho():
    text = table_section(["erf", "relu"])
    assert r"h(\rho) = \frac{2}{\pi}\arcsin\mathopen{}\left( \frac{\rho}{2} \right)\mathclose{}" in text
    assert sc.kernel("erf").h.expr == 2 * asin(rho / 2) / pi


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--hessian", "probit"), "not odd"),
        (("--hessian", "relu"), "no known closed form"),
        (("--hessian", "erf", "--sizes", "0"), "not all integers"),
        (("--hessian", "erf", "--sizes", "a,b,c,d,e"), "too many entries"),
        (("--recursion", "tanh"), "no closed form"),
        (("--recursion", "relu", "--weights", "-1"), "positive numbers"),
        (("--recursion", "relu", "--sizes", "1"), "goes with --hessian or --critical"),
        (("--table", " "), "is empty"),
        (("--table", "erf", "--kernel", "erf"), "Give one of"),
        (("--depth", "3"), "Give one of"),
    ],
)
def test_refused(arguments, says, capsys):
    assert run(["export", "latex", *arguments]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err
    assert told.err.count("\n") <= 2


PAGES = {
    "hessian": ("--hessian", "erf"),
    "critical": ("--critical", "erf"),
    "groups": ("--hessian", "erf", "--sizes", "1,l"),
    "recursion": ("--recursion", "erf", "--depth", "2", "--biases", "1/10"),
    "table": ("--table", "erf relu gelu sin abs"),
    "derivation": ("steps",),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_pages_compile_without_warnings(symcrit, tmp_path, name):
    if not shutil.which("pdflatex"):
        pytest.skip("not run: pdflatex is absent")
    written = symcrit("export", "latex", *PAGES[name], "-o", str(tmp_path / "file.tex"))
    assert written.returncode == 0, written.stderr
    log = ""
    for program in ("pdflatex", "bibtex", "pdflatex", "pdflatex"):
        options = () if program == "bibtex" else ("-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape")
        done = subprocess.run([program, *options, "file"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 or program == "bibtex", done.stdout[-3000:]
        log = (tmp_path / "file.log").read_text(encoding="latin-1")
    assert re.findall(r"^.*(?:Warning|undefined).*$", log, re.MULTILINE) == []
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert [
        points for points in wide if points > (10 if name == "derivation" else 0)
    ] == []  # reasons stand beside steps
