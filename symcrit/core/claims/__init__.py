"""The kinds of claims, one a file.

`_goals`, `_relation`, `_function`, `_network` and `_affine` hold what several kinds share.
"""
