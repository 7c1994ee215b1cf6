"""Fractions in a metric in percent are asked about, and figures that are none are not."""

from kpitui.domain.import_answers import Asked, ImportAnswers
from kpitui.domain.import_rows import ImportRow
from tests.domain.import_cells.real_cells import (
    column,
    metric,
    read_all,
    read_file,
    reader,
    refused,
    values,
)


def test_fractions_in_a_metric_in_percent_are_asked_about() -> None:
    found, asked = read_file("fractions.csv")
    assert values(found) == []
    assert asked == [Asked.FRACTIONS]
    assert values(read_file("fractions.csv", ImportAnswers(fractions="percent"))[0]) == [
        91,
        92.5,
        88,
        100,
    ]
    assert values(read_file("fractions.csv", ImportAnswers(fractions="keep"))[0]) == [
        0.91,
        0.925,
        0.88,
        1,
    ]
    scaled, _ = read_file("fractions.csv", ImportAnswers(yes=True))
    assert values(scaled) == [91, 92.5, 88, 100]
    assert [row.decimals for row in scaled if isinstance(row, ImportRow)] == [0, 1, 0, 0]


def test_a_fraction_beside_percents_is_asked_about_and_a_low_rate_is_not() -> None:
    found, asked = read_file("implausible.csv")
    assert values(found) == [9250, -5, 92.5]
    assert asked == [Asked.FRACTIONS]
    cells = reader()
    assert values(read_all(cells, column("4.1", "0.8", "1.2", "3.3", name="CSAT"))) == [
        4.1,
        0.8,
        1.2,
        3.3,
    ]
    assert cells.questions == []


def test_a_number_in_the_unit_of_its_metric_is_read() -> None:
    units = {"Calls": "calls", "NPS": "points", "Cost": "€", "Bare": ""}
    cells = reader(metric_of=lambda name: metric(name, units[name]))
    texts = {"Calls": "12 calls", "NPS": "4.5 pts", "Cost": "EUR 4,50", "Bare": "3 boxes"}
    read = [read_all(cells, column(text, name=name))[0] for name, text in texts.items()]
    assert values(read) == [12, 4.5, 4.5, 3]
    wrong = {"Calls": "12 points", "NPS": "4.5 EUR", "Cost": "$4.50", "Bare": "3%"}
    for name, text in wrong.items():
        assert refused(read_all(cells, column(text, name=name))).keys() == {2}, name


def test_a_metric_that_stays_below_one_percent_has_no_fractions() -> None:
    low = reader(metric_of=lambda name: metric(name, "%", low=0, high=1))
    assert values(read_all(low, column("0.4", "0.25%", name="Errors"))) == [0.4, 0.25]
    assert low.questions == []


def test_a_percentage_of_its_own_is_no_fraction() -> None:
    cells = reader()
    found = read_all(cells, column("0.5%", "0.9 %", "1%", name="CSAT"))
    assert values(found) == [0.5, 0.9, 1]
    assert [row.mark for row in found if isinstance(row, ImportRow)] == ["%"] * 3
    assert cells.questions == []
    assert len(refused(read_all(reader(), column("12 calls", "$5", name="CSAT")))) == 2


def test_a_rate_close_to_the_others_is_no_fraction() -> None:
    asked = {"0.925": True, "0.5": True, "0.1": False, "3.5": False}
    for text, doubtful in asked.items():
        cells = reader()
        read_all(cells, column("85", "92.5", "90", text, name="CSAT"))
        assert bool(cells.questions) == doubtful, text
    cells = reader()
    read_all(cells, column("15", "16", "14", "0.9", name="CSAT"))
    assert cells.questions == []
