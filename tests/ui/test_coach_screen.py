"""The Coach screen: a session written down by keys alone, and what is to be followed up
done with one.
"""

from datetime import date

from msgspec.structs import replace

from kpitui.actions.coaching import record_session
from kpitui.actions.people import add_person
from kpitui.charts.text import Charset
from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.person import PersonDraft
from kpitui.storage.database import DatabaseFile, reading, writing
from kpitui.storage.records import rows
from kpitui.views.coaching import load_sessions_of
from kpitui.views.export import readings_for_export
from tests.conftest import LEADER, TODAY
from tests.ui.conftest import all_at_once, app_on, screen_text, shows, type_text, until
from tests.ui.session_fields import DRAFT, focused_key, open_session


async def test_a_session_with_three_readings_and_two_actions(lively: DatabaseFile) -> None:
    app = app_on(lively)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Type a name and press Enter for a new session.")
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Session type", "Results", "role-play, s side-by-side")
        typed = (
            "r\rempathy; csat\r20\rgreeted too late\rgreet first\rgreet by name\rlisten "
            "@fri\r\r+14d\r45/50\r6:00\r81\r"
        )
        all_at_once(app, typed)
        await shows(pilot, "That was the last field", "role-play")
        await pilot.press("ctrl+s")
        await shows(pilot, "Saved the role-play, 3 readings, 2 actions with Ana López.")
    line = load_sessions_of(lively, 1)[0]
    session = line.session
    assert (session.kind, session.minutes, session.seen, session.agreed, line.about) == (
        "role-play", 20, "greeted too late", "greet first", "Customer satisfaction, empathy",
    )  # fmt: skip
    assert (session.coach, session.date, session.follow_up_on) == ("lee", TODAY, date(2026, 12, 7))
    assert [(action.text, action.due_on) for action in session.actions] == [
        ("greet by name", date(2026, 12, 7)),
        ("listen", date(2026, 11, 27)),
    ]
    assert [(metric.code, cell.value, cell.numerator) for metric, cell in line.readings] == [
        ("adherence", None, 45.0), ("aht", 360.0, None), ("csat", 81.0, None),
    ]  # fmt: skip
    with reading(lively) as db:
        assert rows(db, "SELECT count(DISTINCT deed_id) AS deeds FROM changes WHERE table_name IN "
                        "('sessions', 'actions') OR record_id IN (SELECT id FROM readings "
                        "WHERE session_id IS NOT NULL) AND table_name = 'readings'") == [{"deeds": 1}]  # fmt: skip  # noqa: E501


async def test_more_fields_take_who_else_was_there_and_another_coach(
    database: DatabaseFile,
) -> None:
    add_person(database, LEADER, PersonDraft(name="Dr. Weiß", starts_on=date(2026, 1, 1)))
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_session(pilot)
        assert "Strengths" not in screen_text(app)
        all_at_once(app, "t\rempathy\r60\rlate\rgreet first\rlisten in\r\r")
        await until(pilot, lambda: focused_key(app) == "follow_up")
        await pilot.press("ctrl+g")
        await shows(pilot, "Strengths", "With", "Coach", "Reference")
        await until(pilot, lambda: focused_key(app) == "strengths")
        all_at_once(app, "warm\x0eand clear\rtim\rweiss\rC-88; C-89\r")
        await until(pilot, lambda: "there is no person “tim”" in screen_text(app))
        await pilot.press("ctrl+s")
        await shows(pilot, "With: tim")
        await pilot.press("escape", "ctrl+u", *"bo", "ctrl+s")
        await shows(pilot, "Saved the training, 1 action with Ana López, [red]Bo[/].")
    ana, bo = (load_sessions_of(database, person)[0] for person in (1, 2))
    for line in (ana, bo):
        session = line.session
        assert (session.coach, session.strengths, session.reference, session.minutes) == (
            "Dr. Weiß", "warm\nand clear", "C-88; C-89", 60,
        )  # fmt: skip
    assert (ana.others, bo.others) == (("[red]Bo[/]",), ("Ana López",))


async def test_what_was_typed_before_is_completed_behind_the_semicolon(
    database: DatabaseFile,
) -> None:
    record_session(
        database, LEADER, replace(DRAFT, behaviour="tone, pace; warmth", coach="Maria"), today=TODAY
    )
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_session(pilot)
        all_at_once(app, "o\rcust")
        await shows(pilot, "customer satisfaction")
        await pilot.press("right", *"; ton")
        await shows(pilot, "; tone, pace")
        await pilot.press("right", *"; wa", "right", "down", "down")
        all_at_once(app, "x")
        await pilot.press("ctrl+g", "down", "down", *"ma", "right", "ctrl+s")
        await shows(pilot, "Saved the one-to-one")
    line = load_sessions_of(database, 1)[0]
    assert line.session.coach == "Maria"
    assert line.about == "Customer satisfaction, tone, pace; warmth"


async def test_an_unsaved_session_is_discarded_by_a_key_that_asks_once(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_session(pilot)
        all_at_once(app, "o\rempathy\r")
        await pilot.press("ctrl+x")
        await shows(pilot, "Discard the unsaved session with Ana López?", "Keep it")
        await pilot.press("escape")
        await shows(pilot, "empathy")
        assert app.context.unsaved.sessions
        await pilot.press("ctrl+x", "enter")
        await shows(pilot, "Draft discarded.", "type a name")
        assert not app.context.unsaved.sessions
        await pilot.press(*"ana", "enter")
        await shows(pilot, "Session type", "Results")
        assert "empathy" not in screen_text(app).replace("such as: empathy", "")
        await pilot.press("ctrl+x")
        await shows(pilot, "type a name")
    assert load_sessions_of(database, 1) == []


async def test_a_session_that_says_nothing_is_saved_and_does_not_count(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_session(pilot)
        await pilot.press("o", "ctrl+s")
        await shows(
            pilot, "Without Observed, Strengths, Agreed or an action it does not count as coaching."
        )
    assert not load_sessions_of(database, 1)[0].session.counts


async def test_notes_keep_their_lines_where_they_are_read_and_edited(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_session(pilot)
        all_at_once(app, "o\r\r\rfirst\x0fsecond\ragreed\x13")
        await shows(pilot, "Saved the one-to-one")
        await pilot.press("5", "/", *"ana", "enter", "s")
        await shows(pilot, "Coaching of Ana López", " second")
        await pilot.press("e")
        await shows(pilot, "Session with Ana López", "first", "second")
        await pilot.press(*["down"] * 5, "end")
        all_at_once(app, "\x0ethird\x13")
        await until(pilot, lambda: load_sessions_of(database, 1)[0].session.version == 2)
    assert load_sessions_of(database, 1)[0].session.seen == "first\nsecond\nthird"


async def test_the_sessions_of_a_person_newest_first(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    later = replace(DRAFT, date=date(2026, 11, 20), agreed="go on", actions=())
    record_session(database, LEADER, replace(later, follow_up_on=None), today=TODAY)
    app = app_on(database)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("5", "/", *"ana", "enter")
        await shows(pilot, "Coaching (2, s shows all)", "! greet by [name]")
        await pilot.press("s")
        await shows(pilot, "Coaching of Ana López", "2 sessions", "go on")
        text = screen_text(app)
        assert text.index("20 Nov       ") < text.index("9 Nov        ")
        await pilot.press("a")
        await shows(pilot, "agent confirmed  ", " by lee")
        await pilot.press("end", "space")
        await shows(pilot, "k kept, p partly, n not yet")
        await pilot.press("p", "ctrl+s")
        await shows(pilot, "Follow-up with Ana López done: partly")
        await pilot.press("e")
        await shows(pilot, "Session with Ana López", "greet by [name] @2026-11-16")
        await pilot.press("ctrl+u", "s", "ctrl+s")
        await shows(pilot, "Session of 9 Nov", "side-by-side, by lee")
        await pilot.press("u")
        await shows(pilot, "call review, by lee")
        await pilot.press("o")
        await shows(pilot, "One-to-one: Ana López", "Last agreed 20 Nov", "Standards")
        await pilot.press("escape")
        await pilot.press("c")
        await shows(pilot, "Agent Ana López", "last 20 Nov call review: go on")


async def test_what_is_typed_while_a_session_waits_for_another_writer_is_kept(
    database: DatabaseFile,
) -> None:
    app = app_on(database)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "Results")
        with writing(database, ChangeRecord(LEADER, "test")):
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
        await shows(pilot, "Results")
        all_at_once(
            app, "r\r\r\r\x1b[200~first line\nsecond line\x1b[201~\r\x1b[200~one\ntwo\x1b[201~\x13"
        )
        await shows(pilot, "Saved the role-play")
    session = load_sessions_of(database, 1)[0].session
    assert (session.seen, session.agreed) == ("first line\nsecond line", "one\ntwo")


async def test_who_may_not_coach_is_not_offered_to(database: DatabaseFile) -> None:
    record_session(database, LEADER, DRAFT, today=TODAY)
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER, Channel.TUI))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3")
        await shows(pilot, "Coaching is for the person")
        assert "not yet" not in screen_text(app)
        await pilot.press("space")
        assert "Done" not in screen_text(app)
        assert "Save" not in screen_text(app).splitlines()[-1]


async def test_who_may_not_coach_is_told_before_a_session_is_typed(database: DatabaseFile) -> None:
    app = app_on(database, actor=Actor("vic", AccessRole.VIEWER, Channel.TUI))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("3", *"ana", "enter")
        await shows(pilot, "A viewer may not write down coaching; ask a leader")
        assert "Session type" not in screen_text(app)
        assert "Ctrl+S" not in screen_text(app)


async def test_a_line_of_words_writes_a_session_down(database: DatabaseFile) -> None:
    app = app_on(database, charset=Charset.ASCII)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "Grow brand loyalty")
        await pilot.press("colon")
        await type_text(
            pilot, 'coach ana role-play empathy 20m csat 81 "late" !greet by name >+14d'
        )
        await shows(
            pilot,
            "role-play with Ana L",
            "reading: Customer satisfaction 81%",
            "action: greet by name",
        )
        await pilot.press("enter")
        await shows(pilot, "Recorded role-play with Ana L", "u to undo")
        await pilot.press("u")
        await shows(pilot, "Undone: coaching session")
    assert load_sessions_of(database, 1) == []
    assert list(readings_for_export(database)) == []
