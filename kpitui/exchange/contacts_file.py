"""Contacts from a file of any kind: reference, person, date and channel, called as other programs
call them; the same file twice adds nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct

from kpitui.actions.contacts import ContactsLoaded, ContactToLoad, load_contacts
from kpitui.domain.access import Actor
from kpitui.domain.column_words import heading_key, role_of, words
from kpitui.domain.dates import NotADate
from kpitui.domain.errors import BadFile, nothing_saved
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.import_answers import Order
from kpitui.domain.import_cells.missing import is_missing
from kpitui.domain.text import NAME_LIMIT, clean
from kpitui.domain.writing import WRITING, Writing
from kpitui.exchange.day_cells import DayCells
from kpitui.exchange.files import open_bytes
from kpitui.exchange.sources import open_records
from kpitui.storage.database import DatabaseFile

LOOKED_AT = 50
"""The headings stand in one of so many lines."""

_REFERENCE = words(
    "reference, contact reference, call reference, reference number, contact, contact number, "
    "contact no, call, call number, call no, chat id, chat number, email id, message id, "
    "interaction, conversation, segment id, session id, recording, recording id, ucid, "
    "kontakt, kontakt id, kontaktnummer, anruf, anruf id, gesprach, gesprachs id, vorgang, "
    "vorgangsnummer, referenz, contacto, llamada, referencia, id de llamada, appel, dossier"
)
_CHANNEL = words(
    "channel, contact channel, media, media type, medium, contact type, interaction type, "
    "call type, kanal, kontaktkanal, canal"
)
_ROLES = {"person": "person", "surname": "surname", "date": "date", "code": "code",
          "id": "reference"}  # fmt: skip
_NEEDED = ("reference", "person", "date")

Line = tuple[int, Sequence[str]]


class ContactsRead(Struct, frozen=True):
    """What loading a list of contacts did; `empty` lines name no contact or no one, and `said` is
    what else there is to know of the file.
    """

    loaded: ContactsLoaded
    empty: int
    said: list[str]


def load_contacts_file(
    database: DatabaseFile,
    actor: Actor,
    source: Path,
    *,
    today: date,
    dry_run: bool = False,
    sheet: str | None = None,
    encoding: str | None = None,
    dates: Order | None = None,
    writing: Writing = WRITING,
) -> ContactsRead:
    """Add the contacts of a file, all that can be added or none.

    Raises `BadFile` where a column is missing or a line cannot be read.
    """
    name = str(source)
    with open_bytes(source) as stream:
        records = open_records(stream, name, sheet=sheet, encoding=encoding)
        places, lines = _found(records.lines, name)
        rows = [(number, _cells(cells, places)) for number, cells in lines]
    named = [row for row in rows if row[1]["reference"] and (row[1]["person"] or row[1]["code"])]
    days = DayCells(dates, writing, (cells["date"] for _, cells in named))
    contacts = [_contact(number, cells, days, name) for number, cells in named]
    loaded = load_contacts(database, actor, contacts, today=today, dry_run=dry_run)
    empty = sum(any(cells.values()) for _, cells in rows) - len(named)
    return ContactsRead(loaded, empty, [*records.said])


def _found(lines: Iterator[Line], name: str) -> tuple[dict[str, int], Iterable[Line]]:
    """Where each column stands, and the lines below the headings."""
    first = list(islice(lines, LOOKED_AT))
    if not first:
        raise BadFile(f"{name} is empty; it needs a line with the names of its columns.")
    best: list[str] = [*_NEEDED]
    for at, (_, cells) in enumerate(first):
        places = _places(cells)
        missing = [column for column in _NEEDED if column not in places]
        if "code" in places and "person" in missing:
            missing.remove("person")
        if not missing:
            return places, chain(first[at + 1 :], lines)
        best = min(best, missing, key=len)
    one = "column" if len(best) == 1 else "columns"
    raise BadFile(
        f"{name}: the {one} {', '.join(best)} cannot be found; a list of contacts has reference, "
        "person, date and, where wanted, channel."
    )


def _places(headings: Sequence[str]) -> dict[str, int]:
    """The columns by what they hold; of several the one whose name says it best."""
    found: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        key = heading_key(heading)
        role, rank = role_of(heading)
        kind = _ROLES.get(role)
        if key in _CHANNEL:
            kind, rank = "channel", 0
        elif key in _REFERENCE:
            kind, rank = "reference", -1
        if kind is not None and (kind not in found or rank < found[kind][0]):
            found[kind] = (rank, place)
    return {kind: place for kind, (_, place) in found.items()}


def _cells(cells: Sequence[str], places: dict[str, int]) -> dict[str, str]:
    said = dict.fromkeys(("reference", "person", "code", "date", "channel", "surname"), "")
    for kind, place in places.items():
        text = unguarded(cells[place].strip()) if place < len(cells) else ""
        said[kind] = "" if is_missing(text) else text
    said["person"] = f"{said['person']} {said.pop('surname')}".strip()
    return said


def _contact(number: int, cells: dict[str, str], days: DayCells, source: str) -> ContactToLoad:
    try:
        reference, person, code, channel = (
            clean(cells[column], NAME_LIMIT)
            for column in ("reference", "person", "code", "channel")
        )
        return ContactToLoad(
            reference=reference, person=person, code=code, channel=channel,
            date=days.read_one(cells["date"]),
        )  # fmt: skip
    except (NotADate, ValueError) as error:
        raise nothing_saved(BadFile(f"{source}, line {number}: {error}.")) from None
