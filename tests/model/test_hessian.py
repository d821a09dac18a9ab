"""The blocks of the Hessian of grouped students against full vectors, symbolic differentiation and differences."""

from itertools import product

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Matrix, Rational, pi, sqrt

import symcrit as sc
from symcrit.errors import InputError
from symcrit.kernels.kernel import Kernel, q11, q12, q22
from symcrit.model.configurations import CopyAverage, OneNeuron
from symcrit.model.groups import Groups
from symcrit.model.hessian import group_hessian
from symcrit.model.problem import Problem
from symcrit.translate import kernel_function

PROVED = sc.Verdict.PROVED
l, m = SYMBOLS = sympy.symbols("l m", integer=True, positive=True)  # noqa: E741
SIZES = [[1], [2], [1, 2], [2, 2], [3, 1, 1]]
KAPPA = Kernel.uninterpreted("kappa")
OFF = {"a": lambda size: size + 1, "norm": lambda size: 1 / sqrt(size + 3)}  # not critical: nothing vanishes
# symmetric, neither odd nor even in q12; all first and second derivatives are different from 0
SMOOTH = Kernel(("smooth", "smooth"), sympy.exp(q12 / 2) * (1 + q11 * q22 / 3) + q12**2 * (q11 + q22) + q11**2 * q22**2)


def directions(sizes, d):
    """Orthonormal rows of R^d, first the e_h, then those within each group, then those outside; how many of each."""
    fixed, within, start = [], [], 0
    for size in sizes:
        parts = [[1] * size, *([1] * j + [-j] + [0] * (size - j - 1) for j in range(1, size))]
        units = [[x / sqrt(sum(y * y for y in part)) for x in part] for part in parts]
        rows = [[0] * start + unit + [0] * (d - start - size) for unit in units]
        fixed, within, start = fixed + rows[:1], within + rows[1:], start + size
    outside = [[int(i == j) for i in range(d)] for j in range(start, d)]
    return Matrix(fixed + within + outside), [len(sizes), *(size - 1 for size in sizes), d - start]


def assembled(hessian, sizes, d):
    """The whole d-dimensional Hessian, W row by row, then a, from the blocks."""
    basis, counts = directions(sizes, d)
    n, full = hessian.n, sympy.zeros(hessian.n * (d + 1))
    places = [*(i * d + h for i in range(n) for h in range(n)), *range(n * d, n * d + n)]
    for (p, row), (q, column) in product(enumerate(places), repeat=2):
        full[row, column] = hessian.fixed[p, q]
    blocks = zip([*hessian.within, hessian.outside], counts[1:], strict=True)
    for place, block in enumerate((block for block, times in blocks for _ in range(times)), start=n):
        for i, j in product(range(n), repeat=2):
            full[i * d + place, j * d + place] = block[i, j]
    turn = sympy.diag(*[basis] * n, sympy.eye(n))
    return turn.T * full * turn


def one_form(expr):
    """Expanded, with κ_ijm(x, y, z) = κ_mji(z, y, x) written in one of its two forms."""

    def chosen(part):
        name, i, j, h = part.kernel
        x, y, z = part.args
        return min(kernel_function(name, i, j, h)(x, y, z), kernel_function(name, h, j, i)(z, y, x), key=str)

    return expr.replace(lambda part: hasattr(part, "kernel"), chosen).expand()


def interpret(expr, kernel):
    """`kernel` and its derivatives for the arbitrary κ."""

    def value(part):
        derivative = kernel
        for name, order in zip(("q11", "q12", "q22"), part.kernel[1:], strict=True):
            for _ in range(order):
                derivative = derivative.diff(name)
        return derivative.expr.xreplace(dict(zip((q11, q12, q22), part.args, strict=True)))

    return expr.replace(lambda part: hasattr(part, "kernel"), value)


def spectrum(hessian, d):
    """The eigenvalues of the blocks, each so often as the block occurs, in order."""
    blocks = [(np.array(block.evalf(30), dtype=float), int(times)) for block, times in hessian.blocks(d)]
    return np.sort(np.concatenate([np.tile(np.linalg.eigvalsh(block), times) for block, times in blocks]))


# ---------------------------------------------------------------------------------------------------- the second road


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_is_the_hessian_of_the_full_vectors_for_an_arbitrary_kernel(sizes):
    """Exact, entry by entry."""
    family, k = CopyAverage.symbolic(KAPPA, **OFF), sum(sizes)
    point = family.instance(sizes).at(Problem.orthonormal(KAPPA, n=len(sizes), k=k, d=k + 1))
    explicit = point.problem.hessian(point.network)
    assert (explicit - assembled(family.hessian(sizes), sizes, k + 1)).applyfunc(one_form).is_zero_matrix


@pytest.mark.parametrize("profile", [{}, OFF], ids=["copy-average", "perturbed"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_spectrum_is_that_of_the_full_vectors(sizes, profile):
    family, k = CopyAverage.symbolic("erf", **profile), sum(sizes)
    point = family.instance(sizes).at(Problem.orthonormal("erf", n=len(sizes), k=k, d=k + 1))
    names = sympy.symbols(f"s:{len(sizes)}", integer=True, positive=True)
    values = dict(zip(names, sizes, strict=True))
    symbolic = family.hessian(names)
    blocks = [(block.subs(values), times.subs(values)) for block, times in symbolic.blocks(k + 1)]
    expected = np.linalg.eigvalsh(point.problem.hessian(point.network.to_float()))
    np.testing.assert_allclose(spectrum(family.hessian(sizes), k + 1), expected, rtol=0, atol=1e-9)
    explicit = point.problem.hessian(point.network).evalf(45)
    for power in (1, 2, 3):
        ours = sum(times * (block.evalf(45) ** power).trace() for block, times in blocks)
        assert abs(ours - (explicit**power).trace()) < 1e-30


# -------------------------------------------------------------------------------------------- the definition of ∂²L


def test_is_the_derivative_of_the_loss_for_symbolic_sizes():
    """sympy differentiates the loss of w_i = Σ_h [x_ih e_h + y_ih (v_j − v_j')/√2] + z_i o: j, j' ∈ G_h, o outside."""
    A, B, r, t = sympy.symbols("A B r t", real=True)
    lengths = sympy.symbols("s:2", positive=True)  # of the teachers of each group
    sizes, pair, pairs = (l, m), range(2), list(product(range(2), repeat=2))
    a, z = sympy.symbols("a:2", real=True), sympy.symbols("z:2", real=True)
    x, y = (np.array(sympy.symbols(f"{name}:4", real=True)).reshape(2, 2) for name in "xy")

    def student(i, j):
        return sympy.Add(*(x[i, h] * x[j, h] + y[i, h] * y[j, h] for h in pair), z[i] * z[j])

    def teachers(i):
        for h, size in enumerate(sizes):
            mean, tilt = x[i, h] / sqrt(size), y[i, h] / sqrt(2)
            for number, overlap in ((size - 2, mean), (1, mean + tilt), (1, mean - tilt)):
                yield number * KAPPA(student(i, i), lengths[h] * overlap, lengths[h] ** 2)

    loss = sympy.Add(*(a[i] * a[j] * KAPPA(student(i, i), student(i, j), student(j, j)) for i, j in pairs))
    loss -= 2 * sympy.Add(*(a[i] * term for i in pair for term in teachers(i)))
    point = dict.fromkeys([*x.flat, *y.flat, *z], sympy.S.Zero) | {x[0, 0]: r, x[1, 1]: t, a[0]: A, a[1]: B}
    variables = [*x.flat, *a, *y[:, 0], *y[:, 1], *z]
    expected = sympy.hessian(loss / 3, variables).xreplace(point)
    blocks = group_hessian(
        KAPPA, Groups(sizes, [A, B], [r / sqrt(l) / lengths[0], t / sqrt(m) / lengths[1]], lengths), Rational(1, 3)
    )
    ours = sympy.diag(blocks.fixed, *blocks.within, blocks.outside)
    assert ours.shape == (12, 12)
    assert (ours - expected).applyfunc(one_form).is_zero_matrix


def vector_loss(kernel, k, d, flat):
    """Σ_pq s_p s_q κ(u_p·u_p, u_p·u_q, u_q·u_q), written out. flat: W, then a; teachers: first k units."""
    n = len(flat) // (d + 1)
    U = [flat[i * d : (i + 1) * d] for i in range(n)] + [[int(i == j) for i in range(d)] for j in range(k)]
    s, G = [*flat[n * d :], *[-1] * k], [[mpmath.fdot(u, v) for v in U] for u in U]
    return mpmath.fsum(s[p] * s[q] * kernel(G[p][p], G[p][q], G[q][q]) for p, q in product(range(n + k), repeat=2))


@pytest.mark.parametrize("sizes", [[1, 2], [2, 2], [3, 1]], ids=str)
def test_differences_of_the_loss_in_60_digits(sizes):
    """The blocks for symbolic sizes and an arbitrary κ, with a smooth kernel put in afterwards."""
    symbolic = CopyAverage.symbolic(KAPPA, **OFF).hessian(SYMBOLS)
    k, d = sum(sizes), sum(sizes) + 1
    ours = assembled(symbolic, sizes, d).subs(dict(zip(SYMBOLS, sizes, strict=True)))
    ours = ours.applyfunc(lambda entry: interpret(entry, SMOOTH)).evalf(50)
    smooth = sympy.lambdify((q11, q12, q22), SMOOTH.expr, "mpmath")
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    with mpmath.workdps(60):
        members = [(j in range(end - size, end), size) for end, size in zip(ends, sizes, strict=True) for j in range(d)]
        W = [member / mpmath.sqrt(size * (size + 3)) for member, size in members]
        point, h = [*W, *(mpmath.mpf(size + 1) for size in sizes)], mpmath.mpf(10) ** -13
        for p, q in product(range(len(point)), repeat=2):
            corners = []
            for e, f in product((1, -1), repeat=2) if p <= q else ():
                moved = [x + h * (e * (place == p) + f * (place == q)) for place, x in enumerate(point)]
                corners.append(e * f * vector_loss(smooth, k, d, moved))
            assert p > q or abs(mpmath.fsum(corners) / (4 * h * h) - mpmath.mpf(str(ours[p, q]))) < 1e-22


# -------------------------------------------------------------------------------- copy-average for erf, in closed form


def certain(lhs, rhs):
    """lhs = rhs: to 40 digits at one point, and proved for all sizes >= 1."""
    assert abs((lhs - rhs).subs({l: 5, m: 3}).evalf(60)) < 1e-40
    free = sorted(lhs.free_symbols | rhs.free_symbols, key=str)
    return sc.decide(sc.equal(lhs, rhs, [sympy.Ge(size, 1, evaluate=False) for size in free])).verdict is PROVED


def test_outside_the_teacher_span():
    """scale · (4/π)(diag D_i + v vᵀ) for two groups of any sizes."""
    v = [size * sqrt((2 * size - 1) / (2 * size)) for size in (l, m)]
    D = [s**2 * sqrt(2 * s - 1) * (1 / sqrt(2 * s + 1) - sqrt(2 * s - 1) / (2 * s)) for s in (l, m)]
    outside = CopyAverage.symbolic("erf").hessian([l, m]).outside
    for i, j in product(range(2), repeat=2):
        assert certain(outside[i, j], 4 / pi * ((D[i] if i == j else 0) + v[i] * v[j]))
    one = OneNeuron().hessian()
    assert one.outside[0].subs(one.k, l) == outside[0, 0]
    half = OneNeuron(scale="1/2").hessian()
    assert half.outside * 2 == one.outside
    assert half.fixed * 2 == one.fixed
    assert half.within[0] * 2 == one.within[0]


def test_the_sector_that_makes_copy_average_optimal_a_saddle():
    """n − 1 copies and an average of l teachers, along v_p − v_q of its group, copies alike.

    The block in (copies, average), in units of 2/π: [[2/√3 + n − 2, √((n−1) l(2l−1))], [·, M]],
    M = 4l²(2l²−1)/((2l−1)^(1/2) (2l+1)^(3/2)).
    """
    block = CopyAverage.symbolic("erf").hessian([1, 1, l]).within[2]
    M, unit = 4 * l**2 * (2 * l**2 - 1) / (sqrt(2 * l - 1) * sqrt(2 * l + 1) ** 3), 2 / pi
    assert block[:2, :2] == unit * Matrix([[2 / sqrt(3), 1], [1, 2 / sqrt(3)]])
    assert block[0, 2] == block[1, 2]
    assert certain(block[2, 2], unit * M)
    assert certain(block[0, 2], unit * sqrt(l * (2 * l - 1)))
    assert sc.decide(sc.less(M, l * (2 * l - 1), [sympy.Ge(l, 1, evaluate=False)])).verdict is PROVED
    # so the determinant is negative iff n > n*(l). Digits: derived and computed independently of symcrit, 15 digits.
    threshold = (l * (2 * l - 1) - (2 - 2 / sqrt(3)) * M) / (l * (2 * l - 1) - M)
    known = {2: "5.13568652612029", 3: "11.3039663223410", 4: "19.9600960995860", 5: "31.0952138107718"}
    for size, digits in known.items():
        assert abs(threshold.subs(l, size).evalf(30) - sympy.Float(digits, 30)) < 1e-12
        for n in (int(float(digits)), int(float(digits)) + 1):
            within = CopyAverage.symbolic("erf").hessian([1, 1, size]).within[2]
            alike = Matrix([[within[0, 0] + (n - 2) * within[0, 1], sqrt(n - 1) * within[0, 2]], [0, within[2, 2]]])
            determinant = alike[0, 0] * alike[1, 1] - alike[0, 1] ** 2
            assert (determinant.evalf(30) < 0) == (n > float(digits))


# Copy-average with n − 1 singletons: n, k and the negative Hessian eigenvalues for d = k; none is 0. Ball arithmetic
# independently of symcrit; only (12, 14) is from the formula: l − 1 = 2, as 12 > n*(3).
NEGATIVE = [(1, 4, 0), (2, 3, 0), (4, 5, 0), (5, 6, 0), (6, 7, 1), (7, 8, 1), (10, 12, 0), (12, 14, 2)]


@pytest.mark.parametrize(("n", "k", "negative"), NEGATIVE)
def test_inertia_of_copy_average_optimal(n, k, negative):
    eigenvalues = spectrum(CopyAverage.symbolic("erf").hessian([1] * (n - 1) + [k - n + 1]), k)
    assert len(eigenvalues) == n * (k + 1)
    assert ((eigenvalues < -1e-10).sum(), (abs(eigenvalues) <= 1e-10).sum()) == (negative, 0)


# ------------------------------------------------------------------------------------------------------- the interface


def test_sizes_and_parameters():
    d = sympy.Symbol("d", integer=True, positive=True)
    hessian = CopyAverage.symbolic(KAPPA, a="A", norm="r").hessian([l, m, 1])
    assert hessian.total(d) == 3 * d + 3
    assert hessian.multiplicities == (l - 1, m - 1, 0)
    assert hessian.k == l + m + 1
    assert len(hessian.parameters) == hessian.fixed.rows == 12
    assert hessian.parameters[:4] == ("w_1·e_1", "w_1·e_2", "w_1·e_3", "w_2·e_1")
    assert hessian.fixed.is_symmetric()
    assert CopyAverage([[2], [0, 1]], d=7).hessian() == CopyAverage.symbolic().hessian([1, 2])
    assert OneNeuron().hessian([l]).total(d) == d + 1
    assert r"A_{1} \otimes I_{k - 1} \oplus O \otimes I_{d - k}" in OneNeuron().hessian()._repr_latex_()
    readable = OneNeuron(k=1).hessian()._repr_latex_()
    assert "A_{1}" not in readable
    assert r"O = \left[\begin{matrix}" in readable


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: CopyAverage.symbolic().hessian(), "number of groups is open"),
        (lambda: CopyAverage.symbolic().hessian([1, 0]), "integers >= 1"),
        (lambda: CopyAverage.symbolic().hessian(["3/2"]), "integers >= 1"),
        (lambda: CopyAverage.symbolic().hessian([0.5]), "is a float"),
        (lambda: CopyAverage.symbolic().hessian([1, 2]).blocks(2), "d >= k"),
        (lambda: CopyAverage.symbolic().hessian([1, 2]).total("7/2"), "integer d >= k"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()
