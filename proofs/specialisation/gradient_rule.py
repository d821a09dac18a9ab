r"""The gradient of a sample is g_l(x) = D_l(A_l f*_l − B_l f_l) with A_l = J_lᵀJ*_l, B_l = J_lᵀJ_l; no biases.

ℓ = ½|f* − f|² is quadratic in one pre-activation z as long as no activation changes sides, and for a quadratic
function ℓ(z_+) − ℓ(z_-) = (z_+ − z_-)·ℓ′((z_+ + z_-)/2) for all z_±: that is how the claims say "−g is the
derivative". Stated:
* two layers, two outputs, a leaky slope c, all weights and pre-activations symbols: with z_± > 0 the derivative is
  −vᵀ(f* − v·f_1), which is −(A f*_1 − B f_1) as f* = v*·f*_1, and with z_± < 0 it is c times that;
* three layers of ReLU, by a pre-activation of the first one, J_1 = v·D_2·u, in two patterns D_2 (by one of the
  second it is the case of two layers);
* networks with drawn rational weights of depth 2, 3 and 4, ReLU and leaky: ℓ(w + h) − ℓ(w − h) =
  −2h·g_l(x)_i·f_{l−1}(x)_j for the weight w in row i and column j of layer l, for every h in an interval; A_l, B_l as
  `specialisation.products` gives them.
For all networks of any depth and width, and the first layer, it is accepted by Coq: specialisation.node_gradient.
References: arXiv:1909.13458, Lemma 1.
"""

import random
from fractions import Fraction

from sympy import Matrix, Rational, symbols

from symcrit import equal, mutant, specialisation, theorem

relu = specialisation.relu
z_plus, z_minus, y, c, h = symbols("z_plus z_minus y c h", real=True)
target = Matrix(symbols("f_1:3", real=True))  # f*(x)
v = Matrix(2, 2, symbols("v_1:3_1:3", real=True))  # outputs × neurons of the last hidden layer
u, rest = Matrix(symbols("u_1:3", real=True)), Matrix(symbols("r_1:3", real=True))  # layer 2: u·σ(z) + what others add
HALF = Rational(1, 2)


def loss(output):
    error = target - output
    return HALF * error.dot(error)


def difference(output, g):
    """ℓ(z_+) − ℓ(z_-) = −(z_+ − z_-)·g, g at the midpoint."""
    return loss(output(z_plus)) - loss(output(z_minus)), -(z_plus - z_minus) * g(HALF * (z_plus + z_minus))


def two_layers(on, sign=1, gate=c):
    def output(z):
        return v * Matrix([relu(z, c), relu(y, c)])

    def g(z):
        """The first row of vᵀ(f* − v f_1), times the slope of σ."""
        return sign * (1 if on else gate) * (v.T * (target - output(z)))[0]

    return equal(*difference(output, g), where=_side(on))


def _side(on):
    return [z_plus > 0, z_minus > 0] if on else [z_plus < 0, z_minus < 0]


GATES = [(True, True), (True, False)]  # which neurons of layer 2 are on


def three_layers(gates, wrong=False):
    D = Matrix([[int(gates[0]), 0], [0, int(wrong or gates[1])]])

    def hidden(z):
        return u * relu(z) + rest

    def output(z):
        return v * hidden(z).applyfunc(relu)

    def g(z):
        return ((v * D * u).T * (target - v * D * hidden(z)))[0]

    sides = [
        entry > 0 if on else entry < 0 for z in (z_plus, z_minus) for entry, on in zip(u * z + rest, gates, strict=True)
    ]
    return equal(*difference(output, g), where=[*_side(True), *sides])


@theorem("specialisation.gradient_rule", source="arXiv:1909.13458")
def products_of_jacobians():
    for on in (True, False):
        yield two_layers(on)
    for gates in GATES:
        yield three_layers(gates)
    for depth, slope, seed in [(2, 0, 3), (3, 0, 3), (3, "1/3", 3), (4, 0, 3), (4, "1/5", 4)]:
        yield from drawn(depth, slope, seed)


def drawn(depth, slope, seed, factor=2):
    """One claim per layer l < depth, about the largest |g_l(x)_i·f_{l−1}(x)_j|."""
    rng = random.Random(seed)

    def network(width):
        sizes = [3, *[width] * (depth - 1), 2]
        shapes = zip(sizes[1:], sizes, strict=False)
        layers = [[[Fraction(rng.randint(-9, 9), 4) for _ in range(m)] for _ in range(n)] for n, m in shapes]
        return specialisation.ReluNetwork(layers, slope=slope)

    student, teacher = network(3), network(2)
    x = [Fraction(rng.randint(1, 9), 2) for _ in range(3)]
    for layer in range(1, depth):
        g, before = by_products(student, teacher, x, layer), student.trace(x).values[layer - 1]
        i, j = max(((i, j) for i in range(3) for j in range(3)), key=lambda at: abs(g[at[0]] * before[at[1]]))
        outputs = [student.outputs(x, shift=way * h, at=(layer, i, j)) for way in (1, -1)]
        values = [sum(HALF * (Rational(s) - e) ** 2 for s, e in zip(teacher(x), out, strict=True)) for out in outputs]
        yield equal(values[0] - values[1], -factor * h * Rational(g[i] * before[j]), where="-1/1000 <= h <= 1/1000")


def by_products(student, teacher, x, layer):
    """D_l(A_l f*_l − B_l f_l)."""
    A, B = (Matrix(rows) for rows in specialisation.products(student, teacher, x, layer=layer))
    f, f_star = (Matrix(net.trace(x).values[layer]) for net in (student, teacher))
    z = student.trace(x).preactivations[layer - 1]
    return [entry if on >= 0 else student.slope * entry for entry, on in zip(A * f_star - B * f, z, strict=True)]


@mutant(products_of_jacobians)
def with_the_sign_of_the_gradient():
    return two_layers(True, sign=-1)


@mutant(products_of_jacobians)
def without_the_gate():
    return two_layers(False, gate=1)


@mutant(products_of_jacobians)
def without_the_gate_of_the_second_layer():
    return three_layers((True, False), wrong=True)


@mutant(products_of_jacobians)
def half_the_gradient_of_a_deep_network():
    return next(drawn(4, 0, 3, factor=1))
