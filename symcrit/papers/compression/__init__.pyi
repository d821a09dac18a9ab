from .claims import dual_bound as dual_bound
from .claims import equiangular as equiangular
from .claims import onto as onto
from .claims import optimal as optimal
from .claims import reduction as reduction
from .claims import signed_minimum as signed_minimum
from .claims import sphere_mean as sphere_mean
