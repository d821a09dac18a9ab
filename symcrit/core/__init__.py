"""The trusted core: decides whether a certificate proves its claim.

Imports the standard library and python-flint only.  Everything outside this folder may propose; only it accepts.
What others need of it is named here, and they import it from here; which parts of core somebody else may import from
beside these, and why, stands in DESIGN.md ("The face of core").

Answers
    `check`         whether a certificate, as JSON, proves or refutes its claim
    `judge`         the same for a claim and its grounds, read
    `Judge`         proves goals and claims, and keeps account of what a proof uses
    `Paid`          derivations of kernels that are proved and charged
    `Finding`       the answer: verdict, reason, evidence, rules, work
    `Failure`       how a claim fails: where, which goal, what is so
    `Verdict`       PROVED, REFUTED, UNDECIDED
    `RULES`         the rules of analysis that answers rest on, in words
Claims and what proves them
    `Claim`         what every kind of claim is
    `parts_of`      the fields of a kind, and how they are read
    `CLAIMS`        the kinds of claims by name
    `read_claim`    a claim from JSON
    `Grounds`       what proves or refutes a whole claim
    `Proof`         what proves a whole claim
    `Refutation`    what refutes a claim: a point, and what its kind needs beside it
    `Goals`         what proves a claim goal by goal
    `RelationClaim` what equations and inequalities have in common
    `Witness`       what proves a goal
    `Lemma`         a relation that a witness proves first
    `Derived`       the derivation of a kernel and the witnesses of its steps
    `WITNESSES`     the kinds of witnesses of a goal by name
    `Folder`        what the modules of a folder hold, one kind a module, by name
    `PROOFS`        the kinds of witnesses of a whole claim by name
    `read_grounds`  the witness of a claim from JSON
Expressions
    `Expr`          a node of an expression, shared and exact
    `ZERO` `ONE` `TWO` `PI`  numbers
    `num` `sym`     a rational number, a symbol
    `add` `mul`     sums and products
    `constant`      an exact number from JSON
    `parse`         an expression from JSON
    `nodes`         the nodes of expressions, children first
    `symbols`       the free symbols of expressions
    `integrals`     whether something occurs whose ball is an integral
    `means`         whether an expectation occurs
    `substitute`    an expression with symbols replaced
    `diff`          a derivative
Domains and what is known there
    `Domain`        the points that a claim speaks about
    `Bound`         an end of an interval
    `Relation`      lhs < rhs and the like
    `FLIP`          relations with their sides exchanged
    `Goal`          a relation to be shown on a domain
    `Point`         exact numbers in place of symbols
    `Context`       what is known on a domain: facts, signs, definedness, the zero test
    `satisfied`     whether a point satisfies the hypotheses of a domain
Kernels and networks
    `Kernel`        κ as data: an activation (or two) and closed forms
    `read_kernel`   a kernel from JSON
    `Explicit` `Groups` `Species`  configurations: explicit vectors, groups, families with multiplicities
    `Sector`        a kind of perturbation of a symmetric network
    `read_configuration`  a configuration from JSON
Data
    `beside`        the folder in which files of data are looked for
Work and refusals
    `Work`          a budget
    `SECOND` `CHECK` `UNBOUNDED`  amounts of work: about a second, what a check may cost, any
    `OutOfWork` `Stopped`  a budget is spent, or its owner has stopped it
    `Malformed`     input that is not well formed
    `Reject` `TooLarge`  a witness that does not establish its claim; a computation beyond core's limits

Reading order: `reading` (JSON), `algebra` (expressions, balls, domains, the zero test, what is known on a domain),
`kinds` (what a kind of claim and of witness is), `witnesses`, `claims` (one file per kind), `registry` (which kinds
there are), `verdict` (the answer); then what a claim of interest needs of `expectation`, `networks` and `affine`.
"""

from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import FLIP, Bound, Domain, Goal, Relation
from symcrit.core.algebra.expr import (
    ONE,
    PI,
    TWO,
    ZERO,
    Expr,
    add,
    constant,
    diff,
    integrals,
    means,
    mul,
    nodes,
    num,
    parse,
    substitute,
    sym,
    symbols,
)
from symcrit.core.algebra.points import Point
from symcrit.core.claims._relation import RelationClaim
from symcrit.core.deep.files import beside
from symcrit.core.expectation import atoms as _atoms  # noqa: F401  fills the table of integrals in `algebra.balls`
from symcrit.core.expectation.kernels import Kernel, read_kernel
from symcrit.core.gaussian import atoms as _signs  # noqa: F401  fills tables of `algebra`, too
from symcrit.core.kinds import Claim, Derived, Failure, Grounds, Lemma, Proof, Refutation, Witness, parts_of
from symcrit.core.loading import Folder
from symcrit.core.networks.loss import Explicit, Groups, read_configuration
from symcrit.core.networks.species import Sector, Species
from symcrit.core.reading import Malformed, Reject, TooLarge
from symcrit.core.registry import CLAIMS, PROOFS, WITNESSES, read_claim, read_grounds
from symcrit.core.rules import RULES
from symcrit.core.verdict import Finding, Judge, Paid, Verdict, check, judge
from symcrit.core.witnesses.goals import Goals
from symcrit.core.work import CHECK, SECOND, UNBOUNDED, OutOfWork, Stopped, Work

__all__ = [
    "CHECK",
    "CLAIMS",
    "FLIP",
    "ONE",
    "PI",
    "PROOFS",
    "RULES",
    "SECOND",
    "TWO",
    "UNBOUNDED",
    "WITNESSES",
    "ZERO",
    "Bound",
    "Claim",
    "Context",
    "Derived",
    "Domain",
    "Explicit",
    "Expr",
    "Failure",
    "Finding",
    "Folder",
    "Goal",
    "Goals",
    "Grounds",
    "Groups",
    "Judge",
    "Kernel",
    "Lemma",
    "Malformed",
    "OutOfWork",
    "Paid",
    "Point",
    "Proof",
    "Refutation",
    "Reject",
    "Relation",
    "RelationClaim",
    "Sector",
    "Species",
    "Stopped",
    "TooLarge",
    "Verdict",
    "Witness",
    "Work",
    "add",
    "beside",
    "check",
    "constant",
    "diff",
    "integrals",
    "judge",
    "means",
    "mul",
    "nodes",
    "num",
    "parse",
    "parts_of",
    "read_claim",
    "read_configuration",
    "read_grounds",
    "read_kernel",
    "satisfied",
    "substitute",
    "sym",
    "symbols",
]
