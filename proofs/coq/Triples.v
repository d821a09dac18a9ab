(* Triples x - e, x, x + e of samples across the boundary of a node, what is asked of them, and angles.
   Definitions only. *)
From Coq Require Import Reals Arith List.
From Symcrit Require Import Sums DeepNetworks.
Import ListNotations.
Open Scope R_scope.

Definition ahead (x e : vec) : vec := fun c => x c + e c.
Definition behind (x e : vec) : vec := fun c => x c - e c.
Definition difference (x y : vec) : vec := fun c => x c - y c.
Definition triple (x e : vec) : list vec := [x; ahead x e; behind x e].

(* the boundary {u·y = 0} passes strictly between x - e and x + e *)
Definition crosses (d : nat) (u x e : vec) : Prop := Rabs (dot d u x) < Rabs (dot d u e).

(* F(x) = Σ_{u<M} γ_u σ(v_u·x) *)
Definition combination (c : R) (d M : nat) (coefficient : nat -> R) (v : nat -> vec) (x : vec) : R :=
  Sum M (fun u => coefficient u * leaky c (dot d (v u) x)).

(* Student node k observes teacher node j at the triple: x lies on the boundary of j, k is on at the three points,
   the gates of the layers above are the same there, and the kink of j, seen from k, is larger than 4 eps. *)
Definition observes c d C teacher student k j eps x e : Prop :=
  dot d (weight teacher j) x = 0 /\
  (forall y, In y (triple x e) -> 0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student x y) /\
  4 * eps < (1 - c) * Rabs (coupling c d C student teacher k j x) * Rabs (dot d (weight teacher j) e).

(* The same near the boundary of j: |w*_j·x| <= eta |w*_j|, and of the kink is left what lies beyond x. *)
Definition observes_near c d C teacher student k j eps eta x e : Prop :=
  (dot d (weight teacher j) x)^2 <= eta^2 * dot d (weight teacher j) (weight teacher j) /\
  (forall y, In y (triple x e) -> 0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student x y) /\
  4 * eps < (1 - c) * Rabs (coupling c d C student teacher k j x)
            * (Rabs (dot d (weight teacher j) e) - Rabs (dot d (weight teacher j) x)).

(* |g_k| <= eps at the three points *)
Definition small_on_triple c d C teacher student k eps x e : Prop :=
  forall y, In y (triple x e) -> Rabs (node_gradient c d C teacher student k y) <= eps.

(* sin² of the angle between the lines of u and v *)
Definition sin2_angle (d : nat) (u v : vec) : R := 1 - (dot d u v)^2 / (dot d u u * dot d v v).

(* Σ f over a list of indices *)
Definition Sum_over (I : list nat) (f : nat -> R) : R := fold_right (fun i s => f i + s) 0 I.

(* of any p of the N points the least singular value on the hyperplane of v is at least s:
   s² |y|² <= Σ (y·x_i)² for all y orthogonal to v *)
Definition spread (d N p : nat) (v : vec) (x : nat -> vec) (s : R) : Prop :=
  forall I, length I = p -> NoDup I -> (forall i, In i I -> (i < N)%nat) ->
  forall y, dot d y v = 0 -> s^2 * dot d y y <= Sum_over I (fun i => (dot d y (x i))^2).

(* the bound on sin²: p δ² / s² *)
Definition angle_tolerance (p : nat) (del s : R) : R := INR p * del^2 / s^2.

(* u is a multiple of v, in the entries that count *)
Definition collinear (d : nat) (u v : vec) : Prop := exists l, forall q, (q < d)%nat -> u q = l * v q.
