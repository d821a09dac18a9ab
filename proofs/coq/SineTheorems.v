(* Theorems about networks with units sin(ωz).

   Each stands here with all its hypotheses; above it is the mathematics, in the notation of the papers.  To know what
   they say, read this file and the definitions in Sums.v, Networks.v, CopyAverage.v, PairLoss.v and Sine.v;
   how they are proved stands in the other files. *)
From Coq Require Import Reals Arith List.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks CopyAverage PairLoss Sine.
From Symcrit Require SineCritical SineBestPartition.
Open Scope R_scope.

(* σ(z) = sin(ωz), any ω.  For every partition of k orthonormal teachers into n groups of sizes l_i, for all d, n, k:
   ∇L = 0 at a_i = l_i exp(-ω²(1 - 1/l_i)/2), w_i = Σ_j v_j / l_i, and there L = Σ_i ℓ(l_i). *)
Theorem sine_copy_average (omega : R) (d n k : nat) (v : nat -> vec) (g : nat -> nat) :
  orthonormal d k v -> partition_into n k g ->
  stationary d n (sine_loss omega d n k v) (sine_copy_a omega k g) (sine_copy_w k v g) /\
  sine_loss omega d n k v (sine_copy_a omega k g) (sine_copy_w k v g)
  = Sum n (fun i => sine_one_neuron_loss omega (INR (group_size k g i))).
Proof.
  intros Hv Hg. split.
  - now apply SineCritical.sine_critical.
  - now apply SineCritical.sine_copy_average_loss.
Qed.

(* ω <> 0.  Among all partitions into n groups, 1 <= n <= k, the least loss is ℓ(k - n + 1), and a partition has it iff
   all of its groups but at most one have a single member; there is one that has it. *)
Theorem sine_best_partition (omega : R) (d n k : nat) (v : nat -> vec) :
  omega <> 0 -> (1 <= n <= k)%nat -> orthonormal d k v ->
  (forall g, partition_into n k g ->
     sine_one_neuron_loss omega (INR (k - n + 1))
       <= sine_loss omega d n k v (sine_copy_a omega k g) (sine_copy_w k v g) /\
     (sine_loss omega d n k v (sine_copy_a omega k g) (sine_copy_w k v g)
        = sine_one_neuron_loss omega (INR (k - n + 1))
      <-> all_singletons_but_one n (group_size k g))) /\
  exists g, partition_into n k g /\
     sine_loss omega d n k v (sine_copy_a omega k g) (sine_copy_w k v g)
     = sine_one_neuron_loss omega (INR (k - n + 1)).
Proof.
  intros Ho Hn Hv. split.
  - intros g Hg. now apply SineBestPartition.sine_best_partition.
  - now apply SineBestPartition.sine_best_partition_attained.
Qed.
