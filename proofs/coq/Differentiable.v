(* The loss is differentiable (in the sense of Fréchet) at every point, and its derivative is the gradient of
    Networks.v. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical KappaAtan.
Open Scope R_scope.

Definition no_step : step := (fun _ => 0, fun _ _ => 0).

Section near.
Variables (n d : nat).
Definition near (P : step -> Prop) : Prop := exists del, 0 < del /\ forall h, within n d del h -> P h.
Global Instance near_filter : Filter near.
Proof.
  constructor.
  - exists 1. split; [lra|easy].
  - intros P Q [d1 [A1 B1]] [d2 [A2 B2]]. exists (Rmin d1 d2). split; [now apply Rmin_glb_lt|].
    pose proof (Rmin_l d1 d2). pose proof (Rmin_r d1 d2).
    intros h [H1 H2]. split; [apply B1|apply B2]; split.
    + intros i Hi. specialize (H1 i Hi). lra.
    + intros i c Hi Hc. specialize (H2 i c Hi Hc). lra.
    + intros i Hi. specialize (H1 i Hi). lra.
    + intros i c Hi Hc. specialize (H2 i c Hi Hc). lra.
  - intros P Q HPQ [d1 [A1 B1]]. exists d1. split; [easy|]. intros h Hh. now apply HPQ, B1.
Qed.
Definition steady (f : step -> R) : Prop := filterlim f near (locally (f no_step)).

Lemma steady_const c : steady (fun _ => c).
Proof. unfold steady. apply filterlim_const. Qed.
Lemma steady_plus f g : steady f -> steady g -> steady (fun h => f h + g h).
Proof. intros A B. unfold steady. apply (filterlim_comp_2 (F := near) (G := locally (f no_step)) (H := locally (g
    no_step)) f g Rplus A B).
  apply (filterlim_plus (V := R_NormedModule)). Qed.
Lemma steady_mult f g : steady f -> steady g -> steady (fun h => f h * g h).
Proof. intros A B. unfold steady. apply (filterlim_comp_2 (F := near) (G := locally (f no_step)) (H := locally (g
    no_step)) f g Rmult A B).
  apply (filterlim_mult (K := R_AbsRing)). Qed.
Lemma steady_comp (phi : R -> R) f : continuous phi (f no_step) -> steady f -> steady (fun h => phi (f h)).
Proof. intros A B. unfold steady. apply (filterlim_comp _ _ _ f phi near (locally (f no_step)) _ B). exact A. Qed.
Lemma steady_Sum m (f : nat -> step -> R) : (forall i, (i < m)%nat -> steady (f i)) -> steady (fun h => Sum m (fun i
    => f i h)).
Proof.
  induction m as [|m IH]; intros H; simpl; [apply steady_const|].
  apply steady_plus; [apply IH; intros|]; apply H; lia.
Qed.
Lemma steady_small (f : step -> R) : f no_step = 0 ->
  (forall rho h, 0 < rho -> within n d rho h -> Rabs (f h) <= rho) -> steady f.
Proof.
  intros H0 H P [eps HP]. rewrite H0 in HP. exists (eps / 2). pose proof (cond_pos eps). split; [lra|].
  intros h Hh. apply HP. unfold ball; simpl; unfold AbsRing_ball, abs, minus, plus, opp; simpl.
  rewrite Ropp_0, Rplus_0_r. specialize (H (eps/2) h ltac:(lra) Hh). lra.
Qed.
Lemma steady_ext f g : (forall h, f h = g h) -> steady f -> steady g.
Proof. intros E H. replace g with f; [easy|]. now apply functional_extensionality. Qed.
Lemma steady_minus f g : steady f -> steady g -> steady (fun h => f h - g h).
Proof. intros A B. apply (steady_ext (fun h => f h + (-1) * g h)); [intros; ring|]. apply steady_plus; [easy|].
    apply steady_mult; [apply steady_const|easy]. Qed.
Lemma steady_inv f : f no_step <> 0 -> steady f -> steady (fun h => / f h).
Proof. intros H A. apply (steady_comp Rinv f); [|exact A]. apply (ex_derive_continuous Rinv). auto_derive. easy. Qed.

Variables (k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec).
Let at_ (h : step) : nat -> R := fun i => a i + fst h i.
Let wt (h : step) : nat -> vec := fun i c => w i c + snd h i c.

Lemma steady_a i : (i < n)%nat -> steady (fun h => at_ h i).
Proof. intros Hi. apply (steady_plus (fun _ => a i)); [apply steady_const|]. apply steady_small; [easy|]. intros rho
    h _ [A _]. now apply A. Qed.
Lemma steady_w i c : (i < n)%nat -> (c < d)%nat -> steady (fun h => wt h i c).
Proof. intros Hi Hc. apply (steady_plus (fun _ => w i c)); [apply steady_const|]. apply steady_small; [easy|].
    intros rho h _ [_ A]. now apply A. Qed.

(* a family of vectors all of whose first d coordinates are continuous *)
Definition steady_vector (u : step -> vec) : Prop := forall c, (c < d)%nat -> steady (fun h => u h c).
Lemma steady_vector_w i : (i < n)%nat -> steady_vector (fun h => wt h i). Proof. intros Hi c Hc. now apply steady_w.
    Qed.
Lemma steady_vector_const x : steady_vector (fun _ => x). Proof. intros c _. apply steady_const. Qed.
Lemma steady_dot u x : steady_vector u -> steady_vector x -> steady (fun h => dot d (u h) (x h)).
Proof. intros A B. apply (steady_Sum d (fun c h => u h c * x h c)). intros c Hc. apply steady_mult; auto. Qed.
Lemma steady_rad u x : steady_vector u -> steady_vector x ->
  steady (fun h => / sqrt ((1 + dot d (u h) (u h)) * (1 + dot d (x h) (x h)) - dot d (u h) (x h) ^ 2)).
Proof.
  intros A B. pose proof (cauchy_schwarz_strict d (u no_step) (x no_step)) as H.
  set (f := fun h => (1 + dot d (u h) (u h)) * (1 + dot d (x h) (x h)) - dot d (u h) (x h) ^ 2).
  assert (Cf : steady f).
  { apply (steady_ext (fun h => (1 + dot d (u h) (u h)) * (1 + dot d (x h) (x h)) - dot d (u h) (x h) * dot d (u h)
      (x h))).
    { intros; unfold f; ring. }
    assert (One : forall y z, steady_vector y -> steady_vector z -> steady (fun h => 1 + dot d (y h) (z h)))
      by (intros y z Hy Hz; apply (steady_plus (fun _ => 1)); [apply steady_const|now apply steady_dot]).
    apply (steady_minus (fun h => (1 + dot d (u h) (u h)) * (1 + dot d (x h) (x h)))
      (fun h => dot d (u h) (x h) * dot d (u h) (x h))).
    - apply (steady_mult (fun h => 1 + dot d (u h) (u h)) (fun h => 1 + dot d (x h) (x h))); now apply One.
    - apply (steady_mult (fun h => dot d (u h) (x h)) (fun h => dot d (u h) (x h))); now apply steady_dot. }
  assert (P : 0 < f no_step) by (unfold f; lra).
  apply (steady_inv (fun h => sqrt (f h))); [apply Rgt_not_eq, sqrt_lt_R0, P|].
  apply (steady_comp sqrt f); [|exact Cf]. apply (ex_derive_continuous sqrt). auto_derive. exact P.
Qed.
Lemma steady_kappa u x : steady_vector u -> steady_vector x -> steady (fun h => kappa d (u h) (x h)).
Proof.
  intros A B. apply (steady_ext (fun h => 2 / PI * atan (dot d (u h) (x h) * / sqrt ((1 + dot d (u h) (u h)) * (1 +
      dot d (x h) (x h)) - dot d (u h) (x h) ^ 2)))).
  { intros h. now rewrite kappa_atan. }
  apply (steady_mult (fun _ => 2 / PI)); [apply steady_const|].
  apply (steady_comp atan); [|apply steady_mult; [now apply steady_dot|now apply steady_rad]].
  apply (ex_derive_continuous atan). eexists. apply is_derive_Reals, derivable_pt_lim_atan.
Qed.
Lemma steady_dkappa u x g : steady_vector u -> steady_vector x -> steady (fun h => dkappa d (u h) (x h) g).
Proof.
  intros A B. unfold dkappa. apply steady_mult.
  - apply (steady_mult (fun _ => 2 / PI)); [apply steady_const|now apply steady_rad].
  - apply steady_minus; [apply steady_dot; [apply steady_vector_const|easy]|].
    apply (steady_mult (fun h => dot d (u h) (x h) * dot d (u h) g) (fun h => / (1 + dot d (u h) (u h)))).
    + apply steady_mult; apply steady_dot; try easy. apply steady_vector_const.
    + apply steady_inv; [pose proof (dot_nonneg d (u no_step)); lra|].
      apply steady_plus; [apply steady_const|now apply steady_dot].
Qed.
Lemma steady_gradient_a i : (i < n)%nat -> steady (fun h => gradient_a d n k v (at_ h) (wt h) i).
Proof.
  intros Hi. unfold gradient_a. apply (steady_mult (fun _ => 2)); [apply steady_const|]. apply steady_minus.
  - apply (steady_Sum n (fun j h => at_ h j * kappa d (wt h i) (wt h j))). intros j Hj.
    apply steady_mult; [now apply steady_a|]. apply steady_kappa; now apply steady_vector_w.
  - apply (steady_Sum k (fun j h => kappa d (wt h i) (v j))). intros j _. apply steady_kappa; [now apply
      steady_vector_w|apply steady_vector_const].
Qed.
Lemma steady_gradient_w i g : (i < n)%nat -> steady (fun h => gradient_w d n k v (at_ h) (wt h) i g).
Proof.
  intros Hi. unfold gradient_w. apply steady_mult; [apply (steady_mult (fun _ => 2)); [apply steady_const|now apply
      steady_a]|]. apply steady_minus.
  - apply (steady_Sum n (fun j h => at_ h j * dkappa d (wt h i) (wt h j) g)). intros j Hj.
    apply steady_mult; [now apply steady_a|]. apply steady_dkappa; now apply steady_vector_w.
  - apply (steady_Sum k (fun j h => dkappa d (wt h i) (v j) g)). intros j _. apply steady_dkappa; [now apply
      steady_vector_w|apply steady_vector_const].
Qed.
End near.

Lemma dkappa_linear d w u h : dkappa d w u h = Sum d (fun c => h c * dkappa d w u (basis c)).
Proof.
  unfold dkappa.
  set (s := 2 / PI * / sqrt ((1 + dot d w w) * (1 + dot d u u) - dot d w u ^ 2)).
  set (b := / (1 + dot d w w)).
  rewrite (Sum_ext d _ (fun c => s * (h c * u c) + - (s * dot d w u * b) * (w c * h c))).
  - rewrite Sum_plus, 2!Sum_scal. fold (dot d h u). fold (dot d w h). unfold Rdiv. fold b. ring.
  - intros c Hc. rewrite (dot_sym d w (basis c)), 2!basis_dot by easy. unfold Rdiv. fold b. ring.
Qed.
Lemma gradient_w_linear d n k v a w i h :
  gradient_w d n k v a w i h = Sum d (fun c => h c * gradient_w d n k v a w i (basis c)).
Proof.
  unfold gradient_w.
  rewrite (Sum_ext n _ (fun j => Sum d (fun c => h c * (a j * dkappa d (w i) (w j) (basis c))))).
  2:{ intros j _. rewrite dkappa_linear, <- Sum_scal. apply Sum_ext; intros; ring. }
  rewrite (Sum_ext k _ (fun j => Sum d (fun c => h c * dkappa d (w i) (v j) (basis c)))) by (intros; apply
      dkappa_linear).
  rewrite (Sum_swap n d), (Sum_swap k d), <- Sum_minus, <- Sum_scal.
  apply Sum_ext; intros c _. rewrite 2!Sum_scal. ring.
Qed.

Lemma steady_abs n d f : steady n d f -> steady n d (fun h => Rabs (f h)).
Proof. intros H. apply (steady_comp n d Rabs f); [apply continuous_Rabs|exact H]. Qed.

(* L is differentiable (Fréchet) at every point; sup norm of the step over the n outgoing weights and n d entries *)
Theorem loss_is_differentiable d n k v a w : forall eps, 0 < eps -> exists del, 0 < del /\
  forall rho da dw, 0 <= rho <= del -> within n d rho (da, dw) ->
    Rabs (loss d n k v (fun i => a i + da i) (fun i c => w i c + dw i c) - loss d n k v a w
          - Sum n (fun i => da i * gradient_a d n k v a w i + gradient_w d n k v a w i (dw i))) <= eps * rho.
Proof.
  intros eps Heps.
  set (A := fun h : step => fun i => a i + fst h i). set (W := fun h : step => fun i c => w i c + snd h i c).
  assert (A0 : A no_step = a) by (apply functional_extensionality; intros; unfold A; simpl; ring).
  assert (W0 : W no_step = w)
    by (apply functional_extensionality; intros; apply functional_extensionality; intros; unfold W; simpl; ring).
  set (ga := fun i (h : step) => gradient_a d n k v (A h) (W h) i).
  set (gw := fun i c (h : step) => gradient_w d n k v (A h) (W h) i (basis c)).
  set (T := fun h => Sum n (fun i => Rabs (ga i h - ga i no_step) + Sum d (fun c => Rabs (gw i c h - gw i c
      no_step)))).
  assert (CT : steady n d T).
  { apply (steady_Sum n d n (fun i h => Rabs (ga i h - ga i no_step) + Sum d (fun c => Rabs (gw i c h - gw i c
      no_step)))).
    intros i Hi. apply steady_plus.
    - apply steady_abs, steady_minus; [now apply steady_gradient_a|apply steady_const].
    - apply (steady_Sum n d d (fun c h => Rabs (gw i c h - gw i c no_step))). intros c Hc.
      apply steady_abs, steady_minus; [now apply steady_gradient_w|apply steady_const]. }
  assert (T0 : T no_step = 0).
  { unfold T. rewrite (Sum_ext n _ (fun _ => 0)); [apply Sum_0|]. intros i _. rewrite Rminus_eq_0, Rabs_R0.
    rewrite (Sum_ext d _ (fun _ => 0)); [rewrite Sum_0; ring|]. intros c _. now rewrite Rminus_eq_0, Rabs_R0. }
  destruct (CT (fun x => Rabs x < eps)) as [del [Hdel HT]].
  { exists (mkposreal eps Heps). intros y Hy. rewrite T0 in Hy.
    unfold ball in Hy; simpl in Hy; unfold AbsRing_ball, abs, minus, plus, opp in Hy; simpl in Hy.
    now rewrite Ropp_0, Rplus_0_r in Hy. }
  exists del. split; [easy|]. intros rho da dw Hrho [H1 H2]. simpl in H1, H2.
  set (sc := fun t : R => ((fun i => t * da i), (fun i c => t * dw i c)) : step).
  set (g := fun t => loss d n k v (fun i => a i + t * da i) (fun i c => w i c + t * dw i c)).
  set (D := fun t => Sum n (fun i => da i * ga i (sc t) + Sum d (fun c => dw i c * gw i c (sc t)))).
  assert (Dg : forall t, is_derive g t (D t)).
  { intros t. evar_last.
    - apply (is_derive_ext (fun s => loss d n k v (fun i => A (sc t) i + (s - t) * da i) (fun i c => W (sc t) i c +
        (s - t) * dw i c))).
      { intros s. unfold g. f_equal.
        - apply functional_extensionality; intros i. unfold A; simpl. ring.
        - apply functional_extensionality; intros i. apply functional_extensionality; intros c. unfold W; simpl.
            ring. }
      apply (is_derive_comp (fun s => loss d n k v (fun i => A (sc t) i + s * da i) (fun i c => W (sc t) i c + s *
          dw i c)) (fun s => s - t)).
      + rewrite Rminus_eq_0. apply loss_along_a_line.
      + auto_derive; [easy|reflexivity].
    - unfold scal; simpl; unfold mult; simpl. rewrite Rmult_1_l. unfold D. apply Sum_ext; intros i _.
      unfold ga, gw. now rewrite gradient_w_linear. }
  destruct (MVT_gen g 0 1 D) as [t [Ht E]].
  { intros; apply Dg. }
  { intros y _. apply continuity_pt_filterlim. apply (ex_derive_continuous g). eexists. apply Dg. }
  rewrite Rmin_left, Rmax_right in Ht by lra.
  assert (HTt : Rabs (T (sc t)) < eps).
  { apply HT. split; simpl; intros.
    - rewrite Rabs_mult, (Rabs_pos_eq t) by lra. specialize (H1 i H). pose proof (Rabs_pos (da i)). nra.
    - rewrite Rabs_mult, (Rabs_pos_eq t) by lra. specialize (H2 i c H H0). pose proof (Rabs_pos (dw i c)). nra. }
  replace (loss d n k v (fun i => a i + da i) (fun i c => w i c + dw i c)) with (g 1).
  2:{ unfold g. f_equal.
      - apply functional_extensionality; intros i. ring.
      - apply functional_extensionality; intros i. apply functional_extensionality; intros c. ring. }
  replace (loss d n k v a w) with (g 0).
  2:{ unfold g. f_equal.
      - apply functional_extensionality; intros i. ring.
      - apply functional_extensionality; intros i. apply functional_extensionality; intros c. ring. }
  rewrite E, Rminus_0_r, Rmult_1_r. unfold D. rewrite <- Sum_minus.
  apply Rle_trans with (1 := Sum_abs _ _).
  apply Rle_trans with (rho * T (sc t)).
  - unfold T. rewrite <- Sum_scal. apply Sum_le; intros i Hi.
    rewrite (gradient_w_linear d n k v a w i (dw i)).
    replace (da i * ga i (sc t) + Sum d (fun c => dw i c * gw i c (sc t))
       - (da i * gradient_a d n k v a w i + Sum d (fun c => dw i c * gradient_w d n k v a w i (basis c))))
      with (da i * (ga i (sc t) - ga i no_step) + Sum d (fun c => dw i c * (gw i c (sc t) - gw i c no_step))).
    2:{ rewrite (Sum_ext d _ (fun c => dw i c * gw i c (sc t) - dw i c * gw i c no_step)) by (intros; ring).
        rewrite Sum_minus. unfold ga at 2, gw at 2. rewrite A0, W0. ring. }
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rmult_plus_distr_l. apply Rplus_le_compat.
    + rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|now apply H1].
    + apply Rle_trans with (1 := Sum_abs _ _). rewrite <- Sum_scal. apply Sum_le; intros c Hc.
      rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|now apply H2].
  - pose proof (Rle_abs (T (sc t))). rewrite Rmult_comm. apply Rmult_le_compat_r; lra.
Qed.

(* so the change of L near a copy-average point is smaller than every multiple of the step *)
Theorem copy_average_is_stationary d n k v g : orthonormal d k v -> partition_into n k g ->
  forall eps, 0 < eps -> exists del, 0 < del /\
  forall rho da dw, 0 <= rho <= del -> within n d rho (da, dw) ->
    Rabs (loss d n k v (fun i => copy_a k g i + da i) (fun i c => copy_w k v g i c + dw i c)
          - loss d n k v (copy_a k g) (copy_w k v g)) <= eps * rho.
Proof.
  intros Hv Hg eps Heps. destruct (loss_is_differentiable d n k v (copy_a k g) (copy_w k v g) eps Heps) as [del [Hd
      H]].
  exists del. split; [easy|]. intros rho da dw Hr Hs. specialize (H rho da dw Hr Hs).
  pose proof (is_derive_unique _ _ _ (copy_average_along_a_line d n k v g Hv Hg da dw)) as E1.
  pose proof (is_derive_unique _ _ _ (loss_along_a_line d n k v (copy_a k g) (copy_w k v g) da dw)) as E2.
  rewrite E1 in E2. rewrite <- E2, Rminus_0_r in H. exact H.
Qed.
