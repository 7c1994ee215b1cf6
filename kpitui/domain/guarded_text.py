"""Text in an exported sheet is never a formula: a leading apostrophe keeps it text, and importing
takes it off.
"""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "%", "'")


def guarded(text: str) -> str:
    """The text as it can stand in a sheet."""
    return f"'{text}" if text.startswith(_STARTS) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text
