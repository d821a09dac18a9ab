"""The trusted core: decides whether a certificate proves its claim.

Imports the standard library and python-flint only.  Everything outside this folder may propose; only it accepts.
Reading order: `reading` (JSON), `expr` (the language), `balls` (evaluation), `domain` and `signs`, `ring` and `normal`
(the zero test), `context` (what is known on a domain), `kernels` and `loss` (what is differentiated), `claims` (what
can be said and what it comes down to), `rules` (the closed list), `witness` (one checker per kind), `refute`, `check`.
"""
