"""The corpus: statements known to be true, known to be false, and with hypotheses nothing satisfies.

`TRUE`, `FALSE` and `VACUOUS` are about identities, points and a few inequalities; every attack is tried on them.
Lemmas are inequalities as theorists ask them, by subject.
"""

from . import (
    corpus_absolute,
    corpus_angles,
    corpus_branches,
    corpus_constants,
    corpus_edges,
    corpus_field,
    corpus_functions,
    corpus_inequalities,
    corpus_integers,
    corpus_orders,
    corpus_pairs,
    corpus_points,
    corpus_polynomials,
    corpus_shapes,
)

_MODULES = (corpus_branches, corpus_constants, corpus_inequalities, corpus_field, corpus_points)
LEMMAS = (
    corpus_orders,
    corpus_absolute,
    corpus_polynomials,
    corpus_functions,
    corpus_pairs,
    corpus_shapes,
    corpus_integers,
    corpus_angles,
    corpus_edges,
)
TRUE, FALSE, VACUOUS = (tuple(s for m in _MODULES for s in getattr(m, name)) for name in ("TRUE", "FALSE", "VACUOUS"))
TRUE_LEMMAS, FALSE_LEMMAS, VACUOUS_LEMMAS = (
    tuple(s for m in LEMMAS for s in getattr(m, name)) for name in ("TRUE", "FALSE", "VACUOUS")
)
