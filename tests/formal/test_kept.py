"""Old builds are removed from the cache, and nothing else is."""

import hashlib
import json
import os
import threading

import pytest

from symcrit.formal.kept import KEPT, MANIFEST, draft_name, locked, prune, used


def build(folder, number):
    """A build as it is kept, used `number` seconds after the others."""
    place = folder / hashlib.sha256(str(number).encode()).hexdigest()
    place.mkdir()
    files = {"Sums.v": "", "Sums.vo": "compiled"}
    for name, text in files.items():
        (place / name).write_text(text, encoding="ascii")
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    (place / MANIFEST).write_text(json.dumps({"files": digests}), encoding="ascii")
    os.utime(place / MANIFEST, (1000 + number, 1000 + number))
    place.with_suffix(".lock").touch()
    return place


@pytest.fixture
def builds(tmp_path):
    """Three more than are kept, the oldest first."""
    return [build(tmp_path, number) for number in range(KEPT + 3)]


def test_the_builds_used_last_stay(tmp_path, builds):
    used(builds[0])
    prune(tmp_path)
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {
        place.name for place in (builds[0], *builds[-KEPT + 1 :])
    }
    assert all((place / "Sums.vo").read_text(encoding="ascii") == "compiled" for place in builds[-KEPT + 1 :])
    assert not builds[1].with_suffix(".lock").exists()
    assert builds[-1].with_suffix(".lock").exists()


def test_what_is_no_build_stays(tmp_path, builds):
    foreign = builds[0] / "notes.txt"
    foreign.write_text("mine", encoding="ascii")
    (builds[1] / MANIFEST).write_text('{"files": {"../other": ""}}', encoding="ascii")
    os.utime(builds[1] / MANIFEST, (1, 1))
    other = tmp_path / "other"
    other.mkdir()
    file = tmp_path / ("0" * 64)
    file.touch()
    prune(tmp_path)
    assert foreign.read_text(encoding="ascii") == "mine"
    assert (builds[0] / "Sums.vo").exists()
    assert builds[1].exists()
    assert other.exists()
    assert file.exists()
    assert not builds[2].exists()


def test_what_another_process_works_on_stays(tmp_path, builds):
    with locked(builds[0]):
        prune(tmp_path)
    assert builds[0].exists()
    assert not builds[1].exists()


def test_drafts_of_ended_processes_are_removed(tmp_path, builds):
    draft, busy, noted = (tmp_path / f"{draft_name(place)}abc" for place in builds[:3])
    for place in (draft, busy, noted):
        place.mkdir()
        (place / "Sums.v").touch()
        (place / ".Sums.aux").touch()
    (noted / "notes.txt").touch()
    with locked(builds[1]):
        prune(tmp_path)
    assert not draft.exists()
    assert (busy / "Sums.v").exists()
    assert (noted / "notes.txt").exists()


def test_who_waited_for_a_lock_that_was_removed_takes_the_new_one(tmp_path):
    place = tmp_path / "build"
    order, waiting = [], threading.Event()

    def second():
        waiting.set()
        with locked(place):
            order.append(place.with_suffix(".lock").exists())

    with locked(place) as alone:
        assert alone
        with locked(place, wait=False) as other:
            assert not other
        thread = threading.Thread(target=second)
        thread.start()
        waiting.wait()
        thread.join(0.2)  # it has opened the file, and waits
        order.append("first")
        place.with_suffix(".lock").unlink()
    thread.join()
    assert order == ["first", True]
