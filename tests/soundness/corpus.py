"""The corpus: statements known to be true, known to be false, and with hypotheses nothing satisfies."""

from . import corpus_branches, corpus_constants, corpus_field, corpus_inequalities, corpus_points

_MODULES = (corpus_branches, corpus_constants, corpus_inequalities, corpus_field, corpus_points)
TRUE, FALSE, VACUOUS = (tuple(s for m in _MODULES for s in getattr(m, name)) for name in ("TRUE", "FALSE", "VACUOUS"))
