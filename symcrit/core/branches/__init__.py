"""Critical points for all sizes at once, by expansions in a small parameter t = k^(−1/power).

`expansions` holds numbers that depend on t, `bent` the loss of a symmetric family whose activation has a kink, `branch`
turns their balls into the claim that there is a critical point with a certain inertia for every k.
"""
