"""Progress: nothing for what is quick, then a line now and then; in a terminal a line that changes and goes."""

import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from symcrit.commands import progress

SLOW = """
import sys, time
from symcrit.commands import progress
progress._PATIENCE, progress._TICK = 0.2, 0.02
with progress.at_work("certify"{silent}) as doing:
    doing("looking")
    time.sleep({seconds})
print("done", file=sys.stderr)
"""


def said(seconds, silent=False, **streams):
    code = SLOW.format(seconds=seconds, silent=", silent=True" if silent else "")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], env=environment, timeout=60, check=True, **streams)


def test_in_a_pipe_a_line_each_time_that_the_seconds_have_doubled():
    lines = said(2, stderr=subprocess.PIPE).stderr.decode().splitlines()
    assert lines[-1] == "done"
    assert 3 <= len(lines[:-1]) <= 4
    assert all(re.fullmatch(r"… certify: looking, \d s", line) for line in lines[:-1])


def test_nothing_is_said_of_what_is_quick_or_to_be_quiet():
    assert said(0, stderr=subprocess.PIPE).stderr == b"done\n"
    assert said(1, silent=True, stderr=subprocess.PIPE).stderr == b"done\n"


def test_in_a_terminal_the_line_is_gone_in_the_end():
    master, slave = pty.openpty()
    said(1, stderr=slave)
    os.close(slave)
    text = os.read(master, 65536).decode()
    os.close(master)
    assert "\r… certify: looking, 0 s\x1b[K" in text
    assert text.endswith("\r\x1b[Kdone\r\n")


def test_the_timer_is_given_back():
    before = signal.getsignal(signal.SIGALRM)
    with progress.at_work("check"):
        assert signal.getitimer(signal.ITIMER_REAL)[1] > 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


SLEEPY = """
import time
from symcrit.cli import run
from symcrit.commands import progress
progress._PATIENCE, progress._TICK = 0.2, 0.02
{patch}
raise SystemExit(run({arguments!r}))
"""
COMMANDS = {
    "certify": (
        "import symcrit.theorems.certifying as m\nown = m.certify\n"
        "m.certify = lambda *a, **k: time.sleep(0.5) or own(*a, **k)",
        ["certify", "--family", "one-neuron", "-k", "2"],
    ),
    "flow": (
        "import symcrit.flow.gradient_flow as m\nown = m.gradient_flow\n"
        "m.gradient_flow = lambda *a, **k: time.sleep(0.5) or own(*a, **k)",
        ["flow", "-n", "1", "-k", "2", "--no-certify"],
    ),
    "kernel": (
        "import symcrit.kernels.kernel as m\nown = m.kernel\n"
        "m.kernel = lambda *a, **k: time.sleep(0.5) or own(*a, **k)",
        ["kernel", "erf"],
    ),
    "sweep": (
        "import symcrit.sweeps.sweep as m\nown = m.sweep\nm.sweep = lambda *a, **k: time.sleep(0.5) or own(*a, **k)",
        ["sweep", "-n", "1", "-k", "2", "--seeds", "1", "-j", "1", "--no-certify"],
    ),
    "check": (
        "from symcrit.commands import check as m\nm._finding = lambda *a: time.sleep(0.5) or 1 / 0",
        ["check", "nothing.json"],
    ),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in ("flow", "sweep") else ()) for name in COMMANDS]
)
def test_every_command_that_takes_longer_says_so(name):
    patch, arguments = COMMANDS[name]
    code = SLEEPY.format(patch=patch, arguments=arguments)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, timeout=100)
    assert done.returncode == (3 if name == "check" else 0)
    assert f"… {name}: ".encode() in done.stderr
    assert "…".encode() not in done.stdout


def test_a_bar_and_lines_do_not_disturb_each_other(tmp_path, proof_file):
    proof_file("".join(f'@theorem("a.{name}")\ndef {name}():\n    return less(1, 2)\n' for name in ("one", "two")))
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "symcrit", "verify", "-j", "1"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=slave)
    done.communicate(timeout=100)
    time.sleep(0.1)
    os.close(slave)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(master, 65536).decode())
    os.close(master)
    lines = [line.rpartition("\r")[2].strip() for line in text.split("\r\n")]
    for name in ("one", "two"):
        assert sum(re.fullmatch(rf"a\.{name}  PROVED  \d+\.\d\d s", line) is not None for line in lines) == 1
