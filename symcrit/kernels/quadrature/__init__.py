"""Certified quadrature of the definition of a kernel, in balls."""
