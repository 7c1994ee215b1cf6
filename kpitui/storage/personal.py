"""Which tables hold what of a person: the one list that `people data`, `people forget`, the seals
of the history and `doctor` go by. A test holds it against the schema.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

FORGOTTEN = "[forgotten]"
"""What stands where a text about someone who was forgotten stood."""

FORGOTTEN_PEOPLE = "SELECT id FROM people WHERE forgotten_on IS NOT NULL"
"""Who was forgotten: nothing of theirs waits for anyone."""


class PersonalTable(Struct, frozen=True):
    """What a table holds of people: whose its rows are, and what each of its text columns is.

    `of` is the column that says whose a row is: the id of a person, or of a row of the table `via`
    that says it; `gone` means that their rows are taken away when they are forgotten.
    """

    of: str = ""
    via: str = ""
    about: tuple[str, ...] = ()
    """Texts about that person, or written by them about themselves."""
    names: tuple[str, ...] = ()
    """The name of a person or of an account."""
    words: tuple[str, ...] = ()
    """Texts about something else, in which someone may be named."""
    plain: tuple[str, ...] = ()
    """Dates, kinds and codes that tell nothing of anyone."""
    gone: bool = False
    blank: bool = False
    """Whether nothing stands in the place of a text that was erased: a reason is optional."""
    history: bool = True
    """Whether each of its rows leaves its changes in the history."""


CODES = ("code", "code_key", "reference", "external_id", "blob", "fingerprint")
"""Columns of texts that tell which person, contact or key it is."""
_DATES = ("starts_on", "ends_on")

HELD: Mapping[str, PersonalTable] = {
    "people": PersonalTable(
        "id", about=("name", "name_key", "code", "code_key"), plain=(*_DATES, "forgotten_on")
    ),
    "memberships": PersonalTable("person_id", plain=_DATES),
    "absences": PersonalTable("person_id", about=("reason",), plain=_DATES, blank=True),
    "readings": PersonalTable("person_id", about=("note", "external_id"), plain=("date", "state")),
    "undone_readings": PersonalTable(
        "person_id", about=("note", "external_id"), plain=("date", "state"), history=False
    ),
    "sessions": PersonalTable(
        "person_id",
        about=(
            "seen", "strengths", "agreed", "behaviour", "reference", "reply", "outcome_note",
        ),
        names=("coach", "acknowledged_by"),
        plain=("date", "kind", "follow_up_on", "followed_up_on", "acknowledged_at", "outcome"),
    ),
    "session_metrics": PersonalTable("session_id", "sessions"),
    "session_evaluations": PersonalTable("session_id", "sessions"),
    "actions": PersonalTable(
        "session_id", "sessions", about=("text",), names=("who",), plain=("due_on", "done_on")
    ),
    "standards": PersonalTable("person_id"),
    "targets": PersonalTable("standard_id", "standards", plain=(*_DATES, "due_on")),
    "annotations": PersonalTable("person_id", about=("text", "reason"), plain=("date",)),
    "seen_levels": PersonalTable(
        "person_id", about=("question", "answer"), names=("seen_by", "answered_by"),
        plain=("starts_on", "seen_at", "answered_at"),
    ),
    "evaluations": PersonalTable(
        "person_id", about=("reference", "note"), names=("evaluator", "seen_by"),
        plain=("date", "channel", "seen_at"),
    ),
    "answers": PersonalTable("evaluation_id", "evaluations", about=("comment",)),
    "disputes": PersonalTable(
        "evaluation_id", "evaluations", about=("text", "answer"),
        names=("raised_by", "answered_by"), plain=("outcome", "raised_at", "answered_at"),
    ),
    "calibrations": PersonalTable(
        "person_id", about=("reference", "note"), names=("opened_by",),
        plain=("date", "channel", "closed_on"),
    ),
    "contacts": PersonalTable(
        "person_id", about=("reference",), plain=("date", "channel"), gone=True
    ),
    "accounts": PersonalTable("person_id", names=("name",), plain=("role", "ends_on")),
    "account_teams": PersonalTable("account_id", "accounts"),
    "access_keys": PersonalTable(
        "account_id", "accounts", about=("blob", "fingerprint", "comment"),
        plain=("kind", "expires_on", "ends_on"), gone=True,
    ),
    "accepted_findings": PersonalTable(
        "record_key", about=("record", "reason"), plain=("code", "record_key", "until_on")
    ),
    "presences": PersonalTable(names=("name",), plain=("token",), history=False),
    "visits": PersonalTable(names=("name",), plain=("at", "before"), history=False),
    "missions": PersonalTable(words=("statement", "reason"), plain=_DATES),
    "priorities": PersonalTable(
        names=("owner",), words=("title", "name_key", "description"),
        plain=(*_DATES, "planned_until_on"),
    ),
    "strategies": PersonalTable(
        names=("owner",), words=("title", "name_key", "description", "activities"),
        plain=(*_DATES, "planned_until_on"),
    ),
    "kpis": PersonalTable(names=("owner",), plain=(*_DATES, "due_on")),
    "reviews": PersonalTable(names=("by",), words=("seen", "comment"), plain=("date", "decision")),
    "decisions": PersonalTable(
        names=("who",), words=("text", "result"), plain=("due_on", "done_on", "periods")
    ),
    "verdicts": PersonalTable(words=("moved", "words"), plain=("date",)),
    "metrics": PersonalTable(
        words=("name", "name_key", "code", "code_key", "definition", "formula", "unit", "assumed"),
        plain=("direction", "aggregation", "cadence", "place", "ends_on", "empty_means"),
    ),
    "baselines": PersonalTable(words=("reason",), plain=("first_on", "last_on")),
    "teams": PersonalTable(words=("name", "name_key"), plain=_DATES),
    "team_parents": PersonalTable(plain=_DATES),
    "roles": PersonalTable(words=("name", "name_key")),
    "rhythms": PersonalTable(plain=("starts_on",)),
    "rules": PersonalTable(words=("value",), plain=("name", "starts_on")),
    "guards": PersonalTable(),
    "closed_periods": PersonalTable(plain=("month",)),
    "sheets": PersonalTable(words=("name", "name_key", "code", "code_key"), plain=("ends_on",)),
    "sheet_versions": PersonalTable(plain=("starts_on",)),
    "sheet_questions": PersonalTable(words=("section", "key", "text", "anchors"), plain=("kind",)),
    # The history itself: what it holds of someone is that of the tables above, and who did it.
    "changes": PersonalTable(
        words=("before", "after"), plain=("at", "table_name", "kind"), history=False
    ),
    "deeds": PersonalTable(
        names=("by",), words=("why",), plain=("uuid", "at", "way", "action"), history=False
    ),
    "seals": PersonalTable(plain=("hash",), history=False),
    "person_salts": PersonalTable(names=("name",), plain=("salt",), history=False),
    "erased": PersonalTable(plain=("field", "digest"), history=False),
    "sealed_again": PersonalTable(plain=("at", "old_head", "new_head"), history=False),
    "forgetting": PersonalTable("person_id", plain=("stands",), history=False),
    "current_deed": PersonalTable(history=False),
    "day_summaries": PersonalTable(plain=("date", "read_of"), history=False),
}  # fmt: skip
"""Every table of the file; a column of text stands in exactly one of its lists."""

_NOTHING = PersonalTable()
_KEY = re.compile(r"\bperson-(\d+)\b", re.ASCII)


def held_in(table: str) -> PersonalTable:
    """What a table holds of people; nothing for one of another program."""
    return HELD.get(table, _NOTHING)


def person_in_key(key: object) -> int | None:
    """The person whom a key of a record or of a draft is about; None where it is about something
    else.
    """
    found = _KEY.search(str(key))
    return int(found[1]) if found and len(found[1]) < 19 else None


def owned() -> Iterator[tuple[str, PersonalTable]]:
    """The tables whose rows are of someone."""
    return ((table, held) for table, held in HELD.items() if held.of)


def rows_of_person(table: str) -> str:
    """The condition of SQL that the rows of a table are of the person `:person`."""
    held = HELD[table]
    if table == "accepted_findings":
        return "(record_key || '/') LIKE 'person-' || :person || '/%'"
    if held.via:
        return f"{held.of} IN (SELECT id FROM {held.via} WHERE {rows_of_person(held.via)})"
    return f"{held.of} = :person"
