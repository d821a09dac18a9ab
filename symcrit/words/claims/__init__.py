"""What claims say, one kind a file; `_` in front of a name marks what several kinds share.

A module has
    says(claim) -> Prose            what the claim says, without hypotheses and configuration
    KEYS                            {key of a goal: words}; "*" stands for a part of a key, {} for what it is
and may have
    setting(claim) -> Prose         the hypotheses, and what the claim speaks of
    ONE_LINE = True                 as text it is one sentence, behind "for all …: "
    LETTERS                         names that symbols must not have: the sentence uses these letters itself
    new_names(claim) -> list        names that the claim introduces beside its symbols
    letters(claim) -> set           names that symbols must not have, where that depends on the claim
    INDEXED                         letters that have an index in it: w is no w_1, and w_1 may not be a symbol
    idea(claim) -> str              what a proof of it shows, in a few words of plain text
    by(goals) -> str                the same of one proof, where proofs of this kind differ
    opening(claim, goals) -> list   the first steps of its proof: pieces of prose
    closing(claim, goals) -> list   the last steps
"""
