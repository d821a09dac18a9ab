"""All hand-made cheats, with the honest derivation of its kernel where a claim has one and the cheat brings none."""

from . import cheats, cheats_binormal, cheats_boxes, cheats_kernels, cheats_lemmas, cheats_refuted
from .kernels import derived

Cheats = dict[str, tuple[dict, dict]]


def armed(tricks: Cheats) -> Cheats:
    """The cheats, each with a derivation, so that it is not for want of one that they fail."""
    return {name: (claim, with_kernel(claim, witness)) for name, (claim, witness) in tricks.items()}


def with_kernel(claim: dict, witness: dict) -> dict:
    """The witness with the derivation of the kernel of the claim; as it stands where there is none."""
    kernel = claim.get("kernel") or claim.get("configuration", {}).get("kernel") or {}
    return {**derived(kernel), **witness} if "activation" in kernel else witness


FALSE_CLAIMS = armed(
    {
        **cheats.FALSE_CLAIMS,
        **cheats_kernels.FALSE_CLAIMS,
        **cheats_binormal.FALSE_CLAIMS,
        **cheats_lemmas.FALSE_CLAIMS,
        **cheats_boxes.FALSE_CLAIMS,
    }
)
TRUE_CLAIMS = armed({**cheats_refuted.TRUE_CLAIMS, **cheats_kernels.TRUE_CLAIMS})
UNCLEAR = cheats_refuted.UNCLEAR
