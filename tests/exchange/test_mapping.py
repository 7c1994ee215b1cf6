"""The screen takes the columns of a file for what the commands guess, and keeps it as a profile."""

from pathlib import Path

import pytest

from kpitui.domain.errors import BadFile
from kpitui.domain.import_mapping import (
    ACROSS,
    IGNORED,
    NEW_METRIC,
    Preview,
    guessed_mapping,
    known_names,
    missing,
)
from kpitui.domain.import_rows import RawReading
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.exchange.mapping import mapping_of, preview_of, profile_of, save_profile
from kpitui.exchange.profile import Profile, read_profile
from tests.exchange.shapes.lines import FILES, case, guessed, read, records
from tests.exchange.shapes.test_known_shapes import SHAPES

METRICS = [
    Metric(
        id=number, name=name, code=code, direction=Direction.HIGHER, aggregation=Aggregation.MEAN,
        cadence=Cadence.DAILY,
    )
    for number, name, code in ((1, "Customer satisfaction", "CSAT"), (2, "Handle time", "AHT"))
]  # fmt: skip
KNOWN = known_names(METRICS, ["Zoë Lee"], ["North"])
TELEPHONE = "Agent,Date,Calls,CSAT,Base,SL part,SL whole,Note\nAna,2026-01-05,9,90,3,8,9,late\n"


@pytest.mark.parametrize("name", SHAPES)
def test_the_guess_of_the_screen_reads_what_that_of_the_command_reads(name: str) -> None:
    text, _ = SHAPES[name]
    preview = preview_of(records(text))
    mapping = guessed_mapping(preview, METRICS, known=KNOWN)
    assert missing(mapping) == ""
    profile = profile_of(mapping, METRICS)
    by_command, _ = guessed(text, known=KNOWN)
    names = {"CSAT": "Customer satisfaction", "AHT": "Handle time"}

    def readings(profile: Profile) -> list[tuple[str, ...]]:
        return [
            (names.get(one.metric, one.metric), one.person, one.team, one.date, one.value)
            for one in read(text, profile)
            if isinstance(one, RawReading)
        ]

    assert readings(profile) == readings(by_command)


def test_a_column_of_an_unknown_metric_is_a_new_one() -> None:
    mapping = guessed_mapping(preview_of(records(TELEPHONE)), METRICS, known=KNOWN)
    assert mapping.roles == {
        "Agent": "person", "Date": "date", "Calls": NEW_METRIC, "CSAT": "metric-1", "Base": "n",
        "SL part": "numerator", "SL whole": "denominator", "Note": IGNORED,
    }  # fmt: skip
    assert mapping.names == {"SL part": "SL"}


def test_a_kept_profile_is_a_mapping_again(tmp_path: Path) -> None:
    preview = preview_of(records(TELEPHONE))
    mapping = guessed_mapping(preview, METRICS, known=KNOWN)
    save_profile(tmp_path / "p.toml", profile_of(mapping, METRICS))
    kept = read_profile(tmp_path / "p.toml")
    again = mapping_of(kept, preview.columns, METRICS)
    assert again.roles == mapping.roles
    assert profile_of(again, METRICS, kept) == kept


def test_a_profile_keeps_what_a_mapping_cannot_say() -> None:
    kept = read_profile(FILES / "wide.toml")
    columns = preview_of(case("r01_agent_day.csv")).columns
    mapping = mapping_of(kept, columns, METRICS)
    assert mapping.roles["AHT"] == "metric-2"  # it is called Handle time there
    assert profile_of(mapping, METRICS, kept) == kept
    mapping.roles["AHT"] = IGNORED
    changed = profile_of(mapping, METRICS, kept)
    assert [*changed.definitions] == ["Calls handled", "Adherence", "Satisfaction"]
    assert changed.skip == ("AHT",)


def test_a_column_used_twice_by_a_profile_stays_so() -> None:
    kept = read_profile(Path("sample_db/nhs111/profile.toml"))
    columns = ("month", "provider", *dict.fromkeys(
        column for one in kept.metric for column in one.columns))  # fmt: skip
    assert profile_of(mapping_of(kept, columns, []), [], kept) == kept


def test_what_stands_across_is_kept_too() -> None:
    preview = preview_of(case("r05_attendance_pivot.csv"))
    mapping = guessed_mapping(preview, METRICS)
    assert mapping.across == ("date", "metric")
    assert [*mapping.roles.values()] == ["person", *[ACROSS] * 4]
    kept = profile_of(mapping, METRICS)
    assert mapping_of(kept, preview.columns, METRICS) == mapping


def test_a_profile_of_other_columns_is_refused() -> None:
    with pytest.raises(BadFile, match="no column “Day”"):
        mapping_of(Profile(date="Day", metric_name="KPI", value="x"), ("KPI", "x"), METRICS)


def test_the_preview_of_a_sheet_with_two_tables_says_where_they_are() -> None:
    text = "Site,York\n\nKPI,Date,Value\nCSAT,2026-01-05,90\n\nAgent,Date,Calls\nAna,2026-01-05,1\n"
    first = preview_of(records(text))
    assert (first.header, first.tables, first.columns) == (3, (3, 6), ("KPI", "Date", "Value"))
    assert first.lines == (("CSAT", "2026-01-05", "90"),)
    second = preview_of(records(text), header=6)
    assert (second.header, second.columns) == (6, ("Agent", "Date", "Calls"))


def test_a_preview_without_heads_takes_each_name_for_one() -> None:
    mapping = guessed_mapping(Preview(("Day", "Calls"), (("2026-01-05", "9"),), None), METRICS)
    assert mapping.roles == {"Day": "date", "Calls": NEW_METRIC}
