"""What others do in the file, seen without reading a table."""

from kpitui.storage.watch import FileWatch

__all__ = ["FileWatch"]
