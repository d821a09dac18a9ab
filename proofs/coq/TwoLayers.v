(* Two layers, written out, and an example that meets all hypotheses. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks DeepDerivative Triples SecondDifference Pigeonhole Angles
    Crossing OneTeacher.
Import ListNotations.
Open Scope R_scope.

Lemma two_layers_output c d n w a x o :
  output c d (two_layers n w a) x o = Sum n (fun i => a i o * leaky c (dot d (w i) x)).
Proof. reflexivity. Qed.

Lemma two_layers_coupling c d C n w a m v b k j x :
  coupling c d C (two_layers n w a) (two_layers m v b) k j x = dot C (a k) (b j).
Proof. reflexivity. Qed.

Lemma two_layers_gradient c d C n w a m v b k x :
  node_gradient c d C (two_layers m v b) (two_layers n w a) k x = two_layers_node_gradient c d C n w a m v b k x.
Proof. unfold node_gradient, two_layers_node_gradient. now rewrite residual_form. Qed.

Theorem specialisation_two_layers c d C n w a m v b k j p N x e eps del s :
  c < 1 -> (1 <= p)%nat -> (k < n)%nat -> (j < m)%nat -> ((n + m - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat ->
     dot d (v j) (x i) = 0 /\ dot d (e i) (e i) <= del^2 /\
     4 * eps < (1 - c) * Rabs (dot C (a k) (b j)) * Rabs (dot d (v j) (e i)) /\
     forall y, In y [x i; ahead (x i) (e i); behind (x i) (e i)] ->
       0 <= dot d (w k) y /\ Rabs (two_layers_node_gradient c d C n w a m v b k y) <= eps) ->
  0 < s -> spread d N p (v j) x s ->
  (forall j', (j' < m)%nat -> j' <> j -> INR p * del^2 / s^2 < sin2_angle d (v j') (v j)) ->
  exists i, (i < n)%nat /\ i <> k /\ dot C (a k) (a i) <> 0 /\ 0 < dot d (w i) (w i) /\
            sin2_angle d (w i) (v j) <= INR p * del^2 / s^2.
Proof.
  intros Hc Hd Hk Hj HN H Hs HS Hsep.
  destruct (specialisation c d C (two_layers m v b) (two_layers n w a) k j p N x e eps del s)
    as [i [A [B [D [F [l [_ G]]]]]]]; try easy.
  - intros i Hi. destruct (H i Hi) as [Hb [He [Hbig Hy]]]. split; [|split; [easy|]].
    + split; [easy|split]; [|easy]. intros y Hin. destruct (Hy y Hin) as [Hon _]. repeat split; easy.
    + intros y Hin. rewrite two_layers_gradient. now apply Hy.
  - now exists i.
Qed.

(* The hypotheses can be met: a teacher with one neuron, a student with three, and gradient 0. *)
Definition e0 : vec := fun q => match q with O => 1 | _ => 0 end.
Definition e1 : vec := fun q => match q with 1%nat => 1 | _ => 0 end.
Definition W3 (i : nat) : vec := match i with 2%nat => e0 | _ => e1 end.
Definition A3 (i : nat) : vec := fun _ => match i with 1%nat => -1 | _ => 1 end.

Ltac compute_sums := cbv [dot Sum e0 e1 W3 A3 ahead behind].

Example hypotheses_can_be_met : exists i, (i < 3)%nat /\ i <> 0%nat /\ dot 1 (A3 0) (A3 i) <> 0 /\
  0 < dot 2 (W3 i) (W3 i) /\ sin2_angle 2 (W3 i) e0 <= 1 * (1/10)^2 / 1^2.
Proof.
  apply (specialisation_two_layers 0 2 1 3 W3 A3 1 (fun _ => e0) (fun _ _ => 1) 0 0 1 1
           (fun _ => e1) (fun _ q => 1/10 * e0 q) 0 (1/10) 1); try lra; try lia.
  - intros i _. repeat split.
    + compute_sums. lra.
    + compute_sums. lra.
    + compute_sums. unfold Rabs; repeat destruct (Rcase_abs _); lra.
    + destruct H as [<-|[<-|[<-|[]]]]; compute_sums; lra.
    + unfold two_layers_node_gradient. match goal with |- Rabs (_ * ?z) <= _ => replace z with 0; [rewrite
        Rmult_0_r, Rabs_R0; lra|] end.
      destruct H as [<-|[<-|[<-|[]]]]; compute_sums; ring.
  - intros I HL HD HI y Hy. destruct I as [|i [|i' I]]; simpl in HL; try lia.
    cbv [Sum_over fold_right]. revert Hy. compute_sums. intros Hy. nra.
Qed.

(* a three-layer network computed by hand: 2 inputs, 2 units, 1 unit, 1 output, slope 1/10 *)
Example three_layers :
  output (1/10) 2 (Net 2 W3 [(1%nat, fun _ i => match i with O => 3 | _ => -1 end)] (fun _ _ => 2))
    (fun q => match q with O => 5 | _ => -4 end) 0%nat = 2 * (1/10) * (3 * (1/10) * -4 + - 1 * (1/10) * -4).
Proof.
  unfold output, first_layer; simpl. unfold times. simpl. cbv [dot Sum W3 e0 e1]. unfold leaky, slope.
  repeat match goal with |- context [Rle_dec 0 ?z] => destruct (Rle_dec 0 z) end; lra.
Qed.
