"""What every statement about the loss takes for granted: the networks, the loss, its gradient by order parameters."""

from __future__ import annotations

from symcrit.words.boxes import COMMA, SPACE, row
from symcrit.words.plain import Display, Prose, formula, prose


def conventions() -> Prose:
    """The notation, in the order in which a reader needs it (that of arXiv:2311.01644)."""
    networks = ("f(x) = Σ_{i=1}^n a_i σ(w_i·x)", "f^*(x) = Σ_{j=1}^k b_j σ(v_j·x)")
    gradient = (
        "L = 𝔼[(f − f^*)²] = Σ_{i,j} a_i a_j κ(Q_{ii}, Q_{ij}, Q_{jj}) − 2 Σ_{i,j} a_i b_j κ(Q_{ii}, R_{ij}, T_{jj})"
        " + Σ_{i,j} b_i b_j κ(T_{ii}, T_{ij}, T_{jj})",
        "∇_{a_i} L = 2 [Σ_j a_j κ(Q_{ii}, Q_{ij}, Q_{jj}) − Σ_j b_j κ(Q_{ii}, R_{ij}, T_{jj})]",
        "∇_{w_i} L = 2 a_i [Σ_j a_j (2 κ_1 w_i + κ_2 w_j) − Σ_j b_j (2 κ_1 w_i + κ_2 v_j)]",
    )
    return prose(
        "The input is Gaussian, $x ∼ N(0, I_d)$. Student $f$ and teacher $f^*$ are the networks@"
        "With the kernel $κ(q_{11}, q_{12}, q_{22}) = 𝔼[σ(u) σ(v)]$ of centred Gaussian $u, v$ with covariances"
        " $q_{11}$, $q_{12}$, $q_{22}$ and the order parameters $Q_{ij} = w_i·w_j$, $R_{ij} = w_i·v_j$,"
        " $T_{ij} = v_i·v_j$, loss and gradient are@"
        "Here $κ_1 = ∂κ/∂q_{11}$ and $κ_2 = ∂κ/∂q_{12}$, taken in the first sum at $(Q_{ii}, Q_{ij}, Q_{jj})$ and in"
        " the second at $(Q_{ii}, R_{ij}, T_{jj})$. A statement may put a factor before the expectation. ",
        Display((row(formula(networks[0]), COMMA, SPACE, formula(networks[1])),), "."),
        Display(tuple(map(formula, gradient)), "."),
    )
