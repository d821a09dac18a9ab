"""Polynomials: sums of squares with products of hypotheses, coefficients, products."""
