r"""The kernel of cos z: (exp(−Var(u − v)/2) + exp(−Var(u + v)/2))/2 = exp(−(q11 + q22)/2)·cosh q12.

cos u·cos v = (cos(u − v) + cos(u + v))/2, and E[cos x] = exp(−Var(x)/2).
References: Rahimi and Recht, Random features for large-scale kernel machines, NIPS 2007.
"""

from sympy import exp, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
SUM, DIFFERENCE = q11 + 2 * q12 + q22, q11 - 2 * q12 + q22  # variances of u + v and u − v


@theorem("kernel.cos")
def closed_form():
    return kernel_of("cos", (exp(-DIFFERENCE / 2) + exp(-SUM / 2)) / 2)


@mutant(closed_form)
def of_sin():
    return kernel_of("cos", (exp(-DIFFERENCE / 2) - exp(-SUM / 2)) / 2)


@mutant(closed_form)
def of_random_features():
    """With a random phase only the difference remains."""
    return kernel_of("cos", exp(-DIFFERENCE / 2) / 2)


@mutant(closed_form)
def with_growth():
    return kernel_of("cos", (exp(DIFFERENCE / 2) + exp(SUM / 2)) / 2)
