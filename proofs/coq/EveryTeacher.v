(* The same for all teacher nodes at once, by different students. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks Triples SecondDifference Pigeonhole Angles Crossing OneTeacher.
Import ListNotations.
Open Scope R_scope.

Lemma finite_choice m (P : nat -> nat -> Prop) : (forall j, (j < m)%nat -> exists i, P j i) ->
  exists f, forall j, (j < m)%nat -> P j (f j).
Proof.
  induction m as [|m IH]; intros H; [exists (fun _ => 0%nat); intros; lia|].
  destruct IH as [f Hf]; [intros; apply H; lia|]. destruct (H m ltac:(lia)) as [i Hi].
  exists (fun j => if Nat.eqb j m then i else f j). intros j Hj.
  destruct (Nat.eqb_spec j m) as [->|]; [easy|apply Hf; lia].
Qed.

(* Every teacher node is found, and by different students *)
Theorem every_teacher_is_specialised c d C teacher student (k : nat -> nat) (p N : nat) (x e : nat -> nat -> vec)
    eps del s :
  c < 1 -> (1 <= p)%nat -> ((units student + units teacher - 2) * (p - 1) < N)%nat -> 0 < s ->
  (forall j, (j < units teacher)%nat -> (k j < units student)%nat /\ spread d N p (weight teacher j) (x j) s /\
     forall i, (i < N)%nat -> observes c d C teacher student (k j) j eps (x j i) (e j i) /\
                              dot d (e j i) (e j i) <= del^2 /\
                              small_on_triple c d C teacher student (k j) eps (x j i) (e j i)) ->
  (forall j j', (j < units teacher)%nat -> (j' < units teacher)%nat -> j <> j' ->
     4 * angle_tolerance p del s < sin2_angle d (weight teacher j) (weight teacher j')) ->
  exists f : nat -> nat,
    (forall j, (j < units teacher)%nat -> (f j < units student)%nat /\ f j <> k j /\
       sin2_angle d (weight student (f j)) (weight teacher j) <= angle_tolerance p del s) /\
    (forall j j', (j < units teacher)%nat -> (j' < units teacher)%nat -> f j = f j' -> j = j').
Proof.
  intros Hc Hd HN Hs H Hsep.
  assert (Heta : 0 <= angle_tolerance p del s).
  { unfold angle_tolerance. apply Rmult_le_pos.
    - apply Rmult_le_pos; [apply pos_INR|apply pow2_ge_0].
    - apply Rlt_le, Rinv_0_lt_compat, pow_lt, Hs. }
  destruct (finite_choice (units teacher) (fun j i => (i < units student)%nat /\ i <> k j /\ 0 < dot d (weight
      student i) (weight student i) /\
       sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p del s)) as [f Hf].
  { intros j Hj. destruct (H j Hj) as [Hk [HS HT]].
    destruct (specialisation c d C teacher student (k j) j p N (x j) (e j) eps del s) as [i [A [B [D [F _]]]]]; try
        easy.
    - intros j' Hj' Hn. specialize (Hsep j' j Hj' Hj Hn).
      lra.
    - now exists i. }
  exists f. split.
  - intros j Hj. destruct (Hf j Hj) as [A [B [_ D]]]. easy.
  - intros j j' Hj Hj' E. destruct (Nat.eq_dec j j') as [|Hn]; [easy|]. exfalso.
    destruct (Hf j Hj) as [_ [_ [P D]]]. destruct (Hf j' Hj') as [_ [_ [_ D']]]. rewrite <- E in D'.
    assert (NZ : forall j, (j < units teacher)%nat -> 0 < dot d (weight teacher j) (weight teacher j)).
    { intros l Hl. destruct (H l Hl) as [_ [_ HT]]. destruct (HT 0%nat (Nat.le_lt_trans _ _ _ (Nat.le_0_l _) HN)) as
        [HO [_ HG]].
      exact (observed_nonzero _ _ _ _ _ _ _ _ _ _ _ Hc (observes_is_near _ _ _ _ _ _ _ _ _ _ HO) HG). }
    pose proof (sin2_angle_triangle d _ _ _ _ P (NZ j Hj) (NZ j' Hj') D D') as Q.
    specialize (Hsep j j' Hj Hj' Hn).
    exact (Rlt_irrefl _ (Rlt_le_trans _ _ _ Hsep Q)).
Qed.
