(* Orthogonal projections, given by unit vectors.  Definitions only. *)
From Coq Require Import Reals Arith.
From Symcrit Require Import Sums.
Open Scope R_scope.

(* e_0, …, e_{m-1} are orthogonal to each other; each is a unit vector or 0 *)
Definition frame (d m : nat) (e : nat -> vec) : Prop :=
  (forall l, (l < m)%nat -> dot d (e l) (e l) = 1 \/ (forall q, (q < d)%nat -> e l q = 0)) /\
  (forall l l', (l < m)%nat -> (l' < m)%nat -> l <> l' -> dot d (e l) (e l') = 0).

(* Π w = Σ_l (w·e_l) e_l, the orthogonal projection on their span *)
Definition projection (d m : nat) (e : nat -> vec) (w : vec) : vec := fun q =>
  Sum m (fun l => dot d w (e l) * e l q).

(* w = Π w, in the entries that count *)
Definition spanned (d m : nat) (e : nat -> vec) (w : vec) : Prop :=
  forall q, (q < d)%nat -> w q = projection d m e w q.
