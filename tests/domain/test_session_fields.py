"""The form of a coaching session: its fields as they are typed, and what is wrong beside each."""

from datetime import date

import pytest

from kpitui.domain.entry_names import Subject
from kpitui.domain.fields import FieldErrors
from kpitui.domain.records.action import Promise
from kpitui.domain.records.metric import Aggregation, Cadence, Direction, Metric
from kpitui.domain.records.session import SessionDraft
from kpitui.domain.session_fields import (
    Coaches,
    SessionNames,
    about_in_words,
    action_in_words,
    read_session,
)

TODAY, DAY, FOLLOW_UP = date(2026, 11, 23), date(2026, 11, 20), date(2026, 12, 4)
METRICS = [
    Metric(
        id=number, name=name, code=code, direction=Direction.HIGHER, aggregation=Aggregation.MEAN,
        cadence=Cadence.WEEKLY,
    )
    for number, name, code in ((1, "Customer satisfaction", "csat"), (2, "Handle time", "aht"))
]  # fmt: skip
PEOPLE = [
    Subject("Ana López", person_id=1, code="a1"), Subject("Bo Reed", person_id=2),
    Subject("Marsh, Helen", person_id=3), Subject("Tom Reed", person_id=4),
]  # fmt: skip
NAMES = SessionNames(METRICS, {}, PEOPLE, Coaches(PEOPLE, ["lee", "Dr. Weiß"]))


def session(**texts: str) -> SessionDraft:
    fields = {key.replace("_", "-") if key.startswith("action") else key: text
        for key, text in texts.items()}  # fmt: skip
    return read_session({"kind": "call review"} | fields, 1, NAMES, TODAY, DAY)


def wrong(**texts: str) -> dict[str, str]:
    with pytest.raises(FieldErrors) as caught:
        session(**texts)
    return caught.value.errors


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("", None), ("1", 1), ("20", 20), ("20 min", 20), ("20M", 20), ("1440", 1440)],
)
def test_minutes_are_typed_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert session(minutes=typed).minutes == minutes


@pytest.mark.parametrize("typed", ["0", "1441", "10000", "-5", "half", "2.5", "²", "٣"])
def test_what_is_no_minutes_is_said_beside_the_field(typed: str) -> None:
    assert wrong(minutes=typed) == {"minutes": "type minutes, such as 20"}


def test_a_session_is_about_metrics_and_other_words_each_once() -> None:
    found = session(about="csat; tone of voice;Handle time; csat;; patience")
    assert (found.focus, found.behaviour) == ((1, 2), "tone of voice; patience")
    assert about_in_words(METRICS, found.behaviour) == (
        "Customer satisfaction; Handle time; tone of voice; patience"
    )
    assert about_in_words(METRICS[:1], "") == "Customer satisfaction"


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("", ()), ("tom", (4,)), ("tom; bo", (4, 2)), ("tom, bo", (4, 2)), ("Marsh, Helen", (3,)),
        ("marsh, helen; bo", (3, 2)), ("helen, tom", (3, 4)), ("ana; tom; tom", (4,)), (" ; ", ()),
    ],
)  # fmt: skip
def test_who_else_was_there_is_named_in_any_way(typed: str, ids: tuple[int, ...]) -> None:
    assert session(**{"with": typed}).with_ids == ids


def test_a_name_that_is_none_or_several_is_said_beside_its_field() -> None:
    assert wrong(**{"with": "tim"}) == {"with": "there is no person “tim”"}
    assert wrong(**{"with": "tom; marhs"}) == {
        "with": "there is no person “marhs”; did you mean Marsh, Helen?"
    }
    assert "fits 2: Bo Reed, Tom Reed" in wrong(**{"with": "reed"})["with"]


def test_the_coach_is_someone_who_is_known_or_held_a_session_before() -> None:
    typed = ("", "LEE", "weiss", "ana", "a1")
    assert [session(coach=one).coach for one in typed] == [
        "", "lee", "Dr. Weiß", "Ana López", "Ana López",
    ]  # fmt: skip
    assert "there is no person “Maria”" in wrong(coach="Maria ")["coach"]
    assert "fits 2" in wrong(coach="reed")["coach"]


def test_a_comma_in_the_focus_is_a_comma() -> None:
    found = session(about="tone, pace; csat")
    assert (found.focus, found.behaviour) == ((1,), "tone, pace")


def test_notes_keep_their_lines() -> None:
    found = session(seen="greeted late\n- no name", strengths="warm\n\n\n\nclear ", agreed="a\r\nb")
    assert (found.seen, found.strengths, found.agreed) == (
        "greeted late\n- no name", "warm\n\nclear", "a\nb",
    )  # fmt: skip


def test_an_action_is_due_at_the_follow_up_unless_it_says_when() -> None:
    found = session(
        follow_up="2026-12-04", action_0="listen in", action_1="call back @+7d",
        action_2="read the guide @ never", action_3="write to ana@north.example", action_4=" ",
    )  # fmt: skip
    assert found.actions == (
        Promise(text="listen in", due_on=FOLLOW_UP),
        Promise(text="call back", due_on=date(2026, 11, 30)),
        Promise(text="read the guide", due_on=None),
        Promise(text="write to ana@north.example", due_on=FOLLOW_UP),
    )
    words = [action_in_words(action.text, action.due_on, FOLLOW_UP) for action in found.actions]
    assert words == [
        "listen in", "call back @2026-11-30", "read the guide @never", "write to ana@north.example",
    ]  # fmt: skip


def test_every_field_that_is_wrong_says_so_at_once() -> None:
    assert wrong(kind="x", follow_up="2026-11-19", action_0="@fri", action_1="call @soonish") == {
        "kind": "type role-play, side-by-side, call review, training or one-to-one",
        "follow_up": "it is before the start on 2026-11-20",
        "action-0": "type the action before its due date (@)",
        "action-1": "soonish is not a date; type it like 31 Dec 2026, +6m or eoy",
    }
    assert session(follow_up="2026-11-20").follow_up_on == DAY


@pytest.mark.parametrize("day", ["+14d", "fri", "2026-12-04", "31 feb"])
def test_a_day_in_the_field_of_an_action_is_no_action(day: str) -> None:
    assert wrong(action_1=day) == {
        "action-1": f"“{day}” is a day; type what is to be done, then @{day}"
    }
