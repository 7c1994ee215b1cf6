"""What a screen said was saved, and whether the file has it: each exactly once."""

from collections import Counter
from dataclasses import dataclass, field

from kpitui.storage.database import DatabaseFile, reading
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

    said: dict[str, list[str]] = field(default_factory=lambda: {one: [] for one in QUERIES})

    def add(self, kind: str, *marks: str) -> None:
        """The screen said that they are saved."""
        self.said[kind] += marks

    @property
    def count(self) -> int:
        """How many."""
        return sum(len(one) for one in self.said.values())

    def faults(self, database: DatabaseFile) -> list[str]:
        """What is lost, what is there more than once, and what nobody was told of."""
        found = []
        with reading(database) as db:
            for kind, sql in QUERIES.items():
                there = Counter(str(one["mark"]) for one in rows(db, sql))
                told = Counter(self.said[kind])
                found += [f"{kind} lost: {one}" for one in told if not there[one]]
                found += [f"{kind} {many} times: {one}" for one, many in there.items() if many > 1]
                found += [f"{kind} told of {many} times: {one}"
                          for one, many in told.items() if many > 1]  # fmt: skip
                found += [f"{kind} never told of: {one}" for one in there if not told[one]]
        return found
