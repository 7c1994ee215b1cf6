"""What people say themselves, and coaches for them: seen, done, answer."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from kpitui.actions.coaching import finish_action, follow_up, reply_to_session
from kpitui.actions.seen_levels import answer_question, ask_why, see_levels
from kpitui.cli.context import (
    Environment,
    answer_json,
    db_option,
    json_option,
    open_environment,
    talk,
)
from kpitui.domain.access import Permission
from kpitui.domain.errors import NothingFound, Refused, WrongUsage
from kpitui.domain.records.session import CoachingSession, FollowUpOutcome, FollowUpSaid
from kpitui.domain.within import went_on
from kpitui.views.actors import only_person, own_person, required_person
from kpitui.views.coaching import load_sessions_of
from kpitui.views.level_notices import NO_NOTICES, load_questions
from kpitui.views.lookup import find_open_action, find_person, find_standard
from kpitui.views.person import PersonPage, load_person_page

person_option = click.option(
    "--person", "name", metavar="NAME", help="Someone else, if you coach them."
)


@click.command()
@db_option
@json_option
@person_option
@click.option("--ask", "question", metavar="TEXT", help="Ask why, in a sentence.")
@click.argument("metric", nargs=-1, required=True)
def seen(
    db: Path | None,
    name: str | None,
    question: str | None,
    metric: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say that the new level of the standard METRIC is seen, or ask why; as a coach, that an
    agent was told of it.

    Coaches answer a question from the list of kpitui due.
    """
    env = open_environment(db)
    page, now = _page(env, name), datetime.now(UTC)
    one = find_standard(page, " ".join(metric))
    notices = page.notices.get(one.metric.id, NO_NOTICES)
    by = env.database, env.actor
    if question is not None:
        level = notices.to_ask(one.metric.id, one.times)
        ask_why(*by, page.person.id, level, question, now, seen=notices.unseen)
        said = f"Asked about {one.metric.name}; your coach finds it on the list of what is due."
    elif not notices.unseen:
        raise NothingFound(f"There is no new level of {one.metric.name} for {page.person.name}.")
    else:
        see_levels(*by, [(page.person.id, level) for level in notices.unseen], now)
        new = f"the new level of {one.metric.name}"
        said = (
            f"{page.person.name} has seen {new}."
            if page.own
            else f"Noted that {page.person.name} was told of {new}."
        )
    if as_json:
        answer_json({
            "person": page.person.name, "metric": one.metric.name, "question": question,
            "by": env.actor.name, "by_self": page.own,
        })  # fmt: skip
        return
    talk(said)


@click.command()
@db_option
@json_option
@person_option
@click.option(
    "--outcome",
    type=click.Choice([outcome.value for outcome in FollowUpOutcome]),
    help="Say what became of a follow-up instead, and in a word.",
)
@click.option("--again", metavar="DATE", help="When to ask again, if not yet; default: +7d.")
@click.option("--session", type=int, metavar="NUMBER", help="Of which session; else the oldest.")
@click.argument("action", nargs=-1)
def done(
    db: Path | None, name: str | None, outcome: str | None, again: str | None, session: int | None,
    action: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Mark the open ACTION as done: part of its text, or its number in kpitui person --json. As a
    coach also close a follow-up: kpitui done --person helen --outcome partly "half of the calls".
    """
    if outcome is None and (again is not None or session is not None):
        raise WrongUsage("--again and --session are of a follow-up; say --outcome with them.")
    if outcome is None and not action:
        raise WrongUsage("Say which action is done, or --outcome of a follow-up.")
    if again is not None and outcome != FollowUpOutcome.NOT_YET.value:
        raise WrongUsage(f"--again is for “not yet”; {outcome} is not asked again.")
    env, words = open_environment(db), " ".join(action)
    page = _page(env, name)
    if not page.own or outcome is not None:
        env.actor.require(Permission.COACHING)
    if outcome is not None:
        day = env.moment(again, "--again", future=True).day if again else None
        said = FollowUpSaid(FollowUpOutcome(outcome), words, day)
        _say_followed_up(env, _open_follow_up(page, session), said, as_json=as_json)
        return
    found = find_open_action(page, words)
    finish_action(env.database, env.actor, found, env.today)
    if as_json:
        answer_json({"action": found.id, "person": page.person.name, "text": found.text})
        return
    talk(f"“{found.text}” is done.")


def _open_follow_up(page: PersonPage, session: int | None) -> CoachingSession:
    """The session of a number, else that whose follow-up is due first."""
    found = [line.of.session for line in page.open if line.action is None]
    found = [
        coaching_session for coaching_session in found if session in (None, coaching_session.id)
    ]
    if not found:
        which = "" if session is None else f" of session {session}"
        raise NothingFound(f"{page.person.name} has no open follow-up{which}.")
    return min(found, key=lambda one: one.follow_up_on or date.max)


def _say_followed_up(
    env: Environment, session: CoachingSession, said: FollowUpSaid, *, as_json: bool
) -> None:
    follow_up(env.database, env.actor, session.id, session.version, env.today, said)
    lines = load_sessions_of(env.database, session.person_id)
    now = next(line for line in lines if line.session.id == session.id)
    if as_json:
        answer_json(
            {
                "session": session.id, "person": now.person, "outcome": said.outcome.value,
                "outcome_note": now.session.outcome_note or None,
                "follow_up_on": now.session.follow_up_on,
                "followed_up_on": now.session.followed_up_on,
            }
        )  # fmt: skip
    elif (again := now.session.follow_up_on) and now.session.followed_up_on is None:
        talk(f"Not yet: follow-up with {now.person} on {env.day(again)}.")
    else:
        of = f"{session.kind.value} of {env.day(session.date)}"
        talk(f"Follow-up with {now.person} on the {of} done: {said.outcome.value}.")


@click.command("answer")
@db_option
@json_option
@click.option("--session", type=int, metavar="NUMBER", help="A session of yours; else the newest.")
@click.option("--question", type=int, metavar="NUMBER", help="A question that kpitui due lists.")
@click.argument("text", nargs=-1, required=True)
def answer_(
    db: Path | None,
    session: int | None,
    question: int | None,
    text: tuple[str, ...],
    as_json: bool,
) -> None:
    """Answer in a sentence: a session of your own, or as a coach a question of an agent."""
    if session is not None and question is not None:
        raise WrongUsage("Use --session or --question, not both.")
    env, said = open_environment(db), " ".join(text)
    if question is not None:
        told = _answer_question(env, question, said)
    else:
        session, told = _answer_session(env, session, said)
    if as_json:
        answer_json({"session": session, "question": question, "text": said})
        return
    talk(told)


def _answer_question(env: Environment, number: int, said: str) -> str:
    if not env.actor.sees_everybody:
        raise WrongUsage("Coaches answer questions; leave --question out to answer a session.")
    found = next(
        (question for question in load_questions(env.database) if question.asked.id == number), None
    )
    if found is None:
        raise NothingFound(f"There is no open question {number}; kpitui due lists them.")
    answer_question(env.database, env.actor, found.asked, said, datetime.now(UTC))
    return f"{found.person} has your answer."


def _answer_session(env: Environment, number: int | None, said: str) -> tuple[int, str]:
    """The session that was answered, by its id, and what is said of it."""
    page = _page(env, None)
    sessions = [
        session.session for session in page.sessions if number in (None, session.session.id)
    ]
    if not sessions:
        which = "" if number is None else f" {number}"
        raise NothingFound(f"There is no session{which} with {page.person.name} to answer.")
    answered = sessions[0]
    reply_to_session(env.database, env.actor, answered, said)
    day = env.day(answered.date)
    if answered.reply:
        return answered.id, f"Your answer replaced the earlier one to the session of {day}."
    return answered.id, f"Your answer stands with the session of {day}."


def _page(env: Environment, name: str | None) -> PersonPage:
    """The page of the one who asks, or of a named person they may write about; it does not show
    everything about a person who moved to another team.
    """
    if name is None:
        person_id = required_person(env.database, env.actor)
    else:
        only = only_person(env.database, env.actor)
        person_id = find_person(env.database, name, only=only).id
    own = own_person(env.database, env.actor) == person_id
    when, everyone = env.moment(None), env.actor.sees_everybody
    page = load_person_page(env.database, person_id, when, env.config, team=everyone, own=own)
    if page.went_on:
        raise Refused(went_on(page.person.name))
    return page
