r"""Inequalities between expectations, for every law and every function: nothing is integrated.

E[f(u)·g(v)]² ≤ E[f(u)²]·E[g(v)²] (Cauchy, Schwarz): dual kernels are positive semidefinite, for any activations.
E[f(u)]² ≤ E[f(u)²] (Jensen).  0 < E[max(0, u)·max(0, v)], even for a negative covariance.
References: Cho and Saul, NIPS 2009; Jensen, Acta Math. 30 (1906) 175.
"""

from symcrit import E, at_most, functions, gaussian, less, mutant, relu, theorem

u, v = gaussian("u v", cov="C")
f, g = functions("f g")


@theorem("expectation.cauchy_schwarz", source="Cho and Saul 2009")
def kernels_are_positive_semidefinite():
    return at_most(E(f(u) * g(v)) ** 2, E(f(u) ** 2) * E(g(v) ** 2))


@mutant(kernels_are_positive_semidefinite)
def with_a_half():
    return at_most(E(f(u) * g(v)) ** 2, E(f(u) ** 2) * E(g(v) ** 2) / 2)


@theorem("expectation.jensen", source="Jensen 1906")
def a_variance_is_not_negative():
    return at_most(E(f(u)) ** 2, E(f(u) ** 2))


@mutant(a_variance_is_not_negative)
def the_other_way_round():
    return at_most(E(f(u) ** 2), E(f(u)) ** 2)


@theorem("expectation.rectifiers", source="Cho and Saul 2009")
def the_kernel_of_rectifiers_is_positive():
    return less(0, E(relu(u) * relu(v)))


@mutant(the_kernel_of_rectifiers_is_positive)
def of_one_rectifier():
    return less(0, E(relu(u) * v))
