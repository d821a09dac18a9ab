"""Closed forms of kernels: rules of integration, and what they lead to."""
