"""``python -m symcrit`` is the command ``symcrit``."""

from symcrit.cli import main

main()
