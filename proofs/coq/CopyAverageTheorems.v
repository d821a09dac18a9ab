(* Theorems about copy-average points.

   Each stands here with all its hypotheses; above it is the mathematics, in the notation of the papers.  To know what
   they say, read this file and the definitions in Sums.v, Networks.v and CopyAverage.v;
   how they are proved stands in the other files. *)
From Coq Require Import Reals Arith List.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks CopyAverage.
From Symcrit Require CopyAverageCritical SignFlips OneNeuronLoss BestPartition UniqueNeuron
  OneNeuronBound OneDirection.
Import ListNotations.
Open Scope R_scope.

(* ∇L = 0 at the copy-average point of every partition of k orthonormal teachers into n groups, for all d, n, k. *)
Theorem copy_average_critical (d n k : nat) (v : nat -> vec) (g : nat -> nat) :
  orthonormal d k v -> partition_into n k g ->
  critical d n k v (copy_a k g) (copy_w k v g).
Proof. exact (CopyAverageCritical.copy_average_critical d n k v g). Qed.

(* The same after flipping the signs of any pairs (a_i, w_i); and the loss is that of the point without flips. *)
Theorem copy_average_flipped (d n k : nat) (v : nat -> vec) (g : nat -> nat) (s : nat -> R) :
  orthonormal d k v -> partition_into n k g -> sign_vector n s ->
  critical d n k v (flip_a s (copy_a k g)) (flip_w s (copy_w k v g)) /\
  loss d n k v (flip_a s (copy_a k g)) (flip_w s (copy_w k v g)) = loss d n k v (copy_a k g) (copy_w k v g).
Proof.
  intros Hv Hg Hs. split; [now apply SignFlips.flipped_critical|now apply SignFlips.loss_flip].
Qed.

(* There L = Σ_i L*(l_i). *)
Theorem copy_average_loss (d n k : nat) (v : nat -> vec) (g : nat -> nat) :
  orthonormal d k v -> partition_into n k g ->
  loss d n k v (copy_a k g) (copy_w k v g) = Sum n (fun i => one_neuron_loss (INR (group_size k g i))).
Proof. exact (CopyAverageCritical.copy_average_loss d n k v g). Qed.

(* L* is strictly concave on (1/2, ∞). *)
Theorem one_neuron_loss_strictly_concave (x y t : R) :
  1/2 < x -> 1/2 < y -> x <> y -> 0 < t < 1 ->
  t * one_neuron_loss x + (1 - t) * one_neuron_loss y < one_neuron_loss (t * x + (1 - t) * y).
Proof. exact (OneNeuronLoss.one_neuron_loss_strictly_concave x y t). Qed.

(* Among all partitions into n groups, 1 <= n <= k, the least loss is L*(k - n + 1), and a partition has it iff all of
   its groups but at most one have a single member; there is one that has it. *)
Theorem best_partition (d n k : nat) (v : nat -> vec) :
  (1 <= n <= k)%nat -> orthonormal d k v ->
  (forall g, partition_into n k g ->
     one_neuron_loss (INR (k - n + 1)) <= loss d n k v (copy_a k g) (copy_w k v g) /\
     (loss d n k v (copy_a k g) (copy_w k v g) = one_neuron_loss (INR (k - n + 1))
      <-> all_singletons_but_one n (group_size k g))) /\
  exists g, partition_into n k g /\
     loss d n k v (copy_a k g) (copy_w k v g) = one_neuron_loss (INR (k - n + 1)).
Proof.
  intros Hn Hv. split.
  - intros g Hg. now apply BestPartition.best_partition.
  - now apply BestPartition.best_partition_attained.
Qed.

(* One neuron on k >= 1 orthonormal teachers: ∇L = 0 at a = k, w = Σ_j v_j / sqrt(k(2k - 1)) and at its mirror image
   (-a, -w), and wherever else ∇L = 0 there is a = 0 or w = 0. *)
Theorem one_neuron_unique (d k : nat) (v : nat -> vec) :
  (1 <= k)%nat -> orthonormal d k v ->
  (forall s, s = 1 \/ s = -1 ->
     critical d 1 k v (fun _ => s * INR k)
       (fun _ c => s * (/ sqrt (INR k * (2 * INR k - 1)) * Sum k (fun j => v j c)))) /\
  forall a w, critical d 1 k v a w -> a 0%nat <> 0 -> 0 < dot d (w 0%nat) (w 0%nat) ->
    exists s, (s = 1 \/ s = -1) /\ a 0%nat = s * INR k /\
      forall c, (c < d)%nat -> w 0%nat c = s * (/ sqrt (INR k * (2 * INR k - 1)) * Sum k (fun j => v j c)).
Proof.
  intros Hk Hv. split.
  - intros s Hs. now apply UniqueNeuron.one_neuron_critical.
  - intros a w. now apply UniqueNeuron.one_neuron_unique.
Qed.

(* It is the best: every student with one neuron has L >= L*(k), and L = L*(k) there. *)
Theorem one_neuron_is_best (d k : nat) (v : nat -> vec) :
  (1 <= k)%nat -> orthonormal d k v ->
  (forall a w, one_neuron_loss (INR k) <= loss d 1 k v a w) /\
  loss d 1 k v (fun _ => INR k) (fun _ c => / sqrt (INR k * (2 * INR k - 1)) * Sum k (fun j => v j c))
  = one_neuron_loss (INR k).
Proof.
  intros Hk Hv. split.
  - intros a w. now apply OneNeuronBound.one_neuron_bound.
  - now apply UniqueNeuron.one_neuron_attains.
Qed.

(* More neurons along the same direction are no better: every student with n neurons w_i = c_i u, whatever n, a, c and u
   are, has L >= L*(k). *)
Theorem one_direction_is_no_better (d n k : nat) (v : nat -> vec) (a c : nat -> R) (u : vec) :
  (1 <= k)%nat -> orthonormal d k v ->
  one_neuron_loss (INR k) <= loss d n k v a (fun i q => c i * u q).
Proof. exact (OneDirection.one_direction d n k v a c u). Qed.
