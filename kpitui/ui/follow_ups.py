"""What waits for a coach and is done now: an action, a follow-up, the answer to a question, a
disputed answer.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from kpitui.actions.coaching import finish_action, follow_up
from kpitui.actions.disputes import decide_dispute
from kpitui.actions.seen_levels import answer_question, see_levels
from kpitui.domain.records.action import Action
from kpitui.domain.records.dispute import DisputeDecision, Outcome
from kpitui.domain.records.seen_level import LevelKey
from kpitui.domain.records.session import FollowUpOutcome, FollowUpSaid
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import ChangeRunner, Task, leading_to
from kpitui.ui.choice import Choice
from kpitui.ui.forms.answers import answer_form
from kpitui.ui.forms.disputes import decision_form
from kpitui.ui.forms.follow_up import follow_up_form
from kpitui.ui.forms.form import Form
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import DisputeLine
from kpitui.views.level_notices import QuestionLine


async def done_with(line: OpenLine, context: AppContext, changes: ChangeRunner) -> None:
    """Say that an open action is done, or ask what became of a follow-up."""
    if line.action is not None:
        changes.do(finishing(line.action, context))
    else:
        await changes.change(*following_up(line, context))


async def asking_done(line: OpenLine, context: AppContext, changes: ChangeRunner) -> None:
    """The same where Enter opens: an action is asked about too."""
    if line.action is None:
        await changes.change(*following_up(line, context))
        return
    action = line.action
    done = Choice("It is done", partial(changes.do, finishing(action, context)))
    leave = Choice("It stays open", lambda: None)
    await changes.choose(f"{line.of.person}: {action.text}", [done, leave])


def finishing(action: Action, context: AppContext) -> Task:
    """Says in the file that an open action is done."""
    finish = partial(finish_action, context.database, context.actor, action, context.today())
    return Task(partial(leading_to, "", finish), f"“{action.text}” is done")


def following_up(
    line: OpenLine, context: AppContext
) -> tuple[Form[FollowUpSaid], str, Callable[[FollowUpSaid], None], Callable[[FollowUpSaid], str]]:
    """The form that asks what became of a follow-up, the line to stay on, what keeps it, and what
    is said then.
    """
    session, today = line.of.session, context.today()

    def follow(said: FollowUpSaid) -> None:
        follow_up(context.database, context.actor, session.id, session.version, today, said)

    def told(said: FollowUpSaid) -> str:
        if said.outcome is FollowUpOutcome.NOT_YET:
            return f"Follow-up with {line.of.person} on {context.day(said.again_on)}"
        return f"Follow-up with {line.of.person} done: {said.outcome.value}"

    return follow_up_form(line, context), "", follow, told


DECIDES = "Only someone who may score contacts can decide that."


def answering(
    line: QuestionLine, context: AppContext
) -> tuple[Form[str], str, Callable[[str], None], str]:
    """The form that answers a question, the line to stay on, what keeps the answer, and what is
    said then.
    """

    def answer(said: str) -> None:
        answer_question(context.database, context.actor, line.asked, said, datetime.now(UTC))

    return answer_form(line, context), "", answer, f"{line.person} has your answer"


def deciding(
    line: DisputeLine, context: AppContext
) -> tuple[
    Form[DisputeDecision], str, Callable[[DisputeDecision], None], Callable[[DisputeDecision], str]
]:
    """The form that decides a dispute, the line to stay on, what keeps the decision, and what is
    said then.
    """

    def decide(decided: DisputeDecision) -> None:
        by = context.database, context.actor
        answer, now = line.answer.answer, datetime.now(UTC)
        decide_dispute(*by, line.dispute, answer, decided, now, today=context.latest_day)

    def said(decided: DisputeDecision) -> str:
        stands = decided.outcome is Outcome.STANDS
        name = line.contact.person.name
        return f"{name} has your decision: {'it stands' if stands else 'answer and score changed'}"

    return decision_form(line, context), "", decide, said


def telling(told: Sequence[tuple[int, LevelKey]], context: AppContext) -> Task:
    """Notes who was told of which level, people by their ids."""
    note = partial(see_levels, context.database, context.actor, told, datetime.now(UTC))
    return Task(partial(leading_to, "", note), "Noted who was told")
