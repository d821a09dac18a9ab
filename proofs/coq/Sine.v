(* Two-layer networks with units σ(z) = sin(ωz), and their copy-average points.  Definitions only. *)
From Coq Require Import Reals Arith.
From Symcrit Require Import Sums Networks CopyAverage PairLoss.
Open Scope R_scope.

(* κ(w, v) = exp(-ω²(w·w + v·v)/2) sinh(ω² w·v), which is E[sin(ω w·x) sin(ω v·x)] *)
Definition sine_kappa (omega : R) (d : nat) (w v : vec) : R :=
  exp (- omega^2 * (dot d w w + dot d v v) / 2) * sinh (omega^2 * dot d w v).

Definition sine_loss (omega : R) (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) : R :=
  pair_loss (sine_kappa omega d) n k v a w.

(* a_i = l_i exp(-ω²(1 - 1/l_i)/2), w_i = Σ_{j in group i} v_j / l_i *)
Definition sine_copy_a (omega : R) (k : nat) (g : nat -> nat) (i : nat) : R :=
  INR (group_size k g i) * exp (- omega^2 * (1 - / INR (group_size k g i)) / 2).
Definition sine_copy_w (k : nat) (v : nat -> vec) (g : nat -> nat) (i : nat) : vec := fun c =>
  / INR (group_size k g i) * Sum k (fun j => if Nat.eqb (g j) i then v j c else 0).

(* ℓ(x) = exp(-ω²) (x sinh(ω²) - x² sinh(ω²/x)): the loss of one neuron on x teachers *)
Definition sine_one_neuron_loss (omega x : R) : R :=
  exp (- omega^2) * (x * sinh (omega^2) - x^2 * sinh (omega^2 / x)).
