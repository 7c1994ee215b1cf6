"""Schema 13: the view of months knows ratios without parts. The day summaries hold them already:
their `unweighted`, `weight` and `weighted` are of values, and a ratio has these only where it was
given without parts.
"""

from sqlite_utils import Database

_CHANGES = (
    (
        "        sum(day.numerator) AS numerator, sum(day.denominator) AS denominator\n",
        "        sum(day.numerator) AS numerator, sum(day.denominator) AS denominator,\n"
        "        sum(day.unweighted) AS unweighted\n",
    ),
    (
        "sum(numerator) AS numerator, sum(denominator) AS denominator\n    FROM days",
        "sum(numerator) AS numerator, sum(denominator) AS denominator,\n"
        "        sum(unweighted) AS unweighted\n    FROM days",
    ),
    (
        "                CASE WHEN metrics.unit = '%' THEN 100.0 ELSE 1.0 END\n"
        "                * months.numerator / nullif(months.denominator, 0)\n",
        "                -- Readings without parts are left out, and averaged only where all are.\n"
        "                coalesce(CASE WHEN metrics.unit = '%' THEN 100.0 ELSE 1.0 END\n"
        "                    * months.numerator / nullif(months.denominator, 0),\n"
        "                    months.weighted / nullif(months.weight, 0))\n",
    ),
    (
        "    lines.count AS readings,  -- how many there are\n",
        "    lines.count AS readings,  -- how many there are\n"
        "    months.unweighted AS unweighted,"
        "  -- how many of them do not say of how many they are\n",
    ),
    (
        "JOIN metrics ON metrics.id = kpis.metric_id\nJOIN strategies",
        "JOIN metrics ON metrics.id = kpis.metric_id\n"
        "JOIN months ON months.metric_id = kpis.metric_id AND months.month = lines.month\n"
        "JOIN strategies",
    ),
)


def apply(db: Database) -> None:
    """Bring a file from schema 12 to 13. Runs inside a transaction of the caller."""
    ((view,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'v_status_by_month'")
    db.execute("DROP VIEW v_status_by_month")
    for before, after in _CHANGES:
        view = view.replace(before, after)
    db.execute(view)
