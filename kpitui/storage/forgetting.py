"""Erasing a person from the file: from the records, from the history, and the salts of their seals.

All of it runs inside one `writing()` block: it is there as a whole, or not at all.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from kpitui.domain.text import name_key
from kpitui.storage.driver import Database
from kpitui.storage.erased_words import Sought
from kpitui.storage.erasures import erased_by
from kpitui.storage.hash_chain import COLUMNS, FROM, seal
from kpitui.storage.of_person import names_of, texts_with_others
from kpitui.storage.personal import CODES, FORGOTTEN, HELD, held_in, owned, rows_of_person
from kpitui.storage.pseudonym import free_pseudonym
from kpitui.storage.records import Row, listed, row_of, rows, update
from kpitui.storage.sealed_text import (
    BY,
    NAME,
    PERSON,
    REASON,
    TEXTS,
    WHY,
    HistoryRow,
    Salts,
    Sealing,
    pairs_in,
)

_KINDS = {"name": "names", "name_key": "names"} | dict.fromkeys(CODES, "codes")
"""What kind of text stands in a column; in any other it is a plain one."""
_ROWS = f"SELECT {COLUMNS}, seals.salt_id {FROM} JOIN seals ON seals.change_id = changes.id"


class Erased(Struct, frozen=True):
    """What someone is called now, by what names the file knew them, and everything of theirs that
    was erased.
    """

    stands: str
    names: tuple[str, ...]
    sought: Sought

    @property
    def count(self) -> int:
        """How many different texts, names and codes it is."""
        return len({*self.sought.names, *self.sought.codes, *self.sought.texts})


class Forgetter:
    """Erases one person within an open change, whose id is `deed_id`."""

    def __init__(self, db: Database, deed_id: int, person: Row) -> None:
        self._db, self._deed_id, self._person = db, deed_id, person
        self._names = names_of(db, person["id"])
        self._stands = free_pseudonym(db, person["id"])
        self._spelled = self._every_spelling()
        self._shared = frozenset(texts_with_others(db, person["id"]))
        self._found: dict[str, dict[str, None]] = {"names": {}, "codes": {}, "texts": {}}

    def forget(self, today: str) -> Erased:
        """Erase them, and end their accounts on a day."""
        db, id_ = self._db, self._person["id"]
        db.execute("UPDATE current_deed SET bulk = 1")  # a note that goes changes no sum
        self._erase_rows()
        self._erase_names(today)
        for table in ("presences", "visits"):
            db.execute(
                f"DELETE FROM {table} WHERE name IN (SELECT value FROM json_each(?))", [self._marks]
            )
        seal(db, self._deed_id)
        db.execute("UPDATE current_deed SET bulk = 0, erases = 1")
        db.execute(
            "INSERT INTO forgetting (deed_id, person_id, stands) VALUES (?, ?, ?)",
            [self._deed_id, id_, self._stands],
        )
        self._erase_history()
        person = row_of(db, "people", id_)
        update(db, "people", id_, person["version"], {"forgotten_on": today})
        self._note()
        db.execute("UPDATE current_deed SET erases = 0")
        names = tuple(dict.fromkeys((*self._spelled, *self._found["names"])))
        codes, texts = tuple(self._found["codes"]), tuple(self._found["texts"])
        sought = Sought(names, codes, texts, self._shared)
        return Erased(self._stands, tuple(self._spelled), sought)

    @property
    def _marks(self) -> str:
        return json.dumps(list(self._spelled))

    def _every_spelling(self) -> dict[str, None]:
        """Their names however a record spells them."""
        keys = {name_key(name) for name in self._names}
        found = dict.fromkeys(self._names)
        for (name,) in self._db.execute("SELECT name FROM person_salts WHERE name IS NOT NULL"):
            if name_key(name) in keys:
                found[name] = None
        for table, held in HELD.items():
            for column in held.names:
                for (name,) in self._db.execute(f"SELECT DISTINCT {column} FROM {table}"):
                    if name and name_key(name) in keys:
                        found[name] = None
        return found

    def _erase_rows(self) -> None:
        where = {"person": self._person["id"]}
        for table, held in owned():
            if not held.about or table == "people":
                continue
            of = rows_of_person(table)
            for row in rows(
                self._db, f"SELECT {', '.join(held.about)} FROM {table} WHERE {of}", where
            ):
                self._keep(row.items())
            if held.gone:
                self._db.execute(f"DELETE FROM {table} WHERE {of}", where)
            else:
                self._erase_columns(table, held.about, of, "" if held.blank else FORGOTTEN)

    def _erase_columns(self, table: str, columns: Sequence[str], of: str, stands: str) -> None:
        needed = {
            name for name, needed in self._db.execute(
                'SELECT name, "notnull" FROM pragma_table_info(?)', [table]
            ) if needed
        }  # fmt: skip
        set_to = [
            f"{column} = iif({column} = '', '', :stands)"
            if column in needed
            else f"{column} = NULL"
            for column in columns
        ]
        there = " OR ".join(f"{column} <> ''" for column in columns)
        self._db.execute(
            f"UPDATE {table} SET {', '.join(set_to)}, version = version + 1 "
            f"WHERE ({of}) AND ({there})",
            {"person": self._person["id"], "stands": stands},
        )

    def _erase_names(self, today: str) -> None:
        db, id_ = self._db, self._person["id"]
        person = row_of(db, "people", id_)
        self._keep((column, person[column]) for column in HELD["people"].about)
        for number, row in enumerate(rows(
            db, "SELECT * FROM accounts WHERE name IN (SELECT value FROM json_each(:names))",
            {"names": self._marks},
        ), 1):  # fmt: skip
            name = self._stands if number == 1 else f"{self._stands} ({number})"
            ends = {"name": name, "ends_on": row["ends_on"] or today}
            update(db, "accounts", row["id"], row["version"], ends)
        for table, held in HELD.items():
            for column in held.names if held.history and table != "accounts" else ():
                version = "" if table == "guards" else ", version = version + 1"
                db.execute(
                    f"UPDATE {table} SET {column} = :stands{version} "
                    f"WHERE {column} IN (SELECT value FROM json_each(:names))",
                    {"stands": self._stands, "names": self._marks},
                )
        values: Row = {"name": self._stands, "name_key": name_key(self._stands)}
        values |= {"code": None, "code_key": None}
        update(db, "people", id_, person["version"], values)

    def _erase_history(self) -> None:
        salts = Salts(self._db, new=False)
        salts.load_all()
        own = self._own_salts()
        reasons = set(self._reasons_about(salts))
        for row, salt_id in self._rows_to_erase(own, reasons):
            self._erase_one(row, salt_id, salts, own, reasons)
        by = "UPDATE deeds SET by = ? WHERE by IN (SELECT value FROM json_each(?))"
        why = f"UPDATE deeds SET why = ? WHERE id IN {listed(reasons)}"
        found = rows(self._db, f"SELECT why FROM deeds WHERE id IN {listed(reasons)}")
        self._keep(("why", row["why"]) for row in found)
        self._db.execute(why, [FORGOTTEN])
        self._db.execute(by, [self._stands, self._marks])
        gone = f"id IN {listed(own)} OR {REASON} IN {listed(reasons)}"
        self._db.execute(f"DELETE FROM person_salts WHERE {gone}")

    def _own_salts(self) -> set[int]:
        found = rows(
            self._db,
            f"SELECT id FROM person_salts WHERE {PERSON} = :id "
            f"OR {NAME} IN (SELECT value FROM json_each(:names))",
            {"id": self._person["id"], "names": self._marks},
        )
        return {int(row["id"]) for row in found}

    def _reasons_about(self, salts: Salts) -> Iterator[int]:
        """The changes whose reason they gave, or that is about them alone."""
        for row in rows(self._db, "SELECT id, by FROM deeds WHERE why <> ''"):
            if row["id"] == self._deed_id:
                continue  # why they were forgotten
            if row["by"] in self._spelled or self._is_about(int(row["id"]), salts):
                yield int(row["id"])

    def _is_about(self, deed_id: int, salts: Salts) -> bool:
        sql = f"SELECT {COLUMNS} {FROM} WHERE changes.deed_id = ?"
        people = set()
        for values in self._db.execute(sql, [deed_id]):
            row = HistoryRow(*values)
            if row.kind == "bulk":
                return False
            whose = salts.person(row)
            people |= {whose} if whose is not None else set()
            if len(people) > 1:
                return False
        return people == {self._person["id"]}

    def _rows_to_erase(
        self, own: set[int], reasons: set[int]
    ) -> list[tuple[HistoryRow, int | None]]:
        named = [
            f"(table_name = '{table}' AND ({' OR '.join(_named(held.names))}))"
            for table, held in HELD.items()
            if held.history and held.names
        ]
        where = (
            f"seals.salt_id IN {listed(own)} OR changes.deed_id IN {listed(reasons)} "
            "OR deeds.by IN (SELECT value FROM json_each(:names)) OR changes.id IN "
            f"(SELECT id FROM changes WHERE {' OR '.join(named)})"
        )
        cursor = self._db.execute(f"{_ROWS} WHERE {where}", {"names": self._marks})
        return [(HistoryRow(*values[:-1]), values[-1]) for values in cursor]

    def _erase_one(
        self, row: HistoryRow, salt_id: int | None, salts: Salts, own: set[int], reasons: set[int]
    ) -> None:
        sealing = Sealing(row, salts, salt_id)
        sealing.parts()
        texts = salt_id in own
        sides = {
            "before": self._without(row, "before", texts),
            "after": self._without(row, "after", texts),
        }
        wanted = {TEXTS} if texts else set()
        wanted |= {BY} if row.by in self._spelled else set()
        wanted |= {WHY} if row.deed_id in reasons else set()
        wanted |= {field for _, fields in sides.values() for field in fields}
        self._db.executemany(
            "INSERT INTO erased (change_id, field, digest, deed_id) VALUES (?, ?, ?, ?)",
            [
                (row.id, field, digest, self._deed_id)
                for field, digest in sealing.digests.items()
                if field in wanted
            ],
        )
        (before, changed), (after, also) = sides.values()
        if texts or changed or also:
            self._db.execute(
                "UPDATE changes SET before = ?, after = ? WHERE id = ?", [before, after, row.id]
            )

    def _without(self, row: HistoryRow, side: str, texts: bool) -> tuple[str | None, list[str]]:
        """One side of a row without what is theirs, and the names that were erased in it."""
        text, held = getattr(row, side), held_in(row.table)
        fields: list[str] = []
        pairs = pairs_in(text) if text is not None else None
        if pairs is None:
            return text, fields
        found = []
        for key, value in pairs:
            if texts and value and key in held.about:
                self._keep([(key, value)])
                value = self._in_place_of(row.table, key)
            elif key in held.names and value in self._spelled:
                fields.append(f"{side}.{key}")
                value = self._stands
            found.append(f"{json.dumps(key)}:{json.dumps(value, ensure_ascii=False)}")
        return "{" + ",".join(found) + "}", fields

    def _in_place_of(self, table: str, column: str) -> str:
        if table == "people" and column == "name":
            return self._stands
        if table == "people" and column == "name_key":
            return name_key(self._stands)
        return FORGOTTEN

    def _keep(self, columns: Iterable[tuple[str, object]]) -> None:
        """Note what was erased, by the column that it stood in, to look for it afterwards; never
        what we put in its place.
        """
        ours = (self._stands, name_key(self._stands), FORGOTTEN)
        for column, value in columns:
            if value and value not in ours:
                self._found[_KINDS.get(column, "texts")][str(value)] = None

    def _note(self) -> None:
        """Say in the history who was forgotten, with the number and a hash of what was erased."""
        count, digest = erased_by(self._db, self._deed_id)
        content = {
            "person_id": self._person["id"],
            "name": self._stands,
            "erased": count,
            "digest": digest,
        }
        self._db.execute(
            "INSERT INTO changes (deed_id, table_name, record_id, kind, after) "
            "VALUES (?, 'forgetting', ?, 'insert', ?)",
            [self._deed_id, self._person["id"], json.dumps(content)],
        )


def _named(columns: Sequence[str]) -> list[str]:
    return [
        f"{side} ->> '{column}' IN (SELECT value FROM json_each(:names))"
        for column in columns
        for side in ("before", "after")
    ]
