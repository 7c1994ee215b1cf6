"""Scored contacts, as their agents see them, and what is said and decided about them: evaluations,
dispute, decide.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kpitui.actions.disputes import decide_dispute, dispute_answer, see_evaluation
from kpitui.cli.context import (
    RECORD_NUMBER,
    Environment,
    answer_json,
    db_option,
    json_option,
    open_environment,
    say,
    talk,
)
from kpitui.domain.access import Permission
from kpitui.domain.errors import NothingFound, Refused, WrongUsage
from kpitui.domain.numbers import rounded
from kpitui.domain.readings import SubjectFilter
from kpitui.domain.records.dispute import DisputeDecision, Outcome
from kpitui.domain.sheet_score import answer_word, read_answer
from kpitui.domain.within import not_shown
from kpitui.views.actors import only_person, own_person, required_person
from kpitui.views.contacts import (
    NEWEST,
    AnswerLine,
    ContactLine,
    load_contact,
    load_contacts,
    load_disputed,
)
from kpitui.views.find_answer import find_answer
from kpitui.views.lookup import find_person
from kpitui.views.own_teams import is_hidden
from kpitui.words import contacts as words
from kpitui.words.spans import Line, line, muted


@click.command()
@db_option
@json_option
@click.option(
    "--last", type=click.IntRange(1, 500), default=NEWEST, show_default=True,
    help="List the newest N.",
)  # fmt: skip
@click.option("--answers", is_flag=True, help="List every answer, with anchors and comments.")
@click.option(
    "--seen", type=RECORD_NUMBER, metavar="NUMBER",
    help="Say that you have seen that one; as a coach, that the agent was told of it.",
)  # fmt: skip
@click.argument("name", nargs=-1)
def evaluations(
    db: Path | None, last: int, answers: bool, seen: int | None, name: tuple[str, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """List how contacts of the agent NAME were scored, newest first; without NAME your own."""
    env = open_environment(db)
    if seen is not None:
        _note_seen(env, seen, as_json=as_json)
        return
    person_id = _person_id(env, " ".join(name))
    found = load_contacts(env.database, person_id, env.today, last)
    if as_json:
        answer_json([_for_programs(contact_line) for contact_line in found])
        return
    own = own_person(env.database, env.actor) == person_id
    for one in found:
        say(_told(one, env, own=own, answers=answers), env)
    if not found:
        nothing = "No contact was scored yet"
        if is_hidden(env.database, SubjectFilter((person_id,))):
            nothing = not_shown("Evaluations", find_person(env.database, " ".join(name)).name)
        talk(f"{nothing}.")


@click.command()
@db_option
@json_option
@click.argument("evaluation", type=RECORD_NUMBER)
@click.argument("question")
@click.argument("text", nargs=-1, required=True)
def dispute(
    db: Path | None, evaluation: int, question: str, text: tuple[str, ...], as_json: bool
) -> None:
    """Dispute in a sentence how a QUESTION was answered in an EVALUATION of yours.

    The number of the evaluation stands in kpitui evaluations; the question is named by its number
    there, its key, or part of its text.
    """
    env = open_environment(db)
    one = _contact(env, evaluation)
    found = find_answer(one, question)
    said = " ".join(text)
    number = dispute_answer(
        env.database, env.actor, one.evaluation.id, found.question.id, said, datetime.now(UTC)
    )
    if as_json:
        answer_json({"dispute": number, "evaluation": evaluation, "question": found.question.key})
        return
    talk(f"Disputed “{found.question.text}”; your coach finds it on the list of what is due.")


@click.command()
@db_option
@json_option
@click.argument("dispute", type=RECORD_NUMBER)
@click.argument("answer")
@click.argument("reason", nargs=-1, required=True)
def decide(
    db: Path | None, dispute: int, answer: str, reason: tuple[str, ...], as_json: bool
) -> None:
    """Decide about a DISPUTE that kpitui due lists: stands, or the ANSWER that is right, and why.

    Where another answer is right, it is corrected with its score, and the history keeps both.
    """
    env = open_environment(db)
    env.actor.require(Permission.READINGS)
    one = next((each for each in load_disputed(env.database) if each.dispute.id == dispute), None)
    if one is None:
        raise NothingFound(f"There is no open dispute {dispute}; kpitui due lists them.")
    decided = DisputeDecision(Outcome.STANDS, " ".join(reason))
    if answer.casefold() != Outcome.STANDS.value:
        try:
            value = read_answer(one.answer.question, answer)
        except ValueError as error:
            raise WrongUsage(f"{error}, or stands.") from None
        decided = DisputeDecision(Outcome.CHANGED, " ".join(reason), value)
    decide_dispute(
        env.database, env.actor, one.dispute, one.answer.answer, decided, datetime.now(UTC),
        today=env.latest_day,
    )  # fmt: skip
    after = load_contact(env.database, one.contact.evaluation.id)
    if as_json:
        answer_json({
            "dispute": dispute, "outcome": decided.outcome.value,
            "evaluation": after.evaluation.id, "score": rounded(after.evaluation.score),
        })  # fmt: skip
        return
    score = words.score_short(after, env.speech)
    is_ = "stays" if decided.outcome is Outcome.STANDS else "is now"
    talk(f"{one.contact.person.name} has your decision; the score {is_} {score}.")


def _person_id(env: Environment, name: str) -> int:
    if name:
        return find_person(env.database, name, only=only_person(env.database, env.actor)).id
    own = own_person(env.database, env.actor)
    if own is None and env.actor.sees_everybody:
        raise WrongUsage("Name an agent: kpitui evaluations NAME.")
    return required_person(env.database, env.actor)


def _contact(env: Environment, number: int) -> ContactLine:
    """One contact; who sees only their own is told of no other, not even that there is one."""
    only = only_person(env.database, env.actor)
    try:
        found = load_contact(env.database, number)
    except NothingFound:
        if only is None:
            raise
        found = None
    if found is None or only not in (None, found.person.id):
        raise Refused(f"There is no evaluation {number} of yours; kpitui evaluations lists them.")
    return found


def _note_seen(env: Environment, number: int, *, as_json: bool) -> None:
    one = _contact(env, number)
    see_evaluation(env.database, env.actor, number, datetime.now(UTC))
    own = own_person(env.database, env.actor) == one.person.id
    if as_json:
        answer_json({"evaluation": number, "by": env.actor.name, "by_self": own})
        return
    which = words.contact_name(one, env.speech)
    name = one.person.name
    talk(f"{name} has seen {which}." if own else f"Noted that {name} was told of {which}.")


def _told(one: ContactLine, env: Environment, *, own: bool, answers: bool) -> Iterator[Line]:
    speech = env.speech
    yield line(muted(f"{one.evaluation.id:>4}  "), *words.contact_line(one, speech, own=own))
    if not answers:
        return
    yield from (line("      ", *said) for said in words.heading(one, speech))
    for number, each in enumerate(one.answers, 1):
        first, *more = words.answer_lines(each, speech)
        yield line(f"  {number:>3}. ", *first)
        yield from (line("       ", *said) for said in more)


def _for_programs(one: ContactLine) -> dict[str, object]:
    found = one.evaluation
    return {
        "id": found.id, "person": one.person.name, "date": found.date, "sheet": one.sheet.name,
        "reference": found.reference or None, "channel": found.channel or None,
        "evaluator": found.evaluator, "score": rounded(found.score),
        "score_without_critical": rounded(found.unfailed),
        "failed": [each.key for each in one.score.failed], "note": found.note or None,
        "seen_at": found.seen_at, "seen_by": found.seen_by, "by_self": one.by_self,
        "was": rounded(one.earlier.value) if one.earlier else None,
        "corrected_at": one.earlier.until if one.earlier else None,
        "corrected_by": one.earlier.by if one.earlier else None,
        "answers": [_answer(each) for each in one.answers],
    }  # fmt: skip


def _answer(one: AnswerLine) -> dict[str, object]:
    earlier = one.earlier
    return {
        "question": one.question.key, "text": one.question.text, "answer": one.answer.value,
        "word": answer_word(one.question, one.answer.value),
        "comment": one.answer.comment or None,
        "was": None if earlier is None else answer_word(one.question, earlier.value),
        "changed_at": earlier.until if earlier else None,
        "disputes": [
            {
                "id": each.id, "text": each.text, "raised_at": each.raised_at,
                "raised_by": each.raised_by, "outcome": each.outcome,
                "answer": each.answer or None, "answered_at": each.answered_at,
                "answered_by": each.answered_by,
            }
            for each in one.disputes
        ],
    }  # fmt: skip
