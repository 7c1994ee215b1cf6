"""How schema 19 seals the history of before: a copy of the rules of that day, which nothing later
changes. A text about someone, a name and a reason are sealed by a digest with a salt.
"""

import hashlib
import hmac
import json
import os
import re
from typing import Any, NamedTuple

_AT_ONCE = 1000
_ROWS = f"""
SELECT changes.id, changes.deed_id, changes.at, changes.table_name, changes.record_id,
    changes.kind, changes.before, changes.after, deeds.uuid, deeds.at, deeds.by, deeds.way,
    deeds.action, deeds.why, deeds.undoes, seals_before.outside
FROM changes LEFT JOIN deeds ON deeds.id = changes.deed_id
JOIN seals_before ON change_id = changes.id
WHERE changes.id > ? ORDER BY changes.id LIMIT {_AT_ONCE}
"""
_WHOSE = {
    "people": "id", "absences": "person_id", "readings": "person_id",
    "undone_readings": "person_id", "sessions": "person_id", "annotations": "person_id",
    "seen_levels": "person_id", "evaluations": "person_id", "calibrations": "person_id",
    "contacts": "person_id", "accepted_findings": "record_key", "accounts": "person_id",
}  # fmt: skip
"""The column that says whose a row is."""
_THROUGH = {
    "actions": ("session_id", "sessions"), "answers": ("evaluation_id", "evaluations"),
    "disputes": ("evaluation_id", "evaluations"), "access_keys": ("account_id", "accounts"),
}  # fmt: skip
"""The column that says of which row of which table it is."""
_ABOUT = {
    "people": ("name", "name_key", "code", "code_key"), "absences": ("reason",),
    "readings": ("note", "external_id"), "undone_readings": ("note", "external_id"),
    "sessions": ("seen", "agreed", "behaviour", "reply"), "actions": ("text",),
    "annotations": ("text", "reason"), "seen_levels": ("question", "answer"),
    "evaluations": ("reference", "note"), "answers": ("comment",), "disputes": ("text", "answer"),
    "calibrations": ("reference", "note"), "contacts": ("reference",),
    "access_keys": ("blob", "fingerprint", "comment"), "accepted_findings": ("record", "reason"),
}  # fmt: skip
"""The texts about that person."""
_NAMES = {
    "sessions": ("coach", "acknowledged_by"), "actions": ("who",),
    "seen_levels": ("seen_by", "answered_by"), "evaluations": ("evaluator", "seen_by"),
    "disputes": ("raised_by", "answered_by"), "calibrations": ("opened_by",),
    "accounts": ("name",), "presences": ("name",), "priorities": ("owner",),
    "strategies": ("owner",), "kpis": ("owner",), "reviews": ("by",), "deeds": ("by",),
    "person_salts": ("name",),
}  # fmt: skip
"""The names of people and accounts."""
_KEY = re.compile(r"\bperson-(\d+)\b", re.ASCII)


class _Row(NamedTuple):
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


class _Object(list[Any]):
    """An object of JSON, told from a list."""


def seal_again(db: Any) -> tuple[int, str]:
    """Seal again every row whose mark, from outside or not, stands in `seals_before`; how many, and
    the new head.
    """
    salts, at, head, count = _Salts(db), 0, "", 0
    while found := db.execute(_ROWS, [at]).fetchall():
        for *values, outside in found:
            row = _Row(*values)
            salt_id = salts.owner(row)
            sealed = [head, outside, salt_id, _sealed(row, salts, salt_id)]
            at, head = row.id, hashlib.sha256(json.dumps(sealed).encode()).hexdigest()
            db.execute(
                "INSERT INTO seals (change_id, hash, outside, salt_id) VALUES (?, ?, ?, ?)",
                [at, head, outside, salt_id],
            )
        count += len(found)
    return count, head


class _Salts:
    """The salts, each made where it is asked for first, and whose a row is."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._kept: dict[tuple[str, object], tuple[int, bytes]] = {}
        self._owners: dict[tuple[str, object], tuple[str, object] | None] = {}
        self.by_id: dict[int, bytes] = {}

    def of(self, column: str, value: object) -> tuple[int, bytes]:
        """The id and the salt of a person, a name or a reason."""
        if (column, value) not in self._kept:
            salt = os.urandom(32)
            sql = f"INSERT INTO person_salts ({column}, salt) VALUES (?, ?) RETURNING id"
            id_ = int(self._db.execute(sql, [value, salt]).fetchone()[0])
            self._kept[column, value], self.by_id[id_] = (id_, salt), salt
        return self._kept[column, value]

    def owner(self, row: _Row) -> int | None:
        """The id of the salt of whom a row says something."""
        about = _ABOUT.get(row.table, ())
        sides = [_pairs(text) for text in (row.before, row.after) if text is not None]
        held = [dict(pairs) for pairs in sides if pairs is not None]
        if not any(side.get(name) for side in held for name in about):
            return None
        for side in reversed(held):
            if (whose := self._whose(row.table, side)) is not None:
                return self.of(*whose)[0]
        return None

    def _whose(self, table: str, side: dict[str, Any]) -> tuple[str, object] | None:
        column = _THROUGH[table][0] if table in _THROUGH else _WHOSE[table]
        return self._of_value(table, side.get(column))

    def _of_value(self, table: str, value: object) -> tuple[str, object] | None:
        if value is None or isinstance(value, (list, dict, float, bool)):
            return None
        if table == "accepted_findings":
            value = _person_in(value)
        if (table, value) not in self._owners:
            self._owners[table, value] = self._found(table, value)
        return self._owners[table, value]

    def _found(self, table: str, value: object) -> tuple[str, object] | None:
        if table not in _THROUGH:
            is_one = isinstance(value, int) and abs(value) < 2**63
            return ("person_id", value) if is_one else None
        via = _THROUGH[table][1]
        # A key is of its account: of whom that is may be said later.
        column = "name" if via == "accounts" else _WHOSE[via]
        said = self._said(via, value, column)
        if via == "accounts":
            return None if said is None else ("name", said)
        return self._of_value(via, said)

    def _said(self, table: str, record_id: object, column: str) -> object:
        sql = f"SELECT {column} FROM {table} WHERE id = ?"
        found = self._db.execute(sql, [record_id]).fetchone()
        if found is None:  # it was taken away with what belonged to it
            sql = (
                f"SELECT coalesce(after, before) ->> '{column}' FROM changes "
                "WHERE table_name = ? AND record_id = ? ORDER BY id DESC LIMIT 1"
            )
            found = self._db.execute(sql, [table, record_id]).fetchone()
        return found[0] if found else None


def _person_in(key: object) -> int | None:
    found = _KEY.search(str(key))
    return int(found[1]) if found and len(found[1]) < 19 else None


def _pairs(text: str) -> list[tuple[str, Any]] | None:
    try:
        found = json.loads(text, object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        return None
    return list(found) if isinstance(found, _Object) else None


def _sealed(row: _Row, salts: _Salts, salt_id: int | None) -> list[Any]:
    """The row with digests in place of what is personal."""
    about: list[Any] = []
    before, after = (
        _side(row, side, salts, about if salt_id is not None else None)
        for side in ("before", "after")
    )
    texts = None
    if salt_id is not None and about:
        texts = _digest(row, "texts", salts.by_id[salt_id], about)
    by = row.by and _digest(row, "by", salts.of("name", row.by)[1], row.by)
    why = row.why and _digest(row, "why", salts.of("deed_id", row.deed_id)[1], row.why)
    return [
        row.id, row.deed_id, row.at, row.table, row.record_id, row.kind, before, after,
        row.uuid, row.deed_at, by, row.way, row.action, why, row.undoes, texts,
    ]  # fmt: skip


def _side(row: _Row, side: str, salts: _Salts, about: list[Any] | None) -> Any:
    """One side of a row; the texts about its person are put into `about`, where it has one."""
    text, names = getattr(row, side), _NAMES.get(row.table, ())
    personal = _ABOUT.get(row.table, ())
    pairs = _pairs(text) if text is not None and (personal or names) else None
    if pairs is None:
        return text
    found: list[Any] = []
    for key, value in pairs:
        if value and key in personal and about is not None:
            about.append((side, key, value))
            found.append([key])
        elif value and key in names and isinstance(value, str):
            salt = salts.of("name", value)[1]
            found.append([key, _digest(row, f"{side}.{key}", salt, value), "name"])
        else:
            found.append([key, value])
    return found


def _digest(row: _Row, field: str, salt: bytes, value: object) -> str:
    message = json.dumps([row.id, field, value]).encode()
    return hmac.digest(salt, message, "sha256").hex()
