(* Three small values have a small second difference; ReLU(z) = ReLU(-z) + z. *)
From Coq Require Import Reals Lra Lia Arith.
From Symcrit Require Import Sums DeepNetworks.
Open Scope R_scope.

Lemma second_difference_of_small_values eps plus minus zero : Rabs plus <= eps -> Rabs minus <= eps -> Rabs zero <=
    eps ->
  plus + minus - 2 * zero <= 4 * eps /\ - (plus + minus - 2 * zero) <= 4 * eps.
Proof. unfold Rabs. repeat destruct (Rcase_abs _); lra. Qed.

(* σ(z) = σ(-z) + z *)
Lemma relu_of_minus z : leaky 0 z = leaky 0 (- z) + z.
Proof. unfold leaky, slope. destruct (Rle_dec 0 z), (Rle_dec 0 (- z)); lra. Qed.

Theorem relu_by_the_antiparallel_neuron d w x :
  leaky 0 (dot d w x) = leaky 0 (dot d (fun q => - w q) x) + Sum d (fun q => w q * (leaky 0 (x q) - leaky 0 (- x q))).
Proof.
  rewrite relu_of_minus. f_equal.
  - f_equal. unfold dot. rewrite <- (Rmult_1_l (Sum d (fun c => - w c * x c))).
    transitivity (-1 * Sum d (fun c => w c * x c)); [ring|]. rewrite <- Sum_scal, Rmult_1_l.
    apply Sum_ext; intros; ring.
  - unfold dot. apply Sum_ext; intros q _. pose proof (relu_of_minus (x q)). f_equal. lra.
Qed.

Theorem cosine_of_the_antiparallel_neuron d w : dot d w w <> 0 ->
  dot d (fun q => - w q) w / (sqrt (dot d (fun q => - w q) (fun q => - w q)) * sqrt (dot d w w)) = -1.
Proof.
  intros H. pose proof (dot_nonneg d w).
  assert (E : dot d (fun q => - w q) (fun q => - w q) = dot d w w) by (unfold dot; apply Sum_ext; intros; ring).
  assert (M : dot d (fun q => - w q) w = - dot d w w).
  { transitivity (-1 * dot d w w); [|ring]. unfold dot. rewrite <- Sum_scal. apply Sum_ext; intros; ring. }
  rewrite E, M, sqrt_sqrt by lra. field. lra.
Qed.
