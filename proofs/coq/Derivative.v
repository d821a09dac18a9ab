(* The derivative of the loss along every line, at every point: the gradient of Networks.v is the gradient. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks PairLoss.
Open Scope R_scope.

Lemma is_derive_asin x : -1 < x < 1 -> is_derive asin x (/ sqrt (1 - x^2)).
Proof.
  intros Hx. apply is_derive_Reals.
  pose proof (derive_pt_asin x Hx) as H.
  apply derive_pt_eq_1 in H. replace (/ sqrt (1 - x^2)) with (1 / sqrt (1 - x²)). easy.
  unfold Rdiv, Rsqr. rewrite Rmult_1_l. do 3 f_equal. ring.
Qed.

Lemma div_sqrt_sq p M : 0 < M -> (p / sqrt M)^2 = p^2 / M.
Proof.
  intros HM. unfold Rdiv. rewrite Rpow_mult_distr, pow_inv, pow2_sqrt; [easy|lra].
Qed.

Lemma scalar_deriv p0 p1 p2 A0 A1 A2 B0 B1 B2 :
  0 <= A0 -> 0 <= B0 -> p0^2 < (1+A0)*(1+B0) ->
  is_derive (fun t => asin ((p0 + t*p1 + t*t*p2)
     / sqrt ((1 + (A0 + t*A1 + t*t*A2)) * (1 + (B0 + t*B1 + t*t*B2))))) 0
   (/ sqrt ((1+A0)*(1+B0) - p0^2) * (p1 - p0 * (A1/(2*(1+A0)) + B1/(2*(1+B0))))).
Proof.
  intros HA HB Hp.
  set (M := (1+A0)*(1+B0)) in *.
  assert (HM : 0 < M) by (unfold M; nra).
  assert (HsM : 0 < sqrt M) by now apply sqrt_lt_R0.
  assert (HsM2 : sqrt M * sqrt M = M) by (apply sqrt_sqrt; lra).
  assert (HD : 0 < M - p0^2) by lra.
  assert (HsD : 0 < sqrt (M - p0^2)) by now apply sqrt_lt_R0.
  evar_last.
  apply (is_derive_comp asin (fun t => (p0 + t*p1 + t*t*p2)
     / sqrt ((1 + (A0 + t*A1 + t*t*A2)) * (1 + (B0 + t*B1 + t*t*B2))))).
  - rewrite ?Rmult_0_l, ?Rplus_0_r. fold M. apply is_derive_asin.
    assert (H2 : (p0 / sqrt M)^2 < 1).
    { rewrite div_sqrt_sq by easy.
      apply (Rmult_lt_reg_r M); [easy|]. field_simplify; lra. }
    split; nra.
  - auto_derive. 2: reflexivity.
    rewrite ?Rmult_0_l, ?Rplus_0_r. fold M. repeat split; lra.
  - rewrite ?Rmult_0_l, ?Rplus_0_r, ?Rmult_1_l, ?Rmult_0_r. fold M.
    replace (1 - (p0 / sqrt M)^2) with ((M - p0^2) / M).
    2:{ rewrite div_sqrt_sq by easy. field. lra. }
    rewrite sqrt_div by lra.
    unfold scal; simpl; unfold mult; simpl.
    rewrite ?Rmult_0_r, ?Rplus_0_r, ?Rmult_1_l, ?Rmult_1_r, ?Rmult_0_l, ?Rplus_0_r.
    fold M.
    rewrite HsM2. replace (p0 * p0) with (p0^2) by ring.
    set (s := sqrt M) in *. set (D := sqrt (M - p0^2)) in *.
    unfold M. field. repeat split; lra.
Qed.

Lemma is_derive_kappa d w u h g :
  is_derive (fun t => kappa d (fun c => w c + t * h c) (fun c => u c + t * g c)) 0
            (dkappa d w u h + dkappa d u w g).
Proof.
  unfold kappa.
  apply (is_derive_ext (fun t => 2 / PI * asin
     ((dot d w u + t * (dot d h u + dot d w g) + t*t * dot d h g)
       / sqrt ((1 + (dot d w w + t * (dot d h w + dot d w h) + t*t * dot d h h))
             * (1 + (dot d u u + t * (dot d g u + dot d u g) + t*t * dot d g g)))))).
  { intros t. now rewrite 3!dot_line. }
  evar_last.
  - apply @is_derive_scal. apply scalar_deriv; try apply dot_nonneg. apply cauchy_schwarz_strict.
  - unfold dkappa. rewrite (dot_sym d h w), (dot_sym d g u), (dot_sym d w g), (dot_sym d u w).
    rewrite (Rmult_comm (1 + dot d u u)).
    pose proof (dot_nonneg d w). pose proof (dot_nonneg d u). pose proof PI_RGT_0.
    pose proof (cauchy_schwarz_strict d w u) as Hcs.
    assert (0 < sqrt ((1 + dot d w w) * (1 + dot d u u) - dot d w u ^ 2))
      by (apply sqrt_lt_R0; lra).
    set (D := sqrt _) in *. simpl. unfold scal; simpl; unfold mult; simpl.
    field. repeat split; lra.
Qed.

Lemma kappa_sym d w u : kappa d w u = kappa d u w.
Proof. unfold kappa. now rewrite (dot_sym d w u), (Rmult_comm (1 + dot d w w)). Qed.

(* of any kernel whose derivative along lines is known *)
Section Pairs.
Variables (K : vec -> vec -> R) (dK : vec -> vec -> vec -> R).
Hypothesis (K_sym : forall w u, K w u = K u w).
Hypothesis (K_line : forall w u h g,
  is_derive (fun t => K (fun c => w c + t * h c) (fun c => u c + t * g c)) 0 (dK w u h + dK u w g)).
Hypothesis (dK_0 : forall w u, dK w u (fun _ => 0) = 0).

Theorem pair_loss_along_a_line n k v a w da dw :
  is_derive (fun t => pair_loss K n k v (fun i => a i + t * da i)
                                        (fun i c => w i c + t * dw i c)) 0
   (Sum n (fun i => da i * (2 * (Sum n (fun j => a j * K (w i) (w j)) - Sum k (fun j => K (w i) (v j))))
      + 2 * a i * (Sum n (fun j => a j * dK (w i) (w j) (dw i)) - Sum k (fun j => dK (w i) (v j) (dw i))))).
Proof.
  unfold pair_loss.
  assert (HV : forall u : vec, u = (fun c => u c + 0 * 0)) by
    (intros u; apply functional_extensionality; intros; lra).
  evar_last.
  - apply @is_derive_plus; [apply @is_derive_minus|].
    + apply (is_derive_Sum n (fun i t => Sum n (fun j => (a i + t * da i) * (a j + t * da j) *
         K (fun c => w i c + t * dw i c) (fun c => w j c + t * dw j c)))).
      intros i _. apply (is_derive_Sum n (fun j t => (a i + t * da i) * (a j + t * da j) *
         K (fun c => w i c + t * dw i c) (fun c => w j c + t * dw j c))
         (fun j => (da i * a j + a i * da j) * K (w i) (w j)
                   + a i * a j * (dK (w i) (w j) (dw i) + dK (w j) (w i) (dw j)))).
      intros j _. evar_last.
      * apply (is_derive_mult (fun t => (a i + t * da i) * (a j + t * da j)));
          [|apply K_line|intros; apply Rmult_comm].
        auto_derive; [easy|reflexivity].
      * unfold plus, mult; simpl.
        replace (fun c : nat => w i c + 0 * dw i c) with (w i)
          by (apply functional_extensionality; intros; ring).
        replace (fun c : nat => w j c + 0 * dw j c) with (w j)
          by (apply functional_extensionality; intros; ring).
        ring.
    + apply @is_derive_scal.
      apply (is_derive_Sum n (fun i t => Sum k (fun j => (a i + t * da i) *
         K (fun c => w i c + t * dw i c) (v j)))).
      intros i _. apply (is_derive_Sum k (fun j t => (a i + t * da i) *
         K (fun c => w i c + t * dw i c) (v j))
         (fun j => da i * K (w i) (v j) + a i * dK (w i) (v j) (dw i))).
      intros j _. evar_last.
      * apply (is_derive_mult (fun t => (a i + t * da i)));
          [|  |intros; apply Rmult_comm].
        -- auto_derive; [easy|reflexivity].
        -- apply (is_derive_ext (fun t => K (fun c => w i c + t * dw i c) (fun c => v j c + t * 0))).
           { intros t. f_equal. apply functional_extensionality; intros; ring. }
           apply K_line.
      * unfold plus, mult; simpl.
        replace (fun c : nat => w i c + 0 * dw i c) with (w i)
          by (apply functional_extensionality; intros; ring).
        rewrite dK_0. ring.
    + apply @is_derive_const.
  - unfold plus, minus, opp, zero, scal; simpl; unfold mult, plus, opp; simpl. rewrite Rplus_0_r.
    assert (S1 : Sum n (fun i => Sum n (fun j => (da i * a j + a i * da j) * K (w i) (w j)
         + a i * a j * (dK (w i) (w j) (dw i) + dK (w j) (w i) (dw j))))
       = Sum n (fun i => 2 * Sum n (fun j => da i * (a j * K (w i) (w j))
                                       + a i * (a j * dK (w i) (w j) (dw i))))).
    { set (F := fun i j => da i * (a j * K (w i) (w j)) + a i * (a j * dK (w i) (w j) (dw i))).
      transitivity (Sum n (fun i => Sum n (fun j => F i j)) + Sum n (fun i => Sum n (fun j => F j i))).
      - rewrite <- Sum_plus. apply Sum_ext; intros i _. rewrite <- Sum_plus.
        apply Sum_ext; intros j _. unfold F. rewrite (K_sym (w j) (w i)). ring.
      - rewrite (Sum_swap n n (fun i j => F j i)). rewrite <- Sum_plus.
        apply Sum_ext; intros i _. unfold F. ring. }
    rewrite S1. rewrite <- (Sum_scal n 2 (fun i => Sum k _)).
    match goal with |- ?x + - ?y = ?z => change (x - y = z) end. rewrite <- Sum_minus.
    apply Sum_ext; intros i _. 
    rewrite 2!Sum_plus, 4!Sum_scal. ring.
Qed.
End Pairs.

Theorem loss_along_a_line d n k v a w da dw :
  is_derive (fun t => loss d n k v (fun i => a i + t * da i)
                                   (fun i c => w i c + t * dw i c)) 0
   (Sum n (fun i => da i * gradient_a d n k v a w i + gradient_w d n k v a w i (dw i))).
Proof.
  apply (pair_loss_along_a_line (kappa d) (dkappa d) (kappa_sym d) (is_derive_kappa d)).
  intros u z. unfold dkappa. rewrite (dot_zero_l d z), (dot_zero_r d u (fun _ => 0)) by easy. unfold Rdiv; ring.
Qed.

(* a point with derivative 0 along every line is stationary *)
Lemma stationary_along_lines d n (F : (nat -> R) -> (nat -> vec) -> R) a w :
  (forall da dw, is_derive (fun t => F (fun i => a i + t * da i) (fun i c => w i c + t * dw i c)) 0 0) ->
  stationary d n F a w.
Proof.
  intros H.
  assert (shift : forall (f : R -> R) x, is_derive f 0 0 -> is_derive (fun t => f (t - x)) x 0).
  { intros f x Hf. evar_last.
    - apply (is_derive_comp f (fun t => t - x)).
      + rewrite Rminus_eq_0. exact Hf.
      + auto_derive; [easy|reflexivity].
    - unfold scal; simpl; unfold mult; simpl. ring. }
  intros i Hi. split.
  - pose proof (shift _ (a i) (H (fun j => if Nat.eqb j i then 1 else 0) (fun _ _ => 0))) as D.
    eapply is_derive_ext; [|exact D]. intros t. simpl. f_equal.
    + apply functional_extensionality; intros j. unfold with_entry. destruct (Nat.eqb_spec j i) as [->|]; ring.
    + apply functional_extensionality; intros j. apply functional_extensionality; intros c. ring.
  - intros c Hc.
    pose proof (shift _ (w i c) (H (fun _ => 0)
       (fun j c' => if Nat.eqb j i then (if Nat.eqb c' c then 1 else 0) else 0))) as D.
    eapply is_derive_ext; [|exact D]. intros t. simpl. f_equal.
    + apply functional_extensionality; intros j. ring.
    + apply functional_extensionality; intros j. apply functional_extensionality; intros c'.
      unfold with_entry. destruct (Nat.eqb_spec j i) as [->|]; [|ring].
      destruct (Nat.eqb_spec c' c) as [->|]; ring.
Qed.

Lemma critical_along_lines d n k v a w :
  (forall da dw, is_derive (fun t => loss d n k v (fun i => a i + t * da i) (fun i c => w i c + t * dw i c)) 0 0) ->
  critical d n k v a w.
Proof. exact (stationary_along_lines d n (loss d n k v) a w). Qed.
