r"""One erf student and k orthonormal teachers have no other critical point with a ≠ 0 and w ≠ 0, up to a joint sign.

∂L/∂w = 0 makes (1/w_j)/√(2(1 + |w|²) − w_j²) the same for all j; it falls in |w_j|, so w = c·Σ_j v_j.  Then the
equations in a and c reduce to β·cot β = α·cot α, and x·cot x is injective on (0, π/2).
References: arXiv:2311.01644 (the points); the uniqueness is proved here.
"""

from sympy import sqrt

from symcrit import OneNeuron, mutant, only_critical, theorem


@theorem("one_neuron.erf.unique", source="arXiv:2311.01644")
def no_other_critical_point():
    return only_critical(OneNeuron.symbolic("erf"))


@mutant(no_other_critical_point)
def at_another_length():
    return only_critical(OneNeuron.symbolic("erf", norm=lambda size: 1 / sqrt(2 * size)))


@mutant(no_other_critical_point)
def with_another_outgoing_weight():
    return only_critical(OneNeuron.symbolic("erf", a=1))
