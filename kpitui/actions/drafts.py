"""Keeping what is typed until it is saved."""

from kpitui.storage.drafts import Typed, draft_file, keep_typed, load_typed

__all__ = ["Typed", "draft_file", "keep_typed", "load_typed"]
