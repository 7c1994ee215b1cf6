"""What was entered, in blocks of rows along the key of each table, with names in place of ids."""

from collections.abc import Iterable

from kpitui.storage.driver import Database
from kpitui.storage.records import Row, rows
from kpitui.storage.talked_about import CONTACT

_NTH = (
    "(SELECT count(*) FROM sessions AS same WHERE same.person_id = sessions.person_id "
    "AND same.date = sessions.date AND same.coach = sessions.coach AND same.id <= sessions.id)"
)
SESSION = f"sessions.date || ' ' || sessions.coach || coalesce(' #' || nullif({_NTH}, 1), '')"
"""What a session of a person is called in every file, whatever its id: its day and its coach, and
of several of one day which.
"""

_READINGS = f"""
SELECT readings.id AS reading, metrics.name AS metric, people.name AS person, teams.name AS team,
    readings.date, readings.value, readings.n, readings.numerator, readings.denominator,
    readings.note, readings.external_id AS id, deeds.by AS recorded_by, deeds.at AS recorded_at,
    deeds.way AS way, readings.state = 'not applicable' AS not_applicable,
    (SELECT {SESSION} FROM sessions WHERE sessions.id = readings.session_id) AS session,
    (SELECT coalesce(nullif(reference, ''), 'evaluation ' || id) FROM evaluations
        WHERE reading_id = readings.id) AS contact,
    readings.state = 'void' AS voided
FROM readings
-- In this order, so that a block is read along the key and nothing is sorted.
CROSS JOIN metrics ON metrics.id = readings.metric_id
LEFT JOIN people ON people.id = readings.person_id
LEFT JOIN teams ON teams.id = readings.team_id LEFT JOIN deeds ON deeds.id = readings.deed_id
WHERE readings.id > :after AND readings.id <= :last AND (:voided OR readings.state <> 'void')
ORDER BY readings.id LIMIT :most
"""
_TOGETHER = f"""
(SELECT first.person || ': ' || first.session FROM (
    SELECT sessions.id, people.name AS person, {SESSION} AS session
    FROM sessions JOIN people ON people.id = sessions.person_id) AS first
WHERE first.id = sessions.together_id)
"""
"""The first session of those that were held at once, as `NAME: SESSION`."""
_SESSIONS = f"""
SELECT sessions.id AS key, {SESSION} AS session, coach, people.name AS person, sessions.date, kind,
    minutes, behaviour, seen, agreed, follow_up_on, followed_up_on, acknowledged_at,
    acknowledged_by, reply, strengths, sessions.reference, outcome, outcome_note,
    {_TOGETHER} AS together
FROM sessions CROSS JOIN people ON people.id = sessions.person_id
WHERE sessions.id > :after AND sessions.id <= :last ORDER BY sessions.id LIMIT :most
"""
_FOCUS = """
SELECT session_id, metrics.name AS name FROM session_metrics
JOIN metrics ON metrics.id = session_metrics.metric_id
WHERE session_id BETWEEN :first AND :last ORDER BY session_metrics.id
"""
_TALKED_ABOUT = f"""
SELECT session_id, {CONTACT} AS name FROM session_evaluations
JOIN evaluations ON evaluations.id = evaluation_id
WHERE session_id BETWEEN :first AND :last ORDER BY session_evaluations.id
"""
_ACTIONS_OF = """
SELECT session_id, text, who, due_on, done_on FROM actions
WHERE session_id BETWEEN :first AND :last ORDER BY id
"""
_ACTIONS = f"""
SELECT actions.id AS key, people.name AS person, {SESSION} AS session, text, who, due_on, done_on
FROM actions CROSS JOIN sessions ON sessions.id = actions.session_id
CROSS JOIN people ON people.id = sessions.person_id
WHERE actions.id > :after AND actions.id <= :last ORDER BY actions.id LIMIT :most
"""
_REVIEWS = """
SELECT reviews.id AS key, priorities.title AS priority, strategies.title AS strategy,
    metrics.name AS metric, kpis.starts_on AS kpi_starts_on, date, by, decision, confidence,
    comment, seen
FROM reviews CROSS JOIN kpis ON kpis.id = reviews.kpi_id
CROSS JOIN metrics ON metrics.id = kpis.metric_id
CROSS JOIN strategies ON strategies.id = kpis.strategy_id
CROSS JOIN priorities ON priorities.id = strategies.priority_id
WHERE reviews.id > :after AND reviews.id <= :last ORDER BY reviews.id LIMIT :most
"""
_DECISIONS = """
SELECT decisions.id AS key, priorities.title AS priority, strategies.title AS strategy,
    metrics.name AS metric, kpis.starts_on AS kpi_starts_on, date, by, decision, text, who,
    decisions.due_on AS due_on, done_on, result, periods, middle, low, high
FROM decisions CROSS JOIN reviews ON reviews.id = review_id
CROSS JOIN kpis ON kpis.id = reviews.kpi_id CROSS JOIN metrics ON metrics.id = kpis.metric_id
CROSS JOIN strategies ON strategies.id = kpis.strategy_id
CROSS JOIN priorities ON priorities.id = strategies.priority_id
WHERE decisions.id > :after AND decisions.id <= :last ORDER BY decisions.id LIMIT :most
"""
_EVENTS = """
SELECT annotations.id AS key, metrics.name AS metric, priorities.title AS priority,
    strategies.title AS strategy, date, text, new_limits, reason, teams.name AS team,
    people.name AS person
FROM annotations LEFT JOIN metrics ON metrics.id = annotations.metric_id
LEFT JOIN strategies ON strategies.id = annotations.strategy_id
LEFT JOIN priorities ON priorities.id = strategies.priority_id
LEFT JOIN teams ON teams.id = annotations.team_id
LEFT JOIN people ON people.id = annotations.person_id
WHERE annotations.id > :after AND annotations.id <= :last ORDER BY annotations.id LIMIT :most
"""
_LEVELS = """
SELECT seen_levels.id AS key, people.name AS person, metrics.name AS metric,
    seen_levels.starts_on, low, high, seen_at, seen_by, question, answer, answered_at, answered_by
FROM seen_levels CROSS JOIN people ON people.id = person_id
CROSS JOIN metrics ON metrics.id = metric_id
WHERE seen_levels.id > :after AND seen_levels.id <= :last ORDER BY seen_levels.id LIMIT :most
"""
_ABSENCES = """
SELECT absences.id AS key, people.name AS person, absences.starts_on, absences.ends_on AS back_on,
    reason
FROM absences CROSS JOIN people ON people.id = person_id
WHERE absences.id > :after AND absences.id <= :last ORDER BY absences.id LIMIT :most
"""
_DISPUTES = f"""
SELECT disputes.id AS key, people.name AS person, {CONTACT} AS evaluation,
    sheet_questions.key AS question, disputes.text, raised_at, raised_by, outcome, answer,
    answered_at, answered_by
FROM disputes CROSS JOIN evaluations ON evaluations.id = evaluation_id
CROSS JOIN people ON people.id = evaluations.person_id
CROSS JOIN sheet_questions ON sheet_questions.id = question_id
WHERE disputes.id > :after AND disputes.id <= :last ORDER BY disputes.id LIMIT :most
"""
_CONTACTS = """
SELECT contacts.id AS key, reference, people.name AS person, date, channel
FROM contacts CROSS JOIN people ON people.id = person_id
WHERE contacts.id > :after AND contacts.id <= :last ORDER BY contacts.id LIMIT :most
"""
_EVALUATION = """
evaluations.id AS evaluation, sheets.name AS sheet, sheet_versions.starts_on AS sheet_from,
    people.name AS person, evaluations.date, evaluations.reference, evaluations.evaluator,
    evaluations.channel, evaluations.note, calibrations.opened_by AS calibration,
    calibrations.closed_on AS calibration_closed_on, calibrations.note AS calibration_note,
    evaluations.seen_at, evaluations.seen_by
"""
_OF_EVALUATION = """
CROSS JOIN sheet_versions ON sheet_versions.id = evaluations.sheet_version_id
CROSS JOIN sheets ON sheets.id = sheet_versions.sheet_id
CROSS JOIN people ON people.id = evaluations.person_id
LEFT JOIN calibrations ON calibrations.id = evaluations.calibration_id
"""
_SEEN = "(evaluations.calibration_id IS NULL OR calibrations.closed_on IS NOT NULL)"
"""While a calibration is open no one sees what others scored."""
_EVALUATIONS = f"""
SELECT evaluations.id AS key, {_EVALUATION}, evaluations.score,
    evaluations.unfailed AS score_without_critical, deeds.by AS recorded_by, deeds.at AS recorded_at
FROM evaluations {_OF_EVALUATION} LEFT JOIN deeds ON deeds.id = evaluations.deed_id
WHERE evaluations.id > :after AND evaluations.id <= :last AND {_SEEN}
ORDER BY evaluations.id LIMIT :most
"""
_ANSWERS_OF = """
SELECT evaluation_id, question_id, value, comment FROM answers
WHERE evaluation_id BETWEEN :first AND :last ORDER BY id
"""
_ANSWERS = f"""
SELECT answers.id AS key, {_EVALUATION}, question_id, answers.value, answers.comment
FROM answers CROSS JOIN evaluations ON evaluations.id = answers.evaluation_id {_OF_EVALUATION}
WHERE answers.id > :after AND answers.id <= :last AND {_SEEN}
ORDER BY answers.id LIMIT :most
"""
_SCORED_QUESTIONS = """
SELECT * FROM sheet_questions WHERE sheet_version_id IN (SELECT sheet_version_id FROM evaluations)
ORDER BY sheet_version_id, position, id
"""
_COMMENTED = """
SELECT DISTINCT question_id FROM answers WHERE comment <> ''
"""
_CHANGES = """
SELECT changes.*, deeds.at AS deed_at, coalesce(deeds.by, 'another program') AS by,
    coalesce(deeds.way, '') AS way, coalesce(deeds.action, 'change') AS action,
    coalesce(deeds.why, '') AS why
FROM changes LEFT JOIN deeds ON deeds.id = deed_id
WHERE changes.id > :after AND changes.id <= :last ORDER BY changes.id LIMIT :most
"""


def last_id(db: Database, table: str) -> int:
    """The id of the newest row of a table; 0 where there is none."""
    return int(db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def readings_block(
    db: Database, after: int, last: int, most: int, *, voided: bool = False
) -> list[Row]:
    """The next readings that stand after an id and up to another, by their ids; with `voided` those
    that were voided too.
    """
    found = rows(db, _READINGS, _span(after, last, most) | {"voided": voided})
    for row in found:
        row["not_applicable"] = bool(row["not_applicable"])
        row["voided"] = bool(row["voided"])
    return found


def sessions_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next coaching sessions after an id, each with its `key`, the names of its `focus` and
    `evaluations`, and its `actions`.
    """
    found = rows(db, _SESSIONS, _span(after, last, most))
    if not found:
        return found
    span = {"first": found[0]["key"], "last": found[-1]["key"]}
    focus, talked_about, actions = (
        _by_session(found, rows(db, sql, span)) for sql in (_FOCUS, _TALKED_ABOUT, _ACTIONS_OF)
    )
    return [
        row
        | {
            "focus": [metric["name"] for metric in focus[row["key"]]],
            "evaluations": [one["name"] for one in talked_about[row["key"]]],
            "actions": actions[row["key"]],
        }
        for row in found
    ]


def actions_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next actions after an id, each with its `key`, the person and the session it is of."""
    return rows(db, _ACTIONS, _span(after, last, most))


def reviews_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next reviews after an id, each with its `key` and the KPI it is of by name."""
    return rows(db, _REVIEWS, _span(after, last, most))


def decisions_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next decisions after an id, each with its `key` and the review it is of."""
    return rows(db, _DECISIONS, _span(after, last, most))


def events_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next events after an id, each with its `key` and the metric or strategy it stands on."""
    found = rows(db, _EVENTS, _span(after, last, most))
    return [row | {"new_limits": bool(row["new_limits"])} for row in found]


def levels_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next levels that people have seen after an id, each with its `key`."""
    return rows(db, _LEVELS, _span(after, last, most))


def absences_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next absences after an id, each with its `key`."""
    return rows(db, _ABSENCES, _span(after, last, most))


def disputes_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next disputes after an id, each with its `key` and what its evaluation is called."""
    return rows(db, _DISPUTES, _span(after, last, most))


def contacts_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next listed contacts after an id, each with its `key`."""
    return rows(db, _CONTACTS, _span(after, last, most))


def evaluations_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next evaluations after an id, each with its `key` and the rows of its `answers`."""
    found = rows(db, _EVALUATIONS, _span(after, last, most))
    if not found:
        return found
    span = {"first": found[0]["key"], "last": found[-1]["key"]}
    answers: dict[int, list[Row]] = {one["key"]: [] for one in found}
    for row in rows(db, _ANSWERS_OF, span):
        answers[row["evaluation_id"]].append(row)
    return [row | {"answers": answers[row["key"]]} for row in found]


def answers_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next answers after an id, each with its `key` and what its evaluation says."""
    return rows(db, _ANSWERS, _span(after, last, most))


def scored_questions(db: Database) -> list[Row]:
    """The questions of every version that anything was scored with, in their order, and whether
    any answer to them is `commented`.
    """
    commented = {row["question_id"] for row in rows(db, _COMMENTED)}
    return [row | {"commented": row["id"] in commented} for row in rows(db, _SCORED_QUESTIONS)]


def ids_block(db: Database, table: str, after: int, last: int, most: int) -> list[int]:
    """The next ids of a table."""
    sql = f"SELECT id FROM {table} WHERE id > :after AND id <= :last ORDER BY id LIMIT :most"
    return [int(row["id"]) for row in rows(db, sql, _span(after, last, most))]


def changes_block(db: Database, after: int, last: int, most: int) -> list[Row]:
    """The next changes of the history after an id, as `load_changes` gives them."""
    return rows(db, _CHANGES, _span(after, last, most))


def _span(after: int, last: int, most: int) -> dict[str, int]:
    return {"after": after, "last": last, "most": most}


def _by_session(sessions: Iterable[Row], found: Iterable[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {session["key"]: [] for session in sessions}
    for row in found:
        grouped[row.pop("session_id")].append(row)
    return grouped
