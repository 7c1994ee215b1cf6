"""The rules of a file: what holds on a day, since when, and who said so and why."""

from datetime import date

from msgspec import Struct

from kpitui.domain.file_rules import KEYS, FileRules, values_of_rules
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.history import standing_change
from kpitui.storage.rules import load_file_rules


class RuleLine(Struct, frozen=True, kw_only=True):
    """A rule with the value that holds; without `starts_on` it is the one it has from the start,
    and no one set it. `coming` are the values that follow, each with its day.
    """

    key: str
    value: str
    starts_on: date | None = None
    by: str = ""
    at: str = ""
    why: str = ""
    coming: tuple[tuple[date, str], ...] = ()


def load_rule_lines(database: DatabaseFile, day: date) -> list[RuleLine]:
    """Every rule of a day but the time zone."""
    begin, found = values_of_rules(FileRules()), []
    with reading(database) as db:
        rules = load_file_rules(db)
        for key in KEYS:
            own = [rule for rule in rules if rule.key == key]
            coming = tuple((rule.starts_on, rule.value) for rule in own if rule.starts_on > day)
            held = next((rule for rule in reversed(own) if rule.starts_on <= day), None)
            if held is None:
                found.append(RuleLine(key=key, value=begin[key], coming=coming))
                continue
            last = standing_change(db, "rules", held.id) or {"by": "", "at": "", "why": ""}
            found.append(
                RuleLine(
                    key=key, value=held.value, starts_on=held.starts_on, by=last["by"],
                    at=last["at"], why=last["why"], coming=coming,
                )
            )  # fmt: skip
    return found
