"""What another program can leave in a file: codes in every column that the schema calls text,
wherever it lets them.
"""

import json
import re
import time
from pathlib import Path

from kpitui.storage.driver import sqlite3

CODES = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\u202e\x90q\x9c\x00\x7f\x1bc\u2066"
"""The clipboard, a clear screen, a colour in one byte, a turned direction, a device string, NUL,
DEL, a reset.
"""

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]")
"""What no door lets out: every control but a line end, and every mark that turns the direction."""

_LENGTHS = (120, 100, 64, 60, 40, 20)
_ROWS = """
INSERT INTO people (name, name_key, starts_on) VALUES ('Zoe', 'zoe', '2025-01-01');
INSERT INTO accounts (name, role) VALUES ('zoe', 'supervisor');
INSERT INTO access_keys (account_id, kind, blob, fingerprint)
    SELECT id, 'ssh-ed25519', 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'SHA256:x'
    FROM accounts WHERE name = 'zoe';
INSERT INTO baselines (metric_id, first_on, last_on, reason) VALUES (1, '2026-01-01', '2026-03-01',
'so');
INSERT INTO accepted_findings (code, record_key, record, reason, until_on)
    VALUES ('H01', 'person:1', 'x', 'y', date('now', '+90 days'));
INSERT INTO closed_periods (month) VALUES ('2020-01');
INSERT INTO guards (strategy_id, metric_id) SELECT min(strategy_id), (SELECT max(id) FROM metrics)
FROM kpis;
INSERT INTO undone_readings (id, metric_id, date, value, state, version)
    VALUES (900000, 1, '2026-01-05', 90, 'void', 1);
INSERT INTO sheets (name, name_key, code, code_key, metric_id)
    VALUES ('Zoes sheet', 'zoes sheet', 'zoe', 'zoe', 1);
INSERT INTO sheet_versions (sheet_id, starts_on) SELECT max(id), '2025-01-01' FROM sheets;
INSERT INTO sheet_questions (sheet_version_id, section, key, text, kind, weight, not_applicable, anchors)
    SELECT max(id), 'Opening', 'greeting', 'Greeted', 'yes/no', 1, 1, '[["yes", "by name"]]' FROM sheet_versions;
INSERT INTO calibrations (sheet_version_id, person_id, date, reference, channel, note, opened_by)
    SELECT max(sheet_versions.id), 1, '2026-10-01', '88', 'call', 'x', 'zoe' FROM sheet_versions;
INSERT INTO evaluations (sheet_version_id, person_id, date, evaluator, reference, channel, note, score, unfailed,
    seen_at, seen_by) SELECT max(id), 1, '2026-10-02', 'zoe', '8841', 'call', 'x', 100, 100,
    '2026-10-03T09:00:00+00:00', 'zoe' FROM sheet_versions;
INSERT INTO answers (evaluation_id, question_id, value, comment)
    SELECT max(evaluations.id), (SELECT max(id) FROM sheet_questions), 1, 'well' FROM evaluations;
INSERT INTO disputes (evaluation_id, question_id, text, raised_at, raised_by, outcome, answer, answered_at,
    answered_by) SELECT max(evaluations.id), (SELECT max(id) FROM sheet_questions), 'why',
    '2026-10-03T09:00:00+00:00', 'zoe', 'stands', 'so', '2026-10-04T09:00:00+00:00', 'zoe' FROM evaluations;
INSERT INTO session_evaluations (session_id, evaluation_id)
    SELECT (SELECT min(id) FROM sessions), max(id) FROM evaluations;
INSERT INTO contacts (reference, person_id, date, channel) VALUES ('8842', 1, '2026-10-05', 'call');
INSERT INTO team_parents (team_id, parent_id, starts_on) SELECT max(id), min(id), '2025-01-01' FROM teams;
INSERT INTO account_teams (account_id, team_id) SELECT max(id), (SELECT min(id) FROM teams) FROM accounts;
INSERT INTO absences (person_id, starts_on, ends_on, reason) VALUES (1, '2026-10-01', '2026-10-05', 'leave');
INSERT INTO deeds (uuid, at, by, way, action) VALUES ('forgot', '2026-10-01T09:00:00Z', 'zoe', 'cli', 'forget person');
INSERT INTO people (name, name_key, starts_on, ends_on, forgotten_on)
    VALUES ('Former agent 90', 'former agent 90', '2025-01-01', '2026-01-01', '2026-10-01');
INSERT INTO forgetting (deed_id, person_id, stands)
    SELECT max(deeds.id), (SELECT max(id) FROM people), 'Former agent 90' FROM deeds;
INSERT INTO erased (change_id, field, digest, deed_id)
    SELECT max(changes.id), 'why', lower(hex(randomblob(32))), (SELECT deed_id FROM forgetting) FROM changes;
INSERT INTO person_salts (name, salt) VALUES ('zoe beside', randomblob(32));
INSERT INTO sealed_again (rows, old_head, new_head) VALUES (1, 'a', 'b');
INSERT INTO rhythms (role_id, days, starts_on) SELECT min(id), 14, '2025-01-01' FROM roles;
INSERT INTO decisions (review_id, text, who, due_on, result) SELECT max(id), 'shorter greeting', 'zoe', '2026-11-30',
    'x' FROM reviews;
INSERT INTO visits (name, at, before) VALUES ('zoe beside', '2026-10-02T09:00:00Z', '2026-10-01T09:00:00Z');
INSERT INTO rules (name, value, starts_on) VALUES ('time_zone', 'Europe/Berlin', '2024-01-01');
"""  # noqa: E501
"""A row in each table that the sample leaves empty."""

KEPT_UNITS = ("%", "s", "m:ss", "h:mm:ss")
"""A unit decides how a value is read; the others are words."""


def add_rows(path: Path) -> None:
    """A row in each table that has none."""
    with sqlite3.connect(path) as db:
        db.executescript(_ROWS)
        db.execute(
            "INSERT INTO presences (token, name, seen_at) VALUES ('t', 'zoe', ?)", [time.time()]
        )
        for table in tables(db):
            if table not in ("current_deed", "drafts"):
                assert db.execute(f"SELECT 1 FROM {table}").fetchone(), (
                    f"give {table} a row in _ROWS"
                )
    db.close()


def tables(db: "sqlite3.Connection") -> list[str]:
    """Every table of the file."""
    found = db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
    )
    return [name for (name,) in found.fetchall() if not name.startswith("sqlite_")]


def text_columns(db: "sqlite3.Connection") -> list[tuple[str, str]]:
    """Every column of text, as the schema says it."""
    return [
        (table, column)
        for table in tables(db)
        for (column,) in db.execute(
            "SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", [table]
        ).fetchall()
    ]


def poison(path: Path, codes: str = CODES, *, keep: frozenset[str] = frozenset()) -> list[str]:
    """Put codes into every column of text in every row, behind what stood there; the columns that
    took them.

    A program that writes raw SQL can take the triggers away and put them back. `keep` names columns
    that stay.
    """
    db = sqlite3.connect(path)
    took = []
    with db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        for table, column in text_columns(db):
            if f"{table}.{column}" not in keep and sum(_poisoned(db, table, column, codes)):
                took.append(f"{table}.{column}")
        for _, sql in guards:
            db.execute(sql)
    db.close()
    return took


def _poisoned(db: "sqlite3.Connection", table: str, column: str, codes: str) -> list[bool]:
    key = (
        "id"
        if "id" in [row[0] for row in db.execute(f"SELECT name FROM pragma_table_info('{table}')")]
        else "rowid"
    )
    key = column if table == "presences" else key
    if table == "day_summaries":  # numbers, derived from the readings
        return []
    most = " ORDER BY id DESC LIMIT 300" if table in ("readings", "changes") else ""
    found = db.execute(f"SELECT {key}, {column} FROM {table}{most}").fetchall()
    return [
        _take(db, f"UPDATE {table} SET {column} = ? WHERE {key} IS ?", old, row, codes)
        for row, old in found
    ]


def _take(db: "sqlite3.Connection", sql: str, old: str | None, row: object, codes: str) -> bool:
    if old in KEPT_UNITS and "unit" in sql:
        return False
    for text in _texts(old or "", codes):
        try:
            db.execute(sql, [text, row])
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            continue
        return True
    return False


def _texts(old: str, codes: str) -> list[str]:
    """What stood there with codes behind it, ever shorter; in JSON as JSON says them."""
    if old.startswith(("[", "{")):
        data = json.loads(old)
        dirty = [f"{one}{codes}" for one in data] if isinstance(data, list) else _dirty(data, codes)
        return [json.dumps(dirty, ensure_ascii=False), json.dumps(dirty)]
    whole = f"{old}{codes}"
    return [
        whole,
        *(f"{old[: max(2, length - len(codes))]}{codes}"[:length] for length in _LENGTHS),
    ]


def _dirty(data: dict[str, object], codes: str) -> dict[str, object]:
    return {
        name: f"{value}{codes}" if isinstance(value, str) else value for name, value in data.items()
    }
