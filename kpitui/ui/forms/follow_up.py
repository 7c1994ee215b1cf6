"""The form that says what became of a follow-up."""

from datetime import timedelta

from kpitui.actions.coaching import ASK_AGAIN_DAYS
from kpitui.domain.fields import Texts
from kpitui.domain.records.detail import details
from kpitui.domain.records.session import CoachingSession, FollowUpOutcome, FollowUpSaid
from kpitui.domain.text import LINE_LIMIT
from kpitui.ui.app_context import AppContext
from kpitui.ui.forms.form import Field, Form, Help
from kpitui.views.coaching import OpenLine
from kpitui.words.coaching import what_became

_FIELDS = {detail.key: detail.detail for detail in details(CoachingSession)}
OUTCOME, NOTE, AGAIN = "outcome", "outcome_note", "again_on"


def follow_up_form(line: OpenLine, context: AppContext) -> Form[FollowUpSaid]:
    """Kept, partly or not yet, by its first letter, and in a word; a day to ask again where it is
    not yet done.
    """
    session, today = line.of.session, context.today()

    def read(texts: Texts) -> FollowUpSaid:
        reader = context.reader(texts)
        outcome = reader.one_of(OUTCOME, FollowUpOutcome)
        note = reader.optional(NOTE, LINE_LIMIT)
        again = reader.day(AGAIN) if outcome is FollowUpOutcome.NOT_YET else None
        if again is not None:
            reader.check(AGAIN, _require_later, again <= today)
        reader.done()
        return FollowUpSaid(outcome, note, again)

    def helped(texts: Texts) -> Help:
        outcome = _begun(texts[OUTCOME])
        is_open = outcome == FollowUpOutcome.NOT_YET.value
        return Help(
            completed={OUTCOME: outcome}, hidden=frozenset() if is_open else frozenset([AGAIN])
        )

    intro = [f"Agreed: {' '.join(session.agreed.split())}"] if session.agreed else []
    before = what_became(line.of)
    intro += [f"Last time: {before}"] if before else []
    intro += [f"{line.of.person} answered: {session.reply}"] if session.reply else []
    outcomes = tuple(outcome.value for outcome in FollowUpOutcome)
    again_on = context.typed_day(today + timedelta(days=ASK_AGAIN_DAYS))
    fields = (
        Field(
            OUTCOME,
            _FIELDS[OUTCOME].label,
            outcomes[0],
            _FIELDS[OUTCOME].hint,
            outcomes,
            by_letter=True,
        ),
        Field(NOTE, _FIELDS[NOTE].label, "", _FIELDS[NOTE].hint),
        Field(AGAIN, "Ask again", again_on, "such as +7d, fri, 2026-12-07"),
    )
    title = f"Follow-up with {line.of.person}"
    return Form(f"follow-up-{session.id}", title, fields, read, tuple(intro), helped)


def _begun(typed: str) -> str:
    """The outcome that first letters say, empty where they say none."""
    found = [
        outcome.value
        for outcome in FollowUpOutcome
        if typed and outcome.value.startswith(typed.lower())
    ]
    return found[0] if len(found) == 1 else ""


def _require_later(is_early: bool) -> None:
    if is_early:
        raise ValueError("type a day after today")
