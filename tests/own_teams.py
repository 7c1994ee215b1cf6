"""The sample with accounts for some teams, with a person, and without either; no team is under
another.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import time_machine

from kpitui.domain.access import AccessRole, Actor, Channel
from kpitui.storage.database import DatabaseFile
from kpitui.storage.driver import sqlite3
from kpitui.storage.opening import kept_open

SAMPLE = Path("sample_db/contact_centre.db")
DAY = date(2026, 11, 20)
OUTSIDE = ("Lukas Brandt", "Grace Adeyemi", "Dmitri Volkov")
"""Of other teams than Orders."""

LEADER, SUPERVISOR = AccessRole.LEADER, AccessRole.SUPERVISOR
_ACCOUNTS = """
DELETE FROM team_parents;
INSERT INTO accounts (name, role) VALUES
    ('lee', 'leader'), ('zoe', 'supervisor'), ('two', 'supervisor'), ('root', 'leader');
INSERT INTO accounts (name, role, person_id)
    SELECT 'lena', 'leader', id FROM people WHERE name = 'Helen Marsh';
INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id FROM accounts, teams
    WHERE accounts.name = 'zoe' AND teams.name = 'Orders';
INSERT INTO account_teams (account_id, team_id) SELECT accounts.id, teams.id FROM accounts, teams
    WHERE accounts.name = 'two' AND teams.name IN ('Aftercare', 'Evening line');
"""
LENA = Actor("lena", LEADER, Channel.TUI)
"""A leader whose person is in Orders: every row of the file is there to be seen."""


def changed(path: Path, sql: str) -> None:
    """Have another program change a file."""
    with sqlite3.connect(path) as db:
        db.executescript(sql)
    db.close()


@contextmanager
def sample_with_accounts(folder: Path, more: str = "") -> Iterator[DatabaseFile]:
    """A copy of the sample with accounts, on its last days."""
    path = folder / "kpi.db"
    shutil.copy(SAMPLE, path)
    changed(path, _ACCOUNTS + more)
    with time_machine.travel(DAY, tick=True), kept_open(path) as database:
        yield database
