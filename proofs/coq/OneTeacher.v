(* Small gradients on enough triples of one teacher node: some student node is nearly parallel to it. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks Triples SecondDifference Pigeonhole Angles Crossing.
Import ListNotations.
Open Scope R_scope.

Theorem specialisation_or_close_teachers c d C teacher student k j p N x e eps del eta s :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat -> observes_near c d C teacher student k j eps eta (x i) (e i) /\ dot d (e i) (e i) <= del^2 /\
                            small_on_triple c d C teacher student k eps (x i) (e i)) ->
  0 <= del -> 0 <= eta -> 0 < s -> spread d N p (weight teacher j) x s ->
  (exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
             sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p (del + eta) s /\
             exists l, (l < N)%nat /\ coupling c d C student student k i (x l) <> 0) \/
  (exists j', (j' < units teacher)%nat /\ j' <> j /\ sin2_angle d (weight teacher j') (weight teacher j) <=
      angle_tolerance p (del + eta) s).
Proof.
  intros Hc Hd Hk Hj HN H Hdel Heta Hs HS.
  set (n := units student) in *. set (m := units teacher) in *.
  set (good := fun i u => coefficient c d C teacher student k (x i) u <> 0 /\ crosses d (either_unit student teacher
      u) (x i) (e i)).
  assert (dec : forall i u, {good i u} + {~ good i u}).
  { intros i u. unfold good, crosses. destruct (Req_EM_T (coefficient c d C teacher student k (x i) u) 0) as [E|E];
      [right; tauto|].
    destruct (Rlt_dec (Rabs (dot d (either_unit student teacher u) (x i))) (Rabs (dot d (either_unit student teacher
        u) (e i)))); [left|right]; tauto. }
  destruct (pigeonhole (n + m) N p k (n + j) (fun i u => if dec i u then true else false))
    as [u [I [Hu [Huk [Huj [HL [HD HI]]]]]]]; try lia.
  { intros i Hi. destruct (H i Hi) as [HO [_ HG]].
    destruct (crossing_unit c d C teacher student k j eps eta (x i) (e i) Hc Hk Hj HO HG) as [u [Hu [Huk [Huj HC]]]].
    exists u. repeat split; try easy. destruct (dec i u) as [|F]; [easy|]. exfalso; apply F; exact HC. }
  assert (HC : forall i, In i I -> (i < N)%nat /\ good i u).
  { intros i Hi. destruct (HI i Hi) as [HiN Hb]. split; [easy|]. now destruct (dec i u). }
  destruct I as [|i0 I0] eqn:EI; [simpl in HL; lia|]. rewrite <- EI in *.
  assert (Hi0 : In i0 I) by (rewrite EI; now left).
  destruct (HC i0 Hi0) as [Hi0N [Hg0 HC0]].
  pose proof (crosses_nonzero _ _ _ _ HC0) as Hunz.
  assert (Hvnz : 0 < dot d (weight teacher j) (weight teacher j)).
  { destruct (H i0 Hi0N) as [HO [_ Hsm]]. exact (observed_nonzero _ _ _ _ _ _ _ _ _ _ _ Hc HO Hsm). }
  assert (B : sin2_angle d (either_unit student teacher u) (weight teacher j) <= angle_tolerance p (del + eta) s).
  { apply (angle_bound d N p (weight teacher j) x s del eta (either_unit student teacher u) I); try easy.
    - intros i Hi. now destruct (H i Hi) as [[Hb _] _].
    - intros i Hi. now destruct (HC i Hi).
    - intros i Hi. destruct (HC i Hi) as [HiN [_ HCi]]. destruct (H i HiN) as [_ [He _]].
      now apply (crosses_bound d (either_unit student teacher u) (x i) (e i) del). }
  unfold either_unit in B. unfold coefficient in Hg0. fold n in B, Hg0. destruct (Nat.ltb_spec u n) as [Hun|Hun].
  - left. exists u. repeat split; try easy.
    { unfold either_unit in Hunz. fold n in Hunz. now rewrite (proj2 (Nat.ltb_lt u n) Hun) in Hunz. }
    exists i0. split; [easy|]. intros E; apply Hg0; rewrite E; ring.
  - right. exists (u - n)%nat. repeat split; [lia|lia|easy].
Qed.

(* near the boundary *)
Theorem specialisation_near c d C teacher student k j p N x e eps del eta s :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat -> observes_near c d C teacher student k j eps eta (x i) (e i) /\ dot d (e i) (e i) <= del^2 /\
                            small_on_triple c d C teacher student k eps (x i) (e i)) ->
  0 <= del -> 0 <= eta -> 0 < s -> spread d N p (weight teacher j) x s ->
  (forall j', (j' < units teacher)%nat -> j' <> j ->
     angle_tolerance p (del + eta) s < sin2_angle d (weight teacher j') (weight teacher j)) ->
  exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
            sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p (del + eta) s /\
            exists l, (l < N)%nat /\ coupling c d C student student k i (x l) <> 0.
Proof.
  intros Hc Hd Hk Hj HN H Hdel Heta Hs HS Hsep.
  destruct (specialisation_or_close_teachers c d C teacher student k j p N x e eps del eta s)
    as [A|[j' [A [B D]]]]; try easy.
  exfalso. specialize (Hsep j' A B). lra.
Qed.

(* on the boundary *)
Theorem specialisation c d C teacher student k j p N x e eps del s :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat -> observes c d C teacher student k j eps (x i) (e i) /\ dot d (e i) (e i) <= del^2 /\
                            small_on_triple c d C teacher student k eps (x i) (e i)) ->
  0 < s -> spread d N p (weight teacher j) x s ->
  (forall j', (j' < units teacher)%nat -> j' <> j ->
     angle_tolerance p del s < sin2_angle d (weight teacher j') (weight teacher j)) ->
  exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
            sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p del s /\
            exists l, (l < N)%nat /\ coupling c d C student student k i (x l) <> 0.
Proof.
  intros Hc Hd Hk Hj HN H Hs HS Hsep.
  assert (E : angle_tolerance p (Rabs del + 0) s = angle_tolerance p del s)
    by (unfold angle_tolerance; now rewrite Rplus_0_r, pow2_abs).
  rewrite <- E. apply (specialisation_near c d C teacher student k j p N x e eps (Rabs del) 0 s); try easy.
  - intros i Hi. destruct (H i Hi) as [A [B D]]. rewrite pow2_abs. split; [now apply observes_is_near|easy].
  - apply Rabs_pos.
  - lra.
  - intros j' A B. rewrite E. now apply Hsep.
Qed.
