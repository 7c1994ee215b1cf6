"""Who is in."""

from kpitui.storage.presence import HEARTBEAT_SECONDS, Presence, leave, presence_of, stay

__all__ = ["HEARTBEAT_SECONDS", "Presence", "leave", "presence_of", "stay"]
