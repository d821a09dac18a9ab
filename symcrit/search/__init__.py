"""The search for proofs and refutations.  Nothing here is trusted; `symcrit.core` accepts or refuses.

`search` (work, goals, the only way to ask core) · `attempts` and `registry` (what is tried on a claim) · `claims` (the
kinds of claims: what makes them, and what is tried) · `engines` (provers of goals, points where claims fail).
"""
