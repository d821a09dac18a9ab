(* Finite sums of reals, Sum n f = Σ_{i<n} f(i), and inner products of vectors nat -> R, of which the first d
    entries count. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition vec := nat -> R.

Fixpoint Sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => Sum m f + f m end.

Lemma Sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> Sum n f = Sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [easy|].
  rewrite IH by (intros; apply H; lia). rewrite H by lia. easy.
Qed.

Lemma Sum_plus n f g : Sum n (fun i => f i + g i) = Sum n f + Sum n g.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma Sum_minus n f g : Sum n (fun i => f i - g i) = Sum n f - Sum n g.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma Sum_scal n c f : Sum n (fun i => c * f i) = c * Sum n f.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma Sum_scal_r n c f : Sum n (fun i => f i * c) = Sum n f * c.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma Sum_0 n : Sum n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma Sum_const n c : Sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. simpl. rewrite IH; lra. Qed.

Lemma Sum_swap n m f :
  Sum n (fun i => Sum m (fun j => f i j)) = Sum m (fun j => Sum n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl; [now rewrite Sum_0|].
  rewrite IH. now rewrite <- Sum_plus.
Qed.

Lemma Sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= Sum n f.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (0 <= f n) by (apply H; lia).
  assert (0 <= Sum n f) by (apply IH; intros; apply H; lia). lra.
Qed.

Lemma Sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> Sum n f <= Sum n g.
Proof.
  intros H. assert (0 <= Sum n (fun i => g i - f i)).
  { apply Sum_nonneg; intros i Hi; specialize (H i Hi); lra. }
  rewrite Sum_minus in H0; lra.
Qed.

Lemma Sum_single n j f : (j < n)%nat ->
  Sum n (fun i => if Nat.eqb i j then f i else 0) = f j.
Proof.
  induction n as [|n IH]; intros Hj; [lia|]. simpl.
  destruct (Nat.eqb_spec n j) as [->|Hn].
  - rewrite (Sum_ext j _ (fun _ => 0)).
    + rewrite Sum_0; lra.
    + intros i Hi. destruct (Nat.eqb_spec i j); [lia|easy].
  - rewrite IH by lia. lra.
Qed.

(* regroup a sum over teachers by the group label g *)
Lemma Sum_group n k (g : nat -> nat) f : (forall j, (j < k)%nat -> (g j < n)%nat) ->
  Sum k f = Sum n (fun i => Sum k (fun j => if Nat.eqb (g j) i then f j else 0)).
Proof.
  intros Hg. rewrite Sum_swap. apply Sum_ext. intros j Hj.
  rewrite (Sum_ext n _ (fun i => if Nat.eqb i (g j) then f j else 0)).
  - symmetry. apply (Sum_single n (g j) (fun _ => f j)). auto.
  - intros i Hi. now rewrite Nat.eqb_sym.
Qed.

Definition dot (d : nat) (x y : nat -> R) : R := Sum d (fun c => x c * y c).

Lemma dot_sym d x y : dot d x y = dot d y x.
Proof. apply Sum_ext; intros; lra. Qed.

Lemma dot_lin_l d x y z a b :
  dot d (fun c => a * x c + b * y c) z = a * dot d x z + b * dot d y z.
Proof.
  unfold dot. rewrite <- 2!Sum_scal, <- Sum_plus. apply Sum_ext; intros; ring.
Qed.

Lemma dot_line d w h u g t :
  dot d (fun c => w c + t * h c) (fun c => u c + t * g c)
  = dot d w u + t * (dot d h u + dot d w g) + t * t * dot d h g.
Proof.
  unfold dot. rewrite <- Sum_plus, <- 2!Sum_scal, <- 2!Sum_plus.
  apply Sum_ext; intros; ring.
Qed.

Lemma dot_nonneg d x : 0 <= dot d x x.
Proof. apply Sum_nonneg; intros; nra. Qed.

Lemma dot_Sum_l d n (x : nat -> nat -> R) y :
  dot d (fun c => Sum n (fun j => x j c)) y = Sum n (fun j => dot d (x j) y).
Proof.
  unfold dot. rewrite Sum_swap. apply Sum_ext; intros c _.
  rewrite <- Sum_scal_r. easy.
Qed.

Lemma dot_scal_l d a x y : dot d (fun c => a * x c) y = a * dot d x y.
Proof. unfold dot; rewrite <- Sum_scal; apply Sum_ext; intros; ring. Qed.

(* Cauchy-Schwarz, strict *)
Lemma cauchy_schwarz_strict d w u : (dot d w u)^2 < (1 + dot d w w) * (1 + dot d u u).
Proof.
  set (ww := dot d w w). set (uu := dot d u u). set (wu := dot d w u).
  assert (Hww : 0 <= ww) by apply dot_nonneg.
  assert (Huu : 0 <= uu) by apply dot_nonneg.
  pose proof (dot_nonneg d (fun c => (1+uu) * w c + (-wu) * u c)) as H.
  rewrite dot_lin_l in H.
  rewrite (dot_sym d w), (dot_sym d u) in H. rewrite 2!dot_lin_l in H.
  rewrite (dot_sym d u w) in H. fold ww uu wu in H.
  nra.
Qed.

Lemma is_derive_Sum n (f : nat -> R -> R) (df : nat -> R) x :
  (forall i, (i < n)%nat -> is_derive (f i) x (df i)) ->
  is_derive (fun t => Sum n (fun i => f i t)) x (Sum n df).
Proof.
  induction n as [|n IH]; intros H; simpl.
  - apply @is_derive_const.
  - apply @is_derive_plus.
    + apply IH; intros; apply H; lia.
    + apply H; lia.
Qed.

Lemma Sum_abs n f : Rabs (Sum n f) <= Sum n (fun i => Rabs (f i)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  apply Rle_trans with (1 := Rabs_triang _ _). lra.
Qed.

Lemma Sum_split n m f : Sum (n + m) f = Sum n f + Sum m (fun j => f (n + j)%nat).
Proof.
  induction m as [|m IH].
  - rewrite Nat.add_0_r. simpl. ring.
  - rewrite Nat.add_succ_r. simpl. rewrite IH. ring.
Qed.

Lemma Sum_le_term n f i : (i < n)%nat -> (forall j, (j < n)%nat -> 0 <= f j) -> f i <= Sum n f.
Proof.
  induction n as [|n IH]; intros Hi H; [lia|]. simpl.
  assert (0 <= f n) by (apply H; lia).
  assert (0 <= Sum n f) by (apply Sum_nonneg; intros; apply H; lia).
  destruct (Nat.eq_dec i n) as [->|]; [lra|].
  assert (f i <= Sum n f) by (apply IH; [lia|intros; apply H; lia]). lra.
Qed.

Lemma dot_scal_r d s x y : dot d x (fun c => s * y c) = s * dot d x y.
Proof. now rewrite dot_sym, dot_scal_l, dot_sym. Qed.

Lemma dot_zero_r d x y : (forall q, (q < d)%nat -> y q = 0) -> dot d x y = 0.
Proof.
  intros H. unfold dot. rewrite (Sum_ext d _ (fun _ => 0)); [apply Sum_0|]. intros q Hq. rewrite H by easy. ring.
Qed.

Lemma dot_zero_l d y : dot d (fun _ => 0) y = 0.
Proof. rewrite dot_sym. now apply dot_zero_r. Qed.

Lemma cauchy_schwarz d u e : (dot d u e)^2 <= dot d u u * dot d e e.
Proof.
  assert (Q : forall a b, 0 <= a * a * dot d u u + 2 * a * b * dot d u e + b * b * dot d e e).
  { intros a b. pose proof (dot_nonneg d (fun c => a * u c + b * e c)) as H.
    rewrite dot_lin_l, (dot_sym d u), (dot_sym d e), !dot_lin_l, (dot_sym d e u) in H. lra. }
  pose proof (dot_nonneg d u) as HA. pose proof (dot_nonneg d e) as HB.
  set (A := dot d u u) in *. set (B := dot d e e) in *. set (P := dot d u e) in *.
  destruct (Req_dec B 0) as [E|E].
  - destruct (Req_dec P 0) as [EP|EP]; [rewrite E, EP; lra|].
    exfalso. pose proof (Q 1 (- (A + 1) / (2 * P))) as H. rewrite E in H.
    replace (1 * 1 * A + 2 * 1 * (- (A + 1) / (2 * P)) * P
             + - (A + 1) / (2 * P) * (- (A + 1) / (2 * P)) * 0) with (-1) in H by (field; easy). lra.
  - pose proof (Q B (-P)) as H. assert (0 <= B * (A * B - P^2)) by nra.
    assert (0 < B) by lra. assert (0 <= A * B - P^2); [|lra].
    apply (Rmult_le_reg_l B); [easy|]. lra.
Qed.
