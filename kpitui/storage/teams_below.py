"""The one query for teams and all that is below them. Who sees what is worked out with it too, so
that it names the tables themselves.
"""

from datetime import date, timedelta

FAR = "9999-12-31"
"""The end of what has none, where days are compared."""


def teams_below(start: str) -> str:
    """The table `under` of `team_id`, `first` and `stop`: the teams that a query names, each from a
    day to another, and every team below them with the times that it is there.

    `UNION` leaves out what is found already, so that a circle of teams has an end.
    """
    return f"""
    WITH RECURSIVE under (team_id, first, stop) AS (
        {start}
        UNION
        SELECT place.team_id, max(under.first, place.starts_on),
            min(under.stop, coalesce(place.ends_on, '{FAR}'))
        FROM under CROSS JOIN main.team_parents AS place ON place.parent_id = under.team_id
        AND place.starts_on < under.stop AND coalesce(place.ends_on, '{FAR}') > under.first
    )
    """


def stop_after(day: date) -> str:
    """The day before which all of a time lies that goes on to the end of a day."""
    return FAR if day == date.max else (day + timedelta(days=1)).isoformat()
