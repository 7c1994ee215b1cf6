"""The teams above the teams of a list of people: sites and departments."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from itertools import pairwise

from kpitui.actions.load_spells import By
from kpitui.actions.people import add_team
from kpitui.actions.teams import put_team_under
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.team import Team
from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.people import load_team
from kpitui.storage.records import row_named
from kpitui.storage.teams import load_team_tree


def place_teams(
    db: Database,
    by: By,
    above: Mapping[str, Sequence[str]],
    known: Container[int],
    today: date,
) -> list[str]:
    """Put teams under those above them, made where they are new; what was done. A team that is not
    among those `known` before was there always, one that is known is moved today.
    """
    said: list[str] = []
    done: set[tuple[str, str]] = set()
    for team, chain in above.items():
        for own, parent in pairwise([team, *chain]):
            pair = name_key(own), name_key(parent)
            if pair in done:
                continue
            done.add(pair)
            below, over = (_team(db, by, name) for name in (own, parent))
            on = today if below.id in known else max(below.starts_on, over.starts_on)
            if load_team_tree(db).parent(below.id, on) != over.id:
                put_team_under(*by, below, over, on)
                said.append(f"put {below.name} under {over.name}")
    return said


def _team(db: Database, by: By, name: str) -> Team:
    found = row_named(db, "teams", name)
    return load_team(db, found["id"] if found else add_team(*by, name, ALWAYS))
