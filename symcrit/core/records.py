"""Fields that stand together inside a claim or a witness."""

from collections.abc import Mapping
from typing import Any, Self

from symcrit.core.frozen import frozen
from symcrit.core.kinds import read_parts
from symcrit.core.reading import record


@frozen
class Record:
    """A JSON object whose fields are declared by `part`, each read by a function of JSON."""

    @classmethod
    def read(cls, value: object) -> Self:
        """From JSON; raises `Malformed`."""
        fields: Mapping[str, Any] = read_parts(cls, record(value), None)
        return cls(**fields)
