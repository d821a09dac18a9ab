(* By the arcsine law, the loss of Networks.v is E[(f* - f)²]. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks Expectation.
Open Scope R_scope.

Section Mean.
Variables (d : nat) (sigma : R -> R) (E : (vec -> R) -> R).
Hypothesis law : arcsine_law d sigma E.
Let E_plus := mean_plus d sigma E law.
Let E_scal := mean_scal d sigma E law.
Let E_arcsine := mean_of_product d sigma E law.

Lemma E_Sum n (F : nat -> vec -> R) : E (fun x => Sum n (fun i => F i x)) = Sum n (fun i => E (F i)).
Proof.
  induction n as [|n IH]; simpl.
  - replace (fun _ : vec => 0) with (fun _ : vec => 0 * 0) by (apply functional_extensionality; intros; ring).
    rewrite (E_scal 0 (fun _ => 0)). ring.
  - rewrite E_plus, IH. easy.
Qed.
Lemma Sum_prod n m f g : Sum n f * Sum m g = Sum n (fun i => Sum m (fun j => f i * g j)).
Proof. rewrite <- Sum_scal_r. apply Sum_ext; intros. now rewrite Sum_scal. Qed.
Theorem expected_loss n k v a w :
  E (fun x => (student d sigma n a w x - teacher d sigma k v x)^2) = loss d n k v a w.
Proof.
  transitivity (E (fun x =>
    (Sum n (fun i => Sum n (fun j => (a i * a j) * (sigma (dot d (w i) x) * sigma (dot d (w j) x))))
     + (-2) * Sum n (fun i => Sum k (fun j => a i * (sigma (dot d (w i) x) * sigma (dot d (v j) x)))))
     + Sum k (fun i => Sum k (fun j => sigma (dot d (v i) x) * sigma (dot d (v j) x))))).
  - f_equal. apply functional_extensionality; intros x. unfold student, teacher.
    set (S := Sum n (fun i => a i * sigma (dot d (w i) x))). set (T := Sum k (fun j => sigma (dot d (v j) x))).
    symmetry. transitivity (S * S + -2 * (S * T) + T * T); [|ring]. unfold S, T. rewrite 3!Sum_prod.
    f_equal. f_equal; [|f_equal]; apply Sum_ext; intros; apply Sum_ext; intros; ring.
  - pose proof (E_plus (fun x => Sum n (fun i => Sum n (fun j => (a i * a j) * (sigma (dot d (w i) x) * sigma (dot d
      (w j) x))))
        + (-2) * Sum n (fun i => Sum k (fun j => a i * (sigma (dot d (w i) x) * sigma (dot d (v j) x)))))
      (fun x => Sum k (fun i => Sum k (fun j => sigma (dot d (v i) x) * sigma (dot d (v j) x))))) as P1.
    pose proof (E_plus (fun x => Sum n (fun i => Sum n (fun j => (a i * a j) * (sigma (dot d (w i) x) * sigma (dot d
        (w j) x)))))
        (fun x => (-2) * Sum n (fun i => Sum k (fun j => a i * (sigma (dot d (w i) x) * sigma (dot d (v j) x))))))
            as P2.
    pose proof (E_scal (-2) (fun x => Sum n (fun i => Sum k (fun j => a i * (sigma (dot d (w i) x) * sigma (dot d (v
        j) x)))))) as P3.
    cbv beta in P1, P2, P3.
    transitivity (Sum n (fun i => Sum n (fun j => a i * a j * kappa d (w i) (w j)))
      + (-2) * Sum n (fun i => Sum k (fun j => a i * kappa d (w i) (v j)))
      + Sum k (fun i => Sum k (fun j => kappa d (v i) (v j)))); [|unfold loss; ring].
    etransitivity; [exact P1|]. rewrite P2, P3.
    rewrite (E_Sum n (fun i x => Sum n (fun j => (a i * a j) * (sigma (dot d (w i) x) * sigma (dot d (w j) x))))).
    rewrite (E_Sum n (fun i x => Sum k (fun j => a i * (sigma (dot d (w i) x) * sigma (dot d (v j) x))))).
    rewrite (E_Sum k (fun i x => Sum k (fun j => sigma (dot d (v i) x) * sigma (dot d (v j) x)))).
    f_equal; [f_equal|].
    + apply Sum_ext; intros i _. rewrite (E_Sum n (fun j x => (a i * a j) * (sigma (dot d (w i) x) * sigma (dot d (w
        j) x)))).
      apply Sum_ext; intros j _. rewrite (E_scal (a i * a j) (fun x => sigma (dot d (w i) x) * sigma (dot d (w j)
          x))). now rewrite E_arcsine.
    + f_equal. apply Sum_ext; intros i _. rewrite (E_Sum k (fun j x => a i * (sigma (dot d (w i) x) * sigma (dot d
        (v j) x)))).
      apply Sum_ext; intros j _. rewrite (E_scal (a i) (fun x => sigma (dot d (w i) x) * sigma (dot d (v j) x))).
          now rewrite E_arcsine.
    + apply Sum_ext; intros i _. rewrite (E_Sum k (fun j x => sigma (dot d (v i) x) * sigma (dot d (v j) x))).
      apply Sum_ext; intros j _. apply E_arcsine.
Qed.
End Mean.
