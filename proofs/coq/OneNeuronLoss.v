(* L*(x) = x/3 - (2/π) x² asin(1/(2x)) is strictly concave for x > 1/2. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical.
Open Scope R_scope.

Lemma asin_inv_derive x : 1/2 < x ->
  is_derive (fun t => asin (1 / (2*t))) x (- / (x * sqrt (4*x^2 - 1))).
Proof.
  intros Hx.
  assert (H4 : 0 < 4*x^2 - 1) by nra.
  assert (Hs : 0 < sqrt (4*x^2-1)) by now apply sqrt_lt_R0.
  assert (E : sqrt (1 - (1/(2*x))^2) = sqrt (4*x^2-1) / (2*x)).
  { replace (1 - (1/(2*x))^2) with ((4*x^2-1) / ((2*x)*(2*x))) by (field; lra).
    rewrite sqrt_div by nra. rewrite sqrt_square by lra. easy. }
  evar_last.
  - apply (is_derive_comp asin (fun t => 1/(2*t))).
    + apply is_derive_asin. split.
      * apply Rlt_trans with 0; [lra|]. apply Rdiv_lt_0_compat; lra.
      * apply (Rmult_lt_reg_r (2*x)); [lra|]. field_simplify; lra.
    + auto_derive; [lra|reflexivity].
  - rewrite E. unfold scal; simpl; unfold mult; simpl. field. repeat split; try lra.
    replace (x * (x * 1)) with (x^2) by ring. lra.
Qed.

Definition one_neuron_slope (x : R) : R :=
  1/3 - 2/PI * (2 * x * asin (1 / (2*x)) - x / sqrt (4*x^2 - 1)).

Lemma one_neuron_loss_derivative x : 1/2 < x -> is_derive one_neuron_loss x (one_neuron_slope x).
Proof.
  intros Hx. unfold one_neuron_loss. pose proof (asin_inv_derive x Hx) as HA.
  set (A := fun t => asin (1/(2*t))) in HA.
  assert (Hs : 0 < sqrt (4*x^2-1)) by (apply sqrt_lt_R0; nra).
  apply (is_derive_ext (fun t => t/3 - 2/PI * t^2 * A t)); [easy|].
  auto_derive.
  - eexists; exact HA.
  - assert (ED : Derive (fun x0 => A x0) x = _) by exact (is_derive_unique _ _ _ HA).
    rewrite ED. unfold one_neuron_slope. fold (A x).
    set (s := sqrt _) in *. pose proof PI_RGT_0. field. lra.
Qed.

Lemma one_neuron_loss_second_derivative x : 1/2 < x -> is_derive one_neuron_slope x
  (- (2/PI) * (2 * asin (1/(2*x)) - 2 / sqrt (4*x^2-1) + / sqrt (4*x^2-1) ^ 3)).
Proof.
  intros Hx. unfold one_neuron_slope. pose proof (asin_inv_derive x Hx) as HA.
  set (A := fun t => asin (1/(2*t))) in HA.
  assert (H4 : 0 < 4*x^2 - 1) by nra.
  assert (Hs : 0 < sqrt (4*x^2-1)) by (apply sqrt_lt_R0; nra).
  assert (Hs2 : sqrt (4*x^2-1) * sqrt (4*x^2-1) = 4*x^2-1) by (apply sqrt_sqrt; lra).
  apply (is_derive_ext (fun t => 1/3 - 2/PI * (2 * t * A t - t / sqrt (4*t^2-1)))); [easy|].
  auto_derive.
  - split; [eexists; exact HA|].
    replace (4 * (x * (x * 1)) + - (1)) with (4*x^2-1) by ring.
    repeat split; try easy; try lra.
  - assert (ED : Derive (fun x0 => A x0) x = _) by exact (is_derive_unique _ _ _ HA).
    rewrite ED. fold (A x).
    replace (4 * (x * (x * 1)) + - (1)) with (4*x^2-1) by ring.
    set (s := sqrt _) in *. pose proof PI_RGT_0.
    assert (Hx2 : x^2 = (s * s + 1) / 4) by lra.
    transitivity (- (2/PI) * (2 * A x - 3 / s + 4 * x^2 / s^3)).
    + field. repeat split; lra.
    + rewrite Hx2. field. repeat split; lra.
Qed.

Lemma atan_poly u : 0 < u -> 0 < 2 * atan u - 2 * u + u^3.
Proof.
  intros Hu.
  destruct (MVT_cor2 (fun t => 2 * atan t - 2*t + t^3) (fun t => 2/(1+t^2) - 2 + 3*t^2) 0 u Hu)
    as [c [E [H1 H2]]].
  - intros c Hc. apply is_derive_Reals. auto_derive; [easy|]. field. nra.
  - cbv beta in E. rewrite atan_0 in E.
    assert (0 < 2/(1+c^2) - 2 + 3*c^2).
    { replace (2/(1+c^2) - 2 + 3*c^2) with (c^2 * (1 + 3 * c^2) / (1+c^2)) by (field; nra).
      apply Rdiv_lt_0_compat; nra. }
    nra.
Qed.

Lemma asin_inv_atan x : 1/2 < x -> asin (1/(2*x)) = atan (/ sqrt (4*x^2-1)).
Proof.
  intros Hx. rewrite asin_atan.
  - f_equal. replace (1 - (1/(2*x))²) with ((4*x^2-1) / ((2*x)*(2*x))) by (unfold Rsqr; field; lra).
    assert (0 < sqrt (4*x^2-1)) by (apply sqrt_lt_R0; nra).
    rewrite sqrt_div by nra. rewrite sqrt_square by lra. field. lra.
  - split.
    + apply Rlt_trans with 0; [lra|]. apply Rdiv_lt_0_compat; lra.
    + apply (Rmult_lt_reg_r (2*x)); [lra|]. field_simplify; lra.
Qed.

Lemma one_neuron_slope_decreasing x y : 1/2 < x -> x < y -> one_neuron_slope y < one_neuron_slope x.
Proof.
  intros Hx Hxy.
  destruct (MVT_cor2 one_neuron_slope (fun x => - (2/PI) * (2 * asin (1/(2*x)) - 2 / sqrt (4*x^2-1)
     + / sqrt (4*x^2-1) ^ 3)) x y Hxy) as [c [E [H1 H2]]].
  - intros c Hc. apply is_derive_Reals, one_neuron_loss_second_derivative. lra.
  - cbv beta in E. rewrite asin_inv_atan in E by lra.
    assert (Hs : 0 < sqrt (4*c^2-1)) by (apply sqrt_lt_R0; nra).
    pose proof (atan_poly (/ sqrt (4*c^2-1)) (Rinv_0_lt_compat _ Hs)) as P.
    rewrite pow_inv in P.
    assert (0 < 2 / PI) by (apply Rdiv_lt_0_compat; [lra|apply PI_RGT_0]).
    set (s := sqrt _) in *. change (2 / s) with (2 * / s) in E.
    set (q := 2 * atan (/ s) - 2 * / s + / s ^ 3) in *.
    assert (0 < 2 / PI * q * (y - x)) by (repeat apply Rmult_lt_0_compat; lra).
    lra.
Qed.

(* a function with a decreasing derivative is strictly concave *)
Lemma strictly_concave (f f' : R -> R) b : (forall x, b < x -> is_derive f x (f' x)) ->
  (forall x y, b < x -> x < y -> f' y < f' x) ->
  forall x y t, b < x -> b < y -> x <> y -> 0 < t < 1 -> t * f x + (1 - t) * f y < f (t * x + (1 - t) * y).
Proof.
  intros Df Dec.
  assert (G : forall x y t, b < x -> x < y -> 0 < t < 1 -> t * f x + (1 - t) * f y < f (t * x + (1 - t) * y)).
  { intros x y t Hx Hxy Ht. set (z := t*x+(1-t)*y).
    assert (x < z) by (unfold z; nra). assert (z < y) by (unfold z; nra).
    destruct (MVT_cor2 f f' x z) as [c1 [E1 H1]]; [easy| |].
    { intros c Hc. apply is_derive_Reals, Df. lra. }
    destruct (MVT_cor2 f f' z y) as [c2 [E2 H2]]; [easy| |].
    { intros c Hc. apply is_derive_Reals, Df. lra. }
    assert (D : f' c2 < f' c1) by (apply Dec; lra).
    replace (z - x) with ((1-t)*(y-x)) in E1 by (unfold z; ring).
    replace (y - z) with (t*(y-x)) in E2 by (unfold z; ring).
    assert (0 < t * (1-t) * (y-x) * (f' c1 - f' c2)) by (repeat apply Rmult_lt_0_compat; lra).
    assert (t * (f z - f x) - (1-t) * (f y - f z) = t * (1-t) * (y-x) * (f' c1 - f' c2))
      by (rewrite E1, E2; ring).
    lra. }
  intros x y t Hx Hy Hn Ht. destruct (Rtotal_order x y) as [H|[H|H]].
  - now apply G.
  - easy.
  - specialize (G y x (1-t) Hy H). replace (1 - (1-t)) with t in G by ring.
    rewrite Rplus_comm, (Rplus_comm (t*x)). apply G. lra.
Qed.

Theorem one_neuron_loss_strictly_concave x y t : 1/2 < x -> 1/2 < y -> x <> y -> 0 < t < 1 ->
  t * one_neuron_loss x + (1-t) * one_neuron_loss y < one_neuron_loss (t*x + (1-t)*y).
Proof.
  apply (strictly_concave one_neuron_loss one_neuron_slope (1/2)).
  - intros z Hz. now apply one_neuron_loss_derivative.
  - intros z z' Hz Hzz'. now apply one_neuron_slope_decreasing.
Qed.

Lemma one_neuron_loss_of_one : one_neuron_loss 1 = 0.
Proof.
  unfold one_neuron_loss. replace (1/(2*1)) with (1/2) by field. rewrite asin_half.
  pose proof PI_RGT_0. field. lra.
Qed.

(* merging two groups of more than one teacher, and splitting one off, is better *)
Lemma merging (f : R -> R) : f 1 = 0 ->
  (forall x y t, 1/2 < x -> 1/2 < y -> x <> y -> 0 < t < 1 -> t * f x + (1 - t) * f y < f (t * x + (1 - t) * y)) ->
  forall x y, 1 < x -> 1 < y -> f (x + y - 1) < f x + f y.
Proof.
  intros f1 C x y Hx Hy. set (z := x+y-1). set (t := (x-1)/(z-1)).
  assert (Hz : 0 < z - 1) by (unfold z; lra).
  assert (Ht : 0 < t < 1).
  { unfold t; split; [apply Rdiv_lt_0_compat; lra|].
    apply (Rmult_lt_reg_r (z-1)); [easy|]. field_simplify; unfold z; lra. }
  pose proof (C z 1 t ltac:(unfold z; lra) ltac:(lra) ltac:(lra) Ht) as A.
  pose proof (C z 1 (1-t) ltac:(unfold z; lra) ltac:(lra) ltac:(lra) ltac:(lra)) as B.
  rewrite f1 in A, B.
  replace (t*z + (1-t)*1) with x in A by (unfold t; field; lra).
  replace ((1-t)*z + (1-(1-t))*1) with y in B by (unfold t, z; field; unfold z in Hz; lra).
  lra.
Qed.
