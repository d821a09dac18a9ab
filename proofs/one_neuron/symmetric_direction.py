r"""A student along the sum of k orthonormal teachers is critical in direction, whatever the activation.

For w = c·Σ_j v_j the gradient ∂L/∂w is a multiple of w: only the length |w| and the outgoing weight a may still move.
References: arXiv:2311.01644.
"""

from sympy import Symbol, sqrt

from symcrit import Kernel, OneNeuron, critical, critical_direction, mutant, theorem

KERNEL = Kernel.uninterpreted("kappa")
a, r = Symbol("a", real=True), Symbol("r", positive=True)


@theorem("one_neuron.symmetric_direction", source="arXiv:2311.01644")
def along_the_sum():
    return critical_direction(OneNeuron.symbolic(KERNEL, a=a, norm=r))


@mutant(along_the_sum)
def critical_in_length_too():
    return critical(OneNeuron.symbolic("erf", a="l", norm=lambda size: 1 / sqrt(size)))
