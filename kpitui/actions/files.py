"""Making and opening the database file, for the outer rings."""

from kpitui.storage.database import kept_open
from kpitui.storage.opening import create_file, open_file, share_folder

__all__ = ["create_file", "kept_open", "open_file", "share_folder"]
