"""The command `due`: whose readings and evaluations are due, which sessions and actions, and
what was asked.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from msgspec import Struct

from kpitui.cli.context import (
    Environment,
    answer_json,
    as_of_option,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.cli.teams import all_option, nothing, say_whose, team_option, teams_shown
from kpitui.domain.periods import AsOf
from kpitui.domain.within import WORDS_HELD_BACK
from kpitui.views.coaching import OpenLine, load_open
from kpitui.views.contacts import DisputeLine, load_disputed
from kpitui.views.due import DueSubject, load_due
from kpitui.views.evaluations_due import EvaluationDue, load_evaluations_due
from kpitui.views.level_notices import QuestionLine, load_questions
from kpitui.views.own_teams import TeamsShown
from kpitui.views.to_coach import ToCoach, coaching_answer, load_to_coach
from kpitui.words.coaching import due as due_coaching
from kpitui.words.contacts import dispute_due
from kpitui.words.due import due_readings, evaluation_due
from kpitui.words.own_page import answer_command, question_due
from kpitui.words.spans import Line, line, muted
from kpitui.words.speech import Speech
from kpitui.words.to_coach import to_coach as to_coach_line


@click.command()
@db_option
@json_option
@as_of_option
@team_option
@all_option
@click.option("--coaching", is_flag=True, help="Only who is to be coached, why, and what is open.")
def due(
    db: Path | None, as_of: str | None, team: str | None, every_team: bool, coaching: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """List what is due in your own team, or in every team: readings by the cadence of each metric,
    evaluations of the month with a contact drawn at random, coaching, follow-ups, actions,
    questions, disputes.
    """
    env, when = open_environment(db).seen_on(as_of)
    shown = teams_shown(env, team, every_team, when)
    if coaching:
        say_whose(shown, team)
        _coaching(env, when, shown, as_json=as_json)
        return
    found = _load(env, when, shown)
    say_whose(shown, team)
    if as_json:
        answer_json(_answer(found, when.day))
    else:
        _say(found, env, shown)


class _Due(Struct, frozen=True):
    people: list[DueSubject]
    evaluations: list[EvaluationDue]
    open_now: list[OpenLine]
    asked: list[QuestionLine]
    disputes: list[DisputeLine]
    to_coach: Sequence[ToCoach]


def _load(env: Environment, when: AsOf, shown: TeamsShown) -> _Due:
    return _Due(
        load_due(env.database, when, shown),
        load_evaluations_due(env.database, when, shown) or [],
        load_open(env.database, when.day, shown),
        load_questions(env.database, shown, when.day),
        load_disputed(env.database, shown, when.day),
        load_to_coach(env.database, when, shown).lines,
    )


def _answer(found: _Due, day: date) -> dict[str, object]:
    return {
        "readings": [_for_programs(person) for person in found.people],
        "to_coach": [_to_coach(coach, day) for coach in found.to_coach],
        "follow_ups": [_follow_up(one) for one in found.open_now if one.action is None],
        "actions": [_action(one) for one in found.open_now if one.action is not None],
        "questions": [_question(question_line) for question_line in found.asked],
        "evaluations": [_evaluation(evaluation) for evaluation in found.evaluations],
        "disputes": [_dispute(dispute) for dispute in found.disputes],
    }


def _say(found: _Due, env: Environment, shown: TeamsShown) -> None:
    speech = env.speech
    say((due_readings(person, speech) for person in found.people), env)
    say((evaluation_due(evaluation, speech) for evaluation in found.evaluations), env)
    say((_numbered(question_line, speech) for question_line in found.asked), env)
    say((dispute_due(dispute, speech) for dispute in found.disputes), env)
    to_coach = (coach for coach in found.to_coach if not coach.only_follow_up)
    say((to_coach_line(coach, speech) for coach in to_coach), env)
    say((due_coaching(one, speech) for one in found.open_now), env)
    if not any((
        found.people, found.evaluations, found.to_coach, found.open_now, found.asked,
        found.disputes,
    )):  # fmt: skip
        talk(nothing("Nothing is due", shown))
    if not env.actor.sees_words:
        talk(WORDS_HELD_BACK)


def _coaching(env: Environment, when: AsOf, shown: TeamsShown, *, as_json: bool) -> None:
    """Who is to be coached, worst first, then the actions that are due."""
    to_coach = load_to_coach(env.database, when, shown)
    found, actions = (
        to_coach.lines,
        [open_line for open_line in to_coach.open if open_line.action is not None],
    )
    if as_json:
        answer_json(
            {
                "to_coach": [_to_coach(coach, when.day) for coach in found],
                "actions": [_action(action) for action in actions],
            }
        )
        return
    speech = env.speech
    say((to_coach_line(coach, speech) for coach in found), env)
    say((due_coaching(action, speech) for action in actions), env)
    if not env.actor.sees_words:
        talk(WORDS_HELD_BACK)
    elif not (found or actions):
        talk(nothing("No one is to be coached", shown))


def _to_coach(one: ToCoach, day: date) -> dict[str, object]:
    coached = one.coached
    return {
        "person": one.name, "team": one.team or None, "reasons": list(one.reasons),
        "coaching": coaching_answer(coached, day),
        "below": [
            {"metric": each.metric.name, "value": each.evidence.value,
             "periods": len(each.evidence.periods)}
            for each in one.below
        ],
        "follow_ups": [
            {"session": each.of.session.id, "due_on": each.due_on} for each in one.follow_ups
        ],
    }  # fmt: skip


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
        "session": session.id, "person": one.of.person, "coach": one.of.coach_now,
        "due_on": one.due_on, "outcome": session.outcome and session.outcome.value,
        "outcome_note": session.outcome_note or None, "reply": session.reply or None,
    }  # fmt: skip
