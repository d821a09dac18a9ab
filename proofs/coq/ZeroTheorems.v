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
