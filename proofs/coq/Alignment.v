(* No gradient on a ball around a point of the boundary: a student node is exactly parallel to the teacher node. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks DeepDerivative Triples SecondDifference Pigeonhole Angles
    Crossing.
Import ListNotations.
Open Scope R_scope.

Lemma same_gates_sym c U : forall n h h', same_gates c n U h h' -> same_gates c n U h' h.
Proof.
  induction U as [|[n' W] rest IH]; intros n h h' H; [easy|]. destruct H as [A B].
  split; [|now apply IH]. intros p Hp. symmetry. now apply A.
Qed.
Lemma same_gates_trans c U : forall n h h' h'', same_gates c n U h h' -> same_gates c n U h' h'' -> same_gates c n U
    h h''.
Proof.
  induction U as [|[n' W] rest IH]; intros n h h' h'' H H'; [easy|]. destruct H as [A B], H' as [A' B'].
  split; [|now apply (IH _ _ _ _ B)]. intros p Hp. transitivity (0 <= affine n W h' p); auto.
Qed.

Lemma dot_zero d y : dot d y y = 0 -> forall q, (q < d)%nat -> y q = 0.
Proof.
  intros H q Hq.
  pose proof (Sum_le_term d (fun c => y c * y c) q Hq (fun j _ => Rle_0_sqr (y j))) as B.
  unfold dot in H. rewrite H in B. cbv beta in B. nra.
Qed.

(* a step length so small that no non-zero number of a finite family is reached *)
Lemma small_step M (P q : nat -> R) : exists t0, 0 < t0 /\ forall t, 0 < t <= t0 ->
  forall u, (u < M)%nat -> P u <> 0 -> Rabs (t * q u) < Rabs (P u).
Proof.
  induction M as [|M [t0 [Ht0 IH]]]; [exists 1; split; [lra|intros; lia]|].
  assert (E : exists t1, 0 < t1 /\ forall t, 0 < t <= t1 -> P M <> 0 -> Rabs (t * q M) < Rabs (P M)).
  { destruct (Req_dec (P M) 0) as [E|E]; [exists 1; split; [lra|intros; easy]|].
    pose proof (Rabs_pos_lt _ E) as HP. pose proof (Rabs_pos (q M)) as HQ.
    exists (Rabs (P M) / (2 * (Rabs (q M) + 1))). split; [apply Rdiv_lt_0_compat; lra|].
    intros t [H1 H2] _. rewrite Rabs_mult, (Rabs_pos_eq t) by lra.
    apply Rle_lt_trans with (Rabs (P M) / (2 * (Rabs (q M) + 1)) * (Rabs (q M) + 1)).
    - apply Rmult_le_compat; lra.
    - replace (Rabs (P M) / (2 * (Rabs (q M) + 1)) * (Rabs (q M) + 1)) with (Rabs (P M) / 2) by (field; lra). lra. }
  destruct E as [t1 [Ht1 H1]]. exists (Rmin t0 t1). split; [now apply Rmin_glb_lt|].
  intros t [A B] u Hu HP. pose proof (Rmin_l t0 t1). pose proof (Rmin_r t0 t1).
  destruct (Nat.eq_dec u M) as [->|]; [apply H1; [lra|easy]|apply IH; [lra|lia|easy]].
Qed.

Lemma dot_step d u x y t : dot d u (fun c => x c + t * y c) = dot d u x + t * dot d u y.
Proof. unfold dot. rewrite <- Sum_scal, <- Sum_plus. apply Sum_ext; intros; ring. Qed.

Lemma near_step d x0 x y r : dot d (difference x x0) (difference x x0) < r^2 ->
  exists t0, 0 < t0 /\ forall t, 0 < t <= t0 ->
    dot d (difference (fun c => x c + t * y c) x0) (difference (fun c => x c + t * y c) x0) < r^2.
Proof.
  intros H. set (D := dot d (difference x x0) (difference x x0)) in *. set (E := dot d (difference x x0) y). set (Y
      := dot d y y).
  assert (HY : 0 <= Y) by apply dot_nonneg. pose proof (Rabs_pos E) as HE.
  assert (Eq : forall t, dot d (difference (fun c => x c + t * y c) x0) (difference (fun c => x c + t * y c) x0)
     = D + 2 * t * E + t * t * Y).
  { intros t. unfold D, E, Y, dot, difference. rewrite <- 2!Sum_scal, <- 2!Sum_plus. apply Sum_ext; intros; ring. }
  set (b := 2 * Rabs E + Y + 1). assert (Hb : 1 <= b) by (unfold b; lra).
  exists (Rmin 1 ((r^2 - D) / (2 * b))). split.
  - apply Rmin_glb_lt; [lra|]. apply Rdiv_lt_0_compat; lra.
  - intros t [T1 T2]. pose proof (Rmin_l 1 ((r^2 - D) / (2 * b))). pose proof (Rmin_r 1 ((r^2 - D) / (2 * b))).
    rewrite Eq.
    assert (t * E <= t * Rabs E) by (apply Rmult_le_compat_l; [lra|apply Rle_abs]).
    assert (t * t * Y <= t * Y)
      by (apply Rmult_le_compat_r; [easy|]; rewrite <- (Rmult_1_r t) at 3; apply Rmult_le_compat_l; lra).
    assert (t * b <= (r^2 - D) / 2).
    { apply Rle_trans with ((r^2 - D) / (2 * b) * b); [apply Rmult_le_compat_r; lra|]. right. field. lra. }
    assert (2 * t * E + t * t * Y <= t * b) by (unfold b; lra). lra.
Qed.

(* near every point of a hyperplane there is one on no other of finitely many hyperplanes *)
Lemma generic_point d M (v : nat -> vec) w x0 r : 0 < r -> 0 < dot d w w -> dot d w x0 = 0 ->
  exists x, dot d w x = 0 /\ dot d (difference x x0) (difference x x0) < r^2 /\
    forall u, (u < M)%nat -> dot d (v u) x <> 0 \/ collinear d (v u) w.
Proof.
  intros Hr Hw Hx0. induction M as [|M [x [Hx [Hn HM]]]].
  - exists x0. repeat split; [easy| |intros; lia].
    replace (dot d (difference x0 x0) (difference x0 x0)) with 0; [now apply pow_lt|].
    unfold dot, difference. rewrite (Sum_ext d _ (fun _ => 0)); [now rewrite Sum_0|intros; ring].
  - set (y := fun c => 1 * v M c + (- (dot d (v M) w / dot d w w)) * w c).
    assert (Ey : forall z, dot d y z = dot d (v M) z - dot d (v M) w / dot d w w * dot d w z)
      by (intros z; unfold y; rewrite dot_lin_l; ring).
    assert (Yw : dot d w y = 0) by (rewrite dot_sym, Ey; field; lra).
    assert (Yy : dot d (v M) y = dot d y y).
    { rewrite Ey, Yw. ring. }
    destruct (Req_dec (dot d y y) 0) as [E|E].
    { exists x. repeat split; try easy. intros u Hu. destruct (Nat.eq_dec u M) as [->|]; [|apply HM; lia].
      right. exists (dot d (v M) w / dot d w w). intros q Hq. pose proof (dot_zero d y E q Hq) as Z. unfold y in Z.
          lra. }
    destruct (Req_dec (dot d (v M) x) 0) as [Z|Z].
    2:{ exists x. repeat split; try easy. intros u Hu. destruct (Nat.eq_dec u M) as [->|]; [now left|apply HM; lia]. }
    destruct (small_step M (fun u => dot d (v u) x) (fun u => dot d (v u) y)) as [t0 [Ht0 S0]].
    destruct (near_step d x0 x y r Hn) as [t1 [Ht1 S1]].
    set (t := Rmin t0 t1). assert (Ht : 0 < t) by now apply Rmin_glb_lt.
    pose proof (Rmin_l t0 t1). pose proof (Rmin_r t0 t1). fold t in H, H0.
    exists (fun c => x c + t * y c). repeat split.
    + rewrite dot_step, Hx, Yw. ring.
    + apply S1. lra.
    + intros u Hu. rewrite dot_step. destruct (Nat.eq_dec u M) as [->|].
      * left. rewrite Z, Yy. assert (0 < dot d y y) by (pose proof (dot_nonneg d y); lra). nra.
      * destruct (HM u ltac:(lia)) as [A|A]; [left|now right].
        specialize (S0 t ltac:(lra) u ltac:(lia) A). intros F.
        replace (dot d (v u) x) with (- (t * dot d (v u) y)) in S0 by lra. rewrite Rabs_Ropp in S0. lra.
Qed.

Theorem alignment c d C teacher student k j x0 r :
  c < 1 -> (k < units student)%nat -> (j < units teacher)%nat -> 0 < r ->
  0 < dot d (weight teacher j) (weight teacher j) -> dot d (weight teacher j) x0 = 0 -> coupling c d C student
      teacher k j x0 <> 0 ->
  (forall y, dot d (difference y x0) (difference y x0) < r^2 ->
     0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student x0 y /\ node_gradient c d C teacher
         student k y = 0) ->
  (forall j', (j' < units teacher)%nat -> j' <> j -> ~ collinear d (weight teacher j') (weight teacher j)) ->
  exists i, (i < units student)%nat /\ i <> k /\ coupling c d C student student k i x0 <> 0 /\
            0 < dot d (weight student i) (weight student i) /\ collinear d (weight student i) (weight teacher j).
Proof.
  intros Hc Hk Hj Hr Hw Hx0 Ha HU Hsep.
  destruct (generic_point d (units student + units teacher) (either_unit student teacher) (weight teacher j) x0 r Hr
      Hw Hx0) as [x [Hx [Hn HG]]].
  destruct (small_step (units student + units teacher) (fun u => dot d (either_unit student teacher u) x) (fun u =>
      dot d (either_unit student teacher u) (weight teacher j)))
    as [t0 [Ht0 S0]].
  destruct (near_step d x0 x (weight teacher j) r Hn) as [t1 [Ht1 S1]].
  destruct (near_step d x0 x (fun q => (-1) * weight teacher j q) r Hn) as [t2 [Ht2 S2]].
  set (t := Rmin t0 (Rmin t1 t2)).
  assert (Ht : 0 < t) by (repeat apply Rmin_glb_lt; easy).
  assert (T0 : t <= t0) by apply Rmin_l.
  assert (T1 : t <= t1) by (apply Rle_trans with (1 := Rmin_r _ _), Rmin_l).
  assert (T2 : t <= t2) by (apply Rle_trans with (1 := Rmin_r _ _), Rmin_r).
  set (e := fun q => t * weight teacher j q).
  assert (Ep : ahead x e = fun q => x q + t * weight teacher j q) by easy.
  assert (Em : behind x e = fun q => x q + t * ((-1) * weight teacher j q))
    by (apply functional_extensionality; intros q; unfold behind, e; ring).
  assert (Near : forall y, In y (triple x e) -> dot d (difference y x0) (difference y x0) < r^2).
  { intros y [<-|[<-|[<-|[]]]]; [easy|rewrite Ep; apply S1; lra|rewrite Em; apply S2; lra]. }
  assert (Ee : forall u, dot d u e = t * dot d u (weight teacher j)).
  { intros u. unfold e, dot. rewrite <- Sum_scal. apply Sum_ext; intros; ring. }
  assert (GS : forall u y, In y (triple x e) -> coefficient c d C teacher student k y u = coefficient c d C teacher
      student k x0 u).
  { intros u y Hy. apply coupling_same. now apply HU, Near. }
  assert (Gj : forall y, In y (triple x e) -> coupling c d C student teacher k j y = coupling c d C student teacher
      k j x0).
  { intros y Hy. pose proof (GS (units student + j)%nat y Hy) as G. unfold coefficient in G.
    replace (units student + j <? units student) with false in G by (symmetry; apply Nat.ltb_ge; lia).
    now replace (units student + j - units student)%nat with j in G by lia. }
  destruct (crossing_unit c d C teacher student k j 0 0 x e Hc Hk Hj) as [u [Hu [Huk [Huj [Hg HC]]]]].
  - apply observes_is_near. split; [easy|]. split.
    + intros y Hy. destruct (HU y (Near y Hy)) as [A [[B1 B2] _]]. split; [easy|].
      destruct (HU x Hn) as [_ [[D1 D2] _]].
      split; [apply (same_gates_trans c _ _ _ (first_layer c d teacher x0))|apply (same_gates_trans c _ _ _
          (first_layer c d student x0))];
        try easy; now apply same_gates_sym.
    + rewrite Gj by (simpl; tauto). rewrite Ee. rewrite Rmult_0_r.
      apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [lra|now apply Rabs_pos_lt]|].
      apply Rabs_pos_lt. nra.
  - intros y Hy. destruct (HU y (Near y Hy)) as [_ [_ ->]]. rewrite Rabs_R0. lra.
  - assert (Col : collinear d (either_unit student teacher u) (weight teacher j)).
    { destruct (HG u Hu) as [A|A]; [|easy]. exfalso. unfold crosses in HC. rewrite Ee in HC.
      specialize (S0 t ltac:(lra) u Hu A). cbv beta in S0. lra. }
    pose proof (crosses_nonzero _ _ _ _ HC) as NZ.
    rewrite GS in Hg by (simpl; tauto).
    unfold either_unit in Col, NZ. unfold coefficient in Hg. destruct (Nat.ltb_spec u (units student)) as [Hun|Hun].
    + exists u. repeat split; try easy. intros E; apply Hg; rewrite E; ring.
    + exfalso. apply (Hsep (u - units student)%nat); [lia|lia|easy].
Qed.
