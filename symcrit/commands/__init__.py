"""Commands of ``symcrit`` in modules of their own; each imports what it needs when it runs."""
