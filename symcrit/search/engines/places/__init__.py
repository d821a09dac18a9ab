"""Points: that satisfy hypotheses, where something is low, where a claim fails."""
