r"""√2·sin(√(2γ)z + π/4) has the radial kernel exp(−γ(q11 + q22 − 2q12)) = exp(−γ E[(u − v)²]), here for γ = 1/3.

The activation is written sin(√(2γ)z) + cos(√(2γ)z).

References: Rahimi and Recht, Random features for large-scale kernel machines, NIPS 2007; neural-tangents, stax.Rbf.
"""

from sympy import Rational, exp, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
FAR = (q11 + q22 - 2 * q12) / 3


@theorem("kernel.rbf_features", source="Rahimi and Recht 2007")
def closed_form():
    return kernel_of("rbf_features:rate=1/3", exp(-FAR))


@mutant(closed_form)
def with_half_the_rate():
    return kernel_of("rbf_features:rate=1/3", exp(-FAR / 2))


@mutant(closed_form)
def with_a_constant():
    return kernel_of("rbf_features:rate=1/3", exp(-FAR) + Rational(1, 1000))
