"""Claims, answers, theorems and the runner; whatever is found here is accepted by `symcrit.core` or not at all."""
