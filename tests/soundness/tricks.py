"""All hand-made cheats, with the honest derivation of its kernel where a claim has one and the cheat brings none.

They are put together when they are asked for: the derivations and the honest proofs in them take seconds.
"""

from functools import cache
from importlib import import_module

from .kernels import derived

Cheats = dict[str, tuple[dict, dict]]
OF_FALSE = ("cheats", "cheats_kernels", "cheats_binormal", "cheats_lemmas", "cheats_boxes")  # modules of false claims
OF_TRUE = ("cheats_refuted", "cheats_kernels")


def armed(tricks: Cheats) -> Cheats:
    """The cheats, each with a derivation, so that it is not for want of one that they fail."""
    return {name: (claim, with_kernel(claim, witness)) for name, (claim, witness) in tricks.items()}


def with_kernel(claim: dict, witness: dict) -> dict:
    """The witness with the derivation of the kernel of the claim; as it stands where there is none."""
    kernel = claim.get("kernel") or claim.get("configuration", {}).get("kernel") or {}
    return {**derived(kernel), **witness} if "activation" in kernel else witness


@cache
def false_claims(module: str) -> Cheats:
    """Those of one module, in the order in which they stand."""
    return armed(import_module(f"{__package__}.{module}").FALSE_CLAIMS)


@cache
def true_claims(module: str) -> Cheats:
    return armed(import_module(f"{__package__}.{module}").TRUE_CLAIMS)


@cache
def all_false_claims() -> Cheats:
    return {name: cheat for module in OF_FALSE for name, cheat in false_claims(module).items()}


@cache
def all_true_claims() -> Cheats:
    return {name: cheat for module in OF_TRUE for name, cheat in true_claims(module).items()}


def unclear() -> Cheats:
    """What can be read in two ways."""
    return import_module(f"{__package__}.cheats_refuted").UNCLEAR
