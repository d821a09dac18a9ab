(* h lies above its tangents, Σ s_j² >= (Σ s_j)²/M, and two squares are completed. *)
From Coq Require Import Reals Lra Lia Psatz Arith.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Tensors DeepNetworks Triples SecondDifference
  Compression.
Open Scope R_scope.

(* sin is concave on [0, π]: its tangent at φ lies above it *)
Lemma sin_below_its_tangent phi theta : 0 <= phi <= PI -> 0 <= theta <= PI ->
  sin theta <= sin phi + (theta - phi) * cos phi.
Proof.
  intros Hp Ht.
  assert (D : forall c, derivable_pt_lim sin c (cos c)) by (intros; apply derivable_pt_lim_sin).
  destruct (Rtotal_order phi theta) as [L|[->|L]]; [|lra|].
  - destruct (MVT_cor2 sin cos phi theta L) as [c [E Hc]]; [intros; apply D|].
    assert (cos c <= cos phi) by (apply cos_decr_1; lra). nra.
  - destruct (MVT_cor2 sin cos theta phi L) as [c [E Hc]]; [intros; apply D|].
    assert (cos phi <= cos c) by (apply cos_decr_1; lra). nra.
Qed.

Lemma arc_cosine_above_its_tangent rho theta : -1 <= rho <= 1 -> 0 <= theta <= PI ->
  sin theta / (2 * PI) + rho * ((PI - theta) / (2 * PI)) <= arc_cosine rho.
Proof.
  intros Hr Ht. pose proof PI_RGT_0 as HP. pose proof (acos_bound rho) as B.
  pose proof (sin_below_its_tangent (acos rho) theta B Ht) as T.
  rewrite sin_acos, cos_acos in T by easy. unfold arc_cosine. rewrite Rsqr_pow2 in T.
  replace (sin theta / (2 * PI) + rho * ((PI - theta) / (2 * PI)))
    with ((sin theta + rho * (PI - theta)) * / (2 * PI)) by (field; lra).
  unfold Rdiv. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|]. lra.
Qed.

Lemma arc_cosine_of_one : arc_cosine 1 = 1 / 2.
Proof.
  pose proof PI_RGT_0. unfold arc_cosine. rewrite acos_1. replace (1 - 1^2) with 0 by ring. rewrite sqrt_0. field. lra.
Qed.

(* (Σ s_j)² <= M Σ s_j² *)
Lemma sum_of_squares M s : (Sum M s)^2 <= INR M * Sum M (fun j => (s j)^2).
Proof.
  pose proof (cauchy_schwarz M (fun _ => 1) s) as C. unfold dot in C.
  rewrite (Sum_ext M (fun c => 1 * s c) s) in C by (intros; ring).
  rewrite (Sum_ext M (fun c => 1 * 1) (fun _ => 1)) in C by (intros; ring). rewrite Sum_const in C.
  rewrite (Sum_ext M (fun c => s c * s c) (fun j => (s j)^2)) in C by (intros; ring). lra.
Qed.

(* of a unit vector with another: an entry of a Gram matrix *)
Lemma gram_entry d u v : dot d u u = 1 -> dot d v v = 1 -> -1 <= dot d u v <= 1.
Proof. intros Hu Hv. pose proof (cauchy_schwarz d u v) as C. rewrite Hu, Hv in C. split; nra. Qed.

(* the least value of a quadratic function *)
Lemma completed a b x : 0 < a -> - (b^2 / (4 * a)) <= a * x^2 - b * x.
Proof.
  intros Ha. assert (0 <= a * (x - b / (2 * a))^2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  replace (a * (x - b / (2 * a))^2) with (a * x^2 - b * x + b^2 / (4 * a)) in H by (field; lra). lra.
Qed.

Theorem dual_bound d M c v s u theta : (1 <= M)%nat -> 0 < theta <= PI -> (theta = PI -> dot d v v = 0) ->
  (forall j, (j < M)%nat -> 0 <= s j /\ dot d (u j) (u j) = 1) ->
  dual_value M c (dot d v v) theta <= compression_loss d M c v s u.
Proof.
  intros HM Ht Hv H. pose proof PI_RGT_0 as HP. assert (Mp : 1 <= INR M) by now apply (le_INR 1).
  set (A1 := sin theta / (2 * PI)). set (B := (PI - theta) / (2 * PI)). set (E := (theta - sin theta) / (2 * PI)).
  assert (I2 : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
  assert (Hs : 0 <= sin theta) by (apply sin_ge_0; lra).
  assert (Hst : sin theta < theta) by (apply sin_lt_x; lra).
  assert (A1p : 0 <= A1) by (apply Rmult_le_pos; lra).
  assert (Ep : 0 < E) by (apply Rmult_lt_0_compat; lra).
  set (S := Sum M s). set (w := fun q => Sum M (fun j => s j * u j q)).
  assert (Dw : forall z, dot d w z = Sum M (fun j => s j * dot d (u j) z)).
  { intros z. unfold w. rewrite (dot_Sum_l d M (fun j q => s j * u j q)). apply Sum_ext; intros j _.
    apply dot_scal_l. }
  (* the double sum *)
  assert (Q : A1 * S^2 + B * dot d w w + E * Sum M (fun i => (s i)^2)
              <= Sum M (fun i => Sum M (fun j => s i * s j * arc_cosine (dot d (u i) (u j))))).
  { replace (A1 * S^2 + B * dot d w w + E * Sum M (fun i => (s i)^2)) with
      (Sum M (fun i => Sum M (fun j => s i * s j * (A1 + dot d (u i) (u j) * B + if Nat.eqb j i then E else 0)))).
    - apply Sum_le; intros i Hi. apply Sum_le; intros j Hj. destruct (H i Hi) as [Si Ui], (H j Hj) as [Sj Uj].
      apply Rmult_le_compat_l; [now apply Rmult_le_pos|]. destruct (Nat.eqb_spec j i) as [->|_].
      + rewrite Ui, arc_cosine_of_one. unfold A1, B, E. right. field. lra.
      + rewrite Rplus_0_r. apply arc_cosine_above_its_tangent; [now apply gram_entry|lra].
    - rewrite (Sum_ext M _ (fun i => A1 * S * s i + B * (s i * dot d (u i) w) + E * (s i)^2)).
      + rewrite 2!Sum_plus, 3!Sum_scal. f_equal. f_equal; [unfold S; ring|]. f_equal.
        rewrite Dw. apply Sum_ext; intros; ring.
      + intros i Hi. rewrite (dot_sym d (u i) w), Dw.
        rewrite (Sum_ext M _ (fun j => A1 * s i * s j + B * s i * (s j * dot d (u j) (u i))
                                     + (if Nat.eqb j i then E * s i * s j else 0))).
        * rewrite 2!Sum_plus, 2!Sum_scal, (Sum_single M i (fun j => E * s i * s j)) by easy. unfold S. ring.
        * intros j _. rewrite (dot_sym d (u i)). destruct (Nat.eqb j i); ring. }
  (* the linear part *)
  assert (Lin : Sum M (fun j => s j * (2 * c / sqrt (2 * PI) + dot d v (u j))) = 2 * c / sqrt (2 * PI) * S + dot d w v).
  { rewrite Dw. unfold S. rewrite <- Sum_scal, <- Sum_plus. apply Sum_ext; intros j _. rewrite (dot_sym d v). ring. }
  unfold compression_loss. rewrite Lin.
  pose proof (sum_of_squares M s) as SS. fold S in SS.
  set (A := A1 + E / INR M).
  assert (Ap : 0 < A) by (unfold A; assert (0 < E / INR M) by (apply Rdiv_lt_0_compat; lra); lra).
  assert (QA : A * S^2 <= A1 * S^2 + E * Sum M (fun i => (s i)^2)).
  { unfold A. assert (E / INR M * S^2 <= E * Sum M (fun i => (s i)^2)); [|lra].
    replace (E * Sum M (fun i => (s i)^2)) with (E / INR M * (INR M * Sum M (fun i => (s i)^2))) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, Rdiv_lt_0_compat; lra|exact SS]. }
  (* two squares *)
  pose proof (completed A (2 * c / sqrt (2 * PI)) S Ap) as C1.
  assert (R2 : sqrt (2 * PI) * sqrt (2 * PI) = 2 * PI) by (apply sqrt_sqrt; lra).
  assert (R0 : 0 < sqrt (2 * PI)) by (apply sqrt_lt_R0; lra).
  assert (R3 : (2 * c / sqrt (2 * PI))^2 / (4 * A) = c^2 / (2 * PI) / A).
  { transitivity (c^2 / (sqrt (2 * PI) * sqrt (2 * PI)) / A); [field; lra|]. now rewrite R2. }
  rewrite R3 in C1.
  assert (C2 : - (dot d v v * PI / (2 * (PI - theta))) <= B * dot d w w - dot d w v).
  { destruct (Req_dec theta PI) as [E1|N1].
    { pose proof (Hv E1) as Z. rewrite (dot_zero_r d w v (zero_coords d v Z)), Z. unfold B.
      replace (PI - theta) with 0 by lra. unfold Rdiv. rewrite !Rmult_0_l. lra. }
    assert (Bp : 0 < B) by (apply Rmult_lt_0_compat; lra).
    replace (dot d v v * PI / (2 * (PI - theta))) with (dot d v v / (4 * B)) by (unfold B; field; lra).
    pose proof (dot_nonneg d (fun q => 1 * w q + (- / (2 * B)) * v q)) as N.
    rewrite dot_lin_l, (dot_sym d w), (dot_sym d v), 2!dot_lin_l, (dot_sym d v w) in N.
    apply (Rmult_le_compat_l B) in N; [|lra]. rewrite Rmult_0_r in N.
    match type of N with 0 <= ?z => replace z with (B * dot d w w - dot d w v + dot d v v / (4 * B)) in N
      by (field; lra) end. lra. }
  replace (dual_value M c (dot d v v) theta)
    with (c^2 + dot d v v - c^2 / (2 * PI) / A - dot d v v * PI / (2 * (PI - theta))).
  - lra.
  - unfold dual_value. do 2 f_equal. unfold A, A1, E. field. repeat split; try lra.
    assert (0 <= (INR M - 1) * sin theta) by (apply Rmult_le_pos; lra). lra.
Qed.
