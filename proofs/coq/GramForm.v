(* The loss as a form in the Gram matrix of scaled weights, and its Taylor series. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical Tensors ArcsineSeries.
Open Scope R_scope.

(* a quadratic form in a function of the entries of the Gram matrix, halved *)
Definition gram_form (d n k : nat) (v : nat -> vec) (a : nat -> R) (w : nat -> vec) (f : R -> R) : R :=
  Sum k (fun j => Sum k (fun j' => f (dot d (v j) (v j') / 2)))
  - 2 * Sum n (fun i => Sum k (fun j => a i * f (dot d (w i) (v j) / 2)))
  + Sum n (fun i => Sum n (fun i' => a i * a i' * f (dot d (w i) (w i') / 2))).

Lemma gram_form_scal d n k v a w c f : gram_form d n k v a w (fun x => c * f x) = c * gram_form d n k v a w f.
Proof.
  unfold gram_form.
  rewrite (Sum_ext k _ (fun j => c * Sum k (fun j' => f (dot d (v j) (v j') / 2)))) by (intros; apply Sum_scal).
  rewrite (Sum_ext n _ (fun i => c * Sum k (fun j => a i * f (dot d (w i) (v j) / 2))))
    by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; ring).
  rewrite (Sum_ext n (fun i => Sum n _) (fun i => c * Sum n (fun i' => a i * a i' * f (dot d (w i) (w i') / 2))))
    by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; ring).
  rewrite !Sum_scal. ring.
Qed.
Lemma gram_form_plus d n k v a w f g :
  gram_form d n k v a w (fun x => f x + g x) = gram_form d n k v a w f + gram_form d n k v a w g.
Proof.
  unfold gram_form.
  rewrite (Sum_ext k _ (fun j => Sum k (fun j' => f (dot d (v j) (v j') / 2)) + Sum k (fun j' => g (dot d (v j) (v
      j') / 2))))
    by (intros; apply Sum_plus).
  rewrite (Sum_ext n _ (fun i => Sum k (fun j => a i * f (dot d (w i) (v j) / 2)) + Sum k (fun j => a i * g (dot d
      (w i) (v j) / 2))))
    by (intros; rewrite <- Sum_plus; apply Sum_ext; intros; ring).
  rewrite (Sum_ext n (fun i => Sum n _) (fun i => Sum n (fun i' => a i * a i' * f (dot d (w i) (w i') / 2))
      + Sum n (fun i' => a i * a i' * g (dot d (w i) (w i') / 2))))
    by (intros; rewrite <- Sum_plus; apply Sum_ext; intros; ring).
  rewrite !Sum_plus. ring.
Qed.

Lemma gram_form_sum d n k v a w M (c : nat -> R) (F : nat -> R -> R) :
  gram_form d n k v a w (fun x => Sum M (fun m => c m * F m x)) = Sum M (fun m => c m * gram_form d n k v a w (F m)).
Proof.
  induction M as [|M IH].
  - change (gram_form d n k v a w (fun _ => 0) = 0).
    replace (fun _ : R => 0) with (fun _ : R => 0 * 0) by (apply functional_extensionality; intros; ring).
    rewrite (gram_form_scal d n k v a w 0 (fun _ => 0)). ring.
  - change (gram_form d n k v a w (fun x => Sum M (fun m => c m * F m x) + c M * F M x)
      = Sum M (fun m => c m * gram_form d n k v a w (F m)) + c M * gram_form d n k v a w (F M)).
    rewrite gram_form_plus, gram_form_scal, IH. easy.
Qed.

(* every entry of the Gram matrix of the scaled weights is inside (-1, 1) *)
Definition rescaled (d : nat) (w : vec) : vec := fun c => sqrt 2 / sqrt (1 + dot d w w) * w c.

Lemma rescaled_dot d w u : dot d (rescaled d w) (rescaled d u) / 2
  = dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u)).
Proof.
  unfold rescaled. rewrite dot_scal_l, dot_scal_r.
  pose proof (dot_nonneg d w). pose proof (dot_nonneg d u). rewrite sqrt_mult by lra.
  assert (0 < sqrt (1 + dot d w w)) by (apply sqrt_lt_R0; lra).
  assert (0 < sqrt (1 + dot d u u)) by (apply sqrt_lt_R0; lra).
  transitivity (sqrt 2 * sqrt 2 / 2 * (dot d w u / (sqrt (1 + dot d w w) * sqrt (1 + dot d u u)))); [field; lra|].
  rewrite sqrt_sqrt by lra. field. lra.
Qed.

Lemma rescaled_dot_unit d w v : dot d v v = 1 -> dot d (rescaled d w) v / 2
  = dot d w v / sqrt ((1 + dot d w w) * (1 + dot d v v)).
Proof.
  intros Hv. unfold rescaled. rewrite dot_scal_l, Hv. replace (1 + 1) with 2 by ring.
  pose proof (dot_nonneg d w). rewrite sqrt_mult by lra.
  assert (0 < sqrt (1 + dot d w w)) by (apply sqrt_lt_R0; lra).
  assert (0 < sqrt 2) by (apply sqrt_lt_R0; lra).
  assert (E : sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra).
  transitivity (sqrt 2 * sqrt 2 / 2 * (dot d w v / (sqrt (1 + dot d w w) * sqrt 2))); [field; lra|].
  rewrite E. field. lra.
Qed.

Lemma gram_in d w u : Rabs (dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u))) < 1.
Proof.
  pose proof (cauchy_schwarz_strict d w u) as H. pose proof (dot_nonneg d w). pose proof (dot_nonneg d u).
  set (M := (1 + dot d w w) * (1 + dot d u u)) in *. assert (0 < M) by (unfold M; nra).
  assert (Q : (dot d w u / sqrt M)^2 < 1).
  { rewrite div_sqrt_sq by easy. apply (Rmult_lt_reg_r M); [easy|]. field_simplify; lra. }
  unfold Rabs. destruct (Rcase_abs _); nra.
Qed.

(* teachers of length 1: their scaled weights are themselves *)
Lemma unit_dot d v u : dot d v v = 1 -> dot d u u = 1 ->
  dot d v u / 2 = dot d v u / sqrt ((1 + dot d v v) * (1 + dot d u u)).
Proof. intros -> ->. rewrite sqrt_square by lra. field. Qed.

(* the loss is the form of asin *)
Lemma loss_is_gram_form d n k v a w : (forall j, (j < k)%nat -> dot d (v j) (v j) = 1) ->
  loss d n k v a w = 2 / PI * gram_form d n k v a (fun i => rescaled d (w i)) asin.
Proof.
  intros V1. pose proof PI_RGT_0 as HPI. set (wt i := rescaled d (w i)).
  unfold loss, gram_form, kappa.
    rewrite (Sum_ext k _ (fun j => 2 / PI * Sum k (fun j' => asin (dot d (v j) (v j') / 2)))).
    2:{ intros j Hj. rewrite <- Sum_scal. apply Sum_ext; intros j' Hj'. now rewrite unit_dot by auto. }
    rewrite (Sum_ext n (fun i => Sum k _) (fun i => 2 / PI * Sum k (fun j => a i * asin (dot d (wt i) (v j) / 2)))).
    2:{ intros i Hi. rewrite <- Sum_scal. apply Sum_ext; intros j Hj. unfold wt. rewrite rescaled_dot_unit by auto.
        ring. }
    rewrite (Sum_ext n (fun i => Sum n _) (fun i => 2 / PI * Sum n (fun i' => a i * a i' * asin (dot d (wt i) (wt
        i') / 2)))).
    2:{ intros i Hi. rewrite <- Sum_scal. apply Sum_ext; intros j Hj. unfold wt. rewrite rescaled_dot. ring. }
    rewrite !Sum_scal. ring.
Qed.

Lemma gram_form_limit d n k v a w :
  (forall j j', (j < k)%nat -> (j' < k)%nat -> Rabs (dot d (v j) (v j') / 2) < 1) ->
  (forall i j, (i < n)%nat -> (j < k)%nat -> Rabs (dot d (w i) (v j) / 2) < 1) ->
  (forall i i', (i < n)%nat -> (i' < n)%nat -> Rabs (dot d (w i) (w i') / 2) < 1) ->
  is_lim_seq (fun M => gram_form d n k v a w (fun x => Sum M (fun m => asin_coefficient m * x^m)))
             (gram_form d n k v a w asin).
Proof.
  intros Hvv Hwv Hww.
  unfold gram_form. apply is_lim_seq_plus'; [apply is_lim_seq_minus'|].
    - apply (is_lim_seq_Sum k (fun j M => Sum k (fun j' => Sum M (fun m => asin_coefficient m * (dot d (v j) (v j')
        / 2)^m)))).
      intros j Hj. apply (is_lim_seq_Sum k (fun j' M => Sum M (fun m => asin_coefficient m * (dot d (v j) (v j') /
          2)^m))).
      intros j' Hj'. apply asin_limit. now apply Hvv.
    - apply (is_lim_seq_scal_l _ 2 (Finite _)).
      apply (is_lim_seq_Sum n (fun i M => Sum k (fun j => a i * Sum M (fun m => asin_coefficient m * (dot d (w i)
          (v j) / 2)^m)))).
      intros i Hi. apply (is_lim_seq_Sum k (fun j M => a i * Sum M (fun m => asin_coefficient m * (dot d (w i) (v
          j) / 2)^m))).
      intros j Hj. apply (is_lim_seq_scal_l _ (a i) (Finite _)), asin_limit. now apply Hwv.
    - apply (is_lim_seq_Sum n (fun i M => Sum n (fun i' => a i * a i' * Sum M (fun m => asin_coefficient m * (dot d
        (w i) (w i') / 2)^m)))).
      intros i Hi. apply (is_lim_seq_Sum n (fun i' M => a i * a i' * Sum M (fun m => asin_coefficient m * (dot d (w
          i) (w i') / 2)^m))).
      intros j Hj. apply (is_lim_seq_scal_l _ (a i * a j) (Finite _)), asin_limit. now apply Hww.
Qed.

(* in every degree the form is a squared norm, of tensors *)
Lemma gram_form_nonneg d n k v a w m : (0 < d)%nat -> 0 <= gram_form d n k v a w (fun x => x^m).
Proof.
  intros Hd. set (D := (d ^ m)%nat). set (V j := tensor_power d m (v j)). set (W i := tensor_power d m (w i)).
  set (r := fun c => Sum k (fun j => V j c) - Sum n (fun i => a i * W i c)).
  assert (Er : forall z, dot D r z = Sum k (fun j => dot D (V j) z) - Sum n (fun i => a i * dot D (W i) z)).
  { intros z. transitivity (dot D (fun c => Sum k (fun j => V j c)) z - dot D (fun c => Sum n (fun i => a i * W i
        c)) z).
    - unfold r, dot. rewrite <- Sum_minus. apply Sum_ext; intros; ring.
    - rewrite (dot_Sum_l D k V), (dot_Sum_l D n (fun i c => a i * W i c)). f_equal.
      apply Sum_ext; intros; now rewrite dot_scal_l. }
  assert (T : forall x y, (dot d x y / 2)^m = (/ 2)^m * dot D (tensor_power d m x) (tensor_power d m y)).
  { intros x y. unfold D. rewrite dot_tensor_power, <- Rpow_mult_distr by easy. f_equal. field. }
  replace (gram_form d n k v a w (fun x => x^m)) with ((/ 2)^m * dot D r r);
    [apply Rmult_le_pos; [apply pow_le; lra|apply dot_nonneg]|].
  rewrite Er.
  rewrite (Sum_ext k _ (fun j => Sum k (fun j' => dot D (V j) (V j')) - Sum n (fun i => a i * dot D (W i) (V j)))).
  2:{ intros j _. rewrite dot_sym, Er. f_equal; apply Sum_ext; intros; first [easy | apply dot_sym]. }
  rewrite (Sum_ext n _ (fun i => Sum k (fun j => a i * dot D (W i) (V j)) - Sum n (fun i' => a i * a i' * dot D (W i)
      (W i')))).
  2:{ intros i _. rewrite dot_sym, Er, Rmult_minus_distr_l, <- !Sum_scal. f_equal; apply Sum_ext; intros.
      - now rewrite (dot_sym D (V _)).
      - rewrite (dot_sym D (W _) (W i)). ring. }
  unfold gram_form. rewrite 2!Sum_minus, (Sum_swap k n).
  rewrite (Sum_ext k (fun j => Sum k (fun j' => (dot d (v j) (v j') / 2)^m)) (fun j => (/ 2)^m * Sum k (fun j' => dot
      D (V j) (V j')))) by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; apply T).
  rewrite (Sum_ext n (fun i => Sum k (fun j => a i * (dot d (w i) (v j) / 2)^m)) (fun i => (/ 2)^m * Sum k (fun j =>
      a i * dot D (W i) (V j)))) by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; rewrite T; unfold V, W; ring).
  rewrite (Sum_ext n (fun i => Sum n (fun i' => a i * a i' * (dot d (w i) (w i') / 2)^m)) (fun i => (/ 2)^m * Sum n
      (fun i' => a i * a i' * dot D (W i) (W i')))) by (intros; rewrite <- Sum_scal; apply Sum_ext; intros; rewrite T; unfold V, W;
      ring).
  rewrite !Sum_scal. ring.
Qed.
