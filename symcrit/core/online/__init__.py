"""The equations of online learning, as core derives them from σ, their zeros, and the spectrum there.

`means` has expectations of products of σ, σ′ and fields as forms in covariances, `equations` the field of the order
parameters and its Jacobian in balls, `exchange` says which order parameters may be taken for one, `zeros` shows that
there is exactly one zero near a point, and `discs` where the eigenvalues of the Jacobian are.
"""
