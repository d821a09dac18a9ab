"""Claims and proofs as formulas, printed from what core parsed: boxes first, then LaTeX or MathML."""
