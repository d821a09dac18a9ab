"""A symbolic-numeric proof assistant for two-layer teacher-student networks with Gaussian input.

>>> import symcrit as sc
>>> sc.decide(sc.less("1/3", "1/2")).verdict.name
'PROVED'

The public names are listed in ``__init__.pyi`` and loaded on first use.
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
