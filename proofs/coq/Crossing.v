(* Small gradients on a triple: some other unit crosses it. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks DeepDerivative Triples SecondDifference Pigeonhole Angles.
Import ListNotations.
Open Scope R_scope.

(* what the biases add to the residual *)
Definition residual_offset c d C teacher student k x : R :=
  Sum C (fun o => network_jacobian c d student x o k *
    (offset c (units teacher) (upper teacher) (last teacher) (first_layer c d teacher x) o
     - offset c (units student) (upper student) (last student) (first_layer c d student x) o)).

Lemma residual_form c d C teacher student k x : residual c d C teacher student k x =
  Sum (units teacher) (fun j => coupling c d C student teacher k j x * leaky c (dot d (weight teacher j) x))
  - Sum (units student) (fun i => coupling c d C student student k i x * leaky c (dot d (weight student i) x))
  + residual_offset c d C teacher student k x.
Proof.
  assert (E : forall teacher', Sum C (fun o => network_jacobian c d student x o k * (output c d teacher' x o
       - offset c (units teacher') (upper teacher') (last teacher') (first_layer c d teacher' x) o))
     = Sum (units teacher') (fun j => coupling c d C student teacher' k j x * leaky c (dot d (weight teacher' j) x))).
  { intros teacher'. transitivity (Sum C (fun o => Sum (units teacher') (fun j =>
      network_jacobian c d student x o k * network_jacobian c d teacher' x o j * leaky c (dot d (weight teacher' j)
          x)))).
    - apply Sum_ext; intros o _. unfold output. rewrite layers_jacobian. unfold Rminus. rewrite Rplus_assoc, Rplus_opp_r,
        Rplus_0_r, <- Sum_scal. apply Sum_ext; intros; unfold network_jacobian, first_layer; ring.
    - rewrite Sum_swap. apply Sum_ext; intros j _. unfold coupling. now rewrite <- Sum_scal_r. }
  rewrite <- 2!E, <- Sum_minus. unfold residual, residual_offset. rewrite <- Sum_plus. apply Sum_ext; intros; ring.
Qed.

(* students first, then teachers *)
Definition either_unit (student teacher : net) (u : nat) : vec :=
  if Nat.ltb u (units student) then weight student u else weight teacher (u - units student).
Definition coefficient c d C teacher student k x (u : nat) : R :=
  if Nat.ltb u (units student) then - coupling c d C student student k u x else coupling c d C student teacher k (u
      - units student) x.

Lemma residual_combination c d C teacher student k x :
  residual c d C teacher student k x = combination c d (units student + units teacher) (coefficient c d C teacher
      student k x) (either_unit student teacher) x + residual_offset c d C teacher student k x.
Proof.
  rewrite residual_form. unfold combination. rewrite Sum_split.
  rewrite (Sum_ext (units student) (fun u => coefficient c d C teacher student k x u * _)
    (fun i => (-1) * (coupling c d C student student k i x * leaky c (dot d (weight student i) x)))).
  2:{ intros i Hi. unfold coefficient, either_unit. rewrite (proj2 (Nat.ltb_lt i (units student)) Hi). ring. }
  rewrite (Sum_ext (units teacher) (fun j => coefficient c d C teacher student k x (units student + j) * _)
    (fun j => coupling c d C student teacher k j x * leaky c (dot d (weight teacher j) x))).
  2:{ intros j _. unfold coefficient, either_unit.
      replace (units student + j <? units student) with false by (symmetry; apply Nat.ltb_ge; lia).
      now replace (units student + j - units student)%nat with j by lia. }
  rewrite Sum_scal. ring.
Qed.

Lemma coupling_same c d C teacher student k x y u : same_upper_gates c d teacher student x y ->
  coefficient c d C teacher student k y u = coefficient c d C teacher student k x u.
Proof.
  intros [HT HS]. unfold coefficient, coupling, network_jacobian.
  destruct (u <? units student); [f_equal|]; apply Sum_ext; intros o _;
    now rewrite <- ?(jacobian_same c _ (last student) _ _ _ o _ HS), <- ?(jacobian_same c _ (last teacher) _ _ _ o _
        HT).
Qed.

Lemma residual_offset_same c d C teacher student k x y : same_upper_gates c d teacher student x y ->
  residual_offset c d C teacher student k y = residual_offset c d C teacher student k x.
Proof.
  intros [HT HS]. unfold residual_offset, network_jacobian. apply Sum_ext; intros o _.
  now rewrite <- (jacobian_same c _ (last student) _ _ _ o _ HS), <- (offset_same c _ (last student) _ _ _ o HS),
    <- (offset_same c _ (last teacher) _ _ _ o HT).
Qed.

Lemma crossing_unit c d C teacher student k j eps eta x e : c < 1 -> (k < units student)%nat ->
  (j < units teacher)%nat ->
  observes_near c d C teacher student k j eps eta x e -> small_on_triple c d C teacher student k eps x e ->
  exists u, (u < units student + units teacher)%nat /\ u <> k /\ u <> (units student + j)%nat /\
            coefficient c d C teacher student k x u <> 0 /\ crosses d (either_unit student teacher u) x e.
Proof.
  intros Hc Hk Hj [Hb [Hy Hbig]] Hsmall.
  assert (Bj : either_unit student teacher (units student + j) = weight teacher j).
  { unfold either_unit. replace (units student + j <? units student) with false by (symmetry; apply Nat.ltb_ge; lia).
    now replace (units student + j - units student)%nat with j by lia. }
  assert (Gj : coefficient c d C teacher student k x (units student + j) = coupling c d C student teacher k j x).
  { unfold coefficient. replace (units student + j <? units student) with false by (symmetry; apply Nat.ltb_ge; lia).
    now replace (units student + j - units student)%nat with j by lia. }
  set (F := combination c d (units student + units teacher) (coefficient c d C teacher student k x) (either_unit
      student teacher)).
  set (b := residual_offset c d C teacher student k x).
  assert (HF : forall y, In y (triple x e) -> Rabs (F y + b) <= eps).
  { intros y Hin. destruct (Hy y Hin) as [Hon Hg]. specialize (Hsmall y Hin).
    unfold node_gradient, slope in Hsmall. destruct (Rle_dec 0 (dot d (weight student k) y)); [|easy].
    rewrite Rmult_1_l, residual_combination, (residual_offset_same _ _ _ _ _ _ _ _ Hg) in Hsmall. fold b in Hsmall.
    replace (coefficient c d C teacher student k y) with (coefficient c d C teacher student k x) in Hsmall; [easy|].
    apply functional_extensionality; intros u. symmetry. now apply coupling_same. }
  destruct (crossing c d (units student + units teacher) (coefficient c d C teacher student k x) (either_unit
      student teacher) (units student + j) x e eps)
    as [u [Hu [Huj [Hg HC]]]]; try easy.
  - lia.
  - fold (F (ahead x e)) (F (behind x e)) (F x).
    pose proof (HF (ahead x e) ltac:(simpl; tauto)) as A. pose proof (HF (behind x e) ltac:(simpl; tauto)) as B.
    pose proof (HF x ltac:(simpl; tauto)) as D.
    replace (F (ahead x e) + F (behind x e) - 2 * F x) with ((F (ahead x e) + b) + (F (behind x e) + b) - 2 * (F x + b))
      by ring.
    apply Rabs_le_between in A, B, D. apply Rabs_le_between. lra.
  - now rewrite Gj, Bj.
  - exists u. repeat split; try easy. intros ->.
    destruct (Hy (ahead x e) ltac:(simpl; tauto)) as [Hp _].
    destruct (Hy (behind x e) ltac:(simpl; tauto)) as [Hm _].
    destruct (Hy x ltac:(simpl; tauto)) as [Hz _].
    rewrite dot_plus in Hp. rewrite dot_minus in Hm.
    unfold crosses, either_unit in HC. rewrite (proj2 (Nat.ltb_lt k (units student)) Hk) in HC.
    revert HC. unfold Rabs. do 2 destruct (Rcase_abs _); lra.
Qed.

Lemma observes_is_near c d C teacher student k j eps x e :
  observes c d C teacher student k j eps x e -> observes_near c d C teacher student k j eps 0 x e.
Proof.
  intros [Hb [Hy Hbig]]. split; [rewrite Hb; pose proof (dot_nonneg d (weight teacher j)); lra|].
  split; [easy|]. now rewrite Hb, Rabs_R0, Rminus_0_r.
Qed.

Lemma observed_nonzero c d C teacher student k j eps eta x e : c < 1 ->
  observes_near c d C teacher student k j eps eta x e -> small_on_triple c d C teacher student k eps x e ->
  0 < dot d (weight teacher j) (weight teacher j).
Proof.
  intros Hc [Hb [_ Hbig]] Hsm. apply (crosses_nonzero d (weight teacher j) x e). unfold crosses.
  specialize (Hsm x ltac:(simpl; tauto)). pose proof (Rabs_pos (node_gradient c d C teacher student k x)).
  pose proof (Rabs_pos (coupling c d C student teacher k j x)).
  apply Rnot_le_lt. intros F.
  assert (0 <= (1 - c) * Rabs (coupling c d C student teacher k j x)) by (apply Rmult_le_pos; lra).
  set (z := (1 - c) * _) in *.
  assert (z * (Rabs (dot d (weight teacher j) e) - Rabs (dot d (weight teacher j) x)) <= 0); [|lra].
  rewrite <- (Rmult_0_r z). apply Rmult_le_compat_l; lra.
Qed.
