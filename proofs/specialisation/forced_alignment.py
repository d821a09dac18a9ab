r"""Small gradients at enough triples of inputs align a student neuron with a teacher neuron: Theorem S, at given data.

For **all** students with at most n neurons in the first layer and all teachers with the given first layer, bias-free
(leaky) ReLU networks of any depth: let neuron k of the student be active at the triples x_i − q_i, x_i, x_i + q_i,
which cross the boundary of teacher neuron j and of no other, gates above the first layer be constant on each, |g_k| ≤ ε
at all 3N inputs and (1 − c)|α_i|(|w*·q_i| − |w*·x_i|) > 4ε. If N ≥ (n − 1)(p − 1) + 1, another student neuron u has
sin²∠(w_u, w*) ≤ Σ r_i²/s over some p of the triples, s the least eigenvalue of Σ x_i x_iᵀ on the hyperplane w*^⊥ over
any p of them. Stated with numbers: two dimensions, three and four; leaky; points off the boundary.
Every constant is needed: the mutants have 4ε above the kink, slope 1, one triple too few, gates that change, the signed
conclusion, and neuron k itself; each is refuted by two networks. The theorem for all numbers is accepted by Coq.
References: arXiv:1909.13458 (Theorem 3 and the lemmas before it), with the constants of symcrit.
"""

from symcrit import mutant, specialisation, theorem

forced_alignment = specialisation.forced_alignment
PLANE = [[1, 0], [0, 1]]
SPACE = [[1, 0, 0], [0, 1, 1]]
ONE = [([0, 1], ["1/10", 0])]
OFF = [(["1/20", 1], ["1/10", 0])]
THREE = [(x, ["1/10", 0, 0]) for x in ([0, 1, 0], [0, 0, 1], [0, 1, 1])]
FOUR = [(x, [0, 0, 0, "1/40"]) for x in ([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 1, 1, 0], [1, 2, 3, 0])]


def plane(triples=ONE, **changed):
    """Two dimensions: one triple is enough for any n."""
    return forced_alignment(PLANE, 0, triples, **({"n": 5, "eps": "1/100", "sine2": "1/50"} | changed))


def space(triples=THREE):
    """Three dimensions, p = 2: as many triples as students."""
    return forced_alignment(SPACE, 0, triples, n=3, eps="1/100", sine2="1/10")


@theorem("specialisation.forced_alignment", source="arXiv:1909.13458")
def small_gradients_align():
    yield plane()
    yield plane(eps=0, sine2="1/90")
    yield plane(slope="1/3", eps="1/100")
    yield plane(alpha=4, eps="9/100")
    yield plane(OFF, sine2="1/20")
    yield space()
    yield forced_alignment([[0, 0, 0, 1]], 0, FOUR, n=3, eps="1/200", sine2="1/8")


@mutant(small_gradients_align)
def with_two_epsilon():
    """1/10 > 2·(1/25), and not > 3·(1/25)."""
    return plane(eps="1/25")


@mutant(small_gradients_align)
def with_three_epsilon():
    """1/10 > 3·(1/35), and not > 4·(1/35)."""
    return plane(eps="1/35")


@mutant(small_gradients_align)
def of_linear_networks():
    return plane(slope=1)


@mutant(small_gradients_align)
def with_one_triple_less():
    return space(THREE[:2])


@mutant(small_gradients_align)
def without_constant_gates():
    return plane(OFF, sine2="1/20", gates=False)


@mutant(small_gradients_align)
def with_the_sign():
    return plane(conclusion="ray")


@mutant(small_gradients_align)
def by_the_active_neuron_itself():
    return plane(conclusion="itself")
