"""What is wrong with a value of a document, in plain words and with the fix."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

_PLAIN = {
    "missing": "is missing; add it",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number", "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number", "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false", "bool_parsing": "must be true or false",
    "date_type": "must be a day like 2026-11-03", "date_parsing": "must be a day like 2026-11-03",
    "date_from_datetime_parsing": "must be a day like 2026-11-03",
    "date_from_datetime_inexact": "must be a day like 2026-11-03",
    "tuple_type": "must be a list in [ ]", "list_type": "must be a list in [ ]",
    "dict_type": "must be a table of keys in { }", "model_type": "must be a table of keys in { }",
    "model_attributes_type": "must be a table of keys in { }",
    "dataclass_type": "must be a table of keys in { }",
    "too_short": "is empty; add one",
}  # fmt: skip
_WITH_LIMIT = {
    "greater_than": "must be above {gt:g}", "greater_than_equal": "must be {ge:g} or more",
    "less_than": "must be below {lt:g}", "less_than_equal": "must be {le:g} or less",
}  # fmt: skip


def wrong_said(error: ErrorDetails, unknown: str = "there is no such key") -> str:
    """Why a value cannot be taken, to stand behind its key and a colon; `unknown` is said of a key
    that there is not.
    """
    kind, limits = error["type"], error.get("ctx") or {}
    if kind == "extra_forbidden":
        return unknown
    if kind in ("enum", "literal_error"):
        return f"must be {_choices(str(limits['expected']))}{_given(error)}"
    if kind in _WITH_LIMIT:
        return _WITH_LIMIT[kind].format_map(_numbers(limits)) + _given(error)
    if kind in _PLAIN:
        return _PLAIN[kind] + _as_seconds(error)
    said = error["msg"].removeprefix("Value error, ")
    return f"{said[:1].lower()}{said[1:]}"


def _as_seconds(error: ErrorDetails) -> str:
    """How a time that was given as 6:30 is written where a number is wanted."""
    time = re.fullmatch(r"(\d{1,6}):([0-5]\d)", str(error.get("input")))
    if time is None or not error["type"].startswith("float"):
        return ""
    return f", a time in seconds: {time[0]} is {int(time[1]) * 60 + int(time[2])}"


def _choices(expected: str) -> str:
    return (
        expected.replace("'", "“", 1)
        .replace("', '", "”, “")
        .replace("' or '", "” or “")
        .replace("'", "”")
    )


def _numbers(limits: Mapping[str, Any]) -> dict[str, float]:
    return {key: float(value) for key, value in limits.items()}


def _given(error: ErrorDetails) -> str:
    given = error.get("input")
    return f", not {given:g}" if isinstance(given, int | float) else ""
