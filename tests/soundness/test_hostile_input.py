"""Hostile input at every door: one or two lines, exit status 3, at once and within 500 MB; never a traceback."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.certificate import digest, loads
from symcrit.core.verdict import Malformed, Verdict, check
from symcrit.errors import InputError
from tests.rows import one_in
from tests.speed import at_most, loop, without_progress

from .kernels import ERF

LOOPS, MEGABYTES, ADDRESS_SPACE = 100, 500, 2 * 2**30
PEAK = """
import sys
from symcrit.cli import main
try:
    main()
finally:
    with open("/proc/self/status") as status:
        print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
"""  # the command, and its own peak of memory on the last line of stderr (ru_maxrss counts the forking parent, too)
SEMIPRIME = str((10**99 + 289) * (10**100 + 267))  # two primes; 200 digits


def claim(lhs: Any = 1, rhs: Any = 1, **changes: Any) -> dict:
    return {"kind": "equal", "symbols": {}, "where": [], "lhs": lhs, "rhs": rhs} | changes


def certificate(body: dict | None = None, witness: Any = None, **changes: Any) -> dict:
    fields = {"format": 2, "symcrit": "0.1.0", "claim": body or claim(), "witness": witness or {"kind": "zero"}}
    fields |= changes
    return fields | {"digest": changes.get("digest", digest(fields))}


def text(*args: Any, **changes: Any) -> str:
    return json.dumps(certificate(*args, **changes))


def unsealed(lhs: str) -> str:
    """A certificate written by hand, with `lhs` pasted in as it stands."""
    return text(claim(lhs="@")).replace('"@"', lhs)


def nested(depth: int, head: str = "[", tail: str = "]") -> str:
    return unsealed(head * depth + tail * depth)


def deep_lemmas(depth: int) -> str:
    inner = '{"kind": "zero"}'
    for _ in range(depth):
        inner = f'{{"kind": "zero", "lemmas": [{{"relation": ["=", 1, 1], "witness": {inner}}}]}}'
    return text().replace('"witness": {"kind": "zero"}', f'"witness": {inner}')


def halved(depth: int) -> dict:
    half = halved(depth - 1) if depth else {"kind": "positive"}
    return {"kind": "split", "symbol": "x", "at": f"1/{depth + 2}", "below": {"kind": "positive"}, "above": half}


X, E_AND_C, GOOD = {"symbols": {"x": "real"}}, {"e": "real", "c": "real"}, text()
NETWORK = {"pool": [1, 0], "W": [[0]], "a": [0], "V": [[0]], "b": [0]}
POINT = {"kind": "critical", "symbols": {}, "where": []}


def point(**network: Any) -> str:
    configuration = {"kernel": ERF, "scale": 1, "network": NETWORK | network}
    return text(POINT | {"configuration": configuration})


def groups(**changes: Any) -> str:
    described = {"size": "l", "sizes": [1], "students": [{"a": 1, "c": 1}], "b": 1} | changes
    configuration = {"kernel": ERF, "scale": 1, "groups": described}
    return text(POINT | {"configuration": configuration})


# Each is refused (exit status 3).
MALFORMED: dict[str, Callable[[], str | bytes]] = {
    "empty file": lambda: "",
    "truncated": lambda: GOOD[: len(GOOD) // 2],
    "one brace short": lambda: GOOD[:-1],
    "trailing text": lambda: GOOD + "{}",
    "a list": lambda: "[1, 2]",
    "a number": lambda: "3",
    "null": lambda: "null",
    "NaN": lambda: unsealed("NaN"),
    "Infinity": lambda: unsealed("-Infinity"),
    "NaN in quotes": lambda: text(claim(lhs="NaN")),
    "float": lambda: unsealed("0.5"),
    "float that is an integer": lambda: unsealed("1.0"),
    "1e999999999": lambda: unsealed("1e999999999"),
    "1e999999999 in quotes": lambda: text(claim(lhs="1e999999999")),
    "1e-999999999 in quotes": lambda: text(claim(lhs="1e-999999999")),
    "true": lambda: text(claim(lhs=True)),
    "true as an exponent": lambda: text(claim(lhs=["^", 2, True])),
    "true as format": lambda: text(format=True),
    "null side": lambda: text(claim(lhs=None)),
    "object as expression": lambda: text(claim(lhs={"op": "+"})),
    "exponent 10^9": lambda: text(claim(lhs=["^", 3, 10**9])),
    "exponent -10^9": lambda: text(claim(lhs=["^", 3, -(10**9)])),
    "fractional exponent": lambda: text(claim(lhs=["^", 3, "1/2"])),
    "10^6 digits": lambda: unsealed("7" * 10**6),
    "10^6 digits in quotes": lambda: text(claim(lhs="7" * 10**6)),
    "10^5 lists": lambda: nested(10**5),
    "10^5 lists unclosed": lambda: "[" * 10**5,
    "10^5 objects": lambda: '{"a":' * 10**5,
    "10^5 minus signs": lambda: nested(10**5, head='["-",', tail="1]"),
    "10^4 square roots": lambda: unsealed('["sqrt",' * 10**4 + "2" + "]" * 10**4),
    "duplicate keys": lambda: GOOD.replace('"format"', '"witness": {"kind": "zero"}, "format"'),
    "duplicate keys in the claim": lambda: GOOD.replace('"lhs"', '"lhs": 2, "lhs"'),
    "wrong digest": lambda: text(digest="0" * 64),
    "digest of something else": lambda: GOOD.replace('"rhs": 1', '"rhs": 2'),
    "digest is a number": lambda: text(digest=0),
    "unknown format": lambda: text(format=3),
    "format in quotes": lambda: text(format="2"),
    "unknown claim": lambda: text(claim(kind="obvious")),
    "unknown witness": lambda: text(witness={"kind": "trust me"}),
    "witness without kind": lambda: text(witness={"at": {}}),
    "witness is a list": lambda: text(witness=["zero"]),
    "unknown operation": lambda: text(claim(lhs=["integrate", 1])),
    "operation is a list": lambda: text(claim(lhs=[["+"], 1])),
    "empty operation": lambda: text(claim(lhs=[])),
    "no operands": lambda: text(claim(lhs=["+"])),
    "two operands of sqrt": lambda: text(claim(lhs=["sqrt", 1, 2])),
    "undeclared symbol": lambda: text(claim(lhs="x", rhs="x")),
    "undeclared symbol in a hypothesis": lambda: text(claim(where=[[">", "y", 0]])),
    "symbol of unknown type": lambda: text(claim(symbols={"x": "complex"}, lhs="x", rhs="x")),
    "symbol called pi": lambda: text(claim(symbols={"pi": "real"}, lhs="pi", rhs="pi")),
    "symbols as a list": lambda: text(claim(symbols=["x"])),
    "unknown relation": lambda: text(claim(**X, where=[["~", "x", 0]])),
    "relation with one side": lambda: text(claim(**X, where=[[">", "x"]])),
    "hypotheses as a number": lambda: text(claim(where=5)),
    "hypotheses missing by null": lambda: text(claim(where=None)),
    "hypotheses as text": lambda: text(claim(**X, where="x > 0")),
    "kernel of negative order": lambda: text(claim(lhs=["kernel", "kappa", -1, 0, 0, 1, 1, 1])),
    "kernel with two arguments": lambda: text(claim(lhs=["kernel", "kappa", 0, 0, 0, 1, 1])),
    "division by zero in a literal": lambda: text(claim(lhs="1/0")),
    "Arabic digits": lambda: text(claim(lhs="٣")),
    "line break in a number": lambda: text(claim(lhs="1\n")),
    "deep lemmas": lambda: deep_lemmas(2000),
    "not UTF-8": lambda: b"\xff\xfe\x00{" + GOOD.encode(),
    "UTF-8 broken inside": lambda: GOOD.encode().replace(b"equal", b"equ\xc3\x28"),
    "lone surrogate": lambda: GOOD.replace("equal", "\\ud800"),
    "zero bytes": lambda: b"\0" * 1000,
    "pool index out of range": lambda: point(W=[[7]]),
    "negative pool index": lambda: point(W=[[-1]]),
    "ragged W": lambda: point(W=[[0], [0, 1]], a=[0, 0]),
    "W and V in different dimensions": lambda: point(V=[[0, 1]]),
    "fewer weights than neurons": lambda: point(W=[[0], [0]]),
    "no configuration": lambda: text(POINT),
    "unknown kernel": lambda: GOOD.replace('"equal"', '"critical", "configuration": {"kernel": {"name": "tanhh"}}'),
}

P, Q = "-2/3", "-1251097/606696"
PRODUCTS = [["*", ["cos", P], ["cos", Q]], ["*", ["sin", P], ["sin", Q]]]
COSINES = claim(["cos", ["+", P, Q]], ["-", *PRODUCTS])  # true, but a normal form has 10^5 turns

# Legal, though nothing follows: refused or left undecided (exit status 2 or 3), as quickly.
UNPROVEN: dict[str, Callable[[], str]] = {
    "false": lambda: text(claim(lhs=0)),
    "lemmas as a number": lambda: text(witness={"kind": "zero", "lemmas": 7}),
    "group of size 0": lambda: groups(sizes=[0]),
    "group of size 1/2": lambda: groups(sizes=["1/2"]),
    "10^7 teachers": lambda: groups(sizes=[10**7] * 3),
    "root of a semiprime, wrong": lambda: text(claim(["sqrt", SEMIPRIME], ["sqrt", str(int(SEMIPRIME) + 2)])),
    "tower of powers": lambda: text(claim(["^", ["^", ["^", 3, 999], 999], 999], 1)),
    "8000 digits": lambda: text(claim(lhs="9" * 3990 + "e3999")),
    "a symbol that is its own root": lambda: text(
        claim(["sqrt", ["^", "x", 2]], "x", **X, where=[["=", "x", ["sqrt", ["^", "x", 2]]]]),
        witness={"kind": "zero", "sample": {"x": 1}},
    ),
    "equations in a circle": lambda: text(
        claim(["^", "e", 2], 1, symbols=E_AND_C, where=[["=", ["^", "e", 2], ["^", "c", 2]], ["=", "c", "e"]]),
        witness={"kind": "zero", "sample": {"e": 1, "c": 1}},
    ),
    "a bounded symbol to a giant power": lambda: text(
        claim("1/2", ["^", "x", 100_000], **X, where=[[">=", "x", 1]]) | {"kind": "less"},
        witness={"kind": "positive", "sample": {"x": 1}},
    ),
    "root of a giant power": lambda: text(
        claim(["sqrt", ["+", ["^", "x", 39_990], 1]], 1, **X), witness={"kind": "zero", "sample": {"x": 1}}
    ),
    "second derivative of a long product": lambda: text(
        {**X, "kind": "concave", "expr": ["*", *(["+", "x", i] for i in range(60))], "symbol": "x"},
        witness={"kind": "goals", "sample": {"x": 1}},
    ),
    "tower of exponentials": lambda: text(claim(["exp", ["exp", ["exp", ["exp", ["exp", 9]]]]], 1)),
    "sine of a giant": lambda: text(claim(["sin", ["^", 10, 3000]], 0)),
    "binomial to the 9999": lambda: text(claim(["^", ["+", "x", "y", 1], 9999], 0, symbols={"x": "real", "y": "real"})),
    "product of sums": lambda: text(
        claim(["*", *(["+", "x", ["sqrt", p]] for p in range(2, 40))], 0, symbols={"x": "real"})
    ),
    "sum of many roots": lambda: text(claim(["+", *(["sqrt", p] for p in range(2, 400))], 0)),
    "inverse of many roots": lambda: text(claim(["/", 1, ["+", *(["sqrt", p] for p in range(2, 60))]], 0)),
    "derivatives of a tower": lambda: text(
        {**X, "kind": "concave", "expr": ["exp", ["^", ["exp", ["^", "x", 50]], 50]], "symbol": "x"},
        witness={"kind": "goals", "sample": {"x": 1}},
    ),
    "halves of halves": lambda: text(
        claim(**X, where=[[">", "x", 0], ["<", "x", 1]]) | {"kind": "less", "lhs": "x", "rhs": "x"},
        witness=halved(28) | {"sample": {"x": "1/2"}},
    ),
    "cosines of unrelated fractions": lambda: text(COSINES, witness={"kind": "refute", "at": {}}),
    "cosine of a large multiple": lambda: text(claim(["cos", 10**6], ["cos", 1])),
    "giant angle": lambda: text(claim(["*", 10**30, ["atan", "1/5"]], "pi"), witness={"kind": "angle"}),
    "chain on itself": lambda: text(
        claim(0, "x", **X) | {"kind": "less"},
        witness={"kind": "chain", "symbol": "x", "from": 0, "derivative": {"kind": "chain"}, "sample": {"x": 1}},
    ),
    "wide sum": lambda: text(claim(["+", *([["sin", i] for i in range(20_000)])], 0)),
}  # fmt: skip


def limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def spent_by_children() -> float:
    """Processor seconds of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_check(path: Path) -> tuple[int, str, str, float, float]:
    """`symcrit check PATH` in a process of its own: status, stdout, stderr, processor time in loops, and megabytes."""
    unit = loop()
    before = spent_by_children()
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "check", str(path)],
        capture_output=True,
        text=True,
        preexec_fn=limits,
        timeout=120,
    )
    loops = (spent_by_children() - before) / max(unit, loop())
    *err, peak = without_progress(done.stderr).splitlines()
    return done.returncode, done.stdout, "\n".join(err), loops, int(peak) / 1024


def refused(tmp_path: Path, content: str | bytes, statuses: set[int]) -> None:
    path = tmp_path / "hostile.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    status, _, err, loops, megabytes = run_check(path)
    assert status in statuses, err
    assert 1 <= len(err.splitlines()) <= 2
    assert "Traceback" not in err
    assert max(map(len, err.splitlines())) <= 400
    assert loops <= LOOPS
    assert megabytes <= MEGABYTES


@pytest.mark.parametrize("name", one_in(4, MALFORMED))
def test_malformed_certificates_are_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path, MALFORMED[name](), {3})


@pytest.mark.parametrize("name", UNPROVEN)
def test_expensive_nonsense_is_not_proved(tmp_path: Path, name: str) -> None:
    refused(tmp_path, UNPROVEN[name](), {2, 3})


@pytest.mark.parametrize("path", ["no/such/file.json", "."])
def test_files_that_cannot_be_read(path: str) -> None:
    status, _, err, loops, _ = run_check(Path(path))
    assert status == 3
    assert len(err.splitlines()) <= 2
    assert loops <= LOOPS


def test_a_semiprime_radicand_is_no_obstacle() -> None:
    """√N·√N = N with N a product of two 100-digit primes: core never factors."""
    product = claim(["*", ["sqrt", SEMIPRIME], ["sqrt", 2]], ["sqrt", str(2 * int(SEMIPRIME))])
    with at_most(LOOPS):
        assert check(certificate(claim(["^", ["sqrt", SEMIPRIME], 2], SEMIPRIME))).verdict is Verdict.PROVED
        assert check(certificate(product)).verdict is Verdict.PROVED


def test_the_plain_certificate_is_accepted(tmp_path: Path) -> None:
    """What all the others are made from is fine itself."""
    path = tmp_path / "plain.json"
    path.write_text(GOOD, encoding="utf-8")
    status, out, err, loops, _ = run_check(path)
    assert (status, err) == (0, "")
    assert "PROVED" in out
    assert loops <= LOOPS


HOSTILE_TEXT = {
    "nothing": "",
    "spaces": "   ",
    "parentheses": "(" * 10**5 + "x" + ")" * 10**5,
    "open parentheses": "(" * 10**5,
    "minus signs": "-" * 10**5 + "1",
    "powers": "9^9^9^9^9",
    "starred powers": "9**9**9**9",
    "exponent": "1e999999999",
    "negative exponent": "1e-999999999",
    "nan": "nan(",
    "factorial": "99999999!",
    "attribute": "x.__class__",
    "subscript": "x[0]",
    "call": "__import__('os').system('true')",
    "lambda": "lambda: 1",
    "comprehension": "[1 for i in (1,)]",
    "string": "'a'*10**9",
    "walrus": "(x := 1)",
    "relation": "1 < 2",
    "zero byte": "1\0",
    "digits": "7" * 10**6,
    "not ASCII": "π + ٣",
    "hexadecimal": "0x10",
    "imaginary": "1j",
    "underscore": "1_000",
    "two numbers": "1 2",
    "division by zero": "1/0",
    "unknown function": "gamma(3)",
    "two arguments": "sin(1, 2)",
}


@pytest.mark.parametrize("name", HOSTILE_TEXT)
def test_hostile_text_is_an_input_error(name: str) -> None:
    with at_most(LOOPS), pytest.raises(InputError) as caught:
        sc.decide(sc.equal(HOSTILE_TEXT[name], "1"))
    assert len(str(caught.value).splitlines()) <= 2
    assert len(str(caught.value)) <= 400


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan"), True, None, 1j, b"1", [1], {"x": 1}, object()])
def test_values_that_are_not_exact_numbers_are_input_errors(value: object) -> None:
    with pytest.raises(InputError):
        sc.decide(sc.equal(value, "1"))


SCRAPS = st.sampled_from(["x", "pi", "1/2", "equal", "zero", "refute", "+", "sqrt", "^", "kernel", "erf", "l", ""])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | SCRAPS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCRAPS, inner, max_size=3),
    max_leaves=12,
)
CLAIM_FIELDS = {"kind": JSON | st.just("equal"), "symbols": JSON | st.just({"x": "real"}), "where": JSON | st.just([])}
CLAIM_FIELDS |= {"lhs": JSON, "rhs": JSON}
CLAIM = st.fixed_dictionaries(CLAIM_FIELDS)
WITNESS = st.fixed_dictionaries({"kind": SCRAPS}, optional={"sample": JSON, "lemmas": JSON, "at": JSON})
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def one_line_or_result(action: Callable[[], Any]) -> Any:
    """What `action` returns; None if it raises Malformed with a message of one line."""
    message = ""
    try:
        return action()
    except Malformed as error:
        message = str(error)
    assert len(message.splitlines()) == 1
    return None


@FUZZ
@given(body=CLAIM | JSON, witness=WITNESS | JSON)
def test_random_certificates_are_refused_or_judged(body: Any, witness: Any) -> None:
    """`check` raises Malformed or answers; it never fails in another way."""
    fields = {"format": 2, "symcrit": "0", "claim": body, "witness": witness}
    said = one_line_or_result(lambda: check(fields | {"digest": digest(fields)}).verdict)
    assert said is None or said in Verdict


@FUZZ
@given(st.text(max_size=60) | JSON.map(json.dumps) | st.integers(0, len(GOOD)).map(lambda i: GOOD[:i] + GOOD[i + 1 :]))
def test_random_text_is_refused_or_a_document(document: str) -> None:
    loaded = one_line_or_result(lambda: loads(document))
    assert loaded is None or loaded == json.loads(document)


def test_no_test_here_leaves_files(tmp_path: Path) -> None:
    """`check` only reads: the folder of the certificate is as it was."""
    path = tmp_path / "plain.json"
    path.write_text(GOOD, encoding="utf-8")
    run_check(path)
    assert os.listdir(tmp_path) == ["plain.json"]
