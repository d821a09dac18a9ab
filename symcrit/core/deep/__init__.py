"""Networks of (leaky) ReLU neurons with rational weights, of any depth, at given inputs: exact, without rounding.

f(x) = W_L σ(… σ(W_1 x + b_1) …) + b_L, σ(z) = z for z ≥ 0 and c·z below.  A neuron of a hidden layer has a gate at an
input where its pre-activation is not 0: 1 where that is positive, c where it is negative.

Everything is integers over common denominators: sums and products are exact, and comparisons of them are.
"""
