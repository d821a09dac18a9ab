r"""One tanh, logistic or softplus student and k = 2, 3 orthonormal teachers: its length solves one equation.

For w = (r/√k) Σ_j v_j, with H(r) = E[σ(w·x)σ(v_j·x)] and Q(r) = E[σ(w·x)²], the best a is kH/Q and the loss is a
constant − k²H²/Q.  Its derivative is a positive multiple of −Φ, Φ = 2H′Q − HQ′.  Proved: Φ falls on an interval of
length 2·10⁻⁶, is positive at its left and negative at its right end.  So it has exactly one zero there, a minimum of
the loss.  The digits are those of `symcrit.one_neuron`.
"""

from sympy import Rational, Symbol, sqrt

from symcrit import certified_kernel, increasing, less, mutant, theorem

ROOTS = {
    ("tanh", 2): "0.493948421738833681",
    ("tanh", 3): "0.369641768666741482",
    ("logistic", 2): "0.638710394952359359",
    ("logistic", 3): "0.505791430034902069",
    ("softplus", 2): "0.651494969172226737",
    ("softplus", 3): "0.519159350453570272",
}
r, NEAR = Symbol("r", positive=True), Rational(1, 10**6)


def slope(name, k):
    """Φ, as an expression in r."""
    kernel = certified_kernel(name)
    H, Q = kernel(r**2, r / sqrt(k), 1), kernel(r**2, r**2, r**2)
    return 2 * H.diff(r) * Q - H * Q.diff(r)


@theorem("one_neuron.certified", instances=ROOTS, large=lambda name, k: (name, k) != ("tanh", 2))
def one_root(name, k):
    root, phi = Rational(ROOTS[name, k]), slope(name, k)
    yield less(0, phi.subs(r, root - NEAR))
    yield less(phi.subs(r, root + NEAR), 0)
    yield increasing(-phi, r, where=[r >= root - NEAR, r <= root + NEAR])


@mutant(one_root)
def at_the_root_of_erf():
    """1/√(2k − 1) is right for erf only."""
    return less(0, slope("tanh", 2).subs(r, 1 / sqrt(3) - NEAR))
