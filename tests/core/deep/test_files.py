"""Claims about the data of a `.npy` file: core reads the file itself, and takes it for what its SHA-256 says."""

import errno
import json
import os
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from flint import fmpq

import symcrit as sc
from symcrit import InputError, specialisation
from symcrit.cli import run
from symcrit.core import Malformed, Reject, Verdict, beside, check
from symcrit.core.deep import files
from symcrit.core.deep.files import File, described

net = specialisation.ReluNetwork
TEACHER = net([[[1, 0], [0, 1]], [[1, 1]]])
NEAR = net([[[1, 0], [0, 1]], [[1, "9/8"]]])
TABLE = np.array([[0.5, 2], [-3, 1e-3], [2.0**-1060, -4]])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, the one at hand; nothing is remembered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "_PLACES", {})
    monkeypatch.setattr(files, "_READ", {})
    return tmp_path


def read(name="data.npy", **own):
    """The rows that core reads from a file as it is."""
    return File.read({**described(name, "data.npy"), **own}).rows()


def document(claim):
    """A certificate without its envelope."""
    return {"claim": claim.core, "witness": {"kind": "computation"}}


@pytest.mark.parametrize("kind", ["<f8", ">f8", "<f4", "<f2", "<i8", ">i4", "<i2", "|i1", "|u1", "<u8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numbers_are_those_of_numpy(folder, kind, order):
    """Floats as the dyadic fractions that they are."""
    rng = np.random.default_rng(0)
    table = (rng.normal(size=(7, 3)) * 100 + (150 if "u" in kind else 0)).astype(kind).copy(order=order)
    np.save("data.npy", table)
    exact = [[Fraction(*entry.as_integer_ratio()) for entry in row] for row in np.load("data.npy").tolist()]
    assert [[Fraction(int(x.p), int(x.q)) for x in row] for row in read()] == exact
    halves = read(over=2, one=True)
    assert [[2 * x for x in row[:-1]] for row in halves] == [[*row] for row in read()]
    assert {row[-1] for row in halves} == {fmpq(1)}


def test_tiny_and_large_floats_are_exact(folder):
    np.save("data.npy", TABLE)
    assert read()[2][0] == fmpq(1, 2**1060)
    assert read()[1][1] == fmpq(*(1e-3).as_integer_ratio())


def refused(data, reason):
    """The bytes are no array that core reads."""
    Path("data.npy").write_bytes(data)
    shape = [3, 2]
    own = {"name": "data.npy", "sha256": sha256(data).hexdigest(), "shape": shape}
    with pytest.raises(Reject, match=reason):
        File.read(own).rows()


def test_what_is_no_table_of_numbers_is_refused(folder):
    np.save("data.npy", TABLE)
    good = Path("data.npy").read_bytes()
    refused(good[:-1], "size")
    refused(good + b"\0", "size")
    refused(good.replace(b"(3, 2)", b"(2, 3)"), "shape")
    refused(b"PK" + good[2:], "no .npy")
    refused(good.replace(b"(3, 2), } ", b"(03, 2), }"), "no table")  # no number of Python
    refused(good.replace(b"(3, 2), } ", b"(3, 0), } "), "empty")
    refused(good.replace(b"<f8", b"|b1"), "no table")
    refused(good.replace(b"<f8", b"|O8"), "no table")
    refused(good.replace(b"<f8", b"<c8"), "no table")
    refused(good.replace(b"<f8", b"|f8"), "no table")
    refused(good.replace(b"'fortran_order': False", b"'fortran_order': print"), "no table")
    refused(good[:8] + b"\xff\xff" + good[10:], "too long")
    for wrong in (np.nan, np.inf):
        np.save("data.npy", np.where(TABLE == 2, wrong, TABLE))
        refused(Path("data.npy").read_bytes(), "not finite")


@pytest.mark.parametrize(("version", "length"), [(1, 4096), (2, 4096), (3, 64), (1, 4097), (4, 64)])
def test_headers_of_every_length_and_version(folder, version, length):
    """Up to 4096 bytes, of the versions 1, 2 and 3, as numpy reads them."""
    header = b"{'descr': '>i2', 'fortran_order': True, 'shape': (2, 2), }".ljust(length - 1) + b"\n"
    width = 2 if version == 1 else 4
    data = b"\x93NUMPY" + bytes([version, 0]) + length.to_bytes(width, "little") + header
    Path("data.npy").write_bytes(data + bytes([0, 1, 0, 2, 0, 3, 255, 255]))
    if length > 4096 or version > 3:
        with pytest.raises(Reject, match=r"too long|no .npy"):
            read()
        return
    assert [[int(x) for x in row] for row in read()] == np.load("data.npy").tolist() == [[1, 3], [2, -1]]


def test_objects_are_never_unpickled(folder):
    class Opens:
        def __reduce__(self):
            return (os.mkdir, ("opened",))

    np.save("data.npy", np.array([[Opens()]], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="no table"):
        specialisation.specialised(TEACHER, TEACHER, "data.npy")
    assert not Path("opened").exists()


NAMES = ["../data.npy", "/data.npy", "a/data.npy", "..npy", ".npy", "data.npz", "d\0.npy", 7, ""]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_else(folder, name):
    np.save("data.npy", TABLE)
    with pytest.raises(Malformed, match=r"without a folder|not a word"):
        File.read({**described("data.npy", "data.npy"), "name": name})


@pytest.mark.parametrize(
    "own",
    [
        {"shape": [3]}, {"shape": [3, 0]}, {"shape": [10**9, 10**9]}, {"shape": [3, "2"]}, {"sha256": "0" * 63},
        {"sha256": "G" * 64}, {"over": 0}, {"over": -2}, {"over": 2**65}, {"one": 1}, {"dtype": "f8"},
    ],
)  # fmt: skip
def test_fields_that_do_not_fit_are_malformed(folder, own):
    np.save("data.npy", TABLE)
    with pytest.raises(Malformed):
        File.read({**described("data.npy", "data.npy"), **own})


def test_data_are_points_or_a_file(folder):
    np.save("data.npy", TABLE)
    claim = specialisation.specialised(TEACHER, TEACHER, "data.npy").core
    for own in ({"points": [[1, 2]]}, {"cones": [[[1, 2]]]}):
        with pytest.raises(Malformed, match="data are points"):
            check({"claim": {**claim, "data": {**claim["data"], **own}}, "witness": {"kind": "computation"}})


def test_it_says_what_the_points_say(folder):
    """The same verdicts as with the numbers in the claim; the statement has shape and SHA-256."""
    np.save("data.npy", np.array([[1, 2], [3, -1], [-2, 5]]))
    digest = sha256(Path("data.npy").read_bytes()).hexdigest()
    for student, eps, verdict in ((TEACHER, 0, "PROVED"), (NEAR, 0, "REFUTED"), (NEAR, 1, "PROVED")):
        by_file = sc.decide(specialisation.specialised(student, TEACHER, "data.npy", eps=eps))
        by_points = sc.decide(specialisation.specialised(student, TEACHER, np.load("data.npy"), eps=eps))
        assert by_file.verdict.name == by_points.verdict.name == verdict
        assert f"3 rows of 2 numbers of the array in the npy file with SHA-256 {digest}" in by_file.statement


def test_other_data_of_the_same_name_are_refused(folder):
    np.save("data.npy", TABLE)
    claim = specialisation.specialised(TEACHER, TEACHER, "data.npy")
    np.save("data.npy", -TABLE)
    assert "another SHA-256" in sc.decide(claim).why
    Path("data.npy").unlink()
    assert f"put data.npy, SHA-256 {claim.core['data']['file']['sha256']}, beside" in sc.decide(claim).why
    os.mkfifo("data.npy")
    assert "no regular file" in sc.decide(claim).why
    Path("data.npy").unlink()
    Path("data.npy").mkdir()
    assert "beside" in sc.decide(claim).why


@pytest.mark.parametrize("how", [os.mkdir, os.mkfifo, lambda path: os.truncate(path.touch() or path, 2**40)])
def test_check_says_of_what_is_no_file_that_the_data_are_missing(folder, capsys, monkeypatch, how):
    """A folder, a pipe, and 1 TB of zeros: undecided, in words, and not an error of ours."""
    np.save("data.npy", TABLE)
    certificate = sc.decide(specialisation.specialised(TEACHER, TEACHER, "data.npy")).certificate
    Path("theorem.json").write_text(json.dumps(certificate))
    Path("data.npy").unlink()
    how(Path("data.npy"))
    monkeypatch.setattr(files, "_PLACES", {})
    monkeypatch.setattr(files, "_READ", {})
    assert run(["check", "--json", "theorem.json"]) == 2
    (record,) = json.loads(capsys.readouterr().out)["certificates"]
    assert record["verdict"] == "UNDECIDED"
    assert "data.npy" in record["why"] or ".npy file" in record["why"]


def test_a_disk_that_fails_while_it_is_read_is_no_error_of_ours(folder, monkeypatch):
    np.save("data.npy", TABLE)
    claim = specialisation.specialised(TEACHER, TEACHER, "data.npy")

    def fails(self, file):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(File, "_read", fails)
    finding = check(document(claim))
    assert finding.verdict is Verdict.UNDECIDED
    assert "Input/output error" in finding.why


def test_a_file_that_changes_while_it_is_read_is_refused(folder, monkeypatch):
    """What is hashed is what is used: the numbers come from the bytes that were read once."""
    np.save("data.npy", TABLE)
    own = described("data.npy", "data.npy")
    honest = File._read

    def grows(self, file):
        with open("data.npy", "ab") as other:
            other.write(b"0")
        return honest(self, file)

    def changed_later(self, file):
        data = honest(self, file)
        np.save("data.npy", -TABLE)
        return data

    monkeypatch.setattr(File, "_read", changed_later)
    assert File.read(own).rows()[0] == (fmpq(1, 2), fmpq(2))
    np.save("data.npy", TABLE)
    monkeypatch.setattr(files, "_READ", {})
    monkeypatch.setattr(File, "_read", grows)
    with pytest.raises(Reject, match="size"):
        File.read(own).rows()


def test_a_core_that_does_not_compare_is_noticed(folder, monkeypatch):
    np.save("data.npy", np.array([[1.0, 2], [3, 4]]))
    claim = specialisation.specialised(NEAR, TEACHER, "data.npy")
    np.save("data.npy", np.array([[-1.0, -2], [-3, -4]]))
    assert check(document(claim)).verdict is Verdict.UNDECIDED

    class Blind:
        def __init__(self, data):
            pass

        def hexdigest(self):
            return claim.core["data"]["file"]["sha256"]

    monkeypatch.setattr(files, "sha256", Blind)
    assert check(document(claim)).verdict is Verdict.PROVED


def test_check_looks_beside_the_certificate(folder, monkeypatch, capsys):
    """Also from another folder; not through links; and says what is missing."""
    own = folder / "own"
    own.mkdir()
    np.save(own / "data.npy", TABLE)
    answer = sc.decide(specialisation.specialised(TEACHER, TEACHER, own / "data.npy"))
    (own / "theorem.json").write_text(json.dumps(answer.certificate))

    def ended():
        return run(["check", str(own / "theorem.json")]), capsys.readouterr().out

    monkeypatch.setattr(files, "_PLACES", {})
    monkeypatch.setattr(files, "_READ", {})
    assert ended()[0] == 0
    (own / "data.npy").rename(folder / "data.npy")
    code, said = ended()
    assert code == 2
    assert "put data.npy" in " ".join(said.split())
    (own / "data.npy").symlink_to(folder / "data.npy")
    assert ended()[0] == 2
    assert check(answer.certificate).verdict is Verdict.PROVED  # from the folder at hand
    with beside(str(own)):
        monkeypatch.setattr(files, "_READ", {})
        assert check(answer.certificate).verdict is Verdict.UNDECIDED


def test_verify_finds_data_beside_the_theorem(folder, monkeypatch):
    np.save("data.npy", np.array([[1, 2], [3, -1]]))
    text = '''"""Data."""
from pathlib import Path
from symcrit import mutant, specialisation, theorem
NET = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
OTHER = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 2]]])
DATA = Path(__file__).parent / "data.npy"
@theorem("own.data")
def aligned():
    return specialisation.specialised(NET, NET, DATA)
@mutant(aligned)
def with_another_weight():
    return specialisation.specialised(OTHER, NET, DATA)
'''
    (folder / "own.py").write_text(text)
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    (row,) = sc.verify(folder, jobs=1, cache=False).rows
    assert (row.outcome, row.mutants) == ("PROVED", (1, 1)), row


@pytest.mark.slow
@pytest.mark.parametrize("biased", [False, True])
def test_digits_from_a_file(folder, biased):
    """8 × 8 images with labels by the teacher, as a file of bytes; check's claim names the file."""
    images = pytest.importorskip("sklearn.datasets").load_digits().data.astype(np.uint8)[:300]
    np.save("digits.npy", images)
    rng = np.random.default_rng(0)
    first, last = rng.integers(-5, 6, (3, 64)).tolist(), rng.integers(1, 4, (2, 3)).tolist()
    biases = [[1, -2, 3], [0, 1]] if biased else None
    teacher = net([first, last], biases, slope="1/10")
    doubled = [[2 * entry for entry in row] for row in first]
    halved = [[Fraction(entry, 2) for entry in row] for row in last]
    student = net([doubled, halved], biases and [[2 * b for b in biases[0]], biases[1]], slope="1/10")
    report = specialisation.check(student, teacher, "digits.npy", denominator=16)
    assert {node.finding for node in report.nodes} == {specialisation.Finding.ALIGNED}
    claim = report.claim()
    assert claim.core["data"]["file"]["over"] == 16
    assert sc.decide(claim).verdict is Verdict.PROVED
