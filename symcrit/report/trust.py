"""What every answer rests on, whatever it says: printed by the ledger, by `symcrit check` and by `symcrit doctor`."""

import flint

import symcrit
from symcrit.certificate import FORMAT


def trust() -> str:
    """The certificate format and the versions of the code that accepted the proofs, in one line."""
    flint_versions = f"python-flint {flint.__version__}, FLINT {flint.__FLINT_VERSION__}"
    return f"certificate format {FORMAT}, core {symcrit.__version__}, {flint_versions}"
