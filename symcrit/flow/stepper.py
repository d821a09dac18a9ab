"""Steps of x′ = −∇L(x) in float64: extrapolation of the linearly implicit midpoint rule, compiled.

A step H is made with m = 2, 6, 10, … substeps h = H/m; with one Cholesky factor of I/h + ∇²L for each m,

    Δ₀ = y(−∇L(x)),   Δ_j = Δ_{j−1} + 2 y(−∇L(x_j) − Δ_{j−1}/h),   x_{j+1} = x_j + Δ_j,   y(b) = (I/h + ∇²L)⁻¹ b,

and x_m + y(−∇L(x_m) − Δ_{m−1}/h) has an expansion in h², which Aitken and Neville's scheme extrapolates to h = 0:
column K has order 2K − 1. m/2 is odd, so that what is stiff is damped.  Where there is no factor the step was too long
for the directions in which the flow runs away from a saddle.  For many weights the systems are solved by conjugate
gradients instead (`matrix_free`), to a small share of the tolerance, and neither ∇²L nor a factor is ever made.

G. Bader and P. Deuflhard, A semi-implicit mid-point rule for stiff systems of ordinary differential equations,
Numer. Math. 41 (1983) 373; E. Hairer and G. Wanner, Solving ordinary differential equations II, section IV.9.
"""

import math

import numpy as np

from symcrit.flow.compiled import KINK, gradient, hessian
from symcrit.flow.dense import cholesky, solve
from symcrit.flow.matrix_free import conjugate_gradients, prepare
from symcrit.jit import compiled, inlined

__all__ = ["COLUMNS", "ESCAPED", "KINK_REACHED", "PAUSED", "REACHED", "STALLED", "TIME_OVER", "advance", "leap"]

PAUSED, REACHED, TIME_OVER, KINK_REACHED, ESCAPED, STALLED = range(6)
COLUMNS = 12
SUBSTEPS = np.array([4 * j + 2 for j in range(COLUMNS)])


@inlined
def _solved(b, shift, x, L, rtol, atol, P, curvature):
    """b ← (∇²L(x) + shift)⁻¹b, by the factor L or, where there is none, by conjugate gradients; False if they fail."""
    if L.shape[0] > 0:
        solve(L, b)
        return True
    return conjugate_gradients(b, shift, x, rtol, atol, P, curvature)


@compiled
def _midpoint(x, f, H, L, step, m, rtol, atol, P, curvature, y, delta, rest):
    """Write the result of m substeps into y; f = ∇L(x). False if the systems have no solution."""
    N, h = x.shape[0], step / m
    if L.shape[0] > 0 and not cholesky(H, 1.0 / h, L):
        return False
    for p in range(N):
        delta[p] = -f[p]
    if not _solved(delta, 1.0 / h, x, L, rtol, atol, P, curvature):
        return False
    for p in range(N):
        y[p] = x[p] + delta[p]
    for j in range(1, m + 1):
        gradient(y, P, rest)
        for p in range(N):
            rest[p] = -rest[p] - delta[p] / h
        if not _solved(rest, 1.0 / h, x, L, rtol, atol, P, curvature):
            return False
        for p in range(N):
            if j < m:
                delta[p] += 2.0 * rest[p]
                y[p] += delta[p]
            else:
                y[p] += rest[p]
    return True


@inlined
def _error(x, new, before, rtol, atol):
    """Root mean square of new − before in units of the tolerance; inf where something is not finite."""
    square = 0.0
    for p in range(x.shape[0]):
        scale = atol + rtol * max(abs(x[p]), abs(new[p]))
        square += ((new[p] - before[p]) / scale) ** 2
    return math.sqrt(square / x.shape[0]) if square < 1e300 else math.inf


@compiled
def leap(x, f, H, L, step, rtol, atol, columns, P, curvature, table, work, errors):
    """Extrapolate until a column is within the tolerance; return that column or −1, and the number of substeps.

    The result is the row of `table` with the column's number; `errors` holds estimates for the columns before.
    """
    N, substeps = x.shape[0], 0
    for column in range(columns):
        m = SUBSTEPS[column]
        if not _midpoint(x, f, H, L, step, m, rtol, atol, P, curvature, work[0], work[1], work[2]):
            errors[max(column, 1)] = math.inf
            return -1, substeps
        substeps += m
        for back in range(1, column + 1):
            weight = 1.0 / ((m / SUBSTEPS[column - back]) ** 2 - 1.0)
            for p in range(N):
                new = work[0, p] + (work[0, p] - table[back - 1, p]) * weight
                table[back - 1, p] = work[0, p]
                work[0, p] = new
        table[column] = work[0]
        if column > 0:
            errors[column] = _error(x, work[0], table[column - 1], rtol, atol)
            if column > 1 and errors[column] <= 1.0:
                return column, substeps
            if not errors[column] < 1e8 or (column > 2 and errors[column] > errors[column - 1]):
                break  # no convergence: the step is far too long
    return -1, substeps


@inlined
def _next_step(step, column, columns, error):
    """Aim at the last column but one: heuristic, and better than a choice of the order by estimated work."""
    factor = 0.9 * max(error, 1e-3) ** (-1.0 / (2 * column + 1))
    if column < columns - 2:
        factor = 1.3 * max(factor, 1.5)
    elif column == columns - 1:
        factor = 0.9 * min(factor, 1.0)
    return step * min(4.0, factor)


@compiled
def _at_the_kink(x, n, d, C, f, radius):
    """Whether a neuron with |w| below its radius times |a| still moves towards w = 0."""
    for i in range(n):
        square, inward, outgoing = 0.0, 0.0, 0.0
        for e in range(i * d, (i + 1) * d):
            square += x[e] * x[e]
            inward += x[e] * f[e]
        for e in range(n * d + i * C, n * d + (i + 1) * C):
            outgoing += x[e] * x[e]
        if square < radius[i] * radius[i] * outgoing and inward > 0.0:
            return True
    return False


@compiled
def _status(x, f, norm, value, t, P, limits, radius):
    """Why to stop at x, or PAUSED."""
    if norm < limits[2]:
        return REACHED
    if P.family == KINK and _at_the_kink(x, P.n, P.U.shape[1], P.S.shape[1], f, radius):
        return KINK_REACHED
    if np.max(np.abs(x)) > limits[4] or not value < math.inf:
        return ESCAPED
    return TIME_OVER if t >= limits[3] else PAUSED


@compiled
def advance(x, t, step, P, curvature, limits, columns, radius, times, states, losses, norms, steps):
    """Integrate until a limit is met or the buffers are full; their entry 0 is the present state.

    limits = rtol, atol, threshold, t_max, escape. curvature: room for products with ∇²L, of no students where factors
    are wanted. x is overwritten. Returns status, steps done, t, the next step, and how many gradients and leaps were
    computed.
    """
    rtol, atol, _, t_max, _ = limits
    N = x.shape[0]
    f, errors, table, work = np.empty(N), np.empty(columns), np.empty((columns, N)), np.empty((3, N))
    factored = N if curvature.by.shape[1] == 0 else 0
    H, L = np.empty((factored, factored)), np.zeros((factored, factored))
    norm, value = gradient(x, P, f)
    times[0], states[0], losses[0], norms[0] = t, x, value, norm
    evaluated, attempts, done, capacity = 1, 0, 0, times.shape[0] - 1
    while True:
        status = _status(x, f, norm, value, t, P, limits, radius)
        if status != PAUSED or done == capacity:
            return status, done, t, step, evaluated, attempts
        if factored:
            hessian(x, P, H)
        else:
            prepare(x, P, curvature)
        while True:
            taken = min(step, t_max - t)
            if taken <= 1e-15 * t or taken < 1e-300:
                return STALLED, done, t, step, evaluated, attempts
            column, substeps = leap(x, f, H, L, taken, rtol, atol, columns, P, curvature, table, work, errors)
            evaluated += substeps
            attempts += 1
            if column >= 0:
                after_norm, after = gradient(table[column], P, f)
                evaluated += 1
                if after <= value + 1e-12 * (1.0 + value):  # the flow never climbs
                    break
                gradient(x, P, f)
            step = 0.3 * taken
        x[:] = table[column]
        t, value, norm, done = t + taken, after, after_norm, done + 1
        step = _next_step(taken, column, columns, errors[column])
        times[done], states[done], losses[done], norms[done], steps[done] = t, x, value, norm, step
