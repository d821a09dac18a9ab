"""A small theory, what is pinned of it, and theories that must not be accepted."""

from symcrit.formal.pins import Pin, Pins
from symcrit.formal.theory import Theory

HEAD = "From Coq Require Import Lia.\n"
NUMBERS = HEAD + "Definition double (x : nat) : nat := 2 * x.\n"
USES = HEAD + "From Symcrit Require Import Numbers.\n"
GOOD = "Theorem grows (x : nat) : 0 < x -> 0 < double x.\nProof. unfold double. lia. Qed.\n"
STATES = "Theorem grows (x : nat) : 0 < x -> 0 < double x.\n"
ALL = "forall P : Prop, P"

# {file: (text, a part of the reason why its theorem is not accepted)}
BAD = {
    "Edited": (USES + "Theorem grows (x : nat) : 0 < x -> 0 <= double x.\nProof. unfold double. lia. Qed.\n",
               "it states something else"),
    "Trivial": (USES + "Theorem grows : True.\nProof. exact I. Qed.\n", "it states something else"),
    "Narrower": (USES + "Theorem grows (x : nat) : 1 < x -> 0 < double x.\nProof. unfold double. lia. Qed.\n",
                 "it states something else"),
    "Assuming": (USES + f"Axiom all : {ALL}.\n{STATES}Proof. intros. apply all. Qed.\n", "it rests on Assuming.all"),
    "Supposing": (USES + f"Hypothesis all : {ALL}.\n{STATES}Proof. intros. apply all. Qed.\n",
                  "it rests on Supposing.all"),
    "Leaving": (USES + f"{STATES}Proof. Admitted.\n", "it rests on Leaving.grows"),
    "Noted": (USES + 'Notation "x < y" := (x <= y) : nat_scope.\n' + STATES + "Proof. unfold double. lia. Qed.\n",
              "it states something else"),
    "Abbreviated": (USES + "Theorem other : True.\nProof. exact I. Qed.\nNotation grows := other.\n",
                    "is no theorem of this name"),
    "Shadowing": (USES + "Definition double (x : nat) : nat := x * x.\n" + STATES
                  + "Proof. unfold double. destruct x; simpl; lia. Qed.\n",
                  "it states something else"),
    "Hiding": (USES + "Definition sure (b : bool) : Prop := True.\nCoercion sure : bool >-> Sortclass.\n"
               "Theorem grows (x : nat) : true.\nProof. exact I. Qed.\n", "it states something else"),
    "Implicit": (USES + "Definition twice {y : nat} (x : nat) : nat := double (x + y).\n"
                 "Theorem grows (x : nat) : 0 < x -> 0 < @twice 1 x.\nProof. unfold twice, double. lia. Qed.\n",
                 "it states something else"),
    "Unguarded": (USES + "Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\nSet Guard Checking.\n"
                  + STATES + "Proof. intros. destruct (loop 0). Qed.\n", "it rests on Unguarded.loop is assumed to be"),
    "Typeless": (USES + "Unset Universe Checking.\nDefinition T : Type := let U := Type in U.\nSet Universe Checking.\n"
                 "Lemma known : T -> True.\nProof. easy. Qed.\n"
                 + STATES + "Proof. intros. destruct (known nat). unfold double. lia. Qed.\n", "it rests on"),
    "Printing": (USES + 'Goal True. idtac "Closed under the global context". Abort.\n'
                 + f"Hypothesis all : {ALL}.\n{STATES}Proof. intros. apply all. Qed.\n", "it rests on Printing.all"),
    "Broken": (USES + f"{STATES}Proof. unfold double. ring. Qed.\n", "Broken.v does not compile"),
    "Absent": (USES + "Definition nothing := 0.\n", "Coq does not say what Absent.grows is"),
}  # fmt: skip

# The same of another definition: every theorem about it is about something else.
OTHER = {
    "Tripled": HEAD + "Definition double (x : nat) : nat := 3 * x.\n",
    "OfTripled": HEAD + "From Symcrit Require Import Tripled.\n" + GOOD,
}


def theory(**more):
    """The small theory, and more files."""
    files = {"Numbers": NUMBERS, "Facts": USES + GOOD, **more}
    return Theory({name: text.encode() for name, text in files.items()})


def renamed(text, names):
    """What Coq prints, with other names of files."""
    for old, new in names.items():
        text = text.replace(f"{old}.", f"{new}.")
    return text


def pins_of(said, printed, file="Facts", names=None):
    """Pins for FILE.grows: what Coq said of Facts.grows, with other names of files."""
    names = {"Facts": file, **(names or {})}
    pin = Pin(f"small.{file.lower()}", f"{file}.grows", "0 < x implies 0 < 2x", "$0 < x$", "symcrit")
    return Pins(
        series="8.16",
        axioms=AXIOMS,
        visible={"Numbers.double": "double is what it is"},
        library=(),
        pins=(pin,),
        statements={pin.coq: renamed(said.statement, names)},
        kernel={pin.coq: renamed(said.kernel, names)},
        definitions={renamed(name, names): renamed(text, names) for name, text in printed.items()},
    )


AXIOMS: tuple[str, ...] = ()
