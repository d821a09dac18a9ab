"""Planted negatives: degenerate and displaced points, and certificates that were edited and digested anew."""

import copy
from base64 import b64decode, b64encode
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import least_squares

import symcrit as sc
from symcrit.certificate import digest
from symcrit.certification.families import average
from symcrit.core.reading import Malformed
from symcrit.errors import InputError
from tests.certification.points import ERF, PROVED, REFUTED, TRIPLE, UNDECIDED, copy_average, moved, pitchfork


def test_a_triple_root_is_undecided_and_its_neighbours_are_not():
    """A pitchfork: at the value itself the Hessian is singular, before it a saddle, after it a minimum."""
    answer = sc.certify(*pitchfork(TRIPLE))
    assert answer.verdict is UNDECIDED
    assert "singular" in answer.why
    assert sc.certify(*pitchfork(TRIPLE * (1 - 1e-6))).inertia == (47, 1, 0)
    assert sc.certify(*pitchfork(TRIPLE * (1 + 1e-6))).inertia == (48, 0, 0)


def test_nearly_equal_points_have_disjoint_boxes():
    """Just before the pitchfork three critical points lie close together; no box holds two of them."""
    problem, network = pitchfork(TRIPLE * (1 - 1e-5))
    H = problem.hessian(network)
    soft = np.linalg.eigh(H)[1][:, 0]
    centres, radii = [], []
    for way in (-1, 0, 1):
        shift = way * 0.01 * soft
        start = sc.Network(np.array(network.W) + shift[:42].reshape(6, 7), np.array(network.a) + shift[42:])
        answer = sc.certify(problem, start)
        if answer.verdict is PROVED:
            centres.append(np.concatenate([np.ravel(answer.network.W), answer.network.a]))
            radii.append(max(float(r) for r in answer.certificate["claim"]["unique"].values()))
    assert len(centres) >= 2
    for i in range(len(centres)):
        for j in range(i):
            apart = np.abs(centres[i] - centres[j]).max()
            assert apart < 1e-12 or apart > radii[i] + radii[j]


def dead_student(a):
    """Copy-average (1, 2) and a third student of outgoing weight a, all else chosen so that ‖∇L‖ is least."""
    problem = sc.Problem.orthonormal("erf", n=3, k=3)
    _, good = copy_average([1, 2])
    start = np.concatenate([np.ravel(good.W), [12.0, 30.0, -30.0], good.a])

    def network(x):
        return sc.Network(x[:9].reshape(3, 3), np.array([*x[9:], a]))

    found = least_squares(
        lambda x: problem.gradient(network(x)).vector, start, jac=lambda x: problem.hessian(network(x))[:, :11],
        xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=200,
    )  # fmt: skip
    return problem, network(found.x)


@pytest.mark.parametrize("a", [1e-4, 1e-6, 0.0])
def test_a_dead_student_is_undecided_with_the_reason(a):
    problem, network = dead_student(a)
    assert np.linalg.norm(problem.gradient(network).vector) < 5e-8  # where many stop and call it an endpoint
    answer = sc.certify(problem, network)
    assert answer.verdict is UNDECIDED
    assert "student 3 is dead" in answer.why


@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_copies_inside_the_student_are_undecided(activation):
    problem, network = copy_average([1, 2]) if activation == "erf" else (None, None)
    if activation == "relu":
        problem = sc.Problem.orthonormal("relu", n=2, k=3)
        network = sc.Network(np.array([[1.318, 0.09, 0.09], [-0.244, 0.946, 0.946]]), np.ones(2))
    W, a = np.array(network.W), np.array(network.a)
    larger = replace(problem, n=3)
    answer = sc.certify(larger, sc.Network(W[[0, 1, 0]], np.array([a[0] / 2, a[1], a[0] / 2])))
    assert answer.verdict is UNDECIDED
    assert "copies" in answer.why or "parallel" in answer.why


@pytest.mark.parametrize("W", [np.zeros((2, 3)), np.full((2, 3), 0.1), np.eye(2, 3) * 1e-200, np.eye(2, 3) * 1e150])
@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_strange_weights_are_undecided_and_never_an_exception(W, activation):
    problem = sc.Problem.orthonormal(activation, n=2, k=3)
    answer = sc.certify(problem, sc.Network(W, np.ones(2)))
    assert answer.verdict is UNDECIDED
    assert answer.remedy
    assert "nan" not in answer.why


def test_a_far_candidate_does_not_run_to_another_point():
    rng = np.random.default_rng(0)
    for _ in range(5):
        network = sc.Network(rng.normal(size=(2, 3)), rng.normal(size=2))
        answer = sc.certify(ERF, network)
        assert answer.verdict is UNDECIDED or answer.moved < 0.1 * (
            1 + np.linalg.norm([*np.ravel(network.W), *network.a])
        )


def test_not_a_number_never_gets_in():
    with pytest.raises(InputError, match="finite"):
        sc.Network(np.array([[np.nan, 0.0]]), np.ones(1))


@pytest.mark.parametrize(
    "claim",
    [
        lambda: sc.isolated(sc.FlippedCopy(5), inertia=(25, 0)),
        lambda: sc.isolated(sc.OneNeuron(k=2), inertia=(2, 1)),
        lambda: sc.isolated(sc.OneNeuron(k=2), loss=(0, "0.0232")),
        lambda: sc.isolated(sc.OneNeuron(k=2), eigenvalue=("0.0120", "0.0121")),
        lambda: sc.isolated(ERF, sc.CopyAverage([[0], [1, 2]]).at(ERF).network, inertia=(7, 1)),
        lambda: sc.isolated(sc.PerturbedCopy(5, 6), outside=(4, 1)),
    ],
)
def test_false_claims_are_refuted(claim):
    assert sc.decide(claim()).verdict is REFUTED


def test_a_true_claim_is_proved_as_a_theorem():
    claim = sc.isolated(average([4], "relu"), inertia=(4, 0), outside=(1, 0), loss=("0.94", "0.95"))
    answer = sc.decide(claim)
    assert (answer.verdict, answer.statement) == (PROVED, claim.statement)


# ----------------------------------------------------------------------------------------- certificates that are edited


@pytest.fixture(scope="module", params=["full", "family"])
def certificate(request):
    if request.param == "full":
        return sc.certify(ERF, sc.CopyAverage([[0], [1, 2]]).at(ERF).network).certificate
    return sc.certify(sc.PerturbedCopy(3, 5)).certificate


def recheck(certificate, edit):
    """The verdict on a certificate after an edit, with a right digest; None where it is no longer one."""
    value = copy.deepcopy(certificate)
    edit(value["claim"], value["witness"])
    value["digest"] = digest(value)
    try:
        return sc.check(value).verdict
    except (InputError, Malformed):
        return None


def _entries(claim):
    place = claim["configuration"]
    return place["network"]["pool"] if "network" in place else place["species"]["students"][0]["w"]


def _displace(by):
    def edit(claim, witness):
        entries = _entries(claim)
        i = next(i for i, e in enumerate(entries) if isinstance(e, str) and len(e) > 9)
        entries[i] = ["+", entries[i], by]

    return edit


def _frame(change):
    def edit(claim, witness):
        label = next(iter(witness["frames"]))
        V = np.frombuffer(b64decode(witness["frames"][label]), dtype="<f8").copy()
        witness["frames"][label] = b64encode(change(V).astype("<f8").tobytes()).decode()

    return edit


def _claim(**fields):
    return lambda claim, witness: claim.update(fields)


def _radius(key, value):
    return lambda claim, witness: claim[key].update(dict.fromkeys(claim[key], value))


FALSE_EDITS = {
    "displaced centre": _displace("1e-20"),
    "inertia": _claim(inertia=[0, 8]),
    "loss": _claim(loss=["0", "1e-9"]),
    "eigenvalue": _claim(eigenvalue=["0.1", "0.2"]),
    "outside": _claim(outside=[0, 2]),
    "within": _radius("within", "1e-70"),
    "unique": _radius("unique", "1e3"),
    "negative radius": _radius("within", "-1e-30"),
    "one frame of zeros": _frame(lambda V: 0 * V),
    "nan in a frame": _frame(lambda V: np.where(np.arange(V.size) == 0, np.nan, V)),
    "infinity in a frame": _frame(lambda V: np.where(np.arange(V.size) == 1, np.inf, V)),
    "a short frame": _frame(lambda V: V[:-1]),
    "a random frame": _frame(lambda V: np.random.default_rng(0).normal(size=V.size)),
    "two equal columns": _frame(lambda V: np.repeat(V.reshape(round(V.size**0.5), -1)[:, :1], round(V.size**0.5), 1)),
    "activation": lambda claim, witness: claim["configuration"].update(kernel=sc.kernel("relu").core),
    "derivation": lambda claim, witness: witness.update(kernel=sc.kernel("relu").derivation.witness),
    "scale": lambda claim, witness: claim["configuration"].update(scale="2"),
    "modulo": _claim(modulo="scaling"),
    "free": _claim(free="W"),
    "no frames": lambda claim, witness: witness.update(frames={}),
    "precision": lambda claim, witness: witness.update(precision=33),
    "no precision": lambda claim, witness: witness.update(precision=0),
}


@pytest.mark.parametrize("name", FALSE_EDITS)
def test_edited_certificates_are_not_proved(certificate, name):
    assert recheck(certificate, lambda claim, witness: None) is PROVED
    assert recheck(certificate, FALSE_EDITS[name]) is not PROVED


def _less_said(claim, witness):
    """Without bounds, and without the directions outside and what belongs to them in the witness."""
    for key in ("loss", "eigenvalue", "outside"):
        claim.pop(key)
    for label in [label for label in witness["frames"] if label.startswith("outside")]:
        witness["frames"].pop(label)


TRUE_EDITS = {
    "a larger `within`": _radius("within", "1e-25"),
    "a smaller `unique`": _radius("unique", "1e-9"),
    "more precision": lambda claim, witness: witness.update(precision=320),
    "another frame": _frame(lambda V: np.where(np.arange(V.size) == 1, V + 1e-9, V)),
    "less said": _less_said,
}


@pytest.mark.parametrize("name", TRUE_EDITS)
def test_edits_that_leave_the_claim_true_are_proved_or_undecided(certificate, name):
    assert recheck(certificate, TRUE_EDITS[name]) is not REFUTED
    assert name == "another frame" or recheck(certificate, TRUE_EDITS[name]) is PROVED or name.startswith("a larger")


def test_multiplicities_and_sectors_cannot_be_edited():
    certificate = sc.certify(sc.PerturbedCopy(3, 5)).certificate

    def sizes(value):
        return lambda claim, witness: claim["configuration"]["species"].update(sizes=value)

    def swapped(claim, witness):
        labels = [label for label in witness["frames"] if label.startswith("inside")]
        frames = witness["frames"]
        frames[labels[0]], frames[labels[-1]] = frames[labels[-1]], frames[labels[0]]

    for edit in (sizes(["3", "3"]), sizes(["4", "2"]), sizes(["3", "0"]), sizes(["3", "5/2"]), swapped):
        assert recheck(certificate, edit) is not PROVED
    for label in certificate["witness"]["frames"]:
        assert recheck(certificate, lambda claim, witness, label=label: witness["frames"].pop(label)) is not PROVED


def test_moved_candidates_do_not_change_what_is_proved():
    """The answer is about the point, not about the candidate."""
    losses = {sc.certify(ERF, moved(copy_average([1, 2])[1], 1e-3, seed)).loss for seed in range(3)}
    assert len(losses) == 1
