(* Copy-average points are critical, and their loss, for every d, n, k and partition. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage.
Open Scope R_scope.

Lemma group_size_Sum k g i :
  INR (group_size k g i) = Sum k (fun j => if Nat.eqb (g j) i then 1 else 0).
Proof.
  unfold group_size. induction k as [|k IH]; [easy|].
  rewrite seq_S, filter_app, app_length, plus_INR, IH. simpl.
  destruct (Nat.eqb (g k) i); simpl; lra.
Qed.

Lemma gsum_const k g i x :
  Sum k (fun j => if Nat.eqb (g j) i then x else 0) = INR (group_size k g i) * x.
Proof.
  rewrite group_size_Sum, <- Sum_scal_r. apply Sum_ext; intros j _.
  destruct (Nat.eqb (g j) i); ring.
Qed.

Section CA.
Variables (d n k : nat) (v : nat -> vec) (g : nat -> nat).
Hypothesis (Hv : orthonormal d k v) (Hg : partition_into n k g).

Let l i := INR (group_size k g i).
Let r i := sqrt (l i * (2 * l i - 1)).
Let W := copy_w k v g.

Lemma l_ge1 i : (i < n)%nat -> 1 <= l i.
Proof. intros Hi. destruct Hg as [_ H]. apply (le_INR 1). auto. Qed.

Lemma r_pos i : (i < n)%nat -> 0 < r i.
Proof. intros Hi. pose proof (l_ge1 i Hi). apply sqrt_lt_R0. nra. Qed.
Lemma r_sq i : (i < n)%nat -> r i * r i = l i * (2 * l i - 1).
Proof. intros Hi. pose proof (l_ge1 i Hi). apply sqrt_sqrt. nra. Qed.

Lemma copy_dot i h :
  dot d (W i) h = / r i * Sum k (fun j => if Nat.eqb (g j) i then dot d h (v j) else 0).
Proof.
  unfold W, copy_w. rewrite dot_scal_l.
  rewrite (dot_Sum_l d k (fun j c => if Nat.eqb (g j) i then v j c else 0)).
  f_equal. apply Sum_ext; intros j _. destruct (Nat.eqb (g j) i).
  - apply dot_sym.
  - unfold dot. rewrite (Sum_ext d _ (fun _ => 0)); [apply Sum_0|intros; ring].
Qed.

Lemma copy_dot_teacher i j : (j < k)%nat -> dot d (W i) (v j) = if Nat.eqb (g j) i then / r i else 0.
Proof.
  intros Hj. rewrite copy_dot.
  rewrite (Sum_ext k _ (fun j' => if Nat.eqb j' j then (if Nat.eqb (g j') i then 1 else 0) else 0)).
  - rewrite (Sum_single k j (fun j' => if Nat.eqb (g j') i then 1 else 0)) by easy.
    destruct (Nat.eqb (g j) i); ring.
  - intros j' Hj'. rewrite Hv by easy. rewrite (Nat.eqb_sym j j').
    destruct (Nat.eqb j' j); destruct (Nat.eqb (g j') i); easy.
Qed.

Lemma copies_dot i i' : (i < n)%nat ->
  dot d (W i) (W i') = if Nat.eqb i i' then / (2 * l i - 1) else 0.
Proof.
  intros Hi. rewrite copy_dot. pose proof (l_ge1 i Hi). pose proof (r_pos i Hi).
  rewrite (Sum_ext k _ (fun j => if Nat.eqb (g j) i then (if Nat.eqb i i' then / r i else 0) else 0)).
  - rewrite gsum_const. fold (l i). destruct (Nat.eqb i i').
    + transitivity (l i / (r i * r i)); [field; lra|]. rewrite r_sq by easy. field; nra.
    + ring.
  - intros j Hj. destruct (Nat.eqb_spec (g j) i) as [E|E]; [|easy].
    rewrite copy_dot_teacher, E by easy. destruct (Nat.eqb_spec i i') as [->|]; easy.
Qed.

Lemma copy_norm i : (i < n)%nat -> 1 + dot d (W i) (W i) = 2 * l i / (2 * l i - 1).
Proof.
  intros Hi. rewrite copies_dot, Nat.eqb_refl by easy. pose proof (l_ge1 i Hi). field; lra.
Qed.
Lemma teacher_norm j : (j < k)%nat -> 1 + dot d (v j) (v j) = 2.
Proof. intros Hj. rewrite Hv, Nat.eqb_refl by easy. lra. Qed.

Definition group_kappa (x : R) := 2 / PI * asin (1 / (2 * x)).

Lemma kappa_copy_teacher i j : (i < n)%nat -> (j < k)%nat ->
  kappa d (W i) (v j) = if Nat.eqb (g j) i then group_kappa (l i) else 0.
Proof.
  intros Hi Hj. unfold kappa. rewrite copy_norm, teacher_norm, copy_dot_teacher by easy.
  pose proof (l_ge1 i Hi). destruct (Nat.eqb (g j) i).
  - unfold group_kappa. do 2 f_equal. unfold Rdiv. unfold r.
    rewrite <- Rinv_mult, <- sqrt_mult by (try apply Rlt_le, Rdiv_lt_0_compat; nra || (apply Rmult_le_pos; [apply
        Rlt_le, Rdiv_lt_0_compat; lra|lra])).
    rewrite Rmult_1_l. f_equal.
    replace (l i * (2 * l i - 1) * (2 * l i * / (2 * l i - 1) * 2)) with ((2 * l i) * (2 * l i)) by (field; lra).
    apply sqrt_square. lra.
  - unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring.
Qed.

Lemma kappa_copies i i' : (i < n)%nat -> (i' < n)%nat ->
  kappa d (W i) (W i') = if Nat.eqb i i' then group_kappa (l i) else 0.
Proof.
  intros Hi Hi'. unfold kappa. rewrite copies_dot by easy.
  destruct (Nat.eqb_spec i i') as [<-|].
  - pose proof (l_ge1 i Hi). rewrite copy_norm by easy. rewrite sqrt_square.
    + unfold group_kappa. do 2 f_equal. field; lra.
    + apply Rlt_le, Rdiv_lt_0_compat; lra.
  - unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring.
Qed.

Lemma outputs_balance i : (i < n)%nat ->
  Sum n (fun j => copy_a k g j * kappa d (W i) (W j)) = l i * group_kappa (l i) /\
  Sum k (fun j => kappa d (W i) (v j)) = l i * group_kappa (l i).
Proof.
  intros Hi. split.
  - rewrite (Sum_ext n _ (fun j => if Nat.eqb j i then l j * group_kappa (l i) else 0)).
    + now rewrite (Sum_single n i (fun j => l j * group_kappa (l i))).
    + intros j Hj. rewrite kappa_copies by easy. rewrite Nat.eqb_sym. unfold copy_a. fold (l j).
      destruct (Nat.eqb j i); ring.
  - rewrite (Sum_ext k _ (fun j => if Nat.eqb (g j) i then group_kappa (l i) else 0)).
    + apply gsum_const.
    + intros j Hj. now apply kappa_copy_teacher.
Qed.

Lemma slopes_balance i h : (i < n)%nat ->
  Sum n (fun j => copy_a k g j * dkappa d (W i) (W j) h) = Sum k (fun j => dkappa d (W i) (v j) h).
Proof.
  intros Hi. rewrite (Sum_group n k g) by apply Hg.
  apply Sum_ext; intros i' Hi'. unfold copy_a. fold (l i').
  pose proof (l_ge1 i Hi) as Hl. pose proof (l_ge1 i' Hi') as Hl'. pose proof PI_RGT_0 as HPI.
  pose proof (r_pos i Hi) as Hr. pose proof (r_pos i' Hi') as Hr'.
  set (H i := Sum k (fun j => if Nat.eqb (g j) i then dot d h (v j) else 0)).
  assert (HW : forall i, dot d (W i) h = / r i * H i) by (intros; apply copy_dot).
  unfold dkappa. destruct (Nat.eqb_spec i i') as [E|E].
  - subst i'. rewrite (dot_sym d h), HW, copy_norm, copies_dot, Nat.eqb_refl by easy.
    rewrite (Sum_ext k _ (fun j => 2 / PI * / sqrt ((2 * l i + 1) / l i) *
        ((if Nat.eqb (g j) i then dot d h (v j) else 0)
         + (if Nat.eqb (g j) i then - (/ r i * (/ r i * H i) / (2 * l i / (2 * l i - 1))) else 0)))).
    + rewrite Sum_scal, Sum_plus. fold (H i). rewrite gsum_const. fold (l i).
      replace (2 * l i / (2 * l i - 1) * (2 * l i / (2 * l i - 1)) - (/ (2 * l i - 1)) ^ 2)
        with ((2 * l i + 1) / (2 * l i - 1)) by (field; lra).
      assert (E1 : sqrt ((2 * l i + 1) / (2 * l i - 1)) * r i = l i * sqrt ((2 * l i + 1) / l i)).
      { unfold r. rewrite <- sqrt_mult; [|apply Rlt_le, Rdiv_lt_0_compat; lra|nra].
        transitivity (sqrt (l i * l i) * sqrt ((2 * l i + 1) / l i)).
        2: rewrite sqrt_square by lra; easy.
        rewrite <- sqrt_mult; [|nra|apply Rlt_le, Rdiv_lt_0_compat; lra].
        f_equal. field. lra. }
      assert (E2 : 0 < sqrt ((2 * l i + 1) / (2 * l i - 1)))
        by (apply sqrt_lt_R0, Rdiv_lt_0_compat; lra).
      assert (E3 : 0 < sqrt ((2 * l i + 1) / l i))
        by (apply sqrt_lt_R0, Rdiv_lt_0_compat; lra).
      assert (E4 : l i * (/ r i * (/ r i * H i) / (2 * l i / (2 * l i - 1))) = H i / (2 * l i)).
      { transitivity (l i * H i / (r i * r i) / (2 * l i / (2 * l i - 1))); [field; lra|].
        rewrite r_sq by easy. field. lra. }
      replace (l i * - (/ r i * (/ r i * H i) / (2 * l i / (2 * l i - 1)))) with (- (H i / (2 * l i))) by lra.
      transitivity (2 / PI * l i * / (sqrt ((2 * l i + 1) / (2 * l i - 1)) * r i) * (H i * (2 * l i - 1) / (2 * l
          i))).
      { field. repeat split; lra. }
      rewrite E1. field. repeat split; lra.
    + intros j Hj. destruct (Nat.eqb_spec (g j) i) as [Ej|Ej]; [|ring].
      rewrite teacher_norm, copy_dot_teacher, Ej, Nat.eqb_refl by easy.
      replace (2 * l i / (2 * l i - 1) * 2 - (/ r i) ^ 2) with ((2 * l i + 1) / l i).
      2:{ replace ((/ r i) ^ 2) with (/ (r i * r i)) by (field; lra). rewrite r_sq by easy. field; lra. }
      reflexivity.
  - rewrite (dot_sym d h), HW, 2!copy_norm, copies_dot by easy.
    destruct (Nat.eqb_spec i i') as [E'|_]; [easy|].
    rewrite (Sum_ext k _ (fun j => 2 / PI * / sqrt (2 * l i / (2 * l i - 1) * 2) *
        (if Nat.eqb (g j) i' then dot d h (v j) else 0))).
    + rewrite Sum_scal. fold (H i').
      assert (E1 : sqrt (2 * l i / (2 * l i - 1) * (2 * l i' / (2 * l i' - 1))) * r i'
                 = l i' * sqrt (2 * l i / (2 * l i - 1) * 2)).
      { assert (0 < 2 * l i / (2 * l i - 1)) by (apply Rdiv_lt_0_compat; lra).
        assert (0 < 2 * l i' / (2 * l i' - 1)) by (apply Rdiv_lt_0_compat; lra).
        unfold r. rewrite <- sqrt_mult; [|nra|nra].
        transitivity (sqrt (l i' * l i') * sqrt (2 * l i / (2 * l i - 1) * 2)).
        2: rewrite sqrt_square by lra; easy.
        rewrite <- sqrt_mult by nra. f_equal. field. lra. }
      assert (E2 : 0 < sqrt (2 * l i / (2 * l i - 1) * (2 * l i' / (2 * l i' - 1)))).
      { apply sqrt_lt_R0, Rmult_lt_0_compat; apply Rdiv_lt_0_compat; lra. }
      assert (E3 : 0 < sqrt (2 * l i / (2 * l i - 1) * 2)).
      { apply sqrt_lt_R0, Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; lra|lra]. }
      rewrite pow_ne_zero, Rminus_0_r by easy.
      transitivity (2 / PI * l i' * / (sqrt (2 * l i / (2 * l i - 1) * (2 * l i' / (2 * l i' - 1))) * r i') * H i').
      { field. repeat split; lra. }
      rewrite E1. field. repeat split; lra.
    + intros j Hj. destruct (Nat.eqb_spec (g j) i') as [Ej|Ej]; [|ring].
      rewrite teacher_norm, copy_dot_teacher, Ej by easy.
      destruct (Nat.eqb_spec i' i) as [E'|_]; [congruence|].
      rewrite pow_ne_zero, Rminus_0_r by easy. f_equal. unfold Rdiv; ring.
Qed.

(* at a copy-average point the derivative along every line is 0 *)
Theorem copy_average_along_a_line da dw :
  is_derive (fun t => loss d n k v (fun i => copy_a k g i + t * da i)
                                   (fun i c => copy_w k v g i c + t * dw i c)) 0 0.
Proof.
  evar_last; [apply loss_along_a_line|]. fold W.
  rewrite (Sum_ext n _ (fun _ => 0)); [apply Sum_0|].
  intros i Hi. unfold gradient_a, gradient_w. rewrite slopes_balance by easy.
  destruct (outputs_balance i Hi) as [-> ->]. ring.
Qed.

Theorem copy_average_critical : critical d n k v (copy_a k g) (copy_w k v g).
Proof. apply critical_along_lines. exact copy_average_along_a_line. Qed.

Lemma asin_half : asin (1/2) = PI / 6.
Proof.
  rewrite <- sin_PI6. apply asin_sin. pose proof PI_RGT_0; lra.
Qed.

Theorem copy_average_loss : loss d n k v (copy_a k g) (copy_w k v g) = Sum n (fun i => one_neuron_loss (INR
    (group_size k g i))).
Proof.
  unfold loss. fold W.
  rewrite (Sum_ext n _ (fun i => l i * (l i * group_kappa (l i)))).
  2:{ intros i Hi. destruct (outputs_balance i Hi) as [E _]. rewrite <- E, <- Sum_scal.
      apply Sum_ext; intros j _. unfold copy_a. fold (l i). ring. }
  rewrite (Sum_ext n (fun i => Sum k _) (fun i => l i * (l i * group_kappa (l i)))).
  2:{ intros i Hi. destruct (outputs_balance i Hi) as [_ E]. rewrite <- E at 1. rewrite <- Sum_scal.
      apply Sum_ext; intros j _. unfold copy_a. fold (l i). ring. }
  rewrite (Sum_ext k _ (fun i => 1 / 3)).
  2:{ intros i Hi. rewrite (Sum_ext k _ (fun j => if Nat.eqb j i then 1/3 else 0)).
      - apply (Sum_single k i (fun _ => 1/3)); easy.
      - intros j Hj. unfold kappa. rewrite 2!teacher_norm, Hv by easy. rewrite (Nat.eqb_sym i j).
        rewrite sqrt_square by lra. destruct (Nat.eqb j i).
        + rewrite asin_half. pose proof PI_RGT_0. field. lra.
        + unfold Rdiv at 2. rewrite Rmult_0_l, asin_0. ring. }
  rewrite (Sum_group n k g) by apply Hg.
  rewrite <- (Sum_scal n 2), <- Sum_minus, <- Sum_plus.
  apply Sum_ext; intros i Hi. rewrite gsum_const. fold (l i). unfold one_neuron_loss, group_kappa. field.
  pose proof PI_RGT_0; lra.
Qed.
End CA.
