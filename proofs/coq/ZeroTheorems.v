(* Theorems about zeros in boxes.

   Each stands here with all its hypotheses; above it is the mathematics, in the notation of the papers.  To know what
   they say, read this file and the definitions in Sums.v, Contraction.v, Programs.v and Krawczyk.v;
   how they are proved stands in the other files. *)
From Coq Require Import Reals Arith List ZArith.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums.
From Symcrit Require Contraction Programs Krawczyk.
Import ListNotations.
Open Scope R_scope.

(* Krawczyk's test, by intervals of floats made of integers, for m equations in m unknowns given by a straight-line
   program p: if it says true, the ball of radius r around x0 (sup norm) holds exactly one zero. *)
Theorem krawczyk (prec : Programs.I.precision) (m : nat) (p : list Programs.op) (outs : list nat)
    (x0 : list Krawczyk.rat) (r q : Krawczyk.rat) (C D : list (list Krawczyk.rat)) :
  Krawczyk.check prec m p outs x0 r q C D = true ->
  exists x, Contraction.ball_inf m (Krawczyk.x0R x0) (Krawczyk.rq r) x /\
    (forall l, (l < m)%nat -> Krawczyk.sys m p outs x l = 0) /\
    forall y, Contraction.ball_inf m (Krawczyk.x0R x0) (Krawczyk.rq r) y ->
      (forall l, (l < m)%nat -> Krawczyk.sys m p outs y l = 0) -> forall i, (i < m)%nat -> y i = x i.
Proof. exact (Krawczyk.krawczyk prec m p outs x0 r q C D). Qed.

(* The test does say true: for x² - 2 = 0 around 7/5, with radius 1/10. *)
Theorem krawczyk_finds_a_root :
  let p := [Programs.OMul 0 0; Programs.OCst 2 1; Programs.OSub 1 0] in
  (forall x, Krawczyk.sys 1 p [0%nat] x 0 = x 0%nat * x 0%nat - 2) /\
  Krawczyk.check (Programs.F.PtoP 30) 1 p [0%nat] [(7%Z, 5%positive)] (1%Z, 10%positive) (1%Z, 2%positive)
    [[(5%Z, 14%positive)]] [[(14%Z, 5%positive)]] = true.
Proof.
  split.
  - intros x. unfold Krawczyk.sys. cbv [Programs.runR Programs.evR Programs.getR nth map seq]. field.
  - vm_cast_no_check (eq_refl true).
Qed.
