"""Modules that are loaded when something of them is first used: a start pays for what it shows, and
no more.
"""

import importlib
from typing import Any


class Lazy:
    """A module that is not loaded yet. Name it under TYPE_CHECKING too, so that what is used of it
    is checked.
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
