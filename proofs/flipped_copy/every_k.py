r"""One flipped neuron among k ReLU neurons is a strict local minimum for every k ≥ 6, two are for every k ≥ 8.

n = k, outgoing weights fixed to 1, k orthonormal teachers.  With v = Σ_{j≤k−m} e_j and u = Σ_{j>k−m} e_j, k − m
students w_i = a e_i + b (v − e_i) + e u are near their own teacher, and m students w_i = c e_i + f v + g (u − e_i)
point backwards.  With t = 1/√k these numbers are, for every k,

    a = 1 + t³ A(t),  b = t⁴ (−4m/π + B(t)),  e = t² (2 + t E(t)),  c = −1 + t C(t),  f = t² (4/π + F(t)),  g = t G(t)

up to errors of 1/500 in A, …, G, polynomials without constant term.  They are analytic in t up to t = 0, where
D·∇²L·D with D = diag(t², t³, t², 1, t, 1) (rows a, b, e, c, f, g) has a positive definite limit; so have the other
sectors of S_{k−m} × S_m, with powers of t of their own.  Core takes t as an interval: finitely many give every k.
`relu` has single k, with the loss and the smallest eigenvalue.
References: the points are those of Safran and Shamir, ICML 2018, arXiv:1712.08968, for k ≤ 20; every k is beyond it.
"""

from sympy import Rational, Symbol, pi, sqrt

from symcrit import Member, SymmetricNetwork, branch, mutant, theorem

k = Symbol("k", integer=True, positive=True)
t = 1 / sqrt(k)
SERIES = {  # A, B, E, C, F (and G) from t on, by the number of flipped neurons
    1: [
        ["2.5", "-1.8", "-31.2", "78.6", "-86.1"],
        ["-1.1", "2.8", "-9.0", "13.2", "-27.7"],
        ["-4.6", "3.3", "37.6", "-77.5", "48.5"],
        ["5.4", "-2.4", "-36.2", "76.6", "-43.4"],
        ["1.1", "-7.9", "13.8", "-3.6", "9.1"],
    ],
    2: [
        ["5.0", "-2.8", "-86.4", "246.1", "-350.1"],
        ["-2.1", "2.1", "-17.1", "25.7", "-144.5"],
        ["-4.5", "2.3", "57.5", "-102.3", "36.0"],
        ["5.4", "-2.4", "-44.6", "94.4", "-46.5"],
        ["1.1", "-8.2", "14.7", "6.8", "6.7"],
        ["1.9", "1.3", "-20.1", "43.9", "-15.7"],
    ],
}
POWERS = (3, 4, 3, 1, 2, 1)


def series(coefficients):
    return sum(Rational(c) * t**i for i, c in enumerate(coefficients, start=1))


def flipped(m, least, saddle=0, own=3, cross=2):
    A, B, E, C, F, *G = map(series, SERIES[m])
    a, b, e = 1 + t**own * A, t**4 * (B - 4 * m / pi), t**cross * (2 + t * E)
    c, f = t * C - 1, t**2 * (F + 4 / pi)
    g = (t * G[0]).expand() if G else None
    near = Member(at=0, diagonal=a.expand(), w=[b.expand(), e.expand()])
    turned = Member(at=1, diagonal=c.expand(), w=[f.expand(), g])
    radii = [t**power / 500 for power in POWERS[: len(SERIES[m])]]
    inertia = (k**2 - saddle, saddle)
    network = SymmetricNetwork([k - m, m], [near, turned], "relu")
    return branch(network, radii=radii, inertia=inertia, outside=(k, 0), where=[k >= least])


@theorem("flipped_copy.minimum_for_every_k", source="symcrit", effort=4)
def strict_local_minimum_for_every_k():
    return flipped(1, least=6)


@mutant(strict_local_minimum_for_every_k)
def already_at_five():
    return flipped(1, least=5)


@mutant(strict_local_minimum_for_every_k)
def a_saddle():
    return flipped(1, least=6, saddle=1)


@mutant(strict_local_minimum_for_every_k)
def own_entry_one_power_closer():
    return flipped(1, least=6, own=4)


@mutant(strict_local_minimum_for_every_k)
def entry_at_the_flipped_one_a_power_larger():
    return flipped(1, least=6, cross=1)


@theorem("flipped_copy.two_minimum_for_every_k", source="symcrit", effort=4)
def strict_local_minimum_with_two_for_every_k():
    return flipped(2, least=8)


@mutant(strict_local_minimum_with_two_for_every_k)
def already_at_seven():
    return flipped(2, least=7)


@mutant(strict_local_minimum_with_two_for_every_k)
def with_its_own_entry_one_power_closer():
    return flipped(2, least=8, own=4)
