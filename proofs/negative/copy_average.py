r"""Most activations have no copy-average points: the best single neurons of the groups are not critical together.

Four orthonormal teachers in groups {2, 2} or {1, 3}; the student of a group G of size l has a = a_l and
w = (r_l/√l) Σ_{j∈G} v_j with (a_1, r_1) = (1, 1), a copy, and otherwise the (a_l, r_l) of least loss for one student
and l teachers.  Each neuron is critical alone, and yet ‖∇L‖ exceeds a positive bound: the residual of a group has a
linear part (for tanh at l = 2, √l·c₁(1) − a·c₁(r) = −6.2455e-5) or a mean, on which students of the other group gain.

What is refuted is that these (a_l, r_l) make a critical point: exactly these where they have a closed form (ReLU, z³),
else all numbers within 10⁻⁹ of the decimals below, among them the true ones (`symcrit.one_neuron` certifies 30 digits).
Nothing is said about other (a, r) on the same rays.  SiLU with three teachers has no best neuron: r runs to infinity;
so for {1, 3} it has the best a at the lengths r = 1 and r = 2, a = 3E[σ(u)σ(v)]/E[σ(u)²].  For σ = sign see `sign`.
"""

from sympy import Rational, Symbol, acos, pi, sqrt

from symcrit import Activation, CopyAverage, Network, Point, Problem, certified_kernel, mutant, not_critical, theorem

BEST = {
    "tanh": {
        2: ("2.0907760013846971324794172558081", "0.49394842173883368105646037016454"),
        3: ("3.1860519328552982559542483641121", "0.36964176866674148234239262135330"),
    },
    "logistic": {
        2: ("2.0000727889090910083560327237359", "0.63871039495235935913698084444050"),
        3: ("3.0000462081149663686021727047988", "0.50579143003490206889614644044160"),
    },
    "softplus": {
        2: ("2.1679182888958131442011451330685", "0.65149496917222653683543648523883"),
        3: ("3.3320424423852011980187657220227", "0.51915935045357027209859157754481"),
    },
    "arctan": {
        2: ("2.3240996873071170772137959974018", "0.46524769462444721372294306338720"),
        3: ("3.6476388807609117714545020062223", "0.34209204097643673197843840647854"),
    },
    "silu": {2: ("1.2268117389814813567479244237331", "1.1256235064835862102504193118259")},
}
a, r, NEAR = Symbol("a", real=True), Symbol("r", real=True), Rational(1, 10**9)
PAIRS, COPY = [[0, 1], [2, 3]], [[0], [1, 2, 3]]


def students(kernel, groups, best):
    """The network of the best neurons, `best` those of the groups with more than one teacher."""
    kept = [(1, 1) if len(group) == 1 else best for group in groups]
    rows = [
        [norm / sqrt(len(group)) if j in group else 0 for j in range(4)]
        for group, (_, norm) in zip(groups, kept, strict=True)
    ]
    network = Network(rows, [outgoing for outgoing, _ in kept])
    return Point(Problem.orthonormal(kernel, n=len(groups), k=4), network)


def near_the_best(name, groups, bound):
    """‖∇L‖ > bound for all a, r within 10⁻⁹ of the best."""
    best_a, best_r = map(Rational, BEST[name][max(map(len, groups))])
    where = [a >= best_a - NEAR, a <= best_a + NEAR, r >= best_r - NEAR, r <= best_r + NEAR]
    return not_critical(students(certified_kernel(name), groups, (a, r)), bound, where=where)


def relu_length(size):
    """a·r of the best ReLU neuron for `size` teachers."""
    rho = 1 / sqrt(size)
    return 2 * size * (sqrt(1 - rho**2) + rho * (pi - acos(rho))) / (2 * pi)


def cubic(groups):
    """The best z³ neurons: r = 1 and a = k·E[σ(u)σ(v)]/E[σ(u)²] with 9ρ + 6ρ³ over 15, ρ = 1/√k."""
    size = max(map(len, groups))
    rho = 1 / sqrt(size)
    return students(certified_kernel(Activation("cubic", "z^3")), groups, (size * (9 * rho + 6 * rho**3) / 15, 1))


def silu_of_length(norm, bound):
    """A copy and the best SiLU neuron of this length for three teachers."""
    kernel = certified_kernel("silu")
    best = 3 * kernel(norm**2, norm / sqrt(3), 1) / kernel(norm**2, norm**2, norm**2)
    return not_critical(students(kernel, COPY, (best, norm)), bound)


@theorem("negative.copy_average.tanh")
def tanh():
    yield near_the_best("tanh", PAIRS, "3.06e-4")
    yield near_the_best("tanh", COPY, "2.6e-5")


@theorem("negative.copy_average.logistic")
def logistic():
    yield near_the_best("logistic", PAIRS, "2.48e-4")
    yield near_the_best("logistic", COPY, "6.4e-5")


@theorem("negative.copy_average.softplus")
def softplus():
    yield near_the_best("softplus", PAIRS, "2.83e-3")
    yield near_the_best("softplus", COPY, "1.14e-3")


@theorem("negative.copy_average.arctan")
def arctan():
    yield near_the_best("arctan", PAIRS, "4.38e-4")
    yield near_the_best("arctan", COPY, "3.68e-5")


@theorem("negative.copy_average.silu")
def silu():
    yield near_the_best("silu", PAIRS, "0.155")
    yield silu_of_length(1, "0.214")
    yield silu_of_length(2, "0.136")


@theorem("negative.copy_average.relu")
def relu():
    yield not_critical(CopyAverage(PAIRS, "relu", a=relu_length, norm=1), "0.41")
    yield not_critical(CopyAverage(COPY, "relu", a=relu_length, norm=1), "0.47")


@theorem("negative.copy_average.cubic")
def cube():
    yield not_critical(cubic(PAIRS), "8.14")
    yield not_critical(cubic(COPY), "8.31")


@mutant(tanh)
def tanh_pairs_above_the_norm():
    return near_the_best("tanh", PAIRS, "3.07e-4")


@mutant(tanh)
def tanh_copy_above_the_norm():
    return near_the_best("tanh", COPY, "2.7e-5")


@mutant(tanh)
def erf_in_its_place():
    """At its own best neurons erf is critical: no bound holds, not even 0."""
    return not_critical(CopyAverage(PAIRS, "erf"))


@mutant(logistic)
def logistic_above_the_norm():
    return near_the_best("logistic", PAIRS, "2.49e-4")


@mutant(softplus)
def softplus_above_the_norm():
    return near_the_best("softplus", COPY, "1.15e-3")


@mutant(arctan)
def arctan_above_the_norm():
    return near_the_best("arctan", PAIRS, "4.39e-4")


@mutant(silu)
def silu_above_the_norm():
    return near_the_best("silu", PAIRS, "0.156")


@mutant(silu)
def silu_copy_above_the_norm():
    return silu_of_length(1, "0.215")


@mutant(relu)
def relu_above_the_norm():
    return not_critical(CopyAverage(PAIRS, "relu", a=relu_length, norm=1), "0.42")


@mutant(cube)
def cubic_above_the_norm():
    return not_critical(cubic(COPY), "8.32")
