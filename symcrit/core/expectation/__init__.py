"""Expectations of Gaussian variables: closed forms of kernels, and what makes them right."""
