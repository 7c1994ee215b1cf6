"""What changes are called: what was done, and to which record."""

from kpitui.domain.numbers import counted
from kpitui.storage.driver import Database
from kpitui.storage.history import changes_of
from kpitui.storage.record_labels import Labels
from kpitui.storage.records import Row, from_json, row_of
from kpitui.storage.teams_of_readings import went_along


def change_label(db: Database, change_id: int) -> str:
    """A change in words: what was done, and to what."""
    action = row_of(db, "deeds", change_id)["action"]
    return in_words(action, changes_of(db, change_id), Labels(db))


def in_words(action: str, changes: list[Row], labels: Labels) -> str:
    """An action with the record that it is about, and how many more there are."""
    along = sum(map(went_along, changes))
    if 0 < along < len(changes):
        others = [change for change in changes if not went_along(change)]
        return f"{in_words(action, others, labels)}, {counted(along, 'reading')} went along"
    # The record that a form was about is the last one that a change touches in most cases; levels
    # belong to another.
    named = [
        change for change in changes if change["table_name"] not in ("targets", "day_summaries")
    ] or changes
    if len(_of_table(changes, "contacts")) == len(changes):
        return _contacts(action, changes)
    named = [change for change in changes if change["table_name"] == "sessions"] or named
    whole = next((table for table in _WHOLES if _of_table(changes, table)), None)
    if whole:
        # What belongs to it is a part of it, and not something more.
        changes = named = _of_table(changes, whole)
    if several_readings := _readings(action, named, labels):
        return several_readings
    label = ""
    for change in reversed(named):
        label = labels.of(
            change["table_name"], from_json(change["after"] or change["before"] or "{}")
        )
        if label:
            break
    more = len(changes) - 1
    several = more and (len(named) > 1 or named[0]["table_name"] == "sessions")
    return f"{action}: {label}" + (f" and {more} more" if several else "") if label else action


_TELLS_READINGS = ("metric_id", "person_id", "team_id", "date")


def _readings(action: str, named: list[Row], labels: Labels) -> str:
    """How many readings were saved, with what all of them have in common; empty of one alone."""
    saved = [one for one in named if one["kind"] == "insert"] or named
    if len(saved) < 2 or len(_of_table(named, "readings")) < len(named):
        return ""
    held = [from_json(one["after"] or one["before"]) for one in saved]
    alike = {
        column: held[0].get(column)
        for column in _TELLS_READINGS
        if all(one.get(column) == held[0].get(column) for one in held)
    }
    whose = labels.of("readings", alike)
    return f"{action}: {counted(len(saved), 'reading')}" + (f" of {whose}" if whose else "")


LOAD_CONTACTS = "load contacts"
"""What the change is called that brings a list of contacts in."""


def _contacts(action: str, changes: list[Row]) -> str:
    """How many contacts a list brought; none is of more weight than the others."""
    if action != LOAD_CONTACTS:
        return f"{action}: {counted(len(changes), 'contact')}"
    added = sum(change["kind"] == "insert" for change in changes)
    dropped = len(changes) - added
    more = f", {dropped:,} older dropped" if dropped else ""
    return f"{counted(added, 'contact')} loaded{more}"


_WHOLES = (
    "forgetting", "evaluations", "calibrations", "sheets", "sheet_versions", "reviews",
)  # fmt: skip
"""Tables whose records are made of records of other tables."""


def _of_table(changes: list[Row], table: str) -> list[Row]:
    return [change for change in changes if change["table_name"] == table]
