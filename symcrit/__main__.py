"""``python -m symcrit`` is the command ``symcrit``.

Python puts the current folder first among the places of modules; it may be full of somebody else's files.
"""

import os
import sys

here = os.path.realpath("")
if here != os.path.dirname(os.path.dirname(os.path.realpath(__file__))):
    sys.path[:] = [place for place in sys.path if os.path.realpath(place) != here]

from symcrit.cli import main  # noqa: E402

main()
