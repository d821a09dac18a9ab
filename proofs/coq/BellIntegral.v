(* The integral of exp(-t²/2): area(x) = ∫_0^x exp(-t²/2) dt tends to h = sqrt(π/2), as area² + 2G = π/2 for
   G(x) = ∫_0^1 exp(-x²(1 + t²)/2)/(1 + t²) dt. *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition bell (x : R) : R := exp (- (x * x / 2)).
Definition area (x : R) : R := RInt bell 0 x.
Definition g (x t : R) : R := exp (- (x * x * (1 + t * t) / 2)) / (1 + t * t).
Definition G (x : R) : R := RInt (g x) 0 1.
Definition h : R := sqrt (PI / 2).

Lemma derive_bell x : is_derive bell x (- (x * bell x)).
Proof. unfold bell. auto_derive; [easy|]. unfold Rdiv. field. Qed.
Lemma continuous_bell x : continuous bell x.
Proof. apply (ex_derive_continuous bell). eexists. apply derive_bell. Qed.
Lemma derive_I x : is_derive area x (bell x).
Proof.
  apply (is_derive_RInt bell area 0 x).
  - exists (mkposreal 1 Rlt_0_1). intros y _. apply @RInt_correct.
    apply (ex_RInt_continuous (V:=R_CompleteNormedModule)). intros; apply continuous_bell.
  - apply continuous_bell.
Qed.
Lemma I_0 : area 0 = 0.
Proof. unfold area. now rewrite RInt_point. Qed.

(* a function without slope is constant *)
Lemma constant (f : R -> R) x : (forall y, is_derive f y 0) -> f x = f 0.
Proof.
  intros D. destruct (MVT_gen f 0 x (fun _ => 0)) as [c [_ E]].
  - intros; apply D.
  - intros y _. apply continuity_pt_filterlim. apply (ex_derive_continuous f). eexists; apply D.
  - simpl in E. lra.
Qed.

Lemma derive_g x t : is_derive (fun z => g z t) x (- x * exp (- (x * x * (1 + t * t) / 2))).
Proof. unfold g. auto_derive; [easy|]. unfold Rdiv. field. nra. Qed.
Lemma continuous_g x t : continuous (g x) t.
Proof. apply (ex_derive_continuous (g x)). unfold g. auto_derive. nra. Qed.

Lemma derive_G x : is_derive G x (- (bell x * area x)).
Proof.
  evar_last.
  - apply (is_derive_RInt_param g 0 1 x).
    + exists (mkposreal 1 Rlt_0_1). intros y _ t _. eexists; apply derive_g.
    + intros t _. apply continuity_2d_pt_ext with (fun u v => - u * exp (- (u * u * (1 + v * v)) * / 2)).
      * intros u v. symmetry. apply is_derive_unique. evar_last; [apply derive_g|]. do 2 f_equal. field.
      * apply continuity_2d_pt_mult; [apply continuity_2d_pt_opp, continuity_2d_pt_id1|].
        apply (continuity_1d_2d_pt_comp exp (fun u v => - (u * u * (1 + v * v)) * / 2)).
        { apply derivable_continuous_pt, derivable_pt_exp. }
        apply continuity_2d_pt_mult; [|apply continuity_2d_pt_const].
        apply continuity_2d_pt_opp, continuity_2d_pt_mult.
        { apply continuity_2d_pt_mult; apply continuity_2d_pt_id1. }
        apply continuity_2d_pt_plus; [apply continuity_2d_pt_const|].
        apply continuity_2d_pt_mult; apply continuity_2d_pt_id2.
    + exists (mkposreal 1 Rlt_0_1). intros y _. apply (ex_RInt_continuous (V:=R_CompleteNormedModule)).
      intros; apply continuous_g.
  - transitivity (RInt (fun t => scal (- bell x) (scal x (bell (x * t + 0)))) 0 1).
    + apply RInt_ext. intros t _. etransitivity; [apply is_derive_unique, derive_g|].
      unfold scal; simpl; unfold mult; simpl. unfold bell.
      replace (- (x * x * (1 + t * t) / 2)) with (- (x * x / 2) + - ((x * t + 0) * (x * t + 0) / 2)) by field.
      rewrite exp_plus. ring.
    + assert (Ex : ex_RInt (fun t => scal x (bell (x * t + 0))) 0 1).
      { apply (ex_RInt_continuous (V:=R_CompleteNormedModule)). intros t _.
        apply (ex_derive_continuous (fun t => scal x (bell (x * t + 0)))).
        unfold scal, bell; simpl; unfold mult; simpl. auto_derive. easy. }
      etransitivity; [exact (RInt_scal (V:=R_CompleteNormedModule) _ 0 1 (- bell x) Ex)|].
      assert (Ey : RInt (fun t => scal x (bell (x * t + 0))) 0 1 = area x).
      { etransitivity; [exact (RInt_comp_lin (V:=R_CompleteNormedModule) bell x 0 0 1
           (ex_RInt_continuous (V:=R_CompleteNormedModule) _ _ _ (fun z _ => continuous_bell z)))|].
        unfold area. f_equal; ring. }
      etransitivity; [exact (f_equal (Rmult (- bell x)) Ey)|ring].
Qed.

Lemma I_and_G x : area x * area x + 2 * G x = PI / 2.
Proof.
  rewrite (constant (fun x => area x * area x + 2 * G x) x).
  - cbv beta. rewrite I_0. assert (E : G 0 = PI / 4); [|rewrite E; field].
    assert (H : is_RInt (g 0) 0 1 (minus (atan 1) (atan 0))).
    { apply (is_RInt_derive (V:=R_CompleteNormedModule) atan (g 0)).
      - intros t _. evar_last; [apply is_derive_Reals, derivable_pt_lim_atan|].
        unfold g. replace (- (0 * 0 * (1 + t * t) / 2)) with 0 by field. rewrite exp_0. unfold Rsqr. field. nra.
      - intros; apply continuous_g. }
    unfold G. etransitivity; [exact (is_RInt_unique (V:=R_CompleteNormedModule) _ _ _ _ H)|].
    unfold minus, plus, opp; simpl. rewrite atan_0, atan_1. ring.
  - intros y. evar_last.
    + apply @is_derive_plus; [|apply is_derive_scal, derive_G].
      apply (is_derive_mult area area); [apply derive_I|apply derive_I|intros; apply Rmult_comm].
    + unfold plus, mult, scal; simpl; unfold mult; simpl. ring.
Qed.

Lemma bell_even x : bell (- x) = bell x.
Proof. unfold bell. f_equal. field. Qed.
Lemma I_odd x : area (- x) = - area x.
Proof.
  assert (E : area x + area (- x) = 0); [|lra].
  rewrite (constant (fun x => area x + area (- x)) x); [rewrite Ropp_0, I_0; ring|].
  intros y. evar_last.
  - apply @is_derive_plus; [apply derive_I|].
    apply (is_derive_comp area (fun z => - z)); [apply derive_I|]. auto_derive; [easy|reflexivity].
  - unfold plus, scal; simpl; unfold mult; simpl. rewrite bell_even. ring.
Qed.

Lemma bell_pos x : 0 < bell x.
Proof. apply exp_pos. Qed.
Lemma bell_decreases x y : x * x <= y * y -> bell y <= bell x.
Proof.
  intros H. unfold bell. destruct (Req_dec (x * x) (y * y)) as [->|N]; [lra|]. apply Rlt_le, exp_increasing. lra.
Qed.
Lemma bell_below_one x : bell x <= 1.
Proof. unfold bell. rewrite <- exp_0. destruct (Req_dec x 0) as [->|N].
  - right. f_equal. field.
  - apply Rlt_le, exp_increasing. nra.
Qed.

(* exp(-r²/2) <= 1/r *)
Lemma bell_small r : 0 < r -> bell r <= / r.
Proof.
  intros Hr. unfold bell. rewrite exp_Ropp. apply Rinv_le_contravar; [easy|].
  pose proof (exp_ineq1_le (r * r / 2)). nra.
Qed.

Lemma h_square : h * h = PI / 2.
Proof. apply sqrt_sqrt. pose proof PI_RGT_0. lra. Qed.
Lemma h_bounds : 1 <= h <= 2.
Proof.
  pose proof h_square as S. pose proof PI2_1. pose proof PI_4.
  assert (0 <= h) by apply sqrt_pos. split; nra.
Qed.

Lemma G_bounds x : 0 <= G x <= bell x.
Proof.
  assert (C : ex_RInt (g x) 0 1) by (apply (ex_RInt_continuous (V:=R_CompleteNormedModule)); intros; apply continuous_g).
  assert (B : forall t, 0 <= g x t <= bell x).
  { intros t. unfold g, bell. pose proof (exp_pos (- (x * x * (1 + t * t) / 2))) as P.
    assert (Q : exp (- (x * x * (1 + t * t) / 2)) <= exp (- (x * x / 2))).
    { destruct (Req_dec (x * t) 0) as [Z|N].
      - right. f_equal. replace (x * x * (1 + t * t)) with (x * x + (x * t) * (x * t)) by ring. rewrite Z. field.
      - apply Rlt_le, exp_increasing. assert (0 < (x * t) * (x * t)) by nra. nra. }
    assert (T : 1 <= 1 + t * t) by nra. split.
    - apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat. lra.
    - apply (Rmult_le_reg_r (1 + t * t)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra. }
  split.
  - apply (RInt_ge_0 (g x) 0 1 Rle_0_1 C).
    intros; apply B.
  - replace (bell x) with (RInt (fun _ => bell x) 0 1).
    + apply (RInt_le (g x) (fun _ => bell x) 0 1 Rle_0_1 C (ex_RInt_const 0 1 (bell x))).
      intros; apply B.
    + rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. ring.
Qed.

Lemma I_size x : Rabs (area x) <= h.
Proof.
  pose proof (I_and_G x) as E. pose proof (G_bounds x). pose proof h_square. pose proof h_bounds.
  apply Rabs_le. split; nra.
Qed.

Lemma I_nonneg x : 0 <= x -> 0 <= area x.
Proof.
  intros Hx. destruct (Req_dec x 0) as [->|N]; [rewrite I_0; lra|].
  destruct (MVT_cor2 area bell 0 x) as [c [E Hc]]; [lra| |].
  - intros c _. apply is_derive_Reals, derive_I.
  - rewrite I_0 in E. pose proof (bell_pos c). nra.
Qed.

(* |area(x) - h| <= 2 exp(-x²/2) for x >= 0 *)
Lemma I_tends x : 0 <= x -> h - 2 * bell x <= area x <= h.
Proof.
  intros Hx. pose proof (I_nonneg x Hx). pose proof (I_and_G x). pose proof (G_bounds x). pose proof h_square.
  pose proof h_bounds. pose proof (I_size x) as S. rewrite Rabs_pos_eq in S by easy. split; nra.
Qed.
