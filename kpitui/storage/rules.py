"""Rules of the organisation as they are kept: name, value, and the day from which on it holds."""

from datetime import date

from msgspec import Struct

from kpitui.domain.clock import Clock
from kpitui.domain.file_rules import DatedRule, RuleBook
from kpitui.storage.driver import Database

TIME_ZONE = "time zone"


class OrganisationRule(Struct, frozen=True):
    """A value that holds from a day on."""

    id: int
    value: str
    starts_on: str
    version: int


def newest_rule(db: Database, name: str, by: str = "9999-12-31") -> OrganisationRule | None:
    """The value of a rule that begins last, up to a day."""
    row = db.execute(
        "SELECT id, value, starts_on, version FROM rules WHERE name = ? AND starts_on <= ? "
        "ORDER BY starts_on DESC LIMIT 1",
        [name, by],
    ).fetchone()
    return OrganisationRule(*row) if row else None


def load_time_zone(db: Database) -> str:
    """The name of the organisation's time zone; empty where it is the server's."""
    rule = newest_rule(db, TIME_ZONE)
    return rule.value if rule else ""


def load_file_rules(db: Database) -> list[DatedRule]:
    """Every value that a rule ever had but the time zone, oldest first."""
    found = db.execute(
        "SELECT name, value, starts_on, id FROM rules WHERE name <> ? ORDER BY starts_on, id",
        [TIME_ZONE],
    ).fetchall()
    return [DatedRule(name, value, date.fromisoformat(day), id_) for name, value, day, id_ in found]


def follow_rules(db: Database, clock: Clock, rules: RuleBook) -> None:
    """Have a clock and a book of rules go by what a file says now."""
    clock.use(load_time_zone(db))
    rules.use(load_file_rules(db))


def clock_of(db: Database) -> Clock:
    """The clock of the organisation, for who has no more than a connection."""
    return Clock(load_time_zone(db))


def fewest_in_group(db: Database) -> int:
    """Of how many people a group is shown to who is outside of it, by the rule of today."""
    return RuleBook(load_file_rules(db)).on(clock_of(db).today()).fewest_in_group
