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


def plain(text: str, charset: Charset) -> str:
    """Our own words with ASCII in place of the few other characters we use, where the terminal shows nothing else."""
    if charset is not Charset.ASCII:
        return text
    for char, simple in (("≥", ">="), ("≤", "<="), ("–", "-"), ("→", "->"), ("·", "-"), ("›", ">"), ("…", "~")):
        text = text.replace(char, simple)
    return text
