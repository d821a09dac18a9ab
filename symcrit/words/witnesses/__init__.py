"""How witnesses prove, one kind a file.

A module of a witness of a goal has
    idea(witness) -> str                what it shows, in a few words of plain text
    step(proof, witness) -> None        the steps of a printed proof, added to a `telling.Telling`
and one of a proof of a whole claim has
    idea(claim, witness) -> str
    steps(proof, claim, witness) -> None
"""
