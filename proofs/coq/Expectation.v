(* What is used of the Gaussian: a mean E of functions of the input that is linear and obeys the arcsine law.
   Definitions only.  It is a hypothesis of the theorems that need it, not an axiom; that the Gaussian mean (of integrable
   functions, and by any linear extension of all, which is an E as is asked for here) with
   σ(z) = erf(z/sqrt 2) is one is the theorem kernel.erf, which core checks. *)
From Coq Require Import Reals.
From Symcrit Require Import Sums Networks.
Open Scope R_scope.

Record arcsine_law (d : nat) (sigma : R -> R) (E : (vec -> R) -> R) : Prop := {
  mean_plus : forall f g, E (fun x => f x + g x) = E f + E g;
  mean_scal : forall c f, E (fun x => c * f x) = c * E f;
  mean_of_product : forall w v, E (fun x => sigma (dot d w x) * sigma (dot d v x)) = kappa d w v
}.

(* f(x) = Σ_i a_i σ(w_i·x) and f*(x) = Σ_j σ(v_j·x) *)
Definition student (d : nat) (sigma : R -> R) (n : nat) (a : nat -> R) (w : nat -> vec) (x : vec) : R :=
  Sum n (fun i => a i * sigma (dot d (w i) x)).
Definition teacher (d : nat) (sigma : R -> R) (k : nat) (v : nat -> vec) (x : vec) : R :=
  Sum k (fun j => sigma (dot d (v j) x)).
