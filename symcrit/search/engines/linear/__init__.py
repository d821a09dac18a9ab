"""Linear consequences of hypotheses, and what makes hypotheses linear."""
