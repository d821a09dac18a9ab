r"""The loss for inputs x ~ N(m, Σ) is that for z ~ N(0, I): W → WΣ^{1/2}, biases → biases + Wm.

With Σ = ((p², pqr), (pqr, q²)), |r| < 1, the matrix A = ((p, 0), (qr, q√(1 − r²))) has AAᵀ = Σ, and x = m + Az in law.
So L at (W, V, β, γ) for N(m, Σ) is L at (WA, VA, β + Wm, γ + Vm) for N(0, I): the order parameters WΣWᵀ, WΣVᵀ, VΣVᵀ
and the means are the same. Shown for one student and one teacher (L is a sum over pairs) with any weights, for every
p, q > 0 and |r| < 1: of every activation with a kernel for m = 0 and neurons without biases, of erf with both.
References: the change of variables x = m + Az.
"""

from sympy import sqrt, symbols

from symcrit import Kernel, Network, Point, Problem, kernel, loss_is, mutant, theorem

ANY = Kernel.uninterpreted("kappa")
ERF = kernel("erf", bias=True)
p, q = symbols("p q", positive=True)
g, h, r, s, t = symbols("g h r s t", real=True)
W = symbols("u_1 u_2", real=True)
V = symbols("y_1 y_2", real=True)
COVARIANCE = ((p**2, p * q * r), (p * q * r, q**2))
MEAN = (s, t)
INSIDE = ["-1 < r < 1"]
ROOT = sqrt(1 - r**2)


def whitened(x, root=ROOT):
    """xA."""
    return x[0] * p + x[1] * q * r, x[1] * q * root


def shifted(x, bias):
    """The mean of x·inputs + bias."""
    return sum(a * b for a, b in zip(x, MEAN, strict=True)) + bias


def loss(kernel, turn=whitened, means=(0, 0)):
    """κ(w, w) − 2κ(w, v) + κ(v, v) of the networks after the change of variables."""
    neurons = list(zip(map(turn, (W, V)), means, strict=True))

    def kappa(i, j):
        (x, m), (y, n) = neurons[i], neurons[j]
        overlaps = (sum(a * b for a, b in zip(*pair, strict=True)) for pair in ((x, x), (x, y), (y, y)))
        return kernel(*overlaps, m1=m, m2=n)

    return kappa(0, 0) - 2 * kappa(0, 1) + kappa(1, 1)


def place(activation, mean=None, own=None, theirs=None):
    """One student and one teacher with outgoing weights 1, for inputs N(mean, Σ)."""
    problem = Problem(Network([V], [1], theirs), activation, n=1, covariance=COVARIANCE, mean=mean)
    return Point(problem, Network([W], [1], own))


def biased():
    return place("erf", MEAN, [g], [h])


@theorem("inputs.whitened", source="change of variables")
def whitening_leaves_the_loss():
    yield loss_is(place(ANY), loss(ANY), where=INSIDE)
    yield loss_is(biased(), loss(ERF, means=(shifted(W, g), shifted(V, h))), where=INSIDE)


@mutant(whitening_leaves_the_loss)
def without_the_root():
    return loss_is(place("erf"), loss(kernel("erf"), turn=lambda x: whitened(x, root=1)), where=INSIDE)


@mutant(whitening_leaves_the_loss)
def with_the_weights_left_in_place():
    return loss_is(place("erf"), loss(kernel("erf"), turn=lambda x: x), where=INSIDE)


@mutant(whitening_leaves_the_loss)
def without_the_mean():
    return loss_is(biased(), loss(ERF, means=(g, h)), where=INSIDE)
