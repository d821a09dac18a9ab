(* Straight-line programs, and their derivatives forward in intervals of floats made of integers. *)
From Coq Require Import Reals Lra Lia Psatz Arith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Coq Require Import ZArith Bool.
From Interval Require Import Real.Xreal Interval.Interval Interval.Float Interval.Float_full Interval.Transcend
    Float.Specific_stdz Float.Specific_ops Float.Basic Float.Sig.
From Symcrit Require Import Sums Contraction.
Import ListNotations.
Open Scope R_scope.

Module F := SpecificFloat StdZRadix2.
Module I := FloatIntervalFull F.
Notation itv := I.type.
Global Opaque I.add I.sub I.mul I.inv I.div I.sqrt I.atan I.neg I.abs I.fromZ I.sign_strict I.zero I.nai I.convert.
Definition incl (xi : itv) (x : R) : Prop := contains (I.convert xi) (Xreal x).

Inductive op :=
| OCst (p : Z) (q : positive)
| OAdd (i j : nat) | OSub (i j : nat) | OMul (i j : nat)
| OInv (i : nat) | OSqrt (i : nat) | OAtan (i : nat).
(* indices count backwards from the newest value (de Bruijn) *)

Definition getR (env : list R) i := nth i env 0.
Definition evR (o : op) (env : list R) : R :=
  match o with
  | OCst p q => IZR p / IZR (Zpos q)
  | OAdd i j => getR env i + getR env j
  | OSub i j => getR env i - getR env j
  | OMul i j => getR env i * getR env j
  | OInv i => / getR env i
  | OSqrt i => sqrt (getR env i)
  | OAtan i => atan (getR env i)
  end.
Fixpoint runR (p : list op) (env : list R) : list R :=
  match p with [] => env | o :: p => runR p (evR o env :: env) end.

Section AD.
Variable prec : I.precision.
Definition dual := (itv * list itv)%type.
Definition dflt : dual := (I.nai, []).
Fixpoint map2 (f : itv -> itv -> itv) (l1 l2 : list itv) : list itv :=
  match l1, l2 with a :: l1, b :: l2 => f a b :: map2 f l1 l2 | _, _ => [] end.
Definition getD (env : list dual) i := nth i env dflt.
Definition pos (xi : itv) : bool := match I.sign_strict xi with Xgt => true | _ => false end.
Variable m : nat.
Definition cst (p : Z) (q : positive) : itv := I.div prec (I.fromZ prec p) (I.fromZ prec (Zpos q)).
Definition evD (o : op) (env : list dual) : dual :=
  match o with
  | OCst p q => (cst p q, repeat I.zero m)
  | OAdd i j => let (a, ga) := getD env i in let (b, gb) := getD env j in
      (I.add prec a b, map2 (I.add prec) ga gb)
  | OSub i j => let (a, ga) := getD env i in let (b, gb) := getD env j in
      (I.sub prec a b, map2 (I.sub prec) ga gb)
  | OMul i j => let (a, ga) := getD env i in let (b, gb) := getD env j in
      (I.mul prec a b, map2 (fun u v => I.add prec (I.mul prec u b) (I.mul prec a v)) ga gb)
  | OInv i => let (a, ga) := getD env i in
      if pos a then let y := I.inv prec a in let c := I.neg (I.mul prec y y) in
        (y, map (fun u => I.mul prec c u) ga) else dflt
  | OSqrt i => let (a, ga) := getD env i in
      if pos a then let y := I.sqrt prec a in let c := I.inv prec (I.mul prec (I.fromZ prec 2) y) in
        (y, map (fun u => I.mul prec c u) ga) else dflt
  | OAtan i => let (a, ga) := getD env i in
      let c := I.inv prec (I.add prec (I.fromZ prec 1) (I.mul prec a a)) in
        (I.atan prec a, map (fun u => I.mul prec c u) ga)
  end.
(* a failed positivity test is reported, never silently absorbed *)
Definition okop (o : op) (env : list dual) : bool :=
  match o with OInv i | OSqrt i => pos (fst (getD env i)) | _ => true end.
Fixpoint runD (p : list op) (env : list dual) : option (list dual) :=
  match p with [] => Some env
  | o :: p => if okop o env then runD p (evD o env :: env) else None end.

Lemma incl_nai x : incl I.nai x.
Proof. unfold incl. rewrite I.nai_correct. easy. Qed.
Lemma incl_zero : incl I.zero 0.
Proof. unfold incl. rewrite I.zero_correct. simpl. lra. Qed.
Lemma incl_add a b x y : incl a x -> incl b y -> incl (I.add prec a b) (x + y).
Proof. intros A B. exact (I.add_correct prec a b (Xreal x) (Xreal y) A B). Qed.
Lemma incl_sub a b x y : incl a x -> incl b y -> incl (I.sub prec a b) (x - y).
Proof. intros A B. exact (I.sub_correct prec a b (Xreal x) (Xreal y) A B). Qed.
Lemma incl_mul a b x y : incl a x -> incl b y -> incl (I.mul prec a b) (x * y).
Proof. intros A B. exact (I.mul_correct prec a b (Xreal x) (Xreal y) A B). Qed.
Lemma incl_neg a x : incl a x -> incl (I.neg a) (- x).
Proof. intros A. exact (I.neg_correct a (Xreal x) A). Qed.
Lemma incl_abs a x : incl a x -> incl (I.abs a) (Rabs x).
Proof. intros A. exact (I.abs_correct a (Xreal x) A). Qed.
Lemma incl_atan a x : incl a x -> incl (I.atan prec a) (atan x).
Proof. intros A. exact (I.atan_correct prec a (Xreal x) A). Qed.
Lemma incl_sqrt a x : incl a x -> incl (I.sqrt prec a) (sqrt x).
Proof. intros A. exact (I.sqrt_correct prec a (Xreal x) A). Qed.
Lemma incl_Z z : incl (I.fromZ prec z) (IZR z).
Proof. apply I.fromZ_correct. Qed.
Lemma incl_inv a x : x <> 0 -> incl a x -> incl (I.inv prec a) (/ x).
Proof.
  intros H A. pose proof (I.inv_correct prec a (Xreal x) A) as P. unfold incl. simpl in P.
  revert P. unfold Xinv'. case (is_zero_spec x); [easy|now intros _ P].
Qed.
Lemma incl_div a b x y : y <> 0 -> incl a x -> incl b y -> incl (I.div prec a b) (x / y).
Proof.
  intros H A B. pose proof (I.div_correct prec a b (Xreal x) (Xreal y) A B) as P. unfold incl. simpl in P.
  revert P. unfold Xdiv'. case (is_zero_spec y); [easy|now intros _ P].
Qed.
Lemma incl_cst p q : incl (cst p q) (IZR p / IZR (Zpos q)).
Proof. apply incl_div; try apply incl_Z. apply not_0_IZR. easy. Qed.
Lemma pos_correct a x : incl a x -> pos a = true -> 0 < x.
Proof.
  intros A. unfold pos. pose proof (I.sign_strict_correct a) as P.
  destruct (I.sign_strict a); try easy. intros _. now destruct (P _ A).
Qed.

Lemma map2_incl f l1 l2 j x y z :
  incl (nth j l1 I.nai) x -> incl (nth j l2 I.nai) y ->
  (forall a b, incl a x -> incl b y -> incl (f a b) z) ->
  incl (nth j (map2 f l1 l2) I.nai) z.
Proof.
  intros A B H. revert l2 j A B. induction l1 as [|a l1 IH]; intros [|b l2] [|j] A B; simpl in *;
    try apply incl_nai; auto.
Qed.
Lemma map_incl f l j x z :
  incl (nth j l I.nai) x -> (forall a, incl a x -> incl (f a) z) ->
  incl (nth j (map f l) I.nai) z.
Proof.
  intros A H. revert j A. induction l as [|a l IH]; intros [|j] A; simpl in *;
    try apply incl_nai; auto.
Qed.

(* f : a path through the box, h : its velocity *)
Variables (h : nat -> R) (t0 : R).
Definition ok (f : R -> R) (d : dual) : Prop :=
  incl (fst d) (f t0) /\
  exists g : nat -> R, (forall j, (j < m)%nat -> incl (nth j (snd d) I.nai) (g j)) /\
    is_derive f t0 (Sum m (fun j => g j * h j)).

Lemma ok_dflt : ok (fun _ => 0) dflt.
Proof.
  split; [apply incl_nai|]. exists (fun _ => 0). split.
  - intros j _. simpl. destruct j; apply incl_nai.
  - rewrite (Sum_ext m _ (fun _ => 0)) by (intros; ring). rewrite Sum_0. apply @is_derive_const.
Qed.

Definition okenv (fs : list (R -> R)) (ds : list dual) : Prop :=
  forall i, ok (nth i fs (fun _ => 0)) (getD ds i).
Definition evF (o : op) (fs : list (R -> R)) : R -> R := fun t => evR o (map (fun f : R -> R => f t) fs).

Lemma getR_map fs t i : getR (map (fun f : R -> R => f t) fs) i = nth i fs (fun _ => 0) t.
Proof. unfold getR. exact (map_nth (fun f : R -> R => f t) fs (fun _ => 0) i). Qed.

Lemma unary_ok i fs ds (phi : R -> R) (dphi : R) (y c : itv) :
  okenv fs ds ->
  is_derive phi (nth i fs (fun _ => 0) t0) dphi ->
  incl y (phi (nth i fs (fun _ => 0) t0)) -> incl c dphi ->
  ok (fun t => phi (nth i fs (fun _ => 0) t)) (y, map (fun u => I.mul prec c u) (snd (getD ds i))).
Proof.
  intros E D Hy Hc. destruct (E i) as [_ [g [G Df]]].
  split; [easy|]. exists (fun j => dphi * g j). split.
  - intros j Hj. simpl. eapply map_incl; [apply G, Hj|]. intros a Ha. now apply incl_mul.
  - evar_last; [apply (is_derive_comp phi _ _ _ _ D Df)|].
    unfold scal; simpl; unfold mult; simpl. rewrite Rmult_comm, <- Sum_scal.
    apply Sum_ext; intros; ring.
Qed.

Lemma evD_ok o fs ds : okenv fs ds -> okop o ds = true -> ok (evF o fs) (evD o ds).
Proof.
  intros E Hok.
  assert (X : forall f g d, (forall t, f t = g t) -> ok g d -> ok f d).
  { intros f g d H. replace f with g; [easy|]. apply functional_extensionality; easy. }
  destruct o as [p q|i j|i j|i j|i|i|i]; simpl in Hok |- *.
  - split; [apply incl_cst|]. exists (fun _ => 0). split.
    + intros j Hj. simpl.       assert (N : forall n j, incl (nth j (repeat I.zero n) I.nai) 0).
      { induction n; intros [|k]; simpl; try apply incl_nai; try apply incl_zero. apply IHn. }
      apply N.
    + rewrite (Sum_ext m _ (fun _ => 0)) by (intros; ring). rewrite Sum_0. apply @is_derive_const.
  - apply (X _ (fun t => nth i fs (fun _ => 0) t + nth j fs (fun _ => 0) t)).
    { intros t. unfold evF; simpl. now rewrite !getR_map. }
    destruct (E i) as [A [g [G Df]]]. destruct (E j) as [A' [g' [G' Df']]].
    destruct (getD ds i) as [a ga], (getD ds j) as [b gb]. simpl in *.
    split; [now apply incl_add|]. exists (fun l => g l + g' l). split.
    + intros l Hl. simpl. eapply map2_incl; [apply G, Hl|apply G', Hl|]. intros; now apply incl_add.
    + evar_last; [apply (is_derive_plus _ _ _ _ _ Df Df')|].
      unfold plus; simpl. rewrite <- Sum_plus. apply Sum_ext; intros; ring.
  - apply (X _ (fun t => nth i fs (fun _ => 0) t - nth j fs (fun _ => 0) t)).
    { intros t. unfold evF; simpl. now rewrite !getR_map. }
    destruct (E i) as [A [g [G Df]]]. destruct (E j) as [A' [g' [G' Df']]].
    destruct (getD ds i) as [a ga], (getD ds j) as [b gb]. simpl in *.
    split; [now apply incl_sub|]. exists (fun l => g l - g' l). split.
    + intros l Hl. simpl. eapply map2_incl; [apply G, Hl|apply G', Hl|]. intros; now apply incl_sub.
    + evar_last; [apply (is_derive_minus _ _ _ _ _ Df Df')|].
      unfold minus, plus, opp; simpl.
      match goal with |- ?x + - ?y = ?z => change (x - y = z) end.
      rewrite <- Sum_minus. apply Sum_ext; intros; ring.
  - apply (X _ (fun t => nth i fs (fun _ => 0) t * nth j fs (fun _ => 0) t)).
    { intros t. unfold evF; simpl. now rewrite !getR_map. }
    destruct (E i) as [A [g [G Df]]]. destruct (E j) as [A' [g' [G' Df']]].
    destruct (getD ds i) as [a ga], (getD ds j) as [b gb]. simpl in *.
    split; [now apply incl_mul|].
    exists (fun l => g l * nth j fs (fun _ => 0) t0 + nth i fs (fun _ => 0) t0 * g' l). split.
    + intros l Hl. simpl. eapply map2_incl; [apply G, Hl|apply G', Hl|].
      intros; apply incl_add; now apply incl_mul.
    + evar_last; [apply (is_derive_mult _ _ _ _ _ Df Df'); intros; apply Rmult_comm|].
      unfold plus, mult; simpl.
      rewrite <- Sum_scal_r, <- Sum_scal, <- Sum_plus. apply Sum_ext; intros; ring.
  - apply (X _ (fun t => / nth i fs (fun _ => 0) t)).
    { intros t. unfold evF; simpl. now rewrite !getR_map. }
    destruct (E i) as [A _].
    pose proof (unary_ok i fs ds Rinv) as U.
    destruct (getD ds i) as [a ga]. simpl in *. rewrite Hok.
    pose proof (pos_correct _ _ A Hok) as P.
    eapply U; [easy| | |].
    + auto_derive; [lra|reflexivity].
    + apply incl_inv; [lra|easy].
    + replace (- (1) * / (nth i fs (fun _ : R => 0) t0 * nth i fs (fun _ : R => 0) t0))
        with (- (/ nth i fs (fun _ => 0) t0 * / nth i fs (fun _ => 0) t0)) by (field; lra).
      apply incl_neg, incl_mul; (apply incl_inv; [lra|easy]).
  - apply (X _ (fun t => sqrt (nth i fs (fun _ => 0) t))).
    { intros t. unfold evF; simpl. now rewrite !getR_map. }
    destruct (E i) as [A _].
    pose proof (unary_ok i fs ds sqrt) as U.
    destruct (getD ds i) as [a ga]. simpl in *. rewrite Hok.
    pose proof (pos_correct _ _ A Hok) as P. pose proof (sqrt_lt_R0 _ P).
    eapply U; [easy| | |].
    + auto_derive; [lra|reflexivity].
    + now apply incl_sqrt.
    + rewrite Rmult_1_l. apply incl_inv; [lra|]. apply incl_mul; [apply incl_Z|now apply incl_sqrt].
  - apply (X _ (fun t => atan (nth i fs (fun _ => 0) t))).
    { intros t. unfold evF; simpl. now rewrite !getR_map. }
    destruct (E i) as [A _].
    pose proof (unary_ok i fs ds atan) as U.
    destruct (getD ds i) as [a ga]. simpl in *.
    eapply U; [easy| | |].
    + apply is_derive_Reals, derivable_pt_lim_atan.
    + now apply incl_atan.
    + set (x := nth i fs (fun _ => 0) t0) in *.
      replace (/ (1 + x^2)) with (/ (1 + x * x)) by (f_equal; ring).
      apply incl_inv; [nra|]. apply incl_add; [apply incl_Z|now apply incl_mul].
Qed.

Fixpoint runF (p : list op) (fs : list (R -> R)) : list (R -> R) :=
  match p with [] => fs | o :: p => runF p (evF o fs :: fs) end.
Lemma runF_map p fs t : runR p (map (fun f : R -> R => f t) fs) = map (fun f : R -> R => f t) (runF p fs).
Proof. revert fs. induction p as [|o p IH]; intros fs; simpl; [easy|]. now rewrite <- IH. Qed.
Lemma runD_ok p fs ds es : okenv fs ds -> runD p ds = Some es -> okenv (runF p fs) es.
Proof.
  revert fs ds. induction p as [|o p IH]; intros fs ds E H; simpl in *.
  - now inversion H; subst.
  - destruct (okop o ds) eqn:Hok; [|easy]. eapply IH; [|exact H].
    intros [|i]; [now apply evD_ok|apply E].
Qed.
End AD.
