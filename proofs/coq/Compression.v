(* ReLU students with weights s_j >= 0 and unit vectors u_j against the affine target c + v·x: the simplified objective
   of arXiv:2205.08199, and a lower bound of it for every angle θ.  Definitions only. *)
From Coq Require Import Reals.
From Symcrit Require Import Sums.
Open Scope R_scope.

(* h(ρ) = (sqrt(1 - ρ²) + ρ(π - acos ρ))/(2π): E[ReLU(y)ReLU(z)] of unit Gaussians of correlation ρ *)
Definition arc_cosine (rho : R) : R := (sqrt (1 - rho^2) + rho * (PI - acos rho)) / (2 * PI).

(* L = c² + |v|² - Σ_j s_j (2c/sqrt(2π) + v·u_j) + Σ_ij s_i s_j h(u_i·u_j) *)
Definition compression_loss (d M : nat) (c : R) (v : vec) (s : nat -> R) (u : nat -> vec) : R :=
  c^2 + dot d v v - Sum M (fun j => s j * (2 * c / sqrt (2 * PI) + dot d v (u j)))
  + Sum M (fun i => Sum M (fun j => s i * s j * arc_cosine (dot d (u i) (u j)))).

(* D_θ = c² + τ² - M c²/(θ + (M - 1) sin θ) - τ² π/(2(π - θ)), with tau2 = τ² *)
Definition dual_value (M : nat) (c tau2 theta : R) : R :=
  c^2 + tau2 - INR M * c^2 / (theta + (INR M - 1) * sin theta) - tau2 * PI / (2 * (PI - theta)).
