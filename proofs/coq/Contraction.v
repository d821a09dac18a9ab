(* Contractions of a ball of R^m in the sup norm have one fixed point. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums.
Open Scope R_scope.

Definition ball_inf (m : nat) (x0 : nat -> R) (r : R) (x : nat -> R) : Prop :=
  forall i, (i < m)%nat -> Rabs (x i - x0 i) <= r.

Lemma geom_small q A e : 0 <= q < 1 -> (forall n, e <= A * q^n) -> e <= 0.
Proof.
  intros Hq H.
  assert (L : is_lim_seq (fun n => A * q^n) (A * 0)).
  { apply (is_lim_seq_scal_l _ A 0). apply is_lim_seq_geom. rewrite Rabs_pos_eq; lra. }
  rewrite Rmult_0_r in L.
  apply (is_lim_seq_le (fun _ => e) (fun n => A * q^n) e 0); [easy|apply is_lim_seq_const|easy].
Qed.

Section Banach.
Variables (m : nat) (phi : (nat -> R) -> nat -> R) (x0 : nat -> R) (r q : R).
Hypothesis Hr : 0 <= r.
Hypothesis Hq : 0 <= q < 1.
Hypothesis Hlip : forall x y del, ball_inf m x0 r x -> ball_inf m x0 r y -> 0 <= del ->
  (forall j, (j < m)%nat -> Rabs (x j - y j) <= del) ->
  forall i, (i < m)%nat -> Rabs (phi x i - phi y i) <= q * del.
Hypothesis H0 : forall i, (i < m)%nat -> Rabs (phi x0 i - x0 i) <= (1 - q) * r.

Fixpoint X (n : nat) : nat -> R := match n with O => x0 | S p => phi (X p) end.

Lemma qn n : 0 <= q^n.
Proof. apply pow_le; lra. Qed.

Lemma X_step n : (forall i, (i < m)%nat -> Rabs (X (S n) i - X n i) <= q^n * ((1-q)*r)) /\
  (forall i, (i < m)%nat -> Rabs (X n i - x0 i) <= (1 - q^n) * r) /\
  (forall i, (i < m)%nat -> Rabs (X (S n) i - x0 i) <= (1 - q^(S n)) * r).
Proof.
  induction n as [|n [A [B C]]].
  - simpl. repeat split; intros i Hi.
    + rewrite Rmult_1_l. now apply H0.
    + rewrite Rminus_eq_0, Rabs_R0. lra.
    + rewrite Rmult_1_r. now apply H0.
  - assert (D : forall i, (i < m)%nat -> Rabs (X (S (S n)) i - X (S n) i) <= q^(S n) * ((1-q)*r)).
    { intros i Hi. simpl X.
      replace (q^(S n) * ((1-q)*r)) with (q * (q^n * ((1-q)*r))) by (simpl; ring).
      apply (Hlip (phi (X n)) (X n)); try easy.
      - intros j Hj. apply Rle_trans with (1 := C j Hj). pose proof (qn (S n)); nra.
      - intros j Hj. apply Rle_trans with (1 := B j Hj). pose proof (qn n); nra.
      - pose proof (qn n). apply Rmult_le_pos; [easy|nra]. }
    repeat split; try easy. intros i Hi.
    specialize (D i Hi). specialize (C i Hi).
    replace (X (S (S n)) i - x0 i) with ((X (S (S n)) i - X (S n) i) + (X (S n) i - x0 i)) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _).
    replace ((1 - q^(S (S n)))*r) with (q^(S n)*((1-q)*r) + (1-q^(S n))*r) by (simpl; ring). lra.
Qed.

Lemma X_ball n : ball_inf m x0 r (X n).
Proof.
  intros i Hi. destruct (X_step n) as [_ [B _]]. apply Rle_trans with (1 := B i Hi).
  pose proof (qn n); nra.
Qed.

Lemma X_cauchy n p i : (i < m)%nat -> Rabs (X (n + p) i - X n i) <= q^n * (1 - q^p) * r.
Proof.
  intros Hi. induction p as [|p IH].
  - rewrite Nat.add_0_r, Rminus_eq_0, Rabs_R0. simpl. lra.
  - rewrite Nat.add_succ_r. destruct (X_step (n+p)) as [A _]. specialize (A i Hi).
    replace (X (S (n+p)) i - X n i) with ((X (S (n+p)) i - X (n+p) i) + (X (n+p) i - X n i)) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _).
    replace (q^n * (1 - q^(S p)) * r) with (q^(n+p)*((1-q)*r) + q^n*(1-q^p)*r).
    + lra.
    + rewrite pow_add. simpl. ring.
Qed.

Lemma X_lim i : (i < m)%nat -> exists l : R, forall n, Rabs (l - X n i) <= q^n * r.
Proof.
  intros Hi.
  assert (Hc : ex_lim_seq_cauchy (fun n => X n i)).
  { intros eps.
    assert (exists N, q^N * r < eps) as [N HN].
    { destruct (pow_lt_1_zero q) with (y := eps / (r+1)) as [N HN].
      - rewrite Rabs_pos_eq; lra.
      - apply Rdiv_lt_0_compat; [apply eps|lra].
      - exists N. specialize (HN N (le_n N)). rewrite Rabs_pos_eq in HN by apply qn.
        pose proof (cond_pos eps). apply Rle_lt_trans with (eps/(r+1)*r).
        + apply Rmult_le_compat_r; lra.
        + apply (Rmult_lt_reg_r (r+1)); [lra|]. field_simplify; lra. }
    exists N.
    assert (G : forall n p, (N <= n)%nat -> Rabs (X (n+p) i - X n i) < eps).
    { intros n p Hn. apply Rle_lt_trans with (1 := X_cauchy n p i Hi).
      apply Rle_lt_trans with (2 := HN).
      replace n with (N + (n - N))%nat by lia. rewrite pow_add.
      pose proof (qn N). pose proof (qn (n-N)). pose proof (qn p).
      assert (q^(n-N) <= 1) by (rewrite <- (pow1 (n-N)); apply pow_incr; lra).
      replace (q ^ N * q ^ (n - N) * (1 - q ^ p) * r) with (q^N * r * (q^(n-N) * (1-q^p))) by ring.
      rewrite <- (Rmult_1_r (q^N*r)) at 2. apply Rmult_le_compat_l; nra. }
    intros n p Hn Hp. destruct (le_ge_dec n p) as [H|H].
    - replace p with (n + (p-n))%nat by lia. rewrite <- Rabs_Ropp, Ropp_minus_distr. now apply G.
    - replace n with (p + (n-p))%nat by lia. now apply G. }
  apply ex_lim_seq_cauchy_corr in Hc. destruct Hc as [l Hl].
  exists l. intros n.
  assert (Hl' : is_lim_seq (fun p => X (n+p) i) l).
  { apply is_lim_seq_ext with (fun p => X (p+n) i).
    - intros p. now rewrite Nat.add_comm.
    - now apply (is_lim_seq_incr_n (fun p => X p i) n). }
  assert (Hd : is_lim_seq (fun p => Rabs (X (n+p) i - X n i)) (Rabs (l - X n i))).
  { apply (is_lim_seq_abs _ (l - X n i)). apply is_lim_seq_minus'; [easy|apply is_lim_seq_const]. }
  apply (is_lim_seq_le (fun p => Rabs (X (n+p) i - X n i)) (fun _ => q^n*r)
           (Rabs (l - X n i)) (q^n*r)); [|easy|apply is_lim_seq_const].
  intros p. apply Rle_trans with (1 := X_cauchy n p i Hi).
  pose proof (qn n). pose proof (qn p).
  replace (q^n*(1-q^p)*r) with (q^n * r * (1 - q^p)) by ring.
  rewrite <- (Rmult_1_r (q^n*r)) at 2. apply Rmult_le_compat_l; nra.
Qed.

(* choice-free: pick the limits with Lim_seq *)
Definition xlim : nat -> R := fun i => real (Lim_seq (fun n => X n i)).

Lemma xlim_bound i n : (i < m)%nat -> Rabs (xlim i - X n i) <= q^n * r.
Proof.
  intros Hi. destruct (X_lim i Hi) as [l Hl].
  assert (L : is_lim_seq (fun n => X n i) l).
  { apply is_lim_seq_spec. intros eps.
    destruct (pow_lt_1_zero q) with (y := eps / (r+1)) as [N HN].
    - rewrite Rabs_pos_eq; lra.
    - apply Rdiv_lt_0_compat; [apply eps|lra].
    - exists N. intros p Hp. specialize (HN p Hp). rewrite Rabs_pos_eq in HN by apply qn.
      rewrite <- Rabs_Ropp, Ropp_minus_distr. apply Rle_lt_trans with (1 := Hl p).
      pose proof (cond_pos eps). apply Rle_lt_trans with (eps/(r+1)*r).
      + apply Rmult_le_compat_r; lra.
      + apply (Rmult_lt_reg_r (r+1)); [lra|]. field_simplify; lra. }
  unfold xlim. apply is_lim_seq_unique in L. rewrite L. apply Hl.
Qed.

Theorem banach_exists : ball_inf m x0 r xlim /\ forall i, (i < m)%nat -> phi xlim i = xlim i.
Proof.
  assert (HB : ball_inf m x0 r xlim).
  { intros i Hi. pose proof (xlim_bound i 0 Hi) as H. simpl in H. lra. }
  split; [easy|]. intros i Hi.
  apply Rminus_diag_uniq, Rabs_eq_0, Rle_antisym; [|apply Rabs_pos].
  apply (geom_small q (2*q*r)); [easy|]. intros n.
  pose proof (xlim_bound i (S n) Hi) as A.
  assert (B : Rabs (phi xlim i - phi (X n) i) <= q * (q^n*r)).
  { apply Hlip; try easy.
    - apply X_ball.
    - pose proof (qn n); nra.
    - intros j Hj. now apply xlim_bound. }
  replace (phi xlim i - xlim i) with ((phi xlim i - phi (X n) i) + - (xlim i - X (S n) i)) by (simpl; ring).
  apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp. simpl in A. simpl. lra.
Qed.

Theorem banach_unique x y : ball_inf m x0 r x -> ball_inf m x0 r y ->
  (forall i, (i < m)%nat -> phi x i = x i) -> (forall i, (i < m)%nat -> phi y i = y i) ->
  forall i, (i < m)%nat -> x i = y i.
Proof.
  intros Bx By Fx Fy.
  assert (G : forall n i, (i < m)%nat -> Rabs (x i - y i) <= q^n * (2*r)).
  { induction n as [|n IH]; intros i Hi.
    - specialize (Bx i Hi). specialize (By i Hi). simpl.
      replace (x i - y i) with ((x i - x0 i) + - (y i - x0 i)) by ring.
      apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp. lra.
    - rewrite <- (Fx i Hi), <- (Fy i Hi). replace (q^(S n)*(2*r)) with (q*(q^n*(2*r))) by (simpl; ring).
      apply Hlip; try easy. pose proof (qn n). nra. }
  intros i Hi. apply Rminus_diag_uniq, Rabs_eq_0, Rle_antisym; [|apply Rabs_pos].
  apply (geom_small q (2*r)); [easy|]. intros n. rewrite Rmult_comm. now apply G.
Qed.
End Banach.
