"""Gradient flow on the expected loss, its endpoints, and what a threshold on the gradient is worth."""
