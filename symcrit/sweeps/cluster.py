"""Runs on the workers of dask.distributed, for those who outgrow one machine."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from symcrit.arguments import instance
from symcrit.errors import InputError, shorten

__all__ = ["NoCluster", "results"]

_PATIENCE = 60.0  # seconds that a cluster may be without any worker
_TICK = 1.0


class NoCluster(InputError):
    """There is no scheduler at the address."""


def results(
    work: Callable[[Any], dict[str, Any]], tasks: list[Any], address: str
) -> Iterator[tuple[Any, dict[str, Any] | None]]:
    """(task, row) as they get done; a run whose worker died is done again elsewhere, three times, then it is None.

    So are all that are left where the scheduler is gone, or no worker has been there for a minute.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError("dask.distributed is not installed; pip install 'symcrit[dask]'") from None
    try:
        client = Client(instance("dask", address, str, "give the address of a scheduler"), timeout=10)
    except InputError:
        raise
    except Exception as error:  # whatever distributed raises for an address
        raise NoCluster(f"no dask scheduler at {shorten(address)}: {shorten(error)}; is it running?") from None
    with client:
        left = {client.submit(work, task, pure=False, retries=3): task for task in tasks}
        last = time.monotonic()
        while left:
            for future in _done(list(left)):
                try:
                    row = _row(future)
                except TimeoutError:  # its worker is gone, with the result: it is done again, where there are workers
                    break
                yield left.pop(future), row
            if _has_workers(client):
                last = time.monotonic()
            elif client.status != "running" or time.monotonic() - last > _PATIENCE:
                yield from ((task, None) for task in left.values())
                return


def _done(futures: list[Any]) -> list[Any]:
    """Those that are done within a moment."""
    from distributed import wait

    with contextlib.suppress(TimeoutError):
        wait(futures, timeout=_TICK, return_when="FIRST_COMPLETED")
    return [future for future in futures if future.status not in ("pending", "lost")]


def _row(future: Any) -> dict[str, Any] | None:
    """What a run came to; None where it was lost with its workers. A failure of the run itself is raised.

    Raises TimeoutError where nobody has the result any more.
    """
    from distributed import KilledWorker

    if future.status == "error" and not isinstance(future.exception(), KilledWorker):
        future.result()
    return future.result(timeout=5 * _TICK) if future.status == "finished" else None


def _has_workers(client: Any) -> bool:
    """Whether the scheduler is there and knows a worker."""
    try:
        return bool(client.scheduler_info()["workers"])
    except Exception:  # whatever distributed raises where its scheduler is gone
        return False
