"""The screen that someone begins with."""

from datetime import date

from kpitui.domain.access import AccessRole, Actor
from kpitui.domain.file_rules import Start
from kpitui.storage.accounts import has_accounts
from kpitui.storage.database import DatabaseFile, reading


def load_start(database: DatabaseFile, actor: Actor, day: date) -> Start:
    """By the rules of the file for the role; Plan in a file without accounts that says nothing."""
    rules = database.rules.on(day)
    of_role: dict[AccessRole, Start] = {
        AccessRole.LEADER: rules.start_leader,
        AccessRole.SUPERVISOR: rules.start_supervisor,
        AccessRole.VIEWER: rules.start_viewer,
    }
    start = of_role.get(actor.role, "plan")
    if database.rules.says(f"start_{actor.role.value}", day):
        return start
    with reading(database) as db:
        return start if has_accounts(db) else "plan"
