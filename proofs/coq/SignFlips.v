(* κ is odd in each of its vectors, so the sign of a pair (a_i, w_i) is free: loss and critical points are the same.
    *)
From Coq Require Import Reals Lra Lia Arith FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative CopyAverage CopyAverageCritical.
Open Scope R_scope.

Lemma kappa_opp d w u : kappa d (fun c => -1 * w c) u = - kappa d w u.
Proof.
  unfold kappa. rewrite !dot_scal_l, dot_scal_r.
  replace (-1 * (-1 * dot d w w)) with (dot d w w) by ring.
  replace (-1 * dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u)))
    with (- (dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u)))) by (unfold Rdiv; ring).
  rewrite asin_opp. ring.
Qed.

Lemma kappa_flip d s w u : s = 1 \/ s = -1 -> kappa d (fun c => s * w c) u = s * kappa d w u.
Proof.
  intros [-> | ->].
  - rewrite Rmult_1_l. f_equal. apply functional_extensionality; intros c. ring.
  - rewrite kappa_opp. ring.
Qed.

Lemma square_of_sign s : s = 1 \/ s = -1 -> s * s = 1.
Proof. intros [-> | ->]; ring. Qed.

Theorem loss_flip d n k v a w s : sign_vector n s -> loss d n k v (flip_a s a) (flip_w s w) = loss d n k v a w.
Proof.
  intros Hs. unfold loss, flip_a, flip_w. f_equal. f_equal.
  - apply Sum_ext; intros i Hi. apply Sum_ext; intros j Hj.
    rewrite kappa_flip, kappa_sym, kappa_flip, kappa_sym by auto.
    transitivity ((s i * s i) * (s j * s j) * (a i * a j * kappa d (w i) (w j))); [ring|].
    rewrite 2!square_of_sign by auto. ring.
  - f_equal. apply Sum_ext; intros i Hi. apply Sum_ext; intros j Hj. rewrite kappa_flip by auto.
    transitivity ((s i * s i) * (a i * kappa d (w i) (v j))); [ring|]. rewrite square_of_sign by auto. ring.
Qed.

Lemma flip_twice_a n s a i : sign_vector n s -> (i < n)%nat -> s i * (s i * a i) = a i.
Proof. intros Hs Hi. rewrite <- Rmult_assoc, square_of_sign by auto. ring. Qed.

(* what lies beyond the n neurons does not count *)
Lemma loss_ext d n k v a a' w w' : (forall i, (i < n)%nat -> a i = a' i /\ w i = w' i) ->
  loss d n k v a w = loss d n k v a' w'.
Proof.
  intros H. unfold loss. f_equal. f_equal.
  - apply Sum_ext; intros i Hi. apply Sum_ext; intros j Hj.
    destruct (H i Hi) as [-> ->]. now destruct (H j Hj) as [-> ->].
  - f_equal. apply Sum_ext; intros i Hi. apply Sum_ext; intros j Hj. now destruct (H i Hi) as [-> ->].
Qed.

Theorem flipped_along_a_line d n k v g s da dw : orthonormal d k v -> partition_into n k g -> sign_vector n s ->
  is_derive (fun t => loss d n k v (fun i => flip_a s (copy_a k g) i + t * da i)
                                   (fun i c => flip_w s (copy_w k v g) i c + t * dw i c)) 0 0.
Proof.
  intros Hv Hg Hs.
  apply (is_derive_ext (fun t => loss d n k v (fun i => copy_a k g i + t * (s i * da i))
                                              (fun i c => copy_w k v g i c + t * (s i * dw i c)))).
  { intros t. rewrite <- (loss_flip d n k v _ _ s Hs). apply loss_ext. intros i Hi. unfold flip_a, flip_w.
    pose proof (square_of_sign (s i) (Hs i Hi)) as E. split.
    - transitivity (s i * copy_a k g i + t * (s i * s i * da i)); [ring|]. rewrite E. ring.
    - apply functional_extensionality; intros c.
      transitivity (s i * copy_w k v g i c + t * (s i * s i * dw i c)); [ring|]. rewrite E. ring. }
  apply (copy_average_along_a_line d n k v g Hv Hg).
Qed.

Theorem flipped_critical d n k v g s : orthonormal d k v -> partition_into n k g -> sign_vector n s ->
  critical d n k v (flip_a s (copy_a k g)) (flip_w s (copy_w k v g)).
Proof.
  intros Hv Hg Hs. apply critical_along_lines. intros da dw. now apply flipped_along_a_line.
Qed.
