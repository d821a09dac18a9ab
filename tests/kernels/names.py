"""Names of registered activations with a kernel in closed form, in two parts."""

from symcrit.kernels.kernel import kernel_names

REDUCED = {"elu", "selu", "shifted_relu", "hard_tanh", "hard_sigmoid", "relu6", "erf_squared"}  # see test_kinks.py
DEAR = {"gabor"}  # in test_kinks.py, and in proofs/kernel
NAMES = [name for name, _ in kernel_names() if name not in REDUCED | DEAR]
