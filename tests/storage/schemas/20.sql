PRAGMA application_id = 1263552852;
PRAGMA user_version = 20;
BEGIN TRANSACTION;
CREATE TABLE absences (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on > starts_on),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 120),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (person_id, starts_on)
) STRICT;
CREATE TABLE accepted_findings (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 20),
    record_key TEXT NOT NULL CHECK (length(record_key) BETWEEN 1 AND 200),
    record TEXT NOT NULL CHECK (length(record) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 10000),
    until_on TEXT NOT NULL CHECK (until_on IS date(until_on)),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (code, record_key)
) STRICT;
CREATE TABLE access_keys (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    blob TEXT NOT NULL CHECK (length(blob) BETWEEN 1 AND 4000),
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) BETWEEN 1 AND 60),
    comment TEXT NOT NULL DEFAULT '' CHECK (length(comment) <= 100),
    expires_on TEXT CHECK (expires_on IS date(expires_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE account_teams (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    team_id INTEGER NOT NULL REFERENCES teams (id),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (account_id, team_id)
) STRICT;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
    role TEXT NOT NULL CHECK (role IN ('leader', 'supervisor', 'member', 'viewer')),
    person_id INTEGER REFERENCES people (id),
    ends_on TEXT CHECK (ends_on IS date(ends_on)),
    version INTEGER NOT NULL DEFAULT 1
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
CREATE TABLE annotations (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER REFERENCES metrics (id),
    strategy_id INTEGER REFERENCES strategies (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    new_limits INTEGER NOT NULL DEFAULT 0 CHECK (new_limits IN (0, 1)),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    version INTEGER NOT NULL DEFAULT 1, team_id INTEGER REFERENCES teams (id), person_id INTEGER REFERENCES people (id)
    CHECK (person_id IS NULL OR team_id IS NULL),
    CHECK ((metric_id IS NULL) <> (strategy_id IS NULL))
) STRICT;
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id),
    question_id INTEGER NOT NULL REFERENCES sheet_questions (id),
    value REAL CHECK (value BETWEEN 0 AND 10000),
    comment TEXT NOT NULL DEFAULT '' CHECK (length(comment) <= 500),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (evaluation_id, question_id)
) STRICT;
CREATE TABLE baselines (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL UNIQUE REFERENCES metrics (id),
    first_on TEXT NOT NULL CHECK (first_on IS date(first_on)),
    last_on TEXT NOT NULL CHECK (last_on IS date(last_on)) CHECK (last_on >= first_on),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE calibrations (
    id INTEGER PRIMARY KEY,
    sheet_version_id INTEGER NOT NULL REFERENCES sheet_versions (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 120),
    channel TEXT NOT NULL DEFAULT '' CHECK (length(channel) <= 120),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    opened_by TEXT NOT NULL,
    closed_on TEXT CHECK (closed_on IS date(closed_on)),
    version INTEGER NOT NULL DEFAULT 1
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
INSERT INTO "changes" VALUES(1,NULL,'2026-11-30T06:24:01.986Z','metrics',1,'insert',NULL,'{"id":1,"name":"m","name_key":"m","code":"m","code_key":"m","unit":"","decimals":1,"direction":"higher","aggregation":"mean","cadence":"weekly","plausible_low":null,"plausible_high":null,"definition":"","place":"unsorted","ends_on":null,"version":1,"formula":"","empty_means":"gap","assumed":"[]"}');
INSERT INTO "changes" VALUES(2,NULL,'2026-11-30T06:24:01.986Z','people',1,'insert',NULL,'{"id":1,"name":"Ana","name_key":"ana","code":null,"code_key":null,"starts_on":"2024-01-01","ends_on":null,"version":1,"forgotten_on":null}');
INSERT INTO "changes" VALUES(3,NULL,'2026-11-30T06:24:01.987Z','sessions',1,'insert',NULL,'{"id":1,"coach":"lee","person_id":1,"date":"2026-01-02","kind":"role-play","minutes":null,"seen":"x","agreed":"","follow_up_on":null,"followed_up_on":null,"acknowledged_at":null,"deed_id":null,"version":1,"behaviour":"","acknowledged_by":null,"reply":"","together_id":null,"strengths":"","reference":"","outcome":null,"outcome_note":""}');
INSERT INTO "changes" VALUES(4,NULL,'2026-11-30T06:24:01.987Z','readings',1,'insert',NULL,'{"id":1,"metric_id":1,"person_id":1,"team_id":null,"date":"2026-01-02","value":81.5,"numerator":null,"denominator":null,"n":3,"note":null,"state":"kept","external_id":null,"session_id":1,"deed_id":1,"version":1}');
INSERT INTO "changes" VALUES(5,NULL,'2026-11-30T06:24:01.988Z','readings',2,'insert',NULL,'{"id":2,"metric_id":1,"person_id":null,"team_id":null,"date":"2026-01-02","value":4.0,"numerator":null,"denominator":null,"n":null,"note":null,"state":"void","external_id":null,"session_id":null,"deed_id":null,"version":1}');
INSERT INTO "changes" VALUES(6,NULL,'2026-11-30T06:24:01.988Z','readings',3,'insert',NULL,'{"id":3,"metric_id":1,"person_id":null,"team_id":null,"date":"2026-01-03","value":null,"numerator":null,"denominator":null,"n":null,"note":"closed","state":"not applicable","external_id":null,"session_id":null,"deed_id":null,"version":1}');
CREATE TABLE closed_periods (
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL UNIQUE CHECK (month || '-01' IS date(month || '-01')),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 120),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    channel TEXT NOT NULL DEFAULT '' CHECK (length(channel) <= 120),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (reference, person_id)
) STRICT;
CREATE TABLE current_deed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    deed_id INTEGER NOT NULL REFERENCES deeds (id),
    bulk INTEGER NOT NULL CHECK (bulk IN (0, 1))
, erases INTEGER NOT NULL DEFAULT 0 CHECK (erases IN (0, 1))) STRICT;
CREATE TABLE day_summaries (
    metric_id INTEGER NOT NULL,
    team_id INTEGER NOT NULL,  -- 0: of no team; -1: everybody, which is the sum of all others
    date TEXT NOT NULL,
    read_of TEXT NOT NULL CHECK (read_of IN ('organisation', 'team', 'person')),
    count INTEGER NOT NULL,
    unweighted INTEGER NOT NULL,
    weight REAL NOT NULL,
    weighted REAL NOT NULL,
    total REAL NOT NULL,
    numerator REAL NOT NULL,
    denominator REAL NOT NULL,
    PRIMARY KEY (metric_id, team_id, date, read_of)
) STRICT, WITHOUT ROWID;
INSERT INTO "day_summaries" VALUES(1,-1,'2026-01-02','person',1,0,3.0,244.5,81.5,0.0,0.0);
INSERT INTO "day_summaries" VALUES(1,0,'2026-01-02','person',1,0,3.0,244.5,81.5,0.0,0.0);
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES reviews (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    who TEXT NOT NULL DEFAULT '' CHECK (length(who) <= 120),
    due_on TEXT CHECK (due_on IS date(due_on)),
    done_on TEXT CHECK (done_on IS date(done_on)),
    result TEXT NOT NULL DEFAULT '' CHECK (length(result) <= 500),
    periods TEXT CHECK (periods IN ('day', 'week', 'month', 'quarter')),
    middle REAL,
    low REAL,
    high REAL CHECK (high >= low),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((periods IS NULL) = (middle IS NULL))
) STRICT;
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
INSERT INTO "deeds" VALUES(1,'u','2026-01-01T00:00:00Z','lee','cli','record','',NULL);
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
CREATE TABLE erased (
    id INTEGER PRIMARY KEY,
    change_id INTEGER NOT NULL REFERENCES changes (id),
    field TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    deed_id INTEGER NOT NULL REFERENCES forgetting (deed_id),
    UNIQUE (change_id, field)
) STRICT;
CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY,
    sheet_version_id INTEGER NOT NULL REFERENCES sheet_versions (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
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
CREATE TABLE forgetting (
    deed_id INTEGER PRIMARY KEY REFERENCES deeds (id),
    person_id INTEGER NOT NULL UNIQUE REFERENCES people (id),
    stands TEXT NOT NULL,
    cleaned INTEGER NOT NULL DEFAULT 0 CHECK (cleaned IN (0, 1))
) STRICT;
CREATE TABLE guards (
    id INTEGER PRIMARY KEY,
    strategy_id INTEGER NOT NULL REFERENCES strategies (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    UNIQUE (strategy_id, metric_id)
) STRICT;
CREATE TABLE kpis (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    strategy_id INTEGER NOT NULL REFERENCES strategies (id),
    baseline REAL,
    due_on TEXT CHECK (due_on IS date(due_on) AND due_on >= starts_on),
    warn REAL NOT NULL DEFAULT 0 CHECK (warn >= 0),
    owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 120),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on >= starts_on),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (strategy_id, metric_id, starts_on)
) STRICT;
CREATE TABLE memberships (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    team_id INTEGER REFERENCES teams (id),
    role_id INTEGER REFERENCES roles (id),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on > starts_on),
    version INTEGER NOT NULL DEFAULT 1, hours REAL CHECK (hours > 0 AND hours <= 168),
    UNIQUE (person_id, starts_on)
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
    ends_on TEXT CHECK (ends_on IS date(ends_on)),
    version INTEGER NOT NULL DEFAULT 1
, formula TEXT NOT NULL DEFAULT '' CHECK (length(formula) <= 500), empty_means TEXT NOT NULL DEFAULT 'gap'
    CHECK (empty_means IN ('gap', 'zero')), assumed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(assumed))) STRICT;
INSERT INTO "metrics" VALUES(1,'m','m','m','m','',1,'higher','mean','weekly',NULL,NULL,'','unsorted',NULL,1,'','gap','[]');
CREATE TABLE missions (
    id INTEGER PRIMARY KEY,
    statement TEXT NOT NULL CHECK (length(statement) BETWEEN 1 AND 500),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on >= starts_on),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    code TEXT CHECK (length(code) BETWEEN 1 AND 120),
    code_key TEXT UNIQUE CHECK ((code IS NULL) = (code_key IS NULL)),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on >= starts_on),
    version INTEGER NOT NULL DEFAULT 1
, forgotten_on TEXT CHECK (forgotten_on IS date(forgotten_on))) STRICT;
INSERT INTO "people" VALUES(1,'Ana','ana',NULL,NULL,'2024-01-01',NULL,1,NULL);
CREATE TABLE person_salts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER UNIQUE,
    name TEXT UNIQUE,  -- of an account, or as it stands in a record
    deed_id INTEGER UNIQUE,  -- of the reason of a change
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    CHECK ((person_id IS NOT NULL) + (name IS NOT NULL) + (deed_id IS NOT NULL) = 1)
) STRICT;
CREATE TABLE presences (
    token TEXT PRIMARY KEY CHECK (length(token) BETWEEN 1 AND 100),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    seen_at REAL NOT NULL
) STRICT;
CREATE TABLE priorities (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 120),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on >= starts_on),
    planned_until_on TEXT CHECK (planned_until_on IS date(planned_until_on)),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE "readings" (
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
    CHECK ((value IS NOT NULL) + (numerator IS NOT NULL) <= 1),
    CHECK (state <> 'kept' OR value IS NOT NULL OR numerator IS NOT NULL),
    CHECK (state <> 'not applicable' OR (value IS NULL AND numerator IS NULL))
) STRICT;
INSERT INTO "readings" VALUES(1,1,1,NULL,'2026-01-02',81.5,NULL,NULL,3,NULL,'kept',NULL,1,1,1);
INSERT INTO "readings" VALUES(2,1,NULL,NULL,'2026-01-02',4.0,NULL,NULL,NULL,NULL,'void',NULL,NULL,NULL,1);
INSERT INTO "readings" VALUES(3,1,NULL,NULL,'2026-01-03',NULL,NULL,NULL,NULL,'closed','not applicable',NULL,NULL,NULL,1);
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
CREATE TABLE rhythms (
    id INTEGER PRIMARY KEY,
    role_id INTEGER NOT NULL REFERENCES roles (id),
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 366),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (role_id, starts_on)
) STRICT;
CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (name, starts_on)
) STRICT;
CREATE TABLE sealed_again (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    rows INTEGER NOT NULL,
    old_head TEXT NOT NULL,
    new_head TEXT NOT NULL,
    broken_at INTEGER
) STRICT;
CREATE TABLE seals (
    change_id INTEGER PRIMARY KEY REFERENCES changes (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    outside INTEGER NOT NULL CHECK (outside IN (0, 1)),
    salt_id INTEGER
) STRICT;
CREATE TABLE seen_levels (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    low REAL,
    high REAL,
    seen_at TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    question TEXT NOT NULL DEFAULT '' CHECK (length(question) <= 500),
    answer TEXT NOT NULL DEFAULT '' CHECK (length(answer) <= 500),
    answered_at TEXT,
    answered_by TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (low IS NOT NULL OR high IS NOT NULL),
    CHECK ((answer = '') = (answered_at IS NULL) AND (answer = '') = (answered_by IS NULL)),
    CHECK (answer = '' OR question <> '')
) STRICT;
CREATE TABLE session_evaluations (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (session_id, evaluation_id)
) STRICT;
CREATE TABLE session_metrics (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    UNIQUE (session_id, metric_id)
) STRICT;
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
, behaviour TEXT NOT NULL DEFAULT '' CHECK (length(behaviour) <= 120), acknowledged_by TEXT CHECK (length(acknowledged_by) BETWEEN 1 AND 120), reply TEXT NOT NULL DEFAULT '' CHECK (length(reply) <= 500), together_id INTEGER REFERENCES sessions (id), strengths TEXT NOT NULL DEFAULT ''
    CHECK (length(strengths) <= 10000), reference TEXT NOT NULL DEFAULT ''
    CHECK (length(reference) <= 120), outcome TEXT CHECK (outcome IN ('kept', 'partly', 'not yet')), outcome_note TEXT NOT NULL DEFAULT ''
    CHECK (length(outcome_note) <= 500)) STRICT;
INSERT INTO "sessions" VALUES(1,'lee',1,'2026-01-02','role-play',NULL,'x','',NULL,NULL,NULL,NULL,1,'',NULL,'',NULL,'','',NULL,'');
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
CREATE TABLE sheet_versions (
    id INTEGER PRIMARY KEY,
    sheet_id INTEGER NOT NULL REFERENCES sheets (id),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (sheet_id, starts_on)
) STRICT;
CREATE TABLE sheets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 120),
    code_key TEXT NOT NULL UNIQUE,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    ends_on TEXT CHECK (ends_on IS date(ends_on)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE standards (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL REFERENCES metrics (id),
    team_id INTEGER REFERENCES teams (id),
    role_id INTEGER REFERENCES roles (id),
    person_id INTEGER REFERENCES people (id),
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((team_id IS NOT NULL) + (role_id IS NOT NULL) + (person_id IS NOT NULL) <= 1)
) STRICT;
CREATE TABLE strategies (
    id INTEGER PRIMARY KEY,
    priority_id INTEGER NOT NULL REFERENCES priorities (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 120),
    activities TEXT NOT NULL DEFAULT '[]' CHECK (json_type(activities) = 'array'),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on >= starts_on),
    planned_until_on TEXT CHECK (planned_until_on IS date(planned_until_on)),
    position INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (priority_id, name_key)
) STRICT;
CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    kpi_id INTEGER REFERENCES kpis (id),
    standard_id INTEGER REFERENCES standards (id),
    low REAL,
    high REAL CHECK (high >= low),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on > starts_on),
    version INTEGER NOT NULL DEFAULT 1, due_on TEXT CHECK (due_on IS date(due_on) AND due_on > starts_on), from_level REAL,
    CHECK ((kpi_id IS NULL) <> (standard_id IS NULL)),
    CHECK (low IS NOT NULL OR high IS NOT NULL)
) STRICT;
CREATE TABLE team_parents (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    parent_id INTEGER NOT NULL REFERENCES teams (id) CHECK (parent_id <> team_id),
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on > starts_on),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (team_id, starts_on)
) STRICT;
CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    name_key TEXT NOT NULL UNIQUE,
    starts_on TEXT NOT NULL CHECK (starts_on IS date(starts_on)),
    ends_on TEXT CHECK (ends_on IS date(ends_on)) CHECK (ends_on >= starts_on),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE undone_readings (
    id INTEGER PRIMARY KEY,
    metric_id INTEGER NOT NULL,
    person_id INTEGER,
    team_id INTEGER,
    date TEXT NOT NULL,
    value REAL,
    numerator REAL,
    denominator REAL,
    n INTEGER,
    note TEXT,
    state TEXT NOT NULL CHECK (state = 'void'),
    external_id TEXT,
    session_id INTEGER,
    deed_id INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    strategy_id INTEGER NOT NULL UNIQUE REFERENCES strategies (id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    moved TEXT NOT NULL DEFAULT '' CHECK (length(moved) <= 10000),
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 10000),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE visits (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
    at TEXT NOT NULL,
    before TEXT
) STRICT;
CREATE INDEX changes_by_record ON changes (table_name, record_id);
CREATE INDEX changes_by_deed ON changes (deed_id);
CREATE UNIQUE INDEX one_open_mission ON missions ((1)) WHERE ends_on IS NULL;
CREATE INDEX kpis_by_metric ON kpis (metric_id);
CREATE UNIQUE INDEX one_standard_a_scope
    ON standards (metric_id, coalesce(team_id, 0), coalesce(role_id, 0), coalesce(person_id, 0));
CREATE INDEX targets_by_kpi ON targets (kpi_id) WHERE kpi_id IS NOT NULL;
CREATE INDEX targets_by_standard ON targets (standard_id) WHERE standard_id IS NOT NULL;
CREATE INDEX memberships_by_team ON memberships (team_id);
CREATE UNIQUE INDEX access_keys_once ON access_keys (fingerprint) WHERE ends_on IS NULL;
CREATE INDEX access_keys_by_account ON access_keys (account_id);
CREATE INDEX sessions_by_person ON sessions (person_id, date);
CREATE INDEX actions_by_session ON actions (session_id);
CREATE UNIQUE INDEX readings_by_external_id ON readings (external_id)
    WHERE external_id IS NOT NULL AND state = 'kept';
CREATE INDEX readings_by_session ON readings (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX readings_by_subject ON readings (person_id, metric_id, date, team_id);
CREATE INDEX readings_by_note ON readings (metric_id, date) WHERE note IS NOT NULL;
CREATE TRIGGER history_readings_insert AFTER INSERT ON readings WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'readings', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'person_id', NEW.person_id, 'team_id', NEW.team_id, 'date', NEW.date, 'value', NEW.value, 'numerator', NEW.numerator, 'denominator', NEW.denominator, 'n', NEW.n, 'note', NEW.note, 'state', NEW.state, 'external_id', NEW.external_id, 'session_id', NEW.session_id, 'deed_id', NEW.deed_id, 'version', NEW.version));
END;
CREATE TRIGGER history_readings_update AFTER UPDATE ON readings WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1) 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'readings', OLD.id, 'update', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'person_id', OLD.person_id, 'team_id', OLD.team_id, 'date', OLD.date, 'value', OLD.value, 'numerator', OLD.numerator, 'denominator', OLD.denominator, 'n', OLD.n, 'note', OLD.note, 'state', OLD.state, 'external_id', OLD.external_id, 'session_id', OLD.session_id, 'deed_id', OLD.deed_id, 'version', OLD.version), json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'person_id', NEW.person_id, 'team_id', NEW.team_id, 'date', NEW.date, 'value', NEW.value, 'numerator', NEW.numerator, 'denominator', NEW.denominator, 'n', NEW.n, 'note', NEW.note, 'state', NEW.state, 'external_id', NEW.external_id, 'session_id', NEW.session_id, 'deed_id', NEW.deed_id, 'version', NEW.version));
END;
CREATE INDEX reviews_by_kpi ON reviews (kpi_id, date);
CREATE TRIGGER changes_delete_kept BEFORE DELETE ON changes 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER deeds_delete_kept BEFORE DELETE ON deeds 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER targets_insert_apart BEFORE INSERT ON targets WHEN EXISTS (SELECT 1 FROM targets AS other WHERE other.kpi_id IS NEW.kpi_id AND other.standard_id IS NEW.standard_id AND other.id IS NOT NEW.id AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on) AND (other.ends_on IS NULL OR NEW.starts_on < other.ends_on))
BEGIN
SELECT RAISE(ABORT, 'kpitui: two targets of one record would hold on the same day');
END;
CREATE TRIGGER targets_update_apart BEFORE UPDATE ON targets WHEN EXISTS (SELECT 1 FROM targets AS other WHERE other.kpi_id IS NEW.kpi_id AND other.standard_id IS NEW.standard_id AND other.id IS NOT NEW.id AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on) AND (other.ends_on IS NULL OR NEW.starts_on < other.ends_on))
BEGIN
SELECT RAISE(ABORT, 'kpitui: two targets of one record would hold on the same day');
END;
CREATE TRIGGER memberships_insert_apart BEFORE INSERT ON memberships WHEN EXISTS (SELECT 1 FROM memberships AS other WHERE other.person_id = NEW.person_id AND other.id IS NOT NEW.id AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on) AND (other.ends_on IS NULL OR NEW.starts_on < other.ends_on))
BEGIN
SELECT RAISE(ABORT, 'kpitui: two memberships of one record would hold on the same day');
END;
CREATE TRIGGER memberships_update_apart BEFORE UPDATE ON memberships WHEN EXISTS (SELECT 1 FROM memberships AS other WHERE other.person_id = NEW.person_id AND other.id IS NOT NEW.id AND (NEW.ends_on IS NULL OR other.starts_on < NEW.ends_on) AND (other.ends_on IS NULL OR NEW.starts_on < other.ends_on))
BEGIN
SELECT RAISE(ABORT, 'kpitui: two memberships of one record would hold on the same day');
END;
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
CREATE TRIGGER history_missions_insert AFTER INSERT ON missions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'missions', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'statement', NEW.statement, 'reason', NEW.reason, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_missions_update AFTER UPDATE ON missions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'missions', OLD.id, 'update', json_object('id', OLD.id, 'statement', OLD.statement, 'reason', OLD.reason, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version), json_object('id', NEW.id, 'statement', NEW.statement, 'reason', NEW.reason, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_missions_delete AFTER DELETE ON missions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'missions', OLD.id, 'delete', json_object('id', OLD.id, 'statement', OLD.statement, 'reason', OLD.reason, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_priorities_insert AFTER INSERT ON priorities 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'priorities', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'title', NEW.title, 'name_key', NEW.name_key, 'description', NEW.description, 'owner', NEW.owner, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'planned_until_on', NEW.planned_until_on, 'position', NEW.position, 'version', NEW.version));
END;
CREATE TRIGGER history_priorities_update AFTER UPDATE ON priorities 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'priorities', OLD.id, 'update', json_object('id', OLD.id, 'title', OLD.title, 'name_key', OLD.name_key, 'description', OLD.description, 'owner', OLD.owner, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'planned_until_on', OLD.planned_until_on, 'position', OLD.position, 'version', OLD.version), json_object('id', NEW.id, 'title', NEW.title, 'name_key', NEW.name_key, 'description', NEW.description, 'owner', NEW.owner, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'planned_until_on', NEW.planned_until_on, 'position', NEW.position, 'version', NEW.version));
END;
CREATE TRIGGER history_priorities_delete AFTER DELETE ON priorities 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'priorities', OLD.id, 'delete', json_object('id', OLD.id, 'title', OLD.title, 'name_key', OLD.name_key, 'description', OLD.description, 'owner', OLD.owner, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'planned_until_on', OLD.planned_until_on, 'position', OLD.position, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_strategies_insert AFTER INSERT ON strategies 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'strategies', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'priority_id', NEW.priority_id, 'title', NEW.title, 'name_key', NEW.name_key, 'description', NEW.description, 'owner', NEW.owner, 'activities', NEW.activities, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'planned_until_on', NEW.planned_until_on, 'position', NEW.position, 'version', NEW.version));
END;
CREATE TRIGGER history_strategies_update AFTER UPDATE ON strategies 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'strategies', OLD.id, 'update', json_object('id', OLD.id, 'priority_id', OLD.priority_id, 'title', OLD.title, 'name_key', OLD.name_key, 'description', OLD.description, 'owner', OLD.owner, 'activities', OLD.activities, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'planned_until_on', OLD.planned_until_on, 'position', OLD.position, 'version', OLD.version), json_object('id', NEW.id, 'priority_id', NEW.priority_id, 'title', NEW.title, 'name_key', NEW.name_key, 'description', NEW.description, 'owner', NEW.owner, 'activities', NEW.activities, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'planned_until_on', NEW.planned_until_on, 'position', NEW.position, 'version', NEW.version));
END;
CREATE TRIGGER history_strategies_delete AFTER DELETE ON strategies 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'strategies', OLD.id, 'delete', json_object('id', OLD.id, 'priority_id', OLD.priority_id, 'title', OLD.title, 'name_key', OLD.name_key, 'description', OLD.description, 'owner', OLD.owner, 'activities', OLD.activities, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'planned_until_on', OLD.planned_until_on, 'position', OLD.position, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_teams_insert AFTER INSERT ON teams 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'teams', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_teams_update AFTER UPDATE ON teams 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'teams', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version), json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_teams_delete AFTER DELETE ON teams 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'teams', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_roles_insert AFTER INSERT ON roles 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'roles', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'version', NEW.version));
END;
CREATE TRIGGER history_roles_update AFTER UPDATE ON roles 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'roles', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'version', OLD.version), json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'version', NEW.version));
END;
CREATE TRIGGER history_roles_delete AFTER DELETE ON roles 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'roles', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_accounts_insert AFTER INSERT ON accounts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'accounts', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'role', NEW.role, 'person_id', NEW.person_id, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_accounts_update AFTER UPDATE ON accounts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'accounts', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'role', OLD.role, 'person_id', OLD.person_id, 'ends_on', OLD.ends_on, 'version', OLD.version), json_object('id', NEW.id, 'name', NEW.name, 'role', NEW.role, 'person_id', NEW.person_id, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_accounts_delete AFTER DELETE ON accounts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'accounts', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'role', OLD.role, 'person_id', OLD.person_id, 'ends_on', OLD.ends_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_access_keys_insert AFTER INSERT ON access_keys 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'access_keys', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'account_id', NEW.account_id, 'kind', NEW.kind, 'blob', NEW.blob, 'fingerprint', NEW.fingerprint, 'comment', NEW.comment, 'expires_on', NEW.expires_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_access_keys_update AFTER UPDATE ON access_keys 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'access_keys', OLD.id, 'update', json_object('id', OLD.id, 'account_id', OLD.account_id, 'kind', OLD.kind, 'blob', OLD.blob, 'fingerprint', OLD.fingerprint, 'comment', OLD.comment, 'expires_on', OLD.expires_on, 'ends_on', OLD.ends_on, 'version', OLD.version), json_object('id', NEW.id, 'account_id', NEW.account_id, 'kind', NEW.kind, 'blob', NEW.blob, 'fingerprint', NEW.fingerprint, 'comment', NEW.comment, 'expires_on', NEW.expires_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_access_keys_delete AFTER DELETE ON access_keys 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'access_keys', OLD.id, 'delete', json_object('id', OLD.id, 'account_id', OLD.account_id, 'kind', OLD.kind, 'blob', OLD.blob, 'fingerprint', OLD.fingerprint, 'comment', OLD.comment, 'expires_on', OLD.expires_on, 'ends_on', OLD.ends_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_kpis_insert AFTER INSERT ON kpis 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'kpis', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'strategy_id', NEW.strategy_id, 'baseline', NEW.baseline, 'due_on', NEW.due_on, 'warn', NEW.warn, 'owner', NEW.owner, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'position', NEW.position, 'version', NEW.version));
END;
CREATE TRIGGER history_kpis_update AFTER UPDATE ON kpis 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'kpis', OLD.id, 'update', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'strategy_id', OLD.strategy_id, 'baseline', OLD.baseline, 'due_on', OLD.due_on, 'warn', OLD.warn, 'owner', OLD.owner, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'position', OLD.position, 'version', OLD.version), json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'strategy_id', NEW.strategy_id, 'baseline', NEW.baseline, 'due_on', NEW.due_on, 'warn', NEW.warn, 'owner', NEW.owner, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'position', NEW.position, 'version', NEW.version));
END;
CREATE TRIGGER history_kpis_delete AFTER DELETE ON kpis 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'kpis', OLD.id, 'delete', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'strategy_id', OLD.strategy_id, 'baseline', OLD.baseline, 'due_on', OLD.due_on, 'warn', OLD.warn, 'owner', OLD.owner, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'position', OLD.position, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_standards_insert AFTER INSERT ON standards 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'standards', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'team_id', NEW.team_id, 'role_id', NEW.role_id, 'person_id', NEW.person_id, 'version', NEW.version));
END;
CREATE TRIGGER history_standards_update AFTER UPDATE ON standards 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'standards', OLD.id, 'update', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'team_id', OLD.team_id, 'role_id', OLD.role_id, 'person_id', OLD.person_id, 'version', OLD.version), json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'team_id', NEW.team_id, 'role_id', NEW.role_id, 'person_id', NEW.person_id, 'version', NEW.version));
END;
CREATE TRIGGER history_standards_delete AFTER DELETE ON standards 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'standards', OLD.id, 'delete', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'team_id', OLD.team_id, 'role_id', OLD.role_id, 'person_id', OLD.person_id, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_session_metrics_insert AFTER INSERT ON session_metrics 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'session_metrics', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'session_id', NEW.session_id, 'metric_id', NEW.metric_id));
END;
CREATE TRIGGER history_session_metrics_update AFTER UPDATE ON session_metrics 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'session_metrics', OLD.id, 'update', json_object('id', OLD.id, 'session_id', OLD.session_id, 'metric_id', OLD.metric_id), json_object('id', NEW.id, 'session_id', NEW.session_id, 'metric_id', NEW.metric_id));
END;
CREATE TRIGGER history_session_metrics_delete AFTER DELETE ON session_metrics 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'session_metrics', OLD.id, 'delete', json_object('id', OLD.id, 'session_id', OLD.session_id, 'metric_id', OLD.metric_id), NULL);
END;
CREATE TRIGGER history_actions_insert AFTER INSERT ON actions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'actions', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'session_id', NEW.session_id, 'text', NEW.text, 'who', NEW.who, 'due_on', NEW.due_on, 'done_on', NEW.done_on, 'version', NEW.version));
END;
CREATE TRIGGER history_actions_update AFTER UPDATE ON actions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'actions', OLD.id, 'update', json_object('id', OLD.id, 'session_id', OLD.session_id, 'text', OLD.text, 'who', OLD.who, 'due_on', OLD.due_on, 'done_on', OLD.done_on, 'version', OLD.version), json_object('id', NEW.id, 'session_id', NEW.session_id, 'text', NEW.text, 'who', NEW.who, 'due_on', NEW.due_on, 'done_on', NEW.done_on, 'version', NEW.version));
END;
CREATE TRIGGER history_actions_delete AFTER DELETE ON actions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'actions', OLD.id, 'delete', json_object('id', OLD.id, 'session_id', OLD.session_id, 'text', OLD.text, 'who', OLD.who, 'due_on', OLD.due_on, 'done_on', OLD.done_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_baselines_insert AFTER INSERT ON baselines 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'baselines', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'first_on', NEW.first_on, 'last_on', NEW.last_on, 'reason', NEW.reason, 'version', NEW.version));
END;
CREATE TRIGGER history_baselines_update AFTER UPDATE ON baselines 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'baselines', OLD.id, 'update', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'first_on', OLD.first_on, 'last_on', OLD.last_on, 'reason', OLD.reason, 'version', OLD.version), json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'first_on', NEW.first_on, 'last_on', NEW.last_on, 'reason', NEW.reason, 'version', NEW.version));
END;
CREATE TRIGGER history_baselines_delete AFTER DELETE ON baselines 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'baselines', OLD.id, 'delete', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'first_on', OLD.first_on, 'last_on', OLD.last_on, 'reason', OLD.reason, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_reviews_insert AFTER INSERT ON reviews 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'reviews', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'kpi_id', NEW.kpi_id, 'date', NEW.date, 'seen', NEW.seen, 'decision', NEW.decision, 'confidence', NEW.confidence, 'comment', NEW.comment, 'by', NEW.by, 'version', NEW.version));
END;
CREATE TRIGGER history_reviews_update AFTER UPDATE ON reviews 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'reviews', OLD.id, 'update', json_object('id', OLD.id, 'kpi_id', OLD.kpi_id, 'date', OLD.date, 'seen', OLD.seen, 'decision', OLD.decision, 'confidence', OLD.confidence, 'comment', OLD.comment, 'by', OLD.by, 'version', OLD.version), json_object('id', NEW.id, 'kpi_id', NEW.kpi_id, 'date', NEW.date, 'seen', NEW.seen, 'decision', NEW.decision, 'confidence', NEW.confidence, 'comment', NEW.comment, 'by', NEW.by, 'version', NEW.version));
END;
CREATE TRIGGER history_reviews_delete AFTER DELETE ON reviews 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'reviews', OLD.id, 'delete', json_object('id', OLD.id, 'kpi_id', OLD.kpi_id, 'date', OLD.date, 'seen', OLD.seen, 'decision', OLD.decision, 'confidence', OLD.confidence, 'comment', OLD.comment, 'by', OLD.by, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_verdicts_insert AFTER INSERT ON verdicts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'verdicts', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'strategy_id', NEW.strategy_id, 'date', NEW.date, 'moved', NEW.moved, 'words', NEW.words, 'version', NEW.version));
END;
CREATE TRIGGER history_verdicts_update AFTER UPDATE ON verdicts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'verdicts', OLD.id, 'update', json_object('id', OLD.id, 'strategy_id', OLD.strategy_id, 'date', OLD.date, 'moved', OLD.moved, 'words', OLD.words, 'version', OLD.version), json_object('id', NEW.id, 'strategy_id', NEW.strategy_id, 'date', NEW.date, 'moved', NEW.moved, 'words', NEW.words, 'version', NEW.version));
END;
CREATE TRIGGER history_verdicts_delete AFTER DELETE ON verdicts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'verdicts', OLD.id, 'delete', json_object('id', OLD.id, 'strategy_id', OLD.strategy_id, 'date', OLD.date, 'moved', OLD.moved, 'words', OLD.words, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_closed_periods_insert AFTER INSERT ON closed_periods 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'closed_periods', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'month', NEW.month, 'version', NEW.version));
END;
CREATE TRIGGER history_closed_periods_update AFTER UPDATE ON closed_periods 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'closed_periods', OLD.id, 'update', json_object('id', OLD.id, 'month', OLD.month, 'version', OLD.version), json_object('id', NEW.id, 'month', NEW.month, 'version', NEW.version));
END;
CREATE TRIGGER history_closed_periods_delete AFTER DELETE ON closed_periods 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'closed_periods', OLD.id, 'delete', json_object('id', OLD.id, 'month', OLD.month, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_accepted_findings_insert AFTER INSERT ON accepted_findings 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'accepted_findings', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'code', NEW.code, 'record_key', NEW.record_key, 'record', NEW.record, 'reason', NEW.reason, 'until_on', NEW.until_on, 'version', NEW.version));
END;
CREATE TRIGGER history_accepted_findings_update AFTER UPDATE ON accepted_findings 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'accepted_findings', OLD.id, 'update', json_object('id', OLD.id, 'code', OLD.code, 'record_key', OLD.record_key, 'record', OLD.record, 'reason', OLD.reason, 'until_on', OLD.until_on, 'version', OLD.version), json_object('id', NEW.id, 'code', NEW.code, 'record_key', NEW.record_key, 'record', NEW.record, 'reason', NEW.reason, 'until_on', NEW.until_on, 'version', NEW.version));
END;
CREATE TRIGGER history_accepted_findings_delete AFTER DELETE ON accepted_findings 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'accepted_findings', OLD.id, 'delete', json_object('id', OLD.id, 'code', OLD.code, 'record_key', OLD.record_key, 'record', OLD.record, 'reason', OLD.reason, 'until_on', OLD.until_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_rules_insert AFTER INSERT ON rules 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'rules', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'value', NEW.value, 'starts_on', NEW.starts_on, 'version', NEW.version));
END;
CREATE TRIGGER history_rules_update AFTER UPDATE ON rules 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'rules', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'value', OLD.value, 'starts_on', OLD.starts_on, 'version', OLD.version), json_object('id', NEW.id, 'name', NEW.name, 'value', NEW.value, 'starts_on', NEW.starts_on, 'version', NEW.version));
END;
CREATE TRIGGER history_rules_delete AFTER DELETE ON rules 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'rules', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'value', OLD.value, 'starts_on', OLD.starts_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER summary_insert AFTER INSERT ON readings WHEN NEW.state = 'kept' AND NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)
BEGIN
INSERT INTO day_summaries VALUES (NEW.metric_id, coalesce(NEW.team_id, 0), NEW.date, iif(NEW.person_id IS NOT NULL, 'person', iif(NEW.team_id IS NOT NULL, 'team', 'organisation')), 1, NEW.value IS NOT NULL AND NEW.n IS NULL, iif(NEW.value IS NULL, 0.0, coalesce(NEW.n, 1)), coalesce(NEW.value * coalesce(NEW.n, 1), 0.0), coalesce(NEW.value, 0.0), coalesce(NEW.numerator, 0.0), coalesce(NEW.denominator, 0.0)), (NEW.metric_id, -1, NEW.date, iif(NEW.person_id IS NOT NULL, 'person', iif(NEW.team_id IS NOT NULL, 'team', 'organisation')), 1, NEW.value IS NOT NULL AND NEW.n IS NULL, iif(NEW.value IS NULL, 0.0, coalesce(NEW.n, 1)), coalesce(NEW.value * coalesce(NEW.n, 1), 0.0), coalesce(NEW.value, 0.0), coalesce(NEW.numerator, 0.0), coalesce(NEW.denominator, 0.0))
ON CONFLICT DO UPDATE SET count = count + excluded.count, unweighted = unweighted + excluded.unweighted, weight = weight + excluded.weight, weighted = weighted + excluded.weighted, total = total + excluded.total, numerator = numerator + excluded.numerator, denominator = denominator + excluded.denominator;
END;
CREATE TRIGGER summary_update AFTER UPDATE ON readings WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1)
BEGIN
DELETE FROM day_summaries WHERE metric_id = OLD.metric_id
AND team_id IN (coalesce(OLD.team_id, 0), -1) AND date = OLD.date AND read_of = iif(OLD.person_id IS NOT NULL, 'person', iif(OLD.team_id IS NOT NULL, 'team', 'organisation'))
AND true;
INSERT INTO day_summaries SELECT metric_id, coalesce(team_id, 0), date, iif(OLD.person_id IS NOT NULL, 'person', iif(OLD.team_id IS NOT NULL, 'team', 'organisation')), count(*), count(*) FILTER (WHERE value IS NOT NULL AND n IS NULL), coalesce(sum(coalesce(n, 1) * 1.0) FILTER (WHERE value IS NOT NULL), 0.0), coalesce(sum(value * coalesce(n, 1)), 0.0), coalesce(sum(value), 0.0), coalesce(sum(numerator), 0.0), coalesce(sum(denominator), 0.0)
FROM (SELECT NULL AS subject WHERE OLD.person_id IS NULL
UNION ALL SELECT id FROM people WHERE OLD.person_id IS NOT NULL) CROSS JOIN readings
WHERE person_id IS subject AND metric_id = OLD.metric_id AND date = OLD.date
AND team_id IS OLD.team_id AND state = 'kept' AND true
GROUP BY metric_id, date, team_id;
INSERT INTO day_summaries SELECT metric_id, -1, date, read_of, sum(count), sum(unweighted), sum(weight), sum(weighted), sum(total), sum(numerator), sum(denominator)
FROM (SELECT 0 AS team UNION ALL SELECT id FROM teams) CROSS JOIN day_summaries
WHERE metric_id = OLD.metric_id AND team_id = team AND date = OLD.date AND read_of = iif(OLD.person_id IS NOT NULL, 'person', iif(OLD.team_id IS NOT NULL, 'team', 'organisation'))
AND true
GROUP BY metric_id, date, read_of;
DELETE FROM day_summaries WHERE metric_id = NEW.metric_id
AND team_id IN (coalesce(NEW.team_id, 0), -1) AND date = NEW.date AND read_of = iif(NEW.person_id IS NOT NULL, 'person', iif(NEW.team_id IS NOT NULL, 'team', 'organisation'))
AND (NEW.metric_id IS NOT OLD.metric_id OR NEW.date IS NOT OLD.date OR NEW.team_id IS NOT OLD.team_id OR (NEW.person_id IS NULL) <> (OLD.person_id IS NULL));
INSERT INTO day_summaries SELECT metric_id, coalesce(team_id, 0), date, iif(NEW.person_id IS NOT NULL, 'person', iif(NEW.team_id IS NOT NULL, 'team', 'organisation')), count(*), count(*) FILTER (WHERE value IS NOT NULL AND n IS NULL), coalesce(sum(coalesce(n, 1) * 1.0) FILTER (WHERE value IS NOT NULL), 0.0), coalesce(sum(value * coalesce(n, 1)), 0.0), coalesce(sum(value), 0.0), coalesce(sum(numerator), 0.0), coalesce(sum(denominator), 0.0)
FROM (SELECT NULL AS subject WHERE NEW.person_id IS NULL
UNION ALL SELECT id FROM people WHERE NEW.person_id IS NOT NULL) CROSS JOIN readings
WHERE person_id IS subject AND metric_id = NEW.metric_id AND date = NEW.date
AND team_id IS NEW.team_id AND state = 'kept' AND (NEW.metric_id IS NOT OLD.metric_id OR NEW.date IS NOT OLD.date OR NEW.team_id IS NOT OLD.team_id OR (NEW.person_id IS NULL) <> (OLD.person_id IS NULL))
GROUP BY metric_id, date, team_id;
INSERT INTO day_summaries SELECT metric_id, -1, date, read_of, sum(count), sum(unweighted), sum(weight), sum(weighted), sum(total), sum(numerator), sum(denominator)
FROM (SELECT 0 AS team UNION ALL SELECT id FROM teams) CROSS JOIN day_summaries
WHERE metric_id = NEW.metric_id AND team_id = team AND date = NEW.date AND read_of = iif(NEW.person_id IS NOT NULL, 'person', iif(NEW.team_id IS NOT NULL, 'team', 'organisation'))
AND (NEW.metric_id IS NOT OLD.metric_id OR NEW.date IS NOT OLD.date OR NEW.team_id IS NOT OLD.team_id OR (NEW.person_id IS NULL) <> (OLD.person_id IS NULL))
GROUP BY metric_id, date, read_of;
END;
CREATE TRIGGER history_targets_insert AFTER INSERT ON targets 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'targets', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'kpi_id', NEW.kpi_id, 'standard_id', NEW.standard_id, 'low', NEW.low, 'high', NEW.high, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version, 'due_on', NEW.due_on, 'from_level', NEW.from_level));
END;
CREATE TRIGGER history_targets_update AFTER UPDATE ON targets 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'targets', OLD.id, 'update', json_object('id', OLD.id, 'kpi_id', OLD.kpi_id, 'standard_id', OLD.standard_id, 'low', OLD.low, 'high', OLD.high, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version, 'due_on', OLD.due_on, 'from_level', OLD.from_level), json_object('id', NEW.id, 'kpi_id', NEW.kpi_id, 'standard_id', NEW.standard_id, 'low', NEW.low, 'high', NEW.high, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version, 'due_on', NEW.due_on, 'from_level', NEW.from_level));
END;
CREATE TRIGGER history_targets_delete AFTER DELETE ON targets 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'targets', OLD.id, 'delete', json_object('id', OLD.id, 'kpi_id', OLD.kpi_id, 'standard_id', OLD.standard_id, 'low', OLD.low, 'high', OLD.high, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version, 'due_on', OLD.due_on, 'from_level', OLD.from_level), NULL);
END;
CREATE TRIGGER history_guards_insert AFTER INSERT ON guards 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'guards', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'strategy_id', NEW.strategy_id, 'metric_id', NEW.metric_id));
END;
CREATE TRIGGER history_guards_update AFTER UPDATE ON guards 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'guards', OLD.id, 'update', json_object('id', OLD.id, 'strategy_id', OLD.strategy_id, 'metric_id', OLD.metric_id), json_object('id', NEW.id, 'strategy_id', NEW.strategy_id, 'metric_id', NEW.metric_id));
END;
CREATE TRIGGER history_guards_delete AFTER DELETE ON guards 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'guards', OLD.id, 'delete', json_object('id', OLD.id, 'strategy_id', OLD.strategy_id, 'metric_id', OLD.metric_id), NULL);
END;
CREATE TRIGGER readings_kept BEFORE DELETE ON readings WHEN NOT EXISTS (SELECT 1 FROM undone_readings WHERE id = OLD.id)
BEGIN
SELECT RAISE(ABORT, 'kpitui: a reading is voided, never deleted');
END;
CREATE TRIGGER history_metrics_insert AFTER INSERT ON metrics 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'metrics', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'code', NEW.code, 'code_key', NEW.code_key, 'unit', NEW.unit, 'decimals', NEW.decimals, 'direction', NEW.direction, 'aggregation', NEW.aggregation, 'cadence', NEW.cadence, 'plausible_low', NEW.plausible_low, 'plausible_high', NEW.plausible_high, 'definition', NEW.definition, 'place', NEW.place, 'ends_on', NEW.ends_on, 'version', NEW.version, 'formula', NEW.formula, 'empty_means', NEW.empty_means, 'assumed', NEW.assumed));
END;
CREATE TRIGGER history_metrics_update AFTER UPDATE ON metrics 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'metrics', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'code', OLD.code, 'code_key', OLD.code_key, 'unit', OLD.unit, 'decimals', OLD.decimals, 'direction', OLD.direction, 'aggregation', OLD.aggregation, 'cadence', OLD.cadence, 'plausible_low', OLD.plausible_low, 'plausible_high', OLD.plausible_high, 'definition', OLD.definition, 'place', OLD.place, 'ends_on', OLD.ends_on, 'version', OLD.version, 'formula', OLD.formula, 'empty_means', OLD.empty_means, 'assumed', OLD.assumed), json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'code', NEW.code, 'code_key', NEW.code_key, 'unit', NEW.unit, 'decimals', NEW.decimals, 'direction', NEW.direction, 'aggregation', NEW.aggregation, 'cadence', NEW.cadence, 'plausible_low', NEW.plausible_low, 'plausible_high', NEW.plausible_high, 'definition', NEW.definition, 'place', NEW.place, 'ends_on', NEW.ends_on, 'version', NEW.version, 'formula', NEW.formula, 'empty_means', NEW.empty_means, 'assumed', NEW.assumed));
END;
CREATE TRIGGER history_metrics_delete AFTER DELETE ON metrics 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'metrics', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'code', OLD.code, 'code_key', OLD.code_key, 'unit', OLD.unit, 'decimals', OLD.decimals, 'direction', OLD.direction, 'aggregation', OLD.aggregation, 'cadence', OLD.cadence, 'plausible_low', OLD.plausible_low, 'plausible_high', OLD.plausible_high, 'definition', OLD.definition, 'place', OLD.place, 'ends_on', OLD.ends_on, 'version', OLD.version, 'formula', OLD.formula, 'empty_means', OLD.empty_means, 'assumed', OLD.assumed), NULL);
END;
CREATE TRIGGER history_readings_delete AFTER DELETE ON readings WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1) 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'readings', OLD.id, 'delete', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'person_id', OLD.person_id, 'team_id', OLD.team_id, 'date', OLD.date, 'value', OLD.value, 'numerator', OLD.numerator, 'denominator', OLD.denominator, 'n', OLD.n, 'note', OLD.note, 'state', OLD.state, 'external_id', OLD.external_id, 'session_id', OLD.session_id, 'deed_id', OLD.deed_id, 'version', OLD.version), NULL);
END;
CREATE TRIGGER teams_with_activities BEFORE DELETE ON teams WHEN EXISTS (
    SELECT 1 FROM strategies, json_tree(activities) AS place
    WHERE place.path LIKE '$[%].teams' AND place.value = OLD.id
)
BEGIN
SELECT RAISE(ABORT, 'kpitui: an activity of a strategy names this team');
END;
CREATE TRIGGER history_annotations_insert AFTER INSERT ON annotations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'annotations', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'strategy_id', NEW.strategy_id, 'date', NEW.date, 'text', NEW.text, 'new_limits', NEW.new_limits, 'reason', NEW.reason, 'version', NEW.version, 'team_id', NEW.team_id, 'person_id', NEW.person_id));
END;
CREATE TRIGGER history_annotations_update AFTER UPDATE ON annotations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'annotations', OLD.id, 'update', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'strategy_id', OLD.strategy_id, 'date', OLD.date, 'text', OLD.text, 'new_limits', OLD.new_limits, 'reason', OLD.reason, 'version', OLD.version, 'team_id', OLD.team_id, 'person_id', OLD.person_id), json_object('id', NEW.id, 'metric_id', NEW.metric_id, 'strategy_id', NEW.strategy_id, 'date', NEW.date, 'text', NEW.text, 'new_limits', NEW.new_limits, 'reason', NEW.reason, 'version', NEW.version, 'team_id', NEW.team_id, 'person_id', NEW.person_id));
END;
CREATE TRIGGER history_annotations_delete AFTER DELETE ON annotations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'annotations', OLD.id, 'delete', json_object('id', OLD.id, 'metric_id', OLD.metric_id, 'strategy_id', OLD.strategy_id, 'date', OLD.date, 'text', OLD.text, 'new_limits', OLD.new_limits, 'reason', OLD.reason, 'version', OLD.version, 'team_id', OLD.team_id, 'person_id', OLD.person_id), NULL);
END;
CREATE UNIQUE INDEX seen_levels_of ON seen_levels
    (person_id, metric_id, starts_on, coalesce(low, ''), coalesce(high, ''));
CREATE TRIGGER history_seen_levels_insert AFTER INSERT ON seen_levels 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'seen_levels', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'metric_id', NEW.metric_id, 'starts_on', NEW.starts_on, 'low', NEW.low, 'high', NEW.high, 'seen_at', NEW.seen_at, 'seen_by', NEW.seen_by, 'question', NEW.question, 'answer', NEW.answer, 'answered_at', NEW.answered_at, 'answered_by', NEW.answered_by, 'version', NEW.version));
END;
CREATE TRIGGER history_seen_levels_update AFTER UPDATE ON seen_levels 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'seen_levels', OLD.id, 'update', json_object('id', OLD.id, 'person_id', OLD.person_id, 'metric_id', OLD.metric_id, 'starts_on', OLD.starts_on, 'low', OLD.low, 'high', OLD.high, 'seen_at', OLD.seen_at, 'seen_by', OLD.seen_by, 'question', OLD.question, 'answer', OLD.answer, 'answered_at', OLD.answered_at, 'answered_by', OLD.answered_by, 'version', OLD.version), json_object('id', NEW.id, 'person_id', NEW.person_id, 'metric_id', NEW.metric_id, 'starts_on', NEW.starts_on, 'low', NEW.low, 'high', NEW.high, 'seen_at', NEW.seen_at, 'seen_by', NEW.seen_by, 'question', NEW.question, 'answer', NEW.answer, 'answered_at', NEW.answered_at, 'answered_by', NEW.answered_by, 'version', NEW.version));
END;
CREATE TRIGGER history_seen_levels_delete AFTER DELETE ON seen_levels 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'seen_levels', OLD.id, 'delete', json_object('id', OLD.id, 'person_id', OLD.person_id, 'metric_id', OLD.metric_id, 'starts_on', OLD.starts_on, 'low', OLD.low, 'high', OLD.high, 'seen_at', OLD.seen_at, 'seen_by', OLD.seen_by, 'question', OLD.question, 'answer', OLD.answer, 'answered_at', OLD.answered_at, 'answered_by', OLD.answered_by, 'version', OLD.version), NULL);
END;
CREATE INDEX evaluations_of_person ON evaluations (person_id, date);
CREATE INDEX evaluations_of_version ON evaluations (sheet_version_id, date);
CREATE INDEX evaluations_of_contact ON evaluations (reference) WHERE reference <> '';
CREATE UNIQUE INDEX evaluations_of_reading ON evaluations (reading_id) WHERE reading_id IS NOT NULL;
CREATE INDEX evaluations_of_calibration ON evaluations (calibration_id)
    WHERE calibration_id IS NOT NULL;
CREATE INDEX evaluations_of_deed ON evaluations (deed_id);
CREATE INDEX answers_of_question ON answers (question_id);
CREATE INDEX disputes_of_evaluation ON disputes (evaluation_id);
CREATE INDEX disputes_open ON disputes (raised_at) WHERE outcome IS NULL;
CREATE INDEX session_evaluations_of_evaluation ON session_evaluations (evaluation_id);
CREATE INDEX contacts_of_person ON contacts (person_id, date);
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
CREATE TRIGGER history_sheets_insert AFTER INSERT ON sheets 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheets', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'code', NEW.code, 'code_key', NEW.code_key, 'metric_id', NEW.metric_id, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_sheets_update AFTER UPDATE ON sheets 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheets', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'code', OLD.code, 'code_key', OLD.code_key, 'metric_id', OLD.metric_id, 'ends_on', OLD.ends_on, 'version', OLD.version), json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'code', NEW.code, 'code_key', NEW.code_key, 'metric_id', NEW.metric_id, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_sheets_delete AFTER DELETE ON sheets 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheets', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'code', OLD.code, 'code_key', OLD.code_key, 'metric_id', OLD.metric_id, 'ends_on', OLD.ends_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_sheet_versions_insert AFTER INSERT ON sheet_versions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheet_versions', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'sheet_id', NEW.sheet_id, 'starts_on', NEW.starts_on, 'version', NEW.version));
END;
CREATE TRIGGER history_sheet_versions_update AFTER UPDATE ON sheet_versions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheet_versions', OLD.id, 'update', json_object('id', OLD.id, 'sheet_id', OLD.sheet_id, 'starts_on', OLD.starts_on, 'version', OLD.version), json_object('id', NEW.id, 'sheet_id', NEW.sheet_id, 'starts_on', NEW.starts_on, 'version', NEW.version));
END;
CREATE TRIGGER history_sheet_versions_delete AFTER DELETE ON sheet_versions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheet_versions', OLD.id, 'delete', json_object('id', OLD.id, 'sheet_id', OLD.sheet_id, 'starts_on', OLD.starts_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_sheet_questions_insert AFTER INSERT ON sheet_questions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheet_questions', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'sheet_version_id', NEW.sheet_version_id, 'position', NEW.position, 'section', NEW.section, 'key', NEW.key, 'text', NEW.text, 'kind', NEW.kind, 'weight', NEW.weight, 'critical', NEW.critical, 'not_applicable', NEW.not_applicable, 'most', NEW.most, 'anchors', NEW.anchors, 'version', NEW.version));
END;
CREATE TRIGGER history_sheet_questions_update AFTER UPDATE ON sheet_questions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheet_questions', OLD.id, 'update', json_object('id', OLD.id, 'sheet_version_id', OLD.sheet_version_id, 'position', OLD.position, 'section', OLD.section, 'key', OLD.key, 'text', OLD.text, 'kind', OLD.kind, 'weight', OLD.weight, 'critical', OLD.critical, 'not_applicable', OLD.not_applicable, 'most', OLD.most, 'anchors', OLD.anchors, 'version', OLD.version), json_object('id', NEW.id, 'sheet_version_id', NEW.sheet_version_id, 'position', NEW.position, 'section', NEW.section, 'key', NEW.key, 'text', NEW.text, 'kind', NEW.kind, 'weight', NEW.weight, 'critical', NEW.critical, 'not_applicable', NEW.not_applicable, 'most', NEW.most, 'anchors', NEW.anchors, 'version', NEW.version));
END;
CREATE TRIGGER history_sheet_questions_delete AFTER DELETE ON sheet_questions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sheet_questions', OLD.id, 'delete', json_object('id', OLD.id, 'sheet_version_id', OLD.sheet_version_id, 'position', OLD.position, 'section', OLD.section, 'key', OLD.key, 'text', OLD.text, 'kind', OLD.kind, 'weight', OLD.weight, 'critical', OLD.critical, 'not_applicable', OLD.not_applicable, 'most', OLD.most, 'anchors', OLD.anchors, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_calibrations_insert AFTER INSERT ON calibrations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'calibrations', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'sheet_version_id', NEW.sheet_version_id, 'person_id', NEW.person_id, 'date', NEW.date, 'reference', NEW.reference, 'channel', NEW.channel, 'note', NEW.note, 'opened_by', NEW.opened_by, 'closed_on', NEW.closed_on, 'version', NEW.version));
END;
CREATE TRIGGER history_calibrations_update AFTER UPDATE ON calibrations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'calibrations', OLD.id, 'update', json_object('id', OLD.id, 'sheet_version_id', OLD.sheet_version_id, 'person_id', OLD.person_id, 'date', OLD.date, 'reference', OLD.reference, 'channel', OLD.channel, 'note', OLD.note, 'opened_by', OLD.opened_by, 'closed_on', OLD.closed_on, 'version', OLD.version), json_object('id', NEW.id, 'sheet_version_id', NEW.sheet_version_id, 'person_id', NEW.person_id, 'date', NEW.date, 'reference', NEW.reference, 'channel', NEW.channel, 'note', NEW.note, 'opened_by', NEW.opened_by, 'closed_on', NEW.closed_on, 'version', NEW.version));
END;
CREATE TRIGGER history_calibrations_delete AFTER DELETE ON calibrations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'calibrations', OLD.id, 'delete', json_object('id', OLD.id, 'sheet_version_id', OLD.sheet_version_id, 'person_id', OLD.person_id, 'date', OLD.date, 'reference', OLD.reference, 'channel', OLD.channel, 'note', OLD.note, 'opened_by', OLD.opened_by, 'closed_on', OLD.closed_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_evaluations_update AFTER UPDATE ON evaluations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'evaluations', OLD.id, 'update', json_object('id', OLD.id, 'sheet_version_id', OLD.sheet_version_id, 'person_id', OLD.person_id, 'date', OLD.date, 'evaluator', OLD.evaluator, 'reference', OLD.reference, 'channel', OLD.channel, 'note', OLD.note, 'score', OLD.score, 'unfailed', OLD.unfailed, 'reading_id', OLD.reading_id, 'calibration_id', OLD.calibration_id, 'seen_at', OLD.seen_at, 'seen_by', OLD.seen_by, 'deed_id', OLD.deed_id, 'version', OLD.version), json_object('id', NEW.id, 'sheet_version_id', NEW.sheet_version_id, 'person_id', NEW.person_id, 'date', NEW.date, 'evaluator', NEW.evaluator, 'reference', NEW.reference, 'channel', NEW.channel, 'note', NEW.note, 'score', NEW.score, 'unfailed', NEW.unfailed, 'reading_id', NEW.reading_id, 'calibration_id', NEW.calibration_id, 'seen_at', NEW.seen_at, 'seen_by', NEW.seen_by, 'deed_id', NEW.deed_id, 'version', NEW.version));
END;
CREATE TRIGGER history_evaluations_delete AFTER DELETE ON evaluations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'evaluations', OLD.id, 'delete', json_object('id', OLD.id, 'sheet_version_id', OLD.sheet_version_id, 'person_id', OLD.person_id, 'date', OLD.date, 'evaluator', OLD.evaluator, 'reference', OLD.reference, 'channel', OLD.channel, 'note', OLD.note, 'score', OLD.score, 'unfailed', OLD.unfailed, 'reading_id', OLD.reading_id, 'calibration_id', OLD.calibration_id, 'seen_at', OLD.seen_at, 'seen_by', OLD.seen_by, 'deed_id', OLD.deed_id, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_answers_update AFTER UPDATE ON answers 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'answers', OLD.id, 'update', json_object('id', OLD.id, 'evaluation_id', OLD.evaluation_id, 'question_id', OLD.question_id, 'value', OLD.value, 'comment', OLD.comment, 'version', OLD.version), json_object('id', NEW.id, 'evaluation_id', NEW.evaluation_id, 'question_id', NEW.question_id, 'value', NEW.value, 'comment', NEW.comment, 'version', NEW.version));
END;
CREATE TRIGGER history_answers_delete AFTER DELETE ON answers 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'answers', OLD.id, 'delete', json_object('id', OLD.id, 'evaluation_id', OLD.evaluation_id, 'question_id', OLD.question_id, 'value', OLD.value, 'comment', OLD.comment, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_disputes_insert AFTER INSERT ON disputes 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'disputes', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'evaluation_id', NEW.evaluation_id, 'question_id', NEW.question_id, 'text', NEW.text, 'raised_at', NEW.raised_at, 'raised_by', NEW.raised_by, 'outcome', NEW.outcome, 'answer', NEW.answer, 'answered_at', NEW.answered_at, 'answered_by', NEW.answered_by, 'version', NEW.version));
END;
CREATE TRIGGER history_disputes_update AFTER UPDATE ON disputes 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'disputes', OLD.id, 'update', json_object('id', OLD.id, 'evaluation_id', OLD.evaluation_id, 'question_id', OLD.question_id, 'text', OLD.text, 'raised_at', OLD.raised_at, 'raised_by', OLD.raised_by, 'outcome', OLD.outcome, 'answer', OLD.answer, 'answered_at', OLD.answered_at, 'answered_by', OLD.answered_by, 'version', OLD.version), json_object('id', NEW.id, 'evaluation_id', NEW.evaluation_id, 'question_id', NEW.question_id, 'text', NEW.text, 'raised_at', NEW.raised_at, 'raised_by', NEW.raised_by, 'outcome', NEW.outcome, 'answer', NEW.answer, 'answered_at', NEW.answered_at, 'answered_by', NEW.answered_by, 'version', NEW.version));
END;
CREATE TRIGGER history_disputes_delete AFTER DELETE ON disputes 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'disputes', OLD.id, 'delete', json_object('id', OLD.id, 'evaluation_id', OLD.evaluation_id, 'question_id', OLD.question_id, 'text', OLD.text, 'raised_at', OLD.raised_at, 'raised_by', OLD.raised_by, 'outcome', OLD.outcome, 'answer', OLD.answer, 'answered_at', OLD.answered_at, 'answered_by', OLD.answered_by, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_session_evaluations_insert AFTER INSERT ON session_evaluations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'session_evaluations', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'session_id', NEW.session_id, 'evaluation_id', NEW.evaluation_id, 'version', NEW.version));
END;
CREATE TRIGGER history_session_evaluations_update AFTER UPDATE ON session_evaluations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'session_evaluations', OLD.id, 'update', json_object('id', OLD.id, 'session_id', OLD.session_id, 'evaluation_id', OLD.evaluation_id, 'version', OLD.version), json_object('id', NEW.id, 'session_id', NEW.session_id, 'evaluation_id', NEW.evaluation_id, 'version', NEW.version));
END;
CREATE TRIGGER history_session_evaluations_delete AFTER DELETE ON session_evaluations 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'session_evaluations', OLD.id, 'delete', json_object('id', OLD.id, 'session_id', OLD.session_id, 'evaluation_id', OLD.evaluation_id, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_contacts_insert AFTER INSERT ON contacts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'contacts', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'reference', NEW.reference, 'person_id', NEW.person_id, 'date', NEW.date, 'channel', NEW.channel, 'version', NEW.version));
END;
CREATE TRIGGER history_contacts_update AFTER UPDATE ON contacts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'contacts', OLD.id, 'update', json_object('id', OLD.id, 'reference', OLD.reference, 'person_id', OLD.person_id, 'date', OLD.date, 'channel', OLD.channel, 'version', OLD.version), json_object('id', NEW.id, 'reference', NEW.reference, 'person_id', NEW.person_id, 'date', NEW.date, 'channel', NEW.channel, 'version', NEW.version));
END;
CREATE TRIGGER history_contacts_delete AFTER DELETE ON contacts 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'contacts', OLD.id, 'delete', json_object('id', OLD.id, 'reference', OLD.reference, 'person_id', OLD.person_id, 'date', OLD.date, 'channel', OLD.channel, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_evaluations_insert AFTER INSERT ON evaluations WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1) 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'evaluations', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'sheet_version_id', NEW.sheet_version_id, 'person_id', NEW.person_id, 'date', NEW.date, 'evaluator', NEW.evaluator, 'reference', NEW.reference, 'channel', NEW.channel, 'note', NEW.note, 'score', NEW.score, 'unfailed', NEW.unfailed, 'reading_id', NEW.reading_id, 'calibration_id', NEW.calibration_id, 'seen_at', NEW.seen_at, 'seen_by', NEW.seen_by, 'deed_id', NEW.deed_id, 'version', NEW.version));
END;
CREATE TRIGGER history_answers_insert AFTER INSERT ON answers WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE bulk = 1) 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'answers', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'evaluation_id', NEW.evaluation_id, 'question_id', NEW.question_id, 'value', NEW.value, 'comment', NEW.comment, 'version', NEW.version));
END;
CREATE INDEX team_parents_of_parent ON team_parents (parent_id);
CREATE INDEX account_teams_of_team ON account_teams (team_id);
CREATE VIEW teams_above AS
-- Each team with every team above it, and when.
WITH RECURSIVE above AS (
    SELECT team_id, parent_id AS above_id, starts_on AS since,
        coalesce(ends_on, '9999-12-31') AS stop FROM team_parents
    UNION
    SELECT above.team_id, place.parent_id, max(since, place.starts_on),
        min(stop, coalesce(place.ends_on, '9999-12-31'))
    FROM above JOIN team_parents AS place ON place.team_id = above.above_id
        AND place.starts_on < stop AND coalesce(place.ends_on, '9999-12-31') > since
)
SELECT team_id, above_id, since, stop FROM above;
CREATE TRIGGER history_team_parents_insert AFTER INSERT ON team_parents 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'team_parents', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'team_id', NEW.team_id, 'parent_id', NEW.parent_id, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_team_parents_update AFTER UPDATE ON team_parents 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'team_parents', OLD.id, 'update', json_object('id', OLD.id, 'team_id', OLD.team_id, 'parent_id', OLD.parent_id, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version), json_object('id', NEW.id, 'team_id', NEW.team_id, 'parent_id', NEW.parent_id, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version));
END;
CREATE TRIGGER history_team_parents_delete AFTER DELETE ON team_parents 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'team_parents', OLD.id, 'delete', json_object('id', OLD.id, 'team_id', OLD.team_id, 'parent_id', OLD.parent_id, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_account_teams_insert AFTER INSERT ON account_teams 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'account_teams', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'account_id', NEW.account_id, 'team_id', NEW.team_id, 'version', NEW.version));
END;
CREATE TRIGGER history_account_teams_update AFTER UPDATE ON account_teams 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'account_teams', OLD.id, 'update', json_object('id', OLD.id, 'account_id', OLD.account_id, 'team_id', OLD.team_id, 'version', OLD.version), json_object('id', NEW.id, 'account_id', NEW.account_id, 'team_id', NEW.team_id, 'version', NEW.version));
END;
CREATE TRIGGER history_account_teams_delete AFTER DELETE ON account_teams 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'account_teams', OLD.id, 'delete', json_object('id', OLD.id, 'account_id', OLD.account_id, 'team_id', OLD.team_id, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_absences_insert AFTER INSERT ON absences 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'absences', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'reason', NEW.reason, 'version', NEW.version));
END;
CREATE TRIGGER history_absences_update AFTER UPDATE ON absences 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'absences', OLD.id, 'update', json_object('id', OLD.id, 'person_id', OLD.person_id, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'reason', OLD.reason, 'version', OLD.version), json_object('id', NEW.id, 'person_id', NEW.person_id, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'reason', NEW.reason, 'version', NEW.version));
END;
CREATE TRIGGER history_absences_delete AFTER DELETE ON absences 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'absences', OLD.id, 'delete', json_object('id', OLD.id, 'person_id', OLD.person_id, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'reason', OLD.reason, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_memberships_insert AFTER INSERT ON memberships 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'memberships', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'person_id', NEW.person_id, 'team_id', NEW.team_id, 'role_id', NEW.role_id, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version, 'hours', NEW.hours));
END;
CREATE TRIGGER history_memberships_update AFTER UPDATE ON memberships 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'memberships', OLD.id, 'update', json_object('id', OLD.id, 'person_id', OLD.person_id, 'team_id', OLD.team_id, 'role_id', OLD.role_id, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version, 'hours', OLD.hours), json_object('id', NEW.id, 'person_id', NEW.person_id, 'team_id', NEW.team_id, 'role_id', NEW.role_id, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version, 'hours', NEW.hours));
END;
CREATE TRIGGER history_memberships_delete AFTER DELETE ON memberships 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'memberships', OLD.id, 'delete', json_object('id', OLD.id, 'person_id', OLD.person_id, 'team_id', OLD.team_id, 'role_id', OLD.role_id, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version, 'hours', OLD.hours), NULL);
END;
CREATE VIEW v_status_by_month AS
-- Every KPI in every month with readings at whose end it was live.
-- A month counts what was read of the organisation itself; where nothing was, what was
-- read of each team itself; and of a team of which nothing was, what was read of its people
-- and of the teams under it on that day.
WITH levels AS (
    SELECT metric_id, substr(date, 1, 7) AS month,
        max(CASE WHEN read_of = 'organisation' THEN 1 ELSE 0 END) AS of_organisation,
        max(CASE WHEN read_of = 'team' THEN 1 ELSE 0 END) AS of_teams,
        max(CASE WHEN read_of = 'person' THEN 1 ELSE 0 END) AS of_people
    FROM day_summaries WHERE team_id = -1 GROUP BY metric_id, substr(date, 1, 7)
), teams_read AS (
    SELECT DISTINCT metric_id, team_id, substr(date, 1, 7) AS month
    FROM day_summaries WHERE read_of = 'team' AND team_id > 0
), above AS (
    SELECT team_id, above_id, since, stop FROM teams_above
), days AS (
    SELECT day.metric_id AS metric_id, day.date AS date, sum(day.count) AS count,
        sum(day.weight) AS weight, sum(day.weighted) AS weighted, sum(day.total) AS total,
        sum(day.numerator) AS numerator, sum(day.denominator) AS denominator,
        sum(day.unweighted) AS unweighted
    FROM day_summaries AS day
    JOIN levels ON levels.metric_id = day.metric_id AND levels.month = substr(day.date, 1, 7)
    LEFT JOIN teams_read ON teams_read.metric_id = day.metric_id
        AND teams_read.team_id = day.team_id AND teams_read.month = substr(day.date, 1, 7)
    WHERE CASE
        WHEN levels.of_organisation = 1 THEN day.team_id = -1 AND day.read_of = 'organisation'
        WHEN levels.of_teams = 1
            AND (levels.of_people = 1 OR EXISTS (SELECT 1 FROM team_parents)) THEN
            day.team_id >= 0 AND (day.read_of = 'team' OR teams_read.team_id IS NULL)
            AND (NOT EXISTS (
                SELECT 1 FROM above JOIN teams_read AS read ON read.team_id = above.above_id
                    AND read.metric_id = day.metric_id AND read.month = substr(day.date, 1, 7)
                WHERE above.team_id = day.team_id AND day.date >= since AND day.date < stop
            ) OR EXISTS (  -- a circle of teams, which has no top
                SELECT 1 FROM above WHERE above.team_id = day.team_id
                    AND above.above_id = day.team_id AND day.date >= since AND day.date < stop
            ))
        ELSE day.team_id = -1
    END
    GROUP BY day.metric_id, day.date
), months AS (
    SELECT metric_id, substr(date, 1, 7) AS month, max(date) AS last_on, sum(count) AS count, sum(weight) AS weight,
        sum(weighted) AS weighted, sum(total) AS total, sum(numerator) AS numerator, sum(denominator) AS denominator,
        sum(unweighted) AS unweighted
    FROM days GROUP BY metric_id, substr(date, 1, 7)
), combined AS (
    SELECT months.metric_id, months.month, months.count, CAST(substr(months.month, 1, 4) AS INTEGER) * 12 + CAST(substr(months.month, 6, 2) AS INTEGER) - 3 AS since_march,
        CASE
            WHEN metrics.aggregation = 'ratio' THEN
                -- Readings without parts are left out, and averaged only where all are.
                coalesce(CASE WHEN metrics.unit = '%' THEN 100.0 ELSE 1.0 END
                    * months.numerator / nullif(months.denominator, 0),
                    months.weighted / nullif(months.weight, 0))
            WHEN months.weight = 0 THEN NULL
            WHEN metrics.aggregation = 'mean' THEN months.weighted / months.weight
            WHEN metrics.aggregation = 'sum' THEN months.total
            ELSE last.weighted / nullif(last.weight, 0)
        END AS value
    FROM months
    JOIN metrics ON metrics.id = months.metric_id
    JOIN days AS last ON last.metric_id = months.metric_id AND last.date = months.last_on
), numbered AS (
    SELECT metric_id, month, count, value, (365 * (since_march - since_march % 12) / 12 + 1 * (since_march - since_march % 48) / 48 + -1 * (since_march - since_march % 1200) / 1200 + 1 * (since_march - since_march % 4800) / 4800 + ((153 * (since_march % 12) + 2) - (153 * (since_march % 12) + 2) % 5) / 5) + 1 AS first_day,
        (365 * ((since_march + 1) - (since_march + 1) % 12) / 12 + 1 * ((since_march + 1) - (since_march + 1) % 48) / 48 + -1 * ((since_march + 1) - (since_march + 1) % 1200) / 1200 + 1 * ((since_march + 1) - (since_march + 1) % 4800) / 4800 + ((153 * ((since_march + 1) % 12) + 2) - (153 * ((since_march + 1) % 12) + 2) % 5) / 5) + 1 AS next_day
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
            THEN bounds.next_day ELSE ((365 * ((CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) % 12) / 12 + 1 * ((CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) % 48) / 48 + -1 * ((CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) % 1200) / 1200 + 1 * ((CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) % 4800) / 4800 + ((153 * ((CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) % 12) + 2) - (153 * ((CAST(substr(targets.ends_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.ends_on, 6, 2) AS INTEGER) - 3) % 12) + 2) % 5) / 5) + CAST(substr(targets.ends_on, 9, 2) AS INTEGER)) END
        - CASE WHEN substr(targets.starts_on, 1, 7) < bounds.month
            THEN bounds.first_day ELSE ((365 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 12) / 12 + 1 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 48) / 48 + -1 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 1200) / 1200 + 1 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 4800) / 4800 + ((153 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 12) + 2) - (153 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 12) + 2) % 5) / 5) + CAST(substr(targets.starts_on, 9, 2) AS INTEGER)) END AS days
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
        CASE WHEN targets.starts_on > kpis.starts_on THEN ((365 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 12) / 12 + 1 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 48) / 48 + -1 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 1200) / 1200 + 1 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 4800) / 4800 + ((153 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 12) + 2) - (153 * ((CAST(substr(targets.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.starts_on, 6, 2) AS INTEGER) - 3) % 12) + 2) % 5) / 5) + CAST(substr(targets.starts_on, 9, 2) AS INTEGER))
            ELSE ((365 * ((CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) % 12) / 12 + 1 * ((CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) % 48) / 48 + -1 * ((CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) % 1200) / 1200 + 1 * ((CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) % 4800) / 4800 + ((153 * ((CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) % 12) + 2) - (153 * ((CAST(substr(kpis.starts_on, 1, 4) AS INTEGER) * 12 + CAST(substr(kpis.starts_on, 6, 2) AS INTEGER) - 3) % 12) + 2) % 5) / 5) + CAST(substr(kpis.starts_on, 9, 2) AS INTEGER)) END AS start_day,
        ((365 * ((CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) % 12) / 12 + 1 * ((CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) % 48) / 48 + -1 * ((CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) % 1200) / 1200 + 1 * ((CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) - (CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) % 4800) / 4800 + ((153 * ((CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) % 12) + 2) - (153 * ((CAST(substr(targets.due_on, 1, 4) AS INTEGER) * 12 + CAST(substr(targets.due_on, 6, 2) AS INTEGER) - 3) % 12) + 2) % 5) / 5) + CAST(substr(targets.due_on, 9, 2) AS INTEGER)) AS due_day
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
    months.unweighted AS unweighted,  -- how many of them do not say of how many they are
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
JOIN months ON months.metric_id = kpis.metric_id AND months.month = lines.month
JOIN strategies ON strategies.id = kpis.strategy_id
JOIN priorities ON priorities.id = strategies.priority_id;
CREATE INDEX erased_by ON erased (deed_id);
CREATE INDEX seals_of_salt ON seals (salt_id) WHERE salt_id IS NOT NULL;
CREATE TRIGGER history_people_insert AFTER INSERT ON people 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'people', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'code', NEW.code, 'code_key', NEW.code_key, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version, 'forgotten_on', NEW.forgotten_on));
END;
CREATE TRIGGER history_people_update AFTER UPDATE ON people 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'people', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'code', OLD.code, 'code_key', OLD.code_key, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version, 'forgotten_on', OLD.forgotten_on), json_object('id', NEW.id, 'name', NEW.name, 'name_key', NEW.name_key, 'code', NEW.code, 'code_key', NEW.code_key, 'starts_on', NEW.starts_on, 'ends_on', NEW.ends_on, 'version', NEW.version, 'forgotten_on', NEW.forgotten_on));
END;
CREATE TRIGGER history_people_delete AFTER DELETE ON people 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'people', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'name_key', OLD.name_key, 'code', OLD.code, 'code_key', OLD.code_key, 'starts_on', OLD.starts_on, 'ends_on', OLD.ends_on, 'version', OLD.version, 'forgotten_on', OLD.forgotten_on), NULL);
END;
CREATE TRIGGER changes_update_kept BEFORE UPDATE ON changes WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE erases = 1)
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER deeds_update_kept BEFORE UPDATE ON deeds WHEN NOT EXISTS (SELECT 1 FROM current_deed WHERE erases = 1)
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER seals_update_kept BEFORE UPDATE ON seals 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER seals_delete_kept BEFORE DELETE ON seals 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER erased_update_kept BEFORE UPDATE ON erased 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER erased_delete_kept BEFORE DELETE ON erased 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER forgetting_delete_kept BEFORE DELETE ON forgetting 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER sealed_again_update_kept BEFORE UPDATE ON sealed_again 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE TRIGGER sealed_again_delete_kept BEFORE DELETE ON sealed_again 
BEGIN
SELECT RAISE(ABORT, 'kpitui: the history is never rewritten');
END;
CREATE INDEX sessions_together ON sessions (together_id) WHERE together_id IS NOT NULL;
CREATE INDEX decisions_of_review ON decisions (review_id);
CREATE TRIGGER history_sessions_insert AFTER INSERT ON sessions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sessions', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'coach', NEW.coach, 'person_id', NEW.person_id, 'date', NEW.date, 'kind', NEW.kind, 'minutes', NEW.minutes, 'seen', NEW.seen, 'agreed', NEW.agreed, 'follow_up_on', NEW.follow_up_on, 'followed_up_on', NEW.followed_up_on, 'acknowledged_at', NEW.acknowledged_at, 'deed_id', NEW.deed_id, 'version', NEW.version, 'behaviour', NEW.behaviour, 'acknowledged_by', NEW.acknowledged_by, 'reply', NEW.reply, 'together_id', NEW.together_id, 'strengths', NEW.strengths, 'reference', NEW.reference, 'outcome', NEW.outcome, 'outcome_note', NEW.outcome_note));
END;
CREATE TRIGGER history_sessions_update AFTER UPDATE ON sessions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sessions', OLD.id, 'update', json_object('id', OLD.id, 'coach', OLD.coach, 'person_id', OLD.person_id, 'date', OLD.date, 'kind', OLD.kind, 'minutes', OLD.minutes, 'seen', OLD.seen, 'agreed', OLD.agreed, 'follow_up_on', OLD.follow_up_on, 'followed_up_on', OLD.followed_up_on, 'acknowledged_at', OLD.acknowledged_at, 'deed_id', OLD.deed_id, 'version', OLD.version, 'behaviour', OLD.behaviour, 'acknowledged_by', OLD.acknowledged_by, 'reply', OLD.reply, 'together_id', OLD.together_id, 'strengths', OLD.strengths, 'reference', OLD.reference, 'outcome', OLD.outcome, 'outcome_note', OLD.outcome_note), json_object('id', NEW.id, 'coach', NEW.coach, 'person_id', NEW.person_id, 'date', NEW.date, 'kind', NEW.kind, 'minutes', NEW.minutes, 'seen', NEW.seen, 'agreed', NEW.agreed, 'follow_up_on', NEW.follow_up_on, 'followed_up_on', NEW.followed_up_on, 'acknowledged_at', NEW.acknowledged_at, 'deed_id', NEW.deed_id, 'version', NEW.version, 'behaviour', NEW.behaviour, 'acknowledged_by', NEW.acknowledged_by, 'reply', NEW.reply, 'together_id', NEW.together_id, 'strengths', NEW.strengths, 'reference', NEW.reference, 'outcome', NEW.outcome, 'outcome_note', NEW.outcome_note));
END;
CREATE TRIGGER history_sessions_delete AFTER DELETE ON sessions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'sessions', OLD.id, 'delete', json_object('id', OLD.id, 'coach', OLD.coach, 'person_id', OLD.person_id, 'date', OLD.date, 'kind', OLD.kind, 'minutes', OLD.minutes, 'seen', OLD.seen, 'agreed', OLD.agreed, 'follow_up_on', OLD.follow_up_on, 'followed_up_on', OLD.followed_up_on, 'acknowledged_at', OLD.acknowledged_at, 'deed_id', OLD.deed_id, 'version', OLD.version, 'behaviour', OLD.behaviour, 'acknowledged_by', OLD.acknowledged_by, 'reply', OLD.reply, 'together_id', OLD.together_id, 'strengths', OLD.strengths, 'reference', OLD.reference, 'outcome', OLD.outcome, 'outcome_note', OLD.outcome_note), NULL);
END;
CREATE TRIGGER history_rhythms_insert AFTER INSERT ON rhythms 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'rhythms', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'role_id', NEW.role_id, 'days', NEW.days, 'starts_on', NEW.starts_on, 'version', NEW.version));
END;
CREATE TRIGGER history_rhythms_update AFTER UPDATE ON rhythms 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'rhythms', OLD.id, 'update', json_object('id', OLD.id, 'role_id', OLD.role_id, 'days', OLD.days, 'starts_on', OLD.starts_on, 'version', OLD.version), json_object('id', NEW.id, 'role_id', NEW.role_id, 'days', NEW.days, 'starts_on', NEW.starts_on, 'version', NEW.version));
END;
CREATE TRIGGER history_rhythms_delete AFTER DELETE ON rhythms 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'rhythms', OLD.id, 'delete', json_object('id', OLD.id, 'role_id', OLD.role_id, 'days', OLD.days, 'starts_on', OLD.starts_on, 'version', OLD.version), NULL);
END;
CREATE TRIGGER history_decisions_insert AFTER INSERT ON decisions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'decisions', NEW.id, 'insert', NULL, json_object('id', NEW.id, 'review_id', NEW.review_id, 'text', NEW.text, 'who', NEW.who, 'due_on', NEW.due_on, 'done_on', NEW.done_on, 'result', NEW.result, 'periods', NEW.periods, 'middle', NEW.middle, 'low', NEW.low, 'high', NEW.high, 'version', NEW.version));
END;
CREATE TRIGGER history_decisions_update AFTER UPDATE ON decisions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'decisions', OLD.id, 'update', json_object('id', OLD.id, 'review_id', OLD.review_id, 'text', OLD.text, 'who', OLD.who, 'due_on', OLD.due_on, 'done_on', OLD.done_on, 'result', OLD.result, 'periods', OLD.periods, 'middle', OLD.middle, 'low', OLD.low, 'high', OLD.high, 'version', OLD.version), json_object('id', NEW.id, 'review_id', NEW.review_id, 'text', NEW.text, 'who', NEW.who, 'due_on', NEW.due_on, 'done_on', NEW.done_on, 'result', NEW.result, 'periods', NEW.periods, 'middle', NEW.middle, 'low', NEW.low, 'high', NEW.high, 'version', NEW.version));
END;
CREATE TRIGGER history_decisions_delete AFTER DELETE ON decisions 
BEGIN
INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES ((SELECT deed_id FROM current_deed), 'decisions', OLD.id, 'delete', json_object('id', OLD.id, 'review_id', OLD.review_id, 'text', OLD.text, 'who', OLD.who, 'due_on', OLD.due_on, 'done_on', OLD.done_on, 'result', OLD.result, 'periods', OLD.periods, 'middle', OLD.middle, 'low', OLD.low, 'high', OLD.high, 'version', OLD.version), NULL);
END;
DELETE FROM "sqlite_sequence";
COMMIT;
