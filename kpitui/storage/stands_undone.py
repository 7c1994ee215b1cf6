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
