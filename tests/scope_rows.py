"""Every row that somebody sees, whatever it is asked for: what the tables hold for them."""

import json

from kpitui.cli.context import account_name
from kpitui.domain.access import Channel
from kpitui.storage.database import reading
from kpitui.storage.opening import kept_open
from kpitui.views.access import as_seen_by
from kpitui.views.actors import actor_named
from tests.scope_world import Reader, World

Row = tuple[object, ...]
Rows = dict[str, list[Row]]
"""By table."""


def rows_of(world: World, reader: Reader) -> Rows:
    """All there is in the tables for a reader; of accounts, how many have a person."""
    with kept_open(world.of(reader)) as opened:
        actor = actor_named(opened, account_name(), Channel.CLI)
        with reading(as_seen_by(opened, actor)) as db:
            tables = db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
            found = {
                name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
                for (name,) in tables.fetchall()
                if name not in ("accounts", "changes", "seals", "sealed_again")
            }
            owned = "SELECT DISTINCT person_id FROM accounts ORDER BY person_id"
            history = "SELECT id, before, after FROM changes WHERE table_name <> 'accounts'"
            return found | {one: db.execute(one).fetchall() for one in (owned, history)}


def tables_with_more(mine: Rows, theirs: Rows) -> list[str]:
    """The tables with rows that others do not see, or see with less in them."""
    found = []
    for name, rows in mine.items():
        of: dict[object, list[Row]] = {}
        for row in theirs[name]:
            of.setdefault(row[0], []).append(row)
        if not all(any(_says_less(row, other) for other in of.get(row[0], ())) for row in rows):
            found.append(name)
    return found


def _says_less(row: object, of: object) -> bool:
    """Whether a row, or a text of the history, is another one or that without some of its words."""
    if isinstance(row, tuple) and isinstance(of, tuple):
        return len(row) == len(of) and all(map(_says_less, row, of))
    if isinstance(row, str) and isinstance(of, str) and row[:1] == of[:1] == "{":
        held = json.loads(of)
        return all(_says_less(said, held.get(key)) for key, said in json.loads(row).items())
    return row == of or row in (None, "")
