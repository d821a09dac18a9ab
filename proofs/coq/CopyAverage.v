(* Copy-average points: the k teachers are split into n groups of sizes l_i >= 1, and student i has
   a_i = l_i and w_i = Σ_{j in group i} v_j / sqrt(l_i (2 l_i - 1)).  Definitions only. *)
From Coq Require Import Reals Arith List.
From Symcrit Require Import Sums Networks.
Open Scope R_scope.

(* g j is the group of teacher j, which is the student that stands for it; l_i = group_size k g i *)
Definition group_size (k : nat) (g : nat -> nat) (i : nat) : nat :=
  length (filter (fun j => Nat.eqb (g j) i) (seq 0 k)).

(* the groups 0, …, n-1 hold all teachers, and none is empty *)
Definition partition_into (n k : nat) (g : nat -> nat) : Prop :=
  (forall j, (j < k)%nat -> (g j < n)%nat) /\
  (forall i, (i < n)%nat -> (1 <= group_size k g i)%nat).

Definition copy_a (k : nat) (g : nat -> nat) (i : nat) : R := INR (group_size k g i).
Definition copy_w (k : nat) (v : nat -> vec) (g : nat -> nat) (i : nat) : vec := fun c =>
  / sqrt (INR (group_size k g i) * (2 * INR (group_size k g i) - 1))
  * Sum k (fun j => if Nat.eqb (g j) i then v j c else 0).

(* L*(x) = x/3 - (2/π) x² asin(1/(2x)): the loss of one neuron on x teachers *)
Definition one_neuron_loss (x : R) : R := x / 3 - 2 / PI * x^2 * asin (1 / (2 * x)).

(* all of n sizes but perhaps one are 1 *)
Definition all_singletons_but_one (n : nat) (l : nat -> nat) : Prop :=
  exists i0, (i0 < n)%nat /\ forall i, (i < n)%nat -> i <> i0 -> l i = 1%nat.

(* signs of the pairs (a_i, w_i) *)
Definition sign_vector (n : nat) (s : nat -> R) : Prop := forall i, (i < n)%nat -> s i = 1 \/ s i = -1.
Definition flip_a (s a : nat -> R) : nat -> R := fun i => s i * a i.
Definition flip_w (s : nat -> R) (w : nat -> vec) : nat -> vec := fun i c => s i * w i c.
