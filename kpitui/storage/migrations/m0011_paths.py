"""Schema 11: a target is a path: each row has its own day by which it is reached, and where it
begins; the view of months tells what was expected and leaves the verdict to the program.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import keep_history, run

_COLUMNS = """
DROP TRIGGER history_targets_update;
ALTER TABLE targets ADD COLUMN due_on TEXT CHECK (due_on IS date(due_on) AND due_on > starts_on);
ALTER TABLE targets ADD COLUMN from_level REAL;
"""

_ONE_ROW = """
UPDATE targets SET due_on = kpis.due_on FROM kpis WHERE kpis.id = targets.kpi_id
AND kpis.due_on > kpis.starts_on AND kpis.due_on > targets.starts_on
AND (SELECT count(*) FROM targets AS every WHERE every.kpi_id = kpis.id) = 1;
UPDATE targets SET from_level = kpis.baseline + (
    CASE
        WHEN metrics.direction = 'within' AND low IS NOT NULL AND high IS NOT NULL THEN
            CASE WHEN baseline < low THEN low WHEN baseline > high THEN high ELSE baseline END
        ELSE coalesce(low, high)
    END - baseline
) * (julianday(targets.starts_on) - julianday(kpis.starts_on))
    / (julianday(kpis.due_on) - julianday(kpis.starts_on))
FROM kpis JOIN metrics ON metrics.id = kpis.metric_id WHERE kpis.id = targets.kpi_id
AND targets.due_on IS NOT NULL AND targets.starts_on > kpis.starts_on
AND (baseline < low OR baseline > high);
"""
"""The one row of a KPI was a line from the baseline to the KPI's own day; what stands in it leads
along the same line. Of several rows each was a level that held at once, and stays one.
"""


def _months(column: str) -> str:
    """Months up to the first of a date, counted from a March on."""
    year, month = (
        f"CAST(substr({column}, {start}, {count}) AS INTEGER)" for start, count in ((1, 4), (6, 2))
    )
    return f"({year} * 12 + {month} - 3)"


def _days(months: str) -> str:
    """The days up to the first of a month: neither SQLite nor DuckDB has a function for it that the
    other knows, and no division here may leave a rest, as to some of them / is that of whole
    numbers.
    """
    leap = " + ".join(
        f"{sign} * ({months} - {months} % {every}) / {every}"
        for sign, every in ((1, 48), (-1, 1200), (1, 4800))
    )
    into_year = f"(153 * ({months} % 12) + 2)"
    return f"(365 * ({months} - {months} % 12) / 12 + {leap} + ({into_year} - {into_year} % 5) / 5)"


def _number(column: str) -> str:
    """The number of a day, counted as months and days of it are."""
    return f"({_days(_months(column))} + CAST(substr({column}, 9, 2) AS INTEGER))"


_VIEW_BEFORE = "), towards AS ("
_VIEW = f"""), numbered AS (
    SELECT metric_id, month, count, value, {_days("since_march")} + 1 AS first_day,
        {_days("(since_march + 1)")} + 1 AS next_day
    FROM combined
), bounds AS (
    -- The days of the month as numbers: the first, the one after the last, and the middle.
    SELECT metric_id, month, count, value, first_day, next_day,
        first_day + (next_day - first_day - 1 - (next_day - first_day - 1) % 2) / 2 AS middle
    FROM numbered
), rows_held AS (
    -- The rows of a target in a month, and on how many of its days each held.
    SELECT kpis.id AS kpi_id, bounds.month, targets.id AS target_id, targets.starts_on,
        CASE WHEN substr(coalesce(targets.ends_on, '9999-12'), 1, 7) > bounds.month
            THEN bounds.next_day ELSE {_number("targets.ends_on")} END
        - CASE WHEN substr(targets.starts_on, 1, 7) < bounds.month
            THEN bounds.first_day ELSE {_number("targets.starts_on")} END AS days
    FROM kpis
    JOIN bounds ON bounds.metric_id = kpis.metric_id
    JOIN targets ON targets.kpi_id = kpis.id AND substr(targets.starts_on, 1, 7) <= bounds.month
        AND (targets.ends_on IS NULL OR targets.ends_on > bounds.month || '-01')
), held AS (
    -- The row that held on most days of the month, of two that held equally long the later.
    SELECT one.kpi_id, one.month, one.target_id FROM rows_held AS one
    WHERE NOT EXISTS (
        SELECT 1 FROM rows_held AS other
        WHERE other.kpi_id = one.kpi_id AND other.month = one.month
            AND (other.days > one.days
                OR (other.days = one.days AND other.starts_on > one.starts_on))
    )
), ways AS (
    -- Where the way to the level begins and ends, and the day of the month on which it is judged:
    -- of a mean or a ratio the middle, of what adds up or is read last the end.
    SELECT kpis.id AS kpi_id, bounds.month, bounds.count, bounds.value, metrics.direction,
        targets.low, targets.high, coalesce(targets.from_level, kpis.baseline) AS start,
        CASE WHEN metrics.aggregation IN ('mean', 'ratio') THEN bounds.middle
            ELSE bounds.next_day - 1 END AS day,
        CASE WHEN targets.starts_on > kpis.starts_on THEN {_number("targets.starts_on")}
            ELSE {_number("kpis.starts_on")} END AS start_day,
        {_number("targets.due_on")} AS due_day
    FROM kpis
    JOIN metrics ON metrics.id = kpis.metric_id
    JOIN bounds ON bounds.metric_id = kpis.metric_id
        AND bounds.month >= substr(kpis.starts_on, 1, 7)
        AND (kpis.ends_on IS NULL OR bounds.month < substr(kpis.ends_on, 1, 7))
    LEFT JOIN held ON held.kpi_id = kpis.id AND held.month = bounds.month
    LEFT JOIN targets ON targets.id = held.target_id
), lines AS (
    SELECT kpi_id, month, count, value, direction, low, high,
        CASE
            WHEN due_day IS NULL OR start IS NULL OR day >= due_day THEN NULL
            WHEN (low IS NULL OR start >= low) AND (high IS NULL OR start <= high) THEN NULL
            WHEN day <= start_day THEN start
            ELSE start + (CASE WHEN direction <> 'within' THEN coalesce(low, high)
                WHEN start < low THEN low ELSE high END - start)
                * (1.0 * (day - start_day)) / (due_day - start_day)
        END AS line
    FROM ways
)
SELECT
    lines.kpi_id AS kpi,
    metrics.name AS metric,
    metrics.code AS code,
    strategies.title AS strategy,
    priorities.title AS priority,
    lines.month AS month,  -- 2026-11
    CASE WHEN lines.month >= substr(CAST(CURRENT_DATE AS TEXT), 1, 7) THEN 1 ELSE 0 END
        AS running,  -- 1: not over yet
    lines.value AS value,  -- its readings combined by the metric's aggregation
    lines.count AS readings,  -- how many there are
    metrics.unit AS unit,
    kpis.baseline AS baseline,
    lines.low AS target_low,  -- of the target that held on most days of the month
    lines.high AS target_high,
    CASE WHEN line IS NULL OR lines.low IS NULL THEN lines.low
        WHEN metrics.direction = 'within' AND lines.low < line THEN lines.low
        ELSE line END AS expected_low,  -- on the way to the target; null: no target held
    CASE WHEN line IS NULL THEN lines.high
        WHEN metrics.direction = 'within' THEN
            CASE WHEN lines.high > line THEN lines.high WHEN lines.high IS NOT NULL THEN line END
        WHEN lines.low IS NULL THEN line END AS expected_high
FROM lines
JOIN kpis ON kpis.id = lines.kpi_id
JOIN metrics ON metrics.id = kpis.metric_id
JOIN strategies ON strategies.id = kpis.strategy_id
JOIN priorities ON priorities.id = strategies.priority_id"""


def apply(db: Database) -> None:
    """Bring a file from schema 10 to 11. Runs inside a transaction of the caller."""
    ((view,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_status_by_month'")
    run(db, _COLUMNS)
    run(db, _ONE_ROW)
    db.execute("DROP VIEW v_status_by_month")
    known = view[: view.index(_VIEW_BEFORE)]
    db.execute(known.replace(", judged as the program judges a month", "") + _VIEW)
    keep_history(db, "targets")
