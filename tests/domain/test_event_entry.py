"""An event in one line: what is understood of it, and what is unclear."""

from datetime import date

import pytest

from kpitui.domain.entry import NotUnderstood
from kpitui.domain.entry_names import ORGANISATION, Subject, Vocabulary
from kpitui.domain.event_entry import (
    Event,
    event_draft,
    event_in_words,
    is_event,
    understand_event,
)
from kpitui.domain.naming import Choices
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric

TODAY = date(2026, 11, 23)
CSAT, AHT = (
    Metric(
        id=number, name=name, code=code, direction=Direction.HIGHER,
        aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
    )
    for number, (name, code) in enumerate(
        [("Customer satisfaction", "csat"), ("Average handle time", "aht")], 1
    )
)  # fmt: skip
ORDERS = Subject("Orders", team_id=4)
ANA = Subject("Ana López", person_id=7, code="ana")
KNOWN = Vocabulary([CSAT, AHT], [ORDERS, ANA, Subject("Anton", person_id=8)])


def understood(line: str) -> Event | Choices | NotUnderstood:
    assert is_event(line)
    return understand_event(line, KNOWN, TODAY)


def test_words_come_in_any_order() -> None:
    event = Event(CSAT, ORDERS, date(2026, 11, 20), "new phone menu")
    assert understood('event csat "new phone menu" orders fri') == event
    assert understood("event fri orders “new phone menu” {Customer satisfaction}") == event
    assert understood('event csat "x"') == Event(CSAT, ORGANISATION, TODAY, "x")
    assert understood('event csat "x" organisation') == Event(CSAT, ORGANISATION, TODAY, "x")
    assert understood('event ana aht "own desk" 3 nov').__class__ is Event


def test_a_reason_resets_the_limits() -> None:
    found = understood('event csat orders "menu" !"two levels, not four"')
    assert isinstance(found, Event)
    draft = event_draft(found)
    assert (draft.new_limits, draft.reason, draft.team_id) == (True, "two levels, not four", 4)
    assert event_in_words(found) == (
        "event of Orders on Mon 2026-11-23, Customer satisfaction: menu; limits reset: two levels, "
        "not four"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("event", "no metric named; type part of its name or its code"),
        ("event csat", 'say what happened in quotes: "new phone menu"'),
        ('event "x"', "no metric named; type part of its name or its code"),
        ("event csat menu", "“menu” not recognised; put what happened in quotes"),
        ('event csat "x" orders ana', "“ana” is another name: one team or one person, not both"),
        ('event csat "x" ana orders', "“orders” is another name: one team or one person"),
        ('event csat "x" ana ana', "“ana” is named twice; once is enough"),
        ('event csat "x" csat', "“csat” is named twice; once is enough"),
        ('event csat "x" aht', "“aht” is another metric; an event is of one metric"),
        ('event csat "n" !"" orders', "give a reason for the reset: without one it may hide a"),
        ('event csat "n" !" "', "give a reason for the reset"),
        ('event csat "" orders', "say what happened in quotes"),
        ('event csat "x" "Orders" ana', "one text in quotes is enough; type names without quotes"),
        ('event csat "Ana López" "Orders"', "one text in quotes is enough; type names without"),
        ('event csat "x" tomorrow', "tomorrow is in the future; record an event after it took"),
        ('event csat "x" 2026-11-24', "2026-11-24 is in the future; record an event after it took"),
        ('event csat "x"; csat 92', "an event is one entry, without ;"),
        ('event csat "x" "y"', "one text in quotes is enough; type names without quotes"),
        ('event csat "x" !menu', "put why the limits start again in quotes"),
    ],
)
def test_what_is_unclear_is_told_in_one_sentence(line: str, said: str) -> None:
    found = understood(line)
    assert isinstance(found, NotUnderstood)
    assert found.sentence.startswith(said)


def test_a_name_in_quotes_beside_the_text_is_whose_event_it_is() -> None:
    event = Event(CSAT, ORDERS, TODAY, "new phone menu")
    assert understood('event csat "orders" "new phone menu"') == event
    assert understood('event csat "new phone menu" "Orders"') == event
    found = understood('event "ana lopez" csat "own desk" fri')
    assert found == Event(CSAT, ANA, date(2026, 11, 20), "own desk")
    assert understood('event csat "orders"') == Event(CSAT, ORGANISATION, TODAY, "orders")


def test_two_names_that_fit_are_asked_about() -> None:
    found = understood('event csat "x" an')
    assert isinstance(found, Choices)
    assert found.names == ("Ana López", "Anton")


def test_no_line_of_readings_is_an_event() -> None:
    assert not is_event("events csat 92")
    assert not is_event("csat 92 event")
