"""Lengths of time of files: each form reads back as its seconds."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitui.domain.import_cells.doubts import Lengths
from kpitui.domain.import_cells.lengths import read_length
from kpitui.domain.import_cells.time_headings import names_length, scale_hinted, scale_named
from kpitui.domain.numbers import NotANumber
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction

SECONDS = st.integers(0, 99 * 3600)


@given(
    SECONDS,
    st.sampled_from(
        [
            "{h}:{m:02}:{s:02}", "{h:02}:{m:02}:{s:02}", "{all_m}:{s:02}", "{h}h {m}m {s}s",
            "{h}h{m}m{s}s", "{h} hours {m} min {s} sec", "{all_m} min {s} s", "{all_s}s",
            "{all_s} sec", "PT{h}H{m}M{s}S", "PT{all_s}S", "0 days {h24:02}:{m:02}:{s:02}",
            "0.{h24:02}:{m:02}:{s:02}", "{h} Std. {m} Min. {s} Sek.", "{h}:{m:02}:{s:02}.0",
        ]
    ),
)  # fmt: skip
def test_each_form_reads_back(seconds: int, form: str) -> None:
    if "h24" in form:
        seconds %= 86_400
    hours, rest = divmod(seconds, 3600)
    text = form.format(
        h=hours, h24=hours, m=rest // 60, s=rest % 60, all_m=seconds // 60, all_s=seconds
    )
    assert read_length(text) == seconds


@given(st.integers(0, 86_399))
def test_a_time_of_the_day_counts_from_midnight(seconds: int) -> None:
    hours, rest = divmod(seconds, 3600)
    text = f"{(hours - 1) % 12 + 1}:{rest // 60:02}:{rest % 60:02} {'AM' if hours < 12 else 'PM'}"
    assert read_length(text) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (":45", 45), ("-5:40", -340), ("0:05:40.5", 340.5), ("0:05:40,5", 340.5),
        ("05:40.5", 340.5), ("1 day, 2:03:04", 93_784), ("25:00:00", 90_000), ("340 ms", 0.34),
        ("5.67 min", 340.2), ("1899-12-30 00:05:40", 340), ("P1D", 86_400), ("−5:40", -340),
    ],
)  # fmt: skip
def test_rare_forms(text: str, seconds: float) -> None:
    assert read_length(text) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize("text", ["5:75", "1:75:00", "13:00:00 PM", "0:00:00 AM", "1:2:3:4", "5:4"])
def test_a_clock_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(NotANumber, match="no length of time"):
        read_length(text)


@pytest.mark.parametrize(
    "text", ["340", "12 calls", "P", "PT", "5m 5m", "3 M", "1.234 s", "5s 3h", "x"]
)
def test_what_is_no_length_is_left_to_others(text: str) -> None:
    assert read_length(text) is None


@given(st.text(max_size=30) | st.text("0123456789:.,dhmsPTAM -", max_size=20))
def test_any_text_is_a_length_or_none_or_refused(text: str) -> None:
    with contextlib.suppress(NotANumber):
        assert abs(read_length(text) or 0) < 1e15


def test_a_heading_says_what_its_numbers_count() -> None:
    named = {
        "AHT (s)": "seconds", "AHT [ms]": "milliseconds", "Talk in seconds": "seconds",
        "handle_seconds": "seconds", "Talk minutes": "minutes", "AHT (Sek.)": "seconds",
        "Hold_ms": "milliseconds", "CSAT min": None, "Avg Handle": None, "Minutes": None,
    }  # fmt: skip
    assert {heading: scale_named(heading) for heading in named} == named
    assert scale_hinted("AHT min") == "minutes"
    assert scale_hinted("Login hours") == "hours"
    assert scale_hinted("AHT") is None


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Talk time", True), ("Average handle time", True), ("AvgHoldDuration", True),
        ("AHT", True), ("Avg Handle", True), ("avg_talk", True), ("Gesprächsdauer", True),
        ("Wartezeit", True), ("Durée moyenne de traitement", True), ("Tiempo de espera", True),
        ("Handle time (s)", True),
        ("Handle", False), ("Calls handled", False), ("On time", False), ("First time fix", False),
        ("Times late", False), ("Overtime", False), ("CSAT", False), ("Part time", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_name_says_whether_it_is_of_a_length_of_time(name: str, is_one: bool) -> None:
    assert names_length(name) == is_one


def test_a_clock_of_whole_hours_is_in_doubt_until_one_as_long_is_written_out() -> None:
    """Excel makes 5:40:00 of a typed 5:40; 5:40:12 was never minutes and seconds."""
    talk = Definition(
        name="Talk", code="talk", unit="m:ss", direction=Direction.WITHIN,
        aggregation=Aggregation.MEAN, cadence=Cadence.WEEKLY,
    )  # fmt: skip
    lengths, said = Lengths(talk, named=True), []
    for seconds, text in ((20_400, "5:40:00"), (20_412, "5:40:12")):
        lengths.look_clock(seconds, text)
        said.append(lengths.is_stale)
        lengths.choose()
        said += [lengths.clock_in_doubt(20_400, "5:40:00"), lengths.is_stale]
    assert said == [True, True, False, True, False, False]
    assert lengths.doubtful_clocks == ()
