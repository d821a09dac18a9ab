(* Every student has at least the loss (k - n)(1/3 - 1/π). *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical Tensors ArcsineSeries.
Open Scope R_scope.

(* a quadratic form in a function of the entries of the Gram matrix, halved *)
Definition gram_form (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) (f : R -> R) : R :=
  Sum k (fun j => Sum k (fun j' => f (dot d (v j) (v j') / 2)))
  - 2 * Sum n (fun i => Sum k (fun j => a i * f (dot d (w i) (v j) / 2)))
  + Sum n (fun i => Sum n (fun i' => a i * a i' * f (dot d (w i) (w i') / 2))).

Lemma gram_form_scal d n k v a w c f : gram_form d n k v a w (fun x => c * f x) = c * gram_form d n k v a w f.
Proof.
  unfold gram_form.
  rewrite (Sum_ext k _ (fun j => c * Sum k (fun j' => f (dot d (v j) (v j') / 2)))) by (intros; apply Sum_scal).
  rewrite (Sum_ext n _ (fun i => c * Sum k (fun j => a i * f (dot d (w i) (v j) / 2))))
    by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; ring).
  rewrite (Sum_ext n (fun i => Sum n _) (fun i => c * Sum n (fun i' => a i * a i' * f (dot d (w i) (w i') / 2))))
    by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; ring).
  rewrite !Sum_scal. ring.
Qed.
Lemma gram_form_plus d n k v a w f g :
  gram_form d n k v a w (fun x => f x + g x) = gram_form d n k v a w f + gram_form d n k v a w g.
Proof.
  unfold gram_form.
  rewrite (Sum_ext k _ (fun j => Sum k (fun j' => f (dot d (v j) (v j') / 2)) + Sum k (fun j' => g (dot d (v j) (v
      j') / 2))))
    by (intros; apply Sum_plus).
  rewrite (Sum_ext n _ (fun i => Sum k (fun j => a i * f (dot d (w i) (v j) / 2)) + Sum k (fun j => a i * g (dot d
      (w i) (v j) / 2))))
    by (intros; rewrite <- Sum_plus; apply Sum_ext; intros; ring).
  rewrite (Sum_ext n (fun i => Sum n _) (fun i => Sum n (fun i' => a i * a i' * f (dot d (w i) (w i') / 2))
      + Sum n (fun i' => a i * a i' * g (dot d (w i) (w i') / 2))))
    by (intros; rewrite <- Sum_plus; apply Sum_ext; intros; ring).
  rewrite !Sum_plus. ring.
Qed.

Lemma gram_form_sum d n k v a w M (c : nat -> R) (F : nat -> R -> R) :
  gram_form d n k v a w (fun x => Sum M (fun m => c m * F m x)) = Sum M (fun m => c m * gram_form d n k v a w (F m)).
Proof.
  induction M as [|M IH].
  - change (gram_form d n k v a w (fun _ => 0) = 0).
    replace (fun _ : R => 0) with (fun _ : R => 0 * 0) by (apply functional_extensionality; intros; ring).
    rewrite (gram_form_scal d n k v a w 0 (fun _ => 0)). ring.
  - change (gram_form d n k v a w (fun x => Sum M (fun m => c m * F m x) + c M * F M x)
      = Sum M (fun m => c m * gram_form d n k v a w (F m)) + c M * gram_form d n k v a w (F M)).
    rewrite gram_form_plus, gram_form_scal, IH. easy.
Qed.

(* every entry of the Gram matrix of the scaled weights is inside (-1, 1) *)
Definition rescaled (d : nat) (w : vec) : vec := fun c => sqrt 2 / sqrt (1 + dot d w w) * w c.

Lemma rescaled_dot d w u : dot d (rescaled d w) (rescaled d u) / 2
  = dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u)).
Proof.
  unfold rescaled. rewrite dot_scal_l, dot_scal_r.
  pose proof (dot_nonneg d w). pose proof (dot_nonneg d u). rewrite sqrt_mult by lra.
  assert (0 < sqrt (1 + dot d w w)) by (apply sqrt_lt_R0; lra).
  assert (0 < sqrt (1 + dot d u u)) by (apply sqrt_lt_R0; lra).
  transitivity (sqrt 2 * sqrt 2 / 2 * (dot d w u / (sqrt (1 + dot d w w) * sqrt (1 + dot d u u)))); [field; lra|].
  rewrite sqrt_sqrt by lra. field. lra.
Qed.

Lemma rescaled_dot_unit d w v : dot d v v = 1 -> dot d (rescaled d w) v / 2
  = dot d w v / sqrt ((1 + dot d w w) * (1 + dot d v v)).
Proof.
  intros Hv. unfold rescaled. rewrite dot_scal_l, Hv. replace (1 + 1) with 2 by ring.
  pose proof (dot_nonneg d w). rewrite sqrt_mult by lra.
  assert (0 < sqrt (1 + dot d w w)) by (apply sqrt_lt_R0; lra).
  assert (0 < sqrt 2) by (apply sqrt_lt_R0; lra).
  assert (E : sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra).
  transitivity (sqrt 2 * sqrt 2 / 2 * (dot d w v / (sqrt (1 + dot d w w) * sqrt 2))); [field; lra|].
  rewrite E. field. lra.
Qed.

Lemma gram_in d w u : Rabs (dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u))) < 1.
Proof.
  pose proof (cauchy_schwarz_strict d w u) as H. pose proof (dot_nonneg d w). pose proof (dot_nonneg d u).
  set (M := (1 + dot d w w) * (1 + dot d u u)) in *. assert (0 < M) by (unfold M; nra).
  assert (Q : (dot d w u / sqrt M)^2 < 1).
  { rewrite div_sqrt_sq by easy. apply (Rmult_lt_reg_r M); [easy|]. field_simplify; lra. }
  unfold Rabs. destruct (Rcase_abs _); nra.
Qed.

(* The Taylor series of asin, degree by degree: in degree 1 the form is a squared norm, in degree m >= 2 at least
   (k - n)/2^m, by Eckart-Young; and Σ_{m>=2} of the coefficients over 2^m is asin(1/2) - 1/2 = π/6 - 1/2. *)
Theorem lower_bound_for_every_student d n k v a w : (0 < d)%nat -> orthonormal d k v ->
  (INR k - INR n) * (1/3 - 1/PI) <= loss d n k v a w.
Proof.
  intros Hd Hv. pose proof PI_RGT_0 as HPI.
  set (wt i := rescaled d (w i)).
  assert (V1 : forall j, (j < k)%nat -> dot d (v j) (v j) = 1).
  { intros j Hj. rewrite Hv, Nat.eqb_refl by easy. easy. }
  assert (VV : forall j j', (j < k)%nat -> (j' < k)%nat ->
    dot d (v j) (v j') / 2 = dot d (v j) (v j') / sqrt ((1 + dot d (v j) (v j)) * (1 + dot d (v j') (v j')))).
  { intros j j' Hj Hj'. rewrite !V1 by easy. rewrite sqrt_square by lra. field. }
  (* the loss is the form of asin *)
  assert (L1 : loss d n k v a w = 2 / PI * gram_form d n k v a wt asin).
  { unfold loss, gram_form, kappa.
    rewrite (Sum_ext k _ (fun j => 2 / PI * Sum k (fun j' => asin (dot d (v j) (v j') / 2)))).
    2:{ intros j Hj. rewrite <- Sum_scal. apply Sum_ext; intros j' Hj'. now rewrite VV. }
    rewrite (Sum_ext n (fun i => Sum k _) (fun i => 2 / PI * Sum k (fun j => a i * asin (dot d (wt i) (v j) / 2)))).
    2:{ intros i Hi. rewrite <- Sum_scal. apply Sum_ext; intros j Hj. unfold wt. rewrite rescaled_dot_unit by auto.
        ring. }
    rewrite (Sum_ext n (fun i => Sum n _) (fun i => 2 / PI * Sum n (fun i' => a i * a i' * asin (dot d (wt i) (wt
        i') / 2)))).
    2:{ intros i Hi. rewrite <- Sum_scal. apply Sum_ext; intros j Hj. unfold wt. rewrite rescaled_dot. ring. }
    rewrite !Sum_scal. ring. }
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
  assert (Q1 : 0 <= gram_form d n k v a wt (fun x => x^1)).
  { set (r := fun c => Sum k (fun j => v j c) - Sum n (fun i => a i * wt i c)).
    assert (Er : forall z, dot d r z = Sum k (fun j => dot d (v j) z) - Sum n (fun i => a i * dot d (wt i) z)).
    { intros z. transitivity (dot d (fun c => Sum k (fun j => v j c)) z - dot d (fun c => Sum n (fun i => a i * wt i
        c)) z).
      - unfold r, dot. rewrite <- Sum_minus. apply Sum_ext; intros; ring.
      - rewrite (dot_Sum_l d k v), (dot_Sum_l d n (fun i c => a i * wt i c)). f_equal.
        apply Sum_ext; intros; now rewrite dot_scal_l. }
    replace (gram_form d n k v a wt (fun x => x^1)) with (/ 2 * dot d r r);
      [apply Rmult_le_pos; [lra|apply dot_nonneg]|].
    rewrite Er.
    rewrite (Sum_ext k _ (fun j => Sum k (fun j' => dot d (v j) (v j')) - Sum n (fun i => a i * dot d (wt i) (v j)))).
    2:{ intros j _. rewrite dot_sym, Er. f_equal; apply Sum_ext; intros; first [easy | apply dot_sym]. }
    rewrite (Sum_ext n _ (fun i => Sum k (fun j => a i * dot d (wt i) (v j)) - Sum n (fun i' => a i * a i' * dot d
        (wt i) (wt i')))).
    2:{ intros i _. rewrite dot_sym, Er, Rmult_minus_distr_l, <- !Sum_scal. f_equal; apply Sum_ext; intros.
        - now rewrite (dot_sym d (v _)).
        - rewrite (dot_sym d (wt _) (wt i)). ring. }
    unfold gram_form. rewrite 2!Sum_minus, (Sum_swap k n).
    rewrite (Sum_ext k (fun j => Sum k (fun j' => (dot d (v j) (v j') / 2)^1)) (fun j => / 2 * Sum k (fun j' => dot
        d (v j) (v j'))))
      by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; field).
    rewrite (Sum_ext n (fun i => Sum k (fun j => a i * (dot d (wt i) (v j) / 2)^1)) (fun i => / 2 * Sum k (fun j =>
        a i * dot d (wt i) (v j))))
      by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; field).
    rewrite (Sum_ext n (fun i => Sum n (fun i' => a i * a i' * (dot d (wt i) (wt i') / 2)^1)) (fun i => / 2 * Sum n
        (fun i' => a i * a i' * dot d (wt i) (wt i'))))
      by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; field).
    rewrite !Sum_scal.
    field. }
  (* limits *)
  assert (Lim1 : is_lim_seq (fun M => gram_form d n k v a wt (fun x => Sum M (fun m => asin_coefficient m * x^m)))
      (gram_form d n k v a wt asin)).
  { unfold gram_form. apply is_lim_seq_plus'; [apply is_lim_seq_minus'|].
    - apply (is_lim_seq_Sum k (fun j M => Sum k (fun j' => Sum M (fun m => asin_coefficient m * (dot d (v j) (v j')
        / 2)^m)))).
      intros j Hj. apply (is_lim_seq_Sum k (fun j' M => Sum M (fun m => asin_coefficient m * (dot d (v j) (v j') /
          2)^m))).
      intros j' Hj'. apply asin_limit. rewrite VV by easy. apply gram_in.
    - apply (is_lim_seq_scal_l _ 2 (Finite _)).
      apply (is_lim_seq_Sum n (fun i M => Sum k (fun j => a i * Sum M (fun m => asin_coefficient m * (dot d (wt i)
          (v j) / 2)^m)))).
      intros i Hi. apply (is_lim_seq_Sum k (fun j M => a i * Sum M (fun m => asin_coefficient m * (dot d (wt i) (v
          j) / 2)^m))).
      intros j Hj. apply (is_lim_seq_scal_l _ (a i) (Finite _)), asin_limit. unfold wt. rewrite rescaled_dot_unit by
          auto. apply gram_in.
    - apply (is_lim_seq_Sum n (fun i M => Sum n (fun i' => a i * a i' * Sum M (fun m => asin_coefficient m * (dot d
        (wt i) (wt i') / 2)^m)))).
      intros i Hi. apply (is_lim_seq_Sum n (fun i' M => a i * a i' * Sum M (fun m => asin_coefficient m * (dot d (wt
          i) (wt i') / 2)^m))).
      intros j Hj. apply (is_lim_seq_scal_l _ (a i * a j) (Finite _)), asin_limit. unfold wt. rewrite rescaled_dot.
          apply gram_in. }
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
      change (fun x : R => x * 1) with (fun x : R => x^1). nra.
    - simpl Nat.add. simpl Sum.
      pose proof (Rmult_le_compat_l (asin_coefficient (M + 2)) _ _ (asin_coefficient_nonneg (M + 2)) (Q M)). nra. }
  rewrite asin_half in B. rewrite L1.
  replace ((INR k - INR n) * (1/3 - 1/PI)) with (2 / PI * ((INR k - INR n) * (PI / 6 - 1/2))) by (field; lra).
  apply Rmult_le_compat_l; [|exact B]. apply Rlt_le, Rdiv_lt_0_compat; lra.
Qed.
