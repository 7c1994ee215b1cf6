"""Where something that was erased still stands: in other records, in the bytes of the file and what
lies beside it, in copies that kpitui made, and in drafts. A person judges each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from kpitui.storage.byte_search import LEAST, beginning_with, search_files
from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.driver import Database
from kpitui.storage.history import Labels, table_words
from kpitui.storage.names import beside
from kpitui.storage.personal import HELD
from kpitui.storage.records import row_of

_LEAST_OF_NAME = 3
"""A word of a name that is shorter says nothing."""


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


def copies_beside(path: Path) -> list[Path]:
    """The copies of a file that kpitui made beside it: before an update, before a restore, and
    backups.
    """
    stem, name = re.escape(path.stem), re.escape(path.name)
    made = re.compile(
        rf"{name}\.schema-\d+\.backup|{name}\.before-restore-.+|\.{re.escape(path.name[:20])}\..+"
        rf"|{stem}-\d{{4}}-\d\d-\d\dT\d{{6}}\.db",
        re.ASCII | re.DOTALL,
    )
    return sorted(one for one in path.parent.iterdir() if made.fullmatch(one.name))


def look_for(
    database: DatabaseFile, names: Sequence[str], texts: Sequence[str], drafts: Path
) -> Iterator[Leftover]:
    """Every place where one of these texts still stands, and where a note has a word of a name."""
    wanted = list(dict.fromkeys((*names, *texts)))
    with reading(database) as db:
        in_records = list(_in_records(db, wanted, names))
    yield from in_records
    files = [database.path, *beside(database.path)]
    copies = copies_beside(database.path)
    kept = sorted(drafts.glob("*.json")) if drafts.is_dir() else []
    found = search_files([*files, *copies, *kept], wanted)
    told = {one.text for one in in_records}
    untold = {
        (file, text): count
        for file in files
        for text, count in found.get(file, {}).items()
        if text not in told
    }
    with reading(database) as db:
        by_chance = _in_checksums(db, {text for _, text in untold})
    for (file, text), count in untold.items():
        if text not in by_chance:
            yield Leftover(text, f"the bytes of {file}, in no record", count)
    if by_chance:
        what = "the checksums of the history, by chance"
        yield Leftover(", ".join(sorted(by_chance)), what, len(by_chance))
    for what, those in (("copy", copies), ("draft", kept)):
        for file in those:
            for text, count in found.get(file, {}).items():
                copy = str(file) if what == "copy" else None
                yield Leftover(text, f"the {what} {file}", count, copy=copy)


_CHECKSUMS = (
    "SELECT hash FROM seals UNION ALL SELECT digest FROM erased UNION ALL SELECT uuid FROM deeds "
    "UNION ALL SELECT after ->> 'digest' FROM changes WHERE table_name = 'forgetting' "
    "UNION ALL SELECT old_head || ' ' || new_head FROM sealed_again"
)


def _in_checksums(db: Database, texts: set[str]) -> set[str]:
    """Those that are a few letters of a checksum."""
    short = {one for one in texts if re.fullmatch("[0-9a-f]{1,12}", one)}
    finder = _Finder(sorted(short), ())
    found: set[str] = set()
    for (text,) in db.execute(_CHECKSUMS) if short else ():
        found |= finder.found_in(text)
    return found


def words_in(name: str) -> list[str]:
    """The words of a name."""
    return re.findall(r"\w+", name)


class _Finder:
    """Looks for long texts as they are, for short ones and words of names as whole words."""

    def __init__(self, texts: Sequence[str], names: Sequence[str]) -> None:
        self._long = {one for one in texts if len(one) >= LEAST}
        self._starts: dict[str, set[int]] = {}
        for one in self._long:
            self._starts.setdefault(one[:LEAST], set()).add(len(one))
        starts = beginning_with(sorted(self._starts))
        self._pattern = re.compile(starts) if starts else None
        words = {one for one in texts if len(one) < LEAST}
        words |= {one for name in names for one in words_in(name)}
        self._word = {
            one.casefold(): one for one in sorted(words) if len(one) >= _LEAST_OF_NAME
        }  # fmt: skip
        either = beginning_with(sorted(self._word))
        self._words = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if either else None

    def found_in(self, text: str) -> set[str]:
        """Which of them stand in a text."""
        found: set[str] = set()
        at = 0
        while self._pattern and (match := self._pattern.search(text, at)):
            begin = match.start()
            at = begin + 1
            lengths = self._starts[match[0]]
            found |= {text[begin : begin + length] for length in lengths} & self._long
        if self._words:
            found |= {
                self._word.get(match[0].casefold(), match[0])
                for match in self._words.finditer(text)
            }
        return found


def _in_records(db: Database, texts: Sequence[str], names: Sequence[str]) -> Iterator[Leftover]:
    finder, labels = _Finder(texts, names), Labels(db)
    places: dict[tuple[str, str], list[int]] = {}
    for table, held in HELD.items():
        for column in (*held.about, *held.names, *held.words):
            for id_, text in _texts(db, table, column):
                for one in finder.found_in(text):
                    places.setdefault((one, table), []).append(id_)
    first = {*names, *(word for name in names for word in words_in(name))}
    # A name says more than a remark that others got too.
    for (text, table), ids in sorted(places.items(), key=lambda one: (one[0][0] not in first, one)):
        yield Leftover(text, _words_of(table), len(set(ids)), _example(db, labels, table, ids[0]))


def _words_of(table: str) -> str:
    known = {"changes": "the history", "deeds": "the history, who or why", "presences": "who is in"}
    return known.get(table) or table_words(table)


def _texts(db: Database, table: str, column: str) -> Iterable[tuple[int, str]]:
    key = "rowid" if table == "presences" else "id"
    sql = f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''"
    return ((int(id_), str(text)) for id_, text in db.execute(sql))


def _example(db: Database, labels: Labels, table: str, record_id: int) -> str:
    if table == "deeds":
        return f"change {record_id}"
    if table in ("presences", "person_salts", "undone_readings"):
        return ""
    row = row_of(db, table, record_id)
    if table == "changes":
        return f"{table_words(row['table_name'])} {row['record_id']}, {row['at'][:10]}"
    return labels.of(table, row)
