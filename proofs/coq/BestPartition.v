(* Among all partitions the loss of the copy-average point is least iff all groups but one have one member. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks CopyAverage CopyAverageCritical OneNeuronLoss.
Open Scope R_scope.

(* sizes l_i >= 1 and their sum *)
Fixpoint Total (n : nat) (f : nat -> nat) : nat :=
  match n with O => O | S m => (Total m f + f m)%nat end.

Lemma Total_at_least n l : (forall i, (i < n)%nat -> (1 <= l i)%nat) -> (n <= Total n l)%nat.
Proof.
  induction n as [|n IH]; intros H; simpl; [lia|].
  specialize (H n ltac:(lia)) as H'. assert (n <= Total n l)%nat by (apply IH; intros; apply H; lia). lia.
Qed.
Lemma Total_least n l : (forall i, (i < n)%nat -> (1 <= l i)%nat) -> Total n l = n ->
  forall i, (i < n)%nat -> l i = 1%nat.
Proof.
  induction n as [|n IH]; intros H E i Hi; [lia|]. simpl in E.
  pose proof (Total_at_least n l ltac:(intros; apply H; lia)). pose proof (H n ltac:(lia)).
  destruct (Nat.eq_dec i n) as [->|]; [lia|]. apply IH; try lia. intros; apply H; lia.
Qed.

(* f(1) = 0, f strictly concave: the least of Σ f(l_i) is f of all that is left over *)
Section Concave.
Variable f : R -> R.
Hypothesis (f1 : f 1 = 0).
Hypothesis (concave : forall x y t, 1/2 < x -> 1/2 < y -> x <> y -> 0 < t < 1 ->
  t * f x + (1 - t) * f y < f (t * x + (1 - t) * y)).

Theorem best_sizes n l : (1 <= n)%nat -> (forall i, (i < n)%nat -> (1 <= l i)%nat) ->
  f (INR (Total n l - n + 1)) <= Sum n (fun i => f (INR (l i))) /\
  (Sum n (fun i => f (INR (l i))) = f (INR (Total n l - n + 1)) <->
      all_singletons_but_one n l).
Proof.
  intros Hn. induction n as [|n IH]; [lia|]. intros H.
  destruct (Nat.eq_dec n 0) as [->|Hn0].
  { simpl. replace (l 0%nat - 1 + 1)%nat with (l 0%nat) by (specialize (H 0%nat); lia).
    rewrite Rplus_0_l. split; [lra|]. split; [|easy]. intros _. exists 0%nat. split; [lia|]. intros; lia. }
  destruct IH as [IH1 IH2]; [lia|intros; apply H; lia|].
  pose proof (Total_at_least n l ltac:(intros; apply H; lia)) as HS.
  pose proof (H n ltac:(lia)) as Hl.
  simpl Sum. simpl Total. set (S0 := Total n l) in *.
  set (m := (S0 - n + 1)%nat) in *. assert (Hm : (1 <= m)%nat) by lia.
  replace (S0 + l n - S n + 1)%nat with (m + l n - 1)%nat by lia.
  destruct (Nat.eq_dec (l n) 1) as [E|E].
  - rewrite E. replace (m + 1 - 1)%nat with m by lia. simpl (INR 1). rewrite f1, Rplus_0_r.
    split; [easy|]. rewrite IH2. split; intros [i0 [A B]].
    + exists i0. split; [lia|]. intros i Hi Hne. destruct (Nat.eq_dec i n) as [->|]; [easy|]. apply B; lia.
    + destruct (Nat.eq_dec i0 n) as [->|].
      * exists 0%nat. split; [lia|]. intros i Hi _. apply B; lia.
      * exists i0. split; [lia|]. intros i Hi Hne. apply B; lia.
  - destruct (Nat.eq_dec m 1) as [Em|Em].
    + rewrite Em in *. replace (1 + l n - 1)%nat with (l n) by lia.
      assert (A1 : forall i, (i < n)%nat -> l i = 1%nat) by (apply Total_least; [intros; apply H; lia|lia]).
      rewrite (Sum_ext n _ (fun _ => 0)), Sum_0, Rplus_0_l.
      2:{ intros i Hi. rewrite A1 by easy. apply f1. }
      split; [lra|]. split; [|easy]. intros _. exists n. split; [lia|]. intros i Hi Hne. apply A1; lia.
    + assert (St : f (INR (m + l n - 1)) < f (INR m) + f (INR (l n))).
      { rewrite minus_INR, plus_INR by lia. apply (merging f f1 concave); apply (lt_INR 1); lia. }
      split; [lra|]. split; [lra|]. intros [i0 [A B]]. exfalso.
      assert (i0 = n) by (destruct (Nat.eq_dec i0 n); [easy|exfalso; apply E, B; lia]). subst i0.
      assert (Total n l = n).
      { clear -B. assert (forall i, (i < n)%nat -> l i = 1%nat) by (intros; apply B; lia). clear B.
        induction n; [easy|]. simpl. rewrite IHn by (intros; apply H; lia). rewrite H by lia. lia. }
      unfold m, S0 in Em. lia.
Qed.

End Concave.

Lemma group_sizes_total n k g : (forall j, (j < k)%nat -> (g j < n)%nat) -> Total n (group_size k g) = k.
Proof.
  intros Hg. apply INR_eq. transitivity (Sum n (fun i => INR (group_size k g i))).
  - clear. induction n; [easy|]. simpl. now rewrite plus_INR, IHn.
  - rewrite (Sum_ext n _ (fun i => Sum k (fun j => if Nat.eqb (g j) i then 1 else 0)))
      by (intros; apply group_size_Sum).
    rewrite <- (Sum_group n k g (fun _ => 1)) by easy. rewrite Sum_const. ring.
Qed.

Theorem best_groups f n k g : f 1 = 0 ->
  (forall x y t, 1/2 < x -> 1/2 < y -> x <> y -> 0 < t < 1 -> t * f x + (1 - t) * f y < f (t * x + (1 - t) * y)) ->
  (1 <= n)%nat -> partition_into n k g ->
  f (INR (k - n + 1)) <= Sum n (fun i => f (INR (group_size k g i))) /\
  (Sum n (fun i => f (INR (group_size k g i))) = f (INR (k - n + 1)) <-> all_singletons_but_one n (group_size k g)).
Proof.
  intros f1 concave Hn Hg. pose proof (best_sizes f f1 concave n (group_size k g) Hn ltac:(apply Hg)) as H.
  rewrite group_sizes_total in H by apply Hg. exact H.
Qed.

(* the groups {0}, …, {n-2}, {n-1, …, k-1} *)
Lemma a_best_partition n k : (1 <= n <= k)%nat ->
  exists g, partition_into n k g /\ all_singletons_but_one n (group_size k g).
Proof.
  intros Hn. set (g := fun j => Nat.min j (n - 1)).
  assert (S1 : forall i, (i < n)%nat -> i <> (n - 1)%nat -> group_size k g i = 1%nat).
  { intros i Hi Hne. apply INR_eq. rewrite group_size_Sum.
    rewrite (Sum_ext k _ (fun j => if Nat.eqb j i then 1 else 0)).
    - now rewrite (Sum_single k i (fun _ => 1)) by lia.
    - intros j Hj. unfold g. destruct (Nat.eqb_spec (Nat.min j (n - 1)) i), (Nat.eqb_spec j i); lia || easy. }
  exists g. split; [|exists (n - 1)%nat; split; [lia|intros; now apply S1]].
  split; [intros; unfold g; lia|]. intros i Hi. destruct (Nat.eq_dec i (n - 1)) as [->|]; [|rewrite S1; lia].
  unfold group_size. assert (In (n - 1)%nat (filter (fun j => Nat.eqb (g j) (n - 1)) (seq 0 k))) as HI.
  { apply filter_In. split; [apply in_seq; lia|]. apply Nat.eqb_eq. unfold g. lia. }
  destruct (filter _ _); [easy|simpl; lia].
Qed.

(* With the total k the least of Σ L*(l_i) is L*(k - n + 1), and only where all sizes but one are 1. *)
Theorem best_partition d n k v g : (1 <= n)%nat -> orthonormal d k v -> partition_into n k g ->
  one_neuron_loss (INR (k - n + 1)) <= loss d n k v (copy_a k g) (copy_w k v g) /\
  (loss d n k v (copy_a k g) (copy_w k v g) = one_neuron_loss (INR (k - n + 1)) <-> all_singletons_but_one n
      (group_size k g)).
Proof.
  intros Hn Hv Hg. rewrite copy_average_loss by easy.
  apply (best_groups one_neuron_loss); [exact one_neuron_loss_of_one|exact one_neuron_loss_strictly_concave|easy|easy].
Qed.

Theorem best_partition_attained d n k v : (1 <= n <= k)%nat -> orthonormal d k v ->
  exists g, partition_into n k g /\ loss d n k v (copy_a k g) (copy_w k v g) = one_neuron_loss (INR (k - n + 1)).
Proof.
  intros Hn Hv. destruct (a_best_partition n k Hn) as [g [P S1]]. exists g. split; [exact P|].
  now apply (best_partition d n k v g ltac:(lia) Hv P).
Qed.
