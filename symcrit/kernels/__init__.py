"""Activations and their kernels: expectations of products of activations under a Gaussian."""
