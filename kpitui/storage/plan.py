"""The plan as it is kept: missions, priorities, strategies, KPIs and standards, ended ones too."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from kpitui.domain.metrics import Metric, Range
from kpitui.domain.plan import Kpi, Mission, Priority, Standard, Strategy, Target, Verdict
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, from_json, record_of, rows
from kpitui.storage.rules import clock_of


class PlanRecords(Struct, frozen=True):
    """Everything of the plan, ended records too, each list in its order on the screen."""

    missions: list[Mission]
    priorities: list[Priority]
    strategies: list[Strategy]
    kpis: list[Kpi]
    standards: list[Standard]
    metrics: dict[int, Metric]
    verdicts: dict[int, Verdict]


def load_plan(db: Database, *, known_on: date | None = None) -> PlanRecords:
    """The whole plan in one reading; with `known_on`, each record in the words it had at the end of that day."""
    then = _words_of(db, known_on) if known_on else {}

    def table(name: str, order: str) -> list[Row]:
        return [row | then.get((name, row["id"]), {}) for row in rows(db, f"SELECT * FROM {name} ORDER BY {order}")]

    targets = rows(db, "SELECT * FROM targets ORDER BY starts_on, id")
    return PlanRecords(
        missions=[record_of(Mission, row) for row in table("missions", "starts_on, id")],
        priorities=[_priority(row) for row in table("priorities", "position, id")],
        strategies=[_strategy(row) for row in table("strategies", "position, id")],
        kpis=_kpis(table("kpis", "position, id"), targets),
        standards=_standards(rows(db, "SELECT * FROM standards ORDER BY id"), targets),
        metrics={metric.id: metric for metric in load_metrics(db)},
        verdicts={row["strategy_id"]: record_of(Verdict, row) for row in rows(db, "SELECT * FROM verdicts")},
    )


def load_kpis_and_standards(db: Database, metric_id: int) -> tuple[list[Kpi], list[Standard]]:
    """What is wanted of one metric, in the order of the whole plan."""

    def of_metric(table: str, order: str) -> list[Row]:
        return rows(db, f"SELECT * FROM {table} WHERE metric_id = :metric ORDER BY {order}", {"metric": metric_id})

    def targets_for(owner: str, table: str) -> list[Row]:
        owners = f"(SELECT id FROM {table} WHERE metric_id = :metric)"
        query = f"SELECT * FROM targets WHERE {owner} IN {owners} ORDER BY starts_on, id"
        return rows(db, query, {"metric": metric_id})

    kpis = _kpis(of_metric("kpis", "position, id"), targets_for("kpi_id", "kpis"))
    return kpis, _standards(of_metric("standards", "id"), targets_for("standard_id", "standards"))


def _words_of(db: Database, day: date) -> dict[tuple[str, int], Row]:
    """What records that were edited after a day held at its end, by table and id; their dates are those known now."""
    edits = rows(
        db,
        "SELECT table_name, record_id, before FROM changes LEFT JOIN deeds ON deeds.id = deed_id "
        "WHERE kind = 'update' AND coalesce(deeds.at, changes.at) >= :after "
        "AND table_name IN ('missions', 'priorities', 'strategies', 'kpis') ORDER BY changes.id DESC",
        {"after": clock_of(db).start_of(day + timedelta(days=1))},
    )
    return {(row["table_name"], row["record_id"]): _words(row["before"]) for row in edits}


def load_edit_days(db: Database) -> set[date]:
    """The days on which the words of the plan were changed, or its numbers; its dates are not asked for here."""
    edits = rows(
        db,
        "SELECT coalesce(deeds.at, changes.at) AS at, before, after FROM changes LEFT JOIN deeds ON deeds.id = deed_id "
        "WHERE kind = 'update' AND table_name IN ('missions', 'priorities', 'strategies', 'kpis')",
    )
    clock = clock_of(db)
    changed = (row["at"] for row in edits if _words(row["before"]) != _words(row["after"]))
    return {clock.here(datetime.fromisoformat(at)).date() for at in changed}


def _words(record: str) -> Row:
    return _without(from_json(record), "starts_on", "ends_on", "position", "version")


def load_metrics(db: Database, only: Iterable[int] | None = None) -> list[Metric]:
    """Every metric, or those of some ids, by name."""
    where = "" if only is None else f"WHERE id IN ({', '.join(str(int(one)) for one in only)})"
    return [_metric(row) for row in rows(db, f"SELECT * FROM metrics {where} ORDER BY name_key")]


def targets_of(db: Database, owner: str, owner_id: int) -> list[Target]:
    """The target rows of one KPI or standard, oldest first; `owner` is kpi_id or standard_id."""
    found = rows(db, f"SELECT * FROM targets WHERE {owner} = :id ORDER BY starts_on, id", {"id": owner_id})
    return _grouped(found, owner)[owner_id]


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _metric(row: Row) -> Metric:
    return record_of(Metric, row)


def _priority(row: Row) -> Priority:
    return record_of(Priority, row | {"planned_until": row["planned_until_on"]})


def _strategy(row: Row) -> Strategy:
    activities = tuple(map(str, from_json(row["activities"])))
    return record_of(Strategy, row | {"planned_until": row["planned_until_on"]}, activities=activities)


def _grouped(targets: list[Row], owner: str) -> dict[int, list[Target]]:
    grouped: dict[int, list[Target]] = defaultdict(list)
    for row in targets:
        if row[owner] is not None:
            grouped[row[owner]].append(record_of(Target, row, level=Range(low=row["low"], high=row["high"])))
    return grouped


def _kpis(kpis: list[Row], targets: list[Row]) -> list[Kpi]:
    grouped = _grouped(targets, "kpi_id")
    return [record_of(Kpi, row, targets=tuple(grouped[row["id"]])) for row in kpis]


def _standards(standards: list[Row], targets: list[Row]) -> list[Standard]:
    grouped = _grouped(targets, "standard_id")
    return [record_of(Standard, row, levels=tuple(grouped[row["id"]])) for row in standards]
