"""The plan as it is kept: missions, priorities, strategies, KPIs and standards, ended ones too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from kpitui.domain.records.dated import Target
from kpitui.domain.records.goal import Priority, Strategy, Verdict
from kpitui.domain.records.kpi import Kpi
from kpitui.domain.records.metric import Metric, Range
from kpitui.domain.records.mission import Mission
from kpitui.domain.records.standard import Standard
from kpitui.domain.team_tree import TeamTree
from kpitui.storage.activities import activities_in
from kpitui.storage.driver import Database
from kpitui.storage.guards import load_guards
from kpitui.storage.past import known_rows
from kpitui.storage.records import (
    Row,
    by_name,
    find_rows,
    from_json,
    record_of,
    row_of,
    rows,
    texts_in,
)
from kpitui.storage.rules import clock_of
from kpitui.storage.summaries import EVERYBODY_ID
from kpitui.storage.teams import load_team_tree


class PlanRecords(Struct, frozen=True):
    """Everything of the plan, ended records too, each list in its order on the screen."""

    missions: list[Mission]
    priorities: list[Priority]
    strategies: list[Strategy]
    kpis: list[Kpi]
    standards: list[Standard]
    metrics: dict[int, Metric]
    verdicts: dict[int, Verdict]
    teams: dict[int, str]
    """The names of the teams that activities name."""
    tree: TeamTree
    """Which team is under which."""


def first_day(db: Database, metric_id: int | None) -> date | None:
    """The first day of the plan or of the readings of a metric, whichever is earlier; None where
    there is neither.
    """
    of_plan = " UNION ALL ".join(
        f"SELECT min(starts_on) AS day FROM {table}"
        for table in ("missions", "priorities", "strategies", "kpis")
    )
    of_readings = "SELECT min(date) FROM day_summaries WHERE metric_id = ? AND team_id = ?"
    (day,) = db.execute(
        f"SELECT min(day) FROM ({of_plan} UNION ALL {of_readings})", [metric_id, EVERYBODY_ID]
    ).fetchone()
    return date.fromisoformat(day) if day else None


def load_plan(db: Database, *, known_on: date | None = None) -> PlanRecords:
    """The whole plan in one reading; with `known_on`, each record as it was known at the end of
    that day.
    """

    def table(name: str, order: str = "id") -> list[Row]:
        return known_rows(db, name, known_on, order)

    targets = table("targets", "starts_on, id")
    metrics = {metric.id: metric for metric in load_metrics(db, known_on=known_on)}
    guards = load_guards(db, known_on)
    strategies = [_strategy(row, guards) for row in table("strategies", "position, id")]
    known = {strategy.id for strategy in strategies}
    named = {
        team for strategy in strategies for done in strategy.activities for team in done.team_ids
    }
    kpis = [row for row in table("kpis", "position, id") if row["strategy_id"] in known]
    return PlanRecords(
        missions=[record_of(Mission, row) for row in table("missions", "starts_on, id")],
        priorities=[_priority(row) for row in table("priorities", "position, id")],
        strategies=strategies,
        kpis=_kpis(kpis, targets),
        standards=_standards(table("standards"), targets),
        metrics=metrics,
        verdicts={row["strategy_id"]: record_of(Verdict, row) for row in table("verdicts")},
        teams={row["id"]: row["name"] for row in known_rows(db, "teams", known_on, only=named)},
        tree=load_team_tree(db, known_on=known_on),
    )


def load_kpis_and_standards(
    db: Database, metric_id: int, *, known_on: date | None = None
) -> tuple[list[Kpi], list[Standard]]:
    """What is wanted of one metric, in the order of the whole plan."""
    if known_on is not None:
        plan = load_plan(db, known_on=known_on)
        return (
            [kpi for kpi in plan.kpis if kpi.metric_id == metric_id],
            [standard for standard in plan.standards if standard.metric_id == metric_id],
        )

    def targets_for(owner: str, table: str) -> list[Row]:
        owners = f"(SELECT id FROM {table} WHERE metric_id = :metric)"
        query = f"SELECT * FROM targets WHERE {owner} IN {owners} ORDER BY starts_on, id"
        return rows(db, query, {"metric": metric_id})

    of_metric = {"metric_id": metric_id}
    kpis = find_rows(db, "kpis", of_metric, "position, id")
    standards = find_rows(db, "standards", of_metric)
    return (
        _kpis(kpis, targets_for("kpi_id", "kpis")),
        _standards(standards, targets_for("standard_id", "standards")),
    )


def _edits(db: Database) -> list[Row]:
    """The changes of records of the plan, newest first."""
    return rows(
        db,
        "SELECT table_name, record_id, coalesce(deeds.at, changes.at) AS at, before, after "
        "FROM changes LEFT JOIN deeds ON deeds.id = deed_id "
        "WHERE kind = 'update' "
        "AND table_name IN ('missions', 'priorities', 'strategies', 'kpis') "
        "ORDER BY changes.id DESC",
    )


def load_start_and_end_days(db: Database, until: date) -> set[date]:
    """The days up to a day on which something of the plan started or ended."""
    days = " UNION ".join(
        f"SELECT {column} AS day FROM {table}"
        for table in ("missions", "priorities", "strategies", "kpis", "targets")
        for column in ("starts_on", "ends_on")
    )
    found = rows(db, f"SELECT day FROM ({days}) WHERE day <= :until", {"until": until.isoformat()})
    return {date.fromisoformat(row["day"]) for row in found}


def load_edit_days(db: Database) -> set[date]:
    """The days on which the words of the plan were changed, or its numbers; its dates are not asked
    for here.
    """
    clock = clock_of(db)
    changed = (row["at"] for row in _edits(db) if _words(row["before"]) != _words(row["after"]))
    return {clock.here(datetime.fromisoformat(at)).date() for at in changed}


def _words(record: str) -> Row:
    no_words = ("starts_on", "ends_on", "position", "version")
    return {name: value for name, value in from_json(record).items() if name not in no_words}


def load_metrics(
    db: Database, only: Iterable[int] | None = None, *, known_on: date | None = None
) -> list[Metric]:
    """Every metric, or those of some ids, by name; as they were known at the end of a day, or are
    now.
    """
    found = by_name(known_rows(db, "metrics", known_on, only=only))
    return [record_of(Metric, row, assumed=texts_in(row.get("assumed"))) for row in found]


def names_in_standards(
    db: Database, table: str, column: str, *, known_on: date | None = None
) -> dict[int, str]:
    """The names of the teams, roles or people that there is a standard for, by their ids."""
    if known_on is not None:
        return {row["id"]: row["name"] for row in known_rows(db, table, known_on)}
    # Thousands work here, and a few have a standard of their own.
    found = db.execute(f"SELECT id, name FROM {table} WHERE id IN (SELECT {column} FROM standards)")
    return dict(found.fetchall())


def targets_of(db: Database, owner: str, owner_id: int) -> list[Target]:
    """The target rows of one KPI or standard, oldest first; `owner` is kpi_id or standard_id."""
    found = find_rows(db, "targets", {owner: owner_id}, "starts_on, id")
    return _grouped(found, owner)[owner_id]


def _priority(row: Row) -> Priority:
    return record_of(Priority, row | {"planned_until": row["planned_until_on"]})


def _strategy(row: Row, guards: Mapping[int, tuple[int, ...]]) -> Strategy:
    return record_of(
        Strategy,
        row | {"planned_until": row["planned_until_on"]},
        activities=activities_in(row["activities"]),
        guard_ids=guards.get(row["id"], ()),
    )


def _grouped(targets: list[Row], owner: str) -> dict[int, list[Target]]:
    grouped: dict[int, list[Target]] = defaultdict(list)
    for row in targets:
        if row[owner] is not None:
            grouped[row[owner]].append(
                record_of(Target, row, level=Range(low=row["low"], high=row["high"]))
            )
    return grouped


def _kpis(kpis: list[Row], targets: list[Row]) -> list[Kpi]:
    grouped = _grouped(targets, "kpi_id")
    return [record_of(Kpi, row, targets=tuple(grouped[row["id"]])) for row in kpis]


def _standards(standards: list[Row], targets: list[Row]) -> list[Standard]:
    grouped = _grouped(targets, "standard_id")
    return [record_of(Standard, row, levels=tuple(grouped[row["id"]])) for row in standards]


def load_missions(db: Database) -> list[Mission]:
    """Every mission, oldest first."""
    return [record_of(Mission, row) for row in find_rows(db, "missions", {}, "starts_on, id")]


def load_priority(db: Database, priority_id: int) -> Priority:
    """One priority; raises `BadData` where it is gone."""
    return _priority(row_of(db, "priorities", priority_id))


def load_strategy(db: Database, strategy_id: int) -> Strategy:
    """One strategy; raises `BadData` where it is gone."""
    return _strategy(row_of(db, "strategies", strategy_id), load_guards(db))


def load_kpi(db: Database, kpi_id: int) -> Kpi:
    """One KPI with its targets; raises `BadData` where it is gone."""
    return record_of(
        Kpi, row_of(db, "kpis", kpi_id), targets=tuple(targets_of(db, "kpi_id", kpi_id))
    )


def load_standard(db: Database, standard_id: int) -> Standard:
    """One standard with its levels; raises `BadData` where it is gone."""
    row = row_of(db, "standards", standard_id)
    return record_of(Standard, row, levels=tuple(targets_of(db, "standard_id", standard_id)))
