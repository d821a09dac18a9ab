(* N triples, each crossed by one of M units: one unit crosses p of them. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks Triples SecondDifference.
Import ListNotations.
Open Scope R_scope.

Lemma Sum_over_le I f b : (forall i, In i I -> f i <= b) -> Sum_over I f <= INR (length I) * b.
Proof.
  induction I as [|i I IH]; intros H; [simpl; lra|].
  change (f i + Sum_over I f <= INR (S (length I)) * b). rewrite S_INR.
  assert (f i <= b) by (apply H; now left).
  assert (Sum_over I f <= INR (length I) * b) by (apply IH; intros; apply H; now right). lra.
Qed.

Lemma Sum_over_ext I f g : (forall i, In i I -> f i = g i) -> Sum_over I f = Sum_over I g.
Proof.
  induction I as [|i I IH]; intros H; [easy|].
  change (f i + Sum_over I f = g i + Sum_over I g). rewrite (H i) by now left. f_equal.
  apply IH; intros; apply H; now right.
Qed.

Lemma count_Sum (P : nat -> bool) N :
  INR (length (filter P (seq 0 N))) = Sum N (fun i => if P i then 1 else 0).
Proof.
  induction N as [|N IH]; [easy|].
  rewrite seq_S, filter_app, app_length, plus_INR, IH. simpl. destruct (P N); simpl; lra.
Qed.

Lemma NoDup_firstn p : forall l : list nat, NoDup l -> NoDup (firstn p l).
Proof.
  induction p as [|p IH]; intros [|a l] H; simpl; try constructor.
  - inversion H as [|? ? Hn Hl]; subst. intros Hin. apply Hn.
    rewrite <- (firstn_skipn p l). apply in_or_app; now left.
  - inversion H; subst. now apply IH.
Qed.

(* Pigeonhole: N triples, each crossed by one of M units other than k and j; then one unit crosses p of them *)
Lemma pigeonhole (M N p k j : nat) (P : nat -> nat -> bool) :
  (k < M)%nat -> (j < M)%nat -> k <> j -> (1 <= p)%nat ->
  ((M - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat -> exists u, (u < M)%nat /\ u <> k /\ u <> j /\ P i u = true) ->
  exists u I, (u < M)%nat /\ u <> k /\ u <> j /\ length I = p /\ NoDup I /\
    forall i, In i I -> (i < N)%nat /\ P i u = true.
Proof.
  intros Hk Hj Hkj Hp HN H.
  set (cnt u := length (filter (fun i => P i u) (seq 0 N))).
  destruct (find_below M (fun u => u <> k /\ u <> j /\ (p <= cnt u)%nat)) as [[u [Hu [Huk [Huj Hc]]]]|Hno].
  - intros u. destruct (Nat.eq_dec u k), (Nat.eq_dec u j), (le_dec p (cnt u)); first [left; tauto|right; tauto].
  - set (L := filter (fun i => P i u) (seq 0 N)).
    exists u, (firstn p L). repeat split; try easy.
    + apply firstn_length_le. exact Hc.
    + apply NoDup_firstn, NoDup_filter, seq_NoDup.
    + assert (HL : In i L) by (rewrite <- (firstn_skipn p L); apply in_or_app; now left).
      apply filter_In in HL. destruct HL as [HL _]. apply in_seq in HL. lia.
    + assert (HL : In i L) by (rewrite <- (firstn_skipn p L); apply in_or_app; now left).
      now apply filter_In in HL.
  - exfalso.
    set (b := INR (p - 1)).
    assert (Hb : 0 <= b) by apply pos_INR.
    assert (E1 : INR N <= Sum N (fun i => Sum M (fun u =>
       if Nat.eqb u k then 0 else if Nat.eqb u j then 0 else if P i u then 1 else 0))).
    { replace (INR N) with (Sum N (fun _ => 1)) by (rewrite Sum_const; ring).
      apply Sum_le; intros i Hi. destruct (H i Hi) as [u [Hu [Huk [Huj HP]]]].
      set (f := fun u => if Nat.eqb u k then 0 else if Nat.eqb u j then 0 else if P i u then 1 else 0).
      assert (F : f u = 1).
      { unfold f. rewrite (proj2 (Nat.eqb_neq u k) Huk), (proj2 (Nat.eqb_neq u j) Huj), HP. easy. }
      rewrite <- F. apply Sum_le_term; [easy|]. intros u' _. unfold f.
      destruct (Nat.eqb u' k), (Nat.eqb u' j), (P i u'); lra. }
    assert (E2 : Sum N (fun i => Sum M (fun u =>
       if Nat.eqb u k then 0 else if Nat.eqb u j then 0 else if P i u then 1 else 0))
       <= Sum M (fun u => b - (if Nat.eqb u k then b else 0) - (if Nat.eqb u j then b else 0))).
    { rewrite Sum_swap. apply Sum_le; intros u Hu.
      destruct (Nat.eqb_spec u k) as [->|Huk].
      - rewrite Sum_0. destruct (Nat.eqb_spec k j); [easy|lra].
      - destruct (Nat.eqb_spec u j) as [->|Huj].
        + rewrite Sum_0. lra.
        + rewrite <- count_Sum. fold (cnt u).
          assert (cnt u <= p - 1)%nat.
          { destruct (le_dec p (cnt u)) as [Hc|Hc]; [exfalso; now apply (Hno u Hu)|lia]. }
          rewrite !Rminus_0_r. now apply le_INR. }
    rewrite 2!Sum_minus, Sum_const, (Sum_single M k (fun _ => b)), (Sum_single M j (fun _ => b)) in E2 by easy.
    assert (E3 : INR N <= INR ((M - 2) * (p - 1))).
    { rewrite mult_INR, minus_INR by lia. fold b. simpl (INR 2). lra. }
    apply INR_le in E3. lia.
Qed.
