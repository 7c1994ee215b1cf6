"""Looking into a database file: integrity, and summaries against readings."""

from kpitui.domain.access import AccessRole
from kpitui.domain.numbers import counted
from kpitui.domain.team_tree import circle_words
from kpitui.domain.writing import WRITING
from kpitui.storage.account_teams import load_account_facts
from kpitui.storage.activities import missing_teams
from kpitui.storage.driver import Database, sqlite3
from kpitui.storage.hash_chain import Chain
from kpitui.storage.record_labels import table_words
from kpitui.storage.rules import clock_of
from kpitui.storage.schema import require_trust
from kpitui.storage.second_look import UNREAD, unread
from kpitui.storage.summaries import wrong_summaries
from kpitui.storage.teams import load_team_tree, team_names


def findings_of_damage(db: Database) -> list[str]:
    """What is broken inside the file, so that it is no good copy of anything."""
    found = [f"the file is damaged: {row[0]}; restore a backup" for row in _not_ok(db)]
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        rows = counted(len(broken), "row")
        found.append(f"links to missing records in {rows}; restore a backup")
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


def findings_of_teams(db: Database) -> list[str]:
    """Circles of teams, which another program made."""
    names, tree = team_names(db), load_team_tree(db)
    return [
        f"teams are in a circle from {WRITING.day(day)} on: "
        f"{circle_words([names.get(one, f'team {one}') for one in circle])}; put one of them under "
        "another team, or under none (e on People)"
        for day, circle in tree.circles()
    ]


_UNLIKE_READING = """
JOIN sheet_versions ON sheet_versions.id = evaluations.sheet_version_id
JOIN sheets ON sheets.id = sheet_versions.sheet_id
JOIN readings ON readings.id = evaluations.reading_id
WHERE readings.state <> 'kept' OR readings.value IS NULL OR evaluations.score IS NULL
    OR abs(readings.value - evaluations.score) > 1e-9 OR readings.metric_id <> sheets.metric_id
    OR readings.person_id IS NOT evaluations.person_id OR readings.date <> evaluations.date
"""
_OF_OTHER_VERSION = """
WHERE evaluations.id IN (
    SELECT evaluation_id FROM answers JOIN sheet_questions ON sheet_questions.id = question_id
    JOIN evaluations AS own ON own.id = evaluation_id
    WHERE sheet_questions.sheet_version_id <> own.sheet_version_id
)
"""
_UNLIKE_ANSWERS = """
LEFT JOIN (
    SELECT evaluation, 100 * sum(weight * share) / sum(weight) AS reached FROM v_answers
    WHERE answer IS NOT NULL GROUP BY evaluation
) ON evaluation = evaluations.id
WHERE (unfailed IS NULL) <> (reached IS NULL) OR abs(unfailed - reached) > 1e-6
"""


def findings_of_evaluations(db: Database) -> list[str]:
    """Which evaluations do not agree with their reading, their sheet or their answers."""
    return [
        f"{what} ({told}); correct the evaluation, and its score and reading follow"
        for what, where in (
            ("evaluations differ from their reading", _UNLIKE_READING),
            ("evaluations have answers of another version of the sheet", _OF_OTHER_VERSION),
            ("evaluations have a score that is not that of their answers", _UNLIKE_ANSWERS),
        )
        if (told := _evaluations_told(db, where))
    ]


def _evaluations_told(db: Database, where: str) -> str:
    """How many there are, and the first by name; empty for none."""
    found = db.execute(
        "SELECT people.name, evaluations.date, evaluations.reference FROM evaluations "
        f"JOIN people ON people.id = evaluations.person_id {where} ORDER BY evaluations.id"
    ).fetchall()
    if not found:
        return ""
    person, day, reference = found[0]
    first = f"{person}, {day}" + (f", contact {reference}" if reference else "")
    return first + (f", and {len(found) - 1} more" if len(found) > 1 else "")


def accounts_told(db: Database) -> list[str]:
    """Which accounts see every team, where there are several, and which see nothing."""
    accounts = load_account_facts(db, clock_of(db).today())
    (teams,) = db.execute("SELECT count(*) FROM teams WHERE ends_on IS NULL").fetchone()
    narrowed = (AccessRole.SUPERVISOR, AccessRole.VIEWER)
    every = [account.name for account in accounts if account.role in narrowed and not account.teams]
    unlinked = [
        account.name
        for account in accounts
        if account.role is AccessRole.MEMBER and not account.has_person
    ]
    said = []
    if every and teams > 1:
        see = "sees" if len(every) == 1 else "see"
        said.append(
            f"{', '.join(every)} {see} every team; narrow an account with: kpitui access teams "
            "NAME --team TEAM"
        )
    if unlinked:
        has = "has" if len(unlinked) == 1 else "have"
        said.append(
            f"{', '.join(unlinked)} {has} no person and so no page; link one with: kpitui access "
            "add NAME --person PERSON"
        )
    over = [
        f"{account.name} sees no one, as {', '.join(account.over)} ended"
        for account in accounts
        if account.over
    ]
    if over:
        said.append(
            f"{'; '.join(over)}; give another team with: kpitui access teams NAME --team TEAM"
        )
    return said


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
    for (broken_at,) in db.execute(
        "SELECT broken_at FROM sealed_again WHERE broken_at IS NOT NULL ORDER BY id"
    ):
        found.append(
            "the history was altered before it was sealed again: its old seal broke at change "
            f"{broken_at}; compare with the copy from before the update"
        )
    if chain.outside:
        were = "1 change was" if chain.outside == 1 else f"{chain.outside} changes were"
        found.append(f"{were} made by another program; see them with: kpitui history")
    return found


def notes_of_seals(db: Database) -> list[str]:
    """When the history was sealed again, with the head of before and the one of then, and who was
    forgotten since.
    """
    found = [
        f"the history was sealed again with the update to schema 19, "
        f"{WRITING.moment(at, clock_of(db))}: {counted(count, 'change')}, old seal "
        f"{old[:16]}, new seal {new[:16]}"
        for at, count, old, new in db.execute(
            "SELECT at, rows, old_head, new_head FROM sealed_again ORDER BY id"
        )
    ]
    gone = int(db.execute("SELECT count(*) FROM forgetting").fetchone()[0])
    were = "1 person was" if gone == 1 else f"{gone} people were"
    return found + ([f"{were} forgotten"] if gone else [])


def _not_ok(db: Database) -> list[tuple[str]]:
    require_trust(db)  # the CHECKs are asked, too
    wrong = [row for row in db.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    if any(unread(row[0]) for row in wrong):
        raise sqlite3.OperationalError(UNREAD)
    return wrong
