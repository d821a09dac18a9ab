"""What claims about symmetric families have in common."""

from symcrit.core.networks.loss import read_configuration
from symcrit.core.networks.species import Species
from symcrit.core.reading import Malformed, need, text


def read_free(value: object) -> str:
    """Which weights the loss is a function of: "all", or "W" alone; raises `Malformed`."""
    free = text(value)
    need(free in ("all", "W"), "free is 'all' or 'W'")
    return free


def read_family(value: object) -> Species:
    """A configuration that is a symmetric family; raises `Malformed`."""
    place = read_configuration(value)
    if isinstance(place, Species):
        return place
    raise Malformed("this claim speaks about species")
