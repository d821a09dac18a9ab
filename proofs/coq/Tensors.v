(* Tensor powers as vectors of dimension d^p, Bessel, Gram-Schmidt, and the Eckart-Young bound in every degree. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks.
Open Scope R_scope.

(* v^{tensor p} as a vector of dimension d^p *)
Fixpoint tensor_power (d p : nat) (v : vec) : vec := match p with
  | O => fun _ => 1
  | S q => fun i => v (i mod d)%nat * tensor_power d q v (i / d)%nat end.

Lemma Sum_mul d N f : (0 < d)%nat ->
  Sum (d * N) f = Sum N (fun p => Sum d (fun i => f (i + d * p)%nat)).
Proof.
  intros Hd. induction N as [|N IH]; [now rewrite Nat.mul_0_r|].
  simpl Sum. rewrite <- IH. replace (d * S N)%nat with (d * N + d)%nat by lia.
  generalize (d * N)%nat as M. clear. intros M.
  induction d as [|d IH]; [rewrite Nat.add_0_r; simpl; ring|].
  rewrite Nat.add_succ_r. simpl. rewrite IH. rewrite (Nat.add_comm d M). ring.
Qed.

Lemma dot_tensor_power d p v w : (0 < d)%nat -> dot (d ^ p) (tensor_power d p v) (tensor_power d p w) = (dot d v w)
    ^ p.
Proof.
  intros Hd. induction p as [|p IH]; [unfold dot; simpl; ring|].
  unfold dot at 1. simpl Nat.pow. rewrite Sum_mul by easy. simpl pow. rewrite <- IH.
  unfold dot at 2. rewrite <- Sum_scal. apply Sum_ext; intros q _.
  unfold dot. rewrite <- Sum_scal_r. apply Sum_ext; intros i Hi. simpl.
  replace ((i + d * q) mod d)%nat with i by (rewrite Nat.mul_comm, Nat.mod_add, Nat.mod_small by lia; easy).
  replace ((i + d * q) / d)%nat with q by (rewrite Nat.mul_comm, Nat.div_add, Nat.div_small by lia; easy).
  ring.
Qed.

Lemma bessel D k (u : nat -> vec) r : orthonormal D k u -> Sum k (fun j => (dot D r (u j))^2) <= dot D r r.
Proof.
  intros Hu.
  set (P := fun c => Sum k (fun j => dot D r (u j) * u j c)).
  assert (HP : forall z, dot D P z = Sum k (fun j => dot D r (u j) * dot D (u j) z)).
  { intros z. unfold P. rewrite (dot_Sum_l D k (fun j c => dot D r (u j) * u j c)).
    apply Sum_ext; intros. now rewrite dot_scal_l. }
  assert (HPu : forall j, (j < k)%nat -> dot D P (u j) = dot D r (u j)).
  { intros j Hj. rewrite HP. rewrite (Sum_ext k _ (fun i => if Nat.eqb i j then dot D r (u i) else 0)).
    - now rewrite (Sum_single k j (fun i => dot D r (u i))).
    - intros i Hi. rewrite Hu by easy. destruct (Nat.eqb i j); ring. }
  pose proof (dot_nonneg D (fun c => 1 * r c + (-1) * P c)) as H.
  rewrite dot_lin_l, (dot_sym D r), (dot_sym D P), !dot_lin_l, (dot_sym D r P) in H.
  assert (E1 : dot D P r = Sum k (fun j => (dot D r (u j))^2)).
  { rewrite HP. apply Sum_ext; intros j _. rewrite (dot_sym D (u j)). ring. }
  assert (E2 : dot D P P = Sum k (fun j => (dot D r (u j))^2)).
  { rewrite HP. apply Sum_ext; intros j Hj. rewrite (dot_sym D (u j)), HPu by easy. ring. }
  rewrite E1, E2 in H. lra.
Qed.

Lemma zero_coords d y : dot d y y = 0 -> forall q, (q < d)%nat -> y q = 0.
Proof.
  unfold dot. induction d as [|d IH]; intros H q Hq; [lia|]. simpl in H.
  assert (0 <= Sum d (fun c => y c * y c)) by (apply Sum_nonneg; intros; nra).
  destruct (Nat.eq_dec q d) as [->|]; [nra|apply IH; [nra|lia]].
Qed.

(* Gram-Schmidt; e l is a unit vector or 0 *)
Lemma gram_schmidt d n (w : nat -> vec) : exists e : nat -> vec,
  (forall l, (l < n)%nat -> dot d (e l) (e l) = 1 \/ (forall q, (q < d)%nat -> e l q = 0)) /\
  (forall l l', (l < n)%nat -> (l' < n)%nat -> l <> l' -> dot d (e l) (e l') = 0) /\
  (forall i, (i < n)%nat -> forall q, (q < d)%nat -> w i q = Sum n (fun l => dot d (w i) (e l) * e l q)).
Proof.
  induction n as [|n [e [H1 [H2 H3]]]]; [exists (fun _ _ => 0); repeat split; intros; lia|].
  set (P := fun c => Sum n (fun l => dot d (w n) (e l) * e l c)).
  set (y := fun c => 1 * w n c + (-1) * P c).
  assert (HP : forall z, dot d P z = Sum n (fun j => dot d (w n) (e j) * dot d (e j) z)).
  { intros z. unfold P. rewrite (dot_Sum_l d n (fun j c => dot d (w n) (e j) * e j c)).
    apply Sum_ext; intros. now rewrite dot_scal_l. }
  assert (Ye : forall l, (l < n)%nat -> dot d y (e l) = 0).
  { intros l Hl. unfold y. rewrite dot_lin_l, HP.
    rewrite (Sum_ext n _ (fun i => if Nat.eqb i l then dot d (w n) (e i) else 0)).
    - rewrite (Sum_single n l (fun i => dot d (w n) (e i))) by easy. ring.
    - intros i Hi. destruct (Nat.eqb_spec i l) as [->|Hn].
      + destruct (H1 l Hl) as [E|Z]; [rewrite E; ring|]. rewrite (dot_zero_r d (w n) (e l) Z). ring.
      + rewrite H2 by easy. ring. }
  assert (Wy : dot d (w n) y = dot d y y).
  { assert (E : dot d P y = 0).
    { rewrite HP. rewrite (Sum_ext n _ (fun _ => 0)); [apply Sum_0|]. intros l Hl.
      rewrite (dot_sym d (e l)), Ye by easy. ring. }
    unfold y at 2. rewrite dot_lin_l, E. ring. }
  set (s := if Req_EM_T (dot d y y) 0 then 0 else / sqrt (dot d y y)).
  exists (fun l => if Nat.eqb l n then (fun c => s * y c) else e l).
  assert (EN : forall l, (l < n)%nat -> (if Nat.eqb l n then (fun c => s * y c) else e l) = e l).
  { intros l Hl. destruct (Nat.eqb_spec l n); [lia|easy]. }
  assert (Unit : dot d (fun c => s * y c) (fun c => s * y c) = 1 \/ (forall q, (q < d)%nat -> s * y q = 0)).
  { rewrite dot_scal_l, dot_sym, dot_scal_l. unfold s. destruct (Req_EM_T (dot d y y) 0) as [Z|Z].
    - right. intros; ring.
    - left. assert (0 < dot d y y) by (pose proof (dot_nonneg d y); lra).
      assert (0 < sqrt (dot d y y)) by now apply sqrt_lt_R0.
      rewrite <- (sqrt_sqrt (dot d y y)) at 3 by lra. field. lra. }
  repeat split.
  - intros l Hl. destruct (Nat.eqb_spec l n) as [->|]; [exact Unit|apply H1; lia].
  - intros l l' Hl Hl' Hn. destruct (Nat.eqb_spec l n) as [->|], (Nat.eqb_spec l' n) as [->|].
    + easy.
    + rewrite dot_scal_l, Ye by lia. ring.
    + rewrite dot_sym, dot_scal_l, Ye by lia. ring.
    + apply H2; lia.
  - intros i Hi q Hq. simpl. rewrite Nat.eqb_refl.
    rewrite (Sum_ext n _ (fun l => dot d (w i) (e l) * e l q)) by (intros l Hl; now rewrite EN).
    destruct (Nat.eq_dec i n) as [->|Hn].
    + rewrite (dot_sym d (w n)), dot_scal_l, (dot_sym d y), Wy. fold (P q).
      replace (w n q) with (P q + y q) by (unfold y; ring). f_equal.
      unfold s. destruct (Req_EM_T (dot d y y) 0) as [Z|Z]; [rewrite (zero_coords d y Z q Hq); ring|].
      assert (0 < dot d y y) by (pose proof (dot_nonneg d y); lra).
      assert (0 < sqrt (dot d y y)) by now apply sqrt_lt_R0.
      rewrite <- (sqrt_sqrt (dot d y y)) at 2 by lra. field. lra.
    + rewrite <- (H3 i ltac:(lia) q Hq).
      assert (E : dot d (w i) (fun c => s * y c) = 0).
      { rewrite (dot_sym d (w i)), dot_scal_l, dot_sym.
        replace (dot d (w i) y) with (Sum n (fun l => dot d (w i) (e l) * dot d (e l) y)).
        - rewrite (Sum_ext n _ (fun _ => 0)); [rewrite Sum_0; ring|]. intros l Hl.
          rewrite (dot_sym d (e l)), Ye by easy. ring.
        - transitivity (dot d (fun c => Sum n (fun l => dot d (w i) (e l) * e l c)) y).
          + rewrite (dot_Sum_l d n (fun l c => dot d (w i) (e l) * e l c)). apply Sum_ext; intros. now rewrite
              dot_scal_l.
          + unfold dot. apply Sum_ext; intros c Hc. cbv beta. f_equal. symmetry. apply (H3 i ltac:(lia) c Hc). }
      rewrite E. ring.
Qed.

(* n vectors w_i; s_j any combinations of them; v_j orthonormal: sum_j |v_j - s_j|^2 >= k - n *)
Lemma residuals_of_columns d k n (v : nat -> vec) (w : nat -> vec) (b : nat -> nat -> R) : orthonormal d k v ->
  INR k - INR n <= Sum k (fun j =>
    let r := fun c => v j c - Sum n (fun i => b j i * w i c) in dot d r r).
Proof.
  intros Hv. destruct (gram_schmidt d n w) as [e [H1 [H2 H3]]].
  apply Rle_trans with (Sum k (fun j => 1 - Sum n (fun l => (dot d (e l) (v j))^2))).
  - rewrite Sum_minus, Sum_const, Sum_swap.
    assert (Sum n (fun l => Sum k (fun j => (dot d (e l) (v j))^2)) <= Sum n (fun _ => 1)).
    { apply Sum_le; intros l Hl. apply Rle_trans with (1 := bessel d k v (e l) Hv).
      destruct (H1 l Hl) as [E|Z]; [lra|]. rewrite (dot_zero_r d (e l) (e l) Z). lra. }
    rewrite Sum_const in H. lra.
  - apply Sum_le; intros j Hj. cbv zeta.
    set (s := fun c => Sum n (fun i => b j i * w i c)).
    assert (Hs : forall z, dot d s z = Sum n (fun l => dot d s (e l) * dot d (e l) z)).
    { intros z.
      assert (E : forall x, dot d s x = Sum n (fun i => b j i * dot d (w i) x)).
      { intros x. unfold s. rewrite (dot_Sum_l d n (fun i c => b j i * w i c)). apply Sum_ext; intros. now rewrite
          dot_scal_l. }
      rewrite E. rewrite (Sum_ext n (fun l => dot d s (e l) * _)
        (fun l => Sum n (fun i => b j i * (dot d (w i) (e l) * dot d (e l) z)))).
      2:{ intros l _. rewrite E, <- Sum_scal_r. apply Sum_ext; intros; ring. }
      rewrite Sum_swap. apply Sum_ext; intros i Hi. rewrite Sum_scal. f_equal.
      transitivity (dot d (fun c => Sum n (fun l => dot d (w i) (e l) * e l c)) z).
      - unfold dot. apply Sum_ext; intros c Hc. f_equal. apply (H3 i Hi c Hc).
      - rewrite (dot_Sum_l d n (fun l c => dot d (w i) (e l) * e l c)). apply Sum_ext; intros. now rewrite
          dot_scal_l. }
    change (1 - Sum n (fun l => (dot d (e l) (v j))^2) <= dot d (fun c => v j c - s c) (fun c => v j c - s c)).
    replace (dot d (fun c => v j c - s c) (fun c => v j c - s c)) with (dot d (v j) (v j) - 2 * dot d s (v j) + dot
        d s s).
    2:{ unfold dot. rewrite <- Sum_scal, <- Sum_minus, <- Sum_plus. apply Sum_ext; intros; ring. }
    rewrite Hv, Nat.eqb_refl by easy. rewrite (Hs (v j)), (Hs s).
    rewrite (Sum_ext n (fun l => dot d s (e l) * dot d (e l) s) (fun l => (dot d s (e l))^2)).
    2:{ intros l _. rewrite (dot_sym d (e l) s). ring. }
    assert (0 <= Sum n (fun l => (dot d s (e l) - dot d (e l) (v j))^2)) by (apply Sum_nonneg; intros; apply
        pow2_ge_0).
    replace (Sum n (fun l => (dot d s (e l) - dot d (e l) (v j))^2)) with
      (Sum n (fun l => (dot d s (e l))^2) - 2 * Sum n (fun l => dot d s (e l) * dot d (e l) (v j))
       + Sum n (fun l => (dot d (e l) (v j))^2)) in H; [lra|].
    rewrite <- Sum_scal, <- Sum_minus, <- Sum_plus. apply Sum_ext; intros; ring.
Qed.

(* Eckart-Young for degree p+2: |sum_j v_j^(x)(p+2) - sum_i a_i w_i^(x)(p+2)|^2 >= k - n *)
Theorem eckart_young d k n v w (a : nat -> R) p : (0 < d)%nat -> orthonormal d k v ->
  INR k - INR n <=
    Sum k (fun j => Sum k (fun j' => (dot d (v j) (v j')) ^ (p + 2)))
    - 2 * Sum n (fun i => Sum k (fun j => a i * (dot d (w i) (v j)) ^ (p + 2)))
    + Sum n (fun i => Sum n (fun i' => a i * a i' * (dot d (w i) (w i')) ^ (p + 2))).
Proof.
  intros Hd Hv.
  set (q := S p). set (D := (d ^ q)%nat). set (pv j := tensor_power d q (v j)). set (pwi i := tensor_power d q (w i)).
  assert (Hu : orthonormal D k pv).
  { intros i j Hi Hj. unfold D, pv. rewrite dot_tensor_power, Hv by easy.
    destruct (Nat.eqb i j); [apply pow1|unfold q; simpl; ring]. }
  set (row c := fun x => Sum k (fun j => v j c * pv j x) - Sum n (fun i => a i * w i c * pwi i x)).
  assert (Erow : forall c z, dot D (row c) z = Sum k (fun j => v j c * dot D (pv j) z) - Sum n (fun i => a i * w i c
      * dot D (pwi i) z)).
  { intros c z. unfold row.
    transitivity (dot D (fun x => Sum k (fun j => v j c * pv j x)) z - dot D (fun x => Sum n (fun i => a i * w i c *
        pwi i x)) z).
    - unfold dot. rewrite <- Sum_minus. apply Sum_ext; intros; ring.
    - rewrite (dot_Sum_l D k (fun j x => v j c * pv j x)), (dot_Sum_l D n (fun i x => a i * w i c * pwi i x)).
      f_equal; apply Sum_ext; intros; now rewrite dot_scal_l. }
  apply Rle_trans with (1 := residuals_of_columns d k n v w (fun j i => a i * dot D (pwi i) (pv j)) Hv).
  cbv zeta.
  apply Rle_trans with (Sum d (fun c => dot D (row c) (row c))).
  - (* Bessel, row by row *)
    apply Rle_trans with (Sum d (fun c => Sum k (fun j => (dot D (row c) (pv j))^2))).
    2:{ apply Sum_le; intros c _. now apply bessel. }
    rewrite Sum_swap. right. apply Sum_ext; intros j Hj. unfold dot at 1. apply Sum_ext; intros c _.
    rewrite Erow.
    rewrite (Sum_ext k _ (fun j' => if Nat.eqb j' j then v j' c else 0)).
    2:{ intros j' Hj'. rewrite Hu by easy. destruct (Nat.eqb j' j); ring. }
    rewrite (Sum_single k j (fun j' => v j' c)) by easy.
    rewrite (Sum_ext n (fun i => a i * w i c * dot D (pwi i) (pv j)) (fun i => a i * dot D (pwi i) (pv j) * w i c))
        by (intros; ring).
    ring.
  - (* the squared norm in Gram entries *)
    right.
    assert (G : forall c, dot D (row c) (row c) =
      Sum k (fun j => Sum k (fun j' => v j c * v j' c * dot D (pv j) (pv j')))
      - 2 * Sum n (fun i => Sum k (fun j => a i * (w i c * v j c) * dot D (pwi i) (pv j)))
      + Sum n (fun i => Sum n (fun i' => a i * a i' * (w i c * w i' c) * dot D (pwi i) (pwi i')))).
    { intros c. rewrite Erow.
      rewrite (Sum_ext k _ (fun j => Sum k (fun j' => v j c * v j' c * dot D (pv j) (pv j'))
                                     - Sum n (fun i => a i * (w i c * v j c) * dot D (pwi i) (pv j)))).
      2:{ intros j _. rewrite (dot_sym D (pv j)), Erow, Rmult_minus_distr_l, <- !Sum_scal.
          f_equal; apply Sum_ext; intros; rewrite ?(dot_sym D (pv _) (pv j)); ring. }
      rewrite (Sum_ext n _ (fun i => Sum k (fun j => a i * (w i c * v j c) * dot D (pwi i) (pv j))
                                     - Sum n (fun i' => a i * a i' * (w i c * w i' c) * dot D (pwi i) (pwi i')))).
      2:{ intros i _. rewrite (dot_sym D (pwi i)), Erow, Rmult_minus_distr_l, <- !Sum_scal.
          f_equal; apply Sum_ext; intros; rewrite ?(dot_sym D (pv _) (pwi i)), ?(dot_sym D (pwi _) (pwi i)); ring. }
      rewrite 2!Sum_minus. rewrite (Sum_swap k n). ring. }
    assert (X : forall (z z' : vec) C, Sum d (fun c => z c * z' c * C) = dot d z z' * C)
      by (intros; unfold dot; now rewrite Sum_scal_r).
    assert (Y : forall z z', dot d z z' * dot D (tensor_power d q z) (tensor_power d q z') = dot d z z' ^ (p + 2)).
    { intros z z'. unfold D. rewrite dot_tensor_power by easy. unfold q. replace (p + 2)%nat with (S (S p)) by lia.
        simpl. ring. }
    rewrite (Sum_ext d _ _ (fun c _ => G c)). rewrite Sum_plus, Sum_minus, Sum_scal.
    f_equal; [f_equal; [|f_equal]|].
    + rewrite (Sum_swap d k). apply Sum_ext; intros j _. rewrite (Sum_swap d k). apply Sum_ext; intros j' _.
      rewrite X. apply Y.
    + rewrite (Sum_swap d n). apply Sum_ext; intros i _. rewrite (Sum_swap d k). apply Sum_ext; intros j _.
      rewrite <- Y. unfold pwi, pv. rewrite <- (X (w i) (v j)), <- Sum_scal. apply Sum_ext; intros; ring.
    + rewrite (Sum_swap d n). apply Sum_ext; intros i _. rewrite (Sum_swap d n). apply Sum_ext; intros i' _.
      rewrite <- Y. unfold pwi. rewrite <- (X (w i) (w i')), <- Sum_scal. apply Sum_ext; intros; ring.
Qed.
