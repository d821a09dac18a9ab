"""The loss of two-layer networks, and its gradient, as code beside a kernel."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LOSSES"]

_LOSS = '''
def loss(W, a, V, b):
    """E[(Σ a_i σ(w_i·x) − Σ b_j σ(v_j·x))²], x ~ N(0, I), for W: n×d, a: n, V: k×d, b: k."""
'''
_GRADIENT = '''
def gradient(W, a, V, b):
    """(∂L/∂W, ∂L/∂a), of the shapes of W and a.

    With u_j and c_j for all neurons and outgoing weights, those of the teacher with a minus sign, and κ by (w_i, u_j):
    ∂L/∂a_i = 2 Σ_j c_j κ,  ∂L/∂w_i = 2 a_i Σ_j c_j (2 ∂κ/∂q11 w_i + ∂κ/∂q12 u_j).
    """
'''

_PYTHON = f'''
{_LOSS.strip()}
    U, c = [*W, *V], [*a, *(-weight for weight in b)]
    return sum(c[i] * c[j] * kernel(*_order(U[i], U[j])) for i in range(len(U)) for j in range(len(U)))


{_GRADIENT.strip()}
    U, c = [*W, *V], [*a, *(-weight for weight in b)]
    by_W, by_a = [], []
    for w, weight in zip(W, a):
        q = [_order(w, u) for u in U]
        by_a.append(2 * sum(sign * kernel(*own) for sign, own in zip(c, q)))
        along_w = 2 * sum(sign * kernel_dq11(*own) for sign, own in zip(c, q))
        along_u = [sign * kernel_dq12(*own) for sign, own in zip(c, q)]
        row = [along_w * x + sum(by * u[i] for by, u in zip(along_u, U)) for i, x in enumerate(w)]
        by_W.append([2 * weight * x for x in row])
    return by_W, by_a


def _order(u, v):
    """u·u, u·v, v·v."""
    return [math.fsum(x * y for x, y in zip(*pair)) for pair in ((u, u), (u, v), (v, v))]
'''

_NUMPY = f'''
{_LOSS.strip()}
    U, c = _signed(W, a, V, b)
    return c @ kernel(*_order(U)) @ c


{_GRADIENT.strip()}
    U, c = _signed(W, a, V, b)
    n = len(a)
    column, table, row = _order(U)
    q = column[:n], table[:n], row
    along_w = 2 * kernel_dq11(*q) @ c
    along_u = kernel_dq12(*q) * c
    by_W = along_w[:, None] * U[:n] + along_u @ U
    return 2 * c[:n, None] * by_W, 2 * kernel(*q) @ c


def _signed(W, a, V, b):
    """All neurons, and their outgoing weights, those of the teacher with a minus sign."""
    W, a, V, b = (np.asarray(part, dtype=float) for part in (W, a, V, b))
    return np.concatenate([W, V]), np.concatenate([a, -b])


def _order(U):
    """|u_i|² as a column, u_i·u_j as a table, |u_j|² as a row."""
    table = U @ U.T
    norms = np.diagonal(table)
    return norms[:, None], table, norms[None, :]
'''

_TORCH = f"""
{_LOSS.strip()}
    U, c = torch.cat([W, V]), torch.cat([a, -b])
    table = U @ U.T
    norms = torch.diagonal(table)
    return c @ kernel(norms[:, None], table, norms[None, :]) @ c
"""

_JAX = f"""
{_LOSS.strip()}
    U, c = jnp.concatenate([W, V]), jnp.concatenate([a, -b])
    table = U @ U.T
    norms = jnp.diagonal(table)
    return c @ kernel(norms[:, None], table, norms[None, :]) @ c


gradient = jax.grad(loss, argnums=(0, 1))
"""

LOSSES: Mapping[str, str] = {"python": _PYTHON, "numpy": _NUMPY, "torch": _TORCH, "jax": _JAX}
