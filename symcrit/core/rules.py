"""The rules of analysis that core may use, in words: the closed list that a ledger refers to."""

# What core uses beyond computing, by the names that answers list.  Core checks the hypotheses where it uses the name.
# Formulas stand between dollar signs, for `symcrit.words.plain.prose`.
RULES = {
    "continuity": "continuous functions on a set without isolated points agree if they do off a nowhere dense subset",
    "zero-derivative": "a continuous function on an interval with derivative 0 inside is constant (mean value theorem)",
    "mean-value": "$f$ continuous on an interval, $f′ > 0$ inside, but for finitely many points: $f$ is strictly"
    " increasing (mean value theorem)",
    "second-derivative": "$f$ continuous on an interval, $f′$ inside, and $f″ < 0$ there, but for finitely many points:"
    " $f$ is strictly concave",
    "isolated-zeros": "$f$ analytic on an open interval and not 0 at one point of it: the zeros of $f$ are isolated",
    "full-turn": "$x$ with $sin x = 0$, $cos x = 1$ is a multiple of $2π$; continuous on a connected set, it is"
    " constant there",
    "squares": "$x, y ≥ 0$ compare as $x²$ and $y²$ do",
    "price": "Price's theorem: $∂^p κ / ∂q_{12}^p = 𝔼[σ^{(p)}(u) σ^{(p)}(v)]$, derivatives of $σ$ as distributions",
    "gaussian-parts": "$x ∼ N(m, C)$, $C$ positive definite: $𝔼[x_i F] = m_i 𝔼[F] + Σ_j C_{ij} 𝔼[∂_j F]$, a jump of $F$"
    " counting as its Dirac measure; $𝔼[exp(b·x) F]$, $𝔼[exp(−h y²/2) F]$ and $𝔼[δ(y) F]$, $y = ℓ·x + a$, are multiples"
    " of means of $F$ under other Gaussian laws; uncorrelated parts are independent",
    "monotone-mean": "$F ≥ 0$ everywhere: $𝔼[F] ≥ 0$, if it exists, and $𝔼[F] > 0$ if $F > 0$ everywhere, or if $F$ is"
    " continuous, $F > 0$ at a point, and the law has a positive density; $𝔼[a (F − 𝔼[F])] = 0$ for numbers $a$",
    "cauchy-schwarz": "$P² ≤ A B$ and $A, B ≥ 0$ everywhere: $𝔼[P]² ≤ 𝔼[A] 𝔼[B]$, if these exist",
    "trapezoid": "$f$ analytic for $|Im(z)| ≤ a$, with $∫ |f(x + i b)| dx ≤ M$ for $|b| ≤ a$: trapezoid sums of"
    " step $h$ err by at most $2 M / (exp(2 π a / h) − 1)$ (Trefethen and Weideman, SIAM Review 56 (2014) 385)",
    "injective": "a strictly increasing $f$ takes no value twice",
    "rank-one": "$diag D + v vᵀ$ is positive definite if every $D_i > 0$",
    "leading-minors": "a symmetric matrix with leading minors $Δ_1, …, Δ_r$, none of them 0, has as many negative"
    " eigenvalues as there are changes of sign in $1, Δ_1, …, Δ_r$ (Jacobi)",
    "schur": "inequivalent representations split a Hessian that respects a symmetry into blocks, each as often as its"
    " representation has dimensions (Schur's lemma); blocks whose sizes add up are all there are, and the inertia is"
    " the sum of theirs (Jacobi, for each)",
    "symmetric-criticality": "symmetries of $L$ that fix a point fix $∇L$ there: it is 0 if it is along all directions"
    " that they fix",
    "embedding": "in place of a student $(a, w)$ any number of students $(γ_q a, r_q w)$ with $r_q > 0$ and"
    " $Σ_q γ_q r_q = 1$ (all $r_q = 1$, or $σ$ positively homogeneous): $f$ is the same, and the gradient by each of"
    " them is a multiple of that by $(a, w)$",
    "one-direction": "one student, $k$ orthonormal teachers: $∇_w L = 0$ is $λ w_j = a ∂κ/∂q_{12}(|w|², w_j, 1)$ for"
    " every teacher $j$, and $λ w = 0$ outside their span; where $κ$ is odd, and $∂κ/∂q_{12}$ is positive and falls"
    " over $w_j$, all $w_j$ are equal",
    "groups": "a gradient component (the loss) is a sum over tuples of $≤ 3$ ($≤ 2$) groups of terms in their sizes; if"
    " it vanishes (splits) for generic sizes at $n = 1, 2, 3$ it does for every $n$",
    "independence": "for students on the rays of a partition of orthogonal teachers the parts $R_m$ of $f − f^*$ that"
    " belong to the groups are independent: $𝔼[(Σ_m R_m)²]$ is at least the sum of their variances",
    "krawczyk": "$∇L$ is injective on a box over which $Vᵀ ∇²L V$ is strictly diagonally dominant, and has a zero where"
    " $y ↦ y − D Vᵀ ∇L(m + V y)$ maps a box around 0 into itself (Krawczyk, Brouwer)",
    "taylor": "$f$ smooth on an interval that holds $t$ and $t_0$: $f(t) = Σ_{i<n} f_i (t − t_0)^i + r (t − t_0)^n$"
    " with the Taylor coefficients $f_i$ at $t_0$, and $r$ the coefficient of order $n$ at a point between",
    "gronwall": "let $|p′ + ∇L(p)| ≤ δ$, and $∇²L ≥ c$ at all points within $ρ$ of $p(t)$: a solution of $x′ = −∇L(x)$"
    " exists, and $|x − p|$ is at most the solution of $u′ = −c u + δ$, while this is $< ρ$ (Grönwall); where"
    " $∇²L ≥ c > 0$ on a ball around a critical point, $|x − x^*|$ falls at least like $exp(−c t)$ in it",
    "contraction": "$F$ continuously differentiable on a box of radius $r$ around $m$, $‖1 − Y F′‖ ≤ β < 1$ there,"
    " $‖Y F(m)‖ ≤ γ$, $s = γ/(1 − β) ≤ r$, in the maximum norm: $F$ has exactly one zero in the box, within $s$ of $m$"
    " (Banach)",
    "gershgorin": "$V^{−1} J V$ has the eigenvalues of $J$; a union of $k$ of its Gershgorin discs that meets no other"
    " disc holds exactly $k$ of them, counted with multiplicity",
    "exchange": "permutations of students and of teachers that leave $a$, $b$, $V Vᵀ$ and the form of $Q$ and $R$ as"
    " they are exchange the equations of online learning: velocities of order parameters that are exchanged agree",
    "sylvester-gershgorin": "$VᵀHV$ has the inertia of $H$ (Sylvester): as many eigenvalues of each sign as there are"
    " Gershgorin discs on that side of 0, where none holds 0",
    "supporting-line": "$σ$ positively homogeneous, $h(ρ) ≥ A + Bρ$ a supporting line of the convex $h$, $s_j ≥ 0$,"
    " $S = Σ s_j$, $m = Σ s_j u_j$: with $Σ s_j² ≥ S²/M$ the loss is at least a quadratic in $S$ and $m$, with equality"
    " iff all $s_j$ are equal and all cosines are $ρ$",
    "isometries": "at vectors that every permutation of them extends to an isometry fixing $v$, the gradient by $w_j$"
    " is a combination of $w_j$ and $v$",
    "isotypic": "at vectors that every permutation of them extends to an isometry fixing $v$, permutations act on the"
    " perturbations in their span, the square matrices, by conjugation: the second derivative is positive definite iff"
    " it is on one small matrix for every irreducible representation, absolutely irreducible as they are (Schur); the"
    " antisymmetric matrices with zero sums of rows are rotations",
    "even-part": "$L$ is at least its even part, $𝔼[(c − Σ t_j |u_j·x|)²]$, and $𝔼[|u·x||u′·x|]$ is $2/π$ plus a power"
    " series in $ρ²$ with positive coefficients (binomial series); a symmetric matrix with trace $S ≥ 0$ and at most"
    " $p$ positive eigenvalues has $‖Q‖² ≥ S²/p$",
    "hermite": "$𝔼[σ(u·x) σ(b·x)]$ is the sum of the products of means, of linear parts, and of the rests",
    "hermite-series": "$𝔼[σ(u) σ(v)] = Σ_{m ≥ 0} c_m(p) c_m(q) ρ^m$ for variances $p, q$ and correlation $ρ$, with the"
    " normalised Hermite coefficients $c_m(p)$ of $z ↦ σ(√p z)$ (Mehler); for $|ρ| < 1$ it is differentiated term by"
    " term, and $c_m(1) = 0$ for all $m > d$ iff $σ$ is a polynomial of a degree $≤ d$ almost everywhere",
    "self-similar": "the mean of $σ(v_j·x)$ given $y = w·x/|w|$ is a Gaussian smoothing of $σ$ at $y$; where that is"
    " $λ σ(μ y)$, its means with 1, $y$ and $σ(r y)$, and that of its square, are values of $κ$ (tower property)",
    "polar": "$|x|$ and $x/|x|$ are independent, and $σ(t b·x) = t σ(b·x)$ for $t ≥ 0$: the mean over $b$ is"
    " $μ² d / (𝔼|x|)²$, $𝔼|x|$ in $d$ and in $d + 1$ dimensions have product $d$, and $(𝔼|x|)²/d$ tends to 1",
    "intermediate-value": "a continuous, strictly increasing $f$ on $[a, b)$ that tends to infinity takes every value"
    " from $f(a)$ on exactly once",
    "matrix-chernoff": "$X_i$ independent positive semidefinite $d×d$ matrices of norm $≤ R$ with $Σ_i 𝔼[X_i] ≤ μ 1$:"
    " for $ε > 0$ the largest eigenvalue of $Σ_i X_i$ is at least $(1 + ε) μ$ with a probability of at most"
    " $d (exp(ε)/(1 + ε)^{1 + ε})^{μ/R}$ (Tropp, Found. Comput. Math. 12 (2012) 389)",
    "sub-gaussian": "$X_1, …, X_N$ with independent coordinates, $𝔼[X] = 0$, $𝔼[X²] = 1$, $𝔼[exp(s X)] ≤ exp(K² s²/2)$,"
    " $𝔼[X^4] ≤ m$: for $t > 0$ the largest eigenvalue of $Σ_i X_i X_iᵀ/N$ is above"
    " $8 K² (log(2)/2 + (d log(9) + t)/N)$ with a probability of at most $exp(−t)$ (a net of 1/4, Chernoff), and some"
    " $|X_i|²$ is below $(1 − η) d$ with one of at most $N exp(−d η²/(2 m))$ (Chernoff; Boucheron, Lugosi, Massart,"
    " Concentration Inequalities, 2.8)",
    "second-differences": "$|g_k| ≤ ε$ at $x − q$, $x$, $x + q$, all gates above the first layer constant there and"
    " neuron $k$ active: $|g_k(x + q) + g_k(x − q) − 2 g_k(x)| ≤ 4 ε$, and this is a sum over the neurons whose"
    " pre-activations change sign on the segment, a teacher neuron's part being"
    " $α (1 − c) (|w^*·q| − |w^*·x|)$; so many triples are crossed by one other student neuron, whose weights are then"
    " nearly parallel to $w^*$",
    "conditional-expectation": "$v_j$ orthonormal: for $f(x) = g(U x)$, $U ∈ R^{n×d}$, $n ≤ k$, $𝔼[(f − f^*)²]$ is at"
    " least $V(1) Σ_j b_j² − max_P Σ_{i,j} b_i b_j V(P_{ij})$ over the orthogonal projectors $P$ of rank $n$ in $R^k$,"
    " $V(t) = κ(1, t, 1) − κ(1, 0, 1)$, and this is attained (conditional expectation given $U x$, Mehler's formula,"
    " Schur's product theorem)",
    "best-factor": "$σ$ positively homogeneous: $a σ(w·x) = s σ(u·x)$ with $|u| = 1$, and $𝔼[(s σ(u·x) − f^*)²]$ is"
    " least where $s 𝔼[σ(u·x)²] = 𝔼[σ(u·x) f^*]$",
    "averages": "at students that are the conditional expectations of their groups of teachers, $∂²L$ is that of"
    " $−Σ_{i,j} V(P_{ij})$ along rotations of the weights, $P$ the projector onto them, and elsewhere twice the mean"
    " square of the derivative of the student; a diagonal matrix with one negative entry plus a square has at most one"
    " eigenvalue that is not positive, of the sign of its determinant",
    "smoothing": "$𝔼[σ(u)²] < ∞$ for $u ∼ N(0, q)$, all $q > 0$, and $λ σ(μ z) = 𝔼[σ((z + ξ)/√2)]$, $ξ ∼ N(0, 1)$,"
    " $λ ≠ 0 < μ$: $σ$ is entire, $|σ(z)| exp(-ε |z|²)$ is bounded in every strip about the real line for all $ε > 0$,"
    " and $1$, $σ(z)$, $z σ′(z)$ are linearly independent unless $σ$ is a polynomial of a degree $≤ 2$",
    "grassmann-cover": "every subspace of dimension $n$ of $R^k$ is the span of the columns of $[I; X]$ for some $X$"
    " with $|X_{ij}| ≤ 1$, in some order of coordinates; a smooth function on the compact manifold of them is largest"
    " where its gradient is 0; where it is concave on a convex set, no value is larger than that at a critical point",
    "concave-exchange": "$f$ strictly concave on $[1, ∞)$, sizes $l_i ≥ 1$, $Σ_i l_i = k$:"
    " $Σ_i f(l_i) ≥ (n − 1) f(1) + f(k − n + 1)$, with equality iff $n − 1$ sizes are 1 (Karamata's inequality: every"
    " other choice is strictly majorised)",
}
