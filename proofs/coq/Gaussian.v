(* The standard normal law on the line.  Definitions only. *)
From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(* exp(-x²/2)/sqrt(2π) *)
Definition density (x : R) : R := exp (- (x * x / 2)) / sqrt (2 * PI).

(* E[F(X)] = m: F·density is integrable on every [-r, r], and the integral tends to m as r grows *)
Definition gaussian_mean (F : R -> R) (m : R) : Prop :=
  (forall r, ex_RInt (fun x => density x * F x) (- r) r) /\
  is_lim (fun r => RInt (fun x => density x * F x) (- r) r) p_infty m.

(* σ(z) = erf(z/sqrt 2) = 2 ∫_0^z density(t) dt *)
Definition erf_unit (z : R) : R := 2 * RInt density 0 z.
