"""Kernels in float64."""
