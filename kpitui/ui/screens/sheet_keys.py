"""The keys of the screens that begin with a subject, Record and Coach."""

from textual.binding import Binding, BindingType

SHEET_KEYS: list[BindingType] = [
    Binding(
        "ctrl+s,f9",
        "save",
        "Save",
        id="whom.save",
        tooltip="Save everything typed here in one go",
    ),
    Binding(
        "escape",
        "back",
        "Change agent",
        id="whom.back",
        tooltip="Choose someone else; what you typed is kept",
    ),
    Binding("ctrl+t,ctrl+o", "date", "Date", id="whom.date", tooltip="Change the date"),
]

UNDO_KEY = "ctrl+p undo"
UNDO_WORDS = "ctrl+p undo"
"""Where letters are typed the key of undo is none."""

DATE_FIRST = "Not saved: this date is not clear; Ctrl+T goes there."
