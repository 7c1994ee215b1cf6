"""What the readings of a metric that the plan does not know have in common."""

from datetime import date

import pytest

from kpitui.domain.guessed_metric import MetricFacts, guessed
from kpitui.domain.import_rows import ImportRow


def test_of_many_marks_the_most_common_of_the_first_is_its_unit() -> None:
    facts = MetricFacts()
    marks = ["€", "$", "£", "kr", "zł", "Kč", "Ft", "lei", "CHF"]
    for line, mark in enumerate([*marks, *["€"] * 5, *["CHF"] * 9]):
        facts.see(ImportRow(line, "Spend", date(2026, 11, 2), value=1.0, mark=mark))
    assert facts.marks.most_common(1) == [("€", 6)]
    assert set(facts.marks) == set(marks[:8])
    assert facts.count == 23


@pytest.mark.parametrize(
    ("seconds", "unit"),
    [((35_999.0, 60.0), "m:ss"), ((36_000.0, 60.0), "h:mm:ss"), ((7200.0, 3600.0), "h:mm:ss"),
     ((7200.0, 3599.0), "m:ss")],
)  # fmt: skip
def test_times_have_hours_from_ten_hours_on_or_where_none_is_below_one(
    seconds: tuple[float, ...], unit: str
) -> None:
    facts = MetricFacts()
    for line, value in enumerate(seconds):
        facts.see(ImportRow(line, "Outage", date(2026, 11, 2), value=value, clock=True))
    assert guessed("Outage", "outage", facts, {}, None).definition.unit == unit
