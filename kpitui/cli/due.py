"""The command `due`: whose readings are due, and which sessions and actions."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from kpitui.cli.context import (
    answer,
    answer_json,
    as_of_option,
    charset,
    db_option,
    json_option,
    open_desk,
    talk,
)
from kpitui.views.coaching import OpenLine, load_open
from kpitui.views.due import DueSubject, FollowUp, load_due, load_follow_ups
from kpitui.views.lookup import find_team


@click.command()
@db_option
@json_option
@as_of_option
@click.option("--team", metavar="NAME", help="Only of that team.")
def due(db: Path | None, as_of: str | None, team: str | None, as_json: bool) -> None:
    """Whose readings are due, by the cadence of each metric, and which sessions and actions are due."""
    desk = open_desk(db)
    when = desk.moment(as_of)
    team_id = find_team(desk.database, team).id if team else None
    people = load_due(desk.database, when, desk.config, team_id)
    follow_ups = load_follow_ups(desk.database, when.day)
    actions = [one for one in load_open(desk.database, when.day) if one.action is not None]
    if as_json:
        answer_json(
            {
                "readings": [_for_programs(one) for one in people],
                "follow_ups": [_follow_up(one) for one in follow_ups],
                "actions": [_action(one) for one in actions],
            }
        )
        return
    drawn_with, day = charset(desk.config), desk.config.writing.day
    for one in people:
        answer(f"{_name(one)}: {', '.join(_in_words(one, day))}", drawn_with)
    for follow_up in follow_ups:
        answer(f"follow up {follow_up.person}, due {day(follow_up.due_on)}, by {follow_up.coach}", drawn_with)
    for one_open in actions:
        assert one_open.action is not None
        assert one_open.due_on is not None
        answer(f"action of {one_open.action.who}, due {day(one_open.due_on)}: {one_open.action.text}", drawn_with)
    if not people and not follow_ups and not actions:
        talk("Nothing is due.")


def _name(one: DueSubject) -> str:
    return f"{one.name} ({one.team or 'no team'})" if one.person_id is not None else one.name


def _in_words(one: DueSubject, day: Callable[[date], str]) -> list[str]:
    return [
        f"{due.metric.name}" + (f" (last {day(due.last_on)})" if due.last_on else " (never)") for due in one.readings
    ]


def _for_programs(one: DueSubject) -> dict[str, object]:
    due = [{"metric": due.metric.name, "cadence": due.metric.cadence, "last_on": due.last_on} for due in one.readings]
    person = one.name if one.person_id is not None else None
    return {"person": person, "team": one.team or None, "due": due}


def _action(one: OpenLine) -> dict[str, object]:
    assert one.action is not None
    return {
        "action": one.action.id, "session": one.of.session.id, "person": one.of.person, "who": one.action.who,
        "text": one.action.text, "due_on": one.due_on,
    }  # fmt: skip


def _follow_up(one: FollowUp) -> dict[str, object]:
    return {"session": one.session_id, "person": one.person, "coach": one.coach, "due_on": one.due_on}
