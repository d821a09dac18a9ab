"""Claims about ReLU students against an affine target.

Everywhere L = E[(Σ_{j≤M} s_j max(u_j·x, 0) − c − v·x)²] over x ~ N(0, I_d), |u_j| = 1, τ = |v|.
"""

from symcrit.search.claims.dimension_bound import dimension_bound
from symcrit.search.claims.dual_bound import dual_bound
from symcrit.search.claims.equiangular import equiangular
from symcrit.search.claims.free_signs import free_signs
from symcrit.search.claims.onto import onto
from symcrit.search.claims.optimal import optimal
from symcrit.search.claims.random_rate import random_rate
from symcrit.search.claims.rate import rate
from symcrit.search.claims.reduction import reduction
from symcrit.search.claims.signed_minimum import signed_minimum
from symcrit.search.claims.sphere_bounds import sphere_bounds
from symcrit.search.claims.sphere_mean import sphere_mean
from symcrit.search.claims.stable import stable
from symcrit.search.claims.subgaussian_rate import subgaussian_rate

__all__ = [
    "dimension_bound",
    "dual_bound",
    "equiangular",
    "free_signs",
    "onto",
    "optimal",
    "random_rate",
    "rate",
    "reduction",
    "signed_minimum",
    "sphere_bounds",
    "sphere_mean",
    "stable",
    "subgaussian_rate",
]
