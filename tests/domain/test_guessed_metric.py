"""What the readings of a metric that the plan does not know have in common."""

from datetime import date

from kpitui.domain.guessed_metric import MetricFacts
from kpitui.domain.import_rows import ImportRow


def test_of_many_marks_the_most_common_of_the_first_is_its_unit() -> None:
    facts = MetricFacts()
    marks = ["€", "$", "£", "kr", "zł", "Kč", "Ft", "lei", "CHF"]
    for line, mark in enumerate([*marks, *["€"] * 5, *["CHF"] * 9]):
        facts.see(ImportRow(line, "Spend", date(2026, 11, 2), value=1.0, mark=mark))
    assert facts.marks.most_common(1) == [("€", 6)]
    assert set(facts.marks) == set(marks[:8])
    assert facts.count == 23
