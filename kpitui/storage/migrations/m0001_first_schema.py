"""Schema 1: the plan, people, readings with day summaries, coaching, reviews, and the history of all of it.

Dates are ISO text and end in `_on` (or are called `date`); every range is half open: from `starts_on` up to, not
including, `ends_on`. Moments are UTC text and end in `at`.
"""

from sqlite_utils import Database

from kpitui.storage.driver import complete_statement

DATE = "CHECK ({0} IS date({0}))"

TABLES = """
CREATE TABLE deeds (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('tui', 'cli', 'import', 'gate')),
    action TEXT NOT NULL,
    why TEXT NOT NULL DEFAULT '',
    undoes INTEGER REFERENCES deeds (id)
) STRICT;

CREATE TABLE current_deed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    deed_id INTEGER NOT NULL REFERENCES deeds (id),
    bulk INTEGER NOT NULL CHECK (bulk IN (0, 1))
) STRICT;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    deed_id INTEGER REFERENCES deeds (id),
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    table_name TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('insert', 'update', 'delete', 'bulk')),
    before TEXT CHECK (before IS NULL OR json_valid(before)),
    after TEXT CHECK (after IS NULL OR json_valid(after))
) STRICT;
CREATE INDEX changes_by_record ON changes (table_name, record_id);
CREATE INDEX changes_by_deed ON changes (deed_id);

CREATE TABLE missions (
    id INTEGER PRIMARY KEY,
    statement TEXT NOT NULL CHECK (length(statement) BETWEEN 1 AND 500),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on >= starts_on),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX one_open_mission ON missions ((1)) WHERE ends_on IS NULL;

CREATE TABLE priorities (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 120),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on >= starts_on),
    planned_until_on TEXT CHECK (planned_until_on IS date(planned_until_on)),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE strategies (
    id INTEGER PRIMARY KEY,
    priority_id INTEGER NOT NULL REFERENCES priorities (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 120),
    activities TEXT NOT NULL DEFAULT '[]' CHECK (json_type(activities) = 'array'),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on >= starts_on),
    planned_until_on TEXT CHECK (planned_until_on IS date(planned_until_on)),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (priority_id, name_key)
) STRICT;

CREATE TABLE metrics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 120),
    code_key TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL DEFAULT '' CHECK (length(unit) <= 20),
    decimals INTEGER NOT NULL DEFAULT 1 CHECK (decimals BETWEEN 0 AND 6),
    direction TEXT NOT NULL CHECK (direction IN ('higher', 'lower', 'within')),
    aggregation TEXT NOT NULL CHECK (aggregation IN ('mean', 'sum', 'last', 'ratio')),
    cadence TEXT NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly', 'quarterly')),
    plausible_low REAL,
    plausible_high REAL CHECK (plausible_high >= plausible_low),
    definition TEXT NOT NULL DEFAULT '' CHECK (length(definition) <= 10000),
    place TEXT NOT NULL DEFAULT 'unsorted' CHECK (place IN ('unsorted', 'context')),
    ends_on TEXT {ends_on},
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on >= starts_on),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    code TEXT CHECK (length(code) BETWEEN 1 AND 120),
    code_key TEXT UNIQUE CHECK ((code IS NULL) = (code_key IS NULL)),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on >= starts_on),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE memberships (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    team_id INTEGER REFERENCES teams (id),
    role_id INTEGER REFERENCES roles (id),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on > starts_on),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (person_id, starts_on)
) STRICT;
CREATE INDEX memberships_by_team ON memberships (team_id);

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
    role TEXT NOT NULL CHECK (role IN ('leader', 'supervisor', 'member', 'viewer')),
    person_id INTEGER REFERENCES people (id),
    ends_on TEXT {ends_on},
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE kpis (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    strategy_id INTEGER NOT NULL REFERENCES strategies (id),
    baseline REAL,
    due_on TEXT CHECK (due_on IS date(due_on) AND due_on >= starts_on),
    warn REAL NOT NULL DEFAULT 0 CHECK (warn >= 0),
    owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 120),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on >= starts_on),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (strategy_id, metric_id, starts_on)
) STRICT;
CREATE INDEX kpis_by_metric ON kpis (metric_id);

CREATE TABLE standards (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    team_id INTEGER REFERENCES teams (id),
    role_id INTEGER REFERENCES roles (id),
    person_id INTEGER REFERENCES people (id),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((team_id IS NOT NULL) + (role_id IS NOT NULL) + (person_id IS NOT NULL) <= 1)
) STRICT;
CREATE UNIQUE INDEX one_standard_a_scope
    ON standards (metric_id, coalesce(team_id, 0), coalesce(role_id, 0), coalesce(person_id, 0));

CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    kpi_id INTEGER REFERENCES kpis (id),
    standard_id INTEGER REFERENCES standards (id),
    low REAL,
    high REAL CHECK (high >= low),
    starts_on TEXT NOT NULL {starts_on},
    ends_on TEXT {ends_on} CHECK (ends_on > starts_on),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((kpi_id IS NULL) <> (standard_id IS NULL)),
    CHECK (low IS NOT NULL OR high IS NOT NULL)
) STRICT;
CREATE INDEX targets_by_kpi ON targets (kpi_id) WHERE kpi_id IS NOT NULL;
CREATE INDEX targets_by_standard ON targets (standard_id) WHERE standard_id IS NOT NULL;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    coach TEXT NOT NULL CHECK (length(coach) BETWEEN 1 AND 120),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    kind TEXT NOT NULL CHECK (kind IN ('role-play', 'side-by-side', 'call review', 'training', 'one-to-one')),
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
    seen TEXT NOT NULL DEFAULT '' CHECK (length(seen) <= 10000),
    agreed TEXT NOT NULL DEFAULT '' CHECK (length(agreed) <= 10000),
    follow_up_on TEXT CHECK (follow_up_on IS date(follow_up_on)),
    followed_up_on TEXT CHECK (followed_up_on IS date(followed_up_on)),
    acknowledged_at TEXT,
    deed_id INTEGER REFERENCES deeds (id),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person_id, date);

CREATE TABLE session_metrics (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    UNIQUE (session_id, metric_id)
) STRICT;

CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    who TEXT NOT NULL DEFAULT '' CHECK (length(who) <= 120),
    due_on TEXT CHECK (due_on IS date(due_on)),
    done_on TEXT CHECK (done_on IS date(done_on)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX actions_by_session ON actions (session_id);

CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    person_id INTEGER REFERENCES people (id),
    team_id INTEGER REFERENCES teams (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    value REAL CHECK (abs(value) < 1e15),
    numerator REAL CHECK (abs(numerator) < 1e15),
    denominator REAL CHECK (denominator > 0 AND denominator < 1e15),
    n INTEGER CHECK (n > 0),
    note TEXT CHECK (length(note) BETWEEN 1 AND 10000),
    state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'void', 'not applicable')),
    external_id TEXT CHECK (length(external_id) BETWEEN 1 AND 200),
    session_id INTEGER REFERENCES sessions (id),
    deed_id INTEGER REFERENCES deeds (id),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((numerator IS NULL) = (denominator IS NULL)),
    CHECK ((value IS NOT NULL) + (numerator IS NOT NULL) = (state <> 'not applicable'))
) STRICT;
CREATE INDEX readings_by_day ON readings (metric_id, date, team_id, person_id);
CREATE INDEX readings_by_person ON readings (person_id, metric_id, date) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX readings_by_external_id ON readings (external_id)
    WHERE external_id IS NOT NULL AND state = 'kept';
CREATE INDEX readings_by_session ON readings (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX readings_by_deed ON readings (deed_id);

CREATE TABLE day_summaries (
    metric_id INTEGER NOT NULL,
    date TEXT NOT NULL,
    team_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    unweighted INTEGER NOT NULL,
    weight REAL NOT NULL,
    weighted REAL NOT NULL,
    total REAL NOT NULL,
    numerator REAL NOT NULL,
    denominator REAL NOT NULL,
    minimum REAL,
    maximum REAL,
    PRIMARY KEY (metric_id, date, team_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotations (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER REFERENCES metrics (id),
    strategy_id INTEGER REFERENCES strategies (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    new_limits INTEGER NOT NULL DEFAULT 0 CHECK (new_limits IN (0, 1)),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((metric_id IS NULL) <> (strategy_id IS NULL))
) STRICT;

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    kpi_id INTEGER NOT NULL REFERENCES kpis (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    seen TEXT NOT NULL DEFAULT '' CHECK (length(seen) <= 10000),
    decision TEXT NOT NULL CHECK (decision IN ('keep', 'adjust', 'stop')),
    confidence INTEGER CHECK (confidence BETWEEN 0 AND 10),
    comment TEXT NOT NULL DEFAULT '' CHECK (length(comment) <= 10000),
    by TEXT NOT NULL CHECK (length(by) BETWEEN 1 AND 120),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX reviews_by_kpi ON reviews (kpi_id, date);

CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    strategy_id INTEGER NOT NULL UNIQUE REFERENCES strategies (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    moved TEXT NOT NULL DEFAULT '' CHECK (length(moved) <= 10000),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 10000),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE closed_periods (
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL UNIQUE CHECK (month || '-01' IS date(month || '-01')),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE drafts (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    form TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    at TEXT NOT NULL,
    UNIQUE (account, form)
) STRICT;
"""

RECORDS = (
    "missions", "priorities", "strategies", "metrics", "teams", "roles", "people", "memberships", "accounts", "kpis",
    "standards", "targets", "sessions", "session_metrics", "actions", "readings", "annotations", "reviews", "verdicts",
    "closed_periods",
)  # fmt: skip
"""Tables whose every change leaves a row in the history, whichever program made it."""


def apply(db: Database) -> None:
    """Make schema 1 in an empty file. Runs inside a transaction of the caller."""
    dates = {name: DATE.format(name) for name in ("starts_on", "ends_on")}
    run(db, TABLES.format(**dates))
    for table in RECORDS:
        run(db, history_triggers(table, list(db.table(table).columns_dict)))
    run(db, _summary_triggers())
    run(db, _guards())


def run(db: Database, script: str) -> None:
    """Run a script inside the transaction of the caller."""
    # executescript() would commit the caller's transaction, so the statements go one by one.
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if complete_statement(statement):
            db.execute(statement)
            statement = ""


def history_triggers(table: str, columns: list[str]) -> str:
    """The triggers that write every change of a table into the history, with all of its columns."""

    def row(which: str) -> str:
        pairs = ", ".join(f"'{column}', {which}.{column}" for column in columns)
        return f"json_object({pairs})"

    logged = (
        "INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) "
        "VALUES ((SELECT deed_id FROM current_deed), '{table}', {id}, '{kind}', {before}, {after});"
    )
    quiet = "WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)"
    triggers = [
        ("insert", quiet if table == "readings" else "", "NEW.id", "NULL", row("NEW")),
        ("update", "", "OLD.id", row("OLD"), row("NEW")),
        ("delete", "", "OLD.id", row("OLD"), "NULL"),
    ]
    return "\n\n".join(
        f"CREATE TRIGGER history_{table}_{kind} AFTER {kind.upper()} ON {table} {when}\nBEGIN\n"
        + logged.format(table=table, id=record, kind=kind, before=before, after=after)
        + "\nEND;"
        for kind, when, record, before, after in triggers
    )


def _summary_triggers() -> str:
    # An insert adds to its day in one step, so that an import of n readings a day costs n and not n²; any other
    # change works the day out anew, so that no rounding is left behind by what was taken out.
    add = """
INSERT INTO day_summaries VALUES (
  NEW.metric_id, NEW.date, coalesce(NEW.team_id, 0), 1, NEW.value IS NOT NULL AND NEW.n IS NULL,
  iif(NEW.value IS NULL, 0.0, coalesce(NEW.n, 1)), coalesce(NEW.value * coalesce(NEW.n, 1), 0.0),
  coalesce(NEW.value, 0.0), coalesce(NEW.numerator, 0.0), coalesce(NEW.denominator, 0.0),
  coalesce(NEW.value, NEW.numerator / NEW.denominator), coalesce(NEW.value, NEW.numerator / NEW.denominator))
ON CONFLICT DO UPDATE SET
  count = count + 1, unweighted = unweighted + excluded.unweighted, weight = weight + excluded.weight,
  weighted = weighted + excluded.weighted, total = total + excluded.total,
  numerator = numerator + excluded.numerator, denominator = denominator + excluded.denominator,
  minimum = min(minimum, excluded.minimum), maximum = max(maximum, excluded.maximum);""".strip()
    anew = """
DELETE FROM day_summaries WHERE metric_id = {0}.metric_id AND date = {0}.date AND team_id = coalesce({0}.team_id, 0);
INSERT INTO day_summaries SELECT
  metric_id, date, coalesce(team_id, 0), count(*), count(*) FILTER (WHERE value IS NOT NULL AND n IS NULL),
  coalesce(sum(coalesce(n, 1) * 1.0) FILTER (WHERE value IS NOT NULL), 0.0),
  coalesce(sum(value * coalesce(n, 1)), 0.0), coalesce(sum(value), 0.0), coalesce(sum(numerator), 0.0),
  coalesce(sum(denominator), 0.0), min(coalesce(value, numerator / denominator)),
  max(coalesce(value, numerator / denominator))
FROM readings WHERE metric_id = {0}.metric_id AND date = {0}.date AND team_id IS {0}.team_id AND state = 'kept'
GROUP BY metric_id, date, team_id;""".strip()
    return (
        f"CREATE TRIGGER summary_insert AFTER INSERT ON readings WHEN NEW.state = 'kept'\nBEGIN\n{add}\nEND;\n\n"
        f"CREATE TRIGGER summary_update AFTER UPDATE ON readings\n"
        f"BEGIN\n{anew.format('OLD')}\n{anew.format('NEW')}\nEND;"
    )


def _guards() -> str:
    def refuse(name: str, when: str, sentence: str, condition: str = "") -> str:
        return f"CREATE TRIGGER {name} BEFORE {when} {condition}\nBEGIN\nSELECT RAISE(ABORT, '{sentence}');\nEND;"

    overlap = (
        "WHEN EXISTS (SELECT 1 FROM {table} AS other WHERE {same} AND other.id IS NOT NEW.id "
        "AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on) "
        "AND (other.ends_on IS NULL OR NEW.starts_on < other.ends_on))"
    )
    targets = overlap.format(
        table="targets", same="other.kpi_id IS NEW.kpi_id AND other.standard_id IS NEW.standard_id"
    )
    memberships = overlap.format(table="memberships", same="other.person_id = NEW.person_id")
    return "\n\n".join(
        [
            *(
                refuse(f"{table}_{when.lower()}_kept", f"{when} ON {table}", "kpitui: the history is never rewritten")
                for table in ("changes", "deeds")
                for when in ("UPDATE", "DELETE")
            ),
            refuse("readings_kept", "DELETE ON readings", "kpitui: a reading is voided, never deleted"),
            *(
                refuse(
                    f"{table}_{when.lower()}_apart",
                    f"{when} ON {table}",
                    f"kpitui: two {table} of one record would hold on the same day",
                    condition,
                )
                for table, condition in (("targets", targets), ("memberships", memberships))
                for when in ("INSERT", "UPDATE")
            ),
        ]
    )
