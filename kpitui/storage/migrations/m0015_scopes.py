"""Schema 15: an event is of the whole organisation, of one team or of one person. The activities of
a strategy are kept in one column of JSON, and a team that one of them names is not taken away.
"""

from sqlite_utils import Database

from kpitui.storage.migrations.steps import keep_history, run

_SCOPES = """
ALTER TABLE annotations ADD COLUMN team_id INTEGER REFERENCES teams (id);
ALTER TABLE annotations ADD COLUMN person_id INTEGER REFERENCES people (id)
    CHECK (person_id IS NULL OR team_id IS NULL);
CREATE TRIGGER teams_with_activities BEFORE DELETE ON teams WHEN EXISTS (
    SELECT 1 FROM strategies, json_tree(activities) AS place
    WHERE place.path LIKE '$[%].teams' AND place.value = OLD.id
)
BEGIN
SELECT RAISE(ABORT, 'kpitui: an activity of a strategy names this team');
END;
"""


def apply(db: Database) -> None:
    """Bring a file from schema 14 to 15. Runs inside a transaction of the caller."""
    run(db, _SCOPES)
    keep_history(db, "annotations")
