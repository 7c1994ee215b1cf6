"""Making and opening the database file, for the outer rings."""

from kpitui.storage.opening import create_file, kept_open, open_file, share_folder

__all__ = ["create_file", "kept_open", "open_file", "share_folder"]
