"""Loading a plan document: creates and updates by name, in one transaction, and tells what it did."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from kpitui.domain.access import Actor, Deed
from kpitui.domain.errors import BadData
from kpitui.domain.history import DeedRecord
from kpitui.domain.metrics import Direction
from kpitui.domain.plan_document import (
    DatedPart,
    KpiPart,
    LevelPart,
    MetricPart,
    MissionPart,
    PersonPart,
    PlanDocument,
    PriorityPart,
    StandardPart,
    StrategyPart,
)
from kpitui.domain.text import name_key
from kpitui.storage.database import DatabaseFile, writing
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, insert, rows, update

Cell = str | int | float | None


class LoadReport(Struct, frozen=True):
    """What loading did, one line a record that was added or changed."""

    lines: tuple[str, ...]


class _NotThisTime(Exception):
    pass


def load_plan_document(
    database: DatabaseFile, actor: Actor, document: PlanDocument, *, today: date, dry_run: bool = False
) -> LoadReport:
    """Bring the plan to what the document says, or nothing of it; what the document leaves out stays as it is.

    Raises `BadData` where it names a metric, team, role or person that neither the file nor the document has, and
    where its dates overlap.
    """
    actor.require(Deed.PLAN)
    loader: _Loader | None = None
    try:
        with writing(database, DeedRecord(actor, "load plan")) as db:
            loader = _Loader(db, today)
            loader.load(document)
            if dry_run:
                raise _NotThisTime
    except _NotThisTime:
        pass
    assert loader is not None
    return LoadReport(tuple(loader.lines))


class _Loader(Struct):
    db: Database
    today: date
    lines: list[str] = field(default_factory=list)
    directions: dict[int, Direction] = field(default_factory=dict)

    def load(self, document: PlanDocument) -> None:
        for mission in document.mission:
            self._mission(mission)
        for metric in document.metric:
            self._metric(metric)
        for team in document.team:
            self._put("teams", "team", team.name, {"name_key": name_key(team.name)}, {"name": team.name}, team)
        for role in document.role:
            self._put("roles", "role", role.name, {"name_key": name_key(role.name)}, {"name": role.name})
        for person in document.person:
            self._person(person)
        self.directions = {
            row["id"]: Direction(row["direction"]) for row in rows(self.db, "SELECT id, direction FROM metrics")
        }
        for position, priority in enumerate(document.priority):
            self._priority(priority, position)
        for standard in document.standard:
            self._standard(standard)

    def _mission(self, part: MissionPart) -> None:
        start = part.starts_on or self._start_of_same_mission(part.statement)
        for row in rows(
            self.db,
            "SELECT * FROM missions WHERE starts_on < :start AND (ends_on IS NULL OR ends_on > :start)",
            {"start": start.isoformat()},
        ):
            update(self.db, "missions", row["id"], row["version"], {"ends_on": start.isoformat()})
        self._put(
            "missions",
            "mission",
            part.statement,
            {"starts_on": start.isoformat()},
            {"statement": part.statement, "reason": part.reason, "ends_on": _iso(part.ends_on)},
        )

    def _start_of_same_mission(self, statement: str) -> date:
        same = rows(
            self.db, "SELECT starts_on FROM missions WHERE statement = :text AND ends_on IS NULL", {"text": statement}
        )
        return date.fromisoformat(same[0]["starts_on"]) if same else self.today

    def _metric(self, part: MetricPart) -> None:
        values = part.model_dump(mode="json")
        self._put(
            "metrics",
            "metric",
            part.name,
            {"name_key": name_key(part.name)},
            values | {"code_key": name_key(part.code)},
        )

    def _person(self, part: PersonPart) -> None:
        values: dict[str, Cell] = {"name": part.name}
        if part.code is not None:
            values |= {"code": part.code, "code_key": name_key(part.code)}
        person_id = self._put("people", "person", part.name, {"name_key": name_key(part.name)}, values, part)
        for membership in part.membership:
            start = membership.starts_on or self._start_of("memberships", {"person_id": person_id})
            self._put(
                "memberships",
                "membership of",
                part.name,
                {"person_id": person_id, "starts_on": start.isoformat()},
                {
                    "team_id": self._named("teams", "team", membership.team),
                    "role_id": self._named("roles", "role", membership.role),
                    "ends_on": _iso(membership.ends_on),
                },
            )

    def _priority(self, part: PriorityPart, position: int) -> None:
        values = _goal_values(part, position)
        priority_id = self._put("priorities", "priority", part.title, {"name_key": name_key(part.title)}, values, part)
        for place, strategy in enumerate(part.strategy):
            self._strategy(strategy, priority_id, place)

    def _strategy(self, part: StrategyPart, priority_id: int, position: int) -> None:
        strategy_id = self._put(
            "strategies",
            "strategy",
            part.title,
            {"priority_id": priority_id, "name_key": name_key(part.title)},
            _goal_values(part, position) | {"activities": json.dumps(part.activities, ensure_ascii=False)},
            part,
        )
        for place, kpi in enumerate(part.kpi):
            self._kpi(kpi, strategy_id, place)

    def _kpi(self, part: KpiPart, strategy_id: int, position: int) -> None:
        metric_id = self._named("metrics", "metric", part.metric)
        assert metric_id is not None
        owner: dict[str, Cell] = {"strategy_id": strategy_id, "metric_id": metric_id}
        start = part.starts_on or self._start_of("kpis", owner)
        kpi_id = self._put(
            "kpis",
            "KPI",
            part.metric,
            owner | {"starts_on": start.isoformat()},
            {
                "baseline": part.baseline,
                "due_on": _iso(part.due_on),
                "warn": part.warn,
                "owner": part.owner,
                "position": position,
                "ends_on": _iso(part.ends_on),
            },
        )
        self._levels(part.target, "target of", part.metric, "kpi_id", kpi_id, metric_id, start)

    def _standard(self, part: StandardPart) -> None:
        metric_id = self._named("metrics", "metric", part.metric)
        assert metric_id is not None
        scope: dict[str, Cell] = {
            "metric_id": metric_id,
            "team_id": self._named("teams", "team", part.team),
            "role_id": self._named("roles", "role", part.role),
            "person_id": self._named("people", "person", part.person),
        }
        standard_id = self._put("standards", "standard", part.metric, scope, {})
        self._levels(part.level, "level of", part.metric, "standard_id", standard_id, metric_id, self.today)

    def _levels(
        self, levels: Sequence[LevelPart], kind: str, name: str, column: str, owner: int, metric_id: int, start: date
    ) -> None:
        for level in levels:
            try:
                good = level.range(self.directions[metric_id])
            except ValueError as error:
                raise BadData(f"The {kind} {name}: {error}.") from None
            begins = level.starts_on or self._start_of("targets", {column: owner}, start)
            self._put(
                "targets",
                kind,
                name,
                {column: owner, "starts_on": begins.isoformat()},
                {"low": good.low, "high": good.high, "ends_on": _iso(level.ends_on)},
            )

    def _start_of(self, table: str, owner: Mapping[str, Cell], default: date | None = None) -> date:
        # A part without a date means the row that is open now, if there is one.
        where = " AND ".join(f"{name} IS :{name}" for name in owner)
        found = rows(self.db, f"SELECT starts_on FROM {table} WHERE {where} AND ends_on IS NULL", owner)
        return date.fromisoformat(found[0]["starts_on"]) if found else default or self.today

    def _named(self, table: str, kind: str, name: str | None) -> int | None:
        if name is None:
            return None
        key = {"key": name_key(name)}
        codes = " OR code_key = :key" if table in ("metrics", "people") else ""
        found = rows(self.db, f"SELECT id FROM {table} WHERE name_key = :key{codes}", key)
        if not found:
            raise BadData(f"There is no {kind} “{name}”; add it to the document or mend its name. Nothing was loaded.")
        return int(found[0]["id"])

    def _put(
        self,
        table: str,
        kind: str,
        name: str,
        key: Mapping[str, Cell],
        values: Mapping[str, Cell],
        dated: DatedPart | None = None,
    ) -> int:
        where = " AND ".join(f"{column} IS :{column}" for column in key)
        found = rows(self.db, f"SELECT * FROM {table} WHERE {where}", key)
        wanted = dict(values)
        if dated is not None:
            wanted["ends_on"] = _iso(dated.ends_on)
            if dated.starts_on is not None or not found:
                wanted["starts_on"] = (dated.starts_on or self.today).isoformat()
        if not found:
            self.lines.append(f"added {kind} {name}")
            return insert(self.db, table, dict(key) | wanted)
        return self._change(table, kind, name, found[0], wanted)

    def _change(self, table: str, kind: str, name: str, row: Row, wanted: Mapping[str, Cell]) -> int:
        different = {column: value for column, value in wanted.items() if row[column] != value}
        if different:
            update(self.db, table, row["id"], row["version"], different)
            shown = [column for column in different if not column.endswith("_key")]
            self.lines.append(f"changed {kind} {name}: {', '.join(shown)}")
        return int(row["id"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _goal_values(part: PriorityPart | StrategyPart, position: int) -> dict[str, Cell]:
    return {
        "title": part.title,
        "description": part.description,
        "owner": part.owner,
        "planned_until_on": _iso(part.planned_until),
        "position": position,
    }
