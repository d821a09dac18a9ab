"""Certified critical points: existence, uniqueness, inertia, loss and smallest eigenvalue, in balls.

`points` holds explicit networks, `species`, `family` and `symmetric` those with symmetries; `frames` turns their
Hessians into theorems, `isolated` compares these with what a claim says.
"""
