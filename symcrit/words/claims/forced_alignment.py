"""`forced_alignment`: small gradients at triples of inputs force a student neuron onto the line of a teacher neuron."""

from symcrit.core.claims.forced_alignment import ForcedAlignment
from symcrit.words.boxes import number, plain, row
from symcrit.words.claims._deep import activation, rows, small, value, vector
from symcrit.words.plain import Prose, prose

KEYS = {"networks": "two networks"}
LETTERS = "f g k u i j w x q alpha sigma z"
INDEXED = "g w x q alpha"


def setting(claim: ForcedAlignment) -> Prose:
    """The activation, the teacher's first layer, the triples."""
    widths = tuple(dict.fromkeys(triple.q for triple in claim.triples))
    if len(widths) > 1:
        widths = tuple(triple.q for triple in claim.triples)
    return prose("Let @, let the first layer of a teacher $f^*$ have the weights $w^*_j$: @, and let inputs"
                 " $x_i − q_i$, $x_i$, $x_i + q_i$ be given, $x_i$: @, $q_i$: @. ",
                 activation(claim.slope), rows(claim.teacher),
                 rows(tuple(triple.x for triple in claim.triples)), rows(widths))  # fmt: skip


def says(claim: ForcedAlignment) -> Prose:
    """The hypotheses and the conclusion."""
    own = number(claim.node + 1)
    gates = "of one sign and " if claim.gates else ""
    return prose(
        "For every such $f^*$ and every student $f$ with at most @ neurons in its first layer, networks of any depths"
        " $≥ 2$ without biases and with as many outputs, and every neuron $k$ of the first layer of $f$: if for every"
        " $i$, at the inputs $x_i − q_i$, $x_i$ and $x_i + q_i$, $w_k·x > 0$, all hidden pre-activations above the"
        f" first layers are {gates}not 0, and @, and if $|α_i| ≥$ @, then @. There $g_k(x)$ is minus the derivative of"
        " $½ |f^*(x) − f(x)|²$ by $w_k·x$, and $α_i = Σ ∂f/∂φ_k ∂f^*/∂φ^*_j$ at $x_i$, $j =$ @, the sum over outputs,"
        " $φ_k$ and $φ^*_j$ the values of neurons of the first layers",
        number(claim.n), small(claim.eps), value(claim.alpha), _conclusion(claim), own)  # fmt: skip


def _conclusion(claim: ForcedAlignment) -> Prose:
    """Who is near."""
    w = vector(claim.teacher[claim.node])
    near = row(plain("sin² ≤"), value(claim.sine2))
    if claim.conclusion == "itself":
        return prose("$w_k$ spans a line at an angle of @ to that of @", near, w)
    ray = prose(", and $w_u·w^*_j > 0$") if claim.conclusion == "ray" else []
    return prose("the first layer of $f$ has a neuron $u ≠ k$ with $w_u ≠ 0$ that spans a line at an angle of @ to that"
                 " of @@", near, w, ray)  # fmt: skip


def idea(claim: ForcedAlignment) -> str:
    """What is used."""
    return "second differences at the triples, and the pigeonhole principle"
