"""What the seal of a row of the history goes over: the row itself, with a digest in place of each
text about a person, each name, and each reason.

A digest is an HMAC with a salt that the file keeps for that person, name or reason. Where the text
was erased the digest is kept in `erased`; in its place has to stand what was put there.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from kpitui.storage.driver import Database
from kpitui.storage.personal import FORGOTTEN, HELD, PersonalTable, held_in, person_in_key

PERSON, NAME, REASON = "person_id", "name", "deed_id"
"""The columns of `person_salts` that say whose a salt is."""

TEXTS, BY, WHY = "texts", "by", "why"
"""What `erased` calls the texts about the person of a row, and who did it and why; a name in the
row itself it calls by the side and the column: before.coach.
"""

Pairs = list[tuple[str, Any]]


class HistoryRow(NamedTuple):
    """A row of the history with the record of its change."""

    id: int
    deed_id: int | None
    at: str
    table: str
    record_id: int
    kind: str
    before: str | None
    after: str | None
    uuid: str | None
    deed_at: str | None
    by: str | None
    way: str | None
    action: str | None
    why: str | None
    undoes: int | None


class Salts:
    """The salts of a file, and the digests of what was erased; with `new` a salt is made where
    there is none yet.
    """

    def __init__(self, db: Database, *, new: bool = True) -> None:
        self._db, self._new, self._whole = db, new, False
        self._kept: dict[tuple[str, object], tuple[int, bytes] | None] = {}
        self._by_id: dict[int, bytes] = {}
        self._owners: dict[tuple[str, object], tuple[str, object] | None] = {}
        self._alive: dict[int, bool] = {}
        self.erased: dict[int, dict[str, tuple[str, str]]] = {}
        """Digest and what stands in its place, by row and by what it is of."""

    def load_all(self) -> None:
        """Read every salt and every digest at once, for who looks at all rows."""
        self._whole = True
        for id_, salt, *of in self._db.execute(
            "SELECT id, salt, person_id, name, deed_id FROM main.person_salts"
        ):
            self._by_id[id_] = salt
            for column, value in zip((PERSON, NAME, REASON), of, strict=True):
                if value is not None:
                    self._kept[column, value] = id_, salt
        for change_id, field, digest, stands in self._db.execute(
            "SELECT change_id, field, digest, stands FROM main.erased JOIN main.forgetting "
            "ON forgetting.deed_id = erased.deed_id"
        ):
            self.erased.setdefault(change_id, {})[field] = digest, stands

    def salt_of(self, column: str, value: object) -> tuple[int, bytes] | None:
        """The id and the salt of a person, a name or a reason."""
        key = column, value
        if key not in self._kept and not self._whole:
            self._kept[key] = self._find(column, value)
        found = self._kept.get(key)
        if found is None and self._new:
            found = self._kept[key] = self._make(column, value)
        return found

    def by_id(self, salt_id: int) -> bytes | None:
        """A salt by its id; None where its person was forgotten."""
        if salt_id not in self._by_id and not self._whole:
            sql = "SELECT salt FROM main.person_salts WHERE id = ?"
            found = self._db.execute(sql, [salt_id]).fetchone()
            if found is None:
                return None
            self._by_id[salt_id] = found[0]
        return self._by_id.get(salt_id)

    def _find(self, column: str, value: object) -> tuple[int, bytes] | None:
        sql = f"SELECT id, salt FROM main.person_salts WHERE {column} = ?"
        found = self._db.execute(sql, [value]).fetchone()
        return (found[0], found[1]) if found else None

    def _make(self, column: str, value: object) -> tuple[int, bytes]:
        import os

        salt = os.urandom(32)
        sql = f"INSERT INTO main.person_salts ({column}, salt) VALUES (?, ?) RETURNING id"
        return int(self._db.execute(sql, [value, salt]).fetchone()[0]), salt

    def owner(self, row: HistoryRow) -> int | None:
        """The id of the salt of whom a row says something; None where it says nothing of anyone."""
        held = held_in(row.table)
        if not held.about:
            return None
        sides = [dict(pairs) for pairs in _sides(row) if pairs is not None]
        if not any(side.get(name) for side in sides for name in held.about):
            return None
        for side in reversed(sides):
            whose = self._whose(row.table, held, side.get(held.of))
            if whose is not None:
                found = self.salt_of(*whose)
                return found[0] if found else None
        return None

    def person(self, row: HistoryRow) -> int | None:
        """The person whose a row is, whether or not it says anything of them."""
        held = held_in(row.table)
        for side in [dict(pairs) for pairs in _sides(row) if pairs is not None]:
            whose = self._whose(row.table, held, side.get(held.of)) if held.of else None
            if whose is not None and whose[0] == PERSON:
                return int(str(whose[1]))
        return None

    def forgotten(self, row: HistoryRow) -> str | None:
        """The name of the forgotten person that a row says something new about; None where there is
        no such person.
        """
        held = held_in(row.table)
        if not held.about or row.after is None:
            return None
        before, after = (dict(pairs_in(text or "") or ()) for text in (row.before, row.after))
        said = (
            after[column]
            for column in held.about
            if after.get(column) and after[column] != before.get(column)
        )
        if all(text == FORGOTTEN for text in said):
            return None
        whose = self._owner_of(row.table, held, after.get(held.of))
        if whose is None or whose[0] != PERSON or self._lives(whose[1]):
            return None
        sql = "SELECT name FROM main.people WHERE id = ?"
        found = self._db.execute(sql, [whose[1]]).fetchone()
        return str(found[0]) if found else None

    def _whose(self, table: str, held: PersonalTable, value: object) -> tuple[str, object] | None:
        """Whose the rows of a table are that hold a value in the column that says it; of who was
        forgotten nothing personal is kept any more.
        """
        whose = self._owner_of(table, held, value)
        return None if whose and whose[0] == PERSON and not self._lives(whose[1]) else whose

    def _owner_of(
        self, table: str, held: PersonalTable, value: object
    ) -> tuple[str, object] | None:
        if value is None or isinstance(value, (list, dict, float, bool)):
            return None
        if table == "accepted_findings":
            value = person_in_key(value)
        key = table, value
        if key not in self._owners:
            self._owners[key] = self._through(held.via, value) if held.via else (PERSON, value)
        return self._owners[key]

    def _through(self, table: str, record_id: object) -> tuple[str, object] | None:
        held = HELD[table]
        # A key is of its account: of whom that is may be said later.
        column = "name" if table == "accounts" else held.of
        value = self._value(table, record_id, column)
        if table == "accounts":
            return None if value is None else (NAME, value)
        return self._owner_of(table, held, value)

    def _value(self, table: str, record_id: object, column: str) -> object:
        sql = f"SELECT {column} FROM main.{table} WHERE id = ?"
        found = self._db.execute(sql, [record_id]).fetchone()
        if found is None:  # it was taken away with what belonged to it
            sql = (
                f"SELECT coalesce(after, before) ->> '{column}' FROM main.changes "
                "WHERE table_name = ? AND record_id = ? ORDER BY id DESC LIMIT 1"
            )
            found = self._db.execute(sql, [table, record_id]).fetchone()
        return found[0] if found else None

    def _lives(self, person_id: object) -> bool:
        """Whether someone was not forgotten; of who was, nothing personal is kept any more."""
        if not isinstance(person_id, int) or abs(person_id) >= 2**63:
            return False
        if person_id not in self._alive:
            sql = "SELECT 1 FROM main.people WHERE id = ? AND forgotten_on IS NOT NULL"
            self._alive[person_id] = self._db.execute(sql, [person_id]).fetchone() is None
        return self._alive[person_id]


def as_sealed(row: HistoryRow, salts: Salts, salt_id: int | None) -> list[Any] | None:
    """What the seal of a row goes over; None where a salt is missing that no one was forgotten
    with, or where something else stands in the place of what was erased.
    """
    return Sealing(row, salts, salt_id).parts()


class Sealing:
    """One row as it is sealed, and the digest of each of its personal parts."""

    def __init__(self, row: HistoryRow, salts: Salts, salt_id: int | None) -> None:
        self._row, self._salts, self._salt_id = row, salts, salt_id
        self._held = held_in(row.table)
        self._erased = salts.erased.get(row.id, {})
        self._sound = True
        self._about: list[Any] = []
        self.digests: dict[str, str] = {}

    def parts(self) -> list[Any] | None:
        """The row with digests in place of what is personal."""
        row = self._row
        before, after = self._side("before", row.before), self._side("after", row.after)
        texts = self._texts()
        by = row.by and self._name(BY, row.by)
        why = row.why and self._reason(row.why)
        found = [
            row.id, row.deed_id, row.at, row.table, row.record_id, row.kind, before, after,
            row.uuid, row.deed_at, by, row.way, row.action, why, row.undoes, texts,
        ]  # fmt: skip
        return found if self._sound else None

    def _side(self, side: str, text: str | None) -> Any:
        held = self._held
        if text is None or not (held.about or held.names):
            return text
        pairs = pairs_in(text)
        if pairs is None:
            return text
        about = held.about if self._salt_id is not None else ()
        found: list[Any] = []
        for key, value in pairs:
            if value and key in about:
                self._about.append((side, key, value))
                found.append([key])
            elif value and key in held.names and isinstance(value, str):
                found.append([key, self._name(f"{side}.{key}", value), "name"])
            else:
                found.append([key, value])
        return found

    def _texts(self) -> str | None:
        if not self._about or self._salt_id is None:
            return None
        if TEXTS in self._erased:
            digest, stands = self._erased[TEXTS]
            shown = {FORGOTTEN, stands, key_of(stands)}
            if any(value not in shown for _, _, value in self._about):
                self._sound = False
            return digest
        return self._digest(TEXTS, self._salts.by_id(self._salt_id), self._about)

    def _name(self, field: str, value: str) -> str | None:
        if field in self._erased:
            digest, stands = self._erased[field]
            if value != stands:
                self._sound = False
            return digest
        found = self._salts.salt_of(NAME, value)
        return self._digest(field, found and found[1], value)

    def _reason(self, value: str) -> str | None:
        if WHY in self._erased:
            if value != FORGOTTEN:
                self._sound = False
            return self._erased[WHY][0]
        found = self._salts.salt_of(REASON, self._row.deed_id)
        return self._digest(WHY, found and found[1], value)

    def _digest(self, field: str, salt: bytes | None, value: object) -> str | None:
        import hmac

        if salt is None:
            self._sound = False
            return None
        message = to_json()([self._row.id, field, value]).encode()
        self.digests[field] = found = hmac.digest(salt, message, "sha256").hex()
        return found


# A row is looked at to find whose it is, and once more for its seal.
@lru_cache(maxsize=8)
def pairs_in(text: str) -> Pairs | None:
    """The columns of a row in the history with their values, each as often as it is there; None
    where another program wrote something else.
    """
    try:
        found = _from_json()(text)
    except (ValueError, RecursionError):
        return None
    return list(found) if isinstance(found, _Object) else None


class _Object(list[Any]):
    """An object of JSON, told from a list."""


# What only reads seals nothing, and the module takes a while to load; to make what reads and writes
# JSON for every text takes longer than the text does.
@cache
def to_json() -> Callable[[object], str]:
    """What `json.dumps` does with parts of a seal."""
    from json import JSONEncoder

    return JSONEncoder(check_circular=False).encode


@cache
def _from_json() -> Callable[[str], object]:
    from json import JSONDecoder

    return JSONDecoder(object_pairs_hook=_Object).decode


def _sides(row: HistoryRow) -> list[Pairs | None]:
    return [pairs_in(text) for text in (row.before, row.after) if text is not None]


def key_of(name: str) -> str:
    """How a pseudonym stands in the column of the key of a name."""
    from kpitui.domain.text import name_key

    return name_key(name)
