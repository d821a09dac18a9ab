"""Deliberate breaks of core that several tests use."""

from collections.abc import Callable
from typing import Any

import pytest

Patch = Callable[[pytest.MonkeyPatch], None]


def unless(module: Any, words: str) -> Patch:
    """A requirement that is not asked for."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        honest = module.require
        patch.setattr(module, "require", lambda good, why, *more: honest(good or words in why, why, *more))

    patch_it.__name__ = f"not asked for: {words}"
    return patch_it
