(* Theorems about student specialisation in leaky ReLU networks.

   Each stands here with all its hypotheses; above it is the mathematics, in the notation of the papers.  To know what
   they say, read this file and the definitions in Sums.v, DeepNetworks.v and Triples.v;
   how they are proved stands in the other files. *)
From Coq Require Import Reals Arith List.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums DeepNetworks Triples.
From Symcrit Require Elementary DeepDerivative SecondDifference OneTeacher EveryTeacher TwoLayers Augmentation
    Alignment.
Import ListNotations.
Open Scope R_scope.

(* -g_k(x) h·x is the derivative of the loss of the sample x in the weight vector of node k in the direction h, in
   networks of any depth, wherever no pre-activation of the student is 0. *)
Theorem node_gradient_is_the_derivative (c : R) (d C : nat) (teacher student : net) (k : nat) (h x : vec) :
  (k < units student)%nat -> dot d (weight student k) x <> 0 ->
  no_kink c (units student) (upper student) (first_layer c d student x) ->
  is_derive (fun s => sample_loss c d C teacher (moved student k h s) x) 0
            (- node_gradient c d C teacher student k x * dot d h x).
Proof. exact (DeepDerivative.node_gradient_is_the_derivative c d C teacher student k h x). Qed.

(* Triple lemma: F = Σ_u γ_u σ(v_u·x) with any number of units, of which on the segment [x - e, x + e] only unit j
   bends, at x: F(x + e) + F(x - e) - 2 F(x) = (1 - c) γ_j |v_j·e|. *)
Theorem triple_lemma (c : R) (d M : nat) (coefficient : nat -> R) (v : nat -> vec) (j : nat) (x e : vec) :
  (j < M)%nat -> dot d (v j) x = 0 ->
  (forall u, (u < M)%nat -> u <> j -> coefficient u <> 0 -> ~ crosses d (v u) x e) ->
  combination c d M coefficient v (ahead x e) + combination c d M coefficient v (behind x e)
    - 2 * combination c d M coefficient v x
  = (1 - c) * (coefficient j * Rabs (dot d (v j) e)).
Proof. exact (SecondDifference.triple_lemma c d M coefficient v j x e). Qed.

(* |F| <= eps at three points bounds the second difference by 4 eps. *)
Theorem small_gradients (F_plus F_minus F_zero eps : R) :
  - eps <= F_plus <= eps -> - eps <= F_minus <= eps -> - eps <= F_zero <= eps ->
  F_plus + F_minus - 2 * F_zero <= 4 * eps /\ - (F_plus + F_minus - 2 * F_zero) <= 4 * eps.
Proof.
  intros A B D. apply Elementary.second_difference_of_small_values; now apply Rabs_le.
Qed.

(* ReLU(w·x) = ReLU(-w·x) + Σ_q w_q (ReLU(x_q) - ReLU(-x_q)), in every dimension; and cos(-w, w) = -1 for w <> 0. *)
Theorem sign_ambiguity (d : nat) (w x : vec) :
  leaky 0 (dot d w x)
    = leaky 0 (dot d (fun q => - w q) x) + Sum d (fun q => w q * (leaky 0 (x q) - leaky 0 (- x q))) /\
  (dot d w w <> 0 ->
   dot d (fun q => - w q) w / (sqrt (dot d (fun q => - w q) (fun q => - w q)) * sqrt (dot d w w)) = -1).
Proof.
  split; [apply Elementary.relu_by_the_antiparallel_neuron|apply Elementary.cosine_of_the_antiparallel_neuron].
Qed.

(* Specialisation, any depth.  N > (n + m - 2)(p - 1) triples x_i, x_i ± e_i observe teacher node j from student
    node k
   (n, m: nodes of the first layers), |e_i| <= del, |g_k| <= eps on the triples, any p of the x_i have least singular
   value >= s > 0 on the boundary of j, and no other teacher node is as close as the bound.  Then some student node
   i <> k that contributes to g_k has sin² of its angle to ±w*_j at most p del²/s². *)
Theorem specialisation (c : R) (d C : nat) (teacher student : net) (k j p N : nat) (x e : nat -> vec) (eps del s :
    R) :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat -> observes c d C teacher student k j eps (x i) (e i) /\ dot d (e i) (e i) <= del^2 /\
                            small_on_triple c d C teacher student k eps (x i) (e i)) ->
  0 < s -> spread d N p (weight teacher j) x s ->
  (forall j', (j' < units teacher)%nat -> j' <> j ->
     angle_tolerance p del s < sin2_angle d (weight teacher j') (weight teacher j)) ->
  exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
            sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p del s /\
            exists l, (l < N)%nat /\ coupling c d C student student k i (x l) <> 0.
Proof. exact (OneTeacher.specialisation c d C teacher student k j p N x e eps del s). Qed.

(* The same with points near the boundary: |w*_j·x_i| <= eta |w*_j|, and 4 eps less than the kink that lies beyond x_i,
   (1 - c) |coupling| (|w*_j·e_i| - |w*_j·x_i|).  The bound is then p (del + eta)²/s². *)
Theorem specialisation_near_the_boundary (c : R) (d C : nat) (teacher student : net) (k j p N : nat)
    (x e : nat -> vec) (eps del eta s : R) :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat -> observes_near c d C teacher student k j eps eta (x i) (e i) /\
                            dot d (e i) (e i) <= del^2 /\
                            small_on_triple c d C teacher student k eps (x i) (e i)) ->
  0 <= del -> 0 <= eta -> 0 < s -> spread d N p (weight teacher j) x s ->
  (forall j', (j' < units teacher)%nat -> j' <> j ->
     angle_tolerance p (del + eta) s < sin2_angle d (weight teacher j') (weight teacher j)) ->
  exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
            sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p (del + eta) s /\
            exists l, (l < N)%nat /\ coupling c d C student student k i (x l) <> 0.
Proof. exact (OneTeacher.specialisation_near c d C teacher student k j p N x e eps del eta s). Qed.

(* All teacher nodes at once: where this holds for each j, with a student node k_j, and any two teacher nodes have
   sin² of their angle > 4 p del²/s², different teacher nodes are found by different student nodes. *)
Theorem every_teacher_is_specialised (c : R) (d C : nat) (teacher student : net) (k : nat -> nat) (p N : nat)
    (x e : nat -> nat -> vec) (eps del s : R) :
  c < 1 -> (1 <= p)%nat -> ((units student + units teacher - 2) * (p - 1) < N)%nat -> 0 < s ->
  (forall j, (j < units teacher)%nat -> (k j < units student)%nat /\ spread d N p (weight teacher j) (x j) s /\
     forall i, (i < N)%nat -> observes c d C teacher student (k j) j eps (x j i) (e j i) /\
                              dot d (e j i) (e j i) <= del^2 /\
                              small_on_triple c d C teacher student (k j) eps (x j i) (e j i)) ->
  (forall j j', (j < units teacher)%nat -> (j' < units teacher)%nat -> j <> j' ->
     4 * angle_tolerance p del s < sin2_angle d (weight teacher j) (weight teacher j')) ->
  exists f : nat -> nat,
    (forall j, (j < units teacher)%nat -> (f j < units student)%nat /\ f j <> k j /\
       sin2_angle d (weight student (f j)) (weight teacher j) <= angle_tolerance p del s) /\
    (forall j j', (j < units teacher)%nat -> (j' < units teacher)%nat -> f j = f j' -> j = j').
Proof. exact (EveryTeacher.every_teacher_is_specialised c d C teacher student k p N x e eps del s). Qed.

(* Two layers, written out: student (w, a) with n units, teacher (v, b) with m, both with C outputs. *)
Theorem specialisation_two_layers (c : R) (d C n : nat) (w a : nat -> vec) (m : nat) (v b : nat -> vec)
    (k j p N : nat) (x e : nat -> vec) (eps del s : R) :
  c < 1 -> (1 <= p)%nat -> (k < n)%nat -> (j < m)%nat -> ((n + m - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat ->
     dot d (v j) (x i) = 0 /\ dot d (e i) (e i) <= del^2 /\
     4 * eps < (1 - c) * Rabs (dot C (a k) (b j)) * Rabs (dot d (v j) (e i)) /\
     forall y, In y [x i; ahead (x i) (e i); behind (x i) (e i)] ->
       0 <= dot d (w k) y /\ Rabs (two_layers_node_gradient c d C n w a m v b k y) <= eps) ->
  0 < s -> spread d N p (v j) x s ->
  (forall j', (j' < m)%nat -> j' <> j -> INR p * del^2 / s^2 < sin2_angle d (v j') (v j)) ->
  exists i, (i < n)%nat /\ i <> k /\ dot C (a k) (a i) <> 0 /\ 0 < dot d (w i) (w i) /\
            sin2_angle d (w i) (v j) <= INR p * del^2 / s^2.
Proof. exact (TwoLayers.specialisation_two_layers c d C n w a m v b k j p N x e eps del s). Qed.

(* Two layers with biases: student Σ_i a_i σ(w_i·x + β_i) + α, teacher Σ_j b_j σ(v_j·x + γ_j) + θ, points near the
   boundary of unit j.  Angles are those of (w_i, β_i) and (v_j, γ_j) in R^(d+1), and the points are (x_i, 1). *)
Theorem specialisation_with_biases (c : R) (d C n : nat) (w : nat -> vec) (beta : nat -> R) (a : nat -> vec)
    (alpha : vec) (m : nat) (v : nat -> vec) (gamma : nat -> R) (b : nat -> vec) (theta : vec) (k j p N : nat)
    (x e : nat -> vec) (eps del eta s : R) :
  c < 1 -> (1 <= p)%nat -> (k < n)%nat -> (j < m)%nat -> ((n + m - 2) * (p - 1) < N)%nat ->
  (forall i, (i < N)%nat ->
     (dot d (v j) (x i) + gamma j)^2 <= eta^2 * (dot d (v j) (v j) + gamma j ^ 2) /\ dot d (e i) (e i) <= del^2 /\
     4 * eps < (1 - c) * Rabs (dot C (a k) (b j))
               * (Rabs (dot d (v j) (e i)) - Rabs (dot d (v j) (x i) + gamma j)) /\
     forall y, In y [x i; ahead (x i) (e i); behind (x i) (e i)] ->
       0 <= dot d (w k) y + beta k /\
       Rabs (biased_node_gradient c d C n w beta a alpha m v gamma b theta k y) <= eps) ->
  0 <= del -> 0 <= eta -> 0 < s ->
  spread (S d) N p (with_bias d (v j) (gamma j)) (fun i => with_bias d (x i) 1) s ->
  (forall j', (j' < m)%nat -> j' <> j ->
     INR p * (del + eta)^2 / s^2
     < sin2_angle (S d) (with_bias d (v j') (gamma j')) (with_bias d (v j) (gamma j))) ->
  exists i, (i < n)%nat /\ i <> k /\ dot C (a k) (a i) <> 0 /\
    sin2_angle (S d) (with_bias d (w i) (beta i)) (with_bias d (v j) (gamma j)) <= INR p * (del + eta)^2 / s^2.
Proof.
  exact (TwoLayers.specialisation_with_biases c d C n w beta a alpha m v gamma b theta k j p N x e eps del eta s).
Qed.

(* Augmentation: the triples need not be given.  Around points x_i of the boundary of teacher node j where student
    node
   k is on and no unit above the first layer is at its kink, the triples x_i, x_i ± t q of every short enough step t
   will do. *)
Theorem specialisation_by_augmentation (c : R) (d C : nat) (teacher student : net) (k j p N : nat) (x : nat -> vec)
    (q : vec) (s : R) :
  c < 1 -> (1 <= p)%nat -> (k < units student)%nat -> (j < units teacher)%nat ->
  ((units student + units teacher - 2) * (p - 1) < N)%nat ->
  0 < s -> spread d N p (weight teacher j) x s ->
  (forall i, (i < N)%nat -> dot d (weight teacher j) (x i) = 0 /\ 0 < dot d (weight student k) (x i) /\
     no_kink c (units teacher) (upper teacher) (first_layer c d teacher (x i)) /\
     no_kink c (units student) (upper student) (first_layer c d student (x i))) ->
  exists t0, 0 < t0 /\ forall t eps, 0 < t <= t0 ->
    (forall i, (i < N)%nat ->
       4 * eps < (1 - c) * Rabs (coupling c d C student teacher k j (x i)) * Rabs (t * dot d (weight teacher j) q) /\
       small_on_triple c d C teacher student k eps (x i) (fun l => t * q l)) ->
    (forall j', (j' < units teacher)%nat -> j' <> j ->
       angle_tolerance p (t * sqrt (dot d q q)) s < sin2_angle d (weight teacher j') (weight teacher j)) ->
    exists i, (i < units student)%nat /\ i <> k /\ 0 < dot d (weight student i) (weight student i) /\
      sin2_angle d (weight student i) (weight teacher j) <= angle_tolerance p (t * sqrt (dot d q q)) s.
Proof. exact (Augmentation.specialisation_by_augmentation c d C teacher student k j p N x q s). Qed.

(* Exact alignment: g_k = 0 on a ball around a point of the boundary of teacher node j, with constant gates, coupling
   not 0 and no other teacher node collinear to j: some student node i <> k that contributes to g_k is collinear to
       j. *)
Theorem alignment (c : R) (d C : nat) (teacher student : net) (k j : nat) (x0 : vec) (r : R) :
  c < 1 -> (k < units student)%nat -> (j < units teacher)%nat -> 0 < r ->
  0 < dot d (weight teacher j) (weight teacher j) -> dot d (weight teacher j) x0 = 0 ->
  coupling c d C student teacher k j x0 <> 0 ->
  (forall y, dot d (difference y x0) (difference y x0) < r^2 ->
     0 <= dot d (weight student k) y /\ same_upper_gates c d teacher student x0 y /\
     node_gradient c d C teacher student k y = 0) ->
  (forall j', (j' < units teacher)%nat -> j' <> j -> ~ collinear d (weight teacher j') (weight teacher j)) ->
  exists i, (i < units student)%nat /\ i <> k /\ coupling c d C student student k i x0 <> 0 /\
            0 < dot d (weight student i) (weight student i) /\ collinear d (weight student i) (weight teacher j).
Proof. exact (Alignment.alignment c d C teacher student k j x0 r). Qed.
