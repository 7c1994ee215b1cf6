"""Where something that was erased still stands: in other records, in the bytes of the file and what
lies beside it, in copies that kpitui made, and in drafts. A person judges each.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from kpitui.storage.byte_search import search_files
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.erased_words import ErasedKind, Finder, Sought
from kpitui.storage.erasures import pseudonyms
from kpitui.storage.forgotten_drafts import draft_files
from kpitui.storage.names import beside
from kpitui.storage.personal import HELD, held_in
from kpitui.storage.record_labels import Labels, table_words
from kpitui.storage.records import row_of
from kpitui.storage.sealed_text import pairs_in


class Leftover(Struct, frozen=True):
    """A text that was erased, or a word of a name, and where it still stands: how often, and the
    first of the places in words.
    """

    text: str
    where: str
    count: int
    example: str = ""
    copy: str | None = None
    """The copy that it stands in, where it is one."""
    kind: ErasedKind = ErasedKind.TEXT

    @property
    def is_name(self) -> bool:
        """Whether it says by itself who it was: a name, a code or a word of a name."""
        return self.kind is not ErasedKind.TEXT


def look_for(
    database: DatabaseFile, sought: Sought, drafts: Iterable[Path], copies: Sequence[Path]
) -> Iterator[Leftover]:
    """Every place where something of it still stands: names first, then codes, then the rest."""
    kinds = sought.kinds()
    folded = {one.casefold(): kind for one, kind in kinds.items()}
    with reading(database) as db:
        found = list(_in_records(db, kinds))
        ours = pseudonyms(db)
    kept = [file for folder in drafts for file in draft_files(folder)]
    files = [database.path, *beside(database.path)]
    wanted = sought.in_bytes()
    counts = search_files([*files, *copies, *kept], wanted, besides=ours)
    told = {leftover.text.casefold() for leftover in found}
    untold = {
        (file, text): count
        for file in files
        for text, count in counts.get(file, {}).items()
        if text.casefold() not in told
    }
    with reading(database) as db:
        explained = _inside_others(db, {text for _, text in untold})
    for (file, text), count in untold.items():
        if text not in explained:
            found.append(_of(folded, text, f"the bytes of {file}, in no record", count))
    for what, those in (("copy", copies), ("draft", kept)):
        for file in those:
            for text, count in counts.get(file, {}).items():
                copy = str(file) if what == "copy" else None
                found.append(_of(folded, text, f"the {what} {file}", count, copy=copy))
    yield from sorted(found, key=lambda leftover: _says_most(leftover, sought))


def _says_most(one: Leftover, sought: Sought) -> tuple[int, bool, int]:
    """Where it stands in the list: of texts those of a session with others come first, as they may
    name who was forgotten; a remark that many records hold says least.
    """
    count = one.count if one.kind is ErasedKind.TEXT else 0
    return list(ErasedKind).index(one.kind), one.text not in sought.shared, count


def _of(
    kinds: dict[str, ErasedKind], text: str, where: str, count: int, *, copy: str | None = None
) -> Leftover:
    return Leftover(text, where, count, copy=copy, kind=kinds.get(text.casefold(), ErasedKind.CODE))


_PAST = ("changes", "deeds", "undone_readings")
"""Where something stands that no one can edit; it is told after what can be."""
_CHECKSUMS = (
    "SELECT hash FROM seals UNION ALL SELECT digest FROM erased UNION ALL SELECT uuid FROM deeds "
    "UNION ALL SELECT after ->> 'digest' FROM changes WHERE table_name = 'forgetting' "
    "UNION ALL SELECT old_head || ' ' || new_head FROM sealed_again"
)


def _inside_others(db: Database, texts: set[str]) -> set[str]:
    """Those that are no more than a part of something else: of a longer word, of a number, or a few
    letters of a checksum.
    """
    found: set[str] = set()
    for sql in (_CHECKSUMS, *_every_text()) if texts else ():
        for (text,) in db.execute(sql):
            found |= {wanted for wanted in texts - found if wanted in str(text)}
    return found


def _every_text() -> Iterator[str]:
    for table, held in HELD.items():
        for column in (*held.about, *held.names, *held.words, *held.plain):
            yield f"SELECT {column} FROM {table} WHERE {column} <> ''"


def _in_records(db: Database, kinds: dict[str, ErasedKind]) -> Iterator[Leftover]:
    finder, labels = Finder(kinds), Labels(db)
    places: dict[tuple[str, str], dict[int, None]] = {}
    for table in HELD:
        for id_, text in _texts(db, table):
            for one in finder.found_in(text):
                places.setdefault((one, table), {})[id_] = None
    for (text, table), ids in sorted(
        places.items(), key=lambda one: (one[0][0], one[0][1] in _PAST, one)
    ):
        example = _example(db, labels, table, next(iter(ids)))
        yield Leftover(text, _words_of(table), len(ids), example, kind=kinds[text])


def _words_of(table: str) -> str:
    known = {
        "changes": "the history", "deeds": "the history, who or why", "presences": "who is in",
        "undone_readings": "undone reading", "person_salts": "salts of the seals",
    }  # fmt: skip
    return known.get(table) or table_words(table)


def _texts(db: Database, table: str) -> Iterable[tuple[int, str]]:
    """Every text of people in a table, with the id of its row."""
    if table == "changes":
        yield from _texts_of_history(db)
        return
    held, key = HELD[table], "rowid" if table == "presences" else "id"
    for column in (*held.about, *held.names, *held.words):
        sql = f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''"
        yield from ((int(id_), str(text)) for id_, text in db.execute(sql))


def _texts_of_history(db: Database) -> Iterator[tuple[int, str]]:
    """The texts of people that changes hold, not their numbers and the names of columns."""
    for id_, table, *sides in db.execute("SELECT id, table_name, before, after FROM changes"):
        held = held_in(table)
        columns = {*held.about, *held.names, *held.words}
        for side in (side for side in sides if side):
            pairs = pairs_in(side)
            if pairs is None:  # another program wrote it
                yield int(id_), str(side)
                continue
            yield from ((int(id_), str(text)) for key, text in pairs if text and key in columns)


def _example(db: Database, labels: Labels, table: str, record_id: int) -> str:
    if table == "deeds":
        return f"change {record_id}"
    if table in ("presences", "person_salts", "undone_readings"):
        return ""
    row = row_of(db, table, record_id)
    if table == "changes":
        return f"{table_words(row['table_name'])} {row['record_id']}, {row['at'][:10]}"
    return labels.of(table, row)
