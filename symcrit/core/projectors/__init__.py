r"""Functions of n projections against a sum of k neurons in orthonormal directions: what the best of them is.

    f* = Σ_j b_j σ(v_j·x),  v_j orthonormal in R^d,  f(x) = g(Ux),  U in R^(n×d),  V(t) = κ(1, t, 1) − κ(1, 0, 1)

Theorem (rule `conditional-expectation`).  For E σ² < ∞ and n ≤ k, the infimum of E[(f − f*)²] over all such f is

    V(1)·Σ b_j² − max_P Σ_ij b_i b_j V(P_ij)    over the orthogonal projectors P of rank n in R^k,

for every d ≥ k, and it is attained.  Proof.  Let Π be the orthogonal projector of R^d onto the rows of U.

1. f is a function of Πx, so E(f − f*)² ≥ E f*² − E(E[f* | Πx])², with equality for f = E[f* | Πx].
2. v·x given Πx is normal with mean Πv·x and variance 1 − |Πv|²; by Mehler E[h_m(v·x) | Πx] = |Πv|^m h_m(Πv·x/|Πv|)
   for the normalised Hermite polynomials h_m.  So with V(t) = Σ_{m≥1} c_m² t^m and M_ij = v_i·Πv_j the right side of 1
   is Σ_ij b_i b_j (V(δ_ij) − V(M_ij)): the degree 0 cancels.
3. M is symmetric, 0 ≤ M ≤ I, of rank ≤ n ≤ k, so M ≤ P for an orthogonal projector P of rank n in R^k whose range
   contains that of M.  In entrywise powers P^m − M^m = Σ_i P^i∘(P − M)∘M^(m−1−i) ≥ 0, by Schur's product theorem, so
   that bᵀM^m b ≤ bᵀP^m b for any signs of the b_j.
4. P is the M of Π = Σ_ij P_ij v_i v_jᵀ, which is a projector of rank n; these P are a compact set, on which the sum is
   continuous (Σ c_m² < ∞), so that the maximum is attained.                                                          ∎

With a linear function added, f(x) = g(Ux) + p·x + c, the parts of degree ≥ 2 of f − f* alone have at least the infimum
that belongs to V(t) − V′(0)·t in the place of V.

`target` holds V and what its arguments range over, `chart` and `cover` find the maximum by boxes.
"""
