"""The first page of who logs in: what waits for them and what changed since they were here; each
line opens its place, and esc comes back to it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from kpitui.actions.accounts import set_account
from kpitui.actions.coaching import record_session
from kpitui.actions.readings import record
from kpitui.actions.rules import set_rule
from kpitui.charts.text import Charset
from kpitui.config import Config
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.history import ChangeRecord
from kpitui.domain.readings import ReadingDraft
from kpitui.domain.records.session import SessionDraft, SessionKind
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.visits import visit
from kpitui.ui.app import KpituiApp
from kpitui.ui.app_context import AppContext
from kpitui.ui.dialogs.form import FormDialog
from kpitui.ui.screens import today
from kpitui.ui.screens.today import TodayList
from kpitui.views.coaching import load_open
from kpitui.views.own_teams import load_one_team
from kpitui.views.today import Block, BlockKind
from tests.conftest import LEADER, TODAY
from tests.own_teams import DAY, sample_with_accounts
from tests.ui.conftest import app_on, screen_text, shows, type_text, until
from tests.ui.test_midnight import Calendar

ZOE = Actor("zoe", AccessRole.SUPERVISOR, Channel.TUI)
OTHERS = ("Lukas", "Marcus", "Dmitri", "Ingrid", "Grace", "Aftercare", "Evening line")
ASKED = """
INSERT INTO seen_levels (person_id, metric_id, starts_on, low, question, seen_at, seen_by)
    SELECT people.id, metrics.id, '2025-10-06', 92, 'Why so much?', '2026-11-18T09:00:00Z', 'ana'
    FROM people, metrics WHERE people.name = 'Ana Kovač' AND metrics.name = 'Adherence to schedule'
"""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[DatabaseFile]:
    with sample_with_accounts(tmp_path) as database:
        yield database


def app_of(file: DatabaseFile, actor: Actor = ZOE, day: date = DAY) -> KpituiApp:
    seen = replace(file, seen_by=actor.name)
    return KpituiApp(
        AppContext(seen, actor, Config(), Charset.BRAILLE, "kpi.db", today=lambda: day)
    )


def marked(app: KpituiApp) -> str:
    """The line of the cursor."""
    return app.screen.query_one(TodayList).copied(whole=False)


async def on(pilot: Pilot[None], app: KpituiApp, name: str) -> None:
    """Go down to the line that has a text."""
    for _ in range(60):
        if name in marked(app):
            return
        await pilot.press("down")
    raise AssertionError(f"no line has {name}: {screen_text(app)}")


async def test_a_supervisor_begins_with_what_waits_in_their_team_in_one_small_window(
    file: DatabaseFile,
) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(
            pilot, "Today  Fri 20 Nov", "Orders", "Results due  7", "Ana Kovač",
            "Contacts to score this month", "Follow-ups and actions due  2",
            "Questions and disputes of agents  1", "Priya Nair", "enter Open",
        )  # fmt: skip
        seen = screen_text(app)
        assert not [other for other in OTHERS if other in seen]
        assert "KPIs and standards" not in seen, "that is for who leads"
        assert "and 1 more" not in seen, "what costs no line more is shown"


async def test_a_line_opens_its_place_and_esc_comes_back_to_it(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Results due  7")
        await on(pilot, app, "Chidi Okafor")
        await pilot.press("enter")
        await shows(pilot, "Chidi Okafor", "Type a value", "esc Back")
        await pilot.press("escape")
        await shows(pilot, "Results due  7")
        assert "Chidi Okafor" in marked(app)
        line = marked(app)
        await pilot.press("enter")
        await shows(pilot, "Chidi Okafor", "esc Back")
        await type_text(pilot, "0")
        assert app.screen.id == "enter-screen", "while digits are typed it is one"
        await pilot.press("insert")
        await shows(pilot, "Results due  7")
        assert marked(app) == line


def due(file: DatabaseFile) -> list[str]:
    """What is to be followed up in the team of zoe."""
    with reading(file) as db:
        sql = "SELECT id FROM teams WHERE name = 'Orders'"
        ((orders,),) = db.execute(sql).fetchall()
    return [line.key for line in load_open(file, DAY, load_one_team(file, orders, DAY))]


async def test_a_follow_up_is_closed_where_it_stands(file: DatabaseFile) -> None:
    app, before = app_of(file), due(file)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, f"Follow-ups and actions due  {len(before)}")
        await on(pilot, app, "follow-up: ")
        line = marked(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await shows(pilot, "Follow-up with ", "kept")
        await pilot.press("escape")
        await shows(pilot, f"Follow-ups and actions due  {len(before)}")
        assert (marked(app), due(file)) == (line, before), "esc leaves all as it was"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("ctrl+s")
        await shows(pilot, "done: kept", f"Follow-ups and actions due  {len(before) - 1}")
        assert len(due(file)) == len(before) - 1


async def test_an_action_is_done_where_it_stands(file: DatabaseFile) -> None:
    app, before = app_of(file), due(file)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await on(pilot, app, "action: ")
        await pilot.press("enter")
        await shows(pilot, "It is done", "It stays open")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.id == "today-screen")
        assert due(file) == before
        await pilot.press("enter")
        await shows(pilot, "It is done")
        await pilot.press("enter")
        await shows(pilot, "is done; ", f"Follow-ups and actions due  {len(before) - 1}")


async def test_tab_goes_from_block_to_block(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Results due  7", "tab Next block")
        lines = app.screen.query_one(TodayList)
        heads = [at for at in range(lines.option_count) if lines.options[at].disabled]
        for head in (*heads[1:], heads[0]):
            await pilot.press("tab")
            assert lines.highlighted == head + 1
        await pilot.press("down", "shift+tab")
        assert lines.highlighted == heads[0] + 1, "the first of this block"
        await pilot.press("shift+tab")
        assert lines.highlighted == heads[-1] + 1


async def test_what_was_recorded_is_gone_and_the_cursor_stands_on_who_is_next(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("0")
        await shows(pilot, "Results due  3")
        await on(pilot, app, "Bo")
        await pilot.press("enter")
        await shows(pilot, "2 due (*)", "esc Back")
        await type_text(pilot, "93/100")
        await pilot.press("enter")
        await type_text(pilot, "5:30")
        await pilot.press("enter", "ctrl+s")
        await shows(pilot, "Saved 2 readings", "esc Back")
        await pilot.press("escape")
        await shows(pilot, "Results due  2")
        assert "Ana López" in marked(app)


async def test_who_takes_another_name_is_not_sent_back(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Results due  7")
        await pilot.press("enter")
        await shows(pilot, "Type a value", "esc Back")
        await pilot.press("2")
        await type_text(pilot, "")
        await pilot.press("escape", "2")
        await pilot.press("escape")
        await shows(pilot, "Type a name or team")
        await type_text(pilot, "helen")
        await pilot.press("enter")
        await shows(pilot, "Helen Marsh", "esc Change agent")


async def test_a_block_that_has_more_unfolds_and_folds(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 20)) as pilot:
        await shows(pilot, "Results due  7", "and 3 more")
        await on(pilot, app, "more")
        above = screen_text(app).splitlines()[1:6]
        await pilot.press("enter")
        await shows(pilot, "esc Fold", "Siobhán O'Neill")
        assert "more" not in marked(app), "it stands on the first line that came to light"
        await pilot.press("escape")
        await until(pilot, lambda: screen_text(app).splitlines()[1:6] == above)


async def test_a_question_is_answered_where_it_stands(tmp_path: Path) -> None:
    with sample_with_accounts(tmp_path, ASKED) as file:
        app = app_of(file)
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await shows(pilot, "Questions and disputes of agents  2")
            await on(pilot, app, "Why so much?")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await type_text(pilot, "As agreed in May")
            await pilot.press("ctrl+s")
            await shows(pilot, "Ana Kovač has your answer", "Questions and disputes of agents  1")


async def test_a_dispute_is_decided_where_it_stands(file: DatabaseFile) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Questions and disputes of agents  1")
        await on(pilot, app, "Priya Nair")
        await on(pilot, app, "dispute")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("escape")
        await shows(pilot, "Questions and disputes of agents  1")
        assert "dispute" in marked(app)


async def test_a_leader_sees_how_all_stands_first(file: DatabaseFile) -> None:
    app = app_of(file, Actor("lee", AccessRole.LEADER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Today", "KPIs and standards to look at", "Adherence to schedule")
        assert "Results due" not in screen_text(app), "they look after no team of their own"
        await on(pilot, app, "Adherence to schedule")
        await pilot.press("enter")
        await shows(pilot, "1 Plan", "esc Back", "~ stale")
        await pilot.press("escape")
        await shows(pilot, "KPIs and standards to look at")
        assert "Adherence to schedule" in marked(app)


async def test_health_that_got_worse_since_is_told_to_a_leader(file: DatabaseFile) -> None:
    visit(file, "lee", datetime(2026, 11, 10, 9, tzinfo=UTC))
    app = app_of(file, Actor("lee", AccessRole.LEADER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "New issues of Health since 10 Nov")
        await on(pilot, app, "Average handle time of everyone")
        await pilot.press("enter")
        await shows(pilot, "S303", "esc Back")
        await until(pilot, lambda: "Average handle time of everyone" in screen_text(app))
        await pilot.press("escape")
        await shows(pilot, "New issues of Health")
        assert "Average handle time of everyone" in marked(app)


@pytest.mark.parametrize("most", [1, 500])
async def test_in_a_large_file_new_issues_are_looked_for_on_health_alone(
    file: DatabaseFile, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    looked: list[str] = []

    def load(database: DatabaseFile, *_: object) -> Block:
        looked.append(database.path.name)
        return Block(BlockKind.HEALTH, ())

    monkeypatch.setattr(today, "load_worse_health", load)
    monkeypatch.setattr("kpitui.views.today.FEW", most)
    app = app_of(file, Actor("lee", AccessRole.LEADER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "KPIs and standards to look at")
        await until(
            pilot,
            lambda: all(worker.is_finished for worker in app.workers if worker.group == "today"),
        )
        assert bool(looked) is (most == 500)


async def test_a_viewer_sees_figures_only(file: DatabaseFile) -> None:
    with writing(file, ChangeRecord(LEADER, "add a viewer")) as db:
        db.execute("INSERT INTO accounts (name, role) VALUES ('vic', 'viewer')")
    app = app_of(file, Actor("vic", AccessRole.VIEWER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("0")
        await shows(pilot, "KPIs and standards to look at")
        seen = screen_text(app)
        assert not [one for one in ("dispute", "ollow-up", "Results due") if one in seen]


async def test_the_key_is_the_own_page_of_a_member(database: DatabaseFile) -> None:
    set_account(database, LEADER, "lee", AccessRole.LEADER)
    set_account(database, LEADER, "ana", AccessRole.MEMBER, "Ana López")
    app = app_on(database, actor=Actor("ana", AccessRole.MEMBER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Your standards")
        await pilot.press("0")
        await shows(pilot, "Your standards")
        assert app.screen.id == "own-screen"


async def test_a_day_without_anything_is_one_good_sentence(empty: DatabaseFile) -> None:
    app = app_on(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("0")
        await shows(pilot, "Nothing waits for you today, and nothing changed in the last 7 days.")
        await shows(pilot, "1 shows the plan", "2 records results")
        await pilot.press("enter")
        assert app.screen.id == "today-screen"


# the screen that one begins with ------------------------------------------------------------------


async def test_a_file_without_accounts_begins_with_the_plan_until_a_rule_says_otherwise(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        assert app.screen.id == "plan-screen"
    set_rule(database, LEADER, "start_leader", "today", TODAY, "as agreed")
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Today")
        assert app.screen.id == "today-screen"


@pytest.mark.parametrize(
    ("value", "screen"), [("record", "enter"), ("coach", "coach"), ("board", "board")]
)
async def test_the_first_screen_is_a_rule_of_the_file(
    file: DatabaseFile, value: str, screen: str
) -> None:
    set_rule(file, LEADER, "start_supervisor", value, DAY, "as agreed")
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "8")
        assert app.screen.id == f"{screen}-screen"


# since one was here -------------------------------------------------------------------------------


async def test_another_session_saves_and_the_page_follows(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("0")
        await shows(pilot, "Results due")
        draft = SessionDraft(
            person_id=1, date=TODAY - timedelta(days=9), kind=SessionKind.TRAINING,
            agreed="Greet first",
            follow_up_on=TODAY - timedelta(days=2),
        )  # fmt: skip
        record_session(database, LEADER, draft, today=TODAY)
        await shows(pilot, "Follow-ups and actions due  1", "Greet ")


async def test_what_others_corrected_leads_to_the_history(database: DatabaseFile) -> None:
    draft = ReadingDraft(metric_id=1, date=TODAY, value=80.0, person_id=1)
    (reading_id, *_) = record(database, LEADER, [draft], today=TODAY)
    with writing(database, ChangeRecord(Actor("mia"), "correct reading", "a typo")) as db:
        db.execute("UPDATE readings SET value = 81 WHERE id = ?", [reading_id])
    app = app_on(database, actor=Actor("lee", channel=Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("0")
        await on(pilot, app, "correct reading")
        assert "mia" in marked(app)
        await pilot.press("enter")
        await shows(pilot, "History", "a typo", "esc Back")
        await pilot.press("escape")
        await shows(pilot, "Today")
        assert "mia" in marked(app)


async def test_midnight_brings_what_is_due_on_the_new_day(lively: DatabaseFile) -> None:
    calendar = Calendar(date(2026, 11, 22))  # a Sunday
    app = calendar.app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("0")
        await shows(pilot, "Today  Sun 22 Nov")
        await shows(pilot, "Ana López                   1  ")
        calendar.turn()
        await shows(pilot, "Today  Mon 23 Nov", "Ana López                   3  ")


async def test_while_another_writes_the_page_is_there_and_the_visit_is_noted_later(
    database: DatabaseFile,
) -> None:
    app = app_on(database)

    def was_here() -> bool:
        with reading(database) as db:
            return bool(db.execute("SELECT 1 FROM visits WHERE name = 'lee'").fetchone())

    with writing(database, ChangeRecord(Actor("bo"), "hold it")):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("0")
            await shows(pilot, "Results due")
            assert not was_here()
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, was_here)
        app.exit()


async def test_what_the_rules_found_as_the_program_is_left_ends_in_nothing(
    lively: DatabaseFile,
) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("0")
        await shows(pilot, "Results due")
        screen = app.screen
        assert isinstance(screen, today.TodayScreen)
        await until(pilot, lambda: screen._health is not None)
        found = screen._health
        assert found is not None
        await screen.remove_children()
        screen.post_message(today.HealthCompared(found.found, found.shown))
        await pilot.pause()
