"""The sample with its last months alone: they tell as much, and are told in a quarter of the time,
and less where everything is written out.
"""

from typing import Any

from kpitui.storage.summaries import rebuild_summaries

_LINKED = (
    "SELECT evaluation_id FROM session_evaluations UNION SELECT evaluation_id FROM disputes "
    "UNION SELECT id FROM evaluations WHERE calibration_id IS NOT NULL"
)
_LAST_DAY = "(SELECT max(date) FROM readings WHERE state = 'kept')"
_LEFT_OUT = (
    "CREATE TEMP TABLE old AS SELECT id FROM evaluations WHERE id NOT IN ({linked}) "
    "AND date < date({last}, '-18 days') AND ({spare} = 0 OR id % {spare})",
    "DELETE FROM answers WHERE evaluation_id IN (SELECT id FROM old)",
    "DELETE FROM evaluations WHERE id IN (SELECT id FROM old)",
    "DELETE FROM readings WHERE date < date({last}, '-{days} days') AND id NOT IN "
    "(SELECT reading_id FROM evaluations WHERE reading_id IS NOT NULL)",
    "DROP TABLE temp.old",
)


def leave_out_what_is_old(db: Any, days: int = 121, spare: int = 0) -> None:
    """Delete readings from before the last days, and evaluations from before the last weeks, past
    the guards of a file, as another program can; with `spare`, one old evaluation in so many stays.
    """
    triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for sql in _LEFT_OUT:
        db.execute(sql.format(last=_LAST_DAY, linked=_LINKED, days=days, spare=spare))
    rebuild_summaries(db)
    for _, sql in triggers:
        db.execute(sql)
