(* Every student has at least the loss (k - n)(1/3 - 1/π). *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks CopyAverageCritical Tensors ArcsineSeries GramForm.
Open Scope R_scope.

(* The Taylor series of asin, degree by degree: in degree 1 the form is a squared norm, in degree m >= 2 at least
   (k - n)/2^m, by Eckart-Young; and Σ_{m>=2} of the coefficients over 2^m is asin(1/2) - 1/2 = π/6 - 1/2. *)
Theorem lower_bound_for_every_student d n k v a w : (0 < d)%nat -> orthonormal d k v ->
  (INR k - INR n) * (1/3 - 1/PI) <= loss d n k v a w.
Proof.
  intros Hd Hv. pose proof PI_RGT_0 as HPI.
  set (wt i := rescaled d (w i)).
  assert (V1 : forall j, (j < k)%nat -> dot d (v j) (v j) = 1).
  { intros j Hj. rewrite Hv, Nat.eqb_refl by easy. easy. }
  (* every degree *)
  assert (Q : forall m, (INR k - INR n) * (1/2)^(m+2) <= gram_form d n k v a wt (fun x => x^(m+2))).
  { intros m. pose proof (eckart_young d k n v wt a m Hd Hv) as E.
    assert (P : forall x, (x / 2)^(m+2) = (1/2)^(m+2) * x^(m+2)).
    { intros x. rewrite <- Rpow_mult_distr. f_equal. field. }
    assert (Ef : gram_form d n k v a wt (fun x => x^(m+2)) = (1/2)^(m+2) *
       (Sum k (fun j => Sum k (fun j' => (dot d (v j) (v j')) ^ (m + 2)))
        - 2 * Sum n (fun i => Sum k (fun j => a i * (dot d (wt i) (v j)) ^ (m + 2)))
        + Sum n (fun i => Sum n (fun i' => a i * a i' * (dot d (wt i) (wt i')) ^ (m + 2))))).
    { unfold gram_form.
      rewrite (Sum_ext k _ (fun j => (1/2)^(m+2) * Sum k (fun j' => (dot d (v j) (v j'))^(m+2))))
        by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; apply P).
      rewrite (Sum_ext n _ (fun i => (1/2)^(m+2) * Sum k (fun j => a i * (dot d (wt i) (v j))^(m+2))))
        by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; rewrite P; ring).
      rewrite (Sum_ext n (fun i => Sum n _) (fun i => (1/2)^(m+2) * Sum n (fun i' => a i * a i' * (dot d (wt i) (wt
          i'))^(m+2))))
        by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; rewrite P; ring).
      rewrite !Sum_scal. ring. }
    rewrite Ef, Rmult_comm. apply Rmult_le_compat_l; [apply pow_le; lra|exact E]. }
  (* limits *)
  assert (Lim1 : is_lim_seq (fun M => gram_form d n k v a wt (fun x => Sum M (fun m => asin_coefficient m * x^m)))
      (gram_form d n k v a wt asin)).
  { apply gram_form_limit; intros; unfold wt.
    - rewrite unit_dot by auto. apply gram_in.
    - rewrite rescaled_dot_unit by auto. apply gram_in.
    - rewrite rescaled_dot. apply gram_in. }
  assert (Lim2 : is_lim_seq (fun M => (INR k - INR n) * (Sum (M + 2) (fun m => asin_coefficient m * (1/2)^m) - 1/2))
                            ((INR k - INR n) * (asin (1/2) - 1/2))).
  { apply (is_lim_seq_scal_l _ (INR k - INR n) (Finite _)). apply is_lim_seq_minus'; [|apply is_lim_seq_const].
    apply (is_lim_seq_incr_n (fun M => Sum M (fun m => asin_coefficient m * (1/2)^m)) 2). apply asin_limit. rewrite
        Rabs_pos_eq; lra. }
  apply (is_lim_seq_incr_n _ 2) in Lim1.
  assert (B : (INR k - INR n) * (asin (1/2) - 1/2) <= gram_form d n k v a wt asin).
  { apply (is_lim_seq_le _ _ _ _) with (2 := Lim2) (3 := Lim1). intros M.
    rewrite (gram_form_sum d n k v a wt (M + 2) asin_coefficient (fun m x => x^m)).
    induction M as [|M IH].
    - simpl Nat.add. simpl Sum. change (asin_coefficient 0%nat) with 0. replace (asin_coefficient 1%nat) with 1 by
        (unfold asin_coefficient; simpl; field).
      change (fun x : R => x * 1) with (fun x : R => x^1). pose proof (gram_form_nonneg d n k v a wt 1 Hd). nra.
    - simpl Nat.add. simpl Sum.
      pose proof (Rmult_le_compat_l (asin_coefficient (M + 2)) _ _ (asin_coefficient_nonneg (M + 2)) (Q M)). nra. }
  rewrite asin_half in B. rewrite loss_is_gram_form by easy. fold wt.
  replace ((INR k - INR n) * (1/3 - 1/PI)) with (2 / PI * ((INR k - INR n) * (PI / 6 - 1/2))) by (field; lra).
  apply Rmult_le_compat_l; [|exact B]. apply Rlt_le, Rdiv_lt_0_compat; lra.
Qed.
