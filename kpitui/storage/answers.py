"""Answers of many evaluations at once."""

from collections.abc import Collection
from datetime import date

from kpitui.storage.driver import Database
from kpitui.storage.records import Row, listed, rows


def answers_of_newest(
    db: Database, person_ids: Collection[int], until: date, most: int
) -> list[Row]:
    """The answers of the newest evaluations of each of some people up to a day: `person_id`,
    `evaluation_id`, `question_id` and `value`; calibrations are left out.
    """
    sql = f"""
    SELECT person_id, evaluation_id, question_id, value FROM (
        SELECT id, person_id,
            row_number() OVER (PARTITION BY person_id ORDER BY date DESC, id DESC) AS nth
        FROM evaluations
        WHERE calibration_id IS NULL AND date <= :until AND person_id IN {listed(person_ids)}
    ) AS newest JOIN answers ON answers.evaluation_id = newest.id WHERE nth <= :most
    """
    return rows(db, sql, {"until": until.isoformat(), "most": most})
