"""People from a file of any kind: name, code, team, role, hours, start and end, called as other
programs call them; the same file twice changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct

from kpitui.actions.load_people import load_people_rows
from kpitui.actions.load_spells import PersonSaid
from kpitui.domain.access import Actor
from kpitui.domain.column_words import PARTS_OF, heading_key, words
from kpitui.domain.errors import BadFile, nothing_saved
from kpitui.domain.guarded_text import unguarded
from kpitui.domain.hours import read_hours
from kpitui.domain.import_answers import Order
from kpitui.domain.import_cells.choices import Undecided
from kpitui.domain.numbers import counted
from kpitui.domain.people import names_of
from kpitui.domain.text import NAME_LIMIT, clean
from kpitui.domain.writing import WRITING, Writing
from kpitui.exchange.day_cells import DayCells
from kpitui.exchange.files import open_bytes
from kpitui.exchange.people_teams import teams_above
from kpitui.exchange.sources import open_records
from kpitui.storage.database import DatabaseFile
from kpitui.views.leaving import load_left_behind

WRONG_SHOWN = 5
"""So many lines with a mistake are told at once."""
LOOKED_AT = 50
"""The headings stand in one of so many lines."""

CONTRACT_HOURS = words(
    "hours a week, hours per week, weekly hours, contract hours, contracted hours, fte hours, "
    "wochenstunden"
)
CALLED = {
    "name": words(
        "name, full name, person, agent, agent name, employee, employee name, advisor, advisor "
        "name, adviser, colleague, colleague name, staff, staff name, staff member, team member, "
        "associate, representative, mitarbeiter, mitarbeiterin, nombre, empleado, agente, nom, "
        "employe, display name, worker"
    ),
    "first": words("first name, forename, given name, vorname, prenom, first"),
    "last": words("last name, surname, family name, nachname, apellidos, apellido, last"),
    "code": words(
        "code, employee id, agent id, staff id, person id, id, employee number, employee no, staff "
        "number, staff no, staff code, personnel number, personnel no, payroll number, payroll no, "
        "payroll id, personnel id, emp no, emp id, login, login id, user id, username, "
        "short code, personalnummer, kurzel, email, e mail, email address, worker id"
    ),
    "team": words(
        "team, team name, group, department, site, queue, skill, abteilung, gruppe, equipo, "
        "equipe, departamento, service, supervisory organization"
    ),
    "under": words("under, team under, part of, parent team"),
    "role": words(
        "role, job title, title, position, function, job, job role, rolle, funktion, stelle, "
        "puesto, cargo, poste, fonction"
    ),
    "hours": words("hours, working hours, stunden, horas, heures") | CONTRACT_HOURS,
    "starts_on": words(
        "starts on, start, start date, from, since, starts, hire date, hired, hired on, joined, "
        "join date, date of joining, valid from, beginn, eintritt, eintrittsdatum, seit, ab, "
        "inicio, fecha de alta, date d entree, debut"
    ),
    "ends_on": words(
        "ends on, end, end date, until, to, ends, left, left on, leaving date, leave date, "
        "termination date, terminated, valid to, ende, austritt, austrittsdatum, bis, fin, fecha "
        "de baja, date de sortie"
    ),
}
"""What each column is called, as `heading_key` gives it."""

Line = tuple[int, Sequence[str]]


class PeopleLoaded(Struct, frozen=True):
    """What a file of people did, a sentence a change, and what was left out of it."""

    done: list[str]
    said: list[str]


def load_people_file(
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
    new_codes: bool = False,
) -> PeopleLoaded:
    """Bring people to what a file says, all or none; `new_codes` says that known names with other
    codes are the same people.

    Raises `BadFile` where a column or a line cannot be read, `BadData` where a line does not fit
    the file.
    """
    name = str(source)
    with open_bytes(source) as stream:
        records = open_records(stream, name, sheet=sheet, encoding=encoding)
        header, lines = _found(records.lines, name)
        table = _Table(name, header[0], header[1])
        rows = [row for line in lines if (row := table.row(line)) is not None]
    texts = (cells.get(column, "") for _, cells in rows for column in ("starts_on", "ends_on"))
    days = DayCells(dates, writing, texts)
    above = teams_above(rows, table.parts, name)
    drafts = _persons(rows, days, name, writing)
    done = load_people_rows(
        database, actor, drafts, today=today, dry_run=dry_run, above=above, new_codes=new_codes
    )
    said = [*table.said, *records.said]
    if done and not dry_run:
        said += _left_behind(database, {draft.key for _, draft in drafts if draft.ends_on}, today)
    return PeopleLoaded(done, said)


def _left_behind(database: DatabaseFile, leavers: Collection[str], day: date) -> Iterator[str]:
    """What those of the file who left have that no one took over."""
    for person, things in load_left_behind(database, day) if leavers else ():
        if not names_of(person).isdisjoint(leavers):
            count = counted(len(things), "thing")
            yield (
                f"{person.name} leaves {count} that no one has taken over; hand over with: "
                f"kpitui people leave “{person.name}” --to NAME"
            )


def _found(lines: Iterator[Line], name: str) -> tuple[Line, Iterable[Line]]:
    """The line of the headings, and those below it."""
    first = list(islice(lines, LOOKED_AT))
    if not first:
        raise BadFile(f"{name} is empty; it needs a line with the names of its columns.")
    for at, (_, cells) in enumerate(first):
        called = {_role(cell) for cell in cells}
        if "name" in called or {"first", "last"} <= called:
            return first[at], chain(first[at + 1 :], lines)
    raise BadFile(f"{name}: the column name is missing; there are {', '.join(COLUMNS)}.")


COLUMNS = tuple(one for one in CALLED if one not in ("first", "last"))


def _role(heading: str) -> str | None:
    key = heading_key(heading)
    return next((role for role, called in CALLED.items() if key in called), None)


def is_list_of_people(headings: Iterable[str]) -> bool:
    """Whether most columns are called as those of a list of people are; hours may be a measure."""
    roles = [role if (role := _role(heading)) != "hours" else None for heading in headings]
    known = {role for role in roles if role is not None}
    return len(known) > 1 and 2 * len(known) >= len(roles)


def is_contract_hours(heading: str) -> bool:
    """Whether a column is called as the hours of a contract are, which no one measures."""
    return heading_key(heading) in CONTRACT_HOURS


class _Table:
    """The columns of a file of people."""

    def __init__(self, name: str, number: int, headings: Sequence[str]) -> None:
        self._name, self._headings = name, [*map(str.strip, headings)]
        self._places: dict[str, int] = {}
        self.parts: list[str] = []
        """The columns that say what teams are part of, by their headings."""
        left_out = []
        beside = self._teams_beside()
        for place, heading in enumerate(self._headings):
            role = _role(heading)
            if role == "team" and heading_key(heading) in PARTS_OF and beside:
                self._places[heading] = place
                self.parts.append(heading)
            elif role is None:
                left_out += [heading] if heading else []
            elif role not in self._places:
                self._places[role] = place
            elif role == "code":
                left_out.append(heading)  # an e-mail beside a number
            else:
                other = self._headings[self._places[role]]
                raise BadFile(
                    f"{name}, line {number}: the columns {other} and {heading} both say the "
                    f"{role.replace('_', ' ')}; leave one out."
                )
        self.said = [f"Left out: {', '.join(left_out)}."] if left_out else []

    def _teams_beside(self) -> bool:
        """Whether several columns say the team, and so what teams are part of."""
        return sum(_role(heading) == "team" for heading in self._headings) > 1

    def row(self, line: Line) -> tuple[int, dict[str, str]] | None:
        """What a line says, by what its columns hold; None where it says nothing."""
        number, cells = line
        if any(cell.strip() for cell in cells[len(self._headings) :]):
            said = (
                f"{self._name}, line {number}: it has {len(cells)} cells, and there are "
                f"{len(self._headings)} columns."
            )
            raise nothing_saved(BadFile(said))
        texts = {
            role: unguarded(cells[place].strip()) if place < len(cells) else ""
            for role, place in self._places.items()
        }
        if "name" not in texts:
            texts["name"] = f"{texts.pop('first')} {texts.pop('last')}".strip()
        return (number, texts) if any(texts.values()) else None


def _persons(
    rows: Iterable[tuple[int, dict[str, str]]], days: DayCells, source: str, writing: Writing
) -> list[tuple[int, PersonSaid]]:
    """Those of the lines; what is wrong in some of them is told of the first at once."""
    found, wrong = [], []
    for number, cells in rows:
        try:
            found.append((number, _person(cells, days, writing)))
        except Undecided as error:  # one answer is for all of them
            wrong = [f"line {number}: {error}"]
            break
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        more = len(wrong) - WRONG_SHOWN
        others = f"; and {counted(more, 'more line')}" if more > 0 else ""
        told = "; ".join(wrong[:WRONG_SHOWN])
        raise nothing_saved(BadFile(f"{source}, {told}{others}.")) from None
    return found


def _person(cells: dict[str, str], days: DayCells, writing: Writing) -> PersonSaid:
    """What a line says of someone; raises `ValueError`."""
    name, code, team, role = (
        clean(cells.get(column, ""), NAME_LIMIT) for column in ("name", "code", "team", "role")
    )
    if not name:
        raise ValueError("the name is empty")
    return PersonSaid(
        name=name, code=code or None, team=team or None, role=role or None,
        hours=read_hours(cells.get("hours", ""), decimal_comma=writing.comma),
        tells_hours="hours" in cells,
        starts_on=days.read(cells.get("starts_on", ""), first=True),
        ends_on=days.read(cells.get("ends_on", "")),
    )  # fmt: skip
