(* The gradient of one node is the derivative of the loss of a sample, wherever no unit of the student is at its
    kink. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks.
Import ListNotations.
Open Scope R_scope.

(* what the biases add: on a region of constant gates it is a constant *)
Fixpoint offset (c : R) (n : nat) (upper : list (nat * (matrix * vec))) (last : matrix * vec) (h : vec) : vec :=
  match upper with
  | [] => snd last
  | (n', W) :: rest => fun o =>
      offset c n' rest last (fun p => leaky c (affine n W h p)) o
      + Sum n' (fun p => jacobian c n' rest last (fun q => leaky c (affine n W h q)) o p
                         * slope c (affine n W h p) * snd W p)
  end.

Lemma layers_jacobian c upper last : forall n h o,
  layers c n upper last h o = Sum n (fun i => jacobian c n upper last h o i * h i) + offset c n upper last h o.
Proof.
  induction upper as [|[n' W] rest IH]; intros n h o; simpl; [reflexivity|].
  rewrite IH. set (J := jacobian c n' rest last _). set (b := offset c n' rest last _ o).
  rewrite (Sum_ext n' _ (fun p => Sum n (fun i => J o p * slope c (affine n W h p) * fst W p i * h i)
                                  + J o p * slope c (affine n W h p) * snd W p)).
  - rewrite Sum_plus, Sum_swap.
    rewrite (Sum_ext n (fun i => Sum n' (fun p => J o p * slope c (affine n W h p) * fst W p i * h i))
      (fun i => Sum n' (fun p => J o p * slope c (affine n W h p) * fst W p i) * h i))
      by (intros; now rewrite <- Sum_scal_r).
    ring.
  - intros p _. unfold leaky. unfold affine at 2. unfold times.
    rewrite <- Rmult_assoc, Rmult_plus_distr_l, <- Sum_scal. f_equal. apply Sum_ext; intros; ring.
Qed.

Lemma slope_same c z z' : (0 <= z <-> 0 <= z') -> slope c z = slope c z'.
Proof. unfold slope; intros H. destruct (Rle_dec 0 z), (Rle_dec 0 z'); tauto. Qed.

(* same gates, same matrix *)
Lemma jacobian_same c upper last : forall n h h' o i,
  same_gates c n upper h h' -> jacobian c n upper last h o i = jacobian c n upper last h' o i.
Proof.
  induction upper as [|[n' W] rest IH]; intros n h h' o i H; simpl; [reflexivity|].
  destruct H as [H1 H2]. apply Sum_ext; intros p Hp.
  rewrite (IH n' _ _ o p H2), (slope_same c _ _ (H1 p Hp)). reflexivity.
Qed.

Lemma offset_same c upper last : forall n h h' o,
  same_gates c n upper h h' -> offset c n upper last h o = offset c n upper last h' o.
Proof.
  induction upper as [|[n' W] rest IH]; intros n h h' o H; simpl; [reflexivity|].
  destruct H as [H1 H2]. rewrite (IH n' _ _ o H2). f_equal. apply Sum_ext; intros p Hp.
  now rewrite (jacobian_same c rest last n' _ _ o p H2), (slope_same c _ _ (H1 p Hp)).
Qed.

Lemma is_derive_leaky c z : z <> 0 -> is_derive (leaky c) z (slope c z).
Proof.
  intros Hz. apply (is_derive_ext_loc (fun y => slope c z * y)).
  - exists (mkposreal (Rabs z) (Rabs_pos_lt z Hz)). intros y Hy.
    unfold ball in Hy; simpl in Hy; unfold AbsRing_ball, abs, minus, plus, opp in Hy; simpl in Hy.
    unfold leaky. f_equal. apply slope_same.
    unfold Rabs in Hy. destruct (Rcase_abs (y + - z)), (Rcase_abs z); split; lra.
  - auto_derive; [easy|ring].
Qed.

(* where no unit is at its kink, J is the Jacobian *)
Lemma layers_derivative c upper last : forall n (H : R -> vec) (dH : vec) o,
  (forall i, (i < n)%nat -> is_derive (fun s => H s i) 0 (dH i)) ->
  no_kink c n upper (H 0) ->
  is_derive (fun s => layers c n upper last (H s) o) 0
            (Sum n (fun i => jacobian c n upper last (H 0) o i * dH i)).
Proof.
  assert (Dmv : forall n W (H : R -> vec) (dH : vec) p,
    (forall i, (i < n)%nat -> is_derive (fun s => H s i) 0 (dH i)) ->
    is_derive (fun s => affine n W (H s) p) 0 (Sum n (fun i => fst W p i * dH i))).
  { intros n W H dH p HD. unfold affine, times. evar_last.
    - apply @is_derive_plus; [|apply @is_derive_const].
      apply (is_derive_Sum n (fun i s => fst W p i * H s i)). intros i Hi.
      apply (is_derive_scal (fun s => H s i)). now apply HD.
    - unfold plus, zero; simpl. ring. }
  induction upper as [|[n' W] rest IH]; intros n H dH o HD HK; simpl.
  - now apply Dmv.
  - destruct HK as [HK1 HK2]. evar_last.
    + apply (IH n' (fun s p => leaky c (affine n W (H s) p))
               (fun p => slope c (affine n W (H 0) p) * Sum n (fun i => fst W p i * dH i))); [|exact HK2].
      intros p Hp. evar_last.
      * apply (is_derive_comp (leaky c) (fun s => affine n W (H s) p)).
        -- apply is_derive_leaky. now apply HK1.
        -- apply Dmv, HD.
      * unfold scal; simpl; unfold mult; simpl. ring.
    + cbv beta. set (J := jacobian c n' rest last _).
      transitivity (Sum n' (fun p => Sum n (fun i => J o p * slope c (affine n W (H 0) p) * fst W p i * dH i))).
      * apply Sum_ext; intros p _. rewrite <- Rmult_assoc, <- Sum_scal. apply Sum_ext; intros; ring.
      * rewrite Sum_swap. apply Sum_ext; intros i _. now rewrite <- Sum_scal_r.
Qed.

Lemma node_gradient_is_the_derivative c d C teacher student k h x : (k < units student)%nat ->
  dot d (weight student k) x <> 0 -> no_kink c (units student) (upper student) (first_layer c d student x) ->
  is_derive (fun s => sample_loss c d C teacher (moved student k h s) x) 0 (- node_gradient c d C teacher student k
      x * dot d h x).
Proof.
  intros Hk Hx HK.
  assert (M0 : forall i, dot d (weight (moved student k h 0) i) x = dot d (weight student i) x).
  { intros i. simpl. destruct (Nat.eqb_spec i k) as [->|]; [|easy].
    unfold dot. apply Sum_ext; intros; ring. }
  assert (H0 : first_layer c d (moved student k h 0) x = first_layer c d student x).
  { apply functional_extensionality; intros i. unfold first_layer. now rewrite M0. }
  assert (HD : forall i, (i < units student)%nat ->
    is_derive (fun s => first_layer c d (moved student k h s) x i) 0
              (if Nat.eqb i k then slope c (dot d (weight student k) x) * dot d h x else 0)).
  { intros i _. unfold first_layer; simpl. destruct (Nat.eqb_spec i k) as [->|]; [|apply @is_derive_const].
    apply (is_derive_ext (fun s => leaky c (dot d (weight student k) x + s * dot d h x))).
    { intros s. f_equal. unfold dot. rewrite <- Sum_scal, <- Sum_plus. apply Sum_ext; intros; ring. }
    evar_last.
    - apply (is_derive_comp (leaky c) (fun s => dot d (weight student k) x + s * dot d h x)).
      + rewrite Rmult_0_l, Rplus_0_r. now apply is_derive_leaky.
      + auto_derive; [easy|reflexivity].
    - unfold scal; simpl; unfold mult; simpl. ring. }
  assert (DO : forall o, is_derive (fun s => output c d (moved student k h s) x o) 0
     (network_jacobian c d student x o k * (slope c (dot d (weight student k) x) * dot d h x))).
  { intros o. unfold output. simpl. evar_last.
    - apply (layers_derivative c (upper student) (last student) (units student) (fun s => first_layer c d (moved
        student k h s) x) _ o HD).
      rewrite H0. exact HK.
    - cbv beta. rewrite H0. fold (network_jacobian c d student x).
      set (z := slope c (dot d (weight student k) x) * dot d h x).
      rewrite (Sum_ext _ _ (fun i => if Nat.eqb i k then network_jacobian c d student x o k * z else 0)).
      + now rewrite (Sum_single _ k (fun _ => network_jacobian c d student x o k * z)).
      + intros i _. destruct (Nat.eqb_spec i k) as [->|]; ring. }
  unfold sample_loss. evar_last.
  - apply (is_derive_scal (fun s => Sum C (fun o => (output c d teacher x o - output c d (moved student k h s) x
      o)^2))).
    apply (is_derive_Sum C (fun o s => (output c d teacher x o - output c d (moved student k h s) x o)^2)
      (fun o => - 2 * (output c d teacher x o - output c d student x o)
                 * (network_jacobian c d student x o k * (slope c (dot d (weight student k) x) * dot d h x)))).
    intros o _. set (l := network_jacobian c d student x o k * _).
    set (f := fun s => output c d (moved student k h s) x o). set (A := output c d teacher x o).
    assert (Ef : f 0 = output c d student x o) by (unfold f, output; simpl; now rewrite H0).
    assert (Df : is_derive f 0 l) by exact (DO o).
    rewrite <- Ef. change (is_derive (fun s => (A - f s)^2) 0 (-2 * (A - f 0) * l)).
    auto_derive; [eexists; exact Df|].
    replace (Derive (fun s => f s) 0) with l by (symmetry; exact (is_derive_unique _ _ _ Df)). ring.
  - cbv beta. unfold node_gradient, residual.
    transitivity (Sum C (fun o => - (slope c (dot d (weight student k) x) * dot d h x)
        * (network_jacobian c d student x o k * (output c d teacher x o - output c d student x o)))).
    + rewrite <- Sum_scal. apply Sum_ext; intros o _. field.
    + rewrite Sum_scal. ring.
Qed.
