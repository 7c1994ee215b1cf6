"""Somebody leaves, by keys: the form names who takes over, and Health what nobody took."""

from datetime import date

import pytest

from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.domain.access import Actor
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.person import PersonDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.records import rows
from kpitui.ui.dialogs.field_row import FieldRow
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import app_on, screen_text, shows, until


@pytest.fixture
def owned(database: DatabaseFile) -> DatabaseFile:
    """Bo owns the KPI and the strategy, and coaches Ana; Cy and Zoe are there too."""
    for name in ("Cy Reed", "Zoe Sand"):
        add_person(
            database, LEADER, PersonDraft(name=name, team="South", starts_on=date(2026, 1, 1))
        )
    session = SessionDraft(person_id=1, date=TODAY, kind=SessionKind.TRAINING, seen="calm")
    record_session(database, Actor("[red]bo[/]"), session, today=TODAY)
    with writing(database, ChangeRecord(LEADER, "owners")) as db:
        db.execute("UPDATE kpis SET owner = '[red]Bo[/]'")
        db.execute("UPDATE strategies SET owner = '[red]Bo[/]'")
    return database


def owners(database: DatabaseFile) -> list[str]:
    with reading(database) as db:
        found = rows(
            db,
            "SELECT owner FROM strategies UNION ALL SELECT owner FROM kpis UNION ALL "
            "SELECT who FROM actions WHERE text LIKE 'Take over%'",
        )
    return [one["owner"] for one in found]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_one_name_takes_all_and_each_may_have_another(
    owned: DatabaseFile, size: tuple[int, int]
) -> None:
    app = app_on(owned)
    async with app.run_test(size=size, notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "j", "j", "x")
        await shows(pilot, "Leaver: [red]Bo[/]", "Left on", "3 to hand over", "Takes over")
        await pilot.press("tab", *"zoe", "tab", "tab", *"cy", "tab", *"nobody", "ctrl+s")
        await shows(pilot, "there is no person “nobody”")
        await pilot.press("ctrl+u", "ctrl+s")
        await until(pilot, lambda: owners(owned) == ["Zoe Sand", "Cy Reed", "Zoe Sand"])
        await pilot.press("u")
        await until(pilot, lambda: owners(owned) == ["[red]Bo[/]"] * 2)


async def test_it_is_asked_before_someone_leaves_who_has_nothing_to_hand_over(
    owned: DatabaseFile,
) -> None:
    app = app_on(owned)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "x")
        await shows(pilot, "Leaver: Ana López")
        await pilot.press("enter")
        asked = "Ana López left on 23 Nov; nothing is theirs to do. Save once more to confirm."
        await shows(pilot, asked[:60])
        assert "Ana López" in _here(owned)
        await pilot.press("ctrl+u", *"tomorrow")
        await until(pilot, lambda: asked[:30] not in screen_text(app))
        await pilot.press("enter")
        await shows(pilot, "Ana López leaves on 24 Nov; nothing is theirs to do.")
        assert "Ana López" in _here(owned)
        await pilot.press("enter")
        await until(pilot, lambda: "Ana López" not in _here(owned))


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_what_is_handed_over_is_named_in_full(
    owned: DatabaseFile, size: tuple[int, int]
) -> None:
    title = "Answer every call of a customer who called before within a minute"
    with writing(owned, ChangeRecord(LEADER, "rename")) as db:
        db.execute("UPDATE strategies SET title = ?, name_key = ?", [title, title.lower()])
    app = app_on(owned)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "j", "j", "x")
        await shows(pilot, "Takes over")
        rows_shown = {row.field.label: row for row in app.screen.query(FieldRow)}
        row = rows_shown[f"Strategy {title}"]
        row.input.focus()
        await until(pilot, lambda: row.input.has_focus)
        for word in title.split():
            await shows(pilot, word)
        assert row.input.size.width > 15


async def test_health_opens_the_form_for_what_nobody_took_over(owned: DatabaseFile) -> None:
    app = app_on(owned)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "j", "j", "j", "x")
        await shows(pilot, "Takes over")
        await pilot.press("ctrl+s")
        await shows(pilot, "3 of 3 stay without an owner. Save once more to confirm.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "[red]Bo[/]" not in "".join(_here(owned)))
        await pilot.press("6")
        await shows(pilot, "Owner who left (3)")
        await pilot.press("j", "j")
        await shows(pilot, "coached by [red]Bo[/], who left on 23 Nov")
        await pilot.press("enter")
        await shows(pilot, "Leaver: [red]Bo[/]", "3 to hand over")
        await pilot.press("tab", *"zoe", "ctrl+s")
        await until(pilot, lambda: owners(owned) == ["Zoe Sand"] * 3)


def _here(database: DatabaseFile) -> list[str]:
    with reading(database) as db:
        return [row["name"] for row in rows(db, "SELECT name FROM people WHERE ends_on IS NULL")]
