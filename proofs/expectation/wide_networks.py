r"""One step of the recursions for wide networks, NNGP and NTK: weights of variance σ_w², biases of variance σ_b².

For pre-activations (u, v) ~ N(0, Σ) of two inputs: Σ′ = σ_w² E[σ(u)σ(v)] + σ_b² and Θ′ = Σ′ + σ_w² Θ E[σ′(u)σ′(v)].
References: Lee et al., Deep neural networks as Gaussian processes, ICLR 2018; Jacot, Gabriel and Hongler, Neural
tangent kernel, NeurIPS 2018, theorem 1; Williams, Neural Computation 10 (1998) 1203, for erf; Cho and Saul, NIPS 2009,
for ReLU.
"""

from sympy import acos, asin, erf, pi, sqrt, symbols

from symcrit import E, equal, functions, gaussian, mutant, relu, step, theorem

C11, C12, C22, w, b, Theta = symbols("C11 C12 C22 sigma_w sigma_b Theta", real=True)
u, v = gaussian("u v", cov="C")
f, g = functions("f g")


def covariance(mean):
    """Σ′."""
    return w**2 * mean + b**2


def tangent(mean, slopes):
    """Θ′."""
    return covariance(mean) + w**2 * Theta * slopes


def of_erf(shift=1):
    return 2 / pi * asin(2 * C12 / sqrt((shift + 2 * C11) * (shift + 2 * C22)))


def slope_of_erf(factor=4):
    return factor / pi / sqrt((1 + 2 * C11) * (1 + 2 * C22) - 4 * C12**2)


@theorem("expectation.erf_network", source="Williams 1998; Lee et al. 2018; Jacot et al. 2018")
def erf_network():
    yield equal(covariance(E(erf(u) * erf(v))), covariance(of_erf()))
    slopes = E(erf(u).diff(u) * erf(v).diff(v))
    yield equal(tangent(E(erf(u) * erf(v)), slopes), tangent(of_erf(), slope_of_erf()))


@mutant(erf_network)
def without_the_ones():
    return equal(covariance(E(erf(u) * erf(v))), covariance(of_erf(shift=0)))


@mutant(erf_network)
def with_half_of_the_slope():
    slopes = E(erf(u).diff(u) * erf(v).diff(v))
    return equal(tangent(E(erf(u) * erf(v)), slopes), tangent(of_erf(), slope_of_erf(factor=2)))


angle = acos(C12 / sqrt(C11 * C22))


def of_relu():
    return (sqrt(C11 * C22 - C12**2) + C12 * (pi - angle)) / (2 * pi)


def slope_of_relu(share=2):
    return (pi - angle) / (share * pi)


@theorem("expectation.relu_network", source="Cho and Saul 2009; Lee et al. 2018; Jacot et al. 2018")
def relu_network():
    yield equal(covariance(E(relu(u) * relu(v))), covariance(of_relu()))
    slopes = E(step(u) * step(v))
    yield equal(tangent(E(relu(u) * relu(v)), slopes), tangent(of_relu(), slope_of_relu()))


@mutant(relu_network)
def with_a_slope_of_one():
    slopes = E(step(u) * step(v))
    return equal(tangent(E(relu(u) * relu(v)), slopes), tangent(of_relu(), slope_of_relu(share=1)))


@theorem("expectation.relu_variance", source="He et al., ICCV 2015")
def variances():
    """For weights of variance 2 and no biases, ReLU networks keep the variance of a pre-activation."""
    return equal(2 * E(relu(u) ** 2), C11)


@mutant(variances)
def with_weights_of_variance_one():
    return equal(E(relu(u) ** 2), C11)


@theorem("expectation.tangent_of_any_network", source="Jacot et al. 2018; Price 1958")
def any_network():
    """The factor of Θ in Θ′ is ∂Σ′/∂Σ, for every σ and for two different activations."""
    return equal(covariance(E(f(u) * g(v))).diff(C12), w**2 * E(f(u).diff(u) * g(v).diff(v)))


@mutant(any_network)
def without_the_variance_of_weights():
    return equal(covariance(E(f(u) * g(v))).diff(C12), E(f(u).diff(u) * g(v).diff(v)))
