r"""The kernels of ELU, e^z − 1 for z < 0 and z for z > 0, and of SELU, λ·z and λα(e^z − 1).

E[e^u g(u, v)] is exp(q11/2) times the mean of g under the law moved by (q11, q12): so κ is a sum of exponentials times
values of Φ₂ and erf, and has a value at ρ = ±1, too.
References: arXiv:2002.08517; arXiv:1511.07289; arXiv:1706.02515.
"""

from sympy import Rational, exp, symbols

from symcrit import kernel, kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
OWN = kernel("elu")


@theorem("kernel.elu", source="arXiv:2002.08517")
def closed_form():
    return kernel_of("elu")


@theorem("kernel.selu", source="arXiv:1706.02515")
def selu():
    return kernel_of("selu")


@mutant(closed_form)
def with_an_exponential_more():
    return kernel_of("elu", OWN.expr + exp(q12) / 1000)


@mutant(closed_form)
def with_an_exponent_doubled():
    return kernel_of("elu", OWN.expr.subs(q11, 2 * q11))


@mutant(closed_form)
def of_the_rectifier():
    return kernel_of("elu", kernel("relu").expr)


@mutant(selu)
def with_the_constants_of_elu():
    return kernel_of("selu", OWN.expr)


@mutant(selu)
def scaled_once():
    return kernel_of("selu", kernel("selu").expr / Rational("1.0507009873554805"))
