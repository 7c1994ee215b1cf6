"""What a form shows as typed is understood as the same value again, in every unit and with either
decimal sign.
"""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import Actor
from kpitui.domain.fields import metric_range
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric, Range
from kpitui.domain.value_parsing import parse_cell
from kpitui.storage.database import DatabaseFile
from kpitui.ui.app_context import AppContext

UNITS = st.sampled_from(["", "%", "points", "m:ss", "h:mm:ss", "$", "# €", "€/call"])
VALUES = st.integers(-(10**9), 10**9).map(lambda scaled: scaled / 1000)
COMMAS = st.booleans()


def place(comma: bool) -> AppContext:
    nowhere = DatabaseFile(Path("kpi.db"), 0, 0)
    return AppContext(nowhere, Actor("lee"), Config(decimal_comma=comma), Charset.BRAILLE, "kpi.db")


def metric(unit: str, direction: Direction = Direction.HIGHER) -> Metric:
    return Metric(
        id=1, name="It", code="it", unit=unit, decimals=1, direction=direction,
        aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
    )  # fmt: skip


def kept(value: float, unit: str) -> float:
    """The value as a form keeps it: of a duration whole seconds."""
    return float(round(value) % 500_000) if unit.endswith("ss") else value


@given(VALUES, UNITS, COMMAS)
@example(4.3, "%", True)
@example(1e-3, "points", False)
@example(0.0, "m:ss", False)
def test_a_value(value: float, unit: str, comma: bool) -> None:
    value = kept(value, unit)
    shown = place(comma).typed(value, metric(unit))
    assert (
        parse_cell(
            shown, metric(unit), decimal_comma=Config(decimal_comma=comma).writing.comma
        ).value
        == value
    )


@given(VALUES, VALUES, UNITS, COMMAS, st.sampled_from(Direction))
def test_a_level_or_a_band(
    one: float, other: float, unit: str, comma: bool, direction: Direction
) -> None:
    low, high = sorted((kept(one, unit), kept(other, unit)))
    good = Range(low=low if direction is not Direction.LOWER else None,
                 high=high if direction is not Direction.HIGHER else None)  # fmt: skip
    shown = place(comma).typed_range(good, metric(unit, direction))
    assert (
        metric_range(shown, metric(unit, direction), Config(decimal_comma=comma).writing.comma)
        == good
    )
