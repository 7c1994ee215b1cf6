"""Schema 7: what ten million readings need, and views for those who look at the file with other programs.

One index instead of three; summaries of all teams together beside those of each; many readings changed by one
deed are counted by the deed, once, and not by a trigger a row. The views keep to what SQLite and DuckDB both
understand: DuckDB runs the text of a view itself.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.m0001_first_schema import run

INDEXES = """
DROP INDEX readings_by_deed;
DROP INDEX readings_by_day;
DROP INDEX readings_by_person;
CREATE INDEX readings_by_subject ON readings (person_id, metric_id, date, team_id);
CREATE INDEX readings_by_note ON readings (metric_id, date) WHERE note IS NOT NULL;
"""
# One index is what a reading costs most after itself. The readings of everybody on a day are found person by person,
# who are thousands where readings are millions; those of a deed by its changes, and those of a bulk deed by the ids
# that its one change names.

SUMMARIES = """
DROP TRIGGER summary_insert;
DROP TRIGGER summary_update;
DROP TABLE day_summaries;
CREATE TABLE day_summaries (
    metric_id INTEGER NOT NULL,
    team_id INTEGER NOT NULL,  -- 0: of no team; -1: everybody, which is the sum of all others
    date TEXT NOT NULL,
    count INTEGER NOT NULL,
    unweighted INTEGER NOT NULL,
    weight REAL NOT NULL,
    weighted REAL NOT NULL,
    total REAL NOT NULL,
    numerator REAL NOT NULL,
    denominator REAL NOT NULL,
    PRIMARY KEY (metric_id, team_id, date)
) STRICT, WITHOUT ROWID;
"""

NOT_BULK = "NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)"

_SUMS = ("count", "unweighted", "weight", "weighted", "total", "numerator", "denominator")
SUMMED = (
    "count(*), count(*) FILTER (WHERE value IS NOT NULL AND n IS NULL), "
    "coalesce(sum(coalesce(n, 1) * 1.0) FILTER (WHERE value IS NOT NULL), 0.0), "
    "coalesce(sum(value * coalesce(n, 1)), 0.0), coalesce(sum(value), 0.0), coalesce(sum(numerator), 0.0), "
    "coalesce(sum(denominator), 0.0)"
)
ADDED = "ON CONFLICT DO UPDATE SET " + ", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMS)


def _summary_triggers() -> str:
    # An insert adds to its day in one step; any other change works the day out anew, so that no rounding is left
    # behind by what was taken out. Everybody's day is the sum of the teams' days, which are few.
    one = (
        "NEW.date, 1, NEW.value IS NOT NULL AND NEW.n IS NULL, iif(NEW.value IS NULL, 0.0, coalesce(NEW.n, 1)), "
        "coalesce(NEW.value * coalesce(NEW.n, 1), 0.0), coalesce(NEW.value, 0.0), coalesce(NEW.numerator, 0.0), "
        "coalesce(NEW.denominator, 0.0)"
    )
    add = (
        f"INSERT INTO day_summaries VALUES (NEW.metric_id, coalesce(NEW.team_id, 0), {one}), "
        f"(NEW.metric_id, -1, {one})\n{ADDED};"
    )
    sums = ", ".join(f"sum({name})" for name in _SUMS)
    anew = f"""
DELETE FROM day_summaries
WHERE metric_id = {{0}}.metric_id AND team_id IN (coalesce({{0}}.team_id, 0), -1) AND date = {{0}}.date AND {{1}};
INSERT INTO day_summaries SELECT metric_id, coalesce(team_id, 0), date, {SUMMED}
FROM (SELECT NULL AS subject UNION ALL SELECT id FROM people) CROSS JOIN readings
WHERE person_id IS subject AND metric_id = {{0}}.metric_id AND date = {{0}}.date AND team_id IS {{0}}.team_id
AND state = 'kept' AND {{1}}
GROUP BY metric_id, date, team_id;
INSERT INTO day_summaries SELECT metric_id, -1, date, {sums}
FROM (SELECT 0 AS team UNION ALL SELECT id FROM teams) CROSS JOIN day_summaries
WHERE metric_id = {{0}}.metric_id AND team_id = team AND date = {{0}}.date AND {{1}}
GROUP BY metric_id, date;""".strip()
    moved = "(NEW.metric_id, NEW.date, coalesce(NEW.team_id, 0)) <> (OLD.metric_id, OLD.date, coalesce(OLD.team_id, 0))"
    return (
        f"CREATE TRIGGER summary_insert AFTER INSERT ON readings WHEN NEW.state = 'kept' AND {NOT_BULK}\n"
        f"BEGIN\n{add}\nEND;\n\n"
        f"CREATE TRIGGER summary_update AFTER UPDATE ON readings WHEN {NOT_BULK}\n"
        f"BEGIN\n{anew.format('OLD', 'true')}\n{anew.format('NEW', moved)}\nEND;"
    )


READINGS = """
CREATE VIEW v_readings AS
-- Every kept reading, one a row; what was voided or does not apply is left out.
SELECT
    readings.id AS reading,
    metrics.name AS metric,
    metrics.code AS code,
    people.name AS person,  -- null: of a team, or of the whole organisation
    teams.name AS team,  -- the team that the person had that day
    readings.date AS date,  -- 2026-11-03
    coalesce(
        readings.value,
        CASE WHEN metrics.unit = '%' THEN 100.0 ELSE 1.0 END * readings.numerator / readings.denominator
    ) AS value,  -- of a ratio its quotient, in percent where that is its unit
    readings.n AS n,  -- sample size, null where none was given
    readings.numerator AS numerator,
    readings.denominator AS denominator,
    metrics.unit AS unit,
    readings.note AS note,
    readings.external_id AS external_id,  -- what the source of an import calls it
    deeds.by AS recorded_by,  -- null: another program than kpitui
    deeds.at AS recorded_at,  -- UTC
    deeds.way AS way  -- tui, cli, import or gate
FROM readings
JOIN metrics ON metrics.id = readings.metric_id
LEFT JOIN people ON people.id = readings.person_id
LEFT JOIN teams ON teams.id = readings.team_id
LEFT JOIN deeds ON deeds.id = readings.deed_id
WHERE readings.state = 'kept';
"""

KPIS = """
CREATE VIEW v_kpis AS
-- Every KPI, ended ones too, with the target that is valid today (by UTC).
SELECT
    kpis.id AS kpi,
    metrics.name AS metric,
    metrics.code AS code,
    strategies.title AS strategy,
    priorities.title AS priority,
    kpis.owner AS owner,
    metrics.unit AS unit,
    metrics.direction AS direction,  -- higher, lower or within
    metrics.aggregation AS aggregation,  -- mean, sum, last or ratio
    metrics.cadence AS cadence,  -- daily, weekly, monthly or quarterly
    kpis.baseline AS baseline,
    targets.low AS target_low,  -- at least this is good, null: no lower end
    targets.high AS target_high,  -- at most this is good, null: no upper end
    kpis.warn AS warn,  -- so far short is still at risk and not off track
    kpis.due_on AS due_on,
    kpis.starts_on AS starts_on,
    kpis.ends_on AS ends_on  -- the first day on which it is none any more, null: it is live
FROM kpis
JOIN metrics ON metrics.id = kpis.metric_id
JOIN strategies ON strategies.id = kpis.strategy_id
JOIN priorities ON priorities.id = strategies.priority_id
LEFT JOIN targets ON targets.kpi_id = kpis.id AND targets.starts_on <= CAST(CURRENT_DATE AS TEXT)
    AND (targets.ends_on IS NULL OR targets.ends_on > CAST(CURRENT_DATE AS TEXT));
"""

STANDARDS = """
CREATE VIEW v_standards AS
-- Every level of every standard, one a row, past and coming ones too.
SELECT
    standards.id AS standard,
    metrics.name AS metric,
    metrics.code AS code,
    CASE
        WHEN standards.person_id IS NOT NULL THEN 'person'
        WHEN standards.role_id IS NOT NULL THEN 'role'
        WHEN standards.team_id IS NOT NULL THEN 'team'
        ELSE 'everybody'
    END AS scope,  -- person, role, team or everybody; of several that fit somebody, the first of these holds
    coalesce(people.name, roles.name, teams.name) AS whom,  -- null: everybody
    metrics.unit AS unit,
    metrics.direction AS direction,
    targets.low AS low,  -- at least this is expected, null: no lower end
    targets.high AS high,  -- at most this is expected, null: no upper end
    targets.starts_on AS starts_on,
    targets.ends_on AS ends_on  -- the first day on which it does not hold any more, null: it holds
FROM standards
JOIN metrics ON metrics.id = standards.metric_id
JOIN targets ON targets.standard_id = standards.id
LEFT JOIN people ON people.id = standards.person_id
LEFT JOIN roles ON roles.id = standards.role_id
LEFT JOIN teams ON teams.id = standards.team_id;
"""


def _months(day: str) -> str:
    """The months of a date since a March, so that a leap day ends a year."""
    return f"CAST(substr({day}, 1, 4) AS INTEGER) * 12 + CAST(substr({day}, 6, 2) AS INTEGER) - 3"


def _day_number(months: str, day: str) -> str:
    # The programs have no function for it in common. Every division leaves no rest, because to some of them / is that
    # of whole numbers and to others it is not.
    month = f"153 * ({months} % 12) + 2"
    return (
        f"365 * ({months} - {months} % 12) / 12 + ({months} - {months} % 48) / 48 "
        f"- ({months} - {months} % 1200) / 1200 + ({months} - {months} % 4800) / 4800 "
        f"+ ({month} - ({month}) % 5) / 5 + {day}"
    )


STATUS = f"""
CREATE VIEW v_status_by_month AS
-- Every KPI in every month with readings at whose end it was live, judged as the program judges a month.
WITH days AS (
    SELECT metric_id, date, count, weight, weighted, total, numerator, denominator
    FROM day_summaries WHERE team_id = -1
), months AS (
    SELECT metric_id, substr(date, 1, 7) AS month, max(date) AS last_on, sum(count) AS count, sum(weight) AS weight,
        sum(weighted) AS weighted, sum(total) AS total, sum(numerator) AS numerator, sum(denominator) AS denominator
    FROM days GROUP BY metric_id, substr(date, 1, 7)
), combined AS (
    SELECT months.metric_id, months.month, months.count, {_months("months.month")} AS since_march,
        CASE
            WHEN metrics.aggregation = 'ratio' THEN
                CASE WHEN metrics.unit = '%' THEN 100.0 ELSE 1.0 END
                * months.numerator / nullif(months.denominator, 0)
            WHEN months.weight = 0 THEN NULL
            WHEN metrics.aggregation = 'mean' THEN months.weighted / months.weight
            WHEN metrics.aggregation = 'sum' THEN months.total
            ELSE last.weighted / nullif(last.weight, 0)
        END AS value
    FROM months
    JOIN metrics ON metrics.id = months.metric_id
    JOIN days AS last ON last.metric_id = months.metric_id AND last.date = months.last_on
), towards AS (
    -- The one number that a KPI moves to, and the days of its way there.
    SELECT kpis.id AS kpi_id, combined.month, combined.count, combined.value, metrics.direction,
        kpis.baseline, kpis.warn, targets.low, targets.high,
        CASE
            WHEN metrics.direction = 'within' AND targets.low IS NOT NULL AND targets.high IS NOT NULL THEN
                CASE WHEN kpis.baseline < targets.low THEN targets.low
                    WHEN kpis.baseline > targets.high THEN targets.high ELSE kpis.baseline END
            ELSE coalesce(targets.low, targets.high)
        END AS goal,
        (SELECT count(*) FROM targets AS every WHERE every.kpi_id = kpis.id) AS rows_of_target,
        {_months("kpis.starts_on")} AS start_months, CAST(substr(kpis.starts_on, 9, 2) AS INTEGER) AS start_day,
        {_months("kpis.due_on")} AS due_months, CAST(substr(kpis.due_on, 9, 2) AS INTEGER) AS due_day,
        combined.since_march + 1 AS end_months, 0 AS end_day
    FROM kpis
    JOIN metrics ON metrics.id = kpis.metric_id
    JOIN combined ON combined.metric_id = kpis.metric_id AND combined.month >= substr(kpis.starts_on, 1, 7)
        AND (kpis.ends_on IS NULL OR combined.month < substr(kpis.ends_on, 1, 7))
    LEFT JOIN targets ON targets.kpi_id = kpis.id AND combined.month >= substr(targets.starts_on, 1, 7)
        AND (targets.ends_on IS NULL OR combined.month < substr(targets.ends_on, 1, 7))
), shares AS (
    SELECT kpi_id, month, count, value, direction, baseline, warn, low, high, goal,
        CASE WHEN rows_of_target = 1 AND baseline IS NOT NULL AND due_months IS NOT NULL THEN
            1.0 * ({_day_number("end_months", "end_day")} - ({_day_number("start_months", "start_day")}))
            / nullif({_day_number("due_months", "due_day")} - ({_day_number("start_months", "start_day")}), 0)
        END AS share
    FROM towards
), lines AS (
    SELECT kpi_id, month, count, value, direction, baseline, warn, low, high,
        CASE WHEN share < 0 THEN baseline WHEN share < 1 THEN baseline + (goal - baseline) * share END AS line
    FROM shares
), expected AS (
    SELECT kpi_id, month, count, value, baseline, warn, low, high,
        CASE
            WHEN line IS NULL OR low IS NULL THEN low
            WHEN direction = 'within' AND low < line THEN low
            ELSE line
        END AS expected_low,
        CASE
            WHEN line IS NULL OR high IS NULL THEN high
            WHEN direction = 'within' THEN CASE WHEN high > line THEN high ELSE line END
            WHEN low IS NULL THEN line
        END AS expected_high
    FROM lines
), gaps AS (
    SELECT kpi_id, month, count, value, baseline, warn, low, high, expected_low, expected_high,
        CASE WHEN value < expected_low THEN expected_low - value
            WHEN value > expected_high THEN value - expected_high ELSE 0.0 END AS gap,
        CASE WHEN value < expected_low THEN abs(expected_low)
            WHEN value > expected_high THEN abs(expected_high) ELSE 0.0 END AS edge
    FROM expected
)
SELECT
    gaps.kpi_id AS kpi,
    metrics.name AS metric,
    metrics.code AS code,
    strategies.title AS strategy,
    priorities.title AS priority,
    gaps.month AS month,  -- 2026-11
    CASE WHEN gaps.month >= substr(CAST(CURRENT_DATE AS TEXT), 1, 7) THEN 1 ELSE 0 END AS running,  -- 1: not over yet
    gaps.value AS value,  -- its readings combined by the metric's aggregation
    gaps.count AS readings,  -- how many there are
    metrics.unit AS unit,
    gaps.baseline AS baseline,
    gaps.low AS target_low,  -- of the target valid at the month's end
    gaps.high AS target_high,
    gaps.expected_low AS expected_low,  -- on the way from the baseline to the target, at the month's end
    gaps.expected_high AS expected_high,
    CASE
        WHEN gaps.value IS NULL OR (gaps.expected_low IS NULL AND gaps.expected_high IS NULL) THEN 'no data'
        WHEN gaps.gap <= 1e-9 * gaps.edge OR gaps.gap <= 1e-9 * abs(gaps.value) OR gaps.gap <= 1e-12 THEN 'on track'
        WHEN gaps.gap <= gaps.warn OR gaps.gap - gaps.warn <= 1e-9 * gaps.gap THEN 'at risk'
        ELSE 'off track'
    END AS status  -- on track, at risk, off track, or no data where no target is valid
FROM gaps
JOIN kpis ON kpis.id = gaps.kpi_id
JOIN metrics ON metrics.id = kpis.metric_id
JOIN strategies ON strategies.id = kpis.strategy_id
JOIN priorities ON priorities.id = strategies.priority_id;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 6 to 7. Runs inside a transaction of the caller."""
    run(db, INDEXES + SUMMARIES)
    db.execute(
        f"INSERT INTO day_summaries SELECT metric_id, coalesce(team_id, 0), date, {SUMMED} FROM readings "
        "WHERE state = 'kept' GROUP BY metric_id, coalesce(team_id, 0), date"
    )
    db.execute(
        f"INSERT INTO day_summaries SELECT metric_id, -1, date, {', '.join(f'sum({name})' for name in _SUMS)} "
        "FROM day_summaries GROUP BY metric_id, date"
    )
    run(db, _summary_triggers())
    history = db.execute("SELECT sql FROM sqlite_master WHERE name = 'history_readings_update'").fetchone()[0]
    db.execute("DROP TRIGGER history_readings_update")
    db.execute(history.replace("ON readings", f"ON readings WHEN {NOT_BULK}", 1))
    run(db, READINGS + KPIS + STANDARDS + STATUS)
