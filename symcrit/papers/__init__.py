"""What single papers need beyond the general machinery; each part is loaded on first use."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules={"compression", "specialisation"})
