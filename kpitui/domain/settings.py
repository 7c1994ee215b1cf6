"""How a setting says what it may be."""

from dataclasses import field
from typing import Any


def limited(default: Any, **limits: float) -> Any:
    """A setting with its default that keeps to limits, by pydantic's names for them: ge, gt, le, lt."""
    return field(default=default, metadata=limits)
