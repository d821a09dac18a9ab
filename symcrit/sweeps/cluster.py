"""Runs on the workers of dask.distributed, for those who outgrow one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from symcrit.arguments import instance
from symcrit.errors import InputError, shorten

__all__ = ["results"]


def results(
    work: Callable[[Any], dict[str, Any]], tasks: list[Any], address: str
) -> Iterator[tuple[Any, dict[str, Any] | None]]:
    """(task, row) as they get done; a run whose worker died is done again elsewhere, three times, then it is None."""
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise InputError("dask.distributed is not installed; pip install 'symcrit[dask]'") from None
    try:
        client = Client(instance("dask", address, str, "give the address of a scheduler"), timeout=10)
    except InputError:
        raise
    except Exception as error:  # whatever distributed raises for an address
        raise InputError(f"no dask scheduler at {shorten(address)}: {shorten(error)}; is it running?") from None
    with client:
        futures = {client.submit(work, task, pure=False, retries=3): task for task in tasks}
        for future in as_completed(list(futures)):
            if future.status == "error" and not isinstance(future.exception(), KilledWorker):
                future.result()
            yield futures[future], future.result() if future.status == "finished" else None
