r"""The loss depends on the networks only through the order parameters Q = WWᵀ, R = WVᵀ, T = VVᵀ.

L = Σ_ij a_i a_j κ(Q_ii, Q_ij, Q_jj) − 2 Σ_it a_i b_t κ(Q_ii, R_it, T_tt) + Σ_tu b_t b_u κ(T_tt, T_tu, T_uu)

for every activation with a kernel κ, and it is invariant under rotations of the input.  L is quadratic in (a, b), each
coefficient involves two neurons, and every rotation is a product of rotations in coordinate planes: two students, two
teachers, in the plane and with one more dimension, are the general case.
References: Saad and Solla, Phys. Rev. Lett. 74 (1995) 4337.
"""

from sympy import Matrix, symbols

from symcrit import Kernel, Network, Point, Problem, kernel, loss_is, mutant, theorem

ANY, ERF = Kernel.uninterpreted("kappa"), kernel("erf")
a, b = symbols("a_1 a_2", real=True), symbols("b_1 b_2", real=True)
u = symbols("u", real=True)


def vectors(name, dimension):
    return Matrix(2, dimension, symbols(f"{name}_1:3_1:{dimension + 1}", real=True))


def turned(rows, sine=2 * u / (1 + u**2)):
    """The rows after a rotation of the first two coordinates by the angle 2·atan u."""
    turn = Matrix.eye(rows.shape[1])
    cosine = (1 - u**2) / (1 + u**2)
    turn[:2, :2] = Matrix([[cosine, -sine], [sine, cosine]])
    return rows * turn


def place(W, V, kernel=ANY):
    activation = kernel if kernel is ANY else kernel.names[0]
    return Point(Problem(teacher=Network(V.tolist(), b), activation=activation, n=2), Network(W.tolist(), a))


def loss(W, V, mixed=2, kernel=ANY):
    def kappa(x, y):
        return kernel(x.dot(x), x.dot(y), y.dot(y))

    own, other = range(2), [V.row(t) for t in range(2)]
    students = sum(a[i] * a[j] * kappa(W.row(i), W.row(j)) for i in own for j in own)
    overlaps = sum(a[i] * b[t] * kappa(W.row(i), other[t]) for i in own for t in own)
    teachers = sum(b[t] * b[s] * kappa(other[t], other[s]) for t in own for s in own)
    return students - mixed * overlaps + teachers


@theorem("loss.order_parameters", source="Saad and Solla 1995")
def from_order_parameters():
    for dimension in (2, 3):
        W, V = vectors("p", dimension), vectors("q", dimension)
        yield loss_is(place(W, V), loss(W, V))
        yield loss_is(place(turned(W), turned(V)), loss(W, V))


# What fails for every activation fails for erf.


@mutant(from_order_parameters)
def with_the_overlaps_once():
    W, V = vectors("p", 2), vectors("q", 2)
    return loss_is(place(W, V, ERF), loss(W, V, mixed=1, kernel=ERF))


@mutant(from_order_parameters)
def with_the_teacher_left_in_place():
    W, V = vectors("p", 2), vectors("q", 2)
    return loss_is(place(turned(W), V, ERF), loss(W, V, kernel=ERF))


@mutant(from_order_parameters)
def under_a_shear():
    W, V = vectors("p", 2), vectors("q", 2)
    return loss_is(place(turned(W, sine=u), turned(V, sine=u), ERF), loss(W, V, kernel=ERF))
