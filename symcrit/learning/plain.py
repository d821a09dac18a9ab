"""The equations of online learning for every activation whose kernel is known, in float64 by numpy; see `compiled`."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from symcrit.errors import InputError
from symcrit.kernels.kernel import Kernel
from symcrit.learning.moments import four
from symcrit.learning.setting import Setting

__all__ = ["Field"]


class Field:
    """dy/dalpha of a state y = (Q^1, R^1, Q^2, …, a).  Raises InputError where E[σ′σ′σσ] has no closed form."""

    def __init__(self, setting: Setting) -> None:
        own, mixed, _ = setting.kernels
        self.setting = setting
        self.slopes = [(kernel, kernel.diff("q11"), kernel.diff("q12")) for kernel in (own, mixed)]
        sigma, tau = mixed.pair
        self.fours: dict[tuple[bool, bool], Any] = {}
        if setting.diffusion:
            pairs = (False, False), (False, True), (True, True)
            self.fours = {key: four(sigma, *((sigma, tau)[side] for side in key)) for key in pairs}

    def strata(self, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """C^s, S×N×N, and the signed weights c."""
        own = self.setting
        K, M = own.K, own.M
        size = K * (K + M)
        count = len(own.rates)
        C = np.empty((count, K + M, K + M))
        for s in range(count):
            part = y[s * size : (s + 1) * size]
            C[s, :K, :K], C[s, :K, K:] = part[: K * K].reshape(K, K), part[K * K :].reshape(K, M)
            C[s, K:, :K], C[s, K:, K:] = C[s, :K, K:].T, own.shares[s] * own.T
        return C, np.concatenate([y[count * size :], -own.b])

    def __call__(self, y: np.ndarray) -> tuple[np.ndarray, float]:
        """dy/dalpha and E[(f − f*)²]."""
        own = self.setting
        K, N = own.K, own.K + own.M
        strata, c = self.strata(y)
        C = np.einsum("s,spq->pq", own.rates, strata)
        kappa, by1, by2 = (self._table(C, order) for order in range(3))
        norm = 2 * (by1 * c).sum(axis=1)
        pulls = norm[:, None] * strata[:, :K] + np.einsum("iq,sqp->sip", by2 * c, strata)
        G = -own.drift * (c[:K] * own.rates[:, None])[:, :, None] * pulls
        dQ = G[:, :, :K] + G[:, :, :K].transpose(0, 2, 1) - 2 * own.decay * strata[:, :K, :K]
        if own.diffusion:
            noise = own.diffusion * np.outer(c[:K], c[:K]) * (self._squares(C, c) + own.noise**2 * by2[:, :K])
            dQ = dQ + (own.shares * own.rates)[:, None, None] * noise
        dR = G[:, :, K:] - own.decay * strata[:, :K, K:]
        da = -own.drift * self.ratio * (kappa @ c) - (own.decay * c[:K] if own.eta_a else 0)
        parts = [part.ravel() for s in range(len(strata)) for part in (dQ[s], dR[s])]
        teachers = own.kernels[2].numeric(np.diag(C)[K:, None], C[K:, K:], np.diag(C)[None, K:])
        loss = c[:K] @ kappa @ (2 * c) - c[:K] @ kappa[:, :K] @ c[:K] + c[K:] @ teachers @ c[K:]
        assert kappa.shape == (K, N)
        return np.concatenate([*parts, da]), float(loss)

    @property
    def ratio(self) -> float:
        """eta_a/eta; eta_a itself in the limit."""
        return self.setting.eta_a / (1.0 if self.setting.limit else self.setting.eta)

    def _table(self, C: np.ndarray, order: int) -> np.ndarray:
        """κ, κ₁ or κ₂ of every student with every neuron, K×N."""
        K = self.setting.K
        found = np.empty((K, len(C)))
        for side, columns in enumerate((slice(0, K), slice(K, None))):
            kernel: Kernel = self.slopes[side][order]
            found[:, columns] = kernel.numeric(np.diag(C)[:K, None], C[:K, columns], np.diag(C)[None, columns])
        return found

    def _squares(self, C: np.ndarray, c: np.ndarray) -> np.ndarray:
        """Σ_pq c_p c_q I4(i, k, p, q), K×K."""
        K, N = self.setting.K, len(C)
        places = [(i, k, p, q) for i, k in product(range(K), repeat=2) for p, q in product(range(N), repeat=2)]
        places = [place for place in places if place[0] >= place[1] and place[2] <= place[3]]
        total = np.zeros((K, K))
        for key, moment in self.fours.items():
            rows = np.array([place for place in places if (place[2] >= K, place[3] >= K) == key])
            if not len(rows):
                continue
            pairs = [(rows[:, a], rows[:, b]) for a in range(4) for b in range(a, 4)]
            with np.errstate(all="ignore"):
                values = np.broadcast_to(np.asarray(moment(*(C[pair] for pair in pairs)), dtype=float), len(rows))
            if not np.isfinite(values).all():
                raise InputError(
                    "the closed form of E[σ′σ′σσ] has no value where two fields are one; give eta=0 for the limit"
                )
            twice = np.where(rows[:, 2] == rows[:, 3], 1, 2)
            np.add.at(total, (rows[:, 0], rows[:, 1]), twice * c[rows[:, 2]] * c[rows[:, 3]] * values)
        return np.tril(total) + np.tril(total, -1).T
