(* The Taylor series of asin has no negative coefficient. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative.
Open Scope R_scope.

(* coefficients of 1/sqrt(1 - x²) *)
Fixpoint root_coefficient (m : nat) : R := match m with
  | O => 1 | S O => 0 | S (S p) => INR (S p) / INR (S (S p)) * root_coefficient p end.

Lemma root_coefficient_bounds m : 0 <= root_coefficient m <= 1 /\ 0 <= root_coefficient (S m) <= 1.
Proof.
  induction m as [|m [IH1 IH2]]; [simpl; lra|]. split; [exact IH2|].
  assert (H : 0 <= INR (S m) / INR (S (S m)) <= 1).
  { assert (0 < INR (S (S m))) by (apply lt_0_INR; lia). assert (0 <= INR (S m)) by apply pos_INR.
    assert (INR (S m) <= INR (S (S m))) by (apply le_INR; lia).
    split; [apply Rmult_le_pos; [easy|apply Rlt_le, Rinv_0_lt_compat; easy]|].
    apply (Rmult_le_reg_r (INR (S (S m)))); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  change (root_coefficient (S (S m))) with (INR (S m) / INR (S (S m)) * root_coefficient m). split; [apply
      Rmult_le_pos; lra|].
  replace 1 with (1 * 1) by ring. apply Rmult_le_compat; lra.
Qed.

Lemma radius (a : nat -> R) x : (forall m, Rabs (a m) <= 1) -> Rabs x < 1 -> Rbar_lt (Rabs x) (CV_radius a).
Proof.
  intros Ha Hx. apply Rbar_lt_le_trans with (Finite 1); [exact Hx|].
  apply (CV_radius_bounded a). exists 1. intros m. now rewrite pow1, Rmult_1_r.
Qed.

Lemma root_coefficient_abs m : Rabs (root_coefficient m) <= 1.
Proof. destruct (root_coefficient_bounds m) as [[A B] _]. rewrite Rabs_pos_eq; easy. Qed.

Lemma ode x : Rabs x < 1 -> (1 - x^2) * PSeries (PS_derive root_coefficient) x = x * PSeries root_coefficient x.
Proof.
  intros Hx.
  assert (R1 : Rbar_lt (Rabs x) (CV_radius root_coefficient)) by (apply radius; [apply root_coefficient_abs|easy]).
  assert (X1 : ex_pseries (PS_derive root_coefficient) x) by (apply CV_radius_inside; now rewrite CV_radius_derive).
  assert (X0 : ex_pseries root_coefficient x) by now apply CV_radius_inside.
  assert (E : PSeries (PS_derive root_coefficient) x = x^2 * PSeries (PS_derive root_coefficient) x + x * PSeries
      root_coefficient x).
  { rewrite <- PSeries_incr_n, <- PSeries_incr_1, <- PSeries_plus.
    - apply PSeries_ext. intros m. destruct m as [|[|m]].
      + change (INR 1 * root_coefficient 1 = 0 + 0). simpl. ring.
      + change (INR 2 * root_coefficient 2 = 0 + root_coefficient 0). simpl. field.
      + change (INR (S (S (S m))) * root_coefficient (S (S (S m))) = INR (S m) * root_coefficient (S m) +
          root_coefficient (S m)).
        change (root_coefficient (S (S (S m)))) with (INR (S (S m)) / INR (S (S (S m))) * root_coefficient (S m)).
        assert (INR (S (S (S m))) <> 0) by (apply not_0_INR; lia).
        rewrite (S_INR (S m)). field. easy.
    - now apply ex_pseries_incr_n.
    - now apply ex_pseries_incr_1. }
  lra.
Qed.

Lemma sqrt_pos_in x : Rabs x < 1 -> 0 < 1 - x^2.
Proof. intros H. rewrite <- (pow2_abs x). pose proof (Rabs_pos x). nra. Qed.

(* a function with derivative 0 on (-1, 1) is constant there *)
Lemma constant_in (f : R -> R) x : (forall y, Rabs y < 1 -> is_derive f y 0) -> Rabs x < 1 -> f x = f 0.
Proof.
  intros H Hx.
  destruct (MVT_gen f 0 x (fun _ => 0)) as [c [_ E]].
  - intros y [A B]. apply H. unfold Rabs, Rmin, Rmax in *. repeat destruct (Rcase_abs _); destruct (Rle_dec 0 x); lra.
  - intros y [A B]. apply continuity_pt_filterlim. apply (ex_derive_continuous f). eexists. apply H.
    unfold Rabs, Rmin, Rmax in *. repeat destruct (Rcase_abs _); destruct (Rle_dec 0 x); lra.
  - lra.
Qed.

Lemma root_series x : Rabs x < 1 -> PSeries root_coefficient x = / sqrt (1 - x^2).
Proof.
  intros Hx. set (g := fun y => PSeries root_coefficient y * sqrt (1 - y^2)).
  assert (D : forall y, Rabs y < 1 -> is_derive g y 0).
  { intros y Hy. pose proof (sqrt_pos_in y Hy) as P. pose proof (sqrt_lt_R0 _ P) as Ps. evar_last.
    - apply (is_derive_mult (PSeries root_coefficient) (fun y => sqrt (1 - y^2))).
      + apply is_derive_PSeries, radius; [apply root_coefficient_abs|easy].
      + auto_derive; [|reflexivity]. replace (1 + - (y * (y * 1))) with (1 - y^2) by ring. lra.
      + intros; apply Rmult_comm.
    - unfold plus, mult; simpl. replace (1 + - (y * (y * 1))) with (1 - y^2) by ring.
      replace (y * (y * 1)) with (y^2) by ring.
      pose proof (ode y Hy) as O. set (s := sqrt (1 - y^2)) in *.
      assert (Hs : s * s = 1 - y^2) by (apply sqrt_sqrt; lra).
      replace (1 - y^2) with (s * s) in O by easy.
      apply (Rmult_eq_reg_r s); [|lra]. rewrite Rmult_0_l.
      transitivity (s * s * PSeries (PS_derive root_coefficient) y - y * PSeries root_coefficient y); [field; lra|].
          rewrite O. ring. }
  pose proof (constant_in g x D Hx) as E. unfold g in E.
  rewrite PSeries_0 in E. replace (1 - 0^2) with 1 in E by ring. rewrite sqrt_1 in E. simpl root_coefficient in E.
  pose proof (sqrt_lt_R0 _ (sqrt_pos_in x Hx)).
  apply (Rmult_eq_reg_r (sqrt (1 - x^2))); [|lra]. rewrite Rinv_l by lra. lra.
Qed.

Definition asin_coefficient : nat -> R := PS_Int root_coefficient.   (* Taylor coefficients of asin *)
Lemma asin_coefficient_nonneg m : 0 <= asin_coefficient m.
Proof.
  destruct m as [|m]; simpl; [lra|]. apply Rmult_le_pos; [apply root_coefficient_bounds|].
  apply Rlt_le, Rinv_0_lt_compat. change (0 < INR (S m)). apply lt_0_INR. lia.
Qed.

Lemma asin_series x : Rabs x < 1 -> asin x = PSeries asin_coefficient x.
Proof.
  intros Hx. set (g := fun y => asin y - PSeries asin_coefficient y).
  assert (D : forall y, Rabs y < 1 -> is_derive g y 0).
  { intros y Hy. evar_last.
    - apply (is_derive_minus asin (PSeries asin_coefficient)).
      + apply is_derive_asin. unfold Rabs in Hy. destruct (Rcase_abs y); lra.
      + apply is_derive_PSeries. unfold asin_coefficient. rewrite CV_radius_Int. apply radius; [apply
          root_coefficient_abs|easy].
    - assert (E : PSeries (PS_derive asin_coefficient) y = PSeries root_coefficient y).
      { apply PSeries_ext. intros m. unfold PS_derive, asin_coefficient, PS_Int. field. apply not_0_INR. lia. }
      rewrite E, root_series by easy. unfold minus, plus, opp; simpl. ring. }
  pose proof (constant_in g x D Hx) as E. unfold g in E. rewrite asin_0, PSeries_0 in E. change (asin_coefficient
      0%nat) with 0 in E. lra.
Qed.

Lemma asin_limit x : Rabs x < 1 -> is_lim_seq (fun M => Sum M (fun m => asin_coefficient m * x^m)) (asin x).
Proof.
  intros Hx. rewrite asin_series by easy.
  apply is_lim_seq_incr_1.
  apply (is_lim_seq_ext (fun M => sum_n (fun m => scal (pow_n x m) (asin_coefficient m)) M)).
  - induction n as [|n IH].
    + rewrite sum_O. simpl. unfold scal; simpl; unfold mult, one; simpl. ring.
    + rewrite sum_Sn, IH. rewrite pow_n_pow. unfold plus, scal; simpl; unfold mult; simpl. ring.
  - apply (PSeries_correct asin_coefficient x). apply CV_radius_inside. unfold asin_coefficient. rewrite
      CV_radius_Int.
    apply radius; [apply root_coefficient_abs|easy].
Qed.

Lemma is_lim_seq_Sum n (u : nat -> nat -> R) (l : nat -> R) : (forall i, (i < n)%nat -> is_lim_seq (u i) (l i)) ->
  is_lim_seq (fun M => Sum n (fun i => u i M)) (Sum n l).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply is_lim_seq_const|].
  apply is_lim_seq_plus'; [apply IH; intros|]; apply H; lia.
Qed.
