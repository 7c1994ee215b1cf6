"""What the file costs: one reading saved, an import, the size, and views over ten million readings."""

from tests.benchmarks.comparison import Comparison
from tests.benchmarks.place import Place


def comparisons(place: Place) -> list[Comparison]:
    """None yet."""
    return []
