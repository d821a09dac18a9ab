(* One erf neuron on k orthonormal teachers: the copy-average point and its mirror image are the only critical points
   with a <> 0 and w <> 0.

   With q = 1 + w·w, u_j = w·v_j and r_j = 1/sqrt(2q - u_j²) the gradient in w says M (w·h) = Σ_j r_j (v_j·h) for
       all h.
   So M u_j = r_j, hence all u_j are equal and w = u Σ_j v_j; with t_1 = (q-1)/sqrt(2q-1) and t_2 = u/sqrt(2q-u²) it
       says
   a = k t_2/t_1, and ∂L/∂a = 0 that atan(t_1)/t_1 = atan(t_2)/t_2.  As atan(t)/t decreases, t_1 = t_2. *)
From Coq Require Import Reals Lra Lia Psatz Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical KappaAtan Differentiable
    SignFlips.
Open Scope R_scope.

Lemma atan_slope x y : 0 < x -> x < y -> x * atan y < y * atan x.
Proof.
  intros Hx Hxy.
  assert (D : forall c, derivable_pt_lim atan c (/ (1 + c^2))) by (intros; apply derivable_pt_lim_atan).
  destruct (MVT_cor2 atan (fun c => / (1 + c^2)) 0 x Hx) as [c [Ec Hc]]; [intros; apply D|].
  destruct (MVT_cor2 atan (fun c => / (1 + c^2)) x y Hxy) as [e [Ee He]]; [intros; apply D|].
  rewrite atan_0 in Ec. cbv beta in Ec, Ee.
  assert (L : / (1 + e^2) < / (1 + c^2)).
  { apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; nra|nra]. }
  set (p := / (1 + c^2)) in *. set (s := / (1 + e^2)) in *.
  assert (atan x = p * x) by lra. assert (atan y = p * x + s * (y - x)) by lra. rewrite H, H0.
  assert (0 < x * (y - x) * (p - s)) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

Lemma atan_ratio_injective x y : 0 < x -> 0 < y -> x * atan y = y * atan x -> x = y.
Proof.
  intros Hx Hy E. destruct (Rtotal_order x y) as [H|[H|H]]; [|easy|].
  - pose proof (atan_slope x y Hx H). lra.
  - pose proof (atan_slope y x Hy H). lra.
Qed.

(* a critical point has gradient 0 *)
Lemma critical_gradient_a d n k v a w i : critical d n k v a w -> (i < n)%nat -> gradient_a d n k v a w i = 0.
Proof.
  intros H Hi. destruct (H i Hi) as [D _].
  pose proof (loss_along_a_line d n k v a w (fun j => if Nat.eqb j i then 1 else 0) (fun _ _ => 0)) as G.
  assert (D' : is_derive (fun t => loss d n k v (fun j => a j + t * (if Nat.eqb j i then 1 else 0))
                                              (fun j c => w j c + t * 0)) 0 0).
  { apply (is_derive_ext (fun t => loss d n k v (with_entry a i (a i + t)) w)).
    - intros t. f_equal.
      + apply functional_extensionality; intros j. unfold with_entry. destruct (Nat.eqb_spec j i) as [->|]; ring.
      + apply functional_extensionality; intros j. apply functional_extensionality; intros c. ring.
    - evar_last.
      + apply (is_derive_comp (fun s => loss d n k v (with_entry a i s) w) (fun t => a i + t)).
        * rewrite Rplus_0_r. exact D.
        * auto_derive; [easy|reflexivity].
      + unfold scal; simpl; unfold mult; simpl. ring. }
  pose proof (is_derive_unique _ _ _ D') as U. rewrite (is_derive_unique _ _ _ G) in U.
  rewrite <- U. rewrite (Sum_ext n _ (fun j => if Nat.eqb j i then gradient_a d n k v a w j else 0)).
  - now rewrite (Sum_single n i (gradient_a d n k v a w)).
  - intros j _. rewrite (gradient_w_linear d n k v a w j (fun _ => 0)).
    rewrite (Sum_ext d _ (fun _ => 0)) by (intros; ring). rewrite Sum_0. destruct (Nat.eqb j i); ring.
Qed.

Lemma critical_gradient_w d n k v a w i h : critical d n k v a w -> (i < n)%nat -> gradient_w d n k v a w i h = 0.
Proof.
  intros H Hi. rewrite gradient_w_linear. rewrite (Sum_ext d _ (fun _ => 0)); [apply Sum_0|].
  intros c Hc. destruct (H i Hi) as [_ D]. specialize (D c Hc).
  pose proof (loss_along_a_line d n k v a w (fun _ => 0) (fun j => if Nat.eqb j i then basis c else (fun _ => 0)))
      as G.
  assert (D' : is_derive (fun t => loss d n k v (fun j => a j + t * 0)
      (fun j q => w j q + t * (if Nat.eqb j i then basis c else (fun _ => 0)) q)) 0 0).
  { apply (is_derive_ext (fun t => loss d n k v a (with_entry w i (with_entry (w i) c (w i c + t))))).
    - intros t. f_equal.
      + apply functional_extensionality; intros j. ring.
      + apply functional_extensionality; intros j. apply functional_extensionality; intros q.
        unfold with_entry, basis. destruct (Nat.eqb_spec j i) as [->|]; [|ring].
        rewrite (Nat.eqb_sym c q). destruct (Nat.eqb_spec q c) as [->|]; ring.
    - evar_last.
      + apply (is_derive_comp (fun s => loss d n k v a (with_entry w i (with_entry (w i) c s))) (fun t => w i c + t)).
        * rewrite Rplus_0_r. exact D.
        * auto_derive; [easy|reflexivity].
      + unfold scal; simpl; unfold mult; simpl. ring. }
  pose proof (eq_trans (eq_sym (is_derive_unique _ _ _ G)) (is_derive_unique _ _ _ D')) as U.
  rewrite (Sum_ext n _ (fun j => if Nat.eqb j i then gradient_w d n k v a w j (basis c) else 0)) in U.
  - rewrite (Sum_single n i (fun j => gradient_w d n k v a w j (basis c))) in U by easy. rewrite U. ring.
  - intros j _. destruct (Nat.eqb j i); [ring|]. rewrite (gradient_w_linear d n k v a w j (fun _ => 0)).
    rewrite (Sum_ext d (fun q => 0 * _) (fun _ => 0)) by (intros; ring). rewrite Sum_0. ring.
Qed.

Lemma teacher_component d k v w j : orthonormal d k v -> (j < k)%nat -> (dot d w (v j))^2 <= dot d w w.
Proof.
  intros Hv Hj. pose proof (dot_nonneg d (fun c => 1 * w c + (- dot d w (v j)) * v j c)) as H.
  rewrite dot_lin_l, (dot_sym d w), (dot_sym d (v j)), 2!dot_lin_l in H.
  rewrite (dot_sym d (v j) w) in H. rewrite (Hv j j Hj Hj), Nat.eqb_refl in H. nra.
Qed.

(* the last step, in numbers: y = u² *)
Lemma size_of_component (k q u : R) : 1 <= k -> 0 < u -> q = 1 + k * u^2 ->
  k * u^2 / sqrt (2 * q - 1) = u / sqrt (2 * q - u^2) -> u = / sqrt (k * (2 * k - 1)).
Proof.
  intros Hk Hu Hq E.
  assert (H1 : 0 < 2 * q - 1) by nra. assert (H2 : 0 < 2 * q - u^2) by nra.
  assert (S1 : 0 < sqrt (2 * q - 1)) by now apply sqrt_lt_R0.
  assert (S2 : 0 < sqrt (2 * q - u^2)) by now apply sqrt_lt_R0.
  assert (Q1 : sqrt (2 * q - 1) * sqrt (2 * q - 1) = 2 * q - 1) by (apply sqrt_sqrt; lra).
  assert (Q2 : sqrt (2 * q - u^2) * sqrt (2 * q - u^2) = 2 * q - u^2) by (apply sqrt_sqrt; lra).
  set (s1 := sqrt (2 * q - 1)) in *. set (s2 := sqrt (2 * q - u^2)) in *.
  assert (E' : k * u * s2 = s1).
  { apply (Rmult_eq_reg_r (u / (s1 * s2))).
    - transitivity (k * u^2 / s1); [field; lra|]. rewrite E. field. lra.
    - apply Rgt_not_eq, Rdiv_lt_0_compat; [easy|now apply Rmult_lt_0_compat]. }
  assert (P : k^2 * u^2 * (2 * q - u^2) = 2 * q - 1) by (rewrite <- Q1, <- Q2, <- E'; ring).
  rewrite Hq in P.
  assert (F : (k * (2 * k - 1) * u^2 - 1) * (k * u^2 + 1) = 0).
  { transitivity (k^2 * u^2 * (2 * (1 + k * u^2) - u^2) - (2 * (1 + k * u^2) - 1)); [ring|]. rewrite P. ring. }
  apply Rmult_integral in F. destruct F as [F|F]; [|exfalso; nra].
  assert (0 < k * (2 * k - 1)) by nra.
  assert (V : u^2 = / (k * (2 * k - 1))) by (apply (Rmult_eq_reg_l (k * (2 * k - 1))); [rewrite Rinv_r; lra|lra]).
  rewrite <- sqrt_inv, <- V. symmetry. replace (u^2) with (u * u) by ring. apply sqrt_square. lra.
Qed.

Theorem one_neuron_unique d k v a w : (1 <= k)%nat -> orthonormal d k v -> critical d 1 k v a w ->
  a 0%nat <> 0 -> 0 < dot d (w 0%nat) (w 0%nat) ->
  exists s, (s = 1 \/ s = -1) /\ a 0%nat = s * INR k /\
    forall c, (c < d)%nat -> w 0%nat c = s * (/ sqrt (INR k * (2 * INR k - 1)) * Sum k (fun j => v j c)).
Proof.
  intros Hk Hv Hc Ha Hw.
  pose proof (critical_gradient_a d 1 k v a w 0 Hc ltac:(lia)) as Ga.
  pose proof (fun h => critical_gradient_w d 1 k v a w 0 h Hc ltac:(lia)) as Gw.
  unfold gradient_a in Ga. simpl Sum in Ga at 1. unfold gradient_w in Gw.
  set (w0 := w 0%nat) in *. set (a0 := a 0%nat) in *.
  set (q := 1 + dot d w0 w0). assert (Hq : 1 < q) by (unfold q; lra).
  set (u := fun j => dot d w0 (v j)).
  assert (Hu : forall j, (j < k)%nat -> (u j)^2 <= q - 1).
  { intros j Hj. unfold u, q. pose proof (teacher_component d k v w0 j Hv Hj). lra. }
  assert (V1 : forall j, (j < k)%nat -> dot d (v j) (v j) = 1).
  { intros j Hj. rewrite (Hv j j Hj Hj), Nat.eqb_refl. easy. }
  set (r := fun j => / sqrt (2 * q - (u j)^2)).
  assert (Hr : forall j, (j < k)%nat -> 0 < r j).
  { intros j Hj. apply Rinv_0_lt_compat, sqrt_lt_R0. specialize (Hu j Hj). lra. }
  pose proof PI_RGT_0 as HPI.
  assert (S1 : 0 < sqrt (2 * q - 1)) by (apply sqrt_lt_R0; lra).
  set (M := a0 / (q * sqrt (2 * q - 1)) + Sum k (fun j => r j * u j) / q).
  (* the gradient in w, in every direction *)
  assert (EM : forall h, M * dot d w0 h = Sum k (fun j => r j * dot d h (v j))).
  { intros h. specialize (Gw h). simpl Sum in Gw at 1. fold w0 a0 in Gw.
    assert (E0 : a0 * dkappa d w0 w0 h = Sum k (fun j => dkappa d w0 (v j) h)).
    { apply (Rmult_eq_reg_l (2 * a0)); [|lra]. rewrite Rplus_0_l in Gw. lra. }
    unfold dkappa in E0. fold q in E0.
    replace (q * q - dot d w0 w0 ^ 2) with (2 * q - 1) in E0 by (unfold q; ring).
    rewrite (Sum_ext k _ (fun j => 2 / PI * (r j * dot d h (v j)) + 2 / PI * - (dot d w0 h / q) * (r j * u j))) in E0.
    2:{ intros j Hj. rewrite (V1 j Hj). replace (q * (1 + 1)) with (2 * q) by ring. fold (u j). fold (r j).
        unfold Rdiv. ring. }
    rewrite Sum_plus, !Sum_scal in E0. rewrite (dot_sym d h w0) in E0.
    replace (dot d w0 h - dot d w0 w0 * dot d w0 h / q) with (dot d w0 h / q) in E0
      by (unfold q; field; unfold q in Hq; lra).
    unfold M. apply (Rmult_eq_reg_l (2 / PI)); [|apply Rgt_not_eq, Rdiv_lt_0_compat; lra].
    transitivity (a0 * (2 / PI * / sqrt (2 * q - 1) * (dot d w0 h / q))
                  + 2 / PI * (dot d w0 h / q) * Sum k (fun j => r j * u j)); [field; lra|].
    rewrite E0. ring. }
  (* M u_j = r_j *)
  assert (Eu : forall j, (j < k)%nat -> M * u j = r j).
  { intros j Hj. unfold u. rewrite EM. rewrite (Sum_ext k _ (fun i => if Nat.eqb i j then r i else 0)).
    - now apply Sum_single.
    - intros i Hi. rewrite (Hv j i Hj Hi), (Nat.eqb_sym j i). destruct (Nat.eqb i j); ring. }
  assert (HM : M <> 0).
  { intros Z. pose proof (Eu 0%nat ltac:(lia)) as E. pose proof (Hr 0%nat ltac:(lia)). rewrite Z in E. lra. }
  (* all u_j are equal *)
  assert (Eq : forall j, (j < k)%nat -> u j = u 0%nat).
  { intros j Hj. assert (H0 : (0 < k)%nat) by lia.
    assert (Sq : forall i, (i < k)%nat -> M^2 * (u i)^2 * (2 * q - (u i)^2) = 1).
    { intros i Hi. specialize (Eu i Hi). specialize (Hu i Hi).
      assert (P : 0 < 2 * q - u i ^ 2) by lra. pose proof (sqrt_lt_R0 _ P).
      transitivity ((M * u i)^2 * (2 * q - u i ^ 2)); [ring|]. rewrite Eu. unfold r.
      rewrite <- (sqrt_sqrt (2 * q - u i ^ 2)) at 2 by lra. field. lra. }
    pose proof (Sq j Hj) as A. pose proof (Sq 0%nat H0) as B.
    pose proof (Hu j Hj). pose proof (Hu 0%nat H0).
    assert (F : M^2 * ((u j ^ 2 - u 0%nat ^ 2) * (2 * q - u j ^ 2 - u 0%nat ^ 2)) = 0).
    { transitivity (M^2 * u j ^ 2 * (2 * q - u j ^ 2) - M^2 * u 0%nat ^ 2 * (2 * q - u 0%nat ^ 2)); [ring|]. lra. }
    apply Rmult_integral in F. destruct F as [F|F]; [exfalso; apply HM; nra|].
    apply Rmult_integral in F. destruct F as [F|F]; [|lra].
    assert (G : (u j - u 0%nat) * (u j + u 0%nat) = 0) by (rewrite <- F; ring).
    apply Rmult_integral in G. destruct G as [G|G]; [lra|]. exfalso.
    pose proof (Eu j Hj) as Ej. pose proof (Eu 0%nat H0) as E0. pose proof (Hr j Hj). pose proof (Hr 0%nat H0).
    assert (r j + r 0%nat = 0) by (rewrite <- Ej, <- E0, <- Rmult_plus_distr_l, G; ring). lra. }
  set (u0 := u 0%nat) in *. pose proof (Eu 0%nat ltac:(lia)) as Eu0. fold u0 in Eu0.
  set (r0 := r 0%nat) in *. pose proof (Hr 0%nat ltac:(lia)) as Hr0. fold r0 in Hr0.
  assert (Er : forall j, (j < k)%nat -> r j = r0) by (intros j Hj; unfold r0, r; now rewrite (Eq j Hj)).
  assert (Hu0 : u0 <> 0) by (intros Z; rewrite Z in Eu0; lra).
  (* w = u Σ v *)
  assert (Ew : forall h, dot d w0 h = u0 * Sum k (fun j => dot d h (v j))).
  { intros h. apply (Rmult_eq_reg_l M); [|easy]. rewrite EM, <- Rmult_assoc, Eu0, <- Sum_scal.
    apply Sum_ext; intros j Hj. now rewrite (Er j Hj). }
  assert (Hqk : q = 1 + INR k * u0^2).
  { unfold q. rewrite (Ew w0). rewrite (Sum_ext k _ (fun _ => u0)) by (intros j Hj; apply (Eq j Hj)).
    rewrite Sum_const. ring. }
  assert (Kk : 1 <= INR k) by now apply (le_INR 1).
  (* a = k t_2/t_1 *)
  assert (P2 : 0 < 2 * q - u0^2) by (specialize (Hu 0%nat ltac:(lia)); fold u0 in Hu; lra).
  pose proof (sqrt_lt_R0 _ P2) as S2. set (s2 := sqrt (2 * q - u0^2)) in *. set (s1 := sqrt (2 * q - 1)) in *.
  assert (R0 : r0 = / s2) by reflexivity.
  assert (Aa : a0 * u0 * s2 = s1).
  { assert (X : M * u0 = r0) by exact Eu0. unfold M in X.
    rewrite (Sum_ext k _ (fun _ => r0 * u0)) in X by (intros j Hj; rewrite (Er j Hj), (Eq j Hj); easy).
    rewrite Sum_const, R0 in X.
    apply (Rmult_eq_reg_r (/ (q * s1 * s2))); [|apply Rinv_neq_0_compat; repeat apply
        Rmult_integral_contrapositive_currified; lra].
    transitivity (a0 / (q * s1) * u0); [field; lra|].
    assert (Y : a0 / (q * s1) * u0 = / s2 - INR k * (/ s2 * u0) / q * u0) by lra.
    assert (Z : a0 / (q * s1) * u0 = / s2 * / q).
    { rewrite Y. transitivity (/ s2 * (1 - INR k * u0^2 / q)); [field; lra|].
      replace (INR k * u0^2) with (q - 1) by lra. field. lra. }
    rewrite Z. field. lra. }
  (* ∂L/∂a = 0 *)
  assert (At : a0 * atan ((q - 1) / s1) = INR k * atan (u0 / s2)).
  { assert (E0 : a0 * kappa d w0 w0 = Sum k (fun j => kappa d w0 (v j))) by lra.
    rewrite kappa_atan in E0. fold q in E0.
    replace (q * q - dot d w0 w0 ^ 2) with (2 * q - 1) in E0 by (unfold q; ring). fold s1 in E0.
    replace (dot d w0 w0) with (q - 1) in E0 by (unfold q; ring).
    rewrite (Sum_ext k _ (fun _ => 2 / PI * atan (u0 / s2))) in E0.
    2:{ intros j Hj. rewrite kappa_atan, (V1 j Hj). fold q. fold (u j). rewrite (Eq j Hj).
        replace (q * (1 + 1)) with (2 * q) by ring. easy. }
    rewrite Sum_const in E0. apply (Rmult_eq_reg_l (2 / PI)); [|apply Rgt_not_eq, Rdiv_lt_0_compat; lra]. lra. }
  (* signs *)
  set (s := if Rle_dec 0 u0 then 1 else -1).
  assert (Hs : s = 1 \/ s = -1) by (unfold s; destruct (Rle_dec 0 u0); tauto).
  assert (Ss : s * s = 1) by (destruct Hs as [-> | ->]; ring).
  assert (Su : 0 < s * u0) by (unfold s; destruct (Rle_dec 0 u0); lra).
  set (u1 := s * u0) in *. assert (U0 : u0 = s * u1) by (unfold u1; rewrite <- Rmult_assoc, Ss; ring).
  assert (U2 : u0^2 = u1^2) by (unfold u1; transitivity (s * s * u0^2); [rewrite Ss; ring|ring]).
  set (t1 := (q - 1) / s1) in *. set (t2 := u1 / s2).
  assert (T1 : 0 < t1) by (apply Rdiv_lt_0_compat; lra). assert (T2 : 0 < t2) by (apply Rdiv_lt_0_compat; lra).
  assert (At' : s * a0 * atan t1 = INR k * atan t2).
  { replace (u0 / s2) with (s * t2) in At by (unfold t2; rewrite U0; field; lra).
    replace (atan (s * t2)) with (s * atan t2) in At.
    - rewrite Rmult_assoc, At. transitivity (s * s * (INR k * atan t2)); [ring|]. rewrite Ss. ring.
    - destruct Hs as [-> | ->]; [now rewrite !Rmult_1_l|].
      replace (-1 * t2) with (- t2) by ring. rewrite atan_opp. ring. }
  assert (Ka : s * a0 * t1 = INR k * t2).
  { unfold t1, t2. replace (q - 1) with (INR k * u0^2) by lra. rewrite <- Aa. unfold u1. field. repeat split; lra. }
  assert (TT : t1 = t2).
  { apply atan_ratio_injective; try easy.
    apply (Rmult_eq_reg_l (INR k)); [|lra].
    transitivity (t1 * (INR k * atan t2)); [ring|]. rewrite <- At'.
    transitivity (s * a0 * t1 * atan t1); [ring|]. rewrite Ka. ring. }
  assert (A1 : s * a0 = INR k) by (apply (Rmult_eq_reg_r t1); [rewrite Ka, TT; easy|lra]).
  assert (U1 : u1 = / sqrt (INR k * (2 * INR k - 1))).
  { apply (size_of_component (INR k) q u1); try easy; [now rewrite <- U2|].
    rewrite <- U2. fold s1 s2. fold t2. rewrite <- TT. unfold t1. f_equal. lra. }
  exists s. split; [exact Hs|]. split.
  - rewrite <- A1, <- Rmult_assoc, Ss. ring.
  - intros c Hcd. rewrite <- (basis_dot d c w0 Hcd), dot_sym, (Ew (basis c)), U0, U1.
    rewrite Rmult_assoc. do 2 f_equal. apply Sum_ext; intros j _. now rewrite basis_dot.
Qed.

(* and these two are critical *)
Lemma one_group k : group_size k (fun _ => 0%nat) 0 = k.
Proof.
  apply INR_eq. rewrite group_size_Sum. transitivity (Sum k (fun _ => 1)); [easy|]. rewrite Sum_const. ring.
Qed.

Theorem one_neuron_critical d k v s : (1 <= k)%nat -> orthonormal d k v -> s = 1 \/ s = -1 ->
  critical d 1 k v (fun _ => s * INR k)
    (fun _ c => s * (/ sqrt (INR k * (2 * INR k - 1)) * Sum k (fun j => v j c))).
Proof.
  intros Hk Hv Hs. apply critical_along_lines. intros da dw.
  assert (Hg : partition_into 1 k (fun _ => 0%nat)).
  { split; [intros; lia|]. intros i Hi. replace i with 0%nat by lia. now rewrite one_group. }
  pose proof (flipped_along_a_line d 1 k v (fun _ => 0%nat) (fun _ => s) da dw Hv Hg (fun _ _ => Hs)) as D.
  eapply is_derive_ext; [|exact D]. intros t. apply loss_ext. intros i Hi. replace i with 0%nat by lia.
  unfold flip_a, flip_w, copy_a, copy_w. now rewrite one_group.
Qed.

Theorem one_neuron_attains d k v : (1 <= k)%nat -> orthonormal d k v ->
  loss d 1 k v (fun _ => INR k) (fun _ c => / sqrt (INR k * (2 * INR k - 1)) * Sum k (fun j => v j c))
  = one_neuron_loss (INR k).
Proof.
  intros Hk Hv.
  assert (Hg : partition_into 1 k (fun _ => 0%nat)).
  { split; [intros; lia|]. intros i Hi. replace i with 0%nat by lia. now rewrite one_group. }
  transitivity (loss d 1 k v (copy_a k (fun _ => 0%nat)) (copy_w k v (fun _ => 0%nat))).
  - apply loss_ext. intros i Hi. replace i with 0%nat by lia. unfold copy_a, copy_w. now rewrite one_group.
  - rewrite copy_average_loss by easy. simpl. rewrite one_group. ring.
Qed.
