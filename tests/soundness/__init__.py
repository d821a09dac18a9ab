"""The soundness harness: what must never be proved, what must never be refuted, and what nobody may slip past core."""
