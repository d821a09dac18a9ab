"""The kinds of claims, a module each, of the name of the kind: what makes such claims, and what is tried on them.

A module has the public functions that make claims of its kind, `attempts(claim)`, which `symcrit.search.registry`
calls, and `MISSING`, what is missing where no attempt decides a claim.  What kinds share is in modules with a `_` in
front.
"""
