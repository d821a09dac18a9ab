"""How fast symcrit is, and what SymPy answers to the same questions; see README.md beside this file."""
