"""The clock of the organisation: its time zone, its day, and when a day begins."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from kpitui.domain.clock import Clock, is_zone, zone_named
from kpitui.domain.errors import BadData

LATE = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Europe/Berlni", "There is no time zone “Europe/Berlni”; did you mean Europe/Berlin?"),
        ("xyzzy", "There is no time zone “xyzzy”; names are like Europe/Berlin."),
        ("../etc/passwd", "There is no time zone “../etc/passwd”; names are like Europe/Berlin."),
        ("q" * 70, f"There is no time zone “{'q' * 60}”; names are like Europe/Berlin."),
    ],
)
def test_a_zone_that_is_none_is_refused_with_one_that_may_be_meant(
    name: str, sentence: str
) -> None:
    with pytest.raises(BadData) as caught:
        zone_named(name)
    assert caught.value.sentence == sentence
    assert not is_zone(name)


def test_a_clock_of_no_zone_keeps_the_one_it_had() -> None:
    clock = Clock("Asia/Tokyo")
    with pytest.raises(BadData):
        clock.use("Asia/Tokio")
    assert clock.zone == "Asia/Tokyo"
    assert is_zone("Asia/Tokyo")


def test_the_day_is_that_of_the_organisation_and_an_entry_of_who_types_it() -> None:
    with time_machine.travel(LATE, tick=False):
        clock = Clock("Asia/Tokyo")
        assert clock.today() == clock.entry_day("") == date(2026, 11, 23)
        assert clock.entry_day("America/Lima") == date(2026, 11, 22)
        clock.use("America/Lima")
        assert clock.today() == date(2026, 11, 22)


def test_moments_are_told_and_days_begin_on_this_clock() -> None:
    clock = Clock("Europe/Berlin")
    assert f"{clock.here(LATE):%Y-%m-%d %H:%M}" == "2026-11-23 00:30"
    assert clock.start_of(date(2026, 11, 23)) == "2026-11-22T23:00:00.000Z"
    assert clock.start_of(date(2026, 7, 1)) == "2026-06-30T22:00:00.000Z"
