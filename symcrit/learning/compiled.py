r"""The equations of online learning for error functions and kinks, compiled, and their integrator.

Fields λ_p = u_p·x of students and teachers, u = (w, v), have outgoing weights c = (a, −b) and the covariance
C = Σ_s ω_s C^s, C^s the overlaps in the eigenspace s of Σ, of share f_s and eigenvalue ω_s.  With κ(i, q), and its
derivatives κ₁ and κ₂ by the first variance and the covariance, at (C_ii, C_iq, C_qq),

    E[σ′(λ_i) σ(λ_q)·λ^s_p] = ω_s (2κ₁(i, q) C^s_ip + κ₂(i, q) C^s_pq)                       (Stein)
    G^s_ip   = −drift·a_i Σ_q c_q of these,        dR^s = G^s at the teachers
    dQ^s_ik  = G^s_ik + G^s_ki + diffusion·f_s ω_s a_i a_k (Σ_pq c_p c_q I4(i, k, p, q) + noise²·κ₂(i, k))
    da_i     = −drift_a Σ_q c_q κ(i, q)

I4(i, k, p, q) = E[σ′(λ_i)σ′(λ_k)σ(λ_p)σ(λ_q)].

ERF     σ′(λ_i)σ′(λ_k) is a Gaussian weight: I4 = κ₂(i, k)·κ(S_pp, S_pq, S_qq) with the covariance S given it.
KINK    σ(z) = A·max(z, 0) − B·max(−z, 0), so I4 is a sum over signs of that of max(z, 0), which is
        κ₂(i, k) κ(p, q) + ∫₀¹ Σ_{a∈{i,k}, b∈{p,q}} C_ab E[δ(a) θ(v) θ(b) z₊] ds, with the covariances between {i, k}
        and {p, q} multiplied by s, v and z the two others (Plackett); Gauss–Legendre in asin s.

A state is Q^1, R^1, Q^2, …, a.  The integrator, of order 5(4), is that of Dormand and Prince, J. Comp. Appl. Math. 6
(1980) 19.
"""

import math
from typing import NamedTuple

import numpy as np

from symcrit.jit import compiled, exact, inlined

__all__ = ["ERF", "KINK", "NODES", "Equations", "advance", "field", "four_of_relu"]

ERF, KINK = 0, 1
NODES = 32
DONE, MORE, STALLED, INFINITE = 0, 1, 2, 3
_TABLEAU = np.array(
    [
        [1 / 5, 0, 0, 0, 0, 0],
        [3 / 40, 9 / 40, 0, 0, 0, 0],
        [44 / 45, -56 / 15, 32 / 9, 0, 0, 0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0, 0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0],
        [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
)
_ERROR = np.array([71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])


class Equations(NamedTuple):
    """K students; T^s, S×M×M; signed weights c of K + M, of which a state overwrites the first; the kernel.

    kernel: for ERF the three constants of κ; for KINK linear and bend of σ.
    C, strata, kappa, by1, by2: room for N×N, S×N×N and K×N three times, N = K + M; so that one thread works on it.
    """

    K: int
    T: np.ndarray
    c: np.ndarray
    family: int
    kernel: np.ndarray
    shares: np.ndarray
    rates: np.ndarray
    drift: float
    drift_a: float
    diffusion: float
    noise2: float
    decay: float
    nodes: np.ndarray
    weights: np.ndarray
    C: np.ndarray
    strata: np.ndarray
    kappa: np.ndarray
    by1: np.ndarray
    by2: np.ndarray


@compiled
def _read(y, P):
    """Write a state into the covariances."""
    K, N = P.K, P.c.shape[0]
    place = 0
    P.C[:] = 0.0
    for s in range(P.rates.shape[0]):
        own = P.strata[s]
        for i in range(K):
            for k in range(K):
                own[i, k] = y[place]
                place += 1
        for i in range(K):
            for m in range(K, N):
                own[i, m] = y[place]
                own[m, i] = y[place]
                place += 1
        for m in range(K, N):
            for n in range(K, N):
                own[m, n] = P.T[s, m - K, n - K]
        for p in range(N):
            for q in range(N):
                P.C[p, q] += P.rates[s] * own[p, q]
    for i in range(K):
        P.c[i] = y[place + i]


@compiled
def _kappa(x, y, r, P):
    """κ, 2κ₁ and κ₂ at variances x, y and covariance r."""
    k = P.kernel
    if P.family == ERF:
        first = 1.0 + k[0] * x
        root = math.sqrt(first * (1.0 + k[0] * y) - k[0] * k[0] * r * r)
        slope = k[2] * k[0] / root
        return k[1] + k[2] * math.atan2(k[0] * r, root), -k[0] * r * slope / first, slope
    linear, bend = k[0] * k[0], 2.0 * k[1] * k[1] / math.pi
    product = math.sqrt(max(0.0, x) * max(0.0, y))
    rho = min(1.0, max(-1.0, r / product)) if product > 0.0 else 0.0
    sine, turn = math.sqrt(1.0 - rho * rho), math.asin(rho)
    by1 = bend * sine * math.sqrt(max(0.0, y) / x) if x > 0.0 else 0.0
    return linear * r + bend * product * (sine + rho * turn), by1, linear + bend * turn


@inlined
def _sign_of_two(number, root):
    """E[θ(u)θ(v)] where the correlation is number/√(number² + root²); a variable without variance counts half."""
    return 0.25 + math.atan2(number, root) / (2.0 * math.pi)


@exact
def _plackett(aa, av, vv, bb, zz, bz, ab, az, vb, vz, whole, s, c2):
    """E[δ(a) θ(v) θ(b) max(z, 0)] with the covariances of {a, v} and {b, z} multiplied by s, c2 = 1 − s².

    By Stein's formula three terms: x = z, v or b is 0 as well as a, and two signs are left.  Every minor is
    (its value for s = 0)·c2 + (that for s = 1)·s², perhaps times s, so that nothing cancels where fields are equal:
    what is 0 then is exactly 0, if operations are done as written.  whole: the determinant of all four.
    """
    t = s * s
    with_z = t * (aa * zz - az * az) + c2 * aa * zz
    with_b = t * (aa * bb - ab * ab) + c2 * aa * bb
    with_v = max(0.0, aa * vv - av * av)
    total = 0.0
    if with_z > 0.0:
        first = aa * (zz * vb - bz * vz) + av * (az * bz - ab * zz)
        last = first + az * (ab * vz - az * vb)
        total += math.sqrt(with_z) * _sign_of_two(s * (c2 * first + t * last), math.sqrt(with_z * whole))
    if with_v > 0.0:
        first = bz * with_v
        last = first - aa * vz * vb + av * vz * ab + az * (av * vb - vv * ab)
        root = math.sqrt(with_v * whole)
        total += s * (aa * vz - av * az) / math.sqrt(with_v) * _sign_of_two(c2 * first + t * last, root)
    if with_b > 0.0:
        first = aa * (bb * vz - bz * vb) + av * (ab * bz - az * bb)
        last = first + ab * (az * vb - ab * vz)
        own = (t * (aa * bz - ab * az) + c2 * aa * bz) / math.sqrt(with_b)
        total += own * _sign_of_two(s * (c2 * first + t * last), math.sqrt(with_b * whole))
    return total / (2.0 * math.pi * aa)


@exact
def four_of_relu(ii, ik, kk, pp, pq, qq, ip, iq, kp, kq, nodes, weights):
    """E[θ(i)θ(k) max(p, 0) max(q, 0)] of four variables with these covariances; nodes and weights in asin s."""
    if min(pp, qq) <= 0.0 or min(ii, kk) <= 0.0:
        return 0.0
    product = math.sqrt(pp * qq)
    rho = min(1.0, max(-1.0, pq / product))
    means = product * (math.sqrt(1.0 - rho * rho) + rho * (math.pi - math.acos(rho))) / (2.0 * math.pi)
    own, other = max(0.0, ii * kk - ik * ik), max(0.0, pp * qq - pq * pq)
    total = _sign_of_two(ik, math.sqrt(own)) * means
    cross = ip * kq - iq * kp
    trace = kk * (ip * ip * qq - 2.0 * ip * iq * pq + iq * iq * pp) + ii * (
        kp * kp * qq - 2.0 * kp * kq * pq + kq * kq * pp
    )
    trace -= 2.0 * ik * (ip * kp * qq - (ip * kq + iq * kp) * pq + iq * kq * pp)
    start, middle, end = own * other, own * other - 0.5 * trace, own * other - trace + cross * cross
    for node in range(nodes.shape[0]):
        s = math.sin(nodes[node])
        c2 = math.cos(nodes[node]) ** 2
        whole = max(0.0, start * c2 * c2 + 2.0 * middle * c2 * s * s + end * s**4) if start > 0.0 else 0.0
        sum_of_pairs = ip * _plackett(ii, ik, kk, pp, qq, pq, ip, iq, kp, kq, whole, s, c2)
        sum_of_pairs += iq * _plackett(ii, ik, kk, qq, pp, pq, iq, ip, kq, kp, whole, s, c2)
        sum_of_pairs += kp * _plackett(kk, ik, ii, pp, qq, pq, kp, kq, ip, iq, whole, s, c2)
        sum_of_pairs += kq * _plackett(kk, ik, ii, qq, pp, pq, kq, kp, iq, ip, whole, s, c2)
        total += weights[node] * math.cos(nodes[node]) * sum_of_pairs
    return total


@compiled
def _four_of_kink(i, k, p, q, P):
    """I4 for a kink, as a sum over the signs of i, k and p; all four signs together change nothing."""
    C, up, down = P.C, P.kernel[0] + P.kernel[1], P.kernel[0] - P.kernel[1]
    total = 0.0
    for signs in range(8):
        si, sk, sp = 1.0 - 2.0 * (signs & 1), 1.0 - (signs & 2), 1.0 - (signs & 4) / 2.0
        here = (up if si > 0 else down) * (up if sk > 0 else down) * (up if sp > 0 else -down) * up
        there = (down if si > 0 else up) * (down if sk > 0 else up) * (-down if sp > 0 else up) * -down
        if here + there != 0.0:
            total += (here + there) * four_of_relu(
                C[i, i], si * sk * C[i, k], C[k, k], C[p, p], sp * C[p, q], C[q, q], si * sp * C[i, p],
                si * C[i, q], sk * sp * C[k, p], sk * C[k, q], P.nodes, P.weights,
            )  # fmt: skip
    return total


@compiled
def _squares(i, k, P):
    """Σ_pq c_p c_q I4(i, k, p, q) + noise²·κ₂(i, k)."""
    C, c, N = P.C, P.c, P.c.shape[0]
    total = 0.0
    if P.family == KINK:
        for p in range(N):
            for q in range(p + 1):
                weight = c[p] * c[q] * (1.0 if p == q else 2.0)
                if weight != 0.0:
                    total += weight * _four_of_kink(i, k, p, q, P)
        return total + P.noise2 * P.by2[i, k]
    e, middle, height = P.kernel[0], P.kernel[1], P.kernel[2]
    di, dk, cross = 1.0 + e * C[i, i], 1.0 + e * C[k, k], e * C[i, k]
    over = e / (di * dk - cross * cross)
    ones, roots = 0.0, np.empty(N)
    for p in range(N):
        x, y = C[i, p], C[k, p]
        own = C[p, p] - over * (dk * x * x + di * y * y - 2.0 * cross * x * y)
        roots[p] = 1.0 / math.sqrt(1.0 + e * own)
        ones += c[p]
        total += c[p] * c[p] * math.asin(e * own * roots[p] * roots[p])
    for p in range(N):
        x, y = dk * C[i, p] - cross * C[k, p], di * C[k, p] - cross * C[i, p]
        for q in range(p):
            tilted = C[p, q] - over * (x * C[i, q] + y * C[k, q])
            total += 2.0 * c[p] * c[q] * math.asin(e * tilted * roots[p] * roots[q])
    return P.by2[i, k] * (middle * ones * ones + height * total + P.noise2)


@compiled
def field(y, P, out):
    """Write dy/dalpha into `out`; return E[(f − f*)²]."""
    _read(y, P)
    K, N, C, c = P.K, P.c.shape[0], P.C, P.c
    M = N - K
    size = K * K + K * M
    strata = P.rates.shape[0]
    loss = 0.0
    for p in range(N):
        for q in range(p + 1):
            value, by1, by2 = _kappa(C[p, p], C[q, q], C[p, q], P)
            loss += c[p] * c[q] * value * (1.0 if p == q else 2.0)
            if p < K:
                P.kappa[p, q], P.by1[p, q], P.by2[p, q] = value, by1, by2
            if q < K:
                value, by1, by2 = _kappa(C[q, q], C[p, p], C[q, p], P)
                P.kappa[q, p], P.by1[q, p], P.by2[q, p] = value, by1, by2
    G = np.empty((K, N))
    for s in range(strata):
        own, rate, place = P.strata[s], P.rates[s], s * size
        for i in range(K):
            norm = 0.0
            for q in range(N):
                norm += c[q] * P.by1[i, q]
            for p in range(N):
                total = norm * own[i, p]
                for q in range(N):
                    total += c[q] * P.by2[i, q] * own[q, p]
                G[i, p] = -P.drift * c[i] * rate * total
        for i in range(K):
            for k in range(K):
                out[place + i * K + k] = G[i, k] + G[k, i] - 2.0 * P.decay * own[i, k]
            for m in range(K, N):
                out[place + K * K + i * M + m - K] = G[i, m] - P.decay * own[i, m]
    if P.diffusion != 0.0:
        for i in range(K):
            for k in range(i + 1):
                more = P.diffusion * c[i] * c[k] * _squares(i, k, P)
                for s in range(strata):
                    own = more * P.shares[s] * P.rates[s]
                    out[s * size + i * K + k] += own
                    if i != k:
                        out[s * size + k * K + i] += own
    for i in range(K):
        total = 0.0
        for q in range(N):
            total += c[q] * P.kappa[i, q]
        out[strata * size + i] = -P.drift_a * total - (P.decay * c[i] if P.drift_a != 0.0 else 0.0)
    return loss


@compiled
def advance(y, t, end, step, P, rtol, atol, room, times, states, losses):
    """Integrate from t to `end` in at most `room` steps; the places after each step go into times, states, losses.

    The error of a step is kept below rtol·|y| + atol, entry by entry.  Returns status, steps, t, the next step size and
    how often the field was evaluated.  y is overwritten.
    """
    size = y.shape[0]
    k, new = np.empty((7, size)), np.empty(size)
    losses[0] = field(y, P, k[0])
    times[0] = t
    states[0] = y
    done, evaluations, last, loss = 0, 1, 1.0, 0.0
    while done < room:
        if t >= end:
            return DONE, done, t, step, evaluations
        final = t + step >= end * (1.0 - 1e-14)
        h = end - t if final else step
        for stage in range(1, 7):
            new[:] = y
            for e in range(size):
                for earlier in range(stage):
                    new[e] += h * _TABLEAU[stage - 1, earlier] * k[earlier, e]
            loss = field(new, P, k[stage])
        evaluations += 6
        worst = 0.0
        for e in range(size):
            error = 0.0
            for stage in range(7):
                error += h * _ERROR[stage] * k[stage, e]
            part = abs(error) / (atol + rtol * max(abs(y[e]), abs(new[e])))
            if not part <= worst:  # also nan
                worst = part
        if not worst <= 1.0:
            step = h * (max(0.2, 0.9 * worst**-0.2) if worst < 1e300 else 0.1)
            if step < 1e-13 * max(1.0, t):
                return (STALLED if math.isfinite(worst) else INFINITE), done, t, step, evaluations
            continue
        t = end if final else t + h
        y[:] = new
        k[0] = k[6]
        done += 1
        times[done] = t
        states[done] = y
        losses[done] = loss
        grown = 0.9 * max(worst, 1e-10) ** -0.14 * last**0.08
        last = max(worst, 1e-4)
        if not final or grown < 1.0:
            step = h * min(5.0, max(0.2, grown))
    return (DONE if t >= end else MORE), done, t, step, evaluations
