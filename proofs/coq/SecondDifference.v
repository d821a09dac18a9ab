(* The triple lemma: a boundary that no other unit cancels shows in three samples. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks Triples.
Import ListNotations.
Open Scope R_scope.

Lemma leaky_second_difference c p h :
  leaky c (p + h) + leaky c (p - h) - 2 * leaky c p = (1 - c) * Rmax 0 (Rabs h - Rabs p).
Proof.
  unfold leaky, slope, Rmax, Rabs.
  destruct (Rcase_abs h), (Rcase_abs p); destruct (Rle_dec 0 (p + h)), (Rle_dec 0 (p - h)), (Rle_dec 0 p);
    try lra; match goal with |- context [Rle_dec 0 ?z] => destruct (Rle_dec 0 z) end; try lra; try ring;
    try (exfalso; lra);
    first [ replace h with p by lra; ring | replace h with (- p) by lra; ring ].
Qed.

Lemma find_below n (P : nat -> Prop) : (forall i, {P i} + {~ P i}) ->
  (exists i, (i < n)%nat /\ P i) \/ (forall i, (i < n)%nat -> ~ P i).
Proof.
  intros dec. induction n as [|n IH]; [right; intros; lia|].
  destruct IH as [[i [Hi HP]]|IH]; [left; exists i; split; [lia|easy]|].
  destruct (dec n) as [HP|HP]; [left; exists n; split; [lia|easy]|].
  right; intros i Hi. destruct (Nat.eq_dec i n) as [->|]; [easy|apply IH; lia].
Qed.

Lemma dot_plus d u x e : dot d u (ahead x e) = dot d u x + dot d u e.
Proof. unfold dot, ahead. rewrite <- Sum_plus. apply Sum_ext; intros; ring. Qed.
Lemma dot_minus d u x e : dot d u (behind x e) = dot d u x - dot d u e.
Proof. unfold dot, behind. rewrite <- Sum_minus. apply Sum_ext; intros; ring. Qed.

Lemma second_difference c d M coefficient v x e :
  combination c d M coefficient v (ahead x e) + combination c d M coefficient v (behind x e) - 2 * combination c d M
      coefficient v x
  = (1 - c) * Sum M (fun u => coefficient u * Rmax 0 (Rabs (dot d (v u) e) - Rabs (dot d (v u) x))).
Proof.
  unfold combination. rewrite <- 2!Sum_scal, <- Sum_plus, <- Sum_minus. apply Sum_ext; intros u _.
  rewrite dot_plus, dot_minus.
  pose proof (leaky_second_difference c (dot d (v u) x) (dot d (v u) e)) as H.
  transitivity (coefficient u * (leaky c (dot d (v u) x + dot d (v u) e) + leaky c (dot d (v u) x - dot d (v u) e)
                         - 2 * leaky c (dot d (v u) x))); [ring|]. rewrite H. ring.
Qed.

(* only unit j bends on the segment *)
Lemma triple_lemma_near c d M coefficient v j x e : (j < M)%nat -> Rabs (dot d (v j) x) <= Rabs (dot d (v j) e) ->
  (forall u, (u < M)%nat -> u <> j -> coefficient u <> 0 -> ~ crosses d (v u) x e) ->
  combination c d M coefficient v (ahead x e) + combination c d M coefficient v (behind x e) - 2 * combination c d M
      coefficient v x
  = (1 - c) * (coefficient j * (Rabs (dot d (v j) e) - Rabs (dot d (v j) x))).
Proof.
  intros Hj Hx Hno. rewrite second_difference. f_equal.
  rewrite (Sum_ext M _ (fun u => if Nat.eqb u j then coefficient j * (Rabs (dot d (v j) e) - Rabs (dot d (v j) x))
      else 0)).
  - now rewrite (Sum_single M j (fun _ => coefficient j * (Rabs (dot d (v j) e) - Rabs (dot d (v j) x)))).
  - intros u Hu. destruct (Nat.eqb_spec u j) as [->|Hn]; [now rewrite Rmax_right by lra|].
    destruct (Req_dec (coefficient u) 0) as [->|Hg]; [ring|].
    specialize (Hno u Hu Hn Hg). unfold crosses in Hno. rewrite Rmax_left; [ring|lra].
Qed.

(* Triple lemma: x lies on the boundary of j *)
Lemma triple_lemma c d M coefficient v j x e : (j < M)%nat -> dot d (v j) x = 0 ->
  (forall u, (u < M)%nat -> u <> j -> coefficient u <> 0 -> ~ crosses d (v u) x e) ->
  combination c d M coefficient v (ahead x e) + combination c d M coefficient v (behind x e) - 2 * combination c d M
      coefficient v x
  = (1 - c) * (coefficient j * Rabs (dot d (v j) e)).
Proof.
  intros Hj Hx Hno. rewrite (triple_lemma_near c d M coefficient v j x e Hj); [|rewrite Hx, Rabs_R0; apply Rabs_pos|easy].
  now rewrite Hx, Rabs_R0, Rminus_0_r.
Qed.

(* three values with a small second difference and one large kink: another unit with a non-zero coefficient crosses the
   segment *)
Lemma crossing c d M coefficient v j x e eps : c < 1 -> (j < M)%nat ->
  Rabs (combination c d M coefficient v (ahead x e) + combination c d M coefficient v (behind x e)
        - 2 * combination c d M coefficient v x) <= 4 * eps ->
  4 * eps < (1 - c) * Rabs (coefficient j) * (Rabs (dot d (v j) e) - Rabs (dot d (v j) x)) ->
  exists u, (u < M)%nat /\ u <> j /\ coefficient u <> 0 /\ crosses d (v u) x e.
Proof.
  intros Hc Hj Hsmall Hbig.
  destruct (find_below M (fun u => u <> j /\ coefficient u <> 0 /\ crosses d (v u) x e)) as [[u H]|Hno].
  - intros u. unfold crosses. destruct (Nat.eq_dec u j) as [->|Hn]; [right; tauto|].
    destruct (Req_EM_T (coefficient u) 0) as [E|E]; [right; tauto|].
    destruct (Rlt_dec (Rabs (dot d (v u) x)) (Rabs (dot d (v u) e))); [left; tauto|right; tauto].
  - exists u; tauto.
  - exfalso. set (h := Rabs (dot d (v j) e) - Rabs (dot d (v j) x)) in *.
    assert (Hh : 0 < h).
    { apply Rnot_le_lt. intros F. pose proof (Rabs_pos (coefficient j)). pose proof (Rle_trans _ _ _ (Rabs_pos _) Hsmall).
      assert (0 <= (1 - c) * Rabs (coefficient j)) by (apply Rmult_le_pos; lra). nra. }
    pose proof (triple_lemma_near c d M coefficient v j x e Hj ltac:(unfold h in Hh; lra)
      (fun u Hu Hn Hg HC => Hno u Hu (conj Hn (conj Hg HC)))) as E.
    rewrite E in Hsmall. fold h in Hsmall.
    rewrite !Rabs_mult, (Rabs_pos_eq (1 - c)), (Rabs_pos_eq h) in Hsmall by lra. lra.
Qed.
