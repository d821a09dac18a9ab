(* Theorems about the compression of wide networks.

   Each stands here with all its hypotheses; above it is the mathematics, in the notation of the papers.  To know what
   they say, read this file and the definitions in Sums.v and Compression.v;
   how they are proved stands in the other files. *)
From Coq Require Import Reals Arith.
From Symcrit Require Import Sums Compression.
From Symcrit Require DualBound.
Open Scope R_scope.

(* Every student of M >= 1 ReLU neurons with s_j >= 0 and |u_j| = 1, in any dimension, has L >= D_θ for every angle
   0 < θ < π, and for θ = π where v = 0: D_θ = c² + τ² - M c²/(θ + (M - 1) sin θ) - τ² π/(2(π - θ)), τ = |v|. *)
Theorem dual_bound (d M : nat) (c : R) (v : vec) (s : nat -> R) (u : nat -> vec) (theta : R) :
  (1 <= M)%nat -> 0 < theta <= PI -> (theta = PI -> dot d v v = 0) ->
  (forall j, (j < M)%nat -> 0 <= s j /\ dot d (u j) (u j) = 1) ->
  dual_value M c (dot d v v) theta <= compression_loss d M c v s u.
Proof. exact (DualBound.dual_bound d M c v s u theta). Qed.
