"""All that can be seen, one query a picture."""

from kpitui.storage.database import DatabaseFile
from kpitui.storage.readings import Subject
from kpitui.storage.watch import FileWatch

__all__ = ["DatabaseFile", "FileWatch", "Subject"]
