(* Two layers, written out, and an example that meets all hypotheses. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks DeepDerivative Triples SecondDifference Pigeonhole Angles
    Crossing OneTeacher.
Import ListNotations.
Open Scope R_scope.

Lemma two_layers_output c d n w a x o :
  output c d (two_layers n w a) x o = Sum n (fun i => a i o * leaky c (dot d (w i) x)).
Proof. unfold output, two_layers; simpl. unfold affine; simpl. now rewrite Rplus_0_r. Qed.

Lemma two_layers_coupling c d C n w a m v b k j x :
  coupling c d C (two_layers n w a) (two_layers m v b) k j x = dot C (a k) (b j).
Proof. reflexivity. Qed.

Lemma two_layers_gradient c d C n w a m v b k x :
  node_gradient c d C (two_layers m v b) (two_layers n w a) k x = two_layers_node_gradient c d C n w a m v b k x.
Proof.
  unfold node_gradient, two_layers_node_gradient. rewrite residual_form.
  replace (residual_offset _ _ _ _ _ _ _) with 0; [now rewrite Rplus_0_r|].
  unfold residual_offset; simpl. rewrite (Sum_ext C _ (fun _ => 0)); [now rewrite Sum_0|intros; ring].
Qed.

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

(* With biases: those of the first layers are weights of one more entry of the input, which is 1, and of e is 0. *)
Lemma dot_with_bias d w x b z : dot (S d) (with_bias d w b) (with_bias d x z) = dot d w x + b * z.
Proof.
  unfold dot. simpl. unfold with_bias at 3 4. rewrite Nat.eqb_refl. f_equal. apply Sum_ext; intros q Hq.
  unfold with_bias. destruct (Nat.eqb_spec q d); [lia|easy].
Qed.

Theorem specialisation_with_biases c d C n w beta a alpha m v gamma b theta k j p N x e eps del eta s :
  c < 1 -> (1 <= p)%nat -> (k < n)%nat -> (j < m)%nat -> ((n + m - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat ->
     (dot d (v j) (x i) + gamma j)^2 <= eta^2 * (dot d (v j) (v j) + gamma j ^ 2) /\ dot d (e i) (e i) <= del^2 /\
     4 * eps < (1 - c) * Rabs (dot C (a k) (b j))
               * (Rabs (dot d (v j) (e i)) - Rabs (dot d (v j) (x i) + gamma j)) /\
     forall y, In y [x i; ahead (x i) (e i); behind (x i) (e i)] ->
       0 <= dot d (w k) y + beta k /\
       Rabs (biased_node_gradient c d C n w beta a alpha m v gamma b theta k y) <= eps) ->
  0 <= del -> 0 <= eta -> 0 < s ->
  spread (S d) N p (with_bias d (v j) (gamma j)) (fun i => with_bias d (x i) 1) s ->
  (forall j', (j' < m)%nat -> j' <> j ->
     INR p * (del + eta)^2 / s^2
     < sin2_angle (S d) (with_bias d (v j') (gamma j')) (with_bias d (v j) (gamma j))) ->
  exists i, (i < n)%nat /\ i <> k /\ dot C (a k) (a i) <> 0 /\
    sin2_angle (S d) (with_bias d (w i) (beta i)) (with_bias d (v j) (gamma j)) <= INR p * (del + eta)^2 / s^2.
Proof.
  intros Hc Hd Hk Hj HN H Hdel Heta Hs HS Hsep.
  set (net' := fun n w beta a alpha =>
    Net n (fun i => with_bias d (w i) (beta i)) [] (fun o i => a i o, alpha) : net).
  assert (Hout : forall n w beta a alpha x o, output c (S d) (net' n w beta a alpha) (with_bias d x 1) o
            = biased_output c d n w beta a alpha x o).
  { intros. unfold output, biased_output; simpl. unfold affine, times, first_layer; simpl. f_equal.
    apply Sum_ext; intros. now rewrite dot_with_bias, Rmult_1_r. }
  assert (Htriple : forall i y, In y (triple (with_bias d (x i) 1) (with_bias d (e i) 0)) ->
            exists z, In z [x i; ahead (x i) (e i); behind (x i) (e i)] /\ y = with_bias d z 1).
  { intros i y [<-|[<-|[<-|[]]]]; [exists (x i)|exists (ahead (x i) (e i))|exists (behind (x i) (e i))];
      (split; [simpl; tauto|]); try easy; apply functional_extensionality; intros q; unfold ahead, behind, with_bias;
      destruct (Nat.eqb q d); ring. }
  destruct (specialisation_near c (S d) C (net' m v gamma b theta) (net' n w beta a alpha) k j p N
              (fun i => with_bias d (x i) 1) (fun i => with_bias d (e i) 0) eps del eta s)
    as [i [A [B [D [F [l [_ G]]]]]]]; try easy.
  - intros i Hi. destruct (H i Hi) as [Hb [He [Hbig Hy]]]. split; [|split].
    + split; [|split].
      * simpl. rewrite 2!dot_with_bias, Rmult_1_r. now replace (gamma j * gamma j) with (gamma j ^ 2) by ring.
      * intros y Hin. destruct (Htriple i y Hin) as [z [Hz ->]]. split; [|easy].
        simpl. rewrite dot_with_bias, Rmult_1_r. now apply Hy.
      * simpl. rewrite 2!dot_with_bias, Rmult_1_r, Rmult_0_r, Rplus_0_r. exact Hbig.
    + rewrite dot_with_bias, Rmult_0_r, Rplus_0_r. exact He.
    + intros y Hin. destruct (Htriple i y Hin) as [z [Hz ->]].
      unfold node_gradient, residual; simpl. rewrite dot_with_bias, Rmult_1_r.
      replace (Sum C _) with (Sum C (fun o => a k o * (biased_output c d m v gamma b theta z o
                                                       - biased_output c d n w beta a alpha z o))).
      * now apply Hy.
      * apply Sum_ext; intros o _. now rewrite 2!Hout.
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
  output (1/10) 2 (Net 2 W3 [(1%nat, (fun _ i => match i with O => 3 | _ => -1 end, fun _ => 1/2))] (fun _ _ => 2, fun _ => 5))
    (fun q => match q with O => 5 | _ => -4 end) 0%nat = 2 * (1/10) * (3 * (1/10) * -4 + - 1 * (1/10) * -4 + 1/2) + 5.
Proof.
  unfold output, first_layer; simpl. unfold affine, times. simpl. cbv [dot Sum W3 e0 e1]. unfold leaky, slope.
  repeat match goal with |- context [Rle_dec 0 ?z] => destruct (Rle_dec 0 z) end; lra.
Qed.
