"""One compiled theory for all tests of a run, shared by its processes."""

import pytest

from symcrit.formal.coq import NotThere, find_coq
from symcrit.formal.pins import read_pins
from symcrit.formal.theory import theory_folder


@pytest.fixture(scope="session")
def coq():
    """Coq, of the series for which the statements are pinned; without it the test is not run."""
    try:
        found = find_coq()
    except NotThere as error:
        pytest.skip(f"not run: {error}")
    if found.series != read_pins(theory_folder()).series:
        pytest.skip(f"not run: Coq {found.version}")
    return found


@pytest.fixture(scope="session")
def builds(tmp_path_factory):
    """A folder for compiled theories; a lock lets one process compile while the others wait."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if base.name.startswith("popen-") else base) / "compiled"
