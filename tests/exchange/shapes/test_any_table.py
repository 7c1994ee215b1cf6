"""Whatever a sheet holds, it is read, asked about or refused in one sentence."""

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpitui.domain.errors import KpituiError
from kpitui.domain.import_answers import ImportAnswers
from kpitui.domain.import_mapping import guessed_mapping, missing
from kpitui.domain.import_rows import RawReading, Rejected
from kpitui.exchange.mapping import mapping_of, preview_of, profile_of
from kpitui.exchange.profile import profile_text
from kpitui.exchange.records import Records
from kpitui.exchange.shapes.guess import guess_profile
from kpitui.exchange.shapes.lines import sample
from kpitui.exchange.shapes.read import read_raw
from tests.exchange.shapes.lines import KNOWN
from tests.patience import examples

WORDS = """
metric KPI date Date Day Month Year Week person Agent Surname Name Team value Value n N Base note id
reading numerator part whole Target Total CSAT AHT Calls Jan Feb Jan-26 2026 2025 2015/16 2026-01-05
05/01/2026 Q1 W3 90 92% 5:40 1,080 Y N yes - N/A
"""
CELLS = st.one_of(
    st.sampled_from(
        WORDS.split()
    ),
    st.sampled_from(
        ["", "", "", "05/01/2026 Calls", "CSAT n", "SL part", "SL whole", "column 1", "Ana Ruiz",
            "Zoë Lee", "First Name", "Grand Total", "x (2)", "\ufeffdate"]
    ),
    st.text(max_size=6),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=7), max_size=9)
ANSWERS = st.builds(
    ImportAnswers,
    date=st.sampled_from([None, "2026", "2026-01-05"]),
    metric=st.sampled_from([None, "CSAT"]),
    header=st.sampled_from([None, None, 1, 2, 5]),
)


def numbered(table: list[list[str]], workbook: bool) -> Records:
    lines = [line for line in enumerate(table, start=1) if any(cell.strip() for cell in line[1])]
    return Records(iter(lines), is_workbook=workbook)


@settings(max_examples=examples(300))
@given(table=TABLES, answers=ANSWERS, workbook=st.booleans())
@example(
    table=[["date", "Date", "["], ["metric", "metric", "90"]],
    answers=ImportAnswers(),
    workbook=False,
)
def test_any_table_is_read_or_refused_in_a_sentence(
    table: list[list[str]], answers: ImportAnswers, workbook: bool
) -> None:
    source, refused = numbered(table, workbook), None
    try:
        profile, questions = guess_profile(sample(source), KNOWN, answers)
        profile_text(profile)
        found = [*read_raw(source, profile)]
    except KpituiError as error:
        refused = error.sentence
    if refused is not None:
        assert refused
        assert "\n" not in refused
    elif not questions:
        assert all(isinstance(one, RawReading | Rejected) for one in found)
        assert all(one.line <= len(table) for one in found)
        assert all(one.metric or not one.date for one in found
            if isinstance(one, RawReading) and profile.of_metric)  # fmt: skip


@settings(max_examples=examples(200))
@given(table=TABLES)
def test_any_table_can_be_shown_and_kept(table: list[list[str]]) -> None:
    try:
        preview = preview_of(numbered(table, False))
    except KpituiError:
        return
    mapping = guessed_mapping(preview, [], known=KNOWN)
    if missing(mapping):
        return
    profile = profile_of(mapping, [])
    again = mapping_of(profile, preview.columns, [])
    assert again.roles == mapping.roles


LONG = ("y", "1", "2026-01-05 ", "(", "1,", "Jan ", "a: ", " of ")


@pytest.mark.parametrize("cell", [text * (300_000 // len(text)) for text in LONG])
def test_a_cell_of_a_mile_costs_no_time(cell: str) -> None:
    lines = [
        (1, ["Report", cell]),
        (3, ["Agent", "Date", "Calls"]),
        (4, [cell, "2026-01-05", cell]),
    ]
    lines += [(number, [cell, "2026-01-05", "9"]) for number in range(5, 10)]
    started = process_time()
    source = Records(iter(lines))
    profile, _ = guess_profile(sample(source), KNOWN, ImportAnswers(date="2026-01-05"))
    assert len([*read_raw(source, profile)]) == 6
    assert process_time() - started < 2
