(* Theorems about the loss of two-layer erf networks.

   Each stands here with all its hypotheses; above it is the mathematics, in the notation of the papers.  To know what
   they say, read this file and the definitions in Sums.v, Networks.v, Expectation.v, Gaussian.v and Projections.v;
   how they are proved stands in the other files. *)
From Coq Require Import Reals Arith List.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Expectation Gaussian Projections.
From Symcrit Require Differentiable LowerBound ProjectionBound ExpectedLoss ArcsineLaw.
Import ListNotations.
Open Scope R_scope.

(* E[(f* - f)²] = L, for every mean E of functions R^d → R that is linear and obeys the arcsine law
   E[σ(w·x)σ(v·x)] = (2/π) asin(w·v / sqrt((1 + w·w)(1 + v·v))). *)
Theorem expected_loss (d : nat) (sigma : R -> R) (E : (vec -> R) -> R) (n k : nat)
    (v : nat -> vec) (a : nat -> R) (w : nat -> vec) :
  arcsine_law d sigma E ->
  E (fun x => (student d sigma n a w x - teacher d sigma k v x)^2) = loss d n k v a w.
Proof. intros law. now apply ExpectedLoss.expected_loss. Qed.

(* The arcsine law of two jointly normal numbers αX and βX + γY, for all α, β, γ, X and Y standard normal and independent,
   σ(z) = erf(z/sqrt 2): E[σ(αX)σ(βX + γY)] = (2/π) asin(αβ / sqrt((1 + α²)(1 + β² + γ²))).  The mean over Y is taken
   first, for each x; and E[1] = 1. *)
Theorem arcsine_law_of_a_pair (alpha beta gamma : R) :
  gaussian_mean (fun _ => 1) 1 /\
  exists inner : R -> R,
    (forall x, gaussian_mean (fun y => erf_unit (beta * x + gamma * y)) (inner x)) /\
    gaussian_mean (fun x => erf_unit (alpha * x) * inner x)
      (2 / PI * asin (alpha * beta / sqrt ((1 + alpha^2) * (1 + (beta^2 + gamma^2))))).
Proof. split; [apply ArcsineLaw.mean_of_one|apply ArcsineLaw.arcsine_law_of_a_pair]. Qed.

(* L is differentiable everywhere: |L(a + da, w + dw) - L(a, w) - ∇L·(da, dw)| <= eps |(da, dw)| for all small steps
   (sup norm), where ∇L is the explicit gradient of Networks.v. *)
Theorem loss_is_differentiable (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) :
  forall eps, 0 < eps -> exists del, 0 < del /\
  forall rho da dw, 0 <= rho <= del -> within n d rho (da, dw) ->
    Rabs (loss d n k v (fun i => a i + da i) (fun i c => w i c + dw i c) - loss d n k v a w
          - Sum n (fun i => da i * gradient_a d n k v a w i + gradient_w d n k v a w i (dw i))) <= eps * rho.
Proof. exact (Differentiable.loss_is_differentiable d n k v a w). Qed.

(* Every student, with any n, a, w and d >= 1, has L >= (k - n)(1/3 - 1/π): orthonormal teachers, outgoing weights
    1. *)
Theorem lower_bound_for_every_student (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) :
  (0 < d)%nat -> orthonormal d k v ->
  (INR k - INR n) * (1/3 - 1/PI) <= loss d n k v a w.
Proof. exact (LowerBound.lower_bound_for_every_student d n k v a w). Qed.

(* Teachers of length 1, not necessarily orthogonal; d >= 1.  Let Π be the orthogonal projection on a space that contains
   all w_i: then L >= Σ_jj' [V(v_j·v_j') - V(v_j·Πv_j')] with V(t) = (2/π) asin(t/2), whatever the a_i and the lengths
   of the w_i are.  A space of dimension n always does. *)
Theorem loss_above_projection (d n k : nat) (v : nat -> vec) (w : nat -> vec) :
  (0 < d)%nat -> (forall j, (j < k)%nat -> dot d (v j) (v j) = 1) ->
  (forall m e, frame d m e -> (forall i, (i < n)%nat -> spanned d m e (w i)) -> forall a,
     Sum k (fun j => Sum k (fun j' =>
       2 / PI * (asin (dot d (v j) (v j') / 2) - asin (dot d (v j) (projection d m e (v j')) / 2))))
     <= loss d n k v a w) /\
  exists e, frame d n e /\ forall i, (i < n)%nat -> spanned d n e (w i).
Proof.
  intros Hd Hv. split.
  - intros m e He Hw a. now apply ProjectionBound.projection_bound.
  - apply ProjectionBound.spanning_frame.
Qed.
