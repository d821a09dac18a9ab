"""Gradient flows x′ = −∇L(x), proved to converge: a witness of piecewise polynomials is checked, nothing is integrated.

`pieces` holds the polynomials, `moving` the network whose free parameters move, `residual` bounds p′ + ∇L(p) on a
piece, `tube` shows bounds of the Hessian around p(t), `gronwall` says how far x(t) may be from p(t) then, and `basin`
that whatever comes near enough to a strict minimum tends to it.
"""
