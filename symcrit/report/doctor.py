"""What `symcrit doctor` shows: versions, optional tools, folders.  Nothing heavy is imported to find out."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import symcrit
from symcrit.formal.coq import HOW_TO_GET_IT, NotThere, find_coq
from symcrit.report.trust import size_of_core, sizes_of_core, trust
from symcrit.theorems.cache import cache_folder
from symcrit.theorems.collect import OWN, packaged_proofs

_PACKAGES = ("sympy", "mpmath", "numpy", "scipy", "numba", "hypothesis", "python-flint")
_OPTIONAL = {  # and the extra that brings them
    "matplotlib": "plot",
    "pandas": "pandas",
    "distributed": "dask",
    "jax": "peers",
    "diffrax": "peers",
    "nbclient": "test",
}


def diagnosis() -> dict[str, dict[str, str]]:
    """Titles, and under each what was found."""
    folder = cache_folder()
    kept = sum(1 for _ in folder.glob("*.json")) if folder.is_dir() else 0
    return {
        f"symcrit {symcrit.__version__}, Python {platform.python_version()} on {platform.system()}": {
            name: _version(name) for name in _PACKAGES
        },
        "optional": {name: _version(name, extra) for name, extra in _OPTIONAL.items()} | {"Coq": _coq()},
        "folders": {**_theorems(), "cache": f"{folder} ({kept} certificates)"},
        "trusted": {
            "versions": trust(),
            "core": str(size_of_core()),
            **{folder: str(size) for folder, size in sizes_of_core().items() if folder != "core"},
        },
    }


def _theorems() -> dict[str, str]:
    """Where `symcrit verify` without arguments finds theorems; names are looked for in both folders, in this order."""
    ours = str(packaged_proofs())
    return {"theorems": f"{OWN.resolve()} (./proofs)", "and by name": ours} if OWN.is_dir() else {"theorems": ours}


def _version(package: str, extra: str | None = None) -> str:
    """The version that is installed, or how to get one."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "—" if extra is None else f"— pip install 'symcrit[{extra}]'"


def _coq() -> str:
    """Which Coq there is, with the libraries that the theory is made with, or how to get one."""
    try:
        coq = find_coq()
    except NotThere as error:
        return f"— {error}"
    absent = [library for library in ("Coquelicot", "Interval") if not coq.has(library)]
    lacks = f", without {' and '.join(absent)}: {HOW_TO_GET_IT}" if absent else ""
    return f"{coq.version} ({coq.coqc}{lacks})"
