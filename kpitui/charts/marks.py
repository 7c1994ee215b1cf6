"""The mark of each status, so that it is never told by colour alone."""

from kpitui.charts.text import Charset

_UNICODE = {
    "on track": "✓", "at risk": "!", "off track": "✗", "stale": "~", "no data": "?", "met": "✓", "not met": "✗",
    "no level": "?",
}  # fmt: skip
_ASCII = {"✓": "+", "✗": "x"}


def mark(status: str, charset: Charset) -> str:
    """One cell for a status word of a KPI or a standard."""
    found = _UNICODE[status]
    return _ASCII.get(found, found) if charset is Charset.ASCII else found
