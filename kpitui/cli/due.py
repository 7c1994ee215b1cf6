"""The command `due`: whose readings and evaluations are due, which sessions and actions, and
what was asked.
"""

from pathlib import Path

import click
from msgspec.structs import replace

from kpitui.cli.context import (
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.teams import all_option, nothing, say_whose, team_option, teams_shown
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.views.coaching import OpenLine, load_open
from kpitui.views.contacts import DisputeLine, load_disputed
from kpitui.views.due import DueSubject, load_due
from kpitui.views.evaluations_due import EvaluationDue, load_evaluations_due
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.words.coaching import due as due_coaching
from kpitui.words.contacts import dispute_due
from kpitui.words.due import due_readings, evaluation_due
from kpitui.words.own_page import answer_command, question_due
from kpitui.words.spans import Line, line, muted
from kpitui.words.speech import Speech


@click.command()
@db_option
@json_option
@as_of_option
@team_option
@all_option
def due(
    db: Path | None, as_of: str | None, team: str | None, every_team: bool, as_json: bool
) -> None:
    """List what is due in your own team, or in every team: readings by the cadence of each metric,
    evaluations of the month with a contact drawn at random, follow-ups, actions, questions,
    disputes.
    """
    env = open_environment(db)
    when = env.moment(as_of)
    shown = teams_shown(env, team, every_team, when)
    people = load_due(env.database, when, shown)
    evaluations = load_evaluations_due(env.database, when, shown) or []
    open_now = load_open(env.database, when.day, shown)
    asked, disputes = load_questions(env.database, shown), load_disputed(env.database, shown)
    say_whose(shown, team)
    if as_json:
        answer_json(
            {
                "readings": [_for_programs(person) for person in people],
                "follow_ups": [_follow_up(one) for one in open_now if one.action is None],
                "actions": [_action(one) for one in open_now if one.action is not None],
                "questions": [_question(one) for one in asked],
                "evaluations": [_evaluation(one) for one in evaluations],
                "disputes": [_dispute(one) for one in disputes],
            }
        )
        return
    speech = replace(env.speech, today=when.day)
    say((due_readings(person, speech) for person in people), env)
    say((evaluation_due(one, speech) for one in evaluations), env)
    say((_numbered(one, speech) for one in asked), env)
    say((dispute_due(one, speech) for one in disputes), env)
    say((due_coaching(one, speech) for one in open_now), env)
    if not (people or evaluations or open_now or asked or disputes):
        talk(nothing("Nothing is due", shown))
    if not env.actor.sees_words:
        talk(WORDS_HELD_BACK)


def _numbered(one: QuestionLine, speech: Speech) -> Line:
    return line(question_due(one, speech), muted(f"  answer it: {answer_command(one)}"))


def _for_programs(one: DueSubject) -> dict[str, object]:
    due = [
        {"metric": due.metric.name, "cadence": due.metric.cadence, "last_on": due.last_on}
        for due in one.readings
    ]
    person = one.name if one.person_id is not None else None
    return {"person": person, "team": one.team or None, "due": due}


def _evaluation(one: EvaluationDue) -> dict[str, object]:
    contact: dict[str, object] | None = None
    if one.contact is not None:
        drawn = one.contact
        contact = {
            "reference": drawn.reference, "date": drawn.date, "channel": drawn.channel or None
        }  # fmt: skip
    return {
        "person": one.name, "team": one.team or None, "metric": one.metric.name,
        "evaluations": one.count, "asked": one.asked,
        "contact": contact,
    }  # fmt: skip


def _action(one: OpenLine) -> dict[str, object]:
    assert one.action is not None
    return {
        "action": one.action.id, "session": one.of.session.id, "person": one.of.person,
        "who": one.action.who, "text": one.action.text, "due_on": one.due_on,
    }  # fmt: skip


def _question(one: QuestionLine) -> dict[str, object]:
    return {
        "question": one.asked.id, "person": one.person, "metric": one.metric.name,
        "text": one.asked.question, "asked_on": one.day,
    }  # fmt: skip


def _dispute(one: DisputeLine) -> dict[str, object]:
    found = one.contact.evaluation
    return {
        "dispute": one.dispute.id, "person": one.contact.person.name, "evaluation": found.id,
        "reference": found.reference or None, "evaluator": found.evaluator,
        "question": one.answer.question.key, "answer": one.answer.answer.value,
        "text": one.dispute.text, "raised_on": one.day,
    }  # fmt: skip


def _follow_up(one: OpenLine) -> dict[str, object]:
    session = one.of.session
    return {
        "session": session.id, "person": one.of.person, "coach": session.coach,
        "due_on": one.due_on, "outcome": session.outcome and session.outcome.value,
        "outcome_note": session.outcome_note or None, "reply": session.reply or None,
    }  # fmt: skip
