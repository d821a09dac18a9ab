(* The loss of one sin neuron is strictly concave in the number of its teachers: ℓ'' < 0, because
   (2 + y²) sinh y - 2 y cosh y has the derivative y² cosh y. *)
From Coq Require Import Reals Lra Lia Psatz Arith List.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks CopyAverage PairLoss Sine OneNeuronLoss.
Open Scope R_scope.

Definition bend (y : R) : R := (2 + y^2) * sinh y - 2 * y * cosh y.

Lemma bend_pos y : 0 < y -> 0 < bend y.
Proof.
  intros Hy. destruct (MVT_cor2 bend (fun z => z^2 * cosh z) 0 y) as [c [E H]]; [easy| |].
  - intros c _. apply is_derive_Reals. unfold bend, sinh, cosh. auto_derive; [easy|]. field.
  - replace (bend 0) with 0 in E by (unfold bend; rewrite sinh_0; ring).
    assert (0 < cosh c). { unfold cosh. pose proof (exp_pos c). pose proof (exp_pos (- c)). lra. }
    assert (0 < c^2 * cosh c * (y - 0)); [|lra].
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [apply pow_lt; lra|easy]|lra].
Qed.

Definition sine_slope (om x : R) : R :=
  exp (- om^2) * (sinh (om^2) - 2 * x * sinh (om^2 / x) + om^2 * cosh (om^2 / x)).

Lemma sine_one_neuron_derivative om x : 0 < x -> is_derive (sine_one_neuron_loss om) x (sine_slope om x).
Proof.
  intros Hx. unfold sine_one_neuron_loss, sine_slope, sinh, cosh. auto_derive; [lra|]. unfold Rdiv. simpl pow.
  field. lra.
Qed.

Lemma sine_second_derivative om x : 0 < x ->
  is_derive (sine_slope om) x (- exp (- om^2) * bend (om^2 / x)).
Proof.
  intros Hx. unfold sine_slope, bend, sinh, cosh. auto_derive; [lra|]. unfold Rdiv. simpl pow. field. lra.
Qed.

Lemma sine_slope_decreasing om x y : om <> 0 -> 0 < x -> x < y -> sine_slope om y < sine_slope om x.
Proof.
  intros Ho Hx Hxy.
  destruct (MVT_cor2 (sine_slope om) (fun x => - exp (- om^2) * bend (om^2 / x)) x y Hxy) as [c [E H]].
  - intros c Hc. apply is_derive_Reals, sine_second_derivative. lra.
  - assert (0 < bend (om^2 / c)). { apply bend_pos, Rdiv_lt_0_compat; [now apply pow2_gt_0|lra]. }
    pose proof (exp_pos (- om^2)).
    assert (0 < exp (- om^2) * bend (om^2 / c) * (y - x)) by (repeat apply Rmult_lt_0_compat; lra). lra.
Qed.

Theorem sine_one_neuron_loss_strictly_concave om x y t : om <> 0 -> 0 < x -> 0 < y -> x <> y -> 0 < t < 1 ->
  t * sine_one_neuron_loss om x + (1 - t) * sine_one_neuron_loss om y
  < sine_one_neuron_loss om (t * x + (1 - t) * y).
Proof.
  intros Ho. apply (strictly_concave (sine_one_neuron_loss om) (sine_slope om) 0).
  - intros z Hz. now apply sine_one_neuron_derivative.
  - intros z z' Hz Hzz'. now apply sine_slope_decreasing.
Qed.

Lemma sine_one_neuron_loss_of_one om : sine_one_neuron_loss om 1 = 0.
Proof. unfold sine_one_neuron_loss, Rdiv. rewrite Rinv_1, Rmult_1_r. ring. Qed.
