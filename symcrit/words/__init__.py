"""Claims and proofs in words, made from what core parsed: told once in boxes, written as text, LaTeX or MathML.

`claims` and `witnesses` have the words of the kinds, one a file; `text`, `latex` and `mathml` are the writers.
"""
