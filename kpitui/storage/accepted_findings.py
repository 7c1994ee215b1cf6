"""The findings of health rules that were accepted, as they are kept."""

from datetime import date

from kpitui.storage.driver import Database
from kpitui.storage.records import rows


def load_accepted_findings(db: Database, day: date) -> dict[tuple[str, str], tuple[str, date]]:
    """The findings that are accepted on a day, by rule and record: why, and until when."""
    sql = "SELECT * FROM accepted_findings WHERE until_on > :day"
    return {
        (row["code"], row["record_key"]): (row["reason"], date.fromisoformat(row["until_on"]))
        for row in rows(db, sql, {"day": day.isoformat()})
    }
