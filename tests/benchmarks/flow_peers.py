"""The erf gradient flow as its peers do it: scipy's LSODA on vectorised numpy, jax and diffrax.  No symcrit here."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import LSODA

TWO_OVER_PI = 2 / np.pi


class Numpy:
    """Gradient and Hessian for unit-orthonormal teachers, vectorised."""

    def __init__(self, n: int, k: int, d: int) -> None:
        self.n, self.d = n, d
        self.V, self.b = np.eye(k, d), np.ones(k)

    def _parts(self, x: np.ndarray) -> tuple[np.ndarray, ...]:
        n, d = self.n, self.d
        W, a = x[: n * d].reshape(n, d), x[n * d :]
        U, s = np.vstack([W, self.V]), np.concatenate([a, -self.b])
        G, q = W @ U.T, 1 + np.einsum("ij,ij->i", U, U)
        A, B = q[:n, None], q[None, :]
        return W, a, U, s, G, A, B, np.sqrt(A * B - G * G)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        W, a, U, s, G, A, B, R = self._parts(x)
        M = a[:, None] * s
        kappa = TWO_OVER_PI * np.arcsin(G / np.sqrt(A * B))
        by11, by12 = -0.5 * TWO_OVER_PI * G / (A * R), TWO_OVER_PI / R
        by_W = 2 * (M * by11).sum(1)[:, None] * W + (M * by12) @ U
        return np.concatenate([2 * by_W.ravel(), 2 * kappa @ s])

    def hessian(self, x: np.ndarray) -> np.ndarray:
        W, a, U, s, G, A, B, R = self._parts(x)
        n, d = W.shape
        M, R2, each = a[:, None] * s, R * R, np.arange(n)
        kappa = TWO_OVER_PI * np.arcsin(G / np.sqrt(A * B))
        k1, k2, unit = -0.5 * TWO_OVER_PI * G / (A * R), TWO_OVER_PI / R, TWO_OVER_PI / (R2 * R)
        k22, k12, k23, k13 = unit * G, -0.5 * unit * B, -0.5 * unit * A, 0.25 * unit * G
        k11 = 0.25 * unit * G * (2 * R2 + A * B) / (A * A)
        eye, outer = np.eye(d), W[:, :, None] * W[:, None, :]
        own = 2 * (M * k1).sum(1)[:, None, None] * eye + 4 * (M * k11).sum(1)[:, None, None] * outer
        mixed = 2 * ((M * k12) @ U)
        own = own + mixed[:, :, None] * W[:, None, :] + W[:, :, None] * mixed[:, None, :]
        own = own + np.einsum("iq,qe,qf->ief", M * k22, U, U, optimize=True)
        Ms = M[:, :n]
        cross = (Ms * k2[:, :n])[:, None, :, None] * eye[None, :, None, :]
        for weights, indices in (
            (2 * k12, "im,ie,if"),
            (k22, "im,me,if"),
            (4 * k13, "im,ie,mf"),
            (2 * k23, "im,me,mf"),
        ):
            cross = cross + np.einsum(f"{indices}->iemf", Ms * weights[:, :n], W, W)
        cross[each, :, each, :] += own
        P = 2 * k1[:, :, None] * W[:, None, :] + k2[:, :, None] * U[None]
        Wa = np.einsum("imd,i->idm", P[:, :n], a)
        Wa[each, :, each] += np.einsum("iqd,q->id", P, s)
        WW, Wa = cross.reshape(n * d, n * d), Wa.reshape(n * d, n)
        return 2 * np.block([[WW, Wa], [Wa.T, kappa[:, :n]]])


def lsoda(numpy: Numpy, x: np.ndarray, threshold: float, rtol: float) -> np.ndarray:
    """The state where the gradient norm, looked at every tenth step, is below the threshold."""
    solver = LSODA(lambda t, y: -numpy.gradient(y), 0.0, x, 1e12, rtol=rtol, atol=1e-3 * rtol,
                   jac=lambda t, y: -numpy.hessian(y))  # fmt: skip
    while True:
        for _ in range(10):
            solver.step()
        if np.linalg.norm(numpy.gradient(solver.y)) < threshold:
            return solver.y


def jax_gradient(n: int, k: int, d: int) -> Callable[..., Any]:
    """∇L in jax, float64."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    V, b = jnp.eye(k, d), jnp.ones(k)

    def loss(x: Any) -> Any:
        W, a = x[: n * d].reshape(n, d), x[n * d :]
        U, s = jnp.concatenate([W, V]), jnp.concatenate([a, -b])
        q = 1 + (U * U).sum(1)
        return s @ (TWO_OVER_PI * jnp.arcsin((U @ U.T) / jnp.sqrt(q[:, None] * q[None, :]))) @ s

    return jax.grad(loss)


def diffrax_flow(n: int, k: int, d: int, threshold: float, rtol: float) -> Callable[[Any], Any]:
    """Kvaerno5 until the gradient norm is below the threshold, jitted."""
    import diffrax
    import jax
    import jax.numpy as jnp

    gradient = jax_gradient(n, k, d)
    event = diffrax.Event(lambda t, y, args, **_: jnp.linalg.norm(gradient(y)) < threshold)

    @jax.jit
    def solve(x: Any) -> Any:
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(lambda t, y, args: -gradient(y)),
            diffrax.Kvaerno5(),
            t0=0.0,
            t1=1e12,
            dt0=0.01,
            y0=x,
            stepsize_controller=diffrax.PIDController(rtol=rtol, atol=1e-3 * rtol),
            event=event,
            max_steps=1_000_000,
        )
        return solution.ys[-1]

    return solve
