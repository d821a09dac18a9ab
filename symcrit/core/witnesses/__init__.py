"""The kinds of witnesses: what proves a goal (`Witness`) or a whole claim (`Proof`).  One kind a file.

`zero`, `positive`, `root`, `angle`, `constant`, `chain`, `segment`, `tail`, `split`, `cases`, `absurd`, `substitute`,
`injective`, `monotone` and `series` prove a goal; `goals` proves a claim goal by goal, `point` and `pieces` prove those
that are not split into goals.
"""
