"""Accepting what a health rule finds: knowingly, with a reason, and for a time."""

from datetime import date

from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData
from kpitui.domain.health.rule import Finding
from kpitui.domain.history import ChangeRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.records import find_row, insert, update


def accept_finding(
    database: DatabaseFile, actor: Actor, finding: Finding, reason: str, until: date, today: date
) -> None:
    """Accept a finding until a day, on which it is looked at again; what was accepted before gets
    the new reason.
    """
    actor.require(Permission.PLAN)
    if not reason.strip():
        raise BadData("Type a reason.")
    if until <= today:
        raise BadData(f"{until} is not in the future; type the day when it comes back.")
    code, key = finding.id
    with writing(database, ChangeRecord(actor, "dismiss issue", reason)) as db:
        values = {
            "record": finding.found.record[:500],
            "reason": reason,
            "until_on": until.isoformat(),
        }
        kept = find_row(db, "accepted_findings", {"code": code, "record_key": key})
        if kept:
            update(db, "accepted_findings", kept["id"], kept["version"], values)
        else:
            insert(db, "accepted_findings", {"code": code, "record_key": key, **values})
