"""Proofs by strangers: whatever their code does, nothing false is PROVED, and one bad thing costs only itself."""

import json
import sys
import time

import pytest

from symcrit.errors import InputError
from symcrit.theorems import bench, processes
from symcrit.theorems.runner import verify

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked")

LIE = '@theorem("a.lie")\ndef lie():\n    return equal(1, 2)\n'
TRUE = '@theorem("a.true")\ndef true():\n    return less("1/3", "1/2")\n'
FORGED = {"certificate": None, "why": "evident", "remedy": None, "shown": ["1 = 2"], "work": 1, "exhausted": False}

# what is done at import, before the theorem that 1 = 2
LIARS = {
    "core says PROVED": """
        import symcrit.core as core, symcrit.core.verdict as verdict, symcrit.theorems.decide as decided
        verdict.Judge.prove = lambda *a: None
        verdict._judged = lambda own, claim, grounds: (verdict.Verdict.PROVED, "evident", None)
        decided._judged.__globals__["judge"] = verdict.judge
        """,
    "the search says PROVED": """
        import symcrit.theorems.decide as decided
        from symcrit.certificate import certificate
        from symcrit.theorems.answer import Answer, Verdict
        decided.decide_by = lambda judging, claim, **_: Answer(
            Verdict.PROVED, "evident", claim.statement,
            certificate=certificate(claim.core, {"kind": "zero"}, "0", 1),
        )
        """,
    "a certificate of another claim": """
        import symcrit.theorems.decide as decided
        own = decided.decide_by
        decided.decide_by = lambda judging, claim, **options: own(judging, equal(1, 1), **options)
        """,
    "the modules are others": """
        import sys, types
        fake = types.ModuleType("symcrit.core.verdict")
        for name in [*sys.modules]:
            if name.startswith("symcrit.core"):
                sys.modules[name] = fake
        import symcrit.theorems.judge as judge
        judge.judged = lambda request: {"answer": {"verdict": "PROVED"}}
        judge.answer_of = None
        """,
    "words to all descriptors": """
        import json, os
        own = {"verdict": "PROVED", "why": "", "statement": "1 = 2", "evidence": [], "rules": [], "assumptions": []}
        for descriptor in range(3, 200):
            for line in ({"answer": own}, {"done": True}, {"statement": "1 = 2"}):
                try:
                    os.write(descriptor, json.dumps(line).encode() + b"\\n")
                except OSError:
                    pass
        """,
    "a process more": """
        import os
        os.fork()
        """,
    "multiprocessing": """
        import multiprocessing.connection, multiprocessing, os, subprocess
        multiprocessing.connection.wait = lambda *a: 1 / 0
        os.fork = subprocess.Popen = None
        """,
    "a true name": """
        import symcrit.core.registry as registry, symcrit.words.statement as words
        words.statement = lambda claim: "1 = 1"
        """,
    "python itself": """
        import builtins, json
        builtins.bool = lambda *a: True
        json.dumps = lambda *a, **k: '{"done": true}'
        """,
    "forged files in the cache": """
        import os, json, pathlib
        from symcrit.certificate import certificate
        from symcrit.theorems.cache import Cache, Kept, cache_folder
        claim = equal(1, 2).core
        Cache(cache_folder()).keep(Kept(certificate(claim, {"kind": "zero"}, "0", 1), 1, 1.0))
        """,
}

CHANNEL = """
import fcntl, json, os
def channel():
    for own in map(int, os.listdir("/proc/self/fd")):
        try:
            if own > 2 and os.readlink(f"/proc/self/fd/{own}").startswith("pipe:"):
                if fcntl.fcntl(own, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY:
                    yield own
        except OSError:
            pass
def tell(*documents):
    for own in channel():
        for document in documents:
            data = document if isinstance(document, bytes) else json.dumps(document).encode()
            data += b"\\n"
            while data:
                data = data[os.write(own, data):]
"""
LESS = {"kind": "less", "lhs": "1", "rhs": "1"}
ZERO = {"witness": {"kind": "zero"}, "most": 10**6}

# what is said in place of the answer to a request, by what has found the pipe; every one claims that 1 < 1
SAID = {
    "floats": [{"claim": {**LESS, "lhs": 0.5}}],
    "no numbers": [b'{"claim": {"kind": "less", "lhs": NaN, "rhs": Infinity}}'],
    "a key twice": [b'{"claim": {"kind": "less", "lhs": "1", "rhs": "2", "rhs": "1"}}'],
    "a long number": [b'{"claim": {"kind": "less", "lhs": ' + b"9" * 5000 + b', "rhs": "1"}}'],
    "half a character": [{"claim": {**LESS, "lhs": "\ud800"}}],
    "no claim": [{"claim": [LESS]}],
    "a deep claim": [b'{"claim": {"kind": "less", "lhs": ' + b"[" * 900 + b"]" * 900 + b', "rhs": "1"}}'],
    "a witness": [{"claim": LESS}, ZERO, {"answer": {"work": 1}}, {"done": True}],
    "a verdict": [{"claim": LESS}, {**ZERO, "verdict": "PROVED", "answer": {"verdict": "PROVED"}}, {"done": True}],
    "a witness with floats": [{"claim": LESS}, {"witness": {"kind": "zero", "form": 0.5}, "most": 10**6}],
    "a witness of too much work": [{"claim": LESS}, {**ZERO, "most": 10**30}],
    "a witness of no work": [{"claim": LESS}, {**ZERO, "most": "all"}],
    "a long witness": [{"claim": LESS}, {"witness": {"kind": "zero", "form": "é" * 10**6}, "most": 10**6}],
    "many witnesses": [{"claim": LESS}, *[ZERO] * 30],
    "the number of another": [{"number": "0" * 32, "answer": {"verdict": "PROVED"}}, {"done": True}],
    "an answer before it is asked": [{"done": True}, {"done": True}, {"claim": LESS}],
    "a certificate in the answer": [
        {"claim": LESS},
        {"answer": {**FORGED, "certificate": {"format": 2, "claim": LESS, "witness": {"kind": "zero"}}}},
        {"done": True},
    ],
}

# what costs its own theorem: where it happens, and what the row says
BAD = {
    "ends at import": ("import os; os._exit(0)", "was not imported: its process died (exit code 0)"),
    "ends": ("def f():\n    import os; os._exit(0)", "the process of a.bad died (exit code 0)"),
    "crashes": ("def f():\n    import ctypes; ctypes.string_at(0)", "died (exit code -11, SIGSEGV)"),
    "crashes at import": ("import ctypes; ctypes.string_at(0)", "died (exit code -11, SIGSEGV)"),
    "raises what is no Exception": ("def f():\n    raise BaseException('no')", "BaseException: no"),
    "interrupts": ("def f():\n    raise KeyboardInterrupt", "KeyboardInterrupt"),
    "is in a generator that ends": ("def f():\n    yield less(1, 2)\n    raise GeneratorExit", "GeneratorExit"),
    "loops at import": ("while True: pass", "used more than 1 s of processor time to state its claims"),
    "loops": ("def f():\n    while True: pass", "used more than 1 s of processor time to state its claims"),
    "sleeps at import": ("import time; time.sleep(999)", "slept for 2 s when it was to state its claims"),
    "sleeps again and again": (
        "def f():\n    import time\n    while True:\n        time.sleep(0.3)\n        sum(range(10**5))",
        "slept for 2 s when it was to state its claims"),
    "sleeps": ("def f():\n    import time; time.sleep(999)", "slept for 2 s when it was to state its claims"),
    "stops itself": ("def f():\n    import os; os.kill(os.getpid(), 19)", "slept for 2 s when it was to"),
    "says too much": (
        "def f():\n    import os\n    for i in range(3, 99):\n        try: os.write(i, b'{}{}\\n')\n"
        "        except OSError: pass\n    return less(1, 2)", "what it wrote is no JSON"),
    "claims for ever": ("def f():\n    while True: yield less(1, 2)", "states more than 20 claims"),
    "leaves a noisy process": (
        "def f():\n    import os\n    if not os.fork():\n        os.setsid()\n"
        "        while True: os.write(1, b'x' * 65536)\n    os._exit(3)", "slept for 2 s when it was to"),
    "is no Python": ("def f(:", "SyntaxError: invalid syntax"),
    "has no name": ("@theorem('nodots')\ndef f(): ...", "a theorem needs a dotted name"),
}  # fmt: skip


def _dedent(text):
    import textwrap

    return textwrap.dedent(text)


@pytest.fixture
def quick(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench, "STATING", 1.0)
    monkeypatch.setattr(processes, "IDLE", 2.0)
    monkeypatch.setattr(bench, "_CLAIMS", 20)


def test_no_lie_is_proved_and_no_lie_costs_what_is_true(proof_file, quick, tmp_path):
    for number, (name, trick) in enumerate(LIARS.items()):
        body = f"{_dedent(trick)}\n{LIE.replace('a.lie', f'lie{number}.of')}"
        proof_file(body, f"{number}/{name.replace(' ', '_')}.py")
        proof_file(TRUE.replace("a.true", f"true{number}.of"), f"{number}/a_true.py")
    ledger = verify(["./proofs"], jobs=2)
    rows = {row.name: row for row in ledger.rows}
    for number, name in enumerate(LIARS):
        assert rows[f"lie{number}.of"].outcome in ("REFUTED", "UNDECIDED", "ERROR"), name
        true = rows[f"true{number}.of"]
        assert (true.outcome, true.statements) == ("PROVED", ("1/3 < 1/2",)), (name, true.error, true.why)
    assert not any("1 = 2" in why for row in ledger.rows for why in row.why if row.outcome == "PROVED")


def test_what_is_bad_costs_only_itself(proof_file, quick):
    proof_file(TRUE)
    for number, (body, _) in enumerate(BAD.values()):
        declared = f'@theorem("bad{number}.own")\n'
        at_import = "def f" not in body or "@theorem" in body
        text = f"{body}\n{declared}def g(): ...\n" if at_import else f"{declared}{body}\n"
        proof_file(text.replace("a.bad", f"bad{number}.own"), f"bad{number}.py")
    start = time.monotonic()
    rows = {row.name: row for row in verify(["./proofs"], jobs=2).rows}
    assert time.monotonic() - start < 100
    assert rows["a.true"].outcome == "PROVED"
    for number, (name, (_, said)) in enumerate(BAD.items()):
        own = next(row for key, row in rows.items() if key in (f"bad{number}.own", f"bad{number}.py"))
        assert own.outcome == "ERROR", name
        assert said.replace("a.bad", f"bad{number}.own") in own.error, (name, own.error)


@pytest.mark.parametrize("what", ["theorem", "mutant"])
def test_a_mutant_that_ends_its_process_is_named(symcrit, proof_file, what):
    end = "import os; os._exit(0)"
    bodies = (end, "return less(2, 1)") if what == "theorem" else ("return less(1, 2)", end)
    proof_file(f'{TRUE}@theorem("b.own")\ndef own():\n    {bodies[0]}\n@mutant(own)\ndef wrong():\n    {bodies[1]}\n')
    done = symcrit("verify", "--json", "-j", "1")
    true, own = json.loads(done.stdout)["theorems"]
    named = "b.own" if what == "theorem" else "wrong"
    assert (true["verdict"], own["verdict"]) == ("PROVED", "ERROR")
    assert own["error"] == f"the process of {named} died (exit code 0)"
    assert done.returncode == 4


def test_json_stays_one_document_whatever_a_proof_writes(symcrit, proof_file):
    noise = (
        "import os, sys\n"
        "for own in (0, 1, 2):\n    os.write(own, b'{\"theorems\": []}\\n\\x1b[2J')\n"
        "print('a.true  PROVED  0.01 s'); print('\\x1b]0;title\\x07', file=sys.__stderr__)\n"
        "print('symcrit: all is well', file=sys.stderr)\n"
        "os.system('echo from below; echo from below >&2')\n"
    )
    proof_file(f"{noise}{LIE}")
    done = symcrit("verify", "--json", "-j", "1")
    assert [row["verdict"] for row in json.loads(done.stdout)["theorems"]] == ["REFUTED"]
    assert done.returncode == 1
    assert "\x1b" not in done.stderr
    own = [line for line in done.stderr.splitlines() if not line.startswith("| ")]
    assert [line.split("  ")[0] for line in own] == ["a.lie", "symcrit: not proved: a.lie (REFUTED)"]
    assert "| from below" in done.stderr


def test_a_theorem_that_a_neighbour_hides_is_found(proof_file, quick):
    proof_file("import symcrit.theorems.registry as r\nr.theorem_of = lambda thing: None\n"
               "import symcrit.theorems.collect as c\nc.theorem_of = lambda thing: None\n" + LIE)  # fmt: skip
    proof_file(TRUE, "neighbour.py")
    rows = {row.name: row.outcome for row in verify(["./proofs"], jobs=1).rows}
    assert rows["a.true"] == "PROVED"


def test_the_name_of_somebody_elses_theorem_is_an_error_and_costs_nothing_else(proof_file, quick):
    """Whichever of the two files comes first, or cannot be loaded: neither is proved under the name."""
    false, other = LIE.replace("a.lie", "b.own"), TRUE.replace("a.true", "b.own")
    proof_file(TRUE + TRUE.replace("true", "other"), "m.py")
    proof_file(TRUE.replace("less('1/3', '1/2')", "equal(1, 1)"), "a.py")
    proof_file(other, "b/own.py")
    proof_file(f"raise ValueError('no')\n{false}", "z/own.py")
    for folder in ("x", "y"):
        proof_file("@theorem(\n", f"{folder}/broken.py")
    ledger = verify(["./proofs"], jobs=1)
    rows = {row.name: row for row in ledger.rows}
    assert {name: row.outcome for name, row in rows.items()} == {
        "a.true": "ERROR", "a.other": "PROVED", "b.own": "ERROR", "broken.py": "ERROR"
    }  # fmt: skip
    declared = "is declared more than once, so that none is verified: "
    assert rows["a.true"].error == f"'a.true' {declared}proofs/a.py:2; proofs/m.py:2"
    assert rows["b.own"].error == f"'b.own' {declared}proofs/b/own.py:2; proofs/z/own.py:2: ValueError: no"
    assert [part.split(":")[0] for part in rows["broken.py"].error.split("; ")] == [
        f"proofs/{folder}/broken.py" for folder in ("x", "y")
    ]
    assert ledger.exit_status == 3
    assert not any(row.statements for row in rows.values() if row.error)


@pytest.mark.parametrize("asked", ["a.true", "./proofs/m.py a.true", "./proofs a.true ./proofs/a.py"])
def test_a_name_finds_all_that_bear_it(proof_file, quick, asked):
    proof_file(TRUE + TRUE.replace("true", "other"), "m.py")
    proof_file(TRUE, "a.py")
    try:
        found = {row.name: row.error for row in verify(asked.split(), jobs=1).rows}
    except InputError as error:  # there is nothing else
        found = {"a.true": str(error)}
    assert found.get("a.other") is None
    assert {"proofs/a.py:2", "proofs/m.py:2"} == {*found["a.true"].rpartition("verified: ")[2].split("; ")}


def test_one_bad_file_of_several_arguments_costs_only_itself(proof_file, quick):
    proof_file("@theorem(\n", "bad.py")
    proof_file(TRUE, "good.py")
    rows = verify(["./proofs/bad.py", "./proofs/good.py"], jobs=1).rows
    assert [(row.name, row.outcome) for row in rows] == [("bad.py", "ERROR"), ("a.true", "PROVED")]
    assert rows[0].error.startswith("proofs/bad.py:")
    assert rows[0].error.count("bad.py") == 1


def test_whatever_is_said_in_its_place_nothing_false_is_proved(proof_file, quick, monkeypatch):
    monkeypatch.setattr(bench, "_WITNESSES", 20)
    proof_file(TRUE, "z.py")
    for number, documents in enumerate(SAID.values()):
        own = f"{CHANNEL}@theorem('said{number}.own')\ndef f():\n    tell(*{documents!r})\n    os._exit(0)\n"
        proof_file(own, f"said{number}.py")
    ledger = verify(["./proofs"], jobs=1)
    rows = {row.name: row for row in ledger.rows}
    for number, name in enumerate(SAID):
        row = rows[f"said{number}.own"]
        assert row.outcome in ("ERROR", "UNDECIDED", "REFUTED"), (name, row)
        assert "the judge" not in (row.error or ""), (name, row.error)  # which stays
    assert rows["a.true"].outcome == "PROVED"


def test_who_never_listens_is_not_waited_for(proof_file, quick, monkeypatch):
    """What it is told does not fit into a pipe that nobody reads."""
    monkeypatch.setattr(bench, "_CLAIMS", 10**6)
    claim = {"claim": LESS}
    answer = {"answer": {"why": "", "remedy": None, "shown": [], "work": 1, "exhausted": False}}
    proof_file(f"{CHANNEL}@theorem('a.deaf')\ndef f():\n    tell(*[{claim!r}, {answer!r}] * 5000)\n")
    (row,) = _within(240, lambda: verify(jobs=1, cache=False).rows)
    assert row.outcome == "ERROR"


def test_a_pipe_in_the_place_of_a_draft_is_not_waited_for(proof_file, quick):
    proof_file(
        "import os\nfrom symcrit.theorems.cache import Cache, cache_folder\n"
        '@theorem("a.true")\ndef f():\n    claim = less("1/3", "1/2")\n'
        "    own = Cache(cache_folder()).path(claim.core)\n    own.parent.mkdir(parents=True, exist_ok=True)\n"
        '    os.mkfifo(own.with_name(f".{own.name}.{os.getppid()}"))\n    return claim\n'
    )
    (row,) = _within(60, lambda: verify(jobs=1).rows)
    assert row.outcome == "PROVED"


def test_a_pipe_in_the_place_of_a_certificate_is_not_waited_for(symcrit, proof_file):
    proof_file('import os\n@theorem("a.true")\ndef f():\n    os.mkfifo("out/a.true.json")\n    return less(1, 2)\n')
    done = symcrit("verify", "-q", "-o", "out")
    assert done.returncode == 3
    assert "cannot write out/a.true.json: " in done.stderr


STOLEN = "open({!r}, 'w').close()\n"


@pytest.mark.parametrize(
    "how",
    [pytest.param(["-P", "-c", "from symcrit.cli import main; main()"], marks=pytest.mark.slow), ["-m", "symcrit"]],
)
def test_modules_beside_the_proofs_are_not_imported(proof_file, tmp_path, how):
    """Of the same names as those that parent and judge import, in the current folder and in the one of the proofs."""
    import os
    import subprocess
    from pathlib import Path

    proof_file(LIE)
    stolen = tmp_path / "stolen"
    for name in (
        "json",
        "rich",
        "flint",
        "sympy",
        "numpy",
        "sitecustomize",
        "usercustomize",
        "click",
        "secrets",
        "symcrit_",
    ):
        for folder in (tmp_path, tmp_path / "proofs"):
            place = (
                folder / name.rstrip("_") / "__init__.py" if name in ("flint", "symcrit_") else folder / f"{name}.py"
            )
            if name == "symcrit_" and folder == tmp_path and "-m" in how:
                continue  # this is what Python then calls symcrit
            place.parent.mkdir(exist_ok=True)
            place.write_text(STOLEN.format(str(stolen)))
    command = [sys.executable, *how, "verify", "--json", "-q", "-j", "1", "proofs/file.py"]
    around = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=120, check=False)
    assert [row["verdict"] for row in json.loads(done.stdout)["theorems"]] == ["REFUTED"]
    assert not stolen.exists()


def _within(seconds, work):
    """What `work` gives; it fails, rather than hangs, after so many seconds."""
    import signal

    def ring(*_):
        raise AssertionError(f"no end within {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        return work()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_if_no_file_can_be_imported_that_is_bad_input(proof_file, quick):
    proof_file("1 / 0\n" + TRUE)
    with pytest.raises(InputError, match=r"proofs/file.py:2: ZeroDivisionError: division by zero"):
        verify()


def test_the_judge_loads_core_and_no_proof(proof_file, quick, monkeypatch):
    court = processes.Court()
    court.open()
    own = processes.judge(1.0, court)
    own.ask({"most": 10**6, "number": "1"}, processes.Limit(60, "look"), b'{"claim": {"kind": "less"}, "witness": {}}')
    while not own.has_answered:
        processes.ready([own], patient=True)
        own.read()
    loaded = _modules_of(own.pid)
    ended = own.end("done")
    court.close()
    assert ended.exit_code == -9
    assert "flint" in loaded
    assert not {"sympy", "numpy", "scipy", "mpmath", "numba"} & loaded


def _modules_of(pid):
    """The packages that a process has loaded libraries of, and those whose modules are open: by its maps."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        text = maps.read()
    return {name for name in ("flint", "sympy", "numpy", "scipy", "mpmath", "numba") if f"/{name}/" in text}


KILLER = """
import os, signal
for own in map(int, filter(str.isdigit, os.listdir("/proc"))):
    try:
        with open(f"/proc/{own}/stat") as file:
            parent = int(file.read().rpartition(")")[2].split()[1])
        with open(f"/proc/{parent}/stat") as file:
            above = int(file.read().rpartition(")")[2].split()[1])
        with open(f"/proc/{own}/cmdline") as file:
            presides = "preside()" in file.read()
    except (OSError, ValueError):
        continue
    if presides and WHO == os.getppid():  # and nothing else that the parent has started
        os.kill(own, signal.SIGKILL)
"""
KILLER_OF_JUDGES = KILLER.replace("WHO", "above")  # the parent of a judge is the court
KILLER_OF_COURTS = KILLER.replace("WHO", "parent")


def test_a_judge_that_a_proof_kills_is_replaced_by_what_was_loaded_before(proof_file, quick):
    proof_file(f"{KILLER_OF_JUDGES}{LIE}")
    proof_file(TRUE, "z/true.py")
    ledger = verify(["./proofs"], jobs=2, cache=False)
    assert {row.name: row.outcome for row in ledger.rows} == {"a.lie": "REFUTED", "a.true": "PROVED"}


def test_without_a_court_there_is_no_judge(proof_file, quick):
    """Nothing is decided by an interpreter that began when proofs had run."""
    proof_file(f"{KILLER_OF_JUDGES}{KILLER_OF_COURTS}{LIE}")
    (row,) = verify(["./proofs"], jobs=1, cache=False).rows
    assert row.outcome == "ERROR"
    assert row.error.startswith("there is no judge for a certificate")


LATE = """
import json, os, sys
from symcrit.cli import run
from symcrit.theorems import bench, processes
known = []
own = processes.prover
def prover(memory):
    known.append({*sys.modules})
    return own(memory)
bench.prover = prover
opened = []
def listen(event, arguments):
    if known and event == "open" and os.getpid() == me:
        opened.append(str(arguments[0]))
me = os.getpid()
sys.addaudithook(listen)
sys.stdout = open(os.devnull, "w", encoding="utf-8")
run(["verify", *sys.argv[1:]])
late = sorted({*sys.modules} - known[0])
ours = [name for name in opened if name.endswith((".py", ".pyc", ".css")) or "/templates/" in name]
print(json.dumps([late, ours]), file=sys.__stdout__)
"""


@pytest.mark.parametrize(
    "how",
    [["--json", "-o", "out", "--report", "page.html"], pytest.param(["-v"], marks=pytest.mark.slow)],
    ids=" ".join,
)
def test_nothing_is_loaded_that_a_proof_may_have_written(proof_file, tmp_path, how):
    """Neither by the parent once proofs run, nor by a court (`Court`), which is ready before."""
    import subprocess

    proof_file(TRUE + LIE + "@mutant(true)\ndef wrong():\n    return less('1/2', '1/3')\n")
    command = [sys.executable, "-c", LATE, "-j", "1", "--no-cache", *how]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=True)
    assert json.loads(done.stdout) == [[], []]


JUDGE = """
import json, sys
from symcrit.theorems import judge
for path in sys.argv[1:]:
    judge.judged(open(path).read(), 10**9)
own = sorted(name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names)
print(json.dumps(own))
"""


def test_what_the_judge_imports(symcrit, proof_file, tmp_path):
    import os
    import subprocess

    critical = (
        'from symcrit import OneNeuron, critical\n@theorem("b.c")\ndef c():\n    return critical(OneNeuron("erf"))\n'
    )
    proof_file(f"{TRUE}{critical}")
    assert symcrit("verify", "-q", "-o", "out").returncode == 0
    files = sorted(str(path) for path in (tmp_path / "out").glob("*.json"))
    assert [os.path.basename(path) for path in files] == ["a.true.json", "b.c.json"]
    assert symcrit("check", *files).returncode == 0
    done = subprocess.run([sys.executable, "-c", JUDGE, *files], capture_output=True, text=True, check=True, timeout=60)
    outside = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert outside - {"__main__", "_distutils_hack"} <= {"symcrit", "flint", "lazy_loader"} | {
        name for name in outside if name.startswith(("cython_runtime", "_cython", "__editable__", "_virtualenv"))
    }
    parts = {name.split(".")[1] for name in json.loads(done.stdout) if name.startswith("symcrit.")}
    assert parts == {"arguments", "by_price", "certificate", "core", "effort", "errors", "format_1", "memory",
                     "printable", "theorems", "words"}  # fmt: skip


IN_VAIN = """
import symcrit.theorems.decide as decided
from symcrit.core.witnesses.zero import Zero
from symcrit.search.attempts import Attempt
own = decided.attempts
decided.attempts = lambda claim: [Attempt("in vain", 0.1, lambda *_: Zero()), *({others})]
"""


def test_where_the_judge_says_no_the_search_goes_on(proof_file, quick):
    proof_file(IN_VAIN.format(others="own(claim)") + TRUE, "a/goes_on.py")
    proof_file(IN_VAIN.format(others="") + TRUE.replace("a.true", "b.true"), "b/ends.py")
    ledger = verify(["./proofs"], jobs=1, cache=False)
    goes_on, ends = ledger.rows
    assert goes_on.outcome == "PROVED"
    assert (ends.outcome, ledger.judged) == ("UNDECIDED", 1)
    assert "last said by in vain: rejected" in ends.why[0]


def test_verify_finds_the_certificates_that_decide_finds(proof_file, quick):
    """The work of the judge is charged to the search, with derivations of kernels that it has paid for: the same."""
    import symcrit as sc

    claims = ["less('1/3', '1/2')", "critical(OneNeuron('erf'))", "equal(1, 2)", "sc.kernel_of('relu')"]
    listed = ", ".join(claims)
    head = "import symcrit as sc\nfrom symcrit import OneNeuron, critical\n@theorem('a.b')\ndef f():\n"
    proof_file(f"{head}    return [{listed}]\n")
    (row,) = verify(["./proofs"], jobs=1, cache=False, keep=True).rows
    names = {"sc": sc, "less": sc.less, "equal": sc.equal, "critical": sc.critical, "OneNeuron": sc.OneNeuron}
    answers = [sc.decide(eval(claim, names)) for claim in claims]
    for part, answer in zip(row.parts, answers, strict=True):
        assert part.answer.certificate == answer.certificate
        assert (part.answer.verdict, part.answer.work) == (answer.verdict, answer.work)
