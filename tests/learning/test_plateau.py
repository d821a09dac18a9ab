"""The plateau at a finite learning rate: found, certified, and shown in digits that are right."""

import json

import pytest
from click.testing import CliRunner

import symcrit as sc
from symcrit.commands.online import online
from symcrit.core import Verdict, check

# Q_ii, Q_ij, R_im and the loss, zeros of the three equations by mpmath (see also proofs/online/states.py)
NUMBERS = {
    (2, "1/2"): ("0.367719699077605", "0.325385547924032", "0.414394150852479", "0.014644849743861"),
    (2, "1/10"): ("0.338823853517839", "0.332031252606378", "0.409234532531525", "0.012085235826976"),
    (3, "1/2"): ("0.305845583567506", "0.183244837022072", "0.270218268416639", "0.032099795447161"),
}
DEAR = [(2, "1/10"), (3, "1/2")]


def problem(K, activation="erf"):
    return sc.Problem.orthonormal(activation, n=K, k=K, scale="1/2")


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=pytest.mark.slow if case in DEAR else ()) for case in NUMBERS], ids=str
)
def test_digits_are_those_of_the_literature(case):
    K, eta = case
    found = sc.plateau(problem(K), eta=eta)
    assert found.verdict is Verdict.PROVED
    assert tuple(value for _, value in found.rows()[:4]) == NUMBERS[case]
    assert found.unstable == (K - 1) ** 2
    assert found.unstable + found.stable == K * (K + 1) // 2 + K**2
    assert check(found.certificate).verdict is Verdict.PROVED


@pytest.mark.slow
def test_small_rates_come_to_the_limit():
    """The rate of escape over eta: 0.0657498…, the loss 0.0116108…, as eta → 0."""
    found = sc.plateau(problem(2), eta="1/1000")
    assert float(found.rate) / 1e-3 == pytest.approx(0.0657498073665599793, rel=1e-4)
    assert float(found.loss) == pytest.approx(0.0116108403126683582, rel=1e-3)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"eta": 0}, "online.plateau"),
        ({"eta": "-1"}, "eta"),
        ({"eta": 0.5}, "float"),
        ({"eta": "1/2", "batch": 0}, "batch"),
    ],
    ids=str,
)
def test_misuse(given, why):
    with pytest.raises(sc.InputError, match=why):
        sc.plateau(problem(2), **given)


@pytest.mark.slow
def test_perfect_learning_without_noise_is_no_such_state():
    with pytest.raises(sc.InputError, match="positive definite"):
        sc.plateau(problem(1), eta="1/2")


@pytest.mark.slow
def test_the_command_writes_a_certificate(tmp_path):
    path = tmp_path / "plateau.json"
    args = ["-n", "2", "-k", "2", "--eta", "1/2", "--plateau", "--json", "-o", str(path)]
    result = CliRunner().invoke(online, args, standalone_mode=False)
    assert result.return_value == 0
    document = json.loads(result.output)
    assert (document["verdict"], document["unstable"], document["stable"]) == ("PROVED", 1, 6)
    assert check(json.loads(path.read_text(encoding="utf-8"))).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["-o", "x.json"], "add --plateau"),
        (["--plateau", "--seed", "1"], "--seed is not for --plateau"),
        (["--plateau", "--eta-a", "1"], "--eta-a is not for --plateau"),
    ],
    ids=str,
)
def test_options_that_do_not_fit(more, why):
    result = CliRunner().invoke(online, ["-n", "2", "-k", "2", "--eta", "1/2", *more], standalone_mode=False)
    assert why in str(result.exception)
