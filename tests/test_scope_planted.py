"""The walk of `test_scope_walk` sees what it is there for: with one view or check taken away, what
it asks tells of someone outside.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from kpitui.cli.context import account_name
from kpitui.domain.access import Channel
from kpitui.domain.within import Within
from kpitui.storage import scope
from kpitui.storage.database import reading
from kpitui.storage.driver import Database
from kpitui.storage.opening import kept_open
from kpitui.views.access import as_seen_by
from kpitui.views.actors import actor_named
from kpitui.words import metric_beside
from kpitui.words.sections import Section
from kpitui.words.spans import line
from tests.scope_asked import ask_completion
from tests.scope_commands import ASKED, COMPLETED, words_for, write_files
from tests.scope_rows import rows_of, tables_with_more
from tests.scope_screens import screens_of_file
from tests.scope_world import DAY, READERS, Told, World, leaks

ZOE = next(reader for reader in READERS if reader.account == "zoe")

TOLD_BY = {
    "absences": "export absences", "readings": "export readings", "sessions": "export sessions",
    "evaluations": "export evaluations", "people": "export people",
    "annotations": "export events", "changes": "export history",
}  # fmt: skip
"""Which question of the walk tells of someone outside where a table has no view before it."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("planted")
    with time_machine.travel(DAY, tick=True):
        write_files(folder)
        made = World.make(folder)
        yield made
        made.asked.close()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """What each question sets is put back."""
    monkeypatch.setenv("KPITUI_DB", str(world.of(ZOE)))


def without_view(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """Have connections from now on made without the view before a table."""
    real = scope._views

    def views(db: Database, of: scope.Scope, *, writes: bool) -> Iterator[tuple[str, str]]:
        return (one for one in real(db, of, writes=writes) if one[0] != table)

    monkeypatch.setattr(scope, "_views", views)


OWNERS = {"person_id": "people", "session_id": "sessions", "evaluation_id": "evaluations"}
"""The columns that say whose a row is, and the table that has them."""


def of_strangers(world: World) -> list[str]:
    """The tables with rows of people, sessions or evaluations that are not there for who asks."""
    with kept_open(world.of(ZOE)) as opened:
        actor = actor_named(opened, account_name(), Channel.CLI)
        with reading(as_seen_by(opened, actor)) as db:
            columns = db.execute(
                "SELECT tables.name, columns.name FROM main.sqlite_master AS tables, "
                "pragma_table_info(tables.name, 'main') AS columns WHERE tables.type = 'table'"
            ).fetchall()
            asked = [(table, one) for table, one in columns if one in OWNERS]
            return sorted(
                {table for table, one in asked if db.execute(
                    f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {one} NOT IN "
                    f"(SELECT id FROM {OWNERS[one]}))"
                ).fetchone()[0]}
            )  # fmt: skip


@pytest.mark.parametrize(
    "table", ["answers", "calibrations", "contacts", "seen_levels", "memberships", "actions"]
)
def test_a_missing_view_of_what_no_command_tells_by_itself_is_found(
    world: World, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever these are of has no name for who asks; the rows are of no use to them either."""
    assert of_strangers(world) == []
    without_view(monkeypatch, table)
    assert of_strangers(world) == [table]


@pytest.mark.parametrize("table", ["readings", "people", "evaluations", "absences"])
def test_a_missing_view_of_a_viewer_is_found_beside_their_supervisor(
    world: World, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoe, vera = rows_of(world, ZOE), next(reader for reader in READERS if reader.account == "vera")
    assert tables_with_more(rows_of(world, vera), zoe) == []
    without_view(monkeypatch, table)
    assert tables_with_more(rows_of(world, vera), zoe) == [table]


def told(world: World, line: str) -> Told:
    """What the walk asks by this line, which is one of its own."""
    name = next(one for one in sorted(ASKED, key=len, reverse=True) if line.startswith(one))
    for words, new in words_for(name, world.folder, world.numbers):
        if " ".join(words) == line:
            return world.told(ZOE, words, new)
    raise AssertionError(f"the walk does not ask: {line}")


@pytest.mark.parametrize("table", TOLD_BY)
def test_a_missing_view_is_found(world: World, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert leaks([told(world, TOLD_BY[table])], ZOE) == []
    without_view(monkeypatch, table)
    assert leaks([told(world, TOLD_BY[table])], ZOE) != []


def test_words_that_a_panel_shows_once_the_keys_rest_are_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand beside a sheet a third of a second after the line of the cursor."""
    real = metric_beside.sections

    def sections(*of: Any) -> list[Section]:
        return [*real(*of), Section("Next to them", (line("hushout"),))]

    def shown() -> list[Told]:
        screens = screens_of_file(world.of(ZOE), only=("enter",))
        return [Told(name, ("quill", "zorv"), text) for name, text in screens.items()]

    assert leaks(shown(), ZOE) == []
    monkeypatch.setattr(metric_beside, "sections", sections)
    assert "enter h e l e n enter: ['words about other teams']" in leaks(shown(), ZOE)


def test_names_that_completion_would_tell_are_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def completed() -> list[Told]:
        new = world.folder / "completed-"
        return [world.told(ZOE, words, new, ask_completion) for words in COMPLETED]

    assert leaks(completed(), ZOE) == []
    without_view(monkeypatch, "people")
    assert leaks(completed(), ZOE) != []


def test_a_missing_check_of_who_is_written_of_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the check of the actions the triggers still refuse; without both it is written."""
    asked = "log csat 92 aftercare"
    monkeypatch.setattr(Within, "require", lambda *_, **__: None)
    assert leaks([told(world, asked)], ZOE) == []
    monkeypatch.setattr(scope, "_triggers", lambda: iter(()))
    assert leaks([told(world, asked)], ZOE) == [f"{asked} wrote of someone outside"]
