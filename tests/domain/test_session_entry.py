"""A coaching session in one line: what is understood, what is asked, and what is
printed reads back.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from kpitui.domain.entry import NotUnderstood
from kpitui.domain.entry_names import Subject, Vocabulary
from kpitui.domain.entry_phrase import Understood
from kpitui.domain.errors import BadData
from kpitui.domain.naming import Choices
from kpitui.domain.records.metric import Metric
from kpitui.domain.records.session import SessionKind
from kpitui.domain.session_entry import (
    Session,
    describe_session,
    is_session,
    session_draft,
    session_in_words,
    understand_session,
)
from kpitui.domain.value_parsing import Cell
from tests.domain.entry_vocabulary import (
    AHT,
    ANA,
    BRACKETS,
    CJK,
    CSAT,
    KNOWN,
    NOTES,
    QUALITY,
    SCHEDULE,
    TODAY,
)

FORTNIGHT = TODAY + timedelta(days=14)


def one(line: str) -> Session:
    session = understand_session(line, KNOWN, TODAY)
    assert isinstance(session, Session), session
    return session


@pytest.mark.parametrize(
    ("line", "session"),
    [
        (
            'coach ana role-play empathy 20m "greeted too late" !greet by name >+14d',
            Session(
                ANA, SessionKind.ROLE_PLAY, TODAY, 20, [], "empathy", "greeted too late", "",
                [("greet by name", FORTNIGHT)], FORTNIGHT,
            ),
        ),
        (
            'coach yesterday 1:1 lópez quality of comm "seen, really" "agreed" !call back @fri '
            '!listen',
            Session(
                ANA, SessionKind.ONE_TO_ONE, date(2026, 11, 22), None, [QUALITY], "",
                "seen, really", "agreed", [("call back", date(2026, 11, 27)), ("listen", None)],
            ),
        ),
        (
            "coach call review bo csat 92 n=3 schedule 45/50 handle 1h",
            Session(
                BRACKETS, SessionKind.CALL_REVIEW, TODAY, 60, [AHT], readings=[
                    Understood(CSAT, BRACKETS, TODAY, Cell(92.0, n=3)),
                    Understood(SCHEDULE, BRACKETS, TODAY, Cell(numerator=45.0, denominator=50.0)),
                ],
            ),
        ),
        (
            "coach 王 side by side tone of voice > 3 dec",
            Session(CJK, SessionKind.SIDE_BY_SIDE, TODAY, behaviour="tone of voice",
                follow_up_on=date(2026, 12, 3)),
        ),
    ],
)  # fmt: skip
def test_words_become_a_session(line: str, session: Session) -> None:
    assert one(line) == session


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("coach role-play", "no name given"),
        ("coach ana", "type the session type: role-play, side-by-side"),
        ("coach ana review 45", "45 does not follow a metric"),
        ("coach ana review csat 45/50", "is one number"),
        ("coach ana review !", "an action (!) needs words"),
        ("coach ana review @fri", "follows its action"),
        ("coach ana review >later", "“>later” is not a future date"),
        ("coach ana review >2026-11-01", "is before the session"),
        ("coach ana review 2000m", "1 to 1440 minutes"),
        ('coach ana review "a" "b" "c"', "two notes are enough"),
        ("coach ana review " + "x" * 121, "too long"),
        ("coach ana review 31 feb", "no day 31 feb"),
        ("coach ana review >31 feb", "no day 31 feb"),
        ("coach ana review 31.4.", "31.4. does not start with the year"),
        ("coach ana review +3d", "is in the future"),
        ("coach ana review tomorrow", "tomorrow is in the future; record a session after it took"),
        ("coach ana review eom", "eom is in the future"),
        ("coach ana review !+14d", "“+14d” is a day; type what is to be done, then @+14d"),
        ("coach ana review !fri >+14d", "“fri” is a day"),
        ("coach ana review !@fri", "an action (!) needs words"),
        ("coach ana review; csat 92 bo", "a session is one entry"),
        ("coach ana review !greet by name; csat 92 bo", "a session is one entry"),
    ],
)
def test_what_is_not_understood_is_said(line: str, words: str) -> None:
    answer = understand_session(line, KNOWN, TODAY)
    assert isinstance(answer, NotUnderstood), answer
    assert words in answer.sentence


def test_a_session_can_be_of_the_day_that_the_organisation_has_already() -> None:
    tomorrow = TODAY + timedelta(days=1)
    session = understand_session("coach ana review 24 nov", KNOWN, TODAY, latest=tomorrow)
    assert isinstance(session, Session), session
    assert session.day == tomorrow
    later = understand_session("coach ana review 2026-11-25", KNOWN, TODAY, latest=tomorrow)
    assert "is in the future" in str(later)


@pytest.mark.parametrize(
    "names",
    ["ana, bo", "ana,bo", "ana , bo", "{Ana López}, {[red]Bo[/]}", "ana, bo, ana", "ana, lópez,bo"],
)
def test_names_apart_by_commas_were_there_together(names: str) -> None:
    session = one(f'coach {names} training empathy 60m "greeted too late" !listen')
    assert (session.person, session.others) == (ANA, [BRACKETS])
    assert (session.kind, session.minutes, session.behaviour) == (
        SessionKind.TRAINING, 60, "empathy",
    )  # fmt: skip
    draft = session_draft(session)
    assert (draft.person_id, draft.with_ids) == (ANA.person_id, (BRACKETS.person_id,))
    assert one(describe_session(session)) == session
    assert session_in_words(session)[0].startswith(f"training with {ANA.name}, {BRACKETS.name} on")


def test_what_follows_the_comma_has_to_be_a_name() -> None:
    for line in ("coach ana, tmo training", "coach ana, training", "coach ana, csat review"):
        answer = understand_session(line, KNOWN, TODAY)
        assert isinstance(answer, NotUnderstood), answer
        assert "after the comma is no agent" in answer.sentence
    answer = understand_session("coach ana, bo review csat 92", KNOWN, TODAY)
    assert isinstance(answer, NotUnderstood)
    assert answer.sentence.startswith("a result is of one agent; leave Customer satisfaction out")


TOM, KIM = (
    Subject("Thomas Webb", person_id=71, code="tomw"),
    Subject("Kim Diaz", person_id=72, code="k12"),
)
WITH_CODES = Vocabulary(KNOWN.metrics, [*KNOWN.subjects, TOM, KIM])


@pytest.mark.parametrize(
    "names", ["tomw, k12", "k12, tomw", "tomw,k12", "k12 ,tomw", "k12, thomas"]
)
def test_codes_apart_by_commas_are_people_too(names: str) -> None:
    session = understand_session(f'coach {names} training "late"', WITH_CODES, TODAY)
    assert isinstance(session, Session), session
    assert {person.name for person in session.people} == {TOM.name, KIM.name}
    assert not session.behaviour


@pytest.mark.parametrize(
    "line", ["tonw, k12 training", "training tonw, k12", "tomw training k12", "tomw k12 training"]
)
def test_nobody_is_left_out_for_a_slip_or_a_missing_comma(line: str) -> None:
    answer = understand_session(f'coach {line} "late"', WITH_CODES, TODAY)
    assert isinstance(answer, NotUnderstood), answer
    assert "agent" in answer.sentence


def test_a_comma_inside_a_name_or_other_words_is_a_comma() -> None:
    marsh = Subject("Marsh, Helen", person_id=90)
    calls = structs.replace(CSAT, id=90, name="Calls answered, total", code="calls")
    known = Vocabulary([*KNOWN.metrics, calls], [*KNOWN.subjects, marsh])
    for line in ("coach marsh, helen review calls answered, total",
                 "coach {Marsh, Helen} review {Calls answered, total}"):  # fmt: skip
        session = understand_session(line, known, TODAY)
        assert isinstance(session, Session), session
        assert (session.people, session.focus) == ([marsh], [calls])
    session = one("coach review ana tone,pace and warmth")
    assert session.behaviour == "tone,pace and warmth"


def test_two_that_fit_are_offered() -> None:
    answer = understand_session("coach ana review adherence", KNOWN, TODAY)
    assert answer == Choices("adherence", ("Adherence to schedule", "Adherence to procedure"))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("coach ana role‑play 20m “greeted too late” !“greet by name” >+14d",
         'coach ana role-play 20m "greeted too late" !"greet by name" >+14d'),
        ("coach o’brien 1：1 csat ９２ % n＝3 «seen; really» schedule 45 ／ 50",
         'coach o\'brien 1:1 csat 92% n=3 "seen; really" schedule 45/50'),
        ("coach bo review aht –5:40 csat – –3d", "coach bo review aht -5:40 csat - -3d"),
    ],
)  # fmt: skip
def test_typographic_signs_mean_the_plain_ones(typed: str, plain: str) -> None:
    assert one(typed) == one(plain)


def test_the_words_of_an_action_stay_as_they_are_typed() -> None:
    session = one("coach ana review !say “I’m Ana” !reach 45 / 50 – or more")
    assert session.seen == "I’m Ana"
    assert [text for text, _ in session.actions] == ["say", "reach 45 / 50 – or more"]


def test_blanks_that_hold_words_together_stay_outside_quotes_too() -> None:
    session = one(
        "coach ana review warm\u00a0up first !hold 10\u00a0% of\u202fcalls  back @never n\u00a0o"
    )
    assert [text for text, _ in session.actions] == ["hold 10\u00a0% of\u202fcalls back"]
    assert session.behaviour == "warm\u00a0up first n\u00a0o"
    assert one("coach review warm ana\u00a0up").behaviour == "warm up"
    assert session_draft(session).behaviour == session.behaviour
    assert one(describe_session(session)) == session
    # Between words that are no text it is a blank like any other.
    assert (
        one("coach\u00a0ana\u00a0lópez\u202frole-play\u00a020m\u00a0csat\u00a092\u00a0%")
        .readings[0]
        .cell.value
        == 92
    )


@pytest.mark.parametrize(
    ("words", "readings"),
    [
        ("handle -", [(AHT, Cell(not_applicable=True))]),
        ("handle time -", [(AHT, Cell(not_applicable=True))]),
        ("csat 80 handle - {Adherence to schedule} 45/50", [
            (CSAT, Cell(80.0)), (AHT, Cell(not_applicable=True)),
            (SCHEDULE, Cell(numerator=45.0, denominator=50.0)),
        ]),
        ("handle - csat 80", [(AHT, Cell(not_applicable=True)), (CSAT, Cell(80.0))]),
    ],
)  # fmt: skip
def test_a_dash_behind_a_metric_is_a_result_that_does_not_apply(
    words: str, readings: list[tuple[Metric, Cell]]
) -> None:
    session = one(f'coach ana role-play -2d {words} "observed"')
    assert [(each.metric, each.cell) for each in session.readings] == readings
    assert (session.focus, session.behaviour, session.seen) == ([], "", "observed")


def test_a_dash_that_stands_behind_no_metric_is_refused() -> None:
    for line in ("coach ana - role-play", "coach ana role-play -", "coach ana review listening -"):
        answer = understand_session(line, KNOWN, TODAY)
        assert isinstance(answer, NotUnderstood)
        assert answer.sentence.startswith("- does not follow a metric")


def test_only_a_line_that_begins_with_coach_is_a_session() -> None:
    assert is_session("coach ana")
    assert not is_session("csat 92 coach")
    assert not is_session("")
    assert not is_session("coaching 3")


def test_what_no_record_can_hold_is_told_in_a_sentence() -> None:
    session = one("coach ana review")
    session.actions = [("x" * 501, None)]
    with pytest.raises(BadData, match="longer than 500"):
        session_draft(session)


def test_a_quoted_action_is_one_whatever_it_begins_with() -> None:
    assert one('coach ana review !"@" @+14d').actions == [("@", date(2026, 12, 7))]
    assert isinstance(understand_session("coach ana review !@fri", KNOWN, TODAY), NotUnderstood)


TEXTS = NOTES.map(str.strip)


@given(
    kind=st.sampled_from(SessionKind), minutes=st.none() | st.integers(1, 1440),
    days=st.integers(0, 300),
    focus=st.lists(st.sampled_from(KNOWN.metrics), unique_by=id, max_size=3),
    behaviour=st.sampled_from(["", "empathy", "tone of voice", "on time"]), seen=TEXTS,
    agreed=TEXTS,
    actions=st.lists(st.tuples(TEXTS.filter(bool), st.none() | st.dates(TODAY, date(2027, 1, 1))),
        max_size=2), follow_up=st.none() | st.integers(0, 90), numbers=st.lists(st.integers(0, 100),
        max_size=2), others=st.lists(st.sampled_from([BRACKETS, CJK]), unique_by=id, max_size=2),
)  # fmt: skip
def test_what_it_prints_is_understood_as_the_same_session(
    kind: SessionKind, minutes: int | None, days: int, focus: list[object], behaviour: str,
    seen: str, agreed: str, actions: list[tuple[str, date | None]], follow_up: int | None,
    numbers: list[int], others: list[Subject],
) -> None:  # fmt: skip
    day = TODAY - timedelta(days=days)
    session = Session(
        # of metrics
        ANA, kind, day, minutes, list(focus), behaviour, seen, agreed, actions,  # type: ignore[arg-type]
        day + timedelta(days=follow_up) if follow_up is not None else None,
        [Understood(CSAT, ANA, day, Cell(float(number))) for number in numbers if not others],
        others,
    )  # fmt: skip
    assert understand_session(describe_session(session), KNOWN, TODAY) == session
