(* Two-layer networks with erf units: the closed form κ of E[σ(w·x)σ(v·x)], the loss, its gradient.
   Definitions only.  Everything that is said of two-layer networks is said with these.

   d       dimension of the input: of a vector the entries 0, …, d-1 count
   n, k    numbers of student and of teacher neurons
   v       the teacher: v j is the weight vector of neuron j; its outgoing weights are 1
   a, w    the student: a i is the outgoing weight, w i the weight vector of neuron i *)
From Coq Require Import Reals Arith.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums.
Open Scope R_scope.

(* κ(w·w, w·v, v·v) = (2/π) asin(w·v / sqrt((1 + w·w)(1 + v·v))): the arcsine law, of σ(z) = erf(z/sqrt 2) *)
Definition kappa (d : nat) (w v : vec) : R :=
  2 / PI * asin (dot d w v / sqrt ((1 + dot d w w) * (1 + dot d v v))).

(* L = Σ_ij a_i a_j κ(w_i, w_j) - 2 Σ_ij a_i κ(w_i, v_j) + Σ_ij κ(v_i, v_j); that it is E[(f* - f)²]: ExpectedLoss.v
    *)
Definition loss (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) : R :=
  Sum n (fun i => Sum n (fun j => a i * a j * kappa d (w i) (w j)))
  - 2 * Sum n (fun i => Sum k (fun j => a i * kappa d (w i) (v j)))
  + Sum k (fun i => Sum k (fun j => kappa d (v i) (v j))).

(* v_i·v_j = δ_ij *)
Definition orthonormal (d k : nat) (v : nat -> vec) : Prop :=
  forall i j, (i < k)%nat -> (j < k)%nat -> dot d (v i) (v j) = if Nat.eqb i j then 1 else 0.

(* the derivative of κ(w, u) in w, in the direction h *)
Definition dkappa (d : nat) (w u h : vec) : R :=
  2 / PI * / sqrt ((1 + dot d w w) * (1 + dot d u u) - (dot d w u)^2)
  * (dot d h u - dot d w u * dot d w h / (1 + dot d w w)).

(* ∂L/∂a_i, and the derivative of L in w_i in the direction h *)
Definition gradient_a (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) (i : nat) : R :=
  2 * (Sum n (fun j => a j * kappa d (w i) (w j)) - Sum k (fun j => kappa d (w i) (v j))).
Definition gradient_w (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) (i : nat) (h : vec) : R :=
  2 * a i * (Sum n (fun j => a j * dkappa d (w i) (w j) h) - Sum k (fun j => dkappa d (w i) (v j) h)).

(* f with the value x at i *)
Definition with_entry {T} (f : nat -> T) (i : nat) (x : T) : nat -> T :=
  fun j => if Nat.eqb j i then x else f j.

(* every partial derivative of L, in a_i and in entry c of w_i, is 0 *)
Definition critical (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) : Prop :=
  forall i, (i < n)%nat ->
    is_derive (fun t => loss d n k v (with_entry a i t) w) (a i) 0 /\
    forall c, (c < d)%nat ->
      is_derive (fun t => loss d n k v a (with_entry w i (with_entry (w i) c t))) (w i c) 0.

(* a step (da, dw), and a step of which no entry that counts is larger than rho *)
Definition step : Type := ((nat -> R) * (nat -> vec))%type.
Definition within (n d : nat) (rho : R) (h : step) : Prop :=
  (forall i, (i < n)%nat -> Rabs (fst h i) <= rho) /\
  (forall i c, (i < n)%nat -> (c < d)%nat -> Rabs (snd h i c) <= rho).
