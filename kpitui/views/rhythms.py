"""How often who is coached: everyone, those who are new or clearly below a standard, each role."""

from datetime import date

from msgspec import Struct

from kpitui.domain.coaching_rhythm import OF_RULES, RoleRhythm
from kpitui.domain.records.role import JobRole
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.history import standing_change
from kpitui.storage.people import load_roles
from kpitui.storage.rhythms import load_rhythms
from kpitui.views.rules import RuleLine, load_rule_lines


class RhythmLine(Struct, frozen=True, kw_only=True):
    """How often someone is coached; `role` is None where it is a rule of the file, whose key `rule`
    is then. Of a role that is coached as everyone is, `own` is False. `coming` are the rhythms that
    follow, each with its day.
    """

    whose: str
    days: int
    rule: str = ""
    role: JobRole | None = None
    own: bool = True
    starts_on: date | None = None
    by: str = ""
    why: str = ""
    coming: tuple[tuple[date, int], ...] = ()


def load_rhythm_lines(database: DatabaseFile, day: date) -> list[RhythmLine]:
    """The rhythms of a day: those of the file, then of each role by name."""
    rules = {line.key: line for line in load_rule_lines(database, day)}
    found = [_of_rule(whose, rules[key]) for whose, key in OF_RULES.items()]
    with reading(database) as db:
        dated = load_rhythms(db)
        for role in load_roles(db):
            own = [rhythm for rhythm in dated if rhythm.role_id == role.id]
            found.append(_of_role(db, role, own, day, found[0].days))
    return found


def load_role_rhythm(database: DatabaseFile, role_id: int, day: date) -> int | None:
    """How often those of a role are coached on a day; None where as everyone."""
    with reading(database) as db:
        own = [
            rhythm
            for rhythm in load_rhythms(db)
            if rhythm.role_id == role_id and rhythm.starts_on <= day
        ]
    return own[-1].days if own else None


def _of_rule(whose: str, one: RuleLine) -> RhythmLine:
    coming = tuple((day, int(value)) for day, value in one.coming)
    return RhythmLine(
        whose=whose, days=int(one.value), rule=one.key, starts_on=one.starts_on, by=one.by,
        why=one.why, coming=coming,
    )  # fmt: skip


def _of_role(
    db: Database, role: JobRole, own: list[RoleRhythm], day: date, usual: int
) -> RhythmLine:
    coming = tuple((rhythm.starts_on, rhythm.days) for rhythm in own if rhythm.starts_on > day)
    held = next((rhythm for rhythm in reversed(own) if rhythm.starts_on <= day), None)
    if held is None:
        return RhythmLine(whose=role.name, days=usual, role=role, own=False, coming=coming)
    last = standing_change(db, "rhythms", held.id) or {"by": "", "why": ""}
    return RhythmLine(
        whose=role.name, days=held.days, role=role, starts_on=held.starts_on, by=last["by"],
        why=last["why"], coming=coming,
    )  # fmt: skip
