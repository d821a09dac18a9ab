(* Any number of erf neurons along one direction have at least the loss L*(k) of one neuron.

   With r_j = v_j·u, |u| = 1, the projection bound is k/3 - (2/π) Σ_jj' asin(r_j r_j'/2), and Σ r_j² <= 1.  As
   asin(r_j r_j'/2)² <= asin(r_j²/2) asin(r_j'²/2), and as sqrt(asin y) lies below its tangent at y0 = 1/(2k), which is
   B(y)/sqrt(asin y0) with B(y) = asin y0 + (y - y0)/(2 sqrt(1 - y0²)),
   the double sum is at most (Σ_j B(r_j²/2))²/asin y0 <= k² asin y0. *)
From Coq Require Import Reals Lra Lia Psatz Arith.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical Tensors OneNeuronBound Projections
  ProjectionBound.
Open Scope R_scope.

Lemma root_bounds c : 0 <= c <= 1 / 2 -> 6 / 7 <= sqrt (1 - c^2) <= 1.
Proof.
  intros Hc. split.
  - rewrite <- (sqrt_square (6 / 7)) by lra. apply sqrt_le_1_alt. nra.
  - rewrite <- sqrt_1 at 2. apply sqrt_le_1_alt. nra.
Qed.

Lemma asin_bounds y : 0 < y <= 1 / 2 -> y <= asin y <= 7 / 6 * y.
Proof.
  intros Hy. destruct (MVT_cor2 asin (fun c => / sqrt (1 - c^2)) 0 y) as [c [E Hc]]; [lra| |].
  - intros c Hc. apply is_derive_Reals, is_derive_asin. lra.
  - rewrite asin_0 in E. pose proof (root_bounds c ltac:(lra)) as B.
    assert (1 <= / sqrt (1 - c^2) <= 7 / 6).
    { set (s := sqrt (1 - c^2)) in *.
      split; [replace 1 with (/ 1) by field|replace (7 / 6) with (/ (6 / 7)) by field]; apply Rinv_le_contravar; lra. }
    cbv beta in E. nra.
Qed.

Section Tangent.
Variable y0 : R.
Hypothesis H0 : 0 < y0 <= 1 / 2.
Let A := asin y0.
Let D := / (2 * sqrt (1 - y0^2)).
Definition tangent (y : R) : R := A + D * (y - y0).

Lemma slope_bounds : 1 / 2 <= D <= 7 / 12.
Proof.
  pose proof (root_bounds y0 ltac:(lra)) as B. unfold D.
  split; [replace (1 / 2) with (/ (2 * 1)) by field|replace (7 / 12) with (/ (2 * (6 / 7))) by field];
    apply Rinv_le_contravar; lra.
Qed.

Lemma tangent_nonneg y : 0 <= y -> 0 <= tangent y.
Proof.
  intros Hy. pose proof slope_bounds. pose proof (asin_bounds y0 H0). unfold tangent. fold A in H1. nra.
Qed.

(* the slope of B² - asin y0·asin has the sign of y - y0 *)
Lemma slope_of_gap y : 0 <= y <= 1 / 2 -> 0 <= (2 * D * tangent y - A * / sqrt (1 - y^2)) * (y - y0).
Proof.
  intros Hy. pose proof (root_bounds y0 ltac:(lra)) as Bp. pose proof (root_bounds y Hy) as Bq.
  pose proof slope_bounds as SB. pose proof (asin_bounds y0 H0) as AB. fold A in AB.
  unfold tangent.
  set (p := sqrt (1 - y0^2)) in *. set (q := sqrt (1 - y^2)) in *.
  assert (Pp : p * p = 1 - y0^2) by (apply sqrt_sqrt; nra).
  assert (Qq : q * q = 1 - y^2) by (apply sqrt_sqrt; nra).
  set (t := (y + y0) / (p * q * (p + q))).
  assert (Hd : 0 < p * q * (p + q)) by (repeat apply Rmult_lt_0_compat; lra).
  assert (Dt : / q - 2 * D = (y - y0) * t).
  { unfold D, t. fold p. apply (Rmult_eq_reg_r (p * q * (p + q))); [|lra].
    replace ((y - y0) * ((y + y0) / (p * q * (p + q))) * (p * q * (p + q))) with (y^2 - y0^2) by (field; lra).
    replace ((/ q - 2 * / (2 * p)) * (p * q * (p + q))) with (p * p - q * q) by (field; lra).
    rewrite Pp, Qq. ring. }
  assert (Ht : t <= 4 / 5).
  { unfold t. apply (Rmult_le_reg_r (p * q * (p + q))); [easy|].
    replace ((y + y0) / (p * q * (p + q)) * (p * q * (p + q))) with (y + y0) by (field; lra).
    assert (6 / 7 * (6 / 7) <= p * q) by (apply Rmult_le_compat; lra).
    assert (36 / 49 * (12 / 7) <= p * q * (p + q)) by (apply Rmult_le_compat; lra). lra. }
  replace ((2 * D * (A + D * (y - y0)) - A * / q) * (y - y0))
    with ((y - y0)^2 * (2 * D * D) - A * (y - y0) * (/ q - 2 * D)) by ring.
  rewrite Dt.
  replace ((y - y0)^2 * (2 * D * D) - A * (y - y0) * ((y - y0) * t)) with ((y - y0)^2 * (2 * D * D - A * t)) by ring.
  apply Rmult_le_pos; [apply pow2_ge_0|]. assert (A <= 7 / 12) by lra. assert (1 / 2 <= 2 * D * D) by nra. nra.
Qed.

(* asin y0·asin y <= B(y)² *)
Lemma asin_below_tangent y : 0 <= y <= 1 / 2 -> A * asin y <= (tangent y)^2.
Proof.
  intros Hy. set (f := fun z => (tangent z)^2 - A * asin z).
  assert (F0 : f y0 = 0) by (unfold f, tangent; fold A; ring).
  assert (Df : forall c, 0 <= c <= 1 / 2 -> derivable_pt_lim f c (2 * D * tangent c - A * / sqrt (1 - c^2))).
  { intros c Hc. apply is_derive_Reals. unfold f. evar_last.
    - apply (is_derive_minus (fun z => tangent z ^ 2) (fun z => A * asin z)).
      + unfold tangent. auto_derive; [easy|reflexivity].
      + apply is_derive_scal. apply is_derive_asin. lra.
    - unfold minus, plus, opp, scal; simpl; unfold mult; simpl. unfold tangent. ring. }
  assert (G : 0 <= f y); [|unfold f in G; lra].
  destruct (Rtotal_order y y0) as [L|[->|L]]; [|lra|].
  - destruct (MVT_cor2 f _ y y0 L (fun c Hc => Df c ltac:(lra))) as [c [E Hc]].
    pose proof (slope_of_gap c ltac:(lra)) as S. rewrite F0 in E.
    set (z := 2 * D * tangent c - A * / sqrt (1 - c^2)) in *. assert (z <= 0) by nra. nra.
  - destruct (MVT_cor2 f _ y0 y L (fun c Hc => Df c ltac:(lra))) as [c [E Hc]].
    pose proof (slope_of_gap c ltac:(lra)) as S. rewrite F0 in E.
    set (z := 2 * D * tangent c - A * / sqrt (1 - c^2)) in *. assert (0 <= z) by nra. nra.
Qed.

(* asin y0·|asin(x x'/2)| <= B(x²/2) B(x'²/2) *)
Lemma asin_of_product x x' : x^2 <= 1 -> x'^2 <= 1 -> A * asin (x * x' / 2) <= tangent (x^2 / 2) * tangent (x'^2 / 2).
Proof.
  intros Hx Hx'. pose proof (asin_bounds y0 H0) as AB. fold A in AB.
  set (h := sqrt (1 / 2)). assert (Hh : h * h = 1 / 2) by (apply sqrt_sqrt; lra).
  assert (H1 : 0 <= h < 1) by (pose proof (sqrt_pos (1 / 2)); fold h in H; nra).
  assert (Bx : forall z, z^2 <= 1 -> 0 <= Rabs z * h < 1).
  { intros z Hz. rewrite <- pow2_abs in Hz. pose proof (Rabs_pos z). nra. }
  assert (Sq : forall z, (Rabs z * h)^2 = z^2 / 2).
  { intros z. rewrite Rpow_mult_distr, pow2_abs. replace (h^2) with (h * h) by ring. rewrite Hh. field. }
  pose proof (asin_cauchy_schwarz _ _ (Bx x Hx) (Bx x' Hx')) as C. rewrite !Sq in C.
  pose proof (pow2_ge_0 x). pose proof (pow2_ge_0 x').
  pose proof (asin_below_tangent (x^2 / 2) ltac:(lra)) as T. pose proof (asin_below_tangent (x'^2 / 2) ltac:(lra)) as T'.
  pose proof (tangent_nonneg (x^2 / 2) ltac:(lra)) as P. pose proof (tangent_nonneg (x'^2 / 2) ltac:(lra)) as P'.
  replace (Rabs x * h * (Rabs x' * h)) with (Rabs (x * x' / 2)) in C.
  2:{ unfold Rdiv. rewrite !Rabs_mult, (Rabs_pos_eq (/ 2)) by lra.
      replace (Rabs x * h * (Rabs x' * h)) with (Rabs x * Rabs x' * (h * h)) by ring. rewrite Hh. field. }
  assert (Rg : -1 < x * x' / 2 < 1) by (pose proof (pow2_ge_0 (x - x')); pose proof (pow2_ge_0 (x + x')); lra).
  rewrite <- asin_abs in C by easy.
  apply Rle_trans with (A * Rabs (asin (x * x' / 2))).
  { apply Rmult_le_compat_l; [lra|]. apply Rle_abs. }
  set (z := Rabs (asin (x * x' / 2))) in *. assert (Z : 0 <= z) by apply Rabs_pos.
  pose proof (asin_nonneg (x^2 / 2) ltac:(lra)). pose proof (asin_nonneg (x'^2 / 2) ltac:(lra)).
  set (b := tangent (x^2 / 2)) in *. set (b' := tangent (x'^2 / 2)) in *.
  set (s := asin (x^2 / 2)) in *. set (s' := asin (x'^2 / 2)) in *.
  apply Rsqr_incr_0_var; [|apply Rmult_le_pos; easy]. unfold Rsqr.
  assert (E1 : A * z * (A * z) <= (A * s) * (A * s')).
  { replace (A * z * (A * z)) with (A * A * z^2) by ring. replace (A * s * (A * s')) with (A * A * (s * s')) by ring.
    apply Rmult_le_compat_l; [nra|easy]. }
  apply Rle_trans with (1 := E1). replace (b * b' * (b * b')) with (b^2 * b'^2) by ring.
  apply Rmult_le_compat; try easy; apply Rmult_le_pos; lra.
Qed.
End Tangent.

(* Σ_jj' asin(r_j r_j'/2) <= k² asin(1/(2k)) where Σ r_j² <= 1 *)
Lemma double_sum_of_asin k (r : nat -> R) : (1 <= k)%nat -> Sum k (fun j => (r j)^2) <= 1 ->
  Sum k (fun j => Sum k (fun j' => asin (r j * r j' / 2))) <= INR k^2 * asin (1 / (2 * INR k)).
Proof.
  intros Hk Hr. assert (Kk : 1 <= INR k) by now apply (le_INR 1).
  set (y0 := 1 / (2 * INR k)). assert (K0 : INR k * y0 = 1 / 2) by (unfold y0; field; lra).
  assert (H0 : 0 < y0 <= 1 / 2) by (split; [apply Rdiv_lt_0_compat; lra|nra]).
  assert (R1 : forall j, (j < k)%nat -> (r j)^2 <= 1).
  { intros j Hj. apply Rle_trans with (2 := Hr). apply (Sum_le_term k (fun j => r j ^ 2)); [easy|].
    intros; apply pow2_ge_0. }
  pose proof (asin_bounds y0 H0) as AB. set (A := asin y0) in *.
  set (b := fun j => tangent y0 ((r j)^2 / 2)).
  apply (Rmult_le_reg_l A); [lra|]. replace (A * (INR k^2 * A)) with ((INR k * A) * (INR k * A)) by ring.
  assert (P : 0 <= Sum k b) by (apply Sum_nonneg; intros j Hj; apply tangent_nonneg; [easy|];
    pose proof (pow2_ge_0 (r j)); lra).
  assert (U : Sum k b <= INR k * A).
  { unfold b, tangent. rewrite Sum_plus, Sum_const, Sum_scal, Sum_minus, Sum_const, K0. fold A.
    rewrite (Sum_ext k (fun j => r j ^ 2 / 2) (fun j => / 2 * (r j)^2)) by (intros; field). rewrite Sum_scal.
    pose proof (slope_bounds y0 H0) as SB. set (D := / (2 * sqrt (1 - y0^2))) in *. nra. }
  apply Rle_trans with (Sum k b * Sum k b); [|apply Rmult_le_compat; easy].
  rewrite <- Sum_scal, <- Sum_scal_r. apply Sum_le; intros j Hj.
  rewrite <- Sum_scal, <- Sum_scal. apply Sum_le; intros j' Hj'. apply asin_of_product; auto.
Qed.

Theorem one_direction d n k v a c u : (1 <= k)%nat -> orthonormal d k v ->
  one_neuron_loss (INR k) <= loss d n k v a (fun i q => c i * u q).
Proof.
  intros Hk Hv. pose proof PI_RGT_0 as HPI.
  assert (V1 : forall j, (j < k)%nat -> dot d (v j) (v j) = 1)
    by (intros j Hj; now rewrite (Hv j j Hj Hj), Nat.eqb_refl).
  assert (Hd : (0 < d)%nat).
  { destruct d as [|d]; [|lia]. specialize (V1 0%nat ltac:(lia)). unfold dot in V1. simpl in V1. lra. }
  destruct (spanning_frame d 1 (fun _ => u)) as [e [He Hu]].
  assert (Hw : forall i, (i < n)%nat -> spanned d 1 e (fun q => c i * u q)).
  { intros i _ q Hq. rewrite (Hu 0%nat ltac:(lia) q Hq) at 1. unfold projection. simpl. rewrite dot_scal_l. ring. }
  apply Rle_trans with (2 := projection_bound d 1 e He n k v a _ Hd V1 Hw).
  set (r := fun j => dot d (v j) (e 0%nat)).
  assert (E1 : dot d (e 0%nat) (e 0%nat) <= 1).
  { destruct (proj1 He 0%nat ltac:(lia)) as [->|Z]; [lra|]. rewrite (dot_zero_r d _ _ Z). lra. }
  assert (Hr : Sum k (fun j => (r j)^2) <= 1).
  { apply Rle_trans with (2 := E1). rewrite (Sum_ext k _ (fun j => (dot d (e 0%nat) (v j))^2))
      by (intros; unfold r; now rewrite dot_sym). now apply bessel. }
  pose proof (double_sum_of_asin k r Hk Hr) as B.
  rewrite (Sum_ext k _ (fun j => 1 / 3 - 2 / PI * Sum k (fun j' => asin (r j * r j' / 2)))).
  - rewrite Sum_minus, Sum_const, Sum_scal. unfold one_neuron_loss.
    assert (0 < 2 / PI) by (apply Rdiv_lt_0_compat; lra). nra.
  - intros j Hj.
    rewrite (Sum_ext k _ (fun j' => (if Nat.eqb j' j then 1 / 3 else 0) - 2 / PI * asin (r j * r j' / 2))).
    + rewrite Sum_minus, Sum_scal. now rewrite (Sum_single k j (fun _ => 1 / 3)).
    + intros j' Hj'. replace (dot d (v j) (projection d 1 e (v j'))) with (r j * r j').
      2:{ rewrite (dot_sym d (v j)), projection_dot. simpl. unfold r. rewrite (dot_sym d (e 0%nat)). ring. }
      rewrite Hv by easy. rewrite (Nat.eqb_sym j j'). destruct (Nat.eqb j' j).
      * rewrite asin_half. field. lra.
      * unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring.
Qed.
