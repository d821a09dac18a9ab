(* The loss of two-layer networks with any kernel κ, and points where every partial derivative of a function is 0.
   Definitions only. *)
From Coq Require Import Reals Arith.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks.
Open Scope R_scope.

(* L = Σ_ij a_i a_j κ(w_i, w_j) - 2 Σ_ij a_i κ(w_i, v_j) + Σ_ij κ(v_i, v_j) *)
Definition pair_loss (K : vec -> vec -> R) (n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) : R :=
  Sum n (fun i => Sum n (fun j => a i * a j * K (w i) (w j)))
  - 2 * Sum n (fun i => Sum k (fun j => a i * K (w i) (v j)))
  + Sum k (fun i => Sum k (fun j => K (v i) (v j))).

(* every partial derivative of F, in a_i and in entry c of w_i, is 0 *)
Definition stationary (d n : nat) (F : (nat -> R) -> (nat -> vec) -> R) (a : nat -> R) (w : nat -> vec) : Prop :=
  forall i, (i < n)%nat ->
    is_derive (fun t => F (with_entry a i t) w) (a i) 0 /\
    forall c, (c < d)%nat ->
      is_derive (fun t => F a (with_entry w i (with_entry (w i) c t))) (w i c) 0.
