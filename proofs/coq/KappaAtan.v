(* κ by the arctangent, which is smooth where asin is not. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Derivative.
Open Scope R_scope.

Lemma kappa_atan d w u :
  kappa d w u = 2 / PI * atan (dot d w u / sqrt ((1 + dot d w w) * (1 + dot d u u) - dot d w u ^ 2)).
Proof.
  unfold kappa. pose proof (cauchy_schwarz_strict d w u) as H.
  pose proof (dot_nonneg d w). pose proof (dot_nonneg d u).
  set (p := dot d w u) in *. set (M := (1 + dot d w w) * (1 + dot d u u)) in *.
  assert (HM : 0 < M) by nra.
  assert (Hs : 0 < sqrt M) by now apply sqrt_lt_R0.
  assert (H2 : (p / sqrt M)^2 = p^2 / M) by now apply div_sqrt_sq.
  f_equal. rewrite asin_atan.
  - f_equal. rewrite Rsqr_pow2, H2.
    replace (1 - p^2/M) with ((M - p^2)/M) by (field; lra).
    rewrite sqrt_div by lra.
    assert (0 < sqrt (M - p^2)) by (apply sqrt_lt_R0; lra). field. lra.
  - assert ((p / sqrt M)^2 < 1).
    { rewrite H2. apply (Rmult_lt_reg_r M); [easy|]. field_simplify; lra. }
    split; nra.
Qed.
Definition basis : nat -> vec := fun j c => if Nat.eqb j c then 1 else 0.
Lemma basis_dot d j x : (j < d)%nat -> dot d (basis j) x = x j.
Proof.
  intros Hj. unfold dot, basis.
  rewrite (Sum_ext d _ (fun c => if Nat.eqb c j then x c else 0)).
  - now apply Sum_single.
  - intros c _. rewrite Nat.eqb_sym. destruct (Nat.eqb c j); ring.
Qed.
