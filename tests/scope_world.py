"""The sample with an account of every kind, and marks in all that is of somebody: whose name, whose
words and whose figure came out of a screen or a command can be told by them.
"""

import os
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kpitui.cli.context import account_name
from kpitui.domain.access import Actor
from kpitui.domain.history import ChangeRecord
from kpitui.domain.within import WHO_SEES
from kpitui.storage.database import writing
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import open_file
from tests.cli.conftest import Command
from tests.last_months import leave_out_what_is_old
from tests.scope_asked import Asked, ask

SAMPLE = Path(__file__).parents[1] / "sample_db" / "contact_centre.db"
DAY = date(2026, 11, 20)
INSIDE_TEAM, OUTSIDE_TEAM = "Orders", "Aftercare"

MARKS = {
    "names of other teams": "quill",
    "words about other teams": "hushout",
    "figures of people of other teams": "73.219",
    "names of the own team": "marlow",
    "words about the own team": "hushin",
    "figures of people of the own team": "74.381",
    "words about oneself": "hushown",
}
"""What there is to see, and the mark that stands in all of it and nowhere else."""


@dataclass(frozen=True)
class Reader:
    """An account, and what it is to see."""

    account: str
    told: str
    role: str
    teams: tuple[str, ...]
    sees: frozenset[str]
    person: str = ""


SITE, ENDED = "Bristol", "Old line"
"""A site whose one team below is the inside one, and a team that ended, in which no one is."""
_NOTHING: frozenset[str] = frozenset()

READERS = tuple(
    Reader(account, told, role, teams, WHO_SEES[told] if sees is None else sees, person)
    for account, role, told, teams, person, sees in (
        ("lee", "leader", "leader", (), "", None),
        ("lena", "leader", "leader", (INSIDE_TEAM,), "", None),
        ("every", "supervisor", "supervisor of every team", (), "", None),
        ("zoe", "supervisor", "supervisor of one team", (INSIDE_TEAM,), "", None),
        ("sid", "supervisor", "supervisor of one team", (SITE,), "", None),
        ("eve", "supervisor", "supervisor of one team", (ENDED,), "", _NOTHING),
        ("vic", "viewer", "viewer of every team", (), "", None),
        ("vera", "viewer", "viewer of one team", (INSIDE_TEAM,), "", None),
        ("vito", "viewer", "viewer of one team", (SITE,), "", None),
        ("vex", "viewer", "viewer of one team", (ENDED,), "", _NOTHING),
        ("helen", "member", "member", (), "Helen Marsh", None),
        ("mona", "member", "member", (INSIDE_TEAM,), "Helen Marsh", None),
        ("mia", "member", "member", (), "", _NOTHING),
        ("nobody", "", "no account", (), "", None),
    )
)  # fmt: skip
"""An account of every role and scope: all, one team, a site with a team below, a team that ended,
none; the last is no account.
"""

_OUTSIDE = (
    "SELECT person_id FROM main.memberships GROUP BY person_id HAVING NOT "
    f"max(team_id = (SELECT id FROM main.teams WHERE name = '{INSIDE_TEAM}'))"
)
"""Who never was in the inside team."""
_COLLEAGUES = (
    "SELECT person_id FROM main.memberships GROUP BY person_id HAVING count(*) = 1 "
    f"AND max(team_id) = (SELECT id FROM main.teams WHERE name = '{INSIDE_TEAM}') "
    "AND person_id <> 1"
)
_INSIDE_ID = f"(SELECT id FROM main.teams WHERE name = '{INSIDE_TEAM}')"
_WENT_ON = (
    "SELECT person_id FROM main.memberships AS held GROUP BY person_id "
    f"HAVING max(team_id = {_INSIDE_ID}) AND (SELECT team_id FROM main.memberships "
    "WHERE person_id = held.person_id ORDER BY starts_on DESC LIMIT 1) IS NOT "
    f"{_INSIDE_ID}"
)
"""Who was in the inside team and is in another now: their name is known, and no more."""
_SINCE = f"person_id IN ({{people}}) AND team_id IS NOT {_INSIDE_ID}"
"""Readings of people that are not of the inside team."""
_NAMES = """
UPDATE people SET name = '{name} ' || id, name_key = lower('{name} ' || id),
    code = '{code}' || id, code_key = '{code}' || id WHERE id IN ({people});
UPDATE actions SET who = '{name}' WHERE session_id IN
    (SELECT id FROM sessions WHERE person_id IN ({people}));
INSERT INTO contacts (reference, person_id, date)
    SELECT '{code}' || id, id, '2026-10-01' FROM people WHERE id IN ({people});
UPDATE evaluations SET reference = '{code}' || id WHERE person_id IN ({people});
UPDATE readings SET value = {figure}, n = 1 WHERE id = (SELECT max(id) FROM readings
    WHERE metric_id = 1 AND person_id IN ({people}));
"""
_WORDS = """
UPDATE readings SET note = '{words}' WHERE {readings};
UPDATE sessions SET seen = '{words}', agreed = '{words}', reply = '{words}', behaviour = '{words}',
    strengths = '{words}', reference = '{words}', outcome = 'partly', outcome_note = '{words}'
    WHERE person_id IN ({people});
UPDATE actions SET text = '{words}' WHERE session_id IN
    (SELECT id FROM sessions WHERE person_id IN ({people}));
UPDATE evaluations SET note = '{words}' WHERE person_id IN ({people});
UPDATE calibrations SET note = '{words}' WHERE person_id IN ({people});
UPDATE answers SET comment = '{words}' WHERE id IN (SELECT answers.id FROM answers
    JOIN evaluations ON evaluations.id = evaluation_id WHERE person_id IN ({people})
    ORDER BY answers.id DESC LIMIT 60);
INSERT INTO disputes (evaluation_id, question_id, text, raised_at, raised_by)
    SELECT evaluation_id, question_id, '{words}', '2026-11-12T09:00:00.000Z', 'x' FROM answers
    JOIN evaluations ON evaluations.id = evaluation_id WHERE person_id IN ({people})
    AND evaluation_id NOT IN (SELECT evaluation_id FROM disputes)
    ORDER BY answers.id DESC LIMIT 1;
INSERT INTO annotations (metric_id, person_id, date, text)
    SELECT 1, id, '2026-10-01', '{words}' FROM people WHERE id IN ({people});
INSERT INTO absences (person_id, starts_on, ends_on, reason)
    SELECT id, '2026-10-01', '2026-10-05', '{words}' FROM people WHERE id IN ({people});
INSERT INTO sessions (coach, person_id, date, kind, seen, agreed, follow_up_on)
    SELECT 'lee', id, '2026-11-10', 'training', '{words}', '{words}', '2026-11-17' FROM people
    WHERE id IN ({people});
INSERT INTO actions (session_id, text, who, due_on)
    SELECT id, '{words}', 'x', '2026-11-18' FROM sessions WHERE date = '2026-11-10'
    AND person_id IN ({people});
INSERT OR REPLACE INTO seen_levels
    (person_id, metric_id, starts_on, low, seen_at, seen_by, question)
    SELECT id, 1, '2026-10-01', 1, '2026-10-02T00:00:00Z', 'x', '{words}' FROM people
    WHERE id IN ({people});
"""

_TOGETHER = """
UPDATE sessions SET together_id = (SELECT max(id) FROM sessions WHERE person_id IN
    (SELECT id FROM people WHERE name LIKE 'Zorv Quill%'))
WHERE date = '2026-11-10' AND person_id NOT IN
    (SELECT id FROM people WHERE name LIKE 'Zorv Quill%')
"""
"""Someone inside and someone outside were coached in one session."""

_PLACES = f"""
DELETE FROM team_parents WHERE team_id = (SELECT id FROM teams WHERE name = '{OUTSIDE_TEAM}');
INSERT INTO teams (name, name_key, starts_on, ends_on)
    VALUES ('{ENDED}', lower('{ENDED}'), '2024-01-01', '2026-06-01');
"""


def _say(db: Any, words: str, people: str, readings: str = "") -> None:
    """Have these words stand in all that is written about some people."""
    of = readings or f"person_id IN ({people})"
    db.executescript(_WORDS.format(words=words, people=people, readings=of))


def make_world(path: Path, *, whole: bool = False) -> None:
    """The sample with these accounts and marks, all in one file; `whole` with all its years."""
    shutil.copy(SAMPLE, path)
    open_file(path)  # brings a sample of before up to date
    with closing(sqlite3.connect(path)) as db:
        if not whole:
            leave_out_what_is_old(db)
        names = ("Zorv Quill", "quill", "73.219"), ("Marv Marlow", "marlow", "74.381")
        for people, (name, code, figure) in zip((_OUTSIDE, _COLLEAGUES), names, strict=True):
            found = ", ".join(str(one) for (one,) in db.execute(people).fetchall())
            db.executescript(_NAMES.format(name=name, code=code, figure=figure, people=found))
            _say(db, "hushout" if code == "quill" else "hushin", found)
        _say(db, "hushown", "1")
        went_on = ", ".join(str(one) for (one,) in db.execute(_WENT_ON).fetchall())
        since = _SINCE.format(people=went_on)
        _say(db, "hushout", went_on, since)
        db.execute(
            "UPDATE readings SET value = 73.219, n = 1 WHERE id = "
            f"(SELECT max(id) FROM readings WHERE metric_id = 1 AND {since})"
        )
        db.executescript(_PLACES)
        db.execute(_TOGETHER)
        for reader in READERS[:-1]:
            db.execute(
                "INSERT INTO accounts (name, role, person_id) SELECT ?, ?, "
                "(SELECT id FROM people WHERE name = ?)",
                [reader.account, reader.role, reader.person],
            )
            for team in reader.teams:
                db.execute(
                    "INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id "
                    "FROM accounts, teams WHERE accounts.name = ? AND teams.name = ?",
                    [reader.account, team],
                )
        db.execute("UPDATE metrics SET decimals = 3 WHERE id = 1")
        db.commit()
        db.execute("PRAGMA journal_mode = DELETE")


def seen_in(text: str, asked: Iterable[str] = ()) -> set[str]:
    """What there is to see of it, besides what was typed."""
    for word in sorted(asked, key=len, reverse=True):
        text = text.replace(word, "") if len(word) > 3 else text
    low = text.casefold()
    return {what for what, mark in MARKS.items() if mark in low}


_OUTSIDE_RECORDS = {
    "session": "SELECT max(id) FROM sessions WHERE person_id IN ({0})",
    "evaluation": "SELECT max(id) FROM evaluations WHERE person_id IN ({0})",
    "dispute": "SELECT max(disputes.id) FROM disputes JOIN evaluations "
    "ON evaluations.id = evaluation_id WHERE person_id IN ({0})",
    "question": "SELECT max(id) FROM seen_levels WHERE person_id IN ({0})",
}
"""The numbers of what is of somebody outside, to ask for by them."""


@dataclass(frozen=True)
class Told:
    """What was asked, and all that was told: output, errors, what was written."""

    asked: str
    typed: tuple[str, ...]
    text: str
    wrote_outside: bool = False
    """Whether it changed what is kept of people who are outside now, and of other teams."""

    @property
    def sees(self) -> set[str]:
        """What there is to see of it, besides what was typed."""
        return seen_in(self.text, self.typed)


_NOW_OUTSIDE = (
    "SELECT person_id FROM memberships AS held WHERE starts_on = (SELECT max(starts_on) "
    "FROM memberships WHERE person_id = held.person_id) AND team_id IS NOT "
    f"(SELECT id FROM teams WHERE name = '{INSIDE_TEAM}')"
)
_WRITTEN = {
    **dict.fromkeys(("sessions", "evaluations", "absences", "calibrations", "seen_levels"),
                    "person_id IN ({0})"),
    **dict.fromkeys(("readings", "annotations"), "person_id IN ({0}) OR (person_id IS NULL AND "
                    f"team_id IS NOT (SELECT id FROM teams WHERE name = '{INSIDE_TEAM}'))"),
    "actions": "session_id IN (SELECT id FROM sessions WHERE person_id IN ({0}))",
    "answers": "evaluation_id IN (SELECT id FROM evaluations WHERE person_id IN ({0}))",
    "disputes": "evaluation_id IN (SELECT id FROM evaluations WHERE person_id IN ({0}))",
}  # fmt: skip
"""Tables with rows of a person or a team, and which are of those outside."""


def kept_of_others(path: Path) -> list[tuple[object, ...]]:
    """How many rows of each table are of people outside, and how often they were changed."""
    with closing(sqlite3.connect(path)) as db:
        return [
            db.execute(
                f"SELECT '{table}', count(*), total(version), max(id) FROM {table} "
                f"WHERE {theirs.format(_NOW_OUTSIDE)}"
            ).fetchone()
            for table, theirs in _WRITTEN.items()
        ]


@dataclass(frozen=True)
class World:
    """The file of each reader, and the numbers of records of somebody outside."""

    folder: Path
    numbers: dict[str, int]
    asked: Asked
    others: list[tuple[object, ...]]
    """What is kept of people outside, before anyone asks."""

    @classmethod
    def make(cls, folder: Path, *, whole: bool = False) -> "World":
        """In an empty folder."""
        base = folder / "base.db"
        make_world(base, whole=whole)
        base.chmod(0o600)
        with writing(open_file(base), ChangeRecord(Actor("lee"), "seal")):
            pass  # what was written here is sealed once, not with the first change of each copy
        with closing(sqlite3.connect(base)) as db:
            numbers = {
                what: db.execute(sql.format(_OUTSIDE)).fetchone()[0]
                for what, sql in _OUTSIDE_RECORDS.items()
            }
        for reader in READERS:
            shutil.copy(base, folder / f"{reader.account}.db")
            become(folder / f"{reader.account}.db", reader)
        return cls(folder, numbers, Asked(folder / "asked.db"), kept_of_others(base))

    def of(self, reader: Reader) -> Path:
        """The file whose account of this process is a reader."""
        return self.folder / f"{reader.account}.db"

    def told(self, reader: Reader, words: Sequence[str], new: Path, by: Command = ask) -> Told:
        """What a command tells a reader; files that it writes have a name that begins like
        `new`.
        """
        path = self.asked.copy_of(self.of(reader))
        os.environ["KPITUI_DB"] = str(path)
        said = by(*words)
        written = [path for path in new.parent.glob(f"{new.name}*") if path.suffix != ".db"]
        text = said.out + said.err + "".join(map(_text_of, written))
        for one in new.parent.glob(f"{new.name}*"):
            one.unlink()
        wrote = self.asked.was_written and kept_of_others(path) != self.others
        return Told(" ".join(words), tuple(words), text, wrote)


def _text_of(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text("utf-8", errors="replace")
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode("utf-8") for name in book.namelist())


def leaks(told: Sequence[Told], reader: Reader) -> list[str]:
    """What tells a reader more than they are to see."""
    writes = "words about other teams" in reader.sees
    found = [f"{one.asked}: {sorted(more)}" for one in told if (more := one.sees - reader.sees)]
    wrote = [one.asked for one in told if one.wrote_outside and not writes]
    return found + [f"{one} wrote of someone outside" for one in wrote]


def sees(told: Iterable[Told]) -> frozenset[str]:
    """What there is to see in all of it."""
    return frozenset(what for one in told for what in one.sees)


def become(path: Path, reader: Reader) -> None:
    """Have the user of this process be an account of the file."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE accounts SET name = ? WHERE name = ?", [account_name(), reader.account])
        db.commit()
