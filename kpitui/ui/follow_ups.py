"""What waits for a coach and is done now: an action, a follow-up, the answer to a question, a
disputed answer.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from kpitui.actions.coaching import finish_action, follow_up
from kpitui.actions.disputes import decide_dispute
from kpitui.actions.seen_levels import answer_question, see_levels
from kpitui.domain.records.dispute import Decision, Outcome
from kpitui.domain.records.seen_level import LevelKey
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import Task, leading_to
from kpitui.ui.forms.answers import answer_form
from kpitui.ui.forms.disputes import decision_form
from kpitui.ui.forms.form import Form
from kpitui.views.coaching import OpenLine
from kpitui.views.contacts import DisputeLine
from kpitui.views.level_notices import QuestionLine


def closing(line: OpenLine, context: AppContext) -> Task:
    """Says in the file that an open action or follow-up is done."""
    action, session = line.action, line.of.session

    def done() -> str:
        by = context.database, context.actor
        if action is not None:
            finish_action(*by, action, context.today())
        else:
            follow_up(*by, session.id, session.version, context.today())
        return ""

    return Task(
        done, f"“{action.text}” is done" if action else f"Follow-up with {line.of.person} done"
    )


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
) -> tuple[Form[Decision], str, Callable[[Decision], None], Callable[[Decision], str]]:
    """The form that decides a dispute, the line to stay on, what keeps the decision, and what is
    said then.
    """

    def decide(decided: Decision) -> None:
        by = context.database, context.actor
        answer, now = line.answer.answer, datetime.now(UTC)
        decide_dispute(*by, line.dispute, answer, decided, now, today=context.latest_day)

    def said(decided: Decision) -> str:
        stands = decided.outcome is Outcome.STANDS
        name = line.contact.person.name
        return f"{name} has your decision: {'it stands' if stands else 'answer and score changed'}"

    return decision_form(line, context), "", decide, said


def telling(told: Sequence[tuple[int, LevelKey]], context: AppContext) -> Task:
    """Notes who was told of which level, people by their ids."""
    note = partial(see_levels, context.database, context.actor, told, datetime.now(UTC))
    return Task(partial(leading_to, "", note), "Noted who was told")
