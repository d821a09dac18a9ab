"""Online learning: stochastic gradient descent on fresh examples, by its order parameters as the input dimension grows.

setting.py: what is learned and how; starts.py: where from; compiled.py: the equations for error functions and kinks,
compiled, with their integrator; moments.py, plain.py: those for every other activation, from its kernel; run.py:
`online` and what it returns; descent.py: the descent itself, at a finite dimension; picture.py: both in one figure.
"""
