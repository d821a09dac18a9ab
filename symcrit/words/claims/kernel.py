"""`kernel`: the closed form of E[σ(u)τ(v)] and its derivatives."""

from symcrit.core import Goals
from symcrit.core.claims.kernel import KernelClaim
from symcrit.words.boxes import expression, plain, row
from symcrit.words.means import activation
from symcrit.words.plain import Display, Prose, prose

KEYS = {"value": "$κ$ − its true value", "by-q11": "$∂κ/∂q11$ − its true value",
        "by-q12": "$∂κ/∂q12$ − its true value"}  # fmt: skip
_CENTRED = "For centred Gaussian $u, v$ with $𝔼[u²] = q11$, $𝔼[u v] = q12$, $𝔼[v²] = q22$,"
_MOVED = "For Gaussian $u, v$ with means $m_1$, $m_2$, variances $q11$, $q22$ and covariance $q12$,"


def says(claim: KernelClaim) -> Prose:
    """The forms, and where they are right; κ, too, perhaps only where its form is defined."""
    kernel = claim.kernel
    mean = f"𝔼[σ(u) {'σ' if kernel.teacher is None else 'τ'}(v)]"
    slots = (f"{mean} =", f"∂{mean}/∂q11 =", f"∂{mean}/∂q12 =")
    forms = tuple(row(plain(slot), expression(form)) for slot, form in zip(slots, kernel.forms, strict=True))
    where = "all three" if claim.where_defined else "the derivatives"
    law = _MOVED if kernel.biased else _CENTRED
    told = prose(f"Let @. {law} where $q11 > 0$, $q22 > 0$ and $q12² ≤ q11·q22$,@", activation(kernel),
                 Display(forms, ","))  # fmt: skip
    return [*told, *prose(f"{where} where the right side is defined, which it is for $q12² < q11·q22$. ")]


def idea(claim: KernelClaim) -> str:
    """How it is derived."""
    return "the definition, reduced by Gaussian integration by parts"


def closing(claim: KernelClaim, goals: Goals) -> list[Prose]:
    """The derivatives."""
    words = "The derivatives by $q11$ and $q12$ are those stated: the differences have normal form 0. "
    return [prose(words)]
