"""The sample with an account of every kind, and marks in all that is of somebody: whose name, whose
words and whose figure came out of a screen or a command can be told by them.
"""

import io
import re
import shutil
import sys
from collections.abc import Iterable
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from kpitui.cli.context import account_name
from kpitui.cli.main import run
from kpitui.storage.driver import sqlite3
from tests.cli.conftest import Answer

SAMPLE = Path("sample_db/contact_centre.db")
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

OWN_TEAM = ("names of the own team", "words about the own team",
            "figures of people of the own team", "words about oneself")  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """An account, and what it is to see."""

    account: str
    told: str
    role: str
    teams: tuple[str, ...]
    sees: frozenset[str]
    person: str = ""


READERS = (
    Reader("lee", "leader", "leader", (), frozenset(MARKS)),
    Reader("every", "supervisor of every team", "supervisor", (), frozenset(MARKS)),
    Reader("zoe", "supervisor of one team", "supervisor", (INSIDE_TEAM,), frozenset(OWN_TEAM)),
    Reader("vic", "viewer of every team", "viewer", (),
           frozenset(one for one in MARKS if not one.startswith("words"))),
    Reader("vera", "viewer of one team", "viewer", (INSIDE_TEAM,),
           frozenset(one for one in OWN_TEAM if not one.startswith("words"))),
    Reader("helen", "member", "member", (), frozenset({"words about oneself"}), "Helen Marsh"),
    Reader("nobody", "no account", "", (),
           frozenset(one for one in MARKS if not one.startswith("words"))),
)  # fmt: skip

_OUTSIDE = (
    "SELECT person_id FROM main.memberships GROUP BY person_id HAVING count(*) = 1 "
    f"AND max(team_id) = (SELECT id FROM main.teams WHERE name = '{OUTSIDE_TEAM}')"
)
_COLLEAGUES = (
    "SELECT person_id FROM main.memberships GROUP BY person_id HAVING count(*) = 1 "
    f"AND max(team_id) = (SELECT id FROM main.teams WHERE name = '{INSIDE_TEAM}') "
    "AND person_id <> 1"
)
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
UPDATE readings SET note = '{words}' WHERE person_id IN ({people});
UPDATE sessions SET seen = '{words}', agreed = '{words}', reply = '{words}', behaviour = '{words}'
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


def make_world(path: Path) -> None:
    """The sample with these accounts and marks, all in one file."""
    shutil.copy(SAMPLE, path)
    with closing(sqlite3.connect(path)) as db:
        names = ("Zorv Quill", "quill", "73.219"), ("Marv Marlow", "marlow", "74.381")
        for people, (name, code, figure) in zip((_OUTSIDE, _COLLEAGUES), names, strict=True):
            found = ", ".join(str(one) for (one,) in db.execute(people).fetchall())
            db.executescript(_NAMES.format(name=name, code=code, figure=figure, people=found))
            db.executescript(
                _WORDS.format(words="hushout" if code == "quill" else "hushin", people=found)
            )
        db.executescript(_WORDS.format(words="hushown", people="1"))
        for one in READERS[:-1]:
            db.execute(
                "INSERT INTO accounts (name, role, person_id) SELECT ?, ?, "
                "(SELECT id FROM people WHERE name = ?)",
                [one.account, one.role, one.person],
            )
            for team in one.teams:
                db.execute(
                    "INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id "
                    "FROM accounts, teams WHERE accounts.name = ? AND teams.name = ?",
                    [one.account, team],
                )
        db.execute("UPDATE metrics SET decimals = 3 WHERE id = 1")
        db.commit()
        db.execute("PRAGMA journal_mode = DELETE")


def seen_in(text: str, asked: Iterable[str] = ()) -> set[str]:
    """What there is to see of it, besides what was typed."""
    for word in sorted(asked, key=len, reverse=True):
        text = text.replace(word, "") if len(word) > 3 else text
    low = re.sub(r"\s+", " ", text.casefold())
    return {what for what, mark in MARKS.items() if mark in low}


def become(path: Path, reader: Reader) -> None:
    """Have the user of this process be an account of the file."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE accounts SET name = ? WHERE name = ?", [account_name(), reader.account])
        db.commit()


def ask(*words: str | Path) -> Answer:
    """The program in this process, as the account that it is run by."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    sys.argv = ["kpitui", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            run()
    except SystemExit as left:
        code = left.code
    told = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        told.append(stream.buffer.getvalue().decode("utf-8"))
    assert isinstance(code, int)
    return Answer(code, *told)
