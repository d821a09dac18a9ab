"""Speed in tests: processor time as a multiple of a loop of Python, measured just before and after in the same process.

So a slow machine, or one that is busy with other things, makes no test fail.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

ADDITIONS = 500_000  # some 0.03 to 0.05 s


def loop() -> float:
    """The processor seconds of the loop."""
    start = time.process_time()
    total = 0
    for _ in range(ADDITIONS):
        total = total + 1
    return time.process_time() - start


@contextmanager
def at_most(loops: float) -> Iterator[None]:
    """The block takes at most as long as so many loops."""
    before = loop()
    start = time.process_time()
    yield
    spent = time.process_time() - start
    unit = max(before, loop())
    assert spent <= loops * unit, f"{spent / unit:.1f} loops of {ADDITIONS} additions, at most {loops}"


def without_progress(text: str) -> str:
    """What a command has said without its lines of progress, which are there only if the machine is slow or busy."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("… "))
