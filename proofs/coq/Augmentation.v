(* Short enough triples around a point of the boundary always observe it. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks DeepDerivative Triples SecondDifference Pigeonhole Angles
    Crossing OneTeacher Alignment.
Import ListNotations.
Open Scope R_scope.

(* Near a point where student node k is on and no unit above is at its kink, every short enough step keeps k on, and the
   gates of the layers above. *)
Lemma continuous_cmult k (f : R -> R) t : continuous f t -> continuous (fun s => k * f s) t.
Proof. intros H. apply (continuous_mult (fun _ => k) f); [apply continuous_const|exact H]. Qed.

Lemma leaky_continuous c z : continuous (leaky c) z.
Proof.
  destruct (Req_dec z 0) as [->|Hz].
  - apply (continuous_ext (fun y => c * y + (1 - c) * Rmax 0 y)).
    { intros y. unfold leaky, slope, Rmax. destruct (Rle_dec 0 y); lra. }
    apply (continuous_plus (fun y => c * y) (fun y => (1 - c) * Rmax 0 y)).
    + apply (continuous_cmult c (fun y => y)), continuous_id.
    + apply (continuous_cmult (1 - c) (fun y => Rmax 0 y)).
      apply (continuous_ext (fun y => (y + Rabs y) / 2)).
      { intros y. unfold Rmax, Rabs. destruct (Rcase_abs y), (Rle_dec 0 y); lra. }
      apply (continuous_ext (fun y => / 2 * (y + Rabs y))); [intros y; unfold Rdiv; apply Rmult_comm|].
      apply (continuous_cmult (/2) (fun y => y + Rabs y)).
      apply (continuous_plus (fun y => y) Rabs); [apply continuous_id|apply continuous_Rabs].
  - apply (ex_derive_continuous (leaky c)). eexists; now apply is_derive_leaky.
Qed.

Lemma continuous_Sum n (f : nat -> R -> R) t : (forall i, (i < n)%nat -> continuous (f i) t) ->
  continuous (fun s => Sum n (fun i => f i s)) t.
Proof.
  induction n as [|n IH]; intros H; simpl; [apply continuous_const|].
  apply (continuous_plus (fun s => Sum n (fun i => f i s)) (f n)); [apply IH; intros|]; apply H; lia.
Qed.

Lemma near_sign (f : R -> R) : continuous f 0 -> f 0 <> 0 -> locally 0 (fun t => 0 <= f 0 <-> 0 <= f t).
Proof.
  intros Hf Hn.
  assert (L : locally (f 0) (fun y => 0 <= f 0 <-> 0 <= y)).
  { exists (mkposreal _ (Rabs_pos_lt _ Hn)). intros y Hy.
    unfold ball in Hy; simpl in Hy; unfold AbsRing_ball, abs, minus, plus, opp in Hy; simpl in Hy.
    unfold Rabs in Hy. destruct (Rcase_abs (y + - f 0)), (Rcase_abs (f 0)); split; lra. }
  exact (Hf _ L).
Qed.

Lemma locally_below n (P : nat -> R -> Prop) : (forall p, (p < n)%nat -> locally 0 (P p)) ->
  locally 0 (fun t => forall p, (p < n)%nat -> P p t).
Proof.
  induction n as [|n IH]; intros H; [apply filter_forall; intros; lia|].
  assert (A : locally 0 (fun t => forall p, (p < n)%nat -> P p t)) by (apply IH; intros; apply H; lia).
  assert (B := H n ltac:(lia)).
  apply (filter_imp (fun t => (forall p, (p < n)%nat -> P p t) /\ P n t)); [|now apply filter_and].
  intros t [A' B'] p Hp. destruct (Nat.eq_dec p n) as [->|]; [easy|apply A'; lia].
Qed.

Lemma gates_near c U : forall n (H : R -> vec), (forall i, (i < n)%nat -> continuous (fun t => H t i) 0) ->
  no_kink c n U (H 0) -> locally 0 (fun t => same_gates c n U (H 0) (H t)).
Proof.
  induction U as [|[n' W] rest IH]; intros n H HC HK; [now apply filter_forall|].
  destruct HK as [K1 K2].
  assert (Cz : forall p, continuous (fun t => affine n W (H t) p) 0).
  { intros p. unfold affine, times.
    apply (continuous_plus (fun t => Sum n (fun i => fst W p i * H t i)) (fun _ => snd W p)); [|apply continuous_const].
    apply (continuous_Sum n (fun i t => fst W p i * H t i)). intros i Hi.
    apply (continuous_cmult (fst W p i) (fun t => H t i)). now apply HC. }
  apply (filter_and _ _ (locally_below n' (fun p t => 0 <= affine n W (H 0) p <-> 0 <= affine n W (H t) p)
    (fun p Hp => near_sign (fun t => affine n W (H t) p) (Cz p) (K1 p Hp)))).
  apply (IH n' (fun t p => leaky c (affine n W (H t) p))); [|exact K2].
  intros p _. apply (continuous_comp (fun t => affine n W (H t) p) (leaky c)); [apply Cz|apply leaky_continuous].
Qed.

Theorem short_triples_observe c d teacher student k x q : 0 < dot d (weight student k) x ->
  no_kink c (units teacher) (upper teacher) (first_layer c d teacher x) -> no_kink c (units student) (upper student)
      (first_layer c d student x) ->
  exists t0, 0 < t0 /\ forall t, 0 < t <= t0 -> forall y, In y (triple x (fun i => t * q i)) ->
    0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student x y.
Proof.
  intros Hk HT HS.
  assert (Line : forall u, continuous (fun t => dot d u (fun i => x i + t * q i)) 0).
  { intros u. apply (continuous_ext (fun t => dot d u x + t * dot d u q)); [intros; now rewrite dot_step|].
    apply (ex_derive_continuous (fun t => dot d u x + t * dot d u q)). auto_derive. easy. }
  assert (X0 : (fun i => x i + 0 * q i) = x) by (apply functional_extensionality; intros; ring).
  assert (G : forall M, no_kink c (units M) (upper M) (first_layer c d M x) ->
    locally 0 (fun t => same_gates c (units M) (upper M) (first_layer c d M x) (first_layer c d M (fun i => x i + t
        * q i)))).
  { intros M HM. pose proof (gates_near c (upper M) (units M) (fun t => first_layer c d M (fun i => x i + t * q i)))
      as GN.
    cbv beta in GN. rewrite X0 in GN. apply GN; [|exact HM]. intros i _.
    apply (continuous_comp (fun t => dot d (weight M i) (fun i => x i + t * q i)) (leaky c));
      [apply Line|apply leaky_continuous]. }
  assert (On : locally 0 (fun t => 0 <= dot d (weight student k) (fun i => x i + t * q i))).
  { pose proof (near_sign _ (Line (weight student k))) as NS. cbv beta in NS. rewrite X0 in NS.
    specialize (NS ltac:(lra)). revert NS. apply filter_imp. intros t [A _]. apply A. lra. }
  destruct (filter_and _ _ On (filter_and _ _ (G teacher HT) (G student HS))) as [r Hr].
  exists (r / 2). pose proof (cond_pos r). split; [lra|]. intros t Ht y Hy.
  assert (P : forall tau, Rabs tau < r -> y = (fun i => x i + tau * q i) ->
    0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student x y).
  { intros tau Htau ->. destruct (Hr tau) as [A [B D]].
    - unfold ball; simpl; unfold AbsRing_ball, abs, minus, plus, opp; simpl. now rewrite Ropp_0, Rplus_0_r.
    - now repeat split. }
  destruct Hy as [<-|[<-|[<-|[]]]].
  - apply (P 0); [rewrite Rabs_R0; lra|now rewrite X0].
  - apply (P t); [rewrite Rabs_pos_eq; lra|easy].
  - apply (P (- t)); [rewrite Rabs_Ropp, Rabs_pos_eq; lra|].
    apply functional_extensionality; intros i. unfold behind. ring.
Qed.

Lemma common_step N (P : nat -> R -> Prop) : (forall i, (i < N)%nat -> exists t0, 0 < t0 /\ forall t, 0 < t <= t0 ->
    P i t) ->
  exists t0, 0 < t0 /\ forall t, 0 < t <= t0 -> forall i, (i < N)%nat -> P i t.
Proof.
  induction N as [|N IH]; intros H; [exists 1; split; [lra|intros; lia]|].
  destruct IH as [t0 [A IH]]; [intros; apply H; lia|]. destruct (H N ltac:(lia)) as [t1 [B H1]].
  exists (Rmin t0 t1). split; [now apply Rmin_glb_lt|]. intros t Ht i Hi.
  pose proof (Rmin_l t0 t1). pose proof (Rmin_r t0 t1).
  destruct (Nat.eq_dec i N) as [->|]; [apply H1; lra|apply IH; [lra|lia]].
Qed.

Theorem specialisation_by_augmentation c d C teacher student k j p N x q s :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  0 < s -> spread d N p (weight teacher j) x s ->
  (forall i, (i < N)%nat -> dot d (weight teacher j) (x i) = 0 /\ 0 < dot d (weight student k) (x i) /\
     no_kink c (units teacher) (upper teacher) (first_layer c d teacher (x i)) /\ no_kink c (units student) (upper
         student) (first_layer c d student (x i))) ->
  exists t0, 0 < t0 /\ forall t eps, 0 < t <= t0 ->
    (forall i, (i < N)%nat ->
       4 * eps < (1 - c) * Rabs (coupling c d C student teacher k j (x i)) * Rabs (t * dot d (weight teacher j) q) /\
       small_on_triple c d C teacher student k eps (x i) (fun l => t * q l)) ->
    (forall j', (j' < units teacher)%nat -> j' <> j ->
       angle_tolerance p (t * sqrt (dot d q q)) s < sin2_angle d (weight teacher j') (weight teacher j)) ->
    exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
      sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p (t * sqrt (dot d q q)) s.
Proof.
  intros Hc Hd Hk Hj HN Hs HS HX.
  destruct (common_step N (fun i t => forall y, In y (triple (x i) (fun l => t * q l)) ->
    0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student (x i) y)) as [t0 [Ht0 H0]].
  { intros i Hi. destruct (HX i Hi) as [_ [A [B D]]]. now apply short_triples_observe. }
  exists t0. split; [easy|]. intros t eps Ht Hsmall Hsep.
  assert (Eq : forall u, dot d u (fun l => t * q l) = t * dot d u q).
  { intros u. unfold dot. rewrite <- Sum_scal. apply Sum_ext; intros; ring. }
  destruct (specialisation c d C teacher student k j p N x (fun _ l => t * q l) eps (t * sqrt (dot d q q)) s)
    as [i [A [B [D [F _]]]]]; try easy.
  - intros i Hi. destruct (HX i Hi) as [Hb _]. destruct (Hsmall i Hi) as [HB HG].
    split; [|split; [|exact HG]].
    + split; [easy|split]; [now apply H0|now rewrite Eq].
    + rewrite Eq, dot_sym, Eq. rewrite Rpow_mult_distr, pow2_sqrt by apply dot_nonneg. lra.
  - now exists i.
Qed.
