"""Accepting what a health rule finds: knowingly, with a reason, and for a time."""

from datetime import date

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData
from kpitui.domain.health import Finding
from kpitui.domain.history import DeedRecord
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.records import insert, rows, update


def accept_finding(
    database: DatabaseFile, actor: Actor, finding: Finding, reason: str, until: date, today: date
) -> None:
    """Accept a finding until a day, on which it is looked at again; what was accepted before gets the new reason."""
    actor.require(Deed.PLAN)
    if not reason.strip():
        raise BadData("Say why it may stay as it is.")
    if until <= today:
        raise BadData(f"{until} is no day to come; say when it is to be looked at again.")
    code, key = finding.id
    with writing(database, DeedRecord(actor, "accept finding", reason)) as db:
        values = {"record": finding.found.record[:500], "reason": reason, "until_on": until.isoformat()}
        kept = rows(
            db, "SELECT * FROM accepted_findings WHERE code = :code AND record_key = :key", {"code": code, "key": key}
        )
        if kept:
            update(db, "accepted_findings", kept[0]["id"], kept[0]["version"], values)
        else:
            insert(db, "accepted_findings", {"code": code, "record_key": key, **values})
