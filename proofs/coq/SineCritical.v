(* Copy-average points of sin(ωz) are critical, and their loss, for every d, n, k and partition. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical PairLoss Sine.
Open Scope R_scope.

(* the derivative of κ(w, u) in w, in the direction h *)
Definition sine_dkappa (omega : R) (d : nat) (w u h : vec) : R :=
  omega^2 * exp (- omega^2 * (dot d w w + dot d u u) / 2)
  * (dot d h u * cosh (omega^2 * dot d w u) - dot d w h * sinh (omega^2 * dot d w u)).

Lemma sine_kappa_sym om d w u : sine_kappa om d w u = sine_kappa om d u w.
Proof. unfold sine_kappa. now rewrite (dot_sym d w u), (Rplus_comm (dot d w w)). Qed.

Lemma sine_kappa_line om d w u h g :
  is_derive (fun t => sine_kappa om d (fun c => w c + t * h c) (fun c => u c + t * g c)) 0
            (sine_dkappa om d w u h + sine_dkappa om d u w g).
Proof.
  unfold sine_kappa.
  apply (is_derive_ext (fun t => exp (- om^2 * ((dot d w w + t * (dot d h w + dot d w h) + t*t * dot d h h)
       + (dot d u u + t * (dot d g u + dot d u g) + t*t * dot d g g)) / 2)
     * sinh (om^2 * (dot d w u + t * (dot d h u + dot d w g) + t*t * dot d h g)))).
  { intros t. now rewrite 3!dot_line. }
  unfold sine_dkappa, sinh, cosh. rewrite (dot_sym d h w), (dot_sym d g u), (dot_sym d w g), (dot_sym d u w).
  rewrite (Rplus_comm (dot d u u) (dot d w w)).
  auto_derive; [easy|]. rewrite ?Rmult_0_l, ?Rplus_0_r. unfold Rdiv. simpl pow. field.
Qed.

Lemma sine_dkappa_0 om d w u : sine_dkappa om d w u (fun _ => 0) = 0.
Proof. unfold sine_dkappa. rewrite (dot_zero_l d u), (dot_zero_r d w (fun _ => 0)) by easy. ring. Qed.

Section SineCA.
Variables (om : R) (d n k : nat) (v : nat -> vec) (g : nat -> nat).
Hypothesis (Hv : orthonormal d k v) (Hg : partition_into n k g).

Let l i := INR (group_size k g i).
Let W := sine_copy_w k v g.
Let A := sine_copy_a om k g.

Lemma size_pos i : (i < n)%nat -> 0 < l i.
Proof. intros Hi. pose proof (l_ge1 n k g Hg i Hi). unfold l. lra. Qed.

Lemma sine_copy_dot i h : dot d (W i) h = / l i * Sum k (fun j => if Nat.eqb (g j) i then dot d h (v j) else 0).
Proof.
  unfold W, sine_copy_w. rewrite dot_scal_l, (dot_Sum_l d k (fun j c => if Nat.eqb (g j) i then v j c else 0)).
  f_equal. apply Sum_ext; intros j _. destruct (Nat.eqb (g j) i); [apply dot_sym|apply dot_zero_l].
Qed.

Lemma sine_copy_dot_teacher i j : (j < k)%nat -> dot d (W i) (v j) = if Nat.eqb (g j) i then / l i else 0.
Proof.
  intros Hj. rewrite sine_copy_dot.
  rewrite (Sum_ext k _ (fun j' => if Nat.eqb j' j then (if Nat.eqb (g j') i then 1 else 0) else 0)).
  - rewrite (Sum_single k j (fun j' => if Nat.eqb (g j') i then 1 else 0)) by easy.
    destruct (Nat.eqb (g j) i); ring.
  - intros j' Hj'. rewrite Hv by easy. rewrite (Nat.eqb_sym j j').
    destruct (Nat.eqb j' j); destruct (Nat.eqb (g j') i); easy.
Qed.

Lemma sine_copies_dot i i' : (i < n)%nat -> dot d (W i) (W i') = if Nat.eqb i i' then / l i else 0.
Proof.
  intros Hi. rewrite sine_copy_dot. pose proof (size_pos i Hi).
  rewrite (Sum_ext k _ (fun j => if Nat.eqb (g j) i then (if Nat.eqb i i' then / l i else 0) else 0)).
  - rewrite gsum_const. fold (l i). destruct (Nat.eqb i i'); [field; lra|ring].
  - intros j Hj. destruct (Nat.eqb_spec (g j) i) as [E|E]; [|easy].
    rewrite sine_copy_dot_teacher, E by easy. destruct (Nat.eqb_spec i i') as [->|]; easy.
Qed.

(* κ of the student and of a teacher of its group *)
Definition sine_group_kappa (x : R) := exp (- om^2 * (/ x + 1) / 2) * sinh (om^2 * / x).

Lemma teacher_square j : (j < k)%nat -> dot d (v j) (v j) = 1.
Proof. intros Hj. now rewrite Hv, Nat.eqb_refl. Qed.

Lemma exp_joined x y z : x + y = z -> exp x * exp y = exp z.
Proof. intros <-. now rewrite exp_plus. Qed.

Lemma sine_outputs_balance i : (i < n)%nat ->
  Sum n (fun j => A j * sine_kappa om d (W i) (W j)) = l i * sine_group_kappa (l i) /\
  Sum k (fun j => sine_kappa om d (W i) (v j)) = l i * sine_group_kappa (l i).
Proof.
  intros Hi. pose proof (size_pos i Hi). split.
  - rewrite (Sum_ext n _ (fun j => if Nat.eqb j i then l j * sine_group_kappa (l i) else 0)).
    + now rewrite (Sum_single n i (fun j => l j * sine_group_kappa (l i))).
    + intros j Hj. unfold sine_kappa, sine_group_kappa, A, sine_copy_a. fold (l j).
      rewrite 3!sine_copies_dot, !Nat.eqb_refl by easy. rewrite (Nat.eqb_sym i j).
      destruct (Nat.eqb_spec j i) as [->|]; [|rewrite Rmult_0_r, sinh_0; ring].
      rewrite <- (exp_joined (- om ^ 2 * (1 - / l i) / 2) (- om ^ 2 * (/ l i + / l i) / 2) (- om ^ 2 * (/ l i + 1) / 2)) by (field; lra). ring.
  - rewrite (Sum_ext k _ (fun j => if Nat.eqb (g j) i then sine_group_kappa (l i) else 0)).
    + apply gsum_const.
    + intros j Hj. unfold sine_kappa, sine_group_kappa.
      rewrite sine_copies_dot, Nat.eqb_refl, sine_copy_dot_teacher, teacher_square by easy.
      destruct (Nat.eqb (g j) i); [easy|]. rewrite Rmult_0_r, sinh_0. ring.
Qed.

Lemma sine_slopes_balance i h : (i < n)%nat ->
  Sum n (fun j => A j * sine_dkappa om d (W i) (W j) h) = Sum k (fun j => sine_dkappa om d (W i) (v j) h).
Proof.
  intros Hi. pose proof (size_pos i Hi) as Hl. rewrite (Sum_group n k g) by apply Hg.
  apply Sum_ext; intros i' Hi'. pose proof (size_pos i' Hi') as Hl'.
  set (H i := Sum k (fun j => if Nat.eqb (g j) i then dot d h (v j) else 0)).
  assert (HW : forall i, dot d (W i) h = / l i * H i) by (intros; apply sine_copy_dot).
  set (E := om^2 * exp (- om^2 * (/ l i + 1) / 2)).
  assert (EA : A i' * (om^2 * exp (- om^2 * (/ l i + / l i') / 2)) = l i' * E).
  { unfold A, sine_copy_a, E. fold (l i').
    rewrite <- (exp_joined (- om^2 * (1 - / l i') / 2) (- om^2 * (/ l i + / l i') / 2) (- om^2 * (/ l i + 1) / 2))
      by (field; lra). ring. }
  transitivity (E * (H i' * cosh (om^2 * (if Nat.eqb i i' then / l i else 0))
     - l i' * (/ l i * H i) * sinh (om^2 * (if Nat.eqb i i' then / l i else 0)))).
  - unfold sine_dkappa. rewrite 3!sine_copies_dot, !Nat.eqb_refl by easy. rewrite (dot_sym d h), 2!HW.
    rewrite <- Rmult_assoc, EA. field. lra.
  - rewrite (Sum_ext k _ (fun j => E * (cosh (om^2 * (if Nat.eqb i i' then / l i else 0))
                                        * (if Nat.eqb (g j) i' then dot d h (v j) else 0)
       - (if Nat.eqb (g j) i' then / l i * H i * sinh (om^2 * (if Nat.eqb i i' then / l i else 0)) else 0)))).
    + rewrite Sum_scal, Sum_minus, Sum_scal, gsum_const. fold (l i') (H i'). ring.
    + intros j Hj. destruct (Nat.eqb_spec (g j) i') as [Ej|Ej]; [|ring].
      unfold sine_dkappa, E.
      rewrite sine_copies_dot, Nat.eqb_refl, sine_copy_dot_teacher, teacher_square, HW, Ej by easy.
      rewrite (Nat.eqb_sym i' i). ring.
Qed.

Theorem sine_critical : stationary d n (sine_loss om d n k v) A W.
Proof.
  apply stationary_along_lines. intros da dw. evar_last.
  { apply (pair_loss_along_a_line (sine_kappa om d) (sine_dkappa om d) (sine_kappa_sym om d)
             (sine_kappa_line om d) (sine_dkappa_0 om d)). }
  rewrite (Sum_ext n _ (fun _ => 0)); [apply Sum_0|].
  intros i Hi. rewrite sine_slopes_balance by easy. destruct (sine_outputs_balance i Hi) as [-> ->]. ring.
Qed.

Theorem sine_copy_average_loss :
  sine_loss om d n k v A W = Sum n (fun i => sine_one_neuron_loss om (INR (group_size k g i))).
Proof.
  unfold sine_loss, pair_loss.
  rewrite (Sum_ext n _ (fun i => A i * (l i * sine_group_kappa (l i)))).
  2:{ intros i Hi. destruct (sine_outputs_balance i Hi) as [E _]. rewrite <- E, <- Sum_scal.
      apply Sum_ext; intros; ring. }
  rewrite (Sum_ext n (fun i => Sum k _) (fun i => A i * (l i * sine_group_kappa (l i)))).
  2:{ intros i Hi. destruct (sine_outputs_balance i Hi) as [_ E]. rewrite <- E, <- Sum_scal. easy. }
  rewrite (Sum_ext k _ (fun i => exp (- om^2) * sinh (om^2))).
  2:{ intros i Hi. rewrite (Sum_ext k _ (fun j => if Nat.eqb j i then exp (- om^2) * sinh (om^2) else 0)).
      - apply (Sum_single k i (fun _ => exp (- om^2) * sinh (om^2))); easy.
      - intros j Hj. unfold sine_kappa. rewrite 2!teacher_square, Hv, (Nat.eqb_sym i j) by easy.
        destruct (Nat.eqb j i); [|rewrite Rmult_0_r, sinh_0; ring]. f_equal; f_equal; field. }
  rewrite (Sum_group n k g) by apply Hg.
  rewrite <- (Sum_scal n 2), <- Sum_minus, <- Sum_plus.
  apply Sum_ext; intros i Hi. pose proof (size_pos i Hi). rewrite gsum_const. fold (l i).
  unfold sine_one_neuron_loss, sine_group_kappa, A, sine_copy_a, Rdiv at 5. fold (l i).
  rewrite <- (exp_joined (- om^2 * (1 - / l i) / 2) (- om^2 * (/ l i + 1) / 2) (- om^2)) by (field; lra). ring.
Qed.
End SineCA.
