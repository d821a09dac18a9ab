"""Witnesses that read a relation with its expectations as they stand, before they are reduced."""

from symcrit.core.frozen import frozen
from symcrit.core.kinds import Witness


@frozen
class Unreduced(Witness):
    """The goal is a relation with expectations; that they exist, and all else is defined, the witness shows itself."""

    by_parts = True
