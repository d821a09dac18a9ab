"""How pictures look: colours, hatches, markers and fonts, the same for the same kind of endpoint everywhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from symcrit.errors import InputError, shorten

__all__ = ["COLOURS", "LOOK", "MARKERS", "STYLES", "pyplot", "save", "title_of"]

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")  # Okabe and Ito

# kind ↦ colour, hatch
STYLES = {
    "copy-average": ("#0072B2", ""),
    "perturbed-copy": ("#E69F00", "///"),
    "near-copies": ("#D55E00", "---"),
    "dead-neuron": ("#CC79A7", "xxx"),
    "non-isolated": ("#56B4E9", "..."),
    "other": ("#009E73", "\\\\\\"),
    "uncertified": ("#FFFFFF", ""),
}
MARKERS = {"copy-average": "o", "perturbed-copy": "^", "near-copies": "v", "dead-neuron": "x"}  # others: a square

LOOK = {
    "font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "savefig.dpi": 200, "hatch.linewidth": 0.6,
    "svg.fonttype": "none", "svg.hashsalt": "symcrit", "figure.constrained_layout.use": True,
}  # fmt: skip


def pyplot() -> Any:
    """matplotlib's; raises InputError where it is not installed."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        raise InputError("matplotlib is not installed; pip install 'symcrit[plot]'") from None
    return plt


def save(figure: Any, path: Path) -> Path:
    """Write and close a figure."""
    try:
        figure.savefig(path)
    except OSError as error:
        raise InputError(f"cannot write {shorten(path)}: {error.strerror}") from None
    pyplot().close(figure)
    return path


def title_of(kind: str) -> str:
    """The kind of an endpoint, short enough for a title: sizes that are repeated are counted.

    >>> title_of("copy-average 3,1,1,1,1"), title_of("other")
    ('copy-average 3, 1×4', 'other')
    """
    name, _, sizes = kind.partition(" ")
    counted = Counter(sizes.split(",")) if sizes else {}
    return f"{name} {', '.join(f'{size}×{n}' if n > 1 else size for size, n in counted.items())}".rstrip()
