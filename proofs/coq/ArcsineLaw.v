(* The arcsine law of two jointly normal numbers: with X, Y standard normal and independent, σ(z) = erf(z/sqrt 2),
     E[σ(b + cY)] = σ(b/sqrt(1 + c²))  and  E[σ(pX)σ(qX)] = (2/π) atan(pq/sqrt(1 + p² + q²)).
   Integrals over [-r, r] are differentiated in b and in p; what the derivatives miss of those on the right is at most a
   multiple of exp(-r²/2), and at b = 0 and p = 0 both sides are 0. *)
From Coq Require Import Reals Lra Psatz FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import BellIntegral Gaussian.
Open Scope R_scope.

Lemma continuous_slope (f : R -> R) l x : is_derive f x l -> continuous f x.
Proof. intros D. apply (ex_derive_continuous f). now exists l. Qed.

Lemma ex_RInt_slopes (f df : R -> R) a b : (forall x, is_derive f x (df x)) -> ex_RInt f a b.
Proof.
  intros D. apply (ex_RInt_continuous (V:=R_CompleteNormedModule)). intros x _. now apply continuous_slope with (df x).
Qed.

Lemma limit_by_bell (f : R -> R) l C c : 0 <= C -> (forall r, 0 < r -> c < r -> Rabs (f r - l) <= C * bell (r - c)) ->
  is_lim f p_infty l.
Proof.
  intros HC Hf. apply is_lim_spec. intros eps. pose proof (cond_pos eps) as He.
  exists (Rmax 0 (c + C / eps)). intros r Hr.
  pose proof (Rmax_l 0 (c + C / eps)). pose proof (Rmax_r 0 (c + C / eps)).
  assert (Q : 0 <= C / eps) by (apply Rmult_le_pos; [easy|]; apply Rlt_le, Rinv_0_lt_compat; easy).
  apply Rle_lt_trans with (1 := Hf r ltac:(lra) ltac:(lra)).
  apply Rle_lt_trans with (C * / (r - c)); [apply Rmult_le_compat_l; [easy|]; apply bell_small; lra|].
  apply (Rmult_lt_reg_r (r - c)); [lra|]. rewrite Rmult_assoc, Rinv_l by lra.
  assert (E : C = eps * (C / eps)) by (field; lra). rewrite E at 1. rewrite Rmult_1_r.
  apply Rmult_lt_compat_l; lra.
Qed.

Lemma inverse_below_one x : 1 <= x -> 0 < / x <= 1.
Proof.
  intros H. split; [apply Rinv_0_lt_compat; lra|]. apply (Rmult_le_reg_r x); [lra|]. rewrite Rinv_l; lra.
Qed.

(* area along a line *)
Lemma derive_I_line a b x : is_derive (fun z => area (a + b * z)) x (b * bell (a + b * x)).
Proof.
  evar_last.
  - apply (is_derive_comp area (fun z => a + b * z)); [apply derive_I|]. auto_derive; [easy|reflexivity].
  - unfold scal; simpl; unfold mult; simpl. ring.
Qed.
Lemma derive_I_scaled b x : is_derive (fun z => area (b * z)) x (b * bell (b * x)).
Proof.
  evar_last.
  - apply (is_derive_comp area (fun z => b * z)); [apply derive_I|]. auto_derive; [easy|reflexivity].
  - unfold scal; simpl; unfold mult; simpl. ring.
Qed.

(* -------------------------------------------------------------------------------- two units that see the same number *)

Section Product.
Variable q : R.
Definition part (p x : R) : R := bell x * area (q * x) * area (p * x).
Definition product_integral (r p : R) : R := RInt (part p) (- r) r.

Lemma derive_outer x : is_derive (fun z => bell z * area (q * z)) x (- (x * bell x) * area (q * x) + bell x * (q * bell (q * x))).
Proof.
  evar_last.
  - apply (is_derive_mult bell (fun z => area (q * z))); [apply derive_bell|apply derive_I_scaled|intros; apply Rmult_comm].
  - unfold plus, mult; simpl. ring.
Qed.

Lemma continuous_part p x : continuous (part p) x.
Proof.
  eapply continuous_slope. unfold part.
  apply (is_derive_mult (fun z => bell z * area (q * z)) (fun z => area (p * z)));
    [apply derive_outer|apply derive_I_scaled|intros; apply Rmult_comm].
Qed.

Lemma derive_part p x : is_derive (fun z => part z x) p (bell x * area (q * x) * (x * bell (p * x))).
Proof.
  unfold part. evar_last.
  - apply is_derive_scal. apply (is_derive_ext (fun z => area (x * z))).
    + intros t. f_equal. apply Rmult_comm.
    + apply derive_I_scaled.
  - now rewrite (Rmult_comm x p).
Qed.

Definition root (p : R) : R := sqrt (1 + p * p + q * q).
Lemma root_square p : root p * root p = 1 + p * p + q * q.
Proof. apply sqrt_sqrt. nra. Qed.
Lemma root_above_one p : 1 <= root p.
Proof. rewrite <- sqrt_1. apply sqrt_le_1_alt. nra. Qed.

(* an antiderivative of x exp(-(1 + p²)x²/2) area(qx) *)
Definition primitive (p x : R) : R :=
  - / (1 + p * p) * (bell x * bell (p * x) * area (q * x)) + q / ((1 + p * p) * root p) * area (root p * x).

Lemma derive_primitive p x : is_derive (primitive p) x (bell x * area (q * x) * (x * bell (p * x))).
Proof.
  assert (D : is_derive (fun z => bell z * bell (p * z)) x (- ((1 + p * p) * x * (bell x * bell (p * x))))).
  { unfold bell. auto_derive; [easy|]. unfold Rdiv. field. }
  pose proof (root_square p) as S. pose proof (root_above_one p).
  assert (E : bell (root p * x) = bell x * bell (p * x) * bell (q * x)).
  { unfold bell. rewrite <- !exp_plus. f_equal.
    replace (root p * x * (root p * x)) with ((root p * root p) * x * x) by ring. rewrite S. field. }
  unfold primitive. evar_last.
  - apply @is_derive_plus; apply is_derive_scal; [|apply derive_I_scaled].
    apply (is_derive_mult (fun z => bell z * bell (p * z)) (fun z => area (q * z)));
      [exact D|apply derive_I_scaled|intros; apply Rmult_comm].
  - unfold plus, mult; simpl. rewrite E. field. split; nra.
Qed.

Lemma derive_product_integral r p : is_derive (product_integral r) p (2 * primitive p r).
Proof.
  evar_last.
  - apply (is_derive_RInt_param part (- r) r p).
    + exists (mkposreal 1 Rlt_0_1). intros y _ t _. eexists; apply derive_part.
    + intros t _. apply continuity_2d_pt_ext with (fun u v => bell v * area (q * v) * (v * bell (u * v))).
      * intros u v. symmetry. exact (is_derive_unique _ _ _ (derive_part u v)).
      * apply continuity_2d_pt_mult; [|apply continuity_2d_pt_mult; [apply continuity_2d_pt_id2|]].
        { apply (continuity_1d_2d_pt_comp (fun v => bell v * area (q * v)) (fun _ v => v)); [|apply continuity_2d_pt_id2].
          apply continuity_pt_filterlim. exact (continuous_slope _ _ t (derive_outer t)). }
        apply (continuity_1d_2d_pt_comp bell (fun u v => u * v)).
        { apply continuity_pt_filterlim, continuous_bell. }
        apply continuity_2d_pt_mult; [apply continuity_2d_pt_id1|apply continuity_2d_pt_id2].
    + exists (mkposreal 1 Rlt_0_1). intros y _. apply (ex_RInt_continuous (V:=R_CompleteNormedModule)).
      intros; apply continuous_part.
  - transitivity (RInt (fun x => bell x * area (q * x) * (x * bell (p * x))) (- r) r).
    { apply RInt_ext. intros t _. exact (is_derive_unique _ _ _ (derive_part p t)). }
    assert (H : is_RInt (fun x => bell x * area (q * x) * (x * bell (p * x))) (- r) r
      (minus (primitive p r) (primitive p (- r)))).
    { apply (is_RInt_derive (V:=R_CompleteNormedModule) (primitive p)).
      - intros t _. apply derive_primitive.
      - intros t _. eapply continuous_slope.
        apply (is_derive_mult (fun z => bell z * area (q * z)) (fun z => z * bell (p * z)));
          [apply derive_outer| |intros; apply Rmult_comm].
        unfold bell. auto_derive; [easy|reflexivity]. }
    etransitivity; [exact (is_RInt_unique (V:=R_CompleteNormedModule) _ _ _ _ H)|].
    unfold minus, plus, opp; simpl. unfold primitive.
    rewrite !Ropp_mult_distr_r_reverse, !I_odd, !bell_even. ring.
Qed.

Definition product_limit (p : R) : R := 2 * h * atan (p * q / root p).

Lemma derive_product_limit p : is_derive product_limit p (2 * h * (q / ((1 + p * p) * root p))).
Proof.
  pose proof (root_square p) as S. pose proof (root_above_one p) as B.
  assert (D : is_derive root p (p / root p)).
  { unfold root. auto_derive; [nra|]. fold (root p). field. lra. }
  assert (Du : is_derive (fun z => z * q / root z) p (q * (1 + q * q) / (root p * root p * root p))).
  { evar_last.
    - apply (is_derive_div (fun z => z * q) root); [|exact D|lra]. auto_derive; [easy|reflexivity].
    - replace (1 + q * q) with (root p * root p - p * p) by lra. field. lra. }
  unfold product_limit. evar_last.
  - apply is_derive_scal. apply (is_derive_comp atan (fun z => z * q / root z)); [|exact Du].
    apply is_derive_Reals, derivable_pt_lim_atan.
  - unfold scal; simpl; unfold mult; simpl. apply f_equal. rewrite Rmult_1_r.
    assert (E : 1 + p * q / root p * (p * q / root p) = (1 + p * p) * (1 + q * q) / (root p * root p)).
    { replace ((1 + p * p) * (1 + q * q)) with (root p * root p + p * q * (p * q)) by (rewrite S; ring). field. lra. }
    rewrite E. field. repeat split; nra.
Qed.

Lemma product_slopes r p : 0 <= r -> Rabs (2 * primitive p r - 2 * h * (q / ((1 + p * p) * root p)))
  <= (4 + 4 * Rabs q) * bell r.
Proof.
  intros Hr. pose proof (root_above_one p) as B. pose proof h_bounds as Hh. pose proof (bell_pos r) as P.
  set (m := / (1 + p * p)). assert (Hm : 0 < m <= 1) by (apply inverse_below_one; nra).
  set (s := / root p). assert (Hs : 0 < s <= 1) by (now apply inverse_below_one).
  replace (2 * primitive p r - 2 * h * (q / ((1 + p * p) * root p)))
    with (- (2 * m * (bell r * bell (p * r)) * area (q * r)) + 2 * q * (m * s) * (area (root p * r) - h)).
  2:{ unfold primitive, m, s. field. split; apply Rgt_not_eq; nra. }
  apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp, !Rabs_mult.
  assert (R2 : Rabs 2 = 2) by (apply Rabs_pos_eq; lra).
  assert (Bp : Rabs (bell (p * r)) <= 1).
  { rewrite Rabs_pos_eq; [apply bell_below_one|apply Rlt_le, bell_pos]. }
  rewrite R2, (Rabs_pos_eq m), (Rabs_pos_eq s), (Rabs_pos_eq (bell r)) by lra.
  pose proof (I_size (q * r)) as Iq. pose proof (I_tends (root p * r) ltac:(nra)) as It.
  assert (Bs : bell (root p * r) <= bell r).
  { apply bell_decreases. replace (root p * r * (root p * r)) with (root p * root p * (r * r)) by ring.
    rewrite root_square. pose proof (pow2_ge_0 (p * r)). pose proof (pow2_ge_0 (q * r)). lra. }
  assert (D : Rabs (area (root p * r) - h) <= 2 * bell r) by (apply Rabs_le; lra).
  pose proof (Rabs_pos (bell (p * r))). pose proof (Rabs_pos (area (q * r))). pose proof (Rabs_pos q).
  pose proof (Rabs_pos (area (root p * r) - h)).
  assert (E1 : 2 * m * (bell r * Rabs (bell (p * r))) * Rabs (area (q * r)) <= 4 * bell r).
  { replace (4 * bell r) with (2 * 1 * (bell r * 1) * 2) by ring.
    apply Rmult_le_compat; [|easy| |lra].
    - apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra.
    - apply Rmult_le_compat; [lra| |lra|]; [apply Rmult_le_pos; lra|]. apply Rmult_le_compat_l; lra. }
  assert (E2 : 2 * Rabs q * (m * s) * Rabs (area (root p * r) - h) <= 4 * Rabs q * bell r).
  { replace (4 * Rabs q * bell r) with (2 * Rabs q * 1 * (2 * bell r)) by ring.
    assert (m * s <= 1) by nra. assert (0 <= m * s) by nra.
    apply Rmult_le_compat; [|easy| |easy].
    - apply Rmult_le_pos; lra.
    - apply Rmult_le_compat_l; lra. }
  lra.
Qed.

Lemma product_error r p : 0 <= r ->
  Rabs (product_integral r p - product_limit p) <= (4 + 4 * Rabs q) * Rabs p * bell r.
Proof.
  intros Hr. set (f := fun z => product_integral r z - product_limit z).
  set (df := fun z => 2 * primitive z r - 2 * h * (q / ((1 + z * z) * root z))).
  assert (D : forall z, is_derive f z (df z)).
  { intros z. unfold f, df. apply @is_derive_minus; [apply derive_product_integral|apply derive_product_limit]. }
  assert (F0 : f 0 = 0).
  { unfold f, product_limit. replace (0 * q / root 0) with 0 by (unfold Rdiv; ring). rewrite atan_0.
    unfold product_integral. rewrite (RInt_ext _ (fun _ => 0)).
    - rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. ring.
    - intros x _. unfold part. rewrite Rmult_0_l, I_0. apply Rmult_0_r. }
  destruct (MVT_gen f 0 p df) as [c [_ E]].
  - intros; apply D.
  - intros z _. apply continuity_pt_filterlim. now apply continuous_slope with (df z).
  - rewrite F0, 2!Rminus_0_r in E. fold (f p). rewrite E, Rabs_mult.
    pose proof (product_slopes r c Hr) as B. fold (df c) in B. pose proof (Rabs_pos p). nra.
Qed.
End Product.

(* --------------------------------------------------------------------------------------------------- one unit's mean *)

Section Shifted.
Variable c : R.
Definition width : R := sqrt (1 + c * c).
Lemma width_square : width * width = 1 + c * c.
Proof. apply sqrt_sqrt. nra. Qed.
Lemma width_above_one : 1 <= width.
Proof. rewrite <- sqrt_1. apply sqrt_le_1_alt. nra. Qed.

Definition shifted (b y : R) : R := bell y * area (b + c * y).
Definition shifted_integral (r b : R) : R := RInt (shifted b) (- r) r.

Lemma continuous_shifted b y : continuous (shifted b) y.
Proof.
  eapply continuous_slope. unfold shifted.
  apply (is_derive_mult bell (fun z => area (b + c * z))); [apply derive_bell|apply derive_I_line|intros; apply Rmult_comm].
Qed.

Lemma derive_shifted b y : is_derive (fun z => shifted z y) b (bell y * bell (b + c * y)).
Proof.
  unfold shifted. evar_last.
  - apply is_derive_scal. apply (is_derive_ext (fun z => area (c * y + 1 * z))).
    + intros t. f_equal. ring.
    + apply derive_I_line.
  - replace (c * y + 1 * b) with (b + c * y) by ring. ring.
Qed.

(* exp(-y²/2) exp(-(b + cy)²/2), the square completed *)
Definition completed (b y : R) : R := bell (b / width) / width * area (b * c / width + width * y).

Lemma derive_completed b y : is_derive (completed b) y (bell y * bell (b + c * y)).
Proof.
  pose proof width_square as S. pose proof width_above_one as W. unfold completed. evar_last.
  - apply is_derive_scal, derive_I_line.
  - replace (bell (b / width) / width * (width * bell (b * c / width + width * y)))
      with (bell (b / width) * bell (b * c / width + width * y)) by (field; lra).
    unfold bell. rewrite <- !exp_plus. f_equal.
    replace (b / width * (b / width) / 2) with (b * b / (width * width) / 2) by (field; lra).
    replace ((b * c / width + width * y) * (b * c / width + width * y) / 2)
      with (b * b * (c * c) / (width * width) / 2 + b * c * y + (width * width) * (y * y) / 2) by (field; lra).
    rewrite S. field. nra.
Qed.

Lemma derive_shifted_integral r b : is_derive (shifted_integral r) b
  (bell (b / width) / width * (area (width * r + b * c / width) + area (width * r - b * c / width))).
Proof.
  evar_last.
  - apply (is_derive_RInt_param shifted (- r) r b).
    + exists (mkposreal 1 Rlt_0_1). intros y _ t _. eexists; apply derive_shifted.
    + intros t _. apply continuity_2d_pt_ext with (fun u v => bell v * bell (u + c * v)).
      * intros u v. symmetry. exact (is_derive_unique _ _ _ (derive_shifted u v)).
      * apply continuity_2d_pt_mult.
        { apply (continuity_1d_2d_pt_comp bell (fun _ v => v)); [|apply continuity_2d_pt_id2].
          apply continuity_pt_filterlim, continuous_bell. }
        apply (continuity_1d_2d_pt_comp bell (fun u v => u + c * v)).
        { apply continuity_pt_filterlim, continuous_bell. }
        apply continuity_2d_pt_plus; [apply continuity_2d_pt_id1|].
        apply continuity_2d_pt_mult; [apply continuity_2d_pt_const|apply continuity_2d_pt_id2].
    + exists (mkposreal 1 Rlt_0_1). intros y _. apply (ex_RInt_continuous (V:=R_CompleteNormedModule)).
      intros; apply continuous_shifted.
  - transitivity (RInt (fun y => bell y * bell (b + c * y)) (- r) r).
    { apply RInt_ext. intros t _. exact (is_derive_unique _ _ _ (derive_shifted b t)). }
    assert (H : is_RInt (fun y => bell y * bell (b + c * y)) (- r) r (minus (completed b r) (completed b (- r)))).
    { apply (is_RInt_derive (V:=R_CompleteNormedModule) (completed b)).
      - intros t _. apply derive_completed.
      - intros t _. eapply continuous_slope. unfold bell. auto_derive; [easy|reflexivity]. }
    etransitivity; [exact (is_RInt_unique (V:=R_CompleteNormedModule) _ _ _ _ H)|].
    unfold minus, plus, opp; simpl. unfold completed.
    replace (b * c / width + width * - r) with (- (width * r - b * c / width)) by ring.
    rewrite I_odd, (Rplus_comm (b * c / width)). ring.
Qed.

Lemma derive_shifted_limit b : is_derive (fun z => 2 * h * area (z / width)) b (2 * h * (bell (b / width) / width)).
Proof.
  pose proof width_above_one as W. evar_last.
  - apply is_derive_scal. apply (is_derive_ext (fun z => area (/ width * z))).
    + intros t. f_equal. unfold Rdiv. apply Rmult_comm.
    + apply derive_I_scaled.
  - replace (/ width * b) with (b / width) by (unfold Rdiv; ring). unfold Rdiv. ring.
Qed.

Lemma shifted_slopes r b0 b : Rabs b <= Rabs b0 -> Rabs (b0 * c) < r ->
  Rabs (bell (b / width) / width * (area (width * r + b * c / width) + area (width * r - b * c / width))
        - 2 * h * (bell (b / width) / width)) <= 4 * bell (r - Rabs (b0 * c)).
Proof.
  intros Hb Hr. pose proof width_above_one as W. pose proof (bell_pos (b / width)) as P0.
  pose proof (bell_below_one (b / width)) as P1. pose proof (Rabs_pos (b0 * c)) as A0.
  assert (Hm : 0 < / width <= 1) by (now apply inverse_below_one).
  set (e := b * c / width). assert (He : Rabs e <= Rabs (b0 * c)).
  { unfold e, Rdiv. rewrite !Rabs_mult, (Rabs_pos_eq (/ width)) by lra.
    pose proof (Rabs_pos b). pose proof (Rabs_pos c).
    assert (Rabs b * Rabs c <= Rabs b0 * Rabs c) by (apply Rmult_le_compat_r; easy).
    assert (0 <= Rabs b * Rabs c) by (apply Rmult_le_pos; easy). nra. }
  apply Rabs_le_between in He. set (A := Rabs (b0 * c)) in *.
  assert (T : forall z, r - A <= z -> h - 2 * bell (r - A) <= area z <= h).
  { intros z Hz. pose proof (I_tends z ltac:(lra)) as It.
    assert (bell z <= bell (r - A)) by (apply bell_decreases; nra). lra. }
  pose proof (T (width * r + e) ltac:(nra)). pose proof (T (width * r - e) ltac:(nra)).
  set (S := area (width * r + e) + area (width * r - e)) in *.
  replace (bell (b / width) / width * S - 2 * h * (bell (b / width) / width))
    with (bell (b / width) * / width * (S - 2 * h)) by (unfold Rdiv; ring).
  rewrite !Rabs_mult, (Rabs_pos_eq (bell (b / width))), (Rabs_pos_eq (/ width)) by lra.
  assert (D : Rabs (S - 2 * h) <= 4 * bell (r - A)) by (apply Rabs_le; unfold S; lra).
  pose proof (Rabs_pos (S - 2 * h)). assert (0 <= bell (b / width) * / width <= 1) by nra. nra.
Qed.

Lemma shifted_at_0 r : shifted_integral r 0 = 0.
Proof.
  assert (Ex : forall a b, ex_RInt (shifted 0) a b)
    by (intros; apply (ex_RInt_continuous (V:=R_CompleteNormedModule)); intros; apply continuous_shifted).
  pose proof (RInt_comp_lin (V:=R_CompleteNormedModule) (shifted 0) (-1) 0 (- r) r (Ex _ _)) as E.
  rewrite (RInt_ext _ (shifted 0)) in E.
  - replace (-1 * - r + 0) with r in E by ring. replace (-1 * r + 0) with (- r) in E by ring.
    rewrite <- (opp_RInt_swap (V:=R_CompleteNormedModule) (shifted 0) (- r) r (Ex _ _)) in E.
    unfold opp in E; simpl in E. unfold shifted_integral. lra.
  - intros y _. unfold scal; simpl; unfold mult; simpl. unfold shifted.
    replace (-1 * y + 0) with (- y) by ring. rewrite bell_even.
    replace (0 + c * - y) with (- (0 + c * y)) by ring. rewrite I_odd. ring.
Qed.

Lemma shifted_error r b : Rabs (b * c) < r ->
  Rabs (shifted_integral r b - 2 * h * area (b / width)) <= 4 * Rabs b * bell (r - Rabs (b * c)).
Proof.
  intros Hr. set (f := fun z => shifted_integral r z - 2 * h * area (z / width)).
  set (df := fun z => bell (z / width) / width * (area (width * r + z * c / width) + area (width * r - z * c / width))
                      - 2 * h * (bell (z / width) / width)).
  assert (D : forall z, is_derive f z (df z)).
  { intros z. unfold f, df. apply @is_derive_minus; [apply derive_shifted_integral|apply derive_shifted_limit]. }
  assert (F0 : f 0 = 0).
  { unfold f. rewrite shifted_at_0. unfold Rdiv. rewrite Rmult_0_l, I_0. ring. }
  destruct (MVT_gen f 0 b df) as [z [Hz E]].
  - intros; apply D.
  - intros z _. apply continuity_pt_filterlim. now apply continuous_slope with (df z).
  - rewrite F0, 2!Rminus_0_r in E. fold (f b). rewrite E, Rabs_mult.
    assert (Zb : Rabs z <= Rabs b).
    { revert Hz. unfold Rmin, Rmax, Rabs. repeat destruct Rle_dec; repeat destruct Rcase_abs; intros; lra. }
    pose proof (shifted_slopes r b z Zb Hr) as B. fold (df z) in B. pose proof (Rabs_pos b). nra.
Qed.
End Shifted.

(* ----------------------------------------------------------------------------------------------------- normal means *)

Lemma root_of_two_pi : sqrt (2 * PI) = 2 * h.
Proof.
  pose proof h_square as S. pose proof h_bounds. rewrite <- (sqrt_square (2 * h)) by lra. f_equal. lra.
Qed.

Lemma density_bell x : density x = / (2 * h) * bell x.
Proof. unfold density, bell. rewrite root_of_two_pi. unfold Rdiv. ring. Qed.

Lemma RInt_factor (f : R -> R) k a b : ex_RInt f a b -> RInt (fun x => k * f x) a b = k * RInt f a b.
Proof. intros E. exact (RInt_scal (V:=R_CompleteNormedModule) f a b k E). Qed.

Lemma erf_unit_I z : erf_unit z = area z / h.
Proof.
  pose proof h_bounds. unfold erf_unit. rewrite (RInt_ext _ (fun x => / (2 * h) * bell x)) by (intros; apply density_bell).
  rewrite RInt_factor.
  - fold (area z). field. lra.
  - apply (ex_RInt_continuous (V:=R_CompleteNormedModule)). intros; apply continuous_bell.
Qed.

(* E of a function, from what the integrals of exp(-x²/2) times a multiple of it tend to *)
Lemma mean_from (F f : R -> R) k l m : (forall x, density x * F x = k * f x) -> (forall x, continuous f x) ->
  is_lim (fun r => RInt f (- r) r) p_infty (Finite l) -> k * l = m -> gaussian_mean F m.
Proof.
  intros Hf C L <-.
  assert (Ex : forall r, ex_RInt f (- r) r)
    by (intros r; apply (ex_RInt_continuous (V:=R_CompleteNormedModule)); intros; apply C).
  split.
  - intros r. apply (ex_RInt_ext (fun x => k * f x)); [intros; symmetry; apply Hf|].
    exact (ex_RInt_scal (V:=R_NormedModule) f (- r) r k (Ex r)).
  - apply (is_lim_ext (fun r => k * RInt f (- r) r)); [|exact (is_lim_scal_l _ k p_infty (Finite l) L)].
    intros r. symmetry. etransitivity; [apply RInt_ext; intros; apply Hf|]. now apply RInt_factor.
Qed.

Lemma mean_ext (F F' : R -> R) m : (forall x, F x = F' x) -> gaussian_mean F m -> gaussian_mean F' m.
Proof. intros H. now replace F' with F by now apply functional_extensionality. Qed.

Lemma mean_of_one : gaussian_mean (fun _ => 1) 1.
Proof.
  pose proof h_bounds. apply (mean_from _ bell (/ (2 * h)) (2 * h)).
  - intros x. rewrite density_bell. ring.
  - intros; apply continuous_bell.
  - apply limit_by_bell with (C := 4) (c := 0); [lra|]. intros r Hr _. rewrite Rminus_0_r.
    assert (H' : is_RInt bell (- r) r (minus (area r) (area (- r)))).
    { apply (is_RInt_derive (V:=R_CompleteNormedModule) area); intros; [apply derive_I|apply continuous_bell]. }
    replace (RInt bell (- r) r) with (2 * area r).
    + pose proof (I_tends r ltac:(lra)). apply Rabs_le. lra.
    + symmetry. etransitivity; [exact (is_RInt_unique (V:=R_CompleteNormedModule) _ _ _ _ H')|].
      unfold minus, plus, opp; simpl. rewrite I_odd. ring.
  - field. lra.
Qed.

Lemma mean_of_unit b c : gaussian_mean (fun y => erf_unit (b + c * y)) (erf_unit (b / sqrt (1 + c * c))).
Proof.
  pose proof h_bounds. apply (mean_from _ (shifted c b) (/ (2 * h * h)) (2 * h * area (b / width c))).
  - intros x. rewrite density_bell, erf_unit_I. unfold shifted. field. lra.
  - intros; apply continuous_shifted.
  - apply limit_by_bell with (C := 4 * Rabs b) (c := Rabs (b * c)).
    + pose proof (Rabs_pos b). lra.
    + intros r _ Hr. now apply shifted_error.
  - rewrite erf_unit_I. unfold width. field. lra.
Qed.

Lemma mean_of_product p q : gaussian_mean (fun x => erf_unit (p * x) * erf_unit (q * x))
  (2 / PI * atan (p * q / sqrt (1 + p * p + q * q))).
Proof.
  pose proof h_bounds. pose proof h_square as S. pose proof PI_RGT_0.
  apply (mean_from _ (part q p) (/ (2 * h * h * h)) (product_limit q p)).
  - intros x. rewrite density_bell, !erf_unit_I. unfold part. field. lra.
  - intros; apply continuous_part.
  - apply limit_by_bell with (C := (4 + 4 * Rabs q) * Rabs p) (c := 0).
    + apply Rmult_le_pos; [pose proof (Rabs_pos q); lra|apply Rabs_pos].
    + intros r Hr _. rewrite Rminus_0_r. apply product_error. lra.
  - unfold product_limit. fold (root q p). set (t := atan _).
    replace (2 / PI) with (/ (h * h)) by (rewrite S; field; lra). field. lra.
Qed.

(* E[σ(αX)σ(βX + γY)], the mean over Y first *)
Theorem arcsine_law_of_a_pair alpha beta gamma : exists inner : R -> R,
  (forall x, gaussian_mean (fun y => erf_unit (beta * x + gamma * y)) (inner x)) /\
  gaussian_mean (fun x => erf_unit (alpha * x) * inner x)
    (2 / PI * asin (alpha * beta / sqrt ((1 + alpha^2) * (1 + (beta^2 + gamma^2))))).
Proof.
  pose proof (width_above_one gamma) as W. pose proof (width_square gamma) as WS.
  exists (fun x => erf_unit (beta * x / width gamma)). split; [intros x; apply mean_of_unit|].
  set (q := beta / width gamma).
  assert (E : 2 / PI * asin (alpha * beta / sqrt ((1 + alpha^2) * (1 + (beta^2 + gamma^2))))
    = 2 / PI * atan (alpha * q / sqrt (1 + alpha * alpha + q * q))).
  { f_equal. set (u := alpha * q / sqrt (1 + alpha * alpha + q * q)).
    pose proof (root_above_one q alpha) as RB. pose proof (root_square q alpha) as RS. unfold root in RB, RS.
    set (s := sqrt (1 + alpha * alpha + q * q)) in *.
    set (M := (1 + alpha^2) * (1 + (beta^2 + gamma^2))).
    assert (Q : q * q * (1 + gamma * gamma) = beta * beta) by (rewrite <- WS; unfold q; field; lra).
    assert (ME : M = (width gamma)^2 * (s^2 + (alpha * q)^2)).
    { replace ((width gamma)^2) with (1 + gamma * gamma) by (rewrite <- WS; ring).
      replace (s^2) with (1 + alpha * alpha + q * q) by (rewrite <- RS; ring).
      unfold M. replace (beta^2) with (beta * beta) by ring. rewrite <- Q. ring. }
    assert (U : 0 < 1 + u^2) by nra.
    assert (SM : sqrt M = width gamma * (s * sqrt (1 + u^2))).
    { rewrite ME. replace (s^2 + (alpha * q)^2) with (s^2 * (1 + u^2)) by (unfold u; field; lra).
      rewrite sqrt_mult, sqrt_mult, !sqrt_pow2 by nra. ring. }
    rewrite SM. replace (alpha * beta / (width gamma * (s * sqrt (1 + u^2)))) with (u / sqrt (1 + u^2)).
    2:{ unfold u at 1, q. assert (0 < sqrt (1 + u^2)) by now apply sqrt_lt_R0. field. repeat split; lra. }
    rewrite <- (asin_sin (atan u)) by (pose proof (atan_bound u); lra). f_equal. rewrite sin_atan.
    unfold Rsqr. do 2 f_equal. ring. }
  rewrite E. apply (mean_ext (fun x => erf_unit (alpha * x) * erf_unit (q * x))); [|apply mean_of_product].
  intros x. unfold q. do 2 f_equal. field. lra.
Qed.
