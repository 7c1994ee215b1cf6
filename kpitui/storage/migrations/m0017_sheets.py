"""Schema 17: call sheets in dated versions, evaluations with their answers, what the person says to
them, calibrations, and lists of contacts to draw from.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import DATE, keep_history, run

_TABLES = f"""
CREATE TABLE sheets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 120),
    code_key TEXT NOT NULL UNIQUE,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    ends_on TEXT {DATE.format("ends_on")},
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE sheet_versions (
    id INTEGER PRIMARY KEY,
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    starts_on TEXT NOT NULL {DATE.format("starts_on")},
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (sheet_id, starts_on)
) STRICT;
CREATE TABLE sheet_questions (
    id INTEGER PRIMARY KEY,
    sheet_version_id INTEGER NOT NULL REFERENCES sheet_versions (id),
    position INTEGER NOT NULL DEFAULT 0,
    section TEXT NOT NULL DEFAULT '' CHECK (length(section) <= 120),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 120),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    kind TEXT NOT NULL CHECK (kind IN ('yes/no', '1-5', 'count of')),
    weight REAL NOT NULL CHECK (weight > 0 AND weight <= 1000),
    critical INTEGER NOT NULL DEFAULT 0 CHECK (critical IN (0, 1)),
    not_applicable INTEGER NOT NULL DEFAULT 0 CHECK (not_applicable IN (0, 1)),
    most INTEGER CHECK (most BETWEEN 1 AND 9),
    anchors TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(anchors)),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (sheet_version_id, key),
    CHECK ((kind = 'count of') = (most IS NOT NULL)),
    CHECK (critical = 0 OR kind = 'yes/no')
) STRICT;
CREATE TABLE calibrations (
    id INTEGER PRIMARY KEY,
    sheet_version_id INTEGER NOT NULL REFERENCES sheet_versions (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL {DATE.format("date")},
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 120),
    channel TEXT NOT NULL DEFAULT '' CHECK (length(channel) <= 120),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    opened_by TEXT NOT NULL,
    closed_on TEXT {DATE.format("closed_on")},
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY,
    sheet_version_id INTEGER NOT NULL REFERENCES sheet_versions (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL {DATE.format("date")},
    evaluator TEXT NOT NULL CHECK (length(evaluator) <= 120),
    reference TEXT NOT NULL DEFAULT '' CHECK (length(reference) <= 120),
    channel TEXT NOT NULL DEFAULT '' CHECK (length(channel) <= 120),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    score REAL CHECK (score BETWEEN 0 AND 100),
    unfailed REAL CHECK (unfailed BETWEEN 0 AND 100),
    reading_id INTEGER REFERENCES readings (id),
    calibration_id INTEGER REFERENCES calibrations (id),
    seen_at TEXT,
    seen_by TEXT,
    deed_id INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (reading_id IS NULL OR calibration_id IS NULL),
    CHECK ((seen_at IS NULL) = (seen_by IS NULL))
) STRICT;
CREATE INDEX evaluations_of_person ON evaluations (person_id, date);
CREATE INDEX evaluations_of_version ON evaluations (sheet_version_id, date);
CREATE INDEX evaluations_of_contact ON evaluations (reference) WHERE reference <> '';
CREATE UNIQUE INDEX evaluations_of_reading ON evaluations (reading_id) WHERE reading_id IS NOT NULL;
CREATE INDEX evaluations_of_calibration ON evaluations (calibration_id)
    WHERE calibration_id IS NOT NULL;
CREATE INDEX evaluations_of_deed ON evaluations (deed_id);
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id),
    question_id INTEGER NOT NULL REFERENCES sheet_questions (id),
    value REAL CHECK (value BETWEEN 0 AND 10000),
    comment TEXT NOT NULL DEFAULT '' CHECK (length(comment) <= 500),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (evaluation_id, question_id)
) STRICT;
CREATE INDEX answers_of_question ON answers (question_id);
CREATE TABLE disputes (
    id INTEGER PRIMARY KEY,
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id),
    question_id INTEGER NOT NULL REFERENCES sheet_questions (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    raised_at TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('changed', 'stands')),
    answer TEXT NOT NULL DEFAULT '' CHECK (length(answer) <= 500),
    answered_at TEXT,
    answered_by TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((outcome IS NULL) = (answered_at IS NULL) AND (outcome IS NULL) = (answered_by IS NULL)),
    CHECK (outcome IS NOT NULL OR answer = '')
) STRICT;
CREATE INDEX disputes_of_evaluation ON disputes (evaluation_id);
CREATE INDEX disputes_open ON disputes (raised_at) WHERE outcome IS NULL;
CREATE TABLE session_evaluations (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (session_id, evaluation_id)
) STRICT;
CREATE INDEX session_evaluations_of_evaluation ON session_evaluations (evaluation_id);
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 120),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL {DATE.format("date")},
    channel TEXT NOT NULL DEFAULT '' CHECK (length(channel) <= 120),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (reference, person_id)
) STRICT;
CREATE INDEX contacts_of_person ON contacts (person_id, date);
"""

_VIEWS = """
CREATE VIEW v_evaluations AS
-- Every contact that was scored on a call sheet, one a row, calibrations too.
SELECT
    evaluations.id AS evaluation,
    sheets.name AS sheet,
    sheet_versions.starts_on AS sheet_from,  -- which version of the sheet
    metrics.name AS metric,
    people.name AS person,
    evaluations.date AS date,
    evaluations.reference AS reference,  -- number of the call or contact
    evaluations.channel AS channel,
    evaluations.evaluator AS evaluator,
    evaluations.score AS score,  -- 0 to 100, null: no question applied
    evaluations.unfailed AS score_without_critical,  -- what it were if no critical question had failed
    evaluations.note AS note,
    evaluations.reading_id AS reading,  -- null: of a calibration, or nothing applied
    evaluations.calibration_id AS calibration  -- null: it counts
FROM evaluations
JOIN sheet_versions ON sheet_versions.id = evaluations.sheet_version_id
JOIN sheets ON sheets.id = sheet_versions.sheet_id
JOIN metrics ON metrics.id = sheets.metric_id
JOIN people ON people.id = evaluations.person_id;

CREATE VIEW v_answers AS
-- Every answer of every evaluation, one a row.
SELECT
    answers.evaluation_id AS evaluation,
    sheet_questions.section AS section,
    sheet_questions.key AS question,  -- the same over all versions of a sheet
    sheet_questions.text AS text,
    sheet_questions.kind AS kind,  -- yes/no, 1-5 or count of
    sheet_questions.weight AS weight,
    sheet_questions.critical AS critical,
    answers.value AS answer,  -- yes 1, no 0, null: does not apply
    CASE sheet_questions.kind
        WHEN '1-5' THEN (answers.value - 1) / 4
        WHEN 'count of' THEN max(0.0, 1 - answers.value / sheet_questions.most)
        ELSE answers.value
    END AS share,  -- 0 to 1, what the answer is worth
    answers.comment AS comment
FROM answers
JOIN sheet_questions ON sheet_questions.id = answers.question_id;
"""  # noqa: E501

_HISTORY = (
    "sheets", "sheet_versions", "sheet_questions", "calibrations", "evaluations", "answers",
    "disputes", "session_evaluations", "contacts",
)  # fmt: skip


def apply(db: Database) -> None:
    """Bring a file from schema 16 to 17. Runs inside a transaction of the caller."""
    run(db, _TABLES + _VIEWS)
    for table in _HISTORY:
        keep_history(db, table)
    for table in ("evaluations", "answers"):
        _leave_out_many(db, table)


def _leave_out_many(db: Database, table: str) -> None:
    # A file may bring ten thousand evaluations of twenty answers, and then one row tells of all.
    name = f"history_{table}_insert"
    ((trigger,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name])
    db.execute(f"DROP TRIGGER {name}")
    one_by_one = "WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)"
    db.execute(trigger.replace(f"ON {table} ", f"ON {table} {one_by_one} ", 1))
