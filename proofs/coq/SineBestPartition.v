(* Among all partitions the loss of the copy-average point of sin is least iff all groups but one have one member. *)
From Coq Require Import Reals Lra Lia Psatz Arith List.
From Coquelicot Require Import Coquelicot.
From Symcrit Require Import Sums Networks CopyAverage PairLoss Sine SineCritical SineLoss BestPartition.
Open Scope R_scope.

Theorem sine_best_partition om d n k v g : om <> 0 -> (1 <= n)%nat -> orthonormal d k v -> partition_into n k g ->
  sine_one_neuron_loss om (INR (k - n + 1)) <= sine_loss om d n k v (sine_copy_a om k g) (sine_copy_w k v g) /\
  (sine_loss om d n k v (sine_copy_a om k g) (sine_copy_w k v g) = sine_one_neuron_loss om (INR (k - n + 1))
   <-> all_singletons_but_one n (group_size k g)).
Proof.
  intros Ho Hn Hv Hg. rewrite sine_copy_average_loss by easy.
  apply (best_groups (sine_one_neuron_loss om)); [apply sine_one_neuron_loss_of_one| |easy|easy].
  intros x y t Hx Hy. apply sine_one_neuron_loss_strictly_concave; lra.
Qed.

Theorem sine_best_partition_attained om d n k v : om <> 0 -> (1 <= n <= k)%nat -> orthonormal d k v ->
  exists g, partition_into n k g /\
    sine_loss om d n k v (sine_copy_a om k g) (sine_copy_w k v g) = sine_one_neuron_loss om (INR (k - n + 1)).
Proof.
  intros Ho Hn Hv. destruct (a_best_partition n k Hn) as [g [P S1]]. exists g. split; [exact P|].
  now apply (sine_best_partition om d n k v g Ho ltac:(lia) Hv P).
Qed.
