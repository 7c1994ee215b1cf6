"""What was agreed in a session and is done now: an action, or the follow-up itself."""

from kpitui.actions.coaching import finish_action, follow_up
from kpitui.ui.app_context import AppContext
from kpitui.ui.changes import Task
from kpitui.views.coaching import OpenLine


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
