"""All that can be seen, one query a picture."""

from kpitui.storage.database import DatabaseFile
from kpitui.storage.readings import Subject

__all__ = ["DatabaseFile", "Subject"]
