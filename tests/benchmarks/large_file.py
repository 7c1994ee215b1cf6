"""A file of years: ten million readings of 200 metrics and 5,000 people, the same for the same
seed.

`uv run python -m tests.benchmarks.large_file FILE [READINGS]` makes it in a few minutes; with
`--nested` its 250 teams are in 125 departments of 25 sites, 400 teams in all.
"""

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from kpitui.actions.load_plan import load_plan_document
from kpitui.domain.access import Actor
from kpitui.domain.errors import KpituiError
from kpitui.domain.history import ChangeRecord
from kpitui.domain.plan_document import PlanDocument
from kpitui.storage.bulk import added_in_bulk, next_reading_id
from kpitui.storage.database import DatabaseFile, current_change_id, writing
from kpitui.storage.opening import create_file, open_file
from kpitui.views.standard_lines import PERIODS_READ

MAKES_LARGE = "python -m tests.benchmarks.large_file FILE [READINGS]"
LEADER = Actor("bench")
METRICS, KPIS, STANDARDS, TEAMS, PEOPLE = 200, 40, 60, 250, 5_000
METRICS_EACH = 10
"""So many metrics are read of one person, every week."""
WEEKS_A_CHANGE = 10
DEPARTMENTS, SITES = 125, 25
"""Teams above the teams that people are in, where the file is nested."""
SINCE = timedelta(weeks=220)
LEAST_WEEKS = PERIODS_READ
"""As many as the plan shows of each metric, so that every file gives the same picture."""

_PEOPLE = f"""
WITH RECURSIVE numbers(p) AS (SELECT 1 UNION ALL SELECT p + 1 FROM numbers WHERE p < {PEOPLE})
INSERT INTO people (id, name, name_key, starts_on)
SELECT p, printf('Person %04d', p), printf('person %04d', p), :since FROM numbers
"""
_MEMBERSHIPS = f"""
INSERT INTO memberships (person_id, team_id, role_id, starts_on) SELECT id, 1 + id % {TEAMS}, 1,
:since FROM people
"""
# A team is read on one day of the week, on the metrics of its kind; of two metrics in ten parts of
# a whole are read.
_READINGS = f"""
WITH RECURSIVE weeks(w) AS (SELECT :first UNION ALL SELECT w + 1 FROM weeks WHERE w < :last),
kinds(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM kinds WHERE k < {METRICS_EACH - 1}),
read AS (
    SELECT w, id AS p, 1 + id % {TEAMS} AS t,
        1 + k + {METRICS_EACH} * (id % {TEAMS} % {METRICS // METRICS_EACH}) AS m,
        ((id * 7919 + k * 104729 + w * 1299709 + :seed) * 2654435761 >> 12) & 1023 AS random, k
    FROM weeks, people, kinds WHERE p <= :people
)
INSERT INTO readings (metric_id, person_id, team_id, date, value, n, numerator, denominator,
deed_id)
SELECT m, p, t, date(:monday, (w * 7 + t % 5) || ' days'),
    CASE WHEN k % 5 < 4 THEN round(60 + random / 34.0, 1) END,
    CASE WHEN k % 5 < 2 THEN 1 + random % 60 END,
    CASE WHEN k % 5 = 4 THEN random % 50 END, CASE WHEN k % 5 = 4 THEN 50 END, :deed
FROM read
"""


def _teams(first: date, *, nested: bool) -> list[dict[str, object]]:
    """The teams that people are in, and those above them."""
    if not nested:
        return [{"name": f"Team {number:03d}", "starts_on": first} for number in range(TEAMS)]

    def under(kind: str, number: int) -> list[dict[str, object]]:
        return [{"team": f"{kind} {number:03d}", "starts_on": first}]

    return [
        *({"name": f"Team {one:03d}", "starts_on": first,
           "under": under("Department", one % DEPARTMENTS)} for one in range(TEAMS)),
        *({"name": f"Department {one:03d}", "starts_on": first, "under": under("Site", one % SITES)}
          for one in range(DEPARTMENTS)),
        *({"name": f"Site {one:03d}", "starts_on": first} for one in range(SITES)),
    ]  # fmt: skip


def plan(first: date, *, nested: bool = False) -> PlanDocument:
    """Metrics of all kinds; some are KPIs of ten strategies, some are standards of everybody."""
    names = [f"m{number:03d}" for number in range(METRICS)]
    aggregation = ("mean", "mean", "sum", "last", "ratio")
    goal = {"baseline": 60, "warn": 3, "owner": "bench", "starts_on": first,
        "due_on": first + 2 * SINCE,
            "target": [{"level": 80, "starts_on": first}]}  # fmt: skip
    return PlanDocument.model_validate(
        {
            "mission": [{"statement": "Carry ten million readings", "starts_on": first}],
            "metric": [
                {"name": f"Metric {name}", "code": name,
                    "unit": "%" if place % 5 == 4 else "points",
                 "direction": "higher", "aggregation": aggregation[place % 5], "cadence": "weekly"}
                for place, name in enumerate(names)
            ],
            "team": _teams(first, nested=nested),
            "role": [{"name": "Advisor"}],
            "priority": [
                {"title": f"Priority {place}", "starts_on": first, "strategy": [
                    {"title": f"Strategy {place}.{part}", "starts_on": first,
                     "kpi": [{"metric": name, **goal} for name in names[2 * place + part:KPIS:10]]}
                    for part in range(2)
                ]}
                for place in range(5)
            ],
            "standard": [
                {"metric": name,
                    "level": [{"level": 70,
                            "starts_on": first}]} for name in names[KPIS:KPIS + STANDARDS]
            ],
        }
    )  # fmt: skip


def make_large(
    path: Path, readings: int, *, today: date, seed: int = 1, nested: bool = False
) -> DatabaseFile:
    """A new file with that many readings at least, the newest of the week before today.

    Fewer readings are of fewer weeks, then of fewer people; the plan and the people in the file
    stay the same.
    """
    create_file(path)
    database = open_file(path)
    first = today - SINCE
    load_plan_document(database, LEADER, plan(first, nested=nested), today=today)
    with writing(database, ChangeRecord(LEADER, "add people")) as db:
        db.execute(_PEOPLE, {"since": first.isoformat()})
        db.execute(_MEMBERSHIPS, {"since": first.isoformat()})
    weeks = max(LEAST_WEEKS, -(-readings // (PEOPLE * METRICS_EACH)))
    people = min(PEOPLE, -(-readings // (weeks * METRICS_EACH)))
    monday = today - timedelta(days=today.weekday(), weeks=weeks)
    for start in range(0, weeks, WEEKS_A_CHANGE):
        values = {"first": start, "last": min(start + WEEKS_A_CHANGE, weeks) - 1, "people": people,
            "seed": seed,
                  "monday": monday.isoformat()}  # fmt: skip
        with writing(database, ChangeRecord(LEADER, "import readings"), bulk=True) as db:
            first_id = next_reading_id(db)
            db.execute(_READINGS, {**values, "deed": current_change_id(db)})
            added_in_bulk(db, first_id)
    return database


def main(given: Sequence[str] | None = None) -> None:
    """Make the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("readings", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--nested", action="store_true", help="teams in departments in sites")
    asked = parser.parse_args(given)
    began = perf_counter()
    try:
        database = make_large(asked.file, asked.readings, today=date.today(), nested=asked.nested)
    except KpituiError as error:
        parser.exit(error.exit_code, f"{error.sentence}\n")
    print(
        f"{database.path}: {database.path.stat().st_size / 1e6:.0f} MB in "
        f"{perf_counter() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
