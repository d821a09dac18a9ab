"""Students against an affine target: what is left of a wide network with random weights, its mean and its linear part.

    L = E[(Σ_j s_j σ(u_j·x) − c − v·x)²],  σ(z) = a|z| + αz,  |u_j| = 1,  |v| = τ,  x ~ N(0, I)

σ is positively homogeneous, so with h(ρ) = κ(1, ρ, 1), μ = E σ(u·x) = a√(2/π) and E[σ(u·x) v·x] = α u·v

    L = c² + τ² − 2 Σ_j s_j (cμ + α v·u_j) + Σ_ij s_i s_j h(u_i·u_j),

h strictly convex (a ≠ 0).  A supporting line of h at ρ, h(t) ≥ A + Bt with B = h′(ρ), A = h(ρ) − ρB, and Σs_j² ≥ S²/M
bound L from below by a quadratic in S = Σs_j ≥ 0 and m = Σs_j u_j, if every s_j ≥ 0 (`supporting-line`):

    L ≥ c² + τ² − 2cμS + KS²/M − 2αv·m + B|m|²,  K = (M − 1)A + h(1) − B,

with equality iff all s_j are equal and all u_i·u_j = ρ.  So the equiangular family, where S and m are stationary, is
the minimum, and unique.  If some s_j ≤ 0, L is at least its even part, E[(c − Σ t_j |u_j·x|)²] with t_j = a·s_j, and
E[|u·x||u′·x|] = 2/π + Σ_{m≥1} g_m ρ^{2m}, g_m > 0, Σ g_m = 1 − 2/π; Σ t_i t_j ρ_ij^{2m} is the squared norm of a matrix
of trace Σt_j with at most M − 1 positive eigenvalues (`even-part`).
"""
