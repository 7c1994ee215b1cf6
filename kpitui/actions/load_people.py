"""Bringing people to what the lines of a file say, in one transaction; tells what it did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from kpitui.actions.load_levels import place_teams
from kpitui.actions.load_spells import (
    By,
    LoadedSpell,
    PersonSaid,
    Place,
    bring_spell,
    in_order,
    keys,
    moved,
    place_of,
)
from kpitui.actions.people import add_person, edit_person, move_person, person_left, start_on
from kpitui.domain.access import Actor, Permission
from kpitui.domain.errors import BadData, Refused, nothing_saved
from kpitui.domain.first_few import and_more
from kpitui.domain.history import ChangeRecord
from kpitui.domain.records.dated import ALWAYS
from kpitui.domain.records.person import Person, PersonDraft
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.people import load_person
from kpitui.storage.records import Row, find_row
from kpitui.storage.teams import team_names

SHOWN = 3
"""So many names with another code are told."""


class _PeopleDryRun(Exception):
    pass


def load_people_rows(
    database: DatabaseFile,
    actor: Actor,
    lines: Sequence[tuple[int, PersonSaid]],
    *,
    today: date,
    dry_run: bool,
    above: Mapping[str, Sequence[str]] | None = None,
    new_codes: bool = False,
) -> list[str]:
    """Bring people to what the lines of a file say, all or none; what was done, a line each. Teams
    that the file names are put under those that are `above` them, the nearest first.

    Each comes with its number in the file. Who is there is found by code, or else by name; their
    name, code and start become what the file says, and they are moved where team or role differ.
    Several lines of one person are what they were one time after the other: each with its team and
    role, or without, from its start up to its end. A name that is there with another code may be a
    namesake, and raises `BadData` unless `new_codes` says that they are the same people.
    """
    actor.require(Permission.PEOPLE)
    said: list[str] = []
    try:
        with writing(database, ChangeRecord(actor, "import people")) as db:
            known = frozenset(team_names(db))
            load = _Load(db, (replace(database, open_change=db), actor), today, lines)
            if not new_codes:
                load.require_known_codes()
            for spell in in_order(lines):
                try:
                    said += load.bring(spell)
                except (BadData, Refused) as error:
                    placed = BadData(f"Line {spell.number}: {error.sentence}")
                    raise nothing_saved(placed) from None
            said += place_teams(db, load.by, above or {}, known, today)
            if dry_run or not said:
                raise _PeopleDryRun
    except _PeopleDryRun:
        pass
    return said


class _Load:
    """A load that is open; `lines` are all that the file has, as one line may explain another; `by`
    is what every action of it is called with.
    """

    def __init__(
        self, db: Database, by: By, today: date, lines: Sequence[tuple[int, PersonSaid]]
    ) -> None:
        self._db, self.by, self._today, self._lines = db, by, today, lines
        self._names_of_codes: dict[str, str] = {}
        self._codes = {name_key(line.code) for _, line in lines if line.code}
        self._names = {name_key(line.name) for _, line in lines}
        self._lines_of = Counter(line.key for _, line in lines)

    def require_known_codes(self) -> None:
        """Nothing where no name of the file is there with a code that the file does not have;
        raises `BadData` otherwise, as a namesake would get what is another's.
        """
        told = dict.fromkeys(
            f"{found['name']} has the code {found['code']}, and in line {number} {line.code}"
            for number, line in self._lines
            if line.code and (found := self._with_other_code(line))
        )
        if told:
            said = (
                f"{and_more([*told], SHOWN, '; ')}: use --new-codes if they are the same people, "
                "or give who is someone else a different name."
            )
            raise nothing_saved(BadData(said))

    def _with_other_code(self, line: PersonSaid) -> Row | None:
        assert line.code is not None  # asked of those alone
        if find_row(self._db, "people", {"code_key": name_key(line.code)}):
            return None
        found = find_row(self._db, "people", {"name_key": name_key(line.name)})
        if found is None or found["code_key"] is None or found["code_key"] in self._codes:
            return None
        return found

    def bring(self, spell: LoadedSpell) -> list[str]:
        """Bring one person to what a line says; what was done."""
        line = spell.line
        self._require_one_name(line)
        person = self._known(line)
        if person is not None and spell.of_several:
            return self._bring_spell(person, spell)
        if person is None:
            person_id = add_person(
                *self.by,
                PersonDraft(
                    name=line.name, team=line.team, role=line.role, code=line.code,
                    hours=line.hours,
                    starts_on=line.starts_on or ALWAYS,
                ),
            )  # fmt: skip
            added = [f"added {line.name}"]
            if spell.of_several:
                return added + bring_spell(self._db, self.by, self._now(person_id), spell)
            return [*added, *_gone(self._db, self.by, person_id, line, self._today)]
        said = self._renamed(person, line) + self._started(person.id, line)
        said += self._moved(self._now(person.id), line)
        return said + _gone(self._db, self.by, person.id, line, self._today)

    def _bring_spell(self, person: Person, spell: LoadedSpell) -> list[str]:
        line, said = spell.line, self._renamed(person, spell.line)
        if spell.first and line.since != person.starts_on:
            start_on(*self.by, self._now(person.id), line.since)
            said.append(f"{person.name} is here since {line.since}, was {_start(person)}")
        said += bring_spell(self._db, self.by, self._now(person.id), spell)
        return (
            said
            if spell.following
            else said + _gone(self._db, self.by, person.id, line, self._today)
        )

    def _require_one_name(self, line: PersonSaid) -> None:
        """Two names with one code in the same file are two people, not one who is called
        otherwise there.
        """
        if line.code is None:
            return
        other = self._names_of_codes.setdefault(name_key(line.code), line.name)
        if name_key(other) != name_key(line.name):
            raise BadData(f"{other} has the code {line.code} already; choose another.")

    def _known(self, line: PersonSaid) -> Person | None:
        code = name_key(line.code) if line.code else None
        found = find_row(self._db, "people", {"code_key": code}) if code else None
        found = found or find_row(self._db, "people", {"name_key": name_key(line.name)})
        if found is None:
            return None
        if code is not None and found["code_key"] != code and found["code_key"] in self._codes:
            raise BadData(
                f"two people of this file are called {found['name']}, {found['code']} and "
                f"{line.code}; make their names differ, such as with an initial."
            )
        return self._now(found["id"])

    def _renamed(self, person: Person, line: PersonSaid) -> list[str]:
        name = person.name if name_key(person.name) == name_key(line.name) else line.name
        code = line.code or person.code
        if name != person.name and name_key(person.name) in self._names:
            raise BadData(
                f"{line.code} is the code of {person.name}, who is in this file too; give one of "
                "them another code."
            )
        if (name, name_key(code or "")) == (person.name, name_key(person.code or "")):
            return []
        edit_person(*self.by, person, name, code)
        said = [f"renamed {person.name} to {name}"] if name != person.name else []
        if name_key(code or "") != name_key(person.code or ""):
            before = f", was {person.code}" if person.code else ""
            said.append(f"{name} has the code {code}{before}")
        return said

    def _started(self, person_id: int, line: PersonSaid) -> list[str]:
        """The start of someone put right, where the line tells of nothing later than that."""
        person, day = self._now(person_id), line.starts_on
        if day is None or day == person.starts_on or self._lines_of[line.key] > 1:
            return []
        held = person.memberships
        place = place_of(self._db, held[0] if held else None)
        wanted = (line.team or place[0], line.role or place[1], line.hours or place[2])
        same = keys(wanted) == keys(place) or _fills(place, wanted)
        if day > person.starts_on and (len(held) > 1 or not same):
            return []
        start_on(*self.by, person, day)
        return [f"{person.name} is here since {day}, was {_start(person)}"]

    def _moved(self, person: Person, line: PersonSaid) -> list[str]:
        last = person.memberships[-1] if person.memberships else None
        day = line.starts_on
        same_day = next((held for held in person.memberships if held.starts_on == day), last)
        wanted = (
            line.team or place_of(self._db, last)[0],
            line.role or place_of(self._db, last)[1],
            line.hours or place_of(self._db, last)[2],
        )
        # A file may tell of a move that another came after; that one is done and not to be done
        # again.
        if any(keys(wanted) == keys(place_of(self._db, held)) for held in (same_day, last)):
            return []
        # The day in the file is that of the move only where it lies after the last one, else that
        # of the first. A role that was not known, as readings tell of none, was theirs all along.
        since = last.starts_on if last else person.starts_on
        all_along = last is None or _fills(place_of(self._db, last), wanted)
        moved_on = since if all_along else self._today
        on = day if day and day > since else moved_on
        move_person(*self.by, person, *wanted[:2], on, wanted[2])
        said = moved(person, wanted, place_of(self._db, last))
        if all_along or day is None or day == on:
            return [said]
        return [f"{said}, from {on} on: {day} is not after the change of {since}"]

    def _now(self, person_id: int) -> Person:
        person = load_person(self._db, person_id)
        assert person is not None  # no one else can write while the change is open
        return person


def _fills(held: Place, wanted: Place) -> bool:
    """Whether a place says what the one before left open, and nothing else."""
    team, role, _ = keys(held)
    return not role and bool(wanted[1]) and team in ("", keys(wanted)[0])


def _start(person: Person) -> str:
    return "always" if person.starts_on == ALWAYS else person.starts_on.isoformat()


def _gone(db: Database, by: By, person_id: int, line: PersonSaid, today: date) -> list[str]:
    person = load_person(db, person_id)
    if person is None or line.ends_on in (None, person.ends_on):
        return []
    assert line.ends_on is not None
    person_left(*by, person, line.ends_on)
    leaves = "leaves" if line.ends_on > today else "left"
    return [f"{person.name} {leaves} on {line.ends_on}"]
