"""Whose figures and words an account sees: every block of a narrowed account reads the tables
through views of its connection that hold no more, whatever it asks.

Rows of people outside are not there for any query. What is kept by team (`day_summaries`) stays
whole, so that another team is seen as a team. On a connection that writes, triggers refuse what is
of people outside.
"""

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from kpitui.domain.access import AccessRole
from kpitui.storage.driver import Database
from kpitui.storage.scope_people import LOOKED_UP
from kpitui.storage.teams_below import stop_after


class Scope(Struct, frozen=True):
    """What an account sees: whose figures, and whose words of coaching."""

    teams_only: bool = False
    """Figures and words of some teams alone, by person; else of everyone."""

    own_words: bool = False
    """Coaching, evaluations and history of their own person alone."""

    no_words: bool = False
    """No words of coaching at all."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == EVERYTHING

    @property
    def mark(self) -> str:
        """The name of the table by which a connection remembers its scope."""
        return f"scope_is_{self.teams_only:d}{self.own_words:d}{self.no_words:d}"


EVERYTHING = Scope()


def scope_of(db: Database, account: str) -> Scope:
    """What an account sees now; everything where no accounts are set up."""
    found = db.execute(
        "SELECT role, EXISTS (SELECT 1 FROM main.account_teams WHERE account_id = accounts.id) "
        "FROM main.accounts WHERE name = ? AND ends_on IS NULL",
        [account],
    ).fetchone()
    if found is None:
        sql = "SELECT 1 FROM main.accounts WHERE ends_on IS NULL LIMIT 1"
        return Scope(no_words=True) if db.execute(sql).fetchone() else EVERYTHING
    role, has_teams = AccessRole(found[0]), bool(found[1])
    if role is AccessRole.LEADER:
        return EVERYTHING
    if role is AccessRole.MEMBER:
        # To judge one takes the figures of their team; the views show a member their own page.
        return Scope(own_words=True)
    return Scope(teams_only=has_teams, no_words=role is AccessRole.VIEWER)


def narrow(db: Database, account: str) -> None:
    """Have a connection see what an account does from now on; outside of a transaction."""
    _make(db, scope_of(db, account), writes=False)


def guard(db: Database, account: str) -> None:
    """Have a connection see what an account does from now on, and refuse to write what is of
    people outside; outside of a transaction. What writes names the table as `main.`, before which
    no view stands.
    """
    _make(db, scope_of(db, account), writes=True)


def look_up(db: Database, account: str, day: date) -> None:
    """Who the account sees on a day, for what `narrow` or `guard` made; within the transaction of
    the block.
    """
    if remembered(db) is None:
        return
    values = {"account": account, "day": day.isoformat(), "following": stop_after(day)}
    for sql in LOOKED_UP:
        db.execute(sql, values)


def remembered(db: Database) -> str | None:
    """The mark of the scope that a connection has; None where it sees everything."""
    found = db.execute(
        "SELECT name FROM sqlite_temp_master WHERE name LIKE 'scope\\_is\\_%' ESCAPE '\\'"
    ).fetchone()
    return found[0] if found else None


def _make(db: Database, scope: Scope, *, writes: bool) -> None:
    """Make the views and triggers of a scope, unless they are there; those of another one go."""
    if remembered(db) == (None if scope.is_everything else scope.mark):
        return
    made = db.execute(
        "SELECT type, name FROM sqlite_temp_master WHERE type IN ('view', 'trigger') "
        "OR name LIKE 'scope\\_%' ESCAPE '\\' ORDER BY type DESC"
    ).fetchall()
    script = [f"DROP {kind} temp.{name}" for kind, name in made]
    if not scope.is_everything:
        tables = ("scope_teams", "scope_people", "scope_known", scope.mark)
        script += [f"CREATE TEMP TABLE {table} (id INTEGER PRIMARY KEY)" for table in tables]
        views = _views(db, scope, writes=writes)
        script += [f"CREATE TEMP VIEW {name} AS {select}" for name, select in views]
        if writes and not (scope.no_words and not scope.teams_only):
            script += _triggers()
    # As one script: the driver keeps a hundred statements for the next time, and these would take
    # the room of those that every save runs.
    db.executescript(";\n".join(("BEGIN", *script, "COMMIT")))


_SEEN = "{} IN (SELECT id FROM temp.scope_people)"
_OF_PERSON = ("evaluations", "calibrations", "contacts", "seen_levels", "sessions")
_OF_SESSION = ("actions", "session_metrics", "session_evaluations")
_OF_EVALUATION = ("answers", "disputes")
_WORDS = (*_OF_PERSON, *_OF_SESSION, *_OF_EVALUATION)
"""Tables with what was said to a person or about them."""

_FIGURES = {
    "people": "id IN (SELECT id FROM temp.scope_known)",
    "memberships": (
        "person_id IN (SELECT id FROM temp.scope_people) "
        "OR team_id IN (SELECT id FROM temp.scope_teams)"
    ),
    "readings": (
        "person_id IS NULL OR person_id IN (SELECT id FROM temp.scope_people) "
        "OR team_id IN (SELECT id FROM temp.scope_teams)"
    ),
    "absences": _SEEN.format("person_id"),
    "person_salts": "0",
    "undone_readings": f"person_id IS NULL OR {_SEEN.format('person_id')}",
    "standards": f"person_id IS NULL OR {_SEEN.format('person_id')}",
    "annotations": f"person_id IS NULL OR {_SEEN.format('person_id')}",
    "accepted_findings": (
        "record_key NOT LIKE 'person-%' "
        "OR CAST(substr(record_key, 8) AS INTEGER) IN (SELECT id FROM temp.scope_people)"
    ),
}
"""Tables with figures by person, and which of their rows are of people inside."""

_HIDDEN_TEXTS = {
    "readings": "note", "evaluations": "note", "answers": "comment", "calibrations": "note",
    "absences": "reason",
}  # fmt: skip
"""Words that stand beside figures."""


NARROWED = (*_WORDS, *_FIGURES, "accounts", "changes")
"""Every table that a view may stand before."""


def _views(db: Database, scope: Scope, *, writes: bool) -> Iterator[tuple[str, str]]:
    """The name and the query of each view that stands before a table of the same name."""
    conditions = dict.fromkeys(_WORDS, "1") | dict.fromkeys(_HIDDEN_TEXTS, "1")
    if scope.teams_only or scope.own_words:
        conditions |= {table: _SEEN.format("person_id") for table in _OF_PERSON}
        conditions |= dict.fromkeys(_OF_SESSION, _through("sessions", "session_id"))
        conditions |= dict.fromkeys(_OF_EVALUATION, _through("evaluations", "evaluation_id"))
    if scope.teams_only:
        conditions |= _FIGURES
        if writes:  # of whom nothing can be written has no name there
            conditions["people"] = _SEEN.format("id")
    if scope.no_words:
        spoken = ("sessions", *_OF_SESSION, "disputes", "seen_levels")
        conditions |= dict.fromkeys(spoken, "0")
        # What happened to one person is words about them.
        conditions["annotations"] = "person_id IS NULL"
    for table, condition in conditions.items():
        if condition != "1" or (scope.no_words and table in _HIDDEN_TEXTS):
            listed = _listed(db, table, _HIDDEN_TEXTS.get(table) if scope.no_words else None)
            if table == "people":
                listed = listed.replace("ends_on", _LEFT)
            yield table, f"SELECT {listed} FROM main.{table} WHERE {condition}"
    yield "accounts", _accounts(db)
    yield "changes", _changes(db, scope)
    shadowed = re.compile(rf"\b({'|'.join(conditions)})\b")
    for name, sql in db.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'view'"
    ).fetchall():
        if shadowed.search(sql):
            yield name, re.sub(r"^CREATE VIEW \w+ AS\b", "", sql)


_LEFT = f"""
CASE WHEN {_SEEN.format("people.id")} THEN ends_on ELSE (SELECT max(held.ends_on)
    FROM main.memberships AS held WHERE held.person_id = people.id
    AND held.team_id IN (SELECT id FROM temp.scope_teams)) END AS ends_on
"""
"""Who went to another team has left, as far as the account sees them."""


def _through(table: str, column: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM main.{table} AS owner WHERE owner.id = {column} "
        f"AND {_SEEN.format('owner.person_id')})"
    )


def _listed(db: Database, table: str, hidden: str | None = None) -> str:
    names = db.execute("SELECT name FROM pragma_table_info(?, 'main')", [table])
    return ", ".join(_emptied(table, name) if name == hidden else name for (name,) in names)


def _emptied(table: str, column: str) -> str:
    # A reading without a note holds nothing there, other texts are empty.
    return f"{'NULL' if table == 'readings' else repr('')} AS {column}"


def _accounts(db: Database) -> str:
    """Accounts as they are, without whose they are where that is people outside."""
    own = f"CASE WHEN {_SEEN.format('person_id')} THEN person_id END AS person_id"
    listed = _listed(db, "accounts").replace("person_id", own)
    return f"SELECT {listed} FROM main.accounts"


_ROW = "coalesce(changes.after, changes.before)"


def _changes(db: Database, scope: Scope) -> str:
    """The history of what the account sees."""

    def owner(table: str, column: str) -> str:
        """Whose the record is that a change is of, also where that was removed."""
        return (
            f"coalesce((SELECT owner.person_id FROM main.{table} AS owner "
            f"WHERE owner.id = {_ROW} ->> '{column}'), "
            f"(SELECT held.before ->> 'person_id' FROM main.changes AS held "
            f"WHERE held.table_name = '{table}' AND held.record_id = {_ROW} ->> '{column}' "
            "AND held.kind = 'delete' ORDER BY held.id DESC LIMIT 1))"
        )

    def among(tables: tuple[str, ...]) -> str:
        return f"changes.table_name IN ({', '.join(map(repr, tables))})"

    person = f"({_ROW} ->> 'person_id')"
    seen = f"{person} IS NULL OR {_SEEN.format(person)}"
    hidden = ("sessions", *_OF_SESSION, *_OF_EVALUATION, "evaluations", "seen_levels")
    cases = [f"WHEN {among(hidden)} THEN 0"] if scope.no_words else []
    if scope.no_words:
        cases += [f"WHEN {among(('annotations',))} THEN {person} IS NULL"]
    if scope.teams_only or scope.own_words:
        cases += [
            "WHEN changes.kind = 'bulk' THEN 1",
            f"WHEN changes.table_name = 'people' THEN {_SEEN.format('changes.record_id')}",
            f"WHEN {among(_OF_SESSION)} THEN {_SEEN.format(owner('sessions', 'session_id'))}",
            f"WHEN {among(_OF_EVALUATION)} THEN "
            f"{_SEEN.format(owner('evaluations', 'evaluation_id'))}",
            "WHEN changes.table_name = 'targets' THEN coalesce("
            f"({_SEEN.format(owner('standards', 'standard_id'))}), 1)",
        ]
        cases += [f"ELSE {seen}"]
    else:
        cases += ["ELSE 1"]
    listed = _listed(db, "changes")
    if scope.no_words:
        for column in ("before", "after"):
            told = (
                f"CASE WHEN {among(('absences',))} THEN json_remove({column}, '$.reason') "
                f"ELSE json_remove({column}, '$.note') END AS {column}"
            )
            listed = listed.replace(column, told)
    return f"SELECT {listed} FROM main.changes AS changes WHERE CASE {' '.join(cases)} END"


OUTSIDE = "kpitui scope: "
"""How the refusal of a trigger begins; `file_errors` says it to the person."""

_BY_TEAM = (
    "CASE WHEN {row}.person_id IS NOT NULL THEN "
    "{row}.person_id NOT IN (SELECT id FROM temp.scope_people) "
    "ELSE {row}.team_id IS NULL OR {row}.team_id NOT IN (SELECT id FROM temp.scope_teams) END"
)
GUARDED = {
    **dict.fromkeys(("readings", "annotations"), _BY_TEAM),
    **dict.fromkeys(
        (*_OF_PERSON, "absences"),
        "{row}.person_id NOT IN (SELECT id FROM temp.scope_people)",
    ),
    **dict.fromkeys(_OF_SESSION, f"NOT {_through('sessions', '{row}.session_id')}"),
    **dict.fromkeys(_OF_EVALUATION, f"NOT {_through('evaluations', '{row}.evaluation_id')}"),
}
"""Tables that a narrowed account writes, and which rows are not theirs."""


def _triggers() -> Iterator[str]:
    for table, outside in GUARDED.items():
        for kind, seen in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            condition = " OR ".join(f"({outside.format(row=row)})" for row in seen)
            yield (
                f"CREATE TEMP TRIGGER scope_{table}_{kind.lower()} BEFORE {kind} ON main.{table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{OUTSIDE}{table}'); END"
            )
