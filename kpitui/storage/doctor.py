"""Looking into a database file: integrity, and summaries against readings."""

from kpitui.domain.writing import WRITING
from kpitui.storage.activities import missing_teams
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.hash_chain import Chain
from kpitui.storage.history import table_words
from kpitui.storage.rules import clock_of
from kpitui.storage.schema import require_trust
from kpitui.storage.second_look import UNREAD, unread
from kpitui.storage.summaries import wrong_summaries


def findings_of_damage(db: Database) -> list[str]:
    """What is broken inside the file, so that it is no good copy of anything."""
    found = [f"the file is damaged: {row[0]}; restore a backup" for row in _not_ok(db)]
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        found.append(f"{len(broken)} rows point to missing records; restore a backup")
    found += [
        f"an activity of “{title}” names team {team}, which is not there; edit the strategy"
        for title, team in missing_teams(db)
    ]
    wrong = wrong_summaries(db)
    if wrong:
        found.append(
            f"{wrong} day summaries differ from their readings; fix them with: kpitui doctor "
            "--rebuild"
        )
    return found


def findings_of_history(db: Database, chain: Chain) -> list[str]:
    """Where the chain of the history does not hold, and how much other programs did."""
    found = []
    if chain.broken_at is not None:
        row = db.execute(
            "SELECT table_name, record_id, at FROM changes WHERE id = ?", [chain.broken_at]
        ).fetchone()
        what = (
            f" ({table_words(row[0])} {row[1]}, {WRITING.moment(row[2], clock_of(db))})"
            if row
            else " (it is gone)"
        )
        found.append(
            f"the history was altered: its seal breaks at change {chain.broken_at}{what}; compare "
            "with a backup"
        )
    if chain.outside:
        were = "1 change was" if chain.outside == 1 else f"{chain.outside} changes were"
        found.append(f"{were} made by another program; see them with: kpitui history")
    return found


def _not_ok(db: Database) -> list[tuple[str]]:
    require_trust(db)  # the CHECKs are asked, too
    wrong = [row for row in db.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    if any(unread(row[0]) for row in wrong):
        raise sqlite3.OperationalError(UNREAD)
    return wrong
