"""Which changes were undone, as part of a query."""

STANDS_UNDONE = (
    "SELECT undo.undoes FROM deeds AS undo WHERE undo.undoes IS NOT NULL "
    "AND undo.id NOT IN (SELECT deed_id FROM current_deed) "
    "AND NOT EXISTS (SELECT 1 FROM deeds AS redo WHERE redo.undoes = undo.id "
    "AND redo.id NOT IN (SELECT deed_id FROM current_deed))"
)
"""Changes that were undone, and not done again since; the one that is being written right now does
not count.
"""

SAME_BUT_TEAM = (
    "json_remove(changes.before, '$.team_id', '$.version') "
    "IS json_remove(changes.after, '$.team_id', '$.version')"
)
"""Whether a change of a reading is no correction: it went along where someone was moved."""
