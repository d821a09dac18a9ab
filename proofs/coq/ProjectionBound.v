(* A student sees the teachers through the projection on its weights alone: what that loses is a bound. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Tensors ArcsineSeries GramForm Projections.
Open Scope R_scope.

Section Projection.
Variables (d m : nat) (e : nat -> vec).
Hypothesis He : frame d m e.

Lemma projection_dot w z : dot d (projection d m e w) z = Sum m (fun l => dot d w (e l) * dot d (e l) z).
Proof.
  unfold projection. rewrite (dot_Sum_l d m (fun l c => dot d w (e l) * e l c)).
  apply Sum_ext; intros. now rewrite dot_scal_l.
Qed.

Lemma projection_frame w l : (l < m)%nat -> dot d (projection d m e w) (e l) = dot d w (e l).
Proof.
  intros Hl. destruct He as [H1 H2]. rewrite projection_dot.
  rewrite (Sum_ext m _ (fun i => if Nat.eqb i l then dot d w (e i) else 0)).
  - now rewrite (Sum_single m l (fun i => dot d w (e i))).
  - intros i Hi. destruct (Nat.eqb_spec i l) as [->|Hn]; [|rewrite H2 by easy; ring].
    destruct (H1 l Hl) as [E|Z]; [rewrite E; ring|]. rewrite (dot_zero_r d w (e l) Z). ring.
Qed.

(* Π is symmetric, and Π² = Π *)
Lemma projections_dot w u : dot d (projection d m e w) (projection d m e u) = dot d w (projection d m e u).
Proof.
  rewrite (dot_sym d w), !projection_dot. apply Sum_ext; intros l Hl.
  rewrite (dot_sym d (e l)), projection_frame, (dot_sym d (e l) w) by easy. ring.
Qed.

Lemma spanned_dot w u : spanned d m e w -> dot d w (projection d m e u) = dot d w u.
Proof.
  intros Hw.
  assert (E : forall z, dot d w z = dot d (projection d m e w) z)
    by (intros z; unfold dot; apply Sum_ext; intros q Hq; now rewrite <- Hw).
  rewrite (E u), (dot_sym d (projection d m e w) u), <- (projections_dot u w), <- (projections_dot w u). apply dot_sym.
Qed.

(* |Πw| <= |w| *)
Lemma projection_norm w : dot d (projection d m e w) (projection d m e w) <= dot d w w.
Proof.
  pose proof (dot_nonneg d (fun c => 1 * w c + (-1) * projection d m e w c)) as H.
  rewrite dot_lin_l, (dot_sym d w), (dot_sym d (projection d m e w)), !dot_lin_l in H.
  rewrite (dot_sym d (projection d m e w) w), <- projections_dot in H. lra.
Qed.

Lemma product_in x y : dot d x x <= 1 -> dot d y y <= 1 -> Rabs (dot d x y / 2) < 1.
Proof.
  intros Hx Hy. pose proof (cauchy_schwarz d x y) as CS. pose proof (dot_nonneg d x). pose proof (dot_nonneg d y).
  assert (dot d x x * dot d y y <= 1 * 1) by (apply Rmult_le_compat; lra).
  unfold Rabs. destruct (Rcase_abs _); nra.
Qed.

Theorem projection_bound n k v a w : (0 < d)%nat -> (forall j, (j < k)%nat -> dot d (v j) (v j) = 1) ->
  (forall i, (i < n)%nat -> spanned d m e (w i)) ->
  Sum k (fun j => Sum k (fun j' =>
    2 / PI * (asin (dot d (v j) (v j') / 2) - asin (dot d (v j) (projection d m e (v j')) / 2))))
  <= loss d n k v a w.
Proof.
  intros Hd V1 Hw. pose proof PI_RGT_0 as HPI. rewrite loss_is_gram_form by easy.
  set (wt i := rescaled d (w i)). set (pv j := projection d m e (v j)).
  assert (Hwt : forall i u, (i < n)%nat -> dot d (wt i) (projection d m e u) = dot d (wt i) u).
  { intros i u Hi. unfold wt, rescaled. rewrite !dot_scal_l. now rewrite spanned_dot by auto. }
  assert (PV1 : forall j, (j < k)%nat -> dot d (pv j) (pv j) <= 1)
    by (intros j Hj; rewrite <- (V1 j Hj); apply projection_norm).
  assert (Pos : 0 <= gram_form d n k pv a wt asin).
  { refine (is_lim_seq_le (fun _ => 0) (fun M => gram_form d n k pv a wt (fun x => Sum M (fun m => asin_coefficient m *
        x^m))) (Finite 0) (Finite (gram_form d n k pv a wt asin)) _ _ _).
    - intros M. rewrite (gram_form_sum d n k pv a wt M asin_coefficient (fun m x => x^m)).
      apply Sum_nonneg; intros. apply Rmult_le_pos; [apply asin_coefficient_nonneg|now apply gram_form_nonneg].
    - apply is_lim_seq_const.
    - apply gram_form_limit; intros.
      + apply product_in; auto.
      + unfold pv. rewrite Hwt by easy. unfold wt. rewrite rescaled_dot_unit by auto. apply gram_in.
      + unfold wt. rewrite rescaled_dot. apply gram_in. }
  assert (E : gram_form d n k v a wt asin = Sum k (fun j => Sum k (fun j' =>
      asin (dot d (v j) (v j') / 2) - asin (dot d (v j) (pv j') / 2))) + gram_form d n k pv a wt asin).
  { unfold gram_form.
    rewrite (Sum_ext k (fun j => Sum k (fun j' => asin (dot d (v j) (v j') / 2) - _))
      (fun j => Sum k (fun j' => asin (dot d (v j) (v j') / 2)) - Sum k (fun j' => asin (dot d (v j) (pv j') / 2))))
      by (intros; apply Sum_minus).
    rewrite Sum_minus.
    rewrite (Sum_ext k (fun j => Sum k (fun j' => asin (dot d (pv j) (pv j') / 2)))
      (fun j => Sum k (fun j' => asin (dot d (v j) (pv j') / 2))))
      by (intros; apply Sum_ext; intros; unfold pv; now rewrite projections_dot).
    rewrite (Sum_ext n (fun i => Sum k (fun j => a i * asin (dot d (wt i) (pv j) / 2)))
      (fun i => Sum k (fun j => a i * asin (dot d (wt i) (v j) / 2))))
      by (intros; apply Sum_ext; intros; unfold pv; now rewrite Hwt).
    ring. }
  rewrite E, (Sum_ext k _ (fun j => 2 / PI * Sum k (fun j' =>
      asin (dot d (v j) (v j') / 2) - asin (dot d (v j) (pv j') / 2)))) by (intros; apply Sum_scal).
  rewrite Sum_scal. assert (0 < 2 / PI) by (apply Rdiv_lt_0_compat; lra).
  apply Rmult_le_compat_l; lra.
Qed.
End Projection.

Theorem spanning_frame d n (w : nat -> vec) : exists e, frame d n e /\ forall i, (i < n)%nat -> spanned d n e (w i).
Proof.
  destruct (gram_schmidt d n w) as [e [H1 [H2 H3]]]. exists e. split; [now split|]. intros i Hi q Hq. now apply H3.
Qed.
