"""The pictures are drawn, in all formats, and say what is in the store."""

import pytest

import symcrit as sc

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def found():
    return sc.sweep("erf", range(2, 5), seeds=2, jobs=1, certify=False)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_four_pictures(found, tmp_path, suffix):
    written = sc.plot(found, tmp_path / f"runs{suffix}")
    assert [path.name for path in written] == [f"runs-{name}{suffix}" for name in ("phases", "gap", "norms", "neurons")]
    start = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix]
    assert all(path.read_bytes().startswith(start) for path in written)


def test_the_pictures_name_what_they_show(found, tmp_path):
    texts = [path.read_text(encoding="utf-8") for path in sc.plot(found, tmp_path / "runs.svg", run=(2, 4, 1))]
    assert "uncertified" in texts[0]
    assert "threshold 5e-08" in texts[2]
    assert "n = 2, k = 4, seed 1" in texts[3]
    assert "teachers" in texts[3]


def test_a_flow(tmp_path):
    run = sc.gradient_flow(sc.Problem.orthonormal("relu", n=2, k=2, d=3), rng=0)
    (written,) = sc.plot(run, tmp_path / "flow.png")
    assert written.stat().st_size > 10_000


def test_nothing_to_draw(found, tmp_path):
    with pytest.raises(sc.InputError, match="no run n,k,seed = 9,9,9"):
        sc.plot(found, tmp_path / "runs.png", run=(9, 9, 9))
    with pytest.raises(sc.InputError, match="no runs yet"):
        sc.plot(sc.Sweep({}, [], 0), tmp_path / "runs.png")
    with pytest.raises(sc.InputError, match="is no picture in an existing folder"):
        sc.plot(found, tmp_path / "runs.gif")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.sqlite"], "there is no store missing.sqlite"),
        (["missing.sqlite", "-o", "runs.gif"], "runs.gif is no kind of picture"),
        (["missing.sqlite", "--run", "1"], "--run 1 is not n,k,seed"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, message, tmp_path, monkeypatch):
    from symcrit.cli import run

    monkeypatch.chdir(tmp_path)
    assert run(["plot", *arguments]) == 3
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err
