"""What a screen said was saved, and whether the file has it: each exactly once. What was typed when
a line dropped is there, or in a draft.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kpitui.storage.database import DatabaseFile, reading
from kpitui.storage.drafts import load_typed
from kpitui.storage.driver import Database
from kpitui.storage.history import committed
from kpitui.storage.records import rows

QUERIES = {
    "value": "SELECT by || ' ' || metrics.code || ' ' || people.name || ' ' || "
    "round(coalesce(value, numerator), 2) AS mark FROM readings "
    "JOIN deeds ON deeds.id = readings.deed_id JOIN metrics ON metrics.id = metric_id "
    "JOIN people ON people.id = person_id WHERE by LIKE 'super%' AND state = 'kept' "
    "AND external_id IS NULL AND note IS NULL AND metrics.code <> 'quality'",
    "line": "SELECT note AS mark FROM readings WHERE note LIKE 'super%' AND state = 'kept'",
    "session": "SELECT seen AS mark FROM sessions WHERE coach LIKE 'super%'",
    "evaluation": "SELECT reference AS mark FROM evaluations WHERE evaluator LIKE 'super%'",
    "decision": "SELECT comment AS mark FROM reviews WHERE by LIKE 'super%'",
    "row of an import": "SELECT external_id AS mark FROM readings WHERE external_id LIKE 'super%'",
}
"""The marks of everything of a kind that supervisors saved today."""


@dataclass
class Kept:
    """The marks that were acknowledged, by kind."""

    said: dict[str, list[str]] = field(default_factory=lambda: {query: [] for query in QUERIES})
    dropped: dict[str, list[str]] = field(default_factory=lambda: {query: [] for query in QUERIES})
    """The marks of what was typed when a line dropped, and of which no one knows what came of
    it.
    """

    def add(self, kind: str, *marks: str) -> None:
        """The screen said that they are saved."""
        self.said[kind] += marks

    def drop(self, kind: str, *marks: str) -> None:
        """They were typed when the line dropped; they may be saved, or wait in a draft."""
        self.dropped[kind] += marks

    @property
    def count(self) -> int:
        """How many."""
        return sum(len(one) for one in self.said.values())

    def in_drafts(self, database: DatabaseFile, folder: Path) -> list[str]:
        """What was typed when a line dropped and waits in the drafts below a folder."""
        with reading(database) as db:
            waiting = Waiting(db, folder)
        return [f"{kind} still in a draft: {mark}" for kind, marks in self.dropped.items()
                for mark in sorted({*marks}) if waiting.has(kind, mark)]  # fmt: skip

    def faults(self, database: DatabaseFile, folder: Path | None = None) -> list[str]:
        """What is lost, what is there more than once, and what nobody was told of; below `folder`
        are the drafts.
        """
        found = []
        with reading(database) as db:
            waiting = Waiting(db, folder)
            for kind, sql in QUERIES.items():
                there = Counter(str(row["mark"]) for row in rows(db, sql))
                told, dropped = Counter(self.said[kind]), {*self.dropped[kind]}
                found += [
                    f"{kind} lost with its line: {one}"
                    for one in sorted(dropped - {*told} - {*there})
                    if not waiting.has(kind, one)
                ]
                found += [f"{kind} saved and offered once more: {one}"
                          for one in there if waiting.has(kind, one)]  # fmt: skip
                found += [f"{kind} lost: {one}" for one in told if not there[one]]
                found += [f"{kind} {many} times: {one}" for one, many in there.items() if many > 1]
                found += [f"{kind} told of {many} times: {one}"
                          for one, many in told.items() if many > 1]  # fmt: skip
                found += [f"{kind} never told of: {one}"
                          for one in there if not told[one] and one not in dropped]  # fmt: skip
        return found


class Waiting:
    """What waits in the drafts below a folder; none without one."""

    def __init__(self, db: Database, folder: Path | None) -> None:
        self._sessions: set[str] = set()
        self._values: set[str] = set()
        codes = {int(row["id"]): str(row["code"]) for row in rows(db, "SELECT * FROM metrics")}
        names = {
            f"person-{row['id']}": str(row["name"]) for row in rows(db, "SELECT * FROM people")
        }
        for file in folder.rglob("drafts/*.json") if folder is not None else ():
            typed = load_typed(file)
            for change in committed(db, typed.saves):
                typed.take_out(typed.saves[change])
            self._sessions |= {texts.get("seen", "") for texts in typed.sessions.values()}
            self._values |= {
                f"{codes[metric_id]} {names[key]} {float(text.partition('/')[0])}"
                for key, cells in typed.cells.items()
                for metric_id, text in cells.items()
            }

    def has(self, kind: str, mark: str) -> bool:
        """Whether it is there; a draft does not say whose a value is, and an agent has one
        supervisor.
        """
        if kind == "value":
            return mark.partition(" ")[2] in self._values
        return kind == "session" and mark in self._sessions
