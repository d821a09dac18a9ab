(* Leaky ReLU networks of any depth and any widths: output, Jacobian, gates, gradient of one node.  Definitions only.
   Layers above the first have biases; those of the first are the weights of an entry of the input that is always 1.

   c       slope of the activation below 0: 0 is ReLU, -1 the absolute value
   d, C    numbers of inputs and of outputs
   student, teacher    networks, whose depths and widths may differ *)
From Coq Require Import Reals Arith List.
From Symcrit Require Import Sums.
Import ListNotations.
Open Scope R_scope.

Definition matrix := nat -> nat -> R.

(* σ(z) = z for z >= 0 and c z below; slope c z is its derivative, 1 at 0 *)
Definition slope (c z : R) : R := if Rle_dec 0 z then 1 else c.
Definition leaky (c z : R) : R := slope c z * z.

(* W h, of n columns *)
Definition times (n : nat) (W : matrix) (h : vec) : vec := fun o => Sum n (fun i => W o i * h i).

(* W h + b *)
Definition affine (n : nat) (layer : matrix * vec) (h : vec) : vec := fun o => times n (fst layer) h o + snd layer o.

(* the layers above the first as a map of its n activations h; upper = [(width, (matrix, biases)); …], last has no σ *)
Fixpoint layers (c : R) (n : nat) (upper : list (nat * (matrix * vec))) (last : matrix * vec) (h : vec) : vec :=
  match upper with
  | [] => affine n last h
  | (n', W) :: rest => layers c n' rest last (fun p => leaky c (affine n W h p))
  end.

(* its matrix J(h), made of the slopes at h *)
Fixpoint jacobian (c : R) (n : nat) (upper : list (nat * (matrix * vec))) (last : matrix * vec) (h : vec) : matrix :=
  match upper with
  | [] => fst last
  | (n', W) :: rest => fun o i =>
      Sum n' (fun p => jacobian c n' rest last (fun q => leaky c (affine n W h q)) o p
                       * slope c (affine n W h p) * fst W p i)
  end.

(* every unit of the upper layers is on the same side for h and for h' *)
Fixpoint same_gates (c : R) (n : nat) (upper : list (nat * (matrix * vec))) (h h' : vec) : Prop :=
  match upper with
  | [] => True
  | (n', W) :: rest =>
      (forall p, (p < n')%nat -> (0 <= affine n W h p <-> 0 <= affine n W h' p)) /\
      same_gates c n' rest (fun p => leaky c (affine n W h p)) (fun p => leaky c (affine n W h' p))
  end.

(* no unit of the upper layers has the pre-activation 0 *)
Fixpoint no_kink (c : R) (n : nat) (upper : list (nat * (matrix * vec))) (h : vec) : Prop :=
  match upper with
  | [] => True
  | (n', W) :: rest => (forall p, (p < n')%nat -> affine n W h p <> 0) /\
                       no_kink c n' rest (fun p => leaky c (affine n W h p))
  end.

(* a network: the width and the weight vectors of the first layer, the layers above, the output layer *)
Record net := Net { units : nat; weight : nat -> vec; upper : list (nat * (matrix * vec)); last : matrix * vec }.

Definition first_layer (c : R) (d : nat) (network : net) (x : vec) : vec := fun i => leaky c (dot d (weight network
    i) x).
Definition output c d network x : vec :=
  layers c (units network) (upper network) (last network) (first_layer c d network x).
Definition network_jacobian c d network x : matrix :=
  jacobian c (units network) (upper network) (last network) (first_layer c d network x).

(* the loss of the sample x: ½ Σ_o (f*_o(x) - f_o(x))² *)
Definition sample_loss c d C teacher student x : R :=
  / 2 * Sum C (fun o => (output c d teacher x o - output c d student x o)^2).

(* g_k(x): minus the derivative of the loss of x in the weight vector of student node k in the direction h is g_k(x)
    h·x *)
Definition residual c d C teacher student k x : R :=
  Sum C (fun o => network_jacobian c d student x o k * (output c d teacher x o - output c d student x o)).
Definition node_gradient c d C teacher student k x : R :=
  slope c (dot d (weight student k) x) * residual c d C teacher student k x.

(* the student with s h added to the weight vector of node k *)
Definition moved (student : net) (k : nat) (h : vec) (s : R) : net :=
  Net (units student)
      (fun i => if Nat.eqb i k then (fun q => weight student k q + s * h q) else weight student i)
      (upper student) (last student).

(* coupling of nodes k and j at x: the entry (k, j) of J^T J*; of two layers the product of the outgoing weights *)
Definition coupling c d C student teacher k j x : R :=
  Sum C (fun o => network_jacobian c d student x o k * network_jacobian c d teacher x o j).

(* at x and y the gates of all layers above the first are the same, in both networks *)
Definition same_upper_gates c d teacher student x y : Prop :=
  same_gates c (units teacher) (upper teacher) (first_layer c d teacher x) (first_layer c d teacher y) /\
  same_gates c (units student) (upper student) (first_layer c d student x) (first_layer c d student y).

(* two layers: n units with weight vectors w and outgoing weights a i (a vector of C entries) *)
Definition two_layers (n : nat) (w : nat -> vec) (a : nat -> vec) : net := Net n w [] (fun o i => a i o, fun _ => 0).

(* g_k(x) = σ'(w_k·x) (Σ_j a_k·b_j σ(v_j·x) - Σ_i a_k·a_i σ(w_i·x)) of a student (w, a) and a teacher (v, b) *)
Definition two_layers_node_gradient c d C n w a m v b (k : nat) (x : vec) : R :=
  slope c (dot d (w k) x)
  * (Sum m (fun j => dot C (a k) (b j) * leaky c (dot d (v j) x))
     - Sum n (fun i => dot C (a k) (a i) * leaky c (dot d (w i) x))).

(* two layers with biases: f_o(x) = Σ_i a_io σ(w_i·x + β_i) + α_o, and g_k(x) = σ'(w_k·x + β_k) Σ_o a_ko (f*_o - f_o)(x) *)
Definition biased_output c d n w (beta : nat -> R) (a : nat -> vec) (alpha : vec) (x : vec) : vec := fun o =>
  Sum n (fun i => a i o * leaky c (dot d (w i) x + beta i)) + alpha o.
Definition biased_node_gradient c d C n w beta a alpha m v gamma b theta (k : nat) (x : vec) : R :=
  slope c (dot d (w k) x + beta k)
  * Sum C (fun o => a k o * (biased_output c d m v gamma b theta x o - biased_output c d n w beta a alpha x o)).

(* (w, b), a vector of d + 1 entries *)
Definition with_bias (d : nat) (w : vec) (b : R) : vec := fun q => if Nat.eqb q d then b else w q.
