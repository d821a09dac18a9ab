"""Kernels of neural-tangents on a 1000×1000 Gram matrix, by symcrit and exported to jax: values, and ratios of times.

    python -m pytest tests/benchmarks/test_kernel_peers.py -m peers

neural-tangents is not kept up: it imports with jax 0.4.30 and tf2jax 0.3.6, and says "not run" with others.  Times are
of the processor, the least of 25 runs, after one that compiles.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from flint import arb

import symcrit as sc
from symcrit.report.code import kernel_code

from .conftest import Note

pytestmark = pytest.mark.peers

Peer = Callable[[Any], Any]
KERNELS: dict[str, Peer] = {
    "relu": lambda stax: stax.Relu(),
    "leaky_relu:slope=1/10": lambda stax: stax.LeakyRelu(0.1),
    "abs": lambda stax: stax.Abs(),
    "erf": lambda stax: stax.Erf(b=1 / np.sqrt(2)),
    "sigmoid_like": lambda stax: stax.Sigmoid_like(),
    "gelu": lambda stax: stax.Gelu(),
    "sin": lambda stax: stax.Sin(),
    "cos": lambda stax: stax.Cos(),
    "exp": lambda stax: stax.Exp(),
    "gaussian": lambda stax: stax.Gaussian(),
    "sign": lambda stax: stax.Sign(),
    "monomial": lambda stax: stax.Monomial(3),
    "rectified_monomial": lambda stax: stax.RectifiedMonomial(2),
}


@pytest.fixture(scope="module")
def stax() -> Any:
    """neural-tangents in float64."""
    jax = pytest.importorskip("jax", reason="not run: no jax")
    jax.config.update("jax_enable_x64", True)
    why = "not run: neural-tangents is not installed, or does not import with this jax"
    return pytest.importorskip("neural_tangents.stax", reason=why, exc_type=ImportError)


def least(job: Callable[[], object], runs: int = 25) -> float:
    """Of the processor times in seconds, after a first run that compiles."""
    job()
    times = []
    for _ in range(runs):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("name", KERNELS)
def test_against_neural_tangents(name: str, stax: Any, note: Note) -> None:
    import jax

    x = np.random.default_rng(0).standard_normal((1000, 20))
    gram = x @ x.T / 20
    q = np.diag(gram)
    network = stax.serial(stax.Dense(1), KERNELS[name](stax))[2]
    theirs = jax.jit(lambda inputs: network(inputs, None, "nngp"))
    kernel = sc.kernel(name)
    ours = kernel.numeric(q[:, None], gram, q[None, :])
    difference = np.abs(np.asarray(theirs(x)) - ours) / np.sqrt(np.outer(ours.diagonal(), ours.diagonal()))
    i, j = np.unravel_index(np.nanargmax(difference), difference.shape)
    ball = kernel.ball(arb(q[i]), arb(min(gram[i, j], q[i])), arb(q[j]))
    scale = np.sqrt(ours[i, i] * ours[j, j])
    wrong = {who: float(abs(arb(float(value)) - ball)) / scale
             for who, value in (("symcrit", ours[i, j]), ("neural-tangents", theirs(x)[i, j]))}  # fmt: skip
    assert wrong["symcrit"] < 1e-14  # the ball says who is right
    gap = np.nanmax(difference)
    ratio = least(lambda: kernel.numeric(q[:, None], gram, q[None, :])) / least(lambda: theirs(x).block_until_ready())
    note(
        f"kernel of {name}, 1000×1000: time of symcrit / neural-tangents (largest difference {gap:.0e})",
        "≤ 1",
        f"{ratio:.2f} (errors there: {wrong['symcrit']:.0e} / {wrong['neural-tangents']:.0e} of the scale)",
    )
    assert gap < 1e-6
    assert ratio < 1.25  # 1 and what another process on the machine may cost


@pytest.mark.parametrize("name", ["relu", "erf", "gelu"])
def test_exported_to_jax_against_neural_tangents(name: str, stax: Any, note: Note) -> None:
    """Both from the inputs to the Gram matrix of the kernel, jitted."""
    import jax

    x = np.random.default_rng(0).standard_normal((1000, 20))
    network = stax.serial(stax.Dense(1), KERNELS[name](stax))[2]
    theirs = jax.jit(lambda inputs: network(inputs, None, "nngp"))
    scope: dict[str, Any] = {}
    exec(kernel_code(name, dialect="jax"), scope)

    @jax.jit
    def exported(inputs: Any) -> Any:
        q = (inputs * inputs).sum(axis=1) / 20
        return scope["kernel"](q[:, None], inputs @ inputs.T / 20, q[None, :])

    gap = float(abs(theirs(x) - exported(x)).max())
    ratio = least(lambda: exported(x).block_until_ready()) / least(lambda: theirs(x).block_until_ready())
    note(
        f"kernel of {name} exported to jax, 1000×1000: time / neural-tangents (largest difference {gap:.0e})",
        "≤ 1",
        f"{ratio:.2f}",
    )
    assert gap < 1e-13
    assert ratio < 1.25
