(* A unit that nearly vanishes at p points of a hyperplane is nearly orthogonal to it. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks DeepNetworks Triples SecondDifference Pigeonhole.
Import ListNotations.
Open Scope R_scope.

Lemma crosses_bound d u x e del : crosses d u x e -> dot d e e <= del^2 ->
  (dot d u x)^2 <= del^2 * dot d u u.
Proof.
  unfold crosses. intros H He. pose proof (cauchy_schwarz d u e) as CS.
  assert ((dot d u x)^2 <= (dot d u e)^2).
  { rewrite <- (pow2_abs (dot d u x)), <- (pow2_abs (dot d u e)).
    pose proof (Rabs_pos (dot d u x)). nra. }
  pose proof (dot_nonneg d u). nra.
Qed.

Lemma crosses_nonzero d u x e : crosses d u x e -> 0 < dot d u u.
Proof.
  unfold crosses. intros H. pose proof (cauchy_schwarz d u e) as CS.
  pose proof (dot_nonneg d u) as HA. pose proof (dot_nonneg d e) as HB.
  destruct (Req_dec (dot d u u) 0) as [E|E]; [|lra].
  rewrite E, Rmult_0_l in CS. assert (dot d u e = 0) by nra.
  rewrite H0, Rabs_R0 in H. pose proof (Rabs_pos (dot d u x)). lra.
Qed.

Lemma abs_below x y : 0 <= y -> x^2 <= y^2 -> Rabs x <= y.
Proof. intros Hy H. unfold Rabs. destruct (Rcase_abs x); nra. Qed.

(* u nearly vanishes at p points near v's hyperplane, so it is nearly collinear with v *)
Lemma angle_bound d N p v x s del eta u I : 0 < dot d v v -> 0 < s -> 0 <= del -> 0 <= eta ->
  spread d N p v x s -> (forall i, (i < N)%nat -> (dot d v (x i))^2 <= eta^2 * dot d v v) ->
  length I = p -> NoDup I -> (forall i, In i I -> (i < N)%nat) -> 0 < dot d u u ->
  (forall i, In i I -> (dot d u (x i))^2 <= del^2 * dot d u u) ->
  sin2_angle d u v <= INR p * (del + eta)^2 / s^2.
Proof.
  intros Hv Hs Hdel Heta HS Hx HL HD HI Hu HC.
  set (y := fun c => 1 * u c + (- (dot d u v / dot d v v)) * v c).
  assert (Ey : forall z, dot d y z = dot d u z - dot d u v / dot d v v * dot d v z)
    by (intros z; unfold y; rewrite dot_lin_l; ring).
  assert (Yv : dot d y v = 0) by (rewrite Ey; field; lra).
  assert (Yx : forall i, In i I -> (dot d y (x i))^2 <= (del + eta)^2 * dot d u u).
  { intros i Hi. specialize (HC i Hi). specialize (Hx i (HI i Hi)). pose proof (cauchy_schwarz d u v) as CS.
    rewrite Ey. set (U := sqrt (dot d u u)). set (V := sqrt (dot d v v)).
    assert (HU : 0 < U) by now apply sqrt_lt_R0. assert (HV : 0 < V) by now apply sqrt_lt_R0.
    assert (EU : dot d u u = U^2) by (unfold U; now rewrite pow2_sqrt by lra).
    assert (EV : dot d v v = V^2) by (unfold V; now rewrite pow2_sqrt by lra).
    rewrite EU, EV in *. rewrite <- Rpow_mult_distr in HC, Hx, CS.
    apply abs_below in HC; [|apply Rmult_le_pos; lra]. apply abs_below in Hx; [|apply Rmult_le_pos; lra].
    apply abs_below in CS; [|apply Rmult_le_pos; lra]. rewrite <- Rpow_mult_distr, <- (pow2_abs (_ - _)).
    apply pow_incr. split; [apply Rabs_pos|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp, Rabs_mult. unfold Rdiv. rewrite Rabs_mult.
    rewrite (Rabs_pos_eq (/ V^2)) by (apply Rlt_le, Rinv_0_lt_compat, pow_lt; easy).
    assert (Rabs (dot d u v) * / V^2 * Rabs (dot d v (x i)) <= eta * U); [|lra].
    replace (eta * U) with (U * V * / V^2 * (eta * V)) by (field; lra).
    apply Rmult_le_compat; [|apply Rabs_pos| |easy].
    - apply Rmult_le_pos; [apply Rabs_pos|apply Rlt_le, Rinv_0_lt_compat, pow_lt; easy].
    - apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, pow_lt; easy|easy]. }
  assert (Yy : dot d y y = dot d u u * sin2_angle d u v).
  { rewrite Ey, (dot_sym d v y), Yv, (dot_sym d u y), Ey, (dot_sym d v u). unfold sin2_angle. field. lra. }
  pose proof (HS I HL HD HI y Yv) as B.
  pose proof (Sum_over_le I _ _ Yx) as B2. rewrite HL in B2. rewrite Yy in B.
  assert (Hs2 : 0 < s^2) by (apply pow_lt; easy).
  apply (Rmult_le_reg_l (s^2 * dot d u u)); [now apply Rmult_lt_0_compat|].
  replace (s ^ 2 * dot d u u * (INR p * (del + eta) ^ 2 / s ^ 2)) with (INR p * ((del + eta)^2 * dot d u u))
    by (field; lra).
  lra.
Qed.

Lemma dot_shift d y z u s t :
  dot d (fun i => 1 * y i + s * u i) (fun i => 1 * z i + t * u i)
  = dot d y z + t * dot d u y + s * dot d u z + s * t * dot d u u.
Proof. unfold dot. rewrite <- 3!Sum_scal, <- 3!Sum_plus. apply Sum_ext; intros; ring. Qed.

(* sin(a + b) <= sin a + sin b, for equal bounds *)
Lemma sin2_angle_triangle d u v w eta : 0 < dot d u u -> 0 < dot d v v -> 0 < dot d w w ->
  sin2_angle d u v <= eta -> sin2_angle d u w <= eta -> sin2_angle d v w <= 4 * eta.
Proof.
  unfold sin2_angle. intros Hu Hv Hw H1 H2.
  set (p := dot d u v) in *. set (q := dot d u w) in *. set (r := dot d v w).
  assert (E : forall y z, dot d (fun i => 1 * y i + (- (dot d u y / dot d u u)) * u i)
                                (fun i => 1 * z i + (- (dot d u z / dot d u u)) * u i)
     = dot d y z - dot d u y * dot d u z / dot d u u).
  { intros y z. rewrite dot_shift. field. lra. }
  pose proof (cauchy_schwarz d (fun i => 1 * v i + (- (dot d u v / dot d u u)) * u i)
                               (fun i => 1 * w i + (- (dot d u w / dot d u u)) * u i)) as CS.
  rewrite !E in CS. fold p q r in CS.
  pose proof (cauchy_schwarz d u v) as CV. pose proof (cauchy_schwarz d u w) as CW. fold p in CV. fold q in CW.
  set (a := sqrt (dot d u u)) in *. set (b := sqrt (dot d v v)) in *. set (g := sqrt (dot d w w)) in *.
  assert (Ha : 0 < a) by now apply sqrt_lt_R0. assert (Hb : 0 < b) by now apply sqrt_lt_R0.
  assert (Hg : 0 < g) by now apply sqrt_lt_R0.
  replace (dot d u u) with (a * a) in * by (apply sqrt_sqrt; lra).
  replace (dot d v v) with (b * b) in * by (apply sqrt_sqrt; lra).
  replace (dot d w w) with (g * g) in * by (apply sqrt_sqrt; lra).
  clearbody a b g p q r. clear E Hu Hv Hw.
  set (al := p / (a * b)). set (be := q / (a * g)). set (rho := r / (b * g)).
  replace (1 - p^2 / (a * a * (b * b))) with (1 - al^2) in H1 by (unfold al; field; lra).
  replace (1 - q^2 / (a * a * (g * g))) with (1 - be^2) in H2 by (unfold be; field; lra).
  replace (1 - r^2 / (b * b * (g * g))) with (1 - rho^2) by (unfold rho; field; lra).
  assert (C2 : (rho - al * be)^2 <= (1 - al^2) * (1 - be^2)).
  { replace ((rho - al * be)^2) with ((r - p * q / (a * a))^2 * / (b * b * (g * g)))
      by (unfold rho, al, be; field; lra).
    replace ((1 - al^2) * (1 - be^2)) with ((b * b - p * p / (a * a)) * (g * g - q * q / (a * a)) * / (b * b * (g *
        g)))
      by (unfold al, be; field; lra).
    apply Rmult_le_compat_r; [|exact CS]. apply Rlt_le, Rinv_0_lt_compat. repeat apply Rmult_lt_0_compat; lra. }
  assert (A1 : al^2 <= 1).
  { apply (Rmult_le_reg_r (a * a * (b * b))); [repeat apply Rmult_lt_0_compat; lra|]. unfold al. field_simplify;
      [|lra]. lra. }
  assert (B1 : be^2 <= 1).
  { apply (Rmult_le_reg_r (a * a * (g * g))); [repeat apply Rmult_lt_0_compat; lra|]. unfold be. field_simplify;
      [|lra]. lra. }
  clearbody al be rho. clear - H1 H2 C2 A1 B1.
  set (h := rho - al * be) in *. replace rho with (al * be + h) by (unfold h; ring). clearbody h.
  assert (He : 0 <= eta) by lra.
  assert (Hh : h^2 <= eta^2).
  { apply Rle_trans with (1 := C2). replace (eta^2) with (eta * eta) by ring.
    apply Rmult_le_compat; lra. }
  assert (Hm : (al * be)^2 <= 1).
  { rewrite Rpow_mult_distr. replace 1 with (1 * 1) by ring. apply Rmult_le_compat; try lra; apply pow2_ge_0. }
  assert (Hx : - eta <= al * be * h).
  { set (mm := al * be) in *. clearbody mm.
    assert ((mm * h)^2 <= eta^2).
    { rewrite Rpow_mult_distr. replace (eta^2) with (1 * eta^2) by ring.
      apply Rmult_le_compat; try lra; apply pow2_ge_0. }
    destruct (Rle_dec (- eta) (mm * h)); [easy|]. exfalso. nra. }
  assert (0 <= al^2 * (1 - be^2) <= eta).
  { pose proof (pow2_ge_0 al). split; [apply Rmult_le_pos; lra|].
    replace eta with (1 * eta) by ring. apply Rmult_le_compat; lra. }
  pose proof (pow2_ge_0 h).
  replace (1 - (al * be + h)^2) with ((1 - al^2) + al^2 * (1 - be^2) - 2 * (al * be * h) - h^2) by ring.
  lra.
Qed.

Lemma sin2_angle_sym d u v : sin2_angle d u v = sin2_angle d v u.
Proof. unfold sin2_angle. now rewrite (dot_sym d v u), (Rmult_comm (dot d v v)). Qed.
