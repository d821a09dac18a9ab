"""Compression of a wide ReLU network by M neurons (arXiv:2205.08199), loaded on first use."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
