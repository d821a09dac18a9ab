"""Expectations E[G(x)] of Gaussian vectors x ~ N(m, C): read (`language`), and computed (`terms`, `laws`, `reduction`).

Nothing is searched for: an expectation is replaced by what it is equal to, by rules that are checked as they are used.
"""
