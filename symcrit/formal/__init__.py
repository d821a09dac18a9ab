"""Theorems that Coq accepts: built from `proofs/coq`, asked for their statements, and compared with what is pinned.

`coq` finds Coq and runs it, `theory` is the files, `build` compiles them, `kept` prunes old builds, `pins` is what the
theorems must say, `questions` asks Coq what they do say, `verdicts` compares, `join` brings the two ledgers together.
"""
