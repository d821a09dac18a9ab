r"""One flipped neuron among k ReLU neurons is a strict local minimum for every k ≥ 6.

n = k, outgoing weights fixed to 1, k orthonormal teachers; k − 1 students w_i = a e_i + b Σ_{j≠i,k} e_j + e e_k near
their own teacher, and w_k = c e_k + f Σ_{j<k} e_j pointing backwards.  With t = 1/√k the five numbers are, for every k,

    a = 1 + t³ A(t),  b = t⁴ (−4/π + B(t)),  e = t² (2 + t E(t)),  c = −1 + t C(t),  f = t² (4/π + F(t))

up to errors of 1/500 in A, …, F, polynomials without constant term.  They are analytic in t up to t = 0, where
D·∇²L·D with D = diag(t², t³, t², 1, t) (rows a, b, e, c, f) has a positive definite limit; so has every other sector of
S_{k−1}, with powers of t of its own.  Core takes t as an interval, so that finitely many intervals give every k.
`relu` has the single k = 6, …, 20, …, 10⁶, with the loss and the smallest eigenvalue.
References: the points are those of Safran and Shamir, ICML 2018, arXiv:1712.08968, for k ≤ 20; every k is beyond it.
"""

from sympy import Rational, Symbol, pi, sqrt

from symcrit import Member, SymmetricNetwork, branch, mutant, theorem

k = Symbol("k", integer=True, positive=True)
t = 1 / sqrt(k)
RADII = [t**power / 500 for power in (3, 4, 3, 1, 2)]


def series(*coefficients):
    return sum(Rational(c) * t**i for i, c in enumerate(coefficients, start=1))


A = series("2.5", "-1.8", "-31.2", "78.6", "-86.1")
B = series("-1.1", "2.8", "-9.0", "13.2", "-27.7")
E = series("-4.6", "3.3", "37.6", "-77.5", "48.5")
C = series("5.4", "-2.4", "-36.2", "76.6", "-43.4")
F = series("1.1", "-7.9", "13.8", "-3.6", "9.1")


def flipped(least=6, saddle=0, own=3, cross=2):
    a, b, e = 1 + t**own * A, t**4 * (B - 4 / pi), t**cross * (2 + t * E)
    c, f = t * C - 1, t**2 * (F + 4 / pi)
    near = Member(at=0, diagonal=a.expand(), w=[b.expand(), e.expand()])
    turned = Member(at=1, diagonal=c.expand(), w=[f.expand(), None])
    network = SymmetricNetwork([k - 1, 1], [near, turned], "relu")
    inertia = (k**2 - saddle, saddle)
    return branch(network, radii=RADII, inertia=inertia, outside=(k, 0), where=[k >= least])


@theorem("flipped_copy.minimum_for_every_k", source="symcrit", timeout=120)
def strict_local_minimum_for_every_k():
    return flipped()


@mutant(strict_local_minimum_for_every_k)
def already_at_five():
    return flipped(least=5)


@mutant(strict_local_minimum_for_every_k)
def a_saddle():
    return flipped(saddle=1)


@mutant(strict_local_minimum_for_every_k)
def own_entry_one_power_closer():
    return flipped(own=4)


@mutant(strict_local_minimum_for_every_k)
def entry_at_the_flipped_one_a_power_larger():
    return flipped(cross=1)
