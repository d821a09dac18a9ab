"""Claims about isolated points and sectors, true and false, with frames that are right for the centre."""

from base64 import b64encode
from typing import Any

import numpy as np
from flint import arb_mat

import symcrit as sc
from symcrit.core.algebra.balls import precision
from symcrit.core.claims.isolated import Isolated
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.isolated import Boxes
from symcrit.core.networks.points import curvatures_of
from symcrit.core.registry import Parser, read_claim
from symcrit.core.work import Work

from .kernels import RELU, derived

Document = tuple[dict[str, Any], dict[str, Any]]  # a claim and a witness


def middle(matrix: arb_mat) -> np.ndarray:
    entries = [float(x.mid()) for x in matrix.entries()]
    return np.array(entries).reshape(matrix.nrows(), matrix.ncols())


def frame(V: np.ndarray) -> str:
    return b64encode(np.asarray(V, "<f8").tobytes()).decode()


def diagonal(H: np.ndarray, G: np.ndarray) -> str:
    """The frame of a Hessian relative to a Gram matrix, smallest eigenvalue first."""
    root = np.linalg.inv(np.linalg.cholesky(G)).T
    values, U = np.linalg.eigh(root.T @ H @ root)
    return frame(root @ U / np.sqrt(abs(values)))


def boxes(claim: dict[str, Any], how: dict[str, Any]) -> Boxes:
    """What core works with for this claim, `how` being what derives its kernel."""
    own = read_claim(claim)
    assert isinstance(own, Isolated)
    curvatures = curvatures_of([shape_of(own.of_kernel, Parser().derived(how["kernel"]), Work())], Work())
    return Boxes(own.configuration, own.within, own.unique, curvatures, Work())


def point(claim: dict[str, Any], how: dict[str, Any], bits: int = 128) -> dict[str, Any]:
    """A witness with the frames of the Hessian at the centre of the claim."""
    with precision(bits):
        centre = boxes(claim, how).centre()
        blocks = [*centre.blocks(), *(centre.outside_blocks() if claim.get("outside") else [])]
    pairs = [(b.label, middle(b.hessian), b.gram) for b in blocks]
    frames = {label: diagonal(H, np.eye(len(H)) if G is None else middle(G)) for label, H, G in pairs}
    return {"kind": "point", "precision": bits, "frames": frames, **how}


def radii(claim: dict[str, Any], within: str, unique: str, **fields: Any) -> dict[str, Any]:
    names = claim["within"]
    return {**claim, "within": dict.fromkeys(names, within), "unique": dict.fromkeys(names, unique), **fields}


def honest(claim: Any) -> Document:
    """What symcrit certifies."""
    document = sc.decide(claim).certificate
    return document["claim"], document["witness"]


def kinked(at: str, pull: list[str], inertia: list[int], outside: list[int]) -> Document:
    """One ReLU student near (1, 0.008) in the plane, teachers ±e_1, ±e_2: |ρ| = 1 lies in the box around it."""
    network = {"pool": ["0", "1", "-1", "1", at, *pull], "W": [[3, 4]], "a": [1]}
    network |= {"V": [[1, 0], [2, 0], [0, 1], [0, 2]], "b": [5, 6, 7, 8]}
    claim = {"kind": "isolated", "configuration": {"kernel": RELU, "network": network}, "free": "W"}
    claim |= {"within": {"W": "2e-5"}, "unique": {"W": "2e-5"}, "inertia": inertia, "outside": outside}
    return claim, point(claim, derived(RELU))
