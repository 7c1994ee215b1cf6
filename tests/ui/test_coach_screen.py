"""The Coach screen: a session written down by keys alone, and what is to be followed up done with one."""

from datetime import date

from kpitui.actions.coaching import record_session
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor, Way
from kpitui.domain.coaching import SessionKind
from kpitui.domain.coaching_drafts import Promise, SessionDraft
from kpitui.domain.history import DeedRecord
from kpitui.storage.database import reading, writing
from kpitui.storage.records import rows
from kpitui.views import DatabaseFile
from kpitui.views.coaching import load_sessions_of
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until

DRAFT = SessionDraft(
    person_id=1, date=date(2026, 11, 9), kind=SessionKind.CALL_REVIEW, seen="[b]quiet[/]", agreed="greet first",
    follow_up_on=date(2026, 11, 20), actions=(Promise(text="greet by [name]", due_on=date(2026, 11, 16)),),
)  # fmt: skip


async def test_a_session_with_three_readings_and_two_actions(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Part of a name, Enter: a new session.")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Kind", "Readings taken", "role-play, s side-by-side")
        typed = (
            "r\rempathy; csat\r20\rgreeted too late\rgreet first\rgreet by name\rlisten @fri\r\r+14d\r45/50\r6:00\r81\r"
        )
        all_at_once(app, typed)
        await shows(pilot, "That was the last one", "role-play")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved the role-play, 3 readings, 2 actions with Ana López.")
    line = load_sessions_of(lively, 1)[0]
    session = line.session
    assert (session.kind, session.minutes, session.seen, session.agreed, line.about) == (
        "role-play", 20, "greeted too late", "greet first", "Customer satisfaction, empathy",
    )  # fmt: skip
    assert (session.coach, session.date, session.follow_up_on) == ("lee", TODAY, date(2026, 12, 7))
    assert [(one.text, one.due_on) for one in session.actions] == [
        ("greet by name", date(2026, 12, 7)),
        ("listen", date(2026, 11, 27)),
    ]
    assert [(metric.code, cell.value, cell.numerator) for metric, cell in line.readings] == [
        ("adherence", None, 45.0), ("aht", 360.0, None), ("csat", 81.0, None),
    ]  # fmt: skip
    with reading(lively) as db:
        assert rows(db, "SELECT count(DISTINCT deed_id) AS deeds FROM changes WHERE table_name IN "
                        "('sessions', 'actions') OR record_id IN (SELECT id FROM readings WHERE session_id IS NOT NULL)"
                        " AND table_name = 'readings'") == [{"deeds": 1}]  # fmt: skip


async def test_wrong_fields_say_what_to_type_and_the_rest_stays(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Readings taken")
        all_at_once(app, "x\rav\r0\rseen\r\rcall @someday\r\ryesterday\r\x13")
        await shows(pilot, "type role-play or side-by-side", "type minutes, such as 20", "someday is not a date")
        await shows(pilot, "Nothing is saved yet: mend the marked line first.", "it lies before the start")
        assert "seen" in screen_text(app)
        assert load_sessions_of(lively, 1) == []
        await pilot.press("ctrl+u", *"o", "down", "down", "ctrl+u", *"5")
        all_at_once(app, '\r\r\r\x15call @fri\r\r\x15+7d\r9/10 "fine"\r\x13')
        await shows(pilot, "Saved the one-to-one, 1 reading, 1 action with Ana López.")


async def test_an_implausible_reading_is_asked_about_when_saving(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Readings taken")
        all_at_once(app, "t\r\r\r\r\r\r\r\r\r400\r")
        await shows(pilot, "400.0% is implausible: outside 0.0%–100.0%")
        await pilot.press(*"410", "enter")  # typed over, not behind it
        await shows(pilot, "410.0% is implausible: outside 0.0%–100.0%")
        await pilot.press("ctrl+s")
        await shows(pilot, "Nothing is saved yet: 1 to confirm", "Ana López, Customer satisfaction: 410")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved the training, 1 reading with Ana López.")


async def test_what_is_to_be_followed_up_comes_first_and_is_done_by_one_key(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "2 to follow up", "! 2026-11-16  Ana López  action: greet by [name]", "! 2026-11-20")
        await pilot.press("space")
        await shows(pilot, "1 to follow up", "“greet by [name]” is done; ctrl+p")
        await pilot.press("enter")
        await shows(pilot, "last 2026-11-09 call review: greet first", "Readings taken")
        await pilot.press("escape", "space")
        await shows(pilot, "Ana López is followed up")
        assert "to follow up" not in screen_text(app)
    session = load_sessions_of(database, 1)[0].session
    assert (session.followed_up_on, session.actions[0].done_on) == (TODAY, TODAY)


async def test_the_bar_names_the_key_of_a_follow_up_only_where_one_is_marked(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "2 to follow up", "space Done")
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: "space Done" not in screen_text(app))
        await pilot.press("up", "up")
        await shows(pilot, "space Done")


async def test_the_sessions_of_a_person_newest_first(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    later = DRAFT.model_copy(update={"date": date(2026, 11, 20), "agreed": "go on", "actions": ()})
    record_session(database, LEADER, later.model_copy(update={"follow_up_on": None}), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "/", *"ana", "enter")
        await shows(pilot, "coaching (2, s shows all)", "! greet by [name] (Ana López)")
        await pilot.press("s")
        await shows(pilot, "Coaching of Ana López: 2 sessions", "seen: [b]quiet[/]")
        text = screen_text(app)
        assert text.index("2026-11-20 call review") < text.index("2026-11-09 call review")
        await pilot.press("a")
        await shows(pilot, "acknowledged 20", "by lee")
        await pilot.press("end", "space")
        await shows(pilot, "It is followed up")
        await pilot.press("e")
        await shows(pilot, "Session with Ana López", "greet by [name] @2026-11-16")
        await pilot.press("ctrl+u", "s", "ctrl+s")
        await shows(pilot, "2026-11-09 side-by-side")
        await pilot.press("u")
        await shows(pilot, "2026-11-09 call review")
        await pilot.press("c")
        await shows(pilot, "Whom Ana López", "last 2026-11-20 call review: go on")


async def test_what_is_typed_while_a_session_waits_for_another_writer_is_kept(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Readings taken")
        with writing(database, DeedRecord(LEADER, "test")):
            all_at_once(app, "r\r\r\rquiet")
            await shows(pilot, "quiet")
            await pilot.press("ctrl+s")
            await type_text(pilot, " and late")
            await shows(pilot, "quiet and late")
        await shows(pilot, "Saved the role-play", "quiet and late")
        await until(pilot, lambda: load_sessions_of(database, 1)[0].session.seen == "quiet")


async def test_pasted_lines_lose_no_word(database: DatabaseFile) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Readings taken")
        all_at_once(app, "r\r\r\r\x1b[200~first line\nsecond line\x1b[201~\r\x1b[200~one\ntwo\x1b[201~\x13")
        await shows(pilot, "Saved the role-play")
    session = load_sessions_of(database, 1)[0].session
    assert (session.seen, session.agreed) == ("first line second line", "one two")


async def test_who_may_not_coach_is_not_offered_to(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER, Way.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "2 to follow up")
        await pilot.press("space")
        assert "Done" not in screen_text(app)
        assert "Save" not in screen_text(app).splitlines()[-1]


async def test_a_line_of_words_writes_a_session_down(database: DatabaseFile) -> None:
    app = app_on(database, charset=Charset.ASCII)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(pilot, 'coach ana role-play empathy 20m csat 81 "late" !greet by name >+14d')
        await shows(pilot, "role-play with Ana L", "reading: Customer satisfaction 81%", "action: greet by name")
        await pilot.press("enter")
        await shows(pilot, "Recorded role-play with Ana L", "u takes it back")
        await pilot.press("u")
        await shows(pilot, "Taken back: coaching session")
    assert load_sessions_of(database, 1) == []
    assert list(readings_for_export(database)) == []
