"""The kinds of claims, one a file.

Modules whose names begin with `_` hold what several kinds share.
"""
