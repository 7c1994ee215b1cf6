"""What the history tells of scores and their answers, as the people who scored would say it."""

from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError, convert

from kpitui.domain.numbers import format_number, plain_number
from kpitui.domain.sheet_score import answer_word
from kpitui.storage.driver import Database
from kpitui.storage.records import Row, find_row, from_json
from kpitui.storage.sheets import question_of

_SCORES = ("score", "unfailed")
SCORED = ("value", "anchors", *_SCORES)
"""The columns that are told so; a history of thousands of rows asks for every other one too."""


def scored_text(
    db: Database, column: str, content: Mapping[str, Any], *, decimal_comma: bool
) -> str | None:
    """An answer in words, a score as it is shown, the anchors of a question line by line; None of
    everything else, and where its question or metric is gone.
    """
    value = content.get(column)
    if column == "value" and "value" in content and content.get("question_id"):
        asked = find_row(db, "sheet_questions", {"id": content["question_id"]})
        return answer_word(question_of(asked), value) if asked else None
    if column == "anchors" and value:
        return _anchors(str(value))
    if not isinstance(value, float):
        return None
    metric = _metric_of_score(db, column, value, content)
    if metric is None:
        return None
    unit = "%" if metric["unit"] == "%" else ""
    return format_number(value, metric["decimals"], unit, decimal_comma=decimal_comma)


def _metric_of_score(
    db: Database, column: str, value: float, content: Mapping[str, Any]
) -> Row | None:
    """The metric of an evaluation, or of a reading that is the score of one."""
    if column in _SCORES and content.get("sheet_version_id"):
        version = find_row(db, "sheet_versions", {"id": content["sheet_version_id"]})
        sheet = version and find_row(db, "sheets", {"id": version["sheet_id"]})
        return find_row(db, "metrics", {"id": sheet["metric_id"]}) if sheet else None
    if column == "value" and content.get("metric_id") and content.get("id"):
        metric = find_row(db, "metrics", {"id": content["metric_id"]})
        if metric is None or len(plain_number(value).partition(".")[2]) <= metric["decimals"]:
            return None  # in full already
        scored = find_row(db, "evaluations", {"reading_id": content["id"]})
        return metric if scored else None
    return None


def _anchors(kept: str) -> str | None:
    try:
        found = convert(from_json(kept), tuple[tuple[str, str], ...])
    except (ValueError, ValidationError):
        return None  # another program wrote it
    return "; ".join(f"{answer}: {words}" for answer, words in found)
