"""The History screen: what a change was in words, field by field, and how to go on from there."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kpitui.actions.accounts import set_account
from kpitui.actions.corrections import correct_reading
from kpitui.actions.measures import annotate
from kpitui.actions.metrics import add_metrics
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.annotation import AnnotationDraft
from kpitui.domain.records.metric import Aggregation, Cadence, Definition, Direction
from kpitui.domain.ssh_keys import parse_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.views.access import as_seen_by
from kpitui.views.export import Exported, exported
from kpitui.views.history import HistoryQuestion, load_history
from kpitui.views.readings import load_readings
from tests.bring_in import bring_in
from tests.cli.test_access import ed25519
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, type_text, until

SIZES = [(80, 24), (140, 40)]
IMPORTED = [
    Definition(
        name=name, code=name.lower(), unit="%", direction=Direction.HIGHER,
        aggregation=Aggregation.RATIO, cadence=Cadence.WEEKLY,
    )
    for name in ("Refunds", "Resolved", "Returned")
]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_a_correction_is_told_field_by_field_with_who_when_how_and_why(
    lively: DatabaseFile, size: tuple[int, int]
) -> None:
    old = load_readings(lively, 1, SubjectFilter())[0].recorded
    new = replace(old.draft, value=91.0, n=31)
    correct_reading(lively, Actor("kim", channel=Channel.TUI), old, new, today=TODAY, why="a typo")
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(
            pilot, "when", "who", "what", "Correct reading", "by kim, in the app", "a typo",
            "Reading changed", "value        84% → 91%", "sample size  none → 31",
        )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_kept_as_a_code_is_told_in_words(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    add_metrics(database, LEADER, [replace(IMPORTED[0], aggregation=Aggregation.MEAN)])
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "Metric added", "combine by average")
        assert "mean" not in screen_text(app)


async def test_a_flag_is_yes_or_no_and_what_always_held_begins_at_the_beginning(
    database: DatabaseFile,
) -> None:
    event = AnnotationDraft(
        metric_id=1, date=date(2026, 11, 2), text="New menu", new_limits=True, reason="two levels"
    )
    annotate(database, LEADER, event)
    with writing(database, ChangeRecord(LEADER, "add team")) as db:
        db.execute(
            "INSERT INTO teams (name, name_key, starts_on) VALUES ('West', 'west', '1970-01-01')"
        )
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "Team added", "from the beginning")
        assert "1970" not in screen_text(app)
        await pilot.press("down")
        await shows(pilot, "Event added", "reset limits yes")


async def test_alike_records_stand_below_one_head_and_many_are_counted(
    database: DatabaseFile,
) -> None:
    add_metrics(database, LEADER, IMPORTED)
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "3 metrics added", "Refunds", "Resolved", "Returned")
        assert "Metric added" not in screen_text(app)


async def test_the_two_keys_that_undo_say_what_each_undoes(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "x Undo this", "u Undo my last")


@pytest.mark.parametrize("size", SIZES)
async def test_where_nothing_fits_it_says_which_key_shows_all_again(
    database: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(database)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7", "slash")
        await type_text(pilot, "nobody at all")
        await shows(pilot, "No change fits that search.", "esc shows all again", "0 of 1 change")
        await pilot.press("enter")
        await until(pilot, lambda: "x Undo this" not in screen_text(app))
        await pilot.press("escape")
        await shows(pilot, "load plan", "x Undo this")


async def test_names_of_others_are_data(database: DatabaseFile) -> None:
    with writing(database, ChangeRecord(Actor("[b]kim[/]"), "add [i]team")) as db:
        db.execute(
            "INSERT INTO teams (name, name_key, starts_on) VALUES ('[red]W', 'w', '2026-01-01')"
        )
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "[b]kim[/]", "add [i]team: [red]W", "by [b]kim[/]")


@pytest.mark.parametrize("size", SIZES)
async def test_an_import_is_one_line_that_counts_its_readings(
    lively: DatabaseFile, tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "csat.csv"
    days = [TODAY - timedelta(days=40 + at) for at in range(30)]
    file.write_text("metric,person,date,value\n" + "".join(f"csat,Ana,{day},80\n" for day in days))
    bring_in(lively, LEADER, file, today=TODAY)
    app = app_on(lively)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("7")
        await shows(pilot, "26 readings added")
        await pilot.press("enter")
        await shows(pilot, "26 readings added")


def test_a_key_is_called_by_its_account_and_only_a_leader_reads_what_it_is(
    database: DatabaseFile,
) -> None:
    key = parse_key(ed25519(1, "kim@desk"))
    set_account(database, LEADER, "sue", AccessRole.SUPERVISOR)
    set_account(database, LEADER, "kim", AccessRole.MEMBER, keys=[key])
    sue = Actor("sue", AccessRole.SUPERVISOR)
    texts = (key.fingerprint, key.blob, "kim@desk")
    for seen, shown in ((database, True), (as_seen_by(database, sue), False)):
        found = load_history(seen, HistoryQuestion())
        assert found[0].title == "set account: kim and 1 more"
        exporting = [*exported(seen, Exported.HISTORY)]
        for told in (repr(found), repr(exporting)):
            assert [text in told for text in texts] == [shown] * len(texts)
