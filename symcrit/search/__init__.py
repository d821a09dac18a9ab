"""Finders: they look for certificates and points.  Nothing here is trusted; `symcrit.core` accepts or refuses.

`search` (work, goals) · `points` (where to look) · `counterexamples`, `segments`, `networks` (refutations) ·
`identities` (lemmas for the zero test) · `equations` · `field`, `squares`, `forms` (evident signs) · `inequalities` ·
`functions` · `configurations`.
"""
