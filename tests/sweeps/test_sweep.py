"""Sweeps: the same starts wherever they run, nothing repeated and nothing lost, and clear words for what is wrong."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

import symcrit as sc
from symcrit.sweeps import cluster
from symcrit.sweeps.plan import Plan, Run, runs, start_of, unpack, work
from symcrit.sweeps.store import FORMAT, Store
from symcrit.sweeps.sweep import _plan, read

ROOT = Path(__file__).parents[2]
OPTIONS = {"seeds": 2, "jobs": 1, "certify": False}
PLAN = Plan("erf", 0.1, "5e-8", 1e-9, 600.0, 0, False)


def rows_of(found):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in found.rows]


def command(*arguments, **options):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "symcrit", "sweep", *arguments], env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)  # fmt: skip


def test_the_plan_covers_all_n_below_k():
    found = runs(range(2, 9), None, 20, 1)
    assert len(found) == len(set(found)) == 20 * sum(range(1, 8))
    assert all(1 <= run.n < run.k == run.d - 1 for run in found)
    assert runs([3], [3], 1, 0) == [Run(3, 3, 3, 0)]


def test_starts_are_spawned_from_one_seed():
    starts = [start_of(PLAN, run) for run in runs(range(2, 5), None, 3, 1)]
    assert len({start[:2].tobytes() for start in starts}) == len(starts)
    np.testing.assert_array_equal(start_of(PLAN, Run(1, 2, 3, 1)), starts[1])
    many = np.concatenate([start_of(PLAN, Run(3, 4, 5, seed)) for seed in range(400)])
    assert many.std() == pytest.approx(0.1, rel=0.03)


def test_processes_and_order_do_not_matter(tmp_path):
    one = sc.sweep("erf", range(2, 4), **OPTIONS)
    two = sc.sweep("erf", range(2, 4), **OPTIONS | {"jobs": 2}, store=tmp_path / "runs.sqlite")
    assert rows_of(one) == rows_of(two)
    assert two.summary == one.summary | {"seconds": two.summary["seconds"]}
    assert one.summary["planned"] == one.summary["done"] == one.summary["reached"] == 6


def test_a_store_is_gone_on_with_and_grows(tmp_path, monkeypatch):
    path, done = tmp_path / "runs.sqlite", []
    monkeypatch.setattr("symcrit.sweeps.sweep.work", lambda task: done.append(task[1]) or work(task))
    sc.sweep("erf", 2, store=path, **OPTIONS)
    sc.sweep("erf", range(2, 4), store=path, **OPTIONS)
    assert len(done) == len(set(done)) == 6
    assert len(sc.sweep("erf", 3, store=path, **OPTIONS).rows) == 4
    assert len(read(path).rows) == 6


def test_kept_runs_are_flows(tmp_path):
    found = sc.sweep("relu", 3, n=2, store=tmp_path / "runs.sqlite", **OPTIONS)
    row = read(tmp_path / "runs.sqlite").rows[0]
    assert row == found.rows[0]
    where = sc.Problem.orthonormal("relu", n=2, k=3, d=4)
    run = sc.gradient_flow(where, start_of(_plan("relu", 0.1, "5e-8", 1e-9, 600, 0, False), Run(2, 3, 4, 0)))
    assert (row["stopped"], row["loss"]) == (run.stopped, run.loss)
    np.testing.assert_array_equal(np.frombuffer(row["state"]), run.states[-1])
    course = unpack(row)
    np.testing.assert_allclose(course["W"][-1], run.network.W, rtol=1e-6, atol=1e-30)
    np.testing.assert_allclose(course["norms"][-1], run.gradient_norm, rtol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "k"), [(2, 3), (16, 18)])
def test_a_run_is_what_it_is_alone(n, k):
    """Whatever other runs there are: the flow from its own start, the same to the last bit, and the same named end."""
    found = sc.sweep("erf", k, n=n, seeds=2, jobs=2, init="glorot")
    plan = _plan("erf", None, "5e-8", 1e-9, 600, 0, True, "glorot")
    row = found.rows[1]
    where = sc.Problem.orthonormal("erf", n=n, k=k, d=k + 1)
    run = sc.gradient_flow(where, start_of(plan, Run(n, k, k + 1, 1)))
    end = sc.name_endpoint(where, run)
    np.testing.assert_array_equal(np.frombuffer(row["state"]), run.states[-1])
    assert (row["endpoint"], row["critical"], row["certified"]) == (end.kind, end.critical, 1)
    assert (run.gradient_norm < 5e-8, row["stopped"]) == (True, "threshold")
    assert (end.answer.family is None) == (k == 3)  # few weights: all of them; many: by symmetry


def test_plans_of_normal_starts_are_kept_as_before():
    known = '{"activation": "erf", "certify": false, "entropy": 0, "std": 0.1, "threshold": "5e-8", "tolerance": 1e-09}'
    assert PLAN.json() == known


def test_stores_of_other_starts_are_refused(tmp_path):
    normal, glorot = tmp_path / "normal.sqlite", tmp_path / "glorot.sqlite"
    sc.sweep("erf", 2, store=normal, **OPTIONS)
    found = sc.sweep("erf", 2, store=glorot, init="glorot", **OPTIONS)
    assert (found.facts["init"], found.table[0]["init"]) == ("glorot", "glorot")
    assert len(sc.sweep("erf", 2, store=glorot, init="glorot", **OPTIONS | {"seeds": 3}).rows) == 3
    with pytest.raises(sc.InputError, match="holds runs with init = normal, not glorot;"):
        sc.sweep("erf", 2, store=normal, init="glorot", **OPTIONS)
    for options in ({}, {"init": "glorot-uniform"}):
        with pytest.raises(sc.InputError, match=f"holds runs with init = glorot, not {options.get('init', 'normal')};"):
            sc.sweep("erf", 2, store=glorot, **options, **OPTIONS)


def test_exports(tmp_path):
    found = sc.sweep("erf", 2, **OPTIONS)
    found.to_csv(tmp_path / "runs.csv")
    pandas = pytest.importorskip("pandas", reason="not run: pandas is not installed")
    again = pandas.read_csv(tmp_path / "runs.csv")
    assert list(again["loss"]) == pytest.approx(list(found.to_pandas()["loss"]))
    assert set(again["activation"]) == {"erf"}


def test_kill_9_loses_nothing_and_repeats_nothing(tmp_path):
    """Killed again and again at any moment: what was kept stays as it is, and the same command ends with all runs."""
    path = tmp_path / "runs.sqlite"
    arguments = ("-k", "2:5", "--seeds", "4", "--no-certify", "-o", str(path), "-j", "2")
    before, kills = {}, 0
    for attempt in range(12):
        process = command(*arguments)
        deadline = time.monotonic() + 300
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
            if path.exists() and len(_kept(path)) > len(before) + 12 * attempt:
                process.send_signal(signal.SIGKILL)
                kills += 1
                break
        process.communicate(timeout=300)
        now = _kept(path)
        assert all(now[run] == row for run, row in before.items())
        before = now
        if process.returncode == 0:
            break
    assert process.returncode == 0
    assert kills >= 2
    assert len(before) == 40
    assert set(before) == {tuple(run) for run in runs(range(2, 6), None, 4, 1)}


def _kept(path):
    try:
        with Store(path) as store:
            return {(row["n"], row["k"], row["d"], row["seed"]): row["seconds"] for row in store.rows(blobs=False)}
    except sc.InputError:  # not there yet
        return {}


def test_a_second_sweep_on_the_same_store_is_refused(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Store(path, PLAN):
        with pytest.raises(sc.InputError, match="another sweep is writing"):
            Store(path, PLAN)
        process = command("-k", "2", "--no-certify", "-o", str(path))
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 3
        said = [line for line in errors.splitlines() if not line.startswith("…")]  # progress, on a slow machine
        assert len(said) == 1
        assert said[0].startswith("symcrit: another sweep is writing to ")
        with Store(path) as reader:
            assert reader.rows() == []
    Store(path, PLAN).close()


def test_a_newer_store_is_refused(tmp_path):
    path = tmp_path / "runs.sqlite"
    Store(path, PLAN).close()
    with sqlite3.connect(path) as base:
        base.execute(f"PRAGMA user_version={FORMAT + 1}")
    base.close()
    for plan in (PLAN, None):
        with pytest.raises(sc.InputError, match=f"has format {FORMAT + 1}, made by a newer symcrit"):
            Store(path, plan)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "text.sqlite"
    path.write_text("no database, but long enough to have a header of its own" * 20)
    with pytest.raises(sc.InputError, match="not a database"):
        read(path)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as base:
        base.execute("CREATE TABLE runs (x)")
    base.close()
    with pytest.raises(sc.InputError, match="no store of symcrit"):
        Store(other, PLAN)
    with pytest.raises(sc.InputError, match="there is no store"):
        read(tmp_path / "missing.sqlite")
    with pytest.raises(sc.InputError, match="is a folder"):
        read(tmp_path)


def test_a_store_of_another_plan_is_refused(tmp_path):
    path = tmp_path / "runs.sqlite"
    sc.sweep("erf", 2, store=path, **OPTIONS)
    with pytest.raises(sc.InputError, match=r"holds runs with std = 0\.1, not 0\.5"):
        sc.sweep("erf", 2, store=path, std=0.5, **OPTIONS)


def _die_at(task):
    if task[1].seed == 1 and not os.path.exists(os.environ["SYMCRIT_DIED"]):
        Path(os.environ["SYMCRIT_DIED"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(task)


def _always_die(task):
    if task[1].seed == 1:
        os._exit(9)
    return work(task)


def test_a_dying_worker_costs_no_run(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMCRIT_DIED", str(tmp_path / "died"))
    monkeypatch.setattr("symcrit.sweeps.sweep.work", _die_at)
    found = sc.sweep("erf", 2, store=tmp_path / "runs.sqlite", seeds=3, jobs=2, certify=False)
    assert (tmp_path / "died").exists()
    assert (found.summary["done"], found.summary["lost"]) == (3, 0)


@pytest.mark.slow
def test_a_run_that_always_dies_is_counted(tmp_path, monkeypatch):
    path = tmp_path / "runs.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr("symcrit.sweeps.sweep.work", _always_die)
        found = sc.sweep("erf", 2, store=path, seeds=3, jobs=2, certify=False)
    assert (found.summary["done"], found.summary["lost"]) == (2, 1)
    assert sc.sweep("erf", 2, store=path, seeds=3, jobs=1, certify=False).summary["done"] == 3


@pytest.fixture
def small_disk():
    """A disk of 300 kB."""
    folder = Path(tempfile.mkdtemp())
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        folder.rmdir()
        pytest.skip("not run: a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_full_disk_is_said_and_what_was_done_is_kept(small_disk):
    path = small_disk / "runs.sqlite"
    with pytest.raises(sc.InputError, match=r"the disk is full .* make room and give the same command again"):
        sc.sweep("erf", range(2, 8), store=path, seeds=20, jobs=1, certify=False)
    kept = _kept(path)
    assert len(kept) > 3
    assert kept == _kept(path)


ONE_RUN = {"n": 1, "seeds": 1, "jobs": 1, "certify": False, "prove": True}


def _with_proof(monkeypatch, answers):
    """Stands for `Trajectory.prove`, which takes seconds: the answers of `answers`, one for each run."""
    given = iter(answers)

    def prove(run):
        answer = next(given)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("symcrit.flow.trajectory.Trajectory.prove", prove)


@pytest.fixture(scope="module")
def small_proof():
    """A proof about one student in one dimension, which is quick."""
    run = sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=1), sc.Network([["1/2"]], [1]))
    return run.prove()


def test_a_run_keeps_its_certificate_which_is_checked_again(tmp_path, monkeypatch, capsys, small_proof):
    from symcrit.cli import run

    path = tmp_path / "runs.sqlite"
    _with_proof(monkeypatch, [small_proof, sc.InputError("converges: the flow comes near no critical point")])
    found = sc.sweep("erf", 2, store=path, **ONE_RUN | {"seeds": 2})
    assert [row["verdict"] for row in found.rows] == ["PROVED", "UNDECIDED"]
    assert found.summary["proved"] == 1
    assert found.rows[1]["why"] == "converges: the flow comes near no critical point"
    assert found.rows[0]["digest"] == small_proof.certificate["digest"]
    assert found.table[0]["radius"] == small_proof.certificate["claim"]["radius"]
    assert "certificate" not in found.table[0]
    assert read(path).rows == found.rows
    assert sc.sweep("erf", 2, store=path, **ONE_RUN | {"seeds": 2}).rows == found.rows  # no third answer is asked for
    capsys.readouterr()
    assert run(["check", str(path), "--json"]) == 0
    out, err = capsys.readouterr()
    (record,) = json.loads(out)["certificates"]
    assert (record["verdict"], record["file"]) == ("PROVED", f"{path}: n,k,d,seed = 1,2,3,0")
    assert "1 runs are not proved, and have no certificate" in err
    with pytest.raises(sc.InputError, match=r"certificate of the run 1,2,3,0 is about something else"):
        _ = found.certificates  # the proof is about another start than that of this run


def _edited(path, statement, *values):
    base = sqlite3.connect(path)
    with base:
        base.execute(statement, values)
    base.close()


@pytest.mark.parametrize(
    ("statement", "value", "message"),
    [
        ("UPDATE runs SET certificate = NULL WHERE ?", 1, "has no certificate of it"),
        ("UPDATE runs SET certificate = ?", b"x", "is damaged"),
        ("UPDATE runs SET certificate = ?", zlib.compress(b" " * (33 << 20)), "is damaged"),
        ("UPDATE runs SET certificate = ?", zlib.compress(b"[]"), "is damaged"),
        ("UPDATE runs SET digest = ?", "0" * 64, "not the one whose digest the run has"),
        ("UPDATE runs SET verdict = ?", "REFUTED", "of its 1 runs none is proved"),
        ("UPDATE facts SET value = replace(value, 'prove', ?)", "proof", "has no certificates"),
    ],
)
def test_an_edited_store_is_refused_in_a_line(
    tmp_path, monkeypatch, capsys, small_proof, statement, value, message
):  # fmt: skip
    from symcrit.cli import run

    path = tmp_path / "runs.sqlite"
    _with_proof(monkeypatch, [small_proof])
    sc.sweep("erf", 2, store=path, **ONE_RUN)
    _edited(path, statement, value)
    assert run(["check", str(path)]) == 3
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err


def test_an_edited_certificate_is_not_proved(tmp_path, monkeypatch, capsys, small_proof):
    """Whatever the column says: with a digest that fits, the witness without its last piece."""
    from symcrit.certificate import digest
    from symcrit.cli import run

    path = tmp_path / "runs.sqlite"
    _with_proof(monkeypatch, [small_proof])
    sc.sweep("erf", 2, store=path, **ONE_RUN)
    forged = json.loads(json.dumps(small_proof.certificate))
    del forged["witness"]["pieces"][-1]
    forged["digest"] = digest(forged)
    packed = zlib.compress(json.dumps(forged).encode())
    _edited(path, "UPDATE runs SET certificate = ?, digest = ?", packed, forged["digest"])
    assert run(["check", str(path)]) == 2
    assert "UNDECIDED" in capsys.readouterr().out


def test_stores_with_and_without_proofs_are_told_apart(tmp_path, monkeypatch, small_proof):
    plain, proved = tmp_path / "plain.sqlite", tmp_path / "proved.sqlite"
    _with_proof(monkeypatch, [small_proof])
    sc.sweep("erf", 2, store=plain, **ONE_RUN | {"prove": False})
    sc.sweep("erf", 2, store=proved, **ONE_RUN)
    with pytest.raises(sc.InputError, match="holds runs with prove = False, not True"):
        sc.sweep("erf", 2, store=plain, **ONE_RUN)
    with pytest.raises(sc.InputError, match="holds runs with prove = True, not False"):
        sc.sweep("erf", 2, store=proved, **ONE_RUN | {"prove": False})


def test_what_is_not_proved_is_said_in_a_line(monkeypatch, capsys):
    from symcrit.cli import run

    _with_proof(monkeypatch, [sc.InputError("converges: the flow comes near no critical point")])
    assert run(["sweep", "-k", "2", "--seeds", "1", "-j", "1", "--no-certify", "--prove"]) == 2
    out, err = capsys.readouterr()
    assert "proved      0\n" in out
    said = [line for line in err.splitlines() if not line.startswith("…")]  # progress, on a slow machine
    reason = "UNDECIDED: converges: the flow comes near no critical point"
    assert said == [f"symcrit: 1 runs are not proved; n = 1, k = 2, seed 0: {reason}"]


@pytest.mark.slow
def test_proofs_of_a_sweep_are_about_its_runs(tmp_path):
    path = tmp_path / "runs.sqlite"
    found = sc.sweep("erf", 2, store=path, **ONE_RUN | {"seeds": 2, "jobs": 2})
    assert found.summary["proved"] == 2
    certificates = read(path).certificates
    assert list(certificates) == [Run(1, 2, 3, 0), Run(1, 2, 3, 1)]
    for certificate in certificates.values():
        assert sc.check(certificate).verdict is sc.Verdict.PROVED
    _edited(path, "UPDATE runs SET seed = 7 WHERE seed = 1")
    with pytest.raises(sc.InputError, match="the run 1,2,3,7 is about something else"):
        _ = read(path).certificates


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-k", "2", "--std", "-1"], "std = -1.0 is not a positive number"),
        (["-k", "2", "--init", "he"], "init = he is unknown; give one of normal, glorot, glorot-uniform"),
        (["-k", "2", "--init", "glorot", "--std", "0.1"], "std = 0.1 goes with init='normal'"),
        (["-k", "0"], "-k 0 is not a range of integers >= 1"),
        (["-k", "3:2"], "-k 3:2 is not a range"),
        (["-k", "2", "-n", "0"], "-n 0 is not a range"),
        (["-k", "1"], "k = [1] leaves no n with 1 <= n < k"),
        (["-k", "2", "--seeds", "0"], "seeds = 0 is not an integer >= 1"),
        (["-k", "2", "--seed", "-1"], "seed = -1 is not an integer >= 0"),
        (["-k", "2", "-j", "0"], "jobs = 0 is not a number of processes"),
        (["-k", "2", "--activation", "erff"], "unknown activation 'erff'"),
        (["-k", "2", "--activation", "relu", "--prove"], "converges: σ has a kink"),
        (["-k", "2", "--activation", "tanh", "--prove"], "kernels without a closed form"),
        (["-k", "2", "-o", "no/such/runs.sqlite"], "there is no folder no/such"),
        (["-k", "2", "--csv", "no/such/runs.csv"], "there is no folder no/such"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, message, tmp_path, monkeypatch):
    from symcrit.cli import run

    monkeypatch.chdir(tmp_path)
    assert run(["sweep", *arguments]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("symcrit: ")
    assert err.count("\n") == 1
    assert message in err


def test_a_cluster_that_loses_a_worker(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="not run: distributed is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as workers:
        killed = []

        def progress(done, of, name):
            if not killed:
                killed.append(next(iter(workers.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        found = sc.sweep("erf", range(2, 5), seeds=3, certify=False, dask=workers.scheduler_address, progress=progress,
                         store=tmp_path / "runs.sqlite")  # fmt: skip
    assert killed
    assert (found.summary["done"], found.summary["lost"]) == (18, 0)
    assert rows_of(found) == rows_of(sc.sweep("erf", range(2, 5), seeds=3, certify=False, jobs=1))


@pytest.mark.slow
def test_a_cluster_that_loses_both_workers_in_turn(tmp_path):
    """Each is killed once, the second when the first has come back or not: nothing is lost, nothing done twice."""
    distributed = pytest.importorskip("distributed", reason="not run: distributed is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as workers:
        both = [worker.pid for worker in workers.workers.values()]
        killed = []

        def progress(done, of, name):
            if len(killed) < 2 and done > 4 * len(killed):
                killed.append(both[len(killed)])
                os.kill(killed[-1], signal.SIGKILL)

        found = sc.sweep("erf", range(2, 5), seeds=3, certify=False, dask=workers.scheduler_address, progress=progress,
                         store=tmp_path / "runs.sqlite")  # fmt: skip
    assert killed == both
    assert (found.summary["done"], found.summary["lost"]) == (18, 0)
    assert rows_of(found) == rows_of(sc.sweep("erf", range(2, 5), seeds=3, certify=False, jobs=1))


@pytest.mark.slow
def test_a_cluster_that_loses_all_its_workers(tmp_path, monkeypatch):
    """What is missing is counted, and done when the sweep goes on elsewhere."""
    distributed = pytest.importorskip("distributed", reason="not run: distributed is not installed")
    monkeypatch.setattr(cluster, "_PATIENCE", 3.0)
    path = tmp_path / "runs.sqlite"
    options = {"seeds": 3, "certify": False, "store": path}
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as workers:
        gone = []

        def progress(done, of, name):
            if not gone:
                gone.append(name)
                workers.scale(0)

        found = sc.sweep("erf", range(2, 5), dask=workers.scheduler_address, progress=progress, **options)
    assert gone
    assert found.summary["lost"] == 18 - found.summary["done"] > 0
    again = sc.sweep("erf", range(2, 5), jobs=1, **options)
    assert (again.summary["done"], again.summary["lost"]) == (18, 0)
    assert rows_of(again) == rows_of(sc.sweep("erf", range(2, 5), seeds=3, certify=False, jobs=1))
