(* One erf neuron has at least the loss L*(k), whatever its weights.

   With q = 1 + w·w, s = (q-1)/q and ρ_j = w·v_j/sqrt(2q) the loss is k/3 - 2aS + a²T with S = (2/π) Σ_j asin ρ_j and
   T = (2/π) asin s.  As asin ρ is concave in ρ² for ρ² <= 1/2 and Σ ρ_j² <= s/2, |Σ_j asin ρ_j| <= k asin
       sqrt(s/(2k));
   and asin(sqrt(x y))² <= asin x asin y, because the series of asin has no negative coefficient.  So
   S² <= T (2/π) k² asin(1/(2k)). *)
From Coq Require Import Reals Lra Lia Psatz Arith.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical Tensors ArcsineSeries
    SecondDifference.
Open Scope R_scope.

Lemma sin_cos_monotone x y : 0 <= x -> x <= y -> x^2 + y^2 <= 1 -> x * sqrt (1 - x^2) <= y * sqrt (1 - y^2).
Proof.
  intros Hx Hxy H.
  assert (E : forall z, 0 <= z -> 0 <= 1 - z^2 -> z * sqrt (1 - z^2) = sqrt (z^2 * (1 - z^2))).
  { intros z Hz H1. rewrite sqrt_mult by nra. replace (z^2) with (z * z) at 2 by ring. now rewrite sqrt_square. }
  rewrite 2!E by nra. apply sqrt_le_1_alt.
  assert (0 <= (y^2 - x^2) * (1 - x^2 - y^2)) by (apply Rmult_le_pos; nra). nra.
Qed.

(* the tangent of asin as a function of the square lies above it *)
Lemma asin_below_its_tangent rho rho0 : 0 <= rho -> 0 < rho0 -> rho^2 + rho0^2 <= 1 -> rho < 1 -> rho0^2 <= 1 / 2 ->
  asin rho <= asin rho0 + (rho^2 - rho0^2) / (2 * (rho0 * sqrt (1 - rho0^2))).
Proof.
  intros H0 Hp Hsum H1 Hq. set (h := rho0 * sqrt (1 - rho0^2)).
  assert (Hh : 0 < h) by (apply Rmult_lt_0_compat; [easy|apply sqrt_lt_R0; lra]).
  assert (R1 : rho0 < 1) by nra.
  set (f := fun t => asin t - t^2 / (2 * h)).
  assert (D : forall c, -1 < c < 1 -> derivable_pt_lim f c (/ sqrt (1 - c^2) - c / h)).
  { intros c Hc. apply is_derive_Reals. unfold f. evar_last.
    - apply (is_derive_minus asin (fun t => t^2 / (2 * h))); [now apply is_derive_asin|].
      auto_derive; [easy|reflexivity].
    - unfold minus, plus, opp; simpl. field. split; [lra|]. apply Rgt_not_eq, sqrt_lt_R0. nra. }
  assert (Sign : forall c, 0 <= c -> c < 1 -> (c <= rho0 -> c^2 + rho0^2 <= 1 -> 0 <= / sqrt (1 - c^2) - c / h) /\
     (rho0 <= c -> c^2 + rho0^2 <= 1 -> / sqrt (1 - c^2) - c / h <= 0)).
  { intros c Hc0 Hc1. assert (Sc : 0 < sqrt (1 - c^2)) by (apply sqrt_lt_R0; nra).
    assert (E : / sqrt (1 - c^2) - c / h = (h - c * sqrt (1 - c^2)) * / (h * sqrt (1 - c^2))) by (field; lra).
    assert (P : 0 < / (h * sqrt (1 - c^2))) by (apply Rinv_0_lt_compat; nra).
    rewrite E. split; intros A B.
    - pose proof (sin_cos_monotone c rho0 Hc0 A B). fold h in H. nra.
    - pose proof (sin_cos_monotone rho0 c ltac:(lra) A ltac:(lra)). fold h in H. nra. }
  assert (G : f rho <= f rho0).
  { destruct (Rtotal_order rho rho0) as [L|[->|L]]; [|lra|].
    - destruct (MVT_cor2 f (fun c => / sqrt (1 - c^2) - c / h) rho rho0 L) as [c [E Hc]]; [intros; apply D; lra|].
      destruct (Sign c ltac:(lra) ltac:(lra)) as [A _]. specialize (A ltac:(lra) ltac:(nra)). cbv beta in E. nra.
    - destruct (MVT_cor2 f (fun c => / sqrt (1 - c^2) - c / h) rho0 rho L) as [c [E Hc]]; [intros; apply D; lra|].
      destruct (Sign c ltac:(lra) ltac:(lra)) as [_ A]. specialize (A ltac:(lra) ltac:(nra)). cbv beta in E. nra. }
  unfold f in G. replace ((rho^2 - rho0^2) / (2 * h)) with (rho^2 / (2 * h) - rho0^2 / (2 * h)) by (field; lra). lra.
Qed.

(* asin(x y)² <= asin(x²) asin(y²) *)
Lemma asin_cauchy_schwarz x y : 0 <= x < 1 -> 0 <= y < 1 -> (asin (x * y))^2 <= asin (x^2) * asin (y^2).
Proof.
  intros Hx Hy.
  assert (A : forall z, 0 <= z < 1 -> Rabs z < 1) by (intros; rewrite Rabs_pos_eq; lra).
  assert (X : 0 <= x^2 < 1) by nra. assert (Y : 0 <= y^2 < 1) by nra. assert (XY : 0 <= x * y < 1) by nra.
  pose proof (asin_limit _ (A _ XY)) as LXY. pose proof (asin_limit _ (A _ X)) as LX. pose proof (asin_limit _ (A _
      Y)) as LY.
  apply (is_lim_seq_le (fun M => Sum M (fun m => asin_coefficient m * (x * y)^m) * Sum M (fun m => asin_coefficient
      m * (x * y)^m))
    (fun M => Sum M (fun m => asin_coefficient m * (x^2)^m) * Sum M (fun m => asin_coefficient m * (y^2)^m))
    ((asin (x * y))^2) (asin (x^2) * asin (y^2))).
  - intros M. set (p := fun (z : R) m => sqrt (asin_coefficient m) * z^m).
    assert (E : forall z z', Sum M (fun m => asin_coefficient m * (z * z')^m) = dot M (p z) (p z')).
    { intros z z'. unfold dot. apply Sum_ext; intros m _. unfold p. rewrite Rpow_mult_distr.
      rewrite <- (sqrt_sqrt (asin_coefficient m)) at 1 by apply asin_coefficient_nonneg. ring. }
    replace (x^2) with (x * x) by ring. replace (y^2) with (y * y) by ring. rewrite !E.
    pose proof (cauchy_schwarz M (p x) (p y)). lra.
  - replace (Finite (asin (x * y) ^ 2)) with (Finite (asin (x * y) * asin (x * y))) by (f_equal; ring).
    now apply is_lim_seq_mult'.
  - now apply is_lim_seq_mult'.
Qed.

Lemma asin_monotone x y : -1 < x -> x <= y -> y < 1 -> asin x <= asin y.
Proof.
  intros Hx Hxy Hy. destruct (Req_dec x y) as [->|N]; [lra|].
  destruct (MVT_cor2 asin (fun c => / sqrt (1 - c^2)) x y) as [c [E Hc]]; [lra| |].
  - intros c Hc. apply is_derive_Reals, is_derive_asin. lra.
  - cbv beta in E. assert (0 < / sqrt (1 - c^2)) by (apply Rinv_0_lt_compat, sqrt_lt_R0; nra). nra.
Qed.

Lemma asin_nonneg x : 0 <= x < 1 -> 0 <= asin x.
Proof. intros H. rewrite <- asin_0. apply asin_monotone; lra. Qed.

Lemma asin_abs x : -1 < x < 1 -> Rabs (asin x) = asin (Rabs x).
Proof.
  intros H. unfold Rabs at 2. destruct (Rcase_abs x) as [L|L].
  - rewrite asin_opp, <- Rabs_Ropp. apply Rabs_pos_eq. rewrite <- asin_opp. apply asin_nonneg. lra.
  - apply Rabs_pos_eq, asin_nonneg. lra.
Qed.

(* |Σ asin ρ_j| <= k asin sqrt(s/(2k)) where Σ ρ_j² <= s/2 < 1/2 *)
Lemma sum_of_asin k (rho : nat -> R) s : (1 <= k)%nat -> 0 < s < 1 -> Sum k (fun j => (rho j)^2) <= s / 2 ->
  (Sum k (fun j => asin (rho j)))^2 <= (INR k * asin (sqrt (s / (2 * INR k))))^2.
Proof.
  intros Hk Hs Hsum. assert (Kk : 1 <= INR k) by now apply (le_INR 1).
  set (rho0 := sqrt (s / (2 * INR k))).
  assert (P0 : 0 < s / (2 * INR k)) by (apply Rdiv_lt_0_compat; lra).
  assert (Q0 : rho0^2 = s / (2 * INR k)) by (unfold rho0; rewrite pow2_sqrt; lra).
  assert (K0 : INR k * rho0^2 = s / 2) by (rewrite Q0; field; lra).
  assert (R0 : 0 < rho0) by now apply sqrt_lt_R0.
  assert (B0 : rho0^2 <= s / 2) by (pose proof (pow2_ge_0 rho0); nra).
  assert (Bj : forall j, (j < k)%nat -> (rho j)^2 <= s / 2).
  { intros j Hj. apply Rle_trans with (2 := Hsum). rewrite <- (Sum_single k j (fun j => rho j ^ 2)) by easy.
    apply Sum_le; intros i _. destruct (Nat.eqb i j); [lra|apply pow2_ge_0]. }
  assert (Aj : forall j, (j < k)%nat -> 0 <= Rabs (rho j) < 1).
  { intros j Hj. specialize (Bj j Hj). rewrite <- pow2_abs in Bj. pose proof (Rabs_pos (rho j)). split; nra. }
  set (m := / (2 * (rho0 * sqrt (1 - rho0^2)))).
  assert (Hm : 0 <= m).
  { apply Rlt_le, Rinv_0_lt_compat. assert (0 < sqrt (1 - rho0^2)) by (apply sqrt_lt_R0; lra). nra. }
  assert (U : Rabs (Sum k (fun j => asin (rho j))) <= INR k * asin rho0).
  { apply Rle_trans with (1 := Sum_abs _ _).
    apply Rle_trans with (Sum k (fun j => asin rho0 + m * ((rho j)^2 - rho0^2))).
    - apply Sum_le; intros j Hj. specialize (Aj j Hj). specialize (Bj j Hj).
      assert (-1 < rho j < 1) by (destruct Aj as [_ A]; apply Rabs_def2 in A; lra).
      rewrite asin_abs by easy. rewrite <- (pow2_abs (rho j)). rewrite <- (pow2_abs (rho j)) in Bj.
      pose proof (asin_below_its_tangent (Rabs (rho j)) rho0 ltac:(lra) R0 ltac:(lra) ltac:(lra) ltac:(lra)) as T.
      unfold Rdiv in T. fold m in T. lra.
    - rewrite Sum_plus, Sum_scal, Sum_minus, 2!Sum_const. rewrite K0. nra. }
  rewrite <- (pow2_abs (Sum k _)). pose proof (Rabs_pos (Sum k (fun j => asin (rho j)))). apply pow_incr. lra.
Qed.

Theorem one_neuron_bound d k v a w : (1 <= k)%nat -> orthonormal d k v ->
  one_neuron_loss (INR k) <= loss d 1 k v a w.
Proof.
  intros Hk Hv. assert (Kk : 1 <= INR k) by now apply (le_INR 1). pose proof PI_RGT_0 as HPI.
  set (w0 := w 0%nat). set (a0 := a 0%nat). set (q := 1 + dot d w0 w0).
  pose proof (dot_nonneg d w0) as Hw. assert (Hq : 1 <= q) by (unfold q; lra).
  set (T := kappa d w0 w0). set (S := Sum k (fun j => kappa d w0 (v j))).
  assert (V1 : forall j, (j < k)%nat -> dot d (v j) (v j) = 1).
  { intros j Hj. rewrite (Hv j j Hj Hj), Nat.eqb_refl. easy. }
  (* the loss is k/3 - 2 a S + a² T *)
  assert (L : loss d 1 k v a w = a0 * a0 * T - 2 * (a0 * S) + INR k / 3).
  { unfold loss.
    replace (Sum 1 (fun i => Sum 1 (fun j => a i * a j * kappa d (w i) (w j)))) with (a0 * a0 * T)
      by (simpl; fold w0 a0 T; ring).
    replace (Sum 1 (fun i => Sum k (fun j => a i * kappa d (w i) (v j)))) with (a0 * S).
    2:{ unfold S. simpl. rewrite Rplus_0_l. fold w0 a0. symmetry. apply Sum_scal. }
    rewrite (Sum_ext k (fun i => Sum k _) (fun _ => 1 / 3)).
    2:{ intros i Hi. rewrite (Sum_ext k _ (fun j => if Nat.eqb j i then 1/3 else 0)).
        - apply (Sum_single k i (fun _ => 1/3)); easy.
        - intros j Hj. unfold kappa. rewrite 2!V1, Hv by easy. rewrite (Nat.eqb_sym i j).
          replace ((1 + 1) * (1 + 1)) with (2 * 2) by ring.
          rewrite sqrt_square by lra. destruct (Nat.eqb j i).
          + rewrite asin_half. field. lra.
          + unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring. }
    rewrite Sum_const. simpl. field. }
  set (B := 2 / PI * (INR k^2 * asin (1 / (2 * INR k)))).
  assert (L0 : one_neuron_loss (INR k) = INR k / 3 - B) by (unfold one_neuron_loss, B; ring).
  assert (HB : 0 <= B).
  { assert (H1 : 0 < 1 / (2 * INR k)) by (apply Rdiv_lt_0_compat; lra).
    assert (H2 : 1 / (2 * INR k) < 1) by (apply (Rmult_lt_reg_r (2 * INR k)); [lra|]; field_simplify; lra).
    pose proof (asin_nonneg (1 / (2 * INR k)) ltac:(lra)).
    apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat; lra|]. apply Rmult_le_pos; [apply pow2_ge_0|easy]. }
  (* S² <= T B *)
  assert (HT : T = 2 / PI * asin ((q - 1) / q)).
  { unfold T, kappa. fold q. rewrite sqrt_square by lra. do 2 f_equal. unfold q. field. lra. }
  assert (Key : 0 <= T /\ S^2 <= T * B).
  { destruct (Req_dec (dot d w0 w0) 0) as [Z|NZ].
    - assert (T0 : T = 0).
      { rewrite HT. replace (q - 1) with 0 by (unfold q; lra). unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring. }
      assert (S0 : S = 0).
      { unfold S. rewrite (Sum_ext k _ (fun _ => 0)); [apply Sum_0|]. intros j Hj. unfold kappa.
        rewrite (dot_sym d w0), (dot_zero_r d (v j) w0 (zero_coords d w0 Z)).
        unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring. }
      rewrite T0, S0. lra.
    - set (s := (q - 1) / q). assert (Hs : 0 < s < 1).
      { unfold s. split; [apply Rdiv_lt_0_compat; unfold q; lra|].
        apply (Rmult_lt_reg_r q); [lra|]. field_simplify; lra. }
      set (rho := fun j => dot d w0 (v j) / sqrt (2 * q)).
      assert (ES : S = 2 / PI * Sum k (fun j => asin (rho j))).
      { unfold S. rewrite <- Sum_scal. apply Sum_ext; intros j Hj. unfold kappa, rho. rewrite V1 by easy. fold q.
        do 3 f_equal. f_equal. ring. }
      assert (Sq : Sum k (fun j => (rho j)^2) <= s / 2).
      { rewrite (Sum_ext k _ (fun j => / (2 * q) * (dot d w0 (v j))^2)).
        - rewrite Sum_scal. pose proof (bessel d k v w0 Hv) as Be. unfold s.
          replace ((q - 1) / q / 2) with (/ (2 * q) * dot d w0 w0) by (unfold q; field; unfold q in Hq; lra).
          apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat; lra|exact Be].
        - intros j _. unfold rho. rewrite div_sqrt_sq by lra. field. lra. }
      pose proof (sum_of_asin k rho s Hk Hs Sq) as A.
      assert (C : (asin (sqrt (s / (2 * INR k))))^2 <= asin s * asin (1 / (2 * INR k))).
      { assert (H1 : 0 < 1 / (2 * INR k)) by (apply Rdiv_lt_0_compat; lra).
        assert (H2 : 1 / (2 * INR k) < 1) by (apply (Rmult_lt_reg_r (2 * INR k)); [lra|]; field_simplify; lra).
        assert (R : forall z, 0 < z -> z < 1 -> 0 <= sqrt z < 1).
        { intros z Z0 Z1. split; [apply sqrt_pos|]. rewrite <- sqrt_1. apply sqrt_lt_1_alt. lra. }
        pose proof (asin_cauchy_schwarz (sqrt s) (sqrt (1 / (2 * INR k))) (R s ltac:(lra) ltac:(lra)) (R _ H1 H2))
            as P.
        rewrite !pow2_sqrt in P by lra. rewrite <- sqrt_mult in P by lra.
        replace (s * (1 / (2 * INR k))) with (s / (2 * INR k)) in P by (field; lra). exact P. }
      pose proof (asin_nonneg s ltac:(lra)) as As. assert (P2 : 0 < 2 / PI) by (apply Rdiv_lt_0_compat; lra).
      fold s in HT. split; [rewrite HT; apply Rmult_le_pos; lra|].
      rewrite ES, HT. unfold B.
      replace ((2 / PI * Sum k (fun j => asin (rho j)))^2) with ((2 / PI)^2 * (Sum k (fun j => asin (rho j)))^2) by
          ring.
      replace (2 / PI * asin s * (2 / PI * (INR k^2 * asin (1 / (2 * INR k)))))
        with ((2 / PI)^2 * (INR k^2 * (asin s * asin (1 / (2 * INR k))))) by ring.
      apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply Rle_trans with (1 := A).
      rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow2_ge_0|exact C]. }
  destruct Key as [HT0 HS]. rewrite L, L0.
  assert (0 <= a0 * a0 * T - 2 * (a0 * S) + B); [|lra].
  destruct (Req_dec T 0) as [Z|NZ].
  - rewrite Z in *. assert (S = 0) by nra. nra.
  - assert (0 < T) by lra. apply (Rmult_le_reg_l T); [easy|].
    assert (0 <= (a0 * T - S)^2) by apply pow2_ge_0. nra.
Qed.
