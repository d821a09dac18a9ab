r"""The kernel of the hard tanh, max(−1, min(z, 1)) = (|z + 1| − |z − 1|)/2, and of the hard sigmoid.

Price: ∂κ/∂q12 = P(|u| < 1, |v| < 1), four values of Φ₂ at (±1/√q11, ±1/√q22; ρ). κ is computed from its definition by
Gaussian integration by parts, the kinks at ±1 counting as Dirac measures of σ″.
References: Collobert, Large scale machine learning (2004); nnabla, PyTorch (Hardtanh, Hardsigmoid).
"""

from sympy import Rational, sqrt, symbols

from symcrit import binormal, kernel, kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
RHO = q12 / sqrt(q11 * q22)
INSIDE = sum(i * j * binormal(i / sqrt(q11), j / sqrt(q22), RHO) for i in (1, -1) for j in (1, -1))
OWN = kernel("hard_tanh")


@theorem("kernel.hard_tanh", source="Collobert 2004")
def closed_form():
    return kernel_of("hard_tanh", OWN.expr, slopes=(OWN.diff("q11").expr, INSIDE))


@theorem("kernel.hard_sigmoid", source="Collobert 2004")
def hard_sigmoid():
    return kernel_of("hard_sigmoid")


@mutant(closed_form)
def with_the_wrong_breakpoint():
    return kernel_of("hard_tanh", kernel("shifted_relu").expr)


@mutant(closed_form)
def with_a_slope_of_one_side():
    slope = binormal(1 / sqrt(q11), 1 / sqrt(q22), RHO)
    return kernel_of("hard_tanh", OWN.expr, slopes=(OWN.diff("q11").expr, slope))


@mutant(closed_form)
def as_if_it_were_linear():
    return kernel_of("hard_tanh", q12)


@mutant(hard_sigmoid)
def without_its_mean():
    return kernel_of("hard_sigmoid", kernel("hard_sigmoid").expr - Rational(1, 4))
