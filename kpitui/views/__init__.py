"""All that can be seen, one query a picture."""

from kpitui.storage.database import DatabaseFile

__all__ = ["DatabaseFile"]
