(* The Krawczyk test: if it says true, the box holds exactly one zero. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Coq Require Import ZArith Bool.
From Interval Require Import Real.Xreal Interval.Interval Interval.Float Interval.Float_full Interval.Transcend
    Float.Specific_stdz Float.Specific_ops Float.Basic Float.Sig.
From Symcrit Require Import Sums Contraction Programs.
Import ListNotations.
Open Scope R_scope.

Section Kraw.
Variable prec : I.precision.
Variables (m : nat) (p : list op) (outs : list nat).
Definition rat := (Z * positive)%type.
Definition rq (z : rat) : R := IZR (fst z) / IZR (Zpos (snd z)).
Definition iq (z : rat) : itv := cst prec (fst z) (snd z).
Lemma iq_ok z : incl (iq z) (rq z). Proof. apply incl_cst. Qed.
Definition vq (l : list rat) (i : nat) : rat := nth i l (0%Z, 1%positive).
Definition mq (l : list (list rat)) (i j : nat) : rat := vq (nth i l []) j.

(* the system: m equations in m unknowns *)
Definition sys (x : nat -> R) (l : nat) : R := getR (runR p (map x (seq 0 m))) (nth l outs O).

Variables (x0 : list rat) (r q : rat) (C D : list (list rat)).
Definition x0R i := rq (vq x0 i).
Fixpoint isum (n : nat) (f : nat -> itv) : itv :=
  match n with O => I.zero | S k => I.add prec (isum k f) (f k) end.
Definition idel (i j : nat) : itv := if Nat.eqb j i then I.fromZ prec 1 else I.zero.
Definition sym : itv := I.join (iq r) (I.neg (iq r)).
Definition inpD (thin : bool) : list dual :=
  map (fun i => (if thin then iq (vq x0 i) else I.add prec (iq (vq x0 i)) sym,
                 map (idel i) (seq 0 m))) (seq 0 m).
Definition rowcheck (A : nat -> nat -> itv) : bool :=
  forallb (fun i => pos (I.sub prec (iq q) (isum m (fun j => I.abs (I.sub prec (idel i j) (A i j)))))) (seq 0 m).
Definition check : bool :=
  match runD prec m p (inpD true), runD prec m p (inpD false) with
  | Some e0, Some e =>
     pos (iq r) && pos (iq q) && pos (I.sub prec (I.fromZ prec 1) (iq q)) &&
     forallb (fun i => pos (I.sub prec (I.mul prec (I.sub prec (I.fromZ prec 1) (iq q)) (iq r))
        (I.abs (isum m (fun l => I.mul prec (iq (mq C i l)) (fst (getD e0 (nth l outs O)))))))) (seq 0 m) &&
     rowcheck (fun i j => isum m (fun l => I.mul prec (iq (mq C i l))
                                   (nth j (snd (getD e (nth l outs O))) I.nai))) &&
     rowcheck (fun i j => isum m (fun l => I.mul prec (iq (mq D i l)) (iq (mq C l j))))
  | _, _ => false end.

Lemma isum_ok n f g : (forall i, (i < n)%nat -> incl (f i) (g i)) -> incl (isum n f) (Sum n g).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply incl_zero|].
  apply incl_add; [apply IH; intros; apply H; lia|apply H; lia].
Qed.
Definition del (i j : nat) : R := if Nat.eqb j i then 1 else 0.
Lemma idel_ok i j : incl (idel i j) (del i j).
Proof. unfold idel, del. destruct (Nat.eqb j i); [apply (incl_Z prec 1)|apply incl_zero]. Qed.
Lemma rowcheck_ok A B : rowcheck A = true ->
  forall i, (i < m)%nat -> (forall j, (j < m)%nat -> incl (A i j) (B j)) ->
  Sum m (fun j => Rabs (del i j - B j)) < rq q.
Proof.
  intros H i Hi HA. unfold rowcheck in H. rewrite forallb_forall in H.
  specialize (H i ltac:(apply in_seq; lia)).
  eapply Rminus_gt_0_lt. eapply pos_correct; [|exact H].
  apply incl_sub; [apply iq_ok|]. apply isum_ok. intros j Hj.
  apply incl_abs, incl_sub; [apply idel_ok|now apply HA].
Qed.
Lemma sym_ok y : Rabs y <= rq r -> incl sym y.
Proof.
  intros H. apply Rabs_le_between in H. unfold incl, sym.
  apply (contains_connected (I.convert (I.join (iq r) (I.neg (iq r)))) (- rq r) (rq r)); [| |easy].
  - apply I.join_correct. right. apply (incl_neg (iq r) (rq r)), iq_ok.
  - apply I.join_correct. left. apply iq_ok.
Qed.

Lemma nth_map_seq {T} (f : nat -> T) d i : (i < m)%nat -> nth i (map f (seq 0 m)) d = f i.
Proof.
  intros Hi. rewrite nth_indep with (d' := f O) by (now rewrite map_length, seq_length).
  rewrite map_nth. now rewrite seq_nth.
Qed.

Lemma Sum_abs_le n (A h : nat -> R) de : 0 <= de -> (forall j, (j < n)%nat -> Rabs (h j) <= de) ->
  Rabs (Sum n (fun j => A j * h j)) <= Sum n (fun j => Rabs (A j)) * de.
Proof.
  intros Hd. induction n as [|n IH]; intros H; simpl; [rewrite Rabs_R0; lra|].
  apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_mult, Rmult_plus_distr_r.
  apply Rplus_le_compat; [apply IH; intros; apply H; lia|].
  apply Rmult_le_compat_l; [apply Rabs_pos|apply H; lia].
Qed.

Definition phi (x : nat -> R) (i : nat) : R := x i - Sum m (fun l => rq (mq C i l) * sys x l).

(* inputs moving on a segment inside the (thin or thick) box *)
Lemma inp_ok thin y h t0 :
  (forall i, (i < m)%nat -> incl (fst (getD (inpD thin) i)) (y i + t0 * h i)) ->
  okenv m h t0 (map (fun i t => y i + t * h i) (seq 0 m)) (inpD thin).
Proof.
  intros H i. destruct (lt_dec i m) as [Hi|Hi].
  - specialize (H i Hi). rewrite nth_map_seq by easy. split; [easy|].
    exists (fun j => del i j). split.
    + intros j Hj. unfold getD, inpD. rewrite nth_map_seq by easy. simpl snd.
      rewrite nth_map_seq by easy. apply idel_ok.
    + evar_last.
      * auto_derive; [easy|reflexivity].
      * rewrite (Sum_ext m _ (fun j => if Nat.eqb j i then h j else 0)).
        { rewrite Sum_single by easy. ring. }
        intros j _. unfold del. destruct (Nat.eqb j i); ring.
  - unfold getD. rewrite 2!nth_overflow; [apply ok_dflt| |].
    + unfold inpD. rewrite map_length, seq_length. lia.
    + rewrite map_length, seq_length. lia.
Qed.

Lemma sys_path y h l : (fun t => sys (fun i => y i + t * h i) l)
  = nth (nth l outs O) (runF p (map (fun i t => y i + t * h i) (seq 0 m))) (fun _ => 0).
Proof.
  apply functional_extensionality; intros t. unfold sys.
  rewrite <- getR_map. f_equal. rewrite <- runF_map. f_equal. rewrite map_map. easy.
Qed.

Lemma comb_ok e h t0 fs (c : nat -> rat) L : okenv m h t0 fs e ->
  exists g : nat -> R,
    (forall j, (j < m)%nat -> incl (isum L (fun l => I.mul prec (iq (c l)) (nth j (snd (getD e (nth l outs O)))
        I.nai))) (g j)) /\
    is_derive (fun t => Sum L (fun l => rq (c l) * nth (nth l outs O) fs (fun _ => 0) t)) t0
      (Sum m (fun j => g j * h j)).
Proof.
  intros E. induction L as [|L [g [G DG]]].
  - exists (fun _ => 0). split; [intros; apply incl_zero|].
    rewrite (Sum_ext m _ (fun _ => 0)) by (intros; ring). rewrite Sum_0.
    change (is_derive (fun _ : R => 0) t0 0). apply @is_derive_const.
  - destruct (E (nth L outs O)) as [_ [g' [G' DG']]].
    exists (fun j => g j + rq (c L) * g' j). split.
    + intros j Hj. simpl. apply incl_add; [now apply G|]. apply incl_mul; [apply iq_ok|now apply G'].
    + simpl. evar_last.
      * apply @is_derive_plus; [exact DG|]. apply @is_derive_scal. exact DG'.
      * unfold plus, scal; simpl; unfold mult; simpl. rewrite <- Sum_scal, <- Sum_plus.
        apply Sum_ext; intros; ring.
Qed.

Theorem krawczyk : check = true ->
  exists x, ball_inf m x0R (rq r) x /\ (forall l, (l < m)%nat -> sys x l = 0) /\
    forall y, ball_inf m x0R (rq r) y -> (forall l, (l < m)%nat -> sys y l = 0) ->
      forall i, (i < m)%nat -> y i = x i.
Proof.
  unfold check. destruct (runD prec m p (inpD true)) as [e0|] eqn:R0; [|easy].
  destruct (runD prec m p (inpD false)) as [e|] eqn:R1; [|easy].
  rewrite !andb_true_iff. intros [[[[[H1 H2] H3] H4] H5] H6].
  assert (Hr : 0 < rq r) by (eapply pos_correct; [apply iq_ok|exact H1]).
  assert (Hq : 0 < rq q) by (eapply pos_correct; [apply iq_ok|exact H2]).
  assert (Hq1 : 0 < 1 - rq q).
  { eapply pos_correct; [|exact H3]. apply incl_sub; [apply (incl_Z prec 1)|apply iq_ok]. }
  rewrite forallb_forall in H4.
  (* Lipschitz *)
  assert (Lip : forall x y de, ball_inf m x0R (rq r) x -> ball_inf m x0R (rq r) y -> 0 <= de ->
    (forall j, (j < m)%nat -> Rabs (x j - y j) <= de) ->
    forall i, (i < m)%nat -> Rabs (phi x i - phi y i) <= rq q * de).
  { intros x y de Bx By Hde Hxy i Hi.
    set (h := fun j => x j - y j).
    set (psi := fun t => phi (fun j => y j + t * h j) i).
    assert (K : forall t0, 0 <= t0 <= 1 -> exists dv, is_derive psi t0 dv /\ Rabs dv <= rq q * de).
    { intros t0 Ht.
      assert (E : okenv m h t0 (map (fun i t => y i + t * h i) (seq 0 m)) (inpD false)).
      { apply inp_ok. intros j Hj. unfold getD, inpD. rewrite nth_map_seq by easy. simpl fst.
        replace (y j + t0 * h j) with (x0R j + (y j + t0 * h j - x0R j)) by ring.
        apply incl_add; [apply iq_ok|]. apply sym_ok.
        specialize (Bx j Hj). specialize (By j Hj). unfold h.
        replace (y j + t0 * (x j - y j) - x0R j) with (t0 * (x j - x0R j) + (1-t0) * (y j - x0R j)) by ring.
        apply Rle_trans with (1 := Rabs_triang _ _). rewrite 2!Rabs_mult, (Rabs_pos_eq t0), (Rabs_pos_eq (1-t0)) by
            lra.
        nra. }
      pose proof (runD_ok prec m h t0 p _ _ _ E R1) as E'.
      destruct (comb_ok e h t0 _ (mq C i) m E') as [g [G DG]].
      exists (Sum m (fun j => (del i j - g j) * h j)). split.
      - unfold psi, phi. evar_last.
        + apply (is_derive_minus (fun t => y i + t * h i)
            (fun t => Sum m (fun l => rq (mq C i l) * sys (fun j => y j + t * h j) l))).
          * auto_derive; [easy|reflexivity].
          * eapply is_derive_ext; [|exact DG]. intros t. apply Sum_ext; intros l _. f_equal.
            symmetry. exact (equal_f (sys_path y h l) t).
        + unfold minus, plus, opp; simpl.
          match goal with |- ?x + - ?y = ?z => change (x - y = z) end.
          rewrite (Sum_ext m (fun j => (del i j - g j) * h j) (fun j => (if Nat.eqb j i then h j else 0) - g j * h
              j)).
          * rewrite Sum_minus, Sum_single by easy. ring.
          * intros j _. unfold del. destruct (Nat.eqb j i); ring.
      - apply Rle_trans with (Sum m (fun j => Rabs (del i j - g j)) * de).
        + apply Sum_abs_le; [easy|]. exact Hxy.
        + apply Rmult_le_compat_r; [easy|]. apply Rlt_le.
          exact (rowcheck_ok _ g H5 i Hi G). }
    destruct (MVT_cor2 psi (Derive psi) 0 1 Rlt_0_1) as [c [E [Hc1 Hc2]]].
    { intros c Hc. destruct (K c Hc) as [dv [Hdv _]]. apply is_derive_Reals, Derive_correct.
      now exists dv. }
    destruct (K c ltac:(lra)) as [dv [Hdv Hb]]. rewrite (is_derive_unique _ _ _ Hdv) in E.
    replace (phi x i) with (psi 1).
    2:{ unfold psi. f_equal. apply functional_extensionality; intros j. unfold h. ring. }
    replace (phi y i) with (psi 0).
    2:{ unfold psi. f_equal. apply functional_extensionality; intros j. unfold h. ring. }
    rewrite E, Rminus_0_r, Rmult_1_r. exact Hb. }
  (* first step *)
  assert (St : forall i, (i < m)%nat -> Rabs (phi x0R i - x0R i) <= (1 - rq q) * rq r).
  { intros i Hi. specialize (H4 i ltac:(apply in_seq; lia)).
    apply Rlt_le. replace (phi x0R i - x0R i) with (- Sum m (fun l => rq (mq C i l) * sys x0R l)) by (unfold phi;
        ring).
    rewrite Rabs_Ropp. eapply Rminus_gt_0_lt. eapply pos_correct; [|exact H4].
    apply incl_sub. { apply incl_mul; [apply incl_sub; [apply (incl_Z prec 1)|]|]; apply iq_ok. }
    apply incl_abs, isum_ok. intros l Hl. apply incl_mul; [apply iq_ok|].
    assert (E : okenv m (fun _ => 0) 0 (map (fun i t => x0R i + t * 0) (seq 0 m)) (inpD true)).
    { apply (inp_ok true x0R (fun _ => 0)). intros j Hj. unfold getD, inpD. rewrite nth_map_seq by easy.
      replace (x0R j + 0 * 0) with (x0R j) by ring. apply iq_ok. }
    pose proof (runD_ok prec m _ _ p _ _ _ E R0) as E'. destruct (E' (nth l outs O)) as [V _].
    replace (sys x0R l) with (nth (nth l outs 0%nat) (runF p (map (fun i t => x0R i + t * 0) (seq 0 m))) (fun _ =>
        0) 0); [exact V|].
    rewrite <- (equal_f (sys_path x0R (fun _ => 0) l) 0). f_equal.
    apply functional_extensionality; intros j. ring. }
  (* C is injective *)
  assert (Inj : forall v : nat -> R, (forall i, (i < m)%nat -> Sum m (fun l => rq (mq C i l) * v l) = 0) ->
     forall i, (i < m)%nat -> v i = 0).
  { intros v Hv. set (M := Sum m (fun j => Rabs (v j))).
    assert (HM : forall i, (i < m)%nat -> Rabs (v i) <= M).
    { intros i Hi. unfold M. rewrite <- (Sum_single m i (fun j => Rabs (v j))) by easy.
      apply Sum_le. intros j _. destruct (Nat.eqb j i); [lra|apply Rabs_pos]. }
    assert (HM0 : 0 <= M) by (apply Sum_nonneg; intros; apply Rabs_pos).
    assert (G : forall n i, (i < m)%nat -> Rabs (v i) <= M * rq q ^ n).
    { induction n as [|n IH]; intros i Hi; [simpl; rewrite Rmult_1_r; auto|].
      set (B := fun j => Sum m (fun l => rq (mq D i l) * rq (mq C l j))).
      replace (v i) with (Sum m (fun j => (del i j - B j) * v j)).
      - apply Rle_trans with (Sum m (fun j => Rabs (del i j - B j)) * (M * rq q ^ n)).
        + apply Sum_abs_le; [|exact IH]. apply Rmult_le_pos; [easy|apply pow_le; lra].
        + replace (M * rq q ^ S n) with (rq q * (M * rq q ^ n)) by (simpl; ring).
          apply Rmult_le_compat_r; [apply Rmult_le_pos; [easy|apply pow_le; lra]|].
          apply Rlt_le, (rowcheck_ok _ B H6 i Hi). intros j Hj. apply isum_ok. intros l Hl.
          apply incl_mul; apply iq_ok.
      - rewrite (Sum_ext m _ (fun j => (if Nat.eqb j i then v j else 0) - B j * v j)).
        2:{ intros j _. unfold del. destruct (Nat.eqb j i); ring. }
        rewrite Sum_minus, Sum_single by easy.
        rewrite (Sum_ext m (fun j => B j * v j) (fun j => Sum m (fun l => rq (mq D i l) * (rq (mq C l j) * v j)))).
        2:{ intros j _. unfold B. rewrite <- Sum_scal_r. apply Sum_ext; intros; ring. }
        rewrite Sum_swap. rewrite (Sum_ext m _ (fun _ => 0)), Sum_0; [ring|].
        intros l Hl. rewrite Sum_scal, Hv by easy. ring. }
    intros i Hi. apply Rabs_eq_0, Rle_antisym; [|apply Rabs_pos].
    apply (geom_small (rq q) M); [lra|]. intros n. now apply G. }
  assert (Hq' : 0 <= rq q < 1) by lra.
  destruct (banach_exists m phi x0R (rq r) (rq q) (Rlt_le _ _ Hr) Hq' Lip St) as [B Fx].
  eexists. split; [exact B|]. split.
  - apply Inj. intros i Hi. specialize (Fx i Hi). unfold phi at 1 in Fx. lra.
  - intros y By Hy. apply (banach_unique m phi x0R (rq r) (rq q) (Rlt_le _ _ Hr) Hq' Lip); [easy|exact B| |exact Fx].
    intros i Hi. unfold phi. rewrite (Sum_ext m _ (fun _ => 0)), Sum_0; [ring|].
    intros l Hl. rewrite Hy by easy. ring.
Qed.
End Kraw.
